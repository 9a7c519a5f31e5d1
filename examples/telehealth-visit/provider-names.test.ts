import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { providers } from './patchbay.providers.ts';

const source = fileURLToPath(new URL('src', import.meta.url));

/** Everybody who might carry a consult one day, beside those that are installed now. */
const vendors = [
  'livekit mesh mediasoup janus twilio daily vonage opentok agora whereby zoom pexip'.split(' '),
  providers.map(({ id }) => id),
].flat();

const mentions = (text: string): readonly string[] =>
  vendors.filter((vendor) => new RegExp(`(?<![a-z])${vendor}(?![a-z])`, 'i').test(text));

test('the search finds a vendor in code, in a file name and in a sentence', () => {
  expect(mentions("import { livekit } from '@patchbay/provider-livekit'")).toContain('livekit');
  expect(mentions('mesh-view.tsx')).toContain('mesh');
  expect(mentions('Works with Twilio.')).toContain('twilio');
  expect(mentions('a meshwork, seen from agorafoo')).toEqual([]);
});

test('no file under src names a provider, nor is named after one', async () => {
  const entries = await readdir(source, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const found = await Promise.all(
    files.map(async (file) =>
      mentions(`${file.slice(source.length)}\n${await readFile(file, 'utf8')}`).map(
        (name) => `${file}: ${name}`,
      ),
    ),
  );
  expect(files.length).toBeGreaterThan(40);
  expect(found.flat()).toEqual([]);
});
