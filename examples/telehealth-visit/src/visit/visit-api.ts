import type { JoinTicket } from '@patchbay/contract';
import type { VisitLink } from './visit-link.ts';

/** What the page must know before anybody joins. */
export interface VisitFacts {
  /** False: a demonstration that is not for real patients. */
  readonly phi: boolean;
}

/** A "no" from the app's backend, in words for the person in front of the page. */
export interface Refusal {
  readonly code: string;
  readonly sentence: string;
  /** For the clinic's administrator; shown to clinicians only. */
  readonly detail: string | undefined;
  /** Whether it is worth trying again as it is. */
  readonly retryable: boolean;
}

export type Answer<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly refusal: Refusal };

/** The app's own backend, as the page sees it. Never rejects. */
export interface VisitApi {
  readVisit(link: VisitLink): Promise<Answer<VisitFacts>>;
  requestTicket(link: VisitLink): Promise<Answer<JoinTicket>>;
  /** Ends the visit for everybody; clinicians only. */
  endVisit(link: VisitLink): Promise<Answer<undefined>>;
}

const sentences: ReadonlyMap<string, string> = new Map([
  [
    'visit-not-allowed',
    'This visit cannot start: the agreement that protects patient data is not in place for the video service. ' +
      'Nobody was connected.',
  ],
  ['not-signed-in', 'You are not signed in for this visit. Sign in and open the link again.'],
  ['visit-invalid', 'This link is incomplete. Open the link from your invitation again.'],
  ['visit-full', 'This visit is full. Ask the others to leave, or ask for a new link.'],
  ['busy', 'Too many people are joining at this moment. Try again in a minute.'],
  ['video-unavailable', 'The video service cannot be reached at the moment. Try again in a minute.'],
]);

const unreachable: Refusal = {
  code: 'unreachable',
  sentence: 'The clinic’s server did not answer. Check your internet connection and try again.',
  detail: undefined,
  retryable: true,
};

export function createVisitApi(request: typeof fetch): VisitApi {
  return {
    readVisit: ({ visit }) =>
      ask(() =>
        request(`/api/visit?visit=${encodeURIComponent(visit)}`, { headers: { accept: 'application/json' } }),
      ),
    requestTicket: (link) => ask(() => post(request, '/api/join', link)),
    endVisit: (link) => ask(() => post(request, '/api/end', link)),
  };
}

const post = (request: typeof fetch, path: string, { visit, seat }: VisitLink): Promise<Response> =>
  request(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ visit, seat }),
  });

async function ask<Value>(send: () => Promise<Response>): Promise<Answer<Value>> {
  try {
    const response = await send();
    if (response.status === 204) return { ok: true, value: undefined as Value };
    if (response.ok) return { ok: true, value: (await response.json()) as Value };
    return { ok: false, refusal: refusalOf(response.status, await response.json().catch(() => undefined)) };
  } catch {
    return { ok: false, refusal: unreachable };
  }
}

/** The sentence for a problem document (RFC 9457), or for a bare status when there is none. */
export function refusalOf(status: number, problem: unknown): Refusal {
  const { code, detail } = (typeof problem === 'object' && problem !== null ? problem : {}) as {
    readonly code?: unknown;
    readonly detail?: unknown;
  };
  const known = typeof code === 'string' ? code : `http-${status}`;
  return {
    code: known,
    sentence: sentences.get(known) ?? sentenceOfStatus(status),
    detail: typeof detail === 'string' ? detail : undefined,
    retryable: status === 429 || status >= 500,
  };
}

function sentenceOfStatus(status: number): string {
  if (status === 401 || status === 403) return 'You may not join this visit. Ask the clinic for a new link.';
  if (status === 404) return 'There is no such visit. Ask the clinic for a new link.';
  if (status === 429) return 'Too many people are joining at this moment. Try again in a minute.';
  return 'The clinic’s server could not start the visit. Try again in a minute.';
}
