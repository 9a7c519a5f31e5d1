import { expect, test } from 'vitest';
import { unlessAborted } from './unless-aborted.ts';

const never = new Promise<never>(() => undefined);
const aborted = { code: 'aborted', provider: 'acme' };

test('gives what the work gives, also its failure', async () => {
  const { signal } = new AbortController();
  await expect(unlessAborted('acme', signal, Promise.resolve(1))).resolves.toBe(1);
  const error = new Error('refused');
  await expect(unlessAborted('acme', signal, Promise.reject(error))).rejects.toBe(error);
});

test('is over at once when the signal fires, or has fired', async () => {
  const controller = new AbortController();
  const waiting = unlessAborted('acme', controller.signal, never);
  controller.abort();
  await expect(waiting).rejects.toMatchObject(aborted);
  await expect(unlessAborted('acme', controller.signal, never)).rejects.toMatchObject(aborted);
});

test('a signal that fires afterwards means nothing, and is not listened to any more', async () => {
  const controller = new AbortController();
  const listening = new Set<unknown>();
  const { signal } = controller;
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (type: string, listener: EventListener) => {
    listening.add(listener);
    add(type, listener);
  };
  signal.removeEventListener = (type: string, listener: EventListener) => {
    listening.delete(listener);
    remove(type, listener);
  };
  await unlessAborted('acme', signal, Promise.resolve());
  expect(listening.size).toBe(0);
  controller.abort();
});
