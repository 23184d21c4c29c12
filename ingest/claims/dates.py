"""When: the days that a sentence names, resolved against the article's publication date.

Nothing here knows today's date. What the text and the publication date together do not fix stays open: a weekday
without a publication date has no day, "12 February" without a year has only its `partial`, "recently" is no date.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re

from ingest.claims import lexicon
from ingest.claims.annotations import DateMention
from ingest.claims.caseless import caseless, lowered
from ingest.claims.vocabulary import VOCABULARY
from ingest.claims.wordlists import WordTable

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"),
            ("february", "feb"),
            ("march", "mar"),
            ("april", "apr"),
            ("may",),
            ("june", "jun"),
            ("july", "jul"),
            ("august", "aug"),
            ("september", "sept", "sep"),
            ("october", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}
_FEASTS = {
    "new year's day": (1, 1),
    "new year's eve": (12, 31),
    "christmas day": (12, 25),
    "christmas eve": (12, 24),
    "independence day": (8, 24),
}
_COUNTS = {row["form"]: int(row["value"]) for row in lexicon.rows("number_words.csv") if 1 <= int(row["value"]) <= 10}
_COUNTS |= {"a": 1, "several": 0, "few": 0}

_W = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun|Saut?r)day|(?:Mon|Tues?|Weds?|Thurs?|Fri|Sat|Sun)\.(?=\s)"
_M = (
    r"(?-i:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan\.?|Feb\.?|Mar\.|Apr\.?|Jun\.?|Jul\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?)"
)
_Y = r"(?:19|20)\d\d"
_PART = r"(?:early|late|earlier|later|mid)"
_DAYPART = r"(?:morning|afternoon|evening|night|midday|noon|midnight|mornings|lunchtime|dawn)"

#: The kinds of date wording, each a named group whose name is the resolver's method; the earlier wins at one place.
_FORMS = (
    rf"""(?P<night>(?:the\s+)?(?:night|evening)\s+of\s+(?P<nd1>\d{{1,2}})(?:st|nd|rd|th)?(?:\s*(?:[-–/]|to|and)\s*(?P<nd2>\d{{1,2}})(?:st|nd|rd|th)?)?\s+(?P<nm>{_M})(?:,?\s+(?P<ny>{_Y}))?)""",
    rf"""(?P<night2>(?:the\s+)?(?:night|evening)\s+of\s+(?P<n2m>{_M})\s+(?P<n2d1>\d{{1,2}})(?:st|nd|rd|th)?(?:\s*(?:[-–/]|to|and)\s*(?:{_M}\s+)?(?P<n2d2>\d{{1,2}})(?:st|nd|rd|th)?)?(?:,?\s+(?P<n2y>{_Y}))?)""",
    r"""(?P<iso>\b(?P<iy>20\d\d)-(?P<im>\d\d)-(?P<id>\d\d)\b)""",
    r"""(?P<num>\b(?P<dd>\d{1,2})[./](?P<dm>\d{1,2})[./](?P<dy>20\d\d)\b)""",
    rf"""(?P<mdy>(?:(?P<mdywd>{_W}),?\s+)?\b(?P<m1>{_M})\s+(?P<d1>\d{{1,2}})(?!\d|:\d|[,.]\d{{3}}(?!\d))(?:st|nd|rd|th)?(?:\s*(?:[-–]|to|and|through)\s*(?P<d1b>\d{{1,2}})(?!\d|:\d)(?:st|nd|rd|th)?)?(?:,?\s+(?P<y1>{_Y})\b)?)""",
    rf"""(?P<dmy>(?:(?P<dmywd>{_W}),?\s+(?:the\s+)?)?\b(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?:\s*(?:[-–]|to|and)\s*(?P<d2b>\d{{1,2}})(?:st|nd|rd|th)?)?\s+(?:of\s+)?(?P<m2>{_M})(?![a-z])(?:,?\s+(?P<y2>{_Y})\b)?)""",
    r"""(?P<feast>\b(?:New\ Year['’]s\ (?:Day|Eve)|Christmas\ (?:Day|Eve)|Independence\ Day)\b)""",
    rf"""(?P<over>\b(?:overnight|in\s+the\s+night(?!\s+of\b)|during\s+the\s+night(?!\s+of\b)|last\s+night|through\s+the\s+night|at\s+night)(?:\s+(?:on|into|to|through|from\s+\w+day\s+to|from\s+\w+day\s+into)\s+(?P<overwd>{_W})|\s+(?P<overwd2>{_W})(?:\s*(?:to|into|[-–])\s*(?P<overwd3>{_W}))?)?)""",
    rf"""(?P<wn>\b(?:late\s+(?:on\s+)?)?(?P<wn1>{_W})\s*(?:(?:night|evening)\s+)?(?:to|into|[-–]|(?:and|through)\s+early(?:\s+on)?)\s*(?P<wn2>{_W}))""",
    rf"""(?P<wd>(?:\b(?P<wpart>early|late|earlier|later)\s+(?:on\s+)?|\b(?P<wlast>last|next|this|past|the\s+previous|the\s+following)\s+)?\b(?P<w>{_W})(?:['’]s)?(?:\s+(?P<wtime>{_DAYPART}))?)""",
    r"""(?P<today>\b(?:today|tonight|this\s+(?:morning|afternoon|evening))\b)""",
    rf"""(?P<yesterday>\byesterday\b(?:\s+{_DAYPART})?)""",
    r"""(?P<daybefore>\bthe\s+previous\s+(?:night|day|evening)\b|\b(?:a|one)\s+day\s+(?:earlier|before)\b(?!\s+\w+day)|\bthe\s+(?:night|day)\s+before\b(?!\s+\w+day))""",
    r"""(?P<dayafter>\bthe\s+(?:next|following)\s+(?:day|morning|afternoon|evening|night)\b|\b(?:a|one)\s+day\s+later\b)""",
    r"""(?P<sameday>\b(?:the\s+same|that(?:\s+same|\s+very)?)\s+(?:day|morning|afternoon|evening|night)\b)""",
    r"""(?P<tomorrow>\btomorrow\b)""",
    r"""(?P<past24>\b(?:(?:in|over|during|within)\s+)?(?:the\s+)?(?:past|last|previous|preceding)\s+(?:24|twenty-four)[\s-]hours\b|\bover\s+the\s+past\s+day\b|\bin\s+the\s+(?:past|last)\s+day\b|\bwithin\s+a\s+day\b)""",
    r"""(?P<ago>\b(?P<agon>\d+|a|one|two|three|four|five|six|seven|eight|nine|ten|several|few|a\s+few)\s+(?P<agou>day|week|month|year)s?\s+(?:ago|earlier|before)\b)""",
    r"""(?P<weekend>\b(?P<wkw>last|this|next|the|previous|over\s+the|at\s+the|during\s+the)\s+weekend\b)""",
    r"""(?P<thisunit>\b(?P<tup>earlier\s+this|earlier\s+in\s+the|later\s+this|this|last|next|past|previous|that)\s+(?P<tuu>week|month|year|spring|summer|autumn|fall|winter)\b)""",
    rf"""(?P<lastmonth>\b(?P<lmw>last|next|this|early|late|mid|earlier\s+in|later\s+in)[\s-]+(?P<lmm>{_M})(?![a-z])(?:,?\s+(?P<lmy>{_Y})|\s+(?P<lmly>last\s+year|this\s+year))?)""",
    rf"""(?P<monthyear>\b(?P<mym>{_M})(?![a-z])(?:\s+of)?,?\s+(?P<myy>{_Y}|of\s+last\s+year|last\s+year|this\s+year)\b)""",
    r"""(?P<month>\b(?:in|since|of|by|during|until|from|for|throughout)\s+(?P<mo>(?-i:January|February|March|April|May|June|July|August|September|October|November|December))\b(?!\s+\d|,?\s+(?:of\s+)?(?:last|this)\s+year))""",
    rf"""(?P<year>\b(?:in|since|of|during|from|until|by|late|early|mid)[\s-]+(?P<yr>{_Y})\b(?!-\d))""",
)
_FUTURE = caseless(
    r"\b(?:will|would|due\s+to|plans?\s+to|planned|planning|scheduled|is\s+to|are\s+to|was\s+to|were\s+to|set\s+to|going\s+to|expected|upcoming|ahead\s+of|to\s+(?:meet|hold|discuss|visit|travel|host|attend|receive|chair)|next|tomorrow|slated|intends?)\b"
)
_PAST = caseless(
    r"\b(?:said|told|announced|was|were|had|has|killed|wounded|struck|hit|launched|attacked|met|held|reported|destroyed|died|fell|lost|burst|crashed|landed|collapsed|injured|damaged|visited|spoke|arrived|came|fired|wrote|agreed|signed)\b"
)
#: "In the night of 24 May (from 17:30 on 23 May)".
_BEGIN = caseless(r"\(\s*(?:from|since|starting)\s[^()]{0,24}$")
#: Behind "two days before": what it is before of would follow ("a day before the talks").
_COUNTED_BACK = caseless(r"\s*(?:[.,;:)”\"]|$|\b(?:when|in|at|on|near|by|as|after|and)\b)")
#: "Before dawn on Friday", "in the early hours of Friday": a day that can have begun only where the war is.
_EARLY_BEFORE = caseless(
    r"\b(?:(?:before|at|around|after|past)\s+(?:dawn|daybreak|sunrise|first\s+light|midnight)|pre-?dawn\s+\w+|(?:early|small)\s+hours)\s+(?:of\s+|on\s+)?$"
)
_EVE = caseless(r"\bon\s+the\s+eve\s*(?:of\s*)?$|\bthe\s+day\s+before\s*$")
#: How many days a weekday lies back that is the day after the publication.
_TOMORROW = 6
_LAST_WEEK_AFTER = caseless(r"\s+(?:of\s+)?(?:last|the\s+previous)\s+week\b")
_WEEK_BEFORE_LAST = caseless(r"\s+(?:of|in)\s+the\s+week\s+before\s+last\b")
_LAST_WEEK_BEFORE = caseless(r"\blast\s+week,?\s+(?:on\s+)?$")
_WEEKS_AGO = caseless(r"\s+(?:(?P<two>(?:a\s+fortnight|two\s+weeks)\s+ago)|(?:a|one)\s+week\s+ago)\b")
_SINCE = caseless(r"\bsince\s+(?:the\s+\w+\s+of\s+)?(?:early\s+|late\s+|mid-)?$")


def _month(word: str) -> int:
    return _MONTHS[word.lower().rstrip(".")]


def _phrase(wording: str | None) -> str:
    """A wording in lower case, one blank between its words; empty for none."""
    return " ".join(lowered(wording or "").split())


def _weekday(word: str) -> int | None:
    name = lowered(word).rstrip(".").replace("sautr", "satur").replace("saut", "satur")
    for number, full in enumerate(_WEEKDAYS):
        if full.startswith(name[:3]):
            return number
    return None


def _safe(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _month_window(year: int, month: int) -> tuple[dt.date, dt.date]:
    return dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])


def _shift_months(day: dt.date, months: int) -> tuple[int, int]:
    index = day.year * 12 + day.month - 1 + months
    return index // 12, index % 12 + 1


def tense_at(text: str, start: int, end: int) -> str:
    """`future` or `past`: what the words nearest before the date (or in its sentence) say."""
    window = text[max(0, start - 90) : start]
    # The nearest tense word before the date decides; then the words after it.
    future = [m.end() for m in _FUTURE.finditer(window)]
    past = [m.end() for m in _PAST.finditer(window)]
    if future or past:
        return "future" if max(future, default=-1) > max(past, default=-1) else "past"
    return "future" if _FUTURE.search(text, end, end + 60) and not _PAST.search(text, end, end + 60) else "past"


#: What a date phrase resolves to: first day, last day, precision, "MM-DD" where the year is not fixed, kind.
_Window = tuple[dt.date | None, dt.date | None, str, str | None, str]


class _Resolver:
    """One sentence's dates; `published` may be None."""

    def __init__(
        self, text: str, published: dt.date | None, year_of: dt.date | int | None, told_before: dt.date | None
    ) -> None:
        self.text = text
        self.published = published
        self.year_of = published or year_of
        self.told_before = told_before
        self.named: dt.date | None = None  # the last single day that the sentence has named

    def mention(self, found: re.Match[str]) -> DateMention | None:
        resolved = getattr(self, f"_{found.lastgroup}")(found)  # the outer group closes last
        if resolved is None:
            return None
        start, end, precision, partial, label = resolved
        begin = found.start()
        eve = _EVE.search(self.text, max(0, begin - 24), begin)
        if eve and start and precision == "day":
            start = end = start - dt.timedelta(days=1)
            begin = eve.start()
        elif eve and partial and not start:
            day = _safe(2024, *map(int, partial.split("-")))
            partial = (day - dt.timedelta(days=1)).strftime("%m-%d") if day else partial
            begin = eve.start()
        if self.named and _BEGIN.search(self.text, max(0, begin - 40), begin):
            return None  # when the night began that is named before
        if start and _SINCE.search(self.text, max(0, begin - 30), begin) and self.published and start <= self.published:
            end, label, precision = self.published, "since", "month"
        if start and start == end:
            self.named = start
        return DateMention(begin, found.end(), start, end, precision, partial, self.text[begin : found.end()], label)

    def _calendar(
        self,
        month: int,
        day: int,
        year: int | None,
        weekday: str | None = None,
        last: int | None = None,
        night: bool = False,
        at: int = 0,
    ) -> _Window | None:
        if not 1 <= day <= 31 or (last is not None and not 1 <= last <= 31):
            return None
        if _safe(2024, month, day) is None:
            return None
        published = self.year_of if isinstance(self.year_of, dt.date) else None
        if year is None and isinstance(self.year_of, int):
            year = self.year_of
        elif year is None and published is not None:
            guesses = [d for y in (-1, 0, 1) if (d := _safe(published.year + y, month, day))]
            if weekday is not None and (number := _weekday(weekday)) is not None:
                same = [d for d in guesses if d.weekday() == number]
                guesses = same or guesses
            future = tense_at(self.text, at, at) == "future"

            # the nearest day of that name; a clear tense breaks the tie of half a year
            def cost(d: dt.date) -> int:
                gap = (d - published).days
                return abs(gap) * (1 if (gap <= 1) != future else 2)

            best = min(guesses, key=cost, default=None)
            year = best.year if best else None
        elif year is None and weekday is not None and (number := _weekday(weekday)) is not None:
            # without a publication date, weekday and day agree only in some years: take it where the war has but one
            years = [y for y in range(2022, 2031) if (d := _safe(y, month, day)) and d.weekday() == number]
            year = years[0] if len(years) == 1 else None
        partial = f"{month:02d}-{last if (night and last) else day:02d}"
        if year is None:
            return None, None, "day", partial, "calendar"
        first = _safe(year, month, day)
        if first is None:
            return None
        final = _safe(year, month, last) if last else first
        if last and (final is None or final < first):
            ahead = _shift_months(first, 1)
            final = _safe(ahead[0], ahead[1], last)
        final = final or first
        return first, final, "day" if (final - first).days <= 1 else "week", None, "calendar"

    def _night(self, f: re.Match[str]) -> _Window | None:
        return self._night_of(_month(f["nm"]), int(f["nd1"]), f["nd2"], f["ny"], f.start())

    def _night2(self, f: re.Match[str]) -> _Window | None:
        return self._night_of(_month(f["n2m"]), int(f["n2d1"]), f["n2d2"], f["n2y"], f.start())

    def _night_of(self, month: int, first: int, second: str | None, year: str | None, at: int) -> _Window | None:
        got = self._calendar(
            month, first, int(year) if year else None, last=int(second) if second else None, night=True, at=at
        )
        if got and got[0]:
            return got[0], got[1], "day", got[3], "overnight"
        return got

    def _iso(self, f: re.Match[str]) -> _Window | None:
        day = _safe(int(f["iy"]), int(f["im"]), int(f["id"]))
        return (day, day, "day", None, "calendar") if day else None

    def _num(self, f: re.Match[str]) -> _Window | None:
        day = _safe(int(f["dy"]), int(f["dm"]), int(f["dd"]))
        return (day, day, "day", None, "calendar") if day else None

    def _mdy(self, f: re.Match[str]) -> _Window | None:
        return self._calendar(
            _month(f["m1"]),
            int(f["d1"]),
            int(f["y1"]) if f["y1"] else None,
            f["mdywd"],
            int(f["d1b"]) if f["d1b"] else None,
            at=f.start(),
        )

    def _dmy(self, f: re.Match[str]) -> _Window | None:
        return self._calendar(
            _month(f["m2"]),
            int(f["d2"]),
            int(f["y2"]) if f["y2"] else None,
            f["dmywd"],
            int(f["d2b"]) if f["d2b"] else None,
            at=f.start(),
        )

    def _feast(self, f: re.Match[str]) -> _Window | None:
        month, day = _FEASTS[_phrase(f.group()).replace("’", "'")]
        return self._calendar(month, day, None, at=f.start())

    def _weekday_date(self, word: str, at: int, end: int, lead: str = "", ahead: bool = False) -> dt.date | None:
        """`ahead`: the wording may be of the morning that has begun in Ukraine and not yet at the publisher."""
        number = _weekday(word)
        if self.published is None or number is None:
            return None
        back = (self.published.weekday() - number) % 7
        if lead == "next":
            return self.published + dt.timedelta(days=(number - self.published.weekday()) % 7 or 7)
        if lead in ("last", "past", "the previous"):
            return self.published - dt.timedelta(days=back or 7)
        if (ahead and back == _TOMORROW) or (tense_at(self.text, at, end) == "future" and back != 0):
            return self.published + dt.timedelta(days=7 - back)
        return self.published - dt.timedelta(days=back)

    def _over(self, f: re.Match[str]) -> _Window | None:
        word = f["overwd3"] or f["overwd"] or f["overwd2"]
        phrase = _phrase(f.group())
        if word:
            day = self._weekday_date(word, f.start(), f.end(), ahead=True)
        else:
            day = self.published
            if phrase == "at night" or day is None:
                return None
        if day is None:
            return None
        return day - dt.timedelta(days=1), day, "day", None, "overnight"

    def _wn(self, f: re.Match[str]) -> _Window | None:
        end = self._weekday_date(f["wn2"], f.start(), f.end())
        start = self._weekday_date(f["wn1"], f.start(), f.end())
        if not end or not start:
            return None
        if (end - start).days % 7 == 1:
            return end - dt.timedelta(days=1), end, "day", None, "overnight"
        return (start, end, "week", None, "weekday") if start < end else None

    def _wd(self, f: re.Match[str]) -> _Window | None:
        lead = _phrase(f["wlast"])
        ahead = _phrase(f["wpart"]) == "early" or _phrase(f["wtime"]) in ("morning", "dawn")
        ahead = ahead or _EARLY_BEFORE.search(self.text, max(0, f.start() - 24), f.start()) is not None
        day = self._weekday_date(f["w"], f.start(), f.end(), lead, ahead)
        if day is None:
            return None
        day = self._in_named_week(day, f.start(), f.end())
        return day, day, "day", None, "weekday"

    def _in_named_week(self, day: dt.date, start: int, end: int) -> dt.date:
        """ "Last week on Tuesday", "on Tuesday of last week", "on Sunday a fortnight ago": that week's day."""
        if self.published is None:
            return day
        if _LAST_WEEK_AFTER.match(self.text, end) or _LAST_WEEK_BEFORE.search(self.text, max(0, start - 16), start):
            monday = self.published - dt.timedelta(days=self.published.weekday() + 7)
            return monday + dt.timedelta(days=day.weekday())
        if _WEEK_BEFORE_LAST.match(self.text, end):
            return self.published - dt.timedelta(days=self.published.weekday() + 14 - day.weekday())
        weeks = _WEEKS_AGO.match(self.text, end)
        if weeks:
            centre = self.published - dt.timedelta(weeks=2 if weeks["two"] else 1)
            return min((day - dt.timedelta(weeks=n) for n in range(4)), key=lambda d: abs((d - centre).days))
        return day

    def _today(self, f: re.Match[str]) -> _Window | None:
        return (self.published, self.published, "day", None, "relative") if self.published else None

    def _yesterday(self, f: re.Match[str]) -> _Window | None:
        if not self.published:
            return None
        day = self.published - dt.timedelta(days=1)
        return day, day, "day", None, "relative"

    def _counted(self, days: int, *, otherwise: dt.date | None) -> _Window | None:
        """A day counted from the one that the text has named last: "a day earlier", "that evening"."""
        base = self.named or self.told_before or otherwise
        day = base + dt.timedelta(days=days) if base else None
        return (day, day, "day", None, "relative") if day else None

    def _daybefore(self, f: re.Match[str]) -> _Window | None:
        if f.group().endswith("before") and not _COUNTED_BACK.match(self.text, f.end()):
            return None  # "a day before the talks"
        return self._counted(-1, otherwise=self.published)

    def _dayafter(self, f: re.Match[str]) -> _Window | None:
        return self._counted(1, otherwise=None)

    def _sameday(self, f: re.Match[str]) -> _Window | None:
        return self._counted(0, otherwise=None)

    def _tomorrow(self, f: re.Match[str]) -> _Window | None:
        if not self.published:
            return None
        day = self.published + dt.timedelta(days=1)
        return day, day, "day", None, "relative"

    def _past24(self, f: re.Match[str]) -> _Window | None:
        if not self.published:
            return None
        return self.published - dt.timedelta(days=1), self.published, "day", None, "past_day"

    def _ago(self, f: re.Match[str]) -> _Window | None:
        word = re.sub(r"^a few$", "few", _phrase(f["agon"]))
        number = int(word) if word.isdigit() else _COUNTS.get(word, 0)
        unit = _phrase(f["agou"])
        if not self.published or not number or number > 400:
            return None
        if not _phrase(f.group()).endswith("ago"):  # "two days earlier": before the day that the sentence has named
            counted = unit == "day" and _COUNTED_BACK.match(self.text, f.end()) is not None
            day = self.named - dt.timedelta(days=number) if self.named and counted else None
            return (day, day, "day", None, "relative") if day else None
        if unit == "day":
            day = self.published - dt.timedelta(days=number)
            return day, day, "day", None, "relative"
        if unit == "week":
            day = self.published - dt.timedelta(weeks=number)
            return day - dt.timedelta(days=3), day + dt.timedelta(days=3), "week", None, "relative"
        if unit == "month":
            return (*_month_window(*_shift_months(self.published, -number)), "month", None, "relative")
        year = self.published.year - number
        if year < 1900:
            return None
        return dt.date(year, 1, 1), dt.date(year, 12, 31), "year", None, "relative"

    def _weekend(self, f: re.Match[str]) -> _Window | None:
        if not self.published:
            return None
        saturday = self.published - dt.timedelta(days=(self.published.weekday() - 5) % 7)
        if _phrase(f["wkw"]) == "next" or (
            _phrase(f["wkw"]) == "this" and tense_at(self.text, f.start(), f.end()) == "future"
        ):
            saturday += dt.timedelta(days=7)
        return saturday, saturday + dt.timedelta(days=1), "week", None, "relative"

    def _thisunit(self, f: re.Match[str]) -> _Window | None:
        if not self.published:
            return None
        lead, unit = _phrase(f["tup"]), _phrase(f["tuu"])
        if lead == "that":
            return None
        step = -1 if lead in ("last", "past", "previous") else 1 if lead == "next" else 0
        day = self.published
        if unit == "week":
            monday = day - dt.timedelta(days=day.weekday()) + dt.timedelta(weeks=step)
            return monday, monday + dt.timedelta(days=6), "week", None, "relative"
        if unit == "month":
            return (*_month_window(*_shift_months(day, step)), "month", None, "relative")
        if unit == "year":
            year = day.year + step
            return dt.date(year, 1, 1), dt.date(year, 12, 31), "year", None, "relative"
        first = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}[unit]
        year = day.year
        if step < 0 and (day.month <= (first + 2 if first < 12 else 14)):
            year -= 1
        if step > 0 and day.month >= first:
            year += 1
        last = _shift_months(dt.date(year, first, 1), 2)
        return dt.date(year, first, 1), _month_window(*last)[1], "month", None, "relative"

    def _named_month(self, month: int, lead: str, at: int, end: int) -> _Window | None:
        if not self.published:
            return None
        year = self.published.year
        if lead == "next" or (lead not in ("last",) and tense_at(self.text, at, end) == "future"):
            year += month < self.published.month
        elif month > self.published.month or (lead == "last" and month == self.published.month):
            year -= 1
        return (*_month_window(year, month), "month", None, "month")

    def _lastmonth(self, f: re.Match[str]) -> _Window | None:
        month = _month(f["lmm"])
        if f["lmy"]:
            return (*_month_window(int(f["lmy"]), month), "month", None, "month")
        if f["lmly"] and self.published:
            year = self.published.year - (_phrase(f["lmly"]).startswith("last"))
            return (*_month_window(year, month), "month", None, "month")
        return self._named_month(month, _phrase(f["lmw"]), f.start(), f.end())

    def _monthyear(self, f: re.Match[str]) -> _Window | None:
        word = _phrase(f["myy"])
        if word.isdigit():
            year = int(word)
        elif self.published:
            year = self.published.year - word.endswith("last year")
        else:
            return None
        return (*_month_window(year, _month(f["mym"])), "month", None, "month")

    def _month(self, f: re.Match[str]) -> _Window | None:
        return self._named_month(_month(f["mo"]), "", f.start(), f.end())

    def _year(self, f: re.Match[str]) -> _Window | None:
        year = int(f["yr"])
        return dt.date(year, 1, 1), dt.date(year, 12, 31), "year", None, "year"


_TABLE = WordTable([("", form) for form in _FORMS])
_WORD = re.compile(r"(?<!\w)[A-Za-z0-9]\w*-?")
#: Every form has one of these somewhere.
_HINT = re.compile(
    r"day|night|morning|evening|afternoon|week|month|year|spring|summer|autumn|fall|winter|hours|tomorrow|eve\b|"
    r"\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)|\b(?:mon|tues?|weds?|thurs?|fri|sat|sun)\b|"
    r"\b(?:19|20)\d\d|\d[./]\d"
)
#: The bit of the vocabulary that every sentence with a date has.
DATE_BIT = VOCABULARY.test(_HINT.search)


def weekdays_in(text: str) -> frozenset[int]:
    """The weekdays that a text names, Monday 0 to Sunday 6, whether or not a publication date fixes their days."""
    words = re.findall(r"\b[A-Z][a-z]+day\b", text)
    return frozenset(number for word in words if (number := _weekday(word)) is not None)


def find_dates(
    text: str, published: dt.date | None, year_of: dt.date | int | None = None, told_before: dt.date | None = None
) -> list[DateMention]:
    """The dates of a sentence in order, resolved against the publication date; what cannot be resolved is left out,
    except a day and month without a year, which keep their `partial`.

    `year_of`: where no publication date is known, the year that a day and month are in, or a day near which they lie.
    `told_before`: the last day that the text before has named, which "a day earlier" and "the next day" are counted
    from."""
    resolver = _Resolver(text, published, year_of, told_before)
    mentions = []
    position = 0
    for word in _WORD.finditer(text):
        tried = _TABLE[word.group()]
        start = word.start()
        if not tried or start < position:
            continue
        found = next((match for _, form in tried if (match := form.match(text, start))), None)
        if found is None:
            continue
        try:
            mention = resolver.mention(found)
        except (OverflowError, ValueError):
            mention = None
        if mention:
            mentions.append(mention)
        position = found.end()
    return _without_named_weeks(mentions, text)


def _without_named_weeks(mentions: list[DateMention], text: str) -> list[DateMention]:
    """Leaves out "last week" where it only says which Tuesday is meant."""
    kept = []
    for index, mention in enumerate(mentions):
        beside = [*mentions[index - 1 : index], *mentions[index + 1 : index + 2]]
        days = [d for d in beside if d.kind == "weekday"]
        joined = any(
            re.fullmatch(r",?\s+(?:on\s+|of\s+)?", text[min(d.end, mention.end) : max(d.start, mention.start)])
            for d in days
        )
        if not (mention.precision == "week" and joined):
            kept.append(mention)
    return kept
