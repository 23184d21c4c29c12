"""One claim per event: the same count told twice in an article stays once, with the fuller of the two tellings."""

from __future__ import annotations

from ingest.claims.interceptions.bulletins import family, is_missile_kind
from ingest.claims.model import InterceptionClaim


def merged(claims: list[InterceptionClaim]) -> list[InterceptionClaim]:
    """One claim per event: the same count told twice stays once, with the fuller of the two tellings."""
    kept: list[InterceptionClaim] = []
    for claim in claims:
        twin = next((k for k in kept if _same(k, claim)), None)
        if twin is None:
            kept.append(claim)
            continue
        if twin.launched is None and claim.launched is not None:
            twin.launched, twin.launched_qualifier = claim.launched, claim.launched_qualifier
            twin.evidence.append(claim.span)
            twin.evidence += claim.evidence
        if twin.event_date is None and claim.event_date is not None:
            for name in ("event_date", "date_precision", "date_start", "date_end", "date_partial", "date_text"):
                setattr(twin, name, getattr(claim, name))
            twin.evidence.append(claim.span)
        if twin.suppressed is None and claim.suppressed is not None:
            twin.shot_down, twin.suppressed, twin.count_definition = (
                claim.shot_down,
                claim.suppressed,
                claim.count_definition,
            )
            twin.intercepted = claim.intercepted
            twin.evidence.append(claim.span)
        for name in ("hit", "still_airborne"):
            told = getattr(claim, name)
            if getattr(twin, name) is None and told is not None and _fits(twin, told):
                setattr(twin, name, told)
                twin.evidence.append(claim.span)
                twin.evidence += claim.evidence
        if twin.weapon_class == "missile" and is_missile_kind(claim.weapon_class):
            twin.weapon_class = claim.weapon_class
        twin.weapon_names = list(dict.fromkeys(twin.weapon_names + claim.weapon_names))
        if claim.span != twin.span and claim.span not in twin.evidence:
            twin.evidence.append(claim.span)
    for claim in kept:
        claim.evidence = [span for span in dict.fromkeys(claim.evidence) if span != claim.span]
    return kept


def _fits(claim: InterceptionClaim, more: int) -> bool:
    """Whether so many more weapons can have come, beside those whose fate the claim tells."""
    told = (claim.intercepted, claim.hit, claim.still_airborne, more)
    return claim.launched is None or sum(n or 0 for n in told) <= claim.launched


def _same(a: InterceptionClaim, b: InterceptionClaim) -> bool:
    if (a.defender_country, family(a.weapon_class)) != (b.defender_country, family(b.weapon_class)):
        return False
    if a.is_recap != b.is_recap:
        return False
    if a.weapon_class != b.weapon_class and (a.span == b.span or "missile" not in (a.weapon_class, b.weapon_class)):
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
    if bool(a.admin1) != bool(b.admin1) and (a.intercepted or 0) < 5:
        return False
    return not (a.event_date and b.event_date and abs((a.event_date - b.event_date).days) > 1)
