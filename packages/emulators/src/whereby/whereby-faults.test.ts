import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMeeting, WherebyClient } from '../../fixtures/whereby-client.ts';
import { startWherebyEmulator, type WherebyEmulator } from './index.ts';

let emulator: WherebyEmulator;
const clients: WherebyClient[] = [];
const open = (): WherebyClient => {
  const client = new WherebyClient(emulator);
  clients.push(client);
  return client;
};

beforeEach(async () => {
  emulator = await startWherebyEmulator();
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await emulator.close();
});

describe('an interruption', () => {
  test('lasts until it is lifted', async () => {
    const { roomName } = await createMeeting(emulator);
    const client = open();
    const { clientClaim, selfId } = await client.join(roomName);
    const lift = emulator.faults.interrupt(roomName, 'participant-1');
    await client.returned();
    const cutAgain = client.returned();
    await client.askToJoin(roomName, { clientClaim });
    await cutAgain;
    lift();
    expect(await client.join(roomName, { clientClaim })).toMatchObject({ selfId });
  });

  test('is of somebody who is there', () => {
    expect(() => emulator.faults.interrupt('room', 'nobody')).toThrow(/Nobody/);
  });
});

test('signalling can be slow', async () => {
  const waiting: number[] = [];
  const schedule = (callback: () => void, milliseconds: number): (() => void) => {
    waiting.push(milliseconds);
    queueMicrotask(callback);
    return () => undefined;
  };
  await emulator.close();
  emulator = await startWherebyEmulator({ schedule });
  const { roomName } = await createMeeting(emulator);
  emulator.faults.delaySignalling(300);
  await open().join(roomName);
  emulator.faults.delaySignalling(0);
  expect(waiting).toEqual([300, 300]);
});

describe('REST', () => {
  const ask = (): Promise<Response> =>
    fetch(`${emulator.url}/v1/meetings`, { headers: { authorization: `Bearer ${emulator.account.apiKey}` } });

  test('fails as often as it is told to', async () => {
    emulator.faults.failRest(503, 2);
    const statuses = [];
    for (let turn = 0; turn < 3; turn += 1) statuses.push((await ask()).status);
    expect(statuses).toEqual([503, 503, 200]);
  });

  test('says when to come back', async () => {
    emulator.faults.failRest(429);
    const response = await ask();
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '1']);
    expect(await response.json()).toMatchObject({ data: { msLeft: 1000 } });
  });

  test('about a hidden subdomain gets no answer', async () => {
    emulator.faults.hide('nowhere');
    const ask = (subdomain: string): Promise<Response> =>
      fetch(`${emulator.url}/organization-subdomains/${subdomain}/`);
    await expect(ask('nowhere')).rejects.toThrow(/fetch failed/);
    expect((await ask('emulated')).status).toBe(200);
    expect((await ask('other')).status).toBe(404);
  });
});
