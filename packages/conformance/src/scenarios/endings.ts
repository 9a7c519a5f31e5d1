import type { LeaveReason } from '@patchbay/contract';
import { assert } from 'chai';
import type { Actor } from '../actor.ts';
import { expectCode, expectNothingLive, fence } from '../expectations.ts';
import { scenariosOf } from '../scenario.ts';
import { personOf, type Stage } from '../stage.ts';

const duplicates = scenariosOf('duplicate-identity');
const kicks = scenariosOf('kick');
const roomEnds = scenariosOf('room-end');

const kickTerms = { needs: ['kick'], abilities: ['kick'] } as const;
const kickApartTerms = { needs: ['kick', 'perParticipantMedia'], abilities: ['kick'] } as const;
const endTerms = { needs: ['endRoom'], abilities: ['end'] } as const;

/** The session has ended for this reason, in order, and says nothing more. */
async function expectEnded(stage: Stage, { session, events }: Actor, reason: LeaveReason): Promise<void> {
  await stage.eventually('the session has ended', () => events.of('left').length > 0);
  assert.equal(events.of('left')[0]?.reason, reason);
  assert.equal(session.state, 'left');
  assert.equal(events.all.at(-1)?.name, 'left');
  await expectCode(stage, session.stats(), 'invalid-state');
}

export const endings = [
  duplicates(
    'newer-wins',
    'Of two joins of one person the newer goes on, the older ends',
    {},
    async (stage) => {
      const older = await stage.join();
      const newer = await stage.join({ userKey: older.userKey });
      await expectEnded(stage, older, 'duplicate');
      assert.equal(newer.session.state, 'joined');
    },
  ),

  duplicates(
    'one-for-others',
    'Others see one person, whose tracks are the newer ones',
    { people: 3, needs: ['perParticipantMedia'] },
    async (stage) => {
      const [older, witness] = await stage.pair();
      await older.session.publish({ kind: 'microphone' });
      await stage.seesPublication(witness, older, 'microphone');
      const newer = await stage.join({ userKey: older.userKey });
      await expectEnded(stage, older, 'duplicate');
      await newer.session.publish({ kind: 'camera' });
      await stage.seesPublication(witness, newer, 'camera');
      await stage.seesNone(witness, newer, 'microphone');
      await fence(stage, newer, witness);
      assert.equal(witness.session.participants.size, 1);
      assert.isUndefined(personOf(newer, older), 'oneself among the others');
    },
  ),

  duplicates(
    'devices-off',
    'The older one lets go of its devices',
    { needs: ['rawTrackIn'] },
    async (stage) => {
      const older = await stage.join();
      await older.session.publish({ kind: 'camera' });
      await stage.join({ userKey: older.userKey });
      await expectEnded(stage, older, 'duplicate');
      await expectNothingLive(stage, older);
    },
  ),

  kicks('removed', 'Who is removed is told so; the others see them go', kickTerms, async (stage) => {
    const [first, second] = await stage.pair();
    await (await stage.room()).kick(second.userKey);
    await expectEnded(stage, second, 'removed');
    await stage.gone(first, second);
    assert.equal(first.session.state, 'joined');
  }),

  kicks('devices-off', 'Who is removed lets go of the devices', kickApartTerms, async (stage) => {
    const [first, second] = await stage.pair();
    await second.session.publish({ kind: 'camera' });
    await stage.seesPublication(first, second, 'camera');
    await (await stage.room()).kick(second.userKey);
    await expectEnded(stage, second, 'removed');
    await expectNothingLive(stage, second);
    await stage.gone(first, second);
  }),

  roomEnds('everybody', 'A room that ends ends for everybody', endTerms, async (stage) => {
    const people = await stage.pair();
    await (await stage.room()).end();
    for (const actor of people) {
      await expectEnded(stage, actor, 'room-ended');
      await expectNothingLive(stage, actor);
    }
  }),
];
