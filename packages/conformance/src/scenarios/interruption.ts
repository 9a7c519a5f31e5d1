import { isVideoError } from '@patchbay/contract';
import { assert } from 'chai';
import type { Actor } from '../actor.ts';
import { expectNothingLive, failureOf, meanwhile, moment } from '../expectations.ts';
import { expectMediaFlows } from '../media/expect-media.ts';
import { scenariosOf } from '../scenario.ts';
import type { Stage } from '../stage.ts';

const scenario = scenariosOf('interruption');
const terms = { needs: ['reconnect'], abilities: ['interrupt'] } as const;
const apart = { needs: ['reconnect', 'perParticipantMedia'], abilities: ['interrupt'] } as const;

/** Cuts the actor's connection and waits until the session says so. */
async function interrupt(stage: Stage, actor: Actor): Promise<() => Promise<void>> {
  const room = await stage.room();
  if (room.interrupt === undefined) throw new Error('The harness neither interrupts nor says why it cannot.');
  const restore = await room.interrupt(actor.userKey);
  await stage.eventually('the session is reconnecting', () => actor.session.state === 'reconnecting');
  return async () => {
    await restore();
    await stage.eventually('the session is joined again', () => actor.session.state === 'joined');
  };
}

export const interruption = [
  scenario('resumed', 'An interruption is told, with its scope, and so is its end', terms, async (stage) => {
    const [first, second] = await stage.pair();
    const restore = await interrupt(stage, first);
    const [cut] = first.events.of('reconnecting');
    assert.include(['signalling', 'media'], cut?.scope);
    await restore();
    assert.equal(first.events.of('reconnected').length, 1);
    assert.isAbove(first.events.indexOf('reconnected'), first.events.indexOf('reconnecting'));
    await stage.sees(second, first);
  }),

  scenario('people-stay', 'People and their tracks survive it', apart, async (stage) => {
    const [first, second] = await stage.pair();
    await second.session.publish({ kind: 'microphone' });
    await stage.seesPublication(first, second, 'microphone');
    const restore = await interrupt(stage, first);
    assert.equal(first.session.participants.size, 1);
    await restore();
    await expectMediaFlows(stage, await stage.seesPublication(first, second, 'microphone'));
    assert.deepEqual(first.events.of('participant-left'), []);
    assert.equal(first.session.participants.get(second.session.local.id)?.userKey, second.userKey);
  }),

  scenario('mute-during', 'A mute during it silences at once and is known after it', apart, async (stage) => {
    const [first, second] = await stage.pair();
    const local = await first.session.publish({ kind: 'microphone' });
    await stage.seesPublication(second, first, 'microphone');
    const restore = await interrupt(stage, first);
    const muting = meanwhile(first.session.setMuted(local, true));
    if (stage.capabilities.rawTrackIn) assert.isFalse(first.adapter.sent.at(-1)?.track?.enabled);
    await restore();
    await stage.soon('the mute has been told', muting);
    await stage.seesPublication(second, first, 'microphone', ({ muted }) => muted);
  }),

  scenario('publish-during', 'What is published during it is seen after it', apart, async (stage) => {
    const [first, second] = await stage.pair();
    const restore = await interrupt(stage, first);
    const publishing = meanwhile(first.session.publish({ kind: 'microphone' }));
    const [cut] = first.events.of('reconnecting');
    await moment();
    if (cut?.scope === 'signalling')
      assert.notInclude(first.adapter.calls, 'publish', 'what the adapter was asked while it reconnects');
    await restore();
    await stage.soon('the publication is made', publishing);
    await expectMediaFlows(stage, await stage.seesPublication(second, first, 'microphone'));
  }),

  scenario(
    'send-during',
    'A message during it arrives, or is refused; it is not lost in silence',
    { needs: ['reconnect', 'messages'], abilities: ['interrupt'] },
    async (stage) => {
      const [first, second] = await stage.pair();
      const restore = await interrupt(stage, first);
      const sending = failureOf(first.session.send('during'));
      await restore();
      const failure = await stage.soon('the message is sent or refused', sending);
      await first.session.send('after');
      const heard = await stage.eventually('the message after it arrives', () => {
        const all = second.events.of('message-received').map(({ message }) => message);
        return all.includes('after') && all;
      });
      if (failure === undefined) assert.deepEqual(heard, ['during', 'after']);
      else assert.isTrue(isVideoError(failure), 'refused with a VideoError');
    },
  ),

  scenario('leave-during', 'Leaving during it leaves', terms, async (stage) => {
    const [first] = await stage.pair();
    await first.session.publish({ kind: 'camera' });
    const room = await stage.room();
    const restore = await room.interrupt?.(first.userKey);
    await stage.eventually('the session is reconnecting', () => first.session.state === 'reconnecting');
    await stage.soon('leaving ends', first.session.leave());
    assert.equal(first.events.of('left')[0]?.reason, 'local');
    assert.equal(first.devices.open, 0);
    await restore?.();
    // When the other side notices is the vendor's lease: a goodbye may never have arrived.
    await expectNothingLive(stage, first);
  }),
];
