import { inTransaction, type PostgresPool } from './postgres-port.ts';
import { makePartition } from './postgres-schema.ts';

/**
 * Drops the partitions of evidence before a month (`YYYY-MM`) all of whose consults are forgotten. What still comes for those
 * consults goes to the partition of `keptIn`. Nobody is kept waiting: consults are moved row by row, partitions detached concurrently.
 */
export async function dropPartitionsBefore(pool: PostgresPool, month: string, keptIn: string): Promise<void> {
  const { rows } = await pool.query(
    `SELECT DISTINCT to_char(month, 'YYYY-MM-DD') AS month FROM ledger_consult WHERE month < $1
     EXCEPT SELECT to_char(month, 'YYYY-MM-DD') FROM ledger_consult
       WHERE month < $1 AND NOT EXISTS (SELECT 1 FROM ledger_forgotten WHERE consult = number)`,
    [`${month}-01`],
  );
  await makePartition(pool, keptIn);
  for (const { month: emptied } of rows) {
    // Waits for appends to these consults; after it none goes to the old partition.
    await inTransaction(pool, (client) =>
      client.query('UPDATE ledger_consult SET month = $1 WHERE month = $2', [keptIn, emptied]),
    );
    const name = `ledger_evidence_${String(emptied).slice(0, 7).replace('-', '_')}`;
    const { rows: found } = await pool.query(
      'SELECT relispartition FROM pg_class WHERE oid = to_regclass($1)',
      [name],
    );
    if (found[0]?.['relispartition'] === true) {
      await pool.query(`ALTER TABLE ledger_evidence DETACH PARTITION ${name} CONCURRENTLY`);
    }
    await pool.query(`DROP TABLE IF EXISTS ${name}`);
  }
}
