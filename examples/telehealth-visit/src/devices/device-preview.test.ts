import { describe, expect, test } from 'vitest';
import { type DevicePort, DevicePreview } from './device-preview.ts';
import type { DeviceKind } from './device-trouble.ts';

class FakeTrack extends EventTarget {
  readyState = 'live';
  readonly kind: DeviceKind;
  readonly deviceId: string;

  constructor(kind: DeviceKind, deviceId: string) {
    super();
    this.kind = kind;
    this.deviceId = deviceId;
  }

  stop(): void {
    this.readyState = 'ended';
  }

  getSettings() {
    return { deviceId: this.deviceId };
  }
}

/** A desk with devices on it: `kind/id` strings; what cannot be opened has the browser's error name. */
class FakeDesk extends EventTarget {
  devices: readonly string[];
  readonly broken = new Map<string, string>();
  readonly opened: FakeTrack[] = [];
  readonly asked: string[] = [];
  /** While set, openings wait. */
  gate: Promise<void> | undefined;

  constructor(...devices: readonly string[]) {
    super();
    this.devices = devices;
  }

  get port(): DevicePort {
    return this as unknown as DevicePort;
  }

  get live(): readonly string[] {
    return this.opened.filter(({ readyState }) => readyState === 'live').map(({ deviceId }) => deviceId);
  }

  async enumerateDevices() {
    return this.devices.map((entry) => {
      const [kind, deviceId] = entry.split('/');
      return { kind: kind === 'camera' ? 'videoinput' : 'audioinput', deviceId, label: `The ${deviceId}` };
    });
  }

  async getUserMedia(constraints: MediaStreamConstraints) {
    this.asked.push(Object.keys(constraints).sort().join('+'));
    await this.gate;
    const tracks: FakeTrack[] = [];
    if (constraints.audio !== undefined) tracks.push(this.#open('microphone', constraints.audio));
    if (constraints.video !== undefined) tracks.push(this.#open('camera', constraints.video));
    this.opened.push(...tracks);
    const of = (kind: DeviceKind) => tracks.filter((track) => track.kind === kind);
    return { getVideoTracks: () => of('camera'), getAudioTracks: () => of('microphone') };
  }

  #open(kind: DeviceKind, wanted: boolean | MediaTrackConstraints): FakeTrack {
    const exact =
      typeof wanted === 'object' ? (wanted.deviceId as { readonly exact: string }).exact : undefined;
    const id = this.devices
      .filter((entry) => entry.startsWith(kind))
      .map((entry) => entry.split('/')[1] ?? '')
      .find((one) => exact === undefined || one === exact);
    if (id === undefined)
      throw new DOMException('', exact === undefined ? 'NotFoundError' : 'OverconstrainedError');
    const failure = this.broken.get(id);
    if (failure !== undefined) throw new DOMException('', failure);
    return new FakeTrack(kind, id);
  }
}

const wholeDesk = () => new FakeDesk('camera/c1', 'camera/c2', 'microphone/m1');

describe('the preview', () => {
  test('opens camera and microphone with one question, and lists what there is', async () => {
    const desk = wholeDesk();
    const preview = new DevicePreview(desk.port);
    await preview.start();
    expect(desk.asked).toEqual(['audio+video']);
    const { camera, microphone } = preview.getSnapshot();
    expect(camera).toMatchObject({ chosenId: 'c1', opening: false, trouble: undefined });
    expect(camera.options.map(({ id }) => id)).toEqual(['c1', 'c2']);
    expect(microphone).toMatchObject({ chosenId: 'm1', trouble: undefined });
    expect(desk.live).toEqual(['m1', 'c1']);
  });

  test.each([
    ['NotAllowedError', 'denied'],
    ['NotReadableError', 'busy'],
  ])('a camera with %s leaves the microphone alone', async (name, trouble) => {
    const desk = wholeDesk();
    desk.broken.set('c1', name);
    const preview = new DevicePreview(desk.port);
    await preview.start();
    expect(preview.getSnapshot().camera).toMatchObject({ trouble, track: undefined, opening: false });
    expect(preview.getSnapshot().microphone.trouble).toBeUndefined();
    expect(desk.live).toEqual(['m1']);
  });

  test('says what is missing without asking for it', async () => {
    const desk = new FakeDesk('microphone/m1');
    const preview = new DevicePreview(desk.port);
    await preview.start();
    expect(preview.getSnapshot().camera.trouble).toBe('missing');
    expect(desk.asked).toEqual(['audio']);
  });

  test('without https says so', async () => {
    const preview = new DevicePreview(undefined);
    await preview.start();
    expect(preview.getSnapshot().camera.trouble).toBe('insecure');
    expect(preview.getSnapshot().microphone.trouble).toBe('insecure');
  });

  test('works again after a retry', async () => {
    const desk = wholeDesk();
    desk.broken.set('c1', 'NotReadableError');
    const preview = new DevicePreview(desk.port);
    await preview.start();
    desk.broken.clear();
    await preview.retry('camera');
    expect(preview.getSnapshot().camera).toMatchObject({ trouble: undefined, chosenId: 'c1' });
  });

  test('another camera closes the one before', async () => {
    const desk = wholeDesk();
    const preview = new DevicePreview(desk.port);
    await preview.start();
    await preview.choose('camera', 'c2');
    expect(desk.live).toEqual(['m1', 'c2']);
    expect(preview.getSnapshot().camera.chosenId).toBe('c2');
  });

  test('off closes the device, on opens the one that was chosen', async () => {
    const desk = wholeDesk();
    const preview = new DevicePreview(desk.port);
    await preview.start();
    await preview.choose('camera', 'c2');
    await preview.setOn('camera', false);
    expect(desk.live).toEqual(['m1']);
    await preview.setOn('camera', true);
    expect(desk.live).toEqual(['m1', 'c2']);
  });

  test('release closes everything, and choosing afterwards opens nothing', async () => {
    const desk = wholeDesk();
    const preview = new DevicePreview(desk.port);
    await preview.start();
    preview.release();
    await preview.choose('camera', 'c2');
    expect(desk.live).toEqual([]);
    expect(preview.getSnapshot().camera).toMatchObject({ chosenId: 'c2', on: true, track: undefined });
  });

  test('released before it has begun, it asks for nothing', async () => {
    const desk = wholeDesk();
    const preview = new DevicePreview(desk.port);
    const started = preview.start();
    preview.release();
    await started;
    expect(desk.asked).toEqual([]);
  });

  test('a device that opens after the preview was released is closed at once', async () => {
    const desk = wholeDesk();
    const { promise, resolve } = Promise.withResolvers<void>();
    desk.gate = promise;
    const preview = new DevicePreview(desk.port);
    const started = preview.start();
    await expect.poll(() => desk.asked).toEqual(['audio+video']);
    preview.release();
    resolve();
    await started;
    expect(desk.opened).toHaveLength(2);
    expect(desk.live).toEqual([]);
    expect(preview.getSnapshot().camera.track).toBeUndefined();
  });

  test('started twice in a row, as a page that is drawn twice does, it opens each device once', async () => {
    const desk = wholeDesk();
    const preview = new DevicePreview(desk.port);
    const first = preview.start();
    preview.release();
    await Promise.all([first, preview.start()]);
    expect(desk.asked).toEqual(['audio+video']);
    expect(desk.live).toEqual(['m1', 'c1']);
  });

  test('a device that is pulled out is told, and its choice is forgotten', async () => {
    const desk = wholeDesk();
    const preview = new DevicePreview(desk.port);
    await preview.start();
    desk.devices = ['camera/c2', 'microphone/m1'];
    desk.opened.find(({ deviceId }) => deviceId === 'c1')?.dispatchEvent(new Event('ended'));
    desk.dispatchEvent(new Event('devicechange'));
    await Promise.resolve();
    await expect.poll(() => preview.getSnapshot().camera.chosenId).toBeUndefined();
    expect(preview.getSnapshot().camera).toMatchObject({ trouble: 'unplugged', track: undefined });
  });
});
