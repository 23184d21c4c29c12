"""Who acts in a sentence: countries, capitals that stand for governments, bodies, persons, offices, forces, outlets.

Names are data (data/countries.csv, bodies.csv, persons.csv, offices.csv, forces.csv, outlets.csv). A capital is an
actor only where the wording reads as a government (data/capital_cues.csv): "Kyiv said" is one, "in Kyiv" is a place.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from typing import NamedTuple

from ingest.claims import lexicon
from ingest.claims.annotations import Actor

_TOKEN = re.compile(r"(?:[A-Za-z]\.){2,}|[^\W_]+(?:['’ʼ`][^\W_]+)*\+?")
_GAP = re.compile(r"[\s\-‐‑–—.’']{1,3}")
_LETTERS = str.maketrans(
    {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "ı": "i", "đ": "d", "ß": "ss", "’": "'", "ʼ": "'", "`": "'"}
)
#: Words that no name holds, whatever their capital, and small words that a name may hold inside.
_NO_NAME = frozenset(row["word"] for row in lexicon.rows("name_words.csv") if row["kind"] == "stop")
_PARTICLES = frozenset(row["word"] for row in lexicon.rows("name_words.csv") if row["kind"] == "particle")
_MAX_NAME = 4
#: Titles that one name is enough for ("Prince Edward").
_ROYAL = frozenset(("king", "queen", "prince", "princess", "pope", "crown prince"))
_TITLES = frozenset(("leader", "minister", "envoy", "official", "local"))


class _Token(NamedTuple):
    start: int
    end: int  # without a possessive ending
    key: str
    capital: bool
    upper: bool
    possessive: bool


@dataclass(frozen=True)
class _Entry:
    """One name of the lexicons; `words` are its folded tokens."""

    words: tuple[str, ...]
    capitals: tuple[bool, ...]
    exact: bool
    kind: str  # country, demonym, capital, seat, body, person, office, force, outlet, none
    name: str
    code: str | None = None
    country: str | None = None
    form: str = "name"
    role: str | None = None
    rank: str | None = None


@dataclass
class _Found:
    """An entry found at tokens `first` to `last` (both included)."""

    first: int
    last: int
    entry: _Entry


def fold(word: str) -> str:
    """A word without diacritics and in lower case."""
    if not word.isascii():
        word = unicodedata.normalize("NFKD", word.translate(_LETTERS))
        word = "".join(c for c in word if not unicodedata.combining(c))
    return word.lower()


class _Names(NamedTuple):
    """The names that begin with one word: those of several words by their second, the longest first."""

    longer: dict[str, list[_Entry]]
    alone: list[_Entry]


@lru_cache(maxsize=50_000)
def _word(raw: str) -> tuple[str, int, bool, bool, bool, bool]:
    """(key, length without a possessive ending, capital, upper, possessive, ends in s) of a word as it is written."""
    key = raw.lower() if raw.isascii() else fold(raw)
    possessive = key[-2:] == "'s"
    if possessive:
        key, raw = key[:-2], raw[:-2]
    capital = raw[:1].isupper()
    ends_in_s = key[-1:] == "s" and not possessive
    return key.replace(".", ""), len(raw), capital, capital and raw.isupper(), possessive, ends_in_s


def _tokens(text: str) -> list[_Token]:
    tokens = []
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        key, length, capital, upper, possessive, ends_in_s = _word(match.group())
        if ends_in_s:
            possessive = text[end : end + 1] in ("'", "’")
        tokens.append(_Token(start, start + length, key, capital, upper, possessive))
    return tokens


def _split(names: str) -> list[str]:
    return [name.strip() for name in names.split(";") if name.strip()]


#: The files of names: columns, what their names are of, and the form in which an actor is named by them.
_FILES: dict[str, tuple[tuple[tuple[str, ...], str, str | None], ...]] = {
    "not_actors.csv": ((("phrase",), "none", None),),
    "persons.csv": ((("name", "also"), "person", "full"), (("short",), "person", "surname")),
    "outlets.csv": ((("name", "also"), "outlet", None),),
    "bodies.csv": ((("name", "also"), "body", None), (("seats",), "capital", "capital")),
    "countries.csv": (
        (("name", "also"), "country", None),
        (("adjectives",), "demonym", "demonym"),
        (("seats",), "seat", "seat"),
        (("capital",), "capital", "capital"),
    ),
    "offices.csv": ((("phrase",), "office", None),),
    "forces.csv": ((("phrase",), "force", None),),
}


@cache
def _entries() -> dict[str, _Names]:
    """All names by their first word."""
    index: dict[str, dict[tuple[str, ...], _Entry]] = defaultdict(dict)
    for file, columns in _FILES.items():
        for row in lexicon.rows(file):
            about, name = _about(file, row), row.get("name") or row["phrase"]
            for names, kind, form in columns:
                shape = {**about, "form": form} if form else about
                for text in (text for column in names for text in _split(row[column])):
                    _add(index, text, kind, name, shape)
    return {first: _by_second_word(list(by_words.values())) for first, by_words in index.items()}


def _about(file: str, row: dict[str, str]) -> dict[str, str | None]:
    """Code, country, role and rank of the actor of a row, where its file has them."""
    if file in ("offices.csv", "forces.csv"):
        ranked = {"rank": row["rank"]} if "rank" in row else {}
        return {"role": row["phrase"].lower(), **ranked}
    if file == "persons.csv":
        return {"code": row["country"] or row["body"], "country": row["country"] or None, "role": row["role"]}
    if file == "countries.csv":
        return {"code": row["code"], "country": row["code"]}
    if file == "outlets.csv":
        return {"code": row["country"], "country": row["country"]}
    return {"code": row["code"]} if file == "bodies.csv" else {}


def _add(
    index: dict[str, dict[tuple[str, ...], _Entry]], text: str, kind: str, name: str, about: dict[str, str | None]
) -> None:
    """Enters a name; of two entries of the same words the first stays, unless the other is written more loosely."""
    tokens = _tokens(text)
    if not tokens:
        return
    words = tuple(t.key for t in tokens)
    exact = len(words) == 1 and tokens[0].upper and len(words[0]) <= 5
    entry = _Entry(words, tuple(t.capital for t in tokens), exact, kind, name, **about)  # type: ignore[arg-type]
    known = index[words[0]].get(words)
    looser = known is not None and known.name == name and sum(entry.capitals) < sum(known.capitals)
    if known is None or looser or (known.exact and not exact and known.name == name):
        index[words[0]][words] = entry


def _by_second_word(entries: list[_Entry]) -> _Names:
    longer: dict[str, list[_Entry]] = defaultdict(list)
    for entry in sorted(entries, key=lambda e: -len(e.words)):
        if len(entry.words) > 1:
            longer[entry.words[1]].append(entry)
    return _Names(dict(longer), [entry for entry in entries if len(entry.words) == 1])


def _match(entry: _Entry, tokens: list[_Token], at: int, text: str) -> bool:
    """Whether the entry's words stand at token `at`, with a name's capitals and only blanks or hyphens between."""
    last = at + len(entry.words)
    if last > len(tokens):
        return False
    if entry.exact and not tokens[at].upper:
        return False
    lower_case = entry.kind in ("office", "force")
    for offset, word in enumerate(entry.words):
        token = tokens[at + offset]
        if token.key != word:
            return False
        if not lower_case and entry.capitals[offset] and not token.capital:
            return False
        if offset:
            before = tokens[at + offset - 1]
            gap = text[before.end : token.start]
            if not (_GAP.fullmatch(gap) or (before.possessive and len(gap) <= 4)):
                return False
    return True


def _with_initial(names: _Names, tokens: list[_Token], at: int) -> _Found | None:
    """ "Antony J. Blinken": a known person's two names with an initial between."""
    initial, last = at + 1, at + 2
    if last >= len(tokens) or len(tokens[initial].key) != 1 or not (tokens[initial].upper and tokens[last].capital):
        return None
    known = (e for e in names.longer.get(tokens[last].key, ()) if e.kind == "person" and len(e.words) == 2)
    return next((_Found(at, last, entry) for entry in known), None)


def _named(text: str, tokens: list[_Token]) -> Iterator[_Found]:
    index = _entries()
    at = 0
    while at < len(tokens):
        names = index.get(tokens[at].key)
        if names is None:
            at += 1
            continue
        initialled = _with_initial(names, tokens, at)
        if initialled is not None:
            yield initialled
            at = initialled.last + 1
            continue
        longer = names.longer.get(tokens[at + 1].key, ()) if at + 1 < len(tokens) else ()
        for entry in (*longer, *names.alone):
            if _match(entry, tokens, at, text) and not (
                entry.form == "surname" and _is_namesake(entry, tokens, at, text)
            ):
                yield _Found(at, at + len(entry.words) - 1, entry)
                at += len(entry.words) - 1
                break
        at += 1


#: Letters of a given name that are enough to know it in another spelling.
_GIVEN = 5


@cache
def _given_names() -> frozenset[str]:
    """The beginnings of the given names of known persons."""
    persons = (name for row in lexicon.rows("persons.csv") for name in (row["name"], *_split(row["also"])))
    return frozenset(name.split()[0].casefold()[:_GIVEN] for name in persons if " " in name)


def _is_namesake(entry: _Entry, tokens: list[_Token], at: int, text: str) -> bool:
    """ "Administrator Vitali Kim": a surname behind another given name than the known person's is another's; behind
    one with the same letter in front, which may be another spelling, it is not."""
    before = tokens[at - 1] if at else None
    if before is None or not before.capital or not _GAP.fullmatch(text[before.end : tokens[at].start]):
        return False
    return before.key[:_GIVEN] in _given_names() and before.key[:1] != entry.name[:1].casefold()


@cache
def _cues() -> dict[str, dict[str, str]]:
    cues: dict[str, dict[str, str]] = {"before": {}, "after": {}}
    for row in lexicon.rows("capital_cues.csv"):
        cues[row["position"]].setdefault(row["cue"].lower(), row["reading"])
    return cues


def _cue(position: str, words: list[str]) -> str | None:
    """The reading that the longest cue of up to three neighbouring words gives."""
    table = _cues()[position]
    for size in range(min(3, len(words)), 0, -1):
        piece = words[-size:] if position == "before" else words[:size]
        reading = table.get(" ".join(piece))
        if reading:
            return reading
    return None


def capital_reading(text: str, tokens: list[_Token], found: _Found, capital_starts: set[int]) -> str:
    """`government` or `place` for a capital's name; a name that nothing decides is a place."""
    first, last = found.first, found.last
    following = text[tokens[last].end : tokens[last].end + 40]
    if re.match(r"\s?[-–](?:based|bound|born|time)", following):
        return "place"
    after_words = [t.key for t in tokens[last + 1 : last + 4]]
    if tokens[last].possessive:
        return "place" if _cue("after", after_words) == "place" else "government"
    hyphenated = following[:1] in "-–/" and last + 1 in capital_starts
    if hyphenated or (first and first - 1 in capital_starts and text[tokens[first].start - 1] in "-–/"):
        return "government"
    comma = following.startswith(",")
    if re.match(r", (?:the capital|Ukraine|Russia|[A-Z]\w+ \()|\s\((?:AFP|Reuters|AP)|,? \w+\.? \d", following):
        return "place"
    before_words = [t.key for t in tokens[max(0, first - 3) : first]]
    if before_words and text[tokens[first - 1].end : tokens[first].start].strip(" \"'“‘"):
        before_words = []  # a comma or a stop stands between
    before = _cue("before", before_words)
    if before == "place":
        return "place"
    after = None if comma or following.strip()[:1] in ";:)" else _cue("after", after_words)
    if after == "place":
        return "place"
    if "government" in (before, after):
        return "government"
    if first == 0 and not comma and re.match(r"\s[a-z]+ed\s(?!by\b)", following):
        return "government"  # a capital that opens a sentence and does something
    if before_words[-1:] == ["and"] and first - 2 in capital_starts:
        return "linked"
    if after_words[:1] == ["and"] and last + 2 in capital_starts:
        return "linked"
    return "place"


@cache
def _bearers() -> dict[str, list[_Entry]]:
    """Surname to the known persons who bear it, for "Prime Minister Johnson"."""
    bearers: dict[str, list[_Entry]] = defaultdict(list)
    for names in _entries().values():
        for entry in [*chain.from_iterable(names.longer.values()), *names.alone]:
            if entry.kind == "person" and entry.form == "full" and entry not in bearers[entry.words[-1]]:
                bearers[entry.words[-1]].append(entry)
    return bearers


def _bearer(tokens: list[_Token], office: _Found, code: str | None) -> _Entry | None:
    """The one known person with the surname after an office who stands for `code` and has, or had, that office."""
    if office.last + 1 >= len(tokens) or not tokens[office.last + 1].capital:
        return None
    role = (office.entry.role or "").replace("defense", "defence")
    named = {
        e.name: e
        for e in _bearers().get(tokens[office.last + 1].key, ())
        if (code is None and e.role == role) or (code is not None and e.code == code)
    }
    fitting = [e for e in named.values() if e.role == role] or list(named.values())
    return fitting[0] if len(fitting) == 1 else None


def _person_name(text: str, tokens: list[_Token], at: int, least: int = 2) -> int | None:
    """The last token of an unknown name of `least` to four capitalised words that begins at `at`."""
    last, words = None, 0
    for index in range(at, min(at + _MAX_NAME, len(tokens))):
        token = tokens[index]
        if index > at and not _GAP.fullmatch(text[tokens[index - 1].end : token.start]):
            break
        if token.key in _NO_NAME:
            break
        if token.capital:
            last, words = index, words + 1
        elif token.key not in _PARTICLES:
            break
        if token.possessive:
            break
    return last if words >= least else None


def _joined(text: str, tokens: list[_Token], left: int) -> bool:
    """Whether the next token follows token `left` inside one noun phrase."""
    if left + 1 >= len(tokens):
        return False
    gap = text[tokens[left].end : tokens[left + 1].start]
    return bool(re.fullmatch(r"['’s]{0,2}[\s\-–]+", gap))


def find_actors(text: str) -> list[Actor]:
    """The actors of a sentence, in order and without overlap; offsets are characters of `text`.

    "Ukrainian President Volodymyr Zelensky" is one person; "Ukraine's foreign minister" one office; a possessive 's
    stays outside. Persons that no list knows are found after an office ("Danish Foreign Minister Anna Holm").
    """
    tokens = _tokens(text)
    found = list(_named(text, tokens))
    capital_starts = {f.first for f in found if f.entry.kind == "capital"}
    readings = {f.first: capital_reading(text, tokens, f, capital_starts) for f in found if f.entry.kind == "capital"}
    actors: list[Actor] = []
    position = 0
    while position < len(found):
        item = found[position]
        if item.entry.kind == "none" or (item.entry.kind == "capital" and _is_place(item, readings, found)):
            position += 1
        elif item.entry.kind == "outlet":
            actors.append(_actor(tokens, item.first, item.last, item.entry))
            position += 1
        else:
            position = _phrase(text, tokens, found, position, actors)
    return actors


def _is_place(item: _Found, readings: dict[int, str], found: Iterable[_Found]) -> bool:
    """Two capitals joined by "and" read alike: as governments if either does, else as places."""
    reading = readings[item.first]
    if reading == "linked":
        others = [readings[o.first] for o in found if o.entry.kind == "capital" and abs(o.first - item.first) == 2]
        return "government" not in others
    return reading == "place"


def _actor(tokens: list[_Token], first: int, last: int, entry: _Entry, role: str | None = None) -> Actor:
    kind = "country" if entry.kind in ("demonym", "capital", "seat") else entry.kind
    return Actor(
        tokens[first].start,
        tokens[last].end,
        entry.code,
        kind,
        entry.name,
        entry.country,
        entry.form,
        role or entry.role,
    )


def _office_after(text: str, tokens: list[_Token], owner: _Found | None, office: _Found | None, item: _Found) -> bool:
    """Whether `item` is an office or force of the owner (at most two words between) or goes on an office."""
    if item.entry.kind not in ("office", "force"):
        return False
    before = office or owner
    if before is None:
        return True
    between = tokens[before.last + 1 : item.first]
    if len(between) > (0 if office else 2) or any(t.key in _NO_NAME for t in between):
        return False
    if re.search(r"[,;:()\"“”]", text[tokens[before.last].end : tokens[item.first].start]):
        return False
    if between and owner and not office and owner.entry.kind != "demonym" and not tokens[owner.last].possessive:
        return False
    return not (owner and not office and owner.entry.kind == "person" and not tokens[owner.last].possessive)


def _phrase(text: str, tokens: list[_Token], found: list[_Found], position: int, actors: list[Actor]) -> int:
    """Read one noun phrase, [owner] [office or force] [name], at `position`: append its actors, return what follows."""
    owner: _Found | None = None
    if found[position].entry.kind not in ("office", "force"):
        owner, position = found[position], position + 1
    office: _Found | None = None
    while position < len(found) and _office_after(text, tokens, owner, office, found[position]):
        office, position = found[position], position + 1
    head = office or owner
    assert head is not None
    role = office.entry.role if office else None
    of_person = owner is not None and owner.entry.kind == "person"
    if owner and (of_person or office is None):
        owner_actor = _actor(tokens, owner.first, owner.last, owner.entry)
        if office is None and (of_person or not _joined(text, tokens, head.last)):
            actors.append(owner_actor)
            return position
    first = office.first if office and (owner is None or of_person) else head.first if owner is None else owner.first
    if owner and of_person:
        actors.append(owner_actor)
    known = found[position] if position < len(found) else None
    if known and known.entry.kind == "person" and known.first == head.last + 1 and _joined(text, tokens, head.last):
        titled = (
            office is not None or tokens[head.last].possessive or (owner is not None and owner.entry.kind == "demonym")
        )
        if titled:
            actors.append(_actor(tokens, first, known.last, known.entry, role))
            return position + 1
    if office is None:
        assert owner is not None
        actors.append(owner_actor)
        return position
    code, country = (owner.entry.code, owner.entry.country) if owner else (None, None)
    if office.entry.rank in _TITLES and _joined(text, tokens, office.last):
        bearer = _bearer(tokens, office, code)
        if bearer is not None and _person_name(text, tokens, office.last + 1) is None:
            actors.append(_actor(tokens, first, office.last + 1, bearer, role))
            while position < len(found) and found[position].first <= office.last + 1:
                position += 1
            return position
        name_last = _person_name(text, tokens, office.last + 1, 1 if office.entry.name in _ROYAL else 2)
        if name_last is not None:
            name = text[tokens[office.last + 1].start : tokens[name_last].end]
            while position < len(found) and found[position].first <= name_last:
                position += 1
            span = tokens[first].start, tokens[name_last].end
            actors.append(Actor(*span, code, "person", name, country, "titled", role))
            return position
    span = tokens[first].start, tokens[office.last].end
    actors.append(Actor(*span, code, office.entry.kind, text[slice(*span)], country, "name", role))
    return position
