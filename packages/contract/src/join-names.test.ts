import type { ConnectionBook } from './connection-book.ts';
import { expect, test } from 'vitest';
import { createJoinNames } from './join-names.ts';

function memoryBook(): ConnectionBook & { close(): void } {
  const known = new Map<string, string>();
  let isOpen = true;
  return {
    remember: async (_room, connection, participant) => void (isOpen && known.set(connection, participant)),
    in: async () => new Map(isOpen ? known : []),
    close: () => void (isOpen = false),
  };
}

const book = () => {
  const shared = memoryBook();
  const joins = createJoinNames(shared);
  const began = async (second: number, of = joins) =>
    Object.values(await of.began('room', 2, 'person', second));
  const seen = async (second: number, of = joins) => (await of.seen('room', 2, 'person', second)).connection;
  return { shared, joins, began, seen };
};

test('a join is one, whoever tells it and by a second more or less; a rejoin is another', async () => {
  const { shared, began, seen } = book();
  const another = createJoinNames(shared);
  expect(await began(100)).toEqual(['2@100', true]);
  for (const second of [99, 100, 101]) expect(await began(second, another)).toEqual(['2@100', false]);
  expect(await seen(130)).toBe('2@100');
  expect(await began(160)).toEqual(['2@160', true]);
  expect(await seen(130, another)).toBe('2@100');
  expect(await seen(200, another)).toBe('2@160');
  // A late delivery of the first one's leave.
  expect(await began(100, another)).toEqual(['2@100', false]);
});

test('of several numbers and rooms, each has its own', async () => {
  const { joins, began } = book();
  await began(100);
  expect(await joins.began('room', 22, 'another', 100)).toEqual({ connection: '22@100', isNew: true });
});

test('who was seen first is who is told of later, unless another join was told between', async () => {
  const { began, seen } = book();
  expect(await seen(130)).toBe('2?130');
  expect(await seen(160)).toBe('2?130');
  expect(await began(128)).toEqual(['2?130', false]);
  const other = book();
  expect(await other.seen(230)).toBe('2?230');
  expect(await other.began(300)).toEqual(['2@300', true]);
  expect(await other.began(100)).toEqual(['2?230', false]);
});

test('a leave after the consult is over finds its join where it was told', async () => {
  const { shared, began } = book();
  await began(100);
  shared.close();
  expect(await began(101)).toEqual(['2@100', false]);
});
