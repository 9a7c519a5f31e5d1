import { EmulatedMember, type MemberTerms, type PublishedStream, type Wire } from './emulated-member.ts';
import type { StreamKind } from './gateway-wire.ts';

/** What somebody outside the channel hears of it. */
export interface ChannelWitness {
  created(channel: EmulatedChannel): void;
  joined(channel: EmulatedChannel, member: EmulatedMember): void;
  left(channel: EmulatedChannel, member: EmulatedMember, reason: LeaveReason): void;
  destroyed(channel: EmulatedChannel, last: EmulatedMember): void;
}

/** Agora's numbers in notifications: 1 quit, 2 timed out, 3 not allowed, 5 a newer connection. */
export type LeaveReason = 1 | 2 | 3 | 5;

/** Exists while somebody is in it. */
export class EmulatedChannel {
  readonly name: string;
  readonly id: number;
  readonly #witness: ChannelWitness;
  readonly #members = new Map<number, EmulatedMember>();

  constructor(name: string, id: number, witness: ChannelWitness) {
    this.name = name;
    this.id = id;
    this.#witness = witness;
  }

  get members(): readonly EmulatedMember[] {
    return [...this.#members.values()];
  }

  byUid(uid: number): EmulatedMember | undefined {
    return this.#members.get(uid);
  }

  others(member: EmulatedMember): readonly EmulatedMember[] {
    return this.members.filter((other) => other !== member);
  }

  join(terms: MemberTerms, wire: Wire): EmulatedMember {
    const member = new EmulatedMember(terms, wire);
    if (this.#members.size === 0) this.#witness.created(this);
    this.#members.set(member.uid, member);
    this.#witness.joined(this, member);
    this.#tellOthers(member, 'on_user_online', {});
    return member;
  }

  /** Tells a newcomer, or whoever was away, who is there and what they publish. */
  introduce(member: EmulatedMember): void {
    for (const other of this.others(member)) {
      member.wire?.notify('on_user_online', identityOf(other));
      for (const stream of other.streams.values()) this.#announceTo(member, other, stream);
    }
  }

  announce(member: EmulatedMember, stream: PublishedStream): void {
    if (member.disabled.delete(stream.kind)) this.#tellOthers(member, `enable_local_${stream.kind}`, {});
    for (const other of this.others(member)) this.#announceTo(other, member, stream);
  }

  /** The SDK knows no end of one stream: it is disabled, and all end with the last. */
  unpublish(member: EmulatedMember, kinds: readonly StreamKind[]): void {
    for (const kind of kinds) {
      if (!member.streams.delete(kind)) continue;
      member.disabled.add(kind);
      this.#tellOthers(member, `disable_local_${kind}`, {});
    }
    if (member.streams.size === 0) this.#tellOthers(member, 'on_remove_stream', {});
  }

  mute(member: EmulatedMember, kind: StreamKind, isMuted: boolean): void {
    const stream = member.streams.get(kind);
    if (stream) stream.isMuted = isMuted;
    this.#tellOthers(member, `${isMuted ? 'mute' : 'unmute'}_${kind}`, {});
  }

  /** A message of the data stream, in base64. */
  send(member: EmulatedMember, payload: string): void {
    this.#tellOthers(member, 'on_data_stream', { payload, ordered: false });
  }

  remove(member: EmulatedMember, reason: LeaveReason): void {
    if (this.#members.get(member.uid) !== member) return;
    this.#members.delete(member.uid);
    member.close();
    for (const other of this.members)
      other.wire?.notify('on_user_offline', {
        ...identityOf(member),
        reason: reason === 1 ? 'Quit' : 'ServerTimeOut',
      });
    this.#witness.left(this, member, reason);
    if (this.#members.size === 0) this.#witness.destroyed(this, member);
  }

  #announceTo(listener: EmulatedMember, member: EmulatedMember, stream: PublishedStream): void {
    const { kind, ssrcId, rtx: rtxSsrcId, isMuted } = stream;
    const about = { ...identityOf(member), [kind]: true, ssrcId, rtxSsrcId, cname: `user-${member.uid}` };
    listener.wire?.notify(`on_add_${kind}_stream`, about);
    if (isMuted) listener.wire?.notify(`mute_${kind}`, identityOf(member));
  }

  #tellOthers(member: EmulatedMember, type: string, about: object): void {
    for (const other of this.others(member)) other.wire?.notify(type, { ...identityOf(member), ...about });
  }
}

const identityOf = ({ uid }: EmulatedMember) => ({ uid, uint_id: uid });
