import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What the server counts, on a registry of its own. Labels are names and codes, never ids. */
export interface Metrics {
  readonly requests: Counter<'route' | 'method' | 'status'>;
  readonly requestSeconds: Histogram<'route' | 'method'>;
  readonly consults: Counter<'provider' | 'outcome'>;
  readonly tickets: Counter<'provider' | 'outcome'>;
  readonly gateVerdicts: Counter<'gate' | 'provider' | 'verdict'>;
  readonly heartbeats: Counter<'outcome'>;
  readonly webhooks: Counter<'provider' | 'outcome'>;
  readonly evidence: Counter<'source' | 'outcome'>;
  readonly rosterPolls: Counter<'provider' | 'outcome'>;
  readonly signallingConnections: Gauge<'provider'>;
  /** The text that Prometheus reads. */
  render(): Promise<{ readonly contentType: string; readonly text: string }>;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[]): Counter<Label> =>
    new Counter({ name: `patchbay_${name}_total`, help, labelNames, registers });
  return {
    requests: counter('http_requests', 'HTTP requests answered.', ['route', 'method', 'status']),
    requestSeconds: new Histogram({
      name: 'patchbay_http_request_seconds',
      help: 'Time to answer an HTTP request.',
      labelNames: ['route', 'method'],
      buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
      registers,
    }),
    consults: counter('consults', 'Consults asked for.', ['provider', 'outcome']),
    tickets: counter('tickets', 'Join tickets asked for.', ['provider', 'outcome']),
    gateVerdicts: counter('gate_verdicts', 'Verdicts of the gates.', ['gate', 'provider', 'verdict']),
    heartbeats: counter('heartbeats', 'Heartbeats received.', ['outcome']),
    webhooks: counter('webhooks', 'Webhook deliveries received.', ['provider', 'outcome']),
    evidence: counter('evidence', 'Facts offered to the ledger.', ['source', 'outcome']),
    rosterPolls: counter('roster_polls', 'Rosters asked for.', ['provider', 'outcome']),
    signallingConnections: new Gauge({
      name: 'patchbay_signalling_connections',
      help: 'Open signalling connections.',
      labelNames: ['provider'],
      registers,
    }),
    render: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
}
