import { describe, expect, test } from 'vitest';
import { seatOfUserKey } from '../visit/seat.ts';
import { createVisitBackend, type VisitBackend } from './create-visit-backend.ts';

const apiKey = 'key-that-must-stay-on-the-server';

interface Call {
  readonly path: string;
  readonly authorization: string | null;
  readonly body: { readonly userKey?: string; readonly phi?: boolean; readonly maxParticipants?: number };
}

/** Patchbay's HTTP API as the app's backend sees it: consults that open and end. */
class FakePatchbay {
  readonly calls: Call[] = [];
  readonly ended = new Set<string>();
  refuseWith: Response | Error | undefined;
  #count = 0;

  readonly fetch: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const { pathname } = new URL(request.url);
    const body = (await request.json()) as Call['body'];
    this.calls.push({ path: pathname, authorization: request.headers.get('authorization'), body });
    if (this.refuseWith instanceof Error) throw this.refuseWith;
    if (this.refuseWith !== undefined) return this.refuseWith.clone();
    if (pathname === '/v1/consults') return Response.json({ id: `c${++this.#count}` }, { status: 201 });
    const [, id = '', verb] = /^\/v1\/consults\/([^/]+)\/(tickets|end)$/.exec(pathname) ?? [];
    if (verb === 'end') {
      this.ended.add(id);
      return Response.json({ id, state: 'ended' });
    }
    if (this.ended.has(id)) return Response.json({ code: 'consult-ended', status: 409 }, { status: 409 });
    return Response.json(
      { version: 1, consultId: id, participant: { userKey: body.userKey } },
      { status: 201 },
    );
  };

  get paths(): readonly string[] {
    return this.calls.map(({ path }) => path);
  }
}

const demo = (patchbay: FakePatchbay) =>
  createVisitBackend({ patchbay: { url: 'https://video.test', apiKey }, fetch: patchbay.fetch, demo: true });

const post = (
  backend: VisitBackend,
  path: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
) =>
  backend.fetch(
    new Request(`https://app.test${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    }),
  );

interface Answer {
  readonly status: number;
  readonly body: {
    readonly code?: string;
    readonly detail?: string;
    readonly reasons?: unknown;
    readonly consultId?: string;
    readonly participant?: { readonly userKey: string };
  };
}

const read = async (response: Response): Promise<Answer> => ({
  status: response.status,
  body: (await response.json()) as Answer['body'],
});

const join = async (backend: VisitBackend, visit: string, seat: string) =>
  read(await post(backend, '/api/join', { visit, seat }));

describe('joining', () => {
  test('two people of one visit get tickets of one consult, also in the same moment', async () => {
    const patchbay = new FakePatchbay();
    const backend = demo(patchbay);
    const [clinician, patient] = await Promise.all([
      join(backend, 'v-1234', 'clinician'),
      join(backend, 'v-1234', 'patient'),
    ]);
    expect(clinician.status).toBe(200);
    expect(clinician.body.consultId).toBe('c1');
    expect(patient.body.consultId).toBe('c1');
    expect(patchbay.paths.filter((path) => path === '/v1/consults')).toHaveLength(1);
  });

  test('another visit gets another consult', async () => {
    const backend = demo(new FakePatchbay());
    await join(backend, 'v-1234', 'clinician');
    expect((await join(backend, 'v-5678', 'clinician')).body.consultId).toBe('c2');
  });

  test('after a consult has ended the visit gets a new one, and only one', async () => {
    const patchbay = new FakePatchbay();
    const backend = demo(patchbay);
    await join(backend, 'v-1234', 'clinician');
    patchbay.ended.add('c1');
    const [clinician, patient] = await Promise.all([
      join(backend, 'v-1234', 'clinician'),
      join(backend, 'v-1234', 'patient'),
    ]);
    expect([clinician.body.consultId, patient.body.consultId]).toEqual(['c2', 'c2']);
  });

  test('the user key tells the seat, is the same on every join, and holds nothing of the link', async () => {
    const backend = demo(new FakePatchbay());
    const first = (await join(backend, 'v-1234', 'patient')).body.participant?.userKey ?? '';
    const second = (await join(backend, 'v-1234', 'patient')).body.participant?.userKey;
    const elsewhere = (await join(backend, 'v-5678', 'patient')).body.participant?.userKey;
    expect(seatOfUserKey(first)).toBe('patient');
    expect(second).toBe(first);
    expect(elsewhere).not.toBe(first);
    expect(first).not.toContain('v-1234');
  });

  test('the API key goes to Patchbay and nowhere else', async () => {
    const patchbay = new FakePatchbay();
    const response = await post(demo(patchbay), '/api/join', { visit: 'v-1234', seat: 'patient' });
    expect(patchbay.calls.map(({ authorization }) => authorization)).toEqual([
      `Bearer ${apiKey}`,
      `Bearer ${apiKey}`,
    ]);
    expect(await response.text()).not.toContain(apiKey);
    expect(JSON.stringify([...response.headers])).not.toContain(apiKey);
    expect(response.headers.get('cache-control')).toBe('no-store');
  });
});

describe('patient information', () => {
  test('a demonstration is declared to be without it', async () => {
    const patchbay = new FakePatchbay();
    const backend = demo(patchbay);
    await join(backend, 'v-1234', 'patient');
    expect(patchbay.calls[0]?.body).toEqual({ phi: false, maxParticipants: 2 });
    const answer = await backend.fetch(new Request('https://app.test/api/visit?visit=v-1234'));
    expect(await answer.json()).toEqual({ phi: false });
  });

  test('everything else is with it, and the product says who may join', async () => {
    const patchbay = new FakePatchbay();
    const backend = createVisitBackend({
      patchbay: { url: 'https://video.test', apiKey },
      fetch: patchbay.fetch,
      mayJoin: async (request, _visit, seat) => request.headers.get('cookie') === `session-of-${seat}`,
    });
    const stranger = await read(await post(backend, '/api/join', { visit: 'v-1234', seat: 'patient' }));
    expect(stranger).toMatchObject({ status: 401, body: { code: 'not-signed-in' } });
    expect(patchbay.calls).toEqual([]);
    const patient = { cookie: 'session-of-patient' };
    expect((await post(backend, '/api/join', { visit: 'v-1234', seat: 'patient' }, patient)).status).toBe(
      200,
    );
    expect(patchbay.calls[0]?.body.phi).toBe(true);
    const answer = await backend.fetch(new Request('https://app.test/api/visit?visit=v-1234'));
    expect(await answer.json()).toEqual({ phi: true });
  });
});

describe('a refusal by the gates', () => {
  const refused = () =>
    Response.json(
      {
        code: 'consult-refused',
        reasons: [{ gate: 'baa', code: 'no-attestation', message: 'Add the attestation.' }],
      },
      { status: 403 },
    );

  test('is a 403 with machine-readable reasons; which record is missing is told to the clinician', async () => {
    const patchbay = new FakePatchbay();
    patchbay.refuseWith = refused();
    const answer = await join(demo(patchbay), 'v-1234', 'clinician');
    expect(answer).toMatchObject({
      status: 403,
      body: {
        code: 'visit-not-allowed',
        detail: 'Add the attestation.',
        reasons: [{ gate: 'baa', code: 'no-attestation' }],
      },
    });
  });

  test('tells a patient no more than the codes', async () => {
    const patchbay = new FakePatchbay();
    patchbay.refuseWith = refused();
    const answer = await join(demo(patchbay), 'v-1234', 'patient');
    expect(answer.status).toBe(403);
    expect(answer.body.detail).not.toContain('attestation');
  });

  test('is not remembered: the next try asks again', async () => {
    const patchbay = new FakePatchbay();
    patchbay.refuseWith = refused();
    const backend = demo(patchbay);
    await join(backend, 'v-1234', 'clinician');
    patchbay.refuseWith = undefined;
    expect((await join(backend, 'v-1234', 'clinician')).status).toBe(200);
  });
});

describe('what else can go wrong', () => {
  test.each([
    ['Patchbay is down', new TypeError('fetch failed'), 503, 'video-unavailable'],
    [
      'a vendor is down',
      Response.json({ code: 'provider-unreachable' }, { status: 503 }),
      503,
      'video-unavailable',
    ],
    [
      'the key is wrong',
      Response.json({ code: 'api-key-invalid' }, { status: 401 }),
      502,
      'video-misconfigured',
    ],
    ['too many', Response.json({ code: 'rate-limited' }, { status: 429 }), 429, 'busy'],
    ['no JSON', new Response('<html>', { status: 500 }), 503, 'video-unavailable'],
  ])('%s', async (_, response, status, code) => {
    const patchbay = new FakePatchbay();
    patchbay.refuseWith = response;
    expect(await join(demo(patchbay), 'v-1234', 'patient')).toMatchObject({ status, body: { code } });
  });

  test.each([
    [{}],
    [{ visit: 'v-1234' }],
    [{ visit: 'v-1234', seat: 'nurse' }],
    [{ visit: 'jane doe', seat: 'patient' }],
    [{ visit: 7, seat: 'patient' }],
    [null],
    ['not json'],
  ])('%j is no visit', async (body) => {
    const patchbay = new FakePatchbay();
    const answer = await read(await post(demo(patchbay), '/api/join', body));
    expect(answer).toMatchObject({ status: 400, body: { code: 'visit-invalid' } });
    expect(patchbay.calls).toEqual([]);
  });

  test('a form of another site is not taken', async () => {
    const response = await post(
      demo(new FakePatchbay()),
      '/api/join',
      { visit: 'v-1234', seat: 'patient' },
      {
        'content-type': 'text/plain',
      },
    );
    expect(await read(response)).toMatchObject({ status: 415, body: { code: 'unsupported-media-type' } });
  });

  test('a body that is too large is not read', async () => {
    const response = await post(demo(new FakePatchbay()), '/api/join', {
      visit: 'v'.repeat(4000),
      seat: 'patient',
    });
    expect(response.status).toBe(413);
  });

  test.each([['/api/visit'], ['/api/visit?visit=a%20b']])('%s names no visit', async (path) => {
    const response = await demo(new FakePatchbay()).fetch(new Request(`https://app.test${path}`));
    expect(await read(response)).toMatchObject({ status: 400, body: { code: 'visit-invalid' } });
  });

  test('there is nothing else', async () => {
    const response = await demo(new FakePatchbay()).fetch(new Request('https://app.test/api/else'));
    expect(await read(response)).toMatchObject({ status: 404, body: { code: 'not-found' } });
  });
});

describe('ending the visit for everybody', () => {
  test('is the clinician’s, and the next join begins anew', async () => {
    const patchbay = new FakePatchbay();
    const backend = demo(patchbay);
    await join(backend, 'v-1234', 'patient');
    const patient = await read(await post(backend, '/api/end', { visit: 'v-1234', seat: 'patient' }));
    expect(patient).toMatchObject({ status: 403, body: { code: 'visit-not-allowed' } });
    expect(patchbay.ended.size).toBe(0);
    expect((await post(backend, '/api/end', { visit: 'v-1234', seat: 'clinician' })).status).toBe(204);
    expect([...patchbay.ended]).toEqual(['c1']);
    expect((await join(backend, 'v-1234', 'patient')).body.consultId).toBe('c2');
  });

  test('is harmless when there is nothing to end', async () => {
    const patchbay = new FakePatchbay();
    expect((await post(demo(patchbay), '/api/end', { visit: 'v-1234', seat: 'clinician' })).status).toBe(204);
    expect(patchbay.calls).toEqual([]);
  });
});
