"""Numbers, dates, codes and CSV as people and spreadsheets read them."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pandas as pd
import pytest

from dashboards import downloads, figures, links, periods, url_state, words
from dashboards.queries import Scope
from dashboards.snapshot import is_stale
from ingest.settings import Settings


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA, pd.NaT])
def test_null_is_never_zero(missing):
    assert words.number(missing) == words.percent(missing) == words.money(missing) == "not stated"
    assert words.word(missing) == "not stated"
    assert words.day(missing) == "no date"
    assert words.span(1, missing) is None
    assert words.number(0) == "0"


@pytest.mark.parametrize(
    ("amount", "text"),
    [(185e6, "185 million USD"), (1.75e11, "175 billion USD"), (2.5e9, "2.5 billion USD"), (1234, "1,234 USD"),
     (999_999, "999,999 USD"), (1e12, "1 trillion USD"), (6.126e10, "61.3 billion USD"), (0, "0 USD")],
)  # fmt: skip
def test_money(amount, text):
    assert words.money(amount, "USD") == text


def test_spans_counts_and_ages():
    assert words.span(4, 1700) == "4–1,700 claimed"
    assert words.span(5, 5) is None
    assert words.amount_of(1, "strike") == "1 strike"
    assert words.amount_of(1204, "strike") == "1,204 strikes"
    now = dt.datetime(2025, 2, 12, 12, tzinfo=dt.UTC)
    assert words.age(now - dt.timedelta(minutes=5), now) == "5 minutes ago"
    assert words.age(now - dt.timedelta(days=3), now) == "3 days ago"
    assert is_stale(now - dt.timedelta(hours=49), now, 48)
    assert not is_stale(now - dt.timedelta(hours=47), now, 48)
    assert is_stale(None, now, 48)


def test_csv_leaves_null_empty_and_defuses_formulas():
    frame = pd.DataFrame(
        {
            "date": pd.to_datetime(["2025-02-12", None]),
            "killed": pd.array([0, None], dtype="Int64"),
            "title": ["=cmd|' /C calc'!A0", "plain, with comma"],
        }
    )
    assert downloads.csv_bytes(frame).decode("utf-8-sig") == (
        "date,killed,title\r\n2025-02-12,0,'=cmd|' /C calc'!A0\r\n,,\"plain, with comma\"\r\n"
    )


def test_a_carriage_return_stays_in_its_cell():
    frame = pd.DataFrame({"title": ["two\rlines", "three\r\nmore", "\rfirst"], "n": [1, 2, 3]})
    content = downloads.csv_bytes(frame).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(content, newline=""))) == [
        ["title", "n"], ["two\rlines", "1"], ["three\r\nmore", "2"], ["'\rfirst", "3"],
    ]  # fmt: skip


def test_periods():
    last = dt.date(2025, 8, 16)
    assert periods.period_of("30d", dt.date(2024, 1, 1), last) == (dt.date(2025, 7, 18), last)
    assert periods.period_of("2024", None, None) == (dt.date(2024, 1, 1), dt.date(2024, 12, 31))
    assert periods.period_of("all", None, last) == (None, None)
    start, end = periods.period_of("30d", None, last)
    before = periods.period_before(Scope(start, end, min_sources=2))
    assert before == Scope(dt.date(2025, 6, 18), dt.date(2025, 7, 17), min_sources=2)
    assert periods.grain_of(None, None, (None, None)) == "month"
    assert periods.grain_of(start, end, (None, None)) == "day"
    assert periods.grain_of(None, None, (dt.date(2024, 1, 1), last)) == "month"


def test_labels_of_different_facts_differ():
    assert url_state.distinct(["Kyiv", "Kyiv", "Lviv"], ["a", "b", "c"]) == {"a": "Kyiv", "b": "Kyiv (2)", "c": "Lviv"}


def test_a_change_is_told_only_between_two_figures():
    assert words.change(5, 3) == "+2 on the period before"
    assert words.change(1200, 3200) == "-2,000 on the period before"
    assert words.change(0.71, 0.8, "points") == "-9 points on the period before"
    assert words.change(5, None) is words.change(pd.NA, 3) is None


def test_columns_are_wide_enough_for_their_longest_number():
    """105,408,000,000 USD once lost its first digit to a narrow column, and read as 5 thousand million."""
    frame = pd.DataFrame({"amount_usd": [105_408_000_000.0, None], "share": [0.5, 1.0], "none": [None, None]})
    frame["none"] = frame["none"].astype("Int64")
    settings = figures.columns({"amount_usd": "In USD", "share": "Share", "none": "None"}, frame)
    assert settings["amount_usd"]["width"] >= 8 * len("105,408,000,000")
    assert settings["share"]["width"] == settings["none"]["width"] == 96


def test_a_fact_leads_to_its_own_page():
    own = Settings.from_environment({"WARLEDGER_BIND_HOST": "0.0.0.0", "WARLEDGER_API_PORT": "8601"})
    assert links.fact_page(own, "a/b") == "http://127.0.0.1:8601/f/a%2Fb"
    public = Settings.from_environment({"WARLEDGER_API_URL": "https://facts.example/"})
    assert links.fact_page(public, "s-1") == "https://facts.example/f/s-1"
    unsafe = Settings.from_environment({"WARLEDGER_API_URL": "javascript:alert(1)"})
    assert links.fact_page(unsafe, "s-1").startswith("http://127.0.0.1:8600/")
