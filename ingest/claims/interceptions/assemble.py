"""One claim per count: the sentences of a bulletin put together ("launched 127 ... Out of them, 102 were shot down")."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from ingest.claims.annotations import PlaceMention
from ingest.claims.attribution import find_claimant
from ingest.claims.interceptions import sides
from ingest.claims.interceptions.counts import Count, find_counts
from ingest.claims.interceptions.when import When, when
from ingest.claims.interceptions.words import DOWN_STEMS, FLYING_STEMS, SENT_STEMS, Trigger
from ingest.claims.model import InterceptionClaim, Span
from ingest.claims.reading import AnnotatedSentence, Reading
from ingest.claims.stems import sentences_with

_FAMILY = {"cruise_missile": "missile", "ballistic_missile": "missile", "rocket": "missile"}
#: How far apart, in sentences, the sent and the downed of one bulletin may stand.
_REACH_BACK, _REACH_AHEAD = 4, 2
#: A place this many characters behind the count and its verb no longer says where they were brought down.
_PLACE_REACH = 90
_NATIONWIDE = re.compile(
    r"\b(?:of|across|around|throughout|over)\s+the\s+(?:whole\s+|entire\s+)?country\b|\bnationwide\b|\b(?:\d+|several|multiple|various|"
    r"many|two|three|four|five|six|seven|eight|nine|ten|a\s+dozen|number\s+of)\s+(?:\w+\s+)?(?:regions|oblasts|provinces)\b",
    re.IGNORECASE,
)
_OVER = re.compile(
    r"\b(?:over|in|near|above|around|approaching|toward|towards|for|outside|off|on\s+approach\s+to|across|and|,)\s+"
    r"(?:the\s+|its\s+|russia['’]s\s+|ukraine['’]s\s+)?(?:(?:territory\s+of\s+the|territory|city|town|port|region|oblast|border|(?:north|south)?-?(?:western|eastern)|southern|northern|"
    r"central|capital|russian|ukrainian|annexed|occupied|neighbou?ring|of|airspace|outskirts)\s+)*$",
    re.IGNORECASE,
)
_SPEAKS_FROM = re.compile(
    r"\b(?:officials?|authorities|ministry|government|leaders?|reporters?|correspondents?|commanders?|military)\s+in\s+$",
    re.IGNORECASE,
)
_HERE = re.compile(
    r"\b(?:over|in|near|for|targeted|towards?|reach(?:ed|ing)?|on|approaching|attacked)\s+(?:the|this|his|her|our)\s+"
    r"(?:city|capital|region|oblast|town|district|province|port)\b",
    re.IGNORECASE,
)
_LOCAL_OFFICE = re.compile(
    r"\b(?:mayor|governor|head\s+of\s+the\s+(?:\w+\s+){0,3}(?:region|administration|oblast))\b", re.IGNORECASE
)
_ALL_OF_THEM = re.compile(
    r"(?:^|\b(?:said|says|claimed|added|that|and|but)\s+|,\s*|[\"“])(?:all\s+(?:of\s+)?|every\s+one\s+of\s+)?"
    r"(?:the(?:se|m)?(?:\s+(?:attack\s+|ukrainian\s+|russian\s+|enemy\s+)?(?P<what>drones|missiles|uavs|rockets|targets))?|they|all)"
    r"\s*(?:of\s+which\s+)?(?:it\s+said\s+)?$",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"\b(?:Israel\w*|Hamas|Hezbollah|Houthi\w*|Gaza|Yemen\w*|Lebanon|Lebanese|Syria\w*|Iraq\w*|Pakistan\w*|India|Indian|Tehran|"
    r"Red\s+Sea|Saudi|Azerbaijan\w*|Armenia\w*|Nagorno|Iran\b(?!\w*-)|Iranian\s+(?:attack|missiles|barrage)|Taiwan|Sudan\w*|"
    r"Libya\w*|MH17|Malaysia\w*|Serbia\w*|Vietnam|World\s+War)\b"
)
_WARRING = re.compile(r"Ukrain|Russia|Kyiv|Kiev|Moscow|Kremlin|Zelensk")


@dataclass
class _Parsed:
    """A sentence with its counts, and the attacker that it names."""

    sentence: AnnotatedSentence
    counts: list[Count]
    triggers: list[Trigger]
    attacker: str | None


@dataclass
class _Draft:
    """A count brought down, on its way to a claim."""

    parsed: _Parsed
    count: Count
    defender: str | None
    weapon_class: str
    when: When
    place: PlaceMention | None
    scope: str
    launched: int | None = None
    launched_qualifier: str | None = None
    suppressed: int | None = None
    evidence: list[Span] = field(default_factory=list)
    names: list[str] = field(default_factory=list)


def family(weapon_class: str | None) -> str | None:
    """Missiles of every kind belong together when the sent are matched with the downed."""
    return _FAMILY.get(weapon_class or "", weapon_class)


class _Bulletins:
    """The sentences of one article that count weapons, parsed once each."""

    def __init__(self, reading: Reading):
        self.reading = reading
        self.flying = sentences_with(reading, FLYING_STEMS)
        self.down = sentences_with(reading, DOWN_STEMS) if self.flying else frozenset()
        self.sent = sentences_with(reading, SENT_STEMS) if self.flying and self.down else frozenset()
        self._parsed: dict[int, _Parsed | None] = {}

    def parsed(self, index: int) -> _Parsed | None:
        """The sentence with its counts; None where it counts no weapons."""
        if index not in self._parsed:
            self._parsed[index] = self._parse(index)
        return self._parsed[index]

    def _parse(self, index: int) -> _Parsed | None:
        if not 0 <= index < len(self.reading.sentences):
            return None
        text = self.reading.sentences[index].text
        down = index in self.down
        if index not in self.flying and not (down and (text.rstrip().endswith(":") or index - 1 in self.flying)):
            return None
        carried = self._carried(index) if re.match(r"\s*[-–—•*·\d]", text) else None
        if not (down or carried or index in self.sent):
            return None
        sentence = self.reading.annotated(index)
        counts, triggers = find_counts(sentence, carried=carried)
        return _Parsed(sentence, counts, triggers, sides.attackers_named(sentence, counts, triggers))

    def _carried(self, index: int) -> Trigger | None:
        """The verb of a list's opening line ("Air defences shot down:"), looked up through the items above."""
        for above in range(index - 1, max(-1, index - 12), -1):
            text = self.reading.sentences[above].text.rstrip()
            if text.endswith(":"):
                parsed = self.parsed(above)
                downs = [t for t in parsed.triggers if t.role == "down"] if parsed else []
                return downs[-1] if downs else None
            if not re.match(r"\s*[-–—•*·\d]", text):
                return None
        return None

    def context(self, index: int) -> str | None:
        """The defender that the sentences before suggest, nearest first."""
        for back in range(1, 4):
            parsed = self.parsed(index - back)
            if parsed is None:
                continue
            if parsed.attacker:
                return sides.other_side(parsed.attacker)
            for count in parsed.counts:
                side = sides.defender(parsed.sentence, count, parsed.counts, parsed.triggers, None)
                if side:
                    return side
        for index_before in range(index - 1, max(-1, index - 9), -1):
            sentence = self.reading.annotated(index_before)
            found = (
                [p.country for p in sentence.places if p.country in ("UA", "RU")] if index - index_before < 4 else []
            )
            found += [
                a.country
                for a in sentence.actors
                if a.country in ("UA", "RU") and a.kind in ("force", "office", "person")
            ]
            if found:
                return found[0]
        return None


def read(reading: Reading) -> list[InterceptionClaim]:
    """The interceptions that an article reports: one claim per side, weapon class, time and place, repeats merged."""
    bulletins = _Bulletins(reading)
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
    return _merged([_claim(reading, draft) for draft in drafts])


def _drafts(bulletins: _Bulletins, parsed: _Parsed) -> list[_Draft]:
    """The counts of one sentence that were brought down, with their side, class, time and place."""
    reading, sentence = bulletins.reading, parsed.sentence
    context = bulletins.context(sentence.index)
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
        downed = _anaphoric(bulletins, parsed)
    for count in downed:
        weapon_class = count.weapon_class or _class_nearby(bulletins, parsed, count)
        if weapon_class is None:
            continue
        side = sides.defender(sentence, count, parsed.counts, parsed.triggers, context)
        if side is None:
            continue
        place, scope = _where(reading, sentence, count, parsed.counts)
        moment = when(reading, sentence, count.start)
        draft = _Draft(parsed, count, side, weapon_class, moment, place, scope, names=list(count.names))
        if count.source is not None:
            draft.evidence.append(count.source)
        drafts.append(draft)
    _add_suppressed(bulletins, parsed, drafts)
    return drafts


def _anaphoric(bulletins: _Bulletins, parsed: _Parsed) -> list[Count]:
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


def _class_nearby(bulletins: _Bulletins, parsed: _Parsed, count: Count) -> str | None:
    """The class of a bare number: that of the count before it, of any weapon named before it, of the bulletin."""
    before = [c for c in parsed.counts if c.weapon_class and c.start < count.start]
    if before:
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


def _add_suppressed(bulletins: _Bulletins, parsed: _Parsed, drafts: list[_Draft]) -> None:
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


def _where(
    reading: Reading, sentence: AnnotatedSentence, count: Count, counts: list[Count]
) -> tuple[PlaceMention | None, str]:
    """Where the count belongs: a region or settlement, or None for the whole country."""
    if count.place is not None:
        # "23 over the Bryansk region, six over Belgorod": the short names of such a list are regions too
        regions = any(c.place is not None and c.place.level == "admin1" for c in counts)
        capital = count.place.admin1 == f"{count.place.name} Oblast"
        local = count.place.level == "settlement" and not (regions and capital)
        return (count.place if local else replace(count.place, level="admin1")), "local" if local else "regional"
    text = sentence.text
    if _NATIONWIDE.search(text):
        return None, "national"
    trigger_start = count.trigger.start if count.trigger else 0
    limit = min(
        (m.start() for m in re.finditer(r"\b(?:including|while|killing|injuring)\b", text) if m.start() > count.end),
        default=len(text),
    )
    around = [
        p for p in sentence.places
        if p.level in ("admin1", "settlement", "district") and p.country in ("UA", "RU")
        and min(trigger_start, count.start) - 60 <= p.start < limit and _OVER.search(text[: p.start])
        and not _SPEAKS_FROM.search(text[: p.start])
    ]  # fmt: skip
    regions = {p.admin1 for p in around}
    if len(regions) == 1:
        best = around[0]
        return best, "local" if best.level in ("settlement", "district") else "regional"
    if len(regions) > 1:
        return None, "national"
    if (
        _LOCAL_OFFICE.search(text)
        or _HERE.search(text)
        or any(a.role in ("governor", "mayor") for a in sentence.actors)
    ):
        for index in range(sentence.index, max(-1, sentence.index - 4), -1):
            found = [
                p
                for p in reading.annotated(index).places
                if p.country in ("UA", "RU") and p.level in ("admin1", "settlement")
            ]
            if found:
                best = found[0]
                return best, "local" if best.level == "settlement" else "regional"
    return None, "national"


def _find_launched(bulletins: _Bulletins, draft: _Draft) -> None:
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
                not (sent.role == "launched" or (sent.is_set and sent is not count))
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
        suppressed=draft.suppressed,
        count_definition=definition or "unspecified",
        scope=draft.scope,
        is_recap=moment.is_recap,
        place=place.name if place and place.level in ("settlement", "other") else None,
        admin1=place.admin1 if place else None,
        admin1_code=place.admin1_code if place else None,
    )


def _merged(claims: list[InterceptionClaim]) -> list[InterceptionClaim]:
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
        if twin.weapon_class == "missile" and claim.weapon_class in _FAMILY:
            twin.weapon_class = claim.weapon_class
        twin.weapon_names = list(dict.fromkeys(twin.weapon_names + claim.weapon_names))
        if claim.span != twin.span and claim.span not in twin.evidence:
            twin.evidence.append(claim.span)
    for claim in kept:
        claim.evidence = [span for span in dict.fromkeys(claim.evidence) if span != claim.span]
    return kept


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
