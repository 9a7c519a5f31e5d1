// Takes the README's pictures from a running demo: `npm run screenshots`. Nothing in them is drawn by hand.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { launchChromium } from '@patchbay/test/servers/chromium';
import { prepareServers } from '@patchbay/test/servers/prepare-servers';
import { copyConfig } from './demo-config.ts';
import { reportText } from './report-text.ts';
import { ResourceStack } from './resource-stack.ts';
import { startDemo } from './start-demo.ts';

const images = join(import.meta.dirname, '..', '..', '..', 'docs', 'images');
const viewport = { width: 1280, height: 760 };
const log = (line: string): void => console.error(line);

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

async function takeScreenshots(resources: ResourceStack): Promise<void> {
  const { chromium } = await prepareServers(log);
  if (chromium === undefined) throw new Error('Screenshots need a browser; see the line above.');
  await mkdir(images, { recursive: true });
  const config = await copyConfig('mesh');
  resources.add('the config copy', () => config.remove());
  const demo = await startDemo({ configFile: config.file, resources, log });
  const browser = await launchChromium({ executablePath: chromium });
  resources.add('the browser', () => browser.close());
  const visit = crypto.randomUUID();
  const pages = await Promise.all(
    ['patient', 'clinician'].map(async (seat) => {
      const context = await browser.newContext({ permissions: ['camera', 'microphone'], viewport });
      const page = await context.newPage();
      await page.goto(demo.visitUrl(visit, seat));
      await page.getByTestId('join').click();
      return page;
    }),
  );
  const [patient, clinician] = pages;
  if (patient === undefined || clinician === undefined) throw new Error('Two pages were opened.');
  await clinician.getByTestId('remote-video').waitFor();
  for (const [page, text] of [
    [patient, 'Good morning. I can see and hear you well.'],
    [clinician, 'Good morning! How have you been since last week?'],
  ] as const) {
    if (!(await page.getByTestId('message-input').isVisible())) await page.getByTestId('messages').click();
    await page.getByTestId('message-input').fill(text);
    await page.getByTestId('message-send').click();
  }
  await clinician.waitForTimeout(6000);
  await clinician.screenshot({ path: join(images, 'consult.png') });
  for (const page of pages) await page.getByTestId('leave').click();

  const report = await reportText(config.file, demo.environment);
  const terminal = await browser.newPage({ viewport: { width: 1720, height: 760 } });
  await terminal.setContent(
    `<body style="margin:0;background:#10181b;color:#e2ece9;font:15px/1.6 monospace"><pre style="padding:32px;margin:0;width:max-content">${escape(report.trim())}</pre>`,
  );
  await terminal.locator('pre').screenshot({ path: join(images, 'report.png') });
}

const resources = new ResourceStack();
try {
  await takeScreenshots(resources);
} finally {
  await resources.closeAll(log);
}
