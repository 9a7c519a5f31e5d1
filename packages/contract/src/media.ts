/** What a track shows. `mix` is one stream that a provider composes of everybody (Pexip in MCU mode). */
export type MediaSource = 'camera' | 'microphone' | 'screen' | 'screen-audio' | 'mix';

/** What a participant can publish: everything but a mix. */
export type PublishableSource = Exclude<MediaSource, 'mix'>;

export type MediaKind = 'audio' | 'video';

/** The kind of media that a publishable source carries. */
export const kindOfSource = (source: PublishableSource): MediaKind =>
  source === 'camera' || source === 'screen' ? 'video' : 'audio';

/**
 * Something to publish. `camera`, `microphone` and `screen` are captured, and later released, by the session. A raw
 * `track` stays the caller's own: the session publishes a clone and never stops or disables the original.
 */
export type LocalSource =
  | { readonly kind: 'camera'; readonly deviceId?: string; readonly constraints?: MediaTrackConstraints }
  | { readonly kind: 'microphone'; readonly deviceId?: string; readonly constraints?: MediaTrackConstraints }
  | { readonly kind: 'screen'; readonly constraints?: MediaTrackConstraints }
  | { readonly kind: 'track'; readonly track: MediaStreamTrack; readonly source: PublishableSource };

/** Connects something to an element; the function returned takes it off again (calling it twice is harmless). */
export type Attach = (element: HTMLMediaElement) => () => void;

/** One scale for every vendor. Vendors' own scales are mapped to it, inverted ones turned round. */
export type Quality = 'excellent' | 'good' | 'fair' | 'poor' | 'lost' | 'unknown';
