"""One sentence that could tell of aid: its parties, its triggers, and what the sentences before have told."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ingest.claims.document import Document, ParsedSentence
from ingest.claims.kinds.aid_gifts import Gift, gifts_of, lemmas
from ingest.claims.kinds.aid_parties import (
    SIDES,
    UKRAINE,
    Parties,
    Party,
    donors_of,
    names_ukraine,
    parties_in,
    usual_giver,
)
from ingest.claims.matcher import EventMention, rule_book
from ingest.claims.syntax import Token

#: How many sentences the lead has, and up to which sentence an article goes on about the aid that its lead is about.
_LEAD, _LEAD_HOLDS = 3, 12
#: Of a short article that is about Ukraine, each so many words name it.
_WORDS_A_NAME = 80
_AID_WORD = re.compile(
    r"\b(?:aid|assistance|packages?|support|loans?|grants?|tranches?|weapons|arms|funds?|help\w*|donat\w+|million|billion)\b",
    re.IGNORECASE,
)
_THING = re.compile(
    r"\b(?:aid|assistance|package|weapons|arms|support|funds?|money|loans?|systems?|missiles|tanks|jets|ammunition|shells|drones)\b",
)
_TO_UKRAINE = re.compile(r"\b(?:to|for) (?:help )?(?:Ukraine|Kyiv)\b")
_UKRAINE_AID = re.compile(r"\bUkraine (?:aid|package|fund)\b|\b(?:aid|help|arm|support) (?:Ukraine|Kyiv)\b")
#: A thing given and its receiver stand at most this many characters apart.
_REACH = 60
#: A name behind one of these is a goal or a setting, not a giver.
_OBJECT = re.compile(
    r"\b(?:to|in|at|near|against|into|with|between|inside|on|across|than|like|through|via|visit\w*|met|urged|for)\s+"
    r"(?:(?:the|our|its|their|other)\s+)*$"
)


@dataclass
class Discourse:
    """What the sentences before have told: who gave last, and where."""

    donors: list[Party] = field(default_factory=list)
    index: int = -10

    def is_near(self, index: int) -> bool:
        """Whether aid was told at most two sentences before."""
        return index - self.index <= 2


def gives_to_ukraine(text: str) -> bool:
    """Whether a text speaks of something given to Ukraine."""
    if _UKRAINE_AID.search(text):
        return True
    goals = [m.start() for m in _TO_UKRAINE.finditer(text)]
    things = [m.end() for m in _THING.finditer(text)]
    return any(0 <= goal - thing <= _REACH and "." not in text[thing:goal] for goal in goals for thing in things)


class AidSentence:
    """A parsed sentence with what is needed to read its gifts."""

    def __init__(self, document: Document, sentence: ParsedSentence, state: Discourse, telling: list[int]) -> None:
        self.document, self.sentence, self.state, self.telling = document, sentence, state, telling
        self.parties = Parties(document, sentence)
        self.mentions = rule_book("aid").match(sentence)
        self.lent = _lend_subjects(self.mentions)
        self.by_trigger = {m.trigger.i: m for m in self.mentions}
        self.speaks_of_aid = _speaks_of_aid(document, sentence.index)

    def sums(self) -> list[Gift]:
        """The sums of the sentence with the triggers that govern them."""
        gifts = gifts_of(self.sentence, lambda money: self.giver_before(money.start) is not None)
        for gift in gifts:
            gift.frames = self.frames_of(gift)
        _join_contents(gifts)
        return gifts

    def frames_of(self, gift: Gift) -> list[EventMention]:
        """The triggers that govern a gift, nearest first: nouns of its phrase, verbs above it, clauses on it."""
        frames = [m for t in gift.nouns if (m := self.by_trigger.get(t.i)) and m.meaning == "gift"]
        frames += [m for m in self.lent if gift.top in m.slots["thing"]]
        passed = {gift.top.i}
        for governor, via in gift.chain:
            thanks = [t for t in (governor, *governor.children_by("acomp")) if t.lemma in lemmas("thank")]
            if via.dep == "prep" and thanks:
                # "wants to thank Oslo for sending": the thanks are wanted, not the gift; "thanked Oslo for 5 tanks"
                frames += [m for t in thanks if (m := self.by_trigger.get(t.i)) and gift.top in m.slots["thing"]]
                break
            passed.add(via.i)
            mention = self.by_trigger.get(governor.i)
            if mention is not None and mention not in frames and _governs(mention, via, passed):
                frames.append(mention)
        for token in {t.i: t for t in [*gift.nouns, gift.top]}.values():
            for clause in token.children_by("relcl", "acl"):
                if not gift.governs_other(clause):
                    frames += [m for v in clause.conjuncts() if (m := self.by_trigger.get(v.i)) and _about(m, token)]
        return frames

    def giver_before(self, position: int) -> Party | None:
        """The giver right before a sum: "Denmark 400 million", "Poland ($24 billion)", "Estonia: 5 million"."""
        text = self.sentence.text
        for party, end in self.parties.spans:
            if end <= position and party.code not in SIDES and re.fullmatch(r"\s*(?:[(:–—-]\s*)?", text[end:position]):
                return party
        return None

    def announces_aid(self) -> bool:
        """Whether the sentence tells of aid to Ukraine beside its sums ("new aid was announced: Germany 6 million")."""
        gifts = [m for m in self.mentions if m.meaning == "gift" and m.trigger.lemma in lemmas("aid_noun")]
        return bool(gifts) and names_ukraine(self.sentence.text)

    def names_ukraine_before(self) -> bool:
        """Whether one of the two sentences before names Ukraine."""
        here = self.sentence.index
        return any(names_ukraine(self.document.annotated(i).text) for i in range(max(0, here - 2), here))

    def is_about_ukraine(self) -> bool:
        """Whether the article names Ukraine so often that "an aid package" without a receiver is for it."""
        opening = self.document.body[:6000]
        named = len(UKRAINE.findall(opening))
        return named >= 4 or (named >= 2 and named * _WORDS_A_NAME >= opening.count(" "))

    def package_before(self) -> bool:
        """Whether the sentence before gives something to Ukraine."""
        here = self.sentence.index
        return here > 0 and gives_to_ukraine(self.document.annotated(here - 1).text)

    def is_private(self) -> bool:
        """Whether the sentence is about somebody who gives for himself."""
        return any(t.lemma in lemmas("private_sure") for t in self.sentence.tokens)

    def is_question(self) -> bool:
        """Whether the sentence asks."""
        return self.sentence.text.rstrip("\"”’' ").endswith("?")

    def donors(self, gift: Gift, last: Party | None) -> tuple[list[Party], int]:
        """Who gives, and how far it was looked for: 0 on the arcs, 1 elsewhere in the sentence, 2 before it.

        `last`: who gave the sum before this one.
        """
        found = donors_of(gift, self.parties)
        paid = any(f.meaning == "delivered" for f in gift.frames)
        if gift.whole is not None and not (found and paid) and (inherited := donors_of(gift.whole, self.parties)):
            return inherited, 0  # the payer of a share may be another than the body whose loan it is
        if found:
            return found, 0
        if last:
            return [last], 1
        near = [p for p in self.parties.all if p.code not in SIDES and (p.code is None or usual_giver(p.code))]
        near = [p for p in near if not _is_object(self.sentence, p)]
        if near:
            ahead = [p for p in near if p.start < gift.start]
            return [ahead[-1] if ahead else near[0]], 1
        speaker = self.parties.speaker_of_release()
        return ([speaker], 1) if speaker else (self._donor_before(gift), 2)

    def _donor_before(self, gift: Gift) -> list[Party]:
        here = self.sentence.index
        if self.state.donors and self.state.is_near(here):
            return self.state.donors
        near = [*range(here - 1, max(-1, here - 6), -1), *range(min(3, here))]
        texts = {i: self.document.annotated(i).text for i in near}
        names = [t.lower for t in gift.nouns if t.lemma in lemmas("aid_noun")]
        near.sort(key=lambda i: not any(name[:4] in texts[i].lower() for name in names))
        for index in near:
            above = self.document.annotated(index)
            if not _AID_WORD.search(above.text):
                continue
            found = [
                p
                for p in parties_in(above.text, above.actors, above.money)
                if p.code not in SIDES and usual_giver(p.code)
            ]
            if found:
                return found[:1]
        return self.state.donors if here - self.state.index <= 4 else []


def _lend_subjects(mentions: list[EventMention]) -> list[EventMention]:
    """The passives that take their thing from the subject of a verb above: "tanks are expected to be sent", "are in the
    process of being sent"."""
    lent = []
    for mention in mentions:
        verb = mention.trigger
        if mention.slots.get("thing") or not verb.is_passive() or verb.dep not in ("xcomp", "pcomp", "conj"):
            continue
        above = next((a for a in verb.ancestors() if a.pos in ("VERB", "AUX") and a.subjects()), None)
        if above is not None:
            mention.slots["thing"] = above.subjects()
            lent.append(mention)
    return lent


def _join_contents(gifts: list[Gift]) -> None:
    """ "a 95 billion bill that holds 61 billion for Ukraine": the second is a part of the first."""
    for part in gifts:
        for frame in part.frames:
            if frame.meaning == "contents" and part.whole is None:
                wholes = {t.i for t in frame.slots.get("whole", ())}
                wholes |= {frame.trigger.head.i} if frame.trigger.dep == "relcl" else set()
                part.whole = next((g for g in gifts if g is not part and g.top.i in wholes), None)
                part.is_content = part.whole is None and any(map(_is_package, frame.slots.get("whole", ())))


def _is_package(token: Token) -> bool:
    """A package told before that holds the sum: "the bill", "it"; no person and no state."""
    kinds = lemmas("whole_noun") | lemmas("total_noun") | lemmas("part_noun")
    return token.lower in ("it", "this", "that", "which") or token.lemma in kinds


def _speaks_of_aid(document: Document, index: int) -> bool:
    """Whether the sentences before, or the title, speak of aid: then "Denmark adds 90 million" is aid too."""
    near = [document.annotated(i).text for i in range(max(0, index - 3), index)]
    if index < _LEAD_HOLDS:
        near += [document.annotated(i).text for i in range(min(_LEAD, index))]
    return any(gives_to_ukraine(text) for text in [*near, document.article.title or ""])


def _governs(mention: EventMention, via: Token, passed: set[int]) -> bool:
    """Whether a trigger above a phrase tells what becomes of it: the way up (`passed`) goes through its slot."""
    if mention.meaning == "gift":
        return via.dep in ("prep", "compound", "acl", "nmod")
    things = {t.i for t in mention.slots.get("thing", ())}
    if via.dep == "conj" and via.pos in ("NOUN", "NUM", "SYM") and mention.trigger.pos == "VERB":
        return True  # a further object that the parser ties to the verb
    entered = {via.i, via.first_conjunct().i, *(c.i for c in via.children_by("pobj", "pcomp"))}
    return bool(things & (entered | passed)) or via.dep in ("ccomp", "xcomp")


def _about(mention: EventMention, noun: Token) -> bool:
    """Whether a clause on a noun tells what becomes of the noun: "approved by", "that Congress approved"."""
    if mention.meaning == "gift":
        return False
    receivers = mention.slots.get("to", [])
    things = [
        t for t in mention.slots.get("thing", []) if t is noun or t not in receivers or t.lower in ("that", "which")
    ]
    relative = any(t.lower in ("that", "which") for t in things)
    return noun in things or relative or not [t for t in things if t is not noun] or mention.meaning == "contents"


def _is_object(sentence: ParsedSentence, party: Party) -> bool:
    if re.match(r"['’]", sentence.text[party.start + len(party.name) :]):
        return False  # "builds on Norway's promise"
    return _OBJECT.search(sentence.text[: party.start]) is not None
