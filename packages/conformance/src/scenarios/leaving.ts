import { assert } from 'chai';
import { expectCode, expectNothingLive, fence } from '../expectations.ts';
import { scenariosOf } from '../scenario.ts';

const scenario = scenariosOf('leaving');

export const leaving = [
  scenario('idempotent', 'Leaving twice is leaving once', { people: 1 }, async (stage) => {
    const { session, events } = await stage.join();
    await stage.soon('leaving ends', Promise.all([session.leave(), session.leave()]));
    await session.leave();
    assert.equal(session.state, 'left');
    assert.deepEqual(events.of('left'), [{ reason: 'local', error: undefined }]);
    assert.equal(events.all.at(-1)?.name, 'left');
  }),

  scenario(
    'other-side',
    'Who stays sees the tracks go, then the person',
    { needs: ['perParticipantMedia'] },
    async (stage) => {
      const [first, second] = await stage.pair();
      await second.session.publish({ kind: 'microphone' });
      await second.session.publish({ kind: 'camera' });
      await stage.seesPublication(first, second, 'microphone');
      await stage.seesPublication(first, second, 'camera');
      await second.session.leave();
      await stage.gone(first, second);
      const { story } = first.events;
      assert.equal(story.filter((name) => name === 'track-unpublished').length, 2);
      assert.equal(story.filter((name) => name === 'participant-left').length, 1);
      assert.isAbove(story.indexOf('participant-left'), story.lastIndexOf('track-unpublished'));
    },
  ),

  scenario(
    'nothing-after-left',
    'Nothing is told after `left`',
    { people: 3, needs: ['perParticipantMedia'] },
    async (stage) => {
      const [first, second] = await stage.pair();
      const third = await stage.join();
      await stage.sees(second, third);
      await first.session.leave();
      await third.session.publish({ kind: 'microphone' });
      await stage.seesPublication(second, third, 'microphone');
      await fence(stage, third, second);
      assert.equal(first.events.all.at(-1)?.name, 'left');
      assert.equal(first.session.participants.size, 0);
      assert.deepEqual(first.adapter.lateReports, [], 'what the adapter reported after its end');
    },
  ),

  scenario(
    'raw-tracks-live',
    "The application's own tracks outlive the session, live and enabled",
    { people: 1, needs: ['rawTrackIn'] },
    async (stage) => {
      const { session } = await stage.join();
      const [video, audio] = [await stage.rawTrack('video'), await stage.rawTrack('audio')];
      await session.publish({ kind: 'track', source: 'camera', track: video });
      await session.publish({ kind: 'track', source: 'microphone', track: audio });
      await session.leave();
      for (const track of [video, audio]) {
        assert.equal(track.readyState, 'live');
        assert.isTrue(track.enabled);
      }
    },
  ),

  scenario(
    'devices-released',
    'Devices that the session opened are off when `left` is told',
    { people: 1, needs: ['rawTrackIn'] },
    async (stage) => {
      const actor = await stage.join();
      await actor.session.publish({ kind: 'camera' });
      await actor.session.publish({ kind: 'microphone' });
      assert.isAbove(actor.devices.open, 0);
      const captured = [...actor.devices.captured];
      let states: string[] = [];
      actor.session.on('left', () => (states = captured.map(({ readyState }) => readyState)));
      await actor.session.leave();
      assert.deepEqual(states, ['ended', 'ended']);
      await expectNothingLive(stage, actor);
    },
  ),

  scenario(
    'adapter-quiet',
    'The adapter says goodbye once, in time, and is quiet after it',
    {},
    async (stage) => {
      const [first, second] = await stage.pair();
      await second.session.publish({ kind: 'microphone' });
      await stage.soon('the adapter has said goodbye', second.session.leave());
      assert.equal(second.adapter.openConnections, 0);
      assert.equal(second.adapter.calls.filter((verb) => verb === 'disconnect').length, 1);
      await stage.gone(first, second);
      await first.session.publish({ kind: 'microphone' });
      await stage.soon('the other leaves too', first.session.leave());
      assert.deepEqual(second.adapter.lateReports, []);
    },
  ),

  scenario(
    'publications-told',
    "One's own publications are told as ended before `left`",
    { people: 1 },
    async (stage) => {
      const { session, events } = await stage.join();
      await session.publish({ kind: 'microphone' });
      await session.leave();
      assert.deepEqual(
        events.of('local-unpublished').map(({ reason }) => reason),
        ['left'],
      );
      assert.isBelow(events.indexOf('local-unpublished'), events.indexOf('left'));
      assert.equal(session.local.publications.size, 0);
    },
  ),

  scenario('before-joining', 'Leaving before joining ends the session', { people: 1 }, async (stage) => {
    const { session, events, adapter } = await stage.actor();
    await session.leave();
    assert.deepEqual(events.story, ['left', 'left']);
    await expectCode(stage, session.join(), 'invalid-state');
    assert.deepEqual(adapter.calls, []);
  }),
];
