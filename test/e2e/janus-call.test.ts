import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { answerHarnessCalls, createBackendHarness } from '@patchbay/conformance';
import { janusBackend } from '@patchbay/provider-janus/server';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../servers/chromium.ts';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { type RunningJanusServer, startJanusServer } from '../servers/janus-server.ts';
import { type PageServer, servePages } from './page-server.ts';
import type { RunTerms } from './run-terms.ts';

describeWithServers('calls over a real Janus', ['chromium', 'janus'], ({ chromium, janus }) => {
  let server: RunningJanusServer;
  let pages: PageServer;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    pages = await servePages(['conformance-page'], { 'provider-under-test': '@patchbay/provider-janus' });
    server = await startJanusServer({ binary: janus });
    const backend = await janusBackend.create(server.settings, {
      publicUrl: 'http://patchbay.test',
      fetch,
      now: Date.now,
      randomId: () => crypto.randomUUID(),
      seal: () => Promise.resolve(''),
      open: () => Promise.resolve(undefined),
      participantsOf: async () => [],
      connections: { remember: async () => undefined, in: async () => new Map() },
      observe: () => undefined,
    });
    const none = () => Promise.resolve(null);
    const harness = createBackendHarness(
      {
        ...backend,
        // Every room is recorded from its first moment.
        createRoom: async (request) => {
          const room = await backend.createRoom(request);
          await backend.startRecording?.(room);
          return room;
        },
      },
      {
        refusedCredentials: none,
        unreachableCredentials: none,
        cannot: { interrupt: 'nothing is cut here' },
      },
    );
    browser = await launchChromium({ executablePath: chromium });
    const context = await browser.newContext({ permissions: ['camera', 'microphone'] });
    page = await context.newPage();
    await page.exposeFunction('harnessCall', answerHarnessCalls(harness));
    const terms: RunTerms = { assurance: 'real', pagePerPerson: false, cannot: {} };
    await page.exposeFunction('runTerms', () => terms);
    await page.goto(`${pages.url}/conformance-page.html`);
    await page.waitForFunction(() => globalThis.patchbayConformance !== undefined);
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await pages?.close();
    await server?.stop();
  });

  test('are recorded as one raw file for each track of each person', { timeout: 60_000 }, async () => {
    const result = await page.evaluate(() =>
      globalThis.patchbayConformance?.run('publishing/both-ways', { patience: 25_000 }),
    );
    expect(result).toMatchObject({ outcome: 'passed' });
    const folder = server.settings.recordingFolder;
    const files = (await readdir(folder)).filter((name) => name.endsWith('.mjr'));
    for (const kind of ['audio', 'video']) {
      expect(files.filter((name) => name.includes(`-${kind}-`))).toHaveLength(2);
    }
    expect(files).toHaveLength(4);
    for (const file of files) expect((await stat(join(folder, file))).size).toBeGreaterThan(500);
  });

  test('leave the page’s own functions as they were', async () => {
    const [devices, connection] = await page.evaluate(() => [
      navigator.mediaDevices.getUserMedia.toString(),
      RTCPeerConnection.toString(),
    ]);
    for (const text of [devices, connection]) expect(text).toContain('[native code]');
  });

  test('ask no host but that of Janus', async () => {
    const names = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
    expect(names.filter((name) => new URL(name).hostname !== '127.0.0.1')).toEqual([]);
  });
});
