import { randomUUID } from 'node:crypto';
import { withStableMediaIds } from './stable-media-ids.ts';
import type { PeerConnectionState } from './twilio-wire.ts';

type Description = NonNullable<PeerConnectionState['description']>;

/** What one side of a link said last. */
interface Side {
  readonly sid: string;
  /** As the other side gets it. */
  description?: Description;
  /** Ids of one's own tracks to those by which the other side receives them. */
  sends: ReadonlyMap<string, string>;
  readonly ice: Map<string | null, NonNullable<PeerConnectionState['ice']>>;
}

interface Link {
  readonly id: string;
  readonly sides: readonly [Side, Side];
  /** Whose offer waits for its answer. */
  offering: string | undefined;
}

/** A peer connection state and whom it is for. */
export interface Delivery {
  readonly to: string;
  readonly state: PeerConnectionState;
}

/**
 * One peer connection per pair of participants, in place of the vendor's media server: what one side says is passed to the
 * other. Where both offer at once, only the first offer is passed on; the other side rolls back when it arrives, as the SDK
 * does for a media server.
 */
export class PeerLinks {
  readonly #links = new Map<string, Link>();

  /** The newcomer is to make an offer to each of the others. */
  connect(newcomer: string, others: readonly string[]): readonly PeerConnectionState[] {
    return others.map((other) => {
      const id = randomUUID();
      const side = (sid: string): Side => ({ sid, sends: new Map(), ice: new Map() });
      this.#links.set(id, { id, sides: [side(newcomer), side(other)], offering: undefined });
      return { id, description: { type: 'create-offer', revision: 1 } };
    });
  }

  /** What is to be passed on of what a participant said. */
  receive(from: string, states: readonly PeerConnectionState[]): readonly Delivery[] {
    return states.flatMap(({ id, description, ice }) => {
      const link = this.#links.get(id);
      const [mine, theirs] = sidesOf(link, from);
      // A connection that was closed, or the one that the SDK makes for a media server.
      if (!link || !mine || !theirs) return [];
      const to = theirs.sid;
      const deliveries: Delivery[] = [];
      if (ice && ice.revision > (mine.ice.get(ice.ufrag)?.revision ?? 0)) {
        mine.ice.set(ice.ufrag, ice);
        deliveries.push({ to, state: { id, ice } });
      }
      if (description && isNews(link, mine, description)) {
        mine.description = description;
        if (description.sdp !== undefined) {
          const { sdp, ids } = withStableMediaIds(description.sdp, id);
          mine.description = { ...description, sdp };
          mine.sends = ids;
        }
        link.offering = description.type === 'offer' ? from : undefined;
        if (description.type === 'close') this.#links.delete(id);
        deliveries.unshift({ to, state: { id, description: mine.description } });
      }
      return deliveries;
    });
  }

  /** By which id one participant receives another's track; undefined while it is not offered. */
  receivedId(from: string, to: string, track: string): string | undefined {
    const link = [...this.#links.values()].find(({ sides }) =>
      sides.every(({ sid }) => [from, to].includes(sid)),
    );
    return sidesOf(link, from)[0]?.sends.get(track);
  }

  /** All that a participant's peers said last, for one who was away; connections that are not named are closed. */
  statesFor(sid: string): readonly PeerConnectionState[] {
    return [...this.#links.values()].flatMap((link) => {
      const [mine, theirs] = sidesOf(link, sid);
      if (!mine || !theirs) return [];
      const { id } = link;
      const description = theirs.description ?? (mine.description ? undefined : createOffer(link, sid));
      const candidates = [...theirs.ice.values()].map((ice) => ({ id, ice }));
      return [{ id, ...(description && { description }) }, ...candidates];
    });
  }

  /** Ends a participant's connections. */
  disconnect(sid: string): readonly Delivery[] {
    return [...this.#links.values()].flatMap((link) => {
      const [mine, theirs] = sidesOf(link, sid);
      if (!mine || !theirs) return [];
      this.#links.delete(link.id);
      return [{ to: theirs.sid, state: { id: link.id, description: { type: 'close' as const } } }];
    });
  }
}

const createOffer = ({ sides: [newcomer] }: Link, sid: string): Description | undefined =>
  newcomer.sid === sid ? { type: 'create-offer', revision: 1 } : undefined;

function sidesOf(link: Link | undefined, sid: string): readonly [Side, Side] | readonly [] {
  const [a, b] = link?.sides ?? [];
  if (!a || !b) return [];
  if (a.sid === sid) return [a, b];
  return b.sid === sid ? [b, a] : [];
}

function isNews({ offering }: Link, mine: Side, { type, revision = 0 }: Description): boolean {
  if (type === 'close') return true;
  const before = mine.description?.revision ?? 0;
  if (type === 'offer') return revision > before && (offering === undefined || offering === mine.sid);
  return type === 'answer' && offering !== undefined && offering !== mine.sid;
}
