import type { VendorRendering } from '@patchbay/contract';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createVendorPicture } from './vendor-picture.ts';

const stream = () => ({}) as MediaStream;
const viewer = () =>
  ({ srcObject: null, play: () => Promise.reject(new Error('interrupted')) }) as unknown as HTMLVideoElement;
const turn = () => new Promise((resolve) => void setImmediate(resolve));

/** What a vendor renders into: a video element, or else a canvas of the shadow tree. */
function root(video: { srcObject: MediaStream | null } | null, canvas?: MediaStream) {
  const listeners: (() => void)[] = [];
  const element = {
    querySelector: () => video,
    addEventListener: (_name: string, listener: () => void) => void listeners.push(listener),
    shadowRoot: { querySelector: () => canvas && { captureStream: () => canvas } },
  } as unknown as HTMLElement;
  return { element, tell: () => listeners.forEach((listener) => listener()) };
}

const rendering = (element: HTMLElement) =>
  ({ open: vi.fn(async () => element), close: vi.fn(async () => undefined) }) satisfies VendorRendering;

beforeEach(() => void vi.stubGlobal('document', undefined));
afterEach(() => void vi.unstubAllGlobals());

test('every element gets the stream that the vendor plays, once and when it changes', async () => {
  const [first, second] = [stream(), stream()];
  const video = { srcObject: null as MediaStream | null };
  const { element, tell } = root(video);
  const asked = rendering(element);
  const picture = createVendorPicture(asked);
  const [one, two] = [viewer(), viewer()];
  const detach = picture.attach(one);
  picture.attach(two);
  await turn();
  expect(asked.open).toHaveBeenCalledTimes(1);
  video.srcObject = first;
  tell();
  expect([one.srcObject, two.srcObject, one.muted]).toEqual([first, first, true]);
  video.srcObject = second;
  tell();
  expect([one.srcObject, two.srcObject]).toEqual([second, second]);
  detach();
  expect([one.srcObject, two.srcObject]).toEqual([null, second]);
});

test('a canvas is captured where there is no video', async () => {
  const captured = stream();
  const picture = createVendorPicture(rendering(root(null, captured).element));
  const element = viewer();
  picture.attach(element);
  await turn();
  expect(element.srcObject).toBe(captured);
});

test('the vendor renders only while somebody looks and there is something to see', async () => {
  const shown = stream();
  const asked = rendering(root({ srcObject: shown }).element);
  const picture = createVendorPicture(asked);
  const element = viewer();
  const detach = picture.attach(element);
  await turn();
  picture.setOn(false);
  await turn();
  expect([element.srcObject, asked.close.mock.calls.length]).toEqual([null, 1]);
  picture.setOn(true);
  await turn();
  expect([element.srcObject, asked.open.mock.calls.length]).toEqual([shown, 2]);
  detach();
  await turn();
  expect(asked.close).toHaveBeenCalledTimes(2);
});

test('what was put into the element meanwhile stays, and what cannot be rendered is tried again', async () => {
  const shown = stream();
  const asked = rendering(root({ srcObject: shown }).element);
  asked.open.mockRejectedValueOnce(new Error('not yet'));
  const picture = createVendorPicture(asked);
  const element = viewer();
  picture.attach(element);
  await turn();
  expect(element.srcObject).toBeNull();
  picture.setOn(true);
  await turn();
  expect(element.srcObject).toBe(shown);
  const own = stream();
  element.srcObject = own;
  picture.end();
  expect(element.srcObject).toBe(own);
});
