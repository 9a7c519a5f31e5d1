/** A `MediaStream` for Node; what adapters and the session's preview put into elements. */
export class FakeMediaStream extends EventTarget implements MediaStream {
  readonly id: string = crypto.randomUUID();
  onaddtrack: MediaStream['onaddtrack'] = null;
  onremovetrack: MediaStream['onremovetrack'] = null;
  readonly #tracks: Set<MediaStreamTrack>;

  constructor(content: readonly MediaStreamTrack[] | MediaStream = []) {
    super();
    this.#tracks = new Set('getTracks' in content ? content.getTracks() : content);
  }

  get active(): boolean {
    return this.getTracks().some(({ readyState }) => readyState === 'live');
  }

  getTracks(): MediaStreamTrack[] {
    return [...this.#tracks];
  }

  getAudioTracks(): MediaStreamTrack[] {
    return this.getTracks().filter(({ kind }) => kind === 'audio');
  }

  getVideoTracks(): MediaStreamTrack[] {
    return this.getTracks().filter(({ kind }) => kind === 'video');
  }

  getTrackById(id: string): MediaStreamTrack | null {
    return this.getTracks().find((track) => track.id === id) ?? null;
  }

  addTrack(track: MediaStreamTrack): void {
    this.#tracks.add(track);
  }

  removeTrack(track: MediaStreamTrack): void {
    this.#tracks.delete(track);
  }

  clone(): FakeMediaStream {
    return new FakeMediaStream(this.getTracks().map((track) => track.clone()));
  }
}
