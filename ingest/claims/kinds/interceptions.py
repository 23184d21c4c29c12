"""Interceptions: how many drones and missiles were sent, and how many the defence brought down; one claim a count."""

from __future__ import annotations

from ingest.claims.attribution import find_claimant
from ingest.claims.document import Document
from ingest.claims.kinds.interception_accounts import Account, Bulletins, compatible, family
from ingest.claims.kinds.interception_sides import other_side
from ingest.claims.matcher import rule_book
from ingest.claims.model import InterceptionClaim
from ingest.claims.vocabulary import VOCABULARY
from ingest.claims.weapons import WEAPON_BIT

#: How far around a sentence of interceptions the rest of its bulletin may stand.
_REACH = 4
_STEMS = tuple(rule_book("interceptions").classes["telling_stem"])
_TELLING = VOCABULARY.test(lambda word: word.startswith(_STEMS))
_TARGETS = VOCABULARY.test(lambda word: word.startswith(("target", "object", "projectile")))


def read(document: Document) -> list[InterceptionClaim]:
    """The interceptions that an article reports: one claim per side, weapon class, time and place, repeats merged."""
    document.parse(telling(document))
    accounts = Bulletins(document, _around(document, _outcomes(document))).accounts()
    return _merged([_claim(document, account) for account in accounts])


def telling(document: Document) -> list[int]:
    """The sentences around an outcome of a defence, and the one before each."""
    outcomes = _outcomes(document)
    return sorted({*_around(document, outcomes), *(i - 1 for i in outcomes if i)})


def _outcomes(document: Document) -> list[int]:
    """The sentences with a word of interception near one with a weapon or target."""
    bits = document.reading.word_bits
    flying = [i for i, b in enumerate(bits) if b & (WEAPON_BIT | _TARGETS)]
    return [i for i, b in enumerate(bits) if b & _TELLING and any(abs(i - j) <= 3 for j in flying)]


def _around(document: Document, outcomes: list[int]) -> list[int]:
    """Of the sentences near these, those with a weapon, a target, an outcome or a number."""
    bits = document.reading.word_bits
    near = {i for t in outcomes for i in range(max(0, t - _REACH), min(len(bits), t + _REACH + 1))}
    for i in range(len(bits)):
        if i - 1 in near and _is_row(document, i):
            near.add(i)
    return [i for i in sorted(near) if bits[i] & (WEAPON_BIT | _TARGETS | _TELLING) or document.annotated(i).numbers]


def _is_row(document: Document, index: int) -> bool:
    """ "- 5 over the Kursk region": a list goes on as far as its rows begin with a figure."""
    text, numbers = document.annotated(index).text, document.annotated(index).numbers
    return bool(numbers) and not text[: numbers[0].digits_start].strip(" -–—•*·")


def _claim(document: Document, account: Account) -> InterceptionClaim:
    sentence = account.told.count.sentence
    claimant = find_claimant(document, sentence.index, country=account.side)
    definition, when, place = account.told.definition, account.when, account.place
    shot_down = account.intercepted if definition == "shot_down" else None
    intercepted = account.intercepted
    if account.suppressed is not None:
        intercepted += account.suppressed
        definition = "shot_down_or_suppressed"
    suppressed = account.suppressed
    if account.told.role == "suppressed":
        definition, suppressed = "shot_down_or_suppressed", account.intercepted
    local = place is not None and place.level != "admin1"
    return InterceptionClaim(
        span=sentence.annotated.span(),
        evidence=list(account.evidence),
        date_precision=when.precision,
        date_start=when.start,
        date_end=when.end,
        date_partial=when.partial,
        date_text=when.text,
        claimant=claimant.name,
        claimant_side=claimant.side,
        is_background=when.is_background,
        rule_id=account.told.mention.rule_id if account.told.mention is not None else None,
        confidence=_confidence(account),
        event_date=when.day if not when.is_recap else None,
        defender_country=account.side,
        attacker_country=other_side(account.side),
        weapon_class=account.weapon_class,
        weapon_names=list(dict.fromkeys(account.names)),
        launched=account.launched,
        launched_qualifier=(account.launched_qualifier or "exact") if account.launched is not None else None,
        intercepted=intercepted,
        intercepted_qualifier=account.told.count.qualifier,
        shot_down=shot_down,
        suppressed=suppressed,
        hit=account.hit,
        still_airborne=account.still_airborne,
        count_definition=definition,
        scope=account.scope,
        is_recap=when.is_recap,
        time_start=when.hours[0],
        time_end=when.hours[1],
        place=place.name if place is not None and local else None,
        admin1=place.admin1 if place is not None else None,
        admin1_code=place.admin1_code if place is not None else None,
    )


def _confidence(account: Account) -> float:
    """What labelled text says of such claims, lowered by what was assumed."""
    value = {"arcs": 0.95, "heading": 0.85, "inherited": 0.85}.get(account.told.basis, 0.8)
    if account.told.count.is_single:
        value *= 0.8
    if account.when.precision == "assumed" or account.when.day is None:
        value *= 0.92
    if account.when.is_background:
        value *= 0.9
    return round(value, 2)


def _merged(claims: list[InterceptionClaim]) -> list[InterceptionClaim]:
    """One claim per event: the same count told twice stays once, with the fuller of the two tellings."""
    kept: list[InterceptionClaim] = []
    for claim in claims:
        twin = next((k for k in kept if _is_same(k, claim)), None)
        if twin is None:
            kept.append(claim)
        else:
            _absorb(twin, claim)
    for claim in kept:
        claim.evidence = [span for span in dict.fromkeys(claim.evidence) if span != claim.span]
    return kept


def _absorb(twin: InterceptionClaim, claim: InterceptionClaim) -> None:
    if twin.launched is None and claim.launched is not None:
        twin.launched, twin.launched_qualifier = claim.launched, claim.launched_qualifier
    if claim.event_date is not None and (
        twin.event_date is None
        or (twin.date_precision == "assumed" != claim.date_precision)
        or _ends_night(twin, claim)
    ):
        days = ("event_date", "date_precision", "date_start", "date_end", "date_partial", "date_text")
        for name in (*days, "time_start", "time_end"):
            setattr(twin, name, getattr(claim, name))
    says_how = twin.count_definition == "unspecified" != claim.count_definition
    if says_how or (twin.suppressed is None and claim.suppressed is not None):
        for name in ("shot_down", "suppressed", "intercepted", "count_definition"):
            setattr(twin, name, getattr(claim, name))
    for name in ("hit", "still_airborne"):
        if getattr(twin, name) is None and getattr(claim, name) is not None and _has_room(twin, getattr(claim, name)):
            setattr(twin, name, getattr(claim, name))
    if twin.weapon_class == "missile" and family(claim.weapon_class) == "missile":
        twin.weapon_class = claim.weapon_class
    twin.weapon_names = list(dict.fromkeys(twin.weapon_names + claim.weapon_names))
    twin.evidence += [claim.span, *claim.evidence]
    twin.confidence = max(twin.confidence or 0, claim.confidence or 0)


def _ends_night(first: InterceptionClaim, second: InterceptionClaim) -> bool:
    """Whether the second telling gives the morning of a night whose evening the first gave."""
    a, b = first.event_date, second.event_date
    return a is not None and b is not None and (b - a).days == 1 and "evening" in (first.date_text or "").lower()


def _has_room(claim: InterceptionClaim, more: int) -> bool:
    told = (claim.intercepted, claim.hit, claim.still_airborne, more)
    return claim.launched is None or sum(n or 0 for n in told) <= claim.launched


def _is_same(a: InterceptionClaim, b: InterceptionClaim) -> bool:
    if (
        a.defender_country != b.defender_country
        or a.is_recap != b.is_recap
        or not compatible(a.weapon_class, b.weapon_class)
    ):
        return False
    makes = set(a.weapon_names), set(b.weapon_names)
    if a.span == b.span and (a.weapon_class != b.weapon_class or (all(makes) and makes[0].isdisjoint(makes[1]))):
        return False  # two ballistic and two cruise missiles are four
    if a.intercepted != b.intercepted and not (
        a.shot_down is not None and a.shot_down == b.shot_down and None in (a.suppressed, b.suppressed)
    ):
        return False
    if None not in (a.launched, b.launched) and a.launched != b.launched:
        return False
    if a.launched is not None and a.launched == b.launched and (a.intercepted or 0) >= 10:
        return True  # two such numbers do not agree by accident, wherever the place was read from
    if a.admin1 and b.admin1 and a.admin1 != b.admin1:
        return False
    whole = any(c.launched is not None and c.launched == c.intercepted for c in (a, b))  # "all four"
    if bool(a.admin1) != bool(b.admin1) and (a.intercepted or 0) < 5 and not whole:
        return False
    return not (a.event_date and b.event_date and abs((a.event_date - b.event_date).days) > 1)
