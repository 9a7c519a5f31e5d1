import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../servers/chromium.ts';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { type RunningLivekitServer, startLivekitServer } from '../servers/livekit-server.ts';
import { eventually } from './eventually.ts';
import { type LivekitSeats, livekitSeats } from './livekit-seats.ts';
import { type PageServer, servePages } from './page-server.ts';
import type { PatchbayPage } from './pages/patchbay-page.ts';
import type { RawLivekitPage } from './pages/raw-livekit-page.ts';

declare const page: PatchbayPage & RawLivekitPage;

describeWithServers(
  'a page of raw livekit-client and a Patchbay page in one room',
  ['chromium', 'livekit'],
  (paths) => {
    let server: RunningLivekitServer;
    let seats: LivekitSeats;
    let pages: PageServer;
    let browser: Browser;

    beforeAll(async () => {
      server = await startLivekitServer({ binary: paths.livekit });
      seats = await livekitSeats(server);
      pages = await servePages(['raw-livekit-page', 'patchbay-page']);
      browser = await launchChromium({ executablePath: paths.chromium });
    }, 120_000);

    afterAll(async () => {
      await browser?.close();
      await pages?.close();
      await seats?.backend.close();
      await server?.stop();
    });

    async function open(name: string): Promise<Page> {
      const opened = await browser.newPage();
      await opened.goto(`${pages.url}/${name}.html`);
      await opened.waitForFunction(() => 'page' in globalThis);
      return opened;
    }

    test('see and hear each other', { timeout: 60_000 }, async () => {
      const room = await seats.openRoom();
      const [raw, patchbay] = await Promise.all([open('raw-livekit-page'), open('patchbay-page')]);
      const token = await seats.rawToken(room, 'raw-side');
      await raw.evaluate(([url, jwt]) => page.join(url, jwt), [server.url, token] as const);
      const ticket = JSON.stringify(await seats.ticket(room, 'patchbay-side'));
      await patchbay.evaluate((text) => page.join(JSON.parse(text)), ticket);
      await Promise.all([raw.evaluate(() => page.publish()), patchbay.evaluate(() => page.publish())]);

      for (const side of [raw, patchbay]) {
        const seen = await eventually(
          'decoded video and an audio track',
          () => side.evaluate(() => page.seen()),
          ({ video, audioTracks }) =>
            audioTracks === 1 && (video?.width ?? 0) > 2 && (video?.framesDecoded ?? 0) > 10,
        );
        expect(seen.video?.seconds).toBeGreaterThan(0);
      }
      await patchbay.evaluate(() => page.leave());
      await raw.evaluate(() => page.leave());
    });

    test('a page downloads the SDK of its ticket and of no other provider', { timeout: 60_000 }, async () => {
      const before = pages.requests.length;
      const side = await open('patchbay-page');
      const atRest = pages.requests.slice(before);
      const sizeAtRest = await side.evaluate(() =>
        performance
          .getEntriesByType('resource')
          .reduce((sum, entry) => sum + (entry as PerformanceResourceTiming).decodedBodySize, 0),
      );
      // livekit-client alone is some 600 kB minified: none of it is here before a ticket asks for it.
      expect(sizeAtRest).toBeLessThan(60_000);
      const ticket = JSON.stringify(await seats.ticket(await seats.openRoom(), 'lone'));
      await side.evaluate((text) => page.join(JSON.parse(text)), ticket);
      const sizeJoined = await side.evaluate(() =>
        performance
          .getEntriesByType('resource')
          .reduce((sum, entry) => sum + (entry as PerformanceResourceTiming).decodedBodySize, 0),
      );
      expect(sizeJoined).toBeGreaterThan(300_000);
      expect(pages.requests.length - before).toBeGreaterThan(atRest.length);
      await side.evaluate(() => page.leave());
    });
  },
);
