import { describe, expect, test } from 'vitest';
import { hostAttestation, vendorAttestation, waiver } from '../fixtures/sample-records.ts';
import { parseAcceptedLicences, parseDistribution } from './parse-licence-policy.ts';
import type { Parsed } from './parsed.ts';
import { parseAttestations } from './parse-attestations.ts';
import { parseWaivers } from './parse-waivers.ts';

const paths = (parsed: Parsed<unknown>): readonly string[] =>
  parsed.ok ? [] : parsed.problems.map(({ path }) => path);

describe('attestations', () => {
  test('are read as they are', () => {
    expect(parseAttestations([vendorAttestation, hostAttestation], 'compliance.attestations')).toEqual({
      ok: true,
      value: [vendorAttestation, hostAttestation],
    });
    expect(parseAttestations(undefined, 'a')).toEqual({ ok: true, value: [] });
  });

  test.each([
    ['no list', {}, 'a'],
    ['a mere yes', [true], 'a[0]'],
    ['an unknown party', [{ ...vendorAttestation, party: 'friend' }], 'a[0].party'],
    ['a missing plan', [{ ...vendorAttestation, plan: undefined }], 'a[0].plan'],
    ['no such day', [{ ...vendorAttestation, expires: '2027-02-29' }], 'a[0].expires'],
    ['a day with a time', [{ ...vendorAttestation, effective: '2026-01-10T00:00:00Z' }], 'a[0].effective'],
    ['an end before the beginning', [{ ...vendorAttestation, expires: '2026-01-09' }], 'a[0].expires'],
    [
      'verified before it was signed',
      [{ ...vendorAttestation, verifiedOn: '2026-01-01' }],
      'a[0].verifiedOn',
    ],
    ['an unknown feature', [{ ...vendorAttestation, covers: ['video', 'telepathy'] }], 'a[0].covers[1]'],
    ['nothing covered', [{ ...vendorAttestation, covers: [] }], 'a[0].covers'],
    ['a misspelt key', [{ ...vendorAttestation, expire: '2027-01-01' }], 'a[0].expire'],
    ['an id with a name in it', [{ ...vendorAttestation, id: 'signed by Ann' }], 'a[0].id'],
    ['an id used twice', [vendorAttestation, { ...hostAttestation, id: vendorAttestation.id }], 'a[1].id'],
    ['an empty reference', [{ ...hostAttestation, documentReference: ' ' }], 'a[0].documentReference'],
  ])('with %s are refused at the key', (_, value, path) => {
    expect(paths(parseAttestations(value, 'a'))).toContain(path);
  });

  test('every problem is told at once, and none repeats a value', () => {
    const parsed = parseAttestations(
      [{ ...vendorAttestation, plan: '', verifiedBy: 7, id: 'SECRET VALUE' }],
      'a',
    );
    expect(new Set(paths(parsed))).toEqual(new Set(['a[0].id', 'a[0].verifiedBy', 'a[0].plan']));
    expect(JSON.stringify(parsed)).not.toContain('SECRET');
  });
});

describe('waivers', () => {
  test('are read as they are', () => {
    expect(parseWaivers([waiver], 'w')).toEqual({ ok: true, value: [waiver] });
  });

  test.each([
    ['no owner', { ...waiver, owner: undefined }, 'w[0].owner'],
    ['no reason', { ...waiver, reason: '' }, 'w[0].reason'],
    ['no end', { ...waiver, expires: undefined }, 'w[0].expires'],
    ['an end before the beginning', { ...waiver, expires: '2026-10-31' }, 'w[0].expires'],
    ['no scope', { ...waiver, scope: undefined }, 'w[0].scope'],
    ['nothing waived', { ...waiver, scope: { ...waiver.scope, waives: [] } }, 'w[0].scope.waives'],
    [
      'everything waived',
      { ...waiver, scope: { ...waiver.scope, waives: ['deployment-unknown'] } },
      'w[0].scope.waives[0]',
    ],
  ])('with %s are refused at the key', (_, value, path) => {
    expect(paths(parseWaivers([value], 'w'))).toContain(path);
  });
});

describe('the licence policy', () => {
  test('reads the distribution and refuses what is no SPDX expression', () => {
    const product = { model: 'open-source', delivery: 'hosted', spdx: 'Apache-2.0 OR MIT' };
    expect(parseDistribution(product, 'p')).toEqual({ ok: true, value: product });
    expect(paths(parseDistribution({ ...product, spdx: 'apache two' }, 'p'))).toEqual(['p.spdx']);
    expect(paths(parseDistribution({ model: 'secret' }, 'p'))).toEqual(['p.model', 'p.delivery']);
  });

  test('reads accepted licences', () => {
    const acceptance = {
      id: 'a-1',
      provider: 'janus',
      part: 'server',
      licence: 'GPL-3.0',
      owner: 'legal',
      reason: 'commercial licence bought',
      acceptedOn: '2026-11-01',
    };
    expect(parseAcceptedLicences([acceptance], 'l')).toEqual({ ok: true, value: [acceptance] });
    expect(paths(parseAcceptedLicences([{ ...acceptance, acceptedOn: 'soon' }], 'l'))).toEqual([
      'l[0].acceptedOn',
    ]);
  });
});
