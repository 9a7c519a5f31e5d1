import { z } from 'zod';
import type { Attestation } from './attestation.ts';
import { day, listOf, recordId, text } from './config-values.ts';
import { type Parsed, parseWith } from './parsed.ts';

const agreement = {
  id: recordId,
  signedOn: day,
  effective: day,
  expires: day,
  covers: z
    .array(z.enum(['video', 'recording', 'transcription', 'sip']))
    .min(1, 'must list what the agreement covers'),
  settings: z.array(text).default([]),
  documentReference: text,
  verifiedBy: text,
  verifiedOn: day,
};

const attestation = z
  .discriminatedUnion('party', [
    z.strictObject({
      party: z.literal('vendor'),
      provider: text,
      deployment: text,
      plan: text,
      ...agreement,
    }),
    z.strictObject({ party: z.literal('host'), host: text, ...agreement }),
  ])
  .superRefine(({ signedOn, verifiedOn, effective, expires }, context) => {
    if (expires < effective) {
      context.addIssue({ code: 'custom', path: ['expires'], message: 'must not be before effective' });
    }
    if (verifiedOn < signedOn) {
      context.addIssue({ code: 'custom', path: ['verifiedOn'], message: 'must not be before signedOn' });
    }
  });

const schema: z.ZodType<readonly Attestation[]> = listOf(attestation);

/** Reads attestations from a config. `path` is where they stand in it; undefined reads as none. */
export const parseAttestations = (value: unknown, path: string): Parsed<readonly Attestation[]> =>
  parseWith(schema, value, path);
