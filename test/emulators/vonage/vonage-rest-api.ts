import { z } from 'zod';
import { checkServerToken } from './check-vonage-token.ts';
import type { EmulatedArchive, EmulatedSession } from './emulated-session.ts';
import type { VonageCloud } from './vonage-cloud.ts';
import type { VonageFaults } from './vonage-faults.ts';
import { answerInsights } from './vonage-insights.ts';

export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly body?: unknown;
}

const createForm = z.looseObject({
  archiveMode: z.enum(['manual', 'always']).default('manual'),
  'p2p.preference': z.enum(['enabled', 'disabled']).default('disabled'),
});
const archiveBody = z.looseObject({
  sessionId: z.string(),
  hasAudio: z.boolean().default(true),
  hasVideo: z.boolean().default(true),
  outputMode: z.enum(['composed', 'individual']).default('composed'),
});

const gone: HttpAnswer = { status: 404, body: { code: 404, message: 'Not found' } };
const bad: HttpAnswer = { status: 400, body: { code: 400, message: 'Invalid request' } };

/** The Video API and Insights, as far as a server half needs them. Undefined for a path that is neither's. */
export function createVonageRestApi(cloud: VonageCloud, faults: VonageFaults) {
  const { account, log, now } = cloud.parts;

  const archiveOf = (session: EmulatedSession, { id, status, createdAt }: EmulatedArchive) => ({
    id,
    status,
    createdAt,
    sessionId: session.id,
    applicationId: account.applicationId,
    name: '',
    hasAudio: true,
    hasVideo: true,
    outputMode: 'composed',
    duration: 0,
    size: 0,
  });
  const allArchives = () =>
    [...cloud.sessions.values()].flatMap((session) =>
      session.archives.map((archive) => ({ session, archive })),
    );

  const startArchive = (body: string): HttpAnswer => {
    const parsed = archiveBody.safeParse(parseJson(body));
    if (!parsed.success) return bad;
    const session = cloud.sessions.get(parsed.data.sessionId);
    if (!session || session.connections.size === 0) return gone;
    const isBusy = session.archives.some(({ status }) => status === 'started');
    if (isBusy || session.isRelayed) return { status: 409, body: { code: 409, message: 'Conflict' } };
    const archive: EmulatedArchive = { id: crypto.randomUUID(), createdAt: now(), status: 'started' };
    session.archives.push(archive);
    session.tellOfArchive(archive);
    return { status: 200, body: archiveOf(session, archive) };
  };
  const stopArchive = (id: string): HttpAnswer => {
    const found = allArchives().find(({ archive }) => archive.id === id);
    if (!found) return gone;
    if (found.archive.status !== 'started') return { status: 409, body: { code: 409, message: 'Conflict' } };
    found.archive.status = 'stopped';
    found.session.tellOfArchive(found.archive);
    return { status: 200, body: archiveOf(found.session, found.archive) };
  };
  const listArchives = (query: URLSearchParams): HttpAnswer => {
    const wanted = query.get('sessionId');
    const items = allArchives()
      .filter(({ session }) => wanted === null || session.id === wanted)
      .map(({ session, archive }) => archiveOf(session, archive));
    return { status: 200, body: { count: items.length, items } };
  };

  const listConnections = (session: EmulatedSession): HttpAnswer => {
    const items = [...session.connections.values()].map(({ id, createdAt }) => ({
      connectionId: id,
      connectionState: 'Connected',
      createdAt,
    }));
    const { applicationId: projectId } = account;
    return { status: 200, body: { count: items.length, projectId, sessionId: session.id, items } };
  };
  const listStreams = (session: EmulatedSession): HttpAnswer => {
    const items = [...session.streams.values()].map(({ content: { id, name = '' } }) => ({
      id,
      name,
      videoType: 'custom',
      layoutClassList: [],
    }));
    return { status: 200, body: { count: items.length, items } };
  };

  const insights = (body: string): HttpAnswer => ({
    status: 200,
    body: answerInsights(cloud.parts, cloud.sessions.values(), parseJson(body)),
  });

  const create = (body: string): HttpAnswer => {
    const parsed = createForm.safeParse(Object.fromEntries(new URLSearchParams(body)));
    if (!parsed.success) return bad;
    const session = cloud.create(parsed.data['p2p.preference'] === 'enabled');
    const made = {
      session_id: session.id,
      project_id: account.applicationId,
      create_dt: new Date(now()).toISOString(),
    };
    return { status: 200, body: [made] };
  };

  const route = ({ method, url, body }: HttpRequest): HttpAnswer | undefined => {
    const { pathname } = url;
    if (method === 'POST' && pathname === '/session/create') return create(body);
    if (method === 'POST' && pathname === '/video/insights-api/graphql') return insights(body);
    const project = `/v2/project/${account.applicationId}/`;
    if (!pathname.startsWith(project)) return pathname.startsWith('/v2/') ? gone : undefined;
    const [kind, id = '', inner, innerId = ''] = pathname
      .slice(project.length)
      .split('/')
      .map(decodeURIComponent);
    const what = `${method} ${kind}${id ? '/:id' : ''}${inner ? `/${inner}` : ''}${innerId ? '/:id' : ''}`;
    if (what === 'GET archive') return listArchives(url.searchParams);
    if (what === 'POST archive') return startArchive(body);
    if (what === 'POST archive/:id/stop') return stopArchive(id);
    const session = cloud.sessions.get(id);
    if (!session) return gone;
    if (what === 'GET session/:id/connection') return listConnections(session);
    if (what === 'GET session/:id/stream') return listStreams(session);
    if (what === 'DELETE session/:id/connection/:id')
      return cloud.forceDisconnect(session, innerId) ? { status: 204 } : gone;
    return gone;
  };

  return async (request: HttpRequest): Promise<HttpAnswer | undefined> => {
    const isOurs = /^\/(v2|session\/create|video)/.test(request.url.pathname);
    if (!isOurs) return undefined;
    const { failing } = faults;
    if (failing.times > 0) {
      failing.times -= 1;
      log.add('server', 'failed by fault', { status: failing.status });
      return { status: failing.status };
    }
    if (!(await checkServerToken(request.headers['authorization'], account, now())))
      return { status: 401, body: { code: 401, message: 'Invalid token' } };
    const answer = route(request);
    log.add('server', `${request.method} ${request.url.pathname.split('/')[1] ?? ''}`, {
      status: answer?.status ?? 404,
    });
    return answer;
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
