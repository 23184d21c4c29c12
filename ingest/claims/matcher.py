"""Rules as data: which words tell an event of a kind, and where its slots lie on the arcs (rules/*.yml).

A rule names its trigger by lemma, part of speech and voice, and its slots by paths of arcs:
`nsubj` is a child by that arc, `prep(in|near)>pobj` the object of one of these prepositions, `^advcl` the governor by
that arc. Coordination is shared by the engine, not by rules: "A and B" fill a slot together, a verb without a subject
has that of the verb that it is coordinated with, and one without an object that of the verb that follows.
`text` spares parses where the trigger is a common word: a pattern that every sentence of the rule matches.
Every rule has examples that it must read and counter-examples that it must not; tests/claims/test_rules.py runs them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, reduce
from operator import or_
from typing import Any

import yaml

from ingest.claims.dates import DATE_BIT
from ingest.claims.document import Document, ParsedSentence
from ingest.claims.lexicon import RULES
from ingest.claims.syntax import Token, irregular_forms
from ingest.claims.targets import TARGET_BIT
from ingest.claims.vocabulary import VOCABULARY
from ingest.claims.weapons import WEAPON_BIT

_STEP = re.compile(r"(?P<up>\^)?(?P<deps>[a-z]+(?:\|[a-z]+)*)(?:\((?P<lemmas>[^()]+)\))?$")
_MENTIONS = frozenset({"place", "actor", "number", "date", "money", "weapon", "target"})
#: Annotators whose mentions are announced by a bit of the vocabulary.
_MENTION_BITS = {"date": DATE_BIT, "weapon": WEAPON_BIT, "target": TARGET_BIT}
#: What parts the words of a compound.
_PARTS = re.compile(r"[^a-z]+")
_VOICES = frozenset({"active", "passive", "any"})
_RULE_KEYS = frozenset({"id", "tells", "text", "trigger", "slots", "needs", "forbids", "examples", "not", "meaning"})
_SLOT_KEYS = frozenset({"arcs", "mention", "lemma"})
_TRIGGER_KEYS = frozenset({"lemma", "pos", "voice", "tag"})


class RuleError(ValueError):
    """A rule file that cannot be used; the message names file, rule and what is wrong."""


@dataclass(frozen=True)
class _Step:
    up: bool
    deps: frozenset[str]
    lemmas: frozenset[str]

    def walk(self, token: Token, *, shared: bool) -> list[Token]:
        if self.up:
            return [token.head] if token.dep in self.deps and token.head is not token and self._fits(token.head) else []
        found = [c for c in token.children if c.dep in self.deps and self._fits(c)]
        return found or (self._shared(token) if shared else [])

    def _fits(self, token: Token) -> bool:
        return not self.lemmas or token.lemma in self.lemmas or token.lower in self.lemmas

    def _shared(self, token: Token) -> list[Token]:
        """What a coordinated verb shares with its neighbours: the subject before it, the object behind it."""
        if "nsubj" in self.deps or "nsubjpass" in self.deps:
            return [s for s in token.subjects() if s.dep in self.deps or s.dep == "conj"]
        if "dobj" in self.deps and not token.is_passive():
            behind = [c for c in token.children if c.dep == "conj" and c.pos == "VERB" and c.i > token.i]
            return [o for c in behind[:1] for o in c.children if o.dep == "dobj"]
        return []


@dataclass(frozen=True)
class _Slot:
    paths: tuple[tuple[_Step, ...], ...]
    mentions: frozenset[str]
    lemmas: frozenset[str]

    def fill(self, trigger: Token, sentence: ParsedSentence, *, shared: bool = True) -> list[Token]:
        """The tokens that head what fills the slot, with those coordinated to them, in text order.

        `shared`: whether subjects and objects of coordinated verbs count.
        """
        found: dict[int, Token] = {}
        for path in self.paths:
            tokens = [trigger]
            for step in path:
                tokens = [t for token in tokens for t in step.walk(token, shared=shared)]
            for token in map(antecedent, tokens):
                for conjunct in token.conjuncts() if path and not path[-1].up else [token]:
                    if self._fits(conjunct, sentence):
                        found[conjunct.i] = conjunct
        return [found[i] for i in sorted(found)]

    def words(self) -> tuple[frozenset[str], int] | None:
        """Lemmas, and bits of annotators, of which a sentence has one or the slot is empty; None: no word is needed."""
        if (self.lemmas or self.mentions) and self.mentions <= _MENTION_BITS.keys():
            return self.lemmas, reduce(or_, (_MENTION_BITS[kind] for kind in self.mentions), 0)
        by_path = [next((step.lemmas for step in path if step.lemmas), frozenset[str]()) for path in self.paths]
        return (frozenset().union(*by_path), 0) if all(by_path) else None

    def _fits(self, token: Token, sentence: ParsedSentence) -> bool:
        """Where a slot asks for lemmas and for mentions, either will do."""
        if not self.lemmas and not self.mentions:
            return True
        if token.lemma in self.lemmas or token.lower in self.lemmas:
            return True
        return any(has_mention(token, kind, sentence) for kind in self.mentions)


def antecedent(token: Token) -> Token:
    """The noun that a relative pronoun stands for ("the missile that hit ..."); any other token itself."""
    if (
        token.tag in ("WDT", "WP", "IN")
        and token.lower in ("that", "which", "who", "whom")
        and token.head.dep == "relcl"
    ):
        return token.head.head
    return token


def phrase(token: Token) -> list[Token]:
    """A noun with the words that belong to its name or description: compounds, adjectives, figures, possessors."""
    inner = ("compound", "amod", "nummod", "nmod", "poss", "quantmod", "flat")
    return [token, *(t for c in token.children if c.dep in inner for t in phrase(c))]


def has_mention(token: Token, kind: str, sentence: ParsedSentence) -> bool:
    """Whether an annotator's mention of this kind stands in the phrase that a token heads."""
    inside = {t.i for t in phrase(token)}
    located = getattr(sentence, "money" if kind == "money" else kind + "s")
    if kind in ("weapon", "target"):
        # a missile museum is no missile
        return any(m.head is token or m.last is token for m in located)
    return any(m.head.i in inside or m.last.i in inside for m in located)


@dataclass(frozen=True)
class Rule:
    """One compiled rule; `meaning` is the kind's own word for what the trigger tells (strike, killed, damage, ...)."""

    id: str
    kind: str
    meaning: str
    lemmas: frozenset[str]
    pos: frozenset[str]
    tags: frozenset[str]
    voice: str
    slots: dict[str, _Slot]
    needs: tuple[str, ...]
    forbids: tuple[str, ...]
    text: re.Pattern[str] | None
    examples: tuple[dict[str, Any], ...]
    counter_examples: tuple[str, ...]

    def match(self, token: Token, sentence: ParsedSentence) -> EventMention | None:
        """The event mention that the token triggers by this rule."""
        if token.pos not in self.pos or (self.tags and token.tag not in self.tags):
            return None
        if self.voice != "any" and token.pos == "VERB" and token.is_passive() != (self.voice == "passive"):
            return None
        needed = {name: self.slots[name].fill(token, sentence) for name in self.needs}
        if not all(needed.values()):
            return None
        # what forbids a rule is its trigger's own: "arrived in Kyiv and laid flowers" has no object for "arrived"
        if any(self.slots[name].fill(token, sentence, shared=False) for name in self.forbids):
            return None
        filled = {
            name: needed[name] if name in needed else slot.fill(token, sentence) for name, slot in self.slots.items()
        }
        return EventMention(self, token, sentence, filled)


@dataclass
class EventMention:
    """One trigger in one sentence with its filled slots (an empty list: nothing there)."""

    rule: Rule
    trigger: Token
    sentence: ParsedSentence
    slots: dict[str, list[Token]] = field(default_factory=dict)

    @property
    def rule_id(self) -> str:
        """The id of the rule that made the mention."""
        return self.rule.id

    @property
    def meaning(self) -> str:
        """What the rule says that its trigger tells, in the kind's own word."""
        return self.rule.meaning


@dataclass(frozen=True)
class RuleBook:
    """The rules of one kind. `bit` is the vocabulary's bit of words that can be a form of a trigger.

    `_asks`: for each rule, bits of which a sentence must have one each, and what its text must match.
    """

    kind: str
    classes: dict[str, frozenset[str]]
    rules: tuple[Rule, ...]
    bit: int
    _by_lemma: dict[str, tuple[Rule, ...]]
    _asks: frozenset[tuple[tuple[int, ...], re.Pattern[str] | None]]

    def may_match(self, bits: int, text: str) -> bool:
        """Whether a sentence with this text, whose words have these bits of the vocabulary, could match a rule."""
        if not bits & self.bit:
            return False
        for masks, pattern in self._asks:
            if bits & masks[0] and all(map(bits.__and__, masks)) and (pattern is None or pattern.search(text)):
                return True
        return False

    def telling(self, document: Document) -> list[int]:
        """The sentences that could match a rule, by their words; none is parsed for it."""
        known = document.telling.get(self.kind)
        if known is None:
            sentences = zip(document.reading.word_bits, document.reading.sentences, strict=True)
            known = [index for index, (bits, sentence) in enumerate(sentences) if self.may_match(bits, sentence.text)]
            document.telling[self.kind] = known
        return known

    def match(self, sentence: ParsedSentence) -> list[EventMention]:
        """The event mentions of a sentence in text order; the first rule of the file that fits a trigger counts."""
        found = []
        for token in sentence.tokens:
            for rule in self._by_lemma.get(token.lemma, ()):
                mention = rule.match(token, sentence)
                if mention is not None:
                    found.append(mention)
                    break
        return found


def _lemmas(values: Any, classes: dict[str, frozenset[str]], where: str) -> frozenset[str]:
    """Lemmas written out, and those of the classes that are named with a plus sign."""
    found: set[str] = set()
    for value in values if isinstance(values, list) else [values]:
        if not isinstance(value, str) or not value:
            raise RuleError(f"{where}: a lemma must be a word (quote words such as on, off, yes, no), not {value!r}")
        if value.startswith("+"):
            if value[1:] not in classes:
                raise RuleError(f"{where}: no class {value[1:]!r}; the file has {', '.join(sorted(classes))}")
            found |= classes[value[1:]]
        else:
            found.add(value)
    return frozenset(found)


def _path(text: str, classes: dict[str, frozenset[str]], where: str) -> tuple[_Step, ...]:
    steps = []
    for part in text.split(">"):
        step = _STEP.match(part.strip())
        if step is None:
            raise RuleError(f"{where}: cannot read the step {part!r} of the path {text!r}")
        lemmas = step["lemmas"].split("|") if step["lemmas"] else []
        steps.append(_Step(bool(step["up"]), frozenset(step["deps"].split("|")), _lemmas(lemmas, classes, where)))
    return tuple(steps)


def _slot(raw: Any, classes: dict[str, frozenset[str]], where: str) -> _Slot:
    if isinstance(raw, list):
        raw = {"arcs": raw}
    unknown = set(raw) - _SLOT_KEYS
    if unknown or not raw.get("arcs"):
        raise RuleError(f"{where}: a slot has arcs, mention and lemma; not {sorted(unknown) or 'no arcs'}")
    mentions = raw.get("mention", [])
    mentions = frozenset([mentions] if isinstance(mentions, str) else mentions)
    if mentions - _MENTIONS:
        raise RuleError(f"{where}: no annotator finds {sorted(mentions - _MENTIONS)}; there are {sorted(_MENTIONS)}")
    paths = tuple(_path(arc, classes, where) for arc in raw["arcs"])
    return _Slot(paths, mentions, _lemmas(raw.get("lemma", []), classes, where))


def _rule(raw: dict[str, Any], kind: str, classes: dict[str, frozenset[str]], file: str) -> Rule:
    where = f"{file}: rule {raw.get('id', '?')}"
    missing = {"id", "tells", "trigger", "examples", "not"} - set(raw)
    if missing or set(raw) - _RULE_KEYS:
        raise RuleError(f"{where}: missing {sorted(missing)}, unknown {sorted(set(raw) - _RULE_KEYS)}")
    trigger = raw["trigger"]
    if set(trigger) - _TRIGGER_KEYS or "lemma" not in trigger or "pos" not in trigger:
        raise RuleError(
            f"{where}: a trigger has lemma, pos, tag and voice, the first two always; not {sorted(trigger)}"
        )
    voice = trigger.get("voice", "any")
    if voice not in _VOICES:
        raise RuleError(f"{where}: voice is active, passive or any, not {voice!r}")
    slots = {name: _slot(slot, classes, f"{where}, slot {name}") for name, slot in raw.get("slots", {}).items()}
    needs, forbids = tuple(raw.get("needs", ())), tuple(raw.get("forbids", ()))
    for name in (*needs, *forbids):
        if name not in slots:
            raise RuleError(f"{where}: needs or forbids {name!r}, which is none of its slots")
    if not raw["examples"] or not raw["not"]:
        raise RuleError(f"{where}: a rule has at least one example and one counter-example")
    return Rule(
        raw["id"],
        kind,
        raw.get("meaning", raw["id"].split(".")[0]),
        _lemmas(trigger["lemma"], classes, where),
        frozenset([trigger["pos"]] if isinstance(trigger["pos"], str) else trigger["pos"]),
        frozenset([trigger["tag"]] if isinstance(trigger.get("tag"), str) else trigger.get("tag", [])),
        voice,
        slots,
        needs,
        forbids,
        re.compile(raw["text"]) if "text" in raw else None,
        tuple(raw["examples"]),
        tuple(raw["not"]),
    )


def forms_of(lemma: str) -> Iterator[str]:
    """The word forms that a lemma can take: regular endings, and the irregular ones of the parser's tables."""
    yield lemma
    for ending in ("s", "es", "ed", "d", "ing"):
        yield lemma + ending
    if lemma.endswith("e"):
        yield lemma[:-1] + "ing"
    if lemma.endswith("y"):
        yield from (lemma[:-1] + "ies", lemma[:-1] + "ied")
    for ending in ("ed", "ing"):
        yield lemma + lemma[-1] + ending
    yield from irregular_forms().get(lemma, ())


def word_bit(lemmas: frozenset[str]) -> int:
    """A bit of the vocabulary for words that can be a form of one of these lemmas, alone or as a part of a compound."""
    return _word_bits([lemmas])[lemmas]


def _word_bits(sets: Iterable[frozenset[str]]) -> dict[frozenset[str], int]:
    """`word_bit` of each set; the vocabulary is asked one question for all of them."""
    bits = {lemmas: VOCABULARY.new_bit() for lemmas in dict.fromkeys(sets)}
    of_form: dict[str, int] = {}
    for lemmas, bit in bits.items():
        for form in {form for lemma in lemmas for form in forms_of(lemma)}:
            of_form[form] = of_form.get(form, 0) | bit

    def question(word: str) -> int:
        found = of_form.get(word, 0)
        return found if word.isalpha() else reduce(or_, (of_form.get(part, 0) for part in _PARTS.split(word)), found)

    VOCABULARY.ask(question)
    return bits


def _asks(rules: tuple[Rule, ...]) -> frozenset[tuple[tuple[int, ...], re.Pattern[str] | None]]:
    """What each rule asks of a sentence: one of its triggers, for each slot that it needs one word, and its `text`."""
    needed = [(rule, [words for name in rule.needs if (words := rule.slots[name].words())]) for rule in rules]
    bits = _word_bits(lemmas for rule, slots in needed for lemmas in (rule.lemmas, *(found for found, _ in slots)))
    return frozenset(
        ((bits[rule.lemmas], *(bits[found] | other for found, other in slots)), rule.text) for rule, slots in needed
    )


@cache
def rule_book(kind: str) -> RuleBook:
    """The compiled rules of `rules/<kind>.yml`; RuleError where the file cannot be used."""
    file = f"{kind}.yml"
    raw = yaml.safe_load((RULES / file).read_text(encoding="utf-8"))
    if not isinstance(raw, dict) or not isinstance(raw.get("rules"), list):
        raise RuleError(f"{file}: holds `classes` (name to lemmas) and `rules` (a list)")
    classes: dict[str, frozenset[str]] = {}
    for name, values in (raw.get("classes") or {}).items():
        classes[name] = _lemmas(values, classes, f"{file}: class {name}")
    rules = tuple(_rule(entry, kind, classes, file) for entry in raw["rules"])
    twice = {rule.id for rule in rules if sum(other.id == rule.id for other in rules) > 1}
    if twice:
        raise RuleError(f"{file}: two rules with the id {sorted(twice)}")
    by_lemma: dict[str, list[Rule]] = {}
    for rule in rules:
        for lemma in rule.lemmas:
            by_lemma.setdefault(lemma, []).append(rule)
    frozen = {lemma: tuple(found) for lemma, found in by_lemma.items()}
    return RuleBook(kind, classes, rules, word_bit(frozenset(by_lemma)), frozen, _asks(rules))
