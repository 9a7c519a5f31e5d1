import { findChromium } from './chromium.ts';
import { ensureJanus } from './janus-server.ts';
import { ensureLivekitServer } from './livekit-server.ts';
import { ensureMediasoupWorker } from './mediasoup-worker.ts';

export interface FindOptions {
  readonly log: (line: string) => void;
  /** Installs or builds what is not here, where it can. */
  readonly install: boolean;
}

/** The browser and the servers that tests and demo run against: how each is found, or had. Rejects with one sentence. */
export const realThings = {
  chromium: { title: 'Chromium', find: (options: FindOptions) => findChromium(options) },
  janus: { title: 'Janus', find: (options: FindOptions) => ensureJanus(options) },
  livekit: { title: 'livekit-server', find: ({ log }: FindOptions) => ensureLivekitServer({ log }) },
  mediasoup: { title: 'mediasoup-worker', find: (options: FindOptions) => ensureMediasoupWorker(options) },
} as const satisfies Readonly<
  Record<string, { readonly title: string; find(options: FindOptions): Promise<string> }>
>;

export type RealThing = keyof typeof realThings;

/** Where they are on this machine; undefined for what could not be had. */
export type RealPaths = Readonly<Partial<Record<RealThing, string | undefined>>>;

export const everyRealThing = Object.keys(realThings) as readonly RealThing[];

/** For surroundings, which are started only with all they need. */
export function requirePath(paths: RealPaths, thing: RealThing): string {
  const path = paths[thing];
  if (path === undefined) throw new Error(`${realThings[thing].title} was not made ready.`);
  return path;
}
