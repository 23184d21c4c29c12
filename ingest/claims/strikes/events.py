"""One strike as an article tells it, gathered from several sentences."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ingest.claims.annotations import DateMention, PlaceMention
from ingest.claims.attribution import find_claimant
from ingest.claims.model import StrikeClaim
from ingest.claims.reading import Reading
from ingest.claims.strikes.frames import Frame
from ingest.claims.strikes.sites import Site
from ingest.claims.strikes.tolls import Toll
from ingest.claims.targets import rank_of


def same_place(a: PlaceMention | None, b: PlaceMention | None) -> bool:
    """Whether two mentions name one place; a sentence without a place matches none but another such."""
    if a is None or b is None:
        return a is b
    if a.level == "admin1" or b.level == "admin1":
        return a.level == b.level and a.admin1_code == b.admin1_code
    if a.location_id and b.location_id:
        return a.location_id == b.location_id
    return a.name == b.name


@dataclass
class _Told:
    frame: Frame
    site: Site
    score: float


@dataclass
class Event:
    """What is known of one strike so far."""

    place: PlaceMention | None
    attacker: str | None
    date: DateMention | None
    background: bool = False
    inherited: bool = False
    told: list[_Told] = field(default_factory=list)
    killed: Toll | None = None
    wounded: Toll | None = None

    def date_agrees(self, date: DateMention | None) -> bool:
        """Whether a sentence of that date can be about this event."""
        if date is None or self.date is None:
            return True
        mine, other = self.date, date
        if mine.date_start and mine.date_end and other.date_start and other.date_end:
            return mine.date_start <= other.date_end and other.date_start <= mine.date_end
        if mine.partial and other.partial:
            return mine.partial == other.partial
        return True

    def absorb(self, frame: Frame, site: Site, date: DateMention | None) -> None:
        """Takes in what one more sentence tells."""
        if self.attacker is None:
            self.attacker = site.attacker
        if date is not None and (self.date is None or (self.date.day is None and date.day is not None)):
            self.date, self.inherited = date, False
        if self.told and site.place is None:
            # a sentence that only goes on about the strike: its weapons and targets count if none were named before
            far = frame.sentence.index - self.told[-1].frame.sentence.index > 1 and not site.tolls
            site = replace(
                site,
                weapons=[] if far or any(t.site.weapons for t in self.told) else site.weapons,
                targets=[] if far or any(t.site.targets for t in self.told) else site.targets,
            )
        score = 2.0 * bool(site.place) + 1.0 * bool(site.tolls) + 0.5 * frame.real + 0.3 * bool(site.weapons)
        if site.fallback:
            score -= 1.0
        self.told.append(_Told(frame, site, score))
        for toll in site.tolls:
            known = self.killed if toll.kind == "killed" else self.wounded
            if known is None or (toll.value > known.value):
                if toll.kind == "killed":
                    self.killed = toll
                else:
                    self.wounded = toll

    def take(self, other: Event) -> None:
        """Takes in what another event, now known to be the same, was told to be."""
        self.told += other.told
        if self.date is None or (self.date.day is None and other.date is not None):
            self.date = other.date
        for kind in ("killed", "wounded"):
            mine, theirs = getattr(self, kind), getattr(other, kind)
            if theirs is not None and (mine is None or theirs.value > mine.value):
                setattr(self, kind, theirs)

    def only_near(self) -> bool:
        """Whether the place was only ever named as what the strike was near to."""
        placed = [t.site for t in self.told if t.site.place is not None]
        return bool(placed) and all(s.near for s in placed)

    def tells_enough(self) -> bool:
        """Whether a strike is told and not only that a place suffers: there is a toll, a time or a weapon's use."""
        if self.killed or self.wounded or self.date is not None or any(t.frame.tolls for t in self.told):
            return True
        return any(t.frame.real and t.frame.attackers and t.site.weapons and t.site.place for t in self.told)

    def refine(self, place: PlaceMention) -> None:
        """The place itself, where so far only "near" a city was told."""
        self.place = place

    def claim(self, reading: Reading) -> StrikeClaim | None:
        """The event as a row; None where too little was said to claim a strike."""
        if not self.told:
            return None
        best = max(self.told, key=lambda t: (t.score - self.outdated(t), -t.frame.sentence.index))
        main = best.frame.sentence
        spans = {t.frame.sentence.index: t.frame.sentence.span() for t in self.told}
        spans.pop(main.index, None)
        place, date = self.place, self.date
        weapons = list(
            dict.fromkeys(w.weapon_class for t in self.told for w in t.site.weapons if w.weapon_class != "other")
        )
        names = list(dict.fromkeys(w.name for t in self.told for w in t.site.weapons if w.name))
        if len(weapons) > 1 and "airstrike" in weapons:
            weapons.remove("airstrike")  # "air strikes" said of what other sentences name: missiles, drones, bombs
        near = any(t.site.near for t in self.told)
        claim = StrikeClaim(
            span=main.span(),
            evidence=[spans[i] for i in sorted(spans)],
            attacker_country=self.attacker,
            target_country=place.country if place else ({"RU": "UA", "UA": "RU"}.get(self.attacker or "")),
            weapon_classes=weapons,
            weapon_names=names,
            target_class=self.target(),
            is_background=self.background,
        )
        if place is not None:
            claim.admin1, claim.admin1_code = place.admin1, place.admin1_code
            if place.level != "admin1":
                claim.place = place.name
                claim.location_id, claim.latitude, claim.longitude = place.location_id, place.latitude, place.longitude
                whole = "district" in (place.level, place.precision)
                claim.geo_precision = "district" if whole else ("near" if near else "settlement")
            else:
                claim.geo_precision = "admin1"
        elif claim.target_country:
            claim.geo_precision = "country"
        if date is not None:
            claim.event_date = date.day
            claim.date_precision = date.precision if date.date_start or date.partial else None
            claim.date_start, claim.date_end = date.date_start, date.date_end
            claim.date_partial, claim.date_text = date.partial, date.text
        if self.killed:
            claim.killed, claim.killed_qualifier = self.killed.value, self.killed.qualifier
        if self.wounded:
            claim.wounded, claim.wounded_qualifier = self.wounded.value, self.wounded.qualifier
        claimant = find_claimant(reading, main, claim.target_country)
        claim.claimant, claim.claimant_side = claimant.name, claimant.side
        return claim

    def outdated(self, told: _Told) -> float:
        """What a passage loses as the claim's quote when its own toll is not the one that the event ended up with."""
        final = {toll.value for toll in (self.killed, self.wounded) if toll}
        return 1.5 * (bool(told.site.tolls) and not any(toll.value in final for toll in told.site.tolls))

    def target(self) -> str | None:
        """The most telling target named in the event's sentences."""
        best, best_rank = None, 99.0
        for position, told in enumerate(self.told):
            for target in told.site.targets:
                rank = rank_of(told.frame.sentence.text, target) + 0.3 * position
                if rank < best_rank:
                    best, best_rank = target.target_class, rank
        return best
