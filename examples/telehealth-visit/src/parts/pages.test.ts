import type { Capabilities, Json } from '@patchbay/contract';
import { createElement, type ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import type { ConsultCall } from '../call/consult-call.ts';
import { endingOf } from '../call/ending.ts';
import {
  localPublication,
  remoteMicrophone,
  remoteParticipant,
  remotePublication,
  sessionView,
  someCapabilities,
} from '../call/scripted-session.ts';
import type { SessionView } from '../call/session-view.ts';
import { type DevicesSnapshot, DevicePreview } from '../devices/device-preview.ts';
import { Observable } from '../visit/observable.ts';
import type { Seat } from '../visit/seat.ts';
import { CallPage } from './call-page.tsx';
import { durationText } from './call-timer.tsx';
import { DemoBanner } from './demo-banner.tsx';
import { EndedPage } from './ended-page.tsx';
import { PreJoinPage } from './pre-join-page.tsx';
import { RefusalNote } from './refusal-note.tsx';
import { StatusLine } from './status-line.tsx';

const render = (element: ReactElement): string => renderToStaticMarkup(element);

const idsOf = (html: string): readonly string[] =>
  [...html.matchAll(/data-testid="([^"]+)"/g)].map(([, id = '']) => id);

const callOf = (view: SessionView, desk: Json = {}): ConsultCall => {
  const whole = { messages: [], busy: [], notice: undefined, ...(desk as object) };
  return { session: new Observable(view), desk: new Observable(whole) } as unknown as ConsultCall;
};

const callPage = (
  view: SessionView,
  { seat = 'clinician', desk = {}, debug = false }: { seat?: Seat; desk?: Json; debug?: boolean } = {},
) =>
  render(
    createElement(CallPage, {
      call: callOf(view, desk),
      devices: new DevicePreview(undefined),
      seat,
      debug,
      onEndVisit: async () => true,
    }),
  );

const preJoin = (change: { joining?: boolean; camera?: Partial<DevicesSnapshot['camera']> } = {}) => {
  const devices = new DevicePreview(undefined);
  const { camera, microphone } = devices.getSnapshot();
  devices.set({ camera: { ...camera, ...change.camera }, microphone });
  return render(
    createElement(PreJoinPage, {
      seat: 'patient',
      devices,
      joining: change.joining ?? false,
      refusal: undefined,
      onJoin: () => undefined,
    }),
  );
};

describe('getting ready', () => {
  test('has all it takes, each with a label', () => {
    const html = preJoin();
    for (const id of [
      'pre-join-camera',
      'pre-join-microphone',
      'choose-camera',
      'choose-microphone',
      'level',
      'join',
    ])
      expect(idsOf(html)).toContain(id);
    for (const [, id = ''] of html.matchAll(/<select id="([^"]+)"/g))
      expect(html).toContain(`<label for="${id}"`);
    expect(html).toContain('role="meter"');
  });

  test.each(['denied', 'busy', 'missing'] as const)(
    'a camera that is %s is explained, and joining stays possible',
    (trouble) => {
      const html = preJoin({ camera: { trouble } });
      expect(html).toContain(`data-trouble="${trouble}"`);
      expect(html).toContain('You join with the camera off.');
      expect(idsOf(html)).toContain('join');
    },
  );

  test('a camera that was turned off is nothing to explain', () => {
    const html = preJoin({ camera: { on: false, trouble: 'denied' } });
    expect(idsOf(html)).not.toContain('camera-trouble');
    expect(html).toContain('Your camera is off');
  });

  test('while joining says so', () => {
    expect(preJoin({ joining: true })).toContain('Joining…');
  });
});

describe('the call', () => {
  const together = sessionView({
    remotes: [remoteParticipant({ media: [remotePublication({}), remoteMicrophone()] })],
    published: [localPublication({}), localPublication({ source: 'microphone', kind: 'audio' })],
  });

  test('shows the other large, oneself small, and the controls', () => {
    const html = callPage(together);
    for (const id of [
      'remote-video',
      'remote-audio',
      'self-video',
      'mute',
      'camera',
      'devices',
      'messages',
      'leave',
      'quality',
    ])
      expect(idsOf(html)).toContain(id);
    expect(html).toMatch(/data-testid="remote-label">Patient</);
  });

  test('shows a mix as the other side, and that all in it are muted', () => {
    const remotes = [remoteParticipant({ mutedInMix: ['microphone'] })];
    const html = callPage(sessionView({ remotes, mixes: [remotePublication({ source: 'mix' })] }));
    expect(idsOf(html)).toContain('remote-video');
    expect(html).toMatch(/data-testid="remote-label">Everybody<.+, muted/s);
  });

  test('every button has a name', () => {
    for (const [button] of callPage(together).matchAll(/<button[^>]*>.*?<\/button>/gs)) {
      expect(button.includes('aria-label="') || /<span class="control-caption">[^<]+</.test(button)).toBe(
        true,
      );
    }
  });

  test('alone, one waits', () => {
    expect(callPage(sessionView(), { seat: 'patient' })).toContain('Waiting for the clinician');
  });

  test('what needs attention is an alert', () => {
    const html = callPage(
      { ...together, state: 'reconnecting', interrupted: 'media', playbackBlocked: true },
      { desk: { notice: 'The screen could not be shared.' } },
    );
    expect(idsOf(html)).toEqual(expect.arrayContaining(['reconnecting', 'resume-playback', 'notice']));
    expect(html.match(/role="alert"/g)).toHaveLength(2);
  });

  test('messages that came while they were closed are counted', () => {
    const message = { id: 0, from: 'Patient', own: false, text: 'Hello', at: 0 };
    expect(callPage(together, { desk: { messages: [message] } })).toContain('Open messages, 1 new');
  });

  test('what the provider cannot do is not there', () => {
    const capabilities: Capabilities = { ...someCapabilities, messages: { maxBytes: 0, directed: false } };
    expect(idsOf(callPage({ ...together, capabilities }))).not.toContain('messages');
  });

  test('only the clinician ends the visit for everybody', () => {
    expect(idsOf(callPage(together))).toContain('end-visit');
    expect(idsOf(callPage(together, { seat: 'patient' }))).not.toContain('end-visit');
  });

  test('the numbers are there only when asked for', () => {
    expect(idsOf(callPage(together))).not.toContain('stats');
    expect(idsOf(callPage(together, { debug: true }))).toContain('stats');
  });
});

describe('around the call', () => {
  test('a demonstration is said to be one, a real visit is not', () => {
    expect(render(createElement(DemoBanner, { facts: { phi: false } }))).toContain('Not for real patients');
    expect(render(createElement(DemoBanner, { facts: { phi: true } }))).toBe('');
    expect(render(createElement(DemoBanner, { facts: undefined }))).toBe('');
  });

  test('the detail of a refusal is for clinicians', () => {
    const refusal = {
      code: 'visit-not-allowed',
      sentence: 'No.',
      detail: 'A record is missing.',
      retryable: false,
    };
    expect(render(createElement(RefusalNote, { refusal, seat: 'clinician' }))).toContain(
      'A record is missing.',
    );
    expect(render(createElement(RefusalNote, { refusal, seat: 'patient' }))).not.toContain(
      'A record is missing.',
    );
  });

  test('the end offers the way back only where there is one', () => {
    const ended = (reason: 'local' | 'removed') =>
      idsOf(render(createElement(EndedPage, { ending: endingOf(reason), onRejoin: () => undefined })));
    expect(ended('local')).toContain('rejoin');
    expect(ended('removed')).not.toContain('rejoin');
  });

  test.each([
    [{ kind: 'loading' } as const, 'loading'],
    [{ kind: 'pre-join', joining: false, refusal: undefined } as const, 'pre-join'],
    [{ kind: 'pre-join', joining: true, refusal: undefined } as const, 'joining'],
    [{ kind: 'in-call', call: callOf(sessionView()) } as const, 'waiting'],
    [
      { kind: 'in-call', call: callOf(sessionView({ remotes: [remoteParticipant()] })) } as const,
      'connected',
    ],
    [{ kind: 'ended', ending: endingOf('local') } as const, 'ended'],
  ])('the status line tells where one is', (phase, state) => {
    const html = render(createElement(StatusLine, { phase, seat: 'clinician' }));
    expect(html).toContain(`data-state="${state}"`);
    expect(html).toContain('aria-live="polite"');
  });

  test.each([
    [0, '0:00'],
    [65, '1:05'],
    [3725, '1:02:05'],
  ])('%d seconds are %s', (seconds, text) => {
    expect(durationText(seconds)).toBe(text);
  });
});
