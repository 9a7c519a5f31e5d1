import {
  type Json,
  type OutgoingMedia,
  type ProviderDescriptor,
  type ProviderEvent,
  VideoError,
} from '@patchbay/contract';
import { defaultEnvironment } from '@patchbay/session';
import { beforeEach, describe, expect, test } from 'vitest';
import { type CallChoices, ConsultCall } from './consult-call.ts';
import { someCapabilities, someTicket } from './scripted-session.ts';
import { encodeText } from './text-message.ts';

/** A provider that does what the test says; records what it was asked. */
class Script {
  readonly asked: string[] = [];
  readonly sent: Json[] = [];
  readonly failures = new Map<string, Error>();
  report: (event: ProviderEvent) => void = () => undefined;

  readonly descriptor: ProviderDescriptor = {
    id: 'scripted',
    capabilities: someCapabilities,
    load: async () => ({
      id: 'scripted',
      capabilities: someCapabilities,
      connect: async (_, report) => {
        this.report = report;
        this.#do('connect');
        return {
          participantId: 'me',
          native: undefined,
          publish: async (media) => {
            this.#do('publish', media);
            return media.source;
          },
          replace: async (_id, media) => this.#do('replace', media),
          unpublish: async (id) => this.#do(`unpublish ${id}`),
          setMuted: async (id, muted) => this.#do(`${muted ? 'mute' : 'unmute'} ${id}`),
          send: async (message) => {
            this.#do('send');
            this.sent.push(message);
          },
          stats: async () => ({ at: 0, roundTripSeconds: undefined, inbound: [], outbound: [] }),
          disconnect: async () => this.#do('disconnect'),
        };
      },
    }),
  };

  #do(verb: string, media?: OutgoingMedia): void {
    const failure = this.failures.get(media === undefined ? verb : `${verb} ${media.source}`);
    if (failure !== undefined) throw failure;
    const device = media?.track === undefined ? media?.deviceId : undefined;
    this.asked.push([verb, media?.source, device].filter((part) => part !== undefined).join(' '));
  }
}

const choices = (camera: boolean, microphone: boolean): CallChoices => ({
  camera: { on: camera, deviceId: 'c1' },
  microphone: { on: microphone, deviceId: undefined },
});

let script: Script;
let call: ConsultCall;

beforeEach(() => {
  script = new Script();
  const environment = {
    ...defaultEnvironment(),
    fetch: async () => new Response(undefined, { status: 202 }),
    sendBeacon: () => true,
  };
  call = new ConsultCall(someTicket, { providers: [script.descriptor], now: () => 1000, environment });
});

const muted = (source: string) =>
  [...call.session.getSnapshot().local.publications.values()].find((one) => one.source === source)?.muted;

describe('joining', () => {
  test('publishes what was chosen', async () => {
    await call.join(choices(true, true));
    expect(call.session.getSnapshot().state).toBe('joined');
    expect([...script.asked].sort()).toEqual(['connect', 'publish camera c1', 'publish microphone']);
    await call.leave();
  });

  test('with all off opens nothing', async () => {
    await call.join(choices(false, false));
    expect(script.asked).toEqual(['connect']);
    await call.leave();
  });

  test('goes on without a camera that is busy, and says so', async () => {
    script.failures.set('publish camera', new VideoError('device-busy', ''));
    await call.join(choices(true, true));
    expect(call.desk.getSnapshot()).toMatchObject({ busy: [] });
    expect(call.desk.getSnapshot().notice).toContain('Another program is using the camera');
    expect(script.asked).toContain('publish microphone');
    await call.leave();
  });

  test('rejects when the provider does', async () => {
    script.failures.set('connect', new VideoError('room-full', ''));
    await expect(call.join(choices(true, true))).rejects.toMatchObject({ code: 'room-full' });
  });
});

describe('the buttons', () => {
  test('mute and unmute, and the page sees it', async () => {
    await call.join(choices(false, true));
    let changes = 0;
    call.session.subscribe(() => (changes += 1));
    await call.toggle('microphone');
    expect(muted('microphone')).toBe(true);
    expect(changes).toBeGreaterThan(0);
    await call.toggle('microphone');
    expect(muted('microphone')).toBe(false);
    await call.leave();
  });

  test('a camera that was off at the start is published when it is turned on', async () => {
    await call.join(choices(false, true));
    await call.toggle('camera');
    expect(script.asked.at(-1)).toBe('publish camera c1');
    await call.leave();
  });

  test('share a screen and take it back', async () => {
    await call.join(choices(false, false));
    await call.toggle('screen');
    expect(muted('screen')).toBe(false);
    await call.toggle('screen');
    expect(muted('screen')).toBeUndefined();
    await call.leave();
  });

  test('a picker that was closed is nothing to talk about, a screen that fails is', async () => {
    await call.join(choices(false, false));
    script.failures.set('publish screen', new VideoError('device-denied', ''));
    await call.toggle('screen');
    expect(call.desk.getSnapshot().notice).toBeUndefined();
    script.failures.set('publish screen', new VideoError('provider-failure', ''));
    await call.toggle('screen');
    expect(call.desk.getSnapshot().notice).toContain('screen');
    call.dismissNotice();
    expect(call.desk.getSnapshot().notice).toBeUndefined();
    await call.leave();
  });

  test('a second press while the first is under way does nothing', async () => {
    await call.join(choices(false, true));
    await Promise.all([call.toggle('microphone'), call.toggle('microphone')]);
    expect(muted('microphone')).toBe(true);
    await call.leave();
  });

  test('another device replaces the one in use', async () => {
    await call.join(choices(true, true));
    expect(await call.changeDevice('camera', 'c2')).toBe(true);
    expect(script.asked.at(-1)).toBe('replace camera c2');
    await call.leave();
  });

  test('another device for a camera that is off waits until it is on', async () => {
    await call.join(choices(false, true));
    expect(await call.changeDevice('camera', 'c2')).toBe(true);
    await call.toggle('camera');
    expect(script.asked.at(-1)).toBe('publish camera c2');
    await call.leave();
  });

  test('a device that fails leaves the old one in use', async () => {
    await call.join(choices(true, true));
    script.failures.set('replace camera', new VideoError('device-not-found', ''));
    expect(await call.changeDevice('camera', 'c9')).toBe(false);
    expect(call.desk.getSnapshot().notice).toContain('No camera was found');
    await call.leave();
  });
});

describe('messages', () => {
  test('that were sent stand among those that came, with seats instead of names', async () => {
    await call.join(choices(false, false));
    script.report({ type: 'participant-joined', participant: { id: 'p1', userKey: 'patient.x' } });
    script.report({ type: 'message', from: 'p1', message: encodeText('Good morning.') });
    script.report({ type: 'message', from: 'p1', message: { kind: 'something else' } });
    expect(await call.sendText('Good morning!')).toBe(true);
    script.report({ type: 'participant-left', participantId: 'p1' });
    script.report({ type: 'message', from: 'p1', message: encodeText('Goodbye.') });
    const { messages } = call.desk.getSnapshot();
    expect(messages.map(({ from, own, text }) => [from, own, text])).toEqual([
      ['Patient', false, 'Good morning.'],
      ['You', true, 'Good morning!'],
      ['Patient', false, 'Goodbye.'],
    ]);
    expect(script.sent).toEqual([encodeText('Good morning!')]);
    await call.leave();
  });

  test('that fail are told and not shown as sent', async () => {
    await call.join(choices(false, false));
    script.failures.set('send', new Error('no'));
    expect(await call.sendText('Hello')).toBe(false);
    expect(call.desk.getSnapshot().messages).toEqual([]);
    expect(call.desk.getSnapshot().notice).toContain('not sent');
    await call.leave();
  });
});

describe('what the page follows', () => {
  test('people who come and go', async () => {
    await call.join(choices(false, false));
    script.report({ type: 'participant-joined', participant: { id: 'p1', userKey: 'patient.x' } });
    expect(call.session.getSnapshot().remotes.map(({ userKey }) => userKey)).toEqual(['patient.x']);
    script.report({ type: 'participant-left', participantId: 'p1' });
    expect(call.session.getSnapshot()).toMatchObject({ remotes: [], departed: { userKey: 'patient.x' } });
    script.report({ type: 'participant-joined', participant: { id: 'p1', userKey: 'patient.x' } });
    expect(call.session.getSnapshot().departed).toBeUndefined();
    await call.leave();
  });

  test('an interruption and its end', async () => {
    await call.join(choices(false, false));
    script.report({ type: 'interrupted', scope: 'media' });
    expect(call.session.getSnapshot()).toMatchObject({ state: 'reconnecting', interrupted: 'media' });
    script.report({ type: 'restored' });
    expect(call.session.getSnapshot()).toMatchObject({ state: 'joined', interrupted: undefined });
    await call.leave();
  });

  test('sound that the browser holds back, until it is asked for', async () => {
    await call.join(choices(false, false));
    let resumed = 0;
    script.report({ type: 'playback-blocked', resume: async () => void (resumed += 1) });
    expect(call.session.getSnapshot().playbackBlocked).toBe(true);
    await call.resumePlayback();
    expect(resumed).toBe(1);
    expect(call.session.getSnapshot().playbackBlocked).toBe(false);
    await call.leave();
  });

  test('the end and its reason', async () => {
    await call.join(choices(false, false));
    script.report({ type: 'closed', reason: 'room-ended', error: undefined });
    expect(call.session.getSnapshot()).toMatchObject({ state: 'left', endedBy: 'room-ended' });
  });

  test('leaving is an end too', async () => {
    await call.join(choices(false, false));
    await call.leave();
    expect(call.session.getSnapshot()).toMatchObject({ state: 'left', endedBy: 'local' });
    expect(script.asked.at(-1)).toBe('disconnect');
  });
});
