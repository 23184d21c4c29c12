"""Who takes part: lists of parties ("A, B and C"), appositions, shared offices, pronouns and the article's cast."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cache

from ingest.claims import lexicon
from ingest.claims.annotations import Actor
from ingest.claims.meetings.units import Unit
from ingest.claims.meetings.words import word_class
from ingest.claims.reading import Reading

_LIST_AND = ("and", "&", "plus")
_LIST_TOGETHER = (("as", "well", "as"), ("along", "with"), ("together", "with"), ("accompanied", "by"), ("alongside",))
_REST = frozenset(("countries", "nations", "others", "states", "members", "groups"))
_SUBLIST = ("of", "from")
_LEGISLATORS = frozenset(("senator", "senators", "congressman", "congresswoman", "congressmen"))
_CONGRESS = re.compile(r"\b(?:GOP|Republicans?|Democrats?|U\.?S\.? Senate|U\.?S\.? [Ss]enators?|Congress)\b")
_LEADER_ROLES = frozenset(
    ["president", "prime", "minister", "premier", "chancellor", "leader", "king", "taoiseach"]
) | {"prime minister"}


@dataclass(frozen=True)
class Party:
    """One side at a meeting: person, office, country or body. `code` is the ISO or body code, None if unknown."""

    name: str
    kind: str
    code: str | None
    country: str | None
    role: str | None = None
    surname_only: bool = field(default=False, compare=False)

    @property
    def is_person(self) -> bool:
        return self.kind == "person"


def party_of(unit: Unit) -> Party:
    if unit.actor is None:
        return Party(unit.key, "person", None, None)
    actor: Actor = unit.actor
    name = actor.name if actor.kind != "office" else actor.name.replace("’", "'")
    return Party(name, actor.kind, actor.code, actor.country, actor.role, actor.form == "surname")


def same_party(a: Party, b: Party) -> bool:
    """Whether two namings are one side: the same person, or an office or country and a person of that country."""
    if a.is_person and b.is_person:
        return a.name.split()[-1].lower() == b.name.split()[-1].lower()
    if a.code is None or b.code is None:
        return a.name.lower() == b.name.lower()
    return a.code == b.code


def joined(parties: list[Party]) -> list[Party]:
    """Without repeats; a person takes the place of the same country's office or name."""
    result: list[Party] = []
    for party in parties:
        for index, known in enumerate(result):
            if same_party(known, party):
                if party.is_person and not known.is_person:
                    result[index] = party
                elif known.code is None and party.code is not None and known.is_person:
                    result[index] = replace(known, code=party.code, country=party.country)
                break
        else:
            result.append(party)
    return result


def sides(parties: list[Party]) -> set[str]:
    """The distinct codes (or names, where no code is known) of the parties."""
    return {p.code or p.name.lower() for p in parties}


def _skip_fillers(units: list[Unit], at: int, limit: int = 3) -> int:
    start = at
    while at < len(units) and at - start < limit and units[at].kind == "word" and units[at].key in word_class("filler"):
        at += 1
    return at


def _skip_adjectives(units: list[Unit], at: int) -> int:
    """Past up to two unknown words between an article and a party: "a bipartisan delegation"."""
    if (
        not 0 < at < len(units)
        or units[at].kind != "word"
        or units[at - 1].key not in ("a", "an", "the", "his", "her", "their", "its")
    ):
        return at
    for later in range(at, min(at + 3, len(units))):
        if units[later].kind in ("party", "demonym"):
            return later
        if units[later].kind != "word" or units[later].key in word_class("preposition"):
            break
    return at


def _item(units: list[Unit], at: int) -> tuple[list[Party], int, bool] | None:
    """One list item at `at`: (its parties, what follows it, whether it is a bare demonym that needs its noun)."""
    at = _skip_adjectives(units, _skip_fillers(units, at))
    if at >= len(units):
        return None
    unit = units[at]
    if unit.kind == "demonym":
        nearby = [u.key for u in units[at + 1 : at + 3]]
        for offset, key in enumerate(nearby):
            if key in word_class("plural_head"):
                party = party_of(unit)
                return [replace(party, kind="office", name=f"{unit.key.title()} {key}")], at + 2 + offset, False
        return [party_of(unit)], at + 1, True
    if unit.kind not in ("party", "name"):
        return None
    if unit.possessive:
        # "Ukraine's negotiators", "Russia's SVR foreign intelligence agency"
        for later in range(at + 1, min(at + 6, len(units))):
            if units[later].kind not in ("word", "name"):
                break
            if units[later].key in word_class("plural_head") or units[later].key in word_class("institution"):
                return [party_of(unit)], later + 1, False
        follower = units[at + 1] if at + 1 < len(units) else None
        if follower is not None and follower.actor is not None and follower.actor.kind == "person":
            return [party_of(follower)], at + 2, False  # "Xi's envoy Li Hui"
        return None
    party = party_of(unit)
    at += 1
    if unit.actor is not None and unit.actor.kind == "office" and at < len(units) and units[at].key in _SUBLIST:
        land = units[at + 1] if at + 1 < len(units) else None
        if party.code is None and land is not None and land.kind == "place" and land.place is not None:
            # "the Duchess of Edinburgh", "the mayor of Vilnius"
            return [replace(party, code=land.place.country, country=land.place.country)], at + 2, False
        inner = read_list(units, at + 1)
        if inner and party.code is None:
            parties, after = inner
            holder = units[after] if after < len(units) else None
            actor = holder.actor if holder is not None else None
            if (
                holder is not None
                and actor is not None
                and actor.kind == "person"
                and {p.code for p in parties} == {actor.code}
            ):
                return [party_of(holder)], after + 1, False  # "President of Ukraine Volodymyr Zelensky"
            role = party.role or party.name
            return (
                [p if p.is_person else replace(p, kind="office", name=f"{role} of {p.name}") for p in parties],
                after,
                False,
            )
    if unit.kind == "name" and not re.search(r"\s", unit.key):
        return [party], at, False
    return [party], at, False


def _connector(units: list[Unit], at: int) -> tuple[int, str] | None:
    """The length and kind of a list connector at `at`."""
    if at >= len(units):
        return None
    key = units[at].key
    if key == "," and at + 1 < len(units) and units[at + 1].key in _LIST_AND:
        return 2, "and"
    for phrase in _LIST_TOGETHER:
        comma = 1 if key == "," else 0
        if tuple(u.key for u in units[at + comma : at + comma + len(phrase)]) == phrase:
            return comma + len(phrase), "and"
    if key in _LIST_AND:
        return 1, "and"
    if key in ("/", "-", "–", "—") and at and units[at - 1].end == units[at].start:
        return 1, "and"
    if key == ",":
        return 1, "comma"
    return None


def _apposition(units: list[Unit], at: int, party: Party) -> int:
    """Past ", Germany's foreign minister," or "(left)" after a party; `at` where there is none."""
    if at < len(units) and units[at].key == "(":
        for end in range(at + 1, min(at + 8, len(units))):
            if units[end].key == ")":
                return end + 1
    if at + 1 < len(units) and units[at].key == ",":
        after = _skip_fillers(units, at + 1)
        if after < len(units) and units[after].actor is not None:
            other = party_of(units[after])
            kinds = {party.kind, other.kind}
            if "person" in kinds and ("office" in kinds or len(kinds) == 1) and same_party(party, other):
                end = after + 1
                return end + 1 if end < len(units) and units[end].key == "," and after + 2 < len(units) else end
        if after < len(units) and units[after].key in ("left", "right", "centre", "center") and after + 1 < len(units):
            return after + 2 if units[after + 1].key == "," else after + 1
    return at


def read_list(units: list[Unit], at: int) -> tuple[list[Party], int] | None:
    """The parties of a list that begins at `at` and the position after it; None where no party stands there.

    A comma continues the list only if an "and" closes it: in "met Putin, Ukraine said" there is one party.
    """
    first = _item(units, at)
    if first is None:
        return None
    parties, position, bare = first
    position = _apposition(units, position, parties[-1])
    closed_at, closed = position, list(parties)
    bares = [bare] * len(parties)
    has_comma = False
    while True:
        connector = _connector(units, position)
        if connector is None:
            break
        item = _item(units, position + connector[0])
        if item is None:
            after = [u.key for u in units[position + connector[0] : position + connector[0] + 3]]
            if any(key in word_class("plural_head") or key in _REST for key in after):
                closed_at, closed = position, list(parties)  # "Ukraine, the US and other countries"
            break
        more, position, bare = item
        position = _apposition(units, position, more[-1])
        if connector[1] == "comma" and len(more) == 1 and parties and same_party(more[0], parties[-1]):
            # an apposition: "Hungary's prime minister, Viktor Orban"
            parties, bares = joined([*parties, *more]), bares
            closed_at, closed = position, list(parties)
            continue
        parties.extend(more)
        bares.extend([bare] * len(more))
        has_comma = has_comma or connector[1] == "comma"
        if connector[1] == "and":
            closed_at, closed = position, list(parties)
    count = len(closed)
    if bares[:count] and bares[count - 1] and count:
        # demonyms without their noun name nobody: "British and French troops"
        return None
    office = next((p for p in closed if p.kind == "office"), None)
    if office is not None:  # "American and Ukrainian negotiators"
        shared = re.sub(r"^.*\s", "", office.name) if office.role is None else office.role
        closed = [
            replace(p, kind="office", name=f"{p.name} {shared}") if is_bare else p
            for p, is_bare in zip(closed, [*bares, *([False] * len(closed))], strict=False)
        ]
    return joined(closed), closed_at


@cache
def _female_names() -> frozenset[str]:
    return frozenset(row["word"] for row in lexicon.rows("name_words.csv") if row["kind"] == "female")


@cache
def _leaders() -> dict[tuple[str, str], list[tuple[str, tuple[str, ...]]]]:
    """(country, role) to the persons who had it, with the surnames that name them."""
    found: dict[tuple[str, str], list[tuple[str, tuple[str, ...]]]] = {}
    for row in lexicon.rows("persons.csv"):
        names = tuple(n for n in [*row["short"].split(";"), row["name"].split()[-1]] if n)
        found.setdefault((row["country"] or row["body"], row["role"]), []).append((row["name"], names))
    return found


class Cast:
    """The persons of one article, for pronouns and for offices without a name ("he", "the Ukrainian president")."""

    def __init__(self, reading: Reading):
        self._reading = reading
        self._offices: dict[tuple[str, str], Party | None] = {}
        self._namesakes: dict[str, Party] = {}

    @property
    def body(self) -> str:
        return self._reading.body

    def is_female(self, name: str) -> bool:
        return name.split()[0].lower() in _female_names()

    def fits(self, party: Party, pronoun: str) -> bool:
        """Whether a pronoun can stand for a party."""
        if not party.is_person:
            return False
        if pronoun in ("i", "my"):
            return True
        return self.is_female(party.name) == (pronoun in ("she", "her", "hers"))

    def antecedent(self, index: int, before: list[Unit], pronoun: str) -> Party | None:
        """Whom he, she or I stands for: the first fitting person of the sentence so far, else of the three before."""
        if pronoun not in ("i", "my"):
            for unit in before:
                if unit.key == pronoun or (unit.key, pronoun) in (("he", "his"), ("she", "her")):
                    break  # whoever the first pronoun stands for
                if unit.kind == "party" and unit.actor is not None:
                    person = self.named(party_of(unit))
                    if self.fits(person, pronoun):
                        return person
        for back in range(index - 1, max(-1, index - 4), -1):
            for actor in self._reading.annotated(back).actors:
                if actor.kind not in ("person", "office") or re.search(r"spokes", actor.role or ""):
                    continue
                person = self.named(
                    Party(actor.name, actor.kind, actor.code, actor.country, actor.role, actor.form == "surname")
                )
                if self.fits(person, pronoun):
                    return person
        return None

    def persons(self, index: int) -> list[Party]:
        """The persons that a sentence names, office and name as one; none outside the article."""
        if index < 0:
            return []
        actors = [a for a in self._reading.annotated(index).actors if a.kind in ("person", "office")]
        return joined(
            [self.named(Party(a.name, a.kind, a.code, a.country, a.role, a.form == "surname")) for a in actors]
        )

    def named(self, party: Party) -> Party:
        """The person that a surname or an office stands for in this article; the party itself where nothing tells."""
        if party.is_person:
            return self._namesake(party) if party.surname_only else party
        return self._holder(party)

    def _namesake(self, party: Party) -> Party:
        """The bearer of a shared surname whom the article names in full first (Jill Biden, not the president)."""
        if party.name not in self._namesakes:
            last = party.name.rpartition(" ")[2]
            titled = rf"\b(?:President|Prime Minister|Chancellor|Secretary|Minister)\s+{re.escape(last)}\b"
            known = party
            if last != party.name and not re.search(titled, self._reading.body):
                named = re.finditer(rf"\b([A-Z][a-z]+)\s+{re.escape(last)}\b", self._reading.body)
                first = next((m.group(1) for m in named if f"{m.group(1)} {last}" in _known_names()), None)
                if first is not None:
                    known = replace(party, name=f"{first} {last}")
            self._namesakes[party.name] = known
        return self._namesakes[party.name]

    def _holder(self, party: Party) -> Party:
        """The person who holds an office, if the article names exactly one known holder; else the office."""
        if party.code is None and party.role in _LEGISLATORS and _CONGRESS.search(self._reading.body):
            return replace(party, code="US", country="US")
        if party.kind != "office" or not party.code or not party.role:
            return party
        key = (party.code, party.role)
        if key not in self._offices:
            roles = _LEADER_ROLES if party.role == "leader" else {party.role.replace("defense", "defence")}
            holders = {
                name
                for role in roles
                for name, surnames in _leaders().get((party.code, role), [])
                if any(re.search(rf"\b{re.escape(s)}\b", self._reading.body) for s in surnames)
            }
            self._offices[key] = (
                Party(holders.pop(), "person", party.code, party.country, party.role) if len(holders) == 1 else None
            )
        return self._offices[key] or party


@cache
def _known_names() -> frozenset[str]:
    return frozenset(row["name"] for row in lexicon.rows("persons.csv"))
