import { describe, expect, test } from 'vitest';
import type { ConnectRequest, Json, OutgoingMedia, ProviderEvent } from '@patchbay/contract';
import { FakeMediaStreamTrack } from '@patchbay/conformance';
import { createFakeCloud, createFakeProvider, type FakeCloud, manifest } from './index.ts';

async function connect(cloud: FakeCloud, credentials: Json, signal = new AbortController().signal) {
  const told: ProviderEvent[] = [];
  const provider = await createFakeProvider(cloud).load();
  const request: ConnectRequest = { credentials, userKey: 'ignored', signal };
  const connection = await provider.connect(request, (event) => void told.push(event));
  return { told, connection, types: () => told.map(({ type }) => type) };
}

const outgoing = (muted = false): OutgoingMedia => ({
  source: 'camera',
  kind: 'video',
  muted,
  track: new FakeMediaStreamTrack('video'),
});

describe('the fake cloud', () => {
  test('is the same every time: ids count up', async () => {
    const story = async () => {
      const cloud = createFakeCloud({ now: () => 1 });
      const one = await connect(cloud, cloud.credentials('room', 'a'));
      const two = await connect(cloud, cloud.credentials('room', 'b'));
      await one.connection.publish(outgoing());
      await two.connection.send('hello', undefined);
      return JSON.stringify([one.told, two.told, await two.connection.stats()]);
    };
    expect(await story()).toBe(await story());
  });

  test('one person is one participant in a room, another in another room', async () => {
    const cloud = createFakeCloud();
    const ids = [];
    for (const room of ['one', 'one', 'two'])
      ids.push((await connect(cloud, cloud.credentials(room, 'a'))).connection.participantId);
    expect(ids).toEqual(['fake-1', 'fake-1', 'fake-2']);
  });

  test.each<[string, (cloud: FakeCloud) => Json]>([
    ['credentials-rejected', (cloud) => cloud.refusedCredentials()],
    ['unreachable', (cloud) => cloud.unreachableCredentials()],
    ['ticket-invalid', () => 'nonsense'],
    [
      'room-full',
      (cloud) => {
        cloud.createRoom('small', { maxParticipants: 0 });
        return cloud.credentials('small', 'a');
      },
    ],
    [
      'room-not-found',
      (cloud) => {
        const credentials = cloud.credentials('room', 'a');
        cloud.endRoom('room');
        return credentials;
      },
    ],
    [
      'unreachable',
      (cloud) => {
        cloud.setReachable(false);
        return cloud.credentials('room', 'a');
      },
    ],
  ])('refuses with %s', async (code, prepare) => {
    const cloud = createFakeCloud();
    await expect(connect(cloud, prepare(cloud))).rejects.toMatchObject({ code, provider: 'fake' });
  });

  test('a join that was given up enters no room', async () => {
    const cloud = createFakeCloud();
    await expect(connect(cloud, cloud.credentials('room', 'a'), AbortSignal.abort())).rejects.toMatchObject({
      code: 'aborted',
    });
    expect(cloud.participants('room')).toEqual([]);
  });

  test('what happens during an interruption is told after it, before `restored`', async () => {
    const cloud = createFakeCloud();
    const one = await connect(cloud, cloud.credentials('room', 'a'));
    const restore = cloud.interrupt('room', 'a', 'media');
    const two = await connect(cloud, cloud.credentials('room', 'b'));
    const sending = one.connection.send('waits', undefined);
    expect(one.types()).toEqual(['roster', 'interrupted']);
    expect(two.types()).toEqual(['roster']);
    restore();
    await sending;
    expect(one.types()).toEqual(['roster', 'interrupted', 'participant-joined', 'restored']);
    expect(two.types()).toEqual(['roster', 'message']);
  });

  test('a dropped connection ends as lost, once', async () => {
    const cloud = createFakeCloud();
    const { told } = await connect(cloud, cloud.credentials('room', 'a'));
    cloud.drop('room', 'a');
    cloud.drop('room', 'a');
    cloud.kick('room', 'a');
    expect(told.slice(1)).toEqual([{ type: 'closed', reason: 'connection-lost', error: undefined }]);
  });

  test('verbs on nobody do nothing', () => {
    const cloud = createFakeCloud();
    cloud.kick('nowhere', 'a');
    cloud.endRoom('nowhere');
    cloud.interrupt('nowhere', 'a')();
    expect(cloud.participants('nowhere')).toEqual([]);
  });

  test('receivers keep one track over a replacement; it ends with the publication', async () => {
    const cloud = createFakeCloud({ createTrack: (kind) => new FakeMediaStreamTrack(kind) });
    const one = await connect(cloud, cloud.credentials('room', 'a'));
    const two = await connect(cloud, cloud.credentials('room', 'b'));
    const id = await one.connection.publish(outgoing());
    const added = two.told.find((event) => event.type === 'media-added');
    await one.connection.replace(id, outgoing());
    expect(added?.media.track?.readyState).toBe('live');
    await one.connection.unpublish(id);
    expect(added?.media.track?.readyState).toBe('ended');
    await expect(one.connection.unpublish(id)).rejects.toMatchObject({ code: 'not-published' });
  });
});

test('the fake offers no BAA, so that no gate lets patients through it', () => {
  expect(manifest.deployments[0].baa.offered.value).toBe('no');
});
