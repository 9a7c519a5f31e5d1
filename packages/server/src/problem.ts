/** Every problem's HTTP status, by its stable code. */
const statuses = {
  'request-invalid': 400,
  'malformed-json': 400,
  'webhook-malformed': 400,
  'api-key-missing': 401,
  'api-key-invalid': 401,
  'token-missing': 401,
  'token-invalid': 401,
  'token-expired': 401,
  'ticket-replayed': 401,
  'webhook-refused': 401,
  'consult-refused': 403,
  'origin-not-allowed': 403,
  'not-found': 404,
  'consult-not-found': 404,
  'provider-not-found': 404,
  'consult-ended': 409,
  'body-too-large': 413,
  'batch-too-large': 413,
  'unsupported-media-type': 415,
  'unsupported-by-provider': 422,
  'too-many-participants': 422,
  'heartbeats-refused': 422,
  'rate-limited': 429,
  internal: 500,
  'provider-failed': 502,
  'provider-unreachable': 503,
  'store-unavailable': 503,
  'store-full': 503,
  'ingest-overloaded': 503,
  'shutting-down': 503,
} as const;

export type ProblemCode = keyof typeof statuses;
export type ProblemStatus = (typeof statuses)[ProblemCode];

export const problemCodes = Object.keys(statuses) as [ProblemCode, ...ProblemCode[]];

/** Members beyond RFC 9457's own, for machines: reasons, field errors, an error id. */
export type ProblemMembers = Readonly<Record<string, unknown>>;

/** An answer that is a refusal or a failure, as RFC 9457 has it. The text carries no ids, tokens or names. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: ProblemCode;
  readonly status: ProblemStatus;
  readonly members: ProblemMembers;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: ProblemCode,
    detail: string,
    members: ProblemMembers = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
    this.code = code;
    this.status = statuses[code];
    this.members = members;
    this.headers = headers;
  }
}

const titleOf = (code: ProblemCode): string =>
  `${code.charAt(0).toUpperCase()}${code.slice(1).replaceAll('-', ' ')}`;

/** The response of a problem. */
export const problemResponse = ({ code, status, message, members, headers }: Problem): Response =>
  Response.json(
    { type: `urn:patchbay:problem:${code}`, title: titleOf(code), status, code, detail: message, ...members },
    { status, headers: { ...headers, 'content-type': 'application/problem+json' } },
  );
