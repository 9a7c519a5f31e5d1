import { kindOfSource, type Json, type MediaKind, type PublishableSource } from '@patchbay/contract';
import type { JanusMessage } from './janus-sdk.ts';

/**
 * Janus refuses an id that is taken, so each join has an id of its own: the participant's, when the join began, and some
 * chance. Of two of one participant the later one counts.
 */
export const connectionName = (participant: string, at: number, chance: string): string =>
  `${participant}~${at.toString(36)}~${chance}`;

/** Somebody who joined past Patchbay is a participant by the whole id. */
export const participantOf = (connection: string): string =>
  /^(.+)~[0-9a-z]+~[^~]*$/.exec(connection)?.[1] ?? connection;

/** Negative when `a` joined before `b`. */
export function compareJoins(a: string, b: string): number {
  const [one, other] = [a, b].map((name) => parseInt(/~([0-9a-z]+)~[^~]*$/.exec(name)?.[1] ?? '0', 36));
  return (one ?? 0) - (other ?? 0) || a.localeCompare(b);
}

/** The `display` of a participant tells who it is. */
export const displayOf = (userKey: string): string => JSON.stringify({ userKey });

export function userKeyOf(display: unknown): string | undefined {
  const { userKey } = fieldsOf(jsonOf(display));
  return typeof userKey === 'string' ? userKey : undefined;
}

/** The `description` of a stream tells what it shows and whether it is muted: Janus has no word for either. */
export const describeStream = (source: PublishableSource, muted: boolean): string =>
  JSON.stringify({ source, muted });

export interface JanusStream {
  readonly mid: string;
  readonly kind: MediaKind;
  readonly source: PublishableSource;
  readonly muted: boolean;
}

const sources: readonly unknown[] = [
  'camera',
  'microphone',
  'screen',
  'screen-audio',
] satisfies PublishableSource[];

/** What somebody sends now. Of streams that Patchbay did not describe the kind decides. */
export function streamsOf(streams: unknown): readonly JanusStream[] {
  return listOf(streams).flatMap(({ type, mid, disabled, moderated, description }) => {
    if ((type !== 'audio' && type !== 'video') || typeof mid !== 'string' || disabled === true) return [];
    const told = fieldsOf(jsonOf(description));
    const named = sources.includes(told['source']) ? (told['source'] as PublishableSource) : undefined;
    const source =
      named !== undefined && kindOfSource(named) === type
        ? named
        : type === 'audio'
          ? 'microphone'
          : 'camera';
    return [{ mid, kind: type, source, muted: told['muted'] === true || moderated === true }];
  });
}

/** The objects in a list; none when it is no list. */
export const listOf = (value: unknown): readonly JanusMessage[] =>
  Array.isArray(value) ? value.map(fieldsOf) : [];

export const fieldsOf = (value: unknown): JanusMessage => Object(value) as JanusMessage;

/** Undefined for what is no JSON text. */
export function jsonOf(text: unknown): Json | undefined {
  try {
    return typeof text === 'string' ? (JSON.parse(text) as Json) : undefined;
  } catch {
    return undefined;
  }
}
