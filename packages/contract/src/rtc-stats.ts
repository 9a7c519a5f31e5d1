import type { PublicationId } from './ids.ts';
import type { InboundCounters, OutboundCounters, ProviderStats } from './session-stats.ts';

type Row = Readonly<Record<string, unknown>>;
type Reports = RTCStatsReport | readonly RTCStatsReport[];

const listOf = (reports: Reports): readonly RTCStatsReport[] => ('get' in reports ? [reports] : reports);
const rowsOf = (reports: Reports, type: string): readonly Row[] =>
  listOf(reports)
    .flatMap((report) => [...report.values()] as Row[])
    .filter((row) => row['type'] === type);
const numbersIn = (rows: readonly Row[], key: string): readonly number[] =>
  rows.map((row) => row[key]).filter((value) => typeof value === 'number');
const sumOf = (rows: readonly Row[], key: string): number | undefined =>
  numbersIn(rows, key).reduce<number | undefined>((sum = 0, each) => sum + each, undefined);
const mostOf = (rows: readonly Row[], key: string): number | undefined => {
  const most = Math.max(...numbersIn(rows, key));
  return Number.isFinite(most) ? most : undefined;
};

/** Of one received track, from its receiver's `getStats()`; undefined where the browser does not tell. */
export function readInboundStats(reports: Reports): InboundCounters {
  const rows = rowsOf(reports, 'inbound-rtp');
  return {
    bytesReceived: sumOf(rows, 'bytesReceived'),
    packetsLost: sumOf(rows, 'packetsLost'),
    jitterSeconds: mostOf(rows, 'jitter'),
    framesDecoded: sumOf(rows, 'framesDecoded'),
    frameWidth: mostOf(rows, 'frameWidth'),
    frameHeight: mostOf(rows, 'frameHeight'),
    freezeCount: sumOf(rows, 'freezeCount'),
  };
}

/**
 * Of one sent track, from `getStats()` of each sender that carries it. Bytes, losses and frames are summed over layers and
 * receivers; the size is that of the largest layer.
 */
export function readOutboundStats(reports: Reports): OutboundCounters {
  const rows = rowsOf(reports, 'outbound-rtp');
  return {
    bytesSent: sumOf(rows, 'bytesSent'),
    packetsLost: sumOf(rowsOf(reports, 'remote-inbound-rtp'), 'packetsLost'),
    framesEncoded: sumOf(rows, 'framesEncoded'),
    frameWidth: mostOf(rows, 'frameWidth'),
    frameHeight: mostOf(rows, 'frameHeight'),
  };
}

/** Seconds, on the slowest route in use; undefined before there is one. */
export function readRoundTrip(reports: Reports): number | undefined {
  const pairs = rowsOf(reports, 'candidate-pair');
  return mostOf(
    pairs.filter((pair) => pair['nominated'] === true && pair['state'] === 'succeeded'),
    'currentRoundTripTime',
  );
}

/** The worst share of packets lost, 0 to 1, that the far side of one's own tracks reports; undefined before it does. */
export const readLossShare = (reports: Reports): number | undefined =>
  mostOf(rowsOf(reports, 'remote-inbound-rtp'), 'fractionLost');

/** The counters of publications, each from the report, or reports, of what carries it: both ways, as the session knows which it is. */
export function readCounters(
  reports: ReadonlyMap<PublicationId, Reports>,
): Pick<ProviderStats, 'inbound' | 'outbound'> {
  const all = [...reports];
  return {
    inbound: all.map(([publicationId, each]) => ({ publicationId, ...readInboundStats(each) })),
    outbound: all.map(([publicationId, each]) => ({ publicationId, ...readOutboundStats(each) })),
  };
}
