import { assert } from 'chai';
import { expectCode, expectNothingLive, fence } from '../expectations.ts';
import { expectMediaFlows } from '../media/expect-media.ts';
import { scenariosOf } from '../scenario.ts';

const scenario = scenariosOf('disposal');

export const disposal = [
  scenario('abort-while-joining', 'An abandoned join is abandoned by the adapter too', {}, async (stage) => {
    const witness = await stage.join();
    const controller = new AbortController();
    const actor = await stage.actor({ options: { signal: controller.signal } });
    actor.adapter.onCall('connect', () => controller.abort());
    await expectCode(stage, actor.session.join(), 'aborted');
    assert.equal(actor.session.state, 'failed');
    await stage.eventually('the adapter has given up', () => actor.adapter.connects.length === 1);
    assert.deepEqual(actor.adapter.connects, ['rejected'], 'how `connect` ended after its signal fired');
    await expectNothingLive(stage, actor);
    await stage.gone(witness, actor);
    assert.equal(witness.session.participants.size, 0);
  }),

  scenario(
    'abort-before-joining',
    'With a signal that has fired nothing is loaded',
    { people: 1 },
    async (stage) => {
      const { session, adapter } = await stage.actor({ options: { signal: AbortSignal.abort() } });
      await expectCode(stage, session.join(), 'aborted');
      assert.deepEqual(adapter.calls, []);
    },
  ),

  scenario(
    'abort-after-joining',
    'Once joined, the signal of the join means nothing',
    { people: 1 },
    async (stage) => {
      const controller = new AbortController();
      const { session } = await stage.join({ options: { signal: controller.signal } });
      controller.abort();
      assert.equal(session.state, 'joined');
      await session.stats();
    },
  ),

  scenario('late-connection', 'A connection that is made too late is taken down', {}, async (stage) => {
    const witness = await stage.join();
    const controller = new AbortController();
    const actor = await stage.actor({ options: { signal: controller.signal } });
    const release = actor.adapter.hold('connect');
    const joining = expectCode(stage, actor.session.join(), 'aborted');
    await stage.eventually('the connection is made', () => actor.adapter.openConnections === 1);
    controller.abort();
    await joining;
    release();
    await expectNothingLive(stage, actor);
    await stage.gone(witness, actor);
    assert.equal(actor.session.participants.size, 0);
  }),

  scenario(
    'nothing-live',
    'After a whole call nothing is on, and nothing is connected',
    { needs: ['perParticipantMedia'] },
    async (stage) => {
      const people = await stage.pair();
      for (const { session } of people) {
        const camera = await session.publish({ kind: 'camera' });
        const microphone = await session.publish({ kind: 'microphone' });
        await session.setMuted(microphone, true);
        await session.replace(camera, { kind: 'camera' });
      }
      const [first, second] = people;
      await stage.seesPublication(first, second, 'camera');
      await stage.seesPublication(second, first, 'camera');
      await Promise.all(people.map(({ session }) => session.leave()));
      for (const actor of people) await expectNothingLive(stage, actor);
    },
  ),

  scenario(
    'two-rooms',
    'Two sessions in one page keep out of each other’s way',
    { people: 3, needs: ['multiInstance', 'perParticipantMedia'] },
    async (stage) => {
      const [first, second] = await stage.pair();
      const elsewhere = await stage.openRoom();
      const third = await stage.join({ room: elsewhere });
      const fourth = await stage.join({ room: elsewhere });
      await stage.sees(third, fourth);
      await third.session.publish({ kind: 'microphone' });
      await stage.seesPublication(fourth, third, 'microphone');
      await fence(stage, first, second);
      assert.equal(second.session.participants.size, 1);
      assert.equal(fourth.session.participants.size, 1);
      await third.session.leave();
      await stage.gone(fourth, third);
      await fence(stage, second, first);
      assert.equal(first.session.state, 'joined');
    },
  ),

  scenario(
    'one-page',
    'A provider that lives once in a page refuses a second session there, until the first one has left',
    { people: 1, needs: ['oneInstance'] },
    async (stage) => {
      const first = await stage.join();
      const refused = await stage.actor({ inPageOf: first });
      await expectCode(stage, refused.session.join(), 'invalid-state');
      assert.deepEqual(refused.adapter.calls, [], 'what the second one’s adapter was asked');
      assert.equal(first.session.state, 'joined');
      const next = await stage.actor({ inPageOf: first });
      const leaving = first.session.leave();
      await stage.soon('the next one joins', next.session.join());
      assert.equal(first.adapter.openConnections, 0, 'the first one was let go of before');
      await leaving;
    },
  ),

  scenario(
    'shared-track',
    'A track that two sessions send goes on in one when the other leaves',
    { people: 3, needs: ['multiInstance', 'rawTrackIn', 'perParticipantMedia'] },
    async (stage) => {
      const track = await stage.rawTrack('video');
      const source = { kind: 'track', source: 'camera', track } as const;
      const [first, second] = await stage.pair();
      const other = await stage.join({ room: await stage.openRoom() });
      await first.session.publish(source);
      await other.session.publish(source);
      await other.session.leave();
      assert.deepEqual([track.readyState, track.enabled], ['live', true]);
      const remote = await stage.seesPublication(second, first, 'camera');
      await expectMediaFlows(stage, remote);
      assert.equal(first.adapter.sent.at(-1)?.track?.readyState, 'live');
    },
  ),
];
