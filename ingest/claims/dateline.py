"""Where and when a report was written, at the head of its first sentence: "KYIV, July 12 (Agency) - ...".

The day of a dateline is the day that "overnight" and "on Friday" are told from; its place is no scene.
"""

from __future__ import annotations

import datetime as dt
import re

from ingest.claims.dates import find_dates

_NAME = r"(?:[A-Z][A-Z.'’-]+|[A-Z][\w.'’-]+)(?:[ /][A-Z][\w.'’-]+)?"
_DAY = r"(?:[A-Z][a-z]{2,8}\.? \d{1,2}|\d{1,2} [A-Z][a-z]{2,8})(?:,? \d{4})?"
_DATED = re.compile(rf"{_NAME}(?:, {_NAME})?, (?P<day>{_DAY})(?: \([^)]{{2,30}}\))?\s*(?:[-–—:]{{1,2}}\s|\.$|\. )")
_UNDATED = re.compile(rf"(?:{_NAME}(?:, {_NAME})?) (?:\([^)]{{2,30}}\) )?[-–—]{{1,2}} ")
#: A dateline older than this against the page's date is another's.
_OLDEST_DAYS = 31


def dateline_end(text: str) -> int:
    """How many characters of a sentence its dateline takes; 0 where it has none."""
    found = _DATED.match(text) or _UNDATED.match(text)
    return found.end() if found else 0


def dateline_day(text: str, published: dt.date | None) -> dt.date | None:
    """The day that a dateline at the head of a text gives, near the publication date; None where it gives none."""
    found = _DATED.match(text)
    if found is None:
        return None
    day = next((date.day for date in find_dates(found["day"], published) if date.day), None)
    if day is None or (published is not None and not 0 <= (published - day).days <= _OLDEST_DAYS):
        return None
    return day
