import { describe, expect, test } from 'vitest';
import { createStubVendor } from '../../test/stub-vendor.ts';
import { northKey, startPatchbay } from '../../test/start-patchbay.ts';
import { ticketSchema } from '../http/ticket-schema.ts';

const post = (body: unknown = {}) => ({ key: northKey, body });

describe('join tickets', () => {
  test('are for one person, one consult and a short time', async () => {
    const { ticketFor, openConsult, vendor, time } = await startPatchbay();
    const consultId = await openConsult();
    const ticket = await ticketFor(consultId, 'user-7');
    expect(ticketSchema.parse(ticket)).toMatchObject({
      version: 1,
      consultId,
      provider: 'stub',
      participant: { userKey: 'user-7' },
      metering: { endpoint: 'https://video.example/v1/heartbeats', intervalSeconds: 15 },
      expiresAt: time.now() + 300_000,
    });
    expect(ticket.fallback).toBeUndefined();
    expect(ticket.capabilities.maxParticipants).toBe(2);
    expect(ticket.credentials).toEqual({ room: vendor.minted?.room, as: vendor.minted?.participant });
    expect(vendor.minted?.participant).not.toContain('user-7');
  });

  test('give the same person the same participant id in one consult, and another in the next', async () => {
    const { ticketFor, openConsult } = await startPatchbay();
    const [one, two] = [await openConsult(), await openConsult()];
    const as = async (consult: string, user: string): Promise<unknown> =>
      (await ticketFor(consult, user)).credentials;
    expect(await as(one, 'user-7')).toEqual(await as(one, 'user-7'));
    expect(await as(one, 'user-7')).not.toEqual(await as(one, 'user-8'));
    expect(await as(one, 'user-7')).not.toEqual(await as(two, 'user-7'));
  });

  test('open the room again that the vendor closed while it was empty', async () => {
    const { ticketFor, openConsult, vendor } = await startPatchbay();
    const consult = await openConsult();
    vendor.rooms.clear();
    await ticketFor(consult, 'user-7');
    expect(vendor.rooms.size).toBe(1);
  });

  test.each([[''], ['x'.repeat(129)], ['line\nbreak'], [7]])(
    'need a proper user key, not %j',
    async (userKey) => {
      const { send, openConsult } = await startPatchbay();
      const path = `/v1/consults/${await openConsult()}/tickets`;
      expect(await send('POST', path, post({ userKey }))).toMatchObject({
        status: 400,
        body: {
          code: 'request-invalid',
          errors: expect.arrayContaining([expect.objectContaining({ path: 'userKey' })]),
        },
      });
    },
  );

  test('are not given for a consult that is over', async () => {
    const { send, openConsult } = await startPatchbay();
    const path = `/v1/consults/${await openConsult()}`;
    expect(await send('POST', `${path}/end`, { key: northKey })).toMatchObject({
      status: 200,
      body: { state: 'ended' },
    });
    expect(await send('POST', `${path}/tickets`, post({ userKey: 'user-7' }))).toMatchObject({
      status: 409,
      body: { code: 'consult-ended' },
    });
  });

  test('are not given while the vendor cannot be reached', async () => {
    const { send, openConsult, vendor } = await startPatchbay();
    const path = `/v1/consults/${await openConsult()}/tickets`;
    vendor.failure = 'unreachable';
    expect(await send('POST', path, post({ userKey: 'user-7' }))).toMatchObject({
      status: 503,
      body: { code: 'provider-unreachable' },
    });
    vendor.failure = undefined;
    expect(await send('POST', path, post({ userKey: 'user-7' }))).toMatchObject({ status: 201 });
  });
});

describe('with a fallback', () => {
  const started = async () => {
    const [first, second] = [createStubVendor(), createStubVendor('second')];
    return {
      first,
      second,
      ...(await startPatchbay({ vendors: [first, second], input: { fallback: ['second'] } })),
    };
  };

  test('tickets of the other provider come along', async () => {
    const { openConsult, ticketFor, second } = await started();
    const ticket = await ticketFor(await openConsult(), 'user-7');
    expect(ticket.provider).toBe('stub');
    expect(ticket.fallback).toMatchObject([{ provider: 'second', participant: { userKey: 'user-7' } }]);
    expect(second.rooms.size).toBe(1);
  });

  test('the consult opens there when the first is down, and is carried there', async () => {
    const { send, ticketFor, first } = await started();
    first.failure = 'unreachable';
    const { status, body } = await send('POST', '/v1/consults', post({ phi: false }));
    expect({ status, body }).toMatchObject({ status: 201, body: { provider: 'second' } });
    const ticket = await ticketFor(String(body['id']), 'user-7');
    expect(ticket).toMatchObject({ provider: 'second' });
    expect(ticket.fallback).toBeUndefined();
    first.failure = undefined;
    expect((await ticketFor(String(body['id']), 'user-7')).fallback).toMatchObject([{ provider: 'stub' }]);
  });

  test('with both down, both are named', async () => {
    const { send, first, second } = await started();
    first.failure = 'unreachable';
    second.failure = 'timeout';
    expect(await send('POST', '/v1/consults', post({ phi: false }))).toMatchObject({
      status: 503,
      body: { reasons: [{ provider: 'stub' }, { provider: 'second' }] },
    });
  });
});
