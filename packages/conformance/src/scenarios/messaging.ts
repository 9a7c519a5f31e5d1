import type { Json } from '@patchbay/contract';
import { assert } from 'chai';
import type { Actor } from '../actor.ts';
import { expectCode, fence } from '../expectations.ts';
import { scenariosOf } from '../scenario.ts';
import type { Stage } from '../stage.ts';

const scenario = scenariosOf('messaging');
const messages = ['messages'] as const;
const directed = ['directedMessages'] as const;

const heard = ({ events }: Actor): readonly Json[] =>
  events.of('message-received').map(({ message }) => message);

const hears = (stage: Stage, actor: Actor, count: number): Promise<readonly Json[]> =>
  stage.eventually(`${count} messages arrive`, () => heard(actor).length >= count && heard(actor));

export const messaging = [
  scenario('to-all', 'A message reaches everybody else', { people: 3, needs: messages }, async (stage) => {
    const [first, second] = await stage.pair();
    const third = await stage.join();
    await stage.sees(first, third);
    await stage.sees(third, first);
    await first.session.send({ hello: 'all' });
    for (const actor of [second, third]) assert.deepEqual(await hears(stage, actor, 1), [{ hello: 'all' }]);
  }),

  scenario('from', 'A message says who sent it', { needs: messages }, async (stage) => {
    const [first, second] = await stage.pair();
    await first.session.send('hello');
    await hears(stage, second, 1);
    assert.equal(second.events.of('message-received')[0]?.from, first.session.local.id);
  }),

  scenario(
    'directed',
    'A message to one reaches that one only',
    { people: 3, needs: directed },
    async (stage) => {
      const [first, second] = await stage.pair();
      const third = await stage.join();
      await stage.sees(third, first);
      const { id } = await stage.sees(first, third);
      await first.session.send('for your ears', { to: id });
      assert.deepEqual(await hears(stage, third, 1), ['for your ears']);
      await fence(stage, first, second);
      assert.notInclude(heard(second), 'for your ears');
    },
  ),

  scenario(
    'order',
    'Messages of one person arrive in order, each once',
    { needs: messages },
    async (stage) => {
      const [first, second] = await stage.pair();
      const numbers = Array.from({ length: 20 }, (_, index) => index);
      for (const number of numbers) await first.session.send(number);
      await hears(stage, second, numbers.length);
      await fence(stage, first, second);
      assert.deepEqual(heard(second).slice(0, -1), numbers);
    },
  ),

  scenario('no-echo', "One does not hear one's own message", { needs: messages }, async (stage) => {
    const [first, second] = await stage.pair();
    await first.session.send('echo?');
    await hears(stage, second, 1);
    await fence(stage, second, first);
    assert.notInclude(heard(first), 'echo?');
  }),

  scenario(
    'largest',
    'A message of the most bytes allowed arrives whole',
    { needs: messages },
    async (stage) => {
      const [first, second] = await stage.pair();
      // Two quotation marks belong to the JSON text.
      const text = 'x'.repeat(stage.capabilities.messages.maxBytes - 2);
      await first.session.send(text);
      const [arrived] = await hears(stage, second, 1);
      assert.isTrue(arrived === text, 'the message as it was sent');
    },
  ),

  scenario(
    'too-large',
    'One byte more is refused before the provider is asked',
    { people: 1, needs: messages },
    async (stage) => {
      const { session, adapter } = await stage.join();
      const text = 'x'.repeat(stage.capabilities.messages.maxBytes - 1);
      await expectCode(stage, session.send(text), 'message-too-large');
      assert.notInclude(adapter.calls, 'send');
    },
  ),

  scenario('json', 'JSON arrives as it was sent', { needs: messages }, async (stage) => {
    const [first, second] = await stage.pair();
    const all: readonly Json[] = [
      null,
      false,
      0,
      -1.5e-7,
      '',
      'Größe, 大きさ, 🩺, "quoted", \u0000\u2028',
      [],
      {},
      { nested: { list: [1, [2, { three: null }]], __proto__key: true }, '': 'empty key' },
    ];
    for (const message of all) await first.session.send(message);
    assert.deepEqual(await hears(stage, second, all.length), all);
  }),

  scenario(
    'nobody-there',
    'A message to nobody is refused before the provider is asked',
    { people: 1, needs: directed },
    async (stage) => {
      const { session, adapter } = await stage.join();
      await expectCode(stage, session.send('hello', { to: 'nobody' }), 'participant-not-found');
      await expectCode(stage, session.send('hello', { to: session.local.id }), 'participant-not-found');
      assert.notInclude(adapter.calls, 'send');
    },
  ),

  scenario(
    'no-json',
    'What is no JSON is refused before the provider is asked',
    { people: 1, needs: messages },
    async (stage) => {
      const { session, adapter } = await stage.join();
      const cyclic: Record<string, unknown> = {};
      cyclic['self'] = cyclic;
      for (const message of [undefined, () => 1, Symbol('s'), 10n, cyclic])
        await expectCode(stage, session.send(message as Json), 'invalid-argument');
      assert.notInclude(adapter.calls, 'send');
    },
  ),
];
