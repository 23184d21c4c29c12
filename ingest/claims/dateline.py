"""Where and when a report was written, at the head of its first sentence: "KYIV, July 12 (Agency) - ...".

The day of a dateline is the day that "overnight" and "on Friday" are told from; its place is no scene.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from ingest.claims.annotations import DateMention
from ingest.claims.dates import find_dates

_NAME = r"(?:[A-Z][A-Z.'’-]+|[A-Z][\w.'’-]+)(?:[ /][A-Z][\w.'’-]+)?"
_DAY = r"(?:[A-Z][a-z]{2,8}\.? \d{1,2}|\d{1,2} [A-Z][a-z]{2,8})(?:,? \d{4})?"
_DATED = re.compile(rf"{_NAME}(?:, {_NAME})?, (?P<day>{_DAY})(?: \([^)]{{2,30}}\))?\s*(?:[-–—:]{{1,2}}\s|\.$|\. )")
_DAY_FIRST = re.compile(rf"(?P<day>{_DAY}),? {_NAME}(?:\.$|\. |\s?[-–—:]{{1,2}}\s)")
_UNDATED = re.compile(rf"(?:{_NAME}(?:, {_NAME})?) (?:\([^)]{{2,30}}\) )?[-–—]{{1,2}} |[A-Z]{{4,}}—(?=[A-Z])")
#: A dateline older than this against the page's date is another's.
_OLDEST_DAYS = 31


def dateline_end(text: str) -> int:
    """How many characters of a sentence its dateline takes; 0 where it has none."""
    found = _DATED.match(text) or _DAY_FIRST.match(text) or _UNDATED.match(text)
    return found.end() if found else 0


def dateline_date(text: str, published: dt.date | None) -> DateMention | None:
    """The date of a dateline at the head of a text: a day near the publication date, or a day and month alone."""
    found = _DATED.match(text) or _DAY_FIRST.match(text)
    date = next(iter(find_dates(found["day"], published)), None) if found is not None else None
    if date is None or date.day is None:
        return date if date is not None and date.partial else None
    return None if published is not None and not 0 <= (published - date.day).days <= _OLDEST_DAYS else date


def day_of_heading(headings: Sequence[str]) -> dt.date | None:
    """The last day that the headings of an undated text give with its year: "Counts of the week, 3 to 9 March 2025".

    It says which year the text's other days are in. None where no heading has a whole date.
    """
    for heading in headings:
        for date in find_dates(heading, None):
            if date.date_end and date.kind in ("calendar", "overnight") and str(date.date_end.year) in date.text:
                return date.date_end
    return None


_PAGE_OF_YEAR = re.compile(
    r"(20\d\d)(?: in \w.*)?$|[a-z]{3,9} (20\d\d)$"
    r"|.*\b(?:timeline|list|chronology|events|attacks|strikes)\b.*\b(?:in |\()(20\d\d)\)?$",
    re.IGNORECASE,
)


def year_of_page(headings: Sequence[str]) -> int | None:
    """The year that a page of events is about: "2025 in Ukraine", "March 2025", "List of attacks in 2024".

    None where the headings name no year so, or several.
    """
    found = [match for heading in headings if (match := _PAGE_OF_YEAR.match(heading.strip()))]
    years = {int(year) for match in found for year in match.groups() if year}
    return years.pop() if len(years) == 1 else None
