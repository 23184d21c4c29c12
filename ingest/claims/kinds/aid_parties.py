"""Who gives and who gets: parties on the arcs of a sentence, pronouns and common nouns resolved by the discourse.

The donor is whoever stands in the giver's slot of the nearest trigger: possessor, adjective or "from" of the phrase,
the subject of its verb, the subject that an infinitive borrows, the one who speaks in the first person. Never the
receiver.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from ingest.claims import lexicon
from ingest.claims.annotations import Actor, Money
from ingest.claims.document import Document, ParsedSentence
from ingest.claims.kinds.aid_gifts import Gift, lemmas
from ingest.claims.matcher import EventMention
from ingest.claims.participants import code_of_site
from ingest.claims.syntax import Token

#: States that arm Russia: with one of them as giver, Russia is the receiver.
RUSSIAS_FRIENDS = frozenset({"KP", "IR", "CN", "BY"})
SIDES = frozenset({"UA", "RU"})
#: Bodies that give in their own name.
_BODIES = frozenset(row["code"] for row in lexicon.rows("bodies.csv") if row["gives"])
_NAME_PARTS = ("poss", "amod", "compound", "nmod")
_FIRST_PERSON = frozenset({"we", "i", "our", "my", "us"})
_THIRD_PERSON = frozenset({"it", "they", "he", "she", "its", "their", "his", "her"})
#: Words for several givers that look singular.
_PLURAL = frozenset({"europeans", "west", "rest", "europe", "community", "coalition"})
_RELATIVE = frozenset({"who", "which", "that", "whom"})
#: Characters of a sentence in which its subject begins.
_OPENING = 12
_WAR = re.compile(
    r"\b(?:war|invasion|conflict|fighting|situation|crisis|troops|aggression|offensive|attacks?|assault)\s+(?:in|of|on|against)\s+Ukraine\b"
    r"|\bUkraine\s+(?:war|conflict|crisis|invasion)\b"
)
_QUOTE = re.compile(r'["“”«»]')
_RELEASE = re.compile(r"\b(?:statement|remarks?|readout|address|fact sheet|speech|letter)\b", re.IGNORECASE)
_TO = re.compile(r"\s+(?:to|for)\s+(?:the\s+)?")
_OURS = re.compile(r"\b(?:[Ww]e|[Oo]ur)\b")
UKRAINE = re.compile(r"Ukrain|Kyiv|Kiev\b|Zelensk")


@cache
def _givers() -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(row["pattern"]), row["code"]) for row in lexicon.rows("aid_givers.csv") if row["code"]]


@cache
def _capitals() -> dict[str, str]:
    rows = lexicon.rows("countries.csv")
    return {name: row["code"] for row in rows for name in row["capital"].split(";") if name}


def capitals_of(code: str | None) -> list[str]:
    """The capitals of a state, where the texts call its government by them."""
    return [name for name, own in _capitals().items() if own == code]


@cache
def _names() -> dict[str, str]:
    return {row["code"]: row["name"] for name in ("countries.csv", "bodies.csv") for row in lexicon.rows(name)}


@cache
def _usual() -> frozenset[str]:
    return frozenset(row["code"] for row in lexicon.rows("aid_usual_givers.csv")) | _BODIES


def name_of(code: str | None) -> str | None:
    """The English name of a state or body."""
    return _names().get(code or "")


def names_ukraine(text: str) -> bool:
    """Whether a text names Ukraine as more than the setting of the war."""
    return UKRAINE.search(_WAR.sub(" ", text)) is not None


@dataclass(frozen=True)
class Party:
    """A giver: `code` of the contract (None: no one state, a bank, a group without a list), name, where it stands."""

    code: str | None
    name: str
    start: int = 0
    is_private: bool = False


def code_of(actor: Actor) -> str | None:
    """What an actor stands for as a giver."""
    return None if actor.kind == "outlet" else actor.code or actor.country


def parties_in(text: str, actors: list[Actor], money: Sequence[Money] = ()) -> list[Party]:
    """Every state and body that a text names, in order; what the givers' list names wins over an actor.

    The state whose dollars a sum (`money`) is in is none; "the US $5 million package" stays the United States'.
    """
    found = [
        Party(code, match[0], match.start())
        for pattern, code in _givers()
        for match in pattern.finditer(text)
    ]  # fmt: skip
    spans = [(p.start, p.start + len(p.name)) for p in found]
    for actor in actors:
        code = code_of(actor)
        if code is not None and all(actor.end <= a or actor.start >= b for a, b in spans):
            if len(code) > 2 and code not in _BODIES:
                found.append(Party(None, actor.name, actor.start))
            else:
                found.append(Party(code, name_of(code) or actor.name, actor.start))
    units = [(m.start, m.end) for m in money]
    found = [
        p
        for p in found
        if not any(low <= p.start < high for low, high in units) or text[p.start + len(p.name) :].startswith(" $")
    ]
    return sorted(found, key=lambda p: p.start)


class Parties:
    """The parties of one parsed sentence by token, and what pronouns and common nouns stand for."""

    def __init__(self, document: Document, sentence: ParsedSentence) -> None:
        self.document, self.sentence = document, sentence
        self.all = parties_in(sentence.text, [a.value for a in sentence.actors], [m.value for m in sentence.money])
        self.by_token: dict[int, Party] = {}
        self.spans: list[tuple[Party, int]] = []
        spans = [(a.value.start, a.value.end) for a in sentence.actors]
        for party in self.all:
            end = next((e for s, e in spans if s == party.start), party.start + len(party.name))
            self.spans.append((party, end))
            for token in sentence.tokens_in(party.start, min(end, len(sentence.text))):
                self.by_token[token.i] = party

    def of(self, token: Token, depth: int = 0) -> list[Party]:
        """The parties that a token and those coordinated with it name or stand for."""
        found = []
        for conjunct in token.conjuncts() if depth == 0 else [token]:
            party = self._one(conjunct, depth)
            if party is not None and party not in found:
                found.append(party)
        return found

    def _one(self, token: Token, depth: int) -> Party | None:
        if token.lemma in lemmas("private") and token.i not in self.by_token:
            return Party(None, token.text, token.start, is_private=True)
        if token.i in self.by_token:
            return self.by_token[token.i]
        if token.lower in lemmas("institution") and token.dep in ("nsubj", "pobj") and not _is_owned(token):
            return self.release  # "The Administration requests", in a government's own words
        if token.text in _capitals() and (token.dep in ("nsubj", "nsubjpass", "conj") or _is_source(token)):
            code = _capitals()[token.text]  # a capital that acts is its government
            return Party(code, name_of(code) or token.text, token.start)
        if depth > 3:
            return None
        if token.lower in _FIRST_PERSON | _THIRD_PERSON | _RELATIVE:
            return self._pronoun(token, depth)
        if token.pos == "NUM" and token.dep == "nsubj":
            sums = {t.i for m in self.sentence.money for t in self.sentence.tokens[m.first.i : m.last.i + 1]}
            return self._members(token) if token.i not in sums else None
        if token.lemma in lemmas("many") and (party := self._group(token)):
            return party
        return self._named_in(token, depth)

    @cached_property
    def release(self) -> Party | None:
        """The state or body that publishes the article at its own address, if it is none of the two sides."""
        code = code_of_site(self.document.article.publisher or "")
        return Party(code, name_of(code) or code) if code is not None and code not in SIDES else None

    def speaker_of_release(self) -> Party | None:
        """Who says "we" in a release, where the sentence has a first person and quotes nobody."""
        first = any(t.lower in _FIRST_PERSON for t in self.sentence.tokens)
        return self.release if first and not _QUOTE.search(self.sentence.text) else None

    def _group(self, token: Token) -> Party | None:
        """A group of givers: the body whose members they are ("NATO countries"), else no one state ("the allies")."""
        parts = token.children_by(*_NAME_PARTS)
        parts += [o for p in token.children_by("prep") if p.lower == "of" for o in p.children_by("pobj")]
        named = [self.by_token[t.i] for t in parts if t.i in self.by_token]
        body = next((p for p in named if p.code in _BODIES), None)
        plural = token.tag in ("NNS", "NNPS") or token.lower in _PLURAL
        return body or (Party(None, self._phrase(token), token.start) if plural else None)

    def _named_in(self, token: Token, depth: int) -> Party | None:
        """The party that a noun's own phrase names: "the British government", "the parliament of Italy"."""
        for child in token.children:
            if child.dep in _NAME_PARTS and (party := self._one(child, depth + 1)):
                return party
        for child in token.children:
            if child.dep == "appos" and (party := self._one(child, depth + 1)):
                return party
            if child.dep == "prep" and child.lower in ("of", "for", "from", "in"):
                for below in child.children_by("pobj"):
                    party = self._one(below, depth + 1)
                    if party is not None and not (child.lower == "for" and party.code in SIDES):
                        return party  # "a bill for Ukraine" is not Ukraine's
        return None

    def _members(self, number: Token) -> Party:
        """ "All 27 of them agreed to give": the body that the sentences before name, else no one state."""
        here = self.sentence.index
        for index in range(here - 1, max(-1, here - 3), -1):
            for actor in self.document.annotated(index).actors:
                if actor.code in _BODIES:
                    return Party(actor.code, name_of(actor.code) or actor.name, number.start)
        return Party(None, self._phrase(number), number.start)

    def _phrase(self, token: Token) -> str:
        words = [t for t in token.subtree() if t.i <= token.i]
        return self.sentence.text[words[0].start : token.end]

    def _pronoun(self, token: Token, depth: int) -> Party | None:
        if token.lower in _RELATIVE:
            verb = token.clause()
            if verb.dep == "relcl" and verb.head is not verb:
                return self._one(verb.head, depth + 1)
            return self._cleft(verb, depth)
        verb = token.clause()
        if token.lower in _FIRST_PERSON:
            return self._speaker(verb)
        for above in [verb.first_conjunct(), *verb.ancestors()]:
            if above is verb or above.pos not in ("VERB", "AUX"):
                continue
            thanked = above.lemma in lemmas("thank")  # "thanked Oslo for the guns that it gives"
            for subject in _acts_for(above) if thanked else above.subjects():
                if subject is not token and (party := self._one(subject, depth + 1)) and party.code not in SIDES:
                    return party
        before = [p for p in self.all if p.start < token.start and p.code not in SIDES and p.code]
        if before:
            return before[-1]
        if token.lower in ("he", "she"):
            return person_before(self.document, self.sentence.index)
        return self._subject_before() if token.lower == "it" and token.dep == "nsubj" else None

    def _subject_before(self) -> Party | None:
        """ "Britain wants to help. It is sending": the state or body that the sentence before is about."""
        if self.sentence.index == 0:
            return None
        above = self.document.annotated(self.sentence.index - 1)
        found = parties_in(above.text, above.actors, above.money)
        opens = bool(found) and found[0].start < _OPENING and found[0].code not in SIDES
        return found[0] if opens and usual_giver(found[0].code) else None

    def _cleft(self, verb: Token, depth: int) -> Party | None:
        """ "it was Warsaw that gave": the last of what the copula names, never what it denies."""
        copula = verb.head
        if copula.lemma != "be":
            return None
        for named in copula.children_by("attr"):
            for token in reversed(named.conjuncts()):
                if party := self._one(token, depth + 1):
                    return party
        return None

    def _speaker(self, verb: Token) -> Party | None:
        """Whose "we" it is: the subject of the verb of saying above, else who the sentence or those around it quote."""
        for above in verb.ancestors():
            for subject in above.subjects():
                if subject.lower not in _FIRST_PERSON and (party := self._one(subject, 1)):
                    return party
        quoted = _QUOTE.search(self.sentence.text) is not None
        if not quoted and (party := releaser(self.document)):
            return party
        own = [p for p in self.all if p.code and p.code not in SIDES]
        officials = [
            Party(code, name_of(code) or "", a.value.start)
            for a in self.sentence.actors
            if a.value.kind in ("person", "office") and (code := code_of(a.value)) and (quoted or code not in SIDES)
        ]
        if officials:
            return officials[0]
        if own and self.sentence.text.find('"') < 0 and own[0].start < verb.start:
            return own[0]
        return speaker_near(self.document, self.sentence.index, quoted=quoted) or (own[0] if own else None)


def _is_source(token: Token) -> bool:
    """ "Kyiv received 5 million from Oslo": who stands behind "from" at a verb of getting gives."""
    behind = token.dep == "pobj" and token.head.lower == "from"
    verb = token.clause()
    return behind and verb.lemma in lemmas("receive") and verb.governs(token)


def _is_owned(noun: Token) -> bool:
    return any(c.dep in (*_NAME_PARTS, "prep") and c.pos in ("PROPN", "ADJ", "ADP") for c in noun.children)


def releaser(document: Document) -> Party | None:
    """Whose text an article is, where its first sentence names an official ("Statement by President Biden on ...")."""
    for index in range(min(2, len(document))):
        for actor in document.annotated(index).actors:
            code = code_of(actor)
            if actor.kind in ("person", "office") and code and _RELEASE.search(document.annotated(index).text):
                return Party(code, name_of(code) or actor.name)
    return None


def speaker_near(document: Document, index: int, *, quoted: bool) -> Party | None:
    """The official whom the sentences around a quotation name, or the body that releases the text."""
    near = [index + 1, index - 1, index - 2, index - 3, *range(min(3, index))]
    for other in near:
        if not 0 <= other < len(document) or other == index:
            continue
        for actor in document.annotated(other).actors:
            code = code_of(actor)
            if actor.kind in ("person", "office") and code and (quoted or code not in SIDES):
                return Party(code, name_of(code) or actor.name)
    publisher = document.article.publisher or ""
    found = parties_in(publisher, [])
    if found or quoted:
        return found[0] if found else None
    above = [document.annotated(i) for i in range(index - 1, max(-1, index - 4), -1)]
    ours = [p for a in above if _OURS.search(a.text) for p in parties_in(a.text, a.actors) if usual_giver(p.code)]
    return ours[0] if ours else None  # "The United States and our allies ... Today, we announced"


def person_before(document: Document, index: int) -> Party | None:
    """The official whom one of the three sentences before names first: whom "he" and "she" mean."""
    for other in range(index - 1, max(-1, index - 4), -1):
        for actor in document.annotated(other).actors:
            code = code_of(actor)
            if actor.kind == "person" and code and code not in SIDES:
                return Party(code, name_of(code) or actor.name)
    return None


def donors_of(gift: Gift, parties: Parties) -> list[Party]:
    """Who gives: the parties of the nearest giver's slot that names any; [] where the sentence names none."""
    if gift.donated and (own := next((f for f in gift.frames if f.trigger.dep == "acl"), None)):
        return _in_slot(own, gift, parties)
    for token in {t.i: t for t in (gift.head, gift.top, *gift.nouns)}.values():
        for prep in token.children_by("prep"):
            if prep.lower in ("from", "by") and (
                found := [p for o in prep.children_by("pobj") for p in parties.of(o) if _can_give(p)]
            ):
                return found
    for frame in [f for f in gift.frames if f.meaning == "gift"]:
        if found := _in_slot(frame, gift, parties):
            return found
    for governor, _ in gift.chain:
        if governor.pos in ("VERB", "AUX"):
            break
        if governor.pos == "NOUN" and (found := _named_beside(governor, parties)):
            return found  # "a Danish plan for a loan of ..."
    for frame in [f for f in gift.frames if f.meaning != "gift"]:
        if found := _in_slot(frame, gift, parties) or _borrowed_subject(frame.trigger, parties):
            return found
    return _subject_above(gift, parties)


def _subject_above(gift: Gift, parties: Parties) -> list[Party]:
    """The subject of the nearest verb above that can give."""
    for governor, _ in gift.chain:
        if governor.pos in ("VERB", "AUX") and governor.subjects():
            if governor.lemma == "be" and (found := _named_behind(governor, gift, parties)):
                return found
            if gift.money is None and _is_above(governor, gift) and governor.tag in ("VB", "VBG"):
                continue  # "tanks will arrive": those of the one who says so
            found = [p for t in governor.subjects()[:1] for p in parties.of(t) if _can_give(p)]
            receives = governor.lemma in lemmas("receive") or _is_above(governor, gift)
            return _own_nation(gift, parties) if receives else found
    return []


def _own_nation(gift: Gift, parties: Parties) -> list[Party]:
    """ "American tanks will be delivered": of goods that nobody else is told to give, whose they are."""
    unnamed = gift.money is None and any(f.trigger.is_passive() for f in gift.frames)
    return _named_beside(gift.top, parties) if unnamed else []


def _in_slot(frame: EventMention, gift: Gift, parties: Parties) -> list[Party]:
    own = {t.i for t in gift.nouns}
    private: list[Party] = []
    for token in frame.slots.get("giver", ()):
        if token.i in own and token.i not in parties.by_token:
            continue
        found = [p for p in parties.of(token) if _can_give(p)]
        if found and not all(p.is_private for p in found):
            return found
        private = private or found
    return private


def _named_beside(noun: Token, parties: Parties) -> list[Party]:
    """The giver that a noun's own phrase names."""
    found = [parties.by_token[c.i] for c in noun.children if c.dep in _NAME_PARTS and c.i in parties.by_token]
    return [p for p in found if _can_give(p)]


def _named_behind(copula: Token, gift: Gift, parties: Parties) -> list[Party]:
    """ "Two billion is from the World Bank, one is Spain": a share by who gives it."""
    if gift.money is None or gift.top not in copula.subjects():
        return []
    named = [
        *copula.children_by("attr"),
        *(o for p in copula.children_by("prep") if p.lower == "from" for o in p.children),
    ]
    return [p for t in named if (p := parties.by_token.get(t.i)) is not None and _can_give(p)]


def _is_above(verb: Token, gift: Gift) -> bool:
    return any(t is gift.top for s in verb.subjects() for t in s.subtree())


def _can_give(party: Party) -> bool:
    return party.code not in SIDES


def _borrowed_subject(verb: Token, parties: Parties) -> list[Party]:
    """The subject that a verb without one of its own takes from the verb that governs it."""
    if verb.pos != "VERB" or verb.is_passive() or verb.subjects():
        return []
    if found := _planner(verb, parties):
        return found
    for above in verb.ancestors():
        if above.pos in ("NOUN", "PROPN"):
            found = [p for p in parties.of(above, 1) if _can_give(p)]
            if found:
                return found
        control = next((t for t in (above, *above.children_by("acomp")) if t.lemma in lemmas("object_control")), None)
        if control is not None and control.pos in ("VERB", "ADJ"):
            found = [p for t in _acts_for(control) for p in parties.of(t) if _can_give(p)]
            if found:
                return found  # "thanked Oslo for sending", "brought the G7 together to lend"
        if above.pos in ("VERB", "AUX") and above.subjects():
            return [p for t in above.subjects()[:1] for p in parties.of(t) if _can_give(p)]
    return []


def _planner(verb: Token, parties: Parties) -> list[Party]:
    """ "the idea of Oslo to lend": who stands right before an infinitive, behind a noun of planning."""
    to = next((c for c in verb.children_by("aux") if c.lower == "to"), None)
    if to is None or to.i == 0:
        return []
    named = parties.sentence.tokens[to.i - 1]
    if named.dep != "pobj" or named.head.lower not in ("of", "by") or named.head.head.lemma not in lemmas("intent"):
        return []
    return [p for p in parties.of(named) if _can_give(p)]


def _acts_for(verb: Token) -> list[Token]:
    """The object that acts in what a verb governs; "grateful to Oslo for sending"."""
    if verb.pos == "ADJ":
        return [o for p in verb.children_by("prep") if p.lower == "to" for o in p.children_by("pobj")]
    return verb.children_by("dobj")


def own_money(gift: Gift, parties: Parties) -> bool:
    """Whether one of the two sides, or somebody private, is the one who pays or asks."""
    if any(f.rule_id == "aid.let" for f in gift.frames):
        return False
    got = next((f.trigger for f in gift.frames if f.rule_id.startswith(("aid.receive", "aid.arrive"))), None)
    for frame in sorted(gift.frames, key=lambda f: gift.donated and f.trigger.dep != "acl"):
        if got is not None and frame.trigger.governs(got):
            continue  # "Kyiv confirmed that it had received": who says so
        if frame.meaning in ("gift", "contents") or frame.rule_id.startswith(("aid.receive", "aid.arrive", "aid.go")):
            continue
        tokens = frame.slots.get("giver") or []
        found = [p for t in tokens for p in parties.of(t)]
        if found:
            return all(p.code in SIDES or p.is_private for p in found)
    return False


OTHER = "other"


def recipient_of(gift: Gift, parties: Parties) -> str | None:
    """UA or RU by the slots of the phrase and its verbs; `other` for somebody else; None where no slot says."""
    inside = recipient_in_phrase(gift, parties)
    if inside:
        return inside
    named = [t for f in gift.frames for t in f.slots.get("to", ()) if not _is_denied(t.head)]
    slots = _first_side(named, gift, parties)
    found = slots if slots in SIDES else _first_side(_receivers_of_verbs(gift), gift, parties)
    if found is None and any(p.code is None and UKRAINE.match(p.name) for p in donors_of(gift, parties)):
        return "UA"  # what "Ukraine's allies" give
    return found


def recipient_in_phrase(gift: Gift, parties: Parties) -> str | None:
    """The receiver that the phrase itself names: "60 million for Ukraine"."""
    behind = _TO.match(gift.sentence.text, gift.end)
    party = next((p for p in parties.all if behind and p.start == behind.end()), None)
    if party is not None and party.code is not None and party.code not in SIDES:
        return OTHER  # "40 million to Ukraine and 5 million to Moldova"
    return _first_side(_receivers_in_phrase(gift), gift, parties) or _side_behind(gift, parties)


def _side_behind(gift: Gift, parties: Parties) -> str | None:
    """ "5 million in food, fuel and medicine for Ukraine": the receiver behind a list, wherever the parse hangs it."""
    if gift.money is None:
        return None
    end = min((g.start for g in gift.others if g.start >= gift.end), default=len(gift.sentence.text))
    for token in gift.sentence.tokens_in(gift.end, end):
        if token.pos in ("VERB", "AUX") or token.text in ";:":
            return None
        if token.lower == "for" and token.i > gift.head.i:
            return _first_side(token.children_by("pobj"), gift, parties)
    return None


def _first_side(tokens: list[Token], gift: Gift, parties: Parties) -> str | None:
    own = {t.i for t in (gift.top, gift.head)}
    named = [(token, side) for token in tokens if token.i not in own and (side := _side(token, parties))]
    sides = [side for _, side in named]
    if "RU" in sides and all(token.lemma in lemmas("war_noun") for token, side in named if side == "UA"):
        return "RU"  # "to Russia for its war against Ukraine"
    return next((wanted for wanted in ("UA", "RU", OTHER) if wanted in sides), None)


def _receivers_in_phrase(gift: Gift) -> list[Token]:
    """What the phrase itself names behind "for" and "to", or as a part of its name ("Ukraine aid")."""
    tokens = []
    for noun in [*gift.nouns, gift.top]:
        for prep in noun.children_by("prep", "dative"):
            if prep.lower in ("for", "to", "toward", "towards", "on", "into") and not _is_denied(prep):
                tokens += [o for p in prep.children_by("pobj") for o in p.conjuncts()]
        tokens += [
            c for c in noun.children if c.dep in ("compound", "amod", "nmod", "poss") and noun.pos in ("NOUN", "PROPN")
        ]
    return tokens


def other_recipients(gift: Gift, parties: Parties, donor: str | None) -> list[str]:
    """The other states that one sum is for: "95 billion for Ukraine, Israel and Taiwan"; bodies share nothing."""
    named = [*_receivers_in_phrase(gift), *(t for f in gift.frames for t in f.slots.get("to", ()))]
    listed = [t for token in named for t in token.first_conjunct().conjuncts()]
    codes = {p.code for t in listed if (p := parties.by_token.get(t.i)) is not None and p.code is not None}
    if "UA" not in codes:
        return []
    return sorted(code for code in codes if len(code) == 2 and code not in SIDES | _BODIES | {donor})


def _is_denied(preposition: Token) -> bool:
    """ "for Moldova, not for Ukraine"."""
    return any(c.dep == "neg" or c.lower == "not" for c in preposition.children)


def _receivers_of_verbs(gift: Gift) -> list[Token]:
    """The receivers of its verbs, and those of the purposes told with it ("to help Ukraine rebuild")."""
    tokens = [t for frame in gift.frames for t in frame.slots.get("to", ()) if not _is_denied(t.head)]
    for holder in [*gift.nouns, gift.top, *(f.trigger for f in gift.frames)]:
        for verb in holder.children_by("advcl", "xcomp", "acl", "relcl", "pcomp"):
            if _is_purpose(verb) and not any(g is verb for g, _ in gift.chain):
                tokens += _goals(verb)
    return tokens


def _is_purpose(verb: Token) -> bool:
    """An infinitive or participle without a subject and a link of its own, or "that will help"."""
    if any(
        c.dep in ("mark", "advmod")
        and c.lower in ("although", "while", "as", "after", "before", "because", "since", "when")
        for c in verb.children
    ):
        return False
    if verb.dep == "relcl" and verb.lemma in lemmas("announce") | lemmas("give") and not _is_relative(verb):
        return False  # "the loan that Italy had promised": its subject gives
    if verb.dep == "advcl" and verb.tag != "VB" and verb.lemma not in lemmas("support"):
        return False
    return verb.tag in ("VB", "VBG", "VBN") and (verb.dep == "relcl" or not verb.children_by("nsubj", "nsubjpass"))


def _is_relative(verb: Token) -> bool:
    return any(s.lower in _RELATIVE for s in verb.subjects())


def _goals(verb: Token) -> list[Token]:
    goals = verb.children_by("dobj", "dative", "nsubj", "nsubjpass")
    for prep in verb.children_by("prep", "dative"):
        if prep.lower in ("for", "to", "in", "on"):
            goals += prep.children_by("pobj")
    for below in verb.children_by("xcomp", "ccomp", "conj", "advcl"):
        goals += _goals(below)
    return goals


def _side(token: Token, parties: Parties) -> str | None:
    """Whose a receiver is: the side named in its phrase, somebody else's, or nobody's that the text names."""
    of = [o for p in token.children_by("prep") if p.lower == "of" for o in p.children_by("pobj")]
    if token.lemma in lemmas("own_end") or any(c.lower == "own" for t in (token, *of) for c in t.children):
        return OTHER
    if token.lemma in lemmas("assault"):
        return None  # "in response to the invasion of Ukraine"
    inside = _phrase(token)
    codes = [parties.by_token[t.i].code for t in inside if t.i in parties.by_token]
    if any(UKRAINE.match(t.text) for t in inside):
        codes.append("UA")
    if any(t.lemma in lemmas("own_end") for t in of) and any(code not in SIDES for code in codes):
        return OTHER  # "the schooling of Ukrainian refugees in Poland"
    if token.dep in ("compound", "amod", "nmod", "poss") and "UA" not in codes:
        return OTHER if token.lower in lemmas("elsewhere") else None  # the giver's adjective
    if "UA" in codes:
        return "UA"
    if any(t.lower in lemmas("elsewhere") for t in inside):
        return OTHER
    if "RU" in codes:
        return "RU"
    if codes and token.i in parties.by_token:
        return OTHER
    if token.dep == "pobj" and token.lemma in lemmas("war_noun") and not any(t.pos == "PROPN" for t in inside):
        return "UA"
    if any(c.lower == "our" for c in token.children) and code_of_site(parties.document.article.publisher or "") == "UA":
        return "UA"  # "support for our country", in Ukraine's own words
    # "to 20 hospitals in the country", where the text is about Ukraine
    country = any(t.tag == "NN" and t.lemma in ("country", "ally", "neighbour", "neighbor", "nation") for t in inside)
    return "UA" if country and len(UKRAINE.findall(parties.document.body[:6000])) >= 2 else None


def _phrase(token: Token) -> list[Token]:
    found = [token]
    for child in token.children:
        if child.dep == "prep" and child.lower in ("against", "from", "with", "by", "since"):
            continue
        if child.dep in ("compound", "amod", "nmod", "poss", "prep", "pobj", "conj", "appos", "case"):
            found += _phrase(child)
    return found


def usual_giver(code: str | None) -> bool:
    """Whether a state's bare name in a report of aid may mean the giver."""
    return code in _usual()
