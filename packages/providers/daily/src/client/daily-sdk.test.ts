import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { dailyCapabilities } from '../daily-capabilities.ts';
import { encodeMessage } from './daily-translate.ts';

const code = readFileSync(createRequire(import.meta.url).resolve('@daily-co/daily-js'), 'utf8');

describe('the code of the SDK', () => {
  test('takes messages as long as we say, with our envelope around them', () => {
    const [, limit = ''] = /_maxAppMessageSize\)\|\|(\w+)/.exec(code) ?? [];
    const [, size = ''] = new RegExp(`[,;\\s]${limit}=(\\d+)[,;]`).exec(code) ?? [];
    const envelope = JSON.stringify(encodeMessage('')).length - JSON.stringify('').length;
    expect(Number(size)).toBe(4096);
    expect(dailyCapabilities.messages.maxBytes + envelope).toBeLessThanOrEqual(4096);
  });

  test.each(['avoidEval', 'bundlePathOverride', 'allowMultipleCallInstances'])('knows %s', (option) => {
    expect(code).toContain(option);
  });
});

describe('loading', () => {
  afterEach(() => {
    vi.doUnmock('@daily-co/daily-js');
    vi.resetModules();
  });

  test('finds the call object in what Node takes', async () => {
    const { loadDailySdk } = await import('./daily-sdk.ts');
    expect((await loadDailySdk()).createCallObject).toBeTypeOf('function');
  });

  test('finds it in what bundlers take', async () => {
    const sdk = { createCallObject: () => undefined };
    vi.doMock('@daily-co/daily-js', () => ({ default: sdk }));
    const { loadDailySdk } = await import('./daily-sdk.ts');
    expect(await loadDailySdk()).toBe(sdk);
  });

  test('that fails is told as that, and is worth another try', async () => {
    vi.doMock('@daily-co/daily-js', () => {
      throw new Error('no network');
    });
    const { loadDailyProvider } = await import('./daily-provider.ts');
    await expect(loadDailyProvider()).rejects.toMatchObject({
      code: 'sdk-load-failed',
      provider: 'daily',
      retryable: true,
    });
  });
});
