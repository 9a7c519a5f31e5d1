import { Observable } from '../visit/observable.ts';
import { type DeviceOption, hasDevice, optionsOf } from './device-list.ts';
import { type DeviceKind, type DeviceTrouble, deviceTroubleOf } from './device-trouble.ts';

/** One device as the person has it before joining. */
export interface DeviceSide {
  readonly options: readonly DeviceOption[];
  /** Undefined: whichever the browser takes. */
  readonly chosenId: string | undefined;
  /** Whether to join with it. */
  readonly on: boolean;
  /** Live while it is on and works; never sent anywhere. */
  readonly track: MediaStreamTrack | undefined;
  readonly opening: boolean;
  readonly trouble: DeviceTrouble | undefined;
}

export type DevicesSnapshot = Readonly<Record<DeviceKind, DeviceSide>>;

/** The part of `navigator.mediaDevices` that is used. */
export type DevicePort = Pick<
  MediaDevices,
  'enumerateDevices' | 'getUserMedia' | 'addEventListener' | 'removeEventListener'
>;

const kinds: readonly DeviceKind[] = ['camera', 'microphone'];

const untouched: DeviceSide = {
  options: [],
  chosenId: undefined,
  on: true,
  track: undefined,
  opening: false,
  trouble: undefined,
};

/** The person's own devices before and during a visit: what there is, what was chosen, and a preview until joining. */
export class DevicePreview extends Observable<DevicesSnapshot> {
  readonly #port: DevicePort | undefined;
  /** Counts the openings, so that one that was overtaken lets go of what it got. */
  readonly #turns: Record<DeviceKind, number> = { camera: 0, microphone: 0 };
  /** Another number for every start and release: a start that was overtaken opens nothing more. */
  #round = 0;
  #previewing = false;
  #watching = false;

  /** `port` is undefined where the page may not use devices (no https). */
  constructor(port: DevicePort | undefined) {
    super({ camera: untouched, microphone: untouched });
    this.#port = port;
  }

  /** Opens what is wanted: with one question of the browser for both where both are there. */
  async start(): Promise<void> {
    const round = ++this.#round;
    this.#previewing = true;
    if (this.#port === undefined) {
      for (const kind of kinds) this.#change(kind, { trouble: 'insecure' });
      return;
    }
    if (!this.#watching) this.#port.addEventListener('devicechange', this.#onDeviceChange);
    this.#watching = true;
    const devices = await this.#port.enumerateDevices();
    if (round !== this.#round) return;
    const wanted = kinds.filter(
      (kind) => this.getSnapshot()[kind].on && this.getSnapshot()[kind].track === undefined,
    );
    const present = wanted.filter((kind) => hasDevice(devices, kind));
    for (const kind of wanted) if (!present.includes(kind)) this.#change(kind, { trouble: 'missing' });
    const opened = present.length === kinds.length && (await this.#openTogether());
    if (round !== this.#round) return;
    if (!opened) await Promise.all(present.map((kind) => this.#open(kind)));
    await this.#refreshOptions();
  }

  async choose(kind: DeviceKind, id: string): Promise<void> {
    this.#change(kind, { chosenId: id });
    if (this.#previewing && this.getSnapshot()[kind].on) await this.#open(kind);
  }

  /** Off really closes the device. */
  async setOn(kind: DeviceKind, on: boolean): Promise<void> {
    this.#change(kind, { on });
    if (!on) this.#close(kind);
    else if (this.#previewing) await this.retry(kind);
  }

  async retry(kind: DeviceKind): Promise<void> {
    await this.#open(kind);
    await this.#refreshOptions();
  }

  /** Closes the preview, so that the visit can open the same devices. Lists and choices stay. */
  release(): void {
    this.#round += 1;
    this.#previewing = false;
    for (const kind of kinds) this.#close(kind);
  }

  async #openTogether(): Promise<boolean> {
    const port = this.#port;
    if (port === undefined) return false;
    const turns = kinds.map((kind) => this.#begin(kind));
    try {
      const stream = await port.getUserMedia({
        video: this.#constraints('camera'),
        audio: this.#constraints('microphone'),
      });
      kinds.forEach((kind, index) => this.#take(kind, turns[index], tracksOf(stream, kind)));
      return true;
    } catch {
      // Which of the two it was shows when they are opened one by one.
      for (const kind of kinds) this.#change(kind, { opening: false });
      return false;
    }
  }

  async #open(kind: DeviceKind): Promise<void> {
    const port = this.#port;
    if (port === undefined) return;
    const turn = this.#begin(kind);
    const constraints = this.#constraints(kind);
    try {
      const stream = await port.getUserMedia(
        kind === 'camera' ? { video: constraints } : { audio: constraints },
      );
      this.#take(kind, turn, tracksOf(stream, kind));
    } catch (error) {
      if (turn === this.#turns[kind]) this.#change(kind, { opening: false, trouble: deviceTroubleOf(error) });
    }
  }

  #constraints(kind: DeviceKind): MediaTrackConstraints | true {
    const { chosenId } = this.getSnapshot()[kind];
    return chosenId === undefined ? true : { deviceId: { exact: chosenId } };
  }

  /** Closes what is open first: some phones open one camera at a time. */
  #begin(kind: DeviceKind): number {
    this.#close(kind);
    this.#change(kind, { opening: true, trouble: undefined });
    return this.#turns[kind];
  }

  #take(kind: DeviceKind, turn: number | undefined, tracks: readonly MediaStreamTrack[]): void {
    const [track] = tracks;
    if (turn !== this.#turns[kind] || track === undefined) {
      for (const unwanted of tracks) unwanted.stop();
      return;
    }
    track.addEventListener('ended', () => {
      if (this.getSnapshot()[kind].track === track)
        this.#change(kind, { track: undefined, trouble: 'unplugged' });
    });
    const chosenId = track.getSettings().deviceId ?? this.getSnapshot()[kind].chosenId;
    this.#change(kind, { track, opening: false, trouble: undefined, chosenId });
  }

  #close(kind: DeviceKind): void {
    this.#turns[kind] += 1;
    this.getSnapshot()[kind].track?.stop();
    this.#change(kind, { track: undefined, opening: false });
  }

  readonly #onDeviceChange = (): void => {
    this.#refreshOptions().catch(() => undefined);
  };

  async #refreshOptions(): Promise<void> {
    const devices = (await this.#port?.enumerateDevices()) ?? [];
    for (const kind of kinds) {
      const options = optionsOf(devices, kind);
      const { chosenId } = this.getSnapshot()[kind];
      const gone = options.length > 0 && !options.some(({ id }) => id === chosenId);
      this.#change(kind, { options, ...(gone ? { chosenId: undefined } : {}) });
    }
  }

  #change(kind: DeviceKind, change: Partial<DeviceSide>): void {
    const side = this.getSnapshot()[kind];
    this.update({ [kind]: { ...side, ...change } });
  }
}

const tracksOf = (stream: MediaStream, kind: DeviceKind): readonly MediaStreamTrack[] =>
  kind === 'camera' ? stream.getVideoTracks() : stream.getAudioTracks();
