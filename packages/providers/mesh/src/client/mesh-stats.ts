import {
  type Quality,
  readInboundStats,
  readLossShare,
  readOutboundStats,
  readRoundTrip,
} from '@patchbay/contract';
import { timerOn } from '@patchbay/signalling';
import type { LocalMedia } from './mesh-local-media.ts';
import type { MeshPeer, Peers } from './mesh-peer.ts';
import type { MeshContext } from './mesh-platform.ts';

/** Asks every connection, and in it every track. */
export async function sessionStats(peers: readonly MeshPeer[], local: LocalMedia, at: number) {
  const inbound = peers.flatMap(({ member: { participant: participantId }, media }) =>
    media.announced().map(async ({ id: publicationId, source, kind, stream }) => {
      const report = await media.receivers.get(stream)?.getStats();
      return { publicationId, participantId, source, kind, ...readInboundStats(report ?? []) };
    }),
  );
  // A mesh sends each track once per peer.
  const outbound = local.list().map(async ({ id: publicationId, source, kind }) => {
    const reports = await Promise.all(local.sendersOf(publicationId).map((sender) => sender.getStats()));
    return { publicationId, source, kind, ...readOutboundStats(reports) };
  });
  const roundTripSeconds = readRoundTrip(await Promise.all(peers.map(({ rtc }) => rtc.getStats())));
  return { at, roundTripSeconds, inbound: await Promise.all(inbound), outbound: await Promise.all(outbound) };
}

const bestFirst: readonly Quality[] = ['excellent', 'good', 'fair', 'poor', 'unknown', 'lost'];
/** Our own scale, an assumption: of the share of packets lost and the round trip, the worse one counts. */
async function rate({ rtc, state }: MeshPeer): Promise<Quality> {
  if (state() === 'interrupted') return 'lost';
  const stats = await rtc.getStats();
  const seconds = readRoundTrip(stats) ?? NaN;
  const share = readLossShare(stats) ?? 0;
  if (share <= 0.01 && seconds <= 0.15) return 'excellent';
  if (share <= 0.03 && seconds <= 0.3) return 'good';
  if (share <= 0.08 && seconds <= 0.5) return 'fair';
  return Number.isNaN(seconds) ? 'unknown' : 'poor';
}

/** Looks at every peer now and then and reports what changed. One's own quality is that of one's best peer. */
export function watchQuality(peers: Peers, { schedule, timing, report }: MeshContext) {
  const timer = timerOn(schedule);
  const told = new WeakMap<object, Quality>();
  const oneself = { member: undefined };

  async function poll(): Promise<void> {
    timer.set(timing.quality, poll);
    const rated = await Promise.all(peers().map(async (peer) => [peer, await rate(peer)] as const));
    const best = bestFirst.find((quality) => rated.some(([, each]) => each === quality)) ?? 'unknown';
    for (const [about, quality] of [...rated, [oneself, best] as const]) {
      const participantId = about.member?.participant;
      if (quality !== (told.get(about) ?? 'unknown')) report({ type: 'quality', participantId, quality });
      told.set(about, quality);
    }
  }

  timer.set(timing.quality, poll);
  return timer.clear;
}
