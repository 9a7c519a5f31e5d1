import type { JoinTicket } from '@patchbay/contract';
import type { CallChoices, ConsultCall } from '../call/consult-call.ts';
import { type Ending, endingOf, joinFailureSentence } from '../call/ending.ts';
import { Observable } from './observable.ts';
import type { Refusal, VisitApi, VisitFacts } from './visit-api.ts';
import type { VisitLink } from './visit-link.ts';

/** Which page of the visit is shown. */
export type VisitPhase =
  | { readonly kind: 'loading' }
  | { readonly kind: 'unusable'; readonly refusal: Refusal }
  | { readonly kind: 'pre-join'; readonly joining: boolean; readonly refusal: Refusal | undefined }
  | { readonly kind: 'in-call'; readonly call: ConsultCall }
  | { readonly kind: 'ended'; readonly ending: Ending };

export interface VisitState {
  readonly phase: VisitPhase;
  readonly facts: VisitFacts | undefined;
}

export interface VisitFlowOptions {
  /** Undefined when the page was opened without a whole link. */
  readonly link: VisitLink | undefined;
  readonly api: VisitApi;
  /** Throws for a ticket that cannot be used. */
  readonly createCall: (ticket: JoinTicket) => ConsultCall;
  /** Lets go of the preview's devices before the call opens them. */
  readonly releaseDevices: () => void;
}

const brokenLink: Refusal = {
  code: 'visit-invalid',
  sentence: 'This link is incomplete. Open the link from your invitation again.',
  detail: undefined,
  retryable: false,
};

/** The way through a visit: look, get ready, join, talk, end, and perhaps come back. */
export class VisitFlow extends Observable<VisitState> {
  readonly #options: VisitFlowOptions;
  /** What is told of any other call is old news. */
  #call: ConsultCall | undefined;

  constructor(options: VisitFlowOptions) {
    super({ phase: { kind: 'loading' }, facts: undefined });
    this.#options = options;
  }

  get link(): VisitLink | undefined {
    return this.#options.link;
  }

  /** Reads the visit; may be repeated after a failure. */
  async start(): Promise<void> {
    const { link, api } = this.#options;
    this.update({ phase: { kind: 'loading' } });
    if (link === undefined) {
      this.update({ phase: { kind: 'unusable', refusal: brokenLink } });
      return;
    }
    const answer = await api.readVisit(link);
    if (answer.ok) this.update({ facts: answer.value, phase: ready(undefined) });
    else this.update({ phase: { kind: 'unusable', refusal: answer.refusal } });
  }

  /** From the pre-join page into the call, or back to it with the reason. */
  async join(choices: CallChoices): Promise<void> {
    const { link, api, createCall, releaseDevices } = this.#options;
    const { phase } = this.getSnapshot();
    if (link === undefined || phase.kind !== 'pre-join' || phase.joining) return;
    this.update({ phase: { kind: 'pre-join', joining: true, refusal: undefined } });
    const answer = await api.requestTicket(link);
    if (!answer.ok) {
      this.update({ phase: ready(answer.refusal) });
      return;
    }
    try {
      const call = createCall(answer.value);
      this.#call = call;
      call.session.subscribe(() => this.#follow(call));
      releaseDevices();
      await call.join(choices);
    } catch (error) {
      // A call that was left meanwhile has said its end already.
      if (this.getSnapshot().phase.kind === 'pre-join') this.update({ phase: ready(refusalOfError(error)) });
    }
  }

  /** Ends the visit for everybody; the call tells when it is over. False when it could not be ended. */
  async endVisit(): Promise<boolean> {
    const { link, api } = this.#options;
    return link !== undefined && (await api.endVisit(link)).ok;
  }

  /** Back to the pre-join page after the end. */
  rejoin(): void {
    if (this.getSnapshot().phase.kind !== 'ended') return;
    this.#call = undefined;
    this.update({ phase: ready(undefined) });
  }

  /** The call's page comes when the session is joined, not when the devices are open: those may need an answer first. */
  #follow(call: ConsultCall): void {
    if (call !== this.#call) return;
    const { state, endedBy } = call.session.getSnapshot();
    const { phase } = this.getSnapshot();
    if (endedBy !== undefined) this.update({ phase: { kind: 'ended', ending: endingOf(endedBy) } });
    else if (state === 'joined' && phase.kind === 'pre-join')
      this.update({ phase: { kind: 'in-call', call } });
  }
}

const ready = (refusal: Refusal | undefined): VisitPhase => ({ kind: 'pre-join', joining: false, refusal });

const refusalOfError = (error: unknown): Refusal => ({
  code: 'join-failed',
  sentence: joinFailureSentence(error),
  detail: undefined,
  retryable: true,
});
