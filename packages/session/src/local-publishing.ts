import {
  type Capabilities,
  type LocalPublication,
  type LocalSource,
  type ProviderConnection,
  type UnpublishReason,
  VideoError,
} from '@patchbay/contract';
import { captureSource, type CapturedTrack } from './capture-source.ts';
import type { LocalSlot } from './local-slot.ts';
import type { SessionEnvironment } from './session-environment.ts';

/** What local media needs of its session. */
export interface LocalMediaHost {
  readonly environment: SessionEnvironment;
  capabilities(): Capabilities;
  /** The connection while the session is active. */
  connection(): ProviderConnection | undefined;
  /** Runs a provider's work under the session's deadline; rejects with `aborted` once the session is left. */
  bounded<Result>(doing: Doing, work: () => Promise<Result>, signal?: AbortSignal): Promise<Result>;
  changed(publication: LocalPublication): void;
  removed(publication: LocalPublication, reason: UnpublishReason): void;
}

/** Whose device it is decides how long it may take: a person may first have to answer the browser's question. */
export const unlessItOpens = (host: LocalMediaHost, doing: Doing): Doing =>
  host.capabilities().rawTrackIn ? doing : 'opening a device';

export type Doing = 'opening a device' | 'publishing' | 'replacing a track' | 'unpublishing' | 'muting';

/** Opens what is to be published. A device that opens after nobody waits for it any more does not stay on. */
export async function openSource(
  host: LocalMediaHost,
  source: LocalSource,
  signal?: AbortSignal,
): Promise<CapturedTrack> {
  let opening: Promise<CapturedTrack> | undefined;
  try {
    return await host.bounded(
      'opening a device',
      () => (opening = captureSource(source, host.environment.capture)),
      signal,
    );
  } catch (error) {
    opening?.then(({ track, owned }) => (owned ? track.stop() : undefined)).catch(() => undefined);
    throw error;
  }
}

/** Has the provider publish the slot. A publication that comes about after nobody waits for it is taken back. */
export async function publishSlot(
  host: LocalMediaHost,
  slot: LocalSlot,
  signal?: AbortSignal,
): Promise<void> {
  const connection = connectionOf(host);
  let publishing: Promise<string> | undefined;
  try {
    slot.providerId = await host.bounded(
      unlessItOpens(host, 'publishing'),
      () => (publishing = connection.publish(slot.outgoing())),
      signal,
    );
    slot.isSent = true;
  } catch (error) {
    publishing?.then((id) => host.connection()?.unpublish(id)).catch(() => undefined);
    throw error;
  }
}

/** Gives the provider what the slot shows now, in place where it can. */
export async function sendSlot(host: LocalMediaHost, slot: LocalSlot): Promise<void> {
  const connection = connectionOf(host);
  const { providerId } = slot;
  if (providerId !== undefined && host.capabilities().replaceTrack) {
    let replacing: Promise<void> | undefined;
    try {
      await host.bounded(
        unlessItOpens(host, 'replacing a track'),
        () => (replacing = connection.replace(providerId, slot.outgoing())),
      );
      slot.isSent = true;
    } catch (error) {
      // A replacement that comes about after it was given up is replaced by what the slot went back to.
      replacing?.then(() => slot.queue.run(() => resend(host, slot))).catch(() => undefined);
      throw error;
    }
    return;
  }
  if (providerId !== undefined) {
    await host.bounded('unpublishing', () => connection.unpublish(providerId));
    slot.providerId = undefined;
    slot.isSent = false;
  }
  await publishSlot(host, slot);
}

async function resend(host: LocalMediaHost, slot: LocalSlot): Promise<void> {
  if (slot.providerId === undefined || !slot.hasTrack) return;
  await host.connection()?.replace(slot.providerId, slot.outgoing());
}

/** The connection, for work that began while the session was active. */
export function connectionOf(host: LocalMediaHost): ProviderConnection {
  const connection = host.connection();
  if (connection === undefined) throw new VideoError('aborted', 'The session was left meanwhile.');
  return connection;
}
