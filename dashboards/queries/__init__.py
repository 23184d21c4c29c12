"""All SQL of the dashboard. Each function takes `rows` (runs SQL with parameters, gives a data frame) and plain values.

Values from the reader of the page only ever travel as parameters; names of tables and columns come from `scope.KINDS`.
Facts without a date are in tables and counts when no period is chosen, and never in a time series.
"""

from dashboards.queries.aid import aid_by, aid_lives, aid_over_time, aid_totals
from dashboards.queries.coverage import coverage
from dashboards.queries.diplomacy import country_pairs, meeting_places, meetings_over_time, upcoming_meetings
from dashboards.queries.evidence import (
    Found,
    article,
    claims_of_article,
    claims_of_fact,
    quotes_of,
    search_articles,
    search_facts,
)
from dashboards.queries.facts import (
    count_needing_review,
    counts,
    fact_history,
    fact_table,
    facts_like,
    facts_over_time,
    headline,
    latest_facts,
    newest_week,
    one_fact,
)
from dashboards.queries.interceptions import air_war, interceptions_by_weapon, interceptions_over_time
from dashboards.queries.inventory import codes, country_names, date_span, named_publishers, publications, publishers
from dashboards.queries.quality import (
    bodies,
    check_summary,
    checks,
    freshness,
    gaps,
    not_read,
    quarantined,
    reconciliation,
    reconciliation_counts,
    rejections,
    schema,
)
from dashboards.queries.references import FOLLOWED, reference_over_time
from dashboards.queries.review import corrections_of_fact, review_queue
from dashboards.queries.scope import KINDS, NOT_STATED, TABLE_ROWS, Kind, Rows, Scope
from dashboards.queries.strikes import (
    MOST_PLACES,
    claims_by_side,
    strike_points,
    strikes_by,
    strikes_by_region,
    strikes_over_time,
    toll,
    tolls_over_time,
)

__all__ = [
    "FOLLOWED",
    "KINDS",
    "MOST_PLACES",
    "NOT_STATED",
    "TABLE_ROWS",
    "Found",
    "Kind",
    "Rows",
    "Scope",
    "aid_by",
    "aid_lives",
    "aid_over_time",
    "aid_totals",
    "air_war",
    "article",
    "bodies",
    "check_summary",
    "checks",
    "claims_by_side",
    "claims_of_article",
    "claims_of_fact",
    "codes",
    "corrections_of_fact",
    "count_needing_review",
    "country_names",
    "country_pairs",
    "counts",
    "coverage",
    "date_span",
    "fact_history",
    "fact_table",
    "facts_like",
    "facts_over_time",
    "freshness",
    "gaps",
    "headline",
    "interceptions_by_weapon",
    "interceptions_over_time",
    "latest_facts",
    "meeting_places",
    "meetings_over_time",
    "named_publishers",
    "newest_week",
    "not_read",
    "one_fact",
    "publications",
    "publishers",
    "quarantined",
    "quotes_of",
    "reconciliation",
    "reconciliation_counts",
    "reference_over_time",
    "rejections",
    "review_queue",
    "schema",
    "search_articles",
    "search_facts",
    "strike_points",
    "strikes_by",
    "strikes_by_region",
    "strikes_over_time",
    "toll",
    "tolls_over_time",
    "upcoming_meetings",
]
