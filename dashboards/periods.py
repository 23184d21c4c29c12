"""Periods as readers choose them, and the grain that shows them. No Streamlit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from dashboards.language import mark
from dashboards.queries import Scope

ALL, CHOSEN = "all", "dates"
#: Periods counted back from the newest fact, not from today: an archive of 2024 has a "last 30 days" too.
BACK = {"30d": (mark("Last 30 days"), 30), "90d": (mark("Last 90 days"), 90), "365d": (mark("Last 12 months"), 365)}


def period_of(choice: str, first: dt.date | None, last: dt.date | None) -> tuple[dt.date | None, dt.date | None]:
    """First and last day of a period choice ("all", "30d", "2025"); None is open. Last days count back from `last`."""
    if choice in BACK and last is not None:
        return last - dt.timedelta(days=BACK[choice][1] - 1), last
    if choice.isdigit():
        return dt.date(int(choice), 1, 1), dt.date(int(choice), 12, 31)
    return None, None


def period_before(scope: Scope) -> Scope:
    """The scope with the period of the same length that ends the day before its own begins; it must have both ends."""
    assert scope.start is not None and scope.end is not None
    day = dt.timedelta(days=1)
    return replace(scope, start=scope.start - (scope.end - scope.start) - day, end=scope.start - day)


def shown_time(
    scope: Scope, periods: Iterable[dt.date], span: tuple[dt.date | None, dt.date | None]
) -> tuple[dt.date, dt.date] | None:
    """First and last day that a chart of these periods shows: the chosen ones, as far as there are facts, else theirs.

    None where there are no periods.
    """
    days = sorted(periods)
    if not days:
        return None
    first = max(scope.start, span[0]) if scope.start and span[0] else days[0]
    last = min(scope.end, span[1]) if scope.end and span[1] else days[-1]
    return min(first, days[0]), max(last, days[-1])


def steps_of(periods: Iterable[dt.date]) -> list[str]:
    """The steps of a slider over time: all of it, then each period by its first day."""
    return [ALL, *(day.isoformat() for day in sorted(set(periods)))]


def at_step(scope: Scope, step: str, grain: str) -> Scope:
    """The scope within one step of `steps_of`, as far as its own period reaches."""
    if step == ALL:
        return scope
    first = dt.date.fromisoformat(step)
    following = first + dt.timedelta(days={"day": 1, "week": 7, "month": 32}[grain])
    last = (following.replace(day=1) if grain == "month" else following) - dt.timedelta(days=1)
    return replace(scope, start=max(first, scope.start or first), end=min(last, scope.end or last))


def grain_of(start: dt.date | None, end: dt.date | None, span: tuple[dt.date | None, dt.date | None]) -> str:
    """Days up to four months, weeks up to sixteen, months beyond: at most some 120 bars, which a phone still shows."""
    first, last = start or span[0], end or span[1]
    if first is None or last is None:
        return "month"
    days = (last - first).days
    return "day" if days <= 120 else "week" if days <= 480 else "month"
