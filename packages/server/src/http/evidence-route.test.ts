import { openSqliteLedger } from '@patchbay/metering';
import { describe, expect, test } from 'vitest';
import { signStub } from '../../test/stub-vendor.ts';
import { northKey, southKey, startPatchbay } from '../../test/start-patchbay.ts';
import { ledgerFile } from '../store-files.ts';

const path = '/v1/evidence';
const headers = { 'content-type': 'application/cloudevents-batch+json' };

type Change = Readonly<Record<string, unknown>>;

async function opened() {
  const started = await startPatchbay();
  const { send, time, patchbay, directory } = started;
  const consultId = await started.openConsult();
  const event = (change: Change = {}, data: Change = {}) => ({
    specversion: '1.0',
    id: 'e1',
    source: '/gateway',
    type: 'patchbay.presence.joined',
    subject: consultId,
    time: new Date(time.now()).toISOString(),
    data: { provider: 'stub', userKey: 'user-7', connection: 'PA_1', ...data },
    ...change,
  });
  const deliver = (events: unknown, key = northKey) => send('POST', path, { key, headers, body: events });
  const rows = async () => {
    await patchbay.close();
    const ledger = await openSqliteLedger({ path: ledgerFile(directory), now: Date.now });
    const found = await ledger.evidenceOf(consultId);
    await ledger.close();
    return found;
  };
  return { ...started, consultId, event, deliver, rows };
}

describe('a batch of CloudEvents', () => {
  test('is in the ledger when it is answered, under a hash of the person', async () => {
    const { deliver, event, rows, time, log } = await opened();
    const left = event({ type: 'patchbay.presence.left', id: 'e2' });
    expect(await deliver([event(), left])).toMatchObject({
      status: 200,
      body: {
        recorded: 2,
        duplicates: 0,
        refused: 0,
        results: [
          { index: 0, outcome: 'recorded' },
          { index: 1, outcome: 'recorded' },
        ],
      },
    });
    const found = await rows();
    expect(found).toMatchObject([
      {
        kind: 'joined',
        source: 'webhook',
        tenant: 'north',
        provider: 'stub',
        at: time.now(),
        precision: 1000,
      },
      { kind: 'left', connection: 'PA_1', participantClass: 'person' },
    ]);
    expect(found[0]?.person).toMatch(/^[0-9a-f]{32}$/);
    expect(JSON.stringify([found, log])).not.toContain('user-7');
  });

  test('tells of the same person as a ticket does, and of the same fact as a webhook does', async () => {
    const { send, ticketFor, vendor, consultId, deliver, event, rows, time } = await opened();
    await ticketFor(consultId, 'user-7');
    const { room, participant } = vendor.minted ?? {};
    const facts = { kind: 'joined', participantClass: 'person', connection: 'PA_1', precision: 1000 };
    const observation = { ...facts, room, participant, at: time.now(), source: 'webhook' };
    const body = JSON.stringify({ id: 'd1', sentAt: time.now(), observations: [observation] });
    const signed = { 'x-stub-signature': signStub(body) };
    expect(await send('POST', '/v1/webhooks/stub', { body, headers: signed })).toMatchObject({ status: 200 });
    const second = event(
      { type: 'patchbay.presence.present' },
      { connection: 'PA_2', witness: 'roster-poll' },
    );
    expect(await deliver([event(), second])).toMatchObject({ body: { recorded: 1, duplicates: 1 } });
    const people = new Set((await rows()).map(({ person }) => person));
    expect(people.size).toBe(1);
  });

  test('takes again what it took, whatever the sender calls it, and adds nothing', async () => {
    const { deliver, event, rows } = await opened();
    await deliver([event()]);
    const again = [event(), event({ id: 'e9', time: '2026-11-23T13:00:01+01:00' })];
    expect(await deliver(again)).toMatchObject({
      status: 200,
      body: { recorded: 0, duplicates: 2, results: [{ outcome: 'duplicate' }, { outcome: 'duplicate' }] },
    });
    expect(await rows()).toHaveLength(1);
  });

  test('reads the offset of a time', async () => {
    const { deliver, event, rows } = await opened();
    await deliver([event({ time: '2026-11-23T13:00:01.250+01:00' })]);
    expect(await rows()).toMatchObject([{ at: Date.UTC(2026, 10, 23, 12, 0, 1, 250) }]);
  });

  test("takes the room's own events, which are nobody's", async () => {
    const { deliver, event, rows } = await opened();
    const ended = event({ type: 'patchbay.presence.room-ended' }, { connection: undefined });
    expect(await deliver([ended])).toMatchObject({ body: { recorded: 1 } });
    expect(await rows()).toMatchObject([{ kind: 'room-ended', person: undefined, connection: undefined }]);
  });

  test('that is empty is a batch', async () => {
    const { deliver } = await opened();
    expect(await deliver([])).toMatchObject({ status: 200, body: { recorded: 0, results: [] } });
  });

  test('counts what it refused and what it knew', async () => {
    const { deliver, event, send } = await opened();
    await deliver([event(), event(), 7]);
    const { text } = await send('GET', '/metrics');
    for (const [outcome, count] of [
      ['recorded', 1],
      ['duplicate', 1],
      ['malformed', 1],
    ]) {
      const labels = `source="cloud-event",outcome="${outcome}"`;
      expect(text).toContain(`patchbay_evidence_total{${labels}} ${count}`);
    }
    expect(text).toContain('patchbay_evidence_lag_seconds_count{source="webhook"} 2');
    expect(text).toContain('patchbay_ledger_append_seconds_count{outcome="written"} 1');
    expect(text).toContain('patchbay_ledger_buffer_rows 0');
    expect(text).toContain('patchbay_ledger_buffer_bytes 0');
  });
});

describe('one bad event', () => {
  const at = (milliseconds: number): Change => ({ time: new Date(milliseconds).toISOString() });
  const noon = Date.UTC(2026, 10, 23, 12);

  test.each<[reason: string, what: string, change: Change, data?: Change]>([
    ['from-the-future', 'ahead of the clock', at(noon + 300_001)],
    ['from-the-past', 'years old', at(noon - 401 * 86_400_000)],
    ['before-consult', 'before the consult', at(noon - 302_000)],
    ['unknown-consult', 'about no consult', { subject: 'nope' }],
    ['unknown-provider', 'about a provider that does not carry it', {}, { provider: 'second' }],
    ['negative-duration', 'with a negative precision', {}, { precision: -1 }],
    ['out-of-range', 'with an absurd connection', {}, { connection: 'x'.repeat(257) }],
    ['connection-mismatch', 'without a connection', {}, { connection: undefined }],
    ['connection-mismatch', 'of the room, with one', { type: 'patchbay.presence.room-ended' }],
    ['event-too-large', 'of 64 KiB and more', { padding: 'x'.repeat(65_536) }],
    ['unsupported-specversion', 'of another version', { specversion: '0.3' }],
    ['unsupported-type', 'of another kind', { type: 'com.example.sneezed' }],
    ['malformed', 'without an id', { id: undefined }],
    ['malformed', 'with an empty source', { source: '' }],
    ['malformed', 'without a time', { time: undefined }],
    ['malformed', 'with a number for a time', { time: noon }],
    ['malformed', 'with a time without an offset', { time: '2026-11-23T12:00:00' }],
    ['malformed', 'with a day that is none', { time: '2026-02-30T12:00:00Z' }],
    ['malformed', 'with a text for a version', { specversion: 1 }],
    ['malformed', 'with a list for data', { data: [] }],
    ['malformed', 'with data in base64', { data: undefined, data_base64: 'e30=' }],
    ['malformed', 'with data in XML', { datacontenttype: 'text/xml' }],
    ['malformed', 'with a number for a connection', {}, { connection: 5 }],
    ['malformed', 'with a text for a precision', {}, { precision: '1' }],
    ['out-of-range', 'with a precision beyond any clock', {}, { precision: 1e300 }],
    ['malformed', 'with a connection that no database takes', {}, { connection: 'a\0b' }],
    ['unknown-consult', 'about a consult that no database can have', { subject: 'a\0b' }],
    ['malformed', 'with an unknown class', {}, { participantClass: 'ghost' }],
    ['malformed', 'with a line break in a user key', {}, { userKey: 'a\nb' }],
    ['malformed', 'that claims to be a heartbeat', {}, { witness: 'heartbeat' }],
  ])('is refused as %s: %s; its neighbours are not', async (reason, _, change, data) => {
    const { deliver, event, rows } = await opened();
    const present = event({ type: 'patchbay.presence.present' });
    expect(await deliver([event(), event(change, data), present])).toMatchObject({
      status: 200,
      body: {
        recorded: 2,
        refused: 1,
        results: [
          { index: 0, outcome: 'recorded' },
          { index: 1, outcome: 'refused', reason },
          { index: 2, outcome: 'recorded' },
        ],
      },
    });
    expect(await rows()).toHaveLength(2);
  });

  test.each([['null'], ['7'], ['"text"'], ['[]'], [`{"data":${'['.repeat(60_000)}${']'.repeat(60_000)}}`]])(
    'is refused when it is no object, or a bottomless one: %.20s',
    async (text) => {
      const { deliver } = await opened();
      const answer = await deliver(`[${text}]`);
      expect(answer).toMatchObject({ status: 200, body: { recorded: 0, refused: 1 } });
    },
  );

  test("is refused as unknown when the consult is another tenant's", async () => {
    const { deliver, event, rows } = await opened();
    expect(await deliver([event()], southKey)).toMatchObject({
      body: { recorded: 0, results: [{ outcome: 'refused', reason: 'unknown-consult' }] },
    });
    expect(await rows()).toEqual([]);
  });
});

describe('what is no batch', () => {
  test.each([
    ['not JSON', '[{', headers, 400, 'malformed-json'],
    ['one event', '{}', headers, 400, 'request-invalid'],
    [
      'one event, called so',
      '{}',
      { 'content-type': 'application/cloudevents+json' },
      415,
      'unsupported-media-type',
    ],
    ['plain JSON', '[]', { 'content-type': 'application/json' }, 415, 'unsupported-media-type'],
    ['no type at all', '[]', { 'content-type': '' }, 415, 'unsupported-media-type'],
    ['too many', JSON.stringify(Array.from({ length: 501 }, () => 0)), headers, 413, 'batch-too-large'],
    ['too large', JSON.stringify(['x'.repeat(262_144)]), headers, 413, 'body-too-large'],
  ])('is refused as a whole: %s', async (_, body, sent, status, code) => {
    const { send } = await opened();
    expect(await send('POST', path, { key: northKey, body, headers: sent })).toMatchObject({
      status,
      body: { code },
    });
  });

  test('and needs an API key', async () => {
    const { send } = await opened();
    expect(await send('POST', path, { body: [], headers })).toMatchObject({
      body: { code: 'api-key-missing' },
    });
  });
});
