import type { WireSignal } from '../zoom-wire.ts';

export type Lane = 'audio' | 'video' | 'share';

/** In the order of the transceivers, which both sides know. */
const lanes: readonly Lane[] = ['audio', 'video', 'share'];

interface Link {
  readonly id: string;
  readonly connection: RTCPeerConnection;
  readonly waiting: RTCIceCandidateInit[];
}

export interface PeerLinksParts {
  readonly signal: (to: number, signal: WireSignal) => void;
  readonly onTrack: (from: number, lane: Lane, track: MediaStreamTrack) => void;
}

/**
 * Media between the pages: one connection per sender and receiver, offered by the sender, with all lanes from the start, so
 * that a track that comes or goes later needs no negotiation.
 */
export class PeerLinks {
  readonly #parts: PeerLinksParts;
  readonly #outgoing = new Map<number, Link>();
  readonly #incoming = new Map<number, Link>();
  readonly #tracks = new Map<Lane, MediaStreamTrack>();

  constructor(parts: PeerLinksParts) {
    this.#parts = parts;
  }

  /** What everybody is sent in that lane; undefined for nothing. */
  async send(lane: Lane, track: MediaStreamTrack | undefined): Promise<void> {
    if (track === undefined) this.#tracks.delete(lane);
    else this.#tracks.set(lane, track);
    for (const { connection } of this.#outgoing.values())
      await connection.getTransceivers()[lanes.indexOf(lane)]?.sender.replaceTrack(track ?? null);
  }

  /** Signals may have been lost: what did not come about is begun again. */
  async offerAgain(to: number): Promise<void> {
    const connection = this.#outgoing.get(to)?.connection;
    if (connection?.connectionState === 'connected') return;
    connection?.close();
    this.#outgoing.delete(to);
    await this.offer(to);
  }

  async offer(to: number): Promise<void> {
    if (this.#outgoing.has(to)) return;
    const link = this.#open(to, crypto.randomUUID());
    this.#outgoing.set(to, link);
    const { connection } = link;
    for (const lane of lanes) {
      const { sender } = connection.addTransceiver(lane === 'audio' ? 'audio' : 'video', {
        direction: 'sendonly',
      });
      await sender.replaceTrack(this.#tracks.get(lane) ?? null);
    }
    await connection.setLocalDescription(await connection.createOffer());
    this.#parts.signal(to, { id: link.id, description: describe(connection) });
  }

  async hear(from: number, { id, description, candidate }: WireSignal): Promise<void> {
    if (description?.type === 'offer') return this.#answer(from, id, description);
    // What is about a connection that was begun anew meanwhile is nobody's.
    const link = [this.#outgoing.get(from), this.#incoming.get(from)].find((each) => each?.id === id);
    if (link === undefined) return;
    const { connection, waiting } = link;
    if (description !== undefined) {
      await connection.setRemoteDescription(description);
      for (const early of waiting.splice(0)) await connection.addIceCandidate(early);
    } else if (connection.remoteDescription === null) waiting.push(candidate ?? {});
    else await connection.addIceCandidate(candidate);
  }

  drop(peer: number): void {
    for (const links of [this.#outgoing, this.#incoming]) {
      links.get(peer)?.connection.close();
      links.delete(peer);
    }
  }

  close(): void {
    for (const peer of new Set([...this.#outgoing.keys(), ...this.#incoming.keys()])) this.drop(peer);
    this.#tracks.clear();
  }

  /** As Zoom tells them: rows marked with whose they are. */
  async readStats(self: number): Promise<Readonly<Record<string, object>>> {
    const rows: [string, object][] = [];
    const collect = async (peer: number, nodeId: number, { connection }: Link): Promise<void> => {
      for (const row of (await connection.getStats()).values() as Iterable<Record<string, unknown>>) {
        if (!/^(inbound|outbound|remote-inbound)-rtp$/.test(String(row['type']))) continue;
        const isSharing = row['mid'] === String(lanes.indexOf('share'));
        rows.push([`${peer}-${String(row['id'])}`, { ...row, nodeId: String(nodeId), isSharing }]);
      }
    };
    for (const [peer, link] of this.#incoming) await collect(peer, peer, link);
    for (const [peer, link] of this.#outgoing) await collect(peer, self, link);
    return Object.fromEntries(rows);
  }

  async #answer(from: number, id: string, description: RTCSessionDescriptionInit): Promise<void> {
    this.#incoming.get(from)?.connection.close();
    const link = this.#open(from, id);
    const { connection } = link;
    this.#incoming.set(from, link);
    connection.addEventListener('track', ({ track, transceiver }) => {
      const lane = lanes[connection.getTransceivers().indexOf(transceiver)];
      if (lane !== undefined) this.#parts.onTrack(from, lane, track);
    });
    await connection.setRemoteDescription(description);
    await connection.setLocalDescription(await connection.createAnswer());
    this.#parts.signal(from, { id, description: describe(connection) });
    for (const early of link.waiting.splice(0)) await connection.addIceCandidate(early);
  }

  #open(peer: number, id: string): Link {
    const connection = new RTCPeerConnection();
    connection.addEventListener('icecandidate', ({ candidate }) => {
      if (candidate !== null) this.#parts.signal(peer, { id, candidate: candidate.toJSON() });
    });
    return { id, connection, waiting: [] };
  }
}

function describe({ localDescription }: RTCPeerConnection): NonNullable<WireSignal['description']> {
  const type = localDescription?.type === 'offer' ? 'offer' : 'answer';
  return { type, sdp: localDescription?.sdp ?? '' };
}
