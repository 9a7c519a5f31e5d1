import { type Attributes, SpanStatusCode, trace } from '@opentelemetry/api';
import { Problem } from '../problem.ts';

/** What is traced. */
export type SpanName =
  | 'patchbay.ticket.issue'
  | 'patchbay.webhook.receive'
  | 'patchbay.heartbeats.receive'
  | 'patchbay.evidence.receive';

/** Attributes are names and counts: no id of a consult, a room, a connection or a person, and no token. */
export interface SpanFacts {
  readonly 'patchbay.provider'?: string;
  readonly 'patchbay.tenant'?: string;
  readonly 'patchbay.facts'?: number;
}

/**
 * Runs work in a span of OpenTelemetry's, as the child of the one that is active. Which provider of tracers the process
 * has registered, if any, is the process's affair: without one this does nothing.
 */
export type Tracing = <Result>(
  name: SpanName,
  facts: SpanFacts,
  work: () => Promise<Result>,
) => Promise<Result>;

export function createTracing(): Tracing {
  const tracer = trace.getTracer('@patchbay/server');
  return (name, facts, work) =>
    tracer.startActiveSpan(name, { attributes: facts as Attributes }, async (span) => {
      try {
        return await work();
      } catch (error) {
        // Not the error itself: its message and stack may come from a vendor.
        span.setAttribute('error.type', typeOf(error));
        span.setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      } finally {
        span.end();
      }
    });
}

const typeOf = (error: unknown): string =>
  error instanceof Problem ? error.code : error instanceof Error ? error.name : 'unknown';
