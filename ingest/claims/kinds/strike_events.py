"""The strikes of one article: sentences that tell of the same strike become one event, each event one claim."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter
from dataclasses import dataclass, field, replace

from ingest.claims.annotations import DateMention, PlaceMention
from ingest.claims.attach import DateRole, attach_words, date_of, place_role
from ingest.claims.attribution import find_claimant
from ingest.claims.coreference import RECALL_DAYS, Discourse, around, is_centre_of, names_several, same_place
from ingest.claims.dates import weekdays_in
from ingest.claims.document import Document
from ingest.claims.factuality import Factuality, factuality_words
from ingest.claims.kinds.strike_mentions import AMBIGUOUS, StrikeMention, Told, counts_of_weapons
from ingest.claims.kinds.strike_scenes import (
    Scene,
    dates_of,
    day_part,
    days_before,
    is_earlier,
    is_side,
    list_head,
    scenes_of,
    speakers_places,
    tolls_of_all,
)
from ingest.claims.matcher import rule_book
from ingest.claims.model import StrikeClaim
from ingest.claims.reading import Entry
from ingest.claims.sides import attacker_of, word_side
from ingest.claims.syntax import Token
from ingest.claims.targets import rank_of
from ingest.claims.tolls import TOTAL_OF_WAR, Toll

#: A sentence that names no place goes on about an event told at most this many sentences before.
_REACH = 3
_OPPOSITE = {"RU": "UA", "UA": "RU"}


@dataclass
class _Passage:
    mention: StrikeMention
    scene: Scene


@dataclass
class StrikeEvent:
    """What is known of one strike so far."""

    place: PlaceMention | None
    attacker: str | None
    date: DateMention | None
    is_background: bool = False
    has_own_date: bool = False
    #: before the article's news, though of the same days
    is_earlier: bool = False
    passages: list[_Passage] = field(default_factory=list)
    killed: Toll | None = None
    wounded: Toll | None = None

    def date_agrees(self, date: DateMention | None) -> bool:
        """Whether a passage of that date can be about this event."""
        return date is None or self.date is None or _agree(self.date, date)

    def add(self, mention: StrikeMention, scene: Scene, date: DateMention | None) -> None:
        """Takes in what one more sentence tells."""
        self.attacker = self.attacker or scene.attacker
        if date is not None and (
            not self.has_own_date or (self.date is not None and self.date.day is None and date.day)
        ):
            self.date, self.has_own_date = date, True
        self.passages.append(_Passage(mention, scene))
        for toll in scene.tolls:
            self._count(toll)

    def _count(self, toll: Toll) -> None:
        """The largest figure counts, unless the text replaces it."""
        known = self.killed if toll.kind == "killed" else self.wounded
        if toll.is_outdated and known is not None:
            return
        if known is None or known.is_outdated or toll.is_update or (toll.value > known.value and not known.is_update):
            if toll.kind == "killed":
                self.killed = toll
            else:
                self.wounded = toll

    def merge(self, other: StrikeEvent) -> None:
        """Takes in another event that turned out to be the same."""
        self.passages += other.passages
        if self.date is None or (self.date.day is None and other.date is not None):
            self.date = other.date
        for toll in (other.killed, other.wounded):
            if toll is not None:
                self._count(toll)

    @property
    def is_evident(self) -> bool:
        """Whether a sentence of its own tells the strike."""
        return any(p.mention.has_evidence for p in self.passages)

    @property
    def is_of_ships(self) -> bool:
        """ "Struck a naval vessel": ships are no part of what was hit on land."""
        told = self.passages[0].mention.attacks
        return any(
            o.lemma in rule_book("strikes").classes["ship"] for t in told for o in t.mention.slots.get("object", [])
        )

    @property
    def last_index(self) -> int:
        """The last sentence that tells of it."""
        return self.passages[-1].mention.sentence.index

    def target(self) -> str | None:
        """The most telling target named in the event's sentences."""
        best, best_rank = None, 99.0
        for position, passage in enumerate(self.passages):
            for target in passage.scene.targets:
                rank = rank_of(passage.mention.sentence.text, target) + 0.3 * position
                if rank < best_rank:
                    best, best_rank = target.target_class, rank
        return best


class StrikeGraph:
    """Walks the sentences of an article in order and links what tells of one strike."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.discourse = Discourse(document.published, here=document.reading.dateline_place)
        self.events: list[StrikeEvent] = []
        self.focus: StrikeEvent | None = None
        self.recalled: StrikeEvent | None = None
        self.is_told = self.has_weapons = False
        self._read_to = -1
        self.evident: list[StrikeMention] = []
        self.entry: Entry | None = None

    def claims(self, mentions: list[StrikeMention], headline: StrikeMention | None = None) -> list[StrikeClaim]:
        """One claim an event, in the order in which they are first told, and what the headline alone tells."""
        events = self.told(mentions)
        if headline is not None:
            if not events:
                events = StrikeGraph(self.document).told([headline, *mentions])
            else:
                _add_headline(events, StrikeGraph(self.document).told([headline]))
        return [self._claim(event) for event in events]

    def told(self, mentions: list[StrikeMention]) -> list[StrikeEvent]:
        """The events that these sentences tell."""
        self._lead_lists(mentions)
        past = [t for m in mentions for t in m.attacks if t.trigger.tag in ("VBD", "VBN")]
        plain = any(t.trigger.lemma not in AMBIGUOUS for t in past)
        near = (m.sentence.index - back for m in mentions for back in range(_REACH * 2 + 1))
        armed = plain and any(self.document.annotated(index).weapons for index in near if index >= 0)
        self.is_told = armed or any(m.has_evidence or m.intercepts for m in mentions)
        self.has_weapons = any(
            m.has_evidence and (m.weapons or any(t.cause == "weapon" for t in m.told)) for m in mentions
        )
        if not self.is_told:
            return []
        self.evident = [m for m in mentions if m.has_evidence or m.intercepts]
        for mention in mentions:
            self._read(mention)
        self._settle_dates()
        events = _merge_placeless(_merge_regions(self._without_other_stories()))
        return [event for event in events if self._is_claimed(event)]

    def _lead_lists(self, mentions: list[StrikeMention]) -> None:
        """ "Russian attacks over the past day: Sumy region - two killed; ...": the list's tolls are of the attacks."""
        leads = {m.sentence.index: m for m in mentions if m.attacks}
        for mention in mentions:
            lead = leads.get(self._lead_of(mention)) if mention.tolls else None
            if lead is not None:
                lead.heads_tolls = True

    def _lead_of(self, mention: StrikeMention) -> int:
        """The index of the sentence that opens the list which a sentence is an item of, else -1."""
        sentence = self.document.reading.sentences[mention.sentence.index]
        return sentence.heading if sentence.kind == "list_item" and sentence.heading is not None else -1

    def _without_other_stories(self) -> list[StrikeEvent]:
        """Leaves out what only a headline inside the text tells: another story's, if this one tells strikes itself."""
        kinds = self.document.reading.sentences
        prose = [e for e in self.events if any(kinds[p.mention.sentence.index].kind != "headline" for p in e.passages)]
        first = [e for e in self.events if e.passages[0].mention.sentence.index == 0]
        return [e for e in self.events if e in prose or e in first] if prose else self.events

    # -- one sentence
    def _read(self, mention: StrikeMention) -> None:
        if mention.is_accident or mention.is_generic or _is_campaign(mention):
            self._refocus(mention)
            return
        if mention.is_ground and not any(t.cause == "weapon" for t in mention.attacks):
            return
        if mention.tolls and self._is_denied_next(mention):
            mention.tolls = []
        self._note_context(mention)
        scenes = scenes_of(mention, self.discourse)
        if len(mention.sides) == 1 and mention.has_evidence:
            self.discourse.attacker, self.discourse.attacked_at = _only(mention.sides), mention.sentence.index
        if not scenes:
            self._go_on(mention)
            self._note_places(mention)
            return
        focus = self._focus_of(mention)
        near = focus is not None and mention.sentence.index - focus.last_index <= _REACH
        near = near or (bool(mention.tolls) and (self._follows_evidence(mention) or self._is_explained_next(mention)))
        for scene in scenes:
            if self._tells(scene, mention, near):
                self._place(mention, scene)
        wholes = tolls_of_all(scenes, mention)
        if wholes and mention.has_evidence:
            date = self._date_of(mention, scenes[0])[0]
            self._nationwide(
                mention, Scene(None, scenes[0].told, scenes[0].attacker, wholes, date=scenes[0].date), date
            )
        self._note_places(mention)

    def _is_denied_next(self, mention: StrikeMention) -> bool:
        """ "A blogger wrote that five had died. 'That is not true,' the governor replied."."""
        following = mention.sentence.index + 1
        if following >= len(self.document):
            return False
        text = self.document.reading.sentences[following].text.lower().lstrip("\"“‘'").replace("’", "'")
        return text.startswith(tuple(factuality_words("retort")))

    def _refocus(self, mention: StrikeMention) -> None:
        """A sentence that tells no strike can lead back to the place of one: "The shelling of Odesa goes on"."""
        for place in mention.sentence.places:
            event = next((e for e in self.events if same_place(e.place, place.value) and not e.is_background), None)
            if event is not None and not is_side(place, mention):
                self.focus = event

    def _follows_evidence(self, mention: StrikeMention) -> bool:
        """Whether an attack is told in one of the sentences right before, wherever it was."""
        index, lead = mention.sentence.index, self._lead_of(mention)
        return any(0 < index - o.sentence.index <= _REACH or o.sentence.index == lead for o in self.evident)

    def _is_explained_next(self, mention: StrikeMention) -> bool:
        """ "Six people have been killed in Kherson. The market was shelled": the cause is told right after the toll."""
        named = [p.value for p in mention.sentence.places]
        for other in self.evident:
            if 0 < other.sentence.index - mention.sentence.index <= _REACH:
                located = [p for p in other.sentence.places if not is_side(p, other)]
                places = [p.value for p in located if place_role(p, other.sentence, other.triggers).role != "speaker"]
                return not places or any(same_place(a, b) for a in places for b in named)
        return False

    def _tells(self, scene: Scene, mention: StrikeMention, near: bool) -> bool:
        """Whether a sentence tells a strike at a place: by itself, or as what follows from one told before."""
        if mention.has_evidence:
            return not mention.intercepts or self._is_hit(scene, mention)
        known = any(same_place(e.place, scene.place) for e in self.events)
        if scene.told in mention.attacks and scene.told is not None:
            if scene.told.trigger.lemma not in AMBIGUOUS:
                return True
            sided = bool(scene.told.sides) and _is_aimed(scene)
            if (
                self.has_weapons
                and scene.basis == "named"
                and not mention.is_ground
                and (sided or _is_suffered(scene, mention))
            ):
                return True
        if mention.is_unreal and not mention.tolls:
            return False
        if not known and not mention.tolls and _is_presupposed(scene):
            return False
        attacked = any(t.trigger.lemma not in AMBIGUOUS for t in mention.attacks) or _is_aimed(scene)
        return bool(mention.tolls or mention.has_trace or (mention.attacks and attacked)) and (near or known)

    @staticmethod
    def _is_hit(scene: Scene, mention: StrikeMention) -> bool:
        """In a sentence about weapons brought down a place counts only by its own attack, damage or toll."""
        if scene.told is None:
            return bool(scene.tolls)
        told, downed = scene.told, [t for t in mention.told if t.meaning == "intercept"]
        if told.trigger.dep in ("acl", "relcl") and any(told.trigger.head in t.mention.slots["weapon"] for t in downed):
            return False  # "shot down a missile aimed at the port"
        if scene.tolls or told.meaning in ("destroy", "impact", "trace", "killed", "wounded"):
            return True
        clause = told.trigger.clause()
        return told.meaning == "attack" and (
            told.trigger.pos == "VERB"
            or any(t.trigger is clause and t.truth.is_real for t in mention.told if t not in downed)
        )

    def _note_context(self, mention: StrikeMention) -> None:
        """Places of the sentences right before, which tell nothing themselves."""
        for index in range(max(self._read_to + 1, mention.sentence.index - 2), mention.sentence.index):
            annotated = self.document.annotated(index)
            for place in annotated.places[-1:]:
                if place.country in ("UA", "RU") and place.name not in ("Kyiv", "Moscow"):
                    self.discourse.note(place)
        opening = self.document.reading.opening_date(mention.sentence.index)
        if opening is not None:
            self.discourse.date, self.discourse.dated_at = opening, mention.sentence.index
        self._enter(mention.sentence.index)
        heading = self.document.reading.sentences[mention.sentence.index].heading
        if heading is not None:
            for place in self.document.annotated(heading).places[-1:]:
                self.discourse.note(place)
        self._read_to = mention.sentence.index

    def _enter(self, index: int) -> None:
        """Each entry of a list with headings tells its own strikes, on the day and at the place that stand above it."""
        entry = self.document.reading.entry_at(index)
        if entry is not self.entry:
            self.entry, self.focus, self.recalled = entry, None, None
            place = self._place_above()
            if place is not None:
                self.discourse.note(place)

    def _place_above(self) -> PlaceMention | None:
        """The place that stands above the entry; where only envoys meet ("Riyadh") no strike of this war falls."""
        place = self.entry.place if self.entry is not None else None
        return place if place is not None and place.country in ("UA", "RU", None) else None

    def _note_places(self, mention: StrikeMention) -> None:
        """The places that the sentence leaves salient: its scenes, else those that it names."""
        places = [
            p.value for p in mention.sentence.places if p.value.country in ("UA", "RU") and not is_side(p, mention)
        ]
        told = [p.scene.place for e in self.events for p in e.passages if p.mention is mention and p.scene.place]
        for place in told or places[-1:]:
            if place is not None:
                self.discourse.note(place)

    def _place(self, mention: StrikeMention, scene: Scene) -> None:
        """Puts a scene into the event that it is of, or begins one."""
        if scene.place is not None and scene.place.country is None and not mention.sides:
            return  # a name that nothing places in this war
        date, is_own = self._date_of(mention, scene)
        earlier = scene.told is not None and is_earlier(scene.told.trigger)
        is_headed = self.entry is not None and date is not None and date is self.entry.date
        background = earlier or (self._is_old(date) and not is_headed)
        days = days_before(scene.told.trigger) if earlier and scene.told is not None else None
        if earlier and (not is_own or (days is not None and date is not None and date.day is None)):
            date = self._days_before(days, mention)
            is_own, background = date is not None, days is None or days > RECALL_DAYS or self._is_old(date)
        focus = self._focus_of(mention)
        event = self._find(scene, date if is_own else None, (background, earlier), focus)
        event = event or self._named_at_last(scene, mention)
        if event is None:
            event = StrikeEvent(scene.place, scene.attacker, date, background, is_own, earlier)
            self.events.append(event)
        event.add(mention, scene, date if is_own else None)
        if event.is_background or event.is_earlier:
            self.recalled = event
        else:
            self.focus = event

    def _focus_of(self, mention: StrikeMention) -> StrikeEvent | None:
        """The event that a sentence can go on about: one recalled right before in its paragraph, else the news."""
        recalled, index = self.recalled, mention.sentence.index
        if recalled is not None and index - recalled.last_index == 1:
            sentences = self.document.reading.sentences
            if sentences[index].paragraph == sentences[index - 1].paragraph:
                return recalled
        focus = self.focus or (recalled if len(self.events) == 1 else None)
        return None if focus is not None and self._is_cut_off(focus, index) else focus

    def _is_cut_off(self, focus: StrikeEvent, index: int) -> bool:
        """ "A drone hit Izium on Monday. On Wednesday a bomb came with the post. Six died.": a weapon of another day,
        in words that tell no attack, stands between."""
        known = (
            [focus.date]
            if focus.date
            else self._days_named(range(focus.passages[0].mention.sentence.index - 1, focus.last_index + 1))
        )
        # a sentence's own day is compared with that of the event, which it has unless no day of the text has a year
        last = index if focus.date or self.document.published else index + 1
        for between in range(focus.last_index + 1, last):
            days = self._days_named(range(between, between + 1))
            if known and days and self.document.annotated(between).weapons and not _any_agree(known, days):
                return True
        return False

    def _days_named(self, indices: range) -> list[DateMention]:
        dates = [d for i in indices if i >= 0 for d in self.document.annotated(i).dates]
        return [d for d in dates if d.kind in ("calendar", "weekday") and (d.day or d.partial)]

    def _named_at_last(self, scene: Scene, mention: StrikeMention) -> StrikeEvent | None:
        """The event in focus, of which only a region or a neighbourhood was told, where "the attack" gets its town."""
        focus = self.focus
        if focus is None or focus.place is None or scene.place is None or scene.place.level == "admin1":
            return None
        vague = focus.place.level == "admin1" or all(p.scene.near for p in focus.passages)
        told = scene.told
        definite = told is not None and any(
            c.lower in ("the", "this", "that") and c.dep == "det"
            for t in [told.trigger, *told.mention.slots.get("cause", [])]
            for c in t.children
        )
        if not (vague and definite and around(focus.place, scene.place)) or focus.attacker != scene.attacker:
            return None
        if mention.sentence.index - focus.last_index > _REACH or len({id(e) for e in self.events if e is focus}) == 0:
            return None
        focus.place = scene.place
        return focus

    def _days_before(self, days: int | None, mention: StrikeMention) -> DateMention | None:
        """The day that "came two days after" points to, counted back from the one day that the sentence names, else
        from the article's own event."""
        named = [d for d in self._days_named(range(mention.sentence.index, mention.sentence.index + 1)) if d.day]
        own = named[0] if len(named) == 1 else None
        lead = own or self.discourse.date or self.discourse.lead or self.discourse.speech_date
        told_on = lead.day if lead is not None else self.document.reading.told_on
        if days is None or told_on is None:
            return None
        day = told_on - dt.timedelta(days=days)
        return DateMention(0, 0, day, day, "day", None, f"{days} days before", "relative")

    def _find(
        self, scene: Scene, date: DateMention | None, recalled: tuple[bool, bool], focus: StrikeEvent | None
    ) -> StrikeEvent | None:
        """The event that a scene is of; `recalled`: whether it is background, and whether it is before the news."""
        for event in reversed(self.events):
            if event.attacker and scene.attacker and event.attacker != scene.attacker:
                continue
            if not same_place(event.place, scene.place) or (event.has_own_date and not event.date_agrees(date)):
                continue
            is_recalled = event.is_background or event.is_earlier
            if (event.is_background, event.is_earlier) != recalled and not (
                is_recalled and event is focus and not date
            ):
                continue
            if self._is_another(event, scene):
                continue
            return event
        return None

    @staticmethod
    def _is_another(event: StrikeEvent, scene: Scene) -> bool:
        """Two strikes on one place on one day, told apart by their hours: "in the morning", "in the evening"."""
        if not scene.tolls or not (event.killed or event.wounded) or scene.told is None or scene.told.meaning == "toll":
            return False
        first = event.passages[0].scene
        mine, other = _hour_of(first), _hour_of(scene)
        return bool(mine and other and mine != other) or _is_sequel(scene.told)

    def _go_on(self, mention: StrikeMention) -> None:
        """A sentence that names no place hit: it goes on about the event in focus, or tells of the whole country."""
        if (mention.is_unreal and not mention.tolls) or _spans_weeks(mention):
            return
        if not (mention.tolls or mention.attacks or mention.has_trace):
            return
        if mention.intercepts and not mention.tolls and not mention.has_trace:
            return
        trigger = mention.told[0].trigger
        role = date_of(trigger, dates_of(trigger, [d for d in mention.dates if d.value.kind != "since"], mention))
        scene = Scene(
            None,
            mention.told[0],
            _only({s for t in mention.attacks if not is_earlier(t.trigger) for s in t.sides} or mention.sides),
            list(mention.tolls),
            [w.value for w in mention.weapons],
            [t.value for t in mention.targets],
            role,
        )
        date, is_own = self._date_of(mention, scene)
        if is_earlier(trigger):
            return
        focus = self._focus_of(mention)
        near = focus is not None and mention.sentence.index - focus.last_index <= _REACH
        places = speakers_places(mention, self.discourse) if mention.tolls or mention.has_evidence else []
        places = places or self._place_before(mention)
        above = self._place_above()
        places = [above] if above is not None else places
        clash = focus is not None and scene.attacker and focus.attacker and scene.attacker != focus.attacker
        told_there = (
            focus is not None and focus.place is not None and around(places[0], focus.place) if places else False
        )
        if places and (not told_there or clash):
            for place in places:
                self._place_by_speaker(mention, replace(scene, tolls=scene.tolls if len(places) == 1 else []), place)
            return
        if focus is not None and self._is_of_all(mention, focus):
            self._nationwide(mention, scene, date)
            return
        if any(t.cause == "side" and t.meaning == "killed" for t in mention.told) and not mention.attacks:
            return  # a killing laid to somebody, by no weapon that is told
        own_date = date if is_own else None
        goes_on = focus is not None and near and not clash and focus.date_agrees(own_date)
        if focus is not None and goes_on and not _is_nationwide(mention):
            if any(p.scene.weapons for p in focus.passages) and not mention.tolls:
                scene.weapons = []
            if any(p.scene.targets for p in focus.passages):
                scene.targets = []
            focus.add(mention, scene, own_date)
            return
        self._nationwide(mention, scene, date)

    def _place_before(self, mention: StrikeMention) -> list[PlaceMention]:
        """The one town of the sentence before, where a strike is taken as known or of what stands there: "In X the
        search is over. Tuesday's strike killed 55", "A church in X burned down. It was shelled"."""
        before = mention.sentence.index - 1
        dated = any(d.anchor is t.trigger and d.token.dep == "poss" for d in mention.dates for t in mention.attacks)
        meant = mention.has_evidence and mention.sentence.tokens[0].lower == "it" and not mention.sentence.places
        if before < 0 or not (meant or (dated and mention.tolls)) or _is_nationwide(mention):
            return []
        sentences = self.document.reading.sentences
        is_told = any(p.mention.sentence.index == before for e in self.events for p in e.passages)
        if sentences[before].paragraph != sentences[before + 1].paragraph or is_told:
            return []
        towns = [p for p in self.document.annotated(before).places if p.level == "settlement"]
        return towns if len(towns) == 1 and towns[0].country in ("UA", "RU") else []

    def _is_of_all(self, mention: StrikeMention, focus: StrikeEvent) -> bool:
        """ "36 people were killed in the strikes": of a wave on many places the toll is nobody place's own."""
        plural = any(t.trigger.tag == "NNS" and t.trigger.dep == "pobj" for t in mention.attacks)
        plural = plural or any(names_several(t) for t in mention.sentence.tokens)
        if not (plural and mention.tolls):
            return False
        same_day = [e for e in self.events if e.place and e.attacker == focus.attacker and e.date_agrees(focus.date)]
        return len(same_day) >= 2

    def _place_by_speaker(self, mention: StrikeMention, scene: Scene, place: PlaceMention) -> None:
        scene.place, scene.basis = place, "speaker"
        scene.attacker = attacker_of(place, mention.sides, mention.occupied, self.document.published)
        self._place(mention, scene)

    def _nationwide(self, mention: StrikeMention, scene: Scene, date: DateMention | None) -> None:
        """A wave told without a place: one event without place, where side, day and a figure or target are told."""
        is_vague = date is not None and date.day is None and not _is_weekend(date)
        if not mention.has_evidence or self._is_old(date) or is_vague:
            return
        own_day = (scene.date is not None and not scene.date.spoken) or _has_weekday(mention)
        fired = [n.value for n in counts_of_weapons(mention.sentence, mention.weapons)]
        if not own_day and max(fired, default=0) > _LARGEST_WAVE:
            return
        if (
            not own_day
            and not _is_news(mention)
            and not self._is_headlined(mention)
            and not any(t.value for t in mention.tolls)
            and max(fired, default=0) < 2
        ):
            return
        acts = _acts(mention)
        if not mention.tolls and not any(map(_is_carried_out, acts)):
            return
        victim = _victim(mention)
        attacker = scene.attacker or _OPPOSITE.get(victim or "")
        days = {
            d.head.i for d in mention.sentence.dates
        }  # "launched drones on Tuesday" says of nothing that it was hit
        struck = mention.targets or any(o.i not in days for t in acts for o in t.mention.slots.get("object", []))
        aimed = victim or _is_in_country(mention) or fired or (mention.weapons and struck)
        if attacker is None or not (aimed or any(t.value for t in mention.tolls)):
            return
        scene.attacker = attacker
        self._place(mention, scene)

    def _is_headlined(self, mention: StrikeMention) -> bool:
        """A line of a list of headlines, whose present tense is the day's news."""
        kinds = Counter(s.kind == "headline" for s in self.document.reading.sentences)
        is_headline = self.document.reading.sentences[mention.sentence.index].kind == "headline"
        is_headline = is_headline and kinds[True] > 2 * kinds[False]
        verbs = [t.trigger.clause() for t in _acts(mention) if _is_carried_out(t)]
        return is_headline and any(v.tag in ("VBD", "VBZ", "VBP", "VBN") for v in verbs)

    # -- dates
    def _date_of(self, mention: StrikeMention, scene: Scene) -> tuple[DateMention | None, bool]:
        """(the day of a scene, whether the sentence itself gives it)."""
        role = scene.date
        headed = self.entry.date if self.entry is not None else None
        if headed is not None and headed.day and role is None and weekdays_in(mention.sentence.text):
            return _beside(headed, headed.day, mention.sentence.text), True
        if headed is not None and (role is None or role.spoken or _is_of_headed_day(role.value)):
            return headed, True
        if role is None:
            near = mention.sentence.index - self.discourse.dated_at <= 2
            return (self.discourse.date if near else self.discourse.lead or self.discourse.speech_date), False
        date = self._not_ahead(role.value)
        if role.after:
            return self.discourse.date or self.discourse.lead, False
        if role.spoken or self._is_of_toll(role, scene):
            if date.day and not self.discourse.is_old(date.day):
                self.discourse.speech_date = self.discourse.speech_date or date
            known = self.discourse.date or self.discourse.lead
            return known or date, False
        if date.day and not self.discourse.is_old(date.day):
            self.discourse.date, self.discourse.dated_at = date, mention.sentence.index
            if self.document.published:  # an undated text has no news that its other events share a day with
                self.discourse.lead = self.discourse.lead or date
        return date, True

    def _not_ahead(self, date: DateMention) -> DateMention:
        """ "After Wednesday's attack the school will teach online": a weekday of what has happened is a past one."""
        told, week = self.document.published, dt.timedelta(weeks=1)
        if date.kind != "weekday" or not (told and date.date_start and date.date_end):
            return date
        if (date.date_start - told).days < 2:  # a day ahead may be the publisher's clock
            return date
        return replace(date, date_start=date.date_start - week, date_end=date.date_end - week)

    @staticmethod
    def _is_of_toll(role: DateRole, scene: Scene) -> bool:
        """ "By Friday morning the toll had risen", "a third person died overnight": when it was known."""
        return (role.token.head.lower == "by" and role.token.dep == "pobj") or any(
            t.is_total or (t.is_update and scene.told is not None and scene.told.meaning == "toll") for t in scene.tolls
        )

    def _is_old(self, date: DateMention | None) -> bool:
        if date is None:
            return False
        if date.day:
            return self.discourse.is_old(date.day)
        if date.text.lower().startswith("earlier this"):
            return True
        if date.precision in ("week", "month", "year") and date.date_end:
            published = self.document.published
            weekend = _is_weekend(date)
            reach = RECALL_DAYS if weekend else 0
            if published is None and weekend:
                return False
            return not published or (published - date.date_end).days > reach or date.precision != "week"
        return False

    def _settle_dates(self) -> None:
        """Events without a day of their own take that of the article's news."""
        fallback = self.discourse.lead or self.discourse.speech_date or self._usual_date()
        for event in self.events:
            if event.is_background:
                continue
            is_said = not event.has_own_date and event.date is self.discourse.speech_date
            if event.date is None or (is_said and not self._is_of_another(event)):
                event.date = fallback or self._dateline_of(event)

    def _is_of_another(self, event: StrikeEvent) -> bool:
        """Whether the day of the article's news is another event's: what was said on Tuesday is not Monday's then."""
        return any(e is not event and e.has_own_date and e.date is self.discourse.lead for e in self.events)

    def _dateline_of(self, event: StrikeEvent) -> DateMention | None:
        """A first report without a year: its dateline's day is that of the events on the weekday that it opens with."""
        reading = self.document.reading
        named = weekdays_in(event.passages[0].mention.sentence.text)
        opens = reading.opening is not None and named == weekdays_in(reading.opening.text)
        return reading.dateline if not named or opens else None

    def _usual_date(self) -> DateMention | None:
        """The day that the article's news is dated by: the most named one of publication day and the day before."""
        published = self.document.published
        if published is None:
            return None
        seen: dict[dt.date, list[DateMention]] = {}
        for index in range(min(15, len(self.document))):
            for date in self.document.annotated(index).dates:
                if (
                    date.day
                    and 0 <= (published - date.day).days <= 1
                    and date.kind in ("weekday", "calendar", "overnight", "relative")
                ):
                    seen.setdefault(date.day, []).append(date)
        return max(seen.values(), key=len)[0] if seen else None

    # -- claims
    def _is_claimed(self, event: StrikeEvent) -> bool:
        """Whether enough is told: evidence of a strike in a sentence of its own, or a toll beside one."""
        if event.is_background and (event.place is None or event.date is None or not event.has_own_date):
            return False
        if event.is_background and event.place is not None and event.place.level == "admin1":
            return bool(event.killed or event.wounded)
        if event.is_evident:
            return True
        if event.is_background:
            return False
        if any(p.scene.told in p.mention.attacks for p in event.passages):
            return True
        return (
            bool(event.killed or event.wounded or any(p.mention.has_trace for p in event.passages))
            and event.place is not None
        )

    def _claim(self, event: StrikeEvent) -> StrikeClaim:
        best = max(event.passages, key=lambda p: (_score(p, event), -p.mention.sentence.index))
        main = best.mention.sentence
        spans = {p.mention.sentence.index: p.mention.sentence.annotated.span() for p in event.passages}
        spans.pop(main.index, None)
        weapons = Counter(w.weapon_class for p in event.passages for w in p.scene.weapons if w.weapon_class != "other")
        classes = list(weapons)
        if len(classes) > 1 and "airstrike" in classes and set(classes) & {"missile", "drone", "glide_bomb"}:
            classes.remove("airstrike")
        names = list(dict.fromkeys(w.name for p in event.passages for w in p.scene.weapons if w.name))
        claim = StrikeClaim(
            span=main.annotated.span(),
            evidence=[spans[i] for i in sorted(spans)],
            attacker_country=event.attacker,
            target_country=event.place.country if event.place else _OPPOSITE.get(event.attacker or ""),
            weapon_classes=classes,
            weapon_names=names,
            target_class=event.target(),
            is_background=event.is_background,
        )
        _put_place(claim, event)
        _put_date(claim, event.date)
        if event.killed:
            claim.killed, claim.killed_qualifier = event.killed.value, event.killed.qualifier
        if event.wounded:
            claim.wounded, claim.wounded_qualifier = event.wounded.value, event.wounded.qualifier
        told = best.scene.told.trigger if best.scene.told is not None else None
        claimant = find_claimant(self.document, main.index, told, claim.target_country)
        claim.claimant, claim.claimant_side = claimant.name, claimant.side
        claim.rule_id = _rule_of(best)
        claim.confidence = _confidence(event, best)
        return claim


def _add_headline(events: list[StrikeEvent], headlined: list[StrikeEvent]) -> None:
    """What only the headline tells: a strike at a place of its own, or the toll of the one strike that the text tells.

    A headline is short for the text: a region there is a town here, and a toll may be that of many places.
    """
    for title in headlined:
        if title.place is None:
            continue
        alike = [
            e
            for e in events
            if (e.place is None and e.attacker in (None, title.attacker)) or _share_ground(e.place, title.place)
        ]
        if not alike:
            events.append(title)
        elif len(events) == len(headlined) == 1 and same_place(alike[0].place, title.place):
            _complete(alike[0], title)


def _share_ground(place: PlaceMention | None, other: PlaceMention) -> bool:
    """One place, one in the other, or two of one region."""
    if place is None:
        return False
    return same_place(place, other) or (bool(place.admin1_code) and (around(place, other) or around(other, place)))


def _complete(event: StrikeEvent, title: StrikeEvent) -> None:
    if not (event.killed or event.wounded) and (title.killed or title.wounded):
        event.killed, event.wounded = title.killed, title.wounded
        event.passages += title.passages


def _put_place(claim: StrikeClaim, event: StrikeEvent) -> None:
    place = event.place
    if place is None:
        claim.geo_precision = "country" if claim.target_country else "none"
        return
    claim.admin1, claim.admin1_code = place.admin1, place.admin1_code
    if place.level == "admin1":
        claim.geo_precision = "admin1"
        return
    claim.place = place.name
    claim.location_id, claim.latitude, claim.longitude = place.location_id, place.latitude, place.longitude
    near = [p.scene.near for p in event.passages if p.scene.place is not None]
    claim.geo_precision = "district" if place.level == "district" else "near" if near and all(near) else "settlement"


def _put_date(claim: StrikeClaim, date: DateMention | None) -> None:
    if date is None:
        return
    claim.event_date = date.day
    claim.date_precision = date.precision if date.date_start or date.partial else None
    claim.date_start, claim.date_end = date.date_start, date.date_end
    claim.date_partial, claim.date_text = date.partial, date.text


def _score(passage: _Passage, event: StrikeEvent) -> float:
    """How well a passage stands for its event as the claim's quote."""
    scene, mention = passage.scene, passage.mention
    final = {toll.value for toll in (event.killed, event.wounded) if toll}
    outdated = bool(scene.tolls) and not any(toll.value in final for toll in scene.tolls)
    score = (
        2.0 * (scene.place is not None)
        + 1.0 * bool(scene.tolls)
        + 0.5 * mention.has_evidence
        + 0.3 * bool(scene.weapons)
    )
    return score - 1.0 * (scene.basis == "speaker") - 1.5 * outdated


def _rule_of(passage: _Passage) -> str:
    """The rule of the event that made the claim: its place's, else the first attack of the sentence."""
    told = passage.scene.told
    if told is None or told.meaning in ("trace",):
        told = next(iter(passage.mention.attacks), told or passage.mention.told[0])
    return told.mention.rule_id


def _confidence(event: StrikeEvent, best: _Passage) -> float:
    """What labelled text says of such claims, lowered by what was assumed."""
    value = 0.92 if best.mention.has_evidence else 0.75
    if best.scene.basis != "named":
        value *= 0.85
    if not event.has_own_date:
        value *= 0.92
    if event.is_background:
        value *= 0.85
    if event.place is None:
        value *= 0.8
    return round(value, 2)


def _is_aimed(scene: Scene) -> bool:
    """ "Attacked Kyiv", "an attack on Kyiv": aimed at the place; "attacked near Marinka" is said of troops."""
    if scene.told is None or scene.head is None or scene.near:
        return False
    if scene.told.trigger.head.lower == "under" and scene.told.trigger.dep == "pobj":
        return True
    first = scene.head.first_conjunct()
    if first.dep == "attr" and any(s.lemma in ("target", "focus", "brunt") for s in first.head.subjects()):
        return True  # "the main targets of the attack were Kyiv and Poltava"
    objects = scene.told.mention.slots.get("object", [])
    if any(o.governs(scene.head) for o in objects):
        return all(o.head.lower not in ("near", "toward", "towards") for o in objects)
    own_day = scene.date is not None and not scene.date.spoken
    return scene.told.trigger.pos == "NOUN" and scene.told.trigger.tag == "NN" and own_day


def _is_suffered(scene: Scene, mention: StrikeMention) -> bool:
    """ "Sumy and Poltava suffered attacks", "attacks were recorded in Sumy": told as done to the places named."""
    if scene.told is None or scene.head is None or scene.near or scene.told.trigger.pos != "NOUN":
        return False
    trigger, first = scene.told.trigger, list_head(scene.head)
    verb = trigger.head.head if trigger.dep == "pobj" and trigger.head.lower == "under" else trigger.head
    named = [p.head for p in mention.sentence.places]
    listed = any(subject is first or (subject in named and subject.governs(first)) for subject in verb.subjects())
    if listed and verb.lemma in attach_words()["undergo"]:
        return trigger.dep in ("dobj", "pobj")
    recorded = verb.lemma in _RECORDED and trigger.dep in ("dobj", "nsubjpass")
    return recorded and first.dep == "pobj" and first.head.lower == "in" and verb.governs(first)


def _is_presupposed(scene: Scene) -> bool:
    """ "After the explosion in ...": taken as known, not told."""
    told = scene.told
    if told is None or told.meaning != "trace" or any(c.tag == "JJS" for c in told.trigger.children):
        return False
    return any(c.lower in ("the", "this", "that") for c in told.trigger.children)


_SEQUEL = rule_book("strikes").classes["sequel"]


def _is_sequel(told: Told) -> bool:
    """ "Later that evening a drone attack killed a woman": told after another strike, with a cause of its own."""
    causes = [told.trigger, *told.mention.slots.get("cause", [])]
    is_new = any(
        c.lower in ("a", "an", "another") for t in causes if t.pos != "VERB" for c in t.children if c.dep == "det"
    )
    before = (t for t in told.trigger.clause().subtree() if t.i < told.trigger.i)
    return told.cause in ("weapon", "attack") and is_new and any(t.lower in _SEQUEL for t in before)


def _only(sides: set[str]) -> str | None:
    return next(iter(sides)) if len(sides) == 1 else None


def _hour_of(scene: Scene) -> str | None:
    return day_part(scene.told.trigger) if scene.told is not None else None


_HAD_EFFECT = rule_book("strikes").classes["had_effect"]
_RECORDED = rule_book("strikes").classes["recorded"]
_WHOLE_WAR = rule_book("strikes").classes["whole_war"]
_COUNTRY_WORDS = rule_book("strikes").classes["whole_country"]
_WIDE = rule_book("strikes").classes["wide"]


def _is_weekend(date: DateMention) -> bool:
    return "weekend" in date.text.lower()


def _is_nationwide(mention: StrikeMention) -> bool:
    """Whether a sentence speaks of the whole country or of another place than the one in focus."""
    for token in mention.sentence.tokens:
        if token.lower in _WIDE:
            return True
        if token.lower == "country" and any(t.lower in ("whole", "entire") for t in token.subtree()):
            return True
        if token.lower in _COUNTRY_WORDS and token.dep == "pobj":
            everywhere = token.head.lower in ("across", "throughout", "around", "over", "on", "against", "at")
            if everywhere or token.head.head.lower == "all":
                return True
    return _victim(mention) is not None


#: More weapons than these are a total of many days, unless a day is told.
_LARGEST_WAVE = 1000
#: News opens with what happened: a sentence without a day is of the article's day only so far in.
_OPENING = 3


def _is_news(mention: StrikeMention) -> bool:
    """ "Russia launched missiles against Ukrainian cities": a main clause in the past, in the article's first lines."""
    if mention.sentence.index > _OPENING:
        return False
    told = [(t.trigger, t.trigger.clause()) for t in _acts(mention) if _is_carried_out(t)]
    return any(
        verb.dep in ("ROOT", "ccomp") and (verb.tag == "VBD" or (_is_perfect(verb) and _is_one(act)))
        for act, verb in told
    )


def _is_perfect(verb: Token) -> bool:
    return verb.tag == "VBN" and any(c.lower in ("has", "have", "'s", "'ve") for c in verb.children_by("aux"))


def _is_one(act: Token) -> bool:
    """ "Has launched a heavy bombardment": one; "has launched attacks" tells of them all."""
    return any(c.lower in ("a", "an", "another") for c in act.children_by("det"))


def _acts(mention: StrikeMention) -> list[Told]:
    """The attacks of a sentence, and what a weapon destroyed."""
    return mention.attacks + [t for t in mention.told if t.meaning == "destroy" and t.is_by_weapon]


def _is_of_headed_day(date: DateMention) -> bool:
    """ "Overnight", "late that evening": words that the day above an entry makes a day."""
    return date.kind == "overnight" or (date.kind == "relative" and date.day is None)


def _agree(a: DateMention, b: DateMention) -> bool:
    """Whether two windows of days share a day, or may do so."""
    if a.date_start and a.date_end and b.date_start and b.date_end:
        return a.date_start <= b.date_end and b.date_start <= a.date_end
    return not (a.partial and b.partial) or a.partial == b.partial


def _any_agree(some: list[DateMention], others: list[DateMention]) -> bool:
    return any(_agree(a, b) for a in some for b in others)


def _beside(headed: DateMention, day: dt.date, text: str) -> DateMention | None:
    """ "Sunday, 3 March: ... On Monday ...": a weekday next to the day above the entry; of another week nothing says
    which."""
    days = [day + dt.timedelta(days=step) for step in (0, 1, -1)]
    found = next((d for d in days if {d.weekday()} == weekdays_in(text)), None)
    return replace(headed, date_start=found, date_end=found) if found else None


def _has_weekday(mention: StrikeMention) -> bool:
    """Whether an act has its weekday, also in a text without a date of its own: "on Tuesday Russia hit ..."."""
    clauses = [t.trigger.clause() for t in _acts(mention)]
    named = (t for t in mention.sentence.tokens if weekdays_in(t.text))
    return any((t.head.head if t.dep == "pobj" else t.head) in clauses for t in named)


def _is_carried_out(told: Told) -> bool:
    """Whether an attack is told, not talked of: by a verb of its own or of doing, and not of weeks together."""
    verb = told.trigger.clause()
    below = verb.subtree()
    lasting = any(
        t.lemma in ("week", "month", "year")
        and t.dep in ("pobj", "npadvmod")
        and t.head.lower not in ("of", "since", "after", "following")
        for t in below
    )
    lasting = lasting and not any(
        t.tag in ("JJS", "RBS") or t.lower == "first" for t in below
    )  # "the largest in months"
    doing = rule_book("strikes").classes["carried_out"]
    doing = doing | factuality_words("generic_governor")  # "strikes continued with 40 missiles"
    carried = verb is told.trigger or verb.lemma in doing or verb.pos == "NOUN"
    telling = _HAD_EFFECT if told.trigger.dep == "nsubj" else _RECORDED
    carried = carried or (verb.lemma in telling and told.trigger.dep in ("nsubj", "nsubjpass", "dobj"))
    carried = carried or any(c.dep == "relcl" and c.lemma in doing for c in told.trigger.children)
    carried = carried or _is_undergone(told.trigger)
    return carried and not lasting


def _is_undergone(attack: Token) -> bool:
    """ "Suffered an attack", "came under an attack", "Monday saw a wave of attacks": told by what it happens to."""
    steps = [attack, *itertools.islice(attack.ancestors(), 3)]
    verb = attack.clause()
    reached = next((s for s in steps if s.dep == "dobj" and s.head is verb), None)
    under = attack.dep == "pobj" and attack.head.lower == "under" and attack.head.head is verb
    return verb.tag in ("VBD", "VBN") and verb.lemma in attach_words()["undergo"] and (reached is not None or under)


def _victim(mention: StrikeMention) -> str | None:
    """The country that is attacked, where no place is named: "strikes on Ukraine's power grid", "Ukraine suffered"."""
    for told in (t for t in mention.attacks if not is_earlier(t.trigger)):
        suffering = told.trigger.clause().subjects() if _is_undergone(told.trigger) else []
        for token in [*told.mention.slots.get("object", []), *suffering]:
            for word in token.subtree():
                if word_side(word) and not (told.sides and word_side(word) in told.sides):
                    return word_side(word)
    return None


def _is_in_country(mention: StrikeMention) -> bool:
    """ "Hit power plants in several regions of Ukraine": the other side's land is where the attack was."""
    words = (w for told in _acts(mention) for w in told.trigger.clause().subtree() if w.dep == "pobj")
    inside = [w for w in words if w.head.lower in ("in", "of", "across", "on", "against")]
    named = (word_side(t) for w in inside for t in (w, *w.children_by("poss", "amod")))
    return any(side not in {None, *mention.sides} for side in named)


def _is_campaign(mention: StrikeMention) -> bool:
    """Totals since a day, habits of weeks: no strike is told."""
    if any(t.value >= TOTAL_OF_WAR for t in mention.tolls) and not mention.attacks and not mention.sentence.places:
        return True
    campaigns = 0
    for told in mention.told:
        if told.meaning == "intercept":
            continue
        verb = told.trigger.clause()
        lasting = any(_is_lasting(c) for c in [*verb.children, *told.trigger.children])
        perfect = any(c.lemma == "have" and c.tag in ("VBP", "VBZ") for c in verb.children)
        since = (lasting and (perfect or told.trigger is verb)) or _is_of_war(verb, mention, perfect)
        if (
            since
            or told.truth is Factuality.GENERIC
            or (perfect and told.trigger.dep == "relcl" and told.meaning == "attack" and not _has_day(mention))
        ):
            campaigns += 1
    real = sum(t.meaning != "intercept" for t in mention.told)
    return campaigns > 0 and campaigns >= real - sum(t.meaning in ("toll", "trace") for t in mention.told)


def _is_of_war(verb: Token, mention: StrikeMention, perfect: bool) -> bool:
    """ "80 rescuers killed since the war began": a total; "the worst strike since the war began" is one strike."""
    headline = verb.tag == "VBN" and not any(c.dep in ("aux", "auxpass") for c in verb.children)
    if not (perfect or headline):
        return False
    since = [t for t in verb.subtree() if t.lower == "since"]
    total = any(w.lower in _WHOLE_WAR for t in since for w in [*t.subtree(), *t.head.subtree()][:8])
    return total and not any(t.tag in ("JJS", "RBS") or t.lower == "first" for t in mention.sentence.tokens)


def _has_day(mention: StrikeMention) -> bool:
    return any(d.value.day for d in mention.dates)


def _spans_weeks(mention: StrikeMention) -> bool:
    """ "Killed 85 people in the week since the summit": the sum of many strikes."""
    return any(
        t.lemma in ("week", "month", "year")
        and t.head.lower in ("in", "over", "during", "within", "for")
        and (
            any(c.lower in ("since", "to", "of") or c.dep == "relcl" for c in t.children)
            or any(c.lower in ("past", "last", "previous", "recent", "first") for c in t.children)
        )
        and any(told.trigger.clause().governs(t) for told in mention.told)
        for t in mention.sentence.tokens
    )


def _is_lasting(token: Token) -> bool:
    """ "Since March", "throughout the invasion", "so far", "often": what a verb tells of is no event of a day."""
    if token.dep in ("prep", "mark"):
        return token.lower in ("since", "throughout")
    far = token.lower == "far" and any(c.lower == "so" for c in token.children)
    return far or (token.dep == "advmod" and token.lemma in factuality_words("habit_adverb"))


def _merge_placeless(events: list[StrikeEvent]) -> list[StrikeEvent]:
    """An event told without its place joins the one that names it: same toll, same day and side; a wave whose places
    and tolls are all told is left out."""
    kept = list(events)
    for bare in [e for e in events if e.place is None]:
        same_day = [
            e
            for e in kept
            if e.place is not None
            and e.is_background == bare.is_background
            and e.attacker == bare.attacker
            and e.date_agrees(bare.date)
        ]
        twin = _twin_of(bare, same_day)
        if twin is not None:
            twin.merge(bare)
            kept.remove(bare)
        elif same_day and not bare.is_of_ships and _is_sum(bare, same_day):
            kept.remove(bare)
    return kept


def _twin_of(bare: StrikeEvent, same_day: list[StrikeEvent]) -> StrikeEvent | None:
    """The event with a place that one without is: the same toll, or the only one, whose toll is not told elsewhere."""
    twin = next((e for e in same_day if _same_toll(e, bare) or _is_named_beside(e, bare)), None)
    only = same_day[0] if len(same_day) == 1 and bare.target() else None
    if twin is not None or only is None or only.killed or only.wounded or bare.is_of_ships:
        return twin
    opening = only.passages[0].mention.sentence.tokens[0].lower
    return None if opening in rule_book("strikes").classes["apart"] else only


def _is_named_beside(event: StrikeEvent, bare: StrikeEvent) -> bool:
    """Whether the sentence that tells of no place hit names the event's place in another role, and no other town."""
    if any(a.mention is b.mention for a in event.passages for b in bare.passages):
        return False  # "41 people, including 30 in Kyiv"
    named = [p.value for passage in bare.passages for p in passage.mention.sentence.places if not word_side(p.head)]
    return bool(named) and all(same_place(place, event.place) for place in named)


def _is_sum(bare: StrikeEvent, placed: list[StrikeEvent]) -> bool:
    """Whether the places told account for all that a nationwide figure counts."""
    killed = sum(e.killed.value for e in placed if e.killed)
    wounded = sum(e.wounded.value for e in placed if e.wounded)
    return (not bare.killed or bare.killed.value <= killed) and (not bare.wounded or bare.wounded.value <= wounded)


def _same_toll(a: StrikeEvent, b: StrikeEvent) -> bool:
    pairs = ((a.killed, b.killed), (a.wounded, b.wounded))
    return any(x and y and x.value == y.value and x.value > 0 for x, y in pairs)


def _merge_regions(events: list[StrikeEvent]) -> list[StrikeEvent]:
    """A region's event joins that of a town there where the two read as one."""
    kept = list(events)
    for region in [e for e in events if e.place is not None and e.place.level == "admin1"]:
        towns = [e for e in kept if e is not region and _may_be_in(e, region)]
        centre = [e for e in towns if e.place and region.place and is_centre_of(e.place, region.place)]
        town = next((e for e in centre or towns if _may_be_one(e, region, e in centre)), None)
        by_speaker = all(p.scene.basis == "speaker" for p in region.passages)
        if town is None and towns and by_speaker and not (region.killed or region.wounded):
            town = towns[0]  # the governor speaks of what was told before
        if town is not None:
            town.merge(region)
            kept.remove(region)
    return kept


def _may_be_in(town: StrikeEvent, region: StrikeEvent) -> bool:
    return (
        town.place is not None
        and region.place is not None
        and town.place.level != "admin1"
        and around(town.place, region.place)
        and town.attacker == region.attacker
        and town.is_background == region.is_background
        and (not region.has_own_date or town.date_agrees(region.date))
    )


def _may_be_one(town: StrikeEvent, region: StrikeEvent, is_centre: bool) -> bool:
    """No two different tolls, told close together; one passage that names both means both."""
    if any(a.mention is b.mention for a in town.passages for b in region.passages):
        return False
    apart = min(
        abs(a.mention.sentence.index - b.mention.sentence.index) for a in town.passages for b in region.passages
    )
    if _same_toll(town, region):
        return True
    if not (region.killed or region.wounded):
        return apart == 0 or (is_centre and apart <= 6)
    return (
        is_centre and 0 < apart <= 2 and not (town.killed and region.killed) and not (town.wounded and region.wounded)
    )
