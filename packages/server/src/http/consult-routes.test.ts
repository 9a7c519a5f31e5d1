import { describe, expect, test } from 'vitest';
import { settle } from '../../test/manual-time.ts';
import { createStubVendor } from '../../test/stub-vendor.ts';
import { northKey, southKey, startPatchbay } from '../../test/start-patchbay.ts';
import { consultSchema } from './schemas.ts';

const post = (body: unknown = {}) => ({ key: northKey, body });

describe('creating a consult', () => {
  test('opens a room with an opaque name at the configured provider', async () => {
    const { send, vendor } = await startPatchbay();
    const { status, body, text } = await send(
      'POST',
      '/v1/consults',
      post({ phi: false, maxParticipants: 3 }),
    );
    expect(status).toBe(201);
    expect(consultSchema.parse(body)).toMatchObject({
      provider: 'stub',
      deployment: 'cloud',
      phi: false,
      features: [],
      maxParticipants: 3,
      state: 'open',
      endedAt: null,
    });
    const [room, request] = [...vendor.rooms][0] ?? [];
    expect(request).toMatchObject({ maxParticipants: 3, emptyTimeoutSeconds: 600 });
    expect(room).not.toBe(body['id']);
    expect(text).not.toContain(room);
    expect(await send('GET', `/v1/consults/${String(body['id'])}`, { key: northKey })).toMatchObject({
      status: 200,
      body,
    });
  });

  test.each([
    [undefined, 'api-key-missing'],
    ['Basic abc', 'api-key-missing'],
    ['Bearer wrong-key-0123456789', 'api-key-invalid'],
  ])('needs an API key: %s', async (authorization, code) => {
    const { send, vendor } = await startPatchbay();
    const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
    const answer = await send('POST', '/v1/consults', { body: { phi: false }, headers });
    expect(answer).toMatchObject({ status: 401, body: { code } });
    expect(answer.headers.get('www-authenticate')).toContain('Bearer');
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(vendor.calls).toEqual([]);
  });

  test.each([
    ['an unknown field', { phi: false, name: 'x' }],
    ['a wrong type', { phi: 'no' }],
    ['an unknown feature', { phi: false, features: ['teleport'] }],
    ['nobody', { phi: false, maxParticipants: 0 }],
  ])('refuses %s by the schema', async (_, body) => {
    const { send } = await startPatchbay();
    const answer = await send('POST', '/v1/consults', post(body));
    expect(answer).toMatchObject({
      status: 400,
      body: { code: 'request-invalid', errors: [{ in: 'json' }] },
    });
  });

  test('refuses bad JSON and other media types', async () => {
    const { send } = await startPatchbay();
    expect(await send('POST', '/v1/consults', post('{"phi":'))).toMatchObject({
      status: 400,
      body: { code: 'malformed-json' },
    });
    const headers = { 'content-type': 'text/csv' };
    expect(await send('POST', '/v1/consults', { ...post('phi'), headers })).toMatchObject({
      status: 415,
      body: { code: 'unsupported-media-type' },
    });
  });

  test('refuses what the provider cannot do', async () => {
    const { send } = await startPatchbay();
    expect(await send('POST', '/v1/consults', post({ phi: false, features: ['sip'] }))).toMatchObject({
      status: 422,
      body: { code: 'unsupported-by-provider', features: ['sip'] },
    });
    expect(await send('POST', '/v1/consults', post({ phi: false, maxParticipants: 11 }))).toMatchObject({
      status: 422,
      body: { code: 'too-many-participants', maximum: 10 },
    });
  });

  test.each([
    ['unreachable', 503, 'provider-unreachable'],
    ['credentials-rejected', 502, 'provider-failed'],
  ] as const)('says so when the vendor is %s, and works again after', async (failure, status, code) => {
    const { send, vendor, openConsult } = await startPatchbay();
    const before = await openConsult();
    vendor.failure = failure;
    const answer = await send('POST', '/v1/consults', post({ phi: false }));
    expect(answer).toMatchObject({ status, body: { code, reasons: [{ provider: 'stub', code: failure }] } });
    expect(answer.headers.get('retry-after')).toBe(status === 503 ? '5' : null);
    vendor.failure = undefined;
    expect(await send('GET', `/v1/consults/${before}`, { key: northKey })).toMatchObject({ status: 200 });
    expect(await send('POST', '/v1/consults', post({ phi: false }))).toMatchObject({ status: 201 });
  });

  test('does not wait for a vendor that never answers', async () => {
    const { send, vendor, time } = await startPatchbay();
    vendor.silent = true;
    const answer = send('POST', '/v1/consults', post({ phi: false }));
    await settle();
    await time.advance(10_000);
    expect(await answer).toMatchObject({ status: 503, body: { reasons: [{ code: 'timeout' }] } });
  });
});

describe('a consult in its course', () => {
  test('shows who is there, by opaque ids', async () => {
    const { send, openConsult, ticketFor, vendor, time } = await startPatchbay();
    const consult = await openConsult();
    await ticketFor(consult, 'user-7');
    vendor.roster.push({
      kind: 'present',
      room: vendor.minted?.room ?? '',
      participant: vendor.minted?.participant,
      connection: 'PA_1',
      participantClass: 'person',
      at: time.now(),
      precision: 1,
      source: 'roster-poll',
    });
    const { status, body, text } = await send('GET', `/v1/consults/${consult}/participants`, {
      key: northKey,
    });
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        participants: [
          {
            provider: 'stub',
            participant: vendor.minted?.participant,
            connection: 'PA_1',
            participantClass: 'person',
            at: time.now(),
          },
        ],
      },
    });
    expect(text).not.toContain('user-7');
  });

  test('removes a person', async () => {
    const { send, openConsult, ticketFor, vendor } = await startPatchbay();
    const consult = await openConsult();
    await ticketFor(consult, 'user-7');
    const answer = await send('POST', `/v1/consults/${consult}/remove`, post({ userKey: 'user-7' }));
    expect(answer).toMatchObject({ status: 204, text: '' });
    expect(vendor.removed).toEqual([vendor.minted?.participant]);
  });

  test('ends, also when it is asked for twice or the vendor was down the first time', async () => {
    const { send, openConsult, vendor } = await startPatchbay();
    const path = `/v1/consults/${await openConsult()}`;
    vendor.failure = 'unreachable';
    expect(await send('POST', `${path}/end`, { key: northKey })).toMatchObject({ status: 503 });
    expect(vendor.rooms.size).toBe(1);
    vendor.failure = undefined;
    for (let times = 0; times < 2; times += 1) {
      expect(await send('POST', `${path}/end`, { key: northKey })).toMatchObject({
        status: 200,
        body: { state: 'ended' },
      });
    }
    expect(vendor.rooms.size).toBe(0);
  });

  test('whose room its vendor cannot end leaves nobody in it, and no word that it ended', async () => {
    const vendors = [createStubVendor('stub', { capabilities: { endRoom: false } })] as const;
    const { send, openConsult, vendor, patchbay } = await startPatchbay({ vendors });
    const consult = await openConsult();
    expect(vendor.rooms.size).toBe(1);
    await send('POST', `/v1/consults/${consult}/end`, { key: northKey });
    expect(vendor.rooms.size).toBe(0);
    expect((await patchbay.report()).usage.consults).toBe(0);
  });

  test('goes by the name that the vendor gave its room, also when it had to be made again', async () => {
    const { send, openConsult, ticketFor, vendor } = await startPatchbay();
    let made = 0;
    vendor.nameOf = () => `vendor-room-${(made += 1)}`;
    const consult = await openConsult();
    vendor.nameOf = ({ vendorRoom = '' }) =>
      vendor.rooms.has(vendorRoom) ? vendorRoom : 'vendor-room-again';
    await ticketFor(consult, 'user-7');
    expect(vendor.minted?.room).toBe('vendor-room-1');
    vendor.rooms.clear();
    await ticketFor(consult, 'user-7');
    expect(vendor.minted?.room).toBe('vendor-room-again');
    await send('POST', `/v1/consults/${consult}/end`, { key: northKey });
    expect(vendor.rooms.size).toBe(0);
  });

  test('is recorded and not, when it was created with the feature', async () => {
    const { send, vendor } = await startPatchbay();
    const created = await send('POST', '/v1/consults', post({ phi: false, features: ['recording'] }));
    const path = `/v1/consults/${String(created.body['id'])}/recording`;
    const on = await send('PUT', path, { key: northKey, body: { on: true } });
    expect(on).toMatchObject({ status: 200, body: { on: true } });
    expect([...vendor.recording]).toEqual([...vendor.rooms.keys()]);
    await send('PUT', path, { key: northKey, body: { on: false } });
    expect(vendor.recording.size).toBe(0);
  });

  test('is not recorded when the gates were not asked for it, or when it is over', async () => {
    const { send, openConsult, vendor } = await startPatchbay();
    const consult = await openConsult();
    const record = () =>
      send('PUT', `/v1/consults/${consult}/recording`, { key: northKey, body: { on: true } });
    expect(await record()).toMatchObject({ status: 422, body: { code: 'unsupported-by-provider' } });
    await send('POST', `/v1/consults/${consult}/end`, { key: northKey });
    expect(await record()).toMatchObject({ status: 409, body: { code: 'consult-ended' } });
    expect(vendor.calls).not.toContain('startRecording');
  });

  test('is not found by another tenant, whatever is asked of it, and neither is one that does not exist', async () => {
    const { send, openConsult, vendor } = await startPatchbay();
    const own = await openConsult();
    const calls = [...vendor.calls];
    for (const [key, id] of [
      [southKey, own],
      [northKey, 'no-such-consult'],
    ] as const) {
      const path = `/v1/consults/${id}`;
      const body = { userKey: 'user-7' };
      const answers = [
        await send('GET', path, { key }),
        await send('GET', `${path}/participants`, { key }),
        await send('POST', `${path}/tickets`, { key, body }),
        await send('POST', `${path}/remove`, { key, body }),
        await send('POST', `${path}/end`, { key }),
        await send('PUT', `${path}/recording`, { key, body: { on: true } }),
      ];
      for (const answer of answers)
        expect(answer).toMatchObject({ status: 404, body: { code: 'consult-not-found' } });
    }
    expect(vendor.calls).toEqual(calls);
  });
});
