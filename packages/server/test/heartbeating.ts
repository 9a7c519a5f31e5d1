import type { Heartbeat, JoinTicket } from '@patchbay/contract';
import { openSqliteLedger } from '@patchbay/metering';
import { ledgerFile } from '../src/store-files.ts';
import { type StartOptions, startPatchbay, type TestPatchbay } from './start-patchbay.ts';

/** Where the page of the application lives. */
export const app = { origin: 'https://app.example' };

/** A consult with one ticket, and the heartbeats of its page. */
export async function joined(options: StartOptions = {}) {
  const started = await startPatchbay(options);
  const consultId = await started.openConsult();
  const ticket = await started.ticketFor(consultId, 'user-7');
  const beat = (change: Partial<Heartbeat> = {}): Heartbeat => ({
    connectionId: 'k1',
    sequence: 0,
    kind: 'joined',
    at: started.time.now(),
    elapsed: 0,
    ...change,
  });
  return { ...started, consultId, ticket, beat };
}

export const bearer = ({ metering }: JoinTicket): Record<string, string> => ({
  authorization: `Bearer ${metering.token}`,
});

/** Beacons and the page's own requests come like this. */
export const beacon = (token: string | undefined, heartbeats: readonly unknown[]) => ({
  body: JSON.stringify({ token, heartbeats }),
  headers: { 'content-type': 'text/plain;charset=UTF-8', ...app },
});

/** What the ledger holds of the consult. Closes the server. */
export const rowsOf = async ({ patchbay, directory }: TestPatchbay, consultId: string) => {
  await patchbay.close();
  const ledger = await openSqliteLedger({ path: ledgerFile(directory), now: Date.now });
  const rows = await ledger.evidenceOf(consultId);
  await ledger.close();
  return rows;
};
