import { describe, expect, test } from 'vitest';
import { createTicket } from '../fixtures/stub-provider.ts';
import { checkTicket } from './check-ticket.ts';

const without = (key: string) =>
  Object.fromEntries(Object.entries(createTicket()).filter(([name]) => name !== key));

describe('checkTicket', () => {
  test('accepts a ticket, also after a round trip through JSON', () => {
    expect(() => checkTicket(createTicket(), 1_999_999)).not.toThrow();
    expect(() => checkTicket(JSON.parse(JSON.stringify(createTicket())), 0)).not.toThrow();
  });

  test('accepts any JSON as credentials: they are the adapter’s business', () => {
    for (const credentials of [null, 'text', 7, [], { a: 1 }])
      expect(() => checkTicket(createTicket({ credentials }), 0)).not.toThrow();
  });

  test.each([[2_000_000], [2_000_001]])('is expired at and after expiresAt (%d)', (now) => {
    expect(() => checkTicket(createTicket(), now)).toThrow(
      expect.objectContaining({ code: 'ticket-expired', provider: 'stub' }),
    );
  });

  test.each([
    [null],
    [undefined],
    ['a ticket'],
    [[]],
    [{}],
    [{ ...createTicket(), version: 2 }],
    [{ ...createTicket(), expiresAt: '2026' }],
    [{ ...createTicket(), participant: {} }],
    [{ ...createTicket(), capabilities: null }],
    [{ ...createTicket(), metering: { endpoint: 'x', token: 'y', intervalSeconds: 0 } }],
    [{ ...createTicket(), metering: { endpoint: 'x', token: 'y', intervalSeconds: 'often' } }],
    [without('consultId')],
    [without('provider')],
    [without('credentials')],
    [without('metering')],
  ])('refuses %j as ticket-invalid', (value) => {
    expect(() => checkTicket(value, 0)).toThrow(expect.objectContaining({ code: 'ticket-invalid' }));
  });
});
