import { kindOfSource, type Json, type MediaKind, type PublishableSource } from '@patchbay/contract';
import type { JanusMessage } from './janus-sdk.ts';

/** Janus refuses an id that is taken, so each join has its own: the participant's, when it began, and some chance. */
export const connectionName = (participant: string, at: number, chance: string): string =>
  `${participant}~${at.toString(36)}~${chance}`;

export const participantOf = (connection: unknown): string => String(connection).split('~')[0] ?? '';

const whenJoined = (connection: string): number => parseInt(connection.split('~')[1] ?? '0', 36);

/** Negative when `a` joined before `b`. */
export const compareJoins = (a: string, b: string) => whenJoined(a) - whenJoined(b) || a.localeCompare(b);

/** The `display` of a participant tells who it is. */
export const displayOf = (userKey: string): string => JSON.stringify({ userKey });

export function userKeyOf(display: unknown): string | undefined {
  const { userKey } = fieldsOf(jsonOf(display));
  return typeof userKey === 'string' ? userKey : undefined;
}

/** The `description` of a stream tells what it shows and whether it is muted: Janus has no word for either. */
export const describeStream = (source: PublishableSource, muted: boolean) =>
  JSON.stringify({ source, muted });

export type JanusStream = ReturnType<typeof streamsOf>[number];
const sources = ['camera', 'microphone', 'screen', 'screen-audio'] as const;

/** What somebody sends now. Of streams that Patchbay did not describe the kind decides. */
export const streamsOf = (streams: unknown) =>
  listOf(streams).flatMap(({ type, mid, disabled, moderated, description }) => {
    const kind: MediaKind | undefined = type === 'audio' || type === 'video' ? type : undefined;
    if (!kind || typeof mid !== 'string' || disabled === true) return [];
    const told = fieldsOf(jsonOf(description));
    const named = sources.find((source) => source === told['source'] && kindOfSource(source) === kind);
    const source = named ?? (kind === 'audio' ? ('microphone' as const) : ('camera' as const));
    return [{ mid, kind, source, muted: told['muted'] === true || moderated === true }];
  });

export const fieldsOf = (value: unknown): JanusMessage => Object(value) as JanusMessage;

/** The objects in a list; none when it is no list. */
export const listOf = (value: unknown): readonly JanusMessage[] =>
  Array.isArray(value) ? value.map(fieldsOf) : [];

/** Undefined for what is no JSON text. */
export function jsonOf(text: unknown): Json | undefined {
  try {
    return typeof text === 'string' ? (JSON.parse(text) as Json) : undefined;
  } catch {
    return undefined;
  }
}
