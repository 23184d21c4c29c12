"""What stands between a page's top and its text: headline, byline, dateline, date lines."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache

from ingest.articles.cues import agency_names, fold, outlet_names, page_cues
from ingest.articles.dates import DATE_WORDS, FULL_DATE_WORDS, MONTH_NAMES, find_full_date
from ingest.articles.prose import word_count

_DIGIT = re.compile(r"\d")
_LETTER = re.compile(r"[^\W\d_]")
_PLACE = r"[A-ZÀ-ÞА-ЯІЇЄҐ][^\n(){}\[\]:;!?\"“”–—]{1,60}?"
#: "KYIV, Ukraine": capitals, the country in any case.
_SHOUTED_PLACE = r"[A-ZÀ-ÞА-ЯІЇЄҐ]{3,}(?:[ ./-][A-ZÀ-ÞА-ЯІЇЄҐ]{2,}){0,3}(?:,\s[A-Z][A-Za-z. ]{2,30})?"
_DASH = r"\s?(?:-{1,2}|[–—−])\s"
_BYLINE_WORD = r"(?:[A-ZÀ-ÞА-ЯІЇЄҐ][\w.'’-]*|and|in|with|for|at|the|of|de|van|von|der|la|le|bin|al|und|et|&|,|/|\||-)"
_BYLINE = re.compile(
    rf"(?:By|Author:|Written by|Words by|Reporting by)\s+(?P<names>[A-ZÀ-ÞА-ЯІЇЄҐ][\w.'’-]*(?:,?\s{_BYLINE_WORD})*)\s*",
    re.I,
)
_NAME = r"[A-ZÀ-Þ][\w'’-]+(?:\s(?:[A-ZÀ-Þ]\.|de|van|von|der|al|bin))*(?:\s[A-ZÀ-Þ][\w'’-]+){1,2}"
_NAMES_ONLY = re.compile(rf"{_NAME}(?:(?:,|,? and|,? &)\s{_NAME}){{0,5}}")
_SIGNATURE = re.compile(
    rf"(?P<names>{_NAME}(?:(?:,|,? and|,? &)\s{_NAME}){{0,3}}),\s"
    r"(?:our )?(?:(?:staff|senior|special|chief|foreign|war|[A-Z][a-z]+) )?"
    r"(?:writer|correspondent|reporter|editor|contributor)s?",
)
_CREDITS = re.compile(r"(?:Reporting|Writing|Editing|Additional reporting) by [A-Z].{0,400}", re.I)
_WIRE_SIGN_OFF = re.compile(r"[a-z]{2,6}(?:-[a-z]{2,6})*(?:/[a-z]{2,6}){1,5}|\([A-Z]{2,4}\)|[a-z]{2,3}")
_DATE_LINE_WORDS = re.compile(
    rf"\b(?:published|posted|updated|first|last|modified|on|at|by|read|ago|min|mins|minutes?|hours?|days?|am|pm|a\.m\.?|p\.m\.?|"
    rf"[ECMP][SD]?T|GMT|UTC|BST|EEST|EET|CET|CEST|mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun|(?:mon|tues|wednes|thurs|fri|satur|sun)day|{MONTH_NAMES})\b",
    re.I,
)
_LABEL = re.compile(r"\b(?:first published|published|posted|last updated|updated|last modified|modified)\b", re.I)
_BEFORE_LABEL = re.compile(r"(?=\b(?:published|posted|updated|modified)\b)", re.I)
_UPDATED = re.compile(r"(?:last )?(?:updated|modified)\b", re.I)
#: Digits as days and hours have them.
_DATED_NUMBERS = re.compile(r"\d[:./-]\d")
_LONG_WORD = re.compile(r"[^\W\d_]{7,}")
_GLUED_PUBLISHED = re.compile(r"(?i)(published|posted|updated)(?=\d)")


def is_headline(line: str) -> bool:
    """A line that can be a headline: 2 to 35 words, no full stop at the end, some letters."""
    return (
        2 <= word_count(line) <= 35
        and len(line) <= 250
        and not line.endswith((".", ",", ";", ":"))
        and bool(_LETTER.search(line))
    )


def is_label(line: str) -> bool:
    """A section label or menu word: one to four words without an end mark."""
    return word_count(line) <= 4 and len(line) <= 40 and not line.endswith((".", "!", "?", ",", ";"))


@dataclass(frozen=True)
class Dateline:
    """Where and by whom a report was filed; `date` only when the dateline gives day, month and year, `is_dated` also
    when it gives day and month.

    `length` is the number of characters that the dateline takes at the head of its line.
    """

    place: str | None
    agency: str | None
    outlet: str | None
    date: dt.date | None
    is_dated: bool
    length: int


@lru_cache(maxsize=1)
def _dateline_patterns() -> tuple[re.Pattern[str], ...]:
    def names(table: dict[str, str]) -> str:
        return "|".join(re.escape(name) for name in sorted(table, key=len, reverse=True))

    agency = rf"(?P<agency>{names(agency_names())})"
    # Services that the list does not know: capitals, or any name where a full date follows.
    initials = rf"(?P<agency>{names(agency_names())}|[A-Z]{{2,6}})"
    any_name = r"(?P<agency>[A-Z][\w.&'’ -]{1,25})"
    outlet = rf"(?P<outlet>{names(outlet_names())})"
    end = rf"(?:{_DASH}|\s*$|[.:]\s)"
    return (
        re.compile(rf"(?P<place>{_PLACE}),?\s(?P<date>{DATE_WORDS})\s?\({initials}\){end}"),
        re.compile(rf"(?P<place>{_PLACE})\s\({any_name}\),?\s(?P<date>{FULL_DATE_WORDS}){end}"),
        re.compile(rf"(?:(?P<place>{_PLACE})\s)?\({agency}\)(?:,?\s(?P<date>{DATE_WORDS}))?{end}"),
        re.compile(rf"(?P<place>{_PLACE})[,.]\s(?P<date>{DATE_WORDS})[.,]?\s?/{agency}/\.?{end}"),
        re.compile(rf"(?P<place>{_PLACE})[,.]\s(?P<date>{DATE_WORDS}){_DASH}{agency}[.:]\s"),
        re.compile(rf"(?:(?P<place>{_PLACE})\s)?{outlet}\s?[—–](?:\s|$)"),
        re.compile(rf"(?P<place>{_SHOUTED_PLACE})(?:,\s(?P<date>{DATE_WORDS}))?{_DASH}(?=\S)"),
    )


def read_dateline(line: str) -> Dateline | None:
    """The dateline at the head of a line, or None."""
    head = line[:180]
    if "(" not in head and "/" not in head and not re.search(r"[-–—−](?:\s|$)", head):
        return None
    for pattern in _dateline_patterns():
        match = pattern.match(head)
        if not match:
            continue
        found = match.groupdict()
        place = (found.get("place") or "").strip(" ,.") or None
        if place and (word_count(place) > 7 or fold(place) in page_cues().furniture):
            continue
        date = find_full_date(found["date"]) if found.get("date") else None
        name = found.get("agency") or ""
        agency = agency_names().get(name, name) or None
        outlet = outlet_names().get(found.get("outlet") or "")
        return Dateline(_place_case(place), agency, outlet, date, bool(found.get("date")), match.end())
    return None


def _place_case(place: str | None) -> str | None:
    """'KYIV, Ukraine' as 'Kyiv, Ukraine'."""
    if not place:
        return None
    return ", ".join(part.title() if part.isupper() and len(part) > 3 else part for part in place.split(", "))


def read_byline(line: str) -> str | None:
    """The names of a byline line ("By A in B and C"), without the word By."""
    if len(line) > 250 or line.endswith((".", "!", "?")):
        return None
    match = _BYLINE.fullmatch(line)
    return match["names"].strip(" ,|") if match else None


def read_signature(line: str) -> str | None:
    """The name of a line that gives name and office of the author ("A B, staff writer")."""
    match = _SIGNATURE.fullmatch(line) if len(line) <= 150 else None
    return match["names"] if match else None


def closing_date(line: str) -> dt.date | None:
    """The full date at the end of a short line above the text ("The Paper, Tuesday 5 August 2025")."""
    if word_count(line) > 10 or not line[-1:].isdigit():
        return None
    return find_full_date(line[-30:])


def is_names_only(line: str) -> bool:
    """One or more persons' names and nothing else."""
    return len(line) <= 150 and not line.isupper() and bool(_NAMES_ONLY.fullmatch(line))


def read_credits(line: str) -> str | None:
    """The authors of a credit line at the end of a report ("Reporting by A; Editing by B")."""
    if word_count(line) > 60 or not _CREDITS.match(line):
        return None
    authors = re.split(r";|\. ", line, maxsplit=1)[0]
    return re.sub(r"(?i)^(?:reporting|writing|editing|additional reporting) by ", "", authors).strip(" .") or None


def is_wire_sign_off(line: str) -> bool:
    """The initials of desk and editors that close a wire report ("burs-abc/de")."""
    return len(line) <= 40 and bool(_WIRE_SIGN_OFF.fullmatch(line))


def date_line(line: str) -> tuple[bool, dt.date | None]:
    """Whether a line says only when something was published or updated, and the full date in it."""
    if len(line) > 120 or not (_DIGIT.search(line) or fold(line) in page_cues().published_words):
        return False, None
    if any(not _DATE_LINE_WORDS.fullmatch(word) for word in _LONG_WORD.findall(line)):
        return False, None  # one such word is more than the letters allowed below
    text = _GLUED_PUBLISHED.sub(r"\1 ", line)
    text = re.sub(r"(?<=\d{4})(?=\d{1,2}:\d\d)", " ", text)
    rest = _DATE_LINE_WORDS.sub("", text)
    if rest == text and not _DATED_NUMBERS.search(text):
        return False, None  # a row of a table
    if len(_LETTER.findall(rest)) > 6:
        return False, None
    return True, _publication_date(text)


def _publication_date(text: str) -> dt.date | None:
    """The date of first publication in a date line; that of an update only where the line has no other."""
    updated = None
    for part in _BEFORE_LABEL.split(text):
        date = find_full_date(part)
        if date is None:
            continue
        if not _UPDATED.match(part):
            return date
        updated = updated or date
    return updated


def is_update_line(line: str) -> bool:
    """Whether a date line states an update and no first publication."""
    labels = [match.group().casefold() for match in _LABEL.finditer(line)]
    return bool(labels) and all("updated" in label or "modified" in label for label in labels)
