import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { inTransaction } from './postgres-port.ts';

test('a connection that breaks between two queries fails the transaction, and does not end the process', async () => {
  const released: (Error | undefined)[] = [];
  let isBroken = false;
  class Client extends EventEmitter {
    query(): Promise<{ readonly rows: readonly [] }> {
      return isBroken ? Promise.reject(new Error('terminated')) : Promise.resolve({ rows: [] });
    }
    release(error?: Error): void {
      released.push(error);
    }
  }
  const client = new Client();
  const work = inTransaction(
    { connect: () => Promise.resolve(client), query: () => client.query() },
    async (own) => {
      isBroken = true;
      // Throws here where nobody listens.
      client.emit('error', new Error('terminated'));
      await own.query('SELECT 1');
    },
  );
  await expect(work).rejects.toThrow('terminated');
  expect(released).toMatchObject([{ message: 'terminated' }]);
  expect(client.listenerCount('error')).toBe(0);
});
