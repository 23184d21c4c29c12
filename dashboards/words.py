"""Codes, numbers and dates as people read them. Null is `not stated`, never 0."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

NOT_STATED = "not stated"

#: Codes whose reading differs from the code with blanks for underscores.
_WORDS = {
    "ua_official": "Ukrainian official",
    "ru_official": "Russian official",
    "third_official": "official of a third state",
    "international_body": "international body",
    "unknown": "not stated",
    "not_stated": "not stated",
    "shot_down_or_suppressed": "shot down or suppressed",
    "unspecified": "not said how",
    "admin1": "region",
    "pass": "passed",
    "warn": "warned",
    "fail": "failed",
    "error": "broke",
}

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def is_missing(value: Any) -> bool:
    """Whether a cell holds no value: None, NaN, NaT or pandas.NA."""
    if value is None:
        return True
    text = str(value)
    return text in ("NaT", "<NA>", "nan")


def word(code: Any) -> str:
    """A code as words: `cruise_missile` is `cruise missile`, null is `not stated`."""
    if is_missing(code) or code == "":
        return NOT_STATED
    return _WORDS.get(str(code), str(code).replace("_", " "))


def title_word(code: Any) -> str:
    """`word`, with a capital first letter, for legends and option lists."""
    text = word(code)
    return text[:1].upper() + text[1:]


def plural(code: Any) -> str:
    """A class of things as words for many of them: `cruise_missile` is `cruise missiles`."""
    text = word(code)
    return text if text == NOT_STATED or text.endswith("y") or text == "other" else f"{text}s"


def number(value: Any) -> str:
    """A whole number with commas; null is `not stated`."""
    return NOT_STATED if is_missing(value) else f"{round(float(value)):,}"


def percent(value: Any) -> str:
    """A share between 0 and 1 as per cent without decimals; null is `not stated`."""
    return NOT_STATED if is_missing(value) else f"{float(value) * 100:.0f}%"


def money(value: Any, currency: str = "") -> str:
    """An amount in millions or billions with at most three significant digits, the currency after it."""
    if is_missing(value):
        return NOT_STATED
    amount = float(value)
    for size, name in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if abs(amount) >= size:
            scaled = amount / size
            digits = max(0, 2 - int(math.log10(abs(scaled))))
            text = f"{scaled:,.{digits}f}"
            text = text.rstrip("0").rstrip(".") if "." in text else text
            return f"{text} {name} {currency}".strip()
    return f"{amount:,.0f} {currency}".strip()


def day(value: Any) -> str:
    """A date as `12 Feb 2025`; null is `no date`."""
    if is_missing(value):
        return "no date"
    moment: dt.date = value
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


def span(low: Any, high: Any) -> str | None:
    """The range of claims as `4–7 claimed`; None where they agree or nothing is stated."""
    if is_missing(low) or is_missing(high) or low == high:
        return None
    return f"{number(low)}–{number(high)} claimed"


def change(now: Any, then: Any, unit: str = "") -> str | None:
    """A figure against that of the period before: `+3 on the period before`; None where either is not stated.

    `unit` "points" takes both for shares between 0 and 1 and tells percentage points.
    """
    if is_missing(now) or is_missing(then):
        return None
    if unit == "points":
        return f"{round(float(now) * 100) - round(float(then) * 100):+d} points on the period before"
    return f"{round(float(now)) - round(float(then)):+,} on the period before"


def amount_of(count: Any, one: str, many: str | None = None) -> str:
    """A count with its noun: `1 strike`, `1,204 strikes`."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def age(moment: dt.datetime, now: dt.datetime) -> str:
    """How long ago, roughly: `3 minutes ago`, `2 days ago`. Both are aware datetimes."""
    minutes = max(0, int((now - moment).total_seconds() // 60))
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{amount_of(minutes, 'minute')} ago"
    if minutes < 48 * 60:
        return f"{amount_of(minutes // 60, 'hour')} ago"
    return f"{amount_of(minutes // (24 * 60), 'day')} ago"
