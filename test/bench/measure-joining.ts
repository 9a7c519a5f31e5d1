import type { Page } from 'playwright-core';
import { livekitSeats } from '../e2e/livekit-seats.ts';
import { servePages } from '../e2e/page-server.ts';
import type { PatchbayPage } from '../e2e/pages/patchbay-page.ts';
import type { RawLivekitPage } from '../e2e/pages/raw-livekit-page.ts';
import { launchChromium } from '../servers/chromium.ts';
import { startLivekitServer } from '../servers/livekit-server.ts';
import type { RealPaths } from '../servers/real-things.ts';
import { mean, type Measurement, type Progress, spreadOf } from './measurement.ts';

declare const page: PatchbayPage & RawLivekitPage;

interface Joining {
  readonly joined: number;
  readonly firstFrame: number;
}

interface PatchbayJoining extends Joining {
  /** Of `joined`, what passed within the SDK's own `connect`. */
  readonly connecting: number;
}

const rounds = 100;

/**
 * Means, not medians: livekit-client 2.23.0 looks every 50 ms whether its connection is up (`ensureTransportConnected`), so that
 * single joins differ by whole steps and a median jumps from one step to the next.
 */
function compare(measure: string, ours: readonly number[], reference: readonly number[]): Measurement {
  const [mine, theirs] = [mean(ours), mean(reference)];
  return {
    measure,
    ours: mine,
    reference: theirs,
    ratio: mine / theirs,
    unit: `ms, mean of ${rounds}`,
    better: 'lower',
    spread: { ours: spreadOf(ours), reference: spreadOf(reference) },
  };
}

/**
 * Joins a room in which somebody is publishing, in turn with raw livekit-client and through Patchbay, in one browser against
 * one real server. The SDK is loaded before in both. Which of the two goes first changes every round, and the one that
 * joins is in front: a page in the background has slower timers.
 */
export async function measureJoining(
  { chromium, livekit }: RealPaths,
  progress: Progress,
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
    await patchbay.evaluate(() => page.preloadLivekit());

    const joinRaw = async (): Promise<Joining> => {
      const token = await seats.rawToken(room, crypto.randomUUID());
      await raw.bringToFront();
      return raw.evaluate(([url, jwt]) => page.measureJoin(url, jwt), [server.url, token] as const);
    };
    const joinPatchbay = async (): Promise<PatchbayJoining> => {
      const ticket = JSON.stringify(await seats.ticket(room, crypto.randomUUID()));
      await patchbay.bringToFront();
      return patchbay.evaluate((text) => page.measureJoin(JSON.parse(text)), ticket);
    };

    const ours: PatchbayJoining[] = [];
    const reference: Joining[] = [];
    const turns = [
      async () => void ours.push(await joinPatchbay()),
      async () => void reference.push(await joinRaw()),
    ];
    // The first round warms both and is not counted.
    for (let round = 0; round <= rounds; round += 1) {
      for (const turn of round % 2 === 0 ? turns : turns.toReversed()) await turn();
      if (round === 0) [ours.length, reference.length] = [0, 0];
      if (round % 10 === 0) progress(`round ${round} of ${rounds}`);
    }
    const joined = ours.map((joining) => joining.joined);
    return [
      compare(
        'join through Patchbay against the livekit-client connect within the same joins',
        joined,
        ours.map(({ connecting }) => connecting),
      ),
      compare(
        'join through Patchbay against raw livekit-client',
        joined,
        reference.map((joining) => joining.joined),
      ),
      compare(
        'first remote frame through Patchbay against raw livekit-client',
        ours.map(({ firstFrame }) => firstFrame),
        reference.map(({ firstFrame }) => firstFrame),
      ),
    ];
  } finally {
    await browser.close();
    await pages.close();
    await seats.backend.close();
    await server.stop();
  }
}
