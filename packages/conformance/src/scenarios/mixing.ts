import type { MediaKind, PublishableSource } from '@patchbay/contract';
import { assert } from 'chai';
import type { Actor } from '../actor.ts';
import { fence, meanwhile } from '../expectations.ts';
import { expectMediaFlows, expectTrack } from '../media/expect-media.ts';
import { scenariosOf } from '../scenario.ts';
import { personOf, publicationsOf, type Stage } from '../stage.ts';

const scenario = scenariosOf('mixing');
const needs = ['mixedMedia'] as const;
const kinds = ['video', 'audio'] as const;

/** Looks at and listens to what `observer` has of everybody. */
async function expectMixFlows(stage: Stage, observer: Actor, kind: MediaKind): Promise<void> {
  const mix = await stage.seesMix(observer, kind);
  assert.equal(mix.source, 'mix');
  expectTrack(stage, mix);
  await expectMediaFlows(stage, mix);
}

/** Until `observer` knows whether the other sends anything of that source. */
const knowsMuted = (stage: Stage, observer: Actor, other: Actor, source: PublishableSource, muted: boolean) =>
  stage.eventually(`one person knows that the other's ${source} is ${muted ? 'muted' : 'on'}`, () => {
    const person = personOf(observer, other);
    return person !== undefined && (person.mutedInMix ?? []).includes(source) === muted;
  });

export const mixing = [
  scenario('seen-and-heard', 'What others publish is seen and heard in the mix', { needs }, async (stage) => {
    const [first, second] = await stage.pair();
    await first.session.publish({ kind: 'camera' });
    await first.session.publish({ kind: 'microphone' });
    for (const kind of kinds) await expectMixFlows(stage, second, kind);
  }),

  scenario(
    'late-joiner',
    'Who comes later has the mix of what is published already',
    { needs },
    async (stage) => {
      const first = await stage.join();
      await first.session.publish({ kind: 'camera' });
      await first.session.publish({ kind: 'microphone' });
      const second = await stage.join();
      for (const kind of kinds) await expectMixFlows(stage, second, kind);
    },
  ),

  scenario('both-ways', 'Each has a mix of the other', { needs }, async (stage) => {
    const people = await stage.pair();
    await Promise.all(
      people.flatMap(({ session }) => [
        session.publish({ kind: 'camera' }),
        session.publish({ kind: 'microphone' }),
      ]),
    );
    for (const observer of people) for (const kind of kinds) await expectMixFlows(stage, observer, kind);
  }),

  scenario('nobodys', 'A mix is nobody’s, and told once', { needs }, async (stage) => {
    const [first, second] = await stage.pair();
    await first.session.publish({ kind: 'camera' });
    const { id } = await stage.seesMix(second, 'video');
    await fence(stage, first, second);
    assert.deepEqual(publicationsOf(second, first), []);
    assert.isAtMost(second.session.mixes.size, 2);
    const told = second.events.of('track-published');
    assert.isAtMost(told.filter(({ publication }) => publication.id === id).length, 1);
    for (const { participant } of told) assert.isUndefined(participant);
  }),

  scenario('muted', 'Who mutes in a mix is known to; unmuted, they are heard', { needs }, async (stage) => {
    const [first, second] = await stage.pair();
    const local = await first.session.publish({ kind: 'microphone' });
    await knowsMuted(stage, second, first, 'microphone', false);
    const muted = await first.session.setMuted(local, true);
    await knowsMuted(stage, second, first, 'microphone', true);
    await first.session.setMuted(muted, false);
    await knowsMuted(stage, second, first, 'microphone', false);
    await expectMixFlows(stage, second, 'audio');
    assert.isAtLeast(second.events.of('participant-updated').length, 2);
    assert.deepEqual(second.events.of('participant-joined'), [], 'a mute is no arrival');
  }),

  scenario('late-mute', 'Who comes later knows who is muted in the mix', { needs }, async (stage) => {
    const first = await stage.join();
    await first.session.publish({ kind: 'camera' });
    await first.session.publish({ kind: 'microphone' }, { muted: true });
    const second = await stage.join();
    await knowsMuted(stage, second, first, 'microphone', true);
    await knowsMuted(stage, second, first, 'camera', false);
  }),

  scenario(
    'camera-released',
    'A camera that is muted is off, and known to be; unmuted, it is seen again',
    { needs: [...needs, 'rawTrackIn'] },
    async (stage) => {
      const [first, second] = await stage.pair();
      const local = await first.session.publish({ kind: 'camera' });
      await expectMixFlows(stage, second, 'video');
      const muted = await first.session.setMuted(local, true);
      assert.equal(first.devices.open, 0, 'devices that are on while muted');
      await knowsMuted(stage, second, first, 'camera', true);
      const unmuted = await first.session.setMuted(muted, false);
      assert.equal(unmuted.id, local.id);
      await knowsMuted(stage, second, first, 'camera', false);
      await expectMixFlows(stage, second, 'video');
    },
  ),

  scenario('taken-back', 'What is taken back from a mix is known to be off', { needs }, async (stage) => {
    const [first, second] = await stage.pair();
    const local = await first.session.publish({ kind: 'camera' });
    await knowsMuted(stage, second, first, 'camera', false);
    await first.session.unpublish(local);
    await knowsMuted(stage, second, first, 'camera', true);
    assert.equal(first.devices.open, 0);
    await first.session.publish({ kind: 'camera' });
    await expectMixFlows(stage, second, 'video');
  }),

  scenario(
    'replaced',
    'Another camera is seen in the same mix; the first one is off',
    { needs: [...needs, 'rawTrackIn'] },
    async (stage) => {
      const [first, second] = await stage.pair();
      const local = await first.session.publish({ kind: 'camera' });
      await expectMixFlows(stage, second, 'video');
      const { id } = await stage.seesMix(second, 'video');
      await first.session.replace(local, { kind: 'camera' });
      await expectMixFlows(stage, second, 'video');
      assert.equal((await stage.seesMix(second, 'video')).id, id);
      const [before, after] = first.devices.captured;
      assert.deepEqual([before?.readyState, after?.readyState], ['ended', 'live']);
    },
  ),

  scenario(
    'raw-tracks-live',
    "The application's own tracks go through a mix and a mute untouched",
    { needs: [...needs, 'rawTrackIn'] },
    async (stage) => {
      const track = await stage.rawTrack('video');
      const [first, second] = await stage.pair();
      const local = await first.session.publish({ kind: 'track', source: 'camera', track });
      await expectMixFlows(stage, second, 'video');
      await first.session.setMuted(local, true);
      await knowsMuted(stage, second, first, 'camera', true);
      await first.session.leave();
      assert.deepEqual([track.readyState, track.enabled], ['live', true]);
    },
  ),

  scenario(
    'screen',
    'A screen comes apart from the mix, as its presenter’s',
    { needs: [...needs, 'screenShare'] },
    async (stage) => {
      const [first, second] = await stage.pair();
      await first.session.publish({ kind: 'camera' });
      const local = await first.session.publish({ kind: 'screen' });
      const screen = await stage.seesPublication(second, first, 'screen');
      expectTrack(stage, screen);
      await expectMediaFlows(stage, screen);
      await expectMixFlows(stage, second, 'video');
      await first.session.unpublish(local);
      await stage.seesNone(second, first, 'screen');
    },
  ),

  scenario('statistics', 'Statistics name the mix, and nobody for it', { needs }, async (stage) => {
    const [first, second] = await stage.pair();
    const local = await first.session.publish({ kind: 'camera' });
    await expectMixFlows(stage, second, 'video');
    const { outbound } = await first.session.stats();
    assert.deepEqual(
      outbound.map(({ publicationId, source, kind }) => ({ publicationId, source, kind })),
      [{ publicationId: local.id, source: 'camera', kind: 'video' }],
    );
    const { id } = await stage.seesMix(second, 'video');
    const read = async () =>
      (await second.session.stats()).inbound.find(({ publicationId }) => publicationId === id);
    const received = await read();
    assert.deepEqual(
      [received?.source, received?.kind, received?.participantId],
      ['mix', 'video', undefined],
    );
    if (!stage.harness.mediaIsReal) return;
    // A vendor may read its counters once in a while only.
    let bytes = 0;
    const counting = setInterval(() => void read().then((now) => (bytes = now?.bytesReceived ?? 0)), 250);
    stage.afterwards(() => clearInterval(counting));
    await stage.eventually('the bytes received are counted', () => bytes > 0);
  }),

  scenario('back-again', 'Who left and came back is in the mix again', { needs }, async (stage) => {
    const [first, second] = await stage.pair();
    await first.session.publish({ kind: 'camera' });
    await expectMixFlows(stage, second, 'video');
    await first.session.leave();
    await stage.gone(second, first);
    const back = await stage.join({ userKey: first.userKey });
    await stage.sees(second, back);
    await back.session.publish({ kind: 'camera' });
    await second.session.publish({ kind: 'camera' });
    await expectMixFlows(stage, second, 'video');
    await expectMixFlows(stage, back, 'video');
  }),

  scenario(
    'mute-during',
    'A mute during an interruption is known after it',
    { needs: [...needs, 'reconnect'], abilities: ['interrupt'] },
    async (stage) => {
      const [first, second] = await stage.pair();
      const local = await first.session.publish({ kind: 'microphone' });
      await knowsMuted(stage, second, first, 'microphone', false);
      const restore = await (await stage.room()).interrupt?.(first.userKey);
      await stage.eventually('the session is reconnecting', () => first.session.state === 'reconnecting');
      const muting = meanwhile(first.session.setMuted(local, true));
      await restore?.();
      await stage.soon('the mute has been told', muting);
      await knowsMuted(stage, second, first, 'microphone', true);
    },
  ),

  scenario(
    'one-for-others',
    'Of two joins of one person others see one, with the mutes of the newer',
    { people: 3, needs },
    async (stage) => {
      const [older, witness] = await stage.pair();
      await older.session.publish({ kind: 'microphone' });
      await knowsMuted(stage, witness, older, 'microphone', false);
      const newer = await stage.join({ userKey: older.userKey });
      await stage.eventually('the older session has ended', () => older.events.of('left').length > 0);
      assert.equal(older.events.of('left')[0]?.reason, 'duplicate');
      await knowsMuted(stage, witness, newer, 'microphone', true);
      await fence(stage, newer, witness);
      assert.equal(witness.session.participants.size, 1);
      assert.isUndefined(personOf(newer, older), 'oneself among the others');
    },
  ),
];
