import { Hono } from 'hono';
import { z } from 'zod';
import type { EmulatedConference } from './emulated-conference.ts';
import type { EmulatedParticipant } from './emulated-participant.ts';
import { basicAuthorization } from './pexip-account.ts';
import { pexipErrors } from './pexip-errors.ts';
import type { PexipInstallation } from './pexip-installation.ts';

/** The next so many calls are answered with this HTTP status. */
export interface ManagementFaults {
  failing: { readonly status: number; times: number } | undefined;
}

const pin = z.string().regex(/^(\d{4,20})?$/);

const newConference = z.looseObject({
  name: z.string().min(1).max(250),
  service_type: z.literal('conference'),
  aliases: z.array(z.looseObject({ alias: z.string().min(1).max(250) })).default([]),
  pin: pin.default(''),
  guest_pin: pin.default(''),
  allow_guests: z.boolean().default(false),
  participant_limit: z.number().int().min(0).max(1_000_000).nullish(),
  direct_media: z.enum(['never', 'best_effort', 'always']).default('never'),
  tag: z.string().max(250).default(''),
});

const configuration = '/configuration/v1/conference/';

/** The Management Node's APIs, as far as a server half needs them: configuration, status, command, history. */
export function createPexipManagementApi(installation: PexipInstallation, faults: ManagementFaults) {
  const { account, log } = installation.parts;
  const app = new Hono();
  const expected = basicAuthorization(account.username, account.password);

  app.use(async (context, next) => {
    const { failing } = faults;
    if (failing && failing.times > 0) {
      failing.times -= 1;
      log.add('server', 'failed by fault', { status: failing.status });
      return new Response('<html>', { status: failing.status });
    }
    if (context.req.header('authorization') !== expected) return new Response('', { status: 401 });
    await next();
    const { method, routePath } = context.req;
    log.add('server', `${method} ${routePath}`, { status: context.res.status });
    return undefined;
  });

  app.post(configuration, async (context) => {
    const asked = newConference.safeParse(await context.req.json().catch(() => undefined));
    if (!asked.success) return refuse(asked.error);
    const { name, aliases } = asked.data;
    const names = aliases.map(({ alias }) => alias);
    if (installation.configured.some(({ terms }) => terms.name === name)) return taken('name');
    if (names.some((alias) => installation.byAlias(alias))) return taken('aliases');
    const { terms } = installation.configure({
      name,
      aliases: names,
      pin: asked.data.pin,
      guestPin: asked.data.guest_pin,
      allowGuests: asked.data.allow_guests,
      participantLimit: asked.data.participant_limit ?? undefined,
      directMedia: asked.data.direct_media,
      tag: asked.data.tag,
    });
    const location = `/api/admin${configuration}${terms.id}/`;
    return new Response(null, { status: 201, headers: { location } });
  });

  app.get(configuration, (context) => {
    const { name, limit, offset } = context.req.query();
    const found = installation.configured.filter(({ terms }) => name === undefined || terms.name === name);
    return page(found.map(configurationOf), limit, offset);
  });

  app.get(`${configuration}:id/`, (context) => {
    const found = installation.byId(Number(context.req.param('id')));
    return found ? Response.json(configurationOf(found)) : new Response('', { status: 404 });
  });

  app.delete(`${configuration}:id/`, (context) => {
    const found = installation.byId(Number(context.req.param('id')));
    if (found) installation.remove(found);
    return new Response(null, { status: found ? 204 : 404 });
  });

  app.get('/status/v1/conference/', (context) => {
    const { name, limit, offset } = context.req.query();
    const found = installation.conferences.filter(
      ({ terms, participants }) => participants.length > 0 && (name === undefined || terms.name === name),
    );
    return page(found.map(statusOf), limit, offset);
  });

  app.get('/status/v1/participant/', (context) => {
    const { conference: name, limit, offset } = context.req.query();
    const found = installation.conferences.filter(({ terms }) => name === undefined || terms.name === name);
    const rows = found.flatMap((conference) =>
      conference.participants.map((participant) => participantOf(conference, participant)),
    );
    return page(rows, limit, offset);
  });

  app.get('/history/v1/participant/', (context) => {
    const {
      conference_name: name,
      start_time__gte: from,
      start_time__lt: to,
      limit,
      offset,
    } = context.req.query();
    // Of one that goes on, history has nothing yet; and the oldest are forgotten.
    const rows = installation.conferences
      .slice(-rememberedConferences)
      .filter(
        ({ participants, terms }) => participants.length === 0 && (name === undefined || terms.name === name),
      )
      .flatMap((conference) =>
        conference.visitors
          .filter(({ leftAt }) => leftAt !== undefined)
          .map((participant) => historyOf(conference, participant)),
      )
      .filter(({ start_time: at }) => (from === undefined || at >= from) && (to === undefined || at < to));
    return page(rows, limit, offset);
  });

  app.post('/command/v1/participant/disconnect/', async (context) => {
    const { participant_id: id = '' } = await bodyOf(context.req.raw);
    const conference = installation.conferences.find((each) => each.byUuid(id) !== undefined);
    const participant = conference?.byUuid(id);
    if (!conference || !participant) return failed('Failed to find participant');
    conference.leave(participant, pexipErrors.removedByAdministrator);
    return done();
  });

  app.post('/command/v1/conference/disconnect/', async (context) => {
    const { conference_id: id = '' } = await bodyOf(context.req.raw);
    const conference = installation.conferences.find(({ instance }) => instance === id);
    if (!conference) return failed('Failed to find conference');
    conference.end(pexipErrors.endedByAdministrator);
    return done();
  });

  app.notFound(() => new Response('', { status: 404 }));
  return app;
}

/** Pexip's page on the history API. */
const rememberedConferences = 10_000;

const done = (): Response => Response.json({ status: 'success' }, { status: 202 });
const failed = (error: string): Response => Response.json({ status: 'failure', error }, { status: 400 });
const taken = (field: string): Response =>
  Response.json(
    { conference: { [field]: ['Virtual Meeting Room with this value already exists.'] } },
    { status: 400 },
  );

const refuse = (error: z.ZodError): Response =>
  Response.json(
    { conference: Object.fromEntries(error.issues.map(({ path, message }) => [path.join('.'), [message]])) },
    { status: 400 },
  );

const bodyOf = async (request: Request): Promise<Readonly<Record<string, string>>> =>
  z
    .record(z.string(), z.string())
    .catch({})
    .parse(await request.json().catch(() => ({})));

/** Lists as Pexip pages them: 20 unless told. */
function page(rows: readonly object[], limitText = '20', offsetText = '0'): Response {
  const [limit, offset] = [Number(limitText), Number(offsetText)];
  const end = limit === 0 ? rows.length : offset + limit;
  const next = end < rows.length ? `?limit=${limit}&offset=${end}` : null;
  const meta = { limit, next, offset, previous: null, total_count: rows.length };
  return Response.json({ meta, objects: rows.slice(offset, end) });
}

const iso = (at: number): string => new Date(at).toISOString().slice(0, -1);

/** PINs can be set and not read. */
const configurationOf = ({ terms }: EmulatedConference) => ({
  id: terms.id,
  name: terms.name,
  service_type: 'conference',
  aliases: terms.aliases.map((alias) => ({ alias })),
  allow_guests: terms.allowGuests,
  direct_media: terms.directMedia,
  participant_limit: terms.participantLimit ?? null,
  tag: terms.tag,
  resource_uri: `/api/admin${configuration}${terms.id}/`,
});

const statusOf = ({ instance, terms, startedAt }: EmulatedConference) => ({
  id: instance,
  name: terms.name,
  service_type: 'conference',
  is_locked: false,
  is_started: true,
  guests_muted: false,
  start_time: iso(startedAt),
  tag: terms.tag,
  resource_uri: `/api/admin/status/v1/conference/${instance}/`,
});

const participantOf = ({ terms }: EmulatedConference, participant: EmulatedParticipant) => ({
  id: participant.uuid,
  call_tag: participant.terms.callTag,
  call_direction: 'in',
  conference: terms.name,
  connect_time: iso(participant.terms.joinedAt),
  conversation_id: participant.uuid,
  destination_alias: terms.aliases[0] ?? '',
  display_name: participant.terms.displayName,
  has_media: participant.hasMedia,
  is_muted: participant.mutes.isMuted,
  is_presenting: participant.isPresenting,
  is_streaming: false,
  protocol: 'WebRTC',
  role: participant.terms.role,
  service_tag: terms.tag,
  service_type: 'conference',
  resource_uri: `/api/admin/status/v1/participant/${participant.uuid}/`,
});

const historyOf = ({ terms }: EmulatedConference, participant: EmulatedParticipant) => {
  const { joinedAt, displayName, callTag, role } = participant.terms;
  const leftAt = participant.leftAt ?? joinedAt;
  return {
    id: participant.uuid,
    call_uuid: participant.uuid,
    call_tag: callTag,
    call_direction: 'in',
    conference_name: terms.name,
    conversation_id: participant.uuid,
    disconnect_reason: participant.leftWhy,
    display_name: displayName,
    duration: Math.round((leftAt - joinedAt) / 1000),
    start_time: iso(joinedAt),
    end_time: iso(leftAt),
    has_media: participant.hasMedia,
    is_streaming: false,
    protocol: 'WebRTC',
    role,
    service_type: 'conference',
    service_tag: terms.tag,
    resource_uri: `/api/admin/history/v1/participant/${participant.uuid}/`,
  };
};
