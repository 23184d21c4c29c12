"""Whose air defence brought the weapons down: the side is a key of every count ("Russia's downed 23, Ukraine's 71")."""

from __future__ import annotations

import re

from ingest.claims import lexicon
from ingest.claims.annotations import Actor
from ingest.claims.caseless import caseless
from ingest.claims.interceptions.heads import Count
from ingest.claims.interceptions.words import Trigger
from ingest.claims.reading import AnnotatedSentence

_OWNERS = {row["name"]: row["side"] for row in lexicon.rows("weapon_owners.csv")}
_OTHER = {"UA": "RU", "RU": "UA"}
#: Regions that Russia holds and defends although they are Ukraine's.
_HELD_BY_RUSSIA = {"Crimea", "Sevastopol", "Luhansk Oblast"}
_OBJECT_BEFORE = caseless(
    r"\b(?:on|at|against|into|over|toward|towards|in|from|of|with|by|across|near|between|for|inside|hit|struck|targeted|attacked)"
    r"\s+(?:the\s+|occupied\s+)?$"
)
_BY = caseless(r"\s*(?:\w+\s+){0,3}?(?:by|from)\s+(?:the\s+)?$")
#: What may stand between a subject and its verb.
_ACTS = caseless(
    r"(?:['’]s\s+(?:\w+\s+){0,3}|\s+)?(?:(?:has|had|have|also|forces|troops|army|military|then|again|overnight|\w+ly|on|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|since)\s+){0,5}"
)
#: "in the west of the Russian capital"
_GROUND = re.compile(
    r"\b(Russian|Ukrainian)\s+(?:capital|city|town|region|territory|airspace|soil|skies|airfield|village|port)\b"
)
#: Whom the weapons were sent against.
_GOAL = caseless(
    r"\b(?:launched|fired|sent|directed|aimed|unleashed|attacks?|assaults?|barrage|strikes?|raids?)\s+"
    r"(?:[\w-]+\s+(?:of\s+)?){0,7}?(?:at|on|against|into|toward|towards)\s+(?:the\s+)?(Ukrain\w+|Kyiv|Kiev|Russia\w*|Moscow)"
)
#: "Russia's overnight attack", "the Russian strikes"
_ITS_ATTACK = caseless(
    r"(?:['’]s)?\s+(?:[\w-]+\s+){0,2}?(?:attacks?|strikes?|assaults?|barrages?|bombardments?|raids?|onslaughts?)\b"
)
_MADE = caseless(r"[\s-]*(?:made|designed|built|supplied|manufactured|produced|style|type|developed|donated)\b")


_AIR_FORCE = re.compile(r"\b[Tt]he\s+[Aa]ir\s+[Ff]orce\b")
_OTHER_AIR_FORCE = re.compile(
    r"\b(?:Russia\w*|US|U\.S\.|American|Israel\w*|Polish|Poland|Romania\w*|Moldova\w*)\b[^.;]{0,25}\b[Aa]ir\s+[Ff]orce|"
    r"\b[Aa]ir\s+[Ff]orce\s+of\s+(?!Ukraine)"
)
#: Verbs of those who watch the sky, not of those who fire.
_TELLS = caseless(
    r"\b(?:report(?:ed|s)|count(?:ed|s)|list(?:ed|s)|register(?:ed|s)|record(?:ed|s)|detect(?:ed|s)|track(?:ed|s)|spotted|"
    r"logged|observed|faced|met)\b(?!\s+(?:that|how)\b)"
)


def other_side(code: str | None) -> str | None:
    """The side that attacks where `code` defends, and the other way round; any third state is met by Russia's
    weapons."""
    return _OTHER.get(code, "RU") if code else None


def _country(actor: Actor) -> str | None:
    return actor.country or (actor.code if actor.code and len(actor.code) == 2 and actor.kind != "body" else None)


def subjects(sentence: AnnotatedSentence, counts: list[Count]) -> list[tuple[Actor, str]]:
    """The actors that may do something in the sentence, with their countries; owners of weapons and goals are left
    out."""
    found = []
    for actor in sentence.actors:
        country = _country(actor)
        if country is None or actor.kind == "outlet":
            continue
        if any(c.start <= actor.start < c.end for c in counts) or _MADE.match(sentence.text, actor.end):
            continue
        if _OBJECT_BEFORE.search(sentence.text[: actor.start]):
            continue
        found.append((actor, country))
    return found


def _owner_of_weapons(sentence: AnnotatedSentence, count: Count) -> str | None:
    """RU or UA where the wording says whose weapons these are: "Ukrainian drones", "Shaheds", "drones fired by
    Moscow"."""
    text = sentence.text
    inside = [a for a in sentence.actors if count.start <= a.start < count.end and not _MADE.match(text, a.end)]
    for actor in inside:
        if _country(actor) in _OTHER:
            return _country(actor)
    for name in count.names:
        owner = "RU" if name.startswith(("Kh-", "X-")) else _OWNERS.get(name)
        if owner:
            return owner
    for actor in sentence.actors:
        if actor.start < count.end or _country(actor) not in _OTHER:
            continue
        between = text[count.end : actor.start]
        if len(between) < 70 and re.search(
            r"\b(?:launched|fired|sent|used|unleashed|directed|dispatched)\b(?:\s+\w+){0,4}?\s+by\s+(?:the\s+)?$",
            between,
        ):
            return _country(actor)
        if re.fullmatch(r"\s+(?:that\s+|which\s+)?", between) and re.match(
            r"(?:['’]s\s+\w+)?\s+(?:had\s+|has\s+|forces\s+|reportedly\s+)*(?:launched|fired|sent|used|unleashed)",
            text[actor.end :],
        ):
            return _country(actor)
    return None


def counting_office(text: str) -> str | None:
    """The side whose office counts here where no state is named: "the Air Force" alone is Ukraine's, since Russia's
    counts come from its defence ministry."""
    return "UA" if _AIR_FORCE.search(text) and not _OTHER_AIR_FORCE.search(text) else None


def weapons_owner(sentence: AnnotatedSentence) -> str | None:
    """Whose weapons a sentence names, by their names alone ("Shaheds"); None where it names none or both sides'."""
    owners = {owner for weapon in sentence.weapons if weapon.name and (owner := _OWNERS.get(weapon.name))}
    return owners.pop() if len(owners) == 1 else None


def _subject_of(
    sentence: AnnotatedSentence, trigger: Trigger, actors: list[tuple[Actor, str]], triggers: list[Trigger]
) -> str | None:
    """The nearest actor left of an active trigger, with no other active trigger between."""

    def _only_tells(actor: Actor, sent: Trigger) -> bool:
        # "the air force reported 13 missiles launched": who counts what was sent has not sent it
        return sent.role == "launched" and bool(_TELLS.search(sentence.text[actor.end : sent.end]))

    if trigger.voice == "active":
        floor = max((t.end for t in triggers if t.end <= trigger.start and t.voice == "active"), default=0)
        before = [c for a, c in actors if floor <= a.start and a.end <= trigger.start and not _only_tells(a, trigger)]
        if before:
            return before[-1]
        if floor and re.match(r"[^;]{0,80}?(?:,|\band\b)\s*(?:also\s+)?$", sentence.text[floor : trigger.start]):
            return None  # "launched 40 drones and downed ..." shares a subject only by accident: other cues decide
    by = [
        (a, _country(a))
        for a in sentence.actors
        if a.start >= trigger.end and _BY.fullmatch(sentence.text[trigger.end : a.start])
    ]
    return by[0][1] if by else None


def attackers_named(sentence: AnnotatedSentence, counts: list[Count], triggers: list[Trigger]) -> str | None:
    """Who launches in this sentence, RU or UA; None where nothing says."""
    actors = subjects(sentence, counts)
    for trigger in triggers:
        if (
            trigger.role in ("launched", "with")
            and trigger.voice == "active"
            and trigger.shape in ("participle", "active")
            and not _TELLS.fullmatch(sentence.text[trigger.start : trigger.end])
        ):
            for actor, country in actors:
                if country in _OTHER and _ACTS.fullmatch(sentence.text[actor.end : trigger.start]):
                    return country
    for actor in sentence.actors:
        if _country(actor) in _OTHER and _ITS_ATTACK.match(sentence.text[actor.end :]):
            return _country(actor)
    for count in counts:
        if count.role == "launched" and count.trigger:
            who = _subject_of(sentence, count.trigger, actors, triggers)
            if who in _OTHER:
                return who
    for count in counts:
        if count.role in ("launched", "with") and (owner := _owner_of_weapons(sentence, count)):
            return owner
    return None


def defender(
    sentence: AnnotatedSentence, count: Count, counts: list[Count], triggers: list[Trigger], context: str | None
) -> str | None:
    """The country whose air defence the count belongs to; `context` is what the sentences before suggest.

    Cues from strongest to weakest: an owner right before the count, the weapons' owner, the subject of the verb, who
    launches in the sentence, where it happened, who says it, the context.
    """
    text = sentence.text
    gapped = [
        a for a in sentence.actors if a.end <= count.start and re.fullmatch(r"['’]s?\s+", text[a.end : count.start])
    ]
    if gapped and _country(gapped[-1]):
        return _country(gapped[-1])
    owner = _owner_of_weapons(sentence, count)
    actors = subjects(sentence, counts)
    subject = _subject_of(sentence, count.trigger, actors, triggers) if count.trigger else None
    if owner:
        if subject and subject not in _OTHER and count.role != "launched":
            return subject  # Poland brings down Russian drones
        return _OTHER[owner]
    if count.role == "launched":
        if subject in _OTHER:
            return other_side(subject)
        return _watcher(sentence, count, actors) or _elsewhere(sentence, count, actors, None, context)
    if subject:
        return subject
    attacker = attackers_named(sentence, counts, triggers)
    return _elsewhere(sentence, count, actors, attacker, context)


def _watcher(sentence: AnnotatedSentence, count: Count, actors: list[tuple[Actor, str]]) -> str | None:
    """Who counted the weapons that came ("the air force registered 40 drones"): the side they were sent against."""
    for actor, country in reversed(actors):
        between = sentence.text[actor.end : count.start]
        if actor.end > count.start or country not in _OTHER or actor.kind not in ("force", "office", "country"):
            continue
        if re.fullmatch(r"[^,;]{0,40}", between) and _TELLS.search(between):
            return country
    return None


def _elsewhere(
    sentence: AnnotatedSentence,
    count: Count,
    actors: list[tuple[Actor, str]],
    attacker: str | None,
    context: str | None,
) -> str | None:
    if attacker:
        return other_side(attacker)
    if goal := _GOAL.search(sentence.text):
        return "UA" if goal[1].lower().startswith(("uk", "ky", "ki")) else "RU"
    places = [p for p in sentence.places if p.country in _OTHER and p.level in ("admin1", "settlement", "district")]
    over = [
        p
        for p in places
        if re.search(
            r"\b(?:over|in|near|above|of)\s+(?:the\s+|its\s+)?(?:\w+\s+){0,2}$", sentence.text[: p.start], re.I
        )
    ]
    claimants = [c for _, c in actors if c in _OTHER]
    if over:
        sides = {"RU" if p.admin1 in _HELD_BY_RUSSIA else p.country for p in over}
        if len(sides) == 1:
            side = sides.pop()
            if not claimants or side in claimants or side == context:
                return side
    if claimants:
        return claimants[0]
    grounds = {m[1] for m in _GROUND.finditer(sentence.text)}
    if len(grounds) == 1:
        return "RU" if grounds.pop() == "Russian" else "UA"
    if context is None:
        named = {country for a in sentence.actors if (country := _country(a)) in _OTHER}
        return named.pop() if len(named) == 1 else None
    return context
