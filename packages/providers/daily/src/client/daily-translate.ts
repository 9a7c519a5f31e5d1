import {
  type Json,
  kindOfSource,
  type PublicationId,
  type PublishableSource,
  type Quality,
} from '@patchbay/contract';
import type { DailyPerson, DailyTrack } from './daily-sdk.ts';

/** Where each source is found among a participant's tracks; screens go as custom tracks, which can be awaited. */
export const trackNames = {
  camera: 'video',
  microphone: 'audio',
  screen: 'patchbay-screen',
  'screen-audio': 'patchbay-screen-audio',
} as const satisfies Readonly<Record<PublishableSource, string>>;

const sources = ['camera', 'microphone', 'screen', 'screen-audio'] as const;
/** Where a client past Patchbay has its screen. */
const foreignNames = { ...trackNames, screen: 'screenVideo', 'screen-audio': 'screenAudio' };

/** How often a source was published before it is what it is now, and whether it is muted. */
export interface DailyNote {
  readonly count: number;
  readonly muted: boolean;
}

/** What the adapter keeps in `userData`: to Daily a track that is muted and one that was never published are both `off`. */
export interface DailyNotes {
  readonly userKey: string;
  readonly published: Readonly<Partial<Record<PublishableSource, DailyNote>>>;
}

export interface DailyPublication {
  readonly id: PublicationId;
  readonly source: PublishableSource;
  readonly kind: 'audio' | 'video';
  readonly muted: boolean;
  readonly paused: boolean;
  readonly track: MediaStreamTrack | undefined;
}

const fieldsOf = (value: unknown) => Object(value) as Readonly<Record<string, unknown>>;

/** Undefined for somebody who is no client of ours. */
export function readNotes({ userData }: Pick<DailyPerson, 'userData'>): DailyNotes | undefined {
  const { userKey, published } = fieldsOf(userData);
  if (typeof userKey !== 'string') return undefined;
  const given = fieldsOf(published);
  const notes = sources.flatMap((source) => {
    const { count, muted } = fieldsOf(given[source]);
    return typeof count === 'number' ? [[source, { count, muted: muted === true }] as const] : [];
  });
  return { userKey, published: Object.fromEntries(notes) };
}

export const publicationId = (session: string, source: PublishableSource, count: number): PublicationId =>
  `${session}/${source}/${count}`;

/** What somebody publishes, by our notes where there are any, else by what Daily sends. */
export function publicationsOf(person: DailyPerson): readonly DailyPublication[] {
  const notes = readNotes(person);
  return sources.flatMap((source): DailyPublication[] => {
    const track = person.tracks[notes ? trackNames[source] : foreignNames[source]];
    const isSent = track !== undefined && !['off', 'blocked'].includes(track.state);
    const note = notes ? notes.published[source] : isSent ? { count: 0, muted: false } : undefined;
    if (!note) return [];
    const id = publicationId(person.session_id, source, note.count);
    const muted = note.muted || track?.off?.byRemoteRequest === true;
    return [{ id, source, kind: kindOfSource(source), muted, ...shownOf(track) }];
  });
}

const shownOf = (track: DailyTrack | undefined) => ({
  track: track?.persistentTrack,
  paused: track?.off?.byBandwidth === true || track?.off?.byServerLimit === true,
});

const qualities: ReadonlyMap<unknown, Quality> = new Map([
  ['good', 'good'],
  ['warning', 'fair'],
  ['bad', 'poor'],
]);

export const qualityOf = (state: unknown): Quality => qualities.get(state) ?? 'unknown';

/** Other messages in the room belong to somebody else, such as Daily's own chat. */
export const encodeMessage = (message: Json) => ({ patchbay: message });

/** Undefined for what is none of ours; a message can be `null`. */
export function decodeMessage(data: unknown): { readonly message: Json } | undefined {
  const fields = fieldsOf(data);
  return 'patchbay' in fields ? { message: fields['patchbay'] as Json } : undefined;
}
