import { describe, expect, test } from 'vitest';
import type { SessionEvent } from '@patchbay/contract';
import { EventEmitter } from './event-emitter.ts';

const message = (text: string): SessionEvent => ({
  name: 'message-received',
  payload: { from: 'a', message: text },
});

function setUp() {
  const reported: unknown[] = [];
  const heard: unknown[] = [];
  const emitter = new EventEmitter((error) => void reported.push(error));
  return { reported, heard, emitter };
}

describe('EventEmitter', () => {
  test('delivers in order, to listeners in the order they came', () => {
    const { emitter, heard } = setUp();
    emitter.on('message-received', (event) => void heard.push(['first', event.message]));
    emitter.on('message-received', (event) => void heard.push(['second', event.message]));
    emitter.emit([message('1'), message('2')]);
    expect(heard).toEqual([
      ['first', '1'],
      ['second', '1'],
      ['first', '2'],
      ['second', '2'],
    ]);
  });

  test('finishes one event for everybody before what a listener causes', () => {
    const { emitter, heard } = setUp();
    emitter.on('message-received', (event) => {
      heard.push(['first', event.message]);
      if (event.message === '1') emitter.emit([message('caused')]);
    });
    emitter.on('message-received', (event) => void heard.push(['second', event.message]));
    emitter.emit([message('1'), message('2')]);
    expect(heard).toEqual([
      ['first', '1'],
      ['second', '1'],
      ['first', '2'],
      ['second', '2'],
      ['first', 'caused'],
      ['second', 'caused'],
    ]);
  });

  test('a listener that throws is reported and stops nobody', () => {
    const { emitter, heard, reported } = setUp();
    const failure = new Error('listener');
    emitter.on('message-received', () => {
      throw failure;
    });
    emitter.on('message-received', (event) => void heard.push(event.message));
    emitter.emit([message('1')]);
    expect(heard).toEqual(['1']);
    expect(reported).toEqual([failure]);
  });

  test('a reporter that throws does not silence the session for good', () => {
    const heard: unknown[] = [];
    const emitter = new EventEmitter(() => {
      throw new Error('reporter');
    });
    const stop = emitter.on('message-received', () => {
      throw new Error('listener');
    });
    expect(() => emitter.emit([message('1')])).toThrow('reporter');
    stop();
    emitter.on('message-received', (event) => void heard.push(event.message));
    emitter.emit([message('2')]);
    expect(heard).toEqual(['2']);
  });

  test('the function returned takes one registration off, also of the same function', () => {
    const { emitter, heard } = setUp();
    const listener = () => void heard.push('heard');
    const stop = emitter.on('message-received', listener);
    emitter.on('message-received', listener);
    stop();
    stop();
    emitter.emit([message('1')]);
    expect(heard).toEqual(['heard']);
  });

  test('the signal takes a listener off; one that has fired adds none', () => {
    const { emitter, heard } = setUp();
    const controller = new AbortController();
    emitter.on('message-received', () => void heard.push('early'), controller.signal);
    controller.abort();
    emitter.on('message-received', () => void heard.push('late'), controller.signal);
    emitter.emit([message('1')]);
    expect(heard).toEqual([]);
  });

  test('a listener taken off during an event still hears that one, a listener added does not', () => {
    const { emitter, heard } = setUp();
    let stop: () => void = () => undefined;
    emitter.on('message-received', () => {
      stop();
      emitter.on('message-received', () => void heard.push('added'));
    });
    stop = emitter.on('message-received', () => void heard.push('taken off'));
    emitter.emit([message('1')]);
    expect(heard).toEqual(['taken off']);
  });

  test('close: what is queued is still told, nothing that comes after', () => {
    const { emitter, heard } = setUp();
    emitter.on('message-received', (event) => {
      heard.push(event.message);
      if (event.message !== '1') return;
      emitter.close();
      emitter.emit([message('after close')]);
    });
    emitter.emit([message('1'), message('2')]);
    emitter.emit([message('3')]);
    expect(heard).toEqual(['1', '2']);
  });
});
