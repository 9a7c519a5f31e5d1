import type {
  LocalPublication,
  MediaSource,
  Quality,
  RemoteParticipant,
  RemotePublication,
} from '@patchbay/contract';
import { labelOfUserKey, otherSeat, type Seat, seatLabel } from '../visit/seat.ts';
import type { SessionView } from './session-view.ts';

/** One picture on the stage. */
export interface Tile {
  readonly id: string;
  readonly label: string;
  /** `person` fills its frame; `screen` is shown whole, and so is `mix`, where at the edge stands somebody too. */
  readonly content: 'person' | 'screen' | 'mix';
  /** Undefined while there is no picture: the camera is off. */
  readonly video: RemotePublication | undefined;
  readonly microphoneOff: boolean;
  readonly speaking: boolean;
  /** One sentence in place of the picture, or over it; undefined when there is nothing to say. */
  readonly remark: string | undefined;
}

export interface SelfTile {
  readonly camera: LocalPublication | undefined;
  readonly cameraOn: boolean;
  readonly microphoneOn: boolean;
  readonly sharing: boolean;
}

/** What the call's page shows. */
export interface CallView {
  readonly phase: 'joining' | 'waiting' | 'connected' | 'reconnecting' | 'ended';
  /** For the status line, and for screen readers when it changes. */
  readonly sentence: string;
  /** The most telling picture first. */
  readonly tiles: readonly Tile[];
  /** Everything to be heard. */
  readonly sounds: readonly RemotePublication[];
  readonly self: SelfTile;
  readonly connection: { readonly quality: Quality; readonly label: string; readonly bars: number };
  readonly canShareScreen: boolean;
  readonly canSendMessages: boolean;
}

export function callView(view: SessionView, seat: Seat): CallView {
  const phase = phaseOf(view);
  return {
    phase,
    sentence: sentenceOf(phase, view, seat),
    tiles: tilesOf(view),
    sounds: soundsOf(view),
    self: selfOf(view),
    connection: connectionOf(view),
    canShareScreen: view.capabilities.screenShare,
    canSendMessages: view.capabilities.messages.maxBytes > 0,
  };
}

function phaseOf({ state, remotes, mixes }: SessionView): CallView['phase'] {
  switch (state) {
    case 'idle':
    case 'joining':
      return 'joining';
    case 'joined':
      return remotes.length === 0 && mixes.length === 0 ? 'waiting' : 'connected';
    case 'reconnecting':
      return 'reconnecting';
    case 'left':
    case 'failed':
      return 'ended';
  }
}

function sentenceOf(phase: CallView['phase'], view: SessionView, seat: Seat): string {
  const other = seatLabel(otherSeat(seat)).toLowerCase();
  switch (phase) {
    case 'joining':
      return 'Joining the visit.';
    case 'waiting':
      return view.departed === undefined
        ? `You are in the visit. The ${other} is not here yet.`
        : `The ${labelOfUserKey(view.departed.userKey).toLowerCase()} has left. They can come back with the same link.`;
    case 'connected':
      return `You are in the visit with the ${listOf(view.remotes.map(({ userKey }) => labelOfUserKey(userKey)))}.`;
    case 'reconnecting':
      return view.interrupted === 'media'
        ? 'The connection was interrupted. Sound and picture will come back by themselves.'
        : 'The connection is unsteady. Reconnecting.';
    case 'ended':
      return 'The visit has ended.';
  }
}

function listOf(labels: readonly string[]): string {
  const words = [...new Set(labels.map((label) => label.toLowerCase()))];
  return words.length === 0 ? 'others' : words.join(' and the ');
}

function tilesOf({ remotes, mixes }: SessionView): readonly Tile[] {
  const screens = remotes.flatMap((remote) => screenTile(remote) ?? []);
  const mixed = mixes
    .filter(({ kind }) => kind === 'video')
    .map((video): Tile => ({
      id: video.id,
      label: 'Everybody',
      content: 'mix',
      video,
      microphoneOff: remotes.length > 0 && remotes.every(isSilentInMix),
      speaking: false,
      remark: undefined,
    }));
  return [...screens, ...mixed, ...(mixed.length > 0 ? [] : remotes.map(personTile))];
}

function screenTile(remote: RemoteParticipant): Tile | undefined {
  const video = publicationOf(remote, 'screen');
  if (video === undefined) return undefined;
  const label = `${labelOfUserKey(remote.userKey)}’s screen`;
  const remark = video.paused ? 'The screen is paused until the connection is better.' : undefined;
  return { id: video.id, label, content: 'screen', video, microphoneOff: false, speaking: false, remark };
}

function personTile(remote: RemoteParticipant): Tile {
  const camera = publicationOf(remote, 'camera');
  const label = labelOfUserKey(remote.userKey);
  return {
    id: remote.id,
    label,
    content: 'person',
    video: camera?.muted === false ? camera : undefined,
    microphoneOff: publicationOf(remote, 'microphone')?.muted ?? true,
    speaking: remote.speaking,
    remark: remarkOf(camera, remote.quality, label),
  };
}

const isSilentInMix = ({ mutedInMix = [] }: RemoteParticipant): boolean => mutedInMix.includes('microphone');

function remarkOf(
  camera: RemotePublication | undefined,
  quality: Quality,
  label: string,
): string | undefined {
  if (quality === 'lost') return `The ${label.toLowerCase()}’s connection is interrupted.`;
  if (camera === undefined || camera.muted) return `The ${label.toLowerCase()}’s camera is off.`;
  return camera.paused ? 'The picture is paused until the connection is better.' : undefined;
}

const publicationOf = (remote: RemoteParticipant, source: MediaSource): RemotePublication | undefined =>
  [...remote.publications.values()].find((publication) => publication.source === source);

const soundsOf = ({ remotes, mixes }: SessionView): readonly RemotePublication[] =>
  [...remotes.flatMap(({ publications }) => [...publications.values()]), ...mixes].filter(
    ({ kind }) => kind === 'audio',
  );

function selfOf({ local }: SessionView): SelfTile {
  const publications = [...local.publications.values()];
  const isOn = (source: MediaSource) => publications.some((one) => one.source === source && !one.muted);
  return {
    camera: publications.find(({ source }) => source === 'camera'),
    cameraOn: isOn('camera'),
    microphoneOn: isOn('microphone'),
    sharing: isOn('screen'),
  };
}

const qualities: Readonly<Record<Quality, { readonly label: string; readonly bars: number }>> = {
  excellent: { label: 'Connection: excellent', bars: 4 },
  good: { label: 'Connection: good', bars: 3 },
  fair: { label: 'Connection: fair', bars: 2 },
  poor: { label: 'Connection: poor', bars: 1 },
  lost: { label: 'Connection: interrupted', bars: 0 },
  unknown: { label: 'Connected', bars: 0 },
};

function connectionOf({ state, local }: SessionView): CallView['connection'] {
  const quality = state === 'reconnecting' ? 'lost' : local.quality;
  return { quality, ...qualities[quality] };
}
