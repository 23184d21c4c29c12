"""History: what was known when, where a merged id went, and that a lost build database loses nothing of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from rows import article, document

from evaluation.checksums import table_sums
from ingest.claims.model import Claims, Span, StrikeClaim
from ingest.core.results import ArticleResult, ReadResult
from ingest.landing import zone
from ingest.pipeline.build import build
from ingest.settings import Settings
from ingest.warehouse.connect import connect_published
from ingest.warehouse.load import open_build

pytestmark = [pytest.mark.slow, pytest.mark.proof]

UNDATED = "A strike on Sumy killed 7 people and wounded 30, the report says without naming a day."
DATED = "On 3 March 2025 a strike on Sumy killed 7 people and wounded 30, rescuers said."
SUMY: dict[str, Any] = {"place": "Sumy", "admin1": "Sumy Oblast", "admin1_code": "UA-59", "geo_precision": "settlement"}
SUMY |= {"attacker_country": "RU", "target_country": "UA", "killed": 7, "wounded": 30}


def land(settings: Settings, name: str, text: str, **day: Any) -> None:
    """One article with one claim of a strike on Sumy, as a batch of its own."""
    source = document(name, text)
    story = article(source)
    claims = Claims(strikes=[StrikeClaim(span=Span(0, len(text)), **SUMY, **day)])
    result = ReadResult(source, [ArticleResult(story, claims.rows(story))], [])
    zone.write_batch(settings, zone.new_batch_id(), [result])


def rows_of(settings: Settings, query: str) -> list[tuple[Any, ...]]:
    with connect_published(settings) as connection:
        return connection.execute(query).fetchall()


def test_two_facts_become_one_and_the_old_id_is_found(settings: Settings) -> None:
    land(settings, "undated.txt", UNDATED)
    build(settings)
    ((old,),) = rows_of(settings, "select strike_id from fct_strikes")
    ((learned,),) = rows_of(settings, "select max(valid_from) from fct_strikes_history")

    # The dated report links them: the undated claim moves to the day of the other, and its own fact is gone.
    land(settings, "dated.txt", DATED, event_date=dt.date(2025, 3, 3), date_precision="day")
    build(settings)
    ((new, n_articles),) = rows_of(settings, "select strike_id, n_articles from fct_strikes")
    assert (n_articles, new != old) == (2, True)
    assert rows_of(settings, "select kind, old_id, current_id from fact_id_changes") == [("strike", old, new)]
    versions = "select strike_id, n_articles, valid_to is null from fct_strikes_history order by valid_from"
    assert rows_of(settings, versions) == [(old, 1, False), (new, 2, True)]
    with connect_published(settings) as connection:
        then = connection.execute(
            "select strike_id, event_date from fct_strikes_history"
            " where valid_from <= ? and coalesce(valid_to > ?, true)",
            [learned, learned],
        ).fetchall()
    assert then == [(old, None)]

    # Everything is made anew from the landing zone; what was known when is not in it, and is kept all the same.
    before, facts = rows_of(settings, "from fct_strikes_history order by all"), table_sums(settings)
    settings.build_db.unlink()
    settings.marts_db.unlink()
    assert build(settings, force=True).status == "published"
    assert rows_of(settings, "from fct_strikes_history order by all") == before
    assert table_sums(settings) == facts
    assert rows_of(settings, "select old_id, current_id from fact_id_changes") == [(old, new)]
    comments = rows_of(
        settings,
        "select count(*) from duckdb_columns() where table_name = 'fct_strikes_history' and comment is null",
    )
    assert comments == [(0,)]


def test_only_what_is_touched_is_resolved_again(settings: Settings) -> None:
    land(settings, "first.txt", DATED, event_date=dt.date(2025, 3, 3), date_precision="day")
    build(settings)
    land(settings, "other.txt", DATED + " Again.", event_date=dt.date(2025, 2, 9), date_precision="day")
    build(settings)
    with open_build(settings) as connection:
        touched = connection.execute(
            "select kind, partition_key from intermediate.int_touched_partitions where kind <> 'article'"
        ).fetchall()
    assert [(kind, key.split("|")[0]) for kind, key in touched] == [("strike", "2025-02-09")]
    assert rows_of(settings, "select count(*) from fct_strikes") == [(2,)]
