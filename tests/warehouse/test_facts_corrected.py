"""What people say of claims, from the ledger to facts and sums and back: a build with every kind of correction,
one after another reader has read the articles, one with all of them undone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from evaluation.checksums import facts_sum, table_sums
from ingest.core.corrections import Refused
from ingest.core.documents import content_id
from ingest.core.results import ReadResult
from ingest.pipeline.build import build
from ingest.pipeline.correct import Request, correct, labels, queue, states
from ingest.pipeline.parallel import read_documents
from ingest.pipeline.reprocess import reprocess
from ingest.settings import Settings
from ingest.warehouse.connect import connect_published


def rows(settings: Settings, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with connect_published(settings) as connection:
        return connection.execute(query, list(parameters)).fetchall()


@pytest.fixture(scope="module")
def copied(sample_warehouse: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A copy of the sample warehouse that may be written to."""
    folder = tmp_path_factory.mktemp("corrected") / "data"
    shutil.copytree(sample_warehouse.data_dir, folder, symlinks=True)
    copy = replace(sample_warehouse, data_dir=folder)
    copy.pointer.unlink()
    copy.pointer.symlink_to(Path("published") / sample_warehouse.pointer.resolve().name)
    return copy


def say(settings: Settings, action: str, *targets: str, dry_run: bool = False, **more: Any) -> str:
    request = Request(action, "Olena K.", "checked against the bulletin", targets, **more)
    (written,) = correct(settings, request, dry_run=dry_run)
    return written.entry.entry_id


TOLL = "select strike_id, killed_best, killed_claim_id from fct_strikes where killed_best > 5 and n_claims > 1"


def test_a_dry_run_says_what_would_be_written(copied):
    ((fact, killed, _), *_) = rows(copied, f"{TOLL} order by killed_best desc, strike_id")
    assert say(copied, "value", fact, values={"killed": str(killed + 1)}, dry_run=True) == ""
    assert states(copied) == []


@pytest.mark.parametrize(
    ("request_", "part"),
    [
        (Request("value", "O", "x", ["0000000000000000"], {"killed": "3"}), "names nothing: no claim or fact"),
        (Request("leave_out", "O", "x", source="No Such Paper"), "names nothing: no article is of"),
        (Request("leave_out", "O", "x", article="none"), "names nothing: no article has the id"),
        (Request("undo", "O", "x", entry="none"), "there is no entry none"),
        (Request("merge", "O", "x"), "names nothing"),
        (Request("delete", "O", "x"), "no kind of correction"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(copied, request_, part):
    with pytest.raises(Refused) as caught:
        correct(copied, request_)
    assert part in str(caught.value) and "\n" not in str(caught.value)
    assert states(copied) == []


def test_values_are_checked_against_their_claim(copied):
    ((fact, launched),) = rows(
        copied,
        "select interception_id, launched from fct_interceptions where launched > intercepted order by 1 limit 1",
    )
    with pytest.raises(Refused, match="is impossible"):
        say(copied, "value", fact, values={"intercepted": str(launched + 1)})
    ((strike, killed),) = rows(copied, "select strike_id, killed_best from fct_strikes where killed_best > 0 limit 1")
    for values, part in (({"killed": str(killed)}, "already"), ({"event_date": "2027-06-01"}, "after the report"),
                         ({"place": "Nowhereville"}, "no settlement")):  # fmt: skip
        with pytest.raises(Refused, match=part):
            say(copied, "value", strike, values=values)


def test_the_queue_is_ordered_by_effect_times_doubt(copied):
    found = queue(copied, 50)
    assert found
    assert [row["priority"] for row in found] == sorted((row["priority"] for row in found), reverse=True)
    assert all(
        row["priority"] == pytest.approx(row["effect"] * row["n_charts"] * row["doubt"], abs=0.02) for row in found
    )


def test_the_command_line_says_what_it_wrote(copied, monkeypatch, capsys):
    from ingest.cli import main

    monkeypatch.setenv("WARLEDGER_DATA_DIR", str(copied.data_dir))
    ((fact, killed),) = rows(
        copied, "select strike_id, killed_best from fct_strikes where killed_best > 5 order by 1 limit 1"
    )
    who = ["--by", "Olena", "--why", "the ministry gave one more"]
    assert main(["correct", "set", fact, f"killed={killed + 1}", *who, "--dry-run"]) == 0
    assert "killed of strike claim" in capsys.readouterr().out
    assert main(["correct", "set", fact, "killed=-7", *who]) == 1
    assert "is impossible" in capsys.readouterr().err
    assert main(["correct", "queue", "--most", "3"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 3
    assert main(["correct", "list"]) == main(["correct", "labels"]) == 0
    assert capsys.readouterr().out == ""


def _pair(settings: Settings) -> tuple[str, str]:
    """Two meetings of different days."""
    (pair,) = rows(
        settings,
        "select a.meeting_id, b.meeting_id from fct_diplomatic_meetings a, fct_diplomatic_meetings b"
        " where a.event_date < b.event_date and a.n_claims = 1 and b.n_claims = 1 order by 1, 2 limit 1",
    )
    return pair


@dataclass(frozen=True)
class Chosen:
    """What is corrected: ids of facts, keys of claims, and the figures of before. `ids`: key → id of the claim."""

    fact: str
    killed: int
    set_key: str
    rejected_key: str
    rejected_fact: str
    first: str
    second: str
    whole: str
    n_claims: int
    part_key: str
    confirmed: str
    killed_in_all: int
    ids: dict[str, str]


def _choose(settings: Settings) -> Chosen:
    ((fact, killed, claim), *_) = rows(settings, f"{TOLL} order by killed_best desc, strike_id")
    ((set_key,),) = rows(settings, "select claim_key from strike_claims where claim_id = ?", claim)
    ((rejected, rejected_key, of_fact),) = rows(
        settings, "select claim_id, claim_key, fact_id from interception_claims join fct_interceptions"
        " on interception_id = fact_id where n_claims = 1 order by 1 limit 1",
    )  # fmt: skip
    ((whole, n_claims),) = rows(
        settings,
        "select strike_id, n_claims from fct_strikes where n_claims > 1 and strike_id <> ? order by 1 limit 1",
        fact,
    )
    ((part, part_key),) = rows(
        settings,
        "select claim_id, claim_key from strike_claims c join fct_strikes f on f.strike_id = c.fact_id"
        " where c.fact_id = ? and c.claim_id <> f.best_claim_id order by 1 limit 1",
        whole,
    )
    ((waiting,),) = rows(
        settings, "select strike_id from fct_strikes where strike_id not in (?, ?) and killed_best is not null"
        " order by 1 limit 1", fact, whole,
    )  # fmt: skip
    ((summed,),) = rows(settings, "select sum(killed_best)::int from agg_strikes_daily")
    ids = {set_key: claim, rejected_key: rejected, part_key: part}
    return Chosen(fact, killed, set_key, rejected_key, of_fact, *_pair(settings), whole, n_claims, part_key, waiting,
                  summed, ids)  # fmt: skip


def _correct(settings: Settings, chosen: Chosen) -> list[str]:
    """One entry of every kind; gives their ids."""
    return [
        say(settings, "value", chosen.fact, values={"killed": str(chosen.killed + 3)}),
        say(settings, "reject", chosen.ids[chosen.rejected_key]),
        say(settings, "merge", chosen.first, chosen.second),
        say(settings, "split", chosen.ids[chosen.part_key]),
        say(settings, "confirm", chosen.confirmed),
    ]


def _assert_corrected(settings: Settings, chosen: Chosen) -> None:
    """Facts, claims and sums are as the entries say."""
    assert {state for _, state in rows(settings, "select entry_id, state from corrections")} == {"live"}
    ((now, state, by),) = rows(
        settings, "select killed_best, review_state, reviewed_by from fct_strikes where strike_id = ?", chosen.fact
    )
    assert (now, state, by) == (chosen.killed + 3, "corrected", "Olena K.")
    ((value, as_read),) = rows(
        settings, "select killed, as_read from strike_claims where claim_key = ?", chosen.set_key
    )
    assert (value, as_read) == (chosen.killed + 3, [{"field": "killed", "as_read": str(chosen.killed)}])
    assert rows(settings, "from interception_claims where claim_key = ?", chosen.rejected_key) == []
    assert rows(settings, "from fct_interceptions where interception_id = ?", chosen.rejected_fact) == []
    meeting = "select n_claims, review_state from fct_diplomatic_meetings where meeting_id = ?"
    assert rows(settings, meeting, chosen.first) == [(2, "corrected")]
    assert rows(settings, meeting, chosen.second) == []
    assert rows(settings, "select n_claims from fct_strikes where strike_id = ?", chosen.whole) == [
        (chosen.n_claims - 1,)
    ]
    ((apart, its_state, toll),) = rows(
        settings, "select c.fact_id, f.review_state, coalesce(f.killed_best, 0) from strike_claims c"
        " join fct_strikes f on strike_id = fact_id where claim_key = ?", chosen.part_key,
    )  # fmt: skip
    assert apart != chosen.whole and its_state == "corrected"
    # What was parted is counted by itself.
    summed = rows(settings, "select sum(killed_best)::int from agg_strikes_daily")
    assert summed == [(chosen.killed_in_all + 3 + toll,)]
    assert rows(settings, "select review_state from fct_strikes where strike_id = ?", chosen.confirmed) == [
        ("confirmed",)
    ]


def _assert_told(settings: Settings, chosen: Chosen) -> None:
    """Fact pages, series and feeds say so to readers."""
    with TestClient(create_app(settings), base_url="http://localhost", follow_redirects=False) as client:
        page = " ".join(lxml.html.fromstring(client.get(f"/f/{chosen.fact}").content).text_content().split())
        assert f"Olena K.: killed {chosen.killed} (as read) → {chosen.killed + 3}" in page
        assert client.get(f"/v1/interceptions/{chosen.rejected_fact}").status_code == 410
        moved = client.get(f"/f/{chosen.second}")
        assert (moved.status_code, moved.headers["location"]) == (308, f"http://localhost/f/{chosen.first}")
        items = client.get("/feeds/strikes.json?needs_review=true").json()["items"]
        news = {item["url"].rsplit("/", 1)[1]: item for item in items if item["title"].startswith("Corrected")}
        assert {chosen.fact, chosen.confirmed} <= set(news)
        assert f"killed best: {chosen.killed} → {chosen.killed + 3}" in news[chosen.fact]["content_text"]
        assert client.get(f"/v1/strikes/{chosen.confirmed}").json()["fact"]["reviewed_by"] == "Olena K."


def _another_reader(results: Iterator[ReadResult]) -> Iterator[ReadResult]:
    """Its rules have other names and its claims other ids; what it finds in a passage is the same."""
    for result in results:
        result.reader_version = "another"
        for row in (row for item in result.articles for found in item.claims.values() for row in found):
            row |= {
                "claim_id": content_id("another", row["claim_id"]),
                "rule_id": "another",
                "reader_version": "another",
            }
        yield result


@pytest.mark.proof
@pytest.mark.timeout(900)
def test_every_kind_of_correction_survives_another_reader_and_none_is_left_after_they_are_undone(copied, monkeypatch):
    before = facts_sum(table_sums(copied))
    chosen = _choose(copied)
    entries = _correct(copied, chosen)
    build(copied)
    _assert_corrected(copied, chosen)
    _assert_told(copied, chosen)
    assert {label["is_claim"] for label in labels(copied)} == {True, False}

    # The same again is the same entry; what contradicts it is refused.
    assert say(copied, "value", chosen.fact, values={"killed": str(chosen.killed + 3)}) == entries[0]
    assert say(copied, "reject", chosen.ids[chosen.rejected_key]) == entries[1]
    with pytest.raises(Refused, match="that claim is rejected"):
        say(copied, "confirm", chosen.ids[chosen.rejected_key])
    with pytest.raises(Refused, match="corrected already"):
        say(copied, "value", chosen.fact, values={"killed": str(chosen.killed + 4)})

    with monkeypatch.context() as patch:
        patch.setattr(
            "ingest.pipeline.reprocess.read_documents", lambda *given: _another_reader(read_documents(*given))
        )
        again = reprocess(copied)
    assert sum(counts["kept"] for counts in again.claims.values()) == 0
    build(copied)
    assert rows(copied, "select distinct reader_version from strike_claims") == [("another",)]
    _assert_corrected(copied, chosen)

    # Back to today's reader, with nothing corrected.
    for entry in entries:
        say(copied, "undo", entry=entry)
    assert reprocess(copied).n_changed_claims == again.n_changed_claims
    build(copied)
    assert facts_sum(table_sums(copied)) == before
    assert {item["state"] for item in states(copied)} == {"live", "undone"}
