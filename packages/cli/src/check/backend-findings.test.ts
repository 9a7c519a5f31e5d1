import { VideoError, type BackendHealth, type ProviderBackend } from '@patchbay/contract';
import { defaultProviders, resolveConfig } from '@patchbay/server';
import { describe, expect, test } from 'vitest';
import { keys, recordingIo } from '../../test/run-in-process.ts';
import { backendFindings } from './backend-findings.ts';
import type { Candidate } from './candidate.ts';

const config = resolveConfig({}, { env: keys });
const { io } = recordingIo({ cwd: '/' });

function candidate(create: () => Promise<ProviderBackend>, role: Candidate['role'] = 'provider'): Candidate {
  const [descriptor] = defaultProviders;
  if (descriptor === undefined) throw new Error('There is no provider.');
  const settings = { settings: {}, missing: [] };
  return { id: 'mesh', descriptor: { ...descriptor, create }, config: settings, deployment: undefined, role };
}

function backendThat(check: () => Promise<BackendHealth>) {
  const closed: string[] = [];
  const backend = {
    id: 'mesh',
    check,
    close: async () => void closed.push('closed'),
  } as unknown as ProviderBackend;
  return { closed, create: async () => backend };
}

describe('backendFindings', () => {
  test('closes what it started, whatever the answer', async () => {
    for (const reachable of [true, false]) {
      const { closed, create } = backendThat(async () => ({ reachable, detail: 'So it is.' }));
      await backendFindings(candidate(create), config, io);
      expect(closed).toEqual(['closed']);
    }
  });

  test('does not repeat what an unknown error says', async () => {
    const create = () => Promise.reject(new Error('bad secret hunter2'));
    const [finding] = await backendFindings(candidate(create), config, io);
    expect(finding).toMatchObject({ state: 'failed', code: 'provider-start-failed' });
    expect(JSON.stringify(finding)).not.toContain('hunter2');
  });

  test('repeats what the contract’s own error says', async () => {
    const create = () => Promise.reject(new VideoError('invalid-argument', 'Set url.'));
    expect(await backendFindings(candidate(create), config, io)).toMatchObject([{ message: 'Set url.' }]);
  });

  test('survives a check that rejects', async () => {
    const { closed, create } = backendThat(() => Promise.reject(new Error('oh')));
    expect(await backendFindings(candidate(create), config, io)).toMatchObject([
      { state: 'unavailable', code: 'check-failed' },
    ]);
    expect(closed).toEqual(['closed']);
  });

  test('takes a fault of a provider that nobody is sent to for a note', async () => {
    const { create } = backendThat(async () => ({ reachable: false, detail: 'Away.' }));
    expect(await backendFindings(candidate(create, 'prepared'), config, io)).toMatchObject([
      { state: 'amber' },
    ]);
  });

  test('signs nothing and knows the public address', async () => {
    const seen: string[] = [];
    const { create } = backendThat(async () => ({ reachable: true, detail: 'Here.' }));
    const asking: Candidate = candidate(create);
    const descriptor: Candidate['descriptor'] = {
      ...asking.descriptor,
      create: async (_, context) => {
        seen.push(context.publicUrl);
        await expect(context.seal('x', 1)).rejects.toThrow('signs nothing');
        expect(await context.open('x')).toBeUndefined();
        return create();
      },
    };
    expect(await backendFindings({ ...asking, descriptor }, config, io)).toMatchObject([{ state: 'ok' }]);
    expect(seen).toEqual(['http://127.0.0.1:8787']);
  });
});
