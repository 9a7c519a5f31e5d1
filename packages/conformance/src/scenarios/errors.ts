import type { Json } from '@patchbay/contract';
import { assert } from 'chai';
import type { Actor } from '../actor.ts';
import { expectCode, expectNothingLive } from '../expectations.ts';
import { scenariosOf } from '../scenario.ts';
import type { Stage } from '../stage.ts';

const scenario = scenariosOf('errors');

/** The join failed and left nothing behind: no `left`, no presence, nothing open. */
async function expectFailedJoin(stage: Stage, actor: Actor): Promise<void> {
  const { session, events, metering } = actor;
  assert.equal(session.state, 'failed');
  assert.deepEqual(events.story, ['joining', 'failed']);
  assert.equal(session.participants.size, 0);
  await stage.soon('leaving ends', session.leave());
  await expectNothingLive(stage, actor);
  assert.deepEqual(metering.heartbeats, []);
}

const garbage: readonly Json[] = [
  null,
  true,
  42,
  '',
  'credentials',
  [],
  {},
  { url: 7, token: null },
  { url: 'not an address', token: 'token' },
];

export const errors = [
  scenario(
    'credentials-rejected',
    'Refused credentials are told as that',
    { people: 1, abilities: ['refused-credentials'] },
    async (stage) => {
      const actor = await stage.actor({ credentials: await stage.harness.refusedCredentials() });
      const error = await expectCode(stage, actor.session.join(), 'credentials-rejected');
      assert.equal(error.provider, stage.harness.provider);
      await expectFailedJoin(stage, actor);
    },
  ),

  scenario(
    'unreachable',
    'A server that does not answer is unreachable, which is worth another try',
    { people: 1, abilities: ['unreachable-credentials'] },
    async (stage) => {
      const actor = await stage.actor({ credentials: await stage.harness.unreachableCredentials() });
      const error = await expectCode(stage, actor.session.join(), 'unreachable');
      assert.isTrue(error.retryable);
      await expectFailedJoin(stage, actor);
    },
  ),

  scenario(
    'garbage-credentials',
    'What are no credentials are refused as an invalid ticket',
    { people: 1 },
    async (stage) => {
      for (const credentials of garbage) {
        const actor = await stage.actor({ credentials });
        await expectCode(stage, actor.session.join(), 'ticket-invalid', 'credentials-rejected');
        await expectFailedJoin(stage, actor);
      }
    },
  ),

  scenario(
    'room-full',
    'A full room is told as that',
    { people: 3, abilities: ['room-limit'] },
    async (stage) => {
      const room = await stage.openRoom({ maxParticipants: 2 });
      const first = await stage.join({ room });
      await stage.sees(first, await stage.join({ room }));
      const third = await stage.actor({ room });
      await expectCode(stage, third.session.join(), 'room-full');
      await expectFailedJoin(stage, third);
      assert.equal(first.session.participants.size, 1);
    },
  ),

  scenario('load-failure', 'Code that cannot be loaded is sdk-load-failed', { people: 1 }, async (stage) => {
    const actor = await stage.actor();
    actor.adapter.failNext('load', new Error('The network is gone.'));
    const error = await expectCode(stage, actor.session.join(), 'sdk-load-failed');
    assert.isTrue(error.retryable);
    assert.deepEqual(actor.adapter.calls, ['load']);
    await expectFailedJoin(stage, actor);
  }),

  scenario(
    'hanging-join',
    'A join that hangs times out, and nobody is left in the room',
    {},
    async (stage) => {
      const witness = await stage.join();
      const actor = await stage.actor({ options: { joinTimeout: 50 } });
      const release = actor.adapter.hold('connect');
      await expectCode(stage, actor.session.join(), 'timeout');
      release();
      await expectFailedJoin(stage, actor);
      await stage.gone(witness, actor);
      assert.equal(witness.session.participants.size, 0);
    },
  ),

  scenario('expired-ticket', 'An expired ticket makes no session', { people: 1 }, async (stage) => {
    const error: unknown = await stage.actor({ ticket: { expiresAt: 1 } }).catch((cause: unknown) => cause);
    await expectCode(stage, Promise.reject(error), 'ticket-expired');
  }),

  scenario('not-installed', 'A ticket for another provider is told as that', { people: 1 }, async (stage) => {
    const actor = await stage.actor({ ticket: { provider: 'not-listed' } });
    await expectCode(stage, actor.session.join(), 'provider-not-installed');
    assert.deepEqual(actor.adapter.calls, []);
  }),

  scenario(
    'raw-error',
    'What the vendor throws raw comes out as a provider-failure with its cause',
    { people: 1 },
    async (stage) => {
      const { session, adapter } = await stage.join();
      const cause = new TypeError('Something inside the vendor.');
      adapter.failNext('stats', cause);
      const error = await expectCode(stage, session.stats(), 'provider-failure');
      assert.equal(error.cause, cause);
      assert.equal(error.provider, stage.harness.provider);
    },
  ),

  scenario(
    'fallback',
    'A vendor that cannot be reached is passed over for the next ticket',
    { people: 1, abilities: ['unreachable-credentials'] },
    async (stage) => {
      const actor = await stage.actor({
        credentials: await stage.harness.unreachableCredentials(),
        fallbackCredentials: [await (await stage.room()).credentials('user-fallback')],
      });
      await stage.soon('the join goes on to the next ticket', actor.session.join());
      assert.deepEqual(actor.events.story, ['joining', 'joined', 'joined']);
      assert.deepEqual(actor.adapter.connects, ['rejected', 'resolved']);
    },
  ),
];
