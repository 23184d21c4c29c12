"""When a meeting is: the date on its own arcs or of its clause, never a statement's; weekdays in its tense."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterator
from dataclasses import replace

from ingest.claims.annotations import DateMention
from ingest.claims.attach import DateRole, date_roles
from ingest.claims.document import ParsedSentence
from ingest.claims.kinds.meeting_arcs import crosses_time, is_raised, meeting_words, same_event, within_speech
from ingest.claims.kinds.meeting_places import place_meant_by_there, stays_below
from ingest.claims.matcher import EventMention
from ingest.claims.syntax import Token, tree_distance

#: Days after which a meeting is no longer the article's news.
_LONG_AGO = 9
#: Days for which a page may go on to tell of a plan that has come about.
_NEWS_LASTS = 3
_WEEK, _DAY = dt.timedelta(days=7), dt.timedelta(days=1)
#: What something comes a day after was the day before.
_STEPS = {"after": -1, "before": 1}


class MeetingDates:
    """The dates of one sentence and what they date."""

    def __init__(self, sentence: ParsedSentence, triggers: frozenset[int], published: dt.date | None) -> None:
        self.sentence = sentence
        self.triggers = triggers
        self.published = published
        self._dates = date_roles(sentence, triggers)

    def of(self, event: EventMention, window: tuple[int, int]) -> DateMention | None:
        """The date of the meeting: of its own arcs, else of the clause that it stands in; never a statement's."""
        best: tuple[tuple[bool, int], DateRole] | None = None
        for role in self._dates:
            if not window[0] <= role.token.i < window[1]:
                continue
            if any(a.value.kind == "outlet" and a.first.i <= role.token.i <= a.last.i for a in self.sentence.actors):
                continue  # "USA TODAY"
            if self._is_this_year(role.value) or role.value.kind == "since" or _bounds_a_span(role, self.sentence):
                continue
            cost = self._cost(event, role)
            rank = (role.value.precision == "year", cost or 0)  # "the first talks for three years were held on Friday"
            if cost is not None and (best is None or rank < best[0]):
                best = (rank, role)
        counted = self._counted(event.trigger)
        return counted or (best[1].value if best else self._of_place_before(event))

    def _counted(self, trigger: Token) -> DateMention | None:
        """ "Comes a day after A spoke to B", "the next day he goes to C": the day before or after another one."""
        for noun, step, link in _days_around(self.sentence, trigger, self.triggers):
            others = [r for r in self._dates if r.value.day and r.token is not noun and not trigger.governs(r.token)]
            told = [r for r in others if not r.spoken] or ([] if link else others)
            if len({r.value.day for r in told}) == 1:
                base = told[0].value
            elif link is not None and not others and link.lemma == "come" and self.published is not None:
                text = f"{noun.text} {trigger.text}"
                base = DateMention(noun.start, noun.end, self.published, self.published, "day", None, text, "relative")
            else:
                continue
            assert base.day is not None
            day = base.day + step * _DAY
            return replace(base, date_start=day, date_end=day)
        return None

    def _of_place_before(self, event: EventMention) -> DateMention | None:
        """ "Arrived in Oslo on Friday and held talks there": the day on which they were at that place."""
        place = place_meant_by_there(event.trigger, self.sentence)
        if place is None:
            return None
        clause = place.head.clause()
        return next((r.value for r in self._dates if r.token.clause() is clause and not r.spoken), None)

    def _is_this_year(self, date: DateMention) -> bool:
        """ "This year's summit" dates nothing."""
        return date.precision == "year" and self.published is not None and self.published.year == _year_of(date)

    def said_on(self, trigger: Token) -> DateMention | None:
        """The day of the statement that tells of the meeting: "said on Friday that he had spoken with X"."""
        for role in self._dates:
            if role.spoken and role.value.day is not None and role.anchor.governs(trigger):
                return role.value
        return None

    def _cost(self, event: EventMention, role: DateRole) -> int | None:
        """How far a date is from a trigger on the arcs; None where it dates something else."""
        trigger = event.trigger
        if _is_of_another_noun(role.token, trigger):
            return None
        far = 3 * tree_distance(trigger, role.token) + abs(role.token.i - trigger.i) // 3
        if trigger.governs(role.token):
            return far if stays_below(role.token, trigger) else None
        anchor = role.anchor
        if (
            anchor.i in self.triggers
            and anchor is not trigger
            and not anchor.governs(trigger)
            and not same_event(anchor, trigger)
        ):
            return None
        if anchor.i in self.triggers and anchor is not trigger and _comes_before(trigger, anchor):
            return None
        if is_raised(trigger, anchor):
            return far + 4
        if role.spoken and not within_speech(trigger, anchor):
            return None
        if anchor.governs(trigger) or same_event(anchor, trigger):
            crossing = crosses_time(trigger, anchor)
            return None if crossing else far + 4
        return None

    def in_tense(self, date: DateMention | None, status: str) -> DateMention | None:
        """A weekday read in the other tense is a week off; "earlier this week" was before today."""
        if date is None or self.published is None or date.date_start is None or date.date_end is None:
            return date
        this_week = date.day is None and date.date_start < self.published <= date.date_end
        if this_week and date.text.lower().startswith("earlier"):
            return replace(date, date_end=self.published - dt.timedelta(days=1))
        if date.kind != "weekday":
            return date
        if status == "held" and date.date_start > self.published:
            return replace(date, date_start=date.date_start - _WEEK, date_end=date.date_end - _WEEK)
        recent = re.search(r"last|earlier", date.text, re.IGNORECASE)
        lately = (self.published - date.date_end).days < _NEWS_LASTS  # a page that was dated when it was last changed
        if status == "planned" and date.date_end < self.published and not (recent or lately):
            return replace(date, date_start=date.date_start + _WEEK, date_end=date.date_end + _WEEK)
        return date

    def is_recalled(self, event: EventMention, date: DateMention | None) -> bool:
        """Whether the clause speaks of an earlier time than the article's news."""
        if date is not None and date.date_end is not None and self.published is not None:
            return (self.published - date.date_end).days > _LONG_AGO
        clause = event.trigger.clause()
        near = [event.trigger, *event.trigger.children, clause, *clause.children]
        above = list(event.trigger.ancestors())
        beside = [c for t in above for c in t.children if c.i < event.trigger.i]
        times = [t for t in (*above, *beside) if t.lemma in ("time", "occasion")]
        near += [c for t in times for c in t.children]  # "the last time that they spoke was on Monday"
        if any(t.lower in _BEFORE and (t.dep in ("advmod", "amod") or t.tag == "JJ") for t in near):
            return True
        return bool(re.search(r"\b(?:years?|months?) ago\b", self.sentence.text)) and "since" not in self.sentence.text


_BEFORE = frozenset({"previously", "previous", "once", "last", "former", "earlier"})


def _days_around(
    sentence: ParsedSentence, trigger: Token, triggers: frozenset[int]
) -> Iterator[tuple[Token, int, Token | None]]:
    """ "A day" by which a trigger's clause is set apart: the noun, the days to add (-1 or 1), and the verb whose day
    it is counted from; None for "the next day", which is counted from the other day of the sentence."""
    for noun, link in itertools.pairwise(sentence.tokens):
        if noun.lower != "day":
            continue
        if link.lower in _STEPS:
            clause = link.head if link.dep in ("mark", "advmod") else link
            way = [t for t in (trigger, *trigger.ancestors()) if clause.governs(t)]
            deeper = any(t.dep in ("ccomp", "relcl") for t in way if t is not clause)
            if way and not deeper and not any(t.i in triggers for t in way if t is not trigger):
                outer = next((a for a in clause.ancestors() if a.pos in ("VERB", "AUX")), None)
                yield noun, _STEPS[link.lower], outer
        elif noun.head is trigger:
            apart = {c.lower for c in noun.children_by("amod")}
            if apart & {"next", "following", "previous"}:
                yield noun, -1 if "previous" in apart else 1, None


def _comes_before(trigger: Token, anchor: Token) -> bool:
    """ "Met A on Monday, following his summit with B": the summit was before that Monday's meeting."""
    for token in [trigger, *trigger.ancestors()]:
        if token is anchor:
            return False
        if token.dep in ("prep", "advcl") and token.lower in ("after", "following"):
            return token.head is anchor
    return False


def _year_of(date: DateMention) -> int | None:
    return date.date_start.year if date.date_start is not None else None


def _is_of_another_noun(token: Token, trigger: Token) -> bool:
    """ "Discussed Sunday's attack": the day of what is spoken of, not of the talks."""
    noun = token.head
    return token.dep == "poss" and noun.pos == "NOUN" and noun is not trigger and noun.lemma in meeting_words("topic")


def _bounds_a_span(role: DateRole, sentence: ParsedSentence) -> bool:
    """ "the first visit since Monday", "the 2022 invasion": the date is no day of the meeting."""
    for step in [role.token, *role.token.ancestors()][:3]:
        if step.dep == "prep" and step.lower in ("since", "until", "till", "from"):
            return step.lower != "from"
        if step.lower == "since":
            return True
    return role.token.dep in ("nummod", "compound") and role.value.precision == "year"
