import parse from 'spdx-expression-parse';
import { z } from 'zod';
import type { AcceptedLicence, Distribution } from './licence-question.ts';
import { day, listOf, recordId, text } from './config-values.ts';
import { type Parsed, parseWith } from './parsed.ts';

const isExpression = (expression: string): boolean => {
  try {
    parse(expression);
    return true;
  } catch {
    return false;
  }
};

const distribution: z.ZodType<Distribution> = z.strictObject({
  model: z.enum(['closed', 'open-source']),
  delivery: z.enum(['distributed', 'hosted']),
  spdx: z.string().refine(isExpression, 'must be an SPDX expression').optional(),
});

const accepted: z.ZodType<readonly AcceptedLicence[]> = listOf(
  z.strictObject({
    id: recordId,
    provider: text,
    part: z.enum(['server', 'client-sdk']),
    licence: text,
    owner: text,
    reason: text,
    acceptedOn: day,
  }),
);

/** Reads how the product is shipped. `path` is where it stands in the config. */
export const parseDistribution = (value: unknown, path: string): Parsed<Distribution> =>
  parseWith(distribution, value, path);

/** Reads accepted licences. `path` is where they stand in the config; undefined reads as none. */
export const parseAcceptedLicences = (value: unknown, path: string): Parsed<readonly AcceptedLicence[]> =>
  parseWith(accepted, value, path);
