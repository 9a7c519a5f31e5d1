import type { ConsultId, JoinTicket, UserKey } from '@patchbay/contract';

/** How the app reaches Patchbay's server. The key stays on this side: the page never sees it. */
export interface PatchbayAccess {
  /** Without a trailing slash, e.g. `https://video.example`. */
  readonly url: string;
  readonly apiKey: string;
}

/** The two calls that this app needs of Patchbay's HTTP API, and the one that ends a consult. Reject with `PatchbayFailure`. */
export interface PatchbayApi {
  createConsult(consult: { readonly phi: boolean; readonly maxParticipants: number }): Promise<ConsultId>;
  issueTicket(consultId: ConsultId, userKey: UserKey): Promise<JoinTicket>;
  /** May be repeated. */
  endConsult(consultId: ConsultId): Promise<void>;
}

export interface GateReason {
  readonly gate: string;
  readonly code: string;
  /** Says which record is missing; for the clinic's administrator. */
  readonly message: string;
}

/** Patchbay's "no": the code of its problem document, or `unreachable` when there was no answer. */
export class PatchbayFailure extends Error {
  override readonly name = 'PatchbayFailure';
  readonly code: string;
  /** 0 without an answer. */
  readonly status: number;
  readonly reasons: readonly GateReason[];

  constructor(code: string, status: number, reasons: readonly GateReason[] = [], cause?: unknown) {
    super(`Patchbay answered ${code} (${status}).`, { cause });
    this.code = code;
    this.status = status;
    this.reasons = reasons;
  }
}

const answerWithin = 15_000;

export function createPatchbayApi({ url, apiKey }: PatchbayAccess, request: typeof fetch): PatchbayApi {
  const post = async (path: string, body: unknown): Promise<unknown> => {
    let response: Response;
    try {
      response = await request(new URL(path, url), {
        method: 'POST',
        headers: {
          authorization: `Bearer ${apiKey}`,
          'content-type': 'application/json',
          accept: 'application/json',
        },
        body: JSON.stringify(body),
        // The key is for this address only.
        redirect: 'error',
        signal: AbortSignal.timeout(answerWithin),
      });
    } catch (cause) {
      throw new PatchbayFailure('unreachable', 0, [], cause);
    }
    const answer: unknown = await response.json().catch(() => undefined);
    if (!response.ok) throw failureOf(response.status, answer);
    return answer;
  };
  return {
    createConsult: async (consult) => {
      const { id } = (await post('/v1/consults', consult)) as { readonly id: ConsultId };
      return id;
    },
    issueTicket: async (consultId, userKey) =>
      (await post(`/v1/consults/${encodeURIComponent(consultId)}/tickets`, { userKey })) as JoinTicket,
    endConsult: async (consultId) =>
      void (await post(`/v1/consults/${encodeURIComponent(consultId)}/end`, {})),
  };
}

function failureOf(status: number, answer: unknown): PatchbayFailure {
  const { code, reasons } = (typeof answer === 'object' && answer !== null ? answer : {}) as {
    readonly code?: unknown;
    readonly reasons?: unknown;
  };
  const listed = Array.isArray(reasons) ? reasons.map(reasonOf) : [];
  return new PatchbayFailure(typeof code === 'string' ? code : `http-${status}`, status, listed);
}

function reasonOf(reason: unknown): GateReason {
  const { gate, code, message } = (typeof reason === 'object' && reason !== null ? reason : {}) as {
    readonly [Key in keyof GateReason]?: unknown;
  };
  return { gate: text(gate), code: text(code), message: text(message) };
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
