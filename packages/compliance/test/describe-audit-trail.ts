import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AuditEntry } from '../src/audit-row.ts';
import { retentionCutoff } from '../src/audit-retention.ts';
import type { AuditTrail } from '../src/audit-trail-port.ts';

/** What makes one kind of store for the suite, empty, and takes it away again. */
export interface AuditTrailHarness {
  /** Makes an empty place for one trail. */
  readonly prepare: () => Promise<void>;
  /** Opens the trail there, or makes it. */
  readonly open: (now: () => number) => Promise<AuditTrail>;
  readonly dispose: () => Promise<void>;
}

export const auditEntry = (consultId: string, change: Partial<AuditEntry> = {}): AuditEntry => ({
  kind: 'gate-verdict',
  tenant: 'north-clinic',
  consultId,
  payload: { verdict: 'refuse', codes: ['no-attestation'] },
  ...change,
});

/** What every audit trail promises, whatever it is kept in. */
export function describeAuditTrail(name: string, harness: AuditTrailHarness): void {
  describe(`${name} audit trail`, () => {
    const start = Date.parse('2026-11-23T12:00:00Z');
    let clock = start;
    const opened: AuditTrail[] = [];
    const open = async (): Promise<AuditTrail> => {
      const trail = await harness.open(() => (clock += 1000));
      opened.push(trail);
      return trail;
    };
    beforeEach(async () => {
      clock = start;
      await harness.prepare();
    });
    afterEach(async () => {
      for (const trail of opened.splice(0)) await trail.close();
      await harness.dispose();
    });

    test('numbers and chains the rows', async () => {
      const trail = await open();
      expect(await trail.head()).toBeUndefined();
      expect(await trail.verify()).toEqual({ result: 'intact', rows: 0, head: undefined });
      // To open it may have looked at the clock.
      clock = start;
      const first = await trail.append(auditEntry('c-1'));
      const second = await trail.append(auditEntry('c-2', { kind: 'webhook-refused', consultId: undefined }));
      expect(first).toEqual({
        ...auditEntry('c-1'),
        sequence: 1,
        at: Date.parse('2026-11-23T12:00:01Z'),
        previousHash: '0'.repeat(64),
        // Written down: a trail of years must still be verified by later versions.
        hash: '707702cb6cc1ed445ff8ffe70acabd4434f211de3c61c18aa773e450c5126f25',
      });
      expect(second).toMatchObject({ sequence: 2, previousHash: first.hash, consultId: undefined });
      expect(await trail.head()).toEqual({ sequence: 2, hash: second.hash });
      expect(await trail.rows()).toEqual([first, second]);
      const head = { sequence: 2, hash: second.hash };
      expect(await trail.verify()).toEqual({ result: 'intact', rows: 2, head });
      expect(await trail.verify({ sequence: 1, hash: first.hash })).toMatchObject({ result: 'intact' });
    });

    test('goes on with the same chain after it was closed', async () => {
      const before = await open();
      await before.append(auditEntry('c-1'));
      await before.close();
      await before.close();
      const after = await open();
      expect((await after.append(auditEntry('c-2'))).sequence).toBe(2);
      expect(await after.verify()).toMatchObject({ result: 'intact', rows: 2 });
    });

    test('several openings that append at once make one chain, each in the order of its calls', async () => {
      const trails = await Promise.all([open(), open(), open()]);
      const each = Array.from({ length: 40 }, (_, turn) => turn);
      await Promise.all(
        each.flatMap((turn) =>
          trails.map((trail, opening) => trail.append(auditEntry(`${opening}-${turn}`))),
        ),
      );
      expect(await trails[0]?.verify()).toMatchObject({ result: 'intact', rows: 120 });
      const order = (await trails[1]?.rows())?.map(({ consultId }) => consultId ?? '') ?? [];
      for (const opening of [0, 1, 2])
        expect(order.filter((id) => id.startsWith(`${opening}-`))).toEqual(
          each.map((turn) => `${opening}-${turn}`),
        );
    });

    test('is told something of a consult once, by whichever of several openings is first', async () => {
      const trails = await Promise.all([open(), open(), open()]);
      const ended = { ...auditEntry('c-1', { kind: 'consult-ended' }), consultId: 'c-1' };
      const told = await Promise.all(
        Array.from({ length: 4 }, () => trails.map((trail) => trail.appendOnce(ended))).flat(),
      );
      expect(told.filter(Boolean)).toHaveLength(1);
      const [trail] = trails;
      // Of another kind, of another consult, and what is not said to be told once.
      expect(await trail.appendOnce({ ...ended, kind: 'consult-created' })).toBe(true);
      expect(await trail.appendOnce({ ...ended, consultId: 'c-2' })).toBe(true);
      await trail.append(ended);
      expect(await trail.appendOnce({ ...ended, payload: { reason: 'another' } })).toBe(false);
      const rows = (await trail.rows()).map(({ kind, consultId }) => `${consultId} ${kind}`);
      expect(rows).toEqual([
        'c-1 consult-ended',
        'c-1 consult-created',
        'c-2 consult-ended',
        'c-1 consult-ended',
      ]);
      expect(await trail.verify()).toMatchObject({ result: 'intact', rows: 4 });
    });

    test('tells once what is appended in the same moment too', async () => {
      const trail = await open();
      const ended = { ...auditEntry('c-1', { kind: 'consult-ended' }), consultId: 'c-1' };
      const [row, isNew] = await Promise.all([trail.append(ended), trail.appendOnce(ended)]);
      expect([row.sequence, isNew]).toEqual([1, false]);
    });

    test.each([
      ['a sentence in the payload', { payload: { note: 'Ann Smith called' } }],
      ['a sentence deep in the payload', { payload: { list: [{ a: ['fine', 'not fine'] }] } }],
      ['a sentence as a key', { payload: { 'Ann Smith': 1 } }],
      ['an e-mail address', { payload: { by: 'ann@example.org' } }],
      ['no number', { payload: { count: Number.NaN } }],
      ['a name as tenant', { tenant: 'Dr Smith' }],
      ['a name as consult', { consultId: 'Ann Smith' }],
    ])('refuses %s and writes nothing', async (_, change) => {
      const trail = await open();
      await expect(trail.append(auditEntry('c-1', change))).rejects.toMatchObject({ code: 'not-a-code' });
      expect(await trail.head()).toBeUndefined();
    });

    test('says so when it is closed', async () => {
      const trail = await open();
      await trail.close();
      await expect(trail.append(auditEntry('c-1'))).rejects.toMatchObject({ code: 'closed' });
      for (const ask of [() => trail.head(), () => trail.rows(), () => trail.verify()])
        await expect(ask()).rejects.toMatchObject({ code: 'closed' });
    });

    test('filters by kind, tenant and consult', async () => {
      const trail = await open();
      await trail.append(auditEntry('c-1'));
      await trail.append(auditEntry('c-1', { kind: 'consult-ended' }));
      await trail.append(auditEntry('c-2', { tenant: 'south-clinic' }));
      const found = async (...asked: Parameters<AuditTrail['rows']>) =>
        (await trail.rows(...asked)).map(({ sequence }) => sequence);
      expect(await found({ consultId: 'c-1' })).toEqual([1, 2]);
      expect(await found({ consultId: 'c-1', kind: 'consult-ended' })).toEqual([2]);
      expect(await found({ tenant: 'south-clinic' })).toEqual([3]);
      expect(await found()).toEqual([1, 2, 3]);
    });

    test('tells what has been kept for six years, and deletes nothing', async () => {
      const trail = await open();
      clock = Date.parse('2020-11-23T11:59:58Z');
      await trail.append(auditEntry('old'));
      await trail.append(auditEntry('six-years-to-the-second'));
      const cutoff = retentionCutoff(Date.parse('2026-11-23T12:00:00Z'));
      expect(cutoff).toBe(Date.parse('2020-11-23T12:00:00Z'));
      expect((await trail.expiredBefore(cutoff)).map(({ consultId }) => consultId)).toEqual(['old']);
      expect(await trail.verify()).toMatchObject({ result: 'intact', rows: 2 });
    });
  });
}
