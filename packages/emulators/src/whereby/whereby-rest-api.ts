import type { HttpBindings } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { cors } from 'hono/cors';
import { z } from 'zod';
import type { EmulatedClient } from './emulated-client.ts';
import type { EmulatedMeeting, RoomSession } from './emulated-meeting.ts';
import type { WherebyCloud } from './whereby-cloud.ts';

/** What faults do to requests. */
export interface RestFaults {
  /** The next so many calls of the REST API are answered with this HTTP status. */
  failing: { readonly status: number; times: number } | undefined;
  /** Requests about these subdomains get no answer. */
  readonly hidden: Set<string>;
}

const extraFields = z.enum(['hostRoomUrl', 'viewerRoomUrl']);

/** The body of a new meeting, by the vendor's OpenAPI document; `roomPreferences` is from its page on HIPAA. */
const meetingBody = z.strictObject({
  endDate: z.iso.datetime({ offset: true }),
  startDate: z.iso.datetime({ offset: true }).optional(),
  isLocked: z.boolean().default(false),
  roomMode: z.enum(['normal', 'group']).default('normal'),
  roomNamePrefix: z
    .string()
    .regex(/^[a-z0-9]{0,39}$/)
    .default(''),
  roomNamePattern: z.enum(['uuid', 'human-short']).default('uuid'),
  recording: z.looseObject({ type: z.enum(['none', 'local', 'cloud']) }).optional(),
  roomPreferences: z.looseObject({}).optional(),
  fields: z.array(extraFields).default([]),
});

type Bindings = { Bindings: HttpBindings };

/** REST v1, and the two requests that the SDK itself makes. */
export function createWherebyRestApi(cloud: WherebyCloud, faults: RestFaults): Hono<Bindings> {
  const { account, log, now } = cloud.parts;
  const app = new Hono<Bindings>();

  const refuse = (status: 400 | 401 | 404, error: string): Response => Response.json({ error }, { status });
  const throttle = (): Response => {
    const body = { error: 'Rate limit active for throttle key: organization:1', data: { msLeft: 1000 } };
    return Response.json(body, { status: 429, headers: { 'retry-after': '1' } });
  };
  /** A hundred at a time; the cursor is where the next page begins. */
  const page = (context: Context, results: readonly object[]): Response => {
    const { cursor = '0', limit = '100' } = context.req.query();
    const [from, size] = [Number(cursor), Math.min(Number(limit), 100)];
    const next = from + size < results.length ? String(from + size) : null;
    return Response.json({ results: results.slice(from, from + size), cursor: next });
  };

  app.use('/devices', cors({ origin: (origin) => origin, credentials: true }));
  app.use('/organization-subdomains/*', cors({ origin: (origin) => origin, credentials: true }));

  app.post('/devices', () => {
    log.add('sdk', 'POST /devices');
    return Response.json({
      credentials: { uuid: crypto.randomUUID() },
      hmac: crypto.randomUUID(),
      userId: null,
    });
  });

  app.get('/organization-subdomains/:subdomain/', (context) => {
    const subdomain = context.req.param('subdomain');
    if (faults.hidden.has(subdomain)) return hangUp(context);
    log.add('sdk', 'GET /organization-subdomains');
    if (subdomain !== account.subdomain) return refuse(404, 'Not found');
    const { organizationId } = account;
    return context.json({
      organizationId,
      organizationName: 'Emulated',
      subdomain,
      permissions: {},
      limits: {},
      account: null,
    });
  });

  app.use('/v1/*', async (context, next) => {
    const { failing } = faults;
    if (failing && failing.times > 0) {
      failing.times -= 1;
      log.add('server', 'failed by fault', { status: failing.status });
      return failing.status === 429 ? throttle() : new Response('<html>', { status: failing.status });
    }
    if (context.req.header('authorization') !== `Bearer ${account.apiKey}`)
      return refuse(401, 'Access token is missing or invalid');
    await next();
    const { method, routePath } = context.req;
    log.add('server', `${method} ${routePath}`, { status: context.res.status });
    return undefined;
  });

  app.post('/v1/meetings', async (context) => {
    const parsed = meetingBody.safeParse(await context.req.json().catch(() => undefined));
    if (!parsed.success) return refuse(400, parsed.error.issues[0]?.message ?? 'Invalid body');
    const { endDate, isLocked, roomMode, roomNamePrefix: prefix, fields } = parsed.data;
    if (Date.parse(endDate) < now()) return refuse(400, 'endDate is in the past');
    const meeting = cloud.create({ endDate: Date.parse(endDate), isLocked, roomMode, prefix });
    return Response.json(meetingResource(meeting, account.subdomain, fields), { status: 201 });
  });

  app.get('/v1/meetings', (context) =>
    page(
      context,
      cloud.meetings.map((meeting) => meetingResource(meeting, account.subdomain, [])),
    ),
  );

  app.get('/v1/meetings/:meeting', (context) => {
    const meeting = cloud.find(context.req.param('meeting'));
    if (!meeting) return refuse(404, 'Not found');
    const fields = (context.req.query('fields') ?? '').split(',');
    return Response.json(meetingResource(meeting, account.subdomain, fields));
  });

  app.delete('/v1/meetings/:meeting', (context) => {
    const meeting = cloud.find(context.req.param('meeting'));
    if (meeting) cloud.delete(meeting);
    return new Response(null, { status: 204 });
  });

  app.get('/v1/insights/rooms', (context) => {
    const { 'createdAt[from]': from, 'createdAt[to]': to, 'roomName[exact]': name } = context.req.query();
    const isIn = ({ createdAt, roomName }: EmulatedMeeting): boolean =>
      createdAt >= Date.parse(from ?? '1970-01-01') &&
      createdAt <= Date.parse(to ?? '9999-12-31') &&
      (name === undefined || name === roomName);
    return page(
      context,
      cloud.history.filter(isIn).map((meeting) => roomInsight(meeting, now())),
    );
  });

  app.get('/v1/insights/room-sessions', (context) => {
    const { roomName, roomSessionId } = context.req.query();
    const meeting = cloud.history.find((one) => one.roomName === roomName);
    const sessions = (meeting?.sessions ?? []).filter(
      ({ id }) => roomSessionId === undefined || id === roomSessionId,
    );
    return page(
      context,
      sessions.map((session) => sessionInsight(session, roomName ?? '', now())),
    );
  });

  app.get('/v1/insights/participants', (context) => {
    const { roomSessionId, externalId } = context.req.query();
    const found = cloud.history
      .flatMap(({ sessions }) => sessions)
      .flatMap((session) => session.visitors.map((client) => ({ session, client })))
      .filter(
        ({ session, client }) =>
          (roomSessionId === undefined || session.id === roomSessionId) &&
          (externalId === undefined || client.externalId === externalId),
      );
    return page(
      context,
      found.map(({ session, client }) => participantInsight(session, client)),
    );
  });

  app.notFound(() => refuse(404, 'Not found'));
  return app;
}

/** As a server that is not there. */
function hangUp(context: Context<Bindings>): Response {
  context.env.incoming.socket.destroy();
  return new Response(null, { status: 503 });
}

const date = (at: number | undefined): string | null =>
  at === undefined ? null : new Date(at).toISOString();

function meetingResource(meeting: EmulatedMeeting, subdomain: string, fields: readonly string[]) {
  const { id: meetingId, roomName, createdAt, terms, hostKey } = meeting;
  const roomUrl = `https://${subdomain}.whereby.com${roomName}`;
  return {
    meetingId,
    roomName,
    roomUrl,
    startDate: date(createdAt),
    endDate: date(terms.endDate),
    ...(fields.includes('hostRoomUrl') && { hostRoomUrl: `${roomUrl}?roomKey=${hostKey}` }),
  };
}

const minutes = (clients: readonly EmulatedClient[], now: number): number =>
  clients.reduce((sum, { joinedAt, leftAt = now }) => sum + Math.ceil((leftAt - joinedAt) / 60_000), 0);

const totals = (clients: readonly EmulatedClient[], now: number) => ({
  totalParticipantMinutes: minutes(clients, now),
  totalRecorderMinutes: 0,
  totalStreamerMinutes: 0,
  totalUniqueParticipants: new Set(clients.map(({ deviceId, externalId }) => externalId ?? deviceId)).size,
  totalUniqueRecorders: 0,
  totalUniqueStreamers: 0,
});

function roomInsight(meeting: EmulatedMeeting, now: number) {
  const { roomName, createdAt, terms, sessions } = meeting;
  return {
    roomName,
    createdAt: date(createdAt),
    endAt: date(terms.endDate),
    firstSessionStartedAt: date(sessions[0]?.startedAt),
    lastSessionStartedAt: date(sessions.at(-1)?.startedAt),
    totalSessions: sessions.length,
    ...totals(
      sessions.flatMap(({ visitors }) => visitors),
      now,
    ),
  };
}

const sessionInsight = (session: RoomSession, roomName: string, now: number) => ({
  roomSessionId: session.id,
  roomName,
  startedAt: date(session.startedAt),
  endedAt: date(session.endedAt),
  ...totals(session.visitors, now),
});

const participantInsight = (session: RoomSession, client: EmulatedClient) => ({
  roomSessionId: session.id,
  participantId: client.id,
  deviceId: client.deviceId,
  userId: null,
  roleName: client.role,
  displayName: client.displayName,
  joinedAt: date(client.joinedAt),
  leftAt: date(client.leftAt),
  externalId: client.externalId ?? null,
});
