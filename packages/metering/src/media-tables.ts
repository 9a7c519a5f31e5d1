/**
 * A further version of what is computed: what was carried, in milliseconds and bytes, and figures apart for sessions that are known to
 * have carried no video (`session_media` is `audio`). No evidence told of either before, so that nothing is to be made anew.
 */
export const mediaTables = `
  ALTER TABLE ledger_hour ADD COLUMN audio_milliseconds bigint NOT NULL DEFAULT 0;
  ALTER TABLE ledger_hour ADD COLUMN hd_milliseconds bigint NOT NULL DEFAULT 0;
  ALTER TABLE ledger_hour ADD COLUMN full_hd_milliseconds bigint NOT NULL DEFAULT 0;
  ALTER TABLE ledger_hour ADD COLUMN two_k_milliseconds bigint NOT NULL DEFAULT 0;
  ALTER TABLE ledger_hour ADD COLUMN above_two_k_milliseconds bigint NOT NULL DEFAULT 0;
  ALTER TABLE ledger_hour ADD COLUMN unsized_milliseconds bigint NOT NULL DEFAULT 0;
  ALTER TABLE ledger_hour ADD COLUMN sent_video_milliseconds bigint NOT NULL DEFAULT 0;
  ALTER TABLE ledger_hour ADD COLUMN bytes_received bigint NOT NULL DEFAULT 0;
  ALTER TABLE ledger_hour ADD COLUMN received_counted_milliseconds bigint NOT NULL DEFAULT 0;
  ALTER TABLE ledger_hour ADD COLUMN bytes_sent bigint NOT NULL DEFAULT 0;
  ALTER TABLE ledger_hour ADD COLUMN sent_counted_milliseconds bigint NOT NULL DEFAULT 0;

  CREATE TABLE ledger_month_media (
    since text NOT NULL,
    tenant text NOT NULL,
    provider text NOT NULL,
    participant_class text NOT NULL,
    session_media text NOT NULL,
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
    video_connections bigint NOT NULL DEFAULT 0,
    audio_milliseconds bigint NOT NULL DEFAULT 0,
    hd_milliseconds bigint NOT NULL DEFAULT 0,
    full_hd_milliseconds bigint NOT NULL DEFAULT 0,
    two_k_milliseconds bigint NOT NULL DEFAULT 0,
    above_two_k_milliseconds bigint NOT NULL DEFAULT 0,
    unsized_milliseconds bigint NOT NULL DEFAULT 0,
    sent_video_milliseconds bigint NOT NULL DEFAULT 0,
    bytes_received bigint NOT NULL DEFAULT 0,
    received_counted_milliseconds bigint NOT NULL DEFAULT 0,
    bytes_sent bigint NOT NULL DEFAULT 0,
    sent_counted_milliseconds bigint NOT NULL DEFAULT 0,
    company_audio_milliseconds bigint NOT NULL DEFAULT 0,
    company_hd_milliseconds bigint NOT NULL DEFAULT 0,
    company_full_hd_milliseconds bigint NOT NULL DEFAULT 0,
    company_two_k_milliseconds bigint NOT NULL DEFAULT 0,
    company_above_two_k_milliseconds bigint NOT NULL DEFAULT 0,
    company_unsized_milliseconds bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (since, tenant, provider, participant_class, session_media)
  );
  INSERT INTO ledger_month_media (
    since, tenant, provider, participant_class, session_media,
    consults, carried_consults, connections, carried_connections, open_connections, leased_connections, milliseconds,
    bound_milliseconds, alone_milliseconds, second_up, minute_up, company_second_up, company_minute_up,
    alone_second_up, alone_minute_up, person_milliseconds, person_alone_milliseconds, person_second_up,
    person_minute_up, person_company_second_up, person_company_minute_up, person_alone_second_up,
    person_alone_minute_up
  ) SELECT since, tenant, provider, participant_class, '',
    consults, carried_consults, connections, carried_connections, open_connections, leased_connections, milliseconds,
    bound_milliseconds, alone_milliseconds, second_up, minute_up, company_second_up, company_minute_up,
    alone_second_up, alone_minute_up, person_milliseconds, person_alone_milliseconds, person_second_up,
    person_minute_up, person_company_second_up, person_company_minute_up, person_alone_second_up,
    person_alone_minute_up
  FROM ledger_month;
  DROP TABLE ledger_month;
  ALTER TABLE ledger_month_media RENAME TO ledger_month;

  CREATE TABLE ledger_month_short_media (
    since text NOT NULL,
    tenant text NOT NULL,
    provider text NOT NULL,
    participant_class text NOT NULL,
    session_media text NOT NULL,
    kind text NOT NULL,
    seconds bigint NOT NULL,
    items bigint NOT NULL,
    milliseconds bigint NOT NULL,
    PRIMARY KEY (since, tenant, provider, participant_class, session_media, kind, seconds)
  );
  INSERT INTO ledger_month_short_media
    SELECT since, tenant, provider, participant_class, '', kind, seconds, items, milliseconds FROM ledger_month_short;
  DROP TABLE ledger_month_short;
  ALTER TABLE ledger_month_short_media RENAME TO ledger_month_short;

  CREATE TABLE ledger_closing_media (
    since text NOT NULL,
    tenant text NOT NULL,
    provider text NOT NULL,
    participant_class text NOT NULL,
    session_media text NOT NULL,
    figures text NOT NULL,
    shorts text NOT NULL,
    PRIMARY KEY (since, tenant, provider, participant_class, session_media)
  );
  INSERT INTO ledger_closing_media
    SELECT since, tenant, provider, participant_class, '', figures, shorts FROM ledger_closing;
  DROP TABLE ledger_closing;
  ALTER TABLE ledger_closing_media RENAME TO ledger_closing;

  ALTER TABLE ledger_correction ADD COLUMN session_media text NOT NULL DEFAULT '';
`;
