import type { ProviderEvent, ProviderMedia } from '@patchbay/contract';
import { expect, test } from 'vitest';
import { FakeMediaStreamTrack } from './media/fake-track.ts';
import { tellDifferences } from './tell-differences.ts';

test('a whole state is told as what is new in it', () => {
  const told: ProviderEvent[] = [];
  const tell = tellDifferences((event) => void told.push(event));
  const track = new FakeMediaStreamTrack('video');
  const about = {
    id: '1',
    participantId: 'a',
    source: 'camera',
    kind: 'video',
    muted: false,
    paused: false,
  } as const;
  const shown: ProviderMedia = { ...about, track };
  const participants = [{ id: 'a', userKey: undefined }];
  const say = (...media: readonly ProviderMedia[]) => tell({ type: 'roster', participants, media });
  say(shown);
  say(shown);
  say({ ...about, muted: true, track: undefined });
  say({ ...shown, paused: true });
  say();
  tell({ type: 'restored' });
  expect(told).toEqual([
    { type: 'roster', participants },
    { type: 'media-added', media: shown },
    { type: 'media-muted', id: '1', muted: true },
    { type: 'media-muted', id: '1', muted: false },
    { type: 'media-paused', id: '1', paused: true },
    { type: 'media-removed', id: '1' },
    { type: 'restored' },
  ]);
});
