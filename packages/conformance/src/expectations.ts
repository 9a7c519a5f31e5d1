import { isVideoError, type VideoError, type VideoErrorCode } from '@patchbay/contract';
import { assert } from 'chai';
import type { Actor } from './actor.ts';
import type { Stage } from './stage.ts';

/**
 * The `VideoError` that the promise rejects with; fails when it does not, or with another code. May be awaited later: until
 * then its failure is nobody's.
 */
export function expectCode(
  stage: Stage,
  promise: Promise<unknown>,
  ...codes: readonly VideoErrorCode[]
): Promise<VideoError> {
  return meanwhile(checkCode(stage, promise, codes));
}

async function checkCode(
  stage: Stage,
  promise: Promise<unknown>,
  codes: readonly VideoErrorCode[],
): Promise<VideoError> {
  const error = await stage.soon(`a call settles with ${codes.join(' or ')}`, failureOf(promise));
  const wanted = codes.join(' or ');
  if (error === undefined) assert.fail(`A call resolved where it ought to reject with ${wanted}`);
  if (!isVideoError(error)) {
    const name = error instanceof Error ? error.name : typeof error;
    assert.fail(`A call rejected with ${name}, which is no VideoError, in place of ${wanted}`);
  }
  if (!codes.includes(error.code))
    assert.fail(
      `A call rejected with ${error.code} (${error.vendorCode ?? 'no vendor code'}) in place of ${wanted}`,
    );
  return error;
}

/** Something that goes on while the scenario does other things; its failure counts once it is awaited. */
export function meanwhile<Value>(promise: Promise<Value>): Promise<Value> {
  promise.catch(() => undefined);
  return promise;
}

/** What the promise rejects with; undefined when it resolves. Handles the rejection at once. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
    return undefined;
  } catch (error) {
    return error;
  }
}

/**
 * Waits until `to` has heard all that `from` caused before: what one person says arrives in order. Use it before claiming
 * that something did not happen.
 */
export async function fence(stage: Stage, from: Actor, to: Actor): Promise<void> {
  // A message reaches those whom its sender knows of.
  await stage.sees(from, to);
  if (stage.capabilities.messages.maxBytes > 0) {
    const mark = `fence-${crypto.randomUUID()}`;
    await from.session.send(mark);
    await stage.eventually('a message arrives', () =>
      to.events.of('message-received').some(({ message }) => message === mark),
    );
    return;
  }
  const published = [...from.session.local.publications.values()];
  const source = published.some((publication) => publication.source === 'microphone')
    ? 'camera'
    : 'microphone';
  const publication = await from.session.publish({ kind: source });
  await stage.seesPublication(to, from, source);
  await from.session.unpublish(publication);
  await stage.seesNone(to, from, source);
}

/** Long enough for what a session would do at once, where it is to wait. */
export const moment = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50));

/** Nothing of this session is on or connected any more. */
export async function expectNothingLive(stage: Stage, actor: Actor): Promise<void> {
  await stage.eventually('every device is off', () => actor.devices.open === 0);
  await stage.eventually('no connection is left', () => actor.adapter.openConnections === 0);
  assert.deepEqual(actor.adapter.lateReports, [], 'what the adapter reported after its end');
}
