import {
  type Capabilities,
  type LocalPublication,
  type LocalSource,
  type ProviderConnection,
  type PublicationId,
  type UnpublishReason,
  VideoError,
} from '@patchbay/contract';
import { captureSource, type CapturedTrack } from './capture-source.ts';
import type { LocalSlot } from './local-slot.ts';
import type { SessionEnvironment } from './session-environment.ts';
import type { VendorLine } from './vendor-line.ts';

/** What local media needs of its session. */
export interface LocalMediaHost {
  readonly environment: SessionEnvironment;
  capabilities(): Capabilities;
  /** The connection while the session is active. */
  connection(): ProviderConnection | undefined;
  readonly line: Pick<VendorLine, 'ready' | 'bounded'>;
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
    return await host.line.bounded(
      'opening a device',
      () => (opening = captureSource(source, host.environment.capture)),
      signal,
    );
  } catch (error) {
    opening?.then(({ track, owned }) => (owned ? track.stop() : undefined)).catch(() => undefined);
    throw error;
  }
}

/**
 * Asks the provider for one verb, once it is not reconnecting. What comes about after nobody waits for it any more is undone
 * before any other verb of the source is asked.
 */
export async function ask<Result>(
  host: LocalMediaHost,
  slot: LocalSlot,
  doing: Doing,
  verb: (connection: ProviderConnection) => Promise<Result>,
  {
    undo,
    signal,
  }: { undo?: (result: Result) => Promise<unknown> | undefined; signal?: AbortSignal | undefined } = {},
): Promise<Result> {
  await host.line.ready(signal);
  const connection = connectionOf(host);
  let asked: Promise<Result> | undefined;
  try {
    return await host.line.bounded(doing, () => (asked = verb(connection)), signal);
  } catch (error) {
    const late = asked;
    if (late !== undefined) slot.queue.runNext(() => host.line.bounded(doing, () => late.then(undo)));
    throw error;
  }
}

/** Has the provider publish the slot. A publication that comes about after nobody waits for it is taken back. */
export async function publishSlot(
  host: LocalMediaHost,
  slot: LocalSlot,
  signal?: AbortSignal,
): Promise<void> {
  const publish = (connection: ProviderConnection) => connection.publish(slot.outgoing());
  const undo = (id: PublicationId) => host.connection()?.unpublish(id);
  slot.providerId = await ask(host, slot, unlessItOpens(host, 'publishing'), publish, { undo, signal });
  slot.isSent = true;
}

/** Gives the provider what the slot shows now, in place where it can. */
export async function sendSlot(host: LocalMediaHost, slot: LocalSlot): Promise<void> {
  const { providerId } = slot;
  if (providerId !== undefined && host.capabilities().replaceTrack) {
    const replace = (connection: ProviderConnection) => connection.replace(providerId, slot.outgoing());
    // A replacement that comes about after it was given up is replaced by what the slot went back to.
    const undo = async () => {
      const connection = slot.providerId !== undefined && slot.hasTrack ? host.connection() : undefined;
      if (connection !== undefined) await replace(connection);
    };
    await ask(host, slot, unlessItOpens(host, 'replacing a track'), replace, { undo });
    slot.isSent = true;
    return;
  }
  if (providerId !== undefined) {
    await unpublishSlot(host, slot);
    slot.providerId = undefined;
    slot.isSent = false;
  }
  await publishSlot(host, slot);
}

/** Has the provider take back what it has of the slot. */
export async function unpublishSlot(host: LocalMediaHost, slot: LocalSlot): Promise<void> {
  const { providerId } = slot;
  if (providerId !== undefined)
    await ask(host, slot, 'unpublishing', (connection) => connection.unpublish(providerId));
}

/** Has the provider tell whether the slot is muted. */
export async function tellMuted(host: LocalMediaHost, slot: LocalSlot): Promise<void> {
  const { providerId, muted } = slot;
  if (providerId === undefined) return;
  const tell = (connection: ProviderConnection) => connection.setMuted(providerId, slot.muted);
  const undo = async () => {
    const connection = slot.providerId === providerId && slot.muted !== muted ? host.connection() : undefined;
    if (connection !== undefined) await tell(connection);
  };
  await ask(host, slot, muted ? 'muting' : unlessItOpens(host, 'muting'), tell, { undo });
}

/** The connection, for work that began while the session was active. */
export function connectionOf(host: LocalMediaHost): ProviderConnection {
  const connection = host.connection();
  if (connection === undefined) throw new VideoError('aborted', 'The session was left meanwhile.');
  return connection;
}
