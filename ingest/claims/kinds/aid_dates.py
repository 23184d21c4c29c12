"""When aid was announced or handed over: the day that dates its verbs, else a window, else that of its paragraph."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from ingest.claims.annotations import DateMention
from ingest.claims.attach import DateRole, date_roles
from ingest.claims.document import Document
from ingest.claims.kinds.aid_gifts import Gift, lemmas
from ingest.claims.kinds.aid_status import FRESH
from ingest.claims.participants import code_of_site
from ingest.claims.syntax import Token, tree_distance

#: How old aid may be, in days, before it is background.
_NEWS_DAYS = 10
#: How far ahead of its report, in days, aid may be announced; what lies further ahead is when money is to flow.
_AHEAD_DAYS = 31
_BOUND = re.compile(
    r"\b(?:since|until|by|before|through|from|till|after|for|over|during|throughout)\s+(?:the\s+)?$", re.IGNORECASE
)
_SINCE = re.compile(r"\b(?:since|until|by|before|through|from|till|after)\s+(?:the\s+)?$", re.IGNORECASE)
_EARLIER = re.compile(
    r"\b(?:previously|earlier this (?:month|year)|last (?:month|year|spring|summer|autumn|fall|winter|week)|"
    r"(?:a|two|three|several) (?:weeks?|months?|years?) ago|in 20\d\d)\b",
    re.IGNORECASE,
)
#: A side clause behind one of these has a time of its own.
_OWN_TIME = frozenset({"after", "before", "since", "until", "when", "while"})


#: Auxiliaries of what is done as the text is written, and of the news of its lead; how many sentences the lead has.
_NOW = frozenset({"is", "are", "am", "'m", "'re", "'s"})
_NEWS = frozenset({"has", "have", "will"})
_LEAD = 2
#: Lines of one entry of a timeline.
_ENTRY = 6


@dataclass(frozen=True)
class Day:
    """A day or window as a claim's date fields; all None where the text gives none."""

    day: dt.date | None = None
    start: dt.date | None = None
    end: dt.date | None = None
    precision: str | None = None
    partial: str | None = None
    text: str | None = None
    is_old: bool = False


def _day(mention: DateMention, published: dt.date | None) -> Day:
    old = bool(published and mention.date_end and (published - mention.date_end).days > _NEWS_DAYS)
    return Day(mention.day, mention.date_start, mention.date_end, mention.precision, mention.partial, mention.text, old)


def day_of(gift: Gift, document: Document) -> Day:
    """The day of a gift by the arcs of its sentence; without one there, by the sentences before in its paragraph."""
    sentence = gift.sentence
    verbs = _time_line(gift)
    triggers = frozenset(v.i for v in verbs)
    roles = [r for r in date_roles(sentence, triggers) if _may_date(r, gift, verbs)]
    published = document.published
    days = [
        r
        for r in roles
        if r.value.day
        and r.value.kind != "since"
        and not _SINCE.search(sentence.text[: r.value.start])
        and not (published and (r.value.day - published).days > _AHEAD_DAYS)
    ]
    if not roles and (heading := document.reading.opening_date(sentence.index, _ENTRY)):
        return _day(heading, published)
    if days:
        best = min(days, key=lambda r: _rank(r, verbs, gift))
        return _past(_day(best.value, published), best, published)
    partial = next((r for r in roles if r.value.partial), None)
    if partial:
        return Day(precision=partial.value.precision, partial=partial.value.partial, text=partial.value.text)
    windows = [r for r in roles if r.value.precision in ("week", "month", "year")]
    window = next((r for r in windows if not _BOUND.search(sentence.text[: r.value.start])), None)
    if window and not _is_term(window.value):
        return _day(window.value, published)
    if _EARLIER.search(sentence.text):
        return Day(is_old=True)
    if windows and window:
        return Day(
            start=window.value.date_start,
            end=window.value.date_end,
            precision=window.value.precision,
            text=window.value.text,
        )
    return _of_paragraph(gift, document) or _of_publication(gift, document) or Day()


def _of_publication(gift: Gift, document: Document) -> Day | None:
    """Acts of the day of publication, where none is named: "is announcing", "I have approved", news of the lead; in a
    government's own release all that it says it does or will do."""
    published = document.published
    if published is None:
        return None
    own = code_of_site(document.article.publisher or "") is not None
    for frame in gift.frames:
        if frame.meaning in ("announced", "approved", "delivered") and _is_of_today(frame.trigger, gift):
            return Day(published, published, published, "assumed")
        if own and frame.meaning in ("announced", "planned", "delivered") and _is_stated_now(frame.trigger):
            return Day(published, published, published, "assumed")
    return None


def _is_of_today(verb: Token, gift: Gift) -> bool:
    helpers = {c.lower for c in verb.children if c.dep == "aux"}
    binds = verb.lemma in lemmas("announce") | lemmas("approve")
    performed = binds and verb.tag == "VBG" and helpers & _NOW
    proud = binds and verb.dep == "xcomp" and verb.head.pos == "ADJ" and verb.head.head.lower in _NOW
    spoken = binds and "have" in helpers and any(s.lower == "i" for s in verb.subjects())
    news = gift.sentence.index < _LEAD and helpers & _NEWS and any(t.lower in FRESH for t in gift.phrase())
    return bool(performed or proud or spoken or news)


def _is_stated_now(verb: Token) -> bool:
    """ "is requesting", "will join", "intends to supply"."""
    helpers = {c.lower for c in verb.children if c.dep == "aux"}
    ahead = helpers & {"will", *_NOW}
    return bool(ahead) or (verb.tag in ("VBZ", "VBP") and not helpers)


def _is_term(window: DateMention) -> bool:
    """ "this year", "next year" tell for how long, not when it was announced."""
    return window.text.lower() in ("this year", "next year", "this winter", "next winter", "the coming year")


def _past(found: Day, role: DateRole, published: dt.date | None) -> Day:
    """An announcement told in the past is not ahead of the publication: the weekday before it is meant."""
    if (
        found.day
        and published
        and (found.day - published).days > 1
        and role.value.kind == "weekday"
        and role.anchor.tag in ("VBD", "VBN")
    ):
        day = found.day - dt.timedelta(days=7)
        return Day(day, day, day, found.precision, None, found.text)
    return found


def _time_line(gift: Gift) -> list[Token]:
    """The verbs whose time is the gift's: its own, and those above it up to a side clause with a time of its own."""
    found = [f.trigger for f in gift.frames if f.meaning != "gift"]
    token = gift.top
    while token.head is not token:
        if token.dep == "advcl" and any(c.dep in ("mark", "advmod") and c.lower in _OWN_TIME for c in token.children):
            break
        if token.dep == "pcomp" and token.head.lower in _OWN_TIME:
            break
        token = token.head
        if token.pos in ("VERB", "AUX"):
            found.append(token)
    return found


def _may_date(role: DateRole, gift: Gift, verbs: list[Token]) -> bool:
    """Whether a date can be the gift's: it dates one of its verbs or its phrase, not a verb that tells another act."""
    if any(role.anchor is v for v in verbs) or gift.top.governs(role.token):
        return True
    if not verbs:
        return True
    verb = role.anchor
    if verb.dep in ("relcl", "acl") and any(verb.head is t for g in gift.others for t in (g.head, g.top)):
        return False  # "on top of the 250 million announced on Tuesday"
    if not role.spoken and any(_stand_apart(verb, v) for v in verbs):
        return False
    if role.spoken or verb.head.lemma in ("statement", "release", "report", "announcement"):
        return True  # "according to a statement released on Friday"
    if verb.dep in ("relcl", "advcl", "acl") and not any(verb is v for v in verbs):
        return False
    return not any(role.anchor is g for g, _ in gift.chain) or not _cut_off(role.anchor, gift, verbs)


def _stand_apart(a: Token, b: Token) -> bool:
    """Whether two coordinated verbs have subjects of their own: two acts, each with its time."""
    joined = a is not b and a.first_conjunct() is b.first_conjunct()
    return joined and all(v.children_by("nsubj", "nsubjpass") for v in (a, b))


def _cut_off(anchor: Token, gift: Gift, verbs: list[Token]) -> bool:
    return any(anchor is g for g, _ in gift.chain) and not any(anchor is v for v in verbs)


def _rank(role: DateRole, verbs: list[Token], gift: Gift) -> tuple[int, int]:
    near = min((tree_distance(role.anchor, v) for v in verbs), default=9)
    return near, abs(role.token.i - gift.head.i)


def _of_paragraph(gift: Gift, document: Document) -> Day | None:
    """The day told before in the same paragraph, where a verb announces without one."""
    if any(f.meaning == "approved" for f in gift.frames) and (found := _of_vote(gift, document)):
        return found
    if not any(
        f.meaning in ("announced", "approved", "delivered") and f.trigger.subjects() and not f.trigger.is_passive()
        for f in gift.frames
    ):
        return None
    here = gift.sentence.index
    for index in range(here - 1, max(-1, here - 4), -1):
        near = document.annotated(index)
        if near.paragraph != gift.sentence.annotated.paragraph:
            return None
        days = [m for m in near.dates if m.day and m.kind != "since" and not _SINCE.search(near.text[: m.start])]
        if days:
            found = _day(days[0], document.published)
            return found if document.published is None or (found.day and found.day <= document.published) else None
    return None


_VOTE = re.compile(r"\b(?:approv\w+|pass(?:ed|es)|sign(?:ed|s)|vot\w+)\b[^.]*\b(?:aid|bills?|package)\b")


def _of_vote(gift: Gift, document: Document) -> Day | None:
    """The day of the vote on a package, told in a sentence beside the one that gives the sum."""
    here = gift.sentence.index
    for index in (here + 1, here - 1, here + 2, here - 2, 0, 1, 2):
        if 0 <= index < len(document) and index != here and _VOTE.search(document.annotated(index).text):
            days = [m for m in document.annotated(index).dates if m.day]
            if days:
                return _day(days[0], document.published)
    return None
