import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { openUsageBook, resolveConfig } from '@patchbay/server';
import { describe, expect, onTestFinished, test } from 'vitest';
import { attestedConfig, writeConfig } from '../../test/attested-config.ts';
import { errorOf, run, testNow } from '../../test/run-in-process.ts';
import { scratchFolder } from '../../test/scratch-folder.ts';
import { appendConsult, openLedgerIn } from '../../test/seed-ledger.ts';
import { appendVisit, visitPersons, visitStart } from '../../test/seed-visit.ts';

const october = Date.UTC(2026, 9, 5, 9);
const november = ['--from', '2026-11-01', '--to', '2026-12-01'];
const ever = ['--from', '2026-01-01', '--to', '2027-01-01'];

async function folderWith(fill: 'filled' | 'empty') {
  const cwd = await scratchFolder();
  await writeConfig(cwd, attestedConfig());
  const ledger = await openLedgerIn(cwd);
  onTestFinished(() => ledger.close());
  if (fill === 'filled') {
    await appendVisit(ledger);
    await appendConsult(ledger, {
      provider: 'twilio',
      consultId: '=c,1',
      start: october,
      minutes: 5,
      people: 2,
    });
  }
  const config = resolveConfig(attestedConfig(), { directory: cwd });
  const book = openUsageBook({ ledger, config: { get: () => config }, now: () => testNow });
  return { cwd, ledger, book, ask: (...args: readonly string[]) => run(['ledger', ...args], { cwd }) };
}

const year = { from: Date.UTC(2026, 0), to: Date.UTC(2027, 0) };

describe('ledger export as CloudEvents', () => {
  test('comes back as the same ledger: rows, intervals and every rolled-up figure', async () => {
    const from = await folderWith('filled');
    const to = await folderWith('empty');
    const out = join(to.cwd, 'evidence.ndjson');
    const ran = await from.ask('export', '--format', 'cloudevents', ...ever, '--out', out, '--json');
    expect(ran.json()).toEqual({ file: out, format: 'cloudevents', rows: 50 });
    expect((await to.ask('import', '--in', out, '--json')).json()).toEqual({ imported: 50, known: 0 });
    for (const consult of ['visit-1', '=c,1']) {
      expect(await to.ledger.evidenceOf(consult)).toEqual(await from.ledger.evidenceOf(consult));
    }
    for (const { book } of [from, to]) while ((await book.rollUp()).more);
    expect(await to.book.usageFromRollups(year)).toEqual(await from.book.usageFromRollups(year));
    expect(await to.book.hours(year)).toEqual(await from.book.hours(year));
    expect((await to.ask('verify')).exit).toBe(0);
    // Once more it is no new fact, and what goes out again is the same byte for byte.
    expect((await to.ask('import', '--in', out, '--json')).json()).toEqual({ imported: 0, known: 50 });
    await to.ask('export', '--format', 'cloudevents', ...ever, '--out', 'again.ndjson');
    expect(await readFile(join(to.cwd, 'again.ndjson'), 'utf8')).toBe(await readFile(out, 'utf8'));
  });

  test('each line is a CloudEvent 1.0', async () => {
    const { ask, cwd } = await folderWith('filled');
    await ask('export', '--format', 'cloudevents', ...november, '--out', 'out.ndjson');
    const lines = (await readFile(join(cwd, 'out.ndjson'), 'utf8')).trimEnd().split('\n');
    expect(lines).toHaveLength(46);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      specversion: '1.0',
      id: expect.stringMatching(/^[0-9a-f]{64}$/),
      source: '/patchbay/ledger/livekit',
      type: 'patchbay.presence.joined',
      subject: 'visit-1',
      time: new Date(visitStart).toISOString(),
      data: { tenant: 'north', witness: 'webhook' },
    });
  });

  test.each([
    ['a changed time', (line: string) => line.replace('"sequence":3', '"sequence":4'), 'was changed'],
    [
      'a changed sum',
      (line: string) => line.replace('"sentVideo":44000', '"sentVideo":44001'),
      'was changed',
    ],
    [
      'more sent than there was time',
      (line: string) => line.replace('"sentVideo":44000', '"sentVideo":99000'),
      'carried',
    ],
    ['no JSON', () => 'no JSON', 'no CloudEvent'],
    ['a kind that is none', (line: string) => line.replace('presence.present', 'presence.danced'), 'kind'],
  ])('a line with %s is named, and nothing of the file is taken', async (_name, change, says) => {
    const from = await folderWith('filled');
    const to = await folderWith('empty');
    const out = join(to.cwd, 'evidence.ndjson');
    await from.ask('export', '--format', 'cloudevents', ...november, '--out', out);
    const lines = (await readFile(out, 'utf8')).split('\n');
    const index = lines.findIndex((line) => line.includes('"sequence":3,'));
    lines[index] = change(lines[index] ?? '');
    await writeFile(out, lines.join('\n'));
    const ran = await to.ask('import', '--in', out, '--json');
    expect([ran.exit, errorOf(ran).code]).toEqual([1, 'import-malformed']);
    expect(errorOf(ran).message).toContain(`Line ${index + 1} of`);
    expect(errorOf(ran).message).toContain(says);
    expect(await to.ledger.evidenceOf('visit-1')).toEqual([]);
  });
});

describe('ledger export as CSV', () => {
  test('has every interval of the period, people by labels, and nothing that a spreadsheet computes', async () => {
    const { ask, cwd } = await folderWith('filled');
    expect((await ask('export', '--format', 'csv', ...ever, '--out', 'all.csv')).exit).toBe(0);
    const text = await readFile(join(cwd, 'all.csv'), 'utf8');
    const [heading = '', ...lines] = text.trimEnd().split('\r\n');
    expect(heading).toMatch(/^tenant,consult,provider,person,connection,/);
    expect(lines).toHaveLength(4);
    expect(lines[0]).toContain(`north,"'=c,1",twilio,P1,`);
    expect(lines.find((line) => line.includes('PA_clinician'))).toContain(
      'north,visit-1,livekit,P2,PA_clinician,person,2026-11-20T09:00:30.000Z,2026-11-20T09:10:20.000Z,590,1,observed,observed,',
    );
    for (const key of Object.values(visitPersons)) expect(text).not.toContain(key);
    await ask('export', '--format', 'csv', ...november, '--out', 'november.csv');
    expect((await readFile(join(cwd, 'november.csv'), 'utf8')).trimEnd().split('\r\n')).toHaveLength(3);
    await ask('export', '--format', 'csv', ...ever, '--tenant', 'south', '--out', 'south.csv');
    expect((await readFile(join(cwd, 'south.csv'), 'utf8')).trimEnd().split('\r\n')).toHaveLength(1);
  });
});

/** What DuckDB, which is none of ours, reads in a file. */
async function inDuckDb(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const reader = await connection.runAndReadAll(sql);
    return reader.getRowObjectsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

describe('ledger export as Parquet', () => {
  test('DuckDB reads the intervals with their types, and adds up what the ledger does', async () => {
    const { ask, cwd, book } = await folderWith('filled');
    const file = join(cwd, 'all.parquet');
    expect((await ask('export', '--format', 'parquet', ...ever, '--out', file)).exit).toBe(0);
    while ((await book.rollUp()).more);
    const { total } = await book.usageFromRollups(year);
    const [sums] = await inDuckDb(
      `SELECT count(*)::INTEGER AS rows, sum(seconds) AS seconds, sum(epoch_ms(ended_at) - epoch_ms(started_at))::DOUBLE AS milliseconds,
         count(DISTINCT consult)::INTEGER AS consults FROM '${file}'`,
    );
    expect(sums).toEqual({
      rows: 4,
      seconds: total.participantSeconds,
      milliseconds: total.participantSeconds * 1000,
      consults: 2,
    });
    const types = await inDuckDb(`DESCRIBE SELECT * FROM '${file}'`);
    const typeOf = new Map(types.map((row) => [row['column_name'], row['column_type']]));
    expect(['tenant', 'started_at', 'seconds'].map((name) => typeOf.get(name))).toEqual([
      'VARCHAR',
      expect.stringMatching(/^TIMESTAMP/),
      'DOUBLE',
    ]);
    const [clinician] = await inDuckDb(
      `SELECT person, epoch_ms(started_at)::DOUBLE AS started_at, error_bound_seconds FROM '${file}' WHERE connection = 'PA_clinician'`,
    );
    expect(clinician).toEqual({ person: 'P2', started_at: visitStart + 30_000, error_bound_seconds: 1 });
  });

  test('DuckDB reads the hours as they were rolled up', async () => {
    const { ask, cwd, book } = await folderWith('filled');
    while ((await book.rollUp()).more);
    const file = join(cwd, 'hours.parquet');
    await ask('export', '--format', 'parquet', '--table', 'hours', ...ever, '--out', file);
    const rows = await inDuckDb(
      `SELECT epoch_ms("from")::DOUBLE AS "from", provider, participant_seconds, peak_participants, hd_seconds, bytes_received, received_counted_seconds FROM '${file}' ORDER BY 1, 2`,
    );
    const hours = await book.hours(year);
    expect(rows).toHaveLength(hours.length);
    expect(rows.filter(({ provider }) => provider !== null)).toEqual(
      hours
        .filter(({ provider }) => provider !== '')
        .map(({ from, provider, milliseconds, peakParticipants, carried }) => ({
          from,
          provider,
          participant_seconds: milliseconds / 1000,
          peak_participants: peakParticipants,
          hd_seconds: carried.hd_milliseconds / 1000,
          bytes_received: carried.bytes_received,
          received_counted_seconds: carried.received_counted_milliseconds / 1000,
        })),
    );
    expect(rows.some(({ hd_seconds: seconds }) => Number(seconds) > 500)).toBe(true);
  });

  test('a period without anything is a whole file without rows', async () => {
    const { ask, cwd } = await folderWith('empty');
    const file = join(cwd, 'none.parquet');
    expect((await ask('export', '--format', 'parquet', ...ever, '--out', file)).exit).toBe(0);
    expect(await inDuckDb(`SELECT count(*)::INTEGER AS rows FROM '${file}'`)).toEqual([{ rows: 0 }]);
  });
});

describe('ledger export refuses', () => {
  test.each([
    ['a file that is there', ['--format', 'csv', ...ever, '--out', 'there.csv'], 4, 'file-exists'],
    [
      'a folder that is not there',
      ['--format', 'csv', ...ever, '--out', 'no/such/file.csv'],
      4,
      'file-unwritable',
    ],
    [
      'a period that ends before it begins',
      ['--format', 'csv', '--from', '2026-12-01', '--to', '2026-11-01', '--out', 'o'],
      2,
      'period-empty',
    ],
    [
      'a day that is none',
      ['--format', 'csv', '--from', '2026-02-30', '--to', '2026-11-01', '--out', 'o'],
      2,
      'usage',
    ],
    ['a format that is none', ['--format', 'xlsx', ...ever, '--out', 'o'], 2, 'usage'],
  ])('%s', async (_name, args, exit, code) => {
    const { ask, cwd } = await folderWith('filled');
    await writeFile(join(cwd, 'there.csv'), 'mine');
    const ran = await ask('export', ...args, '--json');
    expect([ran.exit, errorOf(ran).code]).toEqual([exit, code]);
    expect(await readFile(join(cwd, 'there.csv'), 'utf8')).toBe('mine');
  });
});
