"""One claim per count: the sentences of a bulletin put together ("launched 127 ... Out of them, 102 were shot
down")."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field, replace

from ingest.claims.annotations import PlaceMention
from ingest.claims.attribution import find_claimant
from ingest.claims.caseless import caseless
from ingest.claims.interceptions import sides
from ingest.claims.interceptions.bulletins import Bulletins, Parsed, family
from ingest.claims.interceptions.heads import Count
from ingest.claims.interceptions.merge import merged
from ingest.claims.interceptions.outcomes import REACH, Outcome, outcomes
from ingest.claims.interceptions.when import When, when
from ingest.claims.interceptions.where import where
from ingest.claims.model import InterceptionClaim, Span
from ingest.claims.reading import AnnotatedSentence, Reading

#: How far apart, in sentences, the sent and the downed of one bulletin may stand.
_REACH_BACK, _REACH_AHEAD = 4, 2
_SPEAKERS = {"ua_official": "UA", "ru_official": "RU"}
_ALL_OF_THEM = caseless(
    r"(?:^|\b(?:said|says|claimed|added|that|and|but)\s+|,\s*|[\"“])(?:all\s+(?:of\s+)?|every\s+one\s+of\s+)?"
    r"(?:the(?:se|m)?(?:\s+(?:attack\s+|ukrainian\s+|russian\s+|enemy\s+)?(?P<what>drones|missiles|uavs|rockets|targets))?|they|all)"
    r"\s*(?:of\s+which\s+)?(?:it\s+said\s+)?$"
)
_ELSEWHERE = re.compile(
    r"\b(?:Israel\w*|Hamas|Hezbollah|Houthi\w*|Gaza|Yemen\w*|Lebanon|Lebanese|Syria\w*|Iraq\w*|Pakistan\w*|India|Indian|Tehran|"
    r"Red\s+Sea|Saudi|Azerbaijan\w*|Armenia\w*|Nagorno|Iran\b(?!\w*-)|Iranian\s+(?:attack|missiles|barrage)|Taiwan|Sudan\w*|"
    r"Libya\w*|MH17|Malaysia\w*|Serbia\w*|Vietnam|World\s+War)\b"
)
_WARRING = re.compile(r"Ukrain|Russia|Kyiv|Kiev|Moscow|Kremlin|Zelensk")


@dataclass
class _Draft:
    """A count brought down, on its way to a claim."""

    parsed: Parsed
    count: Count
    defender: str | None
    weapon_class: str
    when: When
    place: PlaceMention | None
    scope: str
    launched: int | None = None
    launched_qualifier: str | None = None
    suppressed: int | None = None
    hit: int | None = None
    still_airborne: int | None = None
    evidence: list[Span] = field(default_factory=list)
    names: list[str] = field(default_factory=list)


def read(reading: Reading) -> list[InterceptionClaim]:
    """The interceptions that an article reports: one claim per side, weapon class, time and place, repeats merged."""
    bulletins = Bulletins(reading)
    if not (bulletins.flying and bulletins.down):
        return []
    drafts: list[_Draft] = []
    for sentence in reading.sentences:
        if not (sentence.index in bulletins.down or re.match(r"\s*[-–—•*·\d]", sentence.text)):
            continue
        parsed = bulletins.parsed(sentence.index)
        if parsed is None or (_ELSEWHERE.search(sentence.text) and not _WARRING.search(sentence.text)):
            continue
        drafts += _drafts(bulletins, parsed)
    drafts = _without_doubtful_totals(drafts)
    for draft in drafts:
        _find_launched(bulletins, draft)
    _add_outcomes(bulletins, drafts)
    return merged([_claim(reading, draft) for draft in drafts])


def _drafts(bulletins: Bulletins, parsed: Parsed) -> list[_Draft]:
    """The counts of one sentence that were brought down, with their side, class, time and place."""
    reading, sentence = bulletins.reading, parsed.sentence
    # who speaks here ("he said", after a Russian governor) tells more than whose drones the sentences before count
    context = sides.counting_office(sentence.text) or bulletins.speaker(sentence) or bulletins.context(sentence.index)
    context = context or _SPEAKERS.get(find_claimant(reading, sentence).side) or bulletins.only_office()
    drafts: list[_Draft] = []
    downed = [c for c in parsed.counts if c.role == "down" and c.trigger and c.trigger.is_real and not c.is_set]
    if not downed:
        # "of the 144 drones that were intercepted, half ...": the set itself is what was brought down
        downed = [c for c in parsed.counts if c.role == "down" and c.trigger and c.trigger.is_real]
    else:
        sets = [c for c in parsed.counts if c.is_set and c.role == "down" and c.trigger and c.trigger.is_real]
        if sets and all(c.subset or c.place for c in downed):
            downed = sets + downed
    if not downed:
        downed = _anaphoric(bulletins, parsed) or _only_jammed(parsed)
    for count in downed:
        weapon_class = count.weapon_class or _class_nearby(bulletins, parsed, count)
        if weapon_class is None:
            continue
        side = sides.defender(sentence, count, parsed.counts, parsed.triggers, context)
        if side is None:
            continue
        place, scope = where(reading, sentence, count, parsed.counts)
        moment = when(reading, sentence, count.start)
        draft = _Draft(parsed, count, side, weapon_class, moment, place, scope, names=list(count.names))
        if count.source is not None:
            draft.evidence.append(count.source)
        drafts.append(draft)
    _add_suppressed(bulletins, parsed, drafts)
    return drafts


def _only_jammed(parsed: Parsed) -> list[Count]:
    """Counts of jammed weapons where nothing is said to be shot down: they were brought down all the same."""
    text = parsed.sentence.text
    return [
        c for c in parsed.counts
        if c.role == "suppressed" and c.weapon_class and c.trigger and c.trigger.is_real and not c.subset
        and re.search(r"jamm|suppress|neutrali|disabled|warfare", text[c.trigger.start : c.trigger.end], re.IGNORECASE)
    ]  # fmt: skip


def _anaphoric(bulletins: Bulletins, parsed: Parsed) -> list[Count]:
    """ "All of them were shot down": the counts sent in the sentences before, when nothing else is counted here."""
    text = parsed.sentence.text
    for trigger in parsed.triggers:
        if trigger.role != "down" or trigger.voice != "passive" or not trigger.is_real:
            continue
        match = _ALL_OF_THEM.search(text[: trigger.group_start])
        if not match:
            continue
        wanted = (match["what"] or "").lower()
        if not wanted and text[trigger.start : trigger.end].lower() in (
            "destroyed",
            "eliminated",
            "stopped",
            "disabled",
        ):
            continue  # "they were destroyed" may be houses
        for back in (0, 1, 2):
            before = bulletins.parsed(parsed.sentence.index - back)
            sent = [c for c in before.counts if c.role == "launched" and c.weapon_class] if before else []
            if wanted:
                sent = [c for c in sent if (family(c.weapon_class) == "drone") == wanted.startswith(("drone", "uav"))]
            if sent and before:
                return [
                    replace(
                        c,
                        start=trigger.group_start,
                        end=trigger.end,
                        role="down",
                        trigger=trigger,
                        every=True,
                        total=c.value,
                        source=before.sentence.span(),
                    )
                    if before is not parsed
                    else replace(c, role="down", trigger=trigger, every=True)
                    for c in sent
                ]
    return []


def _class_nearby(bulletins: Bulletins, parsed: Parsed, count: Count) -> str | None:
    """The class of a bare number: that of the count before it, of any weapon named before it, of the bulletin."""
    before = [c for c in parsed.counts if c.weapon_class and c.start < count.start]
    if before:
        sent = {c.weapon_class for c in before if c.role == "launched"}
        if before[-1].role == "launched" and before[-1].value < count.value and len(sent) > 1:
            return "other"  # "1,200 drones and 60 missiles, of which more than 1,000": both kinds together
        return before[-1].weapon_class
    named = [
        w
        for w in parsed.sentence.weapons
        if w.weapon_class in ("drone", "missile", "cruise_missile", "ballistic_missile")
    ]
    earlier = [w for w in named if w.end <= count.start]
    if earlier or named:
        return (earlier[-1] if earlier else named[0]).weapon_class
    for back in (1, 2):
        above = bulletins.parsed(parsed.sentence.index - back)
        if above:
            classes = {c.weapon_class for c in above.counts if c.weapon_class}
            if len(classes) == 1:
                return classes.pop()
            if classes:
                return "other"
    return None


def _add_suppressed(bulletins: Bulletins, parsed: Parsed, drafts: list[_Draft]) -> None:
    """Jammed, lost or vanished weapons of the same bulletin go to the count of their class."""
    for ahead in range(3):
        near = parsed if ahead == 0 else bulletins.parsed(parsed.sentence.index + ahead)
        if near is None:
            continue
        if ahead and (
            near.sentence.paragraph - parsed.sentence.paragraph > 1 or any(c.role == "down" for c in near.counts)
        ):
            break
        for count in near.counts:
            if count.role != "suppressed" or not (count.trigger and count.trigger.is_real) or count.subset:
                continue
            kind = count.weapon_class or _class_nearby(bulletins, near, count)
            fits = [
                d for d in drafts
                if family(d.weapon_class) == family(kind) and d.suppressed is None and d.count.place is None
                and d.count.trigger and d.count.trigger.definition == "shot_down"
                and (d.count.total is None or d.count.value + count.value <= d.count.total)
            ]  # fmt: skip
            if len(fits) >= 1:
                fits[0].suppressed = count.value
                if near is not parsed:
                    fits[0].evidence.append(near.sentence.span())


def _find_launched(bulletins: Bulletins, draft: _Draft) -> None:
    """The number sent: "N of M" itself, "all N", else a count of that class near by that has not been spent."""
    count = draft.count
    if count.total is not None:
        draft.launched = count.total
        return
    if count.every:
        draft.launched, draft.launched_qualifier = count.value, count.qualifier
        return
    if count.place is not None or count.subset:
        return
    downed = count.value + (draft.suppressed or 0)
    here = draft.parsed.sentence.index
    for index in [here, *range(here - 1, here - 1 - _REACH_BACK, -1), *range(here + 1, here + 1 + _REACH_AHEAD)]:
        parsed = draft.parsed if index == here else bulletins.parsed(index)
        if parsed is None:
            continue
        for sent in parsed.counts:
            if (
                not (sent.role == "launched" or (sent.is_set and sent is not count) or _came(parsed, sent, draft))
                or sent.subset
                or sent.total is not None
            ):
                continue
            if sent.trigger is not None and sent.role == "launched" and not sent.trigger.is_real:
                continue
            if family(sent.weapon_class) != family(draft.weapon_class) or sent.value < downed:
                continue
            if sent.weapon_class != draft.weapon_class and (
                abs(index - here) > 2 or "missile" not in (sent.weapon_class, draft.weapon_class)
            ):
                continue
            side = sides.defender(parsed.sentence, sent, parsed.counts, parsed.triggers, draft.defender)
            if side != draft.defender:
                continue
            if index != here and not _same_time(bulletins.reading, parsed.sentence, sent, draft):
                continue
            if draft.scope != "national" and index != here and here - index > 2:
                continue
            draft.launched, draft.launched_qualifier = sent.value, sent.qualifier
            if draft.when.precision == "assumed" and index != here:
                found = when(bulletins.reading, parsed.sentence, sent.start)
                draft.when = draft.when if found.is_background and not found.day else found
            if index != here:
                draft.evidence.append(parsed.sentence.span())
            return


def _add_outcomes(bulletins: Bulletins, drafts: list[_Draft]) -> None:
    """Weapons that hit or were still flying go to the one count of their class that stands nearest before them."""
    reading = bulletins.reading
    within = {d.parsed.sentence.index + ahead for d in drafts for ahead in range(REACH + 1)}
    for index in sorted(i for i in within if i < len(reading.sentences)):
        sentence = reading.annotated(index)
        for outcome in outcomes(sentence):
            draft = _owner(bulletins, sentence, outcome, drafts)
            if draft is None or getattr(draft, outcome.field) is not None:
                continue
            told = (draft.count.value, draft.suppressed, draft.hit, draft.still_airborne, outcome.value)
            if draft.launched is not None and sum(n or 0 for n in told) > draft.launched:
                continue  # more than were sent: it tells of something else
            setattr(draft, outcome.field, outcome.value)
            if index != draft.parsed.sentence.index:
                draft.evidence.append(sentence.span())


def _owner(bulletins: Bulletins, sentence: AnnotatedSentence, outcome: Outcome, drafts: list[_Draft]) -> _Draft | None:
    """The count that weapons of an outcome belong to: the nearest of its class, side and time; None if two are."""
    kind = outcome.weapon_class
    if kind is None:
        parsed = bulletins.parsed(sentence.index)
        before = [c for c in parsed.counts if c.weapon_class and c.start < outcome.start] if parsed else []
        kind = before[-1].weapon_class if before else None
    moment = when(bulletins.reading, sentence, outcome.start)
    attackers = sides.attackers_named(sentence, [], [])
    near = [
        d for d in drafts
        if d.count.place is None and not d.count.subset and 0 <= sentence.index - d.parsed.sentence.index <= REACH
        and attackers != d.defender and moment.is_recap == d.when.is_recap
        and not _another_time(moment, d.when)
        and (kind is None or family(d.weapon_class) == family(kind))
    ]  # fmt: skip
    nearest = max((d.parsed.sentence.index for d in near), default=None)
    near = [d for d in near if d.parsed.sentence.index == nearest]
    exact = [d for d in near if d.weapon_class == kind]
    fits = exact if len(exact) == 1 else near
    return fits[0] if len(fits) == 1 else None


def _another_time(moment: When, night: When) -> bool:
    """Whether a time lies off a night by more than a day; one that nobody told is no other time."""
    first, last, day = moment.day or moment.start, moment.day or moment.end, night.day
    if first is None or last is None or day is None:
        return False
    return not first - dt.timedelta(days=1) <= day <= last + dt.timedelta(days=1)


def _came(parsed: Parsed, sent: Count, draft: _Draft) -> bool:
    """A count without a verb, right before what became of it: "55 drones; 43 were shot down", "38 missiles." """
    if sent.role is not None or sent.weapon_class is None or sent.place is not None:
        return False
    if parsed is draft.parsed:
        return sent.end <= draft.count.start
    return parsed.sentence.index == draft.parsed.sentence.index - 1 and all(
        c.role in (None, "launched") for c in parsed.counts
    )


def _same_time(reading: Reading, sentence: AnnotatedSentence, sent: Count, draft: _Draft) -> bool:
    moment = when(reading, sentence, sent.start)
    if draft.when.precision == "assumed" and not moment.is_recap:
        return True
    if moment.day is None or draft.when.day is None:
        return not moment.is_recap and not draft.when.is_recap
    return abs((moment.day - draft.when.day).days) <= 1


def _without_doubtful_totals(drafts: list[_Draft]) -> list[_Draft]:
    """Drop a mixed total ("shot down 611 targets: 568 drones and 43 missiles") where the sentence divides it."""
    kept = []
    for draft in drafts:
        parts = [
            d
            for d in drafts
            if d.parsed is draft.parsed and d is not draft and d.weapon_class != "other" and not d.count.place
        ]
        told_exactly = any(
            family(d.weapon_class) == family(draft.weapon_class) and d.count.total is not None
            and draft.count.value <= d.count.value <= draft.count.value * 1.2
            for d in parts
        )  # fmt: skip
        if told_exactly and draft.count.total is None and draft.count.qualifier in ("at_least", "about"):
            continue  # "over 400 ..., with 415 of 458 brought down": the round figure of the same count
        if draft.weapon_class == "other" and parts and sum(d.count.value for d in parts) <= draft.count.value:
            continue
        kept.append(draft)
    return kept


def _claim(reading: Reading, draft: _Draft) -> InterceptionClaim:
    count, sentence, moment = draft.count, draft.parsed.sentence, draft.when
    definition = count.trigger.definition if count.trigger else None
    shot_down: int | None = count.value if definition == "shot_down" else None
    suppressed = draft.suppressed
    if definition == "suppressed":
        suppressed, definition = count.value, "shot_down_or_suppressed"
    intercepted = count.value
    if draft.suppressed is not None:
        shot_down, intercepted, definition = count.value, count.value + draft.suppressed, "shot_down_or_suppressed"
    claimant = find_claimant(reading, sentence, draft.defender)
    place = draft.place
    return InterceptionClaim(
        span=sentence.span(),
        evidence=draft.evidence,
        event_date=moment.day,
        date_precision=moment.precision if (moment.day or moment.start) else None,
        date_start=moment.start,
        date_end=moment.end,
        date_partial=moment.partial,
        date_text=moment.text,
        claimant=claimant.name,
        claimant_side=claimant.side,
        is_background=moment.is_background,
        defender_country=draft.defender,
        attacker_country=sides.other_side(draft.defender),
        weapon_class=draft.weapon_class,
        weapon_names=draft.names,
        launched=draft.launched,
        launched_qualifier=(draft.launched_qualifier or "exact") if draft.launched is not None else None,
        intercepted=intercepted,
        intercepted_qualifier=count.qualifier,
        shot_down=shot_down,
        suppressed=suppressed,
        hit=draft.hit,
        still_airborne=draft.still_airborne,
        count_definition=definition or "unspecified",
        scope=draft.scope,
        is_recap=moment.is_recap,
        place=place.name if place and place.level in ("settlement", "other") else None,
        admin1=place.admin1 if place else None,
        admin1_code=place.admin1_code if place else None,
    )
