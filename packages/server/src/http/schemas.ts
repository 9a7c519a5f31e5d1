import { z } from '@hono/zod-openapi';
import type { Consult } from '../consults/consult.ts';
import { problemCodes } from '../problem.ts';

const milliseconds = (description: string) =>
  z.int().openapi({
    description: `${description} Milliseconds since the Unix epoch.`,
    example: 1_795_000_000_000,
  });

export const problemSchema = z
  .looseObject({
    type: z.string().openapi({ example: 'urn:patchbay:problem:consult-refused' }),
    title: z.string(),
    status: z.int(),
    code: z.enum(problemCodes).openapi({ description: 'Stable; meant for machines.' }),
    detail: z.string(),
    reasons: z
      .array(z.looseObject({ code: z.string() }))
      .optional()
      .openapi({ description: "The gates' or the vendors' reasons, each with its own stable code." }),
  })
  .openapi('Problem', { description: 'RFC 9457 problem details.' });

/** `userKey` goes to a vendor as metadata: it must not be a name, and control characters have no place in it. */
export const userKeySchema = z
  .string()
  .min(1)
  .max(128)
  .regex(/^\P{Cc}+$/u)
  .openapi({
    description:
      "The app's own stable, opaque key for a person. Not a name, an e-mail address or a record number.",
    example: 'u-5f1c0a',
  });

export const consultRequestSchema = z
  .strictObject({
    phi: z
      .boolean()
      .default(true)
      .openapi({ description: 'Whether patient information is spoken or shown.' }),
    features: z
      .array(z.enum(['recording', 'transcription', 'sip']))
      .max(3)
      .default([])
      .openapi({ description: 'Features that the BAA must cover.' }),
    maxParticipants: z.int().min(1).max(1000).default(2),
  })
  .openapi('ConsultRequest');

export const consultSchema = z
  .object({
    id: z.string(),
    provider: z.string().openapi({ example: 'mesh' }),
    deployment: z.string().openapi({ example: 'self-hosted' }),
    fallback: z.array(z.object({ provider: z.string(), deployment: z.string() })),
    phi: z.boolean(),
    features: z.array(z.enum(['recording', 'transcription', 'sip'])),
    maxParticipants: z.int(),
    state: z.enum(['opening', 'open', 'ended', 'failed']),
    createdAt: milliseconds('When it was created.'),
    endedAt: milliseconds('When it was ended.').nullable(),
  })
  .openapi('Consult');

/** A consult as its tenant sees it: the room's name stays here. */
export const consultView = (consult: Consult): z.infer<typeof consultSchema> => {
  const [{ provider, deployment }, ...fallback] = consult.carriers;
  const { id, phi, features, maxParticipants, state, createdAt, endedAt } = consult;
  return {
    id,
    provider,
    deployment,
    fallback,
    phi,
    features: [...features],
    maxParticipants,
    state,
    createdAt,
    endedAt: endedAt ?? null,
  };
};

export const consultParams = z.object({
  id: z
    .string()
    .min(1)
    .max(64)
    .openapi({ param: { name: 'id', in: 'path' } }),
});

export const personRequestSchema = z.strictObject({ userKey: userKeySchema }).openapi('PersonRequest');

export const recordingSchema = z
  .strictObject({ on: z.boolean().openapi({ description: 'Whether the room is recorded.' }) })
  .openapi('Recording');

export const rosterSchema = z
  .object({
    participants: z.array(
      z.object({
        provider: z.string(),
        participant: z.string().nullable().openapi({ description: 'Opaque, and only of this consult.' }),
        connection: z.string().nullable().openapi({ description: "The vendor's id of this one connection." }),
        participantClass: z.enum(['person', 'recorder', 'agent', 'sip']),
        at: milliseconds('As of when.'),
      }),
    ),
  })
  .openapi('Roster');
