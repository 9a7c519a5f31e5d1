/**
 * A further version of what is computed: figures are split at the days from which a vendor bills by another rule, short items
 * are kept by their length, and time alone is rounded too. A month's figures are made anew from presence: `rule_dates` of a
 * consult says at how many of the known days its figures were split, and is null while they are not in any month.
 */
export const figuresTables = `
  CREATE TABLE ledger_rule_date (day text PRIMARY KEY, number bigint NOT NULL);

  DROP TABLE ledger_month;
  CREATE TABLE ledger_month (
    since text NOT NULL,
    tenant text NOT NULL,
    provider text NOT NULL,
    participant_class text NOT NULL,
    consults bigint NOT NULL,
    carried_consults bigint NOT NULL,
    connections bigint NOT NULL,
    carried_connections bigint NOT NULL,
    open_connections bigint NOT NULL,
    leased_connections bigint NOT NULL,
    milliseconds bigint NOT NULL,
    bound_milliseconds bigint NOT NULL,
    alone_milliseconds bigint NOT NULL,
    second_up bigint NOT NULL,
    minute_up bigint NOT NULL,
    company_second_up bigint NOT NULL,
    company_minute_up bigint NOT NULL,
    alone_second_up bigint NOT NULL,
    alone_minute_up bigint NOT NULL,
    person_milliseconds bigint NOT NULL,
    person_alone_milliseconds bigint NOT NULL,
    person_second_up bigint NOT NULL,
    person_minute_up bigint NOT NULL,
    person_company_second_up bigint NOT NULL,
    person_company_minute_up bigint NOT NULL,
    person_alone_second_up bigint NOT NULL,
    person_alone_minute_up bigint NOT NULL,
    PRIMARY KEY (since, tenant, provider, participant_class)
  );
  CREATE TABLE ledger_month_short (
    since text NOT NULL,
    tenant text NOT NULL,
    provider text NOT NULL,
    participant_class text NOT NULL,
    kind text NOT NULL,
    seconds bigint NOT NULL,
    items bigint NOT NULL,
    milliseconds bigint NOT NULL,
    PRIMARY KEY (since, tenant, provider, participant_class, kind, seconds)
  );

  CREATE TABLE ledger_rolled_up (one_row bigint PRIMARY KEY, at bigint NOT NULL);

  ALTER TABLE ledger_presence ADD COLUMN rule_dates bigint;
  INSERT INTO ledger_due (consult, due) SELECT consult, 0 FROM ledger_presence WHERE true
    ON CONFLICT (consult) DO UPDATE SET due = 0;

  CREATE TABLE ledger_closing_since (
    since text NOT NULL,
    tenant text NOT NULL,
    provider text NOT NULL,
    participant_class text NOT NULL,
    figures text NOT NULL,
    shorts text NOT NULL,
    PRIMARY KEY (since, tenant, provider, participant_class)
  );
  INSERT INTO ledger_closing_since
    SELECT month || '-01', tenant, provider, participant_class, figures, '[]' FROM ledger_closing;
  DROP TABLE ledger_closing;
  ALTER TABLE ledger_closing_since RENAME TO ledger_closing;

  ALTER TABLE ledger_correction ADD COLUMN since text NOT NULL DEFAULT '';
  ALTER TABLE ledger_correction ADD COLUMN shorts text NOT NULL DEFAULT '[]';
  UPDATE ledger_correction SET since = month || '-01';
`;
