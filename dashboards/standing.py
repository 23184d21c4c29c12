"""How the published build stands: the figures and tables of the Quality page and of the overview. No Streamlit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pandas as pd

from dashboards import language, words
from dashboards.language import tr, tr_plural
from dashboards.queries import KINDS

#: A headline figure: label, value, line below it or None, what it means.
Figure = tuple[str, str, str | None, str]


def newest_publication(publications: pd.DataFrame) -> pd.Series | None:
    """The row of the snapshot that is shown; None where none is recorded."""
    return None if publications.empty else publications.iloc[0]


def build_figures(checks: pd.DataFrame, newest: pd.Series | None) -> list[Figure]:
    """The headline of the Quality page, from `queries.checks` and the newest publication."""
    counted = checks["status"].value_counts()
    told = {} if newest is None else newest
    return [
        (
            tr("Checks passed"),
            tr(
                "{n_passed} of {n_checks}",
                n_passed=words.number(counted.get("pass", 0)),
                n_checks=words.number(len(checks)),
            ),
            None,
            tr("Of the build that published this."),
        ),
        (tr("Warnings"), words.number(counted.get("warn", 0)), None, tr("Shown, but they do not stop a publication.")),
        (
            tr("Failed or broken"),
            words.number(counted.get("fail", 0) + counted.get("error", 0)),
            None,
            tr("Critical ones stop a publication: what is here failed with a lower severity."),
        ),
        (
            tr("Rejected"),
            words.number(told.get("n_rejected")),
            None,
            tr("Documents that could not be read, kept with their reason: see below."),
        ),
        (
            tr("Set aside"),
            words.number(told.get("n_quarantined")),
            None,
            tr("Rows that broke a rule; everything else of their articles is published: see below."),
        ),
        (
            tr("Newest fact"),
            words.day(told.get("last_event_date"), short=True),
            None,
            tr("The last day that any fact is dated to."),
        ),
    ]


def glance(summary: pd.DataFrame, newest: pd.Series | None) -> list[tuple[str, str]]:
    """The overview's line on freshness and quality, from `queries.check_summary`: (label, value)."""
    n_passed = int(summary.loc[summary["status"] == "pass", "n_checks"].sum())
    figures = [
        (
            tr("Checks passed"),
            tr("{n_passed} of {n_checks}", n_passed=n_passed, n_checks=int(summary["n_checks"].sum())),
        )
    ]
    if newest is not None:
        figures += [
            (tr("Articles read"), words.number(newest["n_articles"])),
            (tr("Documents rejected"), words.number(newest["n_rejected"])),
            (tr("Newest fact"), words.day(newest["last_event_date"], short=True)),
        ]
    return figures


def in_words(frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """The frame with the codes of these columns in words."""
    return frame.assign(**{column: frame[column].map(words.word) for column in columns})


def checks_shown(checks: pd.DataFrame, everything: bool) -> pd.DataFrame:
    """Every check, or those that did not pass; status and origin in words."""
    return in_words(checks if everything else checks[checks["status"] != "pass"], "status", "origin")


def gaps_shown(gaps: pd.DataFrame) -> pd.DataFrame:
    """What facts do not tell, each kind by its noun."""
    return gaps.assign(kind=gaps["kind"].map(lambda name: words.noun(KINDS[name].noun)))


def bodies_alarm(bodies: pd.DataFrame) -> str | None:
    """What is said of articles that keep less than half of their page's running text; None where there are none."""
    low = bodies[bodies["n_low"] > 0]
    if low.empty:
        return None
    named = ", ".join(f"{row.source_label} ({words.number(row.n_low)})" for row in low.head(5).itertuples())
    n_low = int(low["n_low"].sum())
    return tr(
        "{n_low} articles keep less than half of the running text of their page: {named}.",
        n_low=words.number(n_low),
        named=named,
    )


def compared_note(counts: Mapping[str, int]) -> str:
    """How the numbers beside references came out, from `queries.reconciliation_counts`."""
    outcomes = ", ".join(f"{words.number(n)} {words.word(status)}" for status, n in counts.items())
    return tr("Numbers compared: {outcomes}. What differs comes first.", outcomes=outcomes)


def history(publications: pd.DataFrame) -> pd.DataFrame:
    """The publications with `n_facts`, the facts of all kinds."""
    kinds = ["n_strike_facts", "n_interception_facts", "n_aid_facts", "n_meeting_facts"]
    return publications.assign(n_facts=publications[kinds].sum(axis=1))


_COUNTED = (("n_articles", "article"), *((f"n_{name}_facts", kind.noun) for name, kind in KINDS.items()))


def _more(change: int, noun: str) -> str:
    """`+3 strikes`."""
    return f"{language.number(change, '+,')} {tr_plural(noun, noun + 's', abs(change))}"


def since_before(published: pd.DataFrame) -> str:
    """What the newest publication has that the one before had not; empty where there is no other."""
    if len(published) < 2:
        return ""
    newest, before = published.iloc[0], published.iloc[1]
    changes = [
        _more(int(newest[column]) - int(before[column]), noun)
        for column, noun in _COUNTED
        if not words.is_missing(newest[column]) and not words.is_missing(before[column])
        and newest[column] != before[column]
    ]  # fmt: skip
    told = ", ".join(changes) or tr("no fact more or less")
    return tr(
        "Since the publication of {published_at}: {told}.", published_at=words.day(before["published_at"]), told=told
    )


def week(counted: pd.DataFrame, last: dt.date) -> str:
    """The newest week beside the four before, from `queries.newest_week`."""
    told = ", ".join(
        f"{words.amount_of(row.n_week, KINDS[row.kind].noun)} ({language.number(row.n_before / 4, '.1f')})"
        for row in counted.itertuples()
    )
    return tr("Week to {last}, and the mean of the four weeks before: {told}.", last=words.day(last), told=told)
