import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { eventsOf, fakeConsult, outgoing, settled } from '../../fixtures/fake-consult.ts';

async function consult() {
  const fake = fakeConsult();
  const doctor = await fake.join('doctor');
  const patient = await fake.join('patient');
  const client = fake.cloud.client(fake.room, 'doctor');
  doctor.events.length = 0;
  return { ...fake, doctor, patient, client };
}

describe('interruptions', () => {
  test('of signalling are told with their end', async () => {
    const { cloud, doctor, client } = await consult();
    cloud.interruptSignalling(client);
    cloud.restore(client);
    expect(doctor.events.map(({ type }) => type)).toEqual(['interrupted', 'roster', 'restored']);
    expect(eventsOf(doctor, 'interrupted')[0]?.scope).toBe('signalling');
  });

  test('of media make nobody leave, whatever the SDK says meanwhile', async () => {
    const { cloud, doctor, client } = await consult();
    cloud.interruptMedia(client);
    await settled();
    expect(doctor.events).toEqual([{ type: 'interrupted', scope: 'media' }]);
    cloud.restore(client);
    await settled();
    expect(doctor.events.slice(1)).toEqual([
      { type: 'roster', participants: [{ id: 'patient', userKey: 'user-of-patient' }] },
      { type: 'restored' },
    ]);
  });

  test('bring the media back afterwards', async () => {
    const { cloud, doctor, patient, client } = await consult();
    const id = await patient.connection.publish(outgoing('camera'));
    await settled();
    cloud.interruptMedia(client);
    cloud.restore(client);
    await settled();
    const media = doctor.events.filter(({ type }) => type.startsWith('media'));
    expect(media).toMatchObject([
      { type: 'media-added', media: { id } },
      { type: 'media-removed', id },
      { type: 'media-added', media: { id } },
    ]);
  });

  test('tell who left during them', async () => {
    const { cloud, room, doctor, client } = await consult();
    cloud.interruptMedia(client);
    cloud.kick(room, 'patient');
    cloud.restore(client);
    await settled();
    expect(eventsOf(doctor, 'roster').at(-1)?.participants).toEqual([]);
  });
});

describe('the end', () => {
  test('by the server removing this participant', async () => {
    const { cloud, room, doctor, patient } = await consult();
    cloud.kick(room, 'doctor');
    await settled();
    expect(doctor.events).toEqual([{ type: 'closed', reason: 'removed', error: undefined }]);
    expect(eventsOf(patient, 'roster').at(-1)?.participants).toEqual([]);
  });

  test('of the room comes to everybody', async () => {
    const { cloud, room, doctor, patient } = await consult();
    cloud.endRoom(room);
    await settled();
    for (const seat of [doctor, patient]) {
      expect(seat.events.at(-1)).toEqual({ type: 'closed', reason: 'room-ended', error: undefined });
    }
  });

  test('by a newer join of the same identity, which stays', async () => {
    const { doctor, patient, join } = await consult();
    const newer = await join('doctor');
    expect(doctor.events).toEqual([{ type: 'closed', reason: 'duplicate', error: undefined }]);
    expect(newer.connection.native.state).toBe('connected');
    await newer.connection.send('still here', undefined);
    await settled();
    expect(eventsOf(patient, 'message')).toHaveLength(1);
  });

  test('by the network comes with an error', async () => {
    const { cloud, doctor, client } = await consult();
    cloud.lose(client);
    expect(doctor.events).toMatchObject([
      { type: 'closed', reason: 'connection-lost', error: { code: 'connection-lost', retryable: true } },
    ]);
  });

  test('is the last that is told', async () => {
    const { cloud, room, doctor, client } = await consult();
    cloud.kick(room, 'doctor');
    await settled();
    client.emit('reconnected');
    client.emit('disconnected', 0);
    expect(doctor.events).toHaveLength(1);
  });
});

describe('what the room says', () => {
  test('who speaks, in its order', async () => {
    const { doctor, client } = await consult();
    const [patient] = client.remoteParticipants.values();
    client.emit('activeSpeakersChanged', [client.localParticipant, patient]);
    expect(doctor.events).toEqual([{ type: 'active-speakers', participantIds: ['doctor', 'patient'] }]);
  });

  test("how good a connection is, one's own without an id", async () => {
    const { doctor, client } = await consult();
    client.emit('connectionQualityChanged', 'poor', client.localParticipant);
    client.emit('connectionQualityChanged', 'excellent', client.remoteParticipants.get('patient'));
    expect(doctor.events).toEqual([
      { type: 'quality', participantId: undefined, quality: 'poor' },
      { type: 'quality', participantId: 'patient', quality: 'excellent' },
    ]);
  });

  test('that a track is paused and goes on', async () => {
    const { doctor, client } = await consult();
    client.emit('trackStreamStateChanged', { trackSid: 'TR_7' }, 'paused');
    client.emit('trackStreamStateChanged', { trackSid: 'TR_7' }, 'active');
    expect(doctor.events).toEqual([
      { type: 'media-paused', id: 'TR_7', paused: true },
      { type: 'media-paused', id: 'TR_7', paused: false },
    ]);
  });

  test('nothing of muting before the media is there', async () => {
    const { doctor, client } = await consult();
    client.emit('trackMuted', { trackSid: 'TR_7' }, client.remoteParticipants.get('patient'));
    expect(doctor.events).toEqual([]);
  });

  const bytes = (text: string) => new TextEncoder().encode(text);

  test.each([
    ['of another topic', bytes('"hello"'), 'chat', 'patient'],
    ['of no topic', bytes('"hello"'), undefined, 'patient'],
    ['that is not JSON', bytes('hello'), 'patchbay', 'patient'],
    ['from a server, which has no identity', bytes('"hello"'), 'patchbay', ''],
  ])('nothing of data %s', async (_name, payload, topic, from) => {
    const { doctor, client } = await consult();
    client.emit('dataReceived', payload, undefined, 0, topic, 0, from);
    expect(doctor.events).toEqual([]);
  });

  test('messages of somebody it has not announced yet', async () => {
    const { doctor, client } = await consult();
    client.emit('dataReceived', bytes('null'), undefined, 0, 'patchbay', 0, 'nurse');
    expect(doctor.events).toEqual([{ type: 'message', from: 'nurse', message: null }]);
  });
});

describe('playback', () => {
  beforeEach(() => {
    vi.stubGlobal(
      'MediaStream',
      class {
        readonly tracks: readonly unknown[];
        constructor(tracks: readonly unknown[]) {
          this.tracks = tracks;
        }
      },
    );
  });
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  const notAllowed = Object.assign(new Error('gesture, please'), { name: 'NotAllowedError' });

  const fakeElement = (play: () => Promise<void> = () => Promise.resolve()) => {
    const srcObject: MediaProvider | null = null;
    const element = { srcObject, muted: false, autoplay: false, playsInline: false, plays: 0, play };
    element.play = () => {
      element.plays += 1;
      return play();
    };
    return element as unknown as HTMLMediaElement & { readonly plays: number };
  };

  async function shown(source: 'camera' | 'microphone') {
    const parts = await consult();
    await parts.patient.connection.publish(outgoing(source));
    await settled();
    const media = eventsOf(parts.doctor, 'media-added')[0]?.media;
    if (!media) throw new Error('No media arrived.');
    return { ...parts, media };
  }

  test('shows the track until it is taken off', async () => {
    const { media } = await shown('camera');
    const element = fakeElement();
    const undo = media.attach(element);
    expect(element.srcObject).toMatchObject({ tracks: [media.track] });
    expect(element).toMatchObject({ autoplay: true, muted: true, playsInline: true, plays: 1 });
    undo();
    undo();
    expect(element.srcObject).toBeNull();
  });

  test('leaves sound on, and an element that shows something else by now alone', async () => {
    const { media } = await shown('microphone');
    const element = fakeElement();
    const undo = media.attach(element);
    expect(element.muted).toBe(false);
    const other = new MediaStream([]);
    element.srcObject = other;
    undo();
    expect(element.srcObject).toBe(other);
  });

  test('that wants a gesture is told, and resumed by one', async () => {
    const { doctor, client, media } = await shown('microphone');
    let allowed = false;
    const element = fakeElement(() => (allowed ? Promise.resolve() : Promise.reject(notAllowed)));
    media.attach(element);
    await settled();
    const [blocked] = eventsOf(doctor, 'playback-blocked');
    allowed = true;
    await blocked?.resume();
    expect(element.plays).toBe(2);
    expect(client.audioStarts).toBe(1);
    await blocked?.resume();
    expect(element.plays).toBe(2);
  });

  test("that fails for another reason, or after it was taken off, is nobody's business", async () => {
    const { doctor, media } = await shown('camera');
    media.attach(fakeElement(() => Promise.reject(new Error('interrupted by a new load'))));
    media.attach(fakeElement(() => Promise.reject(notAllowed)))();
    await settled();
    expect(eventsOf(doctor, 'playback-blocked')).toEqual([]);
  });

  test("blocked by the SDK's own account is told, too", async () => {
    const { doctor, client } = await consult();
    client.emit('audioPlaybackChanged', false);
    client.emit('audioPlaybackChanged', true);
    const [blocked, ...more] = eventsOf(doctor, 'playback-blocked');
    expect(more).toEqual([]);
    await blocked?.resume();
    expect(client.audioStarts).toBe(1);
  });
});
