import { describe, expect, test } from 'vitest';
import { decodeRumor, encodeRumor, rumorTypes } from './rumor-frame.ts';

const frame = {
  type: rumorTypes.message,
  to: ['symphony', 'größe'],
  headers: { 'TRANSACTION-ID': '1', STATUS: '200' },
  data: '{"text":"🩺"}',
};

describe('a frame', () => {
  test('is read as it was written', () => {
    expect(decodeRumor(encodeRumor(frame))).toEqual(frame);
  });

  test('of a ping is a length, two reserved bytes, a type, no addresses and no headers', () => {
    const bytes = encodeRumor({ type: rumorTypes.ping, to: [], headers: {}, data: '' });
    expect([...bytes]).toEqual([0, 0, 0, 5, 0, 0, 7, 0, 0]);
  });

  test('that ends too early is an error', () => {
    const bytes = encodeRumor(frame);
    expect(() => decodeRumor(bytes.subarray(0, 20))).toThrow(RangeError);
    expect(() => decodeRumor(Buffer.alloc(4))).toThrow(RangeError);
  });
});
