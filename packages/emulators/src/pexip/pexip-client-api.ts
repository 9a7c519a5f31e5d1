import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { z } from 'zod';
import type { EmulatedConference } from './emulated-conference.ts';
import type { EmulatedParticipant } from './emulated-participant.ts';
import { openEventStream } from './open-event-stream.ts';
import { pexipErrors, type PexipRefusal } from './pexip-errors.ts';
import type { PexipInstallation } from './pexip-installation.ts';
import {
  acknowledgement,
  callRequest,
  candidate,
  fail,
  message,
  succeed,
  tokenRequest,
  updateRequest,
} from './pexip-wire.ts';

export interface ClientFaults {
  /** Every token is refused with this. */
  refusal: PexipRefusal | undefined;
  /** Everything clients ask is answered so many milliseconds late. */
  delay: number;
}

/** Whom a request's token speaks for. */
interface Caller {
  readonly conference: EmulatedConference;
  readonly participant: EmulatedParticipant;
}

const version = { version_id: '36', pseudo_version: '0.0.0' };
const noTheme = new Response(null, { status: 204 });

/** What a participant may do to its own state, and a chair to anybody's. */
const mutes: Readonly<Record<string, (participant: EmulatedParticipant) => unknown>> = {
  mute: ({ mutes: state }) => (state.isMuted = true),
  unmute: ({ mutes: state }) => (state.isMuted = false),
  client_mute: ({ mutes: state }) => (state.isClientMuted = true),
  client_unmute: ({ mutes: state }) => (state.isClientMuted = false),
  video_muted: ({ mutes: state }) => (state.isVideoMuted = true),
  video_unmuted: ({ mutes: state }) => (state.isVideoMuted = false),
};

/** A Conferencing Node's client REST API v2: tokens, events, the roster, messages, mutes and the calls of direct media. */
export function createPexipClientApi(installation: PexipInstallation, faults: ClientFaults) {
  const { log, tokenSeconds, schedule } = installation.parts;
  const app = new Hono<{ Variables: { caller: Caller } }>();
  const expires = String(tokenSeconds);

  app.use(cors());
  app.use(async (_context, next) => {
    if (faults.delay > 0) await new Promise<void>((resolve) => void schedule(resolve, faults.delay));
    await next();
  });

  app.post('/:alias/request_token', async (context) => {
    const conference = installation.byAlias(context.req.param('alias'));
    log.add('sdk', 'request_token', { found: conference !== undefined });
    if (!conference) return fail(404, pexipErrors.notFound);
    if (faults.refusal) return fail(403, faults.refusal);
    const asked = tokenRequest.safeParse(await context.req.json().catch(() => undefined));
    if (!asked.success) return fail(400, 'Invalid request');
    const role = conference.roleFor(context.req.header('pin'));
    if (role === undefined) {
      const { allowGuests, guestPin } = conference.terms;
      const guestPinIs = allowGuests && guestPin === '' ? 'none' : 'required';
      return Response.json(
        { status: 'success', result: { pin: 'required', guest_pin: guestPinIs, version } },
        { status: 403 },
      );
    }
    if (role !== 'chair' && role !== 'guest') return fail(403, role);
    if (conference.isFull) return fail(403, pexipErrors.full);
    const { display_name: displayName, call_tag: callTag = '', direct_media: wantsDirect } = asked.data;
    const participant = conference.join({ displayName, callTag, role });
    installation.refresh(conference, participant);
    return succeed({
      token: participant.token,
      expires,
      participant_uuid: participant.uuid,
      version,
      role: role === 'chair' ? 'HOST' : 'GUEST',
      display_name: displayName,
      call_tag: callTag,
      chat_enabled: true,
      fecc_enabled: false,
      guests_can_present: true,
      service_type: 'conference',
      current_service_type: 'conference',
      call_type: 'video',
      conference_name: conference.terms.name,
      direct_media: conference.isDirect && wantsDirect === true,
      trickle_ice_enabled: true,
      vp9_enabled: false,
      allow_1080p: true,
      rtmp_enabled: false,
      rtsp_enabled: false,
      analytics_enabled: false,
      client_stats_update_interval: 3000,
      use_relay_candidates_only: false,
      breakout_rooms: false,
    });
  });

  app.use('/:alias/*', async (context, next) => {
    const token = context.req.header('token') ?? context.req.query('token') ?? '';
    const caller = installation.conferences
      .filter(({ terms }) => terms.aliases.includes(context.req.param('alias')))
      .map((conference) => ({ conference, participant: conference.byToken(token) }))
      .find(({ participant }) => participant !== undefined);
    if (!caller?.participant) return fail(403, pexipErrors.invalidToken);
    if (caller.participant.isHeld) return new Response('Bad Gateway', { status: 502 });
    context.set('caller', { conference: caller.conference, participant: caller.participant });
    log.add('sdk', `${context.req.method} ${whatOf(context.req.path)}`);
    await next();
    return undefined;
  });

  app.post('/:alias/refresh_token', (context) => {
    const { conference, participant } = context.get('caller');
    installation.refresh(conference, participant);
    return succeed({ token: participant.token, expires, client_stats_update_interval: 3000 });
  });

  app.post('/:alias/release_token', (context) => {
    const { conference, participant } = context.get('caller');
    conference.leave(participant, 'User initiated disconnect', true);
    participant.stream?.cut();
    return succeed(true);
  });

  app.get('/:alias/events', (context) => {
    const { conference, participant } = context.get('caller');
    const { response, stream } = openEventStream(() => {
      if (participant.stream === stream) participant.stream = undefined;
    });
    conference.listen(participant, stream);
    return response;
  });

  app.get('/:alias/theme/', () => noTheme.clone());
  app.get('/:alias/conference_status', (context) => succeed(context.get('caller').conference.status));
  app.get('/:alias/participants', (context) =>
    succeed(
      context
        .get('caller')
        .conference.participants.map(({ resource }) => ({ ...resource, last_spoken_time: 0 })),
    ),
  );

  app.post('/:alias/message', async (context) => {
    const body = message.safeParse(await context.req.json().catch(() => undefined));
    if (!body.success) return fail(400, 'Invalid request');
    const { conference, participant } = context.get('caller');
    conference.say(participant, body.data);
    return succeed(true);
  });

  app.post('/:alias/disconnect', (context) => {
    const { conference, participant } = context.get('caller');
    if (participant.terms.role !== 'chair') return fail(403, pexipErrors.invalidRole);
    conference.end(pexipErrors.endedByParticipant);
    return succeed(true);
  });

  app.post('/:alias/participants/:uuid/message', async (context) => {
    const { conference, participant } = context.get('caller');
    const to = conference.byUuid(context.req.param('uuid'));
    const body = message.safeParse(await context.req.json().catch(() => undefined));
    if (!to || !body.success) return fail(404, 'Participant not found');
    conference.say(participant, body.data, to);
    return succeed(true);
  });

  app.post('/:alias/participants/:uuid/:verb', (context) => {
    const { conference, participant } = context.get('caller');
    const { uuid, verb } = context.req.param();
    const target = conference.byUuid(uuid);
    if (!target) return fail(404, 'Participant not found');
    const isOwn = target === participant;
    if (!isOwn && participant.terms.role !== 'chair') return fail(403, pexipErrors.invalidRole);
    const mute = mutes[verb];
    if (mute) conference.change(target, () => void mute(target));
    else if (verb === 'take_floor' && isOwn) conference.takeFloor(target);
    else if (verb === 'release_floor' && isOwn) conference.releaseFloor(target);
    else if (verb === 'disconnect') conference.leave(target, pexipErrors.removedByParticipant);
    else return handleCall(context.get('caller'), verb, context.req.raw);
    return succeed(verb.endsWith('floor') ? null : true);
  });

  app.post('/:alias/participants/:uuid/calls/:call/:verb', (context) =>
    handleCall(context.get('caller'), context.req.param('verb'), context.req.raw),
  );

  /** The part of the API that is about one's own media. */
  async function handleCall({ conference, participant }: Caller, verb: string, request: Request) {
    const { calls } = conference;
    const body: unknown = await request.json().catch(() => ({}));
    if (verb === 'calls') {
      const { sdp } = callRequest.parse(body);
      conference.change(participant, () => (participant.hasMedia = true));
      if (conference.isDirect) return succeed(await calls.open(participant, sdp));
      // There is no media server here: a mixed call gets no answer, and so no media.
      return succeed({ call_uuid: participant.uuid, sdp: '', offer_ignored: true });
    }
    if (verb === 'update') {
      const answer = await calls.update(participant, updateRequest.parse(body).sdp ?? '');
      return answer ? succeed({ call_uuid: answer.call_uuid, sdp: answer.sdp }) : fail(403, 'Invalid call');
    }
    if (verb === 'ack') {
      const { sdp, offer_ignored: isIgnored = false } = acknowledgement.parse(body);
      calls.acknowledge(participant, sdp, isIgnored);
      return succeed(true);
    }
    if (verb === 'new_candidate') calls.passCandidate(participant, candidate.parse(body));
    else if (verb === 'disconnect') calls.close(participant);
    else if (verb !== 'statistics') return fail(404, 'Not found');
    return succeed(null);
  }

  app.onError((error) => {
    if (error instanceof z.ZodError) return fail(400, 'Invalid request');
    throw error;
  });
  app.notFound(() => fail(404, 'Not found'));
  return app;
}

/** The operation, without aliases, tokens or ids. */
const whatOf = (path: string): string =>
  path
    .split('/conferences/')[1]
    ?.split('/')
    .slice(1)
    .map((part) => (/^[0-9a-f-]{36}$/.test(part) ? ':id' : part))
    .join('/') ?? path;
