import { describe, expect, test } from 'vitest';
import { northKey, southKey, startPatchbay } from '../../test/start-patchbay.ts';
import { explanationSchema } from '../http/explanation-schema.ts';

describe('GET /v1/consults/{id}/usage', () => {
  const started = async () => {
    const patchbay = await startPatchbay();
    const id = await patchbay.openConsult();
    return { ...patchbay, id, path: `/v1/consults/${id}/usage` };
  };

  test('says which heartbeats made the interval, in the shape of the document', async () => {
    const { send, ticketFor, time, id, path } = await started();
    const { token } = (await ticketFor(id, 'user-7')).metering;
    const beat = { connectionId: 'k1', sequence: 0, kind: 'joined', at: time.now(), elapsed: 0 };
    await send('POST', '/v1/heartbeats', { body: { token, heartbeats: [beat] } });
    await time.advance(30_000);
    const left = { ...beat, sequence: 1, kind: 'left', at: time.now(), elapsed: 30_000 };
    await send('POST', '/v1/heartbeats', { body: { token, heartbeats: [left] } });
    const { status, body } = await send('GET', path, { key: northKey });
    expect(status).toBe(200);
    const told = explanationSchema.parse(body);
    expect(told).toMatchObject({
      tenant: 'north',
      consultId: id,
      intervals: [{ person: 'P1', connection: 'k1', seconds: 30, endBasis: 'observed', evidenceRows: 2 }],
      persons: [{ person: 'P1', seconds: 30 }],
      evidence: [{ uses: [{ interval: 0, as: 'start' }] }, { uses: [{ interval: 0, as: 'end' }] }],
    });
    expect(told.bills.length).toBeGreaterThan(0);
    expect(JSON.stringify(body)).not.toContain('user-7');
  });

  test('is empty for a consult that nobody has joined', async () => {
    const { send, path } = await started();
    expect(await send('GET', path, { key: northKey })).toMatchObject({
      status: 200,
      body: { intervals: [], evidence: [], persons: [] },
    });
  });

  test("is not another tenant's, and needs a key", async () => {
    const { send, path } = await started();
    expect(await send('GET', path, { key: southKey })).toMatchObject({ status: 404 });
    expect(await send('GET', path)).toMatchObject({ status: 401 });
  });
});
