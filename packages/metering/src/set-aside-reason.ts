import type { Evidence } from '@patchbay/contract';
import type { SetAside } from './presence-explanation.ts';

/** Why a row that no interval rests on made nothing. */
export function setAsideReason(row: Omit<Evidence, 'person'>, rows: readonly Evidence[]): SetAside {
  if (row.connection === undefined) return 'room-not-needed';
  if (row.source === 'heartbeat') return 'stray-leave';
  const same = rows.filter(
    (other) =>
      other.source !== 'heartbeat' && other.provider === row.provider && other.connection === row.connection,
  );
  // Of several words for one join or leave the most precise counts; any other row is set aside by the leave alone.
  return same.some((other) => other.kind === row.kind && other.id !== row.id) && row.kind !== 'present'
    ? 'less-precise'
    : 'after-leave';
}
