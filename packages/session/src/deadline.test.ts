import { describe, expect, test } from 'vitest';
import { VideoError } from '@patchbay/contract';
import { failureOf } from '../fixtures/failure-of.ts';
import { createTestEnvironment } from '../fixtures/test-environment.ts';
import { toVideoError, withDeadline } from './deadline.ts';

const never = () => new Promise<never>(() => undefined);

function setUp(signals: readonly AbortSignal[] = []) {
  const { environment, advance } = createTestEnvironment();
  const bounds = { provider: 'stub', milliseconds: 100, doing: 'joining', signals };
  return { environment, advance, bounds };
}

describe('withDeadline', () => {
  test('gives what the work gives, and leaves no timer', async () => {
    const { environment, bounds } = setUp();
    const timers = new Set<unknown>();
    const watched = {
      setTimeout: (callback: () => void, delay: number) => {
        const timer = environment.setTimeout(callback, delay);
        timers.add(timer);
        return timer;
      },
      clearTimeout: (timer: unknown) => void timers.delete(timer),
    };
    await expect(withDeadline(watched, bounds, async () => 7)).resolves.toBe(7);
    await expect(withDeadline(watched, bounds, () => Promise.reject(new Error('x')))).rejects.toBeInstanceOf(
      VideoError,
    );
    expect(timers.size).toBe(0);
  });

  test('rejects with `timeout`, retryable, when the work does not come back, and tells the work', async () => {
    const { environment, advance, bounds } = setUp();
    let told: AbortSignal | undefined;
    const result = withDeadline(environment, bounds, (signal) => {
      told = signal;
      return never();
    });
    const outcome = failureOf(result);
    await advance(99);
    expect(told?.aborted).toBe(false);
    await advance(1);
    expect(await outcome).toMatchObject({
      code: 'timeout',
      retryable: true,
      provider: 'stub',
    });
    expect(told?.aborted).toBe(true);
  });

  test('rejects with `aborted` at once, whether or not the work listens', async () => {
    const controller = new AbortController();
    const { environment, bounds } = setUp([controller.signal]);
    const result = withDeadline(environment, bounds, never);
    controller.abort();
    await expect(result).rejects.toMatchObject({ code: 'aborted' });
  });

  test('does not begin for a signal that has fired', async () => {
    const { environment, bounds } = setUp([AbortSignal.abort()]);
    let begun = false;
    const result = withDeadline(environment, bounds, async () => {
      begun = true;
    });
    await expect(result).rejects.toMatchObject({ code: 'aborted' });
    expect(begun).toBe(false);
  });

  test('takes its listeners off the signals', async () => {
    const controller = new AbortController();
    const { environment, bounds } = setUp([controller.signal]);
    let told: AbortSignal | undefined;
    await withDeadline(environment, bounds, async (signal) => {
      told = signal;
    });
    controller.abort();
    expect(told?.aborted).toBe(false);
  });

  test('work that throws at once rejects like any other', async () => {
    const { environment, bounds } = setUp();
    const result = withDeadline(environment, bounds, () => {
      throw new Error('at once');
    });
    await expect(result).rejects.toMatchObject({ code: 'provider-failure' });
  });
});

describe('toVideoError', () => {
  test('passes a VideoError on as it is', () => {
    const error = new VideoError('room-full', 'Full.');
    expect(toVideoError(error, 'stub')).toBe(error);
  });

  test.each([[new Error('raw')], ['text'], [undefined], [{ code: 'room-full' }]])(
    'makes a provider-failure of %s, with the original as the cause',
    (raw) => {
      expect(toVideoError(raw, 'stub')).toMatchObject({
        code: 'provider-failure',
        provider: 'stub',
        cause: raw,
      });
    },
  );
});
