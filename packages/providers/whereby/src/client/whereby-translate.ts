import { type Json, kindOfSource, type PublishableSource } from '@patchbay/contract';
import type { WherebyPerson } from './whereby-sdk.ts';

export const publishable = ['camera', 'microphone', 'screen', 'screen-audio'] as const;

/** What somebody publishes: true while it is muted. */
export type WherebyMedia = Readonly<Partial<Record<PublishableSource, boolean>>>;

export interface WherebyHello {
  readonly userKey: string;
  readonly media: WherebyMedia;
  /** Everybody else is to say hello, too. */
  readonly asks: boolean;
  /** Just joined; not somebody who was away for a moment. */
  readonly isNew: boolean;
}

/** What goes through the chat as JSON: who one is with all that one publishes, or a message. */
export type WherebyNote = { readonly hello: WherebyHello } | { readonly message: Json };

export const encodeNote = (note: WherebyNote): string => JSON.stringify({ patchbay: note });

/** Undefined for what somebody wrote in the chat. */
export function decodeNote(text: string): WherebyNote | undefined {
  const { hello, message } = fieldsOf(fieldsOf(parse(text))['patchbay']);
  if (message !== undefined) return { message: message as Json };
  const { userKey, media, asks, isNew } = fieldsOf(hello);
  if (typeof userKey !== 'string' || typeof media !== 'object') return undefined;
  const told = fieldsOf(media);
  const sources = publishable.filter((source) => typeof told[source] === 'boolean');
  return {
    hello: {
      userKey,
      media: Object.fromEntries(sources.map((source) => [source, told[source] === true])),
      asks: asks === true,
      isNew: isNew === true,
    },
  };
}

/** Everybody's publication of a source has the same id at every client: there is one per source. */
export const publicationId = (participant: string, source: PublishableSource): string =>
  `${participant}/${source}`;

/** Somebody who did not come by Patchbay has no id of ours. */
export const participantOf = ({ externalId, id }: WherebyPerson): string => externalId ?? id;

export function trackOf(
  { stream, presentationStream }: WherebyPerson,
  source: PublishableSource,
): MediaStreamTrack | undefined {
  const from = source === 'camera' || source === 'microphone' ? stream : presentationStream;
  return from?.getTracks().find(({ kind }) => kind === kindOfSource(source));
}

/** What somebody with a client of Whereby's own shows, who says no hello. */
export function guessMedia(person: WherebyPerson): WherebyMedia {
  const muted: Readonly<Record<PublishableSource, boolean>> = {
    camera: !person.isVideoEnabled,
    microphone: !person.isAudioEnabled,
    screen: false,
    'screen-audio': false,
  };
  const shown = publishable.filter((source) => trackOf(person, source));
  return Object.fromEntries(shown.map((source) => [source, muted[source]]));
}

/** Recorders and their like: billed, but nobody. */
const nobodies = ['recorder', 'streamer', 'captioner', 'assistant'];

export const isSomebody = ({ roleName }: WherebyPerson): boolean => !nobodies.includes(roleName);

const fieldsOf = (value: unknown) => Object(value) as Readonly<Record<string, unknown>>;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
