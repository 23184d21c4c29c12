"""The language of the page that is being made: its messages, plural forms, and how it writes days and numbers.

English stands in the code and is the key of a message; every other language is a catalogue in messages/, which is read
as it lies there, so that nothing is compiled. What code names in English, a weapon class or a region, has a message in
the context `code`, `name` or `many`. Without `use` everything is English: the API, the tests. No Streamlit.
"""

from __future__ import annotations

import datetime as dt
import gettext
import io
from collections.abc import Mapping
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ENGLISH = "en"
#: The languages of the interface, each by the name that it gives itself.
LANGUAGES = {ENGLISH: "English", "uk": "Українська"}
CATALOGUES = Path(__file__).parent / "messages"
#: What stands for the comma between thousands and the point before decimals.
_SEPARATORS = {"uk": str.maketrans({",": "\u202f", ".": ","})}

_current: ContextVar[str] = ContextVar("language", default=ENGLISH)


def use(language: str) -> None:
    """Make what follows in this thread speak `language`, a key of LANGUAGES."""
    _current.set(language)


def current() -> str:
    """The language in use, as a key of LANGUAGES."""
    return _current.get()


def preferred(header: str | None) -> str:
    """The language of an Accept-Language header that the interface has and that stands first in it; else English."""
    wanted: list[tuple[float, str]] = []
    for entry in (header or "").split(","):
        tag, _, weight = entry.strip().partition(";q=")
        try:
            wanted.append((-float(weight or 1), tag.split("-")[0].lower()))
        except ValueError:
            continue
    return next((tag for weight, tag in sorted(wanted, key=lambda item: item[0]) if tag in LANGUAGES), ENGLISH)


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    if language == ENGLISH:
        return gettext.NullTranslations()
    with (CATALOGUES / f"{language}.po").open("rb") as file:
        messages = read_po(file, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def mark(message: str) -> str:
    """The message as it is: `tr` translates it where it is used, which is after the module was loaded."""
    return message


def tr(message: str, /, **values: object) -> str:
    """The message in the language in use, with values for its `{placeholders}` if it has any."""
    text = _catalogue(current()).gettext(message) if message else ""
    return text.format(**values) if values else text


def tr_plural(one: str, many: str, count: int, /, **values: object) -> str:
    """The form of the message for that count, in the language in use."""
    text = _catalogue(current()).ngettext(one, many, count)
    return text.format(**values) if values else text


def tr_as(context: str, message: str) -> str:
    """What the message is called in the language in use, as `context`: "code", "name" or "many"."""
    return _catalogue(current()).pgettext(context, message)


def number(value: float, form: str = ",.0f") -> str:
    """The number in a format of Python's, with the separators of the language in use."""
    text = format(value, form)
    return text.translate(_SEPARATORS[current()]) if current() in _SEPARATORS else text


def day(value: dt.date, *, short: bool = False) -> str:
    """The day as people write it: `12 Feb 2025`, `12 лютого 2025`; `short` where there is little room."""
    return str(format_date(value, "d MMM y" if short else tr("d MMM y"), locale=current()))


@cache
def _territories(language: str) -> Mapping[str, str]:
    return dict(Locale(language).territories)


def name_of(code: str, english: str) -> str:
    """The name of a state by its code, or of a body; `english` where the language in use has none."""
    if current() == ENGLISH:
        return english
    named = tr_as("name", english)
    return _territories(current()).get(code, named) if named == english else named


def vega() -> dict[str, Any]:
    """The `locale` of a Vega chart: separators, months and days. Empty for English, which is Vega's own."""
    if current() == ENGLISH:
        return {}
    locale = Locale(current())
    months, days = (
        {width: [names[position] for position in sorted(names)] for width, names in named["stand-alone"].items()}
        for named in (locale.months, locale.days)
    )
    return {
        "number": {
            "decimal": number(0.5, ".1f")[1],
            "thousands": number(1000)[1],
            "grouping": [3],
            "currency": ["", ""],
        },
        "time": {
            "dateTime": "%A, %e %B %Y, %X",
            "date": "%d.%m.%Y",
            "time": "%H:%M:%S",
            "periods": ["", ""],
            # Babel's week begins on Monday, Vega's on Sunday.
            "days": [*days["wide"][-1:], *days["wide"][:-1]],
            "shortDays": [*days["abbreviated"][-1:], *days["abbreviated"][:-1]],
            "months": months["wide"],
            "shortMonths": months["abbreviated"],
        },
    }
