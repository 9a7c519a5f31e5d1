import type { VideoPlayer } from '@zoom/videosdk';

/** The SDK's two elements, as far as they matter under WebRTC: the player holds a video element in its light tree. */
export function definePlayers(): void {
  if (customElements.get('video-player') !== undefined) return;
  customElements.define('video-player-container', class extends HTMLElement {});
  customElements.define('video-player', class extends HTMLElement {});
}

export function createPlayer(): VideoPlayer {
  const player = document.createElement('video-player') as VideoPlayer;
  const video = document.createElement('video');
  Object.assign(video, { autoplay: true, muted: true, playsInline: true });
  player.append(video);
  return player;
}

/** Renders only within a container, as the real one, and a little after it was put there. */
export function fillPlayer(player: VideoPlayer, track: MediaStreamTrack): void {
  setTimeout(() => {
    const video = player.querySelector('video');
    if (video !== null && player.closest('video-player-container') !== null)
      video.srcObject = new MediaStream([track]);
  }, 20);
}
