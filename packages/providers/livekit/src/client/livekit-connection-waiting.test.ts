import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { eventsOf, fakeConsult, outgoing, settled } from '../../fixtures/fake-consult.ts';

async function consult() {
  const fake = fakeConsult();
  const doctor = await fake.join('doctor');
  const patient = await fake.join('patient');
  return { ...fake, doctor, patient };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

test('a muted track of which no packet goes out is given up after a second', async () => {
  const { doctor } = await consult();
  const media = outgoing('camera', true);
  media.track.stop();
  let done = false;
  const publishing = doctor.connection.publish(media).then(() => (done = true));
  await vi.advanceTimersByTimeAsync(999);
  expect(done).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  await publishing;
});

describe('while the SDK reconnects', () => {
  async function interrupted(kind: 'interruptMedia' | 'interruptSignalling' = 'interruptMedia') {
    const parts = await consult();
    const client = parts.cloud.client(parts.room, 'doctor');
    parts.cloud[kind](client);
    return { ...parts, client };
  }

  test.each(['interruptMedia', 'interruptSignalling'] as const)(
    'messages wait for its end, in their order (%s)',
    async (kind) => {
      const { cloud, client, doctor, patient } = await interrupted(kind);
      const early = [1, 2].map((message) => doctor.connection.send(message, undefined));
      const late: Promise<void>[] = [];
      const push = doctor.events.push.bind(doctor.events);
      doctor.events.push = (...events) => {
        if (events[0]?.type === 'restored') late.push(doctor.connection.send(3, undefined));
        return push(...events);
      };
      await settled();
      expect(eventsOf(patient, 'message')).toEqual([]);
      cloud.restore(client);
      await Promise.all([...early, ...late]);
      await settled();
      expect(eventsOf(patient, 'message').map(({ message }) => message)).toEqual([1, 2, 3]);
    },
  );

  test('leaving waits for its end, so that the others hear of it', async () => {
    const { cloud, client, doctor, patient } = await interrupted();
    const leaving = doctor.connection.disconnect();
    await settled();
    expect(client.state).toBe('reconnecting');
    cloud.restore(client);
    await leaving;
    await settled();
    expect(client.state).toBe('disconnected');
    expect(eventsOf(patient, 'roster').at(-1)?.participants).toEqual([]);
  });

  test('leaving waits for two seconds at most', async () => {
    const { client, doctor } = await interrupted();
    const leaving = doctor.connection.disconnect();
    await vi.advanceTimersByTimeAsync(1_999);
    expect(client.state).toBe('reconnecting');
    await vi.advanceTimersByTimeAsync(1);
    await leaving;
    expect(client.state).toBe('disconnected');
  });

  test('a message that waits when the network is lost for good fails', async () => {
    const { cloud, client, doctor } = await interrupted();
    const sending = doctor.connection.send('too late', undefined);
    await settled();
    cloud.lose(client);
    await expect(sending).rejects.toMatchObject({ code: 'provider-failure' });
  });
});
