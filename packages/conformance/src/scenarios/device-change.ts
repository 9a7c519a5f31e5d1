import { type LocalSource, VideoError } from '@patchbay/contract';
import { assert } from 'chai';
import { expectCode, fence } from '../expectations.ts';
import { expectMediaFlows, expectTrack } from '../media/expect-media.ts';
import { scenariosOf } from '../scenario.ts';
import type { Stage } from '../stage.ts';

const scenario = scenariosOf('device-change');
const camera: LocalSource = { kind: 'camera' };

async function publishing(stage: Stage, source: LocalSource) {
  const [first, second] = await stage.pair();
  const local = await first.session.publish(source);
  const remote = await stage.seesPublication(second, first, local.source);
  return { first, second, local, remote };
}

export const deviceChange = [
  scenario(
    'camera',
    'Another camera takes the place of the first, which is off then',
    { needs: ['perParticipantMedia'] },
    async (stage) => {
      const { first, second, local, remote: former } = await publishing(stage, camera);
      const replaced = await first.session.replace(local, camera);
      assert.equal(replaced.id, local.id);
      // What is published anew has another id at the vendor; the former one may be there for a moment yet.
      const remote = await stage.seesPublication(
        second,
        first,
        'camera',
        ({ id }) => stage.capabilities.replaceTrack || id !== former.id,
      );
      expectTrack(stage, remote);
      await expectMediaFlows(stage, remote);
      if (!stage.capabilities.rawTrackIn) return;
      const [before, after] = first.devices.captured;
      assert.deepEqual([before?.readyState, after?.readyState], ['ended', 'live']);
      assert.equal(replaced.track, after);
    },
  ),

  scenario(
    'same-publication',
    'Where tracks are replaced in place, the other side sees no change of publication',
    { needs: ['perParticipantMedia', 'replaceTrack'] },
    async (stage) => {
      const { first, second, local, remote } = await publishing(stage, camera);
      await first.session.replace(local, camera);
      await fence(stage, first, second);
      const after = await stage.seesPublication(second, first, 'camera');
      assert.equal(after.id, remote.id);
      assert.equal(after.track, remote.track);
      assert.deepEqual(second.events.of('track-unpublished'), []);
      assert.equal(second.events.of('track-published').length, 1);
    },
  ),

  scenario(
    'published-anew',
    'Where tracks are not replaced in place, the other side sees one go and one come',
    { needs: ['perParticipantMedia', 'republishing'] },
    async (stage) => {
      const { first, second, local, remote } = await publishing(stage, camera);
      const replaced = await first.session.replace(local, camera);
      assert.equal(replaced.id, local.id, 'the publication here stays the same');
      await stage.seesPublication(second, first, 'camera', ({ id }) => id !== remote.id);
      await first.session.unpublish(replaced);
      await stage.seesNone(second, first, 'camera');
    },
  ),

  scenario(
    'device-busy',
    'A camera that cannot be opened leaves the old one going',
    { needs: ['perParticipantMedia', 'rawTrackIn'] },
    async (stage) => {
      const { first, second, local, remote } = await publishing(stage, camera);
      first.devices.refuseNext('NotReadableError');
      await expectCode(
        stage,
        first.session.replace(local, { kind: 'camera', deviceId: 'other' }),
        'device-busy',
      );
      assert.equal(first.session.local.publications.get(local.id)?.track, first.devices.captured[0]);
      assert.equal(first.devices.captured[0]?.readyState, 'live');
      await fence(stage, first, second);
      const after = await stage.seesPublication(second, first, 'camera');
      assert.equal(after.id, remote.id);
      await expectMediaFlows(stage, after);
    },
  ),

  scenario(
    'provider-refuses',
    'A replacement that the provider refuses leaves the old track going, and the new device off',
    { needs: ['perParticipantMedia', 'rawTrackIn', 'replaceTrack'] },
    async (stage) => {
      const { first, second, local } = await publishing(stage, camera);
      first.adapter.failNext('replace', new VideoError('not-allowed', 'The scenario refuses.'));
      await expectCode(stage, first.session.replace(local, camera), 'not-allowed');
      const [before, after] = first.devices.captured;
      assert.deepEqual([before?.readyState, after?.readyState], ['live', 'ended']);
      await expectMediaFlows(stage, await stage.seesPublication(second, first, 'camera'));
    },
  ),

  scenario(
    'raw-track',
    'A raw track takes the place of another; both stay live',
    { needs: ['perParticipantMedia', 'rawTrackIn'] },
    async (stage) => {
      const [before, after] = [await stage.rawTrack('video'), await stage.rawTrack('video')];
      const { first, second, local } = await publishing(stage, {
        kind: 'track',
        source: 'camera',
        track: before,
      });
      const replaced = await first.session.replace(local, { kind: 'track', source: 'camera', track: after });
      assert.equal(replaced.track, after);
      assert.deepEqual([before.readyState, after.readyState], ['live', 'live']);
      await expectMediaFlows(stage, await stage.seesPublication(second, first, 'camera'));
    },
  ),

  scenario(
    'while-muted',
    'A microphone that is replaced while muted stays muted',
    { needs: ['perParticipantMedia'] },
    async (stage) => {
      const { first, second, local } = await publishing(stage, { kind: 'microphone' });
      const muted = await first.session.setMuted(local, true);
      const replaced = await first.session.replace(muted, { kind: 'microphone' });
      assert.isTrue(replaced.muted);
      if (stage.capabilities.rawTrackIn) assert.isFalse(first.adapter.sent.at(-1)?.track?.enabled);
      await fence(stage, first, second);
      await stage.seesPublication(second, first, 'microphone', (publication) => publication.muted);
      assert.deepEqual(second.events.of('track-unmuted'), []);
      await first.session.setMuted(replaced, false);
      const heard = await stage.seesPublication(
        second,
        first,
        'microphone',
        (publication) => !publication.muted,
      );
      await expectMediaFlows(stage, heard);
    },
  ),

  scenario('other-source', 'A source is replaced by its like only', { people: 1 }, async (stage) => {
    const { session, adapter } = await stage.join();
    const local = await session.publish(camera);
    await expectCode(stage, session.replace(local, { kind: 'microphone' }), 'invalid-argument');
    assert.notInclude(adapter.calls, 'replace');
  }),
];
