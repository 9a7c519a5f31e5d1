import { describe, expect, test } from 'vitest';
import { createRoom, join, mintToken } from '../../fixtures/twilio-client.ts';
import type { EmulatorLogEntry } from '../running-emulator.ts';
import { startTwilioEmulator } from './start-twilio-emulator.ts';

describe('the emulator', () => {
  test('has an account of its own, each time another', async () => {
    const [one, two] = [await startTwilioEmulator(), await startTwilioEmulator()];
    try {
      expect(one.settings).toEqual({ ...one.account, emulatorUrl: one.url });
      for (const [name, value] of Object.entries(one.account))
        expect(value).not.toBe(two.account[name as keyof typeof two.account]);
      expect(one.signallingUrl).toBe(`${one.url.replace('http', 'ws')}/signaling`);
    } finally {
      await Promise.all([one.close(), two.close()]);
    }
  });

  test('can be given an account, and a port that it keeps to', async () => {
    const account = { accountSid: `AC${'0'.repeat(32)}`, apiKeySecret: 'a-secret-that-is-known' };
    const one = await startTwilioEmulator({ account });
    try {
      expect(one.account).toMatchObject(account);
      const port = Number(new URL(one.url).port);
      await expect(startTwilioEmulator({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    } finally {
      await one.close();
    }
  });

  test('logs who did what, and no secret, token or SDP', async () => {
    const heard: EmulatorLogEntry[] = [];
    const emulator = await startTwilioEmulator({ onEntry: (entry) => heard.push(entry) });
    await createRoom(emulator);
    const { client } = await join(emulator, 'room-1', 'person-1');
    client.say({ type: 'disconnect', version: 2 });
    client.write({ type: 'bye' });
    await client.closed;
    await emulator.close();
    expect(emulator.log()).toEqual(heard);
    expect(heard.map(({ from, what }) => `${from} ${what}`)).toEqual([
      'server POST /v1/Rooms',
      'sdk ice',
      'sdk connect',
      'sdk disconnect',
    ]);
    const text = JSON.stringify(heard);
    const { apiKeySecret, authToken } = emulator.account;
    for (const secret of [apiKeySecret, authToken, 'v=0', 'person-1', 'eyJ'])
      expect(text).not.toContain(secret);
  });

  test('lets go of everybody when it closes, however often it is told to', async () => {
    const emulator = await startTwilioEmulator();
    await createRoom(emulator);
    const { client } = await join(emulator, 'room-1', 'person-1');
    await Promise.all([emulator.close(), emulator.close()]);
    expect(await client.closed).toBe(true);
    await expect(fetch(emulator.url)).rejects.toThrow('fetch failed');
    expect(mintToken(emulator, 'room-1', 'person-1')).toMatch(/^eyJ/);
  });
});
