"""How a run of a DAG ends: success, partial or failed, with a reason that names what failed."""

from __future__ import annotations

import datetime as dt

import pytest

from ingest.landing import run_outcomes
from ingest.pipeline.conclusion import LONGEST, RunFailed, TaskEnd, conclude_run, describe, run_outcome, task_ends
from ingest.settings import Settings

START = dt.datetime(2025, 3, 4, 12, tzinfo=dt.UTC)


def outcome(*ends: TaskEnd) -> run_outcomes.RunOutcome:
    return run_outcome("ingest_articles", "run 1", START, ends, of="sources")


def part(name: str, state: str = "success", words: str | None = "3 new") -> TaskEnd:
    return TaskEnd(name, state, words, mapped=True)


def test_tasks_are_looked_up_by_id_and_parts_by_index() -> None:
    asked = []

    def words(step: str, index: int, failed: bool) -> str | None:
        asked.append((step, index, failed))
        return None if failed else f"{step} {index}"

    states = {"choose": "success", "read_0": "success", "read_1": "failed", "announce": "upstream_failed"}
    ends = task_ends({"choose": None, "read": ["a", "b", "c"], "announce": None}, states, words)
    assert [(end.name, end.state, end.words, end.mapped) for end in ends] == [
        ("choose", "success", "choose -1", False),
        ("a", "success", "read 0", True),
        ("b", "failed", "ended without a word (killed?)", True),
        ("c", "None", None, True),
        ("announce", "upstream_failed", None, False),
    ]
    assert asked == [("choose", -1, False), ("read", 0, False), ("read", 1, True)], "what never ran is not asked"


def test_all_well_is_success_without_a_reason() -> None:
    done = outcome(TaskEnd("choose", "success"), part("a"), part("b", "skipped", None), TaskEnd("announce", "success"))
    assert (done.status, done.reason) == ("success", None)
    assert [(item.name, item.told) for item in done.parts] == [("a", "3 new"), ("b", None)]
    assert done.summary == "a: success: 3 new\nb: skipped"
    assert (done.started_at, done.pipeline, done.run_id) == (START, "ingest_articles", "run 1")


def test_one_part_that_failed_is_partial_and_named() -> None:
    done = outcome(part("a"), part("b", "failed", "timeout"), part("c", "None", None))
    assert done.status == "partial"
    assert done.reason == "1 of 3 sources failed: b (timeout)"
    assert [item.name for item in done.parts] == ["a", "b"]


def test_nothing_that_went_well_is_failed() -> None:
    done = outcome(part("a", "failed", "dns"), part("b", "failed", "connect"))
    assert (done.status, done.reason) == ("failed", "2 of 2 sources failed: a (dns), b (connect)")


def test_without_parts_the_reason_is_the_step_s() -> None:
    ends = [
        TaskEnd("load", "success", "2 batches"),
        TaskEnd("audit", "failed", "x"),
        TaskEnd("publish", "upstream_failed"),
    ]
    done = outcome(*ends)
    assert (done.status, done.reason) == ("failed", "audit (x)"), "a build has no parts of which some could be kept"
    assert done.summary == "load: success: 2 batches\naudit: failed: x"


def test_a_run_that_had_nothing_to_do_says_so() -> None:
    assert list(describe(outcome(TaskEnd("load", "success")))) == [
        "there was nothing to do",
        "ingest_articles: success",
    ]


def test_a_run_without_a_start_began_now() -> None:
    done = run_outcome("p", "r", None, [], of="steps")
    assert done.started_at == done.ended_at


def test_the_row_is_kept_and_a_failure_is_raised_after_it_was_said(settings: Settings) -> None:
    said: list[str] = []
    ends = [part("a"), part("b", "failed", "y" * LONGEST)]
    with pytest.raises(RunFailed, match=r"1 of 2 sources failed: b \(yyy") as error:
        conclude_run(settings, "ingest_articles", "run 1", START, ends, of="sources", on_progress=said.append)
    assert len(str(error.value)) == LONGEST
    assert said[0] == "a: success: 3 new" and said[-1].startswith("ingest_articles: partial: 1 of 2")
    (row,) = run_outcomes.read(settings)
    assert (row["status"], row["pipeline"], len(row["parts"])) == ("partial", "ingest_articles", 2)
    conclude_run(settings, "ingest_articles", "run 1", START, [part("a")], of="sources", on_progress=said.append)
    (row,) = run_outcomes.read(settings)
    assert row["status"] == "success", "the same run, done again, is the same row"
