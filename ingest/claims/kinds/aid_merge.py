"""What one article says of one package becomes one claim: repeats and contents add what the first telling lacks."""

from __future__ import annotations

import datetime as dt
import re

from ingest.claims.document import Document
from ingest.claims.kinds.aid_goods import items_of
from ingest.claims.kinds.aid_types import type_of
from ingest.claims.matcher import rule_book
from ingest.claims.model import AidClaim, Span
from ingest.claims.syntax import Token

#: Sums this close are the same package told in rounder figures ("$61bn", "nearly $60.8bn").
_SAME_SUM = 0.025
#: From this sum on, equal amounts of different givers are one package; the joint giver is then the better name.
_HUGE = 1e10
#: Days between two tellings of one package at most, where both have a day.
_ONE_PACKAGE = dt.timedelta(days=30)
_RANK = {"G7": 2, "EU": 1}
_DATE_FIELDS = ("announced_date", "date_precision", "date_start", "date_end", "date_partial", "date_text")
#: Sentences between a part that only points at its whole and the sentence that tells the whole, at most.
_NEAR = 3
#: Words that too many goods share to tell two gifts to be one.
_COMMON = rule_book("aid").classes["common_goods"]


def merged(claims: list[AidClaim], document: Document) -> list[AidClaim]:
    """One claim per package, in order of the article."""
    kept: list[AidClaim] = []
    for claim in claims:
        twin = next(
            (k for k in kept if (_same(k, claim) if claim.amount is not None else _same_goods(k, claim, document))),
            None,
        )
        if twin is None:
            kept.append(claim)
        else:
            _join(twin, claim)
    return kept


def find_wholes(claims: list[AidClaim], document: Document) -> None:
    """Give each part whose whole is only pointed at ("of this sum", "it includes") the last larger sum told near it."""
    for claim in claims:
        if not claim.is_part or claim.part_of_amount is not None or claim.amount is None:
            continue
        before = [
            c
            for c in claims
            if c.span.char_start < claim.span.char_start
            and (c.donor, c.recipient, c.currency) == (claim.donor, claim.recipient, claim.currency)
            and c.amount is not None
            and c.amount > claim.amount
            and _index(document, claim.span) - _index(document, c.span) <= _NEAR
        ]
        if before:
            last = max(before, key=lambda c: c.span.char_start)
            claim.part_of_amount, claim.part_of_currency = last.amount, last.currency


def _join(twin: AidClaim, claim: AidClaim) -> None:
    if claim.amount is not None and _RANK.get(claim.donor or "", 0) > _RANK.get(twin.donor or "", 0):
        twin.donor, twin.donor_name = claim.donor, claim.donor_name
    if twin.announced_date is None and claim.announced_date is not None and not twin.is_cumulative:
        for name in _DATE_FIELDS:
            setattr(twin, name, getattr(claim, name))
    if twin.aid_type == "unknown":
        twin.aid_type = claim.aid_type
    twin.items = list(dict.fromkeys(twin.items + claim.items))
    twin.is_background = twin.is_background and claim.is_background
    if claim.is_part and not twin.is_part:
        twin.is_part, twin.part_of = True, claim.part_of
        twin.part_of_amount, twin.part_of_currency = claim.part_of_amount, claim.part_of_currency
    twin.shared_with = sorted({*twin.shared_with, *claim.shared_with})
    if claim.span != twin.span and claim.span not in twin.evidence:
        twin.evidence.append(claim.span)


def _same(a: AidClaim, b: AidClaim) -> bool:
    if (a.recipient, a.currency) != (b.recipient, b.currency) or a.amount is None or b.amount is None:
        return False
    if a.span == b.span and a.aid_type != b.aid_type and a.amount == b.amount:
        return False  # "400 million for arms and 400 million for roads"
    if a.donor != b.donor:
        # nobody else gives the very same tens of billions: one telling names the giver less well
        return a.amount == b.amount and a.amount >= _HUGE and not a.is_cumulative and not b.is_cumulative
    if a.date_start and b.date_start and a.date_end and b.date_end:
        gap = max(a.date_start - b.date_end, b.date_start - a.date_end)
        if gap > _ONE_PACKAGE and not (a.is_cumulative or b.is_cumulative):
            return False  # a timeline: the same sum again, months later
    if a.amount == b.amount:
        return a.is_cumulative == b.is_cumulative or a.amount >= 1e9
    if a.span == b.span:
        return False  # "a package of 2.31 billion and one of 2.34 billion"
    if abs(a.amount - b.amount) > _SAME_SUM * max(a.amount, b.amount) or a.is_cumulative != b.is_cumulative:
        return False
    return not (a.announced_date and b.announced_date and a.announced_date != b.announced_date)


def _same_goods(kept: AidClaim, claim: AidClaim, document: Document) -> bool:
    """Whether goods without a sum repeat a package that the article prices, or another sentence's gift."""
    if kept.donor != claim.donor or kept.recipient != claim.recipient or kept.is_cumulative:
        return False
    if kept.span == claim.span and kept.amount is not None:
        return False  # told beside each other: "60 boats as well as 5 million"
    if (
        claim.status == "planned"
        and kept.announced_date
        and claim.announced_date
        and kept.announced_date < claim.announced_date
    ):
        return False  # the next package
    if kept.amount is None:
        one_without = not kept.items or not claim.items
        as_firm = (kept.status == "planned") == (claim.status == "planned")
        news = not kept.is_background and not claim.is_background
        if kept.status == claim.status and kept.status in ("suspended", "resumed"):
            return True  # one halt, told by different goods
        return shared(kept.items, claim.items) or (one_without and as_firm and news)
    near = abs(_index(document, kept.span) - _index(document, claim.span)) <= 2
    if not claim.items:
        # "unveiling the new assistance package" whose sum stands elsewhere; not one that is still to come
        return not kept.is_background and (claim.status != "planned" or kept.status == "planned")
    same_kind = not kept.is_background and shared(kept.items, claim.items, loosely=True)
    return (
        same_kind or shared(kept.items, claim.items) or (near and not claim.announced_date and not claim.is_background)
    )


def _index(document: Document, span: Span) -> int:
    return next((s.index for s in document.reading.sentences if s.start == span.char_start), 0)


def shared(a: list[str], b: list[str], *, loosely: bool = False) -> bool:
    """Whether two lists of goods name the same thing, by their long words; `loosely`: "missile" alone is enough."""
    if {_bare(item) for item in a} & {_bare(item) for item in b}:
        return True
    left, right = (
        {w.lower().rstrip("s") for item in items for w in re.findall(r"[A-Za-z][\w-]{3,}", item)} for items in (a, b)
    )
    common = left & right
    return bool(common if loosely else common - _COMMON)


def _bare(item: str) -> str:
    """An item without its number."""
    return re.sub(r"^[\d,.]+\s+", "", item.lower())


def add_contents(claims: list[AidClaim], document: Document) -> None:
    """Goods that one of the next sentences lists as a package's contents ("It includes ...")."""
    told = {claim.span.char_start for claim in claims}
    for claim in claims:
        if claim.is_cumulative or (claim.amount is None and claim.items):
            continue
        first = _index(document, claim.span)
        for index in range(first + 1, min(first + 4, len(document))):
            if document.reading.sentences[index].start in told:
                break  # from here on "it" is the next package
            document.parse([index])
            sentence = document.syntax_of(index)
            if sentence is None or document.annotated(index).money:
                continue
            for mention in rule_book("aid").match(sentence):
                if mention.meaning != "contents" or not _is_the_package(mention.slots.get("whole", [])):
                    continue
                items = [i for t in mention.slots["thing"] for i in items_of(t, sentence)]
                claim.items = list(dict.fromkeys(claim.items + items))
                if claim.aid_type == "unknown":
                    claim.aid_type = type_of(" ".join(items), "", "", cumulative=False)
                span = document.annotated(index).span()
                if items and span not in claim.evidence:
                    claim.evidence.append(span)


def _is_the_package(whole: list[Token]) -> bool:
    classes = rule_book("aid").classes
    return any(
        t.lower in ("it", "this", "they") or t.lemma in classes["whole_noun"] | classes["part_noun"] for t in whole
    )
