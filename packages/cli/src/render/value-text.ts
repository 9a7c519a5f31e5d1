import type { RateTier } from '@patchbay/contract';

/** A manifest's value in a few words. */
export function valueText(value: unknown): string {
  if (value === undefined) return 'not stated';
  if (Array.isArray(value)) return listText(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function listText(list: readonly unknown[]): string {
  if (list.length === 0) return 'none';
  if (list.every(isTier)) return list.map(tierText).join(', ');
  return list.map(valueText).join(', ');
}

const isTier = (value: unknown): value is RateTier =>
  typeof value === 'object' && value !== null && 'price' in value;

const tierText = ({ upTo, price }: RateTier): string =>
  upTo === undefined ? `$${price}` : `$${price} up to ${upTo}`;
