import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { loadAgoraProvider } from './agora-provider.ts';

const folder = dirname(createRequire(import.meta.url).resolve('agora-rtc-sdk-ng'));

test('the code has what its types leave out, and refuses what is longer than we say', () => {
  const code = readFileSync(join(folder, 'esm', 'AgoraRTC_N-production.esm-bundler.mjs'), 'utf8');
  const [, body = ''] = code.split('async sendStreamMessage(');
  expect(body.slice(0, 1200)).toContain('.size>1024');
});

test('an SDK that cannot be had, as in Node, is told as that', async () => {
  await expect(loadAgoraProvider()).rejects.toMatchObject({
    code: 'sdk-load-failed',
    provider: 'agora',
    retryable: true,
  });
});
