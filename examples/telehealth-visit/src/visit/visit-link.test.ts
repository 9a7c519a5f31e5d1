import { describe, expect, test } from 'vitest';
import { parseVisitLink } from './visit-link.ts';

describe('a visit link', () => {
  test('says which visit and which seat', () => {
    expect(parseVisitLink('?visit=v-7Qx_2&seat=patient')).toEqual({
      visit: 'v-7Qx_2',
      seat: 'patient',
      debug: false,
    });
    expect(parseVisitLink('?seat=clinician&visit=abcd&debug=1')).toEqual({
      visit: 'abcd',
      seat: 'clinician',
      debug: true,
    });
  });

  test.each([
    [''],
    ['?visit=abcd'],
    ['?seat=patient'],
    ['?visit=abcd&seat=nurse'],
    ['?visit=abc&seat=patient'],
    ['?visit=jane%20doe&seat=patient'],
    ['?visit=jane@example.test&seat=patient'],
    [`?visit=${'a'.repeat(65)}&seat=patient`],
    ['?visit=../../x&seat=patient'],
  ])('%s is not whole', (search) => {
    expect(parseVisitLink(search)).toBeUndefined();
  });
});
