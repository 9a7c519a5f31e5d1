import type { OpenAPIHono } from '@hono/zod-openapi';
import type { ServerEnv } from './server-env.ts';

export const openApiInfo = {
  openapi: '3.1.0',
  info: {
    title: 'Patchbay',
    version: '1',
    description: 'Consults, join tickets, presence and cost, whoever carries the video.',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
};

/** Names the two ways to identify oneself. */
export function registerSecurity(registry: OpenAPIHono<ServerEnv>['openAPIRegistry']): void {
  registry.registerComponent('securitySchemes', 'apiKey', {
    type: 'http',
    scheme: 'bearer',
    description: "The app's backend: an API key from the config.",
  });
  registry.registerComponent('securitySchemes', 'meteringToken', {
    type: 'http',
    scheme: 'bearer',
    description: 'A browser: the metering token of its join ticket.',
  });
}
