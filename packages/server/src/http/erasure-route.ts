import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { Erasure } from '../usage/erasure.ts';
import type { Authenticate } from './authenticate.ts';
import { problemResponses } from './problem-responses.ts';
import { refuseInvalid } from './refuse-invalid.ts';
import { personRequestSchema } from './schemas.ts';
import type { ServerEnv } from './server-env.ts';

const path = '/v1/erasure';

const receipt = z
  .object({
    consults: z.int().openapi({
      description:
        'In so many consults nothing links the evidence to the person, or to other consults, any more.',
    }),
    waiting: z.int().openapi({
      description: 'In so many it waits until they have been quiet for a week. Ask again when that is over.',
    }),
    seats: z.int().openapi({
      description: 'In so many consults it is forgotten whom a vendor saw under the opaque id of the person.',
    }),
    seatsWaiting: z.int().openapi({ description: 'In so many that waits until a week after their end.' }),
  })
  .openapi('ErasureReceipt');

const route = createRoute({
  method: 'post',
  path,
  tags: ['metering'],
  summary: "Make a person's consults unlinkable.",
  description:
    'Of this tenant only. Minutes, persons per consult and bills stay as they are. May be asked as often as one likes; an unknown key is nobody, and answered with zeros. The audit trail gets the numbers, and nothing of the person.',
  security: [{ apiKey: [] }],
  request: { body: { required: true, content: { 'application/json': { schema: personRequestSchema } } } },
  responses: {
    200: {
      description: 'What was done, and what waits.',
      content: { 'application/json': { schema: receipt } },
    },
    ...problemResponses(400, 401, 413, 415, 429, 503),
  },
});

export interface ErasureRouteParts {
  readonly erasure: Erasure;
  readonly authenticate: Authenticate;
}

export function createErasureRoute({ erasure, authenticate }: ErasureRouteParts) {
  const app = new OpenAPIHono<ServerEnv>({ defaultHook: refuseInvalid });
  app.use(path, authenticate);
  app.openapi(route, async (context) => {
    const { userKey } = context.req.valid('json');
    return context.json(await erasure(context.get('tenant'), userKey), 200);
  });
  return app;
}
