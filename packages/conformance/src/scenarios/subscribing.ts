import { assert } from 'chai';
import { expectMediaFlows, expectTrack } from '../media/expect-media.ts';
import { createMediaElement } from '../media/media-element.ts';
import { scenariosOf } from '../scenario.ts';
import { personOf } from '../stage.ts';

const scenario = scenariosOf('subscribing');

export const subscribing = [
  scenario(
    'late-joiner',
    'Who comes later gets what is published already',
    { needs: ['perParticipantMedia'] },
    async (stage) => {
      const first = await stage.join();
      await first.session.publish({ kind: 'camera' });
      await first.session.publish({ kind: 'microphone' });
      const second = await stage.join();
      for (const source of ['camera', 'microphone'] as const) {
        const remote = await stage.seesPublication(second, first, source);
        expectTrack(stage, remote);
        await expectMediaFlows(stage, remote);
      }
    },
  ),

  scenario(
    'earlier-joiner',
    'Who was there gets what who comes later publishes',
    { needs: ['perParticipantMedia'] },
    async (stage) => {
      const first = await stage.join();
      const second = await stage.join();
      await second.session.publish({ kind: 'camera' });
      const remote = await stage.seesPublication(first, second, 'camera');
      expectTrack(stage, remote);
      await expectMediaFlows(stage, remote);
    },
  ),

  scenario(
    'attached',
    'Attaching shows it in the element; undoing takes it off, twice is harmless',
    { needs: ['perParticipantMedia', 'rawTrackOut'] },
    async (stage) => {
      const [first, second] = await stage.pair();
      await first.session.publish({ kind: 'camera' });
      const remote = await stage.seesPublication(second, first, 'camera');
      const [one, two] = [createMediaElement('video'), createMediaElement('video')];
      stage.afterwards(() => [one, two].map((element) => element.remove()));
      const detach = remote.attach(one);
      remote.attach(two);
      assert.isNotNull(one.srcObject);
      detach();
      assert.isNull(one.srcObject);
      assert.isNotNull(two.srcObject, 'what the other element shows');
      const own = new MediaStream();
      one.srcObject = own;
      detach();
      assert.equal(one.srcObject, own, 'what was put into the element meanwhile');
    },
  ),

  scenario(
    'unpublished',
    'What is taken back is gone, and told once',
    { needs: ['perParticipantMedia'] },
    async (stage) => {
      const [first, second] = await stage.pair();
      const local = await first.session.publish({ kind: 'camera' });
      const { id } = await stage.seesPublication(second, first, 'camera');
      await first.session.unpublish(local);
      await stage.seesNone(second, first, 'camera');
      assert.deepEqual(
        second.events.of('track-unpublished').map(({ publication }) => publication.id),
        [id],
      );
      assert.isDefined(personOf(second, first), 'the person stays');
      assert.equal(first.devices.open, 0);
    },
  ),

  scenario(
    'again',
    'What was taken back can be published again',
    { needs: ['perParticipantMedia'] },
    async (stage) => {
      const [first, second] = await stage.pair();
      const local = await first.session.publish({ kind: 'camera' });
      await stage.seesPublication(second, first, 'camera');
      await first.session.unpublish(local);
      await stage.seesNone(second, first, 'camera');
      await first.session.publish({ kind: 'camera' });
      await expectMediaFlows(stage, await stage.seesPublication(second, first, 'camera'));
    },
  ),

  scenario(
    'track-before-person',
    'A track that comes before its person makes the person',
    { people: 1 },
    async (stage) => {
      const { session, adapter, events } = await stage.join();
      const attach = () => () => undefined;
      adapter.report({
        type: 'media-added',
        media: {
          id: 'early',
          participantId: 'stranger',
          source: 'camera',
          kind: 'video',
          muted: false,
          track: undefined,
          attach,
        },
      });
      adapter.report({
        type: 'participant-joined',
        participant: { id: 'stranger', userKey: 'user-stranger' },
      });
      assert.deepEqual(events.story.slice(-3), [
        'participant-joined',
        'track-published',
        'participant-updated',
      ]);
      assert.equal(session.participants.get('stranger')?.userKey, 'user-stranger');
      assert.isTrue(session.participants.get('stranger')?.publications.has('early'));
    },
  ),

  scenario(
    'statistics',
    'Statistics name the publications that there are',
    { needs: ['perParticipantMedia'] },
    async (stage) => {
      const [first, second] = await stage.pair();
      const local = await first.session.publish({ kind: 'camera' });
      const remote = await stage.seesPublication(second, first, 'camera');
      await expectMediaFlows(stage, remote);
      const sent = (await first.session.stats()).outbound;
      assert.deepEqual(
        sent.map(({ publicationId, source, kind }) => ({ publicationId, source, kind })),
        [{ publicationId: local.id, source: 'camera', kind: 'video' }],
      );
      const { at, inbound } = await second.session.stats();
      assert.isAbove(at, 0);
      const [received] = inbound;
      assert.equal(received?.publicationId, remote.id);
      assert.equal(received?.participantId, first.session.local.id);
      // Undefined says that the provider does not tell (daily-js has sums over the whole call only).
      if (stage.harness.mediaIsReal && received?.bytesReceived !== undefined)
        assert.isAbove(received.bytesReceived, 0);
    },
  ),
];
