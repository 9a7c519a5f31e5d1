/**
 * What is computed from evidence, in the SQL that both stores have in common. `due` is when a consult is to be folded anew
 * (0: at once, for its evidence changed). An empty tenant or provider stands for all of them.
 */
export const usageTables = `
  CREATE TABLE ledger_due (consult bigint PRIMARY KEY, due bigint NOT NULL);
  CREATE INDEX ledger_due_by_time ON ledger_due (due);
  CREATE TABLE ledger_due_hour (hour bigint PRIMARY KEY);
  CREATE TABLE ledger_person (person text NOT NULL, consult bigint NOT NULL, PRIMARY KEY (person, consult));

  CREATE TABLE ledger_presence (consult bigint PRIMARY KEY, evidence_rows bigint NOT NULL, body text NOT NULL);
  CREATE TABLE ledger_presence_hour (hour bigint NOT NULL, consult bigint NOT NULL, PRIMARY KEY (hour, consult));
  CREATE INDEX ledger_presence_hour_by_consult ON ledger_presence_hour (consult);

  CREATE TABLE ledger_hour (
    hour bigint NOT NULL,
    tenant text NOT NULL,
    provider text NOT NULL,
    connections bigint NOT NULL,
    consults bigint NOT NULL,
    milliseconds bigint NOT NULL,
    bound_milliseconds bigint NOT NULL,
    alone_milliseconds bigint NOT NULL,
    peak_participants bigint NOT NULL,
    peak_rooms bigint NOT NULL,
    PRIMARY KEY (tenant, provider, hour)
  );
  CREATE INDEX ledger_hour_by_hour ON ledger_hour (hour);

  CREATE TABLE ledger_month (
    month text NOT NULL,
    tenant text NOT NULL,
    provider text NOT NULL,
    participant_class text NOT NULL,
    consults bigint NOT NULL,
    carried_consults bigint NOT NULL,
    connections bigint NOT NULL,
    carried_connections bigint NOT NULL,
    milliseconds bigint NOT NULL,
    bound_milliseconds bigint NOT NULL,
    alone_milliseconds bigint NOT NULL,
    second_up bigint NOT NULL,
    minute_up bigint NOT NULL,
    company_second_up bigint NOT NULL,
    company_minute_up bigint NOT NULL,
    person_second_up bigint NOT NULL,
    person_minute_up bigint NOT NULL,
    person_company_second_up bigint NOT NULL,
    person_company_minute_up bigint NOT NULL,
    PRIMARY KEY (month, tenant, provider, participant_class)
  );

  CREATE TABLE ledger_closed (month text PRIMARY KEY, closed_at bigint NOT NULL);
  CREATE TABLE ledger_closing (
    month text NOT NULL,
    tenant text NOT NULL,
    provider text NOT NULL,
    participant_class text NOT NULL,
    figures text NOT NULL,
    PRIMARY KEY (month, tenant, provider, participant_class)
  );
  CREATE TABLE ledger_correction (
    month text NOT NULL,
    dated_in text NOT NULL,
    made_at bigint NOT NULL,
    tenant text NOT NULL,
    provider text NOT NULL,
    participant_class text NOT NULL,
    consult bigint NOT NULL,
    reasons text NOT NULL,
    figures text NOT NULL
  );
  CREATE INDEX ledger_correction_by_month ON ledger_correction (month);
  CREATE INDEX ledger_correction_by_date ON ledger_correction (dated_in);

  CREATE TABLE ledger_forgotten (consult bigint PRIMARY KEY);
  CREATE TABLE ledger_trace (made_at bigint NOT NULL, act text NOT NULL, consults bigint NOT NULL, evidence_rows bigint NOT NULL);
`;
