import type { Json, ProviderConnection } from '@patchbay/contract';
import { readRoundTrip } from '@patchbay/contract';
import { closedBy, fail, janusError, mediaLost } from '../janus-errors.ts';
import { attachJanusDesk } from './janus-desk.ts';
import { createJanusRoster, type JanusReport } from './janus-events.ts';
import { deferred, type JanusLine } from './janus-line.ts';
import { createJanusReceiver } from './janus-receiver.ts';
import type { JanusMessage, JanusSession } from './janus-sdk.ts';
import { createJanusSender } from './janus-sender.ts';
import { joinJanusTalk } from './janus-talk.ts';
import { connectionName, displayOf, listOf, participantOf } from './janus-translate.ts';

/** What the server half minted: `token` is for Janus itself and a whole call, `roomToken` for the join. */
export interface JanusCredentials extends Readonly<
  Record<'url' | 'token' | 'room' | 'roomToken' | 'participant', string>
> {
  readonly maxParticipants: number;
  readonly iceServers: RTCIceServer[];
}

/** A joined room; `native` is janus-gateway's `Janus`. */
export interface JanusConnection extends ProviderConnection {
  readonly native: JanusSession;
}

export interface JanusEntry {
  readonly credentials: JanusCredentials;
  readonly userKey: string;
  readonly report: JanusReport;
  readonly now: () => number;
  readonly randomId: () => string;
}

/** Joins the talk and then the room: whom others see can be talked to. `resume` is for when the line is whole again. */
export async function joinJanusRoom(
  line: JanusLine,
  { credentials, userKey, report, now, randomId }: JanusEntry,
) {
  const { room, roomToken: token, participant: participantId, maxParticipants } = credentials;
  const name = connectionName(participantId, now(), randomId().slice(0, 8));
  const [up, privateId] = [deferred<void>(), deferred<unknown>()];
  const broken = (): void => report(closedBy(mediaLost()));
  const webrtcState = (isUp: boolean): void => {
    if (isUp) return up.resolve();
    up.reject(mediaLost());
    broken();
  };
  const heard = (from: string, { message, retell }: JanusMessage): void => {
    if (retell === true) sender.retell().catch(() => undefined);
    if (message !== undefined)
      report({ type: 'message', from: participantOf(from), message: message as Json });
  };
  const receiver = createJanusReceiver(line, room, privateId.promise, report);
  const roster = createJanusRoster(name, report, receiver.want);
  const [desk, talk] = await Promise.all([
    attachJanusDesk(line, 'videoroom', { hear: roster.hear, webrtcState }),
    joinJanusTalk(line, { room, token, name, heard, broken }),
  ]);
  const sender = createJanusSender(desk, name, up.promise);
  const listPeople = async () =>
    listOf((await desk.ask({ request: 'listparticipants', room })).message['participants']);

  // Janus counts those who send, not those who are there: so this does. Somebody who comes back is counted once.
  const others = (await listPeople()).map(({ id }) => participantOf(id)).filter((id) => id !== participantId);
  if (new Set(others).size >= maxParticipants) throw fail('room-full', 'The room is full.');
  const about = { room, ptype: 'publisher', id: name, display: displayOf(userKey), token };
  const { message: joined } = await desk.ask({ request: 'join', ...about });
  privateId.resolve(joined['private_id']);
  roster.enter(joined);

  const { retell, stats: _, ...verbs } = sender;
  const connection: JanusConnection = {
    participantId,
    native: line.session,
    disconnect: line.close,
    ...verbs,
    async send(message, to) {
      const handedTo = await talk.send({ message }, roster.reach(to));
      if (to !== undefined && handedTo.length === 0) throw janusError('textroom', 423);
    },
    async stats() {
      const [sent, received] = await Promise.all([sender.stats(), receiver.stats()]);
      const roundTripSeconds = readRoundTrip([...sent, ...received].map((one) => one.report));
      const [inbound, outbound] = [received.map(({ row }) => row), sent.map(({ row }) => row)];
      return { at: now(), roundTripSeconds, inbound, outbound };
    },
  };
  /** Janus keeps nothing for a session without a line: asks how things stand, and says how one's own do. */
  const resume = async (): Promise<void> => {
    roster.resume(await listPeople());
    receiver.beginAnew();
    await retell();
    await talk.send({ retell: true }, roster.reach());
  };
  return { connection, resume };
}
