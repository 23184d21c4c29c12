"""What a place and a date are doing in their sentence, and which trigger they belong to: arcs first.

A place's role is read by climbing from its head to the first word that decides: the object of "from" is an origin,
what hangs on "governor" is a speaker's, a direction or distance is a reference, an official's or a person's home is no
scene. What is left can be where an event took place; it belongs to the trigger that is nearest on the arcs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.claims.annotations import DateMention, PlaceMention
from ingest.claims.counts import ordinal_value
from ingest.claims.document import Located, ParsedSentence
from ingest.claims.lexicon import word_lists
from ingest.claims.syntax import Token, tree_distance

#: Arcs inside a noun phrase.
_NOMINAL = frozenset({"compound", "amod", "nmod", "poss", "nummod"})


def attach_words() -> dict[str, frozenset[str]]:
    """The classes of rules/attach.yml, each as a set of lemmas or words."""
    return word_lists("attach")


@dataclass(frozen=True)
class PlaceRole:
    """What a place is doing: `scene` (an event may have been there), setting (of a statement, where the sentence names
    no scene), hospital (where the wounded were taken), speaker, origin, reference, campaign, topic.

    `near`: the scene is near the place, not in it. `part`: the scene is a part of the place (its outskirts, its port).
    """

    role: str
    near: bool = False
    part: bool = False

    @property
    def is_scene(self) -> bool:
        """Whether the event took place there."""
        return self.role == "scene"


#: Arcs above which no role is looked for.
_HIGHEST = 12
_ARGUMENTS = frozenset(
    {"nsubj", "dobj", "nsubjpass", "attr", "dative", "oprd", "npadvmod", "prep", "advmod", "dep", "pcomp", "nummod"}
)


def place_role(
    place: Located[PlaceMention], sentence: ParsedSentence, triggers: frozenset[int] = frozenset()
) -> PlaceRole:
    """The role of a place by the arcs above it; `triggers` are indices of tokens that tell an event."""
    if _is_where(place.head, triggers):
        return PlaceRole("scene")
    climb = _Climb(place, sentence, triggers)
    for _ in range(_HIGHEST):
        found = climb.step()
        if found is not None:
            return found
    return climb.scene()


def _is_where(place: Token, triggers: frozenset[int]) -> bool:
    """ "A teacher from Sumy, where two bombs fell": the relative clause says what happened there."""
    clauses = [c for c in place.children if c.dep == "relcl" and any(w.lower == "where" for w in c.children)]
    return any(t.i in triggers for clause in clauses for t in clause.conjuncts())


def _is_hit(noun: Token, triggers: frozenset[int], sentence: ParsedSentence) -> bool:
    """ "Freed from a hostel in Lutsk that drones had hit": what was hit says where, unless its clause has a place."""
    clauses = [c for c in noun.children if c.dep in ("relcl", "acl") and c.i in triggers]
    clauses = [c for c in clauses if all(o.lower in ("that", "which") for o in c.children_by("dobj"))]
    hit = [c for c in clauses if c.is_passive() or any(s.pos == "NOUN" for s in c.subjects())]
    return any(not any(c.governs(p.head) for p in sentence.places) for c in hit)


class _Climb:
    """The way from a place's head up to the word that decides its role."""

    def __init__(self, place: Located[PlaceMention], sentence: ParsedSentence, triggers: frozenset[int]) -> None:
        self.place, self.sentence, self.triggers = place, sentence, triggers
        self.token, self.near, self.part = place.head, False, False

    def scene(self) -> PlaceRole:
        """What the climb has found where nothing speaks against a scene."""
        return PlaceRole("scene", self.near, self.part)

    def step(self) -> PlaceRole | None:
        """One arc up: the role, or None where the next word decides."""
        token = self.token
        if token.head is token or (token.i in self.triggers and token is not self.place.head):
            return self.scene()
        if _is_hit(token, self.triggers, self.sentence):
            return self.scene()
        if token.dep in _NOMINAL:
            role = _inside_phrase(token, token.head, attach_words())
            if role == "speaker" and _is_struck(token.head, self.triggers):
                role = None  # "hit the city's council building"
            self.token = token.head
            return PlaceRole(role) if role else None
        if token.dep == "pobj":
            return self._over_preposition()
        if token.dep in ("conj", "appos"):
            heads = {p.head.i for p in self.sentence.places}
            described = token.dep == "appos" and token.i not in heads and token.i not in self.triggers
            described = described and token.pos != "NUM"  # "four dead in Toretsk, one in Siversk"
            if described and token.head.i in heads:
                return PlaceRole("reference")  # "hit Kurakhove, a town on the front line in Donetsk"
            self.token = token.head
            return None
        return self._to_argument_of() if token.dep in _ARGUMENTS else self.scene()

    def _over_preposition(self) -> PlaceRole | None:
        words, preposition = attach_words(), self.token.head
        found = _behind_preposition(self.token, preposition, self.place, self.sentence, self.triggers)
        if isinstance(found, PlaceRole):
            return found
        self.near = self.near or found
        self.part = self.part or preposition.head.lemma in words["inside"]
        governor = self.token = preposition.head
        if governor is preposition or governor.i in self.triggers:
            return self.scene()
        if governor.pos in ("VERB", "AUX"):
            return _at_verb(governor, self.near, self.part, fronted=preposition.i < governor.i)
        speaks = governor.lemma in words["speaker"] and preposition.lower in ("of", "in", "for", "at")
        return PlaceRole("speaker") if speaks and not _is_struck(governor, self.triggers) else None

    def _to_argument_of(self) -> PlaceRole | None:
        token, head = self.token, self.token.head
        speaks = token.pos not in ("VERB", "AUX") and token.lemma in attach_words()["speaker"]
        if speaks and token is not self.place.head and not _is_struck(token, self.triggers):
            return PlaceRole("speaker")
        if head.i in self.triggers:
            return self.scene()
        if head.pos in ("VERB", "AUX"):
            return _at_verb_by(token, token.dep, head, self.place, self.near, self.part)
        self.token = head
        return None


def _inside_phrase(token: Token, noun: Token, words: dict[str, frozenset[str]]) -> str | None:
    """A place as a part of a name or description: "Kharkiv mayor Ihor Terekhov", "the Pokrovsk direction"."""
    beside = [noun, *(c for c in noun.children if c.dep in _NOMINAL and c is not token)]
    if any(t.lemma in words["speaker"] or t.lower in words["speaker"] for t in beside):
        return "speaker"
    if noun.lemma in words["campaign"]:
        return "campaign"
    return None


def _behind_preposition(
    token: Token, preposition: Token, place: Located[PlaceMention], sentence: ParsedSentence, triggers: frozenset[int]
) -> PlaceRole | bool:
    """The role that a preposition decides, or whether it says only "near"."""
    words = attach_words()
    word, governor = preposition.lower, preposition.head
    if word == "from" and governor.lower == "far" and any(c.dep == "neg" for c in governor.children):
        return True  # "not far from Tokmak"
    if word in words["origin"] and governor.lemma not in words["figure"] and token.lemma not in words["ruins"]:
        return PlaceRole("origin")
    if word in ("of", "from", "to") and (governor.lemma in words["direction"] or governor.lower in words["direction"]):
        return PlaceRole("reference")
    edge = governor.head if word == "of" and governor.lemma in words["edge"] else None
    if word in words["near"] or (edge is not None and edge.pos == "ADP"):
        preposition = edge or preposition
        governor = preposition.head
        before = preposition.i - 1 - (sentence.tokens[preposition.i - 1].text == ",")
        named = any(p is not place and (p.head is governor or p.last.i == before) for p in sentence.places)
        return PlaceRole("reference") if named else edge is None
    if word == "to" and governor.lower in ("close", "next"):
        return True
    if word in words["toward"] and token is place.head:
        reaches = (
            governor.lemma in words["reach"] or governor.i in triggers or governor.lemma in ("damage", "threat", "harm")
        )
        return False if reaches else PlaceRole("reference")
    if word == "on" and governor.lemma in words["approach"] | {"in"} and governor.i not in triggers:
        return PlaceRole("reference")
    if word == "of" and governor.lemma in words["campaign"]:
        return PlaceRole("campaign")
    if word in ("between", "than", "like", "unlike", "without", "via", "before"):
        return PlaceRole("reference")
    if governor.lemma in words["hospital"] and governor.i not in triggers and _is_carried(governor):
        return PlaceRole("hospital")
    wards = (o for c in governor.children_by("prep") if c.i < preposition.i for o in c.children_by("pobj"))
    if any(o.lemma in words["hospital"] and _is_carried(o) for o in wards):
        return PlaceRole("hospital")  # "died in hospital in Lutsk", both hanging on the verb
    return False


def _is_struck(noun: Token, triggers: frozenset[int]) -> bool:
    """ "Hit a ministry in Kyiv": what is struck does not speak."""
    if noun.i in triggers:
        return True
    if noun.dep in ("dobj", "nsubjpass"):
        return noun.head.i in triggers
    return noun.dep == "pobj" and noun.head.dep == "prep" and noun.head.head.i in triggers


def _is_carried(hospital: Token) -> bool:
    """ "Taken to a hospital in Lutsk", "died in hospital in Lutsk", "succumbed to wounds in a hospital in Lutsk"."""
    if hospital.dep != "pobj":
        return False
    above = list(hospital.ancestors())[:3]
    if any(a.lemma in attach_words()["carried"] for a in above):
        return True
    died = next((a for a in above if a.lemma == "die"), None)
    of_wounds = died is not None and any(t.lemma in attach_words()["wound"] for t in died.subtree())
    return of_wounds or (died is not None and not any(c.dep in ("det", "poss", "amod") for c in hospital.children))


def _at_verb(verb: Token, near: bool, part: bool, fronted: bool = False) -> PlaceRole:
    """A place that hangs on a verb by a preposition: where something was said, or where something happened.

    In front of a statement it may be the setting of what is said: "In Belgorod, the governor said that ..."
    """
    words = attach_words()
    if any(subject.lemma in words["alert"] for subject in verb.subjects()) or verb.lemma in words["base"]:
        return PlaceRole("reference")
    if any(t.lemma in words["ceremony"] for s in verb.subjects() for t in (s, *s.children_by("compound"))):
        return PlaceRole("reference")
    if verb.lemma == "be" and any(
        s.lemma in words["speaker"] or s.lower in ("he", "she", "i", "we") for s in verb.subjects()
    ):
        return PlaceRole("reference")  # "the governor was in Nizhyn when a shell hit Semenivka"
    if verb.lemma in words["say"] and not verb.is_passive():
        return PlaceRole("setting" if fronted and verb.tag != "VBG" else "reference", near, part)
    return PlaceRole("scene", near, part)


def _at_verb_by(token: Token, dep: str, verb: Token, place: Located[PlaceMention], near: bool, part: bool) -> PlaceRole:
    """A place that is subject or object of a verb that is no trigger: "Kyiv said", "visited Chuhuiv"."""
    if token is not place.head:
        return _at_verb(verb, near, part)
    words = attach_words()
    if verb.lemma in words["adjoin"]:
        return PlaceRole("reference")
    if (dep == "nsubj" and verb.lemma not in words["undergo"]) or (dep == "dobj" and verb.lemma not in words["shaken"]):
        return PlaceRole("topic")
    return _at_verb(verb, near, part)


@dataclass(frozen=True)
class DateRole:
    """A date with the token that it dates; `spoken`: it dates a statement, not an event; `after`: it dates what
    follows from an event ("the search was completed today"), which happened before."""

    value: DateMention
    token: Token
    anchor: Token
    spoken: bool
    after: bool = False


def date_roles(sentence: ParsedSentence, triggers: frozenset[int] = frozenset()) -> list[DateRole]:
    """Every date of a sentence with what it dates: the first trigger or verb above it."""
    words = attach_words()
    roles = []
    for date in sentence.dates:
        if date.value.text.lower().startswith("since") or _is_since(date.head):
            continue  # the beginning of a stretch, not a day
        if any(a.lower == "born" for a in date.head.ancestors()) or _is_compared_over(date):
            continue
        anchor = date.head
        spoken = _is_elliptical(date, sentence)
        after = False
        for step in date.head.ancestors():
            anchor = step
            if step.i in triggers and step.lemma not in words["figure"]:
                break
            if step.lemma in words["statement"] | words["figure"] and step.pos == "NOUN":
                spoken = True  # "Saturday's count", "in a statement on Friday"
                break
            if step.pos == "VERB" or (step.pos == "AUX" and step.dep not in ("aux", "auxpass")):
                anchor = _said_before(date.head, step) or step
                if anchor is not step:
                    break
                after = step.lemma in words["aftermath"]
                # "reported an attack overnight": a night is when things happen, not when they are reported
                spoken = spoken or after or (step.lemma in words["say"] and date.value.kind != "overnight")
                break
        roles.append(DateRole(date.value, date.head, anchor, spoken, after))
    return roles


def _said_before(day: Token, saying: Token) -> Token | None:
    """ "A met B this Thursday, the ministry said": the verb of what is said, where the day ends it."""
    said = next((c for c in saying.children_by("ccomp") if c.i < day.i), None)
    subjects = saying.subjects()
    if said is None or day.dep != "npadvmod" or day.head is not saying or not subjects:
        return None
    return said if day.i < subjects[0].subtree()[0].i <= saying.i else None


def _is_since(token: Token) -> bool:
    """ "Since the invasion of February 2022", "since Russia invaded in February 2022"."""
    for step in token.ancestors():
        if step.lower == "since" or any(c.dep == "mark" and c.lower == "since" for c in step.children):
            return True
        if step.pos == "VERB":
            return False
    return False


def _is_compared_over(date: Located[DateMention]) -> bool:
    """ "The largest attack this year", "the third strike in a month": the stretch that an event is ranked in."""
    if date.value.day is not None:
        return False
    noun = next((a for a in date.head.ancestors() if a.pos in ("NOUN", "PROPN", "VERB", "AUX")), None)
    if noun is None or noun.pos in ("VERB", "AUX"):
        noun = next((c for c in noun.children_by("attr", "dobj") if c.i < date.first.i), None) if noun else None
    return noun is not None and any(
        c.tag == "JJS" or c.lower == "most" or ordinal_value(c.lower) is not None for c in noun.children
    )


def _is_elliptical(date: Located[DateMention], sentence: ParsedSentence) -> bool:
    """ "Saturday's count is worse than Friday's": a possessor without its noun is the day of another figure."""
    mark = sentence.tokens[date.last.i + 1 : date.last.i + 2] if date.last.tag != "POS" else [date.last]
    behind = sentence.tokens[mark[0].i + 1 : mark[0].i + 2] if mark and mark[0].tag == "POS" else []
    return bool(behind) and behind[0].pos == "PUNCT"


#: "The day before" is counted from the day of the statement.
_DAY_BEFORE = ("the day before", "the night before", "the previous", "a day earlier", "one day earlier")

#: So is a night without a day: "struck overnight, officials said on Saturday".
_NIGHT = ("overnight", "last night", "in the night", "during the night", "through the night")


def _counted_from(role: DateRole, roles: Sequence[DateRole]) -> DateRole:
    said = next((r.value.day for r in roles if r.spoken and r.value.day), None)
    text = role.value.text.lower()
    if said is None or not text.startswith((*_DAY_BEFORE, *_NIGHT)) or text.endswith("day"):
        return role
    before = said - dt.timedelta(days=1)
    last = said if text.startswith(_NIGHT) else before
    return replace(role, value=replace(role.value, date_start=before, date_end=last))


def date_of(trigger: Token, roles: Sequence[DateRole]) -> DateRole | None:
    """The date of an event mention: the one that dates its trigger, else its clause or a governing one, else none.

    A date of a statement is given only where the sentence has no other (it bounds the event).
    """
    if trigger.dep == "relcl":  # "on Saturday, when a drone wounded four"
        own = next((r for r in roles if r.token is trigger.head), None)
        if own is not None:
            return own
    told = [r for r in roles if not r.spoken]
    pool = told or list(roles)
    if not pool:
        return None

    def cost(role: DateRole) -> tuple[int, bool, int]:
        # a day says more than "this year" and "overnight"
        vague = bool(told) and (role.value.day is None or role.value.text.lower() in _NIGHT)
        return tree_distance(trigger, role.anchor), vague, abs(role.token.i - trigger.i)

    best = min(pool, key=cost)
    if best.value.text.lower() in _NIGHT:  # "was ablaze on Monday after an overnight attack": the night to Monday
        above = [r for r in told if r.value.day and r.value.kind == "weekday" and r.anchor.governs(trigger)]
        best = above[0] if len(above) == 1 and above[0].anchor is not trigger else best
    if best.value.day is None and best.value.kind == "relative" and trigger not in (best.anchor, best.anchor.head):
        # "shelled daily this summer, was hit again on Monday": a stretch dates what it hangs on
        best = min((r for r in pool if r.value.day), key=cost, default=best)
    return _counted_from(best, roles)
