import type { MediaCapture } from '@patchbay/session';

/**
 * Devices of a page under test: the browser's own camera and microphone (Chromium's fake ones, with
 * `--use-fake-device-for-media-stream --use-fake-ui-for-media-stream`) and, as a screen, a canvas that moves: browsers give
 * a real screen only to a person's click.
 */
export const createPageCapture = (): MediaCapture => ({
  getUserMedia: (constraints) => navigator.mediaDevices.getUserMedia(constraints),
  getDisplayMedia: async () => drawScreen(),
});

const framesPerSecond = 10;

function drawScreen(): MediaStream {
  const canvas = document.createElement('canvas');
  canvas.width = 640;
  canvas.height = 360;
  const context = canvas.getContext('2d');
  const stream = canvas.captureStream(framesPerSecond);
  let frame = 0;
  const timer = setInterval(() => {
    const isOver = stream.getTracks().every(({ readyState }) => readyState === 'ended');
    if (isOver) clearInterval(timer);
    frame += 1;
    if (context === null) return;
    context.fillStyle = `hsl(${(frame * 12) % 360} 60% 50%)`;
    context.fillRect(0, 0, canvas.width, canvas.height);
  }, 1_000 / framesPerSecond);
  return stream;
}
