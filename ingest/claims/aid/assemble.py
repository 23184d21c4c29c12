"""One claim per package or running total: the sums and goods of an article, with repeats merged."""

from __future__ import annotations

import re

from ingest.claims.aid import parties, words
from ingest.claims.aid.goods import goods_claims
from ingest.claims.aid.items import items_in
from ingest.claims.aid.sums import is_aid
from ingest.claims.aid.when import announced
from ingest.claims.attribution import find_claimant
from ingest.claims.model import AidClaim
from ingest.claims.money import Sum, currency_of
from ingest.claims.reading import AnnotatedSentence, Reading

#: A cheap sign that a sentence may hold a sum.
_MONEY_HINT = re.compile(
    r"[$€£¥₴]|\b(?:million|billion|bn|mln)\b|\d\s?(?:bn|m|million|billion)\b|\b(?:NOK|SEK|DKK|EUR|USD|GBP|CAD|AUD)\b"
)
_INCLUDES = re.compile(
    r"\b(?:includ\w+|contain\w*|consist\w+|compris\w+|featur\w+|such\s+as|made\s+up\s+of|provides?|will\s+provide|headlined\s+by)\b",
    re.IGNORECASE,
)
_PACKAGE = re.compile(r"\b(?:it|package|tranche|assistance|aid|deal|shipment|list|delivery)\b", re.IGNORECASE)
#: Sums this close are the same package told in rounder figures ("$61bn", "nearly $60.8bn").
_SAME_SUM = 0.025


def read(reading: Reading) -> list[AidClaim]:
    """The aid that an article reports, one claim per package, running total or gift of goods."""
    claims: list[AidClaim] = []
    for sentence in reading.sentences:
        if not _MONEY_HINT.search(sentence.text):
            continue
        annotated = reading.annotated(sentence)
        claims += _sums(reading, annotated)
    claims = _merged(claims)
    claims += goods_claims(reading, claims)
    return claims


def _clause(text: str, sums: list[Sum], position: int) -> str:
    """The part of the sentence that tells of one sum: up to the sums beside it, at most 170 characters either way."""
    money = sums[position]
    left = max((s.end for s in sums[:position] if not s.is_conversion), default=0)
    right = min((s.start for s in sums[position + 1 :] if not s.is_conversion), default=len(text))
    for mark in re.finditer(r";|\bwhile\b|\bafter\b|\bbut\b|—", text[left : money.start]):
        left += 0 if mark.end() + left > money.start else 0
    return text[max(left, money.start - 170) : min(right, money.end + 170)]


def _sums(reading: Reading, sentence: AnnotatedSentence) -> list[AidClaim]:
    sums = [m for m in sentence.money if isinstance(m, Sum)]
    text = sentence.text
    claims: list[AidClaim] = []
    previous: AidClaim | None = None
    for position, money in enumerate(sums):
        if money.is_conversion or not is_aid(text, sums, position):
            continue
        donor = parties.donor_of(reading, sentence, money.start, money.end)
        part = previous is not None and bool(
            re.search(
                r"\b(?:including|of\s+which|includes|and\s+another|plus|and)\b",
                text[sums[position - 1].end : money.start],
            )
        )
        if part and previous is not None and donor is None:
            donor = previous.donor
        if donor is None:
            continue
        receiver = parties.receiver(reading, sentence, donor)
        if receiver is None:
            continue
        clause = _clause(text, sums, position)
        cumulative = words.is_cumulative(clause) and money.per is None
        if (
            part
            and previous is not None
            and previous.is_cumulative
            and re.search(r"\binclud", text[sums[position - 1].end : money.start])
        ):
            cumulative = True
        own = text[max(0, money.start - 60) : money.end + 110]
        claim = _claim(reading, sentence, money, donor, receiver, clause, own, cumulative)
        claims.append(claim)
        previous = claim
    return claims


def _claim(
    reading: Reading,
    sentence: AnnotatedSentence,
    money: Sum,
    donor: str,
    receiver: str,
    clause: str,
    own: str,
    cumulative: bool,
) -> AidClaim:
    status = words.status_of(clause)
    moment = announced(reading, sentence, money.start, cumulative=cumulative, status=status)
    claimant = find_claimant(reading, sentence, donor)
    tail = sentence.text[money.end : money.end + 260]
    listed = _INCLUDES.search(tail)
    items = items_in(tail[listed.end() :]) if listed else items_in(re.split(r"[.;]|\bfor\s+Ukrain", tail)[0][:90])
    return AidClaim(
        span=sentence.span(),
        announced_date=moment.day,
        date_precision=moment.precision,
        date_start=moment.start,
        date_end=moment.end,
        date_partial=moment.partial,
        date_text=moment.text,
        is_background=moment.is_background,
        claimant=claimant.name,
        claimant_side=claimant.side,
        donor=donor,
        donor_name=parties.name_of(donor),
        recipient=receiver,
        amount=money.amount,
        amount_qualifier=money.qualifier,
        currency=currency_of(money, donor),
        aid_type=_type(clause, own),
        status=status,
        is_cumulative=cumulative,
        items=items,
    )


def _type(clause: str, own: str) -> str:
    """The kind of aid: that of the sum's own phrase, else of the clause; `mixed` for several, `unknown` for none."""
    for passage in (own, clause):
        kinds = words.types_in(passage)
        if not kinds:
            continue
        if len(kinds) == 1:
            return kinds[0]
        if set(kinds) <= {"financial", "reconstruction", "energy"}:
            return kinds[0]
        if set(kinds) <= {"humanitarian", "energy", "reconstruction"}:
            return kinds[0]
        return "mixed"
    return "mixed" if re.search(r"\bbill\b|\bCongress\b|\blawmakers\b|\bHouse\b|\bSenate\b", clause) else "unknown"


def _merged(claims: list[AidClaim]) -> list[AidClaim]:
    """One claim per package: the same giver's same sum told again adds what the first telling lacks."""
    kept: list[AidClaim] = []
    for claim in claims:
        twin = next((k for k in kept if _same(k, claim)), None)
        if twin is None:
            kept.append(claim)
            continue
        if twin.announced_date is None and claim.announced_date is not None and not twin.is_cumulative:
            for name in ("announced_date", "date_precision", "date_start", "date_end", "date_partial", "date_text"):
                setattr(twin, name, getattr(claim, name))
        if twin.aid_type in ("unknown", "mixed") and claim.aid_type not in ("unknown", "mixed"):
            twin.aid_type = claim.aid_type if twin.aid_type == "unknown" else twin.aid_type
        twin.items = list(dict.fromkeys(twin.items + claim.items))
        twin.is_background = twin.is_background and claim.is_background
        if claim.span != twin.span and claim.span not in twin.evidence:
            twin.evidence.append(claim.span)
    return kept


def _same(a: AidClaim, b: AidClaim) -> bool:
    if (a.donor, a.recipient, a.currency) != (b.donor, b.recipient, b.currency):
        return False
    if a.amount is None or b.amount is None:
        return False
    if a.amount == b.amount:
        return a.is_cumulative == b.is_cumulative or a.span == b.span or a.amount >= 1e9
    if abs(a.amount - b.amount) > _SAME_SUM * max(a.amount, b.amount):
        return False
    return a.is_cumulative == b.is_cumulative and not (
        a.announced_date and b.announced_date and a.announced_date != b.announced_date
    )
