"""Where, when and whether: the place, the date and the status that the clause of a trigger gives its meeting."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from ingest.claims.annotations import DateMention
from ingest.claims.caseless import caseless
from ingest.claims.meetings.clause import Clauses
from ingest.claims.meetings.frame import Frame
from ingest.claims.meetings.parties import Party, joined
from ingest.claims.meetings.units import Venue, capitals, venue_of
from ingest.claims.meetings.words import Trigger, conference_pattern, conferences, statuses, word_class

_EARLIER = re.compile(
    r"\b(?:previously|previous|(?<!since )(?:\w+ )?(?:years?|months?) ago(?! on)|earlier in the war|once|"
    r"last (?:met|visited|spoke|saw|time|travell?ed|meeting|visit))\b(?!.*\bsince\b)"
)
#: What "nearly three years ago" bounds here is a span, not the meeting: "since the invasion nearly three years ago".
_SINCE_AGO = caseless(r"\bsince\b[^,;]{0,60}?\bago\b")
#: Words before a meeting that say it goes on: "is in Oslo for a summit", "has landed in Rome"; or is hours away.
_GOING_ON = re.compile(
    r"\b(?:is|are)(?: currently| now| also| already)?"
    r" (?:in\b|(?:on|making) (?:a|an|his|her|their)\b|visiting|meeting|hosting|holding|gathering|attending)"
    r"|\bmaking (?:a|an|his|her|their)\b|\bha(?:s|ve)(?: just)? (?:arrived|landed|touched down)\b"
)
_HOURS_AWAY = caseless(r"\b(?:hours|minutes) (?:before|after|ahead of)\b")
_PRESUPPOSED = re.compile(r"\b(?:at|during|after|following) (?:his|her|their)(?: own)?$")
_SAID_AT = re.compile(r"\b(?:said|says|saying|told)\b.* at (?:a|an|their|his|her)$", re.DOTALL)
_UNDONE = re.compile(
    r"\b(?:before|then|but|later)\s+(?:\w+\s+)?(postpon|cancel|call(?:ed|ing) (?:it )?off|scrap|delay)"
)
_OTHER_MEETING = frozenset(("visit", "trip", "summit"))
_TAKES_PLACE = re.compile(r"which (?:is|was|will|takes|took|opened|began)")
_TO_COME = re.compile(
    r"[^,;.]{0,60}?\b(?:will|(?:is|are) (?:set|due|expected|scheduled|planned|likely)"
    r"|was (?:set|due|expected|scheduled) to|to be held|to take place|next (?:week|month|year)|tomorrow"
    r"|later (?:today|this|on)|scheduled|planned for|set for|due)\b"
)
_QUOTES = re.compile('["“”‘]')
#: The farthest that a date may stand from its meeting, in units; a clause boundary between counts ten.
_DATE_COST = 16
#: A date in the same breath ("during") and one of another time ("after"); other boundaries cost ten.
_BOUNDARY_COST = {"during": 2, "after": 20, "before": 20, "following": 20}
#: Days after which a meeting is no longer the article's news.
_LONG_AGO = 9
_PLACE_PREPOSITIONS = frozenset(("in", "at", "near", "outside", "inside", "aboard"))
#: "the Paris peace summit": words that may stand between a place and its meeting.
_SUMMIT_KINDS = frozenset(("summit", "peace", "security", "recovery"))
_UNKNOWN_PLACE_WORDS = 1
_TOWNS = frozenset(("capital", "town", "hometown", "city", "village", "resort"))
_SHORTEST_PLACE = 3


class Setting(Clauses):
    """What a clause says about a meeting besides its parties."""

    def place(self, trigger: Trigger, *, to: bool = False) -> Venue | None:
        """Where: "in Paris", "at the White House", "Paris talks"; the nearest after the trigger, else before it."""
        where = self._place_before_where(trigger)
        if where and where.level != "country":
            return where
        return self._own_place(trigger, to=to) or where

    def _own_place(self, trigger: Trigger, *, to: bool) -> Venue | None:
        """Where by the meeting's own clause."""
        for position in range(trigger.last + 1, min(trigger.last + 24, len(self.units))):
            key = self.units[position].key
            if key in _OTHER_MEETING and position > trigger.last + 2:
                break  # the place of another meeting
            if self.key(position - 1) in word_class("topic"):
                continue  # "the war in Ukraine"
            opens = key == "which" and _TAKES_PLACE.match(self.text, self.units[position].start)
            if self.boundary(position) and key not in ("“", "”", '"', "during") and not opens:
                break
            if (
                key in _PLACE_PREPOSITIONS
                or (to and key in ("to", "into"))
                or (key == "on" and self.key(position + 1) == "the")
                or key == "hosted"
            ):
                venue = self.venue_after(position + (key == "hosted" and self.key(position + 1) == "by"))
                if venue and venue.level == "unknown":
                    # "at Villa Rosa in Rome": the city that follows is the place that a map knows
                    known = next(
                        (self.venue_after(i) for i in range(position + 2, position + 6) if self.key(i) == "in"), None
                    )
                    venue = known or (venue if len(venue.name) > _SHORTEST_PLACE and key != "on" else None)
                if venue:
                    return venue
        between = self.key(trigger.first - 1)
        for position in (trigger.first - 1, trigger.first - 2):
            unit = self.units[position] if position >= 0 else None
            if unit is None or unit.possessive or (position < trigger.first - 1 and between not in _SUMMIT_KINDS):
                continue
            if unit.kind == "place" or (unit.actor is not None and unit.actor.form in ("capital", "seat")):
                return venue_of(unit)
        first, _ = self.clause(trigger.first)
        for position in range(first, trigger.first):
            if self.units[position].key in ("in", "at") and (
                position == first or self.units[position - 1].kind in ("date", "mark")
            ):
                venue = self.venue_after(position)
                if venue:
                    return venue
        for position in range(trigger.first - 1, max(first, trigger.first - 9) - 1, -1):
            onward = self.units[position].key == "to" and "for" in (self.key(position + 2), self.key(position + 3))
            if (self.units[position].key in ("in", "at") or onward) and self.key(position - 1) not in word_class(
                "topic"
            ):
                venue = self.venue_after(position)
                if venue and venue.level != "unknown":
                    return venue
        return self._conference_seat(trigger)

    def _conference_seat(self, trigger: Trigger) -> Venue | None:
        """The seat of a conference that the clause names: "on the sidelines of the Munich Security Conference"."""
        _, last = self.clause(trigger.first)
        found = conference_pattern().search(self.slice(trigger.first, last))
        conference = conferences().get(" ".join(found.group().lower().split())) if found else None
        return conference.venue if conference else None

    def _place_before_where(self, trigger: Trigger) -> Venue | None:
        """The place that a "where" clause goes on from: "flew to Warsaw, where he will meet"."""
        first, _ = self.clause(trigger.first)
        if self.key(first - 1) != "where":
            return None
        named = next((u for u in reversed(self.units[: first - 1]) if u.kind in ("place", "party")), None)
        return venue_of(named) if named is not None else None

    def venue_after(self, position: int) -> Venue | None:
        """The venue right after a preposition: past "the", "central", "the resort of"; ", Italy" gives its country."""
        at = position + 1
        skipped = 0
        while at < len(self.units) and self.units[at].kind == "word" and skipped < 6:
            if self.units[at].key.endswith(("'s", "’s")):
                return self._named_town(at)
            if self.units[at].key not in word_class("place_word") and not (skipped <= 2 and self.key(at - 1) == "the"):
                return None
            at += 1
            skipped += 1
        if at >= len(self.units):
            return None
        unit = self.units[at]
        if self.key(at - 2) == "capital" and self.key(at - 1) == "of" and unit.actor is not None:
            return capitals().get(unit.actor.code or "")
        if unit.possessive or unit.kind == "demonym":
            # "in the Asian nation's capital Ulaanbaatar", "in her home town of Graz"
            named = self._named_town(at)
            if named is not None:
                return named
        if unit.kind == "demonym" or (unit.possessive and unit.actor is not None and unit.actor.kind == "country"):
            if self.key(at + 1) == "capital" and unit.actor is not None:
                return capitals().get(unit.actor.code or "")
            later = next((i for i in range(at + 1, min(at + 6, len(self.units))) if self.units[i].kind != "word"), None)
            if (
                later is None
                or self.units[later].kind not in ("place", "name")
                or any(self.key(i) not in word_class("place_word") for i in range(at + 1, later))
            ):
                return None
            unit, at = self.units[later], later
        if unit.kind not in ("place", "party", "name") or unit.possessive:
            return None
        if unit.kind == "name" and (
            (skipped > _UNKNOWN_PLACE_WORDS and self.key(at - 1) != "of")
            or self.key(position) not in ("in", "at", "on")
        ):
            return None
        if unit.kind == "party" and (
            unit.actor is None or unit.actor.kind != "country" or unit.actor.form not in ("name", "capital")
        ):
            return None
        venue = venue_of(unit)
        if venue is None:
            return None
        if venue.level == "unknown":
            venue = Venue(self.text[unit.start : unit.end], None, None, "unknown")
        if self.key(at + 1) == "," and at + 2 < len(self.units):
            after = self.units[at + 2]
            if (
                after.actor is not None
                and after.actor.kind == "country"
                and venue.country in (None, after.actor.country)
            ):
                venue = replace(venue, country=after.actor.country)
            elif venue.country is None and after.kind == "place" and after.place is not None:
                venue = replace(venue, country=after.place.country)
        return venue

    def _named_town(self, at: int) -> Venue | None:
        """The town that "someone's capital X" or "someone's home town of X" names, from the unit that owns it."""
        for town in range(at + 1, min(at + 5, len(self.units) - 1)):
            if self.units[town].key in _TOWNS:
                unit = self.units[town + 1 + (self.key(town + 1) == "of")]
                if unit.kind not in ("place", "name") or unit.possessive:
                    return None
                owner = self.units[at].actor
                country = owner.country if owner is not None and owner.kind == "country" else None
                return venue_of(unit) if unit.kind == "place" else Venue(self.text[unit.start : unit.end], country)
            if self.units[town].kind not in ("word", "demonym"):
                return None
        return None

    def destinations(self, at: int) -> list[Venue]:
        """Where a journey goes, from the unit after `at`: the places and countries of a list."""
        venues: list[Venue] = []
        position = at
        while position < len(self.units):
            venue = self.venue_after(position)
            if venue is None or venue.country is None:
                break
            venues.append(venue)
            position += 1
            while position < len(self.units) and self.units[position].kind not in ("place", "party", "name", "demonym"):
                position += 1
            position += 1
            if self.key(position) == "capital":
                position += 1
            beside = self.units[position + 1] if position + 1 < len(self.units) else None
            if (
                self.key(position) == ","
                and beside is not None
                and beside.actor is not None
                and beside.actor.country == venue.country
            ):
                position += 2  # "Stresa, Italy"
            if self.key(position) not in ("and", ","):
                break
        return venues

    def date(self, trigger: Trigger, status: str, *, speech: bool = False) -> DateMention | None:
        """The date of the meeting: the nearest in its clause, a week off where a weekday was read in the other tense.

        A date that belongs to a verb of saying is not the meeting's, unless the saying happens there (`speech`).
        """
        best: tuple[int, DateMention] | None = None
        for position, unit in enumerate(self.units):
            if unit.date is None or unit.date.kind == "since" or self._since(position) or self._only_a_year(position):
                continue
            low, high = min(position, trigger.first), max(position, trigger.last)
            cost = high - low - (trigger.last - trigger.first)
            for between in range(low + 1, high):
                if self.boundary(between):
                    cost += _BOUNDARY_COST.get(self.units[between].key, 10)
                elif self.units[between].key in word_class("speech") and not speech:
                    cost += 10
            if position == 0 or (position == 1 and self.key(0) in ("on", "in", "earlier", "late")):
                cost = min(cost, 8 if not any(self.boundary(i) for i in range(trigger.first)) else cost)
            if self._said_then(position) and not speech:
                cost += 60
            if cost <= _DATE_COST + 6 * speech and (best is None or cost < best[0]):
                best = (cost, unit.date)
        return self._in_tense(best[1], status) if best else None

    def _in_tense(self, date: DateMention, status: str) -> DateMention:
        published = self.sentence.published
        if date.kind != "weekday" or published is None or date.date_start is None or date.date_end is None:
            return date
        week = dt.timedelta(days=7)
        if status == "held" and date.date_start > published and not re.search(r"\bwill\b|[’']ll\b", self.text):
            return replace(date, date_start=date.date_start - week, date_end=date.date_end - week)
        if (
            status == "planned"
            and date.date_end < published
            and not re.search(r"last|earlier", date.text, re.IGNORECASE)
        ):
            return replace(date, date_start=date.date_start + week, date_end=date.date_end + week)
        return date

    def _only_a_year(self, position: int) -> bool:
        """Whether a year belongs to another noun: "the 2022 invasion"."""
        return self.units[position].key.isdigit() and self.key(position - 1) not in (
            "in",
            "of",
            "during",
            "early",
            "late",
            "mid",
        )

    def _since(self, position: int) -> bool:
        """Whether the date only bounds a span: "the first visit since the invasion in 2022"."""
        for back in range(position - 1, max(-1, position - 8), -1):
            if self.units[back].key == "since":
                return True
            if self.units[back].kind == "mark":
                return False
        return False

    def _said_then(self, position: int) -> bool:
        """Whether the date at `position` says when something was said: "the Kremlin said on Tuesday"."""
        at = position - 1
        if self.key(at) in ("on", "in", "late", "early"):
            at -= 1
        for back in range(at, max(-1, at - 7), -1):
            unit = self.units[back]
            if self.boundary(back) or (unit.kind in ("party", "date") and back != at):
                return False
            if unit.key in word_class("speech"):
                return True
            if unit.key == "," or (back != at and unit.kind == "place"):
                return False
        return False

    def status(self, trigger: Trigger) -> str | None:
        """held, planned, cancelled, postponed or denied; None for a meeting only wished for, offered or asked about."""
        first, last = self.clause(trigger.first)
        words = statuses()
        wide = self.slice(trigger.first - 18, trigger.first - 1)
        lead = self.key(first - 1)
        near = self.slice(max(first, trigger.first - 7), trigger.first - 1)
        near = _QUOTES.sub("", near)
        if self.key(first - 1) == "during":  # "is to present his plan during the visit": the main clause decides
            first = self.clause(max(0, first - 2))[0]
        before = self.slice(max(first, trigger.first - 24), trigger.first - 1)
        if self.key(trigger.first - 2) in ("at", "during") and self.units[max(0, trigger.first - 3)].kind == "mark":
            before = ""  # "..., at a meeting in Rome": a phrase of its own takes no tense from the words before it
        before = before.rpartition("heels of")[2]  # the meeting before this one had its own tense
        after = self.slice(trigger.last + 1, min(last, trigger.last + 9))
        wider_after = self.slice(trigger.last + 1, trigger.last + 22)
        for status in ("cancelled", "postponed"):
            if words[status].shortly_before.search(wide) or words[status].passive_after.match(wider_after):
                return status
        undone = _UNDONE.search(wider_after)
        if undone:
            return "cancelled" if undone.group(1)[0] in "cs" else "postponed"
        if words["denied"].shortly_before.search(wide):
            return "denied"
        if _PRESUPPOSED.search(near):
            near = ""  # "ruled out a truce at his own meeting with": the meeting itself is none of what is ruled out
        if lead in ("if", "whether") or words["hypothetical"].anywhere.search(near):
            return None
        if re.match(r"[^,;.]{0,30}?\b(?:could|may|might|should|must|would require|if)\b", after):
            return None
        if words["planned"].anywhere.search(before) or lead == "ahead":
            return "held" if self._over(trigger) else "planned"
        heading = (
            self.key(trigger.first - 1) == "to" and trigger.first >= 2 and self.units[trigger.first - 2].kind == "party"
        )
        if heading and self.list_start(trigger.first - 2) <= 1:
            return "planned"  # a headline: "Austrian chancellor to meet Putin"
        if _TO_COME.match(after):
            return "planned"
        date = self.date(trigger, "")
        published = self.sentence.published
        if date is not None and date.date_start is not None and published is not None and date.date_start > published:
            progressive = re.search(
                r"\b(?:is|are|be|being)(?: \w+)? (?:\w+ing|to)\b", self.slice(trigger.first - 5, trigger.last)
            )
            if date.kind != "weekday" or progressive:
                return "planned"
        return "held"

    def _over(self, trigger: Trigger) -> bool:
        """Whether the meeting's own day has passed: "he would not yield, he said in their talks a day earlier"."""
        date, published = self.date(trigger, ""), self.sentence.published
        return (
            date is not None
            and published is not None
            and date.kind == "relative"
            and date.day is not None
            and date.day < published
        )

    def recalled(self, trigger: Trigger, date: DateMention | None) -> bool:
        """Whether the clause speaks of an earlier time than the article's news."""
        published = self.sentence.published
        if date is not None and date.date_end is not None and published is not None:
            return (published - date.date_end).days > _LONG_AGO
        first, last = self.clause(trigger.first)
        years = [int(u.key) for u in self.units[first : last + 1] if u.date is not None and u.key.isdigit()]
        if published is not None and years and max(years) < published.year:
            return True  # "the 2022 summit"
        return _EARLIER.search(_SINCE_AGO.sub("", self.slice(*self.clause(trigger.first)))) is not None

    def _now(self, trigger: Trigger) -> bool:
        """Whether the words before a meeting tell it as the day's news, though they name no day."""
        before = self.slice(trigger.first - 9, trigger.last)
        if _GOING_ON.search(before) or _HOURS_AWAY.search(self.slice(trigger.first - 14, trigger.first - 1)):
            return True
        return _SAID_AT.search(self.slice(0, trigger.first - 1)) is not None

    def frame(
        self, trigger: Trigger, kind: str, parties: list[Party], *, speech: bool = False, **more: object
    ) -> Frame | None:
        """A frame for the trigger, or None where the clause says that no meeting takes place."""
        status = self.status(trigger)
        if status is None:
            return None
        date = self.date(trigger, status, speech=speech)
        frame = Frame(
            self.sentence.index,
            trigger.first,
            kind,
            trigger.format,
            status,
            joined(parties),
            date=date,
            noun=trigger.text,
        )
        frame.recalled = self.recalled(trigger, date)
        planned = statuses()["planned"].anywhere.findall(self.slice(trigger.first - 8, trigger.first - 1))
        frame.soft = status == "planned" and {w.lower() for w in planned} == {"would"}
        frame.definite = self.key(trigger.first - 1) == "the"
        frame.now = self._now(trigger)
        frame.also = "also" in (self.key(trigger.first - 1), self.key(trigger.first - 2))
        for name, value in more.items():
            setattr(frame, name, value)
        return frame
