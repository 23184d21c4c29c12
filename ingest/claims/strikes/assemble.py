"""Puts the frames of one article together: repeats of one strike become one event, each event one claim."""

from __future__ import annotations

import datetime as dt
import re
from functools import cached_property

from ingest.claims.annotations import DateMention, PlaceMention
from ingest.claims.caseless import caseless
from ingest.claims.model import StrikeClaim
from ingest.claims.numbers import word_value
from ingest.claims.reading import Reading
from ingest.claims.strikes.events import Event, same_place
from ingest.claims.strikes.frames import Frame
from ingest.claims.strikes.merge import around, distinct, merged
from ingest.claims.strikes.sites import Site, sites_of, used_weapons
from ingest.claims.strikes.tolls import Toll

#: An event older than this many days at publication is one that the article recalls.
RECALL_DAYS = 4

_ELSEWHERE = caseless(
    r"\b(?:elsewhere|separately|meanwhile|across\s+(?:the\s+country|Ukraine|Russia)|"
    r"nationwide|throughout\s+(?:the\s+country|Ukraine)|in\s+total|overall|country)\b"
)
_NATIONAL = caseless(
    r"\b(?:across|throughout|all\s+over)\s+(?:the\s+|much\s+of\s+(?:the\s+)?)?(?:country|"
    r"Ukraine|Russia)|\b(?:on|at|in|against|into|over|pound\w*|pummel\w*|hit\w*|"
    r"attack\w*)\s+(?:the\s+)?(?:Ukrain\w+|Russia\w*)(?:['’]s)?\b|\bnationwide|"
    r"\bacross\s+\w+\s+(?:regions|oblasts|cities)|\bcities\s+(?:across|in)|\bUkraine['’]s\s+(?:energy|"
    r"power|critical|ports|regions|cities|infrastructure)|\bUkrainian\s+(?:energy|"
    r"power|cities|infrastructure|territory|targets|towns)"
)


_HEARD = caseless(
    r"\b(?:explosions?|blasts?)\s+(?:\w+\s+){0,3}(?:heard|reported|rocked|rang|"
    r"sounded|in)\b"
)
_FELL = caseless(r"\b(?:debris|wreckage|fragments?|fires?|damag\w+|fell|crashed|blaze|ablaze)\b")
_INTERCEPTED = caseless(r"\b(?:shot|intercept\w*|downed|destroyed|repel\w*|neutrali\w*)\b")
_DEFINITE = re.compile(
    r"^\W*(?:The|This|That)\s+(?:\w+\s+){0,2}?(?:attack|strike|missile|rocket|blast|"
    r"explosion|drone|bombing|shelling|target)\b"
)
_AFTER_DAYS = caseless(
    r"\b(?P<n>a|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several|few|\d+)?\s*(?:few\s+)?(?P<unit>days?|"
    r"weeks?|months?|years?|hours?)\s+after\b",
    needs="after",
)
#: "By Friday morning 23 were confirmed dead" says when it was known.
_BY = caseless(r"\bby\s+(?:early\s+|late\s+)?$")
_NOT_THE_DATE = caseless(r"\b(?:search|mourning|until|completed|scheduled|continued\s+into|funeral)\b")
#: A toll that is still growing, a body found, a death in hospital: dated by when it became known, not by the strike.
#: Who is attacked, where no place is named: "strikes on Ukraine's power grid".
_VICTIM = re.compile(
    r"\b(?:on|against|at|over|hit|hits|struck|targeted|targeting|attack(?:ed|ing)|pounded|pummel\w+|damag(?:ed|ing)"
    r"|destroy(?:ed|ing))\s+(?:(?!and\b|by\b|which\b|during\b|in\b|as\b|after\b|when\b|from\b|with\b|fire\b)[\w’'-]+\s+){0,3}?"
    r"(?:(?P<ua>Ukrain\w*)|(?P<ru>Russia\w*))\b(?:['’]s)?(?!\s+(?:\w+\s+)?(?:attack|strike|missile|drone|shell|bomb|force|troop"
    r"|army|militar|invasion|war\b|aggress|air|artiller|fire|soldier|side|offensive|president|said|says))"
)
#: An attack on many places at once: a toll "in the strikes" is then nobody place's own.
_WIDE = re.compile(
    r"\b(?:cities|regions|targets|locations)\s+(?:across|around|throughout)\b|\bacross\s+(?:Ukraine|Russia|the\s+country)\b"
)
_GROWING = caseless(
    r"\b(?:rose|risen|rises|climbed|climbs|increased|grew|grown)\s+(?:to|from|by)\b|"
    r"\b(?:toll|number)\b[^.;]{0,60}\b(?:now|stands|stood|reach\w*)\b"
    r"|\bdied\s+(?:\w+\s+)?in\s+(?:a\s+)?hospital\b|\b(?:bod(?:y|ies)|rubble)\b[^.;]{0,50}\b(?:found|"
    r"pulled|recovered|retrieved)\b"
    r"|\b(?:found|pulled|recovered|retrieved)\b[^.;]{0,50}\b(?:bod(?:y|ies)|rubble)\b"
)
#: A date right after a verb of saying is the day of the statement, not of the strike.
_SPOKEN = re.compile(
    r"\b(?:said|says|told\s+\w+|announced|wrote|added|confirmed|reported|posted|"
    r"noted|acknowledged|claimed|warned|released|published|issued|updated|according)\s+(?:(?:on|in|by|to|authorities|officials?|local|regional|figures|data|late|early|a|an|his|her|"
    r"their|social|media|Telegram|post|statement|the|X|Facebook|video|interview|"
    r"message|channel|messaging|app)\s+)*$"
)
_PLURAL = caseless(
    r"\b(?:in|by|from|after|during)\s+(?:the\s+|these\s+|those\s+|Russia['’]s\s+|"
    r"Russian\s+|Monday['’]s\s+|the\s+\w+\s+)?(?:\w+\s+)?(?:strikes|attacks|barrage|"
    r"bombardments?|wave|assaults?)\b|\b(?:total|overall|nationwide)\b"
)


class Assembler:
    """Walks the frames in order and keeps the events found so far and the one in focus."""

    def __init__(self, reading: Reading, frames: list[Frame]):
        self.reading = reading
        self.frames = frames
        self.events: list[Event] = []
        self.focus: Event | None = None
        self.date: DateMention | None = None
        self.region: PlaceMention | None = None
        self.town: PlaceMention | None = None
        self.lead: DateMention | None = None
        self.said: DateMention | None = None
        self.wide = False
        self.dated_at = -10
        self.last_index = -10
        self.strong = sum(1 for f in frames if f.real and (f.attackers or f.sentence.weapons))
        self.told = any(
            ((f.real or f.tolls) and (f.attackers or f.sentence.weapons))
            or (f.real and f.tolls)
            or (f.damage_at and f.sentence.weapons)
            for f in frames
        )
        title = (reading.article.title or "").strip().lower()
        self.title = title

    def run(self) -> list[Event]:
        for frame in self.frames:
            if (
                frame.sentence.index == 0
                and self.title
                and frame.sentence.text.strip().lower()[:200] == self.title[:200]
            ):
                continue
            self.read(frame)
        for event in self.events:
            if event.inherited and event.date is self.said and self.lead is not None:
                event.date = self.lead
            if event.date is None and not event.background and not event.told[0].frame.recalls:
                # without a dated strike, the day of the article's news dates its strikes only where they are its news
                opens = self.events[0].told[0].frame.sentence.index <= 3
                event.date = (
                    self.lead or self.said or (self.usual if opens or event.told[0].frame.sentence.index <= 8 else None)
                )
        return self.events

    @cached_property
    def usual(self) -> DateMention | None:
        return self.first_date()

    def first_date(self) -> DateMention | None:
        """The day that the article's news is dated by: the most named one of publication day and the day before."""
        published = self.reading.published
        if published is None:
            return None
        seen: dict[dt.date, list[DateMention]] = {}
        for sentence in self.reading.sentences[:15]:
            for date in self.reading.annotated(sentence).dates:
                if (
                    date.day
                    and 0 <= (published - date.day).days <= 1
                    and date.kind in ("weekday", "calendar", "overnight", "relative")
                ):
                    seen.setdefault(date.day, []).append(date)
        return max(seen.values(), key=len)[0] if seen else None

    # -- one frame
    def read(self, frame: Frame) -> None:
        if frame.total or frame.idle or not self.told:
            return
        self.drop_earlier_tolls(frame)
        tolls = [t for t in frame.tolls if not t.subset]
        self.wide = self.wide or bool(frame.real and _WIDE.search(frame.sentence.text))
        if frame.unreal and not tolls and not frame.damage_at:
            return
        sites = sites_of(frame, self)
        strong = frame.real or (bool(tolls) and bool(frame.attackers or frame.sentence.weapons))
        near = frame.sentence.index - self.last_index <= 3
        if not sites:
            self.read_placeless(frame, tolls, strong, near)
            return
        # its trace and the weapon together tell an attack, as do explosions that were heard
        heard = _HEARD.search(frame.sentence.text) or (
            frame.damage_at
            and (used_weapons(frame) or _FELL.search(frame.sentence.text))
            and frame.sentence.weapons
            and not frame.unreal
        )
        if (
            not strong
            and not (tolls and (near or self.told_of(sites) or self.strong >= 2))
            and not (frame.damage_at and (near or heard))
        ):
            return
        if frame.intercepts and not tolls and not self.attacked(frame, sites):
            return
        date = self.date_of(frame)
        for site in sites:
            self.place_event(frame, site, date)
        self.last_index = frame.sentence.index

    @staticmethod
    def drop_earlier_tolls(frame: Frame) -> None:
        """Leaves out the toll of the strike before: "The blasts on Monday came a week after two were killed there"."""
        shift = _AFTER_DAYS.search(frame.sentence.text)
        if (
            shift
            and any(date.start < shift.start() for date in frame.dates)
            and any(at < shift.start() for at in [*frame.attack_at, *frame.damage_at])
        ):
            frame.tolls = [t for t in frame.tolls if t.anchor < shift.start()]

    def told_of(self, sites: list[Site]) -> bool:
        """Whether one of the places is already known to have been struck."""
        return any(same_place(e.place, s.place) for e in self.events for s in sites if s.place is not None)

    def attacked(self, frame: Frame, sites: list[Site]) -> bool:
        """Whether a sentence about interceptions tells an attack, too: one close to a place, or damage that it left."""
        text = frame.sentence.text
        if frame.damage_at and _FELL.search(text):
            return True
        for site in sites:
            if site.place is None:
                continue
            for at in frame.attack_at:
                between = text[min(at, site.place.start) : max(at, site.place.start)]
                if (
                    len(between) < 45
                    and not _INTERCEPTED.search(between)
                    and not re.match(r"launch|fired", text[at : at + 6], re.IGNORECASE)
                ):
                    return True
        return False

    def place_event(self, frame: Frame, site: Site, date: DateMention | None) -> None:
        attacker = site.attacker
        if site.place is not None and site.place.country is None and not frame.attackers:
            return  # a name that nothing places in this war
        background = self.is_background(frame, date)
        own = self.own_date(frame, site.clause)
        if own is not None and site.clause is not None and own.day:
            date = own
        text = frame.sentence.text
        spoken = own is not None and (_SPOKEN.search(text, max(0, own.start - 60), own.start) or _GROWING.search(text))
        event = self.renamed(frame, site, attacker) or self.find(site, None if spoken else own, attacker, background)
        if event is None:
            event = Event(site.place, attacker, date, background, inherited=own is None)
            self.events.append(event)
            event.absorb(frame, site, date)
        else:
            event.absorb(frame, site, None if spoken else own)
            if spoken and own is not None and own.day and event.inherited:
                event.date, event.inherited = own, False
        self.focus = event
        if site.place is not None and site.place.admin1:
            self.region = site.place
        if site.place is not None and site.place.level == "settlement":
            self.town = site.place

    def renamed(self, frame: Frame, site: Site, attacker: str | None) -> Event | None:
        """The event in focus where this sentence names its place: it had none ("The attack took place in ..."), or only
        one that it was near to (a depot on a city's outskirts, then the village)."""
        focus = self.focus
        if focus is None or site.place is None or (focus.attacker and attacker and focus.attacker != attacker):
            return None
        own = self.own_date(frame)
        if not focus.date_agrees(own):
            return None
        narrower = (
            focus.place is not None
            and focus.place.level == "admin1"
            and focus.place.admin1_code == site.place.admin1_code
        )
        if (
            (focus.place is None or narrower)
            and _DEFINITE.match(frame.sentence.text)
            and not site.fallback
            and site.place.level != "admin1"
        ):
            focus.refine(site.place)
            return focus
        for event in self.events:
            if (
                event.only_near()
                and event.place is not None
                and site.place.level in ("settlement", "district")
                and site.place.population < 100_000
                and event.attacker == attacker
                and event.date_agrees(own)
                and around(event.place, site.place)
                and not site.tolls
                and event.target() is not None
                and event.target() in {t.target_class for t in site.targets}
            ):
                event.refine(site.place)
                return event
        return None

    def find(self, site: Site, date: DateMention | None, attacker: str | None, background: bool) -> Event | None:
        for event in reversed(self.events):
            if event.attacker and attacker and event.attacker != attacker:
                continue
            if not same_place(event.place, site.place):
                continue
            if event.background != background and not (event.background and event is self.focus and date is None):
                continue
            if not event.date_agrees(date):
                continue
            return event
        return None

    def read_placeless(self, frame: Frame, tolls: list[Toll], strong: bool, near: bool) -> None:
        """A sentence that names no place: it goes on about the event in focus, or tells of the whole country."""
        text = frame.sentence.text
        attacker = frame.attacker
        sides = {side for _, side in frame.attackers}
        national = bool(_NATIONAL.search(text))
        if attacker is None and national:
            attacker = "RU" if re.search(r"Ukrain", text) else "UA" if re.search(r"\bRussia", text) else None
        victim = _VICTIM.search(text)
        if victim and not ("RU" in sides and "UA" in sides and victim.group("ru")):
            attacker = "UA" if victim.group("ru") else "RU"
        focus = self.focus
        if focus is not None and tolls and _PLURAL.search(text):
            same_day = {
                id(e)
                for e in self.events
                if e.place and e.attacker == focus.attacker and not e.background and e.date_agrees(focus.date)
            }
            if (len(same_day) >= 3 or self.wide) and not (attacker and attacker != focus.attacker):
                national, attacker = True, attacker or focus.attacker
        if focus is not None and near and not national and not _ELSEWHERE.search(text[:40]):
            clash = attacker and focus.attacker and attacker != focus.attacker
            date = None if _GROWING.search(text) else self.own_date(frame)
            if not clash and focus.date_agrees(date) and (focus.background or not frame.recalls or not date):
                focus.absorb(frame, Site(None, tolls, attacker, used_weapons(frame), frame.sentence.targets), date)
                self.last_index = frame.sentence.index
                return
        if (
            not (frame.real or used_weapons(frame) or (national and tolls and _PLURAL.search(text)))
            or not attacker
            or (frame.intercepts and not tolls)
        ):
            return
        date = self.date_of(frame)
        background = self.is_background(frame, date)
        own = self.own_date(frame)
        own_day = own is not None and own.day is not None
        counted = any(n.kind == "count" and n.value > 1 for n in frame.sentence.numbers)
        known_day = date is not None and date.day is not None and not background
        told = national and frame.sentence.weapons and (counted or frame.sentence.targets) and known_day
        aimed = (
            frame.real
            and frame.attackers
            and frame.sentence.targets
            and (used_weapons(frame) or own_day)
            and not frame.intercepts
        )
        counted_people = any(t.value for t in tolls)
        if not counted_people and not told and not (aimed and known_day):
            return
        site = Site(None, tolls, attacker, used_weapons(frame), frame.sentence.targets)
        self.place_event(frame, site, date)
        self.events[-1].background = background
        self.last_index = frame.sentence.index

    # -- dates
    def own_date(self, frame: Frame, clause: tuple[int, int] | None = None) -> DateMention | None:
        """The date that the sentence itself gives its attack; of several, that of the clause, if it has one."""
        anchors = [t.anchor for t in frame.tolls] + frame.attack_at + frame.damage_at
        best, best_cost = None, 10**6
        dates = frame.dates
        if clause is not None and any(clause[0] <= d.start < clause[1] for d in dates):
            dates = [d for d in dates if clause[0] <= d.start < clause[1]]
            anchors = [a for a in anchors if clause[0] <= a < clause[1]]
        for date in dates:
            if date.kind == "since" or (date.date_start is None and not date.partial):
                continue
            if len(dates) > 1 and _BY.search(frame.sentence.text, max(0, date.start - 12), date.start):
                continue
            nearest = min(anchors, key=lambda a: abs(date.start - a), default=date.start)
            cost = abs(date.start - nearest)
            between = frame.sentence.text[min(date.start, nearest) : max(date.end, nearest)]
            around = frame.sentence.text[max(0, date.start - 30) : date.end + 30]
            if _AFTER_DAYS.search(between) or _NOT_THE_DATE.search(between) or "mourning" in around:
                continue
            cost += {"hour": 0, "day": 0, "week": 300, "month": 400, "year": 500}.get(date.precision, 0)
            if date.date_start and self.reading.published and date.date_start > self.reading.published:
                cost += 2000
            if cost < best_cost:
                best, best_cost = date, cost
        return best if best_cost < 2000 else None

    def date_of(self, frame: Frame) -> DateMention | None:
        own = self.own_date(frame)
        if own is not None:
            if own.day and not self.older(own.day):
                text = frame.sentence.text
                if _SPOKEN.search(text, max(0, own.start - 60), own.start) or _GROWING.search(text):
                    self.said = self.said or own  # the day of a statement: only where nothing better is told
                else:
                    self.date, self.dated_at = own, frame.sentence.index
                    self.lead = self.lead or own
            return own
        shift = _AFTER_DAYS.search(frame.sentence.text)
        if shift and any(a > shift.start() for a in [*frame.attack_at, *(t.anchor for t in frame.tolls)]):
            return self.shifted(shift, frame.sentence.text)
        if frame.recalls and re.search(r"\b(?:earlier|previous|recent|last|ago|had)\b", frame.sentence.text):
            return None
        return self.date if frame.sentence.index - self.dated_at <= 2 else self.lead or self.said

    def shifted(self, shift: re.Match[str], text: str) -> DateMention | None:
        """The day that "came a day after" points to, counted back from the article's own event."""
        word = (shift.group("n") or "").lower()
        number = int(word) if word.isdigit() else word_value(word)
        lead = self.lead or self.said
        anchor = lead.day if lead else None
        if number is None or anchor is None or not shift.group("unit").lower().startswith("day") or number > 60:
            return None
        day = anchor - dt.timedelta(days=number)
        return DateMention(
            shift.start(), shift.end(), day, day, "day", None, text[shift.start() : shift.end()], "relative"
        )

    def older(self, day: dt.date) -> bool:
        published = self.reading.published
        return bool(published and (published - day).days > RECALL_DAYS)

    def is_background(self, frame: Frame, date: DateMention | None) -> bool:
        if date is not None and date.day:
            return self.older(date.day)
        if date is not None and date.precision in ("week", "month", "year") and date.date_end:
            published = self.reading.published
            return not published or date.date_end < published or date.precision != "week"
        return False


def assemble(reading: Reading, frames: list[Frame]) -> list[StrikeClaim]:
    """The claims of an article, in the order in which its events are first named."""
    if not frames:
        return []
    events = merged(Assembler(reading, frames).run())
    claims = []
    for event in events:
        if not event.tells_enough():
            continue
        claim = event.claim(reading)
        if claim is not None:
            claims.append(claim)
    return distinct(claims)
