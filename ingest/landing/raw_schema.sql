-- The raw layer of the build database: what the reader wrote, one row a thing. A row changes only when its document is
-- read again, or when a newer version or a copy of its article comes in (raw.article_changes says which).
--
-- The one place where these tables are defined: the loader runs this file before every load, and the fixtures of the
-- dbt tests run it too. Every statement is idempotent. Column order of the claim tables is the order of
-- `Claim.to_row` (ingest/claims/model.py), then `batch_id`, `loaded_at`. Times are UTC. Null is never 0.

create schema if not exists raw;

-- The program that filled these tables last: an earlier one refuses those of a later format than it knows.
create table if not exists raw.layout (
    format integer,
    warledger_version text
);

-- One load of the landing folder: one row a batch.
create table if not exists raw.load_batches (
    batch_id text primary key,
    created_at timestamptz,
    loaded_at timestamptz,
    n_documents bigint,
    n_articles bigint,
    n_claims bigint,
    n_rejected bigint
);

-- What the published marts were made of: one row a claim or article (model int_states), as of the last publication. The
-- build step fills it before dbt runs, and empties it when everything is to be made anew.
create table if not exists raw.published_states (
    kind text,
    id text,
    partition_key text,
    state ubigint
);

-- One document: the bytes that a source delivered (the bytes themselves stay in the landing folder).
create table if not exists raw.documents (
    document_id text primary key,
    source_uri text,
    source_name text,
    media_type text,
    size_bytes bigint,
    content_hash text,
    url text,
    title text,
    publisher text,
    published text,
    time_zone text,
    fetched_at timestamptz,
    batch_id text,
    loaded_at timestamptz,
    -- When its newest reading was made, if that was not the first one.
    reread_at timestamptz
);
alter table raw.documents add column if not exists time_zone text;
alter table raw.documents add column if not exists reread_at timestamptz;

-- One article: one story out of a document.
create table if not exists raw.articles (
    article_id text primary key,
    document_id text,
    article_index integer,
    source_uri text,
    source_name text,
    url text,
    title text,
    publisher text,
    agency text,
    byline text,
    dateline_place text,
    published_at date,
    published_basis text,
    published_unusable text,
    published_time timestamptz,
    is_correction boolean,
    body_share double,
    is_stub boolean,
    language text,
    body text,
    body_hash text,
    ingested_at timestamptz,
    batch_id text,
    loaded_at timestamptz,
    -- Of a document with pages, where each begins in the body; why no claims could be found ("language").
    page_starts bigint[],
    not_read text,
    -- The page that it is (ingest/core/identity.py), a hash of it to look it up by; its document's time of fetching.
    canonical_url text,
    page_id bigint,
    fetched_at timestamptz,
    -- Worked out by the loader (ingest/warehouse/versions.py, copies.py).
    is_current boolean default true,
    superseded_by text,
    copy_of text,
    text_id bigint
);

-- Columns that databases made by an earlier version lack.
alter table raw.articles add column if not exists published_unusable text;
alter table raw.articles add column if not exists published_time timestamptz;
alter table raw.articles add column if not exists is_correction boolean;
alter table raw.articles add column if not exists body_share double;
alter table raw.articles add column if not exists is_stub boolean;
alter table raw.articles add column if not exists page_starts bigint[];
alter table raw.articles add column if not exists not_read text;
alter table raw.articles add column if not exists canonical_url text;
alter table raw.articles add column if not exists page_id bigint;
alter table raw.articles add column if not exists fetched_at timestamptz;
alter table raw.articles add column if not exists is_current boolean default true;
alter table raw.articles add column if not exists superseded_by text;
alter table raw.articles add column if not exists copy_of text;
alter table raw.articles add column if not exists text_id bigint;

-- One claim: what one article says about one strike.
create table if not exists raw.strike_claims (
    claim_id text primary key,
    article_id text,
    date_precision text,
    date_start date,
    date_end date,
    date_partial text,
    date_text text,
    claimant text,
    claimant_side text,
    is_background boolean,
    rule_id text,
    confidence double,
    event_date date,
    attacker_country text,
    target_country text,
    admin1 text,
    admin1_code text,
    place text,
    location_id text,
    latitude double,
    longitude double,
    geo_precision text,
    weapon_classes text[],
    weapon_names text[],
    target_class text,
    killed bigint,
    killed_qualifier text,
    wounded bigint,
    wounded_qualifier text,
    quote text,
    char_start bigint,
    char_end bigint,
    evidence struct(quote text, char_start bigint, char_end bigint)[],
    reader_version text,
    batch_id text,
    loaded_at timestamptz
);

-- One claim: what one article says about one count of one weapon class brought down by one side.
create table if not exists raw.interception_claims (
    claim_id text primary key,
    article_id text,
    date_precision text,
    date_start date,
    date_end date,
    date_partial text,
    date_text text,
    claimant text,
    claimant_side text,
    is_background boolean,
    rule_id text,
    confidence double,
    event_date date,
    defender_country text,
    attacker_country text,
    weapon_class text,
    weapon_names text[],
    launched bigint,
    launched_qualifier text,
    intercepted bigint,
    intercepted_qualifier text,
    shot_down bigint,
    suppressed bigint,
    hit bigint,
    still_airborne bigint,
    count_definition text,
    scope text,
    is_recap boolean,
    time_start text,
    time_end text,
    place text,
    admin1 text,
    admin1_code text,
    quote text,
    char_start bigint,
    char_end bigint,
    evidence struct(quote text, char_start bigint, char_end bigint)[],
    reader_version text,
    batch_id text,
    loaded_at timestamptz
);

-- Columns that databases made by an earlier version lack.
alter table raw.interception_claims add column if not exists hit bigint;
alter table raw.interception_claims add column if not exists still_airborne bigint;
alter table raw.interception_claims add column if not exists time_start text;
alter table raw.interception_claims add column if not exists time_end text;

-- One claim: what one article says about one aid package or one running total.
create table if not exists raw.aid_claims (
    claim_id text primary key,
    article_id text,
    date_precision text,
    date_start date,
    date_end date,
    date_partial text,
    date_text text,
    claimant text,
    claimant_side text,
    is_background boolean,
    rule_id text,
    confidence double,
    announced_date date,
    donor text,
    donor_name text,
    recipient text,
    amount double,
    amount_qualifier text,
    currency text,
    aid_type text,
    status text,
    is_cumulative boolean,
    items text[],
    is_part boolean,
    part_of text,
    part_of_amount double,
    part_of_currency text,
    shared_with text[],
    quote text,
    char_start bigint,
    char_end bigint,
    evidence struct(quote text, char_start bigint, char_end bigint)[],
    reader_version text,
    batch_id text,
    loaded_at timestamptz
);

-- One claim: what one article says about one meeting.
create table if not exists raw.meeting_claims (
    claim_id text primary key,
    article_id text,
    date_precision text,
    date_start date,
    date_end date,
    date_partial text,
    date_text text,
    claimant text,
    claimant_side text,
    is_background boolean,
    rule_id text,
    confidence double,
    event_date date,
    status text,
    format text,
    participants text[],
    countries text[],
    bodies text[],
    place text,
    country text,
    location_id text,
    topic text,
    quote text,
    char_start bigint,
    char_end bigint,
    evidence struct(quote text, char_start bigint, char_end bigint)[],
    reader_version text,
    batch_id text,
    loaded_at timestamptz
);

-- One document (or part of one) that could not be read, with the reason.
create table if not exists raw.rejected_documents (
    rejection_id text primary key,
    source_uri text,
    source_name text,
    reason_code text,
    reason text,
    size_bytes bigint,
    content_hash text,
    fetched_at timestamptz,
    batch_id text,
    loaded_at timestamptz
);

-- One text on one day: the articles that say the same, word for word, on the day that they count for. `day` is the day
-- of publication, else that of the fetch. `cluster_id` is the smallest text_id among the texts that are copies of each
-- other. `numbers` are hashes of the figures in the text, sorted; `signature` is a MinHash of 128 32-bit values. One row
-- a text_id, which the loader sees to: an index of a million random keys would cost more than all the rest of a load.
create table if not exists raw.article_texts (
    text_id bigint,
    body_hash text,
    day date,
    n_shingles integer,
    numbers uinteger[],
    signature blob,
    cluster_id bigint
);

-- One band of a text's signature: texts that share one are looked at as possible copies.
create table if not exists raw.text_bands (
    day date,
    band bigint,
    text_id bigint
);

-- One article whose row, claims, version or copy changed in one load.
create table if not exists raw.article_changes (
    load_id bigint,
    batch_id text,
    article_id text,
    change text,
    changed_at timestamptz
);

-- One fetch of one address, whatever came of it (FetchOutcome in ingest/core/fetches.py, with what the listing said).
create table if not exists raw.fetch_outcomes (
    outcome_id text primary key,
    source_name text,
    role text,
    address text,
    url text,
    status text,
    reason_code text,
    reason text,
    final_url text,
    canonical_url text,
    http_status integer,
    bytes_received bigint,
    size_bytes bigint,
    seconds double,
    attempts integer,
    n_redirects integer,
    media_type text,
    etag text,
    last_modified text,
    retry_after_seconds double,
    content_hash text,
    listed_title text,
    listed_published text,
    listed_updated text,
    fetched_at timestamptz,
    run_id text,
    loaded_at timestamptz
);

-- One file of fetch outcomes that has been loaded.
create table if not exists raw.outcome_files (
    file_name text primary key,
    loaded_at timestamptz
);

-- One row of a raw table that breaks a rule (ingest/warehouse/quarantine.py) and goes no further. `details` is the
-- beginning of the row as JSON, `loaded_at` and `batch_id` are those of the row.
create table if not exists raw.quarantined_rows (
    table_name text,
    row_id text,
    rule_id text,
    reason text,
    article_id text,
    source_uri text,
    source_name text,
    details text,
    reader_version text,
    batch_id text,
    loaded_at timestamptz,
    primary key (table_name, row_id)
);

-- Hash of the rules that every row has been looked at with: one row, or none.
create table if not exists raw.quarantine_rules (
    fingerprint text
);

-- One number of one line of a reference that a user brought (reference.py).
create table if not exists raw.reference_values (
    reference text,
    row_number integer,
    event_date date,
    window_end text,
    entity text,
    measure text,
    quantity double,
    primary key (reference, row_number, measure)
);

-- One reference whose numbers are loaded.
create table if not exists raw.reference_series (
    reference text primary key,
    subject text,
    period text,
    tolerance double,
    content_hash text,
    n_rows bigint,
    n_left_out bigint,
    loaded_at timestamptz
);

-- One entry of the ledger of corrections (ingest/landing/corrections.py), made anew in every load. `claims`: the claims
-- that it speaks of; `other_claims`: of a split, claims that stay where they are.
create table if not exists raw.corrections (
    entry_id text,
    action text,
    kind text,
    claims struct(
        claim_key text, claim_id text, article_id text, quote text, char_start bigint, char_end bigint
    )[],
    other_claims struct(
        claim_key text, claim_id text, article_id text, quote text, char_start bigint, char_end bigint
    )[],
    field text,
    value text,
    as_read text,
    article_id text,
    source text,
    fact_id text,
    undoes text,
    corrected_by text,
    reason text,
    written_at timestamptz,
    written_on text
);

-- Tables of an earlier version, which knew one series of air attacks; its kept copy is loaded into those above.
drop table if exists raw.reference_counts;
drop table if exists raw.reference_files;

-- Columns of claims that databases made by an earlier version lack.
alter table raw.strike_claims add column if not exists rule_id text;
alter table raw.strike_claims add column if not exists confidence double;
alter table raw.interception_claims add column if not exists rule_id text;
alter table raw.interception_claims add column if not exists confidence double;
alter table raw.aid_claims add column if not exists rule_id text;
alter table raw.aid_claims add column if not exists confidence double;
alter table raw.aid_claims add column if not exists part_of text;
alter table raw.aid_claims add column if not exists is_part boolean;
alter table raw.aid_claims add column if not exists part_of_amount double;
alter table raw.aid_claims add column if not exists part_of_currency text;
alter table raw.aid_claims add column if not exists shared_with text[];
alter table raw.meeting_claims add column if not exists rule_id text;
alter table raw.meeting_claims add column if not exists confidence double;
