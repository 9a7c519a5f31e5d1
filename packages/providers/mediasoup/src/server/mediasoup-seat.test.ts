import { describe, expect, test } from 'vitest';
import type { types } from 'mediasoup';
import * as fakeParameters from 'mediasoup-client/fakeParameters';
import { FakeEngine } from '../../fixtures/fake-engine.ts';
import type { MediaBody, MediaRequest } from '../mediasoup-wire.ts';
import { type MediaPlace, openSeat, qualityOf } from './mediasoup-seat.ts';
import { createWorkers } from './mediasoup-workers.ts';

const capabilities = { ...fakeParameters.generateNativeRtpCapabilities() };
const settle = () => new Promise((resolve) => void setImmediate(resolve));

/** A room of two with nothing but places in it. */
async function open() {
  const fake = new FakeEngine();
  const options = {
    count: 1,
    workerBin: undefined,
    listenAddress: '0.0.0.0',
    announcedAddress: 'x',
    firstPort: undefined,
  };
  const workers = createWorkers(fake.engine, options, () => () => undefined);
  await workers.start();
  const studio = await workers.open(() => 2);
  const [router] = fake.workers[0]?.routers ?? [];
  if (router === undefined) throw new Error('There is no router.');
  const places = new Map<string, MediaPlace>();
  const enter = async (participant: string) => {
    const told: MediaBody[] = [];
    const tell = (body: MediaBody): void => void told.push(body);
    const others = () => [...places].filter(([name]) => name !== participant).map(([, place]) => place);
    const host = { participant, connection: `${participant}-connection`, tell, mention: tell, others };
    const place = await openSeat(studio, host);
    places.set(participant, place);
    const serve = (request: MediaRequest) => place.serve(request);
    const types = () => told.map(({ type }) => type).filter((type) => type !== 'quality');
    return { place, told, types, serve, transport: place.welcome().send.id };
  };
  return { router, ann: await enter('ann'), ben: await enter('ben') };
}

const opus: types.RtpParameters = {
  mid: '0',
  codecs: [
    {
      mimeType: 'audio/opus',
      payloadType: 111,
      clockRate: 48_000,
      channels: 2,
      parameters: {},
      rtcpFeedback: [],
    },
  ],
  headerExtensions: [],
  encodings: [{ ssrc: 1111 }],
  rtcp: { cname: 'x', reducedSize: true },
};

type Produce = Extract<MediaRequest, { type: 'produce' }>;
const microphone = (transport: string, different: Partial<Produce> = {}): Produce => ({
  type: 'produce',
  transport,
  publication: 'ann-connection.1',
  source: 'microphone',
  kind: 'audio',
  muted: false,
  rtpParameters: structuredClone({ ...opus }),
  ...different,
});

const ready: MediaRequest = { type: 'ready', rtpCapabilities: capabilities };

describe('a place', () => {
  test('subscribes to what is published before and after it is ready, once', async () => {
    const { ann, ben, router } = await open();
    await ann.serve(microphone(ann.transport));
    await ben.serve(ready);
    await ann.serve(microphone(ann.transport, { publication: 'ann-connection.2', source: 'screen-audio' }));
    await settle();
    expect(ben.told.filter(({ type }) => type === 'consume')).toMatchObject([
      {
        publication: {
          id: 'ann-connection.1',
          participant: 'ann',
          source: 'microphone',
          kind: 'audio',
          muted: false,
        },
      },
      { publication: { id: 'ann-connection.2', source: 'screen-audio' } },
    ]);
    expect(router.transports.flatMap(({ consumers }) => consumers).map(({ paused }) => paused)).toEqual([
      true,
      true,
    ]);
    expect(ann.types()).toEqual([]);
    expect(router.levels.heard).toHaveLength(1);
  });

  test('lets media flow when the browser is there to take them', async () => {
    const { ann, ben, router } = await open();
    await ben.serve(ready);
    await ann.serve(microphone(ann.transport));
    await settle();
    const [consumer] = router.transports.flatMap(({ consumers }) => consumers);
    await ann.serve({ type: 'consuming', consumer: consumer?.id ?? '' });
    expect(consumer?.paused).toBe(true);
    await ben.serve({ type: 'consuming', consumer: consumer?.id ?? '' });
    expect(consumer?.paused).toBe(false);
  });

  test('stops forwarding what is muted, and says so', async () => {
    const { ann, ben, router } = await open();
    await ben.serve(ready);
    await ann.serve(microphone(ann.transport, { muted: true }));
    const [producer] = router.producers.values();
    expect(producer?.paused).toBe(true);
    await ann.serve({ type: 'mute', publication: 'ann-connection.1', muted: false });
    expect(producer?.paused).toBe(false);
    expect(ben.told.at(-1)).toEqual({ type: 'muted', publication: 'ann-connection.1', muted: false });
  });

  test('tells that a publication is gone, also one that has no producer any more', async () => {
    const { ann, ben } = await open();
    await ben.serve(ready);
    await ann.serve(microphone(ann.transport));
    await ann.serve({ type: 'unpublish', publication: 'ann-connection.1' });
    await ann.serve({ type: 'unpublish', publication: 'ann-connection.7' });
    await settle();
    const gone = ben.told.flatMap((body) => (body.type === 'unpublished' ? [body.publication] : []));
    expect(new Set(gone)).toEqual(new Set(['ann-connection.1', 'ann-connection.7']));
  });

  test('takes everything with it when it is closed', async () => {
    const { ann, ben, router } = await open();
    await ben.serve(ready);
    await ann.serve(microphone(ann.transport));
    await settle();
    ann.place.close();
    await settle();
    expect([router.producers.size, ben.types()]).toEqual([0, ['consume', 'unpublished']]);
  });

  test('finds another route', async () => {
    const { ann } = await open();
    const answer = await ann.serve({ type: 'restart-ice', transport: ann.transport });
    expect(answer).toMatchObject({ iceParameters: { usernameFragment: expect.stringMatching(/^restart/) } });
  });

  test('tells how it goes: the way up to all, the way down to oneself', async () => {
    const { ann, ben, router } = await open();
    await ben.serve(ready);
    await ann.serve(microphone(ann.transport));
    await settle();
    const [consumer] = router.transports.flatMap(({ consumers }) => consumers);
    await ben.serve({ type: 'consuming', consumer: consumer?.id ?? '' });
    const [producer] = router.producers.values();
    producer?.rate(2, 7);
    expect(ann.told.at(-1)).toEqual({ type: 'quality', quality: 'good' });
    expect(ben.told.at(-1)).toEqual({ type: 'quality', participant: 'ann', quality: 'good' });
    consumer?.rate(1);
    expect(ben.told.at(-1)).toEqual({ type: 'quality', quality: 'poor' });
  });

  test('tells when the network takes nothing of a publication, and when it does again', async () => {
    const { ann, ben, router } = await open();
    await ben.serve(ready);
    await ann.serve(microphone(ann.transport));
    await settle();
    const [consumer] = router.transports.flatMap(({ consumers }) => consumers);
    consumer?.emit('layerschange', undefined);
    consumer?.emit('layerschange', undefined);
    consumer?.emit('layerschange', { spatialLayer: 0 });
    await ann.serve({ type: 'mute', publication: 'ann-connection.1', muted: true });
    consumer?.emit('layerschange', undefined);
    const paused = ben.told.flatMap((body) => (body.type === 'paused' ? [body.paused] : []));
    expect(paused).toEqual([true, false]);
  });
});

describe('what is refused', () => {
  const name = (attempt: Promise<unknown>) =>
    attempt.then(
      () => 'nothing',
      (error: unknown) => (error as Error).name,
    );

  test.each<[string, Partial<Produce>, string]>([
    ['in somebody else’s name', { publication: 'ben-connection.1' }, 'TypeError'],
    ['of another kind than its source', { kind: 'video' }, 'TypeError'],
    ['over a transport that is not there', { transport: 'transport-of-yesterday' }, 'NotFoundError'],
    ['that mediasoup cannot read', { rtpParameters: { codecs: 'all' } }, 'TypeError'],
  ])('a publication %s', async (_what, different, error) => {
    const { ann, router } = await open();
    expect(await name(ann.serve(microphone(ann.transport, different)))).toBe(error);
    expect(router.producers.size).toBe(0);
  });

  test('the same publication twice, also at once, until it is gone', async () => {
    const { ann, router } = await open();
    const publish = () => name(ann.serve(microphone(ann.transport)));
    expect(await Promise.all([publish(), publish()])).toEqual(['nothing', 'TypeError']);
    await ann.serve({ type: 'unpublish', publication: 'ann-connection.1' });
    expect(await publish()).toBe('nothing');
    expect(router.producers.size).toBe(1);
  });

  test('a ninth publication', async () => {
    const { ann } = await open();
    const answers = await Promise.all(
      Array.from({ length: 9 }, (_, index) =>
        name(ann.serve(microphone(ann.transport, { publication: `ann-connection.${index}` }))),
      ),
    );
    expect(answers.filter((answer) => answer === 'TypeError')).toHaveLength(1);
  });

  test('to mute or unpublish what somebody else publishes', async () => {
    const { ann, ben } = await open();
    await ann.serve(microphone(ann.transport));
    expect(await name(ben.serve({ type: 'mute', publication: 'ann-connection.1', muted: true }))).toBe(
      'NotFoundError',
    );
    expect(await name(ben.serve({ type: 'unpublish', publication: 'ann-connection.1' }))).toBe(
      'NotFoundError',
    );
    expect(ann.types()).toEqual([]);
  });

  test('to be ready twice', async () => {
    const { ben } = await open();
    await ben.serve(ready);
    expect(await name(ben.serve(ready))).toBe('TypeError');
  });
});

test.each([
  [10, 'excellent'],
  [9, 'excellent'],
  [8, 'good'],
  [7, 'good'],
  [6, 'fair'],
  [4, 'fair'],
  [3, 'poor'],
  [1, 'poor'],
  [0, 'lost'],
  [Infinity, 'unknown'],
])('a score of %d is %s', (score, quality) => {
  expect(qualityOf(score)).toBe(quality);
});
