import type { AuditTrail } from '@patchbay/compliance';
import type { Json, ProviderId, WebhookRequest } from '@patchbay/contract';
import type { BackendRegistry } from '../backends/backend-registry.ts';
import type { ConsultStore } from '../consults/consult-store.ts';
import type { Log } from '../observation/log.ts';
import type { Metrics } from '../observation/metrics.ts';
import { serverTenant } from '../observation/server-tenant.ts';
import { Problem } from '../problem.ts';
import type { EvidenceRecorder } from './evidence-recorder.ts';

/** A delivery that a vendor repeats later than this is recorded again, which the ledger notices. */
const rememberedMilliseconds = 30 * 24 * 60 * 60 * 1000;

export interface WebhookReceipt {
  readonly duplicate: boolean;
  readonly recorded: number;
  /** Facts about rooms that are no consult of this server: counted, not kept. */
  readonly unknown: number;
  /** The body of the answer, where the vendor asks for one. */
  readonly reply: Json | undefined;
}

/** Takes vendors' webhooks. When it resolves, what it says is on disk. Rejects with `Problem`. */
export interface WebhookIntake {
  receive(provider: ProviderId, request: WebhookRequest): Promise<WebhookReceipt>;
}

export interface WebhookIntakeParts {
  readonly backends: BackendRegistry;
  readonly consults: ConsultStore;
  readonly recorder: EvidenceRecorder;
  readonly audit: AuditTrail;
  readonly metrics: Metrics;
  readonly log: Log;
}

export const createWebhookIntake = (parts: WebhookIntakeParts): WebhookIntake => ({
  receive: async (provider, request) => {
    const { backends, consults, recorder, audit, metrics, log } = parts;
    const backend = backends.find(provider)?.backend;
    if (backend?.receiveWebhook === undefined) {
      throw new Problem('provider-not-found', 'No configured provider of this name sends webhooks.');
    }
    const verdict = await backend.receiveWebhook(request);
    if (!verdict.accepted) {
      const { reason } = verdict;
      await audit.append({
        kind: 'webhook-refused',
        tenant: serverTenant,
        consultId: undefined,
        payload: { provider, reason },
      });
      metrics.webhooks.inc({ provider, outcome: reason });
      log({ level: 'warn', event: 'webhook-refused', provider, reason });
      const code = reason === 'malformed' ? 'webhook-malformed' : 'webhook-refused';
      throw new Problem(code, 'The webhook was not accepted.', { reason });
    }
    const { deliveryId, observations, reply } = verdict;
    if (await consults.hasDelivery(provider, deliveryId)) {
      metrics.webhooks.inc({ provider, outcome: 'duplicate' });
      return { duplicate: true, recorded: 0, unknown: 0, reply };
    }
    const { receivedAt } = request;
    const outcomes = await recorder.observations(provider, observations, receivedAt);
    // Only now: a delivery that is interrupted before must count as new when it is repeated.
    const forgetBefore = receivedAt - rememberedMilliseconds;
    const fresh = await consults.recordDelivery(provider, deliveryId, receivedAt, forgetBefore);
    metrics.webhooks.inc({ provider, outcome: fresh ? 'accepted' : 'duplicate' });
    return {
      duplicate: !fresh,
      recorded: outcomes.filter((outcome) => outcome === 'recorded').length,
      unknown: outcomes.filter((outcome) => outcome === 'unknown-room').length,
      reply,
    };
  },
});
