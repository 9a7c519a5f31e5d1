import { describe, expect, test } from 'vitest';
import { sourced } from '../fixtures/sample-manifest.ts';
import type { LicenceQuestion } from './licence-question.ts';
import { decideLicence } from './decide-licence.ts';

interface Asked {
  readonly server?: string | undefined;
  readonly clientSdk?: string;
  readonly distribution?: LicenceQuestion['distribution'];
  readonly runsServer?: boolean;
  readonly accepted?: LicenceQuestion['accepted'];
}

const closed = { model: 'closed', delivery: 'distributed' } as const;
const hosted = { model: 'closed', delivery: 'hosted' } as const;
const open = { model: 'open-source', delivery: 'distributed', spdx: 'Apache-2.0' } as const;

const ask = (asked: Asked) => {
  const { distribution = closed, runsServer = true, accepted = [], clientSdk = 'MIT' } = asked;
  const server = 'server' in asked ? asked.server : 'ISC';
  const licence = { server: sourced(server), clientSdk: sourced(clientSdk) };
  const verdict = decideLicence({ provider: 'sample', distribution, licence, runsServer, accepted });
  return {
    verdict: verdict.verdict,
    codes: verdict.findings.map(({ code }) => code),
    findings: verdict.findings,
  };
};

describe('the server part', () => {
  test.each([
    ['ISC', closed, 'allow', 'permissive'],
    ['Apache-2.0', closed, 'allow', 'permissive'],
    ['GPL-3.0', closed, 'refuse', 'copyleft-distributed'],
    ['GPL-3.0-only', closed, 'refuse', 'copyleft-distributed'],
    ['GPL-2.0-or-later', closed, 'refuse', 'copyleft-distributed'],
    ['GPL-3.0', hosted, 'allow', 'copyleft-hosted'],
    ['GPL-3.0', open, 'warn', 'copyleft-in-open-source'],
    ['GPL-3.0-only', { ...open, spdx: 'GPL-3.0-only' }, 'allow', 'copyleft-in-open-source'],
    ['AGPL-3.0-only', hosted, 'refuse', 'network-copyleft'],
    ['SSPL-1.0', hosted, 'refuse', 'network-copyleft'],
    ['AGPL-3.0-only', open, 'warn', 'copyleft-in-open-source'],
    ['MPL-2.0', closed, 'allow', 'weak-copyleft'],
    ['LGPL-2.1+', closed, 'allow', 'weak-copyleft'],
    ['GPL-2.0-only WITH Classpath-exception-2.0', closed, 'allow', 'weak-copyleft'],
    ['LicenseRef-Vendor-Terms', closed, 'warn', 'vendor-terms'],
    ['BUSL-1.1', closed, 'refuse', 'unclassified'],
    ['proprietary', closed, 'refuse', 'not-an-expression'],
    [undefined, closed, 'refuse', 'not-an-expression'],
  ] as const)('%s in %o: %s', (server, distribution, verdict, code) => {
    const found = ask({ server, distribution });
    expect(found.verdict).toBe(verdict);
    expect(found.codes[0]).toBe(code);
  });

  test('"or" is a choice and "and" binds', () => {
    expect(ask({ server: 'GPL-3.0-only OR MIT' }).verdict).toBe('allow');
    expect(ask({ server: 'GPL-3.0-only AND MIT' }).verdict).toBe('refuse');
    expect(ask({ server: 'MIT AND (GPL-3.0-only OR Apache-2.0)' }).codes[0]).toBe('permissive');
    expect(ask({ server: 'LicenseRef-Commercial OR GPL-3.0-only' }).verdict).toBe('warn');
  });

  test('does not matter where the vendor runs it', () => {
    expect(ask({ server: 'GPL-3.0', runsServer: false }).codes[0]).toBe('nothing-to-run');
    expect(ask({ server: 'GPL-3.0', runsServer: false }).verdict).toBe('allow');
  });
});

describe('the client SDK', () => {
  test('is distributed to browsers, whatever the product is', () => {
    expect(ask({ clientSdk: 'GPL-3.0-only', distribution: hosted })).toMatchObject({
      verdict: 'refuse',
      codes: ['permissive', 'copyleft-distributed'],
    });
  });

  test("a vendor's terms warn until somebody accepts them", () => {
    const acceptance = {
      id: 'terms-1',
      provider: 'sample',
      part: 'client-sdk',
      licence: 'LicenseRef-Vendor-Terms',
      owner: 'legal',
      reason: 'read and signed',
      acceptedOn: '2026-11-01',
    } as const;
    const clientSdk = 'LicenseRef-Vendor-Terms';
    expect(ask({ clientSdk }).verdict).toBe('warn');
    expect(ask({ clientSdk, accepted: [acceptance] })).toMatchObject({
      verdict: 'allow',
      findings: [{}, { code: 'accepted', acceptance: 'terms-1' }],
    });
    for (const change of [
      { provider: 'other' },
      { part: 'server' as const },
      { licence: 'LicenseRef-Other' },
    ]) {
      expect(ask({ clientSdk, accepted: [{ ...acceptance, ...change }] }).verdict).toBe('warn');
    }
  });
});

test('a bought commercial licence overrules the copyleft', () => {
  const accepted = [
    {
      id: 'janus-commercial',
      provider: 'sample',
      part: 'server',
      licence: 'GPL-3.0',
      owner: 'legal',
      reason: 'commercial licence bought',
      acceptedOn: '2026-11-01',
    } as const,
  ];
  expect(ask({ server: 'GPL-3.0', accepted }).verdict).toBe('allow');
});
