import { isVideoError, type ProviderEvent } from '@patchbay/contract';
import { fail } from '../janus-errors.ts';
import { createJanusConnection, type JanusConnection } from './janus-connection.ts';
import { attachJanusDesk, type JanusDesk } from './janus-desk.ts';
import { JanusRoster } from './janus-events.ts';
import { createJanusFate, mediaLost } from './janus-fate.ts';
import { aborted, type JanusLine, openJanusLine } from './janus-line.ts';
import type { JanusCredentials } from './janus-provider.ts';
import { JanusReceiver } from './janus-receiver.ts';
import type { JanusMessage, JanusSdk } from './janus-sdk.ts';
import { JanusSender } from './janus-sender.ts';
import { joinJanusTalk } from './janus-talk.ts';
import { connectionName, displayOf, listOf, participantOf } from './janus-translate.ts';

export interface JanusEntry {
  readonly sdk: JanusSdk;
  readonly credentials: JanusCredentials;
  readonly userKey: string;
  readonly signal: AbortSignal;
  readonly report: (event: ProviderEvent) => void;
  readonly now: () => number;
  readonly randomId: () => string;
}

/** Opens the line, joins the talk and then the room: whom others see can be talked to. */
export async function enterJanusRoom(entry: JanusEntry): Promise<JanusConnection> {
  const { sdk, credentials, signal, now, randomId } = entry;
  const { url: server, token, iceServers, room, roomToken, participant } = credentials;
  const name = connectionName(participant, now(), randomId().slice(0, 8));
  const fate = createJanusFate(entry.report);
  let recover: () => Promise<void> = async () => undefined;
  let forsake: () => void = () => undefined;
  const line = await openJanusLine(sdk, { server, token, iceServers }, signal, {
    lost: () => {
      forsake();
      fate.trouble('signalling', true);
    },
    restored: () =>
      void recover().then(
        () => fate.trouble('signalling', false),
        // When it was lost again the end of that decides.
        (error: unknown) => line.isWhole && fate.fail(error),
      ),
    ended: fate.fail,
  });
  fate.afterwards(() => void line.close());
  const joining = (async () => {
    const isUp = Promise.withResolvers<void>();
    isUp.promise.catch(() => undefined);
    let hear: (message: JanusMessage) => void = () => undefined;
    const [desk, talk] = await Promise.all([
      attachJanusDesk(line, 'videoroom', {
        hear: (message) => hear(message),
        iceState: fate.watchIce,
        webrtcState: (isThere) => {
          if (isThere) return isUp.resolve();
          isUp.reject(mediaLost());
          return fate.fail(mediaLost());
        },
      }),
      joinJanusTalk(
        line,
        { room, token: roomToken, name },
        {
          message: (from, message) => fate.report({ type: 'message', from: participantOf(from), message }),
          broken: () => fate.fail(mediaLost()),
        },
      ),
    ]);
    await requireSpace(desk, credentials);
    // Others may be told of before the answer is here: nothing said meanwhile is lost.
    const early: JanusMessage[] = [];
    hear = (message) => void early.push(message);
    const about = { room, ptype: 'publisher', id: name, display: displayOf(entry.userKey), token: roomToken };
    const { message: joined } = await desk.ask({ request: 'join', ...about });
    const receiver = new JanusReceiver({ line, room, privateId: joined['private_id'], report: fate.report });
    const roster = new JanusRoster(name, {
      report: fate.report,
      wanted: (feeds) => receiver.want(feeds),
      ended: (reason) => fate.close(reason, undefined),
    });
    const sender = new JanusSender(desk, name, isUp.promise);
    fate.afterwards(() => receiver.close());
    forsake = () => {
      desk.forsake();
      receiver.forsake();
    };
    roster.enter(joined);
    hear = (message) => roster.hear(message);
    for (const message of early) roster.hear(message);
    recover = () => resume({ desk, credentials, roster, receiver, sender });
    fate.open();
    return createJanusConnection({ participant, line, roster, receiver, sender, talk }, now, fate.silence);
  })();
  return finish(Promise.race([joining, fate.failed]), line, signal, fate.silence);
}

/** Leaves nothing behind when the join fails or is given up. */
async function finish(
  joining: Promise<JanusConnection>,
  line: JanusLine,
  signal: AbortSignal,
  silence: () => void,
): Promise<JanusConnection> {
  joining.catch(() => undefined);
  const abandoned = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(aborted()), { once: true });
    if (signal.aborted) reject(aborted());
  });
  try {
    return await Promise.race([joining, abandoned]);
  } catch (error) {
    silence();
    await line.close();
    throw error;
  }
}

/** Janus counts those who send, not those who are there: so this does. Somebody who comes back is counted once. */
async function requireSpace(
  desk: JanusDesk,
  { room, participant, maxParticipants }: JanusCredentials,
): Promise<void> {
  const { message } = await desk.ask({ request: 'listparticipants', room });
  const others = new Set(listOf(message['participants']).map(({ id }) => participantOf(String(id))));
  others.delete(participant);
  if (others.size >= maxParticipants) throw fail('room-full', 'The room is full.');
}

interface Resumed {
  readonly desk: JanusDesk;
  readonly credentials: JanusCredentials;
  readonly roster: JanusRoster;
  readonly receiver: JanusReceiver;
  readonly sender: JanusSender;
}

/** Janus keeps nothing for a session without a line: looks how things stand, and says again how one's own do. */
async function resume(resumed: Resumed): Promise<void> {
  const { desk, credentials, roster, receiver, sender } = resumed;
  const { message } = await desk.ask({ request: 'listparticipants', room: credentials.room });
  const people = listOf(message['participants']);
  const senders = people
    .filter(({ publisher }) => publisher === true)
    .map(({ id }) => String(id))
    .filter((id) => participantOf(id) !== credentials.participant);
  try {
    roster.resume(people, await receiver.survey(senders));
  } catch (error) {
    // Somebody has left since the list was made.
    if (isVideoError(error) && error.vendorCode === 'videoroom 428') return resume(resumed);
    throw error;
  }
  await sender.retell();
}
