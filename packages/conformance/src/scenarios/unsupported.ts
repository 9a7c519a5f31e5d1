import { type Capabilities, kindOfSource, type PublishableSource } from '@patchbay/contract';
import type { VideoSession } from '@patchbay/contract';
import { assert } from 'chai';
import { expectCode } from '../expectations.ts';
import { type Scenario, scenariosOf } from '../scenario.ts';
import type { Stage } from '../stage.ts';

const scenario = scenariosOf('unsupported');

/**
 * A ticket may allow less than the manifest declares, so that every refusal can be seen on every provider; where the
 * manifest lacks the capability itself, this is the proof that opting out is refused, and not ignored.
 */
const refused = (
  name: string,
  title: string,
  capabilities: Partial<Capabilities>,
  attempt: (session: VideoSession, stage: Stage) => Promise<unknown>,
): Scenario =>
  scenario(name, title, { people: 1 }, async (stage) => {
    const { session, adapter, devices } = await stage.join({ capabilities });
    const before = adapter.calls.length;
    const error = await expectCode(stage, attempt(session, stage), 'unsupported');
    assert.equal(error.provider, stage.harness.provider);
    assert.deepEqual(adapter.calls.slice(before), [], 'what the adapter was asked');
    assert.equal(devices.open, 0);
    assert.equal(session.local.publications.size, 0);
  });

const publishRaw = (source: PublishableSource) => async (session: VideoSession, stage: Stage) => {
  const track = await stage.rawTrack(kindOfSource(source));
  return session.publish({ kind: 'track', source, track });
};

const silent = { maxBytes: 0, directed: false };

export const unsupported = [
  refused('raw-track', 'A raw track is refused', { rawTrackIn: false }, publishRaw('camera')),
  refused('screen', 'A screen is refused', { screenShare: false }, (session) =>
    session.publish({ kind: 'screen' }),
  ),
  refused(
    'raw-screen',
    'A screen given as a raw track is refused',
    { screenShare: false, rawTrackIn: true },
    publishRaw('screen'),
  ),
  refused(
    'screen-audio',
    "A screen's sound is refused",
    { screenShareAudio: false },
    publishRaw('screen-audio'),
  ),
  refused('messages', 'A message is refused', { messages: silent }, (session) => session.send('hello')),

  scenario(
    'directed-messages',
    'A message to one person is refused, and nobody gets it',
    {},
    async (stage) => {
      const { maxBytes } = stage.capabilities.messages;
      const other = await stage.join();
      const actor = await stage.join({ capabilities: { messages: { maxBytes, directed: false } } });
      const { id } = await stage.sees(actor, other);
      await expectCode(stage, actor.session.send('hello', { to: id }), 'unsupported');
      assert.notInclude(actor.adapter.calls, 'send');
    },
  ),

  scenario(
    'said-in-advance',
    'The session says in advance what it will refuse',
    { people: 1 },
    async (stage) => {
      const { session } = await stage.join({ capabilities: { screenShare: false, messages: silent } });
      assert.isFalse(session.capabilities.screenShare);
      assert.deepEqual(session.capabilities.messages, silent);
      assert.equal(session.capabilities.rawTrackIn, stage.capabilities.rawTrackIn);
    },
  ),
];
