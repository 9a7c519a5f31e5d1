import { VideoError } from '@patchbay/contract';
import { describe, expect, test } from 'vitest';
import type { ConsultCall } from '../call/consult-call.ts';
import { sessionView, someTicket } from '../call/scripted-session.ts';
import type { SessionView } from '../call/session-view.ts';
import { Observable } from './observable.ts';
import type { Answer, VisitApi, VisitFacts } from './visit-api.ts';
import { VisitFlow } from './visit-flow.ts';

const link = { visit: 'v-1234', seat: 'patient', debug: false } as const;
const choices = { camera: { on: true, deviceId: undefined }, microphone: { on: true, deviceId: undefined } };
const refused = {
  ok: false,
  refusal: { code: 'visit-not-allowed', sentence: 'No.', detail: undefined, retryable: false },
} as const;

class FakeCall {
  readonly session = new Observable<SessionView>(sessionView({ state: 'joining' }));
  failure: Error | undefined;

  async join(): Promise<void> {
    if (this.failure !== undefined) throw this.failure;
    this.session.update({ state: 'joined' });
  }

  get asCall(): ConsultCall {
    return this as unknown as ConsultCall;
  }
}

const setUp = (
  answers: Partial<{
    visit: Answer<VisitFacts>;
    end: Answer<undefined>;
    ticket: Awaited<ReturnType<VisitApi['requestTicket']>>;
  }> = {},
) => {
  const call = new FakeCall();
  const told: string[] = [];
  const api: VisitApi = {
    readVisit: async () => answers.visit ?? { ok: true, value: { phi: false } },
    endVisit: async () => answers.end ?? { ok: true, value: undefined },
    requestTicket: async () => {
      told.push('ticket');
      return answers.ticket ?? { ok: true, value: someTicket };
    },
  };
  const flow = new VisitFlow({
    link,
    api,
    createCall: () => {
      told.push('call');
      return call.asCall;
    },
    releaseDevices: () => void told.push('release'),
  });
  return { flow, call, told };
};

describe('the way through a visit', () => {
  test('a link that is not whole goes nowhere', async () => {
    const { flow } = setUp();
    const broken = new VisitFlow({ ...brokenOptions(flow), link: undefined });
    await broken.start();
    expect(broken.getSnapshot().phase).toMatchObject({
      kind: 'unusable',
      refusal: { code: 'visit-invalid' },
    });
  });

  test('a visit that cannot be read can be tried again', async () => {
    const { flow } = setUp({ visit: refused });
    await flow.start();
    expect(flow.getSnapshot().phase).toMatchObject({
      kind: 'unusable',
      refusal: { code: 'visit-not-allowed' },
    });
  });

  test('from getting ready into the call, with the preview’s devices let go before the call opens them', async () => {
    const { flow, told } = setUp();
    await flow.start();
    expect(flow.getSnapshot()).toMatchObject({
      phase: { kind: 'pre-join', joining: false },
      facts: { phi: false },
    });
    await flow.join(choices);
    expect(told).toEqual(['ticket', 'call', 'release']);
    expect(flow.getSnapshot().phase.kind).toBe('in-call');
  });

  test('pressed twice, it joins once', async () => {
    const { flow, told } = setUp();
    await flow.start();
    await Promise.all([flow.join(choices), flow.join(choices)]);
    expect(told.filter((word) => word === 'ticket')).toHaveLength(1);
  });

  test('a refusal leads back with the reason, and the preview stays', async () => {
    const { flow, told } = setUp({ ticket: refused });
    await flow.start();
    await flow.join(choices);
    expect(flow.getSnapshot().phase).toMatchObject({
      kind: 'pre-join',
      joining: false,
      refusal: { code: 'visit-not-allowed' },
    });
    expect(told).toEqual(['ticket']);
  });

  test('so does a join that fails', async () => {
    const { flow, call } = setUp();
    call.failure = new VideoError('unreachable', '');
    await flow.start();
    await flow.join(choices);
    expect(flow.getSnapshot().phase).toMatchObject({
      kind: 'pre-join',
      refusal: { code: 'join-failed', retryable: true },
    });
  });

  test('the end is shown with its reason, and there is a way back', async () => {
    const { flow, call } = setUp();
    await flow.start();
    await flow.join(choices);
    call.session.update({ state: 'failed', endedBy: 'connection-lost' });
    expect(flow.getSnapshot().phase).toMatchObject({ kind: 'ended', ending: { reason: 'connection-lost' } });
    flow.rejoin();
    expect(flow.getSnapshot().phase).toMatchObject({ kind: 'pre-join', refusal: undefined });
    // The old call's last words do not lead to its end again.
    call.session.update({ interrupted: undefined });
    expect(flow.getSnapshot().phase.kind).toBe('pre-join');
  });

  test('ending it for everybody tells whether it worked', async () => {
    expect(await setUp().flow.endVisit()).toBe(true);
    expect(await setUp({ end: refused }).flow.endVisit()).toBe(false);
  });

  test('an interruption does not leave the call’s page', async () => {
    const { flow, call } = setUp();
    await flow.start();
    await flow.join(choices);
    call.session.update({ state: 'reconnecting' });
    call.session.update({ state: 'joined' });
    expect(flow.getSnapshot().phase.kind).toBe('in-call');
  });
});

const unused = () => Promise.reject(new Error('unused'));

const brokenOptions = (flow: VisitFlow) => ({
  link: flow.link,
  api: { readVisit: unused, requestTicket: unused, endVisit: unused },
  createCall: () => new FakeCall().asCall,
  releaseDevices: () => undefined,
});
