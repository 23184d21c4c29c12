"""Coreference of meeting mentions: one meeting an event, however often the article comes back to it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace

from ingest.claims.annotations import DateMention
from ingest.claims.kinds.meeting_arcs import carrier_of, meeting_words
from ingest.claims.kinds.meeting_mentions import MeetingMention
from ingest.claims.participants import Party, joined, words
from ingest.claims.syntax import Token
from ingest.claims.venues import Venue

#: How many sentences may stand between a meeting and a mention that only refers to it.
_REACH = 8
_RANK = {"settlement": 0, "district": 0, "venue": 1, "admin1": 2, "unknown": 3, "country": 4}
_MANY = 3


@dataclass
class Meeting:
    """One meeting of the article: its mentions in text order."""

    mentions: list[MeetingMention] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """What the mentions make it: summit, call, visit, else talk."""
        kinds = [m.kind for m in self.mentions if not m.is_anaphoric] or [m.kind for m in self.mentions]
        return next((k for k in ("summit", "call", "visit") if k in kinds), "talk")

    @property
    def parties(self) -> list[Party]:
        """All who take part; a mention that only refers brings no names that nobody knows."""
        return joined(p for m in self.mentions for p in m.parties if p.code or (not m.is_anaphoric and p.is_person))

    @property
    def codes(self) -> set[str]:
        """States and bodies that take part."""
        return {p.code for p in self.parties if p.code}

    @property
    def countries(self) -> set[str]:
        """States that take part, the host of a visit or sitting among them."""
        return {p.country for p in self.parties if p.country} | ({self.host} if self.host else set())

    @property
    def host(self) -> str | None:
        """The country that receives: part of a visit or a summit, not of talks on neutral ground."""
        own = next((m.host for m in self.mentions if (m.kind in ("visit", "summit") or m.label) and m.host), None)
        dated = self.date is not None and self.date.day is not None
        return own or (self.place.country if self.kind == "summit" and self.label and self.place and dated else None)

    @property
    def status(self) -> str:
        """The contract's status; what was put off or called off wins."""
        for status in ("cancelled", "postponed", "denied"):
            if any(m.status == status and (m.is_definite or not m.is_anaphoric) for m in self.mentions):
                return status
        told = [m for m in self.mentions if not m.is_anaphoric and m.n_sides > 1]
        told = [m for m in told if not m.is_present] or told
        return (told[0] if told else self.main).status

    @property
    def place(self) -> Venue | None:
        """Where, the settlement before its country; a call has no place."""
        if self.kind == "call":
            return None
        ranked = sorted((m.place for m in self.mentions if m.place), key=lambda v: _RANK.get(v.level, 1))
        if not ranked:
            return None
        if ranked[0].country is None:
            return replace(ranked[0], country=next((v.country for v in ranked if v.level == "country"), None))
        return ranked[0]

    @property
    def label(self) -> str | None:
        """The body or conference that sits."""
        return next((m.label for m in self.mentions if m.label), None)

    @property
    def date(self) -> DateMention | None:
        """The most precise date: a day wins over a week, the first mention over later ones."""
        dates = [m.date for m in self.mentions if m.date]
        return next(iter([d for d in dates if d.day is not None] or dates), None)

    @property
    def said_on(self) -> DateMention | None:
        """The day of the statement that tells of the meeting, where no mention dates the meeting itself."""
        return next((m.said_on for m in self.mentions if m.said_on), None)

    @property
    def is_recalled(self) -> bool:
        """Whether every mention tells of an earlier time."""
        told = [m for m in self.mentions if not m.is_anaphoric] or self.mentions
        return all(m.is_recalled for m in told)

    @property
    def main(self) -> MeetingMention:
        """The mention whose sentence is quoted: the one that tells most, the earliest among equals."""
        return min(self.mentions, key=_tells)


def _tells(mention: MeetingMention) -> tuple[int, int]:
    codes = mention.codes | ({mention.host} if mention.kind == "visit" and mention.host else set())
    score = 2 * min(len(codes), _MANY) + bool(mention.place) + bool(mention.date) - 4 * mention.is_anaphoric
    return -score, mention.index


def _window(date: DateMention | None) -> tuple[dt.date, dt.date] | None:
    if date is None or date.date_start is None or date.date_end is None:
        return None
    return date.date_start, date.date_end


def dates_agree(a: DateMention | None, b: DateMention | None) -> bool:
    """Whether two dates can be one day: windows that meet, or one that is not told."""
    first, second = _window(a), _window(b)
    if first is None or second is None:
        return True
    if a is not None and b is not None and a.day and b.day:
        return abs((a.day - b.day).days) <= 1
    return first[0] <= second[1] and second[0] <= first[1]


def places_agree(a: Venue | None, b: Venue | None) -> bool:
    """Whether two places can be one: a country holds its towns, a house stands in its town."""
    if a is None or b is None or "unknown" in (a.level, b.level):
        return True
    if a.country and b.country and a.country != b.country:
        return False
    return a.name == b.name or not {"country", "admin1", "venue"}.isdisjoint((a.level, b.level))


def _status_agrees(meeting: Meeting, mention: MeetingMention) -> bool:
    """Held and planned are one meeting only on one date or beside each other at one place."""
    if meeting.status == mention.status or mention.is_anaphoric:
        return True
    if mention.label and mention.label == meeting.label and (mention.date is None or meeting.date is None):
        return "cancelled" not in (meeting.status, mention.status) and not _is_another_session(meeting, mention)
    last = meeting.mentions[-1]
    if mention.index == last.index and mention.place is not None and mention.place == last.place:
        return True  # "is in Rome, where he is due to hold talks"
    known = mention.is_definite and mention.date is None
    known = known or all(m.is_definite and m.date is None for m in meeting.mentions)
    if meeting.kind == mention.kind == "visit" and known and places_agree(meeting.place, mention.place):
        return "cancelled" not in (meeting.status, mention.status)  # "his expected visit", beside the journey
    pair = {"held" if status == "ongoing" else status for status in (meeting.status, mention.status)}
    if len(pair) == 1:
        return True
    if pair == {"held", "planned"} and (
        mention.is_present or all(m.is_present for m in meeting.mentions if m.status == "held")
    ):
        return any(m.is_present for m in [mention, *meeting.mentions])  # "as A meets B", told of a day to come
    if pair == {"held", "planned"}:
        return _window(mention.date) is not None and _window(mention.date) == _window(meeting.date)
    return "held" not in pair


def _is_another_session(meeting: Meeting, mention: MeetingMention) -> bool:
    """ "Spoke at a NATO meeting", beside the body's session that is planned for a day to come."""
    statuses = {meeting.status, mention.status}
    return statuses == {"held", "planned"} and not mention.is_definite and mention.place is None


def _surnames(parties: list[Party]) -> set[str]:
    return {p.surname for p in parties if p.is_person}


def _other_person_of_one_side(known: list[Party], new: list[Party]) -> bool:
    """Whether both name persons of one country, and not the same: a minister's talks and a president's are two."""
    by_code: dict[str, set[str]] = {}
    for party in known:
        if party.is_person and party.code:
            by_code.setdefault(party.code, set()).add(party.surname)
    named = {
        p.code: {q.surname for q in new if q.is_person and q.code == p.code} for p in new if p.is_person and p.code
    }
    return any(code in by_code and by_code[code].isdisjoint(names) for code, names in named.items())


def corefers(meeting: Meeting, mention: MeetingMention) -> bool:
    """Whether a mention that names its parties tells of a meeting already known."""
    if not dates_agree(meeting.date, mention.date):
        return False
    if not places_agree(meeting.place, mention.place) and not _one_journey(meeting, mention):
        return False
    if not _status_agrees(meeting, mention):
        return False
    if meeting.kind == "summit" or mention.kind == "summit":
        return _same_summit(meeting, mention)
    if (meeting.kind == "call") != (mention.kind == "call") and not _call_told_again(meeting, mention):
        return False
    if meeting.is_recalled != mention.is_recalled and (meeting.date is None or mention.date is None):
        return False
    if _follows_another(mention) and mention.codes != meeting.codes:
        return False
    return _same_sides(meeting, mention)


def _follows_another(mention: MeetingMention) -> bool:
    """ "Following the meeting, A met B": what came behind a meeting is another one."""
    before = [p for p in mention.trigger.children_by("prep") if p.lower in ("after", "following")]
    return any(o.lower in ("meeting", "talks", "summit") for p in before for o in p.children_by("pobj"))


def _one_journey(meeting: Meeting, mention: MeetingMention) -> bool:
    """A visitor goes to several towns of one country."""
    if not meeting.kind == mention.kind == "visit" or meeting.place is None or mention.place is None:
        return False
    return meeting.place.country is not None and meeting.place.country == mention.place.country


def _call_told_again(meeting: Meeting, mention: MeetingMention) -> bool:
    """ "Putin told Macron ..." beside their call; talks face to face are none."""
    talks = "talks" in (mention.format, meeting.mentions[-1].format)
    return talks and mention.place is None and meeting.place is None and "visit" not in (meeting.kind, mention.kind)


def _same_sides(meeting: Meeting, mention: MeetingMention) -> bool:
    if meeting.label and meeting.label == mention.label:
        return True  # a body's session, whoever of those present a sentence names
    here, there = _surnames(meeting.parties), _surnames(mention.parties)
    if len(here & there) >= 2:
        return True
    if _came_for_it(meeting, mention):
        return True
    told = [p for m in meeting.mentions for p in m.parties]
    few, many = sorted(len({p.country for p in parties if p.country}) for parties in (told, mention.parties))
    is_open = any(p.kind == "many" for p in told)
    if is_open and few < 2 <= many and mention.kind == "call" and mention.is_definite:
        return True  # "a call with allies", "joining A on the call were B and C"
    if few < 2 and many > _MANY and any(p.is_group and p.country is None for p in [*told, *mention.parties]):
        # a body's members, named: "G7 ministers met", "the meeting of the ministers of A, B, C and D"
        return mention.index - meeting.mentions[-1].index <= 2 * _REACH
    if is_open and any(p.kind == "many" for p in mention.parties):
        if meeting.kind == mention.kind == "call" and meeting.codes == mention.codes:
            return True
        return (
            meeting.place is not None and mention.place is not None and meeting.place.country == mention.place.country
        )
    known = meeting.codes | ({meeting.host} if meeting.host else set())
    new = mention.codes | ({mention.host} if mention.kind == "visit" and mention.host else set())
    if not known or not new:
        return False
    others = bool(here and there and not here & there)
    if others and known != new:
        return False
    if _other_person_of_one_side(meeting.parties, mention.parties):
        return False
    smaller, larger = sorted((known, new), key=len)
    if not smaller <= larger or len(smaller) < 2:
        return False
    return not (others and len(here) >= 2 and len(there) >= 2)


def _came_for_it(meeting: Meeting, mention: MeetingMention) -> bool:
    """ "The delegation arrived in Istanbul", where talks of its side with another are held."""
    if "visit" not in (meeting.kind, mention.kind) or meeting.kind == mention.kind:
        return False
    if meeting.place is None or mention.place is None or meeting.place.name != mention.place.name:
        return False
    host = mention.place.country
    visiting, meeting_codes = (
        (mention.codes, meeting.codes) if mention.kind == "visit" else (meeting.codes, mention.codes)
    )
    return bool(visiting - {host}) and visiting - {host} <= meeting_codes


def _same_summit(meeting: Meeting, mention: MeetingMention) -> bool:
    if meeting.kind != mention.kind:
        return _at_the_summit(meeting, mention)
    if meeting.label and mention.label and meeting.label != mention.label:
        return False
    if meeting.label and meeting.label == mention.label:
        return True
    if mention.place is None:
        return mention.is_definite and mention.codes <= meeting.codes | {meeting.host}
    return meeting.place is not None or mention.is_definite


def _at_the_summit(meeting: Meeting, mention: MeetingMention) -> bool:
    """Whether a visit to a summit's place, or talks of its very parties there, are the summit in other words."""
    if meeting.label and meeting.label == mention.label:
        return True
    if len(meeting.codes) == 2 and meeting.codes == mention.codes and "call" not in (meeting.kind, mention.kind):
        return _same_sides(meeting, mention)  # "the summit of A and B", "A met B"
    if meeting.place is None or mention.place is None or "call" in (meeting.kind, mention.kind):
        return False
    if meeting.place.country != mention.place.country:
        return False
    codes, known = mention.codes - {mention.host}, meeting.codes
    same_place = meeting.place.name == mention.place.name or "country" in (meeting.place.level, mention.place.level)
    if "visit" in (meeting.kind, mention.kind):
        if mention.kind == "visit" and mention.date is None and same_place:
            return True
        near = min(abs(m.index - mention.index) for m in meeting.mentions) <= 1
        return (same_place and (codes <= known or near)) or (near and len(codes) == 1 and codes <= known)
    heard = {p.code for p in mention.parties if p.kind in ("person", "office") and p.country}
    if len(heard) == 2 and len(mention.codes) == 2 and mention.kind == "talk":
        return mention.codes == known  # two leaders on the margins meet apart from the rest
    if same_place and (len(codes) > _MANY or len(known) > _MANY):
        return True
    return same_place and len(codes) > 1 and (codes <= known or known <= codes)


def attaches(meeting: Meeting, mention: MeetingMention) -> bool:
    """Whether "the meeting", "the two leaders", "his visit" refers to this meeting."""
    if not dates_agree(meeting.date, mention.date) or not places_agree(meeting.place, mention.place):
        return False
    if meeting.kind == "call" and (mention.place is not None or mention.trigger.lemma in meeting_words("meal")):
        return False
    if mention.kind in ("summit", "visit", "call") and meeting.kind != mention.kind:
        same_visit = mention.kind == "visit" and mention.place is not None and meeting.place is not None
        if not same_visit:
            return False
    if mention.label and mention.label != meeting.label:
        return False
    if mention.kind == "talk" and meeting.kind == "summit" and mention.format == "talks":
        return False
    far = mention.index - meeting.mentions[-1].index > _REACH
    if far and not (
        mention.date is not None and len(mention.codes) > 1 and mention.codes == meeting.codes | {meeting.host}
    ):
        return False
    if mention.is_recalled and not meeting.is_recalled:
        return False
    return mention.codes <= meeting.codes | {meeting.host} or meeting.kind == "summit"


def _is_known(place: Venue | None) -> bool:
    return place is not None and place.level != "unknown"


def is_complete(mention: MeetingMention) -> bool:
    """Whether a mention alone says enough to be a meeting between states or bodies."""
    if mention.kind == "summit":
        present = any(p.is_person or p.country for p in mention.parties)
        # "at a conference in Paris, Canada announced": a state that only speaks there does not show who met
        seen = any(p.is_person or p.kind == "office" for p in mention.parties) or mention.format == "summit"
        named = mention.label is not None or (_is_known(mention.place) and seen)
        if not named and len(mention.codes) < 2:
            return False
        return _is_known(mention.place) or mention.date is not None or present
    present = any(p.country or p.is_person for p in mention.parties)
    to_come = mention.status == "planned" and mention.trigger.pos == "VERB"
    if mention.label is not None and (_is_known(mention.place) or mention.date is not None or present or to_come):
        return True  # a body's own session
    if mention.kind == "visit":
        many = any(p.kind == "many" for p in mention.parties)
        if mention.host is None:
            return len({p.code for p in mention.parties if p.code and p.is_person}) > 1  # "a visit by A" to B
        return bool(mention.codes - {mention.host} or many)
    if mention.place is None and mention.date is None and mention.rule_id != "meeting.meet":
        sure = {p.code for p in mention.parties if p.code and (p.country or p.is_person)}
        if mention.kind == "call" and mention.status == "held" and sure and mention.n_sides > 1:
            return True  # "had calls with several leaders", but not "would consult with its allies"
        return len(sure) >= 2 or (len(mention.codes) >= 2 and not any(p.is_group for p in mention.parties))
    return mention.n_sides >= 2


def _refers_to_summit(meetings: list[Meeting], mention: MeetingMention) -> bool:
    """ "attended the meeting": a known noun without place or date, after a summit."""
    known = (
        mention.is_definite and mention.trigger.pos == "NOUN" and mention.place is None and mention.format != "talks"
    )
    return (
        known
        and mention.kind == "talk"
        and any(
            m.kind == "summit"
            and dates_agree(m.date, mention.date)
            and (mention.date is None or len(mention.codes) > 2)
            and 0 <= mention.index - m.mentions[-1].index <= _REACH
            for m in meetings
        )
    )


def _refers_by_place(meetings: list[Meeting], mention: MeetingMention) -> bool:
    """ "The summit in Ankara is a chance", after A's meeting with B there: known by its place, nobody named."""
    if mention.kind != "summit" or not mention.is_definite or mention.codes or mention.label or mention.place is None:
        return False
    return any(
        m.kind in ("summit", "talk")
        and m.place is not None
        and places_agree(m.place, mention.place)
        and dates_agree(m.date, mention.date)
        and m.mentions[0].index <= mention.index
        for m in meetings
    )


def _goes_on(previous: MeetingMention, mention: MeetingMention) -> bool:
    """ "He also met ...": the same day and place as what was told before, unless it says another."""
    also = any(
        c.lower in ("also", "separately")
        for t in (mention.trigger, mention.trigger.head)
        for c in t.children
        if c.dep == "advmod"
    )
    near = 0 <= mention.index - previous.index <= 2
    return also and near and mention.kind == "talk" and previous.kind != "call" and mention.status == previous.status


#: How those who meet one by one are told ("met A", "a meeting with B", "a conversation with C").
_ONE_BY_ONE = frozenset({"meet", "meeting", "talk", "talks", "conversation"})


def _opens_a_series(mention: MeetingMention) -> bool:
    """ "Held a number of meetings on the sidelines of the conference": those that follow, one by one, were there."""
    verb = carrier_of(mention.trigger)
    held = verb.pos == "VERB" and verb.lemma in meeting_words("light") and mention.status == "held"
    return held and mention.trigger.lower == "meetings" and len(mention.codes) < 2 and _is_known(mention.place)


def _is_of_the_series(opening: MeetingMention, mention: MeetingMention) -> bool:
    """Whether a meeting of one of its sides, told without a place of its own, is one of a series."""
    told = mention.status == "held" and mention.place is None and mention.date is None
    one = mention.trigger.lemma in _ONE_BY_ONE and len(mention.codes) > 1
    return told and one and opening.codes <= mention.codes


def link_mentions(mentions: list[MeetingMention], *, about_war: bool) -> list[Meeting]:
    """The meetings that an article's mentions tell of, in the order of their first mention.

    `about_war`: whether the article speaks of this war throughout, so that peace talks without sides are this war's.
    """
    meetings: list[Meeting] = []
    waiting: list[MeetingMention] = []
    previous: MeetingMention | None = None
    series: MeetingMention | None = None
    for mention in mentions:
        if previous is not None and _goes_on(previous, mention):
            mention.place = mention.place or previous.place
            mention.date = mention.date or previous.date
        if series is not None and _is_of_the_series(series, mention):
            mention.place, mention.kind = series.place, "talk"
        elif _opens_a_series(mention):
            series = mention
        previous = mention
        refers = _refers_to_summit(meetings, mention) or _refers_by_place(meetings, mention)
        if is_complete(mention) and not refers:
            home = next((m for m in meetings if mention.same_as is not None and mention.same_as in m.mentions), None)
            home = home or next((m for m in reversed(meetings) if corefers(m, mention)), None)
            if home is None:
                meetings.append(Meeting([mention]))
            else:
                home.mentions.append(mention)
        else:
            mention.is_anaphoric = True
            waiting.append(mention)
    for mention in waiting:
        before = (
            []
            if _is_next_round(mention)
            else [m for m in meetings if m.mentions[0].index <= mention.index + 1 and attaches(m, mention)]
        )
        if before:
            home = max(before, key=lambda m: max(_nearness(x, mention) for x in m.mentions))
            home.mentions.append(mention)
            home.mentions.sort(key=lambda m: (m.index, m.trigger.i))
        elif _is_of_a_series(mention):
            _continue_series(meetings, mention, about_war=about_war)
    return sorted(meetings, key=lambda m: m.mentions[0].index)


def _nearness(known: MeetingMention, mention: MeetingMention) -> int:
    """How near a mention stands for one that refers to it: the last before, else the sentence right behind."""
    ahead = known.index - mention.index
    return -1 if ahead > 1 else 0 if ahead == 1 else known.index + 1


def _is_of_a_series(mention: MeetingMention) -> bool:
    """Talks told with place or day and without their sides, or to come ("the teams will meet"): a round of those that
    the article speaks of."""
    if mention.status == "planned" and mention.trigger.pos == "VERB" and not mention.codes:
        return any(t.lemma in meeting_words("open_side") for t in _who(mention))
    talks = mention.trigger.lower in ("talks", "negotiations", "talk")
    return talks and (mention.place is not None or mention.date is not None) and not mention.label


def _is_of_peace(mention: MeetingMention) -> bool:
    """ "Peace talks", "trilateral talks", "talks aimed at ending the war": in a text on this war, of its two sides."""
    span = mention.trigger.subtree()
    return any(t.lemma in meeting_words("peace") for t in span)


def _is_next_round(mention: MeetingMention) -> bool:
    """ "The teams will meet", "the next round of talks is expected in March": none of those that were told before."""
    if mention.status != "planned" or not _is_of_a_series(mention):
        return False
    near = [mention.trigger, *mention.trigger.ancestors()][:4]
    later = any(c.lower in ("next", "new", "further", "another", "fresh", "again") for t in near for c in t.children)
    return later or mention.trigger.pos == "VERB"


def _who(mention: MeetingMention) -> list[Token]:
    """The subjects of a meeting verb, or of the verb that governs it ("the sides are expected to meet")."""
    verb = mention.trigger
    return verb.subjects() or (verb.head.subjects() if verb.dep == "xcomp" else [])


def _continue_series(meetings: list[Meeting], mention: MeetingMention, *, about_war: bool) -> None:
    """Gives a round of talks the states of the nearest talks of the article, and joins it to its meeting."""
    rounds = [m for m in meetings if m.kind == "talk" and len(m.countries) > 1 and mention.codes <= m.codes]
    rounds = [m for m in rounds if "UA" in m.countries and any(x.format == "talks" for x in m.mentions)]
    if rounds:
        nearest = min(rounds, key=lambda m: (abs(m.mentions[0].index - mention.index), m.mentions[0].index))
        states = [replace(p, kind="country", name=p.country or p.name) for p in nearest.parties if p.country]
    elif about_war and _is_of_peace(mention):
        states = [Party(code, "country", code, code) for code in sorted(words("belligerents"))]
    else:
        return
    mention.parties = joined([*mention.parties, *states])
    mention.is_anaphoric, mention.is_inferred = False, True
    home = next((m for m in meetings if corefers(m, mention)), None)
    if home is None:
        meetings.append(Meeting([mention]))
    else:
        home.mentions.append(mention)
        home.mentions.sort(key=lambda m: (m.index, m.trigger.i))
