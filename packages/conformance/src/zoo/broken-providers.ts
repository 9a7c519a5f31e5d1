import { brokenEndings } from './broken-endings.ts';
import { brokenMedia } from './broken-media.ts';
import { brokenMessages } from './broken-messages.ts';
import type { BrokenProvider } from './broken-provider.ts';
import { brokenMixes } from './broken-mixes.ts';
import { brokenRosters } from './broken-rosters.ts';

/** The zoo: each breaks the contract in a way that a real vendor or adapter did or might, and must be caught. */
export const brokenProviders: readonly BrokenProvider[] = [
  ...brokenRosters,
  ...brokenMedia,
  ...brokenMixes,
  ...brokenMessages,
  ...brokenEndings,
];
