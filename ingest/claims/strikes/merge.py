"""One event, one claim: joins what an article tells of one strike in several places of its text."""

from __future__ import annotations

from ingest.claims.annotations import PlaceMention
from ingest.claims.model import StrikeClaim
from ingest.claims.strikes.events import Event


def distinct(claims: list[StrikeClaim]) -> list[StrikeClaim]:
    """Drops a region's claim without any figure where the same article has one of a town there on the same day."""
    kept = []
    for claim in claims:
        if claim.place is None and claim.killed is None and claim.wounded is None:
            inner = [
                c
                for c in claims
                if c is not claim
                and c.attacker_country == claim.attacker_country
                and c.event_date == claim.event_date
                and (c.admin1 == claim.admin1 if claim.admin1 else c.place or c.admin1)
                and (c.place or not claim.admin1)
                and (c.span == claim.span or not claim.admin1)
            ]
            if inner:
                continue
        kept.append(claim)
    return kept


def around(city: PlaceMention, other: PlaceMention) -> bool:
    """Whether a place lies in the city's region (for Kyiv and Moscow: in the region around it)."""
    return other.admin1_code == city.admin1_code or (city.admin1_code, other.admin1_code) in (
        ("UA-30", "UA-32"),
        ("RU-MOW", "RU-MOS"),
    )


def merged(events: list[Event]) -> list[Event]:
    """Joins an event told without its place to the one that names it (same toll or target), a region's to a town's."""
    kept = list(events)
    for bare in [e for e in events if e.place is None]:
        for placed in events:
            if (
                placed.place is None
                or placed.background != bare.background
                or placed.attacker != bare.attacker
                or not placed.date_agrees(bare.date)
                or (placed.date is None and bare.date is not None and placed.told[0].frame.recalls)
            ):
                continue
            same_toll = any(
                a and b and a.value == b.value and a.value > 0
                for a, b in ((bare.killed, placed.killed), (bare.wounded, placed.wounded))
            )
            same_target = bare.target() and bare.target() == placed.target() and not (placed.killed or placed.wounded)
            if same_toll or same_target:
                placed.take(bare)
                kept.remove(bare)
                break
    for region in [e for e in kept if e.place is not None and e.place.level == "admin1"]:
        city = next((e for e in kept if e is not region and _centre_of(e, region) and _same_news(e, region)), None)
        if city is not None:
            city.take(region)
            kept.remove(region)
    return kept


def _centre_of(city: Event, region: Event) -> bool:
    """Whether the event's town is the one that the region is named for."""
    town, area = city.place, region.place
    if town is None or area is None or town.level != "settlement" or not area.admin1:
        return False
    bases = {"UA-12": "Dnipro", "UA-35": "Kropyvnytskyi", "RU-ROS": "Rostov-on-Don"}
    return around(town, area) and town.name == bases.get(area.admin1_code or "", area.admin1.rsplit(" ", 1)[0])


def _same_news(city: Event, region: Event) -> bool:
    """Whether a town's and its region's events read as one: same side and day, and no two different tolls."""
    if city.attacker != region.attacker or city.background != region.background or not city.date_agrees(region.date):
        return False
    apart = min(abs(a.frame.sentence.index - b.frame.sentence.index) for a in city.told for b in region.told)
    if not (region.killed or region.wounded):
        return apart <= 6
    return apart <= 2 and not (city.killed and region.killed) and not (city.wounded and region.wounded)
