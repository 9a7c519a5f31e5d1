import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { errorOf, run } from '../../test/run-in-process.ts';

interface Notice {
  readonly emulated: string;
  readonly url: string;
  readonly environment: Readonly<Record<string, string>>;
}

describe('emulate twilio', () => {
  test('serves what its environment opens, until it is stopped', async () => {
    let answered: number | undefined;
    let printed = '';
    const ran = await run(['emulate', 'twilio', '--json'], {
      cwd: '/',
      stdout: (text) => (printed += text),
      untilStopped: async () => {
        const { url, environment } = JSON.parse(printed) as Notice;
        const user = `${environment['TWILIO_API_KEY_SID']}:${environment['TWILIO_API_KEY_SECRET']}`;
        const authorization = `Basic ${Buffer.from(user).toString('base64')}`;
        const rooms = await fetch(`${url}/v1/Rooms`, { headers: { authorization } });
        answered = rooms.status;
      },
    });
    expect(ran.exit).toBe(0);
    expect(answered).toBe(200);
    const { url, environment } = JSON.parse(printed) as Notice;
    expect(environment['TWILIO_EMULATOR_URL']).toBe(url);
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });

  test('prints the variables for a server', async () => {
    const { stdout } = await run(['emulate', 'twilio'], { cwd: '/' });
    expect(stdout).toContain('PATCHBAY_PROVIDER=twilio');
    expect(stdout).toMatch(/TWILIO_ACCOUNT_SID=AC[0-9a-f]{32}/);
  });

  test('a port in use is the surroundings’ fault, in one sentence', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => {
      other.listen(0, '127.0.0.1', resolve);
    });
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;
    const ran = await run(['emulate', 'twilio', '--port', String(port), '--json'], { cwd: '/' });
    expect(ran.exit).toBe(4);
    expect(errorOf(ran).code).toBe('port-in-use');
  });
});
