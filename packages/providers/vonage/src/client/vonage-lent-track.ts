export type VonageLentTrack = ReturnType<typeof lendTrack>;

/**
 * client-sdk-video 2.35.2 sends the very track it is given, and stops it with the publisher. The session's own must outlive
 * that, so the SDK gets a clone, which is silenced and stopped at once when the session silences or stops its track.
 */
export function lendTrack(own: MediaStreamTrack, muted: boolean) {
  const track = own.clone();
  const before = Object.getOwnPropertyDescriptors(own);
  const stop = own.stop.bind(own);
  let [isEnabled, isMuted, isLent] = [own.enabled, muted, true];
  const follow = () => (track.enabled = isEnabled && !isMuted);
  const stopBoth = () => [track.stop(), stop()];
  const enable = (enabled: boolean) => [(isEnabled = enabled), follow()];
  Object.defineProperties(own, {
    enabled: { configurable: true, get: () => isEnabled, set: enable },
    stop: { configurable: true, value: stopBoth },
  });
  follow();
  return {
    /** The SDK's own: it disables it and, in the end, stops it. */
    track,
    /** Call after the SDK was told to mute or unmute, which sets `enabled` as it likes. */
    settle: (toldMuted: boolean): void => {
      isMuted = toldMuted;
      follow();
    },
    /** The session's track is its own again. May be called again. */
    takeBack: (): void => {
      track.stop();
      if (!isLent) return;
      isLent = false;
      Reflect.deleteProperty(own, 'enabled');
      Reflect.deleteProperty(own, 'stop');
      // In a browser both are the prototype's, and nothing is put back.
      Object.defineProperties(own, before);
      own.enabled = isEnabled;
    },
  };
}
