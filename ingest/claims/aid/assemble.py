"""One claim per package or running total: the sums and goods of an article, with repeats merged."""

from __future__ import annotations

import re
from functools import lru_cache

from ingest.claims.aid import parties, words
from ingest.claims.aid.goods import goods_claims
from ingest.claims.aid.items import items_in
from ingest.claims.aid.sums import aid_sums
from ingest.claims.aid.when import announced
from ingest.claims.attribution import find_claimant
from ingest.claims.caseless import caseless
from ingest.claims.interceptions.when import When
from ingest.claims.model import AidClaim, Span
from ingest.claims.money import Sum, currency_of, local_dollars
from ingest.claims.reading import AnnotatedSentence, Reading
from ingest.claims.stems import Stems

#: A sentence without any of these (in lower case) holds no sum of money.
_MONEY_STEMS = Stems(
    "$", "€", "£", "¥", "₴", "₽", "illion", "bn", "mln", "euro", "dollar", "kron", "crown", "zlot", "hryvn", "yen",
    "franc", "pound", "nok", "sek", "dkk", "eur", "usd", "gbp", "chf", "cad", "aud", "czk", "pln",
)  # fmt: skip
_INCLUDES = caseless(
    r"\b(?:includ\w+|contain\w*|consist\w+|compris\w+|featur\w+|such\s+as|made\s+up\s+of|provides?|will\s+provide|headlined\s+by)\b"
)
_ALL_KINDS = caseless(
    r"\bnot\s+all\s+military\b|\bmilitary(?:,\s+\w+)?,?\s+and\s+(?:other|economic|financial|humanitarian|budget\w*)\b|\btotal\s+aid\b|"
    r"\b(?:humanitarian|financial|economic)(?:,\s+\w+)?,?\s+and\s+military\b"
)
_CONTENTS = caseless(r",?\s+(?:including|such\s+as|which\s+includes?)\b")
_LAW = re.compile(r"\bbill\b|\bCongress\b|\blawmakers\b|\bHouse\b|\bSenate\b|\blegislation\b")
_GIVEN_TO_UKRAINE = re.compile(
    r"\b(?:aid|assistance|package|weapons|arms|support|funds?|money|loans?|systems?|missiles|tanks|jets|F-16s?|ammunition|shells|drones)\b[^.]{0,60}\b(?:to|for)\s+(?:help\s+)?(?:Ukraine|Kyiv)\b|"
    r"\bUkraine\s+(?:aid|package|fund)\b|\b(?:aid|help|arm|support)\s+(?:Ukraine|Kyiv)\b"
)
_ITS_WORTH = re.compile(
    r"\W*(?:It|The\s+(?:\w+\s+){0,2}(?:package|aid|assistance|tranche|deal|shipment)|This|They)\s+(?:is|are|was|were|will\s+be)\s+"
    r"(?:\w+\s+)?(?:worth|valued\s+at|estimated\s+at)\s+(?:\w+\s+){0,3}$"
)
_CONTENTS_FOLLOW = re.compile(
    r"(?:[^.;]{0,12}\b)?(?:It|(?:The|This)\s+(?:[\w-]+\s+){0,4}(?:package|aid|assistance|tranche|deal|shipment|drawdown|deliver(?:y|ies)|money|support))\b"
    r"[^.;]{0,70}?\b(?:includ\w+|contain\w*|consist\w+|compris\w+|featur\w+|provides?|will\s+provide|cover\w*)\b",
)
#: Sums this close are the same package told in rounder figures ("$61bn", "nearly $60.8bn").
_SAME_SUM = 0.025
#: From this sum on, equal amounts of different givers are one package; the joint giver is then the better name.
_HUGE = 1e10
#: A sum "given" or "spent" from this size on runs over the whole war.
_WAR_LONG = 7e10
#: How many sentences the lead has, and up to which sentence an article goes on about the aid that its lead is about.
_LEAD, _LEAD_HOLDS = 3, 12
_RANK = {"G7": 2, "EU": 1}


def read(reading: Reading) -> list[AidClaim]:
    """The aid that an article reports, one claim per package, running total or gift of goods."""
    claims: list[AidClaim] = []
    last = -10  # the sentence that last told of aid
    money = _MONEY_STEMS.sentences(reading)
    for sentence in reading.sentences:
        if sentence.index not in money:
            continue
        annotated = reading.annotated(sentence)
        found = _sums(reading, annotated, spoken=sentence.index - last <= 2)
        last = sentence.index if found else last
        claims += found
    claims = _merged(claims)
    told = {claim.span.char_start for claim in claims}
    for claim in claims:
        _add_contents(reading, claim, money, told)
    claims += goods_claims(reading, claims)
    return claims


def _sides(text: str, sums: list[Sum], position: int) -> tuple[str, str]:
    """What the sentence says before and behind a sum, up to the sums beside it, at most 170 characters either way."""
    money = sums[position]
    left = max((s.end for s in sums[:position] if not s.is_conversion), default=0)
    right = min((s.start for s in sums[position + 1 :] if not s.is_conversion), default=len(text))
    return text[max(left, money.start - 170) : money.start], text[money.end : min(right, money.end + 170)]


def _sums(reading: Reading, sentence: AnnotatedSentence, *, spoken: bool) -> list[AidClaim]:
    """The aid in one sentence's sums; `spoken`: one of the two sentences before told of aid."""
    sums = [m for m in sentence.money if isinstance(m, Sum)]
    text = sentence.text
    claims: list[AidClaim] = []
    context = spoken or _speaks_of_aid(reading, sentence)
    aid = aid_sums(text, sums, context=context)
    previous: AidClaim | None = None
    last_end = 0
    totals = False  # a running total of many givers opens the list ("less than $75bn, most of it from Poland ($24bn)")
    for position, money in enumerate(sums):
        if money.is_conversion and not _listed_giver(sentence, money):
            continue
        listed = _listed_giver(sentence, money) if position and (previous is not None or totals) else None
        about = _about_package(reading, sentence, money)
        if not (listed or about or position in aid):
            continue
        donor = listed or parties.donor_of(reading, sentence, money.start, money.end)
        joint = text[last_end : money.start] if previous is not None else ""
        part = bool(previous) and bool(re.search(r"\binclud\w+|\bof\s+which\b", joint))
        if part and previous is not None and not re.search(r"\bfrom\b", joint):
            donor = previous.donor
        if donor is None:
            totals = totals or words.is_cumulative(text, *_sides(text, sums, position))
            continue
        receiver = parties.receiver(reading, sentence, donor, context=context)
        if receiver is None:
            continue
        before, after = _sides(text, sums, position)
        cumulative = money.per is None and words.is_cumulative(text, before, after)
        if money.amount >= _WAR_LONG and words.HAS_GIVEN_MUCH.search(before):
            cumulative = True  # nobody gives this much at once
        if (previous is not None and previous.is_cumulative and (part or listed)) or (totals and listed):
            cumulative = True
        # what stands before a further sum is the sum before it, where its own words name its kind
        ahead = "" if previous is not None and words.types_in(after[:60]) else before[-60:]
        own = ahead + text[money.start : money.end] + after[:110]
        claim = _claim(
            reading, sentence, money, donor, receiver, before + text[money.start : money.end] + after, own, cumulative
        )
        together = [] if listed or part else parties.joint_givers(sentence, money.start)
        if together:
            claim.donor, claim.donor_name = None, ", ".join(parties.name_of(g.code) or g.code for g in together)
        if claim.aid_type == "unknown" and previous is not None and not joint.strip(" .,"):
            claim.aid_type = previous.aid_type
        if claim.aid_type == "unknown" and _is_law(reading, sentence):
            claim.aid_type = "mixed"
        if about is not None:
            if claim.aid_type == "unknown":
                claim.aid_type = _type(about.text, about.text, cumulative=False)
            claim.evidence.append(about.span())
            if claim.announced_date is None and not cumulative:
                _take_date(claim, announced(reading, about, 0, cumulative=False, status=claim.status))
        claims.append(claim)
        previous, last_end = claim, money.end
    return claims


@lru_cache(maxsize=64)
def _given_to_ukraine(text: str) -> bool:
    return ("Ukraine" in text or "Kyiv" in text) and _GIVEN_TO_UKRAINE.search(text) is not None


def _speaks_of_aid(reading: Reading, sentence: AnnotatedSentence) -> bool:
    """Whether the two sentences before speak of aid to Ukraine, so that a bare "Denmark is contributing $90m" is aid
    too."""
    before = [s.text for s in reading.sentences[max(0, sentence.index - 3) : sentence.index]]
    if any(_given_to_ukraine(text) for text in [*before, reading.article.title or ""]):
        return True
    lead = [s.text for s in reading.sentences[:_LEAD]]
    if sentence.index < _LEAD_HOLDS and any(_given_to_ukraine(text) and words.types_in(text) for text in lead):
        return True
    return any("Ukrain" in text for text in before[-2:]) and bool(words.types_in(sentence.text))


def _is_law(reading: Reading, sentence: AnnotatedSentence) -> bool:
    """Whether the sentences around speak of a bill: such packages hold arms and money together."""
    around = reading.sentences[max(0, sentence.index - 2) : sentence.index + 1]
    return sum(bool(_LAW.search(s.text)) for s in around) > 0


def _listed_giver(sentence: AnnotatedSentence, money: Sum) -> str | None:
    """The state right before a bracketed sum: "Poland ($24.3 billion) and Estonia ($5.48 billion)"."""
    if not re.search(r"\(\s*$", sentence.text[: money.start]):
        return None
    return next(
        (g.code for g in parties.givers(sentence) if re.fullmatch(r"\s*\(\s*", sentence.text[g.end : money.start])),
        None,
    )


def _about_package(reading: Reading, sentence: AnnotatedSentence, money: Sum) -> AnnotatedSentence | None:
    """The sentence before, where this one only adds the price: "It is worth $1 million." """
    if sentence.index == 0 or not _ITS_WORTH.match(sentence.text[: money.start]):
        return None
    before = reading.annotated(sentence.index - 1)
    return (
        before if words.NOUN.search(before.text) and words.VERB.search(before.text) and "krain" in before.text else None
    )


def _add_contents(reading: Reading, claim: AidClaim, money: frozenset[int], told: set[int]) -> None:
    """Goods that one of the next sentences lists as the package's contents ("It includes ...")."""
    if claim.is_cumulative:
        return
    first = next((s.index for s in reading.sentences if s.start == claim.span.char_start), None)
    if first is None:
        return
    for sentence in reading.sentences[first + 1 : first + 4]:
        text = sentence.text
        if sentence.start in told:
            break  # from here on "it" is the next package
        match = _CONTENTS_FOLLOW.match(text)
        if not match or sentence.index in money:
            continue
        items = items_in(text[match.end() :])
        if not items:
            continue
        claim.items = list(dict.fromkeys(claim.items + items))
        if claim.aid_type == "unknown":
            claim.aid_type = _type(text, text, cumulative=False)
        span = Span(sentence.start, sentence.end)
        if span not in claim.evidence:
            claim.evidence.append(span)


def _take_date(claim: AidClaim, moment: When) -> None:
    claim.announced_date, claim.date_precision = moment.day, moment.precision
    claim.date_start, claim.date_end = moment.start, moment.end
    claim.date_partial, claim.date_text = moment.partial, moment.text


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
    status = words.status_of(own) if words.VERB.search(own) else words.status_of(clause)
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
        currency=local_dollars(
            currency_of(money, donor), sentence.text[money.start : money.start + 1], donor, reading.body
        ),
        aid_type=_type(clause, own, cumulative=cumulative),
        status=status,
        is_cumulative=cumulative,
        items=items,
    )


def _type(clause: str, own: str, *, cumulative: bool) -> str:
    """The kind of aid: that of the sum's own phrase, else of the clause; `mixed` for several, `unknown` for none.

    What a list of contents adds ("including medical supplies") does not change the kind of the whole.
    """
    if _ALL_KINDS.search(clause):
        return "mixed"
    head = _CONTENTS.split(own)[0]
    for passage in (head, own, clause):
        kinds = words.types_in(passage)
        if not kinds:
            continue
        if passage is own and head != own and kinds[0] != "military":
            return "mixed"  # "in aid, including humanitarian aid"
        if kinds[0] == "reconstruction" and "energy" in kinds:
            return "energy"  # "to repair the electric grid"
        if len(kinds) == 1 or set(kinds) <= {"financial", "reconstruction", "energy"}:
            return kinds[0]
        if set(kinds) <= {"humanitarian", "energy", "reconstruction"}:
            return kinds[0]
        return "mixed"
    return "mixed" if cumulative or _LAW.search(clause) else "unknown"


def _merged(claims: list[AidClaim]) -> list[AidClaim]:
    """One claim per package: the same giver's same sum told again adds what the first telling lacks."""
    kept: list[AidClaim] = []
    for claim in claims:
        twin = next((k for k in kept if _same(k, claim)), None)
        if twin is None:
            kept.append(claim)
            continue
        if _RANK.get(claim.donor or "", 0) > _RANK.get(twin.donor or "", 0):
            twin.donor, twin.donor_name = claim.donor, claim.donor_name
        if twin.announced_date is None and claim.announced_date is not None and not twin.is_cumulative:
            for name in ("announced_date", "date_precision", "date_start", "date_end", "date_partial", "date_text"):
                setattr(twin, name, getattr(claim, name))
        if twin.aid_type == "unknown":
            twin.aid_type = claim.aid_type
        twin.items = list(dict.fromkeys(twin.items + claim.items))
        twin.is_background = twin.is_background and claim.is_background
        if claim.span != twin.span and claim.span not in twin.evidence:
            twin.evidence.append(claim.span)
    return kept


def _same(a: AidClaim, b: AidClaim) -> bool:
    if (a.recipient, a.currency) != (b.recipient, b.currency):
        return False
    if a.donor != b.donor:
        # nobody else gives the very same tens of billions: one telling names the giver less well
        return a.amount == b.amount and (a.amount or 0) >= _HUGE and not a.is_cumulative and not b.is_cumulative
    if a.amount is None or b.amount is None:
        return False
    if a.amount == b.amount:
        return a.is_cumulative == b.is_cumulative or a.span == b.span or a.amount >= 1e9
    if abs(a.amount - b.amount) > _SAME_SUM * max(a.amount, b.amount):
        return False
    return a.is_cumulative == b.is_cumulative and not (
        a.announced_date and b.announced_date and a.announced_date != b.announced_date
    )
