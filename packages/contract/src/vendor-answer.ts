import type { ProviderId } from './ids.ts';
import { isVideoError, VideoError, type VideoErrorCode } from './video-error.ts';

/** An object of a vendor's, as it came: read it with an {@link AnswerReader}. */
export type VendorObject = Readonly<Record<string, unknown>>;

/** What a vendor's API promises, read from what it answered. Where that is not so, each throws `garbage()`. */
export interface AnswerReader {
  objectOf(value: unknown): VendorObject;
  /** The list of objects under that name. */
  listOf(object: VendorObject, name: string): readonly VendorObject[];
  /** The text under that name, which is not empty; `garbage()` also where there is no object. */
  textOf(object: VendorObject | undefined, name: string): string;
  /** The time under that name, in milliseconds since the Unix epoch. */
  timeOf(object: VendorObject, name: string): number;
  /** `provider-failure`, which may pass. */
  garbage(): VideoError;
  /** By what an HTTP status means everywhere; what is not the caller's fault may pass. The vendor's own code goes along. */
  refusal(status: number, vendorCode?: string): VideoError;
}

const meanings: Readonly<Record<number, readonly [code: VideoErrorCode, message: string]>> = {
  400: ['invalid-argument', 'refused a value.'],
  401: ['credentials-rejected', 'refused the API key or its secret.'],
  403: ['not-allowed', 'does not allow this. Check the plan of the account and what the key may do.'],
  404: ['room-not-found', 'knows no such room, or it has ended.'],
};

export const isVendorObject = (value: unknown): value is VendorObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `vendor` is its name for people. */
export function readAnswersOf(provider: ProviderId, vendor: string): AnswerReader {
  const garbage = (): VideoError => {
    const message = `${vendor} answered something else than was asked for.`;
    return new VideoError('provider-failure', message, { provider, retryable: true });
  };
  const textOf = (object: VendorObject | undefined, name: string): string => {
    const value = object?.[name];
    if (typeof value === 'string' && value !== '') return value;
    throw garbage();
  };
  return {
    garbage,
    textOf,
    refusal: (status, vendorCode = String(status)) => {
      const [code, meaning] = meanings[status] ?? ['provider-failure', 'failed. Try again.'];
      const options = { provider, vendorCode, retryable: meanings[status] === undefined };
      return new VideoError(code, `${vendor} ${meaning}`, options);
    },
    objectOf: (value) => {
      if (isVendorObject(value)) return value;
      throw garbage();
    },
    listOf: (object, name) => {
      const value = object[name];
      if (Array.isArray(value) && value.every(isVendorObject)) return value;
      throw garbage();
    },
    timeOf: (object, name) => {
      const time = Date.parse(textOf(object, name));
      if (Number.isNaN(time)) throw garbage();
      return time;
    },
  };
}

/** Undefined when the vendor says that there is no such thing (`room-not-found`). */
export const unlessGone = <Value>(asking: Promise<Value>): Promise<Value | undefined> =>
  asking.catch((error: unknown) => {
    if (isVideoError(error) && error.code === 'room-not-found') return undefined;
    throw error;
  });

/** Undefined for what is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
