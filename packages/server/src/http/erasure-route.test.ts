import { openSqliteAuditTrail } from '@patchbay/compliance';
import { openSqliteLedger } from '@patchbay/metering';
import { describe, expect, test } from 'vitest';
import { northKey, southKey, startPatchbay } from '../../test/start-patchbay.ts';
import { auditFile, ledgerFile } from '../store-files.ts';

const day = 86_400_000;
const personInQuestion = 'user-7-to-be-erased';

/** One consult of two people that was ended, both of whom were there for half a minute. */
async function ended() {
  const started = await startPatchbay({
    input: { metering: { rollUpSeconds: 3600, rosterPollSeconds: 600 } },
  });
  const { send, openConsult, ticketFor, time } = started;
  const id = await openConsult();
  const beats = async (userKey: string) => {
    const { token } = (await ticketFor(id, userKey)).metering;
    const beat = { connectionId: `page-${userKey}`, sequence: 0, kind: 'joined', at: time.now(), elapsed: 0 };
    const left = { ...beat, sequence: 1, kind: 'left', elapsed: 0 };
    await send('POST', '/v1/heartbeats', { body: { token, heartbeats: [beat, left] } });
  };
  await beats(personInQuestion);
  await beats('user-8');
  await send('POST', `/v1/consults/${id}/end`, { key: northKey });
  const erase = (key: string | undefined, body: unknown = { userKey: personInQuestion }) =>
    send('POST', '/v1/erasure', { ...(key !== undefined && { key }), body });
  return { ...started, id, erase };
}

describe('POST /v1/erasure', () => {
  test('waits for a week, and then leaves nothing that links the person', { timeout: 60_000 }, async () => {
    const { erase, time, id, patchbay, directory, log } = await ended();
    expect(await erase(northKey)).toMatchObject({
      status: 200,
      body: { consults: 0, waiting: 1, seats: 0, seatsWaiting: 1 },
    });
    await time.advance(8 * day);
    expect((await erase(southKey)).body).toEqual({ consults: 0, waiting: 0, seats: 0, seatsWaiting: 0 });
    const usage = (await patchbay.report()).usage;
    expect((await erase(northKey)).body).toEqual({ consults: 1, waiting: 0, seats: 1, seatsWaiting: 0 });
    expect((await erase(northKey)).body).toEqual({ consults: 0, waiting: 0, seats: 0, seatsWaiting: 0 });
    expect((await patchbay.report()).usage).toEqual(usage);
    await patchbay.close();

    const ledger = await openSqliteLedger({ path: ledgerFile(directory), now: time.now });
    const evidence = await ledger.evidenceOf(id);
    const persons = new Set(evidence.flatMap(({ person }) => person ?? []));
    await ledger.close();
    expect(persons.size).toBe(2);
    const audit = openSqliteAuditTrail({ path: auditFile(directory), now: time.now });
    const rows = await audit.rows();
    await audit.close();
    const erasures = rows.filter(({ kind }) => kind === 'person-erased');
    expect(erasures.map(({ tenant, consultId }) => [tenant, consultId])).toEqual(
      ['north', 'south', 'north', 'north'].map((tenant) => [tenant, undefined]),
    );
    for (const person of [...persons, personInQuestion]) {
      expect(JSON.stringify([erasures, log])).not.toContain(person);
    }
  });

  test('needs an API key and a user key', async () => {
    const { send } = await startPatchbay();
    expect(await send('POST', '/v1/erasure', { body: { userKey: 'u' } })).toMatchObject({ status: 401 });
    for (const body of [{}, { userKey: '' }, { userKey: 7 }, { userKey: 'u', tenant: 'south' }]) {
      expect(await send('POST', '/v1/erasure', { key: northKey, body })).toMatchObject({
        status: 400,
        body: { code: 'request-invalid' },
      });
    }
  });
});
