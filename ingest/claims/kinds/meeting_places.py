"""Where a meeting is: the place on the arcs of its trigger, or of the clause that it stands in."""

from __future__ import annotations

from ingest.claims.document import ParsedSentence
from ingest.claims.kinds.meeting_arcs import held_clause, is_raised, meeting_words
from ingest.claims.matcher import EventMention
from ingest.claims.syntax import Token
from ingest.claims.venues import LocatedVenue, Venue, capitals, conference_in, venues_of

_AT = frozenset({"in", "at", "near", "outside", "inside", "aboard", "on"})
_TO = frozenset({"to", "into", "for", "in", "at", "on"})
_RANK = {"settlement": 0, "venue": 1, "district": 2, "other": 2, "admin1": 2, "country": 3, "unknown": 4}


def place_of(event: EventMention, sentence: ParsedSentence, window: tuple[int, int]) -> Venue | None:
    """The place of a meeting among the tokens of a window: "in Paris", "visited Kyiv", "Istanbul talks"."""
    venues = venues_of(sentence)
    trigger = event.trigger
    for token in event.slots.get("place", ()):
        if not window[0] <= token.i < window[1]:
            continue
        found = _venue_at(token, venues, sentence)
        if found is not None and (event.meaning == "visit" or found.level != "country"):
            return found
    if event.meaning == "visit" and trigger.pos in ("VERB", "AUX"):
        return _capital_of(event, sentence)
    ranked: list[tuple[int, int, LocatedVenue]] = []
    for located in venues:
        cost = _cost(located, event, sentence) if window[0] <= located.head.i < window[1] else None
        if cost is not None:
            ranked.append((cost, _RANK.get(located.venue.level, 2), located))
    seat = _seat(event, sentence)
    host = _hosting_town(trigger, venues)
    if host is not None:
        return host
    if ranked:
        _, _, best = min(ranked, key=lambda r: (r[0], r[1], abs(r[2].head.i - trigger.i)))
        venue = _with_country(best, venues, sentence)
        if venue.level == "country" and best.head.head.lower == "of" and best.head.head.head.lemma == "capital":
            venue = capitals().get(venue.country or "", venue)
        return seat if seat is not None and venue.level == "country" and venue.country == seat.country else venue
    before = place_meant_by_there(trigger, sentence)
    return _capital_of(event, sentence) or seat or (before.venue if before is not None else None)


def place_meant_by_there(trigger: Token, sentence: ParsedSentence) -> LocatedVenue | None:
    """ "Arrived in Oslo on Friday and held talks there": the last town before the word."""
    there = next((t for v in (trigger, trigger.clause()) for t in v.children_by("advmod") if t.lower == "there"), None)
    if there is None:
        return None
    towns = [v for v in venues_of(sentence) if v.venue.level in ("settlement", "venue") and v.last.i < there.i]
    return towns[-1] if towns else None


def _hosting_town(trigger: Token, venues: list[LocatedVenue]) -> Venue | None:
    """ "Rome will host a summit": the town that is the subject of hosting is where it is."""
    verb = trigger if trigger.lemma == "host" else trigger.head
    if verb.lemma != "host" or (verb is not trigger and trigger.dep not in ("dobj", "nsubjpass")):
        return None
    hosts = [*verb.subjects(), *(o for a in verb.children_by("agent") for o in a.children_by("pobj"))]
    hosts += [verb.head] if verb.dep == "relcl" else []
    hosts += verb.head.subjects() if verb.dep == "xcomp" else []
    hosts += [s for a in verb.children_by("aux") for s in a.children_by("nsubj")]  # "Rome will on Friday host"
    towns = [v for v in venues if v.venue.level == "settlement" and any(h is v.head for h in hosts)]
    return towns[0].venue if towns else None


def _seat(event: EventMention, sentence: ParsedSentence) -> Venue | None:
    """Where a conference that the phrase names always sits."""
    if event.meaning not in ("summit", "talks", "meet"):
        return None
    span = event.trigger.subtree()
    conference = conference_in(sentence.text[span[0].start : span[-1].end])
    return conference.venue if conference is not None else None


def _venue_at(token: Token, venues: list[LocatedVenue], sentence: ParsedSentence) -> Venue | None:
    """The place that a slot's token heads, or the named town behind "the capital", "the city of"."""
    for located in venues:
        if located.first.i <= token.i <= located.last.i:
            if located.head.head.dep in ("poss",) or located.head.dep == "poss":
                return None
            return _with_country(located, venues, sentence)
    below = [
        v
        for v in venues
        if token.governs(v.head) and v.head.dep in ("appos", "pobj", "poss", "amod", "compound", "nmod")
    ]
    if token.lemma in meeting_words("site"):
        named = [v for v in below if v.venue.level != "country"]
        if named:
            return named[0].venue
        if token.lemma == "capital":
            return _capital(token, sentence)
        return below[0].venue if below else None
    return None


def _capital(token: Token, sentence: ParsedSentence) -> Venue | None:
    for actor in sentence.actors:
        if token.governs(actor.head) and actor.value.country:
            return capitals().get(actor.value.country)
    return None


def _capital_of(event: EventMention, sentence: ParsedSentence) -> Venue | None:
    """ "in the Ukrainian capital"."""
    for token in sentence.tokens:
        named = token.lemma == "capital" and token.dep == "pobj" and token.head.lower in ("in", "to", "at")
        if named and (event.trigger.governs(token) or event.trigger.clause().governs(token)):
            return _capital(token, sentence)
    return None


def _cost(located: LocatedVenue, event: EventMention, sentence: ParsedSentence) -> int | None:
    """How well a place belongs to a trigger on the arcs; None where it is something else."""
    trigger, token = event.trigger, located.head
    if _where(trigger, token):
        return 1
    if token.dep in ("compound", "nmod", "amod") and token.head is trigger:
        return None if located.venue.level == "country" else 0
    for _ in range(4):
        if _fronted(located, sentence) is not None:
            break
        if token.dep not in ("compound", "appos", "conj", "nmod") or token.head is token:
            break
        inside = located.first.i <= token.head.i <= located.last.i
        if (
            token.dep in ("compound", "nmod")
            and not inside
            and token.head.lemma not in meeting_words("site")
            and token.head.pos != "PROPN"
        ):
            return None  # "in Ramstein format"
        token = token.head
    if (token.dep != "pobj" and _fronted(located, sentence) is None) or token is trigger:
        return None
    if token.head.lower == "of" and token.head.head.lemma in meeting_words("site") and token.head.head.dep == "pobj":
        token = token.head.head  # "in the city of Lviv"
    preposition = _fronted(located, sentence) or token.head
    governor, word = preposition.head, preposition.lower
    goes = event.meaning == "visit" and word in _TO and governor is trigger
    receives = event.meaning == "host" and word == "to" and (governor is trigger or governor.head is trigger)
    if word not in _AT and not goes and not receives:
        return None
    if governor.lemma in meeting_words("topic") or (word == "on" and located.venue.level in ("country", "settlement")):
        return None
    if governor is trigger:
        return 1
    if trigger.governs(governor):
        return 3 if stays_below(governor, trigger) else None
    if governor.pos in ("VERB", "AUX"):
        reached = is_raised(trigger, governor) or _reaches(governor, trigger)
        return 2 if reached and not _goes_elsewhere(governor, trigger) else None
    clause = trigger.clause()
    if (
        event.meaning != "visit"
        and governor.clause() is clause
        and located.venue.level != "country"
        and trigger.dep in ("ROOT", "dobj", "nsubj", "nsubjpass", "xcomp", "conj")
    ):
        return 4
    return None


def _goes_elsewhere(verb: Token, trigger: Token) -> bool:
    """ "Met A in Oslo and will travel to Spain for talks with B": the next verb has a place of its own."""
    following = [c for c in verb.children_by("conj") if c.pos == "VERB" and c.governs(trigger)]
    return any(p.lower in _TO and p.i < trigger.i for c in following for p in c.children_by("prep"))


def _fronted(located: LocatedVenue, sentence: ParsedSentence) -> Token | None:
    """ "In The Hague President A had talks": the preposition before a place that the parse put into a name."""
    at = located.first.i - 1
    at -= at > 0 and sentence.tokens[at].lower == "the"
    token = located.head
    swallowed = token.dep == "compound" and any(
        a.first.i <= located.last.i + 1 <= a.last.i and a.value.kind == "person" for a in sentence.actors
    )
    return sentence.tokens[at] if swallowed and at >= 0 and sentence.tokens[at].lower in _AT else None


def stays_below(token: Token, trigger: Token) -> bool:
    """Whether a governed token belongs to the trigger's own clause, not to what was said or done later."""
    light = False
    while token is not trigger and token.head is not token:
        if token.dep in ("ccomp", "relcl", "advcl", "conj") and token.pos in ("VERB", "AUX"):
            if token is held_clause(trigger):
                return True
            # "the summit that began in Bali on Tuesday"
            sits = light or token.lemma in meeting_words("light") | {"be", "last"}
            return token.dep == "relcl" and token.head is trigger and trigger.pos in ("NOUN", "PROPN") and sits
        light = light or token.lemma in ("hold", "host", "begin", "open")
        token = token.head
    return True


def _reaches(verb: Token, trigger: Token) -> bool:
    """Whether a verb's place is the trigger's: no statement, relative or dated clause lies between."""
    token = trigger
    while token is not verb and token.head is not token:
        if token.dep == "relcl":
            return any(c.dep == "advmod" and c.lower == "where" for c in token.children) and verb.governs(token)
        if token.dep == "ccomp":
            return False
        if token.dep == "prep" and token.lower in ("before", "since", "ahead", "until", "from"):
            return False
        if token.dep == "advcl" and any(
            c.dep in ("mark", "advmod") and c.lower in ("after", "before", "since", "if") for c in token.children
        ):
            return False
        token = token.head
    return token is verb


def _where(trigger: Token, noun: Token) -> bool:
    clause = trigger.clause()
    return clause.dep == "relcl" and clause.head is noun and any(c.lower == "where" for c in clause.children)


def _with_country(located: LocatedVenue, venues: list[LocatedVenue], sentence: ParsedSentence) -> Venue:
    """The place; of a country in which a town was named, the town."""
    venue = located.venue
    if venue.level == "country":
        # "in Brussels, Belgium" and "at Schloss Elmau in Germany": the town before the country is the place
        for other in venues:
            above = (located.head.head, located.head.head.head)
            town = other is not located and other.venue.level != "country"
            if town and other.venue.country in (None, venue.country) and any(t is other.head for t in above):
                return other.venue
    return venue
