"""Aid in text without verbs (headlines, list items, tables), read by order: a giver, a sum, a word of aid."""

from __future__ import annotations

from ingest.claims.document import Document
from ingest.claims.kinds.aid_parties import Party, names_ukraine, parties_in, usual_giver
from ingest.claims.kinds.aid_types import type_of
from ingest.claims.matcher import rule_book, word_bit
from ingest.claims.model import AidClaim
from ingest.claims.money import Sum, currency_of, local_dollars


def read(document: Document, index: int) -> list[AidClaim]:
    """The aid of one segment: each sum goes to the giver that stands last before it, or first behind it."""
    segment = document.annotated(index)
    text = segment.text
    if not names_ukraine(text) or not _speaks_of_aid(document, index):
        return []
    givers = [p for p in parties_in(text, segment.actors) if p.code not in ("UA", "RU") and usual_giver(p.code)]
    claims = []
    for money in segment.money:
        if (
            not isinstance(money, Sum)
            or money.is_conversion
            or money.per == "unit"
            or money.amount < 100_000
            or not givers
        ):
            continue
        giver = _giver(givers, money.start)
        day = next((d for d in segment.dates if d.day), None)
        sign = text[money.start : money.start + 1]
        claims.append(
            AidClaim(
                span=segment.span(),
                announced_date=day.day if day else None,
                date_precision=day.precision if day else None,
                date_start=day.date_start if day else None,
                date_end=day.date_end if day else None,
                date_text=day.text if day else None,
                donor=giver.code,
                donor_name=giver.name,
                recipient="UA",
                amount=money.amount,
                amount_qualifier=money.qualifier,
                currency=local_dollars(currency_of(money, giver.code), sign, giver.code, document.body),
                aid_type=type_of(text, text, "", cumulative=False),
                rule_id="aid.list",
                confidence=0.55,
            )
        )
    return claims


def _giver(givers: list[Party], position: int) -> Party:
    before = [p for p in givers if p.start < position]
    return before[-1] if before else givers[0]


_BITS: list[int] = []


def _speaks_of_aid(document: Document, index: int) -> bool:
    if not _BITS:
        classes = rule_book("aid").classes
        _BITS.append(word_bit(classes["aid_noun"] | classes["weapon_noun"] | {"support", "shipment", "delivery"}))
    return bool(document.reading.word_bits[index] & _BITS[0])
