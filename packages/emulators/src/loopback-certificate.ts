import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** A certificate for host names that a browser is told to find on this machine. */
export interface LoopbackCertificate {
  /** PEM. */
  readonly key: string;
  /** PEM. */
  readonly cert: string;
  /** For Chromium's `--ignore-certificate-errors-spki-list`: trusts this certificate and no other. */
  readonly spki: string;
}

const days = 30;
const dayMilliseconds = 86_400_000;

/** Signs itself, which nobody trusts unless told to. Made anew at each start: no key lies about. X.509 version 3, in DER. */
export function createLoopbackCertificate(
  hosts: readonly string[],
  now: number = Date.now(),
): LoopbackCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const name = sequence(set(sequence(oid(commonName), text('Loopback emulator'))));
  const names = sequence(...hosts.map((host) => der(0x82, Buffer.from(host, 'ascii'))));
  const extension = sequence(oid(subjectAlternativeName), der(0x04, names));
  const algorithm = sequence(oid(ecdsaWithSha256));
  const body = sequence(
    der(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    algorithm,
    name,
    sequence(time(now - dayMilliseconds), time(now + days * dayMilliseconds)),
    name,
    spki,
    der(0xa3, sequence(extension)),
  );
  const signature = der(0x03, Buffer.from([0]), sign('sha256', body, privateKey));
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: pem(sequence(body, algorithm, signature)),
    spki: createHash('sha256').update(spki).digest('base64'),
  };
}

/** Object identifiers, their contents in bytes. */
const commonName = [0x55, 0x04, 0x03];
const subjectAlternativeName = [0x55, 0x1d, 0x11];
const ecdsaWithSha256 = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag, ...lengthOf(content.length)]), content]);
}

/** One byte up to 127; above it the number of bytes, then the bytes. */
function lengthOf(length: number): readonly number[] {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}

const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts);
const set = (...parts: readonly Buffer[]): Buffer => der(0x31, ...parts);
const oid = (content: readonly number[]): Buffer => der(0x06, Buffer.from(content));
const integer = (content: Buffer): Buffer => der(0x02, content);
const text = (content: string): Buffer => der(0x0c, Buffer.from(content, 'utf8'));
/** `YYYYMMDDHHMMSSZ` */
const time = (at: number): Buffer =>
  der(0x18, Buffer.from(`${new Date(at).toISOString().slice(0, 19).replaceAll(/\D/g, '')}Z`, 'ascii'));

const pem = (content: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${content.toString('base64').replaceAll(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
