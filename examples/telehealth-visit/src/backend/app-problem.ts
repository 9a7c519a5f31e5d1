/** Every "no" of this app's own API, with its HTTP status. */
const statuses = {
  'visit-invalid': 400,
  'not-signed-in': 401,
  'visit-not-allowed': 403,
  'not-found': 404,
  'body-too-large': 413,
  'unsupported-media-type': 415,
  busy: 429,
  'video-misconfigured': 502,
  'video-unavailable': 503,
} as const;

export type AppProblemCode = keyof typeof statuses;

/** Why a gate said no, by its stable codes. */
export interface RefusalReason {
  readonly gate: string;
  readonly code: string;
}

/** A refusal or a failure as the page is told it (RFC 9457). Carries no key, no token and nothing about a person. */
export class AppProblem extends Error {
  override readonly name = 'AppProblem';
  readonly code: AppProblemCode;
  readonly reasons: readonly RefusalReason[];

  constructor(code: AppProblemCode, detail: string, options: AppProblemOptions = {}) {
    super(detail, { cause: options.cause });
    this.code = code;
    this.reasons = options.reasons ?? [];
  }

  toResponse(): Response {
    const status = statuses[this.code];
    const reasons = this.reasons.length === 0 ? {} : { reasons: this.reasons };
    const body = {
      type: 'about:blank',
      title: this.code,
      status,
      code: this.code,
      detail: this.message,
      ...reasons,
    };
    return Response.json(body, {
      status,
      headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
    });
  }
}

interface AppProblemOptions {
  readonly reasons?: readonly RefusalReason[];
  readonly cause?: unknown;
}
