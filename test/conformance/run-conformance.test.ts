import { scenarios } from '@patchbay/conformance';
import { startTwilioEmulator } from '@patchbay/emulators';
import { twilioBackend } from '@patchbay/provider-twilio/server';
import { describe, expect, onTestFinished, test } from 'vitest';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { readConformanceOptions } from './conformance-options.ts';
import { expectedUse } from './expected-use.ts';
import { readLiveAccount, withoutSecrets } from './live-account.ts';
import { conformanceExit, runConformance } from './run-conformance.ts';

const account = {
  TWILIO_ACCOUNT_SID: 'ACmade-up',
  TWILIO_API_KEY_SID: 'SKmade-up',
  TWILIO_API_KEY_SECRET: 'a-made-up-secret-of-nobody',
};

async function ran(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const printed: string[] = [];
  const progress: string[] = [];
  const exit = await runConformance(readConformanceOptions(args), {
    env,
    stdout: (text) => printed.push(text),
    progress: (line) => progress.push(line),
    today: () => '2026-11-25',
    signal: new AbortController().signal,
  });
  return { exit, printed: printed.join('\n'), progress: progress.join('\n') };
}

describe('the command line', () => {
  test('takes a provider and plays everything unless told', () => {
    expect(readConformanceOptions(['--provider', 'mesh'])).toEqual({
      provider: 'mesh',
      live: false,
      dryRun: false,
      json: false,
      ids: scenarios.map(({ id }) => id),
      help: false,
    });
  });

  test.each([
    [[], 'Say which provider'],
    [['--provider', 'mesh', '--dry-run'], '--live'],
    [['--provider', 'mesh', '--scenario', 'levitating'], 'levitating'],
    [['--provider', 'mesh', '--loud'], '--loud'],
  ])('refuses %j', (args, reason) => {
    expect(() => readConformanceOptions(args)).toThrow(reason);
  });
});

describe('a live run', () => {
  test('without keys does not start, and lists what is missing by name', async () => {
    const { exit, progress, printed } = await ran(['--provider', 'twilio', '--live']);
    expect(exit).toBe(conformanceExit.account);
    expect(progress).toContain('TWILIO_ACCOUNT_SID');
    expect(progress).toContain('TWILIO_API_KEY_SID');
    expect(progress).toContain('TWILIO_API_KEY_SECRET');
    expect(progress).not.toContain('TWILIO_AUTH_TOKEN');
    expect(printed).toBe('');
  });

  test('with a wrong value says which, and not the value', async () => {
    const wrong = { ...account, TWILIO_API_KEY_SECRET: 'short' };
    const { exit, progress } = await ran(['--provider', 'twilio', '--live'], wrong);
    expect(exit).toBe(conformanceExit.account);
    expect(progress).toContain('TWILIO_API_KEY_SECRET');
    expect(progress).not.toContain('short');
  });

  test('says beforehand what it will use, and a dry run stops there', async () => {
    const { exit, progress } = await ran(['--provider', 'twilio', '--live', '--dry-run'], account);
    expect(exit).toBe(conformanceExit.held);
    expect(progress).toMatch(/about \d+ participant-minutes, \d+ at most/);
    expect(progress).toMatch(/\$\d+\.\d\d at most/);
    expect(progress).not.toContain(account.TWILIO_API_KEY_SECRET);
  });

  test('is priced upwards, exactly', () => {
    const first = scenarios.find(({ people, needs }) => people === 2 && needs.length === 0);
    const [deployment] = twilioBackend.manifest.deployments;
    if (first === undefined) throw new Error('There is no scenario for two.');
    // Four seats of 150 s are ten minutes; at $0.004 each.
    expect(expectedUse([first], deployment)).toEqual({
      scenarios: 1,
      participantMinutes: { about: 1, atMost: 10 },
      costAtMost: '0.04',
    });
    expect(expectedUse([first], { rates: [] }).costAtMost).toBeUndefined();
  });

  test('of a provider that there is not is refused', async () => {
    const { exit, progress } = await ran(['--provider', 'semaphore', '--live']);
    expect([exit, progress]).toEqual([conformanceExit.account, expect.stringContaining('twilio')]);
  });

  test('against an emulator is not called live', () => {
    const emulated = { ...account, TWILIO_EMULATOR_URL: 'http://127.0.0.1:9' };
    expect(readLiveAccount('twilio', emulated).isEmulated).toBe(true);
    expect(readLiveAccount('twilio', account).isEmulated).toBe(false);
  });

  test('prints no secret, wherever it turns up', () => {
    const { secrets } = readLiveAccount('twilio', account);
    const text = `refused: ${account.TWILIO_API_KEY_SECRET} for ${account.TWILIO_ACCOUNT_SID}`;
    expect(withoutSecrets(text, secrets)).toBe(`refused: [secret] for ${account.TWILIO_ACCOUNT_SID}`);
  });
});

describeWithServers('a run from the environment', ['chromium'], () => {
  test('plays scenarios with those settings, and leaves no room behind', { timeout: 120_000 }, async () => {
    const emulator = await startTwilioEmulator();
    onTestFinished(() => emulator.close());
    const env = Object.fromEntries(
      Object.entries(emulator.settings).flatMap(([name, value]) => {
        const variable = twilioBackend.settings[name]?.env;
        return variable === undefined ? [] : [[variable, value]];
      }),
    );
    const args = ['--provider', 'twilio', '--live', '--json', '--scenario', 'joining/second'];
    const { exit, printed, progress } = await ran([...args, '--scenario', 'errors/'], env);
    expect(progress).not.toContain('FAILS');
    expect(exit).toBe(conformanceExit.held);
    const result = JSON.parse(printed) as { readonly scenarios: readonly { readonly outcome: string }[] };
    expect(result).toMatchObject({ provider: 'twilio', assurance: 'emulated', on: '2026-11-25' });
    expect(result.scenarios.filter(({ outcome }) => outcome === 'passed').length).toBeGreaterThan(2);
    const made = emulator.log().filter(({ what }) => what === 'POST /v1/Rooms').length;
    expect(made).toBeGreaterThan(2);
    const { settings, url } = emulator;
    const user = Buffer.from(`${settings['apiKeySid']}:${settings['apiKeySecret']}`).toString('base64');
    const answer = await fetch(`${url}/v1/Rooms?Status=in-progress`, {
      headers: { authorization: `Basic ${user}` },
    });
    expect(((await answer.json()) as { readonly rooms: readonly unknown[] }).rooms).toEqual([]);
  });
});
