import { z } from 'zod';
import { day, listOf, recordId, text } from './config-values.ts';
import { type Parsed, parseWith } from './parsed.ts';
import type { WaivableCode, Waiver } from './waiver.ts';

const waivable: Record<WaivableCode, WaivableCode> = {
  'baa-not-offered': 'baa-not-offered',
  'host-not-named': 'host-not-named',
  'no-attestation': 'no-attestation',
  'attestation-malformed': 'attestation-malformed',
  'not-yet-in-force': 'not-yet-in-force',
  expired: 'expired',
  'plan-not-eligible': 'plan-not-eligible',
  'required-setting-missing': 'required-setting-missing',
  'feature-not-covered': 'feature-not-covered',
  'feature-not-in-terms': 'feature-not-in-terms',
};

const waiver = z
  .strictObject({
    id: recordId,
    owner: text,
    reason: text,
    effective: day,
    expires: day,
    scope: z.strictObject({
      provider: text,
      deployment: text,
      waives: z.array(z.enum(waivable)).min(1, 'must list the refusals that it sets aside'),
    }),
  })
  .superRefine(({ effective, expires }, context) => {
    if (expires < effective) {
      context.addIssue({ code: 'custom', path: ['expires'], message: 'must not be before effective' });
    }
  });

const schema: z.ZodType<readonly Waiver[]> = listOf(waiver);

/** Reads waivers from a config. `path` is where they stand in it; undefined reads as none. */
export const parseWaivers = (value: unknown, path: string): Parsed<readonly Waiver[]> =>
  parseWith(schema, value, path);
