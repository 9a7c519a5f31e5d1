import type { LocalSource } from '@patchbay/contract';
import { assert } from 'chai';
import { expectNothingLive, fence, meanwhile } from '../expectations.ts';
import { expectMediaFlows, expectTrack } from '../media/expect-media.ts';
import { scenariosOf } from '../scenario.ts';
import type { Actor } from '../actor.ts';
import type { Stage } from '../stage.ts';

const scenario = scenariosOf('muting');
const camera: LocalSource = { kind: 'camera' };
const microphone: LocalSource = { kind: 'microphone' };

/** Two people, the first publishes; both agree that it is there. */
async function publishing(stage: Stage, source: LocalSource) {
  const [first, second] = await stage.pair();
  const local = await first.session.publish(source);
  const remote = await stage.seesPublication(second, first, local.source);
  return { first, second, local, remote };
}

/** Whether anything goes out of what the adapter was last given. */
const isSending = ({ adapter }: Actor): boolean => {
  const track = adapter.sent.at(-1)?.track;
  return track?.enabled === true && track.readyState === 'live';
};

export const muting = [
  scenario(
    'microphone',
    'A microphone is silenced and comes back, in one publication',
    { needs: ['perParticipantMedia'] },
    async (stage) => {
      const { first, second, local, remote } = await publishing(stage, microphone);
      const muted = await first.session.setMuted(local, true);
      assert.isTrue(muted.muted);
      await stage.seesPublication(second, first, 'microphone', (publication) => publication.muted);
      await first.session.setMuted(muted, false);
      const back = await stage.seesPublication(
        second,
        first,
        'microphone',
        (publication) => !publication.muted,
      );
      assert.equal(back.id, remote.id);
      expectTrack(stage, back);
      await expectMediaFlows(stage, back);
      await fence(stage, first, second);
      assert.equal(second.events.of('track-muted').length, 1);
      assert.equal(second.events.of('track-unmuted').length, 1);
      assert.equal(
        second.events.indexOf('track-unpublished', ({ publication }) => publication.id === remote.id),
        -1,
      );
    },
  ),

  scenario(
    'camera-released',
    'A camera that is muted is off; unmuted, it is opened again and seen',
    { needs: ['rawTrackIn', 'perParticipantMedia'] },
    async (stage) => {
      const { first, second, local } = await publishing(stage, camera);
      assert.isAbove(first.devices.open, 0);
      const muted = await first.session.setMuted(local, true);
      assert.equal(first.devices.open, 0, 'devices that are on while muted');
      assert.isUndefined(muted.track);
      await stage.seesPublication(second, first, 'camera', (publication) => publication.muted);
      const unmuted = await first.session.setMuted(muted, false);
      assert.equal(unmuted.id, local.id);
      assert.lengthOf(first.devices.captured, 2);
      const back = await stage.seesPublication(second, first, 'camera', (publication) => !publication.muted);
      expectTrack(stage, back);
      await expectMediaFlows(stage, back);
      assert.isTrue(isSending(first));
    },
  ),

  scenario(
    'raw-track-untouched',
    "Muting never stops or disables the application's own track",
    { needs: ['perParticipantMedia', 'rawTrackIn'] },
    async (stage) => {
      const track = await stage.rawTrack('video');
      const { first, second, local } = await publishing(stage, { kind: 'track', source: 'camera', track });
      const muted = await first.session.setMuted(local, true);
      await stage.seesPublication(second, first, 'camera', (publication) => publication.muted);
      assert.deepEqual([track.readyState, track.enabled], ['live', true]);
      assert.isFalse(isSending(first));
      await first.session.setMuted(muted, false);
      await expectMediaFlows(
        stage,
        await stage.seesPublication(second, first, 'camera', (publication) => !publication.muted),
      );
      assert.deepEqual([track.readyState, track.enabled], ['live', true]);
    },
  ),

  scenario(
    'at-once',
    'Silence does not wait for the network',
    { people: 1, needs: ['rawTrackIn'] },
    async (stage) => {
      const actor = await stage.join();
      const local = await actor.session.publish(microphone);
      assert.isTrue(isSending(actor));
      const release = actor.adapter.hold('setMuted');
      const muting = meanwhile(actor.session.setMuted(local, true));
      assert.isFalse(isSending(actor), 'sending right after the call');
      release();
      await muting;
    },
  ),

  scenario(
    'track-survives',
    'A microphone that is muted and unmuted sends the same track again',
    { people: 1, needs: ['rawTrackIn'] },
    async (stage) => {
      const actor = await stage.join();
      const local = await actor.session.publish(microphone);
      const given = actor.adapter.sent.at(-1)?.track;
      const muted = await actor.session.setMuted(local, true);
      assert.equal(given?.readyState, 'live', 'the track that the adapter was lent, while muted');
      await actor.session.setMuted(muted, false);
      assert.equal(given?.readyState, 'live', 'the track that the adapter was lent, after it');
      assert.isTrue(given?.enabled);
    },
  ),

  scenario(
    'late-joiner',
    'Who comes later sees what is muted as muted',
    { needs: ['perParticipantMedia'] },
    async (stage) => {
      const first = await stage.join();
      const local = await first.session.publish(microphone);
      await first.session.setMuted(local, true);
      const second = await stage.join();
      const remote = await stage.seesPublication(second, first, 'microphone');
      assert.isTrue(remote.muted);
    },
  ),

  scenario('repeated', 'Asking twice is told once', { needs: ['perParticipantMedia'] }, async (stage) => {
    const { first, second, local } = await publishing(stage, microphone);
    await Promise.all([first.session.setMuted(local, true), first.session.setMuted(local, true)]);
    await first.session.setMuted(local, true);
    await stage.seesPublication(second, first, 'microphone', ({ muted }) => muted);
    await fence(stage, first, second);
    assert.equal(second.events.of('track-muted').length, 1);
  }),

  scenario(
    'muted-and-left',
    'Leaving while muted leaves nothing on',
    { needs: ['perParticipantMedia', 'rawTrackIn'] },
    async (stage) => {
      const { first, second, local } = await publishing(stage, camera);
      await first.session.setMuted(local, true);
      await first.session.leave();
      await stage.gone(second, first);
      await expectNothingLive(stage, first);
    },
  ),
];
