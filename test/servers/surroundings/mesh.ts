import type { Surroundings } from './surroundings.ts';

/** Patchbay's own server carries it. */
export const meshSurroundings: Surroundings = {
  provider: 'mesh',
  assurance: 'real',
  needs: ['chromium'],
  start: () => Promise.resolve({ settings: {}, close: () => Promise.resolve() }),
};
