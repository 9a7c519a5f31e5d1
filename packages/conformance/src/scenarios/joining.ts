import { assert } from 'chai';
import { fence } from '../expectations.ts';
import { scenariosOf } from '../scenario.ts';
import { personOf } from '../stage.ts';

const scenario = scenariosOf('joining');

export const joining = [
  scenario('alone', 'Alone in a room, one is joined and sees nobody', { people: 1 }, async (stage) => {
    const { session, events } = await stage.join();
    assert.equal(session.state, 'joined');
    assert.equal(session.participants.size, 0);
    assert.notEqual(session.local.id, '');
    assert.deepEqual(events.story.slice(0, 3), ['joining', 'joined', 'joined']);
    assert.deepEqual(events.of('joined')[0]?.participants, []);
  }),

  scenario('second-is-announced', 'Who was there is told of who comes, once', {}, async (stage) => {
    const first = await stage.join();
    const second = await stage.join();
    const { id } = await stage.sees(first, second);
    await fence(stage, second, first);
    const announced = first.events.of('participant-joined').map(({ participant }) => participant.id);
    assert.deepEqual(announced, [id]);
    assert.equal(id, second.session.local.id, 'both sides mean the same participant id');
  }),

  scenario(
    'present-before-joined',
    'Who is there is in participants before `joined`, and never told as joining',
    {},
    async (stage) => {
      const first = await stage.join();
      const second = await stage.actor();
      const known: string[] = [];
      second.session.on('joined', () => known.push(...second.session.participants.keys()));
      await second.session.join();
      assert.deepEqual(known, [first.session.local.id], 'the participants at `joined`');
      const told = second.events.of('joined').flatMap(({ participants }) => participants.map(({ id }) => id));
      assert.deepEqual(told, known, 'the payload of `joined`');
      await fence(stage, first, second);
      assert.deepEqual(second.events.of('participant-joined'), []);
    },
  ),

  scenario(
    'tracks-present',
    'A track that was there at the join is told once: by the snapshot at `joined` or by an event',
    { needs: ['perParticipantMedia'] },
    async (stage) => {
      const first = await stage.join();
      await first.session.publish({ kind: 'microphone' });
      const second = await stage.join();
      await stage.seesPublication(second, first, 'microphone');
      await fence(stage, first, second);
      const atJoin = second.events
        .of('joined')
        .flatMap(({ participants }) =>
          participants.flatMap(({ publications }) => [...publications.values()]),
        );
      const later = second.events.of('track-published').map(({ publication }) => publication);
      const told = [...atJoin, ...later].filter(({ source }) => source === 'microphone');
      assert.lengthOf(told, 1);
    },
  ),

  scenario(
    'self-is-nobody-else',
    'One is not among the others, whatever one does',
    { needs: ['perParticipantMedia'] },
    async (stage) => {
      const [first, second] = await stage.pair();
      await first.session.publish({ kind: 'microphone' });
      await stage.seesPublication(second, first, 'microphone');
      await fence(stage, second, first);
      assert.deepEqual([...first.session.participants.keys()], [second.session.local.id]);
      assert.deepEqual([...second.session.participants.keys()], [first.session.local.id]);
      const told = first.events.of('track-published').map(({ participant }) => participant?.id);
      assert.notInclude(told, first.session.local.id);
    },
  ),

  scenario('user-key', 'Each side can tell who the other is', {}, async (stage) => {
    const [first, second] = await stage.pair();
    assert.equal(personOf(first, second)?.userKey, second.userKey);
    assert.equal(personOf(second, first)?.userKey, first.userKey);
    assert.notInclude(second.session.local.id, second.userKey, 'a participant id that gives the key away');
  }),

  scenario('three', 'Three people see each other', { people: 3 }, async (stage) => {
    const people = [await stage.join(), await stage.join(), await stage.join()];
    for (const observer of people) {
      const others = people.filter((person) => person !== observer);
      for (const other of others) await stage.sees(observer, other);
      assert.equal(observer.session.participants.size, 2);
    }
  }),

  scenario('again', 'Who left can come back with a new ticket', {}, async (stage) => {
    const [first, second] = await stage.pair();
    await second.session.leave();
    await stage.gone(first, second);
    const back = await stage.join({ userKey: second.userKey });
    await stage.sees(first, back);
    await stage.sees(back, first);
    assert.equal(first.session.participants.size, 1);
  }),
];
