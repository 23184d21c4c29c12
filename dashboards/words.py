"""Codes, numbers and dates as people read them. Null is `not stated`, never 0."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable
from typing import Any

import pandas as pd

from dashboards import language
from dashboards.language import mark, tr, tr_as, tr_plural

#: What null reads as, in English; `not_stated` gives it in the language in use.
NOT_STATED = mark("not stated")

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


def not_stated() -> str:
    """What null reads as."""
    return tr(NOT_STATED)


def is_missing(value: Any) -> bool:
    """Whether a cell holds no value: None, NaN, NaT or pandas.NA."""
    if value is None:
        return True
    text = str(value)
    return text in ("NaT", "<NA>", "nan")


def english(code: Any) -> str:
    """A code as English words: `cruise_missile` is `cruise missile`; the key of its message."""
    return _WORDS.get(str(code), str(code).replace("_", " "))


def english_plural(code: Any) -> str:
    """A class of things in English, for many of them: `cruise missiles`; the key of its message."""
    text = english(code)
    return text if text == NOT_STATED or text.endswith("y") or text == "other" else f"{text}s"


def word(code: Any) -> str:
    """A code as words: `cruise_missile` is `cruise missile`, null is `not stated`."""
    if is_missing(code) or code == "":
        return not_stated()
    return tr_as("code", english(code))


def title_word(code: Any) -> str:
    """`word`, with a capital first letter, for legends and option lists."""
    text = word(code)
    return text[:1].upper() + text[1:]


def plural(code: Any) -> str:
    """A class of things as words for many of them: `cruise_missile` is `cruise missiles`."""
    return not_stated() if is_missing(code) or code == "" else tr_as("many", english_plural(code))


def number(value: Any) -> str:
    """A whole number with commas; null is `not stated`."""
    return not_stated() if is_missing(value) else language.number(round(float(value)))


def percent(value: Any) -> str:
    """A share between 0 and 1 as per cent without decimals; null is `not stated`."""
    return not_stated() if is_missing(value) else tr("{share}%", share=language.number(float(value) * 100))


def money(value: Any, currency: str = "") -> str:
    """An amount in millions or billions with at most three significant digits, the currency after it."""
    if is_missing(value):
        return not_stated()
    amount = float(value)
    for size, name in ((1e12, mark("trillion")), (1e9, mark("billion")), (1e6, mark("million"))):
        if abs(amount) >= size:
            scaled = amount / size
            digits = max(0, 2 - int(math.log10(abs(scaled))))
            text = language.number(scaled, f",.{digits}f")
            text = text.rstrip("0").rstrip(".,") if digits else text
            return f"{text} {tr(name)} {currency}".strip()
    return f"{language.number(amount)} {currency}".strip()


def day(value: Any, *, short: bool = False) -> str:
    """A date as `12 Feb 2025`; null is `no date`. `short`: with the month's short name in every language."""
    if is_missing(value):
        return tr("no date")
    return language.day(value, short=short)


def span(low: Any, high: Any) -> str | None:
    """The range of claims as `4–7 claimed`; None where they agree or nothing is stated."""
    if is_missing(low) or is_missing(high) or low == high:
        return None
    return tr("{low}–{high} claimed", low=number(low), high=number(high))


def change(now: Any, then: Any, unit: str = "") -> str | None:
    """A figure against that of the period before: `+3 on the period before`; None where either is not stated.

    `unit` "points" takes both for shares between 0 and 1 and tells percentage points.
    """
    if is_missing(now) or is_missing(then):
        return None
    if unit == "points":
        points = round(float(now) * 100) - round(float(then) * 100)
        return tr("{change} points on the period before", change=f"{points:+d}")
    difference = round(float(now)) - round(float(then))
    return tr("{change} on the period before", change=language.number(difference, "+,"))


def amount_of(count: Any, one: str) -> str:
    """A count with its noun: `1 strike`, `1,204 strikes`."""
    return f"{number(count)} {tr_plural(one, one + 's', 2 if is_missing(count) else int(count))}"


def region(name: str) -> str:
    """A first-level region by its English name, which is its key."""
    return tr_as("name", name)


#: What a query leaves to the language in use (`queries.scope.said`): context and key.
_SAID = re.compile("\x02(\\w+):(.*?)\x03", flags=re.DOTALL)


def _state(told: str) -> str:
    code, _, name = told.partition("|")
    return language.name_of(code, name or code)


def spoken(text: str) -> str:
    """Text of a query with what it left to the language in use put in."""
    said: dict[str, Callable[[str], str]] = {
        "code": word, "state": _state, "name": region, "message": tr,
        "number": number,
    }  # fmt: skip
    return _SAID.sub(lambda found: said[found[1]](found[2]) if found[1] in said else found[2], text)


def spoken_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """The answer of a query with every text spoken."""
    texts = [
        name
        for name in frame.columns
        if pd.api.types.is_object_dtype(frame[name]) or pd.api.types.is_string_dtype(frame[name])
    ]
    return frame.assign(
        **{
            name: frame[name].map(lambda cell: spoken(cell) if isinstance(cell, str) and "\x02" in cell else cell)
            for name in texts
        }
    )


#: Columns of codes and English names that a table shows as they are in English.
_CODED = (
    "series",
    "outcome",
    "kind",
    "weapon_class",
    "count_definition",
    "scope",
    "severity",
    "admin1",
    "set",
    "status",
)


def spoken_codes(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame as a table of another language than English shows it: codes and regions that have a message by it."""
    if language.current() == language.ENGLISH:
        return frame

    def said(cell: Any) -> Any:
        if not isinstance(cell, str):
            return cell
        key = english(cell)
        return next((text for context in ("code", "name") if (text := tr_as(context, key)) != key), cell)

    return frame.assign(**{name: frame[name].map(said) for name in _CODED if name in frame})


def noun(one: str) -> str:
    """The noun of one thing of a kind: `strike`."""
    return tr_plural(one, one + "s", 1)


def nouns(one: str) -> str:
    """The noun of several: `strikes`."""
    return tr_plural(one, one + "s", 2)


def age(moment: dt.datetime, now: dt.datetime) -> str:
    """How long ago, roughly: `3 minutes ago`, `2 days ago`. Both are aware datetimes."""
    minutes = max(0, int((now - moment).total_seconds() // 60))
    if minutes < 1:
        return tr("just now")
    if minutes < 60:
        return tr("{amount} ago", amount=amount_of(minutes, "minute"))
    if minutes < 48 * 60:
        return tr("{amount} ago", amount=amount_of(minutes // 60, "hour"))
    return tr("{amount} ago", amount=amount_of(minutes // (24 * 60), "day"))
