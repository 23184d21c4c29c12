"""From the frames of an article to its claims: one claim a meeting, however often the article comes back to it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace

from ingest.claims.annotations import DateMention
from ingest.claims.meetings.frame import Frame
from ingest.claims.meetings.parties import Party, joined, sides
from ingest.claims.meetings.units import Venue

#: How many sentences may stand between a meeting and a mention that only refers to it.
_REACH = 8


@dataclass
class Meeting:
    """One meeting of the article: the frames that tell of it."""

    frames: list[Frame] = field(default_factory=list)

    @property
    def kind(self) -> str:
        kinds = [f.kind for f in self.frames if not f.anaphoric] or [f.kind for f in self.frames]
        return next((k for k in ("summit", "visit", "call") if k in kinds), "talk")

    @property
    def parties(self) -> list[Party]:
        """All who take part; a mention that only refers brings no names that nobody knows."""
        return joined([p for f in self.frames for p in f.parties if p.code or (not f.anaphoric and p.is_person)])

    @property
    def countries(self) -> set[str]:
        return {p.country for p in self.parties if p.country} | ({self.host} if self.host else set())

    @property
    def host(self) -> str | None:
        """The country that receives: part of a visit or a summit, not of talks on neutral ground."""
        for frame in self.frames:
            if frame.kind in ("visit", "summit") and frame.host:
                return frame.host
        return None

    @property
    def status(self) -> str:
        for status in ("cancelled", "postponed", "denied"):
            if any(f.status == status for f in self.frames):
                return status
        return self.main.status

    @property
    def place(self) -> Venue | None:
        """Where, the settlement before its country; a call has no place."""
        if self.kind == "call":
            return None
        places = [f.place for f in self.frames if f.place]
        ranked = sorted(
            places,
            key=lambda v: {"settlement": 0, "district": 0, "venue": 1, "unknown": 2, "country": 3}.get(v.level, 1),
        )
        if not ranked:
            return None
        if ranked[0].country is None:  # a town that no map of ours knows lies in the country named beside it
            return replace(ranked[0], country=next((v.country for v in ranked if v.level == "country"), None))
        return ranked[0]

    @property
    def label(self) -> str | None:
        return next((f.label for f in self.frames if f.label), None)

    @property
    def date(self) -> DateMention | None:
        """The most precise date: a day wins over a week, the first mention over later ones."""
        dates = [f.date for f in self.frames if f.date]
        days = [d for d in dates if d.day is not None]
        return next(iter(days or dates), None)

    @property
    def main(self) -> Frame:
        """The frame whose sentence is quoted: the one that tells most, the earliest among equals."""

        def told(frame: Frame) -> tuple[int, int]:
            codes = sides(frame.parties) | ({frame.host} if frame.kind == "visit" and frame.host else set())
            score = (
                2 * min(len(codes), 3) + bool(frame.place) + bool(frame.date) + 2 * frame.explicit - 4 * frame.anaphoric
            )
            return -score, frame.index

        return min(self.frames, key=told)


def _window(date: DateMention | None) -> tuple[dt.date, dt.date] | None:
    if date is None or date.date_start is None or date.date_end is None:
        return None
    return date.date_start, date.date_end


def _dates_agree(a: DateMention | None, b: DateMention | None) -> bool:
    """Whether two dates can be one day: windows that meet, or one that is not told."""
    first, second = _window(a), _window(b)
    if first is None or second is None:
        return True
    if a is not None and b is not None and a.day and b.day:
        return abs((a.day - b.day).days) <= 1
    return first[0] <= second[1] and second[0] <= first[1]


def _places_agree(a: Venue | None, b: Venue | None) -> bool:
    if a is None or b is None or "unknown" in (a.level, b.level):
        return True
    if a.country and b.country and a.country != b.country:
        return False
    return "country" in (a.level, b.level) or a.name == b.name or a.location_id is None or b.location_id is None


def _status_agrees(meeting: Meeting, frame: Frame) -> bool:
    """Held and planned are one meeting only on one date; what was put off or called off had been planned, not held."""
    if meeting.status == frame.status or frame.anaphoric:
        return True
    if frame.index == meeting.frames[-1].index and frame.place is not None and frame.place == meeting.frames[-1].place:
        return True  # "is in Rome, where he is due to hold talks"
    pair = {meeting.status, frame.status}
    if pair == {"held", "planned"}:
        if frame.soft or any(f.soft for f in meeting.frames if f.status == "planned"):
            # "would travel", told of a trip that took place; of a plan to meet several, one may have been met
            states = [len({p.country for p in parties if p.country}) for parties in (frame.parties, meeting.parties)]
            return frame.kind == "visit" or min(states) != 2 or max(states) == 2
        return _window(frame.date) is not None and _window(frame.date) == _window(meeting.date)
    return "held" not in pair


def _people(parties: list[Party]) -> set[str]:
    return {p.name.split()[-1].lower() for p in parties if p.is_person}


def _others_of_one_side(known: list[Party], new: list[Party]) -> bool:
    """Whether both name persons of one country, and not the same: a minister's talks and a president's are two."""
    return bool({p.code for p in known if p.is_person and p.code} & {p.code for p in new if p.is_person and p.code})


def belongs(meeting: Meeting, frame: Frame) -> bool:
    """Whether a frame that names its parties tells of a meeting already known."""
    if not _dates_agree(meeting.date, frame.date) or not _places_agree(meeting.place, frame.place):
        return False
    if not _status_agrees(meeting, frame):
        return False
    if meeting.kind == "summit" or frame.kind == "summit":
        if meeting.kind != frame.kind:
            return _at_the_summit(meeting, frame)
        if meeting.label and frame.label and meeting.label != frame.label:
            return False
        return bool(meeting.label and meeting.label == frame.label) or bool(meeting.place or frame.place)
    if (meeting.kind == "call") != (frame.kind == "call"):
        return False
    recalled = all(f.recalled for f in meeting.frames)
    if recalled != frame.recalled and (meeting.date is None or frame.date is None):
        return False
    here, there = _people(meeting.parties), _people(frame.parties)
    if len(here & there) >= 2:
        return True
    known = {p.code for p in meeting.parties if p.code} | ({meeting.host} if meeting.host else set())
    new = {p.code for p in frame.parties if p.code} | ({frame.host} if frame.kind == "visit" and frame.host else set())
    if not known or not new:
        return False
    if here and there and not here & there and known != new:
        return False
    smaller, larger = sorted((known, new), key=len)
    if not smaller <= larger or len(smaller) < 2:
        return False
    if here and there and not here & there and _others_of_one_side(meeting.parties, frame.parties):
        return frame.index - meeting.frames[-1].index <= 1
    return not (here and there and not here & there and len(here) >= 2 and len(there) >= 2)


def _at_the_summit(meeting: Meeting, frame: Frame) -> bool:
    """Whether a visit to a summit's place, or talks of its very parties there, are the summit told in other words."""
    if meeting.place is None or frame.place is None or "call" in (meeting.kind, frame.kind):
        return False
    if meeting.place.country != frame.place.country:
        return False
    codes = {p.code for p in frame.parties if p.code and p.code != frame.host}
    known = {p.code for p in meeting.parties if p.code}
    same_place = meeting.place.name == frame.place.name
    if "visit" in (meeting.kind, frame.kind):
        near = min(abs(f.index - frame.index) for f in meeting.frames) <= 1
        return (same_place and (codes <= known or near)) or (near and len(codes) == 1 and codes <= known)
    if same_place and (len(codes) > 3 or len(known) > 3):
        return True  # many states at one place: the summit again
    return same_place and len(codes) > 1 and (codes <= known or known <= codes)


def attaches(meeting: Meeting, frame: Frame) -> bool:
    """Whether "the meeting", "the two leaders", "his visit" refers to this meeting."""
    if not _dates_agree(meeting.date, frame.date) or not _places_agree(meeting.place, frame.place):
        return False
    if frame.kind in ("summit", "visit", "call") and meeting.kind != frame.kind:
        return False
    if frame.label and frame.label != meeting.label:
        return False
    if frame.kind == "talk" and meeting.kind == "summit" and frame.noun not in ("meeting", "gathering", "session"):
        return False
    if (frame.index - meeting.frames[-1].index > _REACH and not _same_parties(meeting, frame)) or (
        frame.recalled and not all(f.recalled for f in meeting.frames)
    ):
        return False
    codes = {p.code for p in frame.parties if p.code}
    return codes <= {p.code for p in meeting.parties} | {meeting.host} or meeting.kind == "summit"


def _same_parties(meeting: Meeting, frame: Frame) -> bool:
    """Whether a dated mention names both sides of the meeting: then no distance is too long."""
    codes = {p.code for p in frame.parties if p.code}
    return frame.date is not None and len(codes) > 1 and codes == {p.code for p in meeting.parties} | {meeting.host}


def _spoken_of(meetings: list[Meeting], frame: Frame) -> Meeting | None:
    """The meeting that "the talks with X" goes back to when someone else is said to have joined it."""
    if not frame.definite or frame.kind != "talk" or frame.date is not None:
        return None
    codes = {p.code for p in frame.parties if p.code}
    for meeting in reversed(meetings):
        known = {p.code for p in meeting.parties if p.code}
        near = frame.index - meeting.frames[-1].index <= _REACH
        alike = meeting.kind in ("talk", "visit") and meeting.status == frame.status and not meeting.frames[-1].recalled
        if near and alike and codes & known and len(codes - known) == 1 and _places_agree(meeting.place, frame.place):
            return meeting
    return None


def _known(place: Venue | None) -> bool:
    return place is not None and place.level != "unknown"


def _complete(frame: Frame) -> bool:
    """Whether a frame alone says enough to be a meeting between states or bodies."""
    if frame.anaphoric:
        return False
    if frame.kind == "summit":
        present = any(p.code and (p.is_person or p.country) for p in frame.parties)
        return bool(frame.label or _known(frame.place)) and bool(
            _known(frame.place) or frame.date or (frame.explicit and present)
        )
    codes = {p.code for p in frame.parties if p.code}
    if frame.kind == "visit":
        return frame.host is not None and bool(codes - {frame.host})
    return len(codes) >= 2


def meetings_of(frames: list[Frame]) -> list[Meeting]:
    """The meetings that an article's frames tell of, in the order of their first mention."""
    meetings: list[Meeting] = []
    waiting: list[Frame] = []
    previous: Frame | None = None
    for frame in frames:
        if frame.also and previous is not None and frame.index - previous.index <= 2 and frame.kind == "talk":
            # "He also met ...": the same day and place, unless it says another
            frame.place = frame.place or previous.place
            frame.date = frame.date or previous.date
        previous = frame
        if _complete(frame):
            home = next((m for m in meetings if belongs(m, frame)), None) or _spoken_of(meetings, frame)
            if home is None:
                meetings.append(Meeting([frame]))
            else:
                home.frames.append(frame)
        else:
            waiting.append(frame)
    for frame in waiting:
        before = [m for m in meetings if m.frames[0].index <= frame.index + 1 and attaches(m, frame)]
        if before:
            nearest = max(
                before, key=lambda m: (max(f.index for f in m.frames if f.index <= frame.index + 1), -meetings.index(m))
            )
            nearest.frames.append(frame)
            nearest.frames.sort(key=lambda f: (f.index, f.at))
    return meetings
