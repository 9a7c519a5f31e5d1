import {
  type Attributes,
  type Context,
  INVALID_SPAN_CONTEXT,
  type Span,
  type SpanOptions,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import { expect, onTestFinished, test } from 'vitest';
import { signStub } from '../../test/stub-vendor.ts';
import { northKey, startPatchbay } from '../../test/start-patchbay.ts';

interface Recorded {
  readonly name: string;
  readonly attributes: Attributes;
  status: SpanStatusCode;
  ended: number;
}

/** Registers a provider of tracers that keeps what it is told, as a process with an SDK would. */
function recordSpans(): readonly Recorded[] {
  const spans: Recorded[] = [];
  const spanOf = (recorded: Recorded): Span => {
    const span: Span = {
      spanContext: () => INVALID_SPAN_CONTEXT,
      setAttribute: (key, value) => {
        recorded.attributes[key] = value;
        return span;
      },
      setAttributes: (attributes) => {
        Object.assign(recorded.attributes, attributes);
        return span;
      },
      addEvent: () => span,
      addLink: () => span,
      addLinks: () => span,
      setStatus: ({ code }) => {
        recorded.status = code;
        return span;
      },
      updateName: () => span,
      end: () => {
        recorded.ended += 1;
      },
      isRecording: () => true,
      recordException: () => {
        throw new Error('An exception has a message, which may name somebody.');
      },
    };
    return span;
  };
  const startSpan = (name: string, { attributes = {} }: SpanOptions = {}): Span => {
    const recorded = { name, attributes: { ...attributes }, status: SpanStatusCode.UNSET, ended: 0 };
    spans.push(recorded);
    return spanOf(recorded);
  };
  const startActiveSpan = (
    name: string,
    ...rest: readonly (SpanOptions | Context | ((span: Span) => unknown))[]
  ): unknown => {
    const [options] = rest;
    const work = rest.at(-1);
    const span = startSpan(name, typeof options === 'object' ? (options as SpanOptions) : {});
    return typeof work === 'function' ? work(span) : undefined;
  };
  const tracer: Tracer = { startSpan, startActiveSpan };
  trace.setGlobalTracerProvider({ getTracer: () => tracer });
  onTestFinished(() => trace.disable());
  return spans;
}

test('tickets, webhooks, heartbeats and evidence have spans, in which nobody is named', async () => {
  const spans = recordSpans();
  const { send, openConsult, ticketFor, vendor, time } = await startPatchbay();
  const consultId = await openConsult();
  const ticket = await ticketFor(consultId, 'user-7');
  const body = JSON.stringify({ id: 'd1', sentAt: time.now(), observations: [] });
  await send('POST', '/v1/webhooks/stub', { body, headers: { 'x-stub-signature': signStub(body) } });
  await send('POST', '/v1/heartbeats', {
    body: { connectionId: 'k1', sequence: 0, kind: 'joined', at: time.now(), elapsed: 0 },
    headers: { authorization: `Bearer ${ticket.metering.token}` },
  });
  await send('POST', '/v1/evidence', {
    key: northKey,
    body: [{}, {}],
    headers: { 'content-type': 'application/cloudevents-batch+json' },
  });
  const unset = { status: SpanStatusCode.UNSET, ended: 1 };
  expect(spans).toEqual([
    {
      name: 'patchbay.ticket.issue',
      attributes: { 'patchbay.provider': 'stub', 'patchbay.tenant': 'north' },
      ...unset,
    },
    { name: 'patchbay.webhook.receive', attributes: { 'patchbay.provider': 'stub' }, ...unset },
    {
      name: 'patchbay.heartbeats.receive',
      attributes: { 'patchbay.provider': 'stub', 'patchbay.facts': 1 },
      ...unset,
    },
    {
      name: 'patchbay.evidence.receive',
      attributes: { 'patchbay.tenant': 'north', 'patchbay.facts': 2 },
      ...unset,
    },
  ]);
  const told = JSON.stringify(spans);
  const { room = '', participant = '' } = vendor.minted ?? {};
  for (const secret of [consultId, room, participant, 'user-7', 'k1', ticket.metering.token])
    expect(told).not.toContain(secret);
});

test('a refusal ends its span with its code, and no more', async () => {
  const spans = recordSpans();
  const { send } = await startPatchbay();
  const headers = { 'x-stub-signature': 'forged' };
  await send('POST', '/v1/webhooks/stub', { body: 'user-7', headers });
  expect(spans).toEqual([
    {
      name: 'patchbay.webhook.receive',
      attributes: { 'patchbay.provider': 'stub', 'error.type': 'webhook-refused' },
      status: SpanStatusCode.ERROR,
      ended: 1,
    },
  ]);
});
