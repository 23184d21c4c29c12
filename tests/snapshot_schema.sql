-- Tables of a published snapshot, as the pipeline makes them (without comments and constraints).
-- test_dashboard_real_snapshot.py fails when a build's tables differ from these.

create table agg_aid_by_donor (
    donor varchar,
    donor_name varchar,
    recipient varchar,
    aid_type varchar,
    currency varchar,
    n_packages bigint,
    amount double,
    amount_usd double,
    amount_eur double,
    n_without_amount bigint,
    n_without_usd bigint,
    n_needs_review bigint
);

create table agg_aid_monthly (
    month date,
    donor varchar,
    recipient varchar,
    aid_type varchar,
    n_packages bigint,
    amount_usd double,
    amount_eur double,
    n_without_amount bigint,
    n_needs_review bigint
);

create table agg_air_war_daily (
    event_date date,
    defender_country varchar,
    weapon_class varchar,
    count_definition varchar,
    launched bigint,
    intercepted bigint,
    shot_down bigint,
    suppressed bigint,
    interception_rate double,
    n_facts bigint,
    n_facts_with_rate bigint,
    n_needs_review bigint
);

create table agg_air_war_weekly (
    week_start date,
    defender_country varchar,
    weapon_class varchar,
    count_definition varchar,
    launched bigint,
    intercepted bigint,
    shot_down bigint,
    suppressed bigint,
    interception_rate double,
    n_facts bigint,
    n_facts_with_rate bigint,
    n_needs_review bigint
);

create table agg_country_pairs (
    country_a varchar,
    country_b varchar,
    status varchar,
    n_meetings bigint
);

create table agg_fact_publishers (
    kind varchar,
    publisher varchar,
    fact_id varchar,
    n_claims bigint
);

create table agg_meetings_monthly (
    month date,
    status varchar,
    n_meetings bigint,
    n_needs_review bigint
);

create table agg_strikes_by_region (
    attacker_country varchar,
    target_country varchar,
    admin1 varchar,
    admin1_code varchar,
    n_strikes bigint,
    killed_best bigint,
    wounded_best bigint,
    first_date date,
    last_date date,
    n_needs_review bigint
);

create table agg_strikes_by_target (
    attacker_country varchar,
    target_class varchar,
    n_strikes bigint,
    killed_best bigint,
    wounded_best bigint,
    n_needs_review bigint
);

create table agg_strikes_daily (
    event_date date,
    attacker_country varchar,
    target_country varchar,
    n_strikes bigint,
    killed_low bigint,
    killed_best bigint,
    killed_high bigint,
    wounded_low bigint,
    wounded_best bigint,
    wounded_high bigint,
    n_with_killed bigint,
    n_with_wounded bigint,
    n_needs_review bigint
);

create table agg_undated (
    kind varchar,
    n_facts bigint
);

create table aid_claims (
    claim_id varchar,
    article_id varchar,
    fact_id varchar,
    match_rule varchar,
    partition_key varchar,
    announced_date date,
    announced_date_stated date,
    year_inferred boolean,
    year_rule varchar,
    day_rule varchar,
    date_precision varchar,
    date_start date,
    date_end date,
    date_partial varchar,
    date_text varchar,
    claimant varchar,
    claimant_side varchar,
    is_background boolean,
    rule_id varchar,
    confidence double,
    donor varchar,
    donor_name varchar,
    recipient varchar,
    amount double,
    amount_qualifier varchar,
    currency varchar,
    aid_type varchar,
    status varchar,
    is_cumulative boolean,
    items varchar[],
    is_part boolean,
    part_of varchar,
    part_of_amount double,
    part_of_currency varchar,
    shared_with varchar[],
    quote varchar,
    char_start bigint,
    char_end bigint,
    evidence struct("quote" varchar, char_start bigint, char_end bigint)[],
    claim_key varchar,
    as_read struct(field varchar, as_read varchar)[],
    reader_version varchar,
    batch_id varchar,
    loaded_at timestamp with time zone
);

create table aid_package_parts (
    aid_package_id varchar,
    reason varchar,
    parent_package_id varchar,
    claim_id varchar,
    only_with_review boolean
);

create table aid_status_history (
    aid_package_id varchar,
    status varchar,
    life_stage integer,
    status_date date,
    first_reported_at date,
    last_reported_at date,
    claim_id varchar,
    n_claims bigint
);

create table bridge_meeting_participants (
    meeting_id varchar,
    partition_key varchar,
    participant_id varchar,
    participant_kind varchar,
    participant varchar,
    country_code varchar,
    n_claims bigint,
    n_articles bigint
);

create table corrections (
    entry_id varchar,
    "action" varchar,
    kind varchar,
    state varchar,
    stale_reason varchar,
    fact_id varchar,
    claim_ids varchar[],
    article_ids varchar[],
    quotes varchar[],
    field varchar,
    new_value varchar,
    as_read varchar,
    publisher varchar,
    undoes varchar,
    undone_by varchar,
    corrected_by varchar,
    reason varchar,
    written_at timestamp with time zone
);

create table dim_articles (
    article_id varchar,
    document_id varchar,
    article_index integer,
    source_uri varchar,
    source_name varchar,
    source_id varchar,
    url varchar,
    title varchar,
    publisher varchar,
    agency varchar,
    byline varchar,
    dateline_place varchar,
    published_at date,
    published_basis varchar,
    published_unusable varchar,
    body_share double,
    is_stub boolean,
    page_starts bigint[],
    not_read varchar,
    language varchar,
    body varchar,
    body_hash varchar,
    copy_of varchar,
    canonical_url varchar,
    is_current boolean default true,
    superseded_by varchar,
    n_claims bigint,
    ingested_at timestamp with time zone,
    batch_id varchar,
    loaded_at timestamp with time zone,
    published_time timestamp with time zone,
    is_correction boolean
);

create table dim_countries (
    country_code varchar,
    country_name varchar,
    kind varchar
);

create table dim_dates (
    date_day date,
    year_number integer,
    quarter_number integer,
    month_number integer,
    month_start date,
    week_start date,
    iso_weekday integer,
    weekday_name varchar,
    days_since_invasion bigint
);

create table dim_locations (
    location_id varchar,
    location_kind varchar,
    place varchar,
    admin1 varchar,
    admin1_code varchar,
    country_code varchar,
    latitude double,
    longitude double,
    n_claims bigint
);

create table dim_regions (
    admin1_code varchar,
    admin1 varchar,
    country_code varchar,
    kind varchar
);

create table dim_sources (
    source_id varchar,
    source_label varchar,
    publisher varchar,
    source_names varchar[],
    has_publisher boolean,
    n_articles bigint,
    n_dated_articles bigint,
    n_claims bigint,
    first_published_at date,
    last_published_at date
);

create table dim_target_classes (
    target_class varchar,
    target_class_name varchar,
    family varchar,
    sort_order integer,
    definition varchar
);

create table dim_weapon_classes (
    weapon_class varchar,
    weapon_class_name varchar,
    family varchar,
    sort_order integer,
    definition varchar
);

create table dim_weapons (
    weapon_id varchar,
    weapon_name varchar,
    weapon_class varchar,
    origin_country varchar,
    is_in_lexicon boolean,
    n_strike_claims bigint,
    n_interception_claims bigint
);

create table fact_relations (
    fact_kind varchar,
    child_id varchar,
    parent_id varchar,
    kind varchar,
    claim_id varchar,
    is_counted_in_parent boolean,
    is_counted_with_review boolean
);

create table fct_aid_packages (
    aid_package_id varchar,
    partition_key varchar,
    announced_date date,
    date_precision varchar,
    date_start date,
    date_end date,
    date_partial varchar,
    year_inferred boolean,
    donor varchar,
    donor_name varchar,
    recipient varchar,
    aid_type varchar,
    status varchar,
    amount double,
    amount_qualifier varchar,
    currency varchar,
    amount_low double,
    amount_high double,
    amount_usd double,
    amount_eur double,
    fx_date date,
    fx_basis varchar,
    is_cumulative boolean,
    items varchar[],
    shared_with varchar[],
    n_claims bigint,
    n_articles bigint,
    n_sources bigint,
    first_reported_at date,
    last_reported_at date,
    best_claim_id varchar,
    amount_claim_id varchar,
    status_claim_id varchar,
    is_background boolean,
    claimant_sides varchar[],
    is_belligerent_only boolean,
    is_disputed boolean,
    confidence double,
    review_reasons varchar[],
    review_state varchar,
    reviewed_by varchar,
    review_note varchar
);

create table fct_diplomatic_meetings (
    meeting_id varchar,
    partition_key varchar,
    event_date date,
    date_precision varchar,
    date_start date,
    date_end date,
    date_partial varchar,
    year_inferred boolean,
    status varchar,
    statuses varchar[],
    format varchar,
    place varchar,
    country varchar,
    location_id varchar,
    participants varchar[],
    bodies varchar[],
    countries varchar[],
    n_participants bigint,
    topic varchar,
    n_claims bigint,
    n_articles bigint,
    n_sources bigint,
    first_reported_at date,
    last_reported_at date,
    best_claim_id varchar,
    status_claim_id varchar,
    is_background boolean,
    claimant_sides varchar[],
    is_belligerent_only boolean,
    is_disputed boolean,
    confidence double,
    review_reasons varchar[],
    review_state varchar,
    reviewed_by varchar,
    review_note varchar
);

create table fct_interceptions (
    interception_id varchar,
    partition_key varchar,
    event_date date,
    date_precision varchar,
    date_start date,
    date_end date,
    date_partial varchar,
    year_inferred boolean,
    defender_country varchar,
    attacker_country varchar,
    weapon_class varchar,
    scope varchar,
    place varchar,
    admin1 varchar,
    admin1_code varchar,
    is_recap boolean,
    launched bigint,
    intercepted bigint,
    shot_down bigint,
    suppressed bigint,
    hit bigint,
    still_airborne bigint,
    unaccounted bigint,
    interception_rate double,
    count_definition varchar,
    launched_low bigint,
    launched_high bigint,
    intercepted_low bigint,
    intercepted_high bigint,
    n_claims bigint,
    n_articles bigint,
    n_sources bigint,
    first_reported_at date,
    last_reported_at date,
    best_claim_id varchar,
    launched_claim_id varchar,
    intercepted_claim_id varchar,
    hit_claim_id varchar,
    still_airborne_claim_id varchar,
    is_background boolean,
    claimant_sides varchar[],
    is_belligerent_only boolean,
    is_disputed boolean,
    time_start varchar,
    time_end varchar,
    confidence double,
    review_reasons varchar[],
    review_state varchar,
    reviewed_by varchar,
    review_note varchar
);

create table fct_strikes (
    strike_id varchar,
    partition_key varchar,
    event_date date,
    date_precision varchar,
    date_start date,
    date_end date,
    date_partial varchar,
    year_inferred boolean,
    attacker_country varchar,
    target_country varchar,
    admin1 varchar,
    admin1_code varchar,
    place varchar,
    location_id varchar,
    latitude double,
    longitude double,
    geo_precision varchar,
    target_class varchar,
    weapon_classes varchar[],
    weapon_names varchar[],
    killed_low bigint,
    killed_best bigint,
    killed_high bigint,
    wounded_low bigint,
    wounded_best bigint,
    wounded_high bigint,
    n_claims bigint,
    n_articles bigint,
    n_sources bigint,
    first_reported_at date,
    last_reported_at date,
    best_claim_id varchar,
    killed_claim_id varchar,
    wounded_claim_id varchar,
    is_background boolean,
    claimant_sides varchar[],
    is_belligerent_only boolean,
    is_disputed boolean,
    confidence double,
    review_reasons varchar[],
    review_state varchar,
    reviewed_by varchar,
    review_note varchar
);

create table fetch_outcomes (
    outcome_id varchar,
    source_name varchar,
    role varchar,
    url varchar,
    status varchar,
    reason_code varchar,
    reason varchar,
    http_status integer,
    bytes_received bigint,
    seconds double,
    fetched_at timestamp with time zone,
    first_fetched_at timestamp with time zone,
    last_new_at timestamp with time zone,
    n_fetches bigint
);

create table interception_claims (
    claim_id varchar,
    article_id varchar,
    fact_id varchar,
    match_rule varchar,
    partition_key varchar,
    event_date date,
    event_date_stated date,
    year_inferred boolean,
    year_rule varchar,
    date_precision varchar,
    date_start date,
    date_end date,
    date_partial varchar,
    date_text varchar,
    claimant varchar,
    claimant_side varchar,
    is_background boolean,
    rule_id varchar,
    confidence double,
    defender_country varchar,
    attacker_country varchar,
    weapon_class varchar,
    weapon_names varchar[],
    launched bigint,
    launched_qualifier varchar,
    intercepted bigint,
    intercepted_qualifier varchar,
    shot_down bigint,
    suppressed bigint,
    hit bigint,
    still_airborne bigint,
    count_definition varchar,
    scope varchar,
    is_recap boolean,
    is_impossible boolean,
    place varchar,
    admin1 varchar,
    admin1_code varchar,
    quote varchar,
    char_start bigint,
    char_end bigint,
    evidence struct("quote" varchar, char_start bigint, char_end bigint)[],
    claim_key varchar,
    as_read struct(field varchar, as_read varchar)[],
    reader_version varchar,
    batch_id varchar,
    loaded_at timestamp with time zone,
    time_start varchar,
    time_end varchar
);

create table interception_overlaps (
    interception_id varchar,
    overlap_rule varchar,
    included_in varchar,
    only_with_review boolean
);

create table meeting_claims (
    claim_id varchar,
    article_id varchar,
    fact_id varchar,
    match_rule varchar,
    partition_key varchar,
    event_date date,
    event_date_stated date,
    year_inferred boolean,
    year_rule varchar,
    date_precision varchar,
    date_start date,
    date_end date,
    date_partial varchar,
    date_text varchar,
    claimant varchar,
    claimant_side varchar,
    is_background boolean,
    rule_id varchar,
    confidence double,
    status varchar,
    format varchar,
    participants varchar[],
    countries varchar[],
    bodies varchar[],
    place varchar,
    country varchar,
    location_id varchar,
    topic varchar,
    quote varchar,
    char_start bigint,
    char_end bigint,
    evidence struct("quote" varchar, char_start bigint, char_end bigint)[],
    claim_key varchar,
    as_read struct(field varchar, as_read varchar)[],
    reader_version varchar,
    batch_id varchar,
    loaded_at timestamp with time zone
);

create table meeting_status_history (
    meeting_id varchar,
    partition_key varchar,
    status varchar,
    first_reported_at date,
    last_reported_at date,
    claim_id varchar,
    n_claims bigint
);

create table publications (
    run_id varchar,
    published_at timestamp with time zone,
    snapshot_file varchar,
    n_articles bigint,
    n_strike_facts bigint,
    n_interception_facts bigint,
    n_aid_facts bigint,
    n_meeting_facts bigint,
    n_claims bigint,
    n_rejected bigint,
    n_quarantined bigint,
    first_event_date date,
    last_event_date date,
    git_commit varchar,
    warledger_version varchar,
    reader_version varchar,
    inputs_fingerprint varchar
);

create table quality_results (
    run_id varchar,
    checked_at timestamp with time zone,
    origin varchar,
    check_name varchar,
    check_kind varchar,
    object_name varchar,
    column_name varchar,
    severity varchar,
    status varchar,
    failing_rows bigint,
    message varchar,
    examples varchar
);

create table reconciliation (
    reference varchar,
    subject varchar,
    period_start date,
    entity varchar,
    measure varchar,
    ours double,
    reference_value double,
    status varchar,
    reason varchar,
    fact_ids varchar[]
);

create table quarantined_rows (
    table_name varchar,
    row_id varchar,
    rule_id varchar,
    reason varchar,
    article_id varchar,
    source_uri varchar,
    source_name varchar,
    details varchar,
    reader_version varchar,
    batch_id varchar,
    loaded_at timestamp with time zone
);

create table rejected_documents (
    rejection_id varchar,
    source_uri varchar,
    source_name varchar,
    reason_code varchar,
    reason varchar,
    size_bytes bigint,
    content_hash varchar,
    fetched_at timestamp with time zone,
    batch_id varchar,
    loaded_at timestamp with time zone
);

create table run_outcomes (
    outcome_id varchar,
    pipeline varchar,
    run_id varchar,
    started_at timestamp with time zone,
    ended_at timestamp with time zone,
    status varchar,
    reason varchar,
    summary varchar,
    parts struct("name" varchar, status varchar, told varchar)[]
);

create table review_queue (
    kind varchar,
    fact_id varchar,
    figure double,
    n_charts integer,
    effect double,
    doubt double,
    priority double,
    review_state varchar,
    review_reasons varchar[],
    is_disputed boolean
);

create table strike_claims (
    claim_id varchar,
    article_id varchar,
    fact_id varchar,
    match_rule varchar,
    partition_key varchar,
    event_date date,
    event_date_stated date,
    year_inferred boolean,
    year_rule varchar,
    date_precision varchar,
    date_start date,
    date_end date,
    date_partial varchar,
    date_text varchar,
    claimant varchar,
    claimant_side varchar,
    is_background boolean,
    rule_id varchar,
    confidence double,
    attacker_country varchar,
    target_country varchar,
    admin1 varchar,
    admin1_code varchar,
    place varchar,
    location_id varchar,
    latitude double,
    longitude double,
    geo_precision varchar,
    weapon_classes varchar[],
    weapon_names varchar[],
    target_class varchar,
    killed bigint,
    killed_qualifier varchar,
    wounded bigint,
    wounded_qualifier varchar,
    quote varchar,
    char_start bigint,
    char_end bigint,
    evidence struct("quote" varchar, char_start bigint, char_end bigint)[],
    claim_key varchar,
    as_read struct(field varchar, as_read varchar)[],
    reader_version varchar,
    batch_id varchar,
    loaded_at timestamp with time zone
);
