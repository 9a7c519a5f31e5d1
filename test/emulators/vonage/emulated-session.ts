import type { RaptorMessage, StreamContent } from './raptor-message.ts';
import type { RumorChannel } from './rumor-channel.ts';

export type LeaveReason = 'clientDisconnected' | 'forceDisconnected' | 'networkDisconnected';

/** Somebody in a session: one join. */
export interface EmulatedConnection {
  readonly id: string;
  readonly data: string;
  readonly permissions: readonly string[];
  readonly createdAt: number;
  destroyedAt: number | undefined;
  readonly channel: RumorChannel;
}

export interface EmulatedStream {
  readonly content: StreamContent;
  readonly owner: EmulatedConnection;
  readonly createdAt: number;
}

export interface EmulatedArchive {
  readonly id: string;
  readonly createdAt: number;
  status: 'started' | 'stopped';
}

/** What happens in a session, for whoever reports it. */
export interface SessionEvents {
  connected(session: EmulatedSession, connection: EmulatedConnection): void;
  disconnected(session: EmulatedSession, connection: EmulatedConnection, reason: LeaveReason): void;
  published(session: EmulatedSession, stream: EmulatedStream): void;
  unpublished(session: EmulatedSession, stream: EmulatedStream, reason: string): void;
}

interface Subscription {
  readonly streamId: string;
  readonly subscriber: EmulatedConnection;
  readonly publisher: EmulatedConnection;
}

/** A session: who is in it, what they publish, and between whom offers and answers go. */
export class EmulatedSession {
  readonly id: string;
  readonly isRelayed: boolean;
  readonly createdAt: number;
  /** Everybody who ever was in it, oldest first. */
  readonly visitors: EmulatedConnection[] = [];
  readonly connections = new Map<string, EmulatedConnection>();
  readonly streams = new Map<string, EmulatedStream>();
  readonly archives: EmulatedArchive[] = [];
  /** Somebody published, so that the time counts. */
  wasPublished = false;
  /** So many streams at once, at most. */
  mostPublishers = 0;
  readonly #subscriptions = new Map<string, Subscription>();
  readonly #base: string;
  readonly #events: SessionEvents;

  constructor(
    terms: {
      readonly id: string;
      readonly applicationId: string;
      readonly isRelayed: boolean;
      readonly at: number;
    },
    events: SessionEvents,
  ) {
    this.id = terms.id;
    this.isRelayed = terms.isRelayed;
    this.createdAt = terms.at;
    this.#base = `/v2/partner/${terms.applicationId}/session/${terms.id}`;
    this.#events = events;
  }

  /** What a newcomer is told, itself included. */
  state() {
    return {
      connection: [...this.connections.values()].map(connectionContent),
      stream: [...this.streams.values()].map(streamOf),
      archive: [],
    };
  }

  admit(connection: EmulatedConnection): void {
    this.connections.set(connection.id, connection);
    this.visitors.push(connection);
  }

  /** After the newcomer has the state. */
  announce(connection: EmulatedConnection): void {
    this.#tellAll('created', `/connection/${connection.id}`, connectionContent(connection));
    this.#events.connected(this, connection);
  }

  release(connection: EmulatedConnection, reason: LeaveReason, at: number): void {
    if (!this.connections.has(connection.id)) return;
    connection.destroyedAt = at;
    for (const [id, { owner }] of this.streams) if (owner === connection) this.unpublish(id, reason);
    for (const [id, { subscriber }] of this.#subscriptions)
      if (subscriber === connection) this.unsubscribe(id);
    // Also to oneself: that is how somebody learns of being sent out.
    this.#tellAll('deleted', `/connection/${connection.id}`, { reason }, reason);
    this.connections.delete(connection.id);
    this.#events.disconnected(this, connection, reason);
  }

  publish(content: StreamContent, owner: EmulatedConnection, createdAt: number): void {
    const stream = { content, owner, createdAt };
    this.streams.set(content.id, stream);
    this.wasPublished = true;
    this.mostPublishers = Math.max(this.mostPublishers, this.streams.size);
    this.#tellAll('created', `/stream/${content.id}`, streamOf(stream));
    this.#events.published(this, stream);
  }

  unpublish(id: string, reason: string): void {
    const stream = this.streams.get(id);
    if (!stream) return;
    this.streams.delete(id);
    for (const [key, { streamId }] of this.#subscriptions)
      if (streamId === id) this.#subscriptions.delete(key);
    this.#tellAll('deleted', `/stream/${id}`, { reason }, reason);
    this.#events.unpublished(this, stream, reason);
  }

  /** A channel of a stream goes on or off, or changes its size. */
  updateChannel(streamId: string, channelId: string, change: Readonly<Record<string, unknown>>): void {
    const channel = this.streams.get(streamId)?.content.channel.find(({ id }) => id === channelId);
    if (!channel) return;
    Object.assign(channel, change);
    this.#tellAll('updated', `/stream/${streamId}/channel/${channelId}`, change);
  }

  /** False when there is no such stream. Browsers send to each other: the publisher is asked for an offer. */
  subscribe(streamId: string, subscriberId: string, subscriber: EmulatedConnection): boolean {
    const publisher = this.streams.get(streamId)?.owner;
    if (!publisher) return false;
    this.#subscriptions.set(subscriberId, { streamId, subscriber, publisher });
    const uri = `${this.#base}/stream/${streamId}/subscriber/${subscriberId}`;
    const content = { peerId: crypto.randomUUID(), sourceStreamId: 'P2P', subscriberId };
    publisher.channel.tell({ method: 'generateoffer', uri, content }, subscriber.id);
    return true;
  }

  unsubscribe(subscriberId: string): void {
    const found = this.#subscriptions.get(subscriberId);
    if (!found) return;
    this.#subscriptions.delete(subscriberId);
    const uri = `${this.#base}/stream/${found.streamId}/subscriber/${subscriberId}`;
    found.publisher.channel.tell({ method: 'deleted', uri, content: {} }, found.subscriber.id);
  }

  /** Offers, answers and candidates go to the other side of a subscription. */
  relay(subscriberId: string, message: RaptorMessage, from: EmulatedConnection): void {
    const found = this.#subscriptions.get(subscriberId);
    const to = found?.subscriber === from ? found.publisher : found?.subscriber;
    to?.channel.tell(message, from.id);
  }

  /** To one, or to everybody, the sender too. False when there is no such one. */
  signal(message: RaptorMessage, from: string, to?: string): boolean {
    if (to !== undefined && !this.connections.has(to)) return false;
    for (const { id, channel } of this.connections.values())
      if (to === undefined || id === to) channel.tell(message, from);
    return true;
  }

  tellOfArchive({ id, status }: EmulatedArchive): void {
    const method = status === 'started' ? 'created' : 'updated';
    this.#tellAll(method, `/archive/${id}`, { id, name: '', status });
  }

  #tellAll(method: string, path: string, content: object, reason?: string): void {
    const message = { method, uri: this.#base + path, content: { ...content }, ...(reason && { reason }) };
    for (const { channel } of this.connections.values()) channel.tell(message);
  }
}

export const connectionContent = ({ id, data, permissions, createdAt }: EmulatedConnection) => ({
  id,
  data,
  permissions,
  creationTime: createdAt,
});

const streamOf = ({ content, owner, createdAt }: EmulatedStream) => ({
  ...content,
  connection: connectionContent(owner),
  connectionId: owner.id,
  creationTime: createdAt,
});
