import { describe, expect, test } from 'vitest';
import { northKey, southKey, startPatchbay } from '../../test/start-patchbay.ts';
import { reconciliationSchema } from './reconciliation-schema.ts';

describe('GET /v1/reconciliation', () => {
  test('is this tenant’s, in the shape of the document, and asks nobody', async () => {
    const { send, openConsult, ticketFor, time } = await startPatchbay();
    const { token } = (await ticketFor(await openConsult(), 'user-7')).metering;
    const beat = { connectionId: 'k1', sequence: 0, kind: 'joined', at: time.now(), elapsed: 0 };
    await send('POST', '/v1/heartbeats', { body: { token, heartbeats: [beat] } });
    const { status, body } = await send('GET', '/v1/reconciliation', { key: northKey });
    expect(status).toBe(200);
    expect(reconciliationSchema.parse(body)).toMatchObject({
      month: '2026-11',
      providers: [{ provider: 'stub', state: 'no-usage-api' }],
    });
    expect(await send('GET', '/v1/reconciliation', { key: southKey })).toMatchObject({
      body: { providers: [] },
    });
    expect(await send('GET', '/v1/reconciliation?month=2026', { key: northKey })).toMatchObject({
      status: 400,
    });
    expect(await send('GET', '/v1/reconciliation')).toMatchObject({ status: 401 });
  });
});
