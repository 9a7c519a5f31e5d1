import type { Heartbeat, MeteringGrant } from '@patchbay/contract';
import type { SessionEnvironment } from '@patchbay/session';

/** Receives one session's heartbeats in place of a server. */
export class WatchedMetering {
  readonly grant: MeteringGrant;
  readonly #bodies: string[] = [];

  constructor(intervalSeconds: number) {
    const token = crypto.randomUUID();
    this.grant = { endpoint: `https://metering.invalid/${token}`, token, intervalSeconds };
  }

  /** In the order of arrival, each once. */
  get heartbeats(): readonly Heartbeat[] {
    const all = this.#bodies.flatMap((body) => (JSON.parse(body) as { heartbeats: Heartbeat[] }).heartbeats);
    return all.filter((beat, index) => all.findIndex(({ sequence }) => sequence === beat.sequence) === index);
  }

  /** The surroundings with the way to the meter bent here. */
  bend(environment: SessionEnvironment): Pick<SessionEnvironment, 'fetch' | 'sendBeacon'> {
    const isOurs = (url: unknown): boolean => url === this.grant.endpoint;
    return {
      fetch: async (input, init) => {
        if (!isOurs(input)) return environment.fetch(input, init);
        if (typeof init?.body === 'string') this.#bodies.push(init.body);
        return new Response(null, { status: 204 });
      },
      sendBeacon: (url, body) => {
        if (!isOurs(url)) return environment.sendBeacon(url, body);
        this.#bodies.push(body);
        return true;
      },
    };
  }
}
