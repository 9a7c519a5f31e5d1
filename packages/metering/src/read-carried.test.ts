import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CarriedMedia, MediaClass } from '@patchbay/contract';
import { carriedFrom, carriedText } from './carried-text.ts';
import { readCarried } from './read-carried.ts';

const elapsed = 60_000;
const carried: CarriedMedia = {
  received: { audio: 10_000, hd: 30_000, '2k-plus': 5_000 },
  unsizedVideo: 2_000,
  sentVideo: 45_000,
  bytesReceived: 9_000_000,
  bytesSent: 4_500_000,
};
const { bytesReceived: _, bytesSent: __, ...withoutBytes } = carried;

describe('readCarried', () => {
  test.each<[string, unknown, CarriedMedia]>([
    ['whole', carried, carried],
    ['without bytes, where nobody counts them', withoutBytes, withoutBytes],
    [
      'with nothing that is not ours',
      { ...carried, note: 'Jane Doe', received: { ...carried.received } },
      carried,
    ],
    [
      'without classes of which there was nothing, in their order',
      { ...carried, received: { '2k-plus': 5_000, 'full-hd': 0, hd: 30_000, audio: 10_000 } },
      carried,
    ],
    [
      'that is more than the time by no more than rounding makes',
      { ...withoutBytes, received: { audio: 60_010 }, unsizedVideo: 0, sentVideo: 60_010 },
      { ...withoutBytes, received: { audio: 60_010 }, unsizedVideo: 0, sentVideo: 60_010 },
    ],
    [
      'with bytes of a gigabit per second, and of the minute before it joined',
      { ...carried, bytesReceived: 120_000 * 125_000 },
      { ...carried, bytesReceived: 120_000 * 125_000 },
    ],
  ])('takes sums %s', (_name, value, expected) => {
    const read = readCarried(value, elapsed);
    expect(read).toEqual(expected);
    expect(JSON.stringify(read)).toBe(JSON.stringify(expected));
  });

  test.each<[string, unknown]>([
    ['null', null],
    ['a text', 'audio'],
    ['a list', []],
    ['an empty object', {}],
    ['no classes', { ...carried, received: null }],
    ['a list of classes', { ...carried, received: [1] }],
    ['a class that is none', { ...carried, received: { '8k': 1 } }],
    ['a class of an object’s own', { ...carried, received: JSON.parse('{"__proto__":1}') }],
    ['a fraction', { ...carried, received: { hd: 0.5 } }],
    ['a text for a number', { ...carried, unsizedVideo: '2000' }],
    ['no number', { ...carried, sentVideo: undefined }],
    ['null for bytes', { ...carried, bytesSent: null }],
    ['fractions of bytes', { ...carried, bytesReceived: 1.5 }],
    ['what is no number', { ...carried, bytesReceived: NaN }],
    ['what has no end', JSON.parse('{"received":{},"unsizedVideo":0,"sentVideo":1e999}')],
  ])('%s is malformed', (_name, value) => {
    expect(readCarried(value, elapsed)).toBe('carried-malformed');
  });

  test.each<[string, Partial<CarriedMedia>]>([
    ['less than no time', { received: { hd: -1 } }],
    ['less than no time by which others would fit', { received: { hd: 100_000, audio: -50_000 } }],
    ['less than nothing without size', { unsizedVideo: -1 }],
    ['less than nothing sent', { sentVideo: -1 }],
    ['less than no bytes', { bytesReceived: -1 }],
    ['more time than there was', { received: { hd: 60_011 }, unsizedVideo: 0 }],
    ['more time than there was, all together', { received: { hd: 40_000 }, unsizedVideo: 20_011 }],
    ['more sent than there was time', { sentVideo: 60_011 }],
    ['more bytes than a line takes', { bytesReceived: 120_000 * 125_000 + 1 }],
    ['more bytes sent than a line takes', { bytesSent: Number.MAX_SAFE_INTEGER }],
  ])('%s is out of range', (_name, change) => {
    expect(readCarried({ ...carried, ...change }, elapsed)).toBe('carried-out-of-range');
  });

  test('never throws, whatever comes', () => {
    fc.assert(
      fc.property(fc.anything(), fc.double(), (value, time) => {
        expect(['object', 'string']).toContain(typeof readCarried(value, time));
      }),
    );
  });
});

describe('carriedText', () => {
  test('is short, and has every sum in its place', () => {
    expect(carriedText(carried)).toBe('10000,30000,0,0,5000,2000,45000,9000000,4500000');
    expect(carriedText(withoutBytes)).toBe('10000,30000,0,0,5000,2000,45000,,');
  });

  test('gives the same sums back, and the same text for the same sums', () => {
    const sum = fc.nat({ max: 1_000_000 });
    const classes = fc.constantFrom<MediaClass>('audio', 'hd', 'full-hd', '2k', '2k-plus');
    const any = fc.record(
      {
        received: fc.dictionary(classes, sum, { noNullPrototype: true }),
        unsizedVideo: sum,
        sentVideo: sum,
        bytesReceived: sum,
        bytesSent: sum,
      },
      { requiredKeys: ['received', 'unsizedVideo', 'sentVideo'] },
    );
    fc.assert(
      fc.property(any, (value) => {
        const read = readCarried(value, Number.MAX_SAFE_INTEGER);
        if (typeof read === 'string') throw new Error(read);
        const text = carriedText(read);
        expect(text).toBe(carriedText(value));
        expect(carriedFrom(text)).toStrictEqual(read);
      }),
    );
  });

  test.each([[''], ['1,2,3'], ['a,0,0,0,0,0,0,,'], [`${'0,'.repeat(9)}0`], [',0,0,0,0,0,0,1,1']])(
    '%j has no sums that could be believed',
    (text) => {
      const sums = carriedFrom(text);
      expect(sums === undefined || readCarried(sums, elapsed) === 'carried-malformed').toBe(true);
    },
  );
});
