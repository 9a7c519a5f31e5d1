import type { Browser, BrowserContext, Page } from 'playwright-core';

/** What one participant's page showed of the other. */
export interface ObservedParticipant {
  readonly seat: string;
  /** How long the other side's video was watched. */
  readonly secondsObserved: number;
  /** Frames of the other side's video that were decoded meanwhile. */
  readonly framesDecoded: number;
  readonly videoWidth: number;
}

interface PageStats {
  readonly framesDecoded: number;
  readonly frameWidth: number;
}

const seats = ['clinician', 'patient'];
const mediaDeadline = 30_000;

/**
 * Joins both seats in browser contexts of their own with the unchanged page, waits until both decode each other's video,
 * watches for the time given, and leaves by the button.
 */
export async function driveConsult(
  browser: Browser,
  visitUrl: (seat: string) => string,
  watchSeconds: number,
): Promise<readonly ObservedParticipant[]> {
  const contexts: BrowserContext[] = [];
  try {
    const pages = await Promise.all(
      seats.map(async (seat) => {
        const context = await browser.newContext({ permissions: ['camera', 'microphone'] });
        contexts.push(context);
        const page = await context.newPage();
        await page.goto(`${visitUrl(seat)}&debug=1`);
        await page.getByTestId('join').click();
        return page;
      }),
    );
    await Promise.all(pages.map(waitForDecodedVideo));
    const observed = await Promise.all(
      pages.map(async (page, index): Promise<ObservedParticipant> =>
        watch(page, seats[index] ?? '', watchSeconds),
      ),
    );
    for (const page of pages) await leave(page);
    return observed;
  } finally {
    await Promise.all(contexts.map((context) => context.close()));
  }
}

const readStats = async (page: Page): Promise<PageStats> => {
  const text = await page.getByTestId('stats').textContent();
  return JSON.parse(text === null || text === '' ? '{"framesDecoded":0,"frameWidth":0}' : text) as PageStats;
};

async function waitForDecodedVideo(page: Page): Promise<void> {
  const deadline = performance.now() + mediaDeadline;
  for (;;) {
    const { framesDecoded, frameWidth } = await readStats(page);
    if (framesDecoded > 0 && frameWidth > 2) return;
    if (performance.now() > deadline) {
      const state = await page.getByTestId('state').textContent();
      throw new Error(`No video was decoded within ${mediaDeadline / 1000} s. The page says: ${state}`);
    }
    await page.waitForTimeout(200);
  }
}

async function watch(page: Page, seat: string, seconds: number): Promise<ObservedParticipant> {
  const [before, started] = [await readStats(page), performance.now()];
  await page.waitForTimeout(seconds * 1000);
  const after = await readStats(page);
  return {
    seat,
    secondsObserved: Number(((performance.now() - started) / 1000).toFixed(1)),
    framesDecoded: after.framesDecoded - before.framesDecoded,
    videoWidth: after.frameWidth,
  };
}

async function leave(page: Page): Promise<void> {
  await page.getByTestId('leave').click();
  await page.getByTestId('ended').waitFor();
}
