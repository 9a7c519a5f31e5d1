/** What came of holding a month against a vendor's count when it was done last. An empty tenant stands for all of them. */
export const reconciledTables = `
  CREATE TABLE ledger_reconciled (
    month text NOT NULL,
    provider text NOT NULL,
    tenant text NOT NULL,
    made_at bigint NOT NULL,
    whole bigint NOT NULL,
    ours_milliseconds bigint NOT NULL,
    theirs_milliseconds bigint NOT NULL,
    PRIMARY KEY (month, provider, tenant)
  );
`;
