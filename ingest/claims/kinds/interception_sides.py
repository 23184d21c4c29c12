"""Whose air defence met a count of weapons: by their owner, who brought them down, who sent them, who says it.

A launch site is no evidence: "launched from Russia's Kursk region" makes Russia the attacker, never the defender.
"""

from __future__ import annotations

from functools import cache

from ingest.claims import lexicon
from ingest.claims.annotations import Actor
from ingest.claims.attach import place_role
from ingest.claims.attribution import find_claimant
from ingest.claims.document import Document, Located, ParsedSentence
from ingest.claims.kinds.interception_fates import Told
from ingest.claims.matcher import EventMention, rule_book
from ingest.claims.syntax import Token
from ingest.claims.weapon_counts import FLYING

_OTHER = {"UA": "RU", "RU": "UA"}
_SIDE_OF_SPEAKER = {"ua_official": "UA", "ru_official": "RU"}
#: Words that name a side without a state. An air force without one is Ukraine's.
_ATTACKING_WORDS = frozenset({"occupier", "occupiers", "invader", "invaders", "aggressor", "rashists", "occupants"})
_ENEMY = frozenset({"enemy", "hostile"})
#: Regions that Russia holds and defends although they are Ukraine's.
_HELD_BY_RUSSIA = frozenset({"UA-43", "UA-40", "UA-09"})
_PRONOUNS = frozenset({"it", "they", "he", "she", "we", "its", "their", "our", "which", "who"})
_NOMINAL = frozenset({"compound", "amod", "nmod", "poss", "nummod", "appos", "flat"})


@cache
def _owners() -> dict[str, str]:
    return {row["name"]: row["side"] for row in lexicon.rows("weapon_owners.csv")}


def other_side(code: str | None) -> str | None:
    """The side that attacks where `code` defends, and the other way round; a third state is met by Russia's weapons."""
    return _OTHER.get(code, "RU") if code else None


def country_of(actor: Actor) -> str | None:
    """The state that an actor stands for; None for bodies and outlets."""
    if actor.kind in ("outlet", "body"):
        return None
    return actor.country or (actor.code if actor.code and len(actor.code) == 2 else None)


def _phrase(token: Token) -> set[int]:
    """Tokens of a noun phrase with its "of X" and "in X"."""
    found = {token.i}
    for child in token.children:
        if child.dep in _NOMINAL:
            found |= _phrase(child)
        elif child.dep == "prep" and child.lower in ("of", "in") and (inner := child.child("pobj")) is not None:
            found |= _phrase(inner)
    return found


def side_of(token: Token, sentence: ParsedSentence) -> str | None:
    """The state that a noun phrase names ("the Defence Ministry in Moscow"); None if it names none."""
    inside = _phrase(token)
    named = [a for a in sentence.actors if a.first.i in inside or a.head.i in inside]
    for actor in sorted(named, key=lambda a: (a.value.kind == "person", a.first.i)):
        if (code := country_of(actor.value)) is not None and not _is_make(actor, sentence):
            return code
    words = {sentence.tokens[i].lower for i in inside}
    if words & _ATTACKING_WORDS:
        return "RU"
    if {"air", "force"} <= words:
        return "UA"
    places = [p.value for p in sentence.places if p.head.i in inside and p.value.country in _OTHER]
    if places and places[0].admin1_code in ("UA-43", "UA-40"):
        return "RU"  # the administration in Crimea
    return places[0].country if places else None


def _is_make(actor: Located[Actor], sentence: ParsedSentence) -> bool:
    """ "Iranian-made": says who built it."""
    i = actor.last.i + 1
    return (
        i + 1 < len(sentence.tokens)
        and sentence.tokens[i].text == "-"
        and sentence.tokens[i + 1].tag in ("VBN", "VBD", "JJ")
    )


def _weapons_owner(one: Told) -> str | None:
    """Whose weapons the count's own words say they are: "Ukrainian drones", Shaheds, "launched by Moscow"."""
    sentence, count = one.count.sentence, one.count
    for actor in sentence.actors:
        if (
            count.first <= actor.first.i <= count.last
            and country_of(actor.value) in _OTHER
            and not _is_make(actor, sentence)
        ):
            return country_of(actor.value)
    words = {t.lower for t in sentence.tokens[count.first : count.last + 1]}
    if words & (_ENEMY | _ATTACKING_WORDS) and (speaker := _speaker_of(one)) is not None:
        return _OTHER.get(speaker)
    owners = {_owner_by_name(name) for name in count.names} - {None}
    if len(owners) == 1:
        return owners.pop()
    if one.sent is not None and (code := _actor(one.sent)) in _OTHER:
        return code
    for token in sentence.tokens[count.first : count.last + 1]:
        for child in token.children:
            is_launch = child.lemma in rule_book("interceptions").classes["launch_verb"]
            if child.dep in ("acl", "relcl") and is_launch and child.child("prt") is None:
                by = child.child("agent")
                doer = by.child("pobj") if by is not None else child.child("nsubj")
                if doer is not None and (code := side_of(doer, sentence)) in _OTHER:
                    return code
    return None


def _owner_by_name(name: str) -> str | None:
    return "RU" if name.startswith(("Kh-", "X-")) else _owners().get(name)


def _actor(mention: EventMention) -> str | None:
    """The state of who does what the trigger tells."""
    for name in ("actor",):
        for token in mention.slots.get(name, []):
            if any(
                w.first.i <= token.i <= w.last.i and w.value.weapon_class in FLYING for w in mention.sentence.weapons
            ):
                continue
            if token.lower not in _PRONOUNS and (code := side_of(token, mention.sentence)):
                return code
    return None


def speaker(trigger: Token, sentence: ParsedSentence) -> str | None:
    """The state of who says it: subjects of verbs of saying above and beside the trigger, "according to X"."""
    say = _say_verbs()
    above = [trigger, *trigger.ancestors()]
    for token in above:
        verbs = [
            c
            for c in token.children
            if c.dep in ("parataxis", "ccomp", "conj", "dep")
            and c.lemma in say
            and c is not trigger
            and not any(c is a for a in above)
        ]
        verbs = [
            c
            for c in verbs
            if c.dep == "parataxis"
            or (any(s.dep == "nsubj" for s in c.children) and not any(k.dep == "ccomp" for k in c.children))
        ]
        if token.lemma in say and token is not trigger:
            verbs.insert(0, token)
        for verb in verbs:
            for subject in verb.subjects():
                if (code := side_of(subject, sentence)) is not None:
                    return code
        for child in token.children:
            if (
                child.lower == "according"
                and (to := child.child("prep")) is not None
                and (who := to.child("pobj")) is not None
                and (code := side_of(who, sentence))
            ):
                return code
    return None


@cache
def _say_verbs() -> frozenset[str]:
    from ingest.claims.factuality import _words

    return _words()["say"] | {"put", "blame"}


def _speaker_of(one: Told) -> str | None:
    return speaker(one.anchor, one.count.sentence) or speaker(one.count.top, one.count.sentence)


def attacker_named(told: list[Told], sentence: ParsedSentence) -> str | None:
    """Who launches or attacks in a sentence; None where nothing says."""
    for one in told:
        for mention in (one.mention, one.sent):
            if (
                mention is not None
                and mention.meaning == "launched"
                and "actor" in mention.slots
                and (code := _actor(mention)) in _OTHER
            ):
                return code
    for mention in rule_book("interceptions").match(sentence):
        if mention.meaning == "launched" and (code := _actor(mention)) in _OTHER:
            return code
    return _attack_of(sentence)


def _attack_of(sentence: ParsedSentence) -> str | None:
    """ "Russia's overnight attack", "the attack on Ukraine", "launched at Belgorod"."""
    book = rule_book("interceptions").classes
    for token in sentence.tokens:
        if token.lemma not in book["attack_noun"] | book["launch_verb"] | book["with_verb"] | book["come_verb"]:
            continue
        for child in token.children:
            by = child.child("pobj") if child.dep == "prep" and child.lower == "by" and token.pos == "NOUN" else None
            if by is not None and (code := side_of(by, sentence)) in _OTHER:
                return code
            if (
                child.dep in ("poss", "amod", "compound", "nsubj")
                and token.pos == "NOUN"
                and (code := side_of(child, sentence)) in _OTHER
            ):
                return code
            if child.dep in ("prep", "dobj") and (
                child.dep == "dobj" or child.lower in ("on", "at", "against", "into", "to", "toward", "towards")
            ):
                goal = child if child.dep == "dobj" else child.child("pobj")
                if goal is not None and (code := side_of(goal, sentence)) in _OTHER:
                    return _OTHER[code]
    return None


def defender(one: Told, told: list[Told], document: Document, context: str | None) -> str | None:
    """The state whose air defence the count belongs to; `context` is what the sentences before suggest."""
    sentence = one.count.sentence
    owning = next((c for c in one.count.top.children if c.dep == "poss"), None)
    if owning is not None and one.basis == "inherited" and (code := side_of(owning, sentence)):
        return code  # "Ukraine's 62 of 80"
    by = (
        _actor(one.mention)
        if one.mention is not None and one.mention.meaning != "launched" and "actor" in one.mention.slots
        else None
    )
    owner = _weapons_owner(one) or next((c for t in _listed_before(one, told) if (c := _weapons_owner(t))), None)
    said = _speaker_of(one)
    if by is None and said is not None and said not in _OTHER and _is_own(one):
        by = said  # "Poland said its jets shot down three Russian drones"
    if by in _OTHER and any(t.role == "launched" and t.mention is not None and _actor(t.mention) == by for t in told):
        return _OTHER[by]  # "Russia fired 13 missiles and shot down seven", an air force said: not who fired them
    if by is not None and (by not in _OTHER or owner is None):
        return by
    if owner is not None:
        return _OTHER[owner]
    if one.role in ("launched", "untold") and one.mention is not None and (code := _actor(one.mention)) in _OTHER:
        return _OTHER[code]
    if one.after is not None and one.is_part:
        return defender(one.after, told, document, context)
    attacker = attacker_named(told, sentence)
    if attacker is not None and (said is None or said not in _OTHER or _same_clause(told) or said != attacker):
        return _OTHER[attacker]
    if said in _OTHER:
        return said
    watching = _watcher(told)
    if watching in _OTHER:
        return watching
    return (
        _ground(sentence)
        or context
        or _SIDE_OF_SPEAKER.get(find_claimant(document, sentence.index).side)
        or _only_side(sentence)
    )


def _listed_before(one: Told, told: list[Told]) -> list[Told]:
    """ "18 Russian missiles and 25 drones": what a list says of its first count holds for the next."""
    return [t for t in told if t.count.first < one.count.first and one.count.top in t.count.top.conjuncts()]


def _is_own(one: Told) -> bool:
    """Whether who brought the weapons down is a pronoun or "its jets": the speaker's own."""
    doers = one.mention.slots.get("actor", []) if one.mention is not None else []
    return any(t.lower in _PRONOUNS or any(c.dep == "poss" and c.lower in _PRONOUNS for c in t.children) for t in doers)


def _watcher(told: list[Told]) -> str | None:
    """Who counted what came ("the air force counted 40 drones"): the side that they were sent against."""
    for one in told:
        for mention in (one.mention, one.sent):
            for token in mention.slots.get("watcher", []) if mention is not None else []:
                if (code := side_of(token, mention.sentence)) is not None:  # type: ignore[union-attr]
                    return code
    return None


def subject_side(sentence: ParsedSentence) -> str | None:
    """The side of a sentence's main subject: whom "he said" in the next one means."""
    root = next((t for t in sentence.tokens if t.head is t), None)
    named = {i for a in sentence.actors for i in range(a.first.i, a.last.i + 1)}
    return (
        next((code for t in root.subjects() if _phrase(t) & named and (code := side_of(t, sentence)) in _OTHER), None)
        if root is not None
        else None
    )


def _same_clause(told: list[Told]) -> bool:
    """Whether the sentence counts what one side sent, out of which this count was brought down."""
    return any(t.role == "launched" for t in told)


def _ground(sentence: ParsedSentence) -> str | None:
    """The state over whose ground it happened, where only one's places are scenes."""
    sides = set()
    regions = [p for p in sentence.places if p.value.level == "admin1"]
    for place in regions or sentence.places:  # towns have namesakes
        value = place.value
        if value.country in _OTHER and place_role(place, sentence).is_scene and not _from(place):
            sides.add("RU" if value.admin1_code in _HELD_BY_RUSSIA else value.country)
    return sides.pop() if len(sides) == 1 else None


def _from(place: Located) -> bool:  # type: ignore[type-arg]
    return any(a.dep == "prep" and a.lower == "from" for a in list(place.head.ancestors())[:4])


def _only_side(sentence: ParsedSentence) -> str | None:
    named = {code for a in sentence.actors if (code := country_of(a.value)) in _OTHER}
    return named.pop() if len(named) == 1 else None
