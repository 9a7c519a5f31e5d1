import type { Heartbeat, MeteringGrant } from '@patchbay/contract';
import { CarriedSums, type LookedAt } from './carried-sums.ts';
import type { SessionEnvironment } from './session-environment.ts';

/** The most heartbeats kept while the server cannot be reached: the oldest go first, `joined` stays. */
const backlogLimit = 100;
/** How long before a heartbeat the session looks at what it carries, at most: vendors answer in a fraction of it. */
const lookAhead = 1000;

/**
 * Tells the meter who is there: `joined`, then `present` at the interval of the grant, then `left`. What could not be
 * delivered is sent with the next one. Never disturbs the call: a meter that is down costs evidence, not the consult.
 */
export class PresenceHeartbeat {
  readonly #environment: SessionEnvironment;
  readonly #grant: MeteringGrant;
  readonly #connectionId: string;
  readonly #startedAt: number;
  readonly #carried: CarriedSums;
  readonly #stopListening: () => void;
  #backlog: Heartbeat[] = [];
  #sequence = 0;
  #timer: unknown;
  #stopped = false;

  constructor(environment: SessionEnvironment, grant: MeteringGrant, session: LookedAt) {
    this.#environment = environment;
    this.#grant = grant;
    this.#connectionId = environment.randomId();
    this.#startedAt = environment.monotonicNow();
    this.#carried = new CarriedSums(session, () => Math.floor(this.#elapsed()), 2000 * grant.intervalSeconds);
    this.#beat('joined');
    // A page in the browser's cache may come back: its presence then simply goes on.
    this.#stopListening = environment.onPageHidden((hidden) =>
      hidden ? this.#hide() : this.#beat('present'),
    );
  }

  /** The end of the presence. The page may be going away, so this does not wait. */
  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#environment.clearTimeout(this.#timer);
    this.#stopListening();
    this.#record('left');
    this.#sendBeacon();
  }

  #hide(): void {
    this.#record('left');
    this.#sendBeacon();
  }

  #beat(kind: 'joined' | 'present'): void {
    this.#record(kind);
    void this.#deliver();
    const interval = this.#grant.intervalSeconds * 1000;
    const ahead = Math.min(lookAhead, interval / 4);
    this.#after(interval - ahead, () => {
      void this.#carried.look();
      this.#after(ahead, () => this.#beat('present'));
    });
  }

  #after(milliseconds: number, work: () => void): void {
    this.#environment.clearTimeout(this.#timer);
    this.#timer = this.#environment.setTimeout(work, milliseconds);
  }

  #elapsed(): number {
    return this.#environment.monotonicNow() - this.#startedAt;
  }

  #record(kind: Heartbeat['kind']): void {
    const { soFar: carried } = this.#carried;
    this.#backlog.push({
      connectionId: this.#connectionId,
      sequence: this.#sequence++,
      kind,
      at: this.#environment.now(),
      elapsed: this.#elapsed(),
      ...(carried !== undefined && { carried }),
    });
    if (this.#backlog.length > backlogLimit) this.#backlog.splice(1, 1);
  }

  #body(heartbeats: readonly Heartbeat[]): string {
    return JSON.stringify({ token: this.#grant.token, heartbeats });
  }

  async #deliver(): Promise<void> {
    const batch = [...this.#backlog];
    try {
      const response = await this.#environment.fetch(this.#grant.endpoint, {
        method: 'POST',
        // A content type that needs no preflight, the same as a beacon's.
        headers: { 'content-type': 'text/plain;charset=UTF-8' },
        body: this.#body(batch),
        keepalive: true,
        credentials: 'omit',
      });
      // Anything but "try again later" is final: a refused heartbeat is not worth repeating.
      if (response.status >= 500 || response.status === 429) return;
      this.#backlog = this.#backlog.filter((heartbeat) => !batch.includes(heartbeat));
    } catch {
      // Kept for the next beat.
    }
  }

  #sendBeacon(): void {
    if (this.#isBeaconTaken()) this.#backlog = [];
    else void this.#deliver();
  }

  #isBeaconTaken(): boolean {
    try {
      return this.#environment.sendBeacon(this.#grant.endpoint, this.#body(this.#backlog));
    } catch {
      // Browsers throw for an address that they cannot parse; leaving goes on.
      return false;
    }
  }
}
