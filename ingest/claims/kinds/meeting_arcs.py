"""Arcs around a meeting's trigger that several questions ask for: its verb, its tense, one event or two."""

from __future__ import annotations

from functools import cache

from ingest.claims.matcher import rule_book
from ingest.claims.syntax import Token


@cache
def meeting_words(name: str) -> frozenset[str]:
    """A class of lemmas of rules/meetings.yml."""
    return rule_book("meetings").classes[name]


def carrier_of(trigger: Token) -> Token:
    """The verb that tells what became of a noun: "talks were held", "cancelled the visit"."""
    token = trigger
    while token.dep in ("conj", "compound") and token.head is not token and token.head.pos in ("NOUN", "PROPN"):
        token = token.head
    if token.pos in ("NOUN", "PROPN"):
        while token.dep == "pobj" and token.head.head.lemma in meeting_words("frame") and token.head.lower == "of":
            token = token.head.head
        if token.dep in ("nsubj", "nsubjpass", "dobj", "attr") and token.head.pos in ("VERB", "AUX"):
            return token.head
    return trigger


def purpose_of(trigger: Token) -> Token | None:
    """The meeting verb whose purpose an infinitive tells: "flew to Paris to meet Macron"."""
    verb = (
        trigger
        if trigger.pos == "VERB"
        else trigger.head
        if trigger.dep == "dobj" and trigger.head.tag == "VB"
        else None
    )
    if verb is None or verb.tag != "VB" or verb.dep not in ("advcl", "xcomp", "relcl", "acl"):
        return None
    if any(c.dep == "aux" and c.lower != "to" for c in verb.children):
        return None
    journeys = meeting_words("journey") | {"visit", "gather", "meet", "convene", "show", "be"}
    governor = verb.head
    if (governor.lemma in journeys and verb.dep == "advcl") or (
        governor.lemma in journeys - {"be", "go"} and verb.dep == "xcomp"
    ):
        return governor
    return None


def held_clause(trigger: Token) -> Token | None:
    """ "The talks on a truce that A and B were to hold in Oslo": the clause of the holding, wherever it hangs."""
    below = [o for p in trigger.children_by("prep") for o in p.children_by("pobj")]
    for clause in (c for noun in (trigger, *below) for c in noun.children_by("relcl")):
        for verb in (clause, *clause.children_by("xcomp")):
            relative = any(o.lower in ("that", "which") for o in verb.children_by("dobj"))
            if verb.lemma in ("hold", "have", "conduct") and (relative or verb.child("dobj") is None):
                return clause
    return None


def is_present(verb: Token) -> bool:
    """Whether a verb tells in the present."""
    return verb.tag in ("VBZ", "VBP") or any(
        c.dep in ("aux", "auxpass") and c.tag in ("VBZ", "VBP") and c.lemma != "have" for c in verb.children
    )


def is_simple_present(verb: Token) -> bool:
    """Whether a verb stands in the present without auxiliaries ("goes")."""
    return (
        verb.pos == "VERB"
        and verb.tag in ("VBZ", "VBP")
        and not any(c.dep in ("aux", "auxpass") for c in verb.children)
    )


def is_now(trigger: Token) -> bool:
    """Whether the verb tells it as going on: "is visiting", "has arrived"."""
    verb = carrier_of(trigger) if trigger.pos != "VERB" else trigger
    verb = verb if verb.pos in ("VERB", "AUX") else verb.clause()
    if verb.lemma == "be" and verb.tag in ("VBZ", "VBP"):
        return True
    if any(c.dep == "advmod" and c.lower == "just" and c.i == verb.i - 1 for c in verb.children):
        return True  # "I just spoke with A"
    helpers = {c.lemma for c in verb.children if c.dep == "aux" and c.tag in ("VBZ", "VBP")}
    return "be" in helpers or ("have" in helpers and verb.lemma in meeting_words("just"))


def is_setting(trigger: Token) -> bool:
    """ "Warned at his meeting with X", "promised on the phone", "urged over dinner"."""
    if trigger.dep != "pobj":
        return False
    word = trigger.head.lower
    if word == "over":
        return trigger.lemma in meeting_words("meal")
    return word in meeting_words("setting") or (word == "on" and trigger.lemma in meeting_words("occasion"))


def is_hours_away(trigger: Token) -> bool:
    """ "The raid came hours before A was to meet B": on the day of the news."""
    near = [trigger, *trigger.ancestors()][:4]
    return any(c.dep == "npadvmod" and c.lower == "hours" for t in near for c in t.children)


def same_event(a: Token, b: Token) -> bool:
    """Whether two triggers tell one meeting: a purpose, a governor by preposition or object, a coordinated verb."""
    for low, high in ((a, b), (b, a)):
        token = low
        for _ in range(6):
            if token is high or (high.dep == "acomp" and token is high.head):
                return True
            if token.dep in ("ccomp", "relcl") or token.head is token:
                break
            if token.dep == "conj" and token.pos == "VERB" and any(c.dep in ("nsubj",) for c in token.children):
                break
            token = token.head
    return False


def is_raised(trigger: Token, verb: Token) -> bool:
    """Whether a noun is the subject of what a verb completes: "the summit is set to take place in ..."."""
    while verb.dep in ("xcomp", "acomp") and verb.head is not verb:
        verb = verb.head
        if any(s is trigger or s.governs(trigger) for s in verb.subjects()):
            return True
    return False


def is_during(low: Token, high: Token) -> bool:
    """Whether one event is the time or the margin of the other: "met during the summit", "met on the sidelines of"."""
    token = low
    while token is not high and token.head is not token:
        if token.dep == "prep" and token.lower in ("during", "at", "on", "around", "before", "after", "alongside"):
            return True
        token = token.head
    return False


def within_speech(trigger: Token, verb: Token) -> bool:
    """Whether the saying happens at the meeting: "said at a meeting on Tuesday"."""
    token = trigger
    while token.head is not token and token is not verb:
        if token.dep == "prep" and token.lower in ("at", "during", "in"):
            return token.head is verb
        if token.dep in ("ccomp", "advcl", "xcomp"):
            return False
        token = token.head
    return token is verb


def crosses_time(trigger: Token, anchor: Token) -> bool:
    """Whether the way from the dated verb to the trigger goes through a clause of another time."""
    token = trigger
    while token is not anchor and token.head is not token:
        if token.dep == "acl" and token.head.lemma in meeting_words("plan"):
            return True  # "unveiled plans on Friday to meet A"
        if any(c.dep == "npadvmod" and c.lemma in ("day", "week", "month", "year") for c in token.children):
            return True  # "came days after the meeting"
        if token.dep in ("prep", "advcl", "advmod") and (
            token.lower in ("after", "before", "following", "since", "ahead", "until")
            or any(
                c.dep in ("mark", "advmod") and c.lower in ("after", "before", "since", "until") for c in token.children
            )
        ):
            return not (token.lower in ("after", "following") and token.head is anchor)
        if token.dep in ("ccomp", "relcl"):
            return True
        token = token.head
    return False
