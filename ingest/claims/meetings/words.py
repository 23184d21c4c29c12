"""The words of the meeting grammar, read once from the data files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from ingest.claims import lexicon
from ingest.claims.caseless import Caseless, caseless
from ingest.claims.meetings.units import Unit, Venue
from ingest.claims.vocabulary import VOCABULARY


@dataclass(frozen=True)
class Trigger:
    """A word (or words) that names a meeting, at units `first` to `last`."""

    first: int
    last: int
    cls: str
    format: str
    text: str


def _words(phrase: str) -> tuple[str, ...]:
    return tuple(re.findall(r"(?:[a-z]\.){2,}|n['’]t|['’]ll|[^\W_]+(?:[’'-][^\W_]+)*|[^\w\s]", phrase.lower()))


@cache
def word_class(name: str) -> frozenset[str]:
    """The words of one class of data/meeting_grammar.csv."""
    return frozenset(row["word"] for row in lexicon.rows("meeting_grammar.csv") if row["class"] == name)


@cache
def weak_nouns() -> frozenset[str]:
    """Nouns that name a meeting only where both sides are named."""
    return frozenset(
        row["form"]
        for row in lexicon.rows("meeting_words.csv")
        if row["class"] in ("talk", "trip", "call") and row["strength"] == "weak"
    )


@cache
def _triggers() -> dict[str, list[tuple[tuple[str, ...], list[tuple[str, str]]]]]:
    table: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    for row in lexicon.rows("meeting_words.csv"):
        table.setdefault(_words(row["form"]), []).append((row["class"], row["format"]))
    index: dict[str, list[tuple[tuple[str, ...], list[tuple[str, str]]]]] = {}
    for words, classes in sorted(table.items(), key=lambda item: -len(item[0])):
        index.setdefault(words[0], []).append((words, classes))
    return index


#: Verbs of going (class weak_first) name a meeting only with where they go; "told" only with a counterpart.
_GOES = re.compile(
    r"\b(?:came|comes|went|heads?|headed|fl(?:y|ies)|returned)\s+(?:back\s+)?(?:to|in|into|for)\s"
    r"|\b(?:leaves?|left|leaving|depart(?:ed|s)?|sets? off)\s+for\s"
    r"|\b(?:expected|due|awaited)\s+in\s+[A-Z]|\bcounterparts?\b"
    r"|\b(?:sign(?:ed|ing)|inked)\b.{0,80}\b(?:in|with|at)\s+[A-Z]|\b(?:alongside|beside|next to)\b"
    r"|\b(?:be there|be present|t(?:ake|akes|ook|aking) part|stopped (?:in|off))\b"
    r"|\b(?:Contact Group|Political Community|Crimea Platform|Arab League)\b"
)
#: One word of each of these.
_GOES_BIT = VOCABULARY.test(
    re.compile(
        r"\b(?:came|comes|went|heads?|headed|fly|flies|returned|leaves?|left|leaving|depart(?:ed|s)?|sets?|expected|due|"
        r"awaited|counterparts?|sign(?:ed|ing)|inked|alongside|beside|next|there|present|part|stopped|group|community|"
        r"platform|league)\b"
    ).search
)
_IS_IN = re.compile(r"\b(?:is|was|were|are|been?|[Ww]hile)\s+in\s+[A-Z]")
_IS_BIT = VOCABULARY.test(re.compile(r"\b(?:is|was|were|are|been?|while)\b").search)
_IN_NAME = re.compile(r"in\s+[A-Z]")
_LOWER_WORDS = re.compile(r"[a-z]+")


@cache
def _telling() -> tuple[frozenset[str], dict[str, list[frozenset[str]]]]:
    """(single words that name a meeting, the words of each longer form or conference by its longest word)."""
    weak = word_class("weak_first")
    forms = [row["form"] for row in lexicon.rows("meeting_words.csv") if row["class"] != "address"]
    forms = [form for form in forms if form.split()[0] not in weak]
    forms += [row["name"] for row in lexicon.rows("conferences.csv")]
    words = [frozenset(_LOWER_WORDS.findall(form.lower())) for form in forms]
    single = frozenset(word for form in words if len(form) == 1 for word in form)
    longer: dict[str, list[frozenset[str]]] = {}
    for form in words:
        if len(form) > 1 and form.isdisjoint(single):
            longer.setdefault(max(sorted(form), key=len), []).append(form)
    return single, longer


_TELLS_BIT = VOCABULARY.test(lambda word: not _telling()[0].isdisjoint(_LOWER_WORDS.findall(word)))
_LONGER_BIT = VOCABULARY.test(lambda word: not _telling()[1].keys().isdisjoint(_LOWER_WORDS.findall(word)))


def may_tell(text: str, word_bits: int) -> bool:
    """Whether a sentence can tell of a meeting: the cheap test before anything in it is annotated."""
    if word_bits & _TELLS_BIT:
        return True
    if word_bits & _LONGER_BIT:
        words, longer = frozenset(_LOWER_WORDS.findall(text.lower())), _telling()[1]
        if any(form <= words for head in words.intersection(longer) for form in longer[head]):
            return True
    if word_bits & _GOES_BIT and _GOES.search(text):
        return True
    return bool(word_bits & _IS_BIT and _IN_NAME.search(text) and _IS_IN.search(text))


@dataclass(frozen=True)
class Cue:
    """The words of one status: anywhere; at most some words before the meeting; after it with "was" or "has been"."""

    anywhere: Caseless
    shortly_before: Caseless
    passive_after: Caseless


#: How many words may stand between a cue and its meeting; a denial reaches farther ("denied reports that ... had met").
_REACH = {"denied": 12}


@cache
def statuses() -> dict[str, Cue]:
    """Status to the cues that give it."""
    kinds: dict[str, list[str]] = {}
    for row in lexicon.rows("meeting_status.csv"):
        kinds.setdefault(row["status"], []).append(row["form"])
    cues = {}
    for kind, forms in kinds.items():
        words = rf"(?:(?<=\w)(?:n't|n’t)|(?<![\w-])(?:{lexicon.alternation(forms)})(?![\w-]))"
        passive = r"[^;.]{0,60}?\b(?:was|were|is|has been|had been|have been|been|be|but)\s+(?:\w+\s+){0,2}?"
        cues[kind] = Cue(
            caseless(words),
            caseless(rf"{words}(?:\s+\S+){{0,{_REACH.get(kind, 6)}}}\s*$"),
            caseless(passive + words),
        )
    return cues


@dataclass(frozen=True)
class Conference:
    name: str
    venue: Venue | None
    format: str


@cache
def conferences() -> dict[str, Conference]:
    found = {}
    for row in lexicon.rows("conferences.csv"):
        venue = Venue(row["place"], row["country"] or None) if row["place"] else None
        found[row["name"].lower()] = Conference(row["name"], venue, row["format"])
    return found


@cache
def conference_pattern() -> Caseless:
    return caseless(rf"\b(?:{lexicon.alternation(r['name'] for r in lexicon.rows('conferences.csv'))})\b")


_BE = frozenset(["is", "are", "was", "were", "be", "been", "being", "'s", "’s"])
_NOUN_BEFORE = frozenset(
    [
        "a",
        "an",
        "the",
        "his",
        "her",
        "their",
        "its",
        "this",
        "that",
        "these",
        "those",
        "first",
        "second",
        "third",
        "next",
        "last",
        "previous",
        "latest",
        "recent",
        "recent's",
        "official",
        "state",
        "surprise",
        "unannounced",
        "joint",
        "bilateral",
        "trilateral",
        "direct",
        "working",
        "high-level",
        "high-stakes",
        "urgent",
        "emergency",
        "planned",
        "face-to-face",
        "one-on-one",
        "in-person",
        "brief",
        "short",
        "separate",
        "of",
        "for",
        "in",
        "at",
        "during",
        "following",
        "after",
        "before",
        "on",
        "and",
        "upcoming",
        "peace",
        "special",
        "closed-door",
        "two-day",
        "three-day",
        "four-day",
        "one-day",
        "rare",
        "secret",
    ]
)
_VERB_BEFORE = frozenset(
    [
        "to",
        "will",
        "would",
        "can",
        "could",
        "may",
        "might",
        "should",
        "must",
        "not",
        "also",
        "who",
        "’ll",
        "'ll",
        "then",
        "later",
        "and",
        "did",
    ]
)
_AMBIGUOUS = frozenset(
    ["meeting", "visit", "visits", "talk", "talks", "host", "meet", "travel", "call", "calls", "summit", "tour"]
)


def find_triggers(units: list[Unit]) -> list[Trigger]:
    """The words of a sentence that may name a meeting, each read as verb or noun by its neighbours."""
    found: list[Trigger] = []
    at = 0
    while at < len(units):
        unit = units[at]
        step = 1
        if unit.kind == "word":
            for words, classes in _triggers().get(unit.key, ()):
                piece = units[at : at + len(words)]
                if tuple(u.key for u in piece) == words and all(u.kind in ("word", "mark") for u in piece):
                    chosen = _choose(units, at, at + len(words) - 1, dict(classes))
                    if chosen:
                        found.append(Trigger(at, at + len(words) - 1, *chosen, text=" ".join(words)))
                        step = len(words)
                    break
        at += step
    return found


def _choose(units: list[Unit], first: int, last: int, classes: dict[str, str]) -> tuple[str, str] | None:
    """(class, format) of a trigger; None where the word is something else here."""
    key = units[first].key
    before = units[first - 1] if first else None
    after = units[last + 1] if last + 1 < len(units) else None
    verb = next((c for c in ("meet", "visit", "speak") if c in classes), None)
    noun = next((c for c in ("talk", "trip", "call", "summit") if c in classes), None)
    if verb and noun and first == last:
        is_verb = _is_verb(key, before, after, units, first)
        chosen = verb if is_verb else noun
        return chosen, classes[chosen]
    cls = next(iter(classes))
    if key in ("call", "calls") and first == last:
        whom = units[last + 2].actor if last + 2 < len(units) else None
        to_someone = after is not None and after.key == "to" and whom is not None and whom.kind == "person"
        elsewhere = after is not None and after.key in ("for", "on", "to", "from", "into")
        if elsewhere and not to_someone and not (before and before.key == "phone"):
            return None
        if not (
            before
            and (
                before.key in ("a", "the", "their", "his", "her", "separate", "video", "phone", "that")
                or before.possessive
                or before.kind in ("mark", "word", "party")
            )
        ):
            return None
    return cls, classes[cls]


def _is_verb(key: str, before: Unit | None, after: Unit | None, units: list[Unit], at: int) -> bool:
    named_after = after is not None and (
        after.kind in ("party", "place", "demonym", "name")
        or after.key in ("the", "with", "his", "her", "their", "in", "at", "on", "by")
    )
    if key in ("meeting", "meetings"):
        if key == "meetings" or before is None:
            return (
                before is None
                and key == "meeting"
                and after is not None
                and (after.key == "with" or after.kind in ("party", "name"))
            )
        if before.key in _BE or before.key in ("be", "been", "not", "also", "currently", "now"):
            return True
        direct = after is not None and (
            after.kind in ("party", "name", "demonym") or after.key in ("his", "her", "their", "with")
        )
        if before.key in ("after", "before", "while", "by", "since", "without", "upon", "from", "and") and direct:
            return after is not None and not (after.key == "with" and before.key in ("from",))
        return (
            (before.kind == "name" or (before.actor is not None and before.actor.kind in ("person", "office")))
            and not before.possessive
            and after is not None
            and after.key in ("in", "with", "at", "on")
        )
    if before is None:
        return False
    if key in ("visit", "visits"):
        if before.key in _VERB_BEFORE and not (before.key == "and" and after is not None and after.key == "to"):
            return named_after or (after is not None and after.kind == "word" and after.key not in ("to", "of", "by"))
        return before.kind in ("party", "name") and not before.possessive and key == "visits" and named_after
    if key in ("talk", "talks"):
        if key == "talk":
            return before.key in _VERB_BEFORE
        singular = (
            before.kind == "party"
            and not before.possessive
            and before.actor is not None
            and before.actor.kind == "person"
        )
        return singular and after is not None and after.key in ("to", "with")
    if key == "meet":
        return True
    return before.key in _VERB_BEFORE


@cache
def often() -> Caseless:
    """Words of habit: "spoke many times" is no single meeting."""
    return caseless(rf"\b(?:{lexicon.alternation(word_class('often'))})\b")
