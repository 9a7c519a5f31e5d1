import { expect, onTestFinished, test } from 'vitest';
import { northKey, startPatchbay } from '../../packages/server/test/start-patchbay.ts';
import { eventually } from '../e2e/eventually.ts';
import { scratchDatabase, startPostgres } from '../servers/start-postgres.ts';

test('a server whose database goes down takes nothing, says so, and goes on when it is back', async ({
  skip,
}) => {
  const server = await startPostgres();
  onTestFinished(() => server.stop());
  const { takeDown } = server;
  if (takeDown === undefined) return skip('DATABASE_URL names a server that is not to be killed');
  const { url, pool, drop } = await scratchDatabase(server);
  onTestFinished(drop);
  const { patchbay, send, openConsult, ticketFor, vendor, time } = await startPatchbay({ databaseUrl: url });
  const consultId = await openConsult();
  await ticketFor(consultId, 'user-7');
  const tell = (connection: string) =>
    send('POST', '/v1/evidence', {
      key: northKey,
      headers: { 'content-type': 'application/cloudevents-batch+json' },
      body: [
        {
          specversion: '1.0',
          id: connection,
          source: '/test',
          type: 'patchbay.presence.joined',
          subject: consultId,
          time: new Date(time.now()).toISOString(),
          data: { provider: 'stub', userKey: 'user-7', connection },
        },
      ],
    });
  expect(await tell('before')).toMatchObject({ body: { recorded: 1 } });

  const startAgain = await takeDown();
  for (const answer of [
    await tell('meanwhile'),
    await send('GET', `/v1/consults/${consultId}`, { key: northKey }),
    await send('POST', '/v1/consults', { key: northKey, body: { phi: false } }),
    await send('POST', `/v1/consults/${consultId}/tickets`, { key: northKey, body: { userKey: 'user-8' } }),
  ]) {
    expect(answer).toMatchObject({ status: 503, body: { code: 'store-unavailable' } });
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(answer.text).not.toContain(new URL(url).password);
  }
  await time.advance(6_000);
  expect(await send('GET', '/health')).toMatchObject({
    status: 503,
    body: {
      status: 'failing',
      checks: expect.arrayContaining(
        ['consults', 'ledger', 'audit'].map((name) => expect.objectContaining({ name, ok: false })),
      ),
    },
  });
  // What nobody waits for waits.
  vendor.context?.observe({
    kind: 'left',
    room: vendor.minted?.room ?? '',
    participant: vendor.minted?.participant,
    connection: 'observed',
    participantClass: 'person',
    at: time.now(),
    precision: 1,
    source: 'signalling',
  });

  await startAgain();
  await eventually(
    'an answer',
    () => tell('meanwhile'),
    ({ status }) => status < 300,
  );
  expect(await tell('before')).toMatchObject({ body: { recorded: 0, duplicates: 1 } });
  // Timers go by the test's clock, connections by the real one.
  const afterAnotherMinute = async <Answer>(ask: () => Promise<Answer>): Promise<Answer> => {
    await time.advance(60_000);
    return ask();
  };
  await eventually(
    'health',
    () => afterAnotherMinute(() => send('GET', '/health')),
    ({ status: health }) => health === 200,
  );
  const connections = async (): Promise<readonly string[]> => {
    const { rows } = await pool.query<{ connection: string }>(
      'SELECT connection FROM ledger_evidence WHERE connection IS NOT NULL',
    );
    return rows.map(({ connection }) => connection).toSorted();
  };
  await eventually(
    'what was observed meanwhile',
    () => afterAnotherMinute(connections),
    (found) => found.includes('observed'),
  );
  const { status } = await send('POST', `/v1/consults/${consultId}/end`, { key: northKey });
  expect(status).toBe(200);
  await patchbay.close();
  expect(await connections()).toEqual(['before', 'meanwhile', 'observed']);
}, 90_000);
