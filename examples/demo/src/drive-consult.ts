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

export interface ObservedConsult {
  readonly participants: readonly ObservedParticipant[];
  /** Names of the scripts that the first seat's browser asked for. */
  readonly scripts: readonly string[];
}

interface DecodedVideo {
  readonly framesDecoded: number;
  readonly width: number;
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
): Promise<ObservedConsult> {
  const contexts: BrowserContext[] = [];
  const scripts: string[] = [];
  try {
    const pages = await Promise.all(
      seats.map(async (seat) => {
        const context = await browser.newContext({ permissions: ['camera', 'microphone'] });
        contexts.push(context);
        const page = await context.newPage();
        if (seat === seats[0]) page.on('request', (request) => scripts.push(...scriptOf(request.url())));
        await page.goto(visitUrl(seat));
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
    return { participants: observed, scripts };
  } finally {
    await Promise.all(contexts.map((context) => context.close()));
  }
}

const scriptOf = (url: string): readonly string[] => /assets\/[^/]+\.js$/.exec(new URL(url).pathname) ?? [];

/** What the browser itself says of the element that shows the other side; no vendor is asked. */
const readVideo = (page: Page): Promise<DecodedVideo> =>
  page.evaluate(() => {
    const element = document.querySelector<HTMLVideoElement>('[data-testid="remote-video"]');
    if (element === null) return { framesDecoded: 0, width: 0 };
    return { framesDecoded: element.getVideoPlaybackQuality().totalVideoFrames, width: element.videoWidth };
  });

async function waitForDecodedVideo(page: Page): Promise<void> {
  const deadline = performance.now() + mediaDeadline;
  for (;;) {
    const { framesDecoded, width } = await readVideo(page);
    // An element without media may show a frame of two by two.
    if (framesDecoded > 0 && width > 2) return;
    if (performance.now() > deadline) {
      const state = await page.getByTestId('state').textContent();
      throw new Error(`No video was decoded within ${mediaDeadline / 1000} s. The page says: ${state}`);
    }
    await page.waitForTimeout(200);
  }
}

async function watch(page: Page, seat: string, seconds: number): Promise<ObservedParticipant> {
  const [before, started] = [await readVideo(page), performance.now()];
  await page.waitForTimeout(seconds * 1000);
  const after = await readVideo(page);
  return {
    seat,
    secondsObserved: Number(((performance.now() - started) / 1000).toFixed(1)),
    framesDecoded: after.framesDecoded - before.framesDecoded,
    videoWidth: after.width,
  };
}

async function leave(page: Page): Promise<void> {
  await page.getByTestId('leave').click();
  await page.getByTestId('ended').waitFor();
}
