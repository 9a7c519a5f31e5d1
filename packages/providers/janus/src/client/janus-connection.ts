import { type ProviderConnection, readRoundTrip, type SessionStats } from '@patchbay/contract';
import { fail } from '../janus-errors.ts';
import type { JanusRoster } from './janus-events.ts';
import type { JanusLine } from './janus-line.ts';
import type { JanusReceiver } from './janus-receiver.ts';
import type { JanusSession } from './janus-sdk.ts';
import type { JanusSender } from './janus-sender.ts';
import type { JanusTalk } from './janus-talk.ts';

/** A joined room; `native` is janus-gateway's `Janus`. */
export interface JanusConnection extends ProviderConnection {
  readonly native: JanusSession;
}

export interface JanusSeat {
  readonly participant: string;
  readonly line: JanusLine;
  readonly roster: JanusRoster;
  readonly receiver: JanusReceiver;
  readonly sender: JanusSender;
  readonly talk: JanusTalk;
}

/** `silence` is called before the room is left, so that nothing more is reported. */
export function createJanusConnection(
  seat: JanusSeat,
  now: () => number,
  silence: () => void,
): JanusConnection {
  const { participant, line, roster, receiver, sender, talk } = seat;

  const readStats = async (): Promise<SessionStats> => {
    const [sent, received] = await Promise.all([sender.stats(), receiver.stats()]);
    const outbound = sender.readStats(sent);
    const inbound = receiver.readStats(received);
    return { at: now(), roundTripSeconds: readRoundTrip([...sent, ...received]), inbound, outbound };
  };

  return {
    participantId: participant,
    native: line.session,
    publish: (media) => sender.publish(media),
    replace: (id, media) => sender.replace(id, media),
    unpublish: (id) => sender.unpublish(id),
    setMuted: (id, muted) => sender.setMuted(id, muted),
    async send(message, to) {
      if (to === undefined) return talk.send(message, undefined);
      const connection = roster.connectionOf(to);
      if (connection === undefined)
        throw fail('participant-not-found', 'That participant is not in the room.');
      return talk.send(message, connection);
    },
    stats: readStats,
    async disconnect() {
      silence();
      receiver.close();
      await line.close();
    },
  };
}
