import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Frame } from './frames.ts';
import { createLine, type Line } from './line.ts';

type End = 'browser' | 'server';
type TextLine = Line<string, string>;

/** Two ends and the socket between them, on which text is under way until it is delivered or the socket is lost. */
function connect() {
  const heard: Record<End, string[]> = { browser: [], server: [] };
  const lines: Record<End, TextLine> = {
    browser: createLine((text) => heard.browser.push(text)),
    server: createLine((text) => heard.server.push(text)),
  };
  const otherOf = { browser: 'server', server: 'browser' } as const;
  let underWay: { to: End; text: string }[] = [];
  const send = (from: End) => (text: string) => void underWay.push({ to: otherOf[from], text });
  const deliver = (count = Infinity): void => {
    for (const { to, text } of underWay.splice(0, count)) lines[to].hear(JSON.parse(text) as Frame<string>);
  };
  return {
    lines,
    heard,
    deliver,
    lose(): void {
      underWay = [];
      for (const line of Object.values(lines)) line.pause();
    },
    resume(): void {
      const [browser, server] = [lines.browser.heard(), lines.server.heard()];
      lines.browser.resume(send('browser'), server);
      lines.server.resume(send('server'), browser);
    },
  };
}

const step = fc.oneof(
  fc.record({ do: fc.constant('say' as const), end: fc.constantFrom<End>('browser', 'server') }),
  fc.record({ do: fc.constant('deliver' as const), count: fc.nat(4) }),
  fc.constant({ do: 'lose' as const }),
  fc.constant({ do: 'resume' as const }),
);

describe('a conversation', () => {
  test('arrives once and in order, whichever sockets are lost on the way', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const world = connect();
        const said: Record<End, string[]> = { browser: [], server: [] };
        world.resume();
        for (const each of steps) {
          if (each.do === 'say') {
            const text = `${each.end} ${said[each.end].length}`;
            said[each.end].push(text);
            world.lines[each.end].say(text);
          } else if (each.do === 'deliver') world.deliver(each.count);
          else if (each.do === 'lose') world.lose();
          else world.resume();
        }
        world.lose();
        world.resume();
        world.deliver();
        expect(world.heard.server).toEqual(said.browser);
        expect(world.heard.browser).toEqual(said.server);
      }),
    );
  });

  test('keeps what was not heard, and lets go of it once it was', () => {
    const { lines, deliver, resume } = connect();
    lines.server.say('one');
    lines.server.say('two');
    expect(lines.server.backlog()).toBe(2);
    resume();
    deliver();
    expect(lines.server.backlog()).toBe(2);
    lines.browser.mention('heard you');
    deliver();
    expect(lines.server.backlog()).toBe(0);
  });

  test('does not repeat what is only mentioned', () => {
    const { lines, heard, deliver, resume, lose } = connect();
    resume();
    lines.server.mention('lost');
    lose();
    lines.server.mention('never sent');
    resume();
    lines.server.mention('arrives');
    deliver();
    expect(heard.browser).toEqual(['arrives']);
  });

  test('gives each thing said its number', () => {
    const { lines } = connect();
    expect([lines.browser.say('a'), lines.browser.say('b')]).toEqual([1, 2]);
  });
});
