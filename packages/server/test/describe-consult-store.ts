import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Consult } from '../src/consults/consult.ts';
import type { ConsultStore } from '../src/consults/consult-store.ts';

/** What makes one kind of store for the suite, empty, and takes it away again. */
export interface ConsultStoreHarness {
  /** Makes an empty place for one store. */
  readonly prepare: () => Promise<void>;
  /** Opens the store there, or makes it. */
  readonly open: () => Promise<ConsultStore>;
  readonly dispose: () => Promise<void>;
}

export const storedConsult: Consult = {
  id: 'c1',
  tenant: 'north',
  carriers: [
    { provider: 'mesh', deployment: 'self-hosted' },
    { provider: 'livekit', deployment: 'cloud-scale' },
  ],
  room: 'r1',
  phi: true,
  features: ['recording'],
  maxParticipants: 3,
  state: 'open',
  createdAt: 1_795_000_000_000,
  endedAt: undefined,
};

/** A change as the audit trail is told of it. */
const made = (at: number, reason = 'asked') => ({ at, payload: { reason } });

const times = <Result>(count: number, ask: (index: number) => Promise<Result>): Promise<Result[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => ask(index)));

/** What every store of consults promises, whatever it is kept in. */
export function describeConsultStore(name: string, harness: ConsultStoreHarness): void {
  describe(`${name} consult store`, () => {
    const consult = storedConsult;
    const opened: ConsultStore[] = [];
    const open = async (): Promise<ConsultStore> => {
      const store = await harness.open();
      opened.push(store);
      return store;
    };
    beforeEach(() => harness.prepare());
    afterEach(async () => {
      for (const store of opened.splice(0)) await store.close();
      await harness.dispose();
    });

    test('gives back what was written, also after it was closed', async () => {
      const store = await open();
      await store.insert(consult);
      await store.rememberRoom('c1', 'livekit', 'r1');
      await store.rememberRoom('c1', 'whereby', 'first');
      await store.rememberRoom('c1', 'whereby', 'second');
      expect(await store.takeSeat('c1', 'p1', 'person-1')).toBe(true);
      await store.recordDelivery('livekit', 'd1', 2_000, 0);
      await store.close();
      await store.close();
      const again = await open();
      await again.check();
      expect(await again.find('c1')).toEqual(consult);
      expect(await again.findAll(['c1'])).toEqual(new Map([['c1', consult]]));
      expect(await again.findByRoom('livekit', 'r1')).toEqual(consult);
      expect(await again.findByRoom('whereby', 'first')).toEqual(consult);
      expect(await again.roomAt('c1', 'whereby')).toBe('second');
      expect(await again.personIn('c1', 'p1')).toBe('person-1');
      expect(await again.participantsOf('c1')).toEqual(['p1']);
      expect(await again.hasDelivery('livekit', 'd1')).toBe(true);
    });

    test('knows nothing of what was never written', async () => {
      const store = await open();
      await store.insert(consult);
      expect(await store.find('c2')).toBeUndefined();
      expect(await store.findByRoom('mesh', 'r1')).toBeUndefined();
      expect(await store.roomAt('c1', 'mesh')).toBeUndefined();
      expect(await store.personIn('c1', 'p2')).toBeUndefined();
      expect(await store.participantsOf('c2')).toEqual([]);
      expect(await store.hasDelivery('mesh', 'd1')).toBe(false);
    });

    test('finds those of many that there are, whatever the others are called', async () => {
      const store = await open();
      await store.insert(consult);
      await store.insert({ ...consult, id: 'c2', room: 'r2' });
      await store.insert({ ...consult, id: "c'3", room: 'r3' });
      const asked = ['c2', 'nobody', "c'3", 'c1\0', '\ud800', '', '%', 'c2'];
      expect([...(await store.findAll(asked)).keys()].sort()).toEqual(["c'3", 'c2']);
      expect(await store.findAll([])).toEqual(new Map());
    });

    test('keeps a room as the one consult’s that named it first', async () => {
      const store = await open();
      await store.insert(consult);
      await store.insert({ ...consult, id: 'c2', room: 'r2' });
      await times(3, (index) => store.rememberRoom(index === 0 ? 'c1' : 'c2', 'livekit', 'r1'));
      expect(await store.findByRoom('livekit', 'r1')).toMatchObject({ id: 'c1' });
    });

    test('takes no second consult of the same id or room', async () => {
      const store = await open();
      await store.insert(consult);
      await expect(store.insert(consult)).rejects.toThrow(/./);
      await expect(store.insert({ ...consult, id: 'c2' })).rejects.toThrow(/./);
      expect(await store.open()).toEqual([consult]);
    });

    test('lists the open ones, oldest first', async () => {
      const store = await open();
      await store.insert({ ...consult, id: 'c2', room: 'r2', createdAt: consult.createdAt + 1 });
      await store.insert(consult);
      await store.insert({ ...consult, id: 'c3', room: 'r3' });
      await store.insert({ ...consult, id: 'c4', room: 'r4', state: 'opening' });
      await store.markEnded('c3', made(3_000));
      expect((await store.open()).map(({ id }) => id)).toEqual(['c1', 'c2']);
      expect(await store.find('c3')).toMatchObject({ state: 'ended', endedAt: 3_000 });
    });

    test('opens, fails and ends a consult once, whoever asks at the same time', async () => {
      const [store, other] = [await open(), await open()];
      const both = (ask: (store: ConsultStore) => Promise<boolean>) =>
        times(6, (index) => ask(index % 2 === 0 ? store : other));
      const once = (answers: readonly boolean[]) => answers.filter(Boolean).length;
      await store.insert({ ...consult, state: 'opening' });
      expect(await store.takeSeat('c1', 'p1', 'person-1')).toBe(false);
      const carriers = [consult.carriers[0]] as const;
      expect(once(await both((one) => one.markOpen('c1', carriers, made(1_000))))).toBe(1);
      expect(await store.markFailed('c1', made(2_000))).toBe(false);
      expect(await store.find('c1')).toEqual({ ...consult, carriers });
      expect(once(await both((one) => one.markEnded('c1', made(3_000))))).toBe(1);
      expect(await other.markEnded('c1', made(4_000))).toBe(false);
      expect(await store.markOpen('c1', carriers, made(1_000))).toBe(false);
      expect(await store.find('c1')).toMatchObject({ state: 'ended', endedAt: 3_000 });
      await store.insert({ ...consult, id: 'c2', room: 'r2', state: 'opening' });
      expect(once(await both((one) => one.markFailed('c2', made(2_000))))).toBe(1);
      expect(await store.find('c2')).toMatchObject({ state: 'failed', endedAt: 2_000 });
    });

    test('keeps what a change leaves to be done until it is finished, also after it was closed', async () => {
      const store = await open();
      const { carriers } = consult;
      await store.insert({ ...consult, state: 'opening' });
      await store.insert({ ...consult, id: 'c2', room: 'r2', state: 'opening' });
      const payload = { carriers: [{ provider: 'mesh' }], phi: true };
      await store.markOpen('c1', carriers, { at: 1_000, payload });
      await store.markFailed('c2', made(2_000, 'not-opened'));
      // Nothing is left of a change that was none.
      await store.markFailed('c2', made(9_000));
      await store.markOpen('c2', carriers, made(9_000));
      await store.markEnded('c1', made(3_000));
      await store.markEnded('c1', made(9_000));
      await store.close();
      const again = await open();
      const due = 120_000;
      const created = { consultId: 'c1', kind: 'consult-created', payload, at: 1_000, dueAt: 1_000 + due };
      const failed = {
        consultId: 'c2',
        kind: 'consult-failed',
        payload: { reason: 'not-opened' },
        at: 2_000,
        dueAt: 2_000 + due,
      };
      const ended = {
        consultId: 'c1',
        kind: 'consult-ended',
        payload: { reason: 'asked' },
        at: 3_000,
        dueAt: 3_000 + due,
      };
      expect(await again.unfinished(Number.MAX_SAFE_INTEGER)).toEqual([created, failed, ended]);
      expect(await again.unfinished(1_000 + due)).toEqual([created]);
      expect(await again.unfinished(999 + due)).toEqual([]);
      await again.finish('c1', 'consult-created');
      await again.finish('c1', 'consult-created');
      expect(await again.unfinished(Number.MAX_SAFE_INTEGER)).toEqual([failed, ended]);
    });

    test('gives what is unfinished to one of those who claim it, and not again before it is due', async () => {
      const [store, other] = [await open(), await open()];
      await store.insert(consult);
      await store.markEnded('c1', made(1_000));
      const [change] = await store.unfinished(Number.MAX_SAFE_INTEGER);
      if (change === undefined) throw new Error('It is finished.');
      const claims = await times(6, (index) => (index % 2 === 0 ? store : other).claim(change, 500_000));
      expect(claims.filter(Boolean)).toHaveLength(1);
      expect(await other.claim(change, 600_000)).toBe(false);
      expect(await other.unfinished(499_999)).toEqual([]);
      const put = { ...change, dueAt: 500_000 };
      expect(await other.unfinished(500_000)).toEqual([put]);
      await store.finish('c1', 'consult-ended');
      expect(await other.claim(put, 700_000)).toBe(false);
    });

    test('lists those that have been opening since before a time', async () => {
      const store = await open();
      await store.insert({ ...consult, state: 'opening', createdAt: 1_000 });
      await store.insert({ ...consult, id: 'c2', room: 'r2', state: 'opening', createdAt: 2_000 });
      await store.insert({ ...consult, id: 'c3', room: 'r3', createdAt: 500 });
      expect((await store.openingSince(2_000)).map(({ id }) => id)).toEqual(['c1']);
      expect((await store.openingSince(2_001)).map(({ id }) => id).toSorted()).toEqual(['c1', 'c2']);
    });

    test('gives no seat in a consult that is over, and keeps those that were given', async () => {
      const store = await open();
      await store.insert(consult);
      expect(await times(3, () => store.takeSeat('c1', 'p1', 'person-1'))).toEqual([true, true, true]);
      await store.markEnded('c1', made(3_000));
      expect(await store.takeSeat('c1', 'p2', 'person-2')).toBe(false);
      expect(await store.takeSeat('c9', 'p1', 'person-1')).toBe(false);
      expect(await store.participantsOf('c1')).toEqual(['p1']);
    });

    test('knows who connections are until the consult’s end is finished, also after it was closed', async () => {
      const [store, other] = [await open(), await open()];
      await store.insert(consult);
      await store.insert({ ...consult, id: 'c2', room: 'r2' });
      for (const room of ['first', 'again']) await store.rememberRoom('c1', 'vonage', room);
      await store.rememberRoom('c2', 'vonage', 'theirs');
      const at = (room: string, connection: string, participant: string, one = store) =>
        one.rememberConnection('vonage', room, connection, participant);
      await at('first', 'k1', 'p1');
      await Promise.all([at('first', 'k1', 'p1'), at('first', 'k1', 'p2', other)]);
      await at('again', 'k2', 'p2', other);
      await at('theirs', 'k3', 'p3');
      await at('nowhere', 'k4', 'p4');
      await store.rememberConnection('mesh', 'first', 'k5', 'p5');
      const known = async (one: ConsultStore, room: string) => [...(await one.connectionsIn('vonage', room))];
      expect(new Map(await known(other, 'first'))).toEqual(
        new Map([
          ['k1', 'p1'],
          ['k2', 'p2'],
        ]),
      );
      expect(await known(store, 'nowhere')).toEqual([]);
      await store.close();
      const again = await open();
      expect(await known(again, 'theirs')).toEqual([['k3', 'p3']]);
      await again.finish('c1', 'consult-created');
      expect(await known(again, 'first')).toHaveLength(2);
      await again.markEnded('c1', made(3_000));
      await at('first', 'k6', 'p6', again);
      expect(await known(again, 'first')).toHaveLength(2);
      await again.finish('c1', 'consult-ended');
      expect(await known(again, 'first')).toEqual([]);
      expect(await known(again, 'theirs')).toEqual([['k3', 'p3']]);
    });

    test('says to one of several that a delivery is new, and forgets old ones', async () => {
      const [store, other] = [await open(), await open()];
      const answers = await times(6, (index) =>
        (index % 2 === 0 ? store : other).recordDelivery('livekit', 'd1', 1_000, 0),
      );
      expect(answers.filter(Boolean)).toHaveLength(1);
      expect(await store.recordDelivery('mesh', 'd1', 6_000, 0)).toBe(true);
      await other.recordDelivery('livekit', 'new', 9_000, 5_000);
      expect(await store.hasDelivery('livekit', 'd1')).toBe(false);
      expect(await store.hasDelivery('mesh', 'd1')).toBe(true);
      expect(await store.hasDelivery('livekit', 'new')).toBe(true);
    });

    test('forgets the seats of a person in consults that are long over, of one tenant', async () => {
      const store = await open();
      const seated = async (id: string, tenant: string, endedAt: number | undefined) => {
        await store.insert({
          ...storedConsult,
          id,
          room: `room-${id}`,
          tenant,
          state: 'open',
          endedAt: undefined,
        });
        await store.takeSeat(id, 'seat-1', 'person-1');
        await store.takeSeat(id, 'seat-2', 'person-2');
        if (endedAt !== undefined) await store.markEnded(id, made(endedAt));
      };
      await seated('old', 'north', 1000);
      await seated('late', 'north', 2000);
      await seated('going-on', 'north', undefined);
      await seated('theirs', 'south', 1000);
      expect(await store.forgetSeats('north', 'person-1', 2000)).toEqual({ forgotten: 1, waiting: 2 });
      expect(await store.personIn('old', 'seat-1')).toBeUndefined();
      expect(await store.personIn('old', 'seat-2')).toBe('person-2');
      for (const id of ['late', 'going-on', 'theirs'])
        expect(await store.personIn(id, 'seat-1')).toBe('person-1');
      expect(await store.forgetSeats('north', 'person-1', 2000)).toEqual({ forgotten: 0, waiting: 2 });
    });
  });
}
