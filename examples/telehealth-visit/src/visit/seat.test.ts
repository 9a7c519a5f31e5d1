import { describe, expect, test } from 'vitest';
import { labelOfUserKey, otherSeat, seatOfUserKey, seats, userKeyOf } from './seat.ts';

describe('user keys', () => {
  test.each(seats)('of a %s give the seat back', (seat) => {
    expect(seatOfUserKey(userKeyOf(seat, 'a1b2'))).toBe(seat);
    expect(otherSeat(otherSeat(seat))).toBe(seat);
  });

  test.each([
    [userKeyOf('clinician', 'x'), 'Clinician'],
    [userKeyOf('patient', 'x'), 'Patient'],
    ['somebody else', 'Guest'],
    ['clinician', 'Clinician'],
    ['clinicians.x', 'Guest'],
    ['', 'Guest'],
    [undefined, 'Guest'],
  ])('%s is shown as %s', (userKey, label) => {
    expect(labelOfUserKey(userKey)).toBe(label);
  });
});
