import { Hono } from 'hono';
import { z } from 'zod';
import type { EmulatedRoom } from './emulated-room.ts';
import { participantResource, roomResource } from './room-resource.ts';
import { createSid } from './twilio-account.ts';
import type { TwilioCloud } from './twilio-cloud.ts';
import { type TwilioErrorCode, twilioErrors } from './twilio-errors.ts';
import { createTwilioInsightsApi } from './twilio-insights-api.ts';

/** The next so many calls are answered with this HTTP status. */
export interface RestFaults {
  failing: { readonly status: number; times: number } | undefined;
}

const whole = (least: number, most: number, otherwise: number) =>
  z.coerce.number().int().min(least).max(most).default(otherwise);

/** The form of a new room, each field with the error that Twilio gives when it is wrong. */
const roomForm: readonly (readonly [name: string, schema: z.ZodType, code: TwilioErrorCode])[] = [
  ['UniqueName', z.string().min(1).max(128).optional(), 53101],
  ['Type', z.literal('group').default('group'), 53108],
  ['MaxParticipants', whole(1, 50, 50), 53107],
  ['EmptyRoomTimeout', whole(1, 60, 5), 53109],
  ['UnusedRoomTimeout', whole(1, 60, 5), 53109],
  ['StatusCallback', z.url({ protocol: /^https?$/ }).optional(), 53111],
  ['StatusCallbackMethod', z.enum(['POST', 'GET']).default('POST'), 53110],
];

/** Video's and Video Insights' REST APIs, as far as a server half needs them; `base` is where the emulator listens. */
export function createTwilioRestApi(
  cloud: TwilioCloud,
  faults: RestFaults,
  base: () => string,
  insightsLagSeconds = 0,
) {
  const { account, log } = cloud.parts;
  const app = new Hono();

  const refuse = (status: 400 | 401 | 404 | 429, code: TwilioErrorCode): Response =>
    Response.json(
      { code, message: twilioErrors[code], more_info: `https://www.twilio.com/docs/errors/${code}`, status },
      { status },
    );
  const page = (key: string, list: readonly object[], url: string): Response =>
    Response.json({
      [key]: list,
      meta: {
        key,
        url,
        page: 0,
        page_size: 1000,
        first_page_url: url,
        previous_page_url: null,
        next_page_url: null,
      },
    });
  const roomOf = (nameOrSid: string): EmulatedRoom | undefined => cloud.find(nameOrSid);

  const keys = [
    [account.apiKeySid, account.apiKeySecret],
    [account.accountSid, account.authToken],
  ].map((pair) => `Basic ${Buffer.from(pair.join(':')).toString('base64')}`);

  app.use(async (context, next) => {
    const { failing } = faults;
    if (failing && failing.times > 0) {
      failing.times -= 1;
      log.add('server', 'failed by fault', { status: failing.status });
      return failing.status === 429 ? refuse(429, 20429) : new Response('<html>', { status: failing.status });
    }
    if (!keys.includes(context.req.header('authorization') ?? '')) return refuse(401, 20003);
    await next();
    const { method, routePath } = context.req;
    log.add('server', `${method} ${routePath}`, { status: context.res.status });
    return undefined;
  });

  app.post('/v1/Rooms', async (context) => {
    const form = await context.req.parseBody();
    const values = new Map<string, unknown>();
    for (const [name, schema, code] of roomForm) {
      const parsed = schema.safeParse(form[name]);
      if (!parsed.success) return refuse(400, code);
      values.set(name, parsed.data);
    }
    const name = values.get('UniqueName');
    if (typeof name === 'string' && roomOf(name)) return refuse(400, 53113);
    const callback = values.get('StatusCallback');
    const room = cloud.create({
      name: typeof name === 'string' ? name : createSid('RM'),
      maxParticipants: Number(values.get('MaxParticipants')),
      emptyTimeoutMinutes: Number(values.get('EmptyRoomTimeout')),
      unusedTimeoutMinutes: Number(values.get('UnusedRoomTimeout')),
      statusCallback: typeof callback === 'string' ? callback : undefined,
    });
    return Response.json(roomResource(room, account.accountSid, base()), { status: 201 });
  });

  app.get('/v1/Rooms', (context) => {
    const { UniqueName: name, Status: status = 'in-progress' } = context.req.query();
    const rooms = cloud.rooms.filter(
      ({ terms, endedAt }) =>
        (name === undefined || terms.name === name) && (endedAt === undefined) === (status === 'in-progress'),
    );
    const list = rooms.map((room) => roomResource(room, account.accountSid, base()));
    return page('rooms', list, context.req.url);
  });

  app.get('/v1/Rooms/:room', (context) => {
    const room = roomOf(context.req.param('room'));
    return room ? Response.json(roomResource(room, account.accountSid, base())) : refuse(404, 20404);
  });

  app.post('/v1/Rooms/:room', async (context) => {
    const room = roomOf(context.req.param('room'));
    if (!room) return refuse(404, 20404);
    const { Status: status } = await context.req.parseBody();
    if (status !== 'completed' || room.endedAt !== undefined) return refuse(400, 53112);
    cloud.complete(room);
    return Response.json(roomResource(room, account.accountSid, base()), { status: 202 });
  });

  app.get('/v1/Rooms/:room/Participants', (context) => {
    const room = roomOf(context.req.param('room'));
    if (!room) return refuse(404, 20404);
    const { Status: status = 'connected', Identity: identity } = context.req.query();
    const found = room.visitors.filter(
      (one) =>
        (one.leftAt === undefined) === (status === 'connected') &&
        (identity === undefined || one.identity === identity),
    );
    const list = found.map((one) => participantResource(room, one, account.accountSid, base()));
    return page('participants', list, context.req.url);
  });

  app.post('/v1/Rooms/:room/Participants/:participant', async (context) => {
    const room = roomOf(context.req.param('room'));
    const participant = room?.participants.find(({ sid }) => sid === context.req.param('participant'));
    if (!room || !participant) return refuse(404, 20404);
    const { Status: status } = await context.req.parseBody();
    if (status !== 'disconnected') return refuse(400, 53112);
    cloud.kick({ room, participant });
    const resource = participantResource(room, participant, account.accountSid, base());
    return Response.json(resource, { status: 202 });
  });

  app.route('/v1/Video', createTwilioInsightsApi(cloud, insightsLagSeconds, base, refuse));

  app.notFound(() => refuse(404, 20404));
  return app;
}
