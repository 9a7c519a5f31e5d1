import { createHash, X509Certificate } from 'node:crypto';
import { connect, createServer } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { createLoopbackCertificate } from './loopback-certificate.ts';

const now = Date.parse('2026-11-23T10:00:00Z');

describe('the certificate', () => {
  const made = createLoopbackCertificate(['api.vendor.test', 'signal.vendor.test'], now);
  const read = new X509Certificate(made.cert);

  test('is for the hosts given, signed by itself, and in force for a while', () => {
    expect(read.subjectAltName).toBe('DNS:api.vendor.test, DNS:signal.vendor.test');
    expect(read.checkHost('api.vendor.test')).toBe('api.vendor.test');
    expect(read.checkHost('other.vendor.test')).toBeUndefined();
    expect(read.verify(read.publicKey)).toBe(true);
    expect(read.issuer).toBe(read.subject);
    expect([read.validFromDate, read.validToDate]).toEqual([
      new Date('2026-11-22T10:00:00Z'),
      new Date('2026-12-23T10:00:00Z'),
    ]);
  });

  test('is known by the hash of its public key', () => {
    const spki = read.publicKey.export({ type: 'spki', format: 'der' });
    expect(made.spki).toBe(createHash('sha256').update(spki).digest('base64'));
  });

  test('is another one each time', () => {
    const other = new X509Certificate(createLoopbackCertificate(['api.vendor.test'], now).cert);
    expect(other.serialNumber).not.toBe(read.serialNumber);
    expect(other.publicKey.equals(read.publicKey)).toBe(false);
  });
});

test('a client that trusts it talks to a server that has it; a client that does not, does not', async () => {
  const hosts = Array.from({ length: 20 }, (_, index) => `host-${index}.vendor.test`);
  const { key, cert } = createLoopbackCertificate(hosts);
  const server = createServer({ key, cert }, (socket) => socket.end('hello'));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const read = (trusted: readonly string[]): Promise<string> =>
    new Promise((resolve, reject) => {
      const options = { port, host: '127.0.0.1', servername: 'host-19.vendor.test' };
      const socket = connect({ ...options, ...(trusted.length > 0 && { ca: [...trusted] }) });
      socket.on('data', (data: Buffer) => resolve(data.toString()));
      socket.on('error', reject);
    });
  expect(await read([cert])).toBe('hello');
  await expect(read([])).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  await new Promise((resolve) => void server.close(resolve));
});
