import type { EmulatorLog } from '../emulator-log.ts';
import type { EmulatorSurroundings } from '../running-emulator.ts';
import { EmulatedClient, type Wire } from './emulated-client.ts';
import { EmulatedMeeting, type MeetingTerms } from './emulated-meeting.ts';
import type { WherebyAccount } from './whereby-account.ts';
import type { WherebyRefusal } from './whereby-refusals.ts';
import { createWherebyWebhooks, type WherebyWebhooks } from './whereby-webhooks.ts';
import { externalIdPattern, type JoinRoom } from './whereby-wire.ts';

export interface WherebyCloudParts extends EmulatorSurroundings {
  readonly account: WherebyAccount;
  readonly log: EmulatorLog;
  readonly webhookUrl: string | undefined;
  /** How long a place outlives its connection. */
  readonly graceSeconds: number;
}

/** Somebody in a room. */
export interface Place {
  readonly meeting: EmulatedMeeting;
  readonly client: EmulatedClient;
}

/** How long a session outlives its second person. */
const sessionGraceMilliseconds = 10_000;

/** The meetings of one organization, and what people, its server and the network do to them. */
export class WherebyCloud {
  readonly parts: WherebyCloudParts;
  readonly webhooks: WherebyWebhooks;
  /** Deleted ones too: insights outlive the room. */
  readonly #meetings = new Map<string, EmulatedMeeting>();
  readonly #deleted = new Set<EmulatedMeeting>();
  #isClosed = false;

  constructor(parts: WherebyCloudParts) {
    this.parts = parts;
    this.webhooks = createWherebyWebhooks(parts);
  }

  /** All that there ever were. */
  get history(): readonly EmulatedMeeting[] {
    return [...this.#meetings.values()];
  }

  /** Those whose room can be used. */
  get meetings(): readonly EmulatedMeeting[] {
    const now = this.parts.now();
    return this.history.filter((meeting) => !this.#deleted.has(meeting) && !meeting.isOver(now));
  }

  find(meetingId: string): EmulatedMeeting | undefined {
    return this.meetings.find(({ id }) => id === meetingId);
  }

  create(terms: MeetingTerms): EmulatedMeeting {
    const meeting = new EmulatedMeeting(terms, this.parts.now());
    this.#meetings.set(meeting.id, meeting);
    return meeting;
  }

  /** Everybody is put out, and nobody gets in any more. */
  delete(meeting: EmulatedMeeting): void {
    this.#deleted.add(meeting);
    for (const client of meeting.clients) this.kick({ meeting, client });
    meeting.keepSession();
    this.#endSession(meeting);
  }

  kick({ meeting, client }: Place): void {
    client.wire?.tell('client_kicked', { clientId: client.id });
    this.leave({ meeting, client });
  }

  /** Lets somebody in, or back in, or says why not. */
  join(request: JoinRoom, deviceId: string, wire: Wire): Place | WherebyRefusal {
    const { account, now } = this.parts;
    const meeting = this.meetings.find(({ roomName }) => roomName === request.roomName);
    if (!meeting) return 'room_unclaimed';
    const { roomKey, externalId } = request;
    const hasOddId = externalId != null && !externalIdPattern.test(externalId);
    if (request.organizationId !== account.organizationId || hasOddId) return 'invalid_parameters';
    if (roomKey != null && roomKey !== meeting.hostKey) return 'invalid_key';
    const returning = meeting.byClaim(request.clientClaim);
    if (returning) return this.#resume({ meeting, client: returning }, request, wire);
    const role = roomKey == null ? 'visitor' : 'host';
    if (meeting.isLocked && role === 'visitor') return 'room_locked';
    if (meeting.isFull) return 'room_full';
    const client = new EmulatedClient(request, role, deviceId, now(), wire);
    meeting.add(client);
    if (meeting.clients.length >= 2) this.#beginSession(meeting);
    this.webhooks.client(meeting, client, 'joined');
    return { meeting, client };
  }

  /** The connection broke: the place is kept for a while. */
  suspend({ meeting, client }: Place): void {
    if (this.#isClosed || client.leftAt !== undefined) return;
    client.wire = undefined;
    client.keep = this.parts.schedule(() => this.leave({ meeting, client }), this.parts.graceSeconds * 1000);
  }

  leave({ meeting, client }: Place): void {
    if (!meeting.remove(client, this.parts.now())) return;
    this.webhooks.client(meeting, client, 'left');
    if (meeting.clients.length >= 2) return;
    meeting.keepSession();
    meeting.keepSession = this.parts.schedule(() => this.#endSession(meeting), sessionGraceMilliseconds);
  }

  close(): void {
    this.#isClosed = true;
    for (const meeting of this.history) {
      meeting.keepSession();
      for (const client of meeting.clients) client.keep();
    }
  }

  #resume(place: Place, { config }: JoinRoom, wire: Wire): Place {
    const { meeting, client } = place;
    client.keep();
    client.wire = wire;
    const before = [client.isAudioEnabled, client.isVideoEnabled];
    Object.assign(client, { isAudioEnabled: config.isAudioEnabled, isVideoEnabled: config.isVideoEnabled });
    const { id: clientId, isAudioEnabled, isVideoEnabled } = client;
    if (before[0] !== isAudioEnabled)
      meeting.tellOthers(client, 'audio_enabled', { clientId, isAudioEnabled });
    if (before[1] !== isVideoEnabled)
      meeting.tellOthers(client, 'video_enabled', { clientId, isVideoEnabled });
    return place;
  }

  #beginSession(meeting: EmulatedMeeting): void {
    meeting.keepSession();
    if (meeting.session) return;
    meeting.openSession(this.parts.now());
    this.webhooks.session(meeting, 'started');
  }

  #endSession(meeting: EmulatedMeeting): void {
    const { session } = meeting;
    if (!session) return;
    session.endedAt = this.parts.now();
    for (const { wire } of meeting.clients) wire?.tell('room_session_ended', { roomSessionId: session.id });
    this.webhooks.session(meeting, 'ended');
  }
}
