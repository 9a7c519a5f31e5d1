import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What the server counts, on a registry of its own. Labels are names and codes, never ids. */
export interface Metrics {
  readonly requests: Counter<'route' | 'method' | 'status'>;
  readonly requestSeconds: Histogram<'route' | 'method'>;
  readonly consults: Counter<'provider' | 'outcome'>;
  /** What a killed process, or a silent vendor, left to be done. */
  readonly consultsRecovered: Counter<'kind' | 'outcome'>;
  readonly tickets: Counter<'provider' | 'outcome'>;
  readonly gateVerdicts: Counter<'gate' | 'provider' | 'verdict'>;
  readonly heartbeats: Counter<'outcome'>;
  /** Heartbeats whose presence was taken, and what they said that they carried was not. */
  readonly carriedSetAside: Counter<'reason'>;
  readonly webhooks: Counter<'provider' | 'outcome'>;
  readonly evidence: Counter<'source' | 'outcome'>;
  /** Seconds between a fact and its being received, by the source's clock and the server's. */
  readonly evidenceLag: Histogram<'source'>;
  /** Seconds from being received to being on disk. */
  readonly appendSeconds: Histogram<'outcome'>;
  readonly bufferedRows: Gauge;
  readonly bufferedBytes: Gauge;
  readonly rollUps: Counter<'outcome'>;
  readonly ledgerConsultsWaiting: Gauge;
  readonly ledgerHoursWaiting: Gauge;
  readonly ledgerOpen: Gauge<'provider'>;
  readonly ledgerClosedByLease: Gauge<'provider'>;
  readonly ledgerCorrections: Gauge;
  /** When the usage book was complete last; the metric is how long ago that is. */
  rolledUp(at: number | undefined): void;
  /** Facts of this process that wait to be offered to the ledger again. */
  readonly observationsWaiting: Gauge;
  readonly observationsDropped: Counter<'provider' | 'reason'>;
  readonly rosterPolls: Counter<'provider' | 'outcome'>;
  /** Days of usage that vendors were asked about. */
  readonly usagePullDays: Counter<'provider' | 'outcome'>;
  readonly usagePullDaysMissing: Gauge<'provider'>;
  /** When a vendor answered about its usage last, undefined when it never did; the metric is how long ago that is. */
  usageAnswered(provider: string, at: number | undefined): void;
  /** Another instance tells these of the provider now. */
  usageNotAsked(provider: string): void;
  readonly signallingConnections: Gauge<'provider'>;
  readonly notificationsRefused: Counter<'reason'>;
  /** Asked for whenever the text is made; only where there may be several instances. */
  observeInstances(counts: InstanceCounts): void;
  /** The text that Prometheus reads. */
  render(): Promise<{ readonly contentType: string; readonly text: string }>;
}

export interface InstanceCounts {
  alive(): number;
  rooms(): readonly (readonly [provider: string, count: number])[];
  relayed(): readonly (readonly [provider: string, count: number])[];
}

/** `now` in milliseconds since the Unix epoch. */
export function createMetrics(now: () => number = Date.now): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[]): Counter<Label> =>
    new Counter({ name: `patchbay_${name}_total`, help, labelNames, registers });
  const histogram = <Label extends string>(
    name: string,
    help: string,
    labelNames: Label[],
    buckets: number[],
  ): Histogram<Label> => new Histogram({ name: `patchbay_${name}`, help, labelNames, buckets, registers });
  const gauge = <Label extends string = never>(
    name: string,
    help: string,
    labelNames: Label[] = [],
  ): Gauge<Label> => new Gauge({ name: `patchbay_${name}`, help, labelNames, registers });
  /** Asked for when the text is made. */
  const watched = (
    name: string,
    help: string,
    count: () => readonly (readonly [provider: string | undefined, count: number])[],
  ): void =>
    registry.registerMetric(
      new Gauge({
        name: `patchbay_${name}`,
        help,
        labelNames: ['provider'],
        registers: [],
        collect() {
          for (const [provider, value] of count())
            this.set(provider === undefined ? {} : { provider }, value);
        },
      }),
    );
  const usageAnsweredAt = new Map<string, number>();
  registry.registerMetric(
    new Gauge({
      name: 'patchbay_usage_pull_answer_age_seconds',
      help: 'Since a vendor answered about its usage last; absent until it has.',
      labelNames: ['provider'],
      registers: [],
      collect() {
        this.reset();
        for (const [provider, at] of usageAnsweredAt) this.set({ provider }, Math.max(0, now() - at) / 1000);
      },
    }),
  );
  const usagePullDaysMissing = gauge(
    'usage_pull_days_missing',
    'Days that are over, that a vendor may still know, and about which it has not answered.',
    ['provider'],
  );
  let rolledUpAt = now();
  registry.registerMetric(
    new Gauge({
      name: 'patchbay_ledger_roll_up_lag_seconds',
      help: 'Since the usage book had everything that was received; since the start, until it first had.',
      registers: [],
      collect() {
        this.set(Math.max(0, now() - rolledUpAt) / 1000);
      },
    }),
  );
  return {
    requests: counter('http_requests', 'HTTP requests answered.', ['route', 'method', 'status']),
    requestSeconds: histogram(
      'http_request_seconds',
      'Time to answer an HTTP request.',
      ['route', 'method'],
      [0.005, 0.02, 0.1, 0.5, 2, 10],
    ),
    consults: counter('consults', 'Consults asked for.', ['provider', 'outcome']),
    consultsRecovered: counter('consults_recovered', 'Changes of consults that were left unfinished.', [
      'kind',
      'outcome',
    ]),
    tickets: counter('tickets', 'Join tickets asked for.', ['provider', 'outcome']),
    gateVerdicts: counter('gate_verdicts', 'Verdicts of the gates.', ['gate', 'provider', 'verdict']),
    heartbeats: counter('heartbeats', 'Heartbeats received.', ['outcome']),
    carriedSetAside: counter(
      'heartbeats_carried_set_aside',
      'Heartbeats whose presence was taken, and what they said that they carried was not believed.',
      ['reason'],
    ),
    webhooks: counter('webhooks', 'Webhook deliveries received.', ['provider', 'outcome']),
    evidence: counter('evidence', 'Facts offered to the ledger.', ['source', 'outcome']),
    evidenceLag: histogram(
      'evidence_lag_seconds',
      'From a fact to its being received.',
      ['source'],
      [0.1, 1, 5, 30, 300, 3600, 86_400],
    ),
    appendSeconds: histogram(
      'ledger_append_seconds',
      'From offering facts to the ledger to their being on disk, or refused.',
      ['outcome'],
      [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60],
    ),
    bufferedRows: gauge('ledger_buffer_rows', 'Facts that wait to be on disk.'),
    bufferedBytes: gauge('ledger_buffer_bytes', 'Size of the facts that wait to be on disk.'),
    rollUps: counter('ledger_roll_ups', 'Rounds of rolling up, closing and forgetting.', ['outcome']),
    ledgerConsultsWaiting: gauge(
      'ledger_consults_waiting',
      'Consults whose figures are behind their evidence; counted up to 100,000.',
    ),
    ledgerHoursWaiting: gauge('ledger_hours_waiting', 'Hours whose figures are behind their consults.'),
    ledgerOpen: gauge('ledger_open_intervals', 'Connections that are still there.', ['provider']),
    ledgerClosedByLease: gauge(
      'ledger_closed_by_lease',
      'Connections of this month (UTC) that ended because nothing was heard of them any more.',
      ['provider'],
    ),
    ledgerCorrections: gauge(
      'ledger_corrections',
      'Corrections of closed months that are dated in this one.',
    ),
    rolledUp: (at) => {
      rolledUpAt = at ?? rolledUpAt;
    },
    observationsWaiting: gauge(
      'observations_waiting',
      'Facts of this process that are not in the ledger yet.',
    ),
    observationsDropped: counter(
      'observations_dropped',
      'Facts of this process that the ledger did not take in time.',
      ['provider', 'reason'],
    ),
    rosterPolls: counter('roster_polls', 'Rosters asked for.', ['provider', 'outcome']),
    usagePullDays: counter('usage_pull_days', 'Days of usage that vendors were asked about.', [
      'provider',
      'outcome',
    ]),
    usagePullDaysMissing,
    usageAnswered: (provider, at) => {
      if (at !== undefined) usageAnsweredAt.set(provider, at);
    },
    usageNotAsked: (provider) => {
      usageAnsweredAt.delete(provider);
      usagePullDaysMissing.remove({ provider });
    },
    signallingConnections: gauge('signalling_connections', 'Open signalling connections.', ['provider']),
    notificationsRefused: counter(
      'instance_notifications_refused',
      'Notifications on the database that no instance of this secret sent, or that came twice.',
      ['reason'],
    ),
    observeInstances: ({ alive, rooms, relayed }) => {
      watched(
        'instances_alive',
        'Instances on this database that are alive; 0 while this one is cut off.',
        () => [[undefined, alive()]],
      );
      watched('rooms_owned', 'Rooms in the memory of this instance.', rooms);
      watched('sockets_relayed', 'Signalling connections that this instance relays to another.', relayed);
    },
    render: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
}
