import type { LeaveReason, ParticipantId, ProviderEvent, PublicationId, UserKey } from '@patchbay/contract';
import type { FakePublication } from './fake-publication.ts';

/** One connection to a fake room, as the cloud sees it. */
export class FakeMember {
  readonly id: ParticipantId;
  readonly userKey: UserKey;
  readonly publications = new Map<PublicationId, FakePublication>();
  readonly #report: (event: ProviderEvent) => void;
  /** What happened while the connection was cut. */
  readonly #backlog: ProviderEvent[] = [];
  #restored: PromiseWithResolvers<void> | undefined;
  #isOver = false;

  constructor(id: ParticipantId, userKey: UserKey, report: (event: ProviderEvent) => void) {
    this.id = id;
    this.userKey = userKey;
    this.#report = report;
  }

  /** Tells this connection a fact, at once or when it is back. */
  tell(event: ProviderEvent): void {
    if (this.#isOver) return;
    if (this.#restored !== undefined) {
      this.#backlog.push(event);
      return;
    }
    this.#isOver = event.type === 'closed';
    this.#report(event);
  }

  close(reason: Exclude<LeaveReason, 'local'>): void {
    this.tell({ type: 'closed', reason, error: undefined });
  }

  /** The connection's own end: nothing is told any more. */
  silence(): void {
    this.#isOver = true;
    this.#restored?.resolve();
  }

  cut(scope: 'signalling' | 'media'): void {
    if (this.#restored !== undefined) return;
    this.tell({ type: 'interrupted', scope });
    this.#restored = Promise.withResolvers();
  }

  restore(): void {
    const restored = this.#restored;
    if (restored === undefined) return;
    this.#restored = undefined;
    for (const event of this.#backlog.splice(0)) this.tell(event);
    this.tell({ type: 'restored' });
    restored.resolve();
  }

  /** Settles when the connection is not cut: one turn of the network. */
  async online(): Promise<void> {
    await this.#restored?.promise;
  }
}
