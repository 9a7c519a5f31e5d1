/** The quietest level that still shows, in decibels under full scale. */
const floorDecibels = -60;

/** How loud samples between -1 and 1 are: 0 for silence, 1 for full scale, even steps for the ear. */
export function levelOf(samples: Float32Array): number {
  if (samples.length === 0) return 0;
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const decibels = 20 * Math.log10(Math.sqrt(sum / samples.length));
  return Math.min(1, Math.max(0, 1 - decibels / floorDecibels));
}

/** Tells the level of a microphone about ten times a second; the function returned stops it. Nothing is recorded. */
export function watchLevel(track: MediaStreamTrack, onLevel: (level: number) => void): () => void {
  const context = new AudioContext();
  const source = context.createMediaStreamSource(new MediaStream([track]));
  const analyser = new AnalyserNode(context, { fftSize: 1024 });
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  // A page that nobody has touched yet starts with the sound suspended in some browsers.
  const wake = () => void context.resume().catch(() => undefined);
  addEventListener('pointerdown', wake);
  addEventListener('keydown', wake);
  wake();
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    onLevel(levelOf(samples));
  }, 100);
  return () => {
    clearInterval(timer);
    removeEventListener('pointerdown', wake);
    removeEventListener('keydown', wake);
    source.disconnect();
    void context.close().catch(() => undefined);
  };
}
