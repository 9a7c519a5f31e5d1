import type { CarriedOver } from '@patchbay/server';
import { formatCount } from './amounts.ts';

/** What was carried over, and what was not. */
export function renderCarriedOver(place: string, carried: CarriedOver): string {
  const { evidence, auditHead, leftBehind } = carried;
  const lines = [
    ['consults', formatCount(carried.consults)],
    ['seats', formatCount(carried.seats)],
    ['rooms', formatCount(carried.rooms)],
    ['webhooks', formatCount(carried.deliveries)],
    ['connections', formatCount(carried.connections)],
    ['left to be done', formatCount(carried.unfinished)],
    ['audit rows', formatCount(auditHead?.sequence ?? 0)],
    ['evidence', `${formatCount(evidence.copied)}, and ${formatCount(evidence.known)} by an earlier attempt`],
  ].map(([what = '', number = '']) => `  ${what.padEnd(16)}${number}\n`);
  const head =
    auditHead === undefined
      ? ''
      : `The chain is whole; its head is ${auditHead.sequence}:${auditHead.hash}\n`;
  return `Carried over to ${place}\n${lines.join('')}${head}${behind(leftBehind)}`;
}

function behind({ closedMonths, consultsForgotten }: CarriedOver['leftBehind']): string {
  const months =
    closedMonths.length === 0
      ? ''
      : `Not carried over: what these months came to when they were closed: ${closedMonths.join(', ')}. Keep the file; close them again with \`patchbay ledger close\`.\n`;
  return consultsForgotten === 0
    ? months
    : `${months}Not carried over: the figures of ${consultsForgotten} consults whose evidence retention has dropped. Keep the file.\n`;
}
