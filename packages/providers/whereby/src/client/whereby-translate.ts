import { type Json, kindOfSource, type PublishableSource } from '@patchbay/contract';
import type { WherebyPerson } from './whereby-sdk.ts';

export const publishable = ['camera', 'microphone', 'screen', 'screen-audio'] as const;

export type WherebyTrack = { readonly track: MediaStreamTrack; readonly muted: boolean };

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
  if (typeof userKey !== 'string') return undefined;
  const told = fieldsOf(media);
  const published = publishable.filter((source) => typeof told[source] === 'boolean');
  const known = Object.fromEntries(published.map((source) => [source, told[source] === true]));
  return { hello: { userKey, media: known, asks: asks === true, isNew: isNew === true } };
}

/** Everybody's publication of a source has the same id at every client: there is one per source. */
export const publicationId = (participant: string, source: PublishableSource): string =>
  `${participant}/${source}`;

export function trackOf(
  { stream, presentationStream }: WherebyPerson,
  source: PublishableSource,
): MediaStreamTrack | undefined {
  const from = source === 'camera' || source === 'microphone' ? stream : presentationStream;
  return from?.getTracks().find(({ kind }) => kind === kindOfSource(source));
}

const fieldsOf = (value: unknown) => Object(value) as Readonly<Record<string, unknown>>;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
