import { createHash } from 'node:crypto';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { isSeat, type Seat, userKeyOf } from '../visit/seat.ts';
import { isVisitId } from '../visit/visit-link.ts';
import { AppProblem } from './app-problem.ts';
import { createPatchbayApi, type PatchbayAccess } from './patchbay-api.ts';
import { refusalOf } from './refusal-of.ts';
import { createVisitConsults } from './visit-consults.ts';

/** The app's own API as a web-standard handler; mount it in any framework. */
export interface VisitBackend {
  fetch(request: Request): Promise<Response>;
}

interface SharedOptions {
  readonly patchbay: PatchbayAccess;
  readonly fetch: typeof fetch;
  /** Told of every join that failed, with Patchbay's code; for the log. Nothing in it names a person or a visit. */
  readonly onFailure?: (failure: { readonly code: string; readonly cause: unknown }) => void;
}

/** A demonstration: everybody with the link may join, and consults are declared to be without patient information. */
interface DemoOptions extends SharedOptions {
  readonly demo: true;
}

/** Real visits: consults carry patient information, and the product's own sign-in says who may take which seat. */
interface ProductOptions extends SharedOptions {
  readonly demo?: false;
  readonly mayJoin: (request: Request, visit: string, seat: Seat) => Promise<boolean>;
}

export type VisitBackendOptions = DemoOptions | ProductOptions;

const bodyBytes = 2048;

/**
 * `GET /api/visit?visit=…` → `{ phi }`; `POST /api/join { visit, seat }` → a `JoinTicket`; `POST /api/end { visit, seat }`,
 * for clinicians, → 204. Refusals are problem documents (RFC 9457) with a stable `code`.
 */
export function createVisitBackend(options: VisitBackendOptions): VisitBackend {
  const phi = options.demo !== true;
  const consults = createVisitConsults(createPatchbayApi(options.patchbay, options.fetch), phi);

  const personOf = async (request: Request): Promise<{ readonly visit: string; readonly seat: Seat }> => {
    // A form on another site cannot send this type, and another site's script would have to ask first and get no answer.
    if (!/^application\/json\b/i.test(request.headers.get('content-type') ?? '')) {
      throw new AppProblem('unsupported-media-type', 'Send application/json.');
    }
    const { visit, seat } = recordOf(await request.json().catch(() => undefined));
    if (!isVisitId(visit) || !isSeat(seat)) {
      throw new AppProblem('visit-invalid', 'Send { visit, seat }: an opaque id, and clinician or patient.');
    }
    if (options.demo !== true && !(await options.mayJoin(request, visit, seat))) {
      throw new AppProblem('not-signed-in', 'Sign in as somebody who belongs to this visit.');
    }
    return { visit, seat };
  };

  const app = new Hono();
  app.use('/api/*', async (context, next) => {
    await next();
    context.header('cache-control', 'no-store');
  });
  app.use(
    '/api/*',
    bodyLimit({
      maxSize: bodyBytes,
      onError: () => new AppProblem('body-too-large', 'That is too much for this request.').toResponse(),
    }),
  );
  app.get('/api/visit', (context) => {
    if (!isVisitId(context.req.query('visit')))
      throw new AppProblem('visit-invalid', 'Say which visit: ?visit=….');
    return context.json({ phi });
  });
  app.post('/api/join', async (context) => {
    const { visit, seat } = await personOf(context.req.raw);
    try {
      return context.json(await consults.ticketFor(visit, userKeyOf(seat, digestOf(visit))));
    } catch (error) {
      throw refusalOf(error, seat);
    }
  });
  app.post('/api/end', async (context) => {
    const { visit, seat } = await personOf(context.req.raw);
    if (seat !== 'clinician')
      throw new AppProblem('visit-not-allowed', 'Only the clinician can end the visit.');
    try {
      await consults.end(visit);
    } catch (error) {
      throw refusalOf(error, seat);
    }
    return context.body(null, 204);
  });
  app.notFound(() => new AppProblem('not-found', 'There is nothing here.').toResponse());
  app.onError((error) => {
    const problem = refusalOf(error, 'patient');
    options.onFailure?.({ code: problem.code, cause: problem.cause });
    return problem.toResponse();
  });
  return { fetch: async (request) => app.fetch(request) };
}

/** The link's id stays in the app: whoever sees a key at the vendor cannot make a link of it. */
const digestOf = (visit: string): string =>
  createHash('sha256').update(visit).digest('base64url').slice(0, 22);

const recordOf = (value: unknown): Readonly<Record<'visit' | 'seat', unknown>> =>
  (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<'visit' | 'seat', unknown>>;
