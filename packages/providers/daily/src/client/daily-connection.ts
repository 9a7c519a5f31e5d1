import {
  kindOfSource,
  type OutgoingMedia,
  type ProviderConnection,
  type PublicationId,
  type PublishableSource,
  readInboundStats,
  readOutboundStats,
} from '@patchbay/contract';
import { dailyError, fail } from '../daily-errors.ts';
import type { DailyCallObject, DailyPerson } from './daily-sdk.ts';
import {
  type DailyNote,
  type DailyNotes,
  encodeMessage,
  publicationId,
  publicationsOf,
  trackNames,
} from './daily-translate.ts';

/** A joined call; `native` is daily-js's call object. */
export interface DailyConnection extends ProviderConnection {
  readonly native: DailyCallObject;
}

interface ConnectionParts {
  readonly call: DailyCallObject;
  readonly notes: DailyNotes;
  readonly now: () => number;
  /** Called before the call is left, so that nothing more is reported. */
  readonly silence: () => void;
}

/** How long leaving waits for the call machine. */
const goodbyeMilliseconds = 2000;

export function createDailyConnection({
  call,
  notes: first,
  now,
  silence,
}: ConnectionParts): DailyConnection {
  const { session_id: session, user_id: participantId } = call.participants().local;
  let notes = first;
  let count = 0;
  let queue: Promise<unknown> = Promise.resolve();

  const attempt = <Value>(work: () => Promise<Value>): Promise<Value> =>
    work().catch((error: unknown) => Promise.reject(dailyError(error)));
  /** The SDK hands custom tracks over in one place, and our notes are whole states: one thing at a time. */
  const inTurn = <Value>(work: () => Promise<Value>): Promise<Value> => {
    const done = queue.then(() => attempt(work));
    queue = done.catch(() => undefined);
    return done;
  };
  const write = async (source: PublishableSource, note: DailyNote | undefined): Promise<void> => {
    const { [source]: _, ...rest } = notes.published;
    notes = { ...notes, published: note ? { ...rest, [source]: note } : rest };
    await call.setUserData(notes);
  };
  const find = (id: PublicationId): readonly [PublishableSource, DailyNote] => {
    const entries = Object.entries(notes.published) as [PublishableSource, DailyNote][];
    const found = entries.find(([source, note]) => publicationId(session, source, note.count) === id);
    if (!found) throw fail('not-published', 'That is not published here.');
    return found;
  };
  const turn = (source: PublishableSource, on: boolean): void => {
    if (source === 'camera') call.setLocalVideo(on);
    if (source === 'microphone') call.setLocalAudio(on);
  };
  const isCustom = (source: PublishableSource): boolean => source !== 'camera' && source !== 'microphone';
  const give = async ({ source, track }: OutgoingMedia): Promise<void> => {
    if (!track) throw fail('invalid-argument', 'Daily needs a track to publish.');
    if (isCustom(source)) await call.startCustomTrack({ track, trackName: trackNames[source] });
    else
      await call.setInputDevicesAsync(source === 'camera' ? { videoSource: track } : { audioSource: track });
  };

  return {
    participantId,
    native: call,

    publish: (media) =>
      inTurn(async () => {
        const { source, muted } = media;
        await give(media);
        turn(source, !muted);
        count += 1;
        await write(source, { count, muted });
        return publicationId(session, source, count);
      }),

    replace: (id, media) =>
      inTurn(async () => {
        const [source, { muted }] = find(id);
        if (isCustom(source)) await call.stopCustomTrack(trackNames[source]);
        await give(media);
        turn(source, !muted);
      }),

    unpublish: (id) =>
      inTurn(async () => {
        const [source] = find(id);
        turn(source, false);
        if (isCustom(source)) await call.stopCustomTrack(trackNames[source]);
        await write(source, undefined);
      }),

    setMuted: (id, muted) =>
      inTurn(async () => {
        const [source, { count: published }] = find(id);
        turn(source, !muted);
        await write(source, { count: published, muted });
      }),

    send: (message, to) =>
      attempt(async () => {
        const people: readonly DailyPerson[] = Object.values(call.participants());
        const receiver = people.findLast(({ local, user_id: id }) => !local && id === to);
        if (to !== undefined && !receiver)
          throw fail('participant-not-found', 'Nobody with that id is in the room.');
        call.sendAppMessage(encodeMessage(message), receiver?.session_id);
      }),

    async stats() {
      // daily-js has sums over everything, and none per track.
      const { stats } = await attempt(() => call.getNetworkStats());
      const { latest } = Object(stats) as { readonly latest?: { readonly networkRoundTripTime?: unknown } };
      const roundTrip = latest?.networkRoundTripTime;
      const entries = Object.entries(notes.published) as [PublishableSource, DailyNote][];
      return {
        at: now(),
        roundTripSeconds: typeof roundTrip === 'number' ? roundTrip : undefined,
        outbound: entries.map(([source, note]) => ({
          publicationId: publicationId(session, source, note.count),
          source,
          kind: kindOfSource(source),
          ...noOutboundCounters,
        })),
        inbound: Object.values(call.participants())
          .filter(({ local }) => !local)
          .flatMap((person) =>
            publicationsOf(person).map(({ id, source, kind }) => ({
              publicationId: id,
              participantId: person.user_id,
              source,
              kind,
              ...noInboundCounters,
            })),
          ),
      };
    },

    async disconnect() {
      silence();
      const patience = new Promise((resolve) => void setTimeout(resolve, goodbyeMilliseconds));
      await Promise.race([call.destroy(), patience]);
    },
  };
}

/** What the browser does not tell through daily-js. */
const noOutboundCounters = readOutboundStats([]);
const noInboundCounters = readInboundStats([]);
