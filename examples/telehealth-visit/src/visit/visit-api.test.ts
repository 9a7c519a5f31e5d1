import { describe, expect, test, vi } from 'vitest';
import { createVisitApi, refusalOf } from './visit-api.ts';
import type { VisitLink } from './visit-link.ts';

const link: VisitLink = { visit: 'v-1234', seat: 'patient', debug: false };

const answering = (response: Response | Error) =>
  vi.fn<typeof fetch>(() =>
    response instanceof Error ? Promise.reject(response) : Promise.resolve(response),
  );

describe('the page’s calls', () => {
  test('ask for a ticket with the visit and the seat in the body, not in the address', async () => {
    const request = answering(Response.json({ version: 1 }));
    const answer = await createVisitApi(request).requestTicket(link);
    expect(answer).toEqual({ ok: true, value: { version: 1 } });
    const [address, init] = request.mock.calls[0] ?? [];
    expect(address).toBe('/api/join');
    expect(init?.method).toBe('POST');
    expect(init?.body).toBe(JSON.stringify({ visit: 'v-1234', seat: 'patient' }));
  });

  test('read the visit', async () => {
    const request = answering(Response.json({ phi: false }));
    expect(await createVisitApi(request).readVisit(link)).toEqual({ ok: true, value: { phi: false } });
    expect(request.mock.calls[0]?.[0]).toBe('/api/visit?visit=v-1234');
  });

  test('end the visit, which has no answer but yes', async () => {
    const request = answering(new Response(undefined, { status: 204 }));
    expect(await createVisitApi(request).endVisit(link)).toEqual({ ok: true, value: undefined });
    expect(request.mock.calls[0]?.[0]).toBe('/api/end');
  });

  test('a refusal comes with its code, a sentence and the detail', async () => {
    const problem = Response.json({ code: 'visit-not-allowed', detail: 'No attestation.' }, { status: 403 });
    const answer = await createVisitApi(answering(problem)).requestTicket(link);
    expect(answer).toMatchObject({
      ok: false,
      refusal: { code: 'visit-not-allowed', detail: 'No attestation.', retryable: false },
    });
  });

  test.each([
    ['a network that is down', new TypeError('failed'), 'unreachable', true],
    ['an answer that is not JSON', new Response('<html>', { status: 200 }), 'unreachable', true],
    ['a failure without a problem document', new Response('oh no', { status: 502 }), 'http-502', true],
    ['a bare 403', new Response('', { status: 403 }), 'http-403', false],
  ])('%s is a refusal, not an exception', async (_, response, code, retryable) => {
    const answer = await createVisitApi(answering(response)).readVisit(link);
    expect(answer).toMatchObject({ ok: false, refusal: { code, retryable } });
  });
});

describe('sentences', () => {
  test.each(['visit-not-allowed', 'not-signed-in', 'visit-invalid', 'busy', 'video-unavailable'])(
    '%s has its own',
    (code) => {
      expect(refusalOf(500, { code }).sentence).not.toBe(refusalOf(500, { code: 'something else' }).sentence);
    },
  );

  test.each([401, 403, 404, 429, 500])('status %i alone has one', (status) => {
    expect(refusalOf(status, undefined).sentence).toMatch(/^[A-Z].*\.$/);
  });
});
