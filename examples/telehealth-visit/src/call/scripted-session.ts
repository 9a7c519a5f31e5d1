import type {
  Capabilities,
  JoinTicket,
  LocalPublication,
  RemoteParticipant,
  RemotePublication,
} from '@patchbay/contract';
import type { SessionView } from './session-view.ts';

/** What tests of this app stand a session on: parts with everything filled in. */

export const someCapabilities: Capabilities = {
  // The provider opens devices itself: no tracks are needed in Node.
  rawTrackIn: false,
  rawTrackOut: true,
  perParticipantMedia: true,
  screenShare: true,
  screenShareAudio: false,
  replaceTrack: true,
  messages: { maxBytes: 1000, directed: true },
  activeSpeaker: true,
  networkQuality: true,
  reconnect: true,
  kick: true,
  endRoom: true,
  recording: false,
  transcription: false,
  sip: false,
  endToEndEncryption: 'none',
  multiInstance: true,
  maxParticipants: 4,
};

const attach = () => () => undefined;

export const remotePublication = (change: Partial<RemotePublication>): RemotePublication => ({
  id: change.source ?? 'camera',
  source: 'camera',
  kind: 'video',
  muted: false,
  paused: false,
  track: undefined,
  attach,
  ...change,
});

export const remoteMicrophone = (muted = false): RemotePublication =>
  remotePublication({ id: 'mic', source: 'microphone', kind: 'audio', muted });

export const localPublication = (change: Partial<LocalPublication>): LocalPublication => ({
  id: change.source ?? 'camera',
  source: 'camera',
  kind: 'video',
  muted: false,
  track: undefined,
  attach,
  ...change,
});

export const remoteParticipant = (
  change: Partial<Omit<RemoteParticipant, 'publications'>> & {
    readonly media?: readonly RemotePublication[];
  } = {},
): RemoteParticipant => {
  const { media = [], ...rest } = change;
  const publications = new Map(media.map((one) => [one.id, one]));
  return { id: 'p1', userKey: 'patient.x', quality: 'good', speaking: false, ...rest, publications };
};

export const sessionView = (
  change: Partial<SessionView> & { readonly published?: readonly LocalPublication[] } = {},
): SessionView => {
  const { published = [], ...rest } = change;
  const publications = new Map(published.map((one) => [one.id, one]));
  return {
    state: 'joined',
    capabilities: someCapabilities,
    local: { id: 'me', userKey: 'clinician.x', publications, quality: 'good' },
    remotes: [],
    mixes: [],
    interrupted: undefined,
    playbackBlocked: false,
    departed: undefined,
    endedBy: undefined,
    ...rest,
  };
};

export const someTicket: JoinTicket = {
  version: 1,
  consultId: 'c1',
  provider: 'scripted',
  capabilities: someCapabilities,
  credentials: null,
  participant: { userKey: 'clinician.x' },
  metering: { endpoint: 'https://video.test/v1/heartbeats', token: 'token', intervalSeconds: 15 },
  expiresAt: Number.MAX_SAFE_INTEGER,
};
