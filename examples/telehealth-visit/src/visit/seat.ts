/** Who somebody is in a visit: all that is ever shown of a person. */
export type Seat = 'clinician' | 'patient';

export const seats: readonly Seat[] = ['clinician', 'patient'];

export const isSeat = (value: unknown): value is Seat => value === 'clinician' || value === 'patient';

export const otherSeat = (seat: Seat): Seat => (seat === 'clinician' ? 'patient' : 'clinician');

const labels = { clinician: 'Clinician', patient: 'Patient' } as const;

export const seatLabel = (seat: Seat): string => labels[seat];

/** The app's own key for a person in a visit: the seat, and an opaque text that differs from visit to visit. */
export const userKeyOf = (seat: Seat, opaque: string): string => `${seat}.${opaque}`;

/** Undefined for a key that this app did not make. */
export function seatOfUserKey(userKey: string | undefined): Seat | undefined {
  const [seat] = userKey?.split('.') ?? [];
  return isSeat(seat) ? seat : undefined;
}

/** What stands under a picture. Never a name. */
export function labelOfUserKey(userKey: string | undefined): string {
  const seat = seatOfUserKey(userKey);
  return seat === undefined ? 'Guest' : seatLabel(seat);
}
