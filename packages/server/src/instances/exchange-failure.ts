import { isVideoError, type ProviderId, VideoError, type VideoErrorCode } from '@patchbay/contract';
import type { ExchangeFailure } from './exchange-messages.ts';

/** It is not at that instance, or that instance is gone: ask again where it is. */
export class MovedError extends Error {
  override readonly name = 'MovedError';
}

export const unreachable = (provider: ProviderId): VideoError =>
  new VideoError('unreachable', 'The instance that has the room cannot be reached. Try again.', {
    provider,
    retryable: true,
  });

/** What one instance tells another of what went wrong. What it does not know how to say it does not say. */
export function failureOf(error: unknown): ExchangeFailure {
  if (error instanceof MovedError) return { code: 'moved', message: '', retryable: true };
  if (!isVideoError(error)) return { code: 'provider-failure', message: '', retryable: false };
  const { code, message, retryable, vendorCode } = error;
  return { code, message, retryable, ...(vendorCode !== undefined && { vendorCode }) };
}

export function errorOf(provider: ProviderId, failure: ExchangeFailure): Error {
  const { code, message, retryable, vendorCode } = failure;
  if (code === 'moved') return new MovedError('It has moved.');
  const said = message === '' ? 'The instance that has the room failed.' : message;
  return new VideoError(code as VideoErrorCode, said, { provider, retryable, vendorCode });
}
