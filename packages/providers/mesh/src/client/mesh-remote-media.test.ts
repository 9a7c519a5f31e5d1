import type { ProviderEvent } from '@patchbay/contract';
import { expect, test } from 'vitest';
import { settle } from '../../fixtures/manual-clock.ts';
import { of, video } from '../../fixtures/expectations.ts';
import { createAttacher } from './mesh-remote-media.ts';
import { browserPlatform } from './mesh-platform.ts';

class FakeElement {
  srcObject: unknown = null;
  plays = 0;
  refusal: string | undefined;

  async play(): Promise<void> {
    this.plays += 1;
    if (this.refusal !== undefined) throw new DOMException('refused', this.refusal);
  }

  get asMedia(): HTMLMediaElement {
    return this as unknown as HTMLMediaElement;
  }
}

function setUp(): { events: ProviderEvent[]; attacher: ReturnType<typeof createAttacher> } {
  const events: ProviderEvent[] = [];
  const createStream = (tracks: MediaStreamTrack[]): MediaStream =>
    ({ getTracks: () => tracks }) as MediaStream;
  return {
    events,
    attacher: createAttacher({
      ...browserPlatform,
      createStream,
      report: (event) => void events.push(event),
    }),
  };
}

test('shows the track and plays it, until it is taken off', () => {
  const { attacher } = setUp();
  const element = new FakeElement();
  const track = video('camera');
  const detach = attacher(track)(element.asMedia);
  expect((element.srcObject as MediaStream).getTracks()).toEqual([track]);
  expect(element.plays).toBe(1);
  detach();
  detach();
  expect(element.srcObject).toBeNull();
});

test('taking off leaves alone what was attached since', () => {
  const { attacher } = setUp();
  const element = new FakeElement();
  const detach = attacher(video('one'))(element.asMedia);
  attacher(video('two'))(element.asMedia);
  const second = element.srcObject;
  detach();
  expect(element.srcObject).toBe(second);
});

test('a refusal to play is told, and resuming plays what is still attached', async () => {
  const { attacher, events } = setUp();
  const [one, two] = [new FakeElement(), new FakeElement()];
  one.refusal = two.refusal = 'NotAllowedError';
  attacher(video('one'))(one.asMedia);
  const detach = attacher(video('two'))(two.asMedia);
  await settle();
  const blocked = of(events, 'playback-blocked');
  expect(blocked).toHaveLength(2);
  detach();
  one.refusal = two.refusal = undefined;
  await blocked[0]?.resume();
  await blocked[1]?.resume();
  expect([one.plays, two.plays]).toEqual([2, 1]);
});

test('playing that is cut short by other media is no refusal', async () => {
  const { attacher, events } = setUp();
  const element = new FakeElement();
  element.refusal = 'AbortError';
  attacher(video('one'))(element.asMedia);
  await settle();
  expect(events).toEqual([]);
});
