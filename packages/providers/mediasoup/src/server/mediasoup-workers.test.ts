import { describe, expect, test } from 'vitest';
import { FakeEngine } from '../../fixtures/fake-engine.ts';
import { createWorkers, type WorkerOptions } from './mediasoup-workers.ts';

const options: WorkerOptions = {
  count: 2,
  workerBin: undefined,
  listenAddress: '0.0.0.0',
  announcedAddress: '203.0.113.7',
  firstPort: undefined,
};

async function start(different: Partial<WorkerOptions> = {}) {
  const fake = new FakeEngine();
  const due: (() => void)[] = [];
  const schedule = (callback: () => void) => {
    due.push(callback);
    return () => void due.splice(due.indexOf(callback), 1);
  };
  const workers = createWorkers(fake.engine, { ...options, ...different }, schedule);
  await workers.start();
  return { fake, workers, due };
}
const settle = () => new Promise((resolve) => void setImmediate(resolve));

describe('workers', () => {
  test('are one process each, told where to listen and what to announce', async () => {
    const { fake, workers } = await start({ workerBin: '/opt/worker', firstPort: 44_400 });
    expect(fake.settings).toEqual([
      { logLevel: 'error', workerBin: '/opt/worker' },
      { logLevel: 'error', workerBin: '/opt/worker' },
    ]);
    const common = { ip: '0.0.0.0', announcedAddress: '203.0.113.7' };
    expect(fake.workers.map(({ listening }) => listening)).toEqual([
      [
        { protocol: 'udp', ...common, port: 44_400 },
        { protocol: 'tcp', ...common, port: 44_400 },
      ],
      [
        { protocol: 'udp', ...common, port: 44_401 },
        { protocol: 'tcp', ...common, port: 44_401 },
      ],
    ]);
    expect(workers.running()).toEqual([1_000, 1_001]);
  });

  test('take the ports that are free where none is named', async () => {
    const { fake } = await start();
    expect(fake.workers.flatMap(({ listening }) => listening).some((each) => 'port' in each)).toBe(false);
  });

  test('get the rooms by how full theirs are', async () => {
    const { fake, workers } = await start();
    const routersOn = () => fake.workers.map(({ routers }) => routers.length);
    await workers.open(() => 4);
    await workers.open(() => 2);
    expect(routersOn()).toEqual([1, 1]);
    // Sixteen squares weigh more than three times five.
    await workers.open(() => 2);
    await workers.open(() => 2);
    expect(routersOn()).toEqual([1, 3]);
    await workers.open(() => 0);
    expect(routersOn()).toEqual([1, 4]);
  });

  test('are relieved of rooms that close', async () => {
    const { fake, workers } = await start();
    const { router } = await workers.open(() => 10);
    router.close();
    await workers.open(() => 1);
    expect(fake.workers.map(({ routers }) => routers.length)).toEqual([2, 0]);
  });

  test('that die are replaced, on the same port', async () => {
    const { fake, workers } = await start({ firstPort: 44_400 });
    fake.workers[1]?.die();
    expect(workers.running()).toEqual([1_000]);
    await settle();
    expect(workers.running()).toEqual([1_000, 1_002]);
    expect(fake.workers[2]?.listening[0]?.port).toBe(44_401);
  });

  test('that do not start again are tried until they do', async () => {
    const { fake, workers, due } = await start();
    fake.failures = 2;
    fake.workers[0]?.die();
    await settle();
    expect([workers.running(), due.length]).toEqual([[1_001], 1]);
    due.splice(0).forEach((callback) => callback());
    await settle();
    due.splice(0).forEach((callback) => callback());
    await settle();
    expect(workers.running()).toHaveLength(2);
  });

  test('that are all gone make a room unreachable, which is worth another try', async () => {
    const { fake, workers } = await start();
    fake.failures = 10;
    for (const worker of fake.running) worker.die();
    await settle();
    await expect(workers.open(() => 0)).rejects.toMatchObject({ code: 'unreachable', retryable: true });
  });

  test('that are closed stay closed', async () => {
    const { fake, workers } = await start();
    workers.close();
    for (const worker of fake.workers) worker.emit('died', new Error('after all'));
    await settle();
    expect([fake.workers.length, fake.running.length]).toEqual([2, 0]);
  });
});

test('a worker that does not start is told', async () => {
  const fake = new FakeEngine();
  fake.failures = 1;
  const workers = createWorkers(fake.engine, options, () => () => undefined);
  await expect(workers.start()).rejects.toThrow('spawn failed');
});
