/** How much the ledger is measured with. */
export interface LedgerSizes {
  readonly ingest: {
    readonly rounds: number;
    /** Rows per round and size of batch. */
    readonly rows: number;
    readonly batches: readonly number[];
  };
  readonly http: {
    readonly rounds: number;
    /** Requests per round. */
    readonly requests: number;
    readonly events: number;
    readonly connections: number;
    readonly consults: number;
  };
  readonly rollUp: { readonly rounds: number; readonly consults: number };
  readonly month: { readonly consults: number; readonly rounds: number };
  readonly year: {
    readonly consults: number;
    /** So many of them go through real evidence and a real roll-up. */
    readonly sample: number;
    readonly tenants: number;
    readonly rounds: number;
  };
}

export const fullSizes: LedgerSizes = {
  ingest: { rounds: 9, rows: 10_000, batches: [100, 1000] },
  http: { rounds: 9, requests: 100, events: 100, connections: 8, consults: 2000 },
  rollUp: { rounds: 5, consults: 500 },
  month: { consults: 20_000, rounds: 3 },
  year: { consults: 10_000_000, sample: 2000, tenants: 20, rounds: 5 },
};

/** Enough to see that everything works, and nothing about speed. */
export const quickSizes: LedgerSizes = {
  ingest: { rounds: 2, rows: 200, batches: [50] },
  http: { rounds: 2, requests: 4, events: 20, connections: 2, consults: 3 },
  rollUp: { rounds: 2, consults: 10 },
  month: { consults: 40, rounds: 1 },
  year: { consults: 4000, sample: 80, tenants: 3, rounds: 2 },
};
