import type { ProviderId } from './ids.ts';
import type { Json } from './json.ts';
import { VideoError } from './video-error.ts';

type Texts<Needed extends string, Optional extends string> = Readonly<
  Record<Needed, string> & Partial<Record<Optional, string>>
>;

/** The texts that a ticket's credentials are made of, none of them empty; throws `ticket-invalid` when a needed one is not there. */
export function readCredentials<Needed extends string, Optional extends string = never>(
  provider: ProviderId,
  credentials: Json,
  needed: readonly Needed[],
  optional: readonly Optional[] = [],
): Texts<Needed, Optional> {
  const fields = Object(credentials) as Readonly<Record<string, unknown>>;
  const isText = (name: string): boolean => typeof fields[name] === 'string' && fields[name] !== '';
  if (!needed.every(isText)) {
    const message = `The ticket has no credentials for ${provider}. Ask for a new one.`;
    throw new VideoError('ticket-invalid', message, { provider });
  }
  const names = [...needed, ...optional].filter(isText);
  return Object.fromEntries(names.map((name) => [name, fields[name]])) as Texts<Needed, Optional>;
}
