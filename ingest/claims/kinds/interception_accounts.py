"""The accounts of one bulletin: how many were sent, brought down, suppressed, came through and were still flying.

The sentences of a bulletin are put together by class, side, time and place. A national count never lends its launched
number to a region, nor one side's to the other's; an account never tells more weapons than were sent.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

from ingest.claims.annotations import PlaceMention
from ingest.claims.document import Document, ParsedSentence
from ingest.claims.factuality import factuality
from ingest.claims.kinds.interception_dates import Calendar, When
from ingest.claims.kinds.interception_fates import Told, closing_trigger, fates, is_over
from ingest.claims.kinds.interception_places import place_of, places_of_each
from ingest.claims.kinds.interception_sides import attacker_named, defender, other_side, subject_side
from ingest.claims.matcher import EventMention, rule_book
from ingest.claims.model import Span
from ingest.claims.weapon_counts import WeaponCount

#: How far apart, in sentences, what was sent and what was brought down may stand; how far behind the rest.
_BACK, _AHEAD, _REST = 4, 2, 4
_MISSILES = frozenset({"missile", "cruise_missile", "ballistic_missile", "rocket"})


@dataclass
class Account:
    """A number of weapons brought down, with what else is told of the same weapons."""

    told: Told
    side: str
    weapon_class: str
    when: When
    place: PlaceMention | None
    scope: str
    intercepted: int
    names: list[str]
    launched: int | None = None
    launched_qualifier: str | None = None
    suppressed: int | None = None
    hit: int | None = None
    still_airborne: int | None = None
    evidence: list[Span] = field(default_factory=list)
    #: Of what was assumed: the side, the day, the class.
    assumed: int = 0

    @property
    def index(self) -> int:
        """The sentence in which the count stands."""
        return self.told.count.sentence.index

    @property
    def accounted(self) -> int:
        """The weapons whose fate is told."""
        return self.intercepted + (self.suppressed or 0) + (self.hit or 0) + (self.still_airborne or 0)

    def has_room(self, more: int) -> bool:
        """Whether so many more can have been sent."""
        return self.launched is None or self.accounted + more <= self.launched


def family(weapon_class: str | None) -> str | None:
    """Missiles of all kinds are one family: a bulletin counts "missiles" and names their kinds."""
    return "missile" if weapon_class in _MISSILES else weapon_class


def compatible(a: str | None, b: str | None) -> bool:
    """Whether counts of two classes can be of the same weapons."""
    return a == b or (family(a) == family(b) and "missile" in (a, b))


class Bulletins:
    """The counts of an article's sentences, each read once, and the accounts that they make."""

    def __init__(self, document: Document, indices: Iterable[int]) -> None:
        self.document = document
        self.calendar = Calendar(document)
        self._told: dict[int, list[Told]] = {}
        self._only_side: str | None = None
        self._sides: dict[int, str | None] = {}
        self.indices = sorted(indices)

    def told(self, index: int) -> list[Told]:
        """The counts of a sentence with their fates; a list item's from its heading where it has no verb."""
        known = self._told.get(index)
        if known is None:
            sentence = self.document.syntax_of(index) if 0 <= index < len(self.document) else None
            known = (
                []
                if sentence is None
                else [t for t in fates(sentence, self._heading(index), self._whole(index)) if t.count.value != 0]
            )
            self._told[index] = known
            _pair_off(known)
            for one in known:
                self._resolve_class(one, known, index)
        return known

    def _whole(self, index: int) -> Told | None:
        """What the sentence before counted as brought down, if it is one count, or that of which it told parts."""
        before = [t for t in self._told.get(index - 1, []) if t.role == "downed"]
        downed = [t for t in before if not t.is_part]
        wholes = {
            id(t.after): t.after for t in before if t.after is not None and t.after.count.sentence.index < index - 1
        }
        return downed[-1] if len(downed) == 1 else wholes.popitem()[1] if not downed and len(wholes) == 1 else None

    def _heading(self, index: int) -> EventMention | None:
        """The trigger of the sentence that opens the list in which a sentence stands."""
        own = self.document.reading.sentences[index]
        opening = own.heading if own.kind == "list_item" else None
        if opening is None and index and self.document.reading.sentences[index - 1].text.rstrip().endswith(":"):
            opening = index - 1
        sentence = self.document.syntax_of(opening) if opening is not None else None
        return closing_trigger(sentence) if sentence is not None else None

    def _resolve_class(self, one: Told, told: list[Told], index: int) -> None:
        """The weapon of a bare number: that of its set, of what was counted before it, of the sentences before."""
        count = one.count
        if count.weapon_class is not None:
            return
        before = [t for t in told if t.count.weapon_class and t.count.first < count.first]
        position = told.index(one)
        if position and told[position - 1].count.is_set and one.basis == "inherited" and not one.is_part:
            one.after = told[position - 1]
        if one.after is not None:
            source = one.after
        elif before:
            sets = [t for t in before if t.count.is_set]
            source = (sets or before)[-1]
            sent = [t for t in before if t.role in ("launched", "untold")]
            if (
                len({t.count.weapon_class for t in sent}) > 1
                and count.value
                and source.count.value
                and count.value > source.count.value
            ):
                count.weapon_class = "other"  # more than there were of the last kind: of all together
                return
        else:
            self._class_of_sentences_before(one, index)
            return
        count.weapon_class = source.count.weapon_class
        count.names = count.names or source.count.names
        if (
            count.value == 1
            and one.role == source.role == "downed"
            and not (source.count.is_set or is_over(count, count.sentence))
        ):
            one.is_part, one.after = True, source

    def _class_of_sentences_before(self, one: Told, index: int) -> None:
        for back in range(1, 4):
            above = [t for t in self.told(index - back) if t.count.weapon_class] if index >= back else []
            if not above:
                continue
            parts = [t for t in above if t.role == "downed" and not t.is_part] if one.count.is_part else []
            pool = parts or [t for t in above if t.role in ("launched", "untold")] or above
            classes = {t.count.weapon_class for t in pool}
            one.count.weapon_class = (
                classes.pop() if len(classes) == 1 else "other" if not one.count.is_single else None
            )
            return
        for back in (1, 2):
            named = self.document.annotated(index - back).weapons if index >= back else []
            kinds = {w.weapon_class for w in named if w.weapon_class in _MISSILES | {"drone"}}
            if len(kinds) == 1:
                one.count.weapon_class = kinds.pop()
                return

    def accounts(self) -> list[Account]:
        """One account for each count that was brought down, in text order, with what else is told of it."""
        self._find_sides()
        found: list[Account] = []
        for index in self.indices:
            for one in self._downed(index):
                found += self._account(one, index)
        for account in found:
            self._add_launched(account)
        for account in found:
            self._add_suppressed(account, found)
        found = _without_totals(found)
        self._add_rest(found)
        return found

    def _find_sides(self) -> None:
        """The side of an article whose counts are all one side's: that of the counts that name none."""
        sides = {
            side for index in self.indices for one in self._downed(index)
            if (side := defender(one, self.told(index), self.document, self._context(index))) is not None
        }  # fmt: skip
        self._only_side = sides.pop() if len(sides) == 1 else None

    def _downed(self, index: int) -> list[Told]:
        told = self.told(index)
        downed = [t for t in told if t.role == "downed"]
        others = [t for t in downed if not t.count.is_set and t.count.value is not None]
        if others and not all(t.is_part for t in others):
            downed = [t for t in downed if not t.count.is_set]
        return downed or [t for t in told if t.role == "suppressed" and _is_jammed(t)]

    def _account(self, one: Told, index: int) -> list[Account]:
        """The accounts of one count; "all of them" makes one of each count that was sent."""
        count, sentence = one.count, one.count.sentence
        if count.value is None or (count.is_definite and count.weapon_class is None):
            return self._of_all(one, index)
        if count.weapon_class is None:
            return []
        if count.is_single and (
            _is_picture(sentence) or (one.mention is not None and one.mention.trigger.dep in ("amod", "acl"))
        ):
            return []
        told = self.told(index)
        side = self.side(one, told, index)
        if side is None or not self._is_this_war(one, side):
            return []
        place, scope = place_of(one, told, self.document)
        if one.is_part and count.value == 1 and place is None:
            return []  # "one was intercepted by a Gepard" shows one of those counted
        when = self.calendar.when(one.anchor, sentence)
        account = Account(one, side, count.weapon_class, when, place, scope, count.value, list(count.names))
        if count.is_part and place is not None and not one.is_part and scope != "national":
            one.is_part = True
        regions = places_of_each(one)
        return [replace(account, place=p, scope="regional") for p in regions] if regions else [account]

    def side(self, one: Told, told: list[Told], index: int) -> str | None:
        """The defender, with what the sentences before suggest where the sentence says nothing."""
        found = defender(one, told, self.document, self._context(index)) or self._only_side or self._article_side
        self._sides[index] = found
        return found

    def _context(self, index: int) -> str | None:
        """The side of the counts of the sentences before, or who was attacked there."""
        for back in range(1, 4):
            if index - back < 0:
                break
            if (known := self._sides.get(index - back)) is not None:
                return known
            sentence = self.document.syntax_of(index - back)
            if sentence is None:
                continue
            told = self.told(index - back)
            attacker = attacker_named(told, sentence)
            if attacker is not None:
                return other_side(attacker)
            for one in told[:1]:
                if (side := defender(one, told, self.document, None)) is not None:
                    return side
            if back == 1 and not told and (side := subject_side(sentence)) is not None:
                return side
        return None

    def _is_this_war(self, one: Told, side: str) -> bool:
        """Whether the count belongs to this war: other wars' names and none of this one's say no."""
        classes, index = rule_book("interceptions").classes, one.count.sentence.index
        words = {t.lower for t in one.count.sentence.tokens if not one.count.holds(t)}  # "Iranian-made drones" fly here
        if any(t.lower in classes["this_war"] for t in one.count.sentence.tokens):
            return True
        if words & classes["other_war"]:
            return False
        near = (self.document.reading.sentences[i].text for i in range(max(0, index - _BACK), index))
        return side in ("UA", "RU") or not classes["this_war"].isdisjoint(
            w for t in near for w in re.findall(r"\w+", t.lower())
        )

    @cached_property
    def _article_side(self) -> str | None:
        """The side of an article whose counts name none: whose ground all its places are, whose air force it names."""
        body = self.document.body
        if "inistry" not in body and re.search(
            r"\b[Aa]ir [Ff]orce\b|\bUkrainian (?:military|army|officials|president)\b", body
        ):
            return "UA"  # Russia's counts come from its ministry
        grounds = {
            p.country
            for i in range(len(self.document))
            for p in self.document.annotated(i).places
            if p.country in ("UA", "RU")
        }
        return grounds.pop() if len(grounds) == 1 else None

    def _of_all(self, one: Told, index: int) -> list[Account]:
        """ "All of them were shot down": what was counted before, in this sentence or the three before it."""
        wanted = family(one.count.weapon_class)
        single = one.count.is_definite and not one.count.every
        near = [t for back in range(4) if index >= back for t in self.told(index - back)]
        if (
            not one.count.every
            and one.count.excepted is None
            and any(
                t.role == "downed"
                and t is not one
                and t.count.value is not None
                and family(t.count.weapon_class) == wanted
                for t in near
            )
        ):
            return []  # "the drones were shot down over X" tells of those counted before
        for back in range(4):
            if index - back < 0:
                break
            sent = [
                t for t in self.told(index - back)
                if t.count.value is not None and t.role in ("launched", "untold") and not t.count.is_part
                and (back or t.count.first < one.count.first)
                and (wanted is None or family(t.count.weapon_class) == wanted)
                and (not single or not one.count.is_single or back or t.count.value is not None)
            ]  # fmt: skip
            sent = [t for t in sent if t.count.weapon_class is not None]
            if not sent:
                continue
            found = []
            for source in sent:
                whole = Told(_as_all(one, source), one.meanings, one.mention, None, True, False, one.basis)
                if one.count.excepted is not None and (source.count.value or 0) <= one.count.excepted:
                    continue
                for account in self._account(whole, index):
                    account.launched, account.launched_qualifier = source.count.value, source.count.qualifier
                    if account.place is None:
                        account.place, account.scope = place_of(source, self.told(index - back), self.document)
                    if back:
                        account.evidence.append(source.count.sentence.annotated.span())
                        if account.when.precision == "assumed" or account.when.day is None:
                            account.when = self.calendar.when(source.count.top, source.count.sentence)
                    found.append(account)
            return found
        return []

    def _add_launched(self, account: Account) -> None:
        """The number sent: "N of M" itself, "all N", else a count of that class near by that has room for it."""
        one, count = account.told, account.told.count
        if account.launched is not None:
            return
        if count.total is not None:
            account.launched = count.total
            return
        if (one.sent is not None and one.count.every) or (count.every and not one.is_part):
            account.launched, account.launched_qualifier = count.value, count.qualifier
            return
        if one.is_part:
            return
        here = account.index
        heading = self.document.reading.sentences[here].heading
        back = _BACK if heading is None else here - heading + _BACK
        for index in (here, *range(here - 1, here - 1 - back, -1), *range(here + 1, here + 1 + _AHEAD)):
            told = self.told(index) if 0 <= index < len(self.document) else []
            fits = [t for t in told if self._fits_as_launched(t, account, index)]
            # of several kinds of missiles sent, those of the same make, then those of the same class
            for sent in sorted(fits, key=lambda t: _unlike(t, account))[:1]:
                if sent.count.value is not None:
                    account.launched, account.launched_qualifier = sent.count.value, sent.count.qualifier
                    if index != here:
                        account.evidence.append(sent.count.sentence.annotated.span())
                        moment = self.calendar.when(sent.anchor, sent.count.sentence)
                        if account.when.precision == "assumed" and moment.day is not None:
                            account.when = moment
                    return

    def _fits_as_launched(self, sent: Told, account: Account, index: int) -> bool:
        count = sent.count
        if sent is account.told or count.value is None or count.total is not None or sent.is_part or count.is_part:
            return False
        as_set = count.is_set and sent.role in ("launched", "untold", "downed")
        if not as_set and sent.role not in ("launched", "untold"):
            return False
        if sent.role == "untold" and not as_set and not self._is_tally(sent, account, index):
            return False
        if not compatible(count.weapon_class, account.weapon_class) or count.value < account.intercepted:
            return False
        if count.weapon_class != account.weapon_class and abs(index - account.index) > 2:
            return False
        if index != account.index:
            if self.side_of_sent(sent, index, account.side) != account.side or not self._same_time(sent, account):
                return False
            if account.scope != "national" and not self._same_place(sent, account, index):
                return False
        elif self.side_of_sent(sent, index, account.side) != account.side:
            return False
        return True

    def _is_tally(self, sent: Told, account: Account, index: int) -> bool:
        """A count that no verb governs is what was sent: "The night brought 71 drones; 32 were shot down"."""
        sentence = sent.count.sentence
        if index == account.index:
            return sent.count.first < account.told.count.first
        loose = sent.count.top.first_conjunct().dep in ("attr", "ROOT", "appos", "nsubj", "nsubjpass", "dep")
        return index < account.index and (not sentence.has_verb or loose) and factuality(sent.count.top).is_real

    def side_of_sent(self, sent: Told, index: int, context: str | None) -> str | None:
        """The side against which a count was sent."""
        return defender(sent, self.told(index), self.document, self._context(index) or context)

    def _same_time(self, sent: Told, account: Account) -> bool:
        moment = self.calendar.when(sent.anchor, sent.count.sentence)
        if moment.is_recap != account.when.is_recap:
            return False
        a, b = moment.day, account.when.day
        if a is None or b is None or a == b or not moment.is_own:
            return True
        return abs((a - b).days) == 1 and (
            moment.opens or account.when.opens or "assumed" in (moment.precision, account.when.precision)
        )

    def _same_place(self, sent: Told, account: Account, index: int) -> bool:
        """A region's count is paired with what was sent at that region alone."""
        place, _ = place_of(sent, self.told(index), self.document)
        return place is not None and account.place is not None and place.admin1_code == account.place.admin1_code

    def _add_suppressed(self, account: Account, accounts: list[Account]) -> None:
        """Jammed or lost weapons of the same bulletin go to the count of their class that was shot down."""
        if (
            account.told.definition != "shot_down"
            or account.told.role != "downed"
            or account.told.is_part
            or (account.scope != "national" and account.told.count.is_part)
        ):
            return
        for index in range(account.index, account.index + 3):
            here = self.told(index)
            if index > account.index and any(
                a.index == index
                and a.side == account.side
                and compatible(a.weapon_class, account.weapon_class)
                and not a.told.is_part
                for a in accounts
            ):
                break
            for lost in here:
                count = lost.count
                if (
                    lost.role != "suppressed"
                    or count.value is None
                    or lost.is_part
                    or not compatible(count.weapon_class, account.weapon_class)
                ):
                    continue
                if (
                    any(a.told is lost for a in accounts)
                    or not account.has_room(count.value)
                    or account.suppressed is not None
                ):
                    continue
                if index == account.index and any(
                    a is not account
                    and a.index == index
                    and compatible(a.weapon_class, count.weapon_class)
                    and abs(a.told.count.first - count.first) < abs(account.told.count.first - count.first)
                    and not a.told.is_part
                    for a in accounts
                ):
                    continue
                if index > account.index and self.side_of_sent(lost, index, account.side) not in (account.side, None):
                    continue
                account.suppressed = count.value
                if index != account.index:
                    account.evidence.append(count.sentence.annotated.span())

    def _add_rest(self, accounts: list[Account]) -> None:
        """Weapons that came through or were still flying go to the nearest count of their class before them."""
        for index in self.indices:
            for one in self.told(index):
                name = {"hit": "hit", "airborne": "still_airborne"}.get(one.role)
                if name is None or one.count.value is None or (name == "hit" and _is_elsewhere(one)):
                    continue
                owner = self._owner(one, index, accounts)
                if owner is None or getattr(owner, name) is not None or not owner.has_room(one.count.value):
                    continue
                setattr(owner, name, one.count.value)
                if index != owner.index:
                    owner.evidence.append(one.count.sentence.annotated.span())

    def _owner(self, one: Told, index: int, accounts: list[Account]) -> Account | None:
        moment = self.calendar.when(one.anchor, one.count.sentence)
        attacker = attacker_named(self.told(index), one.count.sentence)
        near = [
            a for a in accounts
            if not a.told.is_part and 0 <= index - a.index <= _REST and attacker != a.side
            and not _another_time(moment, a.when)
            and (one.count.weapon_class is None or family(a.weapon_class) == family(one.count.weapon_class))
            and (a.launched is not None or one.role == "airborne" or index == a.index)
        ]  # fmt: skip
        if not near:
            return None
        nearest = max(a.index for a in near)
        near = [a for a in near if a.index == nearest]
        exact = [a for a in near if a.weapon_class == one.count.weapon_class]
        fits = exact if len(exact) == 1 else near
        return fits[0] if len(fits) == 1 else None


def _unlike(sent: Told, account: Account) -> tuple[bool, bool]:
    return not set(sent.count.names) & set(account.names), sent.count.weapon_class != account.weapon_class


def _pair_off(told: list[Told]) -> None:
    """ "50 drones and 4 missiles, of which 40 and 3": two bare numbers divide two counts in their order."""
    bare = [
        t
        for t in told
        if t.count.weapon_class is None and t.mention is not None and t.count.value is not None and not t.is_part
    ]
    if len(bare) != 2 or bare[0].mention is not bare[1].mention:
        return
    wholes = [
        t
        for t in told
        if t.count.weapon_class is not None and t.count.last < bare[0].count.first and t.count.value is not None
    ]
    if len(wholes) == 2 and all(w.count.value >= b.count.value for w, b in zip(wholes, bare, strict=True)):  # type: ignore[operator]
        for whole, part in zip(wholes, bare, strict=True):
            part.after = whole


def _as_all(one: Told, source: Told) -> WeaponCount:
    """The count that "all of them" stands for: as many as were sent, less those excepted."""
    own = one.count
    value = (source.count.value or 0) - (own.excepted or 0)
    return replace(
        own, value=value, excepted=None, qualifier=source.count.qualifier, total=source.count.value, every=True,
        is_single=False, is_definite=False, weapon_class=source.count.weapon_class, names=source.count.names,
    )  # fmt: skip


def _is_jammed(one: Told) -> bool:
    """Jammed weapons were brought down even where nothing is said to be shot down; lost ones may be the owner's."""
    return (
        one.mention is not None
        and (
            one.mention.meaning in ("down", "stopped")
            or one.mention.trigger.lemma
            in ("jam", "suppress", "spoof", "jamming", "suppression", "neutralise", "neutralize", "disable")
        )
        and not one.is_part
    )


def _is_picture(sentence: ParsedSentence) -> bool:
    """ "... in a file photo": a caption shows one weapon and counts none."""
    return bool(
        re.search(
            r"\b(?:file|handout|illustrative)\s(?:photo|image|picture|footage)|"
            r"\b(?:photo|picture|image)s?\s(?:shows?|taken)|\bpictured\b|\bis seen\b",
            sentence.text,
            re.IGNORECASE,
        )
    )


def _is_elsewhere(one: Told) -> bool:
    """Weapons that hit one named place or house are not all that came through."""
    if one.mention is None:
        return True
    trigger = one.mention.trigger
    if any(t.lower in ("could", "would", "might", "may") for t in trigger.children):
        return True
    locations = rule_book("interceptions").classes["location_noun"]
    hit = [c for c in trigger.children if c.dep == "dobj"] + [
        p for c in trigger.children if c.dep == "prep" for p in c.children if c.lower in ("in", "at", "on")
    ]
    sentence = one.count.sentence
    return any(
        t.lemma not in locations
        and t.pos in ("NOUN", "PROPN")
        and not any(d.first.i <= t.i <= d.last.i for d in sentence.dates)
        for t in hit
    )


def _another_time(moment: When, night: When) -> bool:
    """Whether a time lies off a night by more than a day; one that nobody told is no other time."""
    first, last, day = moment.day or moment.start, moment.day or moment.end, night.day
    if moment.is_recap != night.is_recap:
        return True
    if first is None or last is None or day is None:
        return False
    return not first - dt.timedelta(days=1) <= day <= last + dt.timedelta(days=1)


def _without_totals(accounts: list[Account]) -> list[Account]:
    """A total that the bulletin divides by class or by fate is left out: its parts are the claims, it was launched."""
    kept = []
    for account in accounts:
        near = [
            a
            for a in accounts
            if a is not account
            and a.side == account.side
            and abs(a.index - account.index) <= 4
            and not a.told.is_part
            and (a.weapon_class != "other" or account.weapon_class != "other")
        ]
        if account.weapon_class == "other" or account.told.count.is_mixed:
            parts = [a for a in near if a.weapon_class != "other"]
            whole = sum(a.intercepted + (a.suppressed or 0) for a in parts) >= account.intercepted
            if whole or len({family(a.weapon_class) for a in parts}) > 1:
                continue
        kept.append(account)
    return kept
