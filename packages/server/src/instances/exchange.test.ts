import { type SignallingSocket, VideoError } from '@patchbay/contract';
import { beforeEach, describe, expect, test } from 'vitest';
import { MemoryWires } from '../../test/memory-wire.ts';
import { createManualTime, type ManualTime, settle } from '../../test/manual-time.ts';
import { createExchange, type Exchange, type ExchangeHost } from './exchange.ts';
import { MovedError } from './exchange-failure.ts';

const codeOf = (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    () => 'resolved',
    (error: unknown) => (error instanceof MovedError ? 'moved' : (error as { code?: unknown }).code),
  );

let wires: MemoryWires;
let time: ManualTime;
let near: ReturnType<MemoryWires['wire']>;
let one: Exchange;
let two: Exchange;
let sockets: SignallingSocket[];
const host: ExchangeHost = {
  answer: async (body) => ({ told: body }),
  admit: async () => (socket) => void sockets.push(socket),
};
beforeEach(() => {
  wires = new MemoryWires();
  time = createManualTime();
  sockets = [];
  near = wires.wire(1);
  one = createExchange(near, time.schedule, () => undefined);
  two = createExchange(wires.wire(2), time.schedule, () => undefined);
  two.serve('notes', host);
});

describe('a question', () => {
  test('is answered', async () => {
    expect(await one.ask(2, 'notes', { who: 'there' })).toEqual({ told: { who: 'there' } });
  });

  test.each([
    ['in the other’s words', new VideoError('room-full', 'Wait.', { vendorCode: 'x' }), 'room-full'],
    ['as moved', new MovedError('elsewhere'), 'moved'],
    ['without telling what it does not know', new Error('a name'), 'provider-failure'],
  ])('is refused %s', async (_name, error, code) => {
    two.serve('notes', { ...host, answer: () => Promise.reject(error) });
    expect(await codeOf(one.ask(2, 'notes', null))).toBe(code);
    await expect(one.ask(2, 'notes', null)).rejects.not.toThrow('a name');
  });

  test('of what is not served there has moved', async () => {
    expect(await codeOf(one.ask(2, 'other', null))).toBe('moved');
  });

  test('that nobody answers times out, and an answer that comes later is none', async () => {
    const { promise, resolve } = Promise.withResolvers<null>();
    two.serve('notes', { ...host, answer: () => promise });
    const asked = codeOf(one.ask(2, 'notes', null));
    await time.advance(5_000);
    expect(await asked).toBe('timeout');
    resolve(null);
    await settle();
  });

  test('that cannot be sent fails at once', async () => {
    wires.isFull = true;
    expect(await codeOf(one.ask(2, 'notes', null))).toBe('unreachable');
  });

  test.each([
    ['of an instance that is lost', () => near.lose(2), 'moved'],
    ['of an instance, while another one is lost', () => near.lose(3), 'timeout'],
    ['by an instance that is cut off', () => near.down(), 'unreachable'],
  ])('%s', async (_name, happen, code) => {
    wires.deaf.add(2);
    const asked = codeOf(one.ask(2, 'notes', null));
    happen();
    await time.advance(5_000);
    expect(await asked).toBe(code);
  });
});

describe('a stream', () => {
  async function opened() {
    const relay = await one.open(2, 'notes', null);
    const [socket] = sockets;
    if (socket === undefined) throw new Error('It was not admitted.');
    const [heard, ends, told, gone]: [string[], unknown[], string[], number[]] = [[], [], [], []];
    relay.onMessage((text) => heard.push(text));
    relay.onClose((...how) => ends.push(how));
    socket.onMessage((text) => told.push(text));
    socket.onClose(() => gone.push(1));
    return { relay, socket, heard, ends, told, gone };
  }

  test('carries both ways, and ends as the other side ends it', async () => {
    const { relay, socket, heard, ends, told, gone } = await opened();
    relay.send('there');
    socket.send('back');
    await settle();
    expect([told, heard, one.relayed('notes'), two.relayed('notes')]).toEqual([['there'], ['back'], 1, 0]);
    socket.close(4409, 'duplicate');
    relay.send('too late');
    socket.send('too late');
    await settle();
    expect([ends, gone, told, heard, one.relayed('notes')]).toEqual([
      [[4409, 'duplicate']],
      [1],
      ['there'],
      ['back'],
      0,
    ]);
  });

  test('tells of what was said before anybody listened', async () => {
    two.serve('notes', {
      ...host,
      admit: async () => (socket) => {
        socket.send('first');
        socket.close(4401, 'bad-token');
      },
    });
    const relay = await one.open(2, 'notes', null);
    await settle();
    const said: unknown[] = [];
    relay.onMessage((text) => said.push(text));
    relay.onClose((code) => said.push(code));
    expect(said).toEqual(['first', 4401]);
  });

  test('that is closed here is gone there, without a word here', async () => {
    const { relay, ends, gone } = await opened();
    relay.close();
    await settle();
    expect([ends, gone]).toEqual([[], [1]]);
  });

  test.each([
    ['the other instance is lost', () => near.lose(2)],
    ['this one is cut off', () => near.down()],
  ])('breaks when %s', async (_name, happen) => {
    const { relay, ends } = await opened();
    happen();
    relay.send('nowhere');
    expect([ends, one.relayed('notes')]).toEqual([[[undefined, '']], 0]);
  });

  test('goes on for as long as the other side takes what is sent', async () => {
    const { relay, told, ends } = await opened();
    for (let count = 0; count < 100; count += 1) {
      relay.send('x'.repeat(100_000));
      await settle();
    }
    expect([told.length, ends]).toEqual([100, []]);
  });

  test('breaks when the other side takes nothing', async () => {
    const { relay, ends } = await opened();
    wires.deaf.add(2);
    for (let count = 0; count < 100; count += 1) {
      relay.send('x'.repeat(100_000));
      await settle();
    }
    expect(ends).toEqual([[undefined, '']]);
  });

  test('breaks when nothing can be sent', async () => {
    const { socket, gone } = await opened();
    wires.isFull = true;
    socket.send('back');
    expect(gone).toEqual([1]);
  });

  test('that the other side knows nothing of is closed by it', async () => {
    const { relay, ends } = await opened();
    two = createExchange(wires.wire(2), time.schedule, () => undefined);
    relay.send('anybody?');
    await settle();
    expect(ends).toEqual([[undefined, '']]);
  });

  test('is not another instance’s to speak in', async () => {
    const { told, gone } = await opened();
    const third = wires.wire(3);
    third.listen({
      onText: () => undefined,
      onLost: () => undefined,
      onUp: () => undefined,
      onDown: () => undefined,
    });
    third.send(2, JSON.stringify({ type: 'text', stream: '1.1', text: 'stranger' }));
    third.send(2, JSON.stringify({ type: 'close', stream: '1.1', reason: '' }));
    for (const garbage of ['', '{}', '{"type":"dance"}', '[]']) third.send(2, garbage);
    await settle();
    expect([told, gone]).toEqual([[], []]);
  });
});
