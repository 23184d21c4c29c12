"""How a run of a DAG ends: what became of each of its tasks, as one row of `run_outcomes` and a few sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingest.landing.run_outcomes import Part, RunOutcome, record
from ingest.settings import Settings

#: A sentence longer than this is cut: it stands in tables, mails and Airflow's own database.
LONGEST = 1_000
#: States of a task that ended well, or had nothing to do.
_WELL = ("success", "skipped")
#: States of a task that never ran, because of a step that is named already.
_NEVER_RAN = ("upstream_failed", "None")
_KILLED = "ended without a word (killed?)"

#: What a task left for the summary: (task id, index of the mapped part or -1, whether it failed) → a sentence or None.
Words = Callable[[str, int, bool], str | None]


class RunFailed(RuntimeError):
    """A run of which something failed; raised by its last task, so that the run is red. `outcome` is its row."""

    def __init__(self, outcome: RunOutcome) -> None:
        super().__init__((outcome.reason or outcome.status)[:LONGEST])
        self.outcome = outcome


@dataclass(frozen=True)
class TaskEnd:
    """What became of one task, or of one part of a mapped task; `words`: what it says of itself, or why it failed."""

    name: str
    state: str
    words: str | None = None
    mapped: bool = False

    @property
    def ran(self) -> bool:
        """Whether the task was started at all."""
        return self.state not in _NEVER_RAN

    @property
    def failed(self) -> bool:
        """Whether the task was started and did not end well."""
        return self.ran and self.state not in _WELL


def sentence(error: BaseException) -> str:
    """What an exception says, in one line."""
    return (" ".join(str(error).split()) or type(error).__name__)[:LONGEST]


def task_ends(steps: Mapping[str, Sequence[str] | None], states: Mapping[str, object], words: Words) -> list[TaskEnd]:
    """What became of every task of `steps`, in their order.

    `steps` are the task ids, each with the names of its mapped parts, or None for a task that is not mapped. `states`
    are Airflow's (`get_task_states`), by task id, of a mapped part by `<task id>_<index>`; a missing one never ran.
    """
    ends = []
    for step, names in steps.items():
        for index, name in enumerate([step] if names is None else names):
            key, map_index = (step, -1) if names is None else (f"{step}_{index}", index)
            ends.append(_task_end(name, str(states.get(key)), names is not None, step, map_index, words))
    return ends


def _task_end(name: str, state: str, mapped: bool, step: str, map_index: int, words: Words) -> TaskEnd:
    end = TaskEnd(name, state, None, mapped)
    if not end.ran:
        return end
    said = words(step, map_index, end.failed)
    return TaskEnd(name, state, (said or _KILLED) if end.failed else said, mapped)


def conclude_run(
    settings: Settings,
    pipeline: str,
    run_id: str,
    started_at: dt.datetime | None,
    ends: Sequence[TaskEnd],
    *,
    of: str,
    on_progress: Callable[[str], None],
) -> None:
    """Say and record what came of a run. Raises RunFailed with one sentence when something failed."""
    outcome = run_outcome(pipeline, run_id, started_at, ends, of=of)
    record(settings, outcome)
    for line in describe(outcome):
        on_progress(line)
    if outcome.reason:
        raise RunFailed(outcome)


def run_outcome(
    pipeline: str, run_id: str, started_at: dt.datetime | None, ends: Sequence[TaskEnd], *, of: str
) -> RunOutcome:
    """The row of a run. `of` is what its mapped parts are called ("sources")."""
    now = dt.datetime.now(dt.UTC)
    parts = [
        Part(end.name, end.state, end.words) for end in ends if end.ran and (end.mapped or end.failed or end.words)
    ]
    summary = "\n".join(_part_line(part) for part in parts)
    status = _status(ends, parts)
    return RunOutcome(pipeline, run_id, started_at or now, now, status, _reason(ends, of), summary, parts)


def _status(ends: Sequence[TaskEnd], parts: Sequence[Part]) -> str:
    if not any(end.failed for end in ends):
        return "success"
    well = any(part.status in _WELL for part in parts)
    return "partial" if well and any(end.mapped for end in ends) else "failed"


def _reason(ends: Sequence[TaskEnd], of: str) -> str | None:
    failures = [end for end in ends if end.failed]
    if not failures:
        return None
    named = ", ".join(f"{end.name} ({end.words})" for end in failures)
    n_mapped = sum(end.mapped for end in ends)
    return f"{len(failures)} of {n_mapped} {of} failed: {named}" if n_mapped else named


def _part_line(part: Part) -> str:
    return f"{part.name}: {part.status}" + (f": {part.told}" if part.told else "")


def describe(outcome: RunOutcome) -> Iterator[str]:
    """A run in sentences: what became of each part, then the whole."""
    yield from map(_part_line, outcome.parts)
    if not outcome.parts:
        yield "there was nothing to do"
    yield f"{outcome.pipeline}: {outcome.status}" + (f": {outcome.reason}" if outcome.reason else "")
