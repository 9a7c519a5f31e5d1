import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import type { Ledger } from '@patchbay/metering';
import type { CurrentConfig } from '../config/current-config.ts';
import type { ConsultDesk } from '../consults/consult-desk.ts';
import type { RoomKeeper } from '../consults/room-keeper.ts';
import type { TicketDesk } from '../consults/ticket-desk.ts';
import type { Tracing } from '../observation/tracing.ts';
import { explainConsult } from '../report/consult-explanation.ts';
import { participantIdOf } from '../security/participant-id.ts';
import type { Authenticate } from './authenticate.ts';
import { explanationSchema } from './explanation-schema.ts';
import { problemResponses } from './problem-responses.ts';
import {
  consultParams,
  consultRequestSchema,
  consultSchema,
  consultView,
  personRequestSchema,
  recordingSchema,
  rosterSchema,
} from './schemas.ts';
import { refuseInvalid } from './refuse-invalid.ts';
import type { ServerEnv } from './server-env.ts';
import { type TicketBody, ticketSchema } from './ticket-schema.ts';

const security = [{ apiKey: [] }];
const tags = ['consults'];
const json = <Schema>(schema: Schema) => ({ 'application/json': { schema } });

const createConsult = createRoute({
  method: 'post',
  path: '/v1/consults',
  summary: 'Create a consult. The gates are asked first.',
  tags,
  security,
  request: { body: { required: true, content: json(consultRequestSchema) } },
  responses: {
    201: { description: 'The consult; its room is there.', content: json(consultSchema) },
    ...problemResponses(400, 401, 403, 413, 415, 422, 429, 502, 503),
  },
});

const getConsult = createRoute({
  method: 'get',
  path: '/v1/consults/{id}',
  summary: 'Read a consult.',
  tags,
  security,
  request: { params: consultParams },
  responses: {
    200: { description: 'The consult.', content: json(consultSchema) },
    ...problemResponses(401, 404, 429),
  },
});

const issueTicket = createRoute({
  method: 'post',
  path: '/v1/consults/{id}/tickets',
  summary: 'Issue a join ticket for one person. The gates are asked again.',
  tags,
  security,
  request: { params: consultParams, body: { required: true, content: json(personRequestSchema) } },
  responses: {
    201: { description: 'The ticket, for one person and a short time.', content: json(ticketSchema) },
    ...problemResponses(400, 401, 403, 404, 409, 413, 415, 429, 502, 503),
  },
});

const removePerson = createRoute({
  method: 'post',
  path: '/v1/consults/{id}/remove',
  summary: 'Remove a person from the room.',
  tags,
  security,
  request: { params: consultParams, body: { required: true, content: json(personRequestSchema) } },
  responses: {
    204: { description: 'The person is not in the room any more.' },
    ...problemResponses(400, 401, 404, 413, 415, 422, 429, 502, 503),
  },
});

const endConsult = createRoute({
  method: 'post',
  path: '/v1/consults/{id}/end',
  summary: 'End a consult for everybody. May be repeated.',
  tags,
  security,
  request: { params: consultParams },
  responses: {
    200: { description: 'The consult, ended.', content: json(consultSchema) },
    ...problemResponses(401, 404, 429, 502, 503),
  },
});

const recordConsult = createRoute({
  method: 'put',
  path: '/v1/consults/{id}/recording',
  summary:
    'Start or stop recording. The consult must have been created with the feature, which the gates were asked for.',
  tags,
  security,
  request: { params: consultParams, body: { required: true, content: json(recordingSchema) } },
  responses: {
    200: { description: 'As it is now.', content: json(recordingSchema) },
    ...problemResponses(400, 401, 404, 409, 413, 415, 422, 429, 502, 503),
  },
});

const explainUsage = createRoute({
  method: 'get',
  path: '/v1/consults/{id}/usage',
  summary:
    'Which evidence of the consult made which interval, which was set aside and why, and the minutes under every rate card.',
  tags: ['cost'],
  security,
  request: { params: consultParams },
  responses: {
    200: { description: 'The explanation.', content: json(explanationSchema) },
    ...problemResponses(401, 404, 429, 503),
  },
});

const listParticipants = createRoute({
  method: 'get',
  path: '/v1/consults/{id}/participants',
  summary: 'Who is in the room now, as the vendor sees it.',
  tags,
  security,
  request: { params: consultParams },
  responses: {
    200: { description: 'The roster.', content: json(rosterSchema) },
    ...problemResponses(401, 404, 429, 502, 503),
  },
});

export interface ConsultRoutesParts {
  readonly desk: ConsultDesk;
  readonly tickets: TicketDesk;
  readonly rooms: RoomKeeper;
  readonly keys: { readonly participant: Uint8Array };
  readonly authenticate: Authenticate;
  readonly tracing: Tracing;
  readonly config: CurrentConfig;
  readonly ledger: Ledger;
  readonly now: () => number;
}

/** What the app's backend calls. */
export function createConsultRoutes(parts: ConsultRoutesParts) {
  const { desk, tickets, rooms, keys, authenticate, tracing, config, ledger, now } = parts;
  const app = new OpenAPIHono<ServerEnv>({ defaultHook: refuseInvalid });
  app.use('/v1/consults', authenticate);
  app.use('/v1/consults/*', authenticate);
  app.openapi(createConsult, async (context) =>
    context.json(consultView(await desk.create(context.get('tenant'), context.req.valid('json'))), 201),
  );
  app.openapi(getConsult, async (context) =>
    context.json(consultView(await desk.find(context.get('tenant'), context.req.valid('param').id)), 200),
  );
  app.openapi(issueTicket, async (context) => {
    const consult = await desk.find(context.get('tenant'), context.req.valid('param').id);
    const facts = { 'patchbay.provider': consult.carriers[0].provider, 'patchbay.tenant': consult.tenant };
    const ticket: TicketBody = await tracing('patchbay.ticket.issue', facts, () =>
      tickets.issue(consult, context.req.valid('json').userKey),
    );
    return context.json(ticket, 201);
  });
  app.openapi(removePerson, async (context) => {
    const consult = await desk.find(context.get('tenant'), context.req.valid('param').id);
    const { userKey } = context.req.valid('json');
    await rooms.remove(consult, participantIdOf(keys.participant, consult.id, userKey));
    return context.body(null, 204);
  });
  app.openapi(endConsult, async (context) => {
    const consult = await desk.find(context.get('tenant'), context.req.valid('param').id);
    return context.json(consultView(await desk.end(consult, 'asked')), 200);
  });
  app.openapi(recordConsult, async (context) => {
    const consult = await desk.find(context.get('tenant'), context.req.valid('param').id);
    const { on } = context.req.valid('json');
    await desk.record(consult, on);
    return context.json({ on }, 200);
  });
  app.openapi(explainUsage, async (context) => {
    const { id: consultId, tenant } = await desk.find(context.get('tenant'), context.req.valid('param').id);
    const question = { ledger, config: config.get(), consultId, tenant, now: now() };
    return context.json(await explainConsult(question), 200);
  });
  app.openapi(listParticipants, async (context) => {
    const consult = await desk.find(context.get('tenant'), context.req.valid('param').id);
    const rosters = await rooms.roster(consult);
    const participants = rosters.flatMap(({ provider, observations }) =>
      observations.map(({ participant, connection, participantClass, at }) => ({
        provider,
        participant: participant ?? null,
        connection: connection ?? null,
        participantClass,
        at,
      })),
    );
    return context.json({ participants }, 200);
  });
  return app;
}
