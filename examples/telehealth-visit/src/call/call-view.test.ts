import type { PublishableSource, Quality, SessionState } from '@patchbay/contract';
import { describe, expect, test } from 'vitest';
import { callView } from './call-view.ts';
import {
  localPublication,
  remoteMicrophone,
  remoteParticipant,
  remotePublication,
  sessionView,
  someCapabilities,
} from './scripted-session.ts';

describe('the phase', () => {
  test.each<[SessionState, boolean, string]>([
    ['idle', false, 'joining'],
    ['joining', false, 'joining'],
    ['joined', false, 'waiting'],
    ['joined', true, 'connected'],
    ['reconnecting', true, 'reconnecting'],
    ['left', false, 'ended'],
    ['failed', false, 'ended'],
  ])('%s with somebody there: %s → %s', (state, somebody, phase) => {
    const remotes = somebody ? [remoteParticipant()] : [];
    expect(callView(sessionView({ state, remotes }), 'clinician').phase).toBe(phase);
  });
});

describe('the sentence', () => {
  test('names the seat that is awaited', () => {
    expect(callView(sessionView(), 'clinician').sentence).toContain('patient is not here yet');
    expect(callView(sessionView(), 'patient').sentence).toContain('clinician is not here yet');
  });

  test('says so when somebody has left', () => {
    const view = sessionView({ departed: remoteParticipant() });
    expect(callView(view, 'clinician').sentence).toContain('patient has left');
  });

  test('says with whom one is, each once', () => {
    const remotes = [
      remoteParticipant(),
      remoteParticipant({ id: 'p2' }),
      remoteParticipant({ id: 'p3', userKey: undefined }),
    ];
    expect(callView(sessionView({ remotes }), 'clinician').sentence).toContain(
      'with the patient and the guest.',
    );
  });

  test('tells an interrupted picture from an interrupted line', () => {
    const state = 'reconnecting';
    const media = callView(sessionView({ state, interrupted: 'media' }), 'patient').sentence;
    const signalling = callView(sessionView({ state, interrupted: 'signalling' }), 'patient').sentence;
    expect(media).not.toBe(signalling);
  });
});

describe('the stage', () => {
  test('shows a camera that is on, labelled by seat', () => {
    const camera = remotePublication({});
    const [tile] = callView(
      sessionView({ remotes: [remoteParticipant({ media: [camera, remoteMicrophone()] })] }),
      'clinician',
    ).tiles;
    expect(tile).toMatchObject({
      label: 'Patient',
      content: 'person',
      microphoneOff: false,
      remark: undefined,
    });
    expect(tile?.video).toBe(camera);
  });

  test.each([
    ['no camera', []],
    ['a camera that is off', [remotePublication({ muted: true })]],
  ])('%s leaves a remark instead', (_, media) => {
    const [tile] = callView(sessionView({ remotes: [remoteParticipant({ media })] }), 'clinician').tiles;
    expect(tile).toMatchObject({
      video: undefined,
      remark: 'The patient’s camera is off.',
      microphoneOff: true,
    });
  });

  test('a lost connection and a paused picture are said', () => {
    const remarkOf = (quality: Quality, paused: boolean) =>
      callView(
        sessionView({ remotes: [remoteParticipant({ quality, media: [remotePublication({ paused })] })] }),
        'clinician',
      ).tiles[0]?.remark;
    expect(remarkOf('lost', false)).toContain('interrupted');
    expect(remarkOf('poor', true)).toContain('paused');
    expect(remarkOf('poor', false)).toBeUndefined();
  });

  test('a shared screen comes before its owner', () => {
    const media = [remotePublication({}), remotePublication({ source: 'screen' })];
    const { tiles } = callView(sessionView({ remotes: [remoteParticipant({ media })] }), 'clinician');
    expect(tiles.map(({ content }) => content)).toEqual(['screen', 'person']);
    expect(tiles[0]?.label).toBe('Patient’s screen');
  });

  test('a mix stands for everybody', () => {
    const mixes = [
      remotePublication({ id: 'm', source: 'mix' }),
      remotePublication({ id: 'a', source: 'mix', kind: 'audio' }),
    ];
    const view = callView(sessionView({ remotes: [remoteParticipant()], mixes }), 'clinician');
    expect(view.tiles.map(({ label, content }) => [label, content])).toEqual([['Everybody', 'mix']]);
    expect(view.sounds.map(({ id }) => id)).toEqual(['a']);
  });

  test.each<[string, readonly (readonly PublishableSource[] | undefined)[], boolean]>([
    ['nobody is', [], false],
    ['who is does not say', [undefined], false],
    ['one of two has theirs on', [['microphone'], ['camera']], false],
    ['one of two does not say', [['microphone'], undefined], false],
    ['everybody has theirs off', [['microphone'], ['camera', 'microphone']], true],
  ])('a mix in which %s', (_, told, off) => {
    const remotes = told.map((mutedInMix, index) =>
      remoteParticipant({ id: `p${index}`, ...(mutedInMix && { mutedInMix }) }),
    );
    const mixes = [remotePublication({ id: 'm', source: 'mix' })];
    const [tile] = callView(sessionView({ remotes, mixes }), 'clinician').tiles;
    expect(tile?.microphoneOff).toBe(off);
  });

  test('everything to be heard is played once', () => {
    const media = [
      remoteMicrophone(),
      remotePublication({ id: 's', source: 'screen-audio', kind: 'audio' }),
      remotePublication({}),
    ];
    const { sounds } = callView(sessionView({ remotes: [remoteParticipant({ media })] }), 'clinician');
    expect(sounds.map(({ id }) => id)).toEqual(['mic', 's']);
  });
});

describe('oneself', () => {
  test('what is published and not muted is on', () => {
    const published = [
      localPublication({ muted: true }),
      localPublication({ source: 'microphone', kind: 'audio' }),
      localPublication({ source: 'screen' }),
    ];
    expect(callView(sessionView({ published }), 'clinician').self).toMatchObject({
      cameraOn: false,
      microphoneOn: true,
      sharing: true,
    });
    expect(callView(sessionView(), 'clinician').self).toMatchObject({
      cameraOn: false,
      microphoneOn: false,
      sharing: false,
    });
  });

  test.each<[Quality, number]>([
    ['excellent', 4],
    ['good', 3],
    ['fair', 2],
    ['poor', 1],
    ['lost', 0],
    ['unknown', 0],
  ])('a connection that is %s has %d bars', (quality, bars) => {
    const { local } = sessionView();
    expect(callView(sessionView({ local: { ...local, quality } }), 'patient').connection).toMatchObject({
      quality,
      bars,
    });
  });

  test('while reconnecting the connection is interrupted, whatever was measured before', () => {
    expect(callView(sessionView({ state: 'reconnecting' }), 'patient').connection.bars).toBe(0);
  });

  test('what the provider cannot do is not offered', () => {
    const capabilities = {
      ...someCapabilities,
      screenShare: false,
      messages: { maxBytes: 0, directed: false },
    };
    expect(callView(sessionView({ capabilities }), 'patient')).toMatchObject({
      canShareScreen: false,
      canSendMessages: false,
    });
    expect(callView(sessionView(), 'patient')).toMatchObject({ canShareScreen: true, canSendMessages: true });
  });
});
