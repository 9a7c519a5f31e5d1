import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createStubVendor } from '../../test/stub-vendor.ts';
import { sha256Hex } from '../security/api-keys.ts';
import { ConfigError } from './config-error.ts';
import { defaultProviders } from './default-providers.ts';
import { resolveConfig, type ResolveConfigOptions } from './resolve-config.ts';

const secret = 'a secret of more than thirty-two characters';
const key = 'a-key-of-twenty-characters';
const settings = { url: 'https://stub.example', secret: 'stub-secret' };
const base = { secret, apiKeys: [{ tenant: 'north', key }], provider: 'stub', providers: { stub: settings } };
const { descriptor } = createStubVendor();
const other = createStubVendor('other').descriptor;

const resolved = (input: unknown, options: ResolveConfigOptions = {}) =>
  resolveConfig(input, { installed: [descriptor, other], ...options });

const errorOf = (input: unknown, options: ResolveConfigOptions = {}): ConfigError => {
  try {
    resolved(input, options);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('the config was accepted');
};

describe('a config that is right', () => {
  test('is completed with defaults', () => {
    const config = resolved(base, { directory: '/srv/app' });
    expect(config).toMatchObject({
      provider: 'stub',
      fallback: [],
      dataDirectory: resolve('/srv/app', '.patchbay'),
      server: { port: 8787, hostname: '127.0.0.1', allowedOrigins: [], bodyLimitBytes: 262_144 },
      metering: { heartbeatSeconds: 15 },
      apiKeys: [{ tenant: 'north', keySha256: sha256Hex(key) }],
      development: false,
      ephemeral: {},
    });
    expect(config.providers['stub']?.settings).toEqual({ ...settings, region: 'us' });
  });

  test('may only prepare a provider that still lacks its secrets', () => {
    const config = resolved(base);
    expect(config.providers['other']?.missing.map(({ path }) => path)).toEqual([
      'providers.other.url',
      'providers.other.secret',
    ]);
  });

  test('keeps its stores in SQLite unless a database is named, in the file or by the environment', () => {
    const url = 'postgresql://patchbay:s3cret@db.example:5433/patchbay?sslmode=verify-full';
    expect(resolved(base).database).toBeUndefined();
    expect(resolved({ ...base, database: { url } }).database).toEqual({ url, connections: 10 });
    expect(resolved(base, { env: { PATCHBAY_DATABASE_URL: url } }).database).toEqual({
      url,
      connections: 10,
    });
  });

  test.each(['mysql://patchbay:s3cret@db.example/patchbay', 'patchbay:s3cret@db.example', ''])(
    'is refused with the database %j, of which nothing is repeated',
    (url) => {
      const error = errorOf({ ...base, database: { url } });
      expect(error.issues).toMatchObject([{ path: 'database.url', env: 'PATCHBAY_DATABASE_URL' }]);
      expect(JSON.stringify([error.message, error.issues])).not.toContain('s3cret');
    },
  );

  test('may keep an API key as its hash', () => {
    const config = resolved({ ...base, apiKeys: [{ tenant: 'north', keySha256: sha256Hex(key) }] });
    expect(config.apiKeys).toEqual([{ tenant: 'north', keySha256: sha256Hex(key) }]);
  });
});

describe('a database', () => {
  const url = 'postgresql://patchbay:secret@db.internal/patchbay';

  test('is none unless told, and may be told by the environment', () => {
    expect(resolved(base).database).toBeUndefined();
    expect(resolved(base, { env: { PATCHBAY_DATABASE_URL: url } }).database).toEqual({
      url,
      connections: 10,
    });
  });

  test('makes nothing up: several instances would each have their own', () => {
    const { issues } = errorOf({
      provider: 'stub',
      providers: { stub: settings },
      development: true,
      database: { url },
    });
    expect(issues.map(({ code }) => code).toSorted()).toEqual(['missing-api-key', 'missing-secret']);
  });

  test.each(['mysql://db/patchbay', 'db.internal', ''])('is not %s, which is not repeated', (wrong) => {
    const error = errorOf({ ...base, database: { url: wrong } });
    expect(error.issues).toMatchObject([{ path: 'database.url', env: 'PATCHBAY_DATABASE_URL' }]);
    if (wrong !== '') expect(JSON.stringify(error.issues)).not.toContain(wrong);
  });
});

describe('how often vendors are asked for their usage', () => {
  test('is once a day unless told', () => {
    const pulled = (metering: object) => resolved({ ...base, metering }).metering.usagePullHours;
    expect([pulled({}), pulled({ usagePullHours: 6 }), pulled({ usagePullHours: 'off' })]).toEqual([
      24,
      6,
      'off',
    ]);
  });

  test.each([0, 73, 1.5, 'daily', true, null])('is not %j', (usagePullHours) => {
    expect(errorOf({ ...base, metering: { usagePullHours } }).issues).toEqual([
      {
        code: 'wrong-value',
        path: 'metering.usagePullHours',
        message: "must be a whole number of hours from 1 to 72, or 'off'",
        env: undefined,
      },
    ]);
  });
});

describe('the embedded defaults', () => {
  test('are mesh, as soon as there are a secret and an API key', () => {
    const env = { PATCHBAY_SECRET: secret, PATCHBAY_API_KEY: key };
    const config = resolveConfig({}, { env });
    expect(config).toMatchObject({
      provider: 'mesh',
      apiKeys: [{ tenant: 'default', keySha256: sha256Hex(key) }],
    });
    expect(config.installed).toBe(defaultProviders);
    expect(config.installed.map(({ manifest }) => manifest.id)).toContain('mesh');
  });

  test('make up secret and key only when development is asked for, and keep them', () => {
    const first = resolveConfig({ development: true });
    expect(first.secret).toBe(first.ephemeral.secret);
    expect(first.apiKeys).toEqual([
      { tenant: 'development', keySha256: sha256Hex(first.ephemeral.apiKey ?? '') },
    ]);
    const second = resolveConfig({ development: true }, { ephemeral: first.ephemeral });
    expect(second.secret).toBe(first.secret);
    expect(second.apiKeys).toEqual(first.apiKeys);
    expect(resolveConfig({ development: true }).secret).not.toBe(first.secret);
  });
});

describe('the environment', () => {
  test('goes before the file', () => {
    const config = resolved(base, {
      env: {
        PATCHBAY_PROVIDER: 'other',
        PATCHBAY_PORT: '9000',
        PATCHBAY_PUBLIC_URL: 'https://video.example/base',
        PATCHBAY_ALLOWED_ORIGINS: 'https://a.example, https://b.example',
        PATCHBAY_DATA_DIRECTORY: '/var/lib/patchbay',
        PATCHBAY_FALLBACK: 'stub',
        PATCHBAY_SECRET: '',
        STUB_REGION: 'eu',
        OTHER_URL: 'https://other.example',
        OTHER_SECRET: 'other-secret',
      },
    });
    expect(config).toMatchObject({
      provider: 'other',
      fallback: ['stub'],
      dataDirectory: join('/var/lib/patchbay'),
      secret,
      server: {
        port: 9000,
        publicUrl: 'https://video.example/base',
        allowedOrigins: ['https://a.example', 'https://b.example'],
      },
    });
    expect(config.providers['stub']?.settings['region']).toBe('eu');
    expect(config.providers['other']?.settings['url']).toBe('https://other.example');
  });

  test('is named where its variable would set the wrong key', () => {
    const { issues } = errorOf(base, { env: { PATCHBAY_PORT: 'ninety' } });
    expect(issues).toMatchObject([{ code: 'wrong-value', path: 'server.port', env: 'PATCHBAY_PORT' }]);
  });
});

describe('a config that is wrong names the key', () => {
  test('an unknown provider, with those there are', () => {
    const error = errorOf({ ...base, provider: 'twilo' });
    expect(error.code).toBe('config-invalid');
    expect(error.issues).toMatchObject([
      { code: 'unknown-provider', path: 'provider', env: 'PATCHBAY_PROVIDER' },
    ]);
    expect(error.message).toContain('stub, other');
  });

  test('an unknown fallback, an unknown section', () => {
    const { issues } = errorOf({ ...base, fallback: ['nope'], providers: { ...base.providers, nope: {} } });
    expect(issues.map(({ code, path }) => [code, path])).toEqual([
      ['unknown-provider', 'fallback.0'],
      ['unknown-provider', 'providers.nope'],
    ]);
  });

  test('a missing secret, with its variable', () => {
    const { issues } = errorOf({ ...base, secret: undefined });
    expect(issues).toMatchObject([{ code: 'missing-secret', path: 'secret', env: 'PATCHBAY_SECRET' }]);
  });

  test('missing API keys, with their variable', () => {
    const { issues } = errorOf({ ...base, apiKeys: [] });
    expect(issues).toMatchObject([{ code: 'missing-api-key', path: 'apiKeys', env: 'PATCHBAY_API_KEY' }]);
  });

  test("a chosen provider's missing settings, with their variables", () => {
    const { issues } = errorOf({ ...base, provider: 'other' });
    expect(issues.map(({ code, path, env }) => [code, path, env])).toEqual([
      ['missing-setting', 'providers.other.url', 'OTHER_URL'],
      ['missing-setting', 'providers.other.secret', 'OTHER_SECRET'],
    ]);
  });

  test.each([
    ['a short secret', { secret: 'too short to be one' }, 'secret'],
    ['a port that is none', { server: { port: 70_000 } }, 'server.port'],
    [
      'an origin with a path',
      { server: { allowedOrigins: ['https://a.example/x'] } },
      'server.allowedOrigins.0',
    ],
    ['a public URL with a query', { server: { publicUrl: 'https://a.example/?x=1' } }, 'server.publicUrl'],
    ['a key and its hash', { apiKeys: [{ tenant: 'north', key, keySha256: sha256Hex(key) }] }, 'apiKeys.0'],
    ['a tenant with spaces', { apiKeys: [{ tenant: 'The North', key }] }, 'apiKeys.0.tenant'],
    ['a backend that is none', { installed: [{}] }, 'installed.0'],
    ['a URL that is none', { providers: { stub: { ...settings, url: 'stub' } } }, 'providers.stub.url'],
    [
      'a choice that is none',
      { providers: { stub: { ...settings, region: 'mars' } } },
      'providers.stub.region',
    ],
    [
      'a setting that is too short',
      { providers: { stub: { ...settings, secret: 'x' } } },
      'providers.stub.secret',
    ],
    [
      'a setting that is no text',
      { providers: { stub: { ...settings, secret: 7 } } },
      'providers.stub.secret',
    ],
    [
      'an attestation without dates',
      { compliance: { attestations: [{ id: 'a' }] } },
      'compliance.attestations[0].party',
    ],
    ['a host of nobody', { compliance: { hosts: { nope: ['aws'] } } }, 'compliance.hosts.nope'],
    ['a preset that is none', { cost: { preset: 'nope' } }, 'cost.preset'],
    ['a rate card that is none', { cost: { rateCards: { stub: 'nope' } } }, 'cost.rateCards.stub'],
  ])('%s', (_, change, path) => {
    expect(errorOf({ ...base, ...change }).issues.map((issue) => issue.path)).toContain(path);
  });

  test.each([
    ['at the top', { provder: 'mesh' }, 'provder'],
    ['in a section', { server: { prot: 1 } }, 'server.prot'],
    ['in a provider', { providers: { stub: { ...settings, uri: 'x' } } }, 'providers.stub.uri'],
  ])('an unknown key %s', (_, change, path) => {
    expect(errorOf({ ...base, ...change }).issues).toMatchObject([{ code: 'unknown-key', path }]);
  });

  test('and never a value', () => {
    const error = errorOf({
      ...base,
      secret: 'hunter2',
      apiKeys: [{ tenant: 'north', key: 'hunter2' }],
      providers: { stub: { url: 'hunter2', secret: 'hunter2' } },
      server: { publicUrl: 'hunter2', port: 'hunter2' },
    });
    expect(JSON.stringify([error.message, error.issues])).not.toContain('hunter2');
    const settingsError = errorOf({ ...base, providers: { stub: { url: 'hunter2', secret: 'hunter' } } });
    expect(JSON.stringify([settingsError.message, settingsError.issues])).not.toContain('hunter');
  });
});
