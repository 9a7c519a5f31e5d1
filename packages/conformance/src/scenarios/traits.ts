import type { LocalPublication, VideoSession } from '@patchbay/contract';
import { assert } from 'chai';
import type { Actor } from '../actor.ts';
import { expectCode } from '../expectations.ts';
import type { Need } from '../needs.ts';
import { type Scenario, scenariosOf } from '../scenario.ts';
import type { AdapterVerb } from '../watch/watched-provider.ts';

const scenario = scenariosOf('traits');

interface Verb {
  readonly name: string;
  readonly call: (session: VideoSession, publication: LocalPublication) => Promise<unknown>;
  /** What the adapter is asked for it. */
  readonly asks?: AdapterVerb;
  readonly needs?: readonly Need[];
}

/** Every verb but `leave` and `on`, which never refuse. */
const verbs: readonly Verb[] = [
  { name: 'publish', call: (session) => session.publish({ kind: 'camera' }), asks: 'publish' },
  {
    name: 'replace',
    call: (session, publication) => session.replace(publication, { kind: 'microphone' }),
    asks: 'replace',
    needs: ['replaceTrack'],
  },
  { name: 'unpublish', call: (session, publication) => session.unpublish(publication), asks: 'unpublish' },
  { name: 'setMuted', call: (session, publication) => session.setMuted(publication, true), asks: 'setMuted' },
  { name: 'send', call: (session) => session.send('hello'), asks: 'send', needs: ['messages'] },
  { name: 'stats', call: (session) => session.stats(), asks: 'stats' },
  { name: 'resumePlayback', call: (session) => session.resumePlayback() },
];

const foreign: LocalPublication = {
  id: 'foreign',
  source: 'microphone',
  kind: 'audio',
  muted: false,
  track: undefined,
  attach: () => () => undefined,
};

const beforeJoined = ({ name, call }: Verb): Scenario =>
  scenario(`before-joined/${name}`, `${name} before joining is refused`, { people: 1 }, async (stage) => {
    const { session, adapter, devices } = await stage.actor();
    await expectCode(stage, call(session, foreign), 'invalid-state');
    assert.deepEqual(adapter.calls, []);
    assert.lengthOf(devices.captured, 0);
  });

const afterLeft = ({ name, call }: Verb): Scenario =>
  scenario(`after-left/${name}`, `${name} after leaving is refused`, { people: 1 }, async (stage) => {
    const { session, adapter, events, devices } = await stage.join();
    const publication = await session.publish({ kind: 'microphone' });
    await session.leave();
    const [asked, told] = [adapter.calls.length, events.all.length];
    await expectCode(stage, call(session, publication), 'invalid-state');
    assert.lengthOf(adapter.calls, asked, 'what the adapter was asked');
    assert.lengthOf(events.all, told, 'what was told');
    assert.equal(devices.open, 0);
  });

const aborted = ({ name, call, asks, needs = [] }: Verb): Scenario =>
  scenario(
    `aborted/${name}`,
    `${name} is aborted when leaving overtakes it`,
    { people: 1, needs },
    async (stage) => {
      const actor: Actor = await stage.join();
      const publication = await actor.session.publish({ kind: 'microphone' });
      const never = new Promise<void>(() => undefined);
      if (asks === undefined) actor.adapter.report({ type: 'playback-blocked', resume: () => never });
      else stage.afterwards(actor.adapter.hold(asks));
      const before = actor.adapter.calls.filter((verb) => verb === asks).length;
      const calling = expectCode(stage, call(actor.session, publication), 'aborted');
      if (asks !== undefined)
        await stage.eventually(
          'the adapter is at it',
          () => actor.adapter.calls.filter((verb) => verb === asks).length > before,
        );
      const leaving = actor.session.leave();
      await calling;
      await stage.soon('leaving ends', leaving);
      assert.equal(actor.session.state, 'left');
      assert.equal(actor.devices.open, 0);
    },
  );

export const traits = [
  ...verbs.map(beforeJoined),
  ...verbs.map(afterLeft),
  ...verbs.map(aborted),

  scenario('join-once', 'A session is joined once', { people: 1 }, async (stage) => {
    const { session } = await stage.join();
    await expectCode(stage, session.join(), 'invalid-state');
    await session.leave();
    await expectCode(stage, session.join(), 'invalid-state');
  }),

  scenario(
    'leave-never-rejects',
    'Leaving never rejects, even when the vendor cannot say goodbye',
    { people: 1 },
    async (stage) => {
      const { session, adapter } = await stage.join();
      adapter.failNext('disconnect', new Error('The vendor has crashed.'));
      await stage.soon('leaving ends', session.leave());
      assert.equal(session.state, 'left');
    },
  ),
];
