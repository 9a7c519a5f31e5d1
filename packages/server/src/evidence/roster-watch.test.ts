import { openSqliteLedger } from '@patchbay/metering';
import { describe, expect, test } from 'vitest';
import { settle } from '../../test/manual-time.ts';
import { northKey, startPatchbay, type StartOptions } from '../../test/start-patchbay.ts';
import { ledgerFile } from '../store-files.ts';
import { createBackoff } from './backoff.ts';

const round = 30_000;

async function present(options: StartOptions = {}) {
  const started = await startPatchbay(options);
  const { openConsult, ticketFor, vendor, time, patchbay, directory } = started;
  const consultId = await openConsult();
  await ticketFor(consultId, 'user-7');
  const room = vendor.minted?.room ?? '';
  vendor.roster.push({
    kind: 'present',
    room,
    participant: vendor.minted?.participant,
    connection: 'PA_1',
    participantClass: 'person',
    at: time.now(),
    precision: 1,
    source: 'roster-poll',
  });
  const polls = (): number => vendor.calls.filter((call) => call === 'listParticipants').length;
  const rows = async () => {
    await patchbay.close();
    const ledger = await openSqliteLedger({ path: ledgerFile(directory), now: Date.now });
    const found = await ledger.evidenceOf(consultId);
    await ledger.close();
    return found;
  };
  return { ...started, consultId, polls, rows };
}

describe('while a consult is open', () => {
  test('its roster is asked for and goes into the ledger', async () => {
    const { time, rows, polls } = await present();
    await time.advance(2 * round);
    await settle();
    expect(polls()).toBe(2);
    expect(await rows()).toMatchObject([{ source: 'roster-poll', kind: 'present', connection: 'PA_1' }]);
  });

  test('a vendor that is down is asked less and less often, and again when it is back', async () => {
    const { time, vendor, polls, log } = await present();
    vendor.failure = 'unreachable';
    await time.advance(8 * round);
    expect(polls()).toBe(3);
    expect(log.filter(({ event }) => event === 'roster-poll-failed')).toMatchObject([
      { failures: 1 },
      { failures: 2 },
      { failures: 3 },
    ]);
    vendor.failure = undefined;
    await time.advance(8 * round);
    expect(polls()).toBeGreaterThan(4);
  });

  test('an empty room is asked less and less often', async () => {
    const { time, vendor, polls } = await present();
    vendor.roster.length = 0;
    await time.advance(8 * round);
    expect(polls()).toBe(3);
  });

  test('it is ended when it is too old', async () => {
    // A whole day of rolling up every 15 s is not what is tested here.
    const input = { metering: { rollUpSeconds: 3600 } };
    const { time, vendor, send, consultId } = await present({ input });
    await time.advance(86_400_000 + round);
    await settle();
    expect(await send('GET', `/v1/consults/${consultId}`, { key: northKey })).toMatchObject({
      body: { state: 'ended' },
    });
    expect(vendor.rooms.size).toBe(0);
  });
});

describe('afterwards', () => {
  test('nothing is asked any more, and the end is in the ledger', async () => {
    const { time, send, consultId, polls, rows } = await present();
    await send('POST', `/v1/consults/${consultId}/end`, { key: northKey });
    await time.advance(4 * round);
    expect(polls()).toBe(0);
    expect(await rows()).toMatchObject([{ kind: 'room-ended' }]);
  });

  test('a closed server asks nothing', async () => {
    const { time, patchbay, polls } = await present();
    await patchbay.close();
    await time.advance(4 * round);
    expect(polls()).toBe(0);
  });
});

describe('what a provider observes in this process', () => {
  test('is in the ledger before the server is closed', async () => {
    const { vendor, rows, time } = await present();
    vendor.context?.observe({
      kind: 'left',
      room: vendor.minted?.room ?? '',
      participant: vendor.minted?.participant,
      connection: 'S_1',
      participantClass: 'person',
      at: time.now(),
      precision: 1,
      source: 'signalling',
    });
    expect(await rows()).toMatchObject([{ source: 'signalling', kind: 'left', connection: 'S_1' }]);
  });
});

describe('backoff', () => {
  test('pauses 1, 3, 7, … rounds, and no longer than the longest', () => {
    const backoff = createBackoff(4);
    const turns: number[] = [];
    for (let round = 0; round < 20; round += 1) {
      if (!backoff.due('a')) continue;
      turns.push(round);
      backoff.inVain('a');
    }
    expect(turns).toEqual([0, 2, 6, 11, 16]);
    backoff.reset('a');
    expect(backoff.due('a')).toBe(true);
    backoff.inVain('a');
    backoff.keepOnly(new Set());
    expect(backoff.due('a')).toBe(true);
  });
});
