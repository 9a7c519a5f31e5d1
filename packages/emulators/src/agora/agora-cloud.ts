import { createHash, randomInt, randomUUID } from 'node:crypto';
import type { EmulatorLog } from '../emulator-log.ts';
import type { EmulatorSurroundings } from '../running-emulator.ts';
import type { AgoraAccount } from './agora-account.ts';
import { type AccessPointError, gatewayErrors } from './agora-errors.ts';
import { checkAgoraToken, type AgoraSeat } from './check-agora-token.ts';
import { createNotifications, type Notifications } from './notifications.ts';
import { EmulatedChannel } from './emulated-channel.ts';
import type { EmulatedMember, Wire } from './emulated-member.ts';
import { UsageLog } from './usage-log.ts';

export interface AgoraCloudParts extends EmulatorSurroundings {
  readonly account: AgoraAccount;
  readonly log: EmulatorLog;
  /** How long a client outlives its signalling. */
  readonly sessionSeconds: number;
  /** Where notifications go; nowhere when undefined. */
  readonly notificationUrl: string | undefined;
}

/** Who may not enter, and until when. */
export interface BanningRule {
  readonly id: number;
  /** Undefined for every channel. */
  readonly channel: string | undefined;
  /** Undefined for everybody. */
  readonly uid: number | undefined;
  readonly expiresAt: number;
}

/** Somebody in a channel. */
export interface Seat {
  readonly channel: EmulatedChannel;
  readonly member: EmulatedMember;
}

/** The channels of one project, and what a console or the network does to them. */
export class AgoraCloud {
  readonly parts: AgoraCloudParts;
  readonly notifications: Notifications;
  readonly usage: UsageLog;
  readonly rules = new Map<number, BanningRule>();
  readonly #channels = new Map<string, EmulatedChannel>();
  /** By the ticket that the access point gave. */
  readonly #admitted = new Map<string, AgoraSeat>();
  readonly #rejoin = new Map<string, Seat>();
  #sequence = 0;
  #isClosed = false;

  constructor(parts: AgoraCloudParts) {
    this.parts = parts;
    this.notifications = createNotifications(parts);
    this.usage = new UsageLog(parts.now);
  }

  get channels(): readonly EmulatedChannel[] {
    return [...this.#channels.values()];
  }

  find(name: string): EmulatedChannel | undefined {
    return this.#channels.get(name);
  }

  /** What the access point decides: a ticket for the gateway, or why not. */
  admit(seat: AgoraSeat, appId: string, token: unknown): { readonly ticket: string } | AccessPointError {
    const { account, now } = this.parts;
    if (appId !== account.appId) return 'invalid-app-id';
    const refusal = checkAgoraToken(token, seat, account, now());
    if (refusal) return refusal;
    const ticket = randomUUID().replaceAll('-', '');
    this.#admitted.set(ticket, seat);
    return { ticket };
  }

  isAdmitted(ticket: string): boolean {
    return this.#admitted.has(ticket);
  }

  /** Lets somebody in by their ticket, unless they are banned; whoever has that uid already is out. */
  join(ticket: string, wire: Wire): Seat | undefined {
    const admitted = this.#admitted.get(ticket);
    if (!admitted || this.isBanned(admitted)) return undefined;
    const { channel: name, uid } = admitted;
    const channel = this.#channels.get(name) ?? new EmulatedChannel(name, channelIdOf(name), this.#witness);
    this.#channels.set(name, channel);
    const older = channel.byUid(uid);
    if (older) {
      older.wire?.notify('on_notification', { code: gatewayErrors.repeatedJoin });
      channel.remove(older, 5);
      this.#channels.set(name, channel);
    }
    const rejoinToken = randomUUID();
    const sequence = (this.#sequence += 1);
    const member = channel.join({ uid, joinedAt: this.parts.now(), rejoinToken, sequence }, wire);
    const seat = { channel, member };
    this.#rejoin.set(rejoinToken, seat);
    return seat;
  }

  /** Resolves when whoever has this ticket is not held any more. */
  holding(ticket: string): Promise<void> | undefined {
    const admitted = this.#admitted.get(ticket);
    return admitted && this.#channels.get(admitted.channel)?.byUid(admitted.uid)?.lifted;
  }

  isBanned({ channel, uid }: AgoraSeat): boolean {
    const now = this.parts.now();
    return [...this.rules.values()].some((rule) => rule.expiresAt > now && isAbout(rule, channel, uid));
  }

  seatOf(rejoinToken: string): Seat | undefined {
    return this.#rejoin.get(rejoinToken);
  }

  /** Puts out whom the rule is about, and, unless it lasts no time, keeps them out. */
  ban({
    channel,
    uid,
    seconds,
  }: Pick<BanningRule, 'channel' | 'uid'> & { readonly seconds: number }): BanningRule {
    const rule = {
      id: randomInt(1, 0x7fff_ffff),
      channel,
      uid,
      expiresAt: this.parts.now() + seconds * 1000,
    };
    if (seconds > 0) this.rules.set(rule.id, rule);
    const code = uid === undefined ? gatewayErrors.channelBanned : gatewayErrors.userBanned;
    for (const found of this.channels)
      for (const member of found.members) {
        if (!isAbout(rule, found.name, member.uid)) continue;
        member.wire?.notify('on_user_banned', { error_code: code });
        found.remove(member, 3);
      }
    return rule;
  }

  /** The connection broke: the client stays for a while. */
  suspend({ channel, member }: Seat): void {
    const { schedule, sessionSeconds } = this.parts;
    if (this.#isClosed || channel.byUid(member.uid) !== member) return;
    member.wire = undefined;
    member.keep();
    member.keep = schedule(() => this.leave({ channel, member }, 2), sessionSeconds * 1000);
  }

  leave({ channel, member }: Seat, reason: 1 | 2): void {
    channel.remove(member, reason);
  }

  /** What somebody in the channel gets may have changed. */
  recount({ members }: EmulatedChannel): void {
    for (const member of members) {
      const seesSomebody = members.some(({ streams }) =>
        member.hears.has(streams.get('video')?.ssrcId ?? -1),
      );
      this.usage.count(member, seesSomebody ? 'durationVideoHd' : 'durationAudioAll');
    }
  }

  close(): void {
    this.#isClosed = true;
    for (const { members } of this.channels) for (const member of members) member.close();
  }

  readonly #witness = {
    created: (channel: EmulatedChannel) => this.notifications.channelCreated(channel),
    joined: (channel: EmulatedChannel, member: EmulatedMember) => {
      this.recount(channel);
      this.notifications.joined(channel, member);
    },
    left: (channel: EmulatedChannel, member: EmulatedMember, reason: number) => {
      this.#rejoin.delete(member.terms.rejoinToken);
      this.usage.end(member);
      this.recount(channel);
      this.notifications.left(channel, member, reason);
    },
    destroyed: (channel: EmulatedChannel, last: EmulatedMember) => {
      this.#channels.delete(channel.name);
      this.notifications.channelDestroyed(channel, last);
    },
  };
}

const isAbout = (rule: BanningRule, channel: string, uid: number): boolean =>
  (rule.channel === undefined || rule.channel === channel) && (rule.uid === undefined || rule.uid === uid);

const channelIdOf = (name: string): number => createHash('sha256').update(name).digest().readUInt32LE(0);
