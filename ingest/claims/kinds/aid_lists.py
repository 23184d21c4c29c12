"""Aid in text without verbs, read by order: headlines (a giver, a sum, a word of aid), and lists under a heading that
tells the giving ("Pledged to Ukraine: 12 tanks by Italy, 40 guns by Spain")."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.claims.annotations import DateMention
from ingest.claims.document import Document, ParsedSentence
from ingest.claims.kinds.aid_goods import is_named_thing, items_of
from ingest.claims.kinds.aid_parties import Party, names_ukraine, parties_in, usual_giver
from ingest.claims.kinds.aid_status import sums_up
from ingest.claims.kinds.aid_types import type_of
from ingest.claims.matcher import rule_book, word_bit
from ingest.claims.model import AidClaim
from ingest.claims.money import Sum, currency_of, local_dollars

_HEAD_END = re.compile(r":\s")
_BETWEEN = re.compile(r"[,;]\s+(?:and\s+)?")
#: What a heading may tell of the entries below it, with the status that they take.
_GIVING = {"gift": "announced"} | {name: name for name in ("announced", "approved", "allocated", "delivered")}
_LEAST = 100_000


def read(document: Document, index: int) -> list[AidClaim]:
    """The aid of one segment: each sum goes to the giver that stands last before it, or first behind it."""
    segment = document.annotated(index)
    text = segment.text
    if not names_ukraine(text) or not _speaks_of_aid(document, index):
        return []
    givers = _givers(document, index, 0, len(text))
    if not givers:
        return []
    day = next((d for d in segment.dates if d.day), None)
    sums = _sums(document, index, 0, len(text))
    return [_claim(document, index, money, _giver(givers, money.start), day) for money in sums]


def read_list(document: Document, index: int) -> list[AidClaim]:
    """The entries of a list whose heading tells what is given to Ukraine; [] where the sentence is no such list."""
    head, start = _head_of(document, index)
    sentence = document.syntax_of(index)
    if head is None or sentence is None or not names_ukraine(head.text[: start or None]):
        return []
    mentions = [m for m in rule_book("aid").match(head) if not start or m.trigger.start < start]
    meanings = [m.meaning for m in mentions]
    status = next((_GIVING[m] for m in meanings if m in _GIVING), None)
    if status is None or not set(meanings) <= _GIVING.keys() or _has_verb(sentence, start):
        return []
    total = sums_up(head.text[: start or None])
    dates = [d.value for d in head.dates if d.value.day and (not start or d.value.end <= start)]
    claims = []
    for low, high in _entries(sentence.text, start):
        givers = _givers(document, index, low, high)
        if len({p.code for p in givers}) != 1:
            continue
        day = next((d for d in document.annotated(index).dates if d.day and low <= d.start < high), None)
        day = None if total else day or next(iter(dates), None)
        for claim in _entry(document, sentence, (low, high), givers[0], day):
            claim.status, claim.is_cumulative = status, total
            claim.aid_type = _type(sentence, (low, high), claim, head.text[: start or None])
            claim.evidence = [] if start else [head.annotated.span()]
            claims.append(claim)
    return claims if not start or len(claims) > 1 else []


def _head_of(document: Document, index: int) -> tuple[ParsedSentence | None, int]:
    """The sentence that holds the heading of a sentence's list, and where in the sentence itself the list begins."""
    own = document.reading.sentences[index]
    if own.kind == "list_item" and own.heading is not None:
        document.parse([own.heading])
        return document.syntax_of(own.heading), 0
    colon = _HEAD_END.search(own.text)
    return (document.syntax_of(index), colon.end()) if colon else (None, 0)


def _has_verb(sentence: ParsedSentence, start: int) -> bool:
    """Whether the list is made of clauses: those are read on their arcs."""
    return any(t.pos == "VERB" and t.start >= start and t.dep not in ("amod", "acl") for t in sentence.tokens)


def _entries(text: str, start: int) -> Iterator[tuple[int, int]]:
    """The stretches of a list between its commas; one entry where the list stands on lines of its own."""
    low = start
    for mark in _BETWEEN.finditer(text, start) if start else ():
        yield low, mark.start()
        low = mark.end()
    yield low, len(text)


def _entry(
    document: Document, sentence: ParsedSentence, span: tuple[int, int], giver: Party, day: DateMention | None
) -> list[AidClaim]:
    """The sums of one entry, or else its goods."""
    low, high = span
    sums = _sums(document, sentence.index, low, high)
    if sums:
        return [_claim(document, sentence.index, money, giver, day) for money in sums]
    things = [t for t in sentence.tokens_in(low, high) if is_named_thing(t)]
    items = list(dict.fromkeys(i for t in things for i in items_of(t, sentence, alone=True)))
    if not items:
        return []
    claim = _claim(document, sentence.index, None, giver, day)
    claim.items = items
    return [claim]


def _type(sentence: ParsedSentence, span: tuple[int, int], claim: AidClaim, head: str) -> str:
    found = type_of(sentence.text[span[0] : span[1]], head, "", cumulative=claim.is_cumulative)
    arms = rule_book("aid").classes["weapon_noun"]
    weapons = any(t.lemma in arms for t in sentence.tokens_in(*span))
    return "military" if found == "unknown" and weapons else found


def _givers(document: Document, index: int, low: int, high: int) -> list[Party]:
    segment = document.annotated(index)
    named = [p for p in parties_in(segment.text, segment.actors, segment.money) if low <= p.start < high]
    return [p for p in named if p.code not in ("UA", "RU") and usual_giver(p.code)]


def _sums(document: Document, index: int, low: int, high: int) -> list[Sum]:
    sums = [m for m in document.annotated(index).money if isinstance(m, Sum) and low <= m.start < high]
    return [m for m in sums if not m.is_conversion and m.per != "unit" and m.amount >= _LEAST]


def _claim(document: Document, index: int, money: Sum | None, giver: Party, day: DateMention | None) -> AidClaim:
    segment = document.annotated(index)
    claim = AidClaim(
        span=segment.span(),
        announced_date=day.day if day else None,
        date_precision=day.precision if day else None,
        date_start=day.date_start if day else None,
        date_end=day.date_end if day else None,
        date_text=day.text if day else None,
        donor=giver.code,
        donor_name=giver.name,
        recipient="UA",
        aid_type=type_of(segment.text, segment.text, "", cumulative=False),
        rule_id="aid.list",
        confidence=0.55,
    )
    if money is not None:
        sign = segment.text[money.start : money.start + 1]
        claim.amount, claim.amount_qualifier = money.amount, money.qualifier
        claim.currency = local_dollars(currency_of(money, giver.code), sign, giver.code, document.body)
    return claim


def _giver(givers: list[Party], position: int) -> Party:
    before = [p for p in givers if p.start < position]
    return before[-1] if before else givers[0]


_BITS: list[int] = []


def _speaks_of_aid(document: Document, index: int) -> bool:
    if not _BITS:
        classes = rule_book("aid").classes
        _BITS.append(word_bit(classes["aid_noun"] | classes["weapon_noun"] | {"support", "shipment", "delivery"}))
    return bool(document.reading.word_bits[index] & _BITS[0])
