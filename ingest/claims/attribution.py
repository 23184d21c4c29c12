"""Who says what a sentence claims: the claimant as the text names it, and the side it belongs to.

It is the subject of a verb of saying ("the mayor said"), or what stands behind "according to" and its like; a word that
only stands near ("Russian strikes, the utility said") says nothing. Sides are the contract's: ua_official, ru_official,
third_official, international_body, media, witness, unknown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from ingest.claims import lexicon
from ingest.claims.annotations import Actor
from ingest.claims.caseless import Caseless, caseless
from ingest.claims.document import Document, Located, ParsedSentence
from ingest.claims.lexicon import word_lists
from ingest.claims.matcher import phrase
from ingest.claims.sides import word_side
from ingest.claims.syntax import Token

#: How many sentences of the same paragraph may stand between a statement and its source ("..., he added").
_BACK = 2
#: What holds a place, in front of an office: "Russian-installed mayor".
_INSTALLED = re.compile(
    r"(?:Russian?|Moscow|Kremlin)[- ](?:installed|backed|appointed|imposed|controlled|held)", re.IGNORECASE
)


@dataclass(frozen=True)
class Claimant:
    """`name` as the text has it (a known person under the usual spelling), `side` as in the contract."""

    name: str | None
    side: str


UNKNOWN = Claimant(None, "unknown")


@cache
def _verbs() -> frozenset[str]:
    return frozenset(r["form"] for r in lexicon.rows("speech_verbs.csv") if r["kind"] == "verb")


@cache
def _patterns() -> tuple[Caseless, Caseless]:
    """(what a sentence that names a speaker has, what stands in front of one)."""
    before = lexicon.alternation(r["form"] for r in lexicon.rows("speech_verbs.csv") if r["kind"] == "before")
    return caseless(rf"\b(?:{lexicon.alternation(_verbs())}|{before})\b"), caseless(rf"\b(?:{before})\s+")


@cache
def _witnesses() -> frozenset[str]:
    return frozenset(r["form"].rsplit(" ", 1)[-1] for r in lexicon.rows("witness_words.csv"))


def side_of(actor: Actor, country: str | None = None) -> str:
    """The side of an actor; `country` is whose officials speak where the text names an office alone."""
    if actor.kind == "outlet":
        return "media"
    if actor.kind == "body":
        return "international_body"
    code = actor.country or (None if actor.code and actor.kind == "person" else country)
    if actor.kind == "person" and actor.country is None and actor.code:
        return "international_body"
    if code == "UA":
        return "ua_official"
    if code == "RU":
        return "ru_official"
    return "third_official" if code else "unknown"


def _speakers(sentence: ParsedSentence, told: Token | None) -> list[Token]:
    """The heads of the phrases that the sentence hands its statement to: behind "according to", then subjects of verbs
    of saying, those first whose clause holds what is claimed (`told`)."""
    behind = []
    for found in _patterns()[1].finditer(sentence.text):
        after = [t for t in sentence.tokens if t.start >= found.end() and t.pos in ("NOUN", "PROPN", "PRON")]
        if after:
            head = after[0]
            while head.dep in ("compound", "poss", "nmod", "amod") and head.head.start >= found.end():
                head = head.head
            behind.append(head)
    saying = [t for t in sentence.tokens if t.pos == "VERB" and t.lower in _verbs()]
    saying = [t for t in saying if told is None or t.governs(told) or t.dep not in ("relcl", "acl", "amod")]
    saying.sort(key=lambda t: (told is not None and not t.governs(told), len(list(t.ancestors())), t.i))
    return behind + [speaker for verb in saying for speaker in _subjects(verb)]


def _subjects(verb: Token) -> list[Token]:
    """Who says it: the verb's subject, that of the verb it goes on from, or the agent of a passive."""
    if verb.is_passive():
        return [o for by in verb.children_by("agent") for o in by.children_by("pobj")]
    if verb.dep in ("advcl", "xcomp") and not verb.subjects() and verb.head.pos == "VERB":
        return verb.head.subjects() if verb.head.lower in _verbs() else []
    subjects = verb.subjects()
    # "two depots burned in Saky, the head of the town said": the parser hangs who says it on the place before
    beside = [t for s in subjects for t in s.subtree() if t.dep == "appos" and s.i < t.i < verb.i]
    own = [s for s in subjects if s.head is verb]
    return [*reversed(own), *beside, *(s for s in subjects if s not in own)]


def _claimant(sentence: ParsedSentence, told: Token | None, country: str | None) -> Claimant | None:
    local = next((p.value.country for p in sentence.places if p.value.country in ("UA", "RU")), country)
    for head in _speakers(sentence, told):
        found = _named(head, sentence, local)
        if found is not None:
            return found
    return None


def _named(head: Token, sentence: ParsedSentence, local: str | None) -> Claimant | None:
    """The claimant that a noun phrase names; None for "he", "the statement" and things that cannot speak."""
    inside = [*phrase(head), *(t for c in head.children_by("appos") for t in phrase(c))]
    indices = {t.i for t in inside}
    actors = sorted((a for a in sentence.actors if a.head.i in indices), key=_rank)
    name = _person(head) or _text(head, sentence)
    installed = _INSTALLED.search(sentence.text, max(0, head.start - 60), head.end)
    actor = actors[0].value if actors else None
    if actor is not None and (actor.kind != "country" or actors[0].head is head):
        known = actor.kind in ("person", "country", "body", "outlet")
        of = {t.i for c in head.children_by("prep") for o in c.children_by("pobj") for t in o.conjuncts()}
        named = (a.value.country for a in sentence.actors if a.value.kind == "country" and a.head.i in indices | of)
        side = "ru_official" if installed else side_of(actor, next(named, local))
        return Claimant(actor.name if known else name, side)
    if any(p.head is head for p in sentence.places):
        return None  # "drones hit Rivne and Lutsk, the service said", where the parser takes the list for who speaks
    if head.lower in _witnesses():
        return Claimant(name, "witness")
    words = word_lists("attribution")
    if head.pos != "PROPN" and head.lemma not in words["official"] | words["other"]:
        return None
    sides = {found for t in inside if (found := word_side(t))}
    speaks_for = local if head.lemma in words["official"] else None
    speaks_for = "RU" if installed else next(iter(sides)) if len(sides) == 1 else speaks_for
    return Claimant(name, f"{speaks_for.lower()}_official" if speaks_for in ("UA", "RU") else "unknown")


def _rank(actor: Located[Actor]) -> tuple[bool, bool]:
    """People before offices, and both before the country that they are of."""
    return actor.value.kind == "country", actor.value.kind != "person"


def _person(head: Token) -> str | None:
    """ "The mayor, Ivan Stepovyi", "the mayor of Lutsk, Ivan Stepovyi", "the operator Rivnobud": the name beside."""
    if head.pos != "NOUN":
        return None
    inner = [o for of in head.children_by("prep") if of.lower == "of" for o in of.children_by("pobj")]
    beside = [c for t in (head, *inner) for c in t.children_by("appos") if c.pos == "PROPN" and c.text[:1].isupper()]
    return " ".join(t.text for t in sorted(phrase(beside[0]), key=lambda t: t.i)) if beside else None


def _text(head: Token, sentence: ParsedSentence) -> str:
    """The words of a noun phrase without its article and without what is said of it."""
    words = [head, *(t for c in head.children_by("compound", "amod", "nmod", "poss", "nummod") for t in c.subtree())]
    for of in (c for c in head.children_by("prep") if c.lower == "of"):
        words += [t for o in of.children_by("pobj") for t in (*phrase(o), *o.children_by("det"))]
    text = sentence.text[min(t.start for t in words) : max(t.end for t in words)]
    return re.sub(r"^(?:the|a|an|its|his|her|their)\s+", "", text, flags=re.IGNORECASE)


def find_claimant(document: Document, index: int, told: Token | None = None, country: str | None = None) -> Claimant:
    """Who claims what the sentence `index` says, of the event that the word `told` tells.

    Looks in the sentence itself, then in the sentences beside it in the same paragraph. `country` is the code of the
    country that the event happened in: "the governor said" speaks for it. UNKNOWN where the text names nobody.
    """
    sentences = document.reading.sentences
    paragraph = sentences[index].paragraph
    behind, before = range(index + 1, index + 1 + _BACK), range(index - 1, index - 1 - _BACK, -1)
    for other in (index, *behind, *before):
        if not 0 <= other < len(sentences) or sentences[other].paragraph != paragraph:
            continue
        if not _patterns()[0].search(sentences[other].text):
            continue
        document.parse([other])
        sentence = document.syntax_of(other)
        found = _claimant(sentence, told if other == index else None, country) if sentence is not None else None
        if found is not None:
            return found
    return UNKNOWN
