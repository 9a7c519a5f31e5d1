import type { ExecutedResult, StatsReport, Stream, VideoPlayer } from '@zoom/videosdk';
import type { Lane } from './peer-links.ts';
import type { StandInClient } from './stand-in-client.ts';
import { createPlayer, fillPlayer } from './video-player.ts';
import { refuse } from './zoom-failure.ts';

type AudioOptions = NonNullable<Parameters<typeof Stream.startAudio>[0]>;
type VideoOptions = NonNullable<Parameters<typeof Stream.startVideo>[0]>;

/** Zoom reads them every second. */
const statisticsInterval = 100;

/** Opens devices by itself, sends them to everybody, and gives no track to anybody. */
export class StandInStream {
  readonly #client: StandInClient;
  readonly #own = new Map<Lane, MediaStreamTrack>();
  readonly #remote = new Map<string, MediaStreamTrack>();
  readonly #sounds = new Map<number, HTMLAudioElement>();
  readonly #players = new Map<string, VideoPlayer[]>();
  #statistics: Readonly<Record<string, object>> = {};
  #statisticsTimer: ReturnType<typeof setInterval> | undefined;
  #devices: readonly MediaDeviceInfo[] = [];

  constructor(client: StandInClient) {
    this.#client = client;
  }

  async startAudio({ speakerOnly = false, mute = false, microphoneId }: AudioOptions = {}): ExecutedResult {
    const refusal = this.#client.refusal();
    if (refusal !== undefined) return refusal;
    // Without a word, as in 2.5.0.
    if (this.#client.wireUser(this.#client.userId)?.audio === 'computer') return '';
    if (!speakerOnly) {
      const { track, failure } = await this.#tryToOpen({ audio: wanted(microphoneId) });
      if (track === undefined) return refuse('INSUFFICIENT_PRIVILEGES', failure, 6010);
      track.enabled = !mute;
      await this.#send('audio', track);
    }
    this.#client.change({ audio: 'computer', muted: mute });
    this.#client.tellSpeakerOnly(speakerOnly);
    for (const sound of this.#sounds.values()) sound.muted = false;
    return '';
  }

  async stopAudio(): ExecutedResult {
    const refusal = this.#client.refusal();
    if (refusal !== undefined) return refusal;
    await this.#stop('audio');
    for (const sound of this.#sounds.values()) sound.muted = true;
    this.#client.ask({ audio: '', muted: false });
    return '';
  }

  muteAudio(): ExecutedResult {
    return this.#setMuted(true);
  }

  unmuteAudio(): ExecutedResult {
    return this.#setMuted(false);
  }

  async switchMicrophone(microphoneId: string | object): ExecutedResult {
    const old = this.#own.get('audio');
    if (old === undefined) return refuse('INVALID_OPERATION', 'no audio', 6015);
    const track = await this.#open({ audio: wanted(microphoneId) });
    track.enabled = old.enabled;
    await this.#send('audio', track);
    return '';
  }

  getMicList() {
    return this.#list('audioinput');
  }

  getCameraList() {
    return this.#list('videoinput');
  }

  async startVideo({ cameraId }: VideoOptions = {}): ExecutedResult {
    const refusal = this.#client.refusal();
    if (refusal !== undefined) return refusal;
    if (this.#own.has('video')) return refuse('INVALID_OPERATION', 'video is started', 6109);
    const { track, failure } = await this.#tryToOpen({ video: wanted(cameraId) });
    if (track === undefined)
      return failure === 'NotAllowedError'
        ? refuse('VIDEO_USER_FORBIDDEN_CAPTURE', 'camera is forbidden', 6100)
        : refuse('CAN_NOT_FIND_CAMERA', 'no such camera', 6102);
    await this.#send('video', track);
    this.#client.change({ bVideoOn: true });
    return '';
  }

  async stopVideo(): ExecutedResult {
    const refusal = this.#client.refusal();
    if (refusal !== undefined) return refusal;
    if (!this.#own.has('video')) return refuse('INVALID_OPERATION', 'video is not started', 6109);
    await this.#stop('video');
    this.#client.change({ bVideoOn: false });
    return '';
  }

  async switchCamera(cameraId: string | object): ExecutedResult {
    if (!this.#own.has('video')) return refuse('INVALID_OPERATION', 'video is not started', 6109);
    await this.#send('video', await this.#open({ video: wanted(cameraId) }));
    this.#fill(this.#client.userId, 'video');
    return '';
  }

  attachVideo(userId: number): Promise<VideoPlayer> {
    return this.#attach(userId, 'video', this.#client.wireUser(userId)?.bVideoOn === true);
  }

  async detachVideo(userId: number): Promise<VideoPlayer[]> {
    return this.#detach(userId, 'video');
  }

  isStartShareScreenWithVideoElement(): boolean {
    return true;
  }

  async startShareScreen(element: HTMLCanvasElement | HTMLVideoElement): ExecutedResult {
    const refusal = this.#client.refusal();
    if (refusal !== undefined) return refusal;
    // One person at a time, unless the host said otherwise.
    if (this.#client.others.some(({ sharerOn }) => sharerOn))
      return refuse('INSUFFICIENT_PRIVILEGES', 'somebody else shares', 6204);
    const stream = await navigator.mediaDevices.getDisplayMedia({ video: true }).catch(() => undefined);
    const [track] = stream?.getVideoTracks() ?? [];
    if (track === undefined) return refuse('INSUFFICIENT_PRIVILEGES', 'user denied', 6200);
    if (element instanceof HTMLVideoElement) element.srcObject = new MediaStream([track]);
    track.addEventListener('ended', () => {
      void this.stopShareScreen();
      this.#client.emit('passively-stop-share', 'StopScreenCapture');
    });
    await this.#send('share', track);
    this.#client.change({ sharerOn: true, sharerPause: false });
    return '';
  }

  async stopShareScreen(): ExecutedResult {
    await this.#stop('share');
    this.#client.change({ sharerOn: false, sharerPause: false });
    return '';
  }

  async pauseShareScreen(): ExecutedResult {
    this.#client.change({ sharerPause: true });
    return '';
  }

  async resumeShareScreen(): ExecutedResult {
    this.#client.change({ sharerPause: false });
    return '';
  }

  attachShareView(userId: number): Promise<VideoPlayer> {
    return this.#attach(userId, 'share', this.#client.wireUser(userId)?.sharerOn === true);
  }

  async detachShareView(userId: number): Promise<VideoPlayer> {
    const [first] = this.#detach(userId, 'share');
    return first ?? refuse('INVALID_PARAMETERS', 'nothing is attached', 6001);
  }

  async subscribeWebRTCStatsReportData(): Promise<''> {
    this.#statisticsTimer ??= setInterval(() => {
      void this.#client.links.readStats(this.#client.userId).then((read) => (this.#statistics = read));
    }, statisticsInterval);
    return '';
  }

  /** By its types a `Map`; 2.5.0 gives an object. */
  getWebRTCStatsReportData(): StatsReport {
    return this.#statistics as unknown as StatsReport;
  }

  receive(from: number, lane: Lane, track: MediaStreamTrack): void {
    this.#remote.set(`${from}-${lane}`, track);
    this.#fill(from, lane);
    if (lane !== 'audio') return;
    const sound = document.createElement('audio');
    sound.muted = this.#client.wireUser(this.#client.userId)?.audio !== 'computer';
    Object.assign(sound, { autoplay: true, srcObject: new MediaStream([track]) });
    document.body.append(sound);
    this.#sounds.get(from)?.remove();
    this.#sounds.set(from, sound);
    sound.play().catch(() => this.#client.emit('auto-play-audio-failed'));
  }

  forget(userId: number): void {
    this.#sounds.get(userId)?.remove();
    this.#sounds.delete(userId);
    for (const lane of ['audio', 'video', 'share'] as const) this.#remote.delete(`${userId}-${lane}`);
  }

  close(): void {
    clearInterval(this.#statisticsTimer);
    for (const track of this.#own.values()) track.stop();
    this.#own.clear();
    for (const sound of this.#sounds.values()) sound.remove();
    this.#sounds.clear();
  }

  #attach(userId: number, lane: Lane, isOn: boolean): Promise<VideoPlayer> {
    if (!isOn) return refuse('INVALID_PARAMETERS', 'user is not send video', 6001);
    const player = createPlayer();
    const key = `${userId}-${lane}`;
    this.#players.set(key, [...(this.#players.get(key) ?? []), player]);
    this.#fill(userId, lane);
    return Promise.resolve(player);
  }

  #detach(userId: number, lane: Lane): VideoPlayer[] {
    const players = this.#players.get(`${userId}-${lane}`) ?? [];
    this.#players.delete(`${userId}-${lane}`);
    for (const player of players) {
      const video = player.querySelector('video');
      if (video !== null) video.srcObject = null;
    }
    return players;
  }

  #fill(userId: number, lane: Lane): void {
    const isOwn = userId === this.#client.userId;
    const track = isOwn ? this.#own.get(lane) : this.#remote.get(`${userId}-${lane}`);
    if (track === undefined) return;
    for (const player of this.#players.get(`${userId}-${lane}`) ?? []) fillPlayer(player, track);
  }

  async #setMuted(muted: boolean): ExecutedResult {
    const refusal = this.#client.refusal();
    if (refusal !== undefined) return refusal;
    const track = this.#own.get('audio');
    if (track === undefined) return refuse('INVALID_OPERATION', 'no audio', 6015);
    track.enabled = !muted;
    this.#client.change({ muted });
    return '';
  }

  async #tryToOpen(constraints: MediaStreamConstraints) {
    try {
      return { track: await this.#open(constraints), failure: '' };
    } catch (error) {
      return { track: undefined, failure: String(Object(error).name) };
    }
  }

  async #open(constraints: MediaStreamConstraints): Promise<MediaStreamTrack> {
    const stream = await navigator.mediaDevices.getUserMedia(constraints);
    this.#devices = await navigator.mediaDevices.enumerateDevices();
    const [track] = stream.getTracks();
    if (track === undefined) throw new DOMException('Nothing was opened.', 'NotFoundError');
    return track;
  }

  async #send(lane: Lane, track: MediaStreamTrack): Promise<void> {
    const old = this.#own.get(lane);
    this.#own.set(lane, track);
    await this.#client.links.send(lane, track);
    old?.stop();
  }

  async #stop(lane: Lane): Promise<void> {
    this.#own.get(lane)?.stop();
    this.#own.delete(lane);
    await this.#client.links.send(lane, undefined);
  }

  #list(kind: MediaDeviceKind) {
    return this.#devices
      .filter((device) => device.kind === kind)
      .map(({ deviceId, label }) => ({ deviceId, label }));
  }
}

const wanted = (deviceId: unknown): MediaTrackConstraints | boolean =>
  typeof deviceId === 'string' && deviceId !== 'default' ? { deviceId: { exact: deviceId } } : true;
