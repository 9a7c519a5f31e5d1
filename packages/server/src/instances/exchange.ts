import {
  type Json,
  type ProviderId,
  type RoomRelay,
  type SignallingSocket,
  VideoError,
} from '@patchbay/contract';
import type { Schedule } from '../backends/schedule.ts';
import { errorOf, failureOf, MovedError, unreachable } from './exchange-failure.ts';
import { type ExchangeMessage, readExchangeMessage } from './exchange-messages.ts';
import { createTextStream, type TextStream } from './text-stream.ts';
import type { Wire } from './wire.ts';
import { within } from '../backends/within.ts';

/** How one provider's rooms are served here. */
export interface ExchangeHost {
  answer(body: Json): Promise<Json>;
  /** Resolves to whoever serves the stream. */
  admit(body: Json): Promise<(socket: SignallingSocket) => void>;
}

/** Questions and streams between instances. What is under way with an instance that is lost fails with `MovedError`. */
export interface Exchange {
  serve(topic: ProviderId, host: ExchangeHost): void;
  /** Rejects with `VideoError` too: the other's, `timeout`, or `unreachable` where this instance is cut off itself. */
  ask(peer: number, topic: ProviderId, body: Json): Promise<Json>;
  open(peer: number, topic: ProviderId, body: Json): Promise<RoomRelay>;
  /** Streams that were opened here. */
  relayed(topic: ProviderId): number;
}

interface Waiting {
  readonly peer: number;
  readonly topic: ProviderId;
  /** Called in the tick of the answer: what follows it finds all that it needs. */
  readonly resolve: (body: Json) => void;
  readonly reject: (error: Error) => void;
}

/** Milliseconds; a vendor would have as long. */
const longestAnswer = 5_000;
const late = (provider: ProviderId): Error =>
  new VideoError('timeout', 'The instance that has the room does not answer.', { provider, retryable: true });

/** `onUp` is called when the wire is connected, at first and again. */
export function createExchange(wire: Wire, schedule: Schedule, onUp: () => void): Exchange {
  const hosts = new Map<string, ExchangeHost>();
  const waiting = new Map<number, Waiting>();
  const streams = new Map<string, TextStream & { readonly topic: ProviderId }>();
  let ids = 0;
  const tell = (peer: number, message: ExchangeMessage): boolean => wire.send(peer, JSON.stringify(message));

  async function ask<Value>(
    peer: number,
    question: Extract<ExchangeMessage, { type: 'ask' | 'open' }>,
    take: (body: Json) => Value,
  ): Promise<Value> {
    const { promise, resolve, reject } = Promise.withResolvers<Value>();
    const { id, topic } = question;
    waiting.set(id, { peer, topic, resolve: (body) => resolve(take(body)), reject });
    try {
      if (!tell(peer, question)) throw unreachable(topic);
      return await within(schedule, longestAnswer, promise, () => late(topic));
    } finally {
      waiting.delete(id);
    }
  }
  function stream(peer: number, opener: number, id: number, topic: ProviderId): TextStream {
    const name = `${opener}.${id}`;
    const created = createTextStream({
      peer,
      stream: name,
      send: (message) => tell(peer, message),
      onOver: () => streams.delete(name),
    });
    streams.set(name, { ...created, topic });
    return created;
  }

  async function answer(
    peer: number,
    message: Extract<ExchangeMessage, { type: 'ask' | 'open' }>,
  ): Promise<void> {
    const { type, id, topic, body } = message;
    const host = hosts.get(topic);
    try {
      if (host === undefined) throw new MovedError('Nothing of that name is here.');
      if (type === 'ask') return void tell(peer, { type: 'answer', id, body: await host.answer(body) });
      const serve = await host.admit(body);
      const { socket } = stream(peer, peer, id, topic);
      tell(peer, { type: 'answer', id, body: null });
      return serve(socket);
    } catch (error) {
      tell(peer, { type: 'refusal', id, failure: failureOf(error) });
    }
  }
  function obey(peer: number, message: ExchangeMessage): void {
    switch (message.type) {
      case 'hello':
        return undefined;
      case 'ask':
      case 'open':
        return void answer(peer, message);
      case 'answer':
      case 'refusal': {
        const asked = waiting.get(message.id);
        if (asked?.peer === peer)
          return message.type === 'answer'
            ? asked.resolve(message.body)
            : asked.reject(errorOf(asked.topic, message.failure));
        // Too late; a stream that was opened by it is of no use.
        return void tell(peer, { type: 'close', stream: `${wire.self}.${message.id}`, reason: '' });
      }
      case 'text':
      case 'taken':
      case 'close': {
        const found = streams.get(message.stream);
        if (found?.peer === peer) return found.obey(message);
        const { stream } = message;
        // What the other side still has open, this side has not.
        if (message.type === 'text') tell(peer, { type: 'close', stream, reason: '' });
        return undefined;
      }
    }
  }
  function lose(isLost: (peer: number) => boolean, error: (provider: ProviderId) => Error): void {
    for (const each of streams.values()) if (isLost(each.peer)) each.break();
    for (const each of waiting.values()) if (isLost(each.peer)) each.reject(error(each.topic));
  }

  wire.listen({
    onText(from, text) {
      const message = readExchangeMessage(text);
      if (message !== undefined) obey(from, message);
    },
    onLost: (peer) =>
      lose(
        (other) => other === peer,
        () => new MovedError('The instance is gone.'),
      ),
    onDown: () => lose(() => true, unreachable),
    onUp() {
      // So that whoever knew this instance before learns that it has begun anew.
      for (const peer of wire.peers()) tell(peer, { type: 'hello' });
      onUp();
    },
  });

  return {
    serve: (topic, host) => void hosts.set(topic, host),
    ask: (peer, topic, body) => ask(peer, { type: 'ask', id: (ids += 1), topic, body }, (answer) => answer),
    open(peer, topic, body) {
      const id = (ids += 1);
      return ask(peer, { type: 'open', id, topic, body }, () => stream(peer, wire.self, id, topic).relay);
    },
    relayed: (topic) =>
      [...streams].filter(([name, each]) => each.topic === topic && name.startsWith(`${wire.self}.`)).length,
  };
}
