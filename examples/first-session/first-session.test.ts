import { readFile } from 'node:fs/promises';
import { FakeCapture, installFakeMedia } from '@patchbay/conformance';
import type { JoinTicket } from '@patchbay/contract';
import { createFakeCloud, createFakeProvider, type FakeCloud } from '@patchbay/provider-fake';
import { defaultEnvironment, type SessionOptions } from '@patchbay/session';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { firstSession } from './first-session.ts';

/** As much of a page as the example touches. */
class FakeStage {
  readonly shown: FakeElement[] = [];
  readonly ownerDocument = { createElement: (kind: string) => new FakeElement(kind, this) };

  append(element: FakeElement): void {
    this.shown.push(element);
  }

  get kinds(): readonly string[] {
    return this.shown.map(({ kind }) => kind).sort();
  }

  get asElement(): Element {
    return this as unknown as Element;
  }
}

class FakeElement extends EventTarget {
  readonly kind: string;
  readonly #stage: FakeStage;
  srcObject: unknown = null;
  muted = false;

  constructor(kind: string, stage: FakeStage) {
    super();
    this.kind = kind;
    this.#stage = stage;
  }

  remove(): void {
    this.#stage.shown.splice(this.#stage.shown.indexOf(this), 1);
  }

  async play(): Promise<void> {}

  pause(): void {
    this.srcObject = null;
  }
}

const cameras = { clinician: new FakeCapture(), patient: new FakeCapture() };
let cloud: FakeCloud;
let uninstall: () => void;

beforeEach(() => {
  uninstall = installFakeMedia();
  cloud = createFakeCloud();
});

afterEach(() => uninstall());

const ticketOf = (userKey: string, provider = 'fake'): JoinTicket => ({
  version: 1,
  consultId: 'consult',
  provider,
  capabilities: createFakeProvider(cloud).capabilities,
  credentials: cloud.credentials('room', userKey),
  participant: { userKey },
  metering: { endpoint: 'https://video.test/v1/heartbeats', token: 'token', intervalSeconds: 15 },
  expiresAt: Number.MAX_SAFE_INTEGER,
});

const surroundings = (who: keyof typeof cameras): Partial<SessionOptions> => ({
  providers: [createFakeProvider(cloud)],
  environment: {
    ...defaultEnvironment(),
    capture: cameras[who],
    fetch: async () => new Response(undefined, { status: 202 }),
    sendBeacon: () => true,
  },
});

describe('the first session', () => {
  test('two people see and hear each other, and one who leaves is gone with all their devices closed', async () => {
    const clinicianStage = new FakeStage();
    const patientStage = new FakeStage();
    const clinicianLeaves = await firstSession(
      ticketOf('clinician'),
      clinicianStage.asElement,
      surroundings('clinician'),
    );
    expect(clinicianStage.kinds).toEqual([]);
    // The clinician is there already: no event tells the patient's page of what was published before.
    const patientLeaves = await firstSession(
      ticketOf('patient'),
      patientStage.asElement,
      surroundings('patient'),
    );
    expect(patientStage.kinds).toEqual(['audio', 'video']);
    expect(clinicianStage.kinds).toEqual(['audio', 'video']);
    expect(cameras.patient.openDevices).toBeGreaterThan(0);
    await patientLeaves();
    expect(clinicianStage.kinds).toEqual([]);
    expect(cameras.patient.openDevices).toBe(0);
    await clinicianLeaves();
    expect(cameras.clinician.openDevices).toBe(0);
  });

  test('lists mesh and livekit unless told otherwise', async () => {
    const { providers: _, ...rest } = surroundings('patient');
    const joining = firstSession(ticketOf('patient'), new FakeStage().asElement, rest);
    await expect(joining).rejects.toMatchObject({
      code: 'provider-not-installed',
      message: expect.stringContaining('mesh, livekit') as string,
    });
  });

  test('is twenty lines of code at most', async () => {
    const text = await readFile(new URL('first-session.ts', import.meta.url), 'utf8');
    const code = text.split('\n').filter((line) => line.trim() !== '' && !/^\s*(\/\/|\/\*|\*)/.test(line));
    expect(code.length).toBeLessThanOrEqual(20);
  });
});
