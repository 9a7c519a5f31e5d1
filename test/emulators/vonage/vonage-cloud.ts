import { EmulatedSession, type LeaveReason } from './emulated-session.ts';
import type { EmulatorLog } from './emulator-log.ts';
import { RumorChannel } from './rumor-channel.ts';
import { createSessionMonitoring, type SessionMonitoring } from './session-monitoring.ts';
import type { VonageAccount } from './vonage-account.ts';
import type { VonageFaults } from './vonage-faults.ts';

export interface VonageCloudParts {
  readonly account: VonageAccount;
  readonly log: EmulatorLog;
  readonly now: () => number;
  /** Sends webhooks. */
  readonly fetch: typeof fetch;
  readonly schedule: (callback: () => void, milliseconds: number) => () => void;
  readonly webhookUrl: string | undefined;
  /** How long a connection outlives its socket. */
  readonly leaseSeconds: number;
  /** How late Insights is. */
  readonly insightsLagSeconds: number;
}

/** One SDK's seat: its channel, and, once let in, its connection. */
export interface Seat {
  readonly socketId: string;
  readonly channel: RumorChannel;
  /** By the SDK itself, before it is let in. */
  connectionId: string | undefined;
  sessionId: string | undefined;
  /** Set by a fault: until it is lifted no socket is taken. */
  isHeld: boolean;
  /** Calls off the end of the connection. */
  keep: () => void;
}

/** All sessions of the account, and who is in them. */
export class VonageCloud {
  readonly parts: VonageCloudParts;
  readonly monitoring: SessionMonitoring;
  readonly sessions = new Map<string, EmulatedSession>();
  readonly #seats = new Map<string, Seat>();
  readonly #faults: VonageFaults;

  constructor(parts: VonageCloudParts, faults: VonageFaults) {
    this.parts = parts;
    this.#faults = faults;
    this.monitoring = createSessionMonitoring(parts);
  }

  create(isRelayed: boolean): EmulatedSession {
    const { account, now } = this.parts;
    const { applicationId } = account;
    const id = `1_${Buffer.from(`${applicationId}~${now()}~${crypto.randomUUID()}`).toString('base64url')}`;
    const session = new EmulatedSession({ id, applicationId, isRelayed, at: now() }, this.monitoring);
    this.sessions.set(id, session);
    return session;
  }

  hasSeat(socketId: string): boolean {
    return this.#seats.has(socketId);
  }

  /** The seat of that socket id, which an SDK keeps over reconnections. */
  seat(socketId: string): Seat {
    const found = this.#seats.get(socketId);
    if (found) return found;
    const later = (write: () => void): void => {
      if (this.#faults.delay > 0) this.parts.schedule(write, this.#faults.delay);
      else write();
    };
    const seat: Seat = {
      socketId,
      channel: new RumorChannel(later),
      connectionId: undefined,
      sessionId: undefined,
      isHeld: false,
      keep: () => undefined,
    };
    this.#seats.set(socketId, seat);
    return seat;
  }

  seatOf(sessionId: string, connectionData: string): Seat | undefined {
    return [...this.#seats.values()].find(
      (seat) => seat.sessionId === sessionId && this.connectionAt(seat)?.data === connectionData,
    );
  }

  connectionAt({ sessionId = '', connectionId = '' }: Seat) {
    return this.sessions.get(sessionId)?.connections.get(connectionId);
  }

  /** Gone without a goodbye: for a while the seat is kept. */
  suspend(seat: Seat): void {
    const milliseconds = this.parts.leaseSeconds * 1000;
    seat.keep = this.parts.schedule(() => this.leave(seat, 'networkDisconnected'), milliseconds);
  }

  leave(seat: Seat, reason: LeaveReason): void {
    seat.keep();
    this.#seats.delete(seat.socketId);
    const connection = this.connectionAt(seat);
    if (connection) this.sessions.get(seat.sessionId ?? '')?.release(connection, reason, this.parts.now());
    seat.channel.close();
  }

  /** False when there is no such connection. */
  forceDisconnect(session: EmulatedSession, connectionId: string): boolean {
    const seat = [...this.#seats.values()].find(
      (one) => one.sessionId === session.id && one.connectionId === connectionId,
    );
    if (seat) this.leave(seat, 'forceDisconnected');
    return seat !== undefined;
  }

  close(): void {
    for (const { channel, keep } of this.#seats.values()) {
      keep();
      channel.cut();
    }
  }
}
