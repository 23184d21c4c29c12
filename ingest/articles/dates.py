"""Publication dates in headline lines and addresses: only full dates, never a guess."""

from __future__ import annotations

import datetime as dt
import re

_ENGLISH = (
    "jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
    "sep sept september", "oct october", "nov november", "dec december",
)  # fmt: skip
#: Ukrainian and Russian, as dates have them (in the genitive).
_CYRILLIC = (
    "січня января", "лютого февраля", "березня марта", "квітня апреля", "травня мая", "червня июня", "липня июля",
    "серпня августа", "вересня сентября", "жовтня октября", "листопада ноября", "грудня декабря",
)  # fmt: skip
_MONTHS = {
    name: number
    for names in (_ENGLISH, _CYRILLIC)
    for number, spellings in enumerate(names, start=1)
    for name in spellings.split()
}
MONTH_NAMES = "|".join(sorted((n.capitalize() if n.isascii() else n for n in _MONTHS), key=len, reverse=True))
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_YEAR = r"(?:,?\s\d{4})?"
#: The same with the year.
FULL_DATE_WORDS = rf"(?:(?:{MONTH_NAMES})\.?\s{_DAY},?\s\d{{4}}|{_DAY}\s(?:{MONTH_NAMES})\.?,?\s\d{{4}})"
#: "Feb 12, 2025", "Feb. 12", "12 February 2025": day and month, the year optional.
DATE_WORDS = rf"(?:(?:{MONTH_NAMES})\.?\s{_DAY}{_YEAR}|{_DAY}\s(?:{MONTH_NAMES})\.?{_YEAR})"
_NAMED = re.compile(
    rf"\b(?:(?P<m1>{MONTH_NAMES})\.?\s(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<y1>(?:19|20)\d\d)"
    rf"|(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?[\s-](?P<m2>{MONTH_NAMES})\.?,?[\s-](?P<y2>(?:19|20)\d\d))",
    re.I,
)
_ISO = re.compile(r"\b(?P<y>(?:19|20)\d\d)[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?!\d)")
_DOTTED = re.compile(r"\b(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>(?:19|20)\d\d)\b")
_URL_NUMBERS = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<sep>[/_-])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})(?!\d)")
_URL_NAMED = re.compile(rf"/(?P<y>(?:19|20)\d\d)/(?P<m>{MONTH_NAMES})/(?P<d>\d{{1,2}})(?!\d)", re.I)
_URL_COMPACT = re.compile(r"(?<!\d)(?P<y>20[0-3]\d)(?P<m>[01]\d)(?P<d>[0-3]\d)(?!\d)")


def _date(year: str, month: str, day: str) -> dt.date | None:
    number = int(month) if month.isdigit() else _MONTHS.get(month.casefold(), 0)
    try:
        date = dt.date(int(year), number, int(day))
    except ValueError:
        return None
    return date if date.year >= 1990 else None


def find_named_date(text: str) -> dt.date | None:
    """The first full date with a month name in a short text."""
    match = _NAMED.search(text[:400])
    if not match:
        return None
    if match["m1"]:
        return _date(match["y1"], match["m1"], match["d1"])
    return _date(match["y2"], match["m2"], match["d2"])


def find_full_date(text: str) -> dt.date | None:
    """The first full date of a headline line, in words or as ISO 8601."""
    date = find_named_date(text)
    if date is None and (match := _ISO.search(text[:400]) or _DOTTED.search(text[:400])):
        date = _date(match["y"], match["m"], match["d"])
    return date


def url_date(url: str | None) -> dt.date | None:
    """The date in an address' path, as /2025/02/12/, /2025/feb/12/ or -20250212."""
    path = (url or "")[:2000].partition("?")[0].partition("#")[0]
    for pattern in (_URL_NUMBERS, _URL_NAMED, _URL_COMPACT):
        for match in pattern.finditer(path):
            date = _date(match["y"], match["m"], match["d"])
            if date:
                return date
    return None
