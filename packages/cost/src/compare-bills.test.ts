import { expect, test } from 'vitest';
import type { ProviderManifest } from '@patchbay/contract';
import { banded, payAsYouGo, rule, sourced, twoMeters } from '../fixtures/sample-rates.ts';
import { catalogueOf, compareBills } from './compare-bills.ts';
import { usageOfVisits } from '../fixtures/sample-usage.ts';

const manifest = (rates: ProviderManifest['deployments'][0]['rates'], billing = true): ProviderManifest => {
  const terms = sourced<readonly string[]>([]);
  const baa = {
    offered: sourced('yes' as const),
    mechanism: sourced(''),
    plans: terms,
    monthlyPrice: sourced(undefined),
    covers: sourced([]),
    excludes: terms,
    requiredSettings: terms,
  };
  return {
    id: 'sample',
    name: 'Sample',
    capabilities: {
      rawTrackIn: true,
      rawTrackOut: true,
      perParticipantMedia: true,
      screenShare: true,
      screenShareAudio: true,
      replaceTrack: true,
      messages: { maxBytes: 1, directed: true },
      activeSpeaker: true,
      networkQuality: true,
      reconnect: true,
      kick: true,
      endRoom: true,
      recording: false,
      transcription: false,
      sip: false,
      endToEndEncryption: 'none',
      multiInstance: true,
      maxParticipants: 2,
    },
    deployments: [
      {
        id: 'cloud',
        name: 'Sample cloud',
        kind: 'managed',
        baa,
        rates,
        billing: billing ? rule('exact') : undefined,
        regions: terms,
        limits: [],
      },
    ],
    licence: { server: sourced(undefined), clientSdk: sourced('MIT') },
    lifecycle: [],
  };
};

test('the same month under every rate card, the cheapest first', () => {
  const catalogue = catalogueOf(
    [manifest([payAsYouGo, { ...banded, id: 'banded' }, { ...twoMeters, id: 'two' }])],
    '2026-11-23',
  );
  const bills = compareBills(usageOfVisits(50_000), catalogue);
  expect(bills.map(({ deployment, spend }) => [deployment, spend.rateCard, spend.total])).toEqual([
    ['cloud', 'two', '3020'],
    ['cloud', 'banded', '6540'],
    ['cloud', 'sample-card', '8000'],
  ]);
});

test('only what is in force on the day, and what has a billing rule', () => {
  const rates = [
    { ...payAsYouGo, id: 'past', effectiveTo: '2026-11-22' },
    { ...payAsYouGo, id: 'last-day', effectiveTo: '2026-11-23' },
    { ...payAsYouGo, id: 'first-day', effectiveFrom: '2026-11-23' },
    { ...payAsYouGo, id: 'future', effectiveFrom: '2026-11-24' },
  ];
  expect(catalogueOf([manifest(rates)], '2026-11-23').map(({ rateCard }) => rateCard.id)).toEqual([
    'last-day',
    'first-day',
  ]);
  expect(catalogueOf([manifest(rates, false)], '2026-11-23')).toEqual([]);
});
