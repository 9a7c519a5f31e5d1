import * as server from 'mediasoup';
import { Device } from 'mediasoup-client';
import * as fakeParameters from 'mediasoup-client/fakeParameters';
import { FakeHandler } from 'mediasoup-client/handlers/FakeHandler';
import { VideoError } from '@patchbay/contract';
import { describe, expect, test } from 'vitest';
import { mediasoupError, mediasoupErrors } from './mediasoup-errors.ts';

type ErrorClass = new (message: string) => Error;
const serverClasses = Object.entries(server.errors).filter(([, value]) => typeof value === 'function');

/** mediasoup-client exports none of its own, so they are provoked. */
async function thrownByClient(): Promise<readonly Error[]> {
  const device = new Device({ handlerFactory: FakeHandler.createFactory(fakeParameters) });
  const thrown: unknown[] = [];
  const provoke = (work: () => unknown) =>
    Promise.resolve()
      .then(work)
      .catch((error: unknown) => thrown.push(error));
  await provoke(() => device.recvRtpCapabilities);
  await provoke(() => Device.factory({ handlerName: 'nonesuch' as never }));
  await provoke(() => new Device());
  return thrown.map((error) => error as Error);
}

describe('the table', () => {
  test.each(serverClasses)('knows %s of mediasoup', (name, MediasoupError) => {
    const cause = new (MediasoupError as ErrorClass)('something');
    expect(cause.name).toBe(name);
    expect(mediasoupErrors).toHaveProperty(name);
    expect(mediasoupError(cause)).toMatchObject({ provider: 'mediasoup', vendorCode: name, cause });
    expect(mediasoupError(cause).message).not.toBe('mediasoup failed.');
  });

  test('knows what mediasoup-client throws', async () => {
    const names = (await thrownByClient()).map(({ name }) => name);
    expect(new Set(names)).toEqual(new Set(['InvalidStateError', 'TypeError', 'UnsupportedError']));
    for (const name of names) expect(mediasoupErrors).toHaveProperty(name);
  });
});

test.each([
  ['UnsupportedError', 'unsupported', false],
  ['WorkerClosedError', 'unreachable', true],
  ['InvalidStateError', 'provider-failure', false],
  ['Interrupted', 'connection-lost', false],
])('%s is %s', (name, code, retryable) => {
  expect(mediasoupError(Object.assign(new Error('x'), { name }))).toMatchObject({ code, retryable });
});

test.each([
  ['an error of the future', new RangeError('odd'), 'RangeError'],
  ['text', 'odd', undefined],
  ['nothing', undefined, undefined],
])('%s is a failure with its cause', (_name, cause, vendorCode) => {
  const error = mediasoupError(cause);
  expect(error).toMatchObject({ code: 'provider-failure', vendorCode, message: 'mediasoup failed.' });
  expect(error.cause).toBe(cause);
});

test('an error that is ours already stays as it is', () => {
  const error = new VideoError('aborted', 'The session was left.');
  expect(mediasoupError(error)).toBe(error);
});
