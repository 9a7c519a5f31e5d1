import { z } from 'zod';
import { isCode } from './code-text.ts';

/** The kinds of values that compliance records are made of. */
export const recordId = z.string().refine(isCode, 'must be 1 to 200 letters, digits or ._:/=-');

export const day = z.iso.date('must be a calendar day, YYYY-MM-DD');

export const text = z.string().trim().min(1, 'must not be empty');

/** A list whose entries have an `id` that no other entry has. Left out, it is empty. */
export const listOf = <Entry extends z.ZodType<{ readonly id: string }>>(entry: Entry) =>
  z
    .array(entry)
    .default([])
    .superRefine((entries, context) => {
      const seen = new Set<string>();
      for (const [index, { id }] of entries.entries()) {
        if (seen.has(id)) context.addIssue({ code: 'custom', path: [index, 'id'], message: 'is used twice' });
        seen.add(id);
      }
    });
