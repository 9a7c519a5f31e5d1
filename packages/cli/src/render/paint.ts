import { styleText } from 'node:util';
import type { Io } from '../io.ts';

/** What a text says; shown in colour where there is one, and never by colour alone. */
export type Tone = 'plain' | 'strong' | 'ok' | 'amber' | 'failed';

export type Paint = (tone: Tone, text: string) => string;

const formats = { strong: 'bold', ok: 'green', amber: 'yellow', failed: 'red' } as const;

export const paintOf =
  ({ colour }: Pick<Io, 'colour'>): Paint =>
  (tone, text) =>
    tone === 'plain' || !colour ? text : styleText(formats[tone], text, { validateStream: false });
