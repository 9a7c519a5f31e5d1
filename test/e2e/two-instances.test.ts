import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { surroundingsOf } from '../servers/surroundings/index.ts';
import { eventually } from './eventually.ts';
import type { CallPage } from './pages/call-page.ts';
import { openTwoInstances, type TwoInstances } from './two-instances.ts';

declare const page: CallPage;

const patience = 40_000;

const seen = (side: Page) => side.evaluate(() => page.seen());
const told = async (side: Page): Promise<readonly string[]> => (await seen(side)).told;
/** Waits until the video has played for some time more. */
async function sees(side: Page): Promise<void> {
  const before = (await seen(side)).video;
  await eventually(
    'decoded video',
    () => seen(side),
    ({ video }) =>
      (video?.width ?? 0) > 2 &&
      // Another element begins at zero.
      ((video?.seconds ?? 0) > (before?.seconds ?? 0) + 0.3 ||
        ((video?.framesDecoded ?? 0) < (before?.framesDecoded ?? 0) && (video?.seconds ?? 0) > 0.3)),
    patience,
  );
}
async function hears(from: Page, to: Page, text: string): Promise<void> {
  await from.evaluate((message) => page.send(message), text);
  await eventually(
    'the message',
    () => told(to),
    (lines) => lines.includes(`heard ${JSON.stringify(text)}`),
    patience,
  );
}

interface Explanation {
  readonly persons: readonly { readonly seconds: number; readonly errorBoundSeconds: number }[];
  readonly intervals: readonly {
    readonly connection: string;
    readonly witness: string;
    readonly start: number;
    readonly end: number;
  }[];
}

for (const provider of ['mesh', 'mediasoup'] as const) {
  describeWithServers(
    `${provider}: a call over two instances`,
    provider === 'mesh' ? ['chromium'] : ['chromium', 'mediasoup'],
    (paths) => {
      let instances: TwoInstances;
      const began = { ann: 0, ben: 0 };
      let [ann, ben]: [Page, Page] = [undefined as never, undefined as never];

      beforeAll(async () => {
        const surroundings = surroundingsOf(provider);
        if (surroundings === undefined) throw new Error(`${provider} is not run here.`);
        instances = await openTwoInstances({ surroundings, paths });
      }, 180_000);
      afterAll(() => instances?.close(), 60_000);

      test('two browsers at different instances see and hear each other', { timeout: 120_000 }, async () => {
        ann = await instances.enter(1, 'ann');
        began.ann = Date.now();
        ben = await instances.enter(1, 'ben');
        began.ben = Date.now();
        const relayed = `patchbay_sockets_relayed{provider="${provider}"}`;
        // Both at the one that does not have the room; then one of them where it is.
        expect(await instances.figure(1, relayed)).toBe(`${relayed} 2`);
        await sees(ann);
        await sees(ben);
        const elsewhere = await instances.enter(0, 'ann');
        const older = await eventually(
          'the older join to be told',
          () => told(ann),
          (lines) => lines.some((line) => line.startsWith('left')),
          patience,
        );
        expect(older.at(-1)).toBe('left duplicate');
        await ann.close();
        ann = elsewhere;
        expect(await instances.figure(0, relayed)).toBe(`${relayed} 0`);
        expect(await instances.figure(1, relayed)).toBe(`${relayed} 1`);
        await sees(ann);
        await sees(ben);
        await hears(ann, ben, 'from where the room is');
        await hears(ben, ann, 'x'.repeat(12_000));
        for (const instance of [0, 1] as const) {
          const { participants } = (await instances.ask(
            instance,
            `/v1/consults/${instances.consult}/participants`,
          )) as { readonly participants: readonly unknown[] };
          expect(participants).toHaveLength(2);
        }
      });

      test('the one that has the room is killed, and the call goes on', { timeout: 120_000 }, async () => {
        const before = [(await told(ann)).length, (await told(ben)).length];
        const framesBefore = (await seen(ben)).video?.framesDecoded ?? 0;
        await instances.kill(0);
        const killedAt = performance.now();
        for (const [index, side] of [ann, ben].entries()) {
          const lines = await eventually(
            'it to be back',
            async () => (await told(side)).slice(before[index]),
            (after) => after.includes('reconnected'),
            patience,
          );
          console.log(
            JSON.stringify({ provider, backAfterMs: Math.round(performance.now() - killedAt), lines }),
          );
          expect(lines.filter((line) => /^(left|participant-left)/.test(line))).toEqual([]);
        }
        await sees(ann);
        await sees(ben);
        // Between two browsers nothing was interrupted: the same element, the same count.
        if (provider === 'mesh')
          expect((await seen(ben)).video?.framesDecoded ?? 0).toBeGreaterThan(framesBefore);
        await hears(ann, ben, 'after it');
        await hears(ben, ann, 'and back');
        const owned = `patchbay_rooms_owned{provider="${provider}"}`;
        expect(await instances.figure(1, owned)).toBe(`${owned} 1`);
        expect(await instances.figure(1, 'patchbay_instances_alive')).toBe('patchbay_instances_alive 1');
      });

      test(
        'the ledger has each person once, for as long as they were there',
        { timeout: 60_000 },
        async () => {
          await instances.ask(1, `/v1/consults/${instances.consult}/end`, {});
          const ended = Date.now();
          for (const side of [ann, ben])
            await eventually(
              'the end',
              () => told(side),
              (lines) => lines.at(-1) === 'left room-ended',
              patience,
            );
          const { persons, intervals } = (await instances.ask(
            1,
            `/v1/consults/${instances.consult}/usage`,
          )) as Explanation;
          expect(persons).toHaveLength(2);
          const truths = [began.ann, began.ben].map((at) => (ended - at) / 1000).toSorted((a, b) => a - b);
          const found = persons.toSorted((a, b) => a.seconds - b.seconds);
          console.log(JSON.stringify({ provider, truths, found }));
          for (const [index, { seconds, errorBoundSeconds }] of found.entries())
            // The page's own word of when it joined is some milliseconds before ours.
            expect(Math.abs(seconds - (truths[index] ?? 0))).toBeLessThan(errorBoundSeconds + 3);
          const vendor = intervals.filter(({ witness }) => witness === 'vendor');
          const connections = new Set(vendor.map(({ connection }) => connection));
          expect(connections.size).toBe(3);
          for (const connection of connections) {
            const own = vendor
              .filter((each) => each.connection === connection)
              .toSorted((a, b) => a.start - b.start);
            for (const [index, { start }] of own.entries())
              expect(start).toBeGreaterThanOrEqual(own[index - 1]?.end ?? 0);
          }
        },
      );

      test('no log names anybody, and no token is in one', () => {
        expect(instances.logs()).not.toMatch(/ann|ben|eyJ/);
      });
    },
  );
}
