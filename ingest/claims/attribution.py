"""Who says what a sentence claims: the claimant as the text names it, and the side it belongs to.

Sides are the contract's: ua_official, ru_official, third_official, international_body, media, witness, unknown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from ingest.claims import lexicon
from ingest.claims.annotations import Actor
from ingest.claims.caseless import Caseless, caseless
from ingest.claims.reading import AnnotatedSentence, Reading

#: A verb of saying stands at most this many characters from who said it ("the governor, Anna Holm, wrote on Telegram").
_REACH = 70
#: How many sentences of the same paragraph may stand between a statement and its source ("..., he added").
_BACK = 2


@dataclass(frozen=True)
class Claimant:
    """`name` as the text has it (a known person under the usual spelling), `side` as in the contract."""

    name: str | None
    side: str


UNKNOWN = Claimant(None, "unknown")


@cache
def _patterns() -> tuple[Caseless, Caseless, Caseless]:
    rows = lexicon.rows("speech_verbs.csv")
    verbs = lexicon.alternation(r["form"] for r in rows if r["kind"] == "verb")
    before = lexicon.alternation(r["form"] for r in rows if r["kind"] == "before")
    people = lexicon.alternation(r["form"] for r in lexicon.rows("witness_words.csv"))
    return (
        caseless(rf"\b(?:{verbs})\b"),
        caseless(rf"\b(?:{before})\s+(?:the\s+|a\s+|its\s+|his\s+|her\s+|their\s+)?(?:[a-z-]+\s+){{0,2}}$"),
        caseless(rf"\b(?:{people})\b"),
    )


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


def _speakers(sentence: AnnotatedSentence) -> list[tuple[int, Actor]]:
    """The actors that the sentence hands its statement to, best first: "according to X", "X said", "said X"."""
    verb, before, _ = _patterns()
    text = sentence.text
    speakers = []
    actors = sentence.actors
    for position, actor in enumerate(actors):
        if before.search(text[max(0, actor.start - 60) : actor.start]):
            speakers.append((0, actor))
            continue
        limit = actors[position + 1].start if position + 1 < len(actors) else len(text)
        after = text[actor.end : min(actor.end + _REACH, limit)]
        said = verb.search(after)
        if said and not re.search(r"[;:“”\"]|\bthat\b", after[: said.start()]):
            possessive = after[:2] in ("'s", "’s")
            if not (possessive and actor.form in ("demonym", "name") and actor.kind == "country" and said.start() > 25):
                speakers.append((1, actor))
                continue
        lead = text[max(0, actor.start - 14) : actor.start]
        said = next(reversed(list(verb.finditer(lead))), None)
        if said and re.fullmatch(r"\s+(?:the\s+|a\s+)?", lead[said.end() :]) and said.group().lower() != "told":
            speakers.append((2, actor))
    return sorted(speakers, key=lambda s: s[0])


def _local_country(sentence: AnnotatedSentence) -> str | None:
    """Whose territory the sentence is about, for officials that are named without their country."""
    for place in sentence.places:
        if place.country in ("UA", "RU"):
            return place.country
    return None


def _claimant(sentence: AnnotatedSentence, country: str | None) -> Claimant | None:
    local = _local_country(sentence) or country
    for _, actor in _speakers(sentence):
        side = side_of(actor, local)
        if re.search(
            r"(?:Russian|Moscow|Kremlin)[- ](?:installed|backed|appointed|imposed)",
            sentence.text[max(0, actor.start - 40) : actor.end],
        ):
            side = "ru_official"
        return Claimant(actor.name if actor.kind != "office" else sentence.text[actor.start : actor.end], side)
    witness = _patterns()[2].search(sentence.text)
    verb = _patterns()[0]
    if witness and verb.search(sentence.text[witness.end() : witness.end() + _REACH]):
        return Claimant(sentence.text[witness.start() : witness.end()], "witness")
    return None


def find_claimant(reading: Reading, sentence: AnnotatedSentence, country: str | None = None) -> Claimant:
    """Who claims what this sentence says.

    Looks in the sentence itself, then in the sentences beside it in the same paragraph. `country` is the code of the
    country that the event happened in: "the governor said" speaks for it. UNKNOWN where the text names nobody.
    """
    own = _claimant(sentence, country)
    if own:
        return own
    for index in range(sentence.index + 1, sentence.index + 1 + _BACK):
        if index < len(reading.sentences) and reading.sentences[index].paragraph == sentence.paragraph:
            found = _claimant(reading.annotated(index), country)
            if found:
                return found
    for index in range(sentence.index - 1, sentence.index - 1 - _BACK, -1):
        if index >= 0 and reading.sentences[index].paragraph == sentence.paragraph:
            found = _claimant(reading.annotated(index), country)
            if found:
                return found
    return UNKNOWN
