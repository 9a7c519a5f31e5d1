import { z } from 'zod';
import type { AcceptedLicence, Attestation, Distribution, Waiver } from '@patchbay/compliance';
import type { ProviderBackendDescriptor } from '@patchbay/contract';
import { isDatabaseUrl } from '../database/database-place.ts';

const seconds = (low: number, high: number) => z.int().min(low).max(high);

const limit = (requests: number, perSeconds: number) =>
  z
    .strictObject({
      requests: z.int().min(1).default(requests),
      seconds: seconds(1, 86_400).default(perSeconds),
    })
    .prefault({});

const isPullHours = (value: unknown): boolean =>
  value === 'off' || (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 72);
const pullHours = z.custom<number | 'off'>(
  isPullHours,
  "must be a whole number of hours from 1 to 72, or 'off'",
);

const origin = z
  .string()
  .refine(
    (text) => URL.canParse(text) && new URL(text).origin === text,
    'must be an origin such as https://app.example',
  );

const publicUrl = z
  .url({ protocol: /^https?$/ })
  .refine((text) => !text.includes('?') && !text.includes('#'), 'must have no query and no fragment');

const server = z
  .strictObject({
    /** 0 takes any free port. */
    port: z.int().min(0).max(65_535).default(8787),
    hostname: z.string().min(1).default('127.0.0.1'),
    /** Where browsers and vendors reach this server; the listening address unless told. */
    publicUrl: publicUrl.optional(),
    /** Origins of the pages that send heartbeats and open signalling; the public URL's own is always allowed. */
    allowedOrigins: z.array(origin).default([]),
    bodyLimitBytes: z.int().min(1024).max(10_485_760).default(262_144),
    signallingFrameBytes: z.int().min(1024).max(1_048_576).default(262_144),
    /** How many proxies in front of this server set `x-forwarded-for`; 0 believes none. */
    trustedProxies: z.int().min(0).max(16).default(0),
    rateLimits: z
      .strictObject({
        /** Requests with one tenant's API keys. */
        perTenant: limit(600, 60),
        /** Heartbeats with one metering token. */
        perParticipant: limit(120, 60),
        /** Failed authentication and forged webhooks from one address. */
        perAddress: limit(60, 60),
        /** Signalling connections from one address, behind which may be a whole clinic. */
        signalling: limit(1200, 60),
      })
      .prefault({}),
  })
  .prefault({});

const database = z.strictObject({
  /** A secret: user and password are in it. What TLS it takes is in its `sslmode`. */
  url: z
    .string()
    .refine(isDatabaseUrl, 'must be an address such as postgresql://user:password@host:5432/database'),
  /** How many connections this instance may have to it. One is for the other instances. */
  connections: z.int().min(3).max(500).default(10),
});

const apiKey = z.strictObject({
  tenant: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be lower-case letters, digits and hyphens'),
  key: z.string().min(20).optional(),
  keySha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hexadecimal digits')
    .optional(),
});

const compliance = z
  .strictObject({
    /** How the product is licensed and shipped; read by the licence gate. Closed and distributed unless told. */
    product: z.custom<Distribution>().optional(),
    attestations: z.custom<readonly Attestation[]>().optional(),
    waivers: z.custom<readonly Waiver[]>().optional(),
    acceptedLicences: z.custom<readonly AcceptedLicence[]>().optional(),
    /** By provider id: whose machines its media passes when it is self-hosted, by the names host attestations use. */
    hosts: z.record(z.string(), z.array(z.string().min(1))).default({}),
  })
  .prefault({});

const isDescriptor = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  'manifest' in value &&
  'settings' in value &&
  'create' in value;

/** The shape of `patchbay.config.ts`. Keys that depend on the installed providers are checked after it. */
export const configSchema = z.strictObject({
  /** Whose video carries the next consult. */
  provider: z.string().min(1).default('mesh'),
  /** Further providers whose tickets come along, tried in order when the first cannot be reached. */
  fallback: z.array(z.string().min(1)).default([]),
  /** Provider backends that may be named; those of `defaultProviders` unless told. */
  installed: z
    .array(z.custom<ProviderBackendDescriptor>(isDescriptor, 'must be a provider backend descriptor'))
    .min(1)
    .optional(),
  /** Settings by provider id. */
  providers: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
  server,
  /** Where the SQLite stores are kept; relative to the config file. */
  dataDirectory: z.string().min(1).default('.patchbay'),
  /** A PostgreSQL of 14 or later for all that is kept, by any number of instances; SQLite in the data directory unless set. */
  database: database.optional(),
  apiKeys: z.array(apiKey).default([]),
  /** Signs tickets and hashes ids; at least 32 characters. Changing it cuts the ledger's people in two. */
  secret: z.string().min(32).optional(),
  /** Allows an ephemeral secret and API key where none are set. Never for real consults. */
  development: z.boolean().default(false),
  tickets: z
    .strictObject({
      /** A join must begin within this time. */
      joinWithinSeconds: seconds(10, 3600).default(300),
      /** How long vendor credentials and metering tokens are good. */
      credentialsSeconds: seconds(300, 172_800).default(28_800),
    })
    .prefault({}),
  consults: z
    .strictObject({
      /** An open consult is ended this long after it was created. */
      maximumSeconds: seconds(600, 604_800).default(86_400),
      /** The vendor may close a room that has been empty for this long. */
      emptyTimeoutSeconds: seconds(30, 86_400).default(600),
    })
    .prefault({}),
  compliance,
  metering: z
    .strictObject({
      heartbeatSeconds: seconds(5, 300).default(15),
      /** How long after its last proof somebody counts as present. */
      leaseSeconds: seconds(5, 900).default(45),
      rosterPollSeconds: seconds(5, 600).default(30),
      /** How often new evidence is brought into the figures that reports are made of. */
      rollUpSeconds: seconds(1, 3600).default(15),
      /**
       * How often vendors are asked anew, in hours, about a day whose usage they may not have counted to its end; `off`: never,
       * unless somebody has `patchbay reconcile` do it.
       */
      usagePullHours: pullHours.default(24),
      /**
       * A month is closed so many days after nobody can be in it any more, which is one day after its end. What comes later
       * becomes a correction.
       */
      closeAfterDays: z.int().min(0).max(60).default(3),
      /** Raw evidence is dropped so many whole months after the month that it is of; figures stay. Kept for good unless told. */
      retentionMonths: z.int().min(1).max(1200).optional(),
      /** What may wait for the ledger's disk at once. Beyond it nothing is taken: 503 with Retry-After. */
      buffer: z
        .strictObject({
          rows: z.int().min(1000).max(1_000_000).default(20_000),
          bytes: z.int().min(1_048_576).max(1_073_741_824).default(16_777_216),
          /** How long a caller waits for the disk before it is told to come again. */
          waitSeconds: seconds(1, 120).default(10),
        })
        .prefault({}),
    })
    .prefault({}),
  cost: z
    .strictObject({
      /** The self-hosting estimate's preset. */
      preset: z.string().min(1).default('on-call-engineer'),
      /** By provider id: the rate card that its deployment is billed under; the first one in force unless told. */
      rateCards: z.record(z.string(), z.string()).default({}),
    })
    .prefault({}),
});

/** What `defineConfig` takes. */
export type PatchbayConfigInput = z.input<typeof configSchema>;
export type ParsedConfig = z.output<typeof configSchema>;
