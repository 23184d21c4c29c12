"""Whether a meeting takes place: held, ongoing, planned, postponed, cancelled or denied, by the arcs above it."""

from __future__ import annotations

import datetime as dt

from ingest.claims.annotations import DateMention
from ingest.claims.document import ParsedSentence
from ingest.claims.factuality import Factuality, factuality, factuality_words
from ingest.claims.kinds.meeting_arcs import (
    carrier_of,
    is_present,
    is_setting,
    is_simple_present,
    meeting_words,
    purpose_of,
)
from ingest.claims.matcher import EventMention
from ingest.claims.syntax import Token, is_finite


class MeetingStatus:
    """The status of event mentions of one sentence."""

    def __init__(self, sentence: ParsedSentence, published: dt.date | None) -> None:
        self.sentence = sentence
        self.published = published

    def of(self, event: EventMention, date: DateMention | None) -> str | None:
        """The contract's status; None where the text says that no meeting takes place or leaves it open."""
        trigger = event.trigger
        carrier = carrier_of(trigger)
        for token in {id(t): t for t in (trigger, carrier, _carrier_of_plan(trigger))}.values():
            undone = None if _is_demanded(token) else _undone(token)
            if undone:
                return undone
        if date is not None and _falls_through(trigger, carrier):
            return "cancelled"
        fact = self._factuality(event)
        if event.meaning == "address" and fact is not Factuality.ASSERTED:
            return None  # "I would tell him"
        if fact is Factuality.GENERIC and not _is_habit(trigger):
            later = (
                date is not None
                and date.date_start is not None
                and self.published is not None
                and date.date_start > self.published
            )
            if later:
                return "planned"
            return "ongoing" if date is None and _is_ongoing(trigger) else "held"
        if fact is Factuality.PLANNED:
            return "planned"
        if fact is Factuality.DENIED:
            return "denied"
        if fact is Factuality.HYPOTHETICAL and self._is_fixed(event, date):
            return "planned"
        if fact is not Factuality.ASSERTED:
            return None
        announced = (
            carrier is not trigger
            and carrier.lemma in ("announce", "plan", "schedule", "prepare", "arrange")
            and trigger.dep == "dobj"
        )
        if (announced or _is_ahead(trigger)) and not self._is_past(date):
            return "planned"
        if (
            date is not None
            and date.kind == "weekday"
            and is_simple_present(trigger)
            and self.sentence.text[-1:] in '."”'
        ):
            return "planned" if date.date_start != self.published else "held"  # "goes to Moscow on Tuesday"
        if date is not None and date.date_start is not None and self.published is not None:
            progressive = trigger.tag == "VBG" and any(c.dep == "aux" and c.lemma == "be" for c in trigger.children)
            if date.date_start > self.published and (date.kind != "weekday" or progressive or is_present(carrier)):
                return "planned"
        return "held"

    def _factuality(self, event: EventMention) -> Factuality:
        """Of the trigger, and of the verb whose subject or object it is ("talks will be held")."""
        trigger = event.trigger
        if event.rule_id in ("meeting.expected", "meeting.due"):
            return Factuality.PLANNED if factuality(trigger) is Factuality.ASSERTED else factuality(trigger)
        if _is_offered(carrier_of(trigger)) or _is_missed(trigger):
            return Factuality.HYPOTHETICAL
        framed = _by_its_frame(trigger)
        if framed is not None:
            return framed
        found = _with_carrier(trigger, factuality(trigger))
        if found is Factuality.HYPOTHETICAL and _is_denied(trigger):
            return Factuality.DENIED
        if found is Factuality.HYPOTHETICAL and (_is_plan(trigger) or _is_known_to_come(trigger)):
            return Factuality.PLANNED
        if found is Factuality.DENIED and _is_presupposed(trigger):
            # "denied at a meeting with X that ..."; not "denied that A had told B in a call"
            fronted = any(a.lemma in factuality_words("deny") and a.i > trigger.i for a in trigger.ancestors())
            return Factuality.ASSERTED if fronted or factuality(trigger.head.head) is Factuality.ASSERTED else found
        if any(c.lemma in factuality_words("unreal_adjective") - {"such"} for c in trigger.children):
            return found  # "a possible meeting"
        if found is not Factuality.PLANNED and found is not Factuality.DENIED and _is_presupposed(trigger):
            return Factuality.ASSERTED
        return found

    def _is_fixed(self, event: EventMention, date: DateMention | None) -> bool:
        """ "Preparations for the summit of 9 July": the summit, whose day is fixed, is as sure as any plan."""
        if event.meaning != "summit" or date is None or date.date_start is None or self.published is None:
            return False
        return date.date_start > self.published and any(c.lower == "the" for c in event.trigger.children)

    def _is_past(self, date: DateMention | None) -> bool:
        return (
            date is not None
            and date.date_end is not None
            and self.published is not None
            and date.date_end < self.published
        )


def _carrier_of_plan(trigger: Token) -> Token:
    """ "Plans for a summit were dropped": the verb that tells what became of the plan; else the trigger."""
    plan = trigger.head.head if trigger.dep == "pobj" and trigger.head.lower in ("for", "to", "of") else trigger
    return carrier_of(plan) if plan.lemma in meeting_words("plan") else trigger


_STOPPED_BY_PARTICLE = {
    ("call", "off"): "cancelled",
    ("put", "off"): "postponed",
    ("push", "back"): "postponed",
    ("put", "hold"): "postponed",
    ("put", "ice"): "postponed",
    ("turn", "down"): "cancelled",
}


_WITHIN = frozenset({"in", "at", "during", "for", "to", "on"})


def _by_its_frame(trigger: Token) -> Factuality | None:
    """What the words right around a trigger decide before any governor: schedules, frames, sittings, purposes."""
    if any(c.dep == "acl" and c.lemma in meeting_words("scheduled") and c.tag == "VBN" for c in trigger.children):
        return Factuality.PLANNED  # "the summit scheduled for June"
    if _is_headline_plan(trigger) or _is_awaited(trigger) or _is_when_it_comes(trigger):
        return Factuality.PLANNED
    if trigger.pos == "NOUN" and trigger.dep == "dobj" and trigger.head.lemma == "call":
        return factuality(trigger.head)  # "called a meeting": it is convened, not asked for
    if _is_of_interest(carrier_of(trigger)) or _is_until(trigger):
        return Factuality.HYPOTHETICAL
    if trigger.dep == "pobj":
        framed = _by_preposition(trigger, trigger.head)
        if framed is not None:
            return framed
    if _is_attended(trigger):
        found = factuality(purpose_of(trigger) or trigger.head)
        return found if found is Factuality.ASSERTED else Factuality.PLANNED
    governor = purpose_of(trigger)
    then = governor or trigger
    follows = then.dep == "pcomp" and then.head.lower in ("before", "after")
    if follows and factuality(then.head.head.clause()) is Factuality.PLANNED:
        return Factuality.PLANNED  # "will visit A before travelling to B": the second is as far off as the first
    if governor is not None:
        found = factuality(governor)
        return found if found is not Factuality.HYPOTHETICAL or not _would(governor) else Factuality.PLANNED
    tried = trigger.dep == "xcomp" and trigger.head.lemma in ("try", "attempt", "seek")
    return Factuality.HYPOTHETICAL if tried else None


def _by_preposition(trigger: Token, preposition: Token) -> Factuality | None:
    """ "At the end of the summit" is as real as its clause; "to participate in talks" as the participation."""
    governor = preposition.head
    framed = preposition.lower == "of" and governor.lemma in meeting_words("frame") and governor.dep == "pobj"
    if framed and not _is_ahead(trigger):
        around = factuality(governor.head.clause())
        return Factuality.PLANNED if around is Factuality.PLANNED else Factuality.ASSERTED
    if preposition.lower in ("during", "on", "at") and governor.dep == "pobj" and governor.head.lower == "after":
        return Factuality.ASSERTED  # "will go to A after an invitation during a visit to B"
    if preposition.lower == "to" and governor.lemma == "due" and governor.dep == "acomp":
        return Factuality.PLANNED  # "is due to host talks", read as a noun behind "to"
    if preposition.lower == "in" and governor.lemma in ("participate", "engage"):
        return factuality(governor)
    on_the_way = governor.tag == "VBG" and governor.lemma in meeting_words("journey") and is_present(governor)
    due = any(c.lemma == "due" for c in governor.children_by("acomp"))
    return Factuality.PLANNED if preposition.lower == "for" and (on_the_way or due) else None


def _with_carrier(trigger: Token, found: Factuality) -> Factuality:
    """An asserted noun takes what the clause or the verb that carries it says of the time to come."""
    carrier = carrier_of(trigger)
    if found is Factuality.ASSERTED and trigger.dep == "pobj" and trigger.head.lower in _WITHIN:
        around = factuality(trigger.head.clause())
        found = around if around is Factuality.PLANNED else found
    if found is Factuality.ASSERTED and carrier is not trigger and _tells_of(carrier):
        found = factuality(carrier)
        to_come = carrier.lemma in meeting_words("scheduled") and carrier.is_passive()
        if found is Factuality.ASSERTED and (to_come or _is_to(carrier)):
            return Factuality.PLANNED
    return found


def _is_plan(trigger: Token) -> bool:
    """Whether what has not happened is to come: "would meet", "is to talk to", a headline's infinitive, "due to"."""
    carrier = carrier_of(trigger)
    is_to = any(t.dep == "xcomp" and t.head.lemma == "be" and t.tag == "VB" for t in (trigger, carrier))
    return is_to or _would(trigger) or _would(carrier) or _is_headline_plan(trigger) or _is_expected(carrier)


def _is_denied(trigger: Token) -> bool:
    """ "Denied that a summit was being prepared", "denied reports that A would meet B": the meeting is denied."""
    step = trigger
    for verb in trigger.ancestors():
        if verb.lemma in factuality_words("deny"):
            return step.dep in ("ccomp", "dobj") and verb.child("neg") is None
        if verb.pos in ("VERB", "AUX") and step.dep in ("ccomp", "advcl", "relcl"):
            return False
        step = verb
    return False


def _is_awaited(trigger: Token) -> bool:
    """ "Looks forward to receiving A": the verb "look" with "to"."""
    to = trigger.head
    if trigger.dep not in ("pcomp", "pobj") or to.lower != "to":
        return False
    return to.head.lemma == "look" and any(c.lower == "forward" for c in to.head.children)


def _is_of_interest(verb: Token) -> bool:
    """ "Voiced an interest in visiting A", "a shot at arranging a meeting"."""
    return verb.dep == "pcomp" and verb.head.head.lemma in meeting_words("interest")


def _is_until(trigger: Token) -> bool:
    """ "Nothing will change until A and B meet": nobody says when they will."""
    return is_simple_present(trigger) and any(c.dep == "mark" and c.lower == "until" for c in trigger.children)


def _is_when_it_comes(trigger: Token) -> bool:
    """ "Will ask A for help when he visits Paris": a present behind "when" in a clause of what is to come."""
    marked = any(c.dep in ("mark", "advmod") and c.lower in ("when", "once", "before") for c in trigger.children)
    if not (trigger.dep == "advcl" and marked and is_simple_present(trigger)):
        return False
    return any(factuality(verb) is Factuality.PLANNED for verb in trigger.ancestors() if verb.pos == "VERB")


def _is_known_to_come(trigger: Token) -> bool:
    """ "Hopes for the coming visit": the hopes are for what it brings."""
    known = any(c.lower in ("the", "his", "her", "their") for c in trigger.children)
    return known and any(c.dep == "amod" and c.lower in meeting_words("ahead") for c in trigger.children)


def _is_attended(trigger: Token) -> bool:
    """ "appealed to A to attend a summit": who attends is open, the summit is not."""
    return (
        trigger.dep == "dobj"
        and trigger.head.lemma in meeting_words("attend")
        and trigger.lemma in meeting_words("sitting")
    )


def _is_to(verb: Token) -> bool:
    """ "Is to take place", "are due to be held": the verb "be" with an infinitive, or with an adjective of plans."""
    if verb.lemma != "be":
        return False
    due = [c for c in verb.children_by("acomp") if c.lemma in meeting_words("expected")]
    completed = [c for v in (verb, *due) for c in v.children_by("xcomp")]
    return any(c.lemma == "due" for c in due) or any(a.lower == "to" for c in completed for a in c.children)


def _tells_of(carrier: Token) -> bool:
    """Whether a verb says of a meeting that it takes place; others presuppose it ("the summit could fail")."""
    return _is_to(carrier) or carrier.lemma in meeting_words("light") or carrier.lemma in meeting_words("expected")


def _falls_through(trigger: Token, carrier: Token) -> bool:
    """ "The meeting on 15 May will not take place": a certain meeting, with its day, is said not to come."""
    helpers = {c.lower for c in carrier.children if c.dep == "aux"}
    certain = any(c.dep in ("det", "poss") and c.lower not in ("a", "any", "no") for c in trigger.children)
    negated = any(c.dep == "neg" for c in carrier.children)
    return (
        trigger.pos == "NOUN"
        and certain
        and negated
        and bool(helpers & {"will", "wo"})
        and carrier.lemma in ("take", "happen", "occur", "hold")
    )


def _undone(token: Token) -> str | None:
    """postponed or cancelled, by the verb itself or by what its subject is said to be in the next clause."""
    for verb in (
        token,
        *token.conjuncts(),
        *(c for p in token.children_by("prep") if p.lower == "before" for c in p.children_by("pcomp")),
        *(c for c in token.children if c.dep in ("acl", "relcl", "xcomp") or (c.dep == "ccomp" and not c.subjects())),
    ):
        for status in ("cancelled", "postponed"):
            if verb.lemma in meeting_words(status):
                return status
        for child in (*verb.children, *(o for p in verb.children_by("prep") for o in p.children_by("pobj"))):
            key = (verb.lemma, child.lower)
            if child.dep in ("prt", "advmod", "prep", "pobj") and key in _STOPPED_BY_PARTICLE:
                return _STOPPED_BY_PARTICLE[key]
    return None


def _is_missed(trigger: Token) -> bool:
    """ "Did not turn up for talks with A": who stayed away held none."""
    verb = trigger.head.head if trigger.dep == "pobj" and trigger.head.lower == "for" else None
    return verb is not None and verb.pos == "VERB" and verb.child("neg") is not None


def _is_offered(carrier: Token) -> bool:
    """ "Offered a truce and a meeting", "offered to host talks": nobody says that they were held."""
    inner = carrier.head if carrier.dep == "xcomp" and carrier.tag == "VB" else carrier
    return inner.pos == "VERB" and inner.lemma in meeting_words("offered") and not inner.is_passive()


def _is_demanded(verb: Token) -> bool:
    """ "Calls to cancel the trip": nobody says that it was cancelled."""
    return verb.tag == "VB" and verb.dep in ("acl", "xcomp") and verb.head.lemma in meeting_words("wished")


def _is_habit(trigger: Token) -> bool:
    """ "Regular talks", "often meet": no meeting of a day; what goes on ("is meeting", "ongoing talks") is one."""
    habits = factuality_words("habit_adverb") | (
        factuality_words("generic_adjective") - {"ongoing", "continuing", "direct"}
    )
    return any(c.dep in ("amod", "advmod", "det") and c.lemma in habits for c in trigger.children)


def _is_ongoing(trigger: Token) -> bool:
    """ "Ongoing talks" go on; "regular talks" are no meeting."""
    return any(c.lemma in ("ongoing", "continuing", "current", "intensive") for c in trigger.children)


def _would(token: Token) -> bool:
    verb = token if token.pos in ("VERB", "AUX") else token.clause()
    if verb.dep in ("ccomp", "acl", "advcl") and verb.head.lemma in meeting_words("wished"):
        return False
    if any(c.dep == "mark" and c.lower in ("whether", "if") for c in verb.children):
        return False  # "it was unclear whether A would meet B"
    return (
        any(c.dep == "aux" and c.lower in ("would", "'d") for c in verb.children)
        and not any(c.dep == "aux" and c.lemma == "have" for c in verb.children)
        and not any(c.dep == "advcl" and any(m.lower in ("if", "unless") for m in c.children) for c in verb.children)
        and not any(
            c.dep == "xcomp" or c.lemma in ("like", "prefer")
            for c in [verb, *verb.children]
            if c.lemma in ("like", "prefer", "require")
        )
    )


def _is_headline_plan(trigger: Token) -> bool:
    """ "Austrian chancellor to meet Putin": an infinitive that governs the sentence."""
    verb = trigger if trigger.pos == "VERB" else trigger.clause()
    return (
        verb.tag == "VB"
        and any(c.lower == "to" and c.dep == "aux" for c in verb.children)
        and (
            verb.head is verb
            or (
                verb.dep in ("acl", "relcl", "xcomp")
                and verb.head.pos in ("NOUN", "PROPN")
                and verb.head.head is verb.head
            )
        )
    )


def _is_expected(verb: Token) -> bool:
    if verb.lemma in meeting_words("expected") and verb.is_passive() and verb.child("neg") is None:
        return True  # "a meeting is expected to take place"
    token = verb
    for _ in range(3):
        if token.dep in (
            "xcomp",
            "dobj",
            "ccomp",
            "nsubjpass",
            "nsubj",
            "acomp",
            "prep",
            "pobj",
        ) and token.head.lemma in meeting_words("expected"):
            return True
        token = token.head
    return False


def _is_presupposed(trigger: Token) -> bool:
    """ "warned at his meeting with X": what is warned of is not the meeting; "promised shells at a meeting" neither."""
    if not is_setting(trigger):
        return False
    governor = trigger.head.head
    object_of_past = governor.dep == "dobj" and governor.head.tag == "VBD" and trigger.head.lower != "in"
    return governor.pos == "VERB" or object_of_past


def _is_ahead(trigger: Token) -> bool:
    """ "ahead of talks", "before the summit", "on the eve of the visit", "upcoming"."""
    token = trigger
    said = [c for c in trigger.children if c.dep not in ("advcl", "ccomp", "relcl")]
    if any(c.lemma in meeting_words("ahead") or c.lower in meeting_words("ahead") for c in said):
        return True
    if trigger.dep == "attr" and is_present(trigger.head) and any(c.lower == "next" for c in said):
        return True  # "the best time is the next summit"
    while token.dep in ("pobj", "pcomp", "prep") and token.head is not token:
        token = token.head
        if token.lower in ("ahead", "eve"):
            return True
        if token.lower == "before":
            return not (is_finite(token.clause()) and not is_present(token.clause()))
        if token.pos in ("VERB", "AUX"):
            break
    return False
