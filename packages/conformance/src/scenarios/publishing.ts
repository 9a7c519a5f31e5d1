import type { LocalSource, PublishableSource } from '@patchbay/contract';
import { kindOfSource, VideoError } from '@patchbay/contract';
import { assert } from 'chai';
import { expectCode, fence } from '../expectations.ts';
import { expectMediaFlows, expectTrack } from '../media/expect-media.ts';
import type { Need } from '../needs.ts';
import { type Scenario, scenariosOf } from '../scenario.ts';
import { publicationsOf, type Stage } from '../stage.ts';

const scenario = scenariosOf('publishing');

/** The other side sees what was published as it is. */
const published = (
  name: string,
  title: string,
  source: PublishableSource,
  needs: readonly Need[],
  open: (stage: Stage) => Promise<LocalSource>,
): Scenario =>
  scenario(name, title, { needs: ['perParticipantMedia', ...needs] }, async (stage) => {
    const [first, second] = await stage.pair();
    const local = await first.session.publish(await open(stage));
    assert.equal(local.source, source);
    assert.equal(local.kind, kindOfSource(source));
    assert.isFalse(local.muted);
    assert.deepEqual([...first.session.local.publications.keys()], [local.id]);
    assert.equal(first.events.of('local-published').length, 1);
    const remote = await stage.seesPublication(second, first, source);
    assert.equal(remote.kind, kindOfSource(source));
    assert.isFalse(remote.muted);
    expectTrack(stage, remote);
    await expectMediaFlows(stage, remote);
    assert.equal(second.events.of('track-published').length, 1);
    assert.equal(second.events.of('track-published')[0]?.participant?.id, first.session.local.id);
  });

const raw =
  (source: PublishableSource) =>
  async (stage: Stage): Promise<LocalSource> => ({
    kind: 'track',
    source,
    track: await stage.rawTrack(kindOfSource(source)),
  });

export const publishing = [
  published('camera', 'A camera is seen', 'camera', [], async () => ({ kind: 'camera' })),
  published('microphone', 'A microphone is heard', 'microphone', [], async () => ({ kind: 'microphone' })),
  published('screen', 'A screen is seen, and known as one', 'screen', ['screenShare'], async () => ({
    kind: 'screen',
  })),
  published('raw-camera', 'A raw video track is seen as a camera', 'camera', ['rawTrackIn'], raw('camera')),
  published('raw-microphone', 'A raw audio track is heard', 'microphone', ['rawTrackIn'], raw('microphone')),
  published(
    'raw-screen-audio',
    "A screen's sound is heard, and known as such",
    'screen-audio',
    ['rawTrackIn', 'screenShareAudio'],
    raw('screen-audio'),
  ),

  scenario(
    'both-ways',
    'Two people see and hear each other',
    { needs: ['perParticipantMedia'] },
    async (stage) => {
      const people = await stage.pair();
      for (const { session } of people) {
        await session.publish({ kind: 'camera' });
        await session.publish({ kind: 'microphone' });
      }
      const [first, second] = people;
      for (const [observer, other] of [
        [first, second],
        [second, first],
      ] as const)
        for (const source of ['camera', 'microphone'] as const)
          await expectMediaFlows(stage, await stage.seesPublication(observer, other, source));
    },
  ),

  scenario(
    'camera-and-screen',
    'A screen goes beside a camera, each told for what it is',
    { needs: ['perParticipantMedia', 'screenShare'] },
    async (stage) => {
      const [first, second] = await stage.pair();
      await first.session.publish({ kind: 'camera' });
      await first.session.publish({ kind: 'screen' });
      const camera = await stage.seesPublication(second, first, 'camera');
      const screen = await stage.seesPublication(second, first, 'screen');
      assert.notEqual(camera.id, screen.id);
      if (stage.capabilities.rawTrackOut) assert.notEqual(camera.track, screen.track);
    },
  ),

  scenario(
    'once-per-source',
    'A source that is published is refused a second time',
    { needs: ['perParticipantMedia'] },
    async (stage) => {
      const [first, second] = await stage.pair();
      await first.session.publish({ kind: 'microphone' });
      await expectCode(stage, first.session.publish({ kind: 'microphone' }), 'already-published');
      await stage.seesPublication(second, first, 'microphone');
      await fence(stage, first, second);
      assert.lengthOf(publicationsOf(second, first), 1);
    },
  ),

  scenario(
    'muted',
    'What is published muted is seen muted until it is not',
    { needs: ['perParticipantMedia'] },
    async (stage) => {
      const [first, second] = await stage.pair();
      const local = await first.session.publish({ kind: 'microphone' }, { muted: true });
      assert.isTrue(local.muted);
      const remote = await stage.seesPublication(second, first, 'microphone');
      assert.isTrue(remote.muted, 'muted from the first moment');
      await first.session.setMuted(local, false);
      const heard = await stage.seesPublication(second, first, 'microphone', ({ muted }) => !muted);
      await expectMediaFlows(stage, heard);
    },
  ),

  scenario(
    'muted-camera',
    'A camera that is published muted is off; turned on, it is seen',
    { needs: ['rawTrackIn', 'perParticipantMedia'] },
    async (stage) => {
      const [first, second] = await stage.pair();
      const local = await first.session.publish({ kind: 'camera' }, { muted: true });
      assert.equal(first.devices.open, 0);
      assert.isTrue((await stage.seesPublication(second, first, 'camera')).muted);
      await first.session.setMuted(local, false);
      await expectMediaFlows(
        stage,
        await stage.seesPublication(second, first, 'camera', ({ muted }) => !muted),
      );
    },
  ),

  ...(
    [
      ['NotAllowedError', 'device-denied'],
      ['NotReadableError', 'device-busy'],
    ] as const
  ).map(([browserName, code]) =>
    scenario(
      code,
      `A ${code} camera is told as that, and can be tried again`,
      { needs: ['perParticipantMedia', 'rawTrackIn'] },
      async (stage) => {
        const [first, second] = await stage.pair();
        first.devices.refuseNext(browserName);
        await expectCode(stage, first.session.publish({ kind: 'camera' }), code);
        assert.notInclude(first.adapter.calls, 'publish');
        assert.equal(first.devices.open, 0);
        await first.session.publish({ kind: 'camera' });
        await stage.seesPublication(second, first, 'camera');
      },
    ),
  ),

  scenario('refused', 'What the provider refuses leaves no device on', { people: 1 }, async (stage) => {
    const { session, adapter, devices, events } = await stage.join();
    adapter.failNext('publish', new VideoError('not-allowed', 'The scenario refuses.'));
    await expectCode(stage, session.publish({ kind: 'camera' }), 'not-allowed');
    assert.equal(devices.open, 0);
    assert.equal(session.local.publications.size, 0);
    assert.deepEqual(events.of('local-published'), []);
    await session.publish({ kind: 'camera' });
    assert.equal(session.local.publications.size, 1);
  }),

  scenario(
    'device-gone',
    'A device that goes away ends its publication',
    { needs: ['perParticipantMedia', 'rawTrackIn'] },
    async (stage) => {
      const [first, second] = await stage.pair();
      await first.session.publish({ kind: 'camera' });
      await stage.seesPublication(second, first, 'camera');
      const [track] = first.devices.captured;
      track?.stop();
      track?.dispatchEvent(new Event('ended'));
      await stage.seesNone(second, first, 'camera');
      assert.deepEqual(
        first.events.of('local-unpublished').map(({ reason }) => reason),
        ['ended'],
      );
    },
  ),
];
