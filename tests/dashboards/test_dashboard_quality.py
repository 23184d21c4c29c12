"""What the Quality page shows beside the snapshot: accuracy, failed builds, the way to Airflow and the docs."""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path

import duckdb
import pandas as pd
import snapshot_fixture

from dashboards import queries
from dashboards.accuracy import accuracy, first_sight
from dashboards.builds import failed_since, last_ended
from dashboards.links import places
from dashboards.standing import bodies_alarm
from ingest.settings import Settings

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)


def write_run(data_dir: Path, name: str, age: int, **values: object) -> None:
    """The record of a run that was written `age` seconds ago."""
    path = data_dir / "runs" / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"run_id": name, **values}), encoding="utf-8")
    moment = NOW.timestamp() - age
    os.utime(path, (moment, moment))


def test_the_accuracy_tables_are_those_of_the_page(root):
    table = accuracy(root / "docs" / "extraction.md")
    assert table.groupby("set")["kind"].apply(list).to_dict() == {
        told: ["strikes", "interceptions", "aid", "meetings"] for told in table["set"].unique()
    }
    assert table["set"].nunique() == 3
    assert table[["precision_share", "recall_share", "f1_share"]].min().min() > 0.5
    assert table[["precision_share", "recall_share", "f1_share"]].max().max() <= 1
    assert accuracy(root / "no-such-page.md").empty


def test_scores_at_first_sight_stand_on_the_method_page(root, published, app):
    found = dict(first_sight(root / "docs" / "extraction.md"))
    assert "Strikes" in found
    assert all(table.startswith("| date |") for table in found.values())
    shown = " ".join(element.value for element in app("method").markdown)
    assert found["Strikes"] in shown
    assert first_sight(root / "no-such-page.md") == []


def test_the_last_build_that_ended_counts_whatever_runs_now(settings):
    data_dir = settings.data_dir
    assert last_ended(settings) is None
    write_run(data_dir, "a", 300, status="published", updated_at="2026-11-22T08:00:00+00:00")
    assert last_ended(settings).status == "published"
    assert failed_since(settings, NOW) is None
    write_run(
        data_dir,
        "b",
        200,
        status="failed",
        step="audit",
        reason="<b>3 rows</b>",
        updated_at="2026-11-22T08:30:00+00:00",
    )
    write_run(data_dir, "c", 100, status="running", updated_at="2026-11-22T08:40:00+00:00")
    (data_dir / "runs" / "d.json").write_text("{ half a fi", encoding="utf-8")
    failed = failed_since(settings, dt.datetime(2026, 11, 22, 8, 1, tzinfo=dt.UTC))
    assert (failed.run_id, failed.step, failed.reason) == ("b", "audit", "<b>3 rows</b>")
    # Published after that failure: nothing to tell.
    assert failed_since(settings, NOW) is None


def test_a_failed_build_has_a_banner_on_every_page_until_one_succeeds(published, app):
    test = app("aid")
    assert not test.error
    later = (dt.datetime.now(dt.UTC) + dt.timedelta(seconds=5)).isoformat()
    write_run(published, "b", 0, status="failed", step="audit", reason=snapshot_fixture.HOSTILE, updated_at=later)
    for page in ("aid", "overview"):
        test = app(page)
        assert "The last build failed" in test.error[0].value
        assert "It stopped at: audit." in test.error[0].value
        # The reason is text, never Markdown.
        assert snapshot_fixture.HOSTILE in [text.value for text in test.text]
        assert not any(snapshot_fixture.HOSTILE in error.value for error in test.error)
    write_run(published, "c", -60, status="published", updated_at=later)
    assert not app("aid").error


def test_links_are_settings_and_say_how_to_get_there_without(settings):
    airflow, api, data_docs, dbt_docs = places(settings)
    assert api.url == f"http://127.0.0.1:{settings.api_port}"
    assert airflow.url == f"http://127.0.0.1:{settings.airflow_port}"
    assert (data_docs.url, dbt_docs.url) == (None, None)
    assert "WARLEDGER_DATA_DOCS_URL" in data_docs.hint
    environment = {
        "WARLEDGER_DATA_DIR": str(settings.data_dir), "WARLEDGER_AIRFLOW_URL": "https://airflow.example.org/",
        "WARLEDGER_DATA_DOCS_URL": "javascript:alert(1)", "WARLEDGER_DBT_DOCS_URL": "https://docs.example.org/dbt",
    }  # fmt: skip
    set_up = Settings.from_environment(environment)
    assert [place.url for place in places(set_up)] == [
        "https://airflow.example.org/", "http://127.0.0.1:8600", None, "https://docs.example.org/dbt",
    ]  # fmt: skip


def test_shares_of_undated_and_unplaced_facts(rows):
    gaps = queries.gaps(rows).set_index("kind")
    assert gaps.loc["strike", ["n_facts", "n_undated"]].tolist() == [3, 1]
    assert round(gaps.loc["strike", "undated_share"], 3) == 0.333
    assert gaps.loc["strike", "unplaced_share"] == 0
    assert gaps["unplaced_share"].isna().tolist() == [False, True, True, False]


def test_freshness_names_every_source(rows):
    fresh = queries.freshness(rows)
    assert list(fresh["source_label"]) == [snapshot_fixture.HOSTILE, "Dnipro Wire"]


def _reconciled(day: int, entity: str, ours: float | None, theirs: float, status: str, reason: str) -> dict:
    row = {"reference": "air_attacks", "subject": "interceptions", "period_start": dt.date(2025, 2, day)}
    row |= {"entity": entity, "measure": "launched", "ours": ours, "reference_value": theirs}
    return row | {"status": status, "reason": reason}


def test_reconciliation_is_shown_where_the_warehouse_has_it(data_dir, app):
    snapshot_fixture.publish(data_dir, "run-1")
    assert any("No reference was given" in info.value for info in app("quality").info)
    nights = [
        _reconciled(12, "drone", 123, 123, "matched", "equal"),
        _reconciled(13, "drone", 40, 45, "different", "launched -5"),
        _reconciled(14, "missile", None, 6, "missing_here", "no article here tells of it"),
    ]
    tables = snapshot_fixture.rows("run-2") | {"reconciliation": nights}
    snapshot_fixture.publish(data_dir, "run-2", tables)
    test = app("quality")
    assert not test.exception
    (table,) = [item.value for item in test.dataframe if "reference_value" in item.value]
    assert list(table["status"]) == ["different", "missing here", "matched"]
    (told,) = [caption.value for caption in test.caption if caption.value.startswith("Numbers compared")]
    assert all(part in told for part in ("1 matched", "1 different", "1 missing here"))


def test_articles_that_are_not_read_are_counted_by_language():
    with duckdb.connect(":memory:") as connection:
        connection.execute("create table dim_articles (article_id text, title text, language text, not_read text)")
        connection.execute(
            "insert into dim_articles values ('1', 'A', 'en', null), ('2', 'B', 'uk', 'language'),"
            " ('3', 'C', 'uk', 'language'), ('4', 'D', 'ru', 'language')"
        )

        def rows(query: str, parameters=None):
            return connection.execute(query, parameters or []).df()

        found = queries.not_read(rows)
    assert found.to_dict("records") == [
        {"not_read": "language", "language": "uk", "n_articles": 2, "example": "B"},
        {"not_read": "language", "language": "ru", "n_articles": 1, "example": "D"},
    ]


def test_articles_that_lost_most_of_their_page_are_an_alarm():
    bodies = pd.DataFrame({"source_label": ["Harbour Gazette", "Volga Courier"], "n_low": [2, 0]})
    alarm = bodies_alarm(bodies)
    assert alarm == "2 articles keep less than half of the running text of their page: Harbour Gazette (2)."
    assert bodies_alarm(bodies[1:]) is None
