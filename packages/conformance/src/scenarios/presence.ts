import { assert } from 'chai';
import type { Actor } from '../actor.ts';
import { scenariosOf } from '../scenario.ts';

const scenario = scenariosOf('presence');

const kinds = ({ metering }: Actor) => metering.heartbeats.map(({ kind }) => kind);

export const presence = [
  scenario(
    'whole',
    'The meter hears joined, present and left, of one connection',
    { people: 1 },
    async (stage) => {
      const actor = await stage.join({ heartbeatSeconds: 0.02 });
      await stage.eventually('presence is told', () => kinds(actor).includes('present'));
      await actor.session.leave();
      await stage.eventually('the end of it is told', () => kinds(actor).includes('left'));
      const beats = actor.metering.heartbeats;
      assert.equal(beats[0]?.kind, 'joined');
      assert.equal(beats.at(-1)?.kind, 'left');
      assert.deepEqual(
        beats.map(({ sequence }) => sequence),
        beats.map((_, index) => index),
      );
      assert.lengthOf([...new Set(beats.map(({ connectionId }) => connectionId))], 1);
      for (const [index, beat] of beats.entries())
        assert.isAtLeast(beat.elapsed, beats[index - 1]?.elapsed ?? 0, 'time that only goes forward');
    },
  ),

  scenario('each-join', 'Another join is another connection', {}, async (stage) => {
    const [first, second] = await stage.pair();
    const ids = [first, second].map(({ metering }) => metering.heartbeats[0]?.connectionId);
    assert.notEqual(ids[0], ids[1]);
  }),

  scenario(
    'ended-by-the-vendor',
    'An end that the vendor makes ends the presence',
    { people: 1, needs: ['kick'], abilities: ['kick'] },
    async (stage) => {
      const actor = await stage.join();
      await (await stage.room()).kick(actor.userKey);
      await stage.eventually('the end of the presence is told', () => kinds(actor).includes('left'));
      assert.equal(actor.session.state, 'left');
    },
  ),
];
