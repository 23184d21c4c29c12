"""What people say of claims, from the ledger to facts and sums and back: one build with every kind of correction, one
more with all of them undone."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from evaluation.checksums import facts_sum, table_sums
from ingest.core.corrections import Refused
from ingest.pipeline.build import build
from ingest.pipeline.correct import Request, correct, labels, queue, states
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


@pytest.mark.proof
def test_every_kind_of_correction_in_one_build_and_none_after_they_are_undone(copied):
    before = facts_sum(table_sums(copied))
    ((fact, killed, claim), *_) = rows(copied, f"{TOLL} order by killed_best desc, strike_id")
    ((rejected, of_fact),) = rows(
        copied, "select claim_id, fact_id from interception_claims join fct_interceptions on interception_id = fact_id"
        " where n_claims = 1 order by 1 limit 1",
    )  # fmt: skip
    first, second = _pair(copied)
    ((whole, n_claims),) = rows(
        copied,
        "select strike_id, n_claims from fct_strikes where n_claims > 1 and strike_id <> ? order by 1 limit 1",
        fact,
    )
    ((part,),) = rows(
        copied,
        "select claim_id from strike_claims c join fct_strikes f on f.strike_id = c.fact_id"
        " where c.fact_id = ? and c.claim_id <> f.best_claim_id order by 1 limit 1",
        whole,
    )
    ((waiting,),) = rows(
        copied, "select strike_id from fct_strikes where strike_id not in (?, ?) and killed_best is not null"
        " order by 1 limit 1", fact, whole,
    )  # fmt: skip
    ((summed,),) = rows(copied, "select sum(killed_best)::int from agg_strikes_daily")
    entries = [
        say(copied, "value", fact, values={"killed": str(killed + 3)}),
        say(copied, "reject", rejected),
        say(copied, "merge", first, second),
        say(copied, "split", part),
        say(copied, "confirm", waiting),
    ]
    build(copied)
    assert {state for _, state in rows(copied, "select entry_id, state from corrections")} == {"live"}

    ((now, state, by),) = rows(
        copied, "select killed_best, review_state, reviewed_by from fct_strikes where strike_id = ?", fact
    )
    assert (now, state, by) == (killed + 3, "corrected", "Olena K.")
    ((value, as_read),) = rows(copied, "select killed, as_read from strike_claims where claim_id = ?", claim)
    assert (value, as_read) == (killed + 3, [{"field": "killed", "as_read": str(killed)}])
    assert rows(copied, "from interception_claims where claim_id = ?", rejected) == []
    assert rows(copied, "from fct_interceptions where interception_id = ?", of_fact) == []
    assert rows(copied, "select n_claims, review_state from fct_diplomatic_meetings where meeting_id = ?", first) == [
        (2, "corrected")
    ]
    assert rows(copied, "from fct_diplomatic_meetings where meeting_id = ?", second) == []
    assert rows(copied, "select n_claims from fct_strikes where strike_id = ?", whole) == [(n_claims - 1,)]
    ((apart, its_state, toll),) = rows(
        copied, "select c.fact_id, f.review_state, coalesce(f.killed_best, 0) from strike_claims c"
        " join fct_strikes f on strike_id = fact_id"
        " where claim_id = ?", part,
    )  # fmt: skip
    assert apart != whole and its_state == "corrected"
    # What was parted is counted by itself.
    assert rows(copied, "select sum(killed_best)::int from agg_strikes_daily") == [(summed + 3 + toll,)]
    assert rows(copied, "select review_state from fct_strikes where strike_id = ?", waiting) == [("confirmed",)]
    assert {label["is_claim"] for label in labels(copied)} == {True, False}

    # The same again is the same entry; what contradicts it is refused.
    assert say(copied, "value", fact, values={"killed": str(killed + 3)}) == entries[0]
    assert say(copied, "reject", rejected) == entries[1]
    with pytest.raises(Refused, match="that claim is rejected"):
        say(copied, "confirm", rejected)
    with pytest.raises(Refused, match="corrected already"):
        say(copied, "value", fact, values={"killed": str(killed + 4)})

    for entry in entries:
        say(copied, "undo", entry=entry)
    build(copied)
    assert facts_sum(table_sums(copied)) == before
    assert {item["state"] for item in states(copied)} == {"live", "undone"}
