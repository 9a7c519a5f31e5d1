import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findChromium } from './chromium.ts';
import { type ScratchFolder, scratchFolder } from './scratch-folder.ts';

describe('Chromium', () => {
  let scratch: ScratchFolder;
  beforeEach(async () => {
    scratch = await scratchFolder();
  });
  afterEach(() => scratch.remove());

  const find = (environment: Readonly<Record<string, string>> = {}, elsewhere: readonly string[] = []) =>
    findChromium({
      log: () => undefined,
      environment: { PATH: join(scratch.path, 'bin'), ...environment },
      elsewhere,
    });

  test('is the one that PATCHBAY_CHROMIUM names, before all others', async () => {
    await scratch.program('bin/chromium', 'exit 0');
    const named = await scratch.program('named', 'exit 0');
    expect(await find({ PATCHBAY_CHROMIUM: named })).toBe(named);
  });

  test('named and not there is an error, not a search', async () => {
    await scratch.program('bin/chromium', 'exit 0');
    const finding = find({ PATCHBAY_CHROMIUM: join(scratch.path, 'nothing') });
    await expect(finding).rejects.toMatchObject({ code: 'chromium-unavailable' });
  });

  test('is the one on PATH, before those elsewhere', async () => {
    const elsewhere = await scratch.program('elsewhere', 'exit 0');
    expect(await find({}, [elsewhere])).toBe(elsewhere);
    const chrome = await scratch.program('bin/google-chrome', 'exit 0');
    expect(await find({}, [elsewhere])).toBe(chrome);
    const chromium = await scratch.program('bin/chromium', 'exit 0');
    expect(await find({}, [elsewhere])).toBe(chromium);
  });

  test('that is nowhere is an error with what to do', async () => {
    const error: unknown = await find().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'chromium-unavailable' });
    expect(String(error)).toContain('PATCHBAY_CHROMIUM');
  });
});
