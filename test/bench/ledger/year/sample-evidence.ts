import type { DuckDBConnection } from '@duckdb/node-api';
import type { Evidence } from '@patchbay/contract';
import { evidenceId, type Fact } from '@patchbay/metering';

/** The joins and leaves from which some consults' connections follow, as a vendor's webhooks would tell them; in order of arrival. */
export async function sampleEvidence(duckdb: DuckDBConnection, table: string): Promise<readonly Evidence[]> {
  const reader = await duckdb.runAndReadAll(
    `SELECT consult, place, tenant, provider, person, started, ended FROM ${table}`,
  );
  const rows = reader.getRowObjects().flatMap((row): readonly Evidence[] => {
    const told = (kind: 'joined' | 'left', at: number): Evidence => {
      const fact: Fact = {
        kind,
        source: 'webhook',
        provider: String(row['provider']),
        tenant: String(row['tenant']),
        consultId: `consult-${String(row['consult'])}`,
        person: String(row['person']),
        connection: `connection-${String(row['consult'])}-${String(row['place'])}`,
        participantClass: 'person',
        at,
        precision: 1,
      };
      return { id: evidenceId(fact), ...fact, receivedAt: at + 500 };
    };
    return [told('joined', Number(row['started'])), told('left', Number(row['ended']))];
  });
  return rows.sort((a, b) => a.receivedAt - b.receivedAt);
}
