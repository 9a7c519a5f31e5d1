/**
 * What vendors answered about their own count, in the SQL that both stores have in common. Beside the evidence of presence and not
 * among it: what is held against our figures must not have made them.
 */
export const vendorReportTables = `
  CREATE TABLE ledger_vendor_report (
    id text PRIMARY KEY,
    provider text NOT NULL,
    day_from bigint NOT NULL,
    day_to bigint NOT NULL,
    pulled_at bigint NOT NULL,
    confirmed_at bigint NOT NULL
  );
  CREATE INDEX ledger_vendor_report_by_day ON ledger_vendor_report (provider, day_from);
  CREATE TABLE ledger_vendor_line (
    report text NOT NULL,
    position bigint NOT NULL,
    tenant text,
    consult_id text,
    room text NOT NULL,
    person text,
    connection text,
    started_at bigint NOT NULL,
    ended_at bigint,
    milliseconds bigint,
    precision bigint NOT NULL,
    currency text,
    amount text,
    PRIMARY KEY (report, position)
  );
  CREATE INDEX ledger_vendor_line_by_consult ON ledger_vendor_line (consult_id);
`;
