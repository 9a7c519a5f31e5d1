import { isVideoError } from '@patchbay/contract';
import { assert } from 'chai';
import { expectCode, expectNothingLive, fence, failureOf, moment } from '../expectations.ts';
import { expectMediaFlows } from '../media/expect-media.ts';
import { scenariosOf } from '../scenario.ts';
import { publicationsOf } from '../stage.ts';
import type { AdapterVerb } from '../watch/watched-provider.ts';

const scenario = scenariosOf('concurrency');
const sources = ['camera', 'microphone'] as const;
const verbs: ReadonlySet<AdapterVerb> = new Set(['publish', 'replace', 'setMuted', 'unpublish']);

export const concurrency = [
  scenario(
    'one-source-twice',
    'Of two publishes of one source at once, one succeeds',
    { needs: ['perParticipantMedia'] },
    async (stage) => {
      const [first, second] = await stage.pair();
      const calls = [
        first.session.publish({ kind: 'microphone' }),
        first.session.publish({ kind: 'microphone' }),
      ];
      const failures = await Promise.all(calls.map(failureOf));
      const codes = failures.map((failure) => (isVideoError(failure) ? failure.code : failure));
      assert.sameMembers(codes, [undefined, 'already-published']);
      await stage.seesPublication(second, first, 'microphone');
      await fence(stage, first, second);
      assert.lengthOf(publicationsOf(second, first), 1);
    },
  ),

  scenario(
    'one-verb-at-a-time',
    'Of one source the adapter is asked one thing at a time, and the last one asked for is how it ends',
    { needs: ['perParticipantMedia'] },
    async (stage) => {
      const [first, second] = await stage.pair();
      const { adapter, session } = first;
      const asked = () => adapter.calls.filter((verb) => verbs.has(verb));
      const controller = new AbortController();
      const release = adapter.hold('publish');
      const givenUp = expectCode(
        stage,
        session.publish({ kind: 'microphone' }, { signal: controller.signal }),
        'aborted',
      );
      await stage.seesPublication(second, first, 'microphone');
      controller.abort();
      await givenUp;
      const publishing = session.publish({ kind: 'microphone' });
      await moment();
      assert.deepEqual(asked(), ['publish'], 'while the vendor is still publishing');
      release();
      const local = await stage.soon('the second publication is made', publishing);
      assert.deepEqual(asked(), ['publish', 'unpublish', 'publish']);
      const before = asked().length;
      const free = adapter.hold('setMuted');
      const changes = [
        session.setMuted(local, true),
        session.replace(local, { kind: 'microphone' }),
        session.setMuted(local, false),
      ];
      await moment();
      assert.deepEqual(asked().slice(before), ['setMuted'], 'while the vendor is still muting');
      free();
      await stage.soon('all of it is done', Promise.all(changes));
      assert.equal(session.local.publications.get(local.id)?.muted, false);
      await fence(stage, first, second);
      await stage.seesPublication(second, first, 'microphone', ({ muted }) => !muted);
      const freeAgain = adapter.hold('setMuted');
      const ending = [session.setMuted(local, true), session.unpublish(local)];
      await moment();
      assert.equal(asked().at(-1), 'setMuted', 'while the vendor is still muting');
      freeAgain();
      await stage.soon('both are done', Promise.all(ending));
      await stage.seesNone(second, first, 'microphone');
    },
  ),

  scenario('joining-at-once', 'Two who join at once see each other', {}, async (stage) => {
    const [first, second] = [await stage.actor(), await stage.actor()];
    await Promise.all([first.session.join(), second.session.join()]);
    await stage.sees(first, second);
    await stage.sees(second, first);
    await fence(stage, first, second);
    for (const { session } of [first, second]) assert.equal(session.participants.size, 1);
  }),

  scenario(
    'publishing-at-once',
    'Two who publish everything at once see and hear each other',
    { needs: ['perParticipantMedia'] },
    async (stage) => {
      const [first, second] = await stage.pair();
      await Promise.all(
        [first, second].flatMap(({ session }) => sources.map((kind) => session.publish({ kind }))),
      );
      for (const source of sources) {
        await expectMediaFlows(stage, await stage.seesPublication(first, second, source));
        await expectMediaFlows(stage, await stage.seesPublication(second, first, source));
      }
    },
  ),

  ...sources.map((kind) =>
    scenario(
      `mute-storm-${kind}`,
      `A storm of mutes of a ${kind} ends in what was asked last`,
      { needs: ['perParticipantMedia'] },
      async (stage) => {
        const [first, second] = await stage.pair();
        const local = await first.session.publish({ kind });
        await stage.seesPublication(second, first, kind);
        for (const last of [true, false]) {
          const storm = [last, !last, last, !last, last].map((muted) => first.session.setMuted(local, muted));
          await stage.soon('the storm is over', Promise.all(storm));
          assert.equal(first.session.local.publications.get(local.id)?.muted, last);
          await fence(stage, first, second);
          await stage.seesPublication(second, first, kind, ({ muted }) => muted === last);
        }
      },
    ),
  ),

  scenario(
    'messages-at-once',
    'Ten messages at once keep their order',
    { needs: ['messages'] },
    async (stage) => {
      const [first, second] = await stage.pair();
      const numbers = Array.from({ length: 10 }, (_, index) => index);
      await Promise.all(numbers.map((number) => first.session.send(number)));
      await fence(stage, first, second);
      const heard = second.events.of('message-received').map(({ message }) => message);
      assert.deepEqual(heard.slice(0, -1), numbers);
    },
  ),

  scenario(
    'leave-during-join',
    'Leaving overtakes joining; nobody is left in the room',
    {},
    async (stage) => {
      const witness = await stage.join();
      const actor = await stage.actor();
      let leaving: Promise<void> | undefined;
      actor.adapter.onCall('connect', () => (leaving = actor.session.leave()));
      await expectCode(stage, actor.session.join(), 'aborted');
      await stage.soon('leaving ends', leaving ?? Promise.reject(new Error('The adapter was never asked.')));
      assert.equal(actor.session.state, 'left');
      await expectNothingLive(stage, actor);
      await stage.gone(witness, actor);
      assert.deepEqual(actor.metering.heartbeats, []);
    },
  ),

  scenario('leave-during-publish', 'Leaving overtakes publishing; nothing is left on', {}, async (stage) => {
    const [first, second] = await stage.pair();
    const release = first.adapter.hold('publish');
    const publishing = expectCode(stage, first.session.publish({ kind: 'camera' }), 'aborted');
    await stage.eventually('the adapter publishes', () => first.adapter.calls.includes('publish'));
    const leaving = first.session.leave();
    await publishing;
    assert.equal(first.devices.open, 0);
    release();
    await stage.soon('leaving ends', leaving);
    await stage.gone(second, first);
    await expectNothingLive(stage, first);
    assert.deepEqual(first.events.of('local-published'), []);
  }),

  scenario(
    'leave-during-capture',
    'A device that opens after leaving is closed at once',
    { people: 1, needs: ['rawTrackIn'] },
    async (stage) => {
      const actor = await stage.join();
      const open = actor.devices.hold();
      const publishing = expectCode(stage, actor.session.publish({ kind: 'camera' }), 'aborted');
      await stage.eventually('the device is asked for', () => actor.devices.asked === 1);
      await stage.soon('leaving ends', actor.session.leave());
      await publishing;
      open();
      await stage.eventually('the device has opened', () => actor.devices.captured.length === 1);
      await expectNothingLive(stage, actor);
      assert.notInclude(actor.adapter.calls, 'publish');
    },
  ),

  scenario(
    'publish-given-up',
    'A publication that was given up is taken back',
    { needs: ['perParticipantMedia'] },
    async (stage) => {
      const [first, second] = await stage.pair();
      const controller = new AbortController();
      const release = first.adapter.hold('publish');
      const publishing = expectCode(
        stage,
        first.session.publish({ kind: 'camera' }, { signal: controller.signal }),
        'aborted',
      );
      await stage.seesPublication(second, first, 'camera');
      controller.abort();
      await publishing;
      assert.equal(first.devices.open, 0);
      release();
      await stage.seesNone(second, first, 'camera');
      assert.equal(first.session.local.publications.size, 0);
      await first.session.publish({ kind: 'camera' });
      await stage.seesPublication(second, first, 'camera');
    },
  ),

  scenario(
    'publish-and-unpublish',
    'Publishing and taking back in turns ends as asked',
    { needs: ['perParticipantMedia'] },
    async (stage) => {
      const [first, second] = await stage.pair();
      for (let turn = 0; turn < 3; turn += 1)
        await first.session.unpublish(await first.session.publish({ kind: 'camera' }));
      const local = await first.session.publish({ kind: 'camera' });
      await fence(stage, first, second);
      await expectMediaFlows(stage, await stage.seesPublication(second, first, 'camera'));
      await stage.eventually('one publication is left', () => publicationsOf(second, first).length === 1);
      assert.deepEqual([...first.session.local.publications.keys()], [local.id]);
    },
  ),
];
