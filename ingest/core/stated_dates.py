"""Dates as feeds, metadata and bylines state them: one reader for every notation, and the range that counts.

Only what a text states is read. A month or a year alone fixes no day; nothing is filled in from the clock.
"""

from __future__ import annotations

import datetime as dt
import re
import statistics
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

#: The war began in 2014. Earlier dates on pages are those of the site, of a default clock, or of another story.
EARLIEST = dt.date(2014, 1, 1)
_FIRST_EPOCH = dt.datetime(2000, 1, 1, tzinfo=dt.UTC).timestamp()
_LAST_EPOCH = dt.datetime(2100, 1, 1, tzinfo=dt.UTC).timestamp()
#: English, Ukrainian (ч), Russian: the first three letters; Cyrillic ones as dates have them.
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan січ янв", "feb лют фев", "mar бер мар", "apr кві апр", "may тра мая май", "jun чер июн",
            "jul лип июл", "aug сер авг", "sep вер сен", "oct жов окт", "nov лис ноя", "dec гру дек",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
#: Hours from UTC of the zones that news feeds name.
_ZONES = {
    "z": 0.0, "ut": 0.0, "utc": 0.0, "gmt": 0.0, "wet": 0.0, "bst": 1.0, "west": 1.0, "cet": 1.0, "cest": 2.0,
    "eet": 2.0, "eest": 3.0, "msk": 3.0, "trt": 3.0, "ist": 5.5, "jst": 9.0, "kst": 9.0, "aest": 10.0, "aedt": 11.0,
    "est": -5.0, "edt": -4.0, "cst": -6.0, "cdt": -5.0, "mst": -7.0, "mdt": -6.0, "pst": -8.0, "pdt": -7.0,
}  # fmt: skip
_MONTH = r"(?P<month>[^\W\d_]{3,10})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4}|\d{2}(?![\d:]))"
_YEAR_FIRST = re.compile(r"(?<!\d)(?P<year>(?:19|20|21)\d\d)([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})(?!\d)")
_YEAR_LAST = re.compile(r"(?<!\d)(?P<a>\d{1,2})(?P<sep>[-/.])(?P<b>\d{1,2})(?P=sep)(?P<year>\d{4}|\d{2})(?![\d:])")
_NAMED = (
    re.compile(rf"(?<!\d){_DAY}(?:\s|-|\sof\s){_MONTH},?[\s-]{_YEAR}", re.I),
    re.compile(rf"(?<!\w){_MONTH}\s{_DAY},?\s{_YEAR}", re.I),
    re.compile(rf"(?<!\d)(?P<year>(?:19|20)\d\d)[\s-]{_MONTH}[\s-]{_DAY}(?!\d)", re.I),
)
#: As the C library prints it: the year stands behind the time.
_C_TIME = re.compile(r"(?P<day>[A-Z][a-z]{2} \d{1,2}) (?P<time>\d\d:\d\d:\d\d(?: [A-Z]{2,4})?) (?P<year>\d{4})\b")
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?(?=\D|$)|(?=T|$))")
_TIME = re.compile(
    r"(?<![\d:.+-])(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d{1,9})?)?\s?(?P<half>[ap]\.?m\b)?",
    re.I,
)
_HALF_DAY = re.compile(r"(?<![\d:.])(?P<hour>\d{1,2})\s?(?P<half>[ap]\.?m)\b", re.I)
_OFFSET = re.compile(r"(?:\s|(?<=\d))(?:GMT|UTC)?(?P<sign>[+\-−])(?P<hours>\d\d):?(?P<minutes>\d\d)?(?!\d)")
_ZONE_NAME = re.compile(r"(?<=[\s\d(])(?P<name>[A-Z][A-Za-z]+/[A-Z][A-Za-z_]+|[A-Z]{1,4})\b")


@dataclass(frozen=True)
class StatedMoment:
    """A day, and its time and offset where they are stated."""

    date: dt.date
    time: dt.time | None = None
    zone: dt.tzinfo | None = None

    def day(self, zone: dt.tzinfo | None = None) -> dt.date:
        """The day in `zone`; in the moment's own zone where there is no `zone`, no time or no offset."""
        if zone is None or self.time is None or self.zone is None:
            return self.date
        return dt.datetime.combine(self.date, self.time, self.zone).astimezone(zone).date()

    def instant(self) -> dt.datetime | None:
        """The moment in UTC; None without an hour or without its offset."""
        if self.time is None or self.zone is None:
            return None
        return dt.datetime.combine(self.date, self.time, self.zone).astimezone(dt.UTC)

    def isoformat(self) -> str:
        """ISO 8601: with time and offset where both are stated, else the day alone.

        A time without an offset is often wrong in other ways too (12-hour clocks); its day is what counts.
        """
        if self.time is None or self.zone is None:
            return self.date.isoformat()
        return dt.datetime.combine(self.date, self.time, self.zone).isoformat()


@dataclass(frozen=True)
class StatedDate:
    """A publication date as a document states it; `basis` is one of the contract's `published_basis`."""

    basis: str
    text: str


@dataclass(frozen=True)
class PublishedDate:
    """What follows from the stated dates: the day and its basis, or, where none counts, the first text as stated.

    `time` is the instant, where the text that fixes the day states an hour and its offset.
    """

    date: dt.date | None = None
    basis: str = "none"
    unusable: str | None = None
    time: dt.datetime | None = None


def in_range(date: dt.date) -> bool:
    """From 2014 to tomorrow: somewhere on Earth it is tomorrow already."""
    return EARLIEST <= date <= dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1)


def choose_date(stated: Iterable[StatedDate], zone: dt.tzinfo | None = None) -> PublishedDate:
    """The first stated date that can be read and counts."""
    unusable = None
    for item in stated:
        moment = read_moment(item.text)
        if moment is not None and in_range(date := moment.day(zone)):
            return PublishedDate(date, item.basis, time=moment.instant())
        unusable = unusable or item.text[:100]
    return PublishedDate(unusable=unusable)


@lru_cache(maxsize=64)
def find_zone(name: str | None) -> dt.tzinfo | None:
    """The zone of a name ("Europe/Kyiv", "EET", "+02:00"); None where it is none."""
    text = (name or "").strip()
    if match := _OFFSET.fullmatch(f" {text}"):
        return _offset(match)
    if text.casefold() in _ZONES:
        return dt.timezone(dt.timedelta(hours=_ZONES[text.casefold()]))
    try:
        return ZoneInfo(text) if "/" in text else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def read_moment(text: object, *, near: dt.date | None = None) -> StatedMoment | None:
    """The moment that a short text states, or None where it fixes no day.

    Two numbers that could both be the month ("02/03/2025") are read as the one nearer to `near`; without it, only
    dotted ones are read, day first.
    """
    value = " ".join(str(text if text is not None else "").split())[:100]
    if not any(map(str.isdigit, value)):
        return None
    value = _C_TIME.sub(r"\g<day> \g<year> \g<time>", value)
    if value.replace(".", "", 1).isdigit() and (moment := _read_number(value)):
        return moment
    for read in (_read_compact, _read_year_first, _read_named):
        if found := read(value):
            return _with_time(value, *found)
    if found := _read_year_last(value, near):
        return _with_time(value, *found)
    return None


def nearest_day(texts: Iterable[object]) -> dt.date | None:
    """The middle of the days that a list of stated dates fixes beyond doubt: what ambiguous ones are read by."""
    known = [moment.date.toordinal() for text in texts if (moment := read_moment(text)) is not None]
    return dt.date.fromordinal(int(statistics.median(known))) if known else None


def _date(year: str, month: int | str, day: str) -> dt.date | None:
    number = month if isinstance(month, int) else int(month)
    full = int(year) + (2000 if len(year) == 2 else 0)
    try:
        return dt.date(full, number, int(day))
    except ValueError:
        return None


def month_number(name: str) -> int | None:
    """1 to 12 of an English, Ukrainian or Russian month's name or abbreviation."""
    return _MONTHS.get(name.casefold()[:3])


def _read_number(value: str) -> StatedMoment | None:
    whole = value.partition(".")[0]
    if len(whole) not in (10, 13):
        return None
    seconds = float(value) / (1000 if len(whole) == 13 else 1)
    if not _FIRST_EPOCH <= seconds < _LAST_EPOCH:
        return None
    moment = dt.datetime.fromtimestamp(seconds, dt.UTC)
    return StatedMoment(moment.date(), moment.time(), dt.UTC)


_Found = tuple[dt.date, int, int]


def _read_compact(value: str) -> _Found | None:
    match = _COMPACT.match(value)
    date = _date(match[1], match[2], match[3]) if match else None
    return (date, match.start(), match.start() + 8) if match and date else None


def _read_year_first(value: str) -> _Found | None:
    for match in _YEAR_FIRST.finditer(value):
        if date := _date(match["year"], match["month"], match["day"]):
            return date, match.start(), match.end()
    return None


def _read_named(value: str) -> _Found | None:
    for pattern in _NAMED:
        for match in pattern.finditer(value):
            month = month_number(match["month"])
            if month and (date := _date(match["year"], month, match["day"])):
                return date, match.start(), match.end()
    return None


def _read_year_last(value: str, near: dt.date | None) -> _Found | None:
    for match in _YEAR_LAST.finditer(value):
        day_first = _date(match["year"], match["b"], match["a"])
        month_first = _date(match["year"], match["a"], match["b"])
        either = {date for date in (day_first, month_first) if date}
        if len(either) == 1:
            return either.pop(), match.start(), match.end()
        if either and match["sep"] == "." and day_first:
            return day_first, match.start(), match.end()
        if either and near:
            return min(either, key=lambda date: abs((date - near).days)), match.start(), match.end()
    return None


def _with_time(value: str, date: dt.date, start: int, end: int) -> StatedMoment:
    after, before = value[end:], value[:start]
    if compact := re.match(r"T?(\d\d)(\d\d)(\d\d)?(?!\d)", after):
        after = f"{compact[1]}:{compact[2]}:{compact[3] or '00'}{after[compact.end() :]}"
    after = after.removeprefix("T")
    for part in (after, before):
        if match := _TIME.search(part) or _HALF_DAY.search(part):
            time = _time(match)
            return StatedMoment(date, time, _zone(part[match.end() :]) if time else None)
    return StatedMoment(date)


def _time(match: re.Match[str]) -> dt.time | None:
    found = match.groupdict()
    hour, half = int(found["hour"]), (found["half"] or "")[:1].casefold()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        return dt.time(hour, int(found.get("minute") or 0), int(found.get("second") or 0))
    except ValueError:
        return None


def _zone(rest: str) -> dt.tzinfo | None:
    if match := _OFFSET.match(rest if rest[:1] == " " else f" {rest}"):
        return _offset(match)
    names = _ZONE_NAME.finditer(f" {rest}")
    return next((zone for match in names if (zone := find_zone(match["name"]))), None)


def _offset(match: re.Match[str]) -> dt.tzinfo | None:
    minutes = int(match["hours"]) * 60 + int(match["minutes"] or 0)
    if minutes > 14 * 60:
        return None
    return dt.timezone(dt.timedelta(minutes=minutes if match["sign"] == "+" else -minutes))
