import { type LocalSource, type PublishableSource, VideoError } from '@patchbay/contract';
import { captureError } from './capture-error.ts';
import type { MediaCapture } from './session-environment.ts';

/** A track to publish, and whether it is ours to stop. */
export interface CapturedTrack {
  readonly track: MediaStreamTrack;
  /** False for the application's own tracks, which outlive every session. */
  readonly owned: boolean;
}

/** What a source will be published as. */
export const sourceOf = (source: LocalSource): PublishableSource =>
  source.kind === 'track' ? source.source : source.kind;

/** Opens the device, or takes the raw track as it is. Codes: `device-*`, `invalid-argument`. */
export async function captureSource(
  source: LocalSource,
  capture: MediaCapture | undefined,
): Promise<CapturedTrack> {
  if (source.kind === 'track') {
    if (source.track.readyState === 'ended') {
      throw new VideoError('invalid-argument', 'The track has ended already. Pass a live one.');
    }
    return { track: source.track, owned: false };
  }
  if (capture === undefined) {
    throw new VideoError(
      'device-not-found',
      'There are no media devices here (no mediaDevices; is the page on https?).',
    );
  }
  return { track: await openDevice(source, capture), owned: true };
}

async function openDevice(
  source: Exclude<LocalSource, { kind: 'track' }>,
  capture: MediaCapture,
): Promise<MediaStreamTrack> {
  let stream: MediaStream;
  try {
    stream = await requestStream(source, capture);
  } catch (error) {
    throw captureError(error);
  }
  const [track, ...surplus] =
    source.kind === 'microphone' ? stream.getAudioTracks() : stream.getVideoTracks();
  for (const extra of surplus) extra.stop();
  if (track === undefined)
    throw new VideoError('device-failed', 'The browser gave a stream without the track asked for.');
  return track;
}

function requestStream(
  source: Exclude<LocalSource, { kind: 'track' }>,
  capture: MediaCapture,
): Promise<MediaStream> {
  if (source.kind === 'screen') return capture.getDisplayMedia({ video: source.constraints ?? true });
  const { deviceId, constraints = {} } = source;
  const wanted = deviceId === undefined ? constraints : { ...constraints, deviceId: { exact: deviceId } };
  return capture.getUserMedia(source.kind === 'camera' ? { video: wanted } : { audio: wanted });
}
