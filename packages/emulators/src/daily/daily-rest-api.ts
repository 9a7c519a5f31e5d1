import { randomBytes } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import type { DailyCloud, EmulatedRoom } from './daily-cloud.ts';
import { answerMeetings } from './daily-meetings.ts';

/** The next so many calls are answered with this HTTP status. */
export interface RestFaults {
  failing: { readonly status: number; times: number } | undefined;
}

const properties = z.record(z.string(), z.unknown()).default({});
const roomBody = z.object({
  name: z
    .string()
    .regex(/^[\w-]{1,128}$/)
    .optional(),
  privacy: z.enum(['public', 'private']).default('public'),
  properties,
});
const ejectBody = z.object({
  ids: z.array(z.string()).max(100).default([]),
  user_ids: z.array(z.string()).max(100).default([]),
  ban: z.boolean().default(false),
});

/** Daily's REST API, as far as a server half needs it; `base` is where the emulator listens. */
export function createDailyRestApi(cloud: DailyCloud, faults: RestFaults, base: () => string) {
  const { account, log, now } = cloud.parts;
  const app = new Hono({ strict: false }).basePath('/v1');

  const refuse = (status: number, error: string, info: string): Response =>
    Response.json({ error, info }, { status });
  const invalid = (info: string) => refuse(400, 'invalid-request-error', info);
  const gone = () => refuse(404, 'not-found', 'room not found');
  const resource = ({ id, name, createdAt, properties: config }: EmulatedRoom) => ({
    id,
    name,
    api_created: true,
    privacy: 'private',
    url: `${base()}/${name}`,
    created_at: new Date(createdAt).toISOString(),
    config,
  });
  const roomOf = (context: Context) => cloud.rooms.get(context.req.param('room') ?? '');
  const bodyOf = (context: Context): Promise<unknown> => context.req.json().catch(() => undefined);

  app.use(async (context, next) => {
    const { failing } = faults;
    if (failing && failing.times > 0) {
      failing.times -= 1;
      return refuse(failing.status, failing.status === 429 ? 'rate-limit-error' : 'server-error', 'by fault');
    }
    if (context.req.header('authorization') !== `Bearer ${account.apiKey}`)
      return refuse(401, 'authentication-error', 'no such key');
    await next();
    log.add('server', `${context.req.method} ${context.req.routePath}`, { status: context.res.status });
    return undefined;
  });

  app.get('/', () =>
    Response.json({
      domain_name: account.domainName,
      domain_id: account.domainId,
      config: { hipaa: account.hipaa },
    }),
  );
  app.post('/rooms', async (context) => {
    const body = roomBody.safeParse((await bodyOf(context)) ?? {});
    if (!body.success) return invalid('body');
    const { name = randomBytes(12).toString('base64url'), properties: given } = body.data;
    if (account.hipaa && body.data.name !== undefined) return invalid('name');
    if (cloud.rooms.has(name)) return invalid('a room of that name exists');
    return Response.json(resource(cloud.createRoom(name, given)));
  });
  app.get('/rooms/:room', (context) => {
    const room = roomOf(context);
    return room ? Response.json(resource(room)) : gone();
  });
  app.post('/rooms/:room', async (context) => {
    const room = roomOf(context);
    if (!room) return gone();
    const body = roomBody.safeParse(await bodyOf(context));
    if (!body.success) return invalid('body');
    room.properties = { ...room.properties, ...body.data.properties };
    return Response.json(resource(room));
  });
  app.delete('/rooms/:room', (context) => {
    const room = roomOf(context);
    if (!room) return gone();
    cloud.deleteRoom(room);
    return Response.json({ deleted: true, name: room.name });
  });
  app.get('/rooms/:room/presence', (context) => {
    const room = roomOf(context);
    if (!room) return gone();
    const data = [...room.members.values()].map(({ session, userId, joinedAt }) => ({
      room: room.name,
      id: session,
      userId,
      userName: null,
      mtgSessionId: room.meeting?.id,
      joinTime: new Date(joinedAt).toISOString(),
      duration: Math.floor((now() - joinedAt) / 1000),
    }));
    return Response.json({ total_count: data.length, data });
  });
  app.post('/rooms/:room/eject', async (context) => {
    const room = roomOf(context);
    if (!room) return gone();
    const body = ejectBody.safeParse(await bodyOf(context));
    if (!body.success) return invalid('body');
    const { ids, user_ids: users } = body.data;
    const ejected = [...room.members.values()].filter(
      ({ session, userId }) => ids.includes(session) || users.includes(userId),
    );
    for (const member of ejected) cloud.end(room, member, 'ejected');
    return Response.json({ ejectedIds: ejected.map(({ session }) => session) });
  });
  app.post('/rooms/:room/recordings/:verb{start|stop}', (context) => {
    const room = roomOf(context);
    if (!room) return gone();
    const isStart = context.req.param('verb') === 'start';
    if (isStart && room.properties['enable_recording'] === undefined) return invalid('enable_recording');
    room.isRecorded = isStart;
    return Response.json({ status: 'sent' });
  });
  app.get('/meetings', (context) => Response.json(answerMeetings(cloud, context.req.query())));
  app.notFound(() => gone());
  return app;
}
