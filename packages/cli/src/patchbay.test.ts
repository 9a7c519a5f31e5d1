import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { MonthReport } from '@patchbay/server';
import { attestedConfig, writeConfig } from '../test/attested-config.ts';
import { keys } from '../test/run-in-process.ts';
import { runProcess, startProcess } from '../test/run-process.ts';
import { scratchFolder } from '../test/scratch-folder.ts';
import type { ServingNotice } from './render/render-serving.ts';

const errorCode = (stdout: string): string =>
  (JSON.parse(stdout) as { readonly error: { readonly code: string } }).error.code;

describe('the patchbay command', () => {
  test('writes one JSON value on standard output', async () => {
    const cwd = await scratchFolder();
    const args = ['estimate', '--participant-minutes', '2000000', '--rate', '0.004', '--json'];
    const { exit, stdout, stderr } = await runProcess(args, { cwd });
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ spend: { monthly: { total: '8000' } } });
  });

  test('gets a long answer through a pipe whole', async () => {
    const { exit, stdout } = await runProcess(['providers', '--json'], { cwd: await scratchFolder() });
    expect(exit).toBe(0);
    expect(JSON.parse(stdout)).toHaveProperty('providers');
  });

  test.each([
    ['1 for a no', 1, ['check', '--json'], undefined],
    ['2 for a wrong command line', 2, ['estimate', '--rate', 'x', '--json'], 'usage'],
    ['3 for a wrong configuration', 3, ['check', '--config', 'no.ts', '--json'], 'config-file-not-found'],
    ['4 for the surroundings', 4, ['report', '--json'], 'ledger-missing'],
  ])('exits with %s', async (_, wanted, args, code) => {
    const { exit, stdout } = await runProcess(args, { cwd: await scratchFolder(), env: keys });
    expect(exit).toBe(wanted);
    expect(code === undefined ? undefined : errorCode(stdout)).toBe(code);
    expect(() => JSON.parse(stdout) as unknown).not.toThrow();
  });

  test('serves until SIGINT, reports meanwhile, and closes in order', async () => {
    const cwd = await scratchFolder();
    await writeConfig(cwd, attestedConfig({ server: { port: 0 } }));
    const server = startProcess(['serve', '--json'], { cwd });
    const notice = JSON.parse(await server.stdoutWith('}\n')) as ServingNotice;
    expect((await fetch(notice.healthUrl)).status).toBe(200);
    const report = await runProcess(['report', '--json'], { cwd });
    expect((JSON.parse(report.stdout) as MonthReport).usage.participantSeconds).toBe(0);
    server.child.kill('SIGINT');
    const { exit, signal, stdout, stderr } = await server.ended;
    expect({ exit, signal }).toEqual({ exit: 0, signal: null });
    expect(JSON.parse(stdout)).toEqual(notice);
    expect(stderr).toContain('Closed');
    await expect(fetch(notice.healthUrl)).rejects.toThrow(TypeError);
  });

  test('closes in order on SIGTERM too', async () => {
    const cwd = await scratchFolder();
    await writeConfig(cwd, attestedConfig({ server: { port: 0 } }));
    const server = startProcess(['serve'], { cwd });
    await server.stdoutWith('Ctrl-C');
    server.child.kill('SIGTERM');
    expect(await server.ended).toMatchObject({
      exit: 0,
      signal: null,
      stderr: expect.stringContaining('Closed'),
    });
  });

  test('exits with 4 and one sentence when the port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;
    const cwd = await scratchFolder();
    await writeConfig(cwd, attestedConfig({ server: { port } }));
    const { exit, stdout, stderr } = await runProcess(['serve'], { cwd });
    expect({ exit, stdout }).toEqual({ exit: 4, stdout: '' });
    expect(stderr).toContain(`Port ${port}`);
    expect(stderr).not.toContain('    at ');
  });

  test('shows no colours where there is no terminal', async () => {
    const env = { ...keys, FORCE_COLOR: '1' };
    const { stdout } = await runProcess(['check'], { cwd: await scratchFolder(), env });
    expect(stdout).not.toContain('\u001B');
  });
});
