import { expect, test } from 'vitest';
import { question, vendorAttestation, waiver } from '../fixtures/sample-records.ts';
import { auditPayloadOf } from './audit-payload-of.ts';
import { payloadText } from './audit-payload-text.ts';
import { decideBaa } from './decide-baa.ts';

test.each([
  [
    'a refusal',
    question({ attestations: [{ ...vendorAttestation, settings: [] }] }),
    {
      verdict: 'refuse',
      reasons: [
        {
          code: 'required-setting-missing',
          record: 'vendor-attestation',
          id: 'baa-1',
          subject: 'rooms-locked',
        },
      ],
    },
  ],
  [
    'an allow',
    question({ attestations: [vendorAttestation] }),
    { verdict: 'allow', basis: 'attestation', attestations: ['baa-1'] },
  ],
  ['a waiver', question({ waivers: [waiver] }), { verdict: 'allow', basis: 'waiver', waivers: ['waiver-1'] }],
  ['no PHI', question({ consult: { phi: false, features: [] } }), { verdict: 'allow', basis: 'non-phi' }],
])('%s becomes codes that the trail takes', (_, asked, expected) => {
  const payload = auditPayloadOf(decideBaa(asked), 'sample', 'cloud');
  expect(payload).toMatchObject({ gate: 'baa', provider: 'sample', deployment: 'cloud', ...expected });
  expect(payloadText({ kind: 'gate-verdict', tenant: 't', consultId: 'c', payload })).not.toContain(' ');
});
