import type { ProblemStatus } from '../problem.ts';
import { problemSchema } from './schemas.ts';

const descriptions: Readonly<Record<ProblemStatus, string>> = {
  400: 'The request is malformed.',
  401: 'The API key, token or signature is missing or wrong.',
  403: 'A gate or the origin check refused.',
  404: 'There is no such thing, or it is not yours.',
  409: 'It is too late for that.',
  413: 'The body is too large.',
  415: 'The body is of another media type.',
  422: 'It is understood and cannot be done.',
  429: 'Too many requests; see Retry-After.',
  500: 'Something broke; the problem has an errorId that is in the log too.',
  502: "The vendor's server failed.",
  503: "The vendor's server or the store cannot be reached; nothing was lost.",
};

/** The problem responses of a route, for the OpenAPI document; handlers throw them, so their types need not know. */
export const problemResponses = (...statuses: readonly ProblemStatus[]): object =>
  Object.fromEntries(
    statuses.map((status) => [
      status,
      {
        description: descriptions[status],
        content: { 'application/problem+json': { schema: problemSchema } },
      },
    ]),
  );
