import type { Quality } from '@patchbay/contract';
import { createTimer } from '../mesh-schedule.ts';
import type { LocalMedia } from './mesh-local-media.ts';
import type { MeshPeer, Peers } from './mesh-peer.ts';
import type { MeshContext } from './mesh-platform.ts';

type Row = Readonly<Record<string, unknown>>;
const rowsOf = (reports: readonly RTCStatsReport[], type: string): readonly Row[] =>
  reports.flatMap((report) => [...report.values()]).filter((row: Row) => row['type'] === type);
const numbersIn = (rows: readonly Row[], key: string): readonly number[] =>
  rows.map((row) => row[key]).filter((value) => typeof value === 'number');

/** Adds up each key over all rows; undefined where no row has it. */
function totals<Key extends string>(rows: readonly Row[], ...keys: readonly Key[]) {
  const add = (sum: number | undefined = 0, each: number): number => sum + each;
  const sums = keys.map((key) => [key, numbersIn(rows, key).reduce<number | undefined>(add, undefined)]);
  return Object.fromEntries(sums) as { [key in Key]: number | undefined };
}

/** Seconds, on the slowest of the routes in use. */
export function roundTripOf(reports: readonly RTCStatsReport[]): number | undefined {
  const pairs = rowsOf(reports, 'candidate-pair');
  const used = pairs.filter((pair) => pair['nominated'] && pair['state'] === 'succeeded');
  const slowest = Math.max(...numbersIn(used, 'currentRoundTripTime'));
  return Number.isFinite(slowest) ? slowest : undefined;
}

/** Asks every connection, and in it every track. */
export async function sessionStats(peers: readonly MeshPeer[], local: LocalMedia, at: number) {
  const inbound = peers.flatMap(({ member: { participant: participantId }, media }) =>
    media.announced().map(async ({ id: publicationId, source, kind, stream }) => {
      const report = (await media.receivers.get(stream)?.getStats()) ?? new Map();
      const rows = rowsOf([report], 'inbound-rtp');
      const { jitter: jitterSeconds, ...rest } = totals(rows, 'jitter', 'bytesReceived', 'packetsLost');
      const video = totals(rows, 'framesDecoded', 'frameWidth', 'frameHeight', 'freezeCount');
      return { publicationId, participantId, source, kind, jitterSeconds, ...rest, ...video };
    }),
  );
  // A mesh sends each track once per peer: bytes, losses and frames are sums, the size is that of one.
  const outbound = local.list().map(async ({ id: publicationId, source, kind }) => {
    const reports = await Promise.all(local.sendersOf(publicationId).map((sender) => sender.getStats()));
    const rows = rowsOf(reports, 'outbound-rtp');
    const losses = totals(rowsOf(reports, 'remote-inbound-rtp'), 'packetsLost');
    const size = totals(rows.slice(0, 1), 'frameWidth', 'frameHeight');
    return { publicationId, source, kind, ...totals(rows, 'bytesSent', 'framesEncoded'), ...losses, ...size };
  });
  const roundTripSeconds = roundTripOf(await Promise.all(peers.map(({ rtc }) => rtc.getStats())));
  return { at, roundTripSeconds, inbound: await Promise.all(inbound), outbound: await Promise.all(outbound) };
}

const bestFirst: readonly Quality[] = ['excellent', 'good', 'fair', 'poor', 'unknown', 'lost'];
/** Our own scale, an assumption: of the share of packets lost and the round trip, the worse one counts. */
async function rate({ rtc, state }: MeshPeer): Promise<Quality> {
  if (state() === 'interrupted') return 'lost';
  const stats = [await rtc.getStats()];
  const seconds = roundTripOf(stats) ?? NaN;
  const share = Math.max(0, ...numbersIn(rowsOf(stats, 'remote-inbound-rtp'), 'fractionLost'));
  if (share <= 0.01 && seconds <= 0.15) return 'excellent';
  if (share <= 0.03 && seconds <= 0.3) return 'good';
  if (share <= 0.08 && seconds <= 0.5) return 'fair';
  return Number.isNaN(seconds) ? 'unknown' : 'poor';
}

/** Looks at every peer now and then and reports what changed. One's own quality is that of one's best peer. */
export function watchQuality(peers: Peers, { schedule, timing, report }: MeshContext) {
  const timer = createTimer(schedule);
  const told = new WeakMap<object, Quality>();
  const oneself = { member: undefined };

  async function poll(): Promise<void> {
    timer.set(poll, timing.media.quality);
    const rated = await Promise.all(peers().map(async (peer) => [peer, await rate(peer)] as const));
    const best = bestFirst.find((quality) => rated.some(([, each]) => each === quality)) ?? 'unknown';
    for (const [about, quality] of [...rated, [oneself, best] as const]) {
      const participantId = about.member?.participant;
      if (quality !== (told.get(about) ?? 'unknown')) report({ type: 'quality', participantId, quality });
      told.set(about, quality);
    }
  }

  timer.set(poll, timing.media.quality);
  return timer.clear;
}
