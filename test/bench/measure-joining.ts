import type { Page } from 'playwright-core';
import { livekitSeats } from '../e2e/livekit-seats.ts';
import { servePages } from '../e2e/page-server.ts';
import type { PatchbayPage } from '../e2e/pages/patchbay-page.ts';
import type { RawLivekitPage } from '../e2e/pages/raw-livekit-page.ts';
import { launchChromium } from '../servers/chromium.ts';
import { startLivekitServer } from '../servers/livekit-server.ts';
import type { RealPaths } from '../servers/real-things.ts';
import type { Measurement } from './bench.ts';

declare const page: PatchbayPage & RawLivekitPage;

interface Joining {
  readonly joined: number;
  readonly firstFrame: number;
}

const rounds = 25;

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN;
  return (upper + lower) / 2;
};

/**
 * Joins a room in which somebody is publishing, in turn with raw livekit-client and through Patchbay, in one browser against
 * one real server. The SDK is loaded before in both. Which of the two goes first changes every round, and the one that
 * joins is in front: a page in the background has slower timers.
 */
export async function measureJoining(
  { chromium, livekit }: RealPaths,
  progress: (line: string) => void,
): Promise<readonly Measurement[]> {
  if (chromium === undefined || livekit === undefined)
    throw new Error('The bench needs Chromium and livekit-server.');
  const server = await startLivekitServer({ binary: livekit });
  const seats = await livekitSeats(server);
  const pages = await servePages(['raw-livekit-page', 'patchbay-page']);
  const browser = await launchChromium({ executablePath: chromium });
  try {
    const open = async (name: string): Promise<Page> => {
      const opened = await browser.newPage();
      await opened.goto(`${pages.url}/${name}.html`);
      await opened.waitForFunction(() => 'page' in globalThis);
      return opened;
    };
    const room = await seats.openRoom();
    const speaker = await open('raw-livekit-page');
    const speakerToken = await seats.rawToken(room, 'speaker');
    await speaker.evaluate(([url, token]) => page.join(url, token), [server.url, speakerToken] as const);
    await speaker.evaluate(() => page.publish());
    const raw = await open('raw-livekit-page');
    const patchbay = await open('patchbay-page');
    await patchbay.evaluate(() => page.preload('livekit'));

    const joinRaw = async (): Promise<Joining> => {
      const token = await seats.rawToken(room, crypto.randomUUID());
      await raw.bringToFront();
      return raw.evaluate(([url, jwt]) => page.measureJoin(url, jwt), [server.url, token] as const);
    };
    const joinPatchbay = async (): Promise<Joining> => {
      const ticket = JSON.stringify(await seats.ticket(room, crypto.randomUUID()));
      await patchbay.bringToFront();
      return patchbay.evaluate((text) => page.measureJoin(JSON.parse(text)), ticket);
    };

    const ours: Joining[] = [];
    const reference: Joining[] = [];
    // The first round warms both and is not counted.
    for (let round = 0; round <= rounds; round += 1) {
      const rawFirst = round % 2 === 0;
      const first = rawFirst ? await joinRaw() : await joinPatchbay();
      const second = rawFirst ? await joinPatchbay() : await joinRaw();
      if (round === 0) continue;
      ours.push(rawFirst ? second : first);
      reference.push(rawFirst ? first : second);
      progress(`bench: round ${round} of ${rounds}`);
    }
    const compare = (measure: string, pick: (joining: Joining) => number): Measurement => {
      const [mine, theirs] = [median(ours.map(pick)), median(reference.map(pick))];
      const unit = `ms, median of ${rounds}`;
      return { measure, ours: mine, reference: theirs, ratio: mine / theirs, unit, better: 'lower' };
    };
    return [
      compare('join through Patchbay against raw livekit-client', ({ joined }) => joined),
      compare(
        'first remote frame through Patchbay against raw livekit-client',
        ({ firstFrame }) => firstFrame,
      ),
    ];
  } finally {
    await browser.close();
    await pages.close();
    await seats.backend.close();
    await server.stop();
  }
}
