/** A track of the session's while Twilio sends it. */
export interface TwilioLentTrack {
  /** For the SDK: it may stop and disable this one, the session's own stays as it is. */
  readonly track: MediaStreamTrack;
  /** What the other side is told; nothing is sent while muted. */
  setMuted(muted: boolean): void;
  /** The session's track is its own again; the SDK's is stopped. May be called again. */
  takeBack(): void;
}

/**
 * twilio-video 2.36.0 does not send the track it is given: at publication it clones it (signaling/localtrackpublication.js),
 * and the clone goes on when the session silences or stops its track. So the SDK gets one that clones to itself and follows
 * the session's track at once.
 */
export function lendTrack(original: MediaStreamTrack): TwilioLentTrack {
  const track = original.clone();
  track.clone = () => track;
  const stop = original.stop.bind(original);
  const state = { wanted: original.enabled, muted: false };
  const follow = (change: Partial<typeof state>): void => {
    const { wanted, muted } = Object.assign(state, change);
    track.enabled = wanted && !muted;
  };
  const stopBoth = (): void => {
    stop();
    track.stop();
  };
  const undo = [
    override(original, 'enabled', { get: () => state.wanted, set: (wanted: boolean) => follow({ wanted }) }),
    override(original, 'stop', { value: stopBoth }),
  ];
  const takeBack = (): void => {
    track.stop();
    for (const restore of undo.splice(0)) restore();
    original.enabled = state.wanted;
  };
  return { track, setMuted: (muted) => follow({ muted }), takeBack };
}

function override(target: object, name: string, property: PropertyDescriptor): () => void {
  const before = Object.getOwnPropertyDescriptor(target, name);
  Object.defineProperty(target, name, { ...property, configurable: true });
  return () => {
    if (before) Object.defineProperty(target, name, before);
    else Reflect.deleteProperty(target, name);
  };
}
