"""Who takes part in an event: from the token that fills a slot to the states, bodies and persons that it stands for.

A name, an office ("the prime minister of Norway"), people of a state ("Ukrainian and American negotiators"), a pronoun
(resolved in the article), the first person (the speaker, else the body that released the text), many states at once
("20 European leaders"). What names nobody who speaks for a state or body is no party.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cache, cached_property

from ingest.claims import lexicon
from ingest.claims.actors import find_actors
from ingest.claims.annotations import Actor
from ingest.claims.document import Document, Located, ParsedSentence
from ingest.claims.factuality import factuality_words
from ingest.claims.matcher import phrase
from ingest.claims.syntax import Token

#: Sentences before a pronoun in which its antecedent is looked for.
_REACH = 3
#: Sentences before "I" in which its speaker is looked for: a quotation or an address goes on for paragraphs.
_REACH_OF_SPEECH = 12
_FIRST = frozenset({"i", "we", "me", "us", "my", "our", "myself", "ourselves"})
_THIRD = dict.fromkeys(("he", "him", "his", "himself"), False) | dict.fromkeys(("she", "her", "hers", "herself"), True)
_SUBJECT = frozenset({"nsubj", "nsubjpass"})
#: Words between "of" and the name of those whom people belong to.
_VAGUE = frozenset({"several", "other", "all", "fellow", "various"})
#: What a text calls a body once it has named it.
_BODY_NOUNS = {
    "alliance": ("NATO", re.compile(r"\bN(?:ATO|ato)\b")),
    "bloc": ("EU", re.compile(r"\bEU\b|European Union")),
}
_RELATIVE = frozenset({"who", "which", "whom", "that", "whose"})
_LEADERS = frozenset({"president", "prime minister", "premier", "chancellor", "leader", "king", "taoiseach"})
_SPOKES = re.compile(r"spokes|press secretary")


def words(name: str) -> frozenset[str]:
    """A word list of rules/participants.yml."""
    return lexicon.word_lists("participants")[name]


def is_one_of(token: Token, name: str) -> bool:
    """Whether a noun is on a list; a name in capitals keeps its plural ending."""
    listed = words(name)
    return token.lemma in listed or token.lower in listed or token.lower.removesuffix("s") in listed


@dataclass(frozen=True)
class Party:
    """One side: person, office, country, body, or `many` states at once. `code`: ISO or body code, None if unknown.

    `is_group`: a body or many states met as a group ("EU leaders"): it needs no counterpart. `is_several`: people of
    a state, told in the plural ("American negotiators").
    """

    name: str
    kind: str
    code: str | None
    country: str | None
    role: str | None = None
    is_group: bool = False
    is_several: bool = False
    surname_only: bool = field(default=False, compare=False)

    @property
    def is_person(self) -> bool:
        """Whether it is a person with a name."""
        return self.kind == "person"

    @property
    def is_organ(self) -> bool:
        """Whether the name tells which of a body's people or organs it is: "NATO foreign ministers", its council."""
        return any(w.strip(".,").lower().removesuffix("s") in words("organ") for w in self.name.split())

    @property
    def surname(self) -> str:
        """The last word of the name, in lower case."""
        return self.name.split()[-1].lower()


def same_party(a: Party, b: Party) -> bool:
    """Whether two namings are one side: the same person, or an office or country and a person of that country."""
    if a.is_person and b.is_person:
        return a.surname == b.surname
    if a.code is None or b.code is None:
        return a.name.lower() == b.name.lower()
    return a.code == b.code


def joined(parties: Iterable[Party]) -> list[Party]:
    """Without repeats; a person takes the place of the same country's office or name."""
    result: list[Party] = []
    for party in parties:
        for index, known in enumerate(result):
            if same_party(known, party):
                if party.is_person and not known.is_person:
                    result[index] = replace(party, is_group=party.is_group or known.is_group)
                elif known.is_person and known.code is None and party.code is not None:
                    result[index] = replace(known, code=party.code, country=party.country)
                elif party.is_group and not known.is_group:
                    result[index] = replace(known, is_group=True)
                break
        else:
            result.append(party)
    return result


def _party(actor: Actor) -> Party:
    return Party(actor.name, actor.kind, actor.code, actor.country, actor.role, surname_only=actor.form == "surname")


def _speaks(actor: Actor) -> bool:
    """Whether an actor can be a side: no force, no outlet, no spokesperson."""
    return actor.kind not in ("force", "outlet") and not (actor.role and _SPOKES.search(actor.role))


class Participants:
    """Resolves tokens to parties in one article; remembers who holds an office and who speaks."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._body = document.body
        self._named: dict[Party, Party] = {}
        #: Surname to a person whom no list knows and whose state the article has told.
        self._introduced: dict[str, Party] = {}

    # --- from a token

    def of_tokens(self, tokens: Iterable[Token], sentence: ParsedSentence) -> list[Party]:
        """The parties of all the tokens of a slot; bare demonyms share the noun of the last."""
        named = (t for token in tokens for t in _names_of(token, sentence))
        heads = {
            t.i: t
            for token in named
            for t in [*_headline_pair(token, sentence), token, *_rest_of_list(token, sentence)]
        }
        return joined(party for token in heads.values() for party in self.of(token, sentence))

    def of(self, token: Token, sentence: ParsedSentence, depth: int = 0) -> list[Party]:
        """The parties that the noun phrase headed by a token names."""
        if depth > 4:
            return []
        if token.lower == "one" and token.child("prep") is not None:
            return [
                p
                for o in token.children_by("prep")
                for t in o.children_by("pobj")
                for p in self.of(t, sentence, depth + 1)
            ]
        if token.pos == "PRON" or token.tag in ("PRP", "PRP$", "WP", "WDT", "WP$"):
            return self._of_pronoun(token, sentence, depth)
        if token.lemma in words("heads") and any(is_one_of(c, "civil") for c in token.children_by("compound", "amod")):
            return []  # "scout leaders", "a business delegation"
        own = self._named_by(token, sentence) or self._people(token, sentence, depth)
        for child in token.children:
            if child.dep == "nmod" and any(c.dep == "cc" for c in child.children):
                own = [
                    *self.of(child, sentence, depth + 1),
                    *own,
                ]  # "Putin and France's President Macron", read as one name
            if child.dep == "acl" and child.lemma in ("lead", "head", "accompany"):
                own = [
                    *own,
                    *(
                        p
                        for a in child.children_by("agent")
                        for o in a.children
                        for p in self.of(o, sentence, depth + 1)
                    ),
                ]
            if child.dep == "prep" and child.lower == "including":
                own = [
                    *own,
                    *(
                        p
                        for o in child.children_by("pobj")
                        for c in o.conjuncts()
                        for p in self.of(c, sentence, depth + 1)
                    ),
                ]
            if child.dep == "appos":
                own = self._with_apposition(own, self.of(child, sentence, depth + 1))
                # "President A and President B", read as a title with two names
                own = [*own, *(p for other in child.conjuncts()[1:] for p in self.of(other, sentence, depth + 1))]
        if token.dep == "appos" and len(own) == 1 and own[0].code is None and not depth:
            own = self._with_apposition(own, self._named_by(token.head, sentence))
        return joined(own)

    def _with_apposition(self, own: list[Party], other: list[Party]) -> list[Party]:
        """ "Hungary's prime minister, Viktor Orban": one side; a list read as an apposition: several."""
        if not own or not other:
            return own or other
        if len(own) == 1 and len(other) == 1:
            a, b = own[0], other[0]
            if a.code is None or b.code is None or a.code == b.code:
                person = next((p for p in (a, b) if p.is_person), a)
                code = next((p for p in (a, b) if p.code is not None), a)
                return [replace(person, code=code.code, country=code.country, is_group=a.is_group or b.is_group)]
            if a.is_person and not b.is_person:
                return own
        return [*own, *other]

    def _named_by(self, token: Token, sentence: ParsedSentence) -> list[Party]:
        """The actor whose name holds the token as its head noun."""
        holding = [a for a in sentence.actors if a.first.i <= token.i <= a.last.i]
        holding += [
            a for a in sentence.actors if a.head.head is token and a.head.dep == "nmod" and a.value.kind == "person"
        ]
        for actor in holding:
            value = actor.value
            if value.kind == "country" and value.form == "demonym":
                if (
                    token.tag in ("NNS", "NNPS")
                    or token.pos == "PROPN"
                    or token.dep in ("pobj", "dobj", "nsubj", "conj")
                ):
                    return [_party(value)] if token.dep not in ("amod", "compound") else []
                return []
            if not _speaks(value):
                return []
            return self._office_holder(actor, token, sentence)
        beside = token.dep in ("compound", "amod", "nmod")
        if not holding and token.pos == "PROPN" and not beside and not sentence_place(token, sentence):
            return self._unknown_person(token, sentence)
        return []

    def _office_holder(self, actor: Located[Actor], token: Token, sentence: ParsedSentence) -> list[Party]:
        """An actor as a side; an office without a state takes the one behind "of", or its holder in the article."""
        value = actor.value
        party = _party(value)
        if value.kind == "office" and value.code is not None and token.tag in ("NNS", "NNPS"):
            several = joined(p for p in self._owned_by(token, sentence) if p.code and not p.is_person)
            if len(several) > 1:  # "British, French and Turkish counterparts"
                return [
                    replace(
                        p,
                        kind="office",
                        name=p.name if p.kind == "office" else f"{p.name} {token.lower}",
                        is_several=True,
                    )
                    for p in several
                ]
        if value.kind == "person" and value.code is None:
            party = self._of_release(party, token, sentence)
        if value.kind != "office" or value.code is not None:
            group = value.kind == "body" or (value.kind == "office" and value.country is None)
            plural = token.tag in ("NNS", "NNPS") or value.kind == "body"
            spelt = replace(party, name=sentence.text[value.start : value.end]) if value.kind == "body" else party
            party = spelt if spelt.is_organ else party
            people = value.kind == "office" and token.tag in ("NNS", "NNPS")
            return [self.named(replace(party, is_group=group and plural, is_several=people))]
        inside = range(actor.first.i, actor.last.i + 1)
        owners: list[Party] = []
        for piece in (sentence.tokens[i] for i in inside):
            owners += self._owned_by(piece, sentence, inside)
        grouped = any(is_one_of(c, "many") for c in token.children) or any(p.kind == "body" for p in owners)
        if grouped and token.tag in ("NNS", "NNPS") and not any(p.is_person for p in owners):
            owners = [replace(p, is_group=True) for p in owners] or [self._group(token, sentence)]
        if owners:
            role = value.role or value.name
            return [
                p
                if p.is_person or p.kind == "many"
                else self.named(
                    replace(
                        p, kind="office", name=f"{role} of {p.name}", role=role, is_several=token.tag in ("NNS", "NNPS")
                    )
                )
                for p in owners
            ]
        if token.tag in ("NNS", "NNPS"):
            if any(c.lower == "the" for c in token.children):
                return self._pair_before(token, sentence)
            return [self._group(token, sentence)] if _is_open_group(token) else []
        holder = self._holder_before(value, sentence) or self._own_office(value)
        return [holder] if holder is not None else []

    def _of_release(self, person: Party, token: Token, sentence: ParsedSentence) -> Party:
        """A titled person whose state a government's own release does not tell is its own."""
        state = self.releasing_state
        titled = any(c.lower in words("people") for c in token.children)
        if state is None or not titled or self._owned_by(token, sentence):
            return person
        self._introduced[person.name.split()[-1]] = replace(person, code=state, country=state)
        return self._introduced[person.name.split()[-1]]

    def _own_office(self, office: Actor) -> Party | None:
        """ "The Vice President met B" in a government's own release: an office of the state that releases it."""
        state = self.releasing_state
        if state is None or not office.role:
            return None
        return self.named(Party(f"{office.role} of {state}", "office", state, state, office.role))

    @cached_property
    def releasing_state(self) -> str | None:
        """The state whose government publishes the article at its own address."""
        code = code_of_site(self._document.article.publisher or "")
        return code if code is not None and len(code) == 2 else None

    def _owned_by(self, noun: Token, sentence: ParsedSentence, inside: Iterable[int] = ()) -> list[Party]:
        """Whom people belong to: "of Russia and Turkey", "Poland's", "American and Ukrainian", "EU", "from Kyiv"."""
        found: list[Party] = []
        skip = set(inside)
        for child in noun.children:
            if child.dep in ("poss", "amod", "compound", "nmod"):
                listed = child.conjuncts()
                for owner in [*_listed_before(child, sentence), *listed] if len(listed) > 1 else listed:
                    if owner.i not in skip:
                        found += self._owner(owner, sentence)
            aide = noun.lemma in words("aide") or noun.lower in words("aide")
            if child.dep == "prep" and (child.lower in ("of", "from", "for") or (aide and child.lower == "to")):
                for object_ in child.children_by("pobj"):
                    listed = [t for c in object_.conjuncts() for t in (c, *c.children_by("appos"))]
                    for owner in listed:
                        found += self._owner(owner, sentence) or (
                            self._of_states(owner, sentence) if child.lower != "for" else []
                        )
        return found or self._beside(noun, sentence)

    def _beside(self, noun: Token, sentence: ParsedSentence) -> list[Party]:
        """ "ministers of G7 nations", where the parse has lost the name: the name right behind the preposition."""
        behind = sentence.tokens[noun.i + 1 : noun.i + 5]
        if len(behind) < 2 or behind[0].lower not in ("of", "from"):
            return []
        name = next((t for t in behind[1:] if t.pos not in ("DET", "PRON") and t.lower not in _VAGUE), behind[1])
        return [_party(a.value) for a in sentence.actors if a.first is name and a.value.code and _speaks(a.value)]

    def _owner(self, token: Token, sentence: ParsedSentence) -> list[Party]:
        for actor in sentence.actors:
            if actor.first.i <= token.i <= actor.last.i and actor.value.code and _speaks(actor.value):
                return [_party(actor.value)]
        for place in sentence.places:  # "the Duchess of Edinburgh"
            if place.head is token and place.value.country and token.dep == "pobj" and token.head.lower == "of":
                return [Party(place.value.name, "country", place.value.country, place.value.country)]
        if token.lemma in _BODY_NOUNS:  # "alliance leaders"
            code, name = _BODY_NOUNS[token.lemma]
            if name.search(self._body):
                return [Party(code, "body", code, None)]
        if token.lemma in ("country", "nation", "side", "state") and any(
            c.lower in ("two", "both") for c in token.children
        ):
            return self._pair_before(token, sentence)
        if token.tag == "PRP$":
            return [p for p in self._of_pronoun(token, sentence, 3) if p.code]
        return []

    def _of_states(self, token: Token, sentence: ParsedSentence) -> list[Party]:
        """ "ministers of G7 nations": the owner's own owner."""
        if is_one_of(token, "people") or is_one_of(token, "institution"):
            return self._people(token, sentence, 3)
        inner = token.child("prep")
        return (
            self._owned_by(token, sentence) if token.pos == "NOUN" and inner is not None and inner.lower == "of" else []
        )

    def _people(self, token: Token, sentence: ParsedSentence, depth: int) -> list[Party]:
        """Common nouns: people or institutions with the state or body that they speak for."""
        if any(c.lower in ("two", "both") for c in token.children) and token.tag in ("NNS", "NNPS"):
            return self._pair_before(token, sentence)
        if is_one_of(token, "private") or any(is_one_of(c, "private") for c in token.children if c.dep == "compound"):
            return []
        if not (is_one_of(token, "people") or is_one_of(token, "institution")):
            return []
        owners = joined(self._owned_by(token, sentence))
        plural = token.tag in ("NNS", "NNPS") or is_one_of(token, "institution")
        text = _text(token)
        if owners:
            group = plural and is_one_of(token, "states")
            if (
                group
                and token.lemma in ("ally", "partner", "supporter", "backer", "donor")
                and owners[0].kind == "country"
                and any(c.dep == "poss" for c in token.children)  # "American partners" are American
            ):
                return [Party(text, "many", None, None, is_group=True)]
            named = [
                p
                if p.is_person and p.code is None
                else replace(
                    p,
                    kind="office" if p.kind != "body" else "body",
                    is_several=plural,
                    name=f"{p.name} {token.lower}" if p.kind in ("country", "body") else p.name,
                    is_group=group and p.kind == "body",
                )
                for p in owners
            ]
            return [p for p in named if p.code or p.is_person]
        counted = any(c.dep == "nummod" for c in token.children) and token.lemma in (
            "country",
            "nation",
            "state",
            "leader",
            "ally",
        )
        if plural and is_one_of(token, "states") and (counted or any(is_one_of(c, "many") for c in token.children)):
            return [self._group(token, sentence)]
        return [self._group(token, sentence)] if plural and _is_open_group(token) else []

    def _group(self, token: Token, sentence: ParsedSentence) -> Party:
        return Party(_text(token), "many", None, None, is_group=True)

    def _unknown_person(self, token: Token, sentence: ParsedSentence) -> list[Party]:
        """A name of two words or more that no list knows; its state stands in its apposition or description."""
        parts = [t for t in phrase(token) if t.pos == "PROPN"]
        owners = [p for t in phrase(token) if t is not token for p in self._owner(t, sentence) if p.code]
        name = " ".join(t.text for t in sorted(parts, key=lambda t: t.i))
        if any(is_one_of(t, "organisation") for t in parts):
            return []
        titled = any(c.lower in words("people") for c in phrase(token))
        surname = token.text
        if token.lower in words("people"):  # "the Vice President" of a release
            state = self.releasing_state
            return [Party(name, "office", state, state, name.lower())] if state is not None else []
        if titled and not owners and self.releasing_state is not None:
            owners = [Party(name, "person", self.releasing_state, self.releasing_state)]
        if owners and (titled or len(parts) > 1):
            self._introduced[surname] = replace(owners[0], name=name, kind="person")
            return [self._introduced[surname]]
        if surname in self._introduced:
            return [self._introduced[surname]]
        if len(parts) < 2 or any(is_one_of(t, "private") for t in token.children):
            return []
        return [Party(name, "person", None, None)]

    # --- pronouns

    def _of_pronoun(self, token: Token, sentence: ParsedSentence, depth: int) -> list[Party]:
        word = token.lower
        if word in _FIRST:
            speaker = self.speaker(sentence, token)
            return [speaker] if speaker is not None else []
        if word in _RELATIVE:
            clause = token.clause()
            while clause.dep in ("conj", "xcomp", "ccomp", "aux") and clause.head is not clause:
                clause = clause.head
            if clause.dep == "relcl":
                return self.of(clause.head, sentence, depth + 1)
            return []
        if word in ("it", "they", "them", "its", "their"):
            return self._subject_above(token, sentence, depth)
        if word in _THIRD:
            person = self.antecedent(token, sentence)
            return [person] if person is not None else []
        return []

    def _subject_above(self, pronoun: Token, sentence: ParsedSentence, depth: int) -> list[Party]:
        """ "The bloc said that it had met them": the state, body or people that the governing clause speaks of."""
        verb = pronoun.clause()
        while verb.head is not verb and depth < 3:
            verb = verb.head
            several = pronoun.lower not in ("it", "its")
            subjects = [s for s in verb.subjects() if s.i < pronoun.i] if verb.pos in ("VERB", "AUX") else []
            if several and subjects:  # "A told B in their talks"
                subjects = [*subjects, *(o for o in verb.children_by("dobj", "dative") if o.i < pronoun.i)]
            found = joined(p for s in subjects if s is not pronoun for p in self.of(s, sentence, depth + 2))
            found = [p for p in found if not p.is_person or (several and len(found) > 1)]
            if found:
                return found
        return []

    def _pair_before(self, token: Token, sentence: ParsedSentence) -> list[Party]:
        """ "The two leaders", "both sides": the two states whose people were named last, if they are two."""
        here = [a.value for a in sentence.actors if a.last.i < token.i]
        pools = [
            here,
            *(self._document.annotated(i).actors for i in range(sentence.index - 1, max(-1, sentence.index - 3), -1)),
        ]
        for pool in pools:
            kinds = (
                ("person", "office", "country")
                if token.lemma in ("country", "nation", "side", "state")
                else ("person", "office")
            )
            people = [a for a in pool if a.code and _speaks(a) and a.kind in kinds]
            named = joined(self.named(_party(a)) for a in people)
            if len({p.code for p in named}) == len(named) == 2:
                return named
            if named and pool is not here:
                return []
        return []

    def antecedent(self, pronoun: Token, sentence: ParsedSentence) -> Party | None:
        """Whom he or she stands for: a subject of the sentence so far, else the first fitting person before."""
        female = _THIRD[pronoun.lower]
        if pronoun.dep in _SUBJECT:
            for token in sentence.tokens[: pronoun.i]:
                if token.lower == pronoun.lower and token.dep in _SUBJECT:
                    return self.antecedent(token, sentence)  # "he met A, and he will meet B"
        governed = pronoun.head if pronoun.dep == "poss" else None
        here = [a for a in sentence.actors if a.last.i < pronoun.i and a.value.kind in ("person", "office")]
        if pronoun.dep != "poss":
            clause = pronoun.clause()
            here = [a for a in here if not (a.head.clause() is clause and a.head.head is clause)]
        if governed is not None:
            here = [a for a in here if not governed.governs(a.head)]
        subjects = [
            a for a in here if a.head.dep in _SUBJECT or (a.head.dep == "appos" and a.head.head.dep in _SUBJECT)
        ]
        if not here or (pronoun.dep == "poss" and not subjects):
            # "During his visit to Kyiv, Kishida met": the person follows
            main = [
                a
                for a in sentence.actors
                if a.head.dep == "nsubj" and a.head.i > pronoun.i and a.value.kind == "person"
            ]
            leading = _opens_sentence(pronoun)
            if main and leading:
                here = [*here, main[0]]
        for located in [*subjects, *here]:
            person = self._fitting(located.value, female)
            if person is not None:
                return person
        for back in range(sentence.index - 1, max(-1, sentence.index - 1 - _REACH), -1):
            for actor in self._document.annotated(back).actors:
                person = self._fitting(actor, female)
                if person is not None:
                    return person
        return None

    def _fitting(self, actor: Actor, female: bool) -> Party | None:
        if actor.kind not in ("person", "office") or not _speaks(actor):
            return None
        person = self.named(_party(actor))
        if not person.is_person or is_female(person.name) != female:
            return None
        return person

    def speaker(self, sentence: ParsedSentence, token: Token | None = None) -> Party | None:
        """Who says "I" or "we": the subject of the verb of saying above, the speaker near by, the releasing body."""
        for step in token.ancestors() if token is not None else ():
            if released := self._releaser(step, sentence):
                return released
            if step.pos == "VERB" and step.lemma in _say() and token is not None:
                subjects = [
                    s for s in step.subjects() if s.lower not in _FIRST and not any(s is x for x in token.ancestors())
                ]
                found = self.of_tokens([s for s in subjects if s.lower not in _RELATIVE], sentence)
                if found:
                    return found[0]
        for back in (0, -1, 1, *range(-2, -_REACH_OF_SPEECH, -1)):
            index = sentence.index + back
            if 0 <= index < len(self._document):
                said = self._sayer(index)
                if said is not None:
                    return said
        return self.releasing

    def _releaser(self, step: Token, sentence: ParsedSentence) -> Party | None:
        """ "Statement by X: I spoke with ...": whose statement the clause of the first person is, or hangs on."""
        nouns = [t for t in (step, *step.children_by("npadvmod", "dep", "nsubj")) if t.pos == "NOUN"]
        by = [p for t in nouns if t.lemma in words("release") for p in t.children_by("prep")]
        stated = [o for p in by if p.lower in ("by", "from", "of") for o in p.children_by("pobj")]
        return next(iter(self.of_tokens(stated, sentence)), None)

    def _sayer(self, index: int) -> Party | None:
        """The person or office that a sentence gives as its speaker."""
        sentence = self._document.annotated(index)
        for actor in sentence.actors:
            if actor.kind not in ("person", "office") or not actor.code:
                continue
            around = sentence.text[actor.end : actor.end + 60]
            before = sentence.text[max(0, actor.start - 30) : actor.start]
            if _SAYS.match(around) or _SAID_BEFORE.search(before):
                return self.named(_party(actor))
        return None

    @property
    def releasing(self) -> Party | None:
        """The state or body whose release the article is, by publisher, title or address."""
        article = self._document.article
        code = code_of_site(article.publisher or "")
        if code is not None:
            return Party(code, "speaker" if len(code) == 2 else "body", code, code if len(code) == 2 else None)
        for text in (article.publisher, article.title):
            for actor in find_actors(text or ""):
                if (
                    actor.code
                    and actor.kind in ("office", "person", "body", "country")
                    and (text == article.publisher or actor.kind in ("office", "person"))
                ):
                    return self.named(_party(actor))
        return self._addresser()

    def _addresser(self) -> Party | None:
        """Whose address the opening sentences announce: "President A made the statement in his video address"."""
        for index in range(min(_OPENING, len(self._document))):
            sentence = self._document.annotated(index)
            people = [a for a in sentence.actors if a.kind == "person" and a.code and _speaks(a)]
            if people and _ADDRESS.search(sentence.text):
                return self.named(_party(people[0]))
        return None

    def speaker_named(self, actor: Actor) -> Party | None:
        """The official whom the label of a turn names; one without a state is of the state that releases the text."""
        if not _speaks(actor):
            return None
        if actor.code is None and actor.kind == "office":
            return self._own_office(actor)
        return self.named(_party(actor)) if actor.country else None

    # --- names of offices and namesakes

    def named(self, party: Party) -> Party:
        """The person that a surname or an office stands for in this article; the party itself where nothing tells."""
        if party not in self._named:
            self._named[party] = self._namesake(party) if party.is_person else self._holder(party)
        return self._named[party]

    def _namesake(self, party: Party) -> Party:
        """The bearer of a shared surname whom the article names in full first (Jill Biden, not the president)."""
        if not party.surname_only:
            return party
        last = party.name.rpartition(" ")[2]
        titled = rf"\b(?:President|Prime Minister|Chancellor|Secretary|Minister)\s+{re.escape(last)}\b"
        if re.search(titled, self._body):
            return party
        for match in re.finditer(rf"\b([A-Z][a-z]+)\s+{re.escape(last)}\b", self._body):
            name = f"{match.group(1)} {last}"
            if name in _known_names():
                return replace(party, name=name)
        return party

    def _holder(self, party: Party) -> Party:
        """The person who holds an office, if the article names exactly one known holder; else the office."""
        if party.kind != "office" or not party.code or not party.role:
            return party
        roles = _LEADERS if party.role == "leader" else {party.role.replace("defense", "defence")}
        holders = {
            name
            for role in roles
            for name, surnames in _known_holders().get((party.code, role), [])
            if any(re.search(rf"\b{re.escape(s)}\b", self._body) for s in surnames)
        }
        if len(holders) != 1:
            return party
        return Party(holders.pop(), "person", party.code, party.country, party.role, party.is_group)

    def _holder_before(self, office: Actor, sentence: ParsedSentence) -> Party | None:
        """ "the president", "the foreign minister": the last person before who has that office."""
        role = (office.role or "").replace("defense", "defence")
        if not role or role == "leader":
            return None
        for index in range(sentence.index, max(-1, sentence.index - 1 - _REACH), -1):
            for actor in self._document.annotated(index).actors:
                if index == sentence.index and actor.start >= office.start:
                    break
                known = (actor.role or "").replace("defense", "defence")
                fits = known == role or (role == "leader" and known in _LEADERS)
                if actor.kind == "person" and actor.code and fits:
                    return self.named(_party(actor))
        return None


_SAYING = (
    "said|says|told|wrote|writes|added|posted|stated|announced|noted|commented|stressed|emphasised|emphasized|reported"
)
#: The sentences in which a text says whose address it is.
_OPENING = 3
_ADDRESS = re.compile(
    r"\b(?:in (?:his|her) (?:\w+ ){0,2}address|full text of (?:the|his|her) \w+|address(?:es)? (?:by|of))\b"
)
_SAYS = re.compile(rf"(?:,[^,.]{{1,40}},|\s\([^)]{{1,20}}\))?\s+(?:also |later |then )?(?:{_SAYING})\b|:\s*[\"“«]")
#: "According to X", "Statement by X: ...".
_RELEASED = r"(?:statement|remarks|address|message|readout|speech)\s+(?:by|from|of)"
_SAID_BEFORE = re.compile(rf"\b(?:said|says|wrote|added|according to|{_RELEASED})\s+(?:the\s+)?$", re.IGNORECASE)


_GOVERNMENT_SITE = re.compile(
    r"\bgov\.(?P<land>[a-z]{2})\b|(?P<us>\.gov)$|\bkremlin\.(?P<ru>ru)\b|\b(?P<nato>nato)\.int\b|\b(?P<eu>europa)\.eu\b"
)


def code_of_site(publisher: str) -> str | None:
    """The state or body whose government publishes under an address: "president.gov.ua", "nato.int"."""
    found = _GOVERNMENT_SITE.search(publisher.lower())
    if found is None:
        return None
    named = {"us": "US", "ru": "RU", "nato": "NATO", "eu": "EU"}
    code = next((named[name] for name in named if found[name]), None) or (found["land"] or "").upper()
    return "GB" if code == "UK" else code


def _opens_sentence(token: Token) -> bool:
    """Whether a token stands in a phrase that opens the sentence: "During his visit, ..."."""
    return any(t.dep in ("prep", "advcl", "npadvmod") and t.head.i > token.i for t in [token, *token.ancestors()])


def _is_open_group(people: Token) -> bool:
    """ "A call with allies and partners", "a gathering of leaders": many states, whom nothing beside the noun names."""
    if any(c.dep in ("poss", "relcl") or c.lower in ("the", "these", "those") for c in people.children):
        return False
    if people.lemma in words("friends"):
        return True
    link = people.first_conjunct().head
    return is_one_of(people, "states") and link.lower in ("of", "among") and link.dep == "prep"


def _listed_before(first: Token, sentence: ParsedSentence) -> list[Token]:
    """ "U.S., Russian and Ukrainian officials": the names before a comma that a parse has cut off from their list."""
    heads = {a.last.i: a.head for a in sentence.actors if a.value.kind in ("country", "body")}
    found: list[Token] = []
    at = first.i - 1
    while at >= 1 and sentence.tokens[at].text == "," and at - 1 in heads:
        found.insert(0, heads[at - 1])
        at = heads[at - 1].i - 1
    return found


def _names_of(token: Token, sentence: ParsedSentence) -> list[Token]:
    """The token; for a title that holds other nouns the name behind it and those that are joined to the name."""
    name = _name_behind(token, sentence)
    return [token] if name is None else [_name_behind(t, sentence) or t for t in name.conjuncts()]


def _name_behind(title: Token, sentence: ParsedSentence) -> Token | None:
    """ "Head of the Office of the President A B": the name at the end of a title that holds other nouns."""
    if title.pos not in ("NOUN", "PROPN") or title.tag in ("NNS", "NNPS") or not is_one_of(title, "people"):
        return None
    for actor in sentence.actors:
        between = sentence.tokens[title.i + 1 : actor.first.i]
        if [t.text for t in between] == [","] and actor.value.kind == "person" and _is_aside(actor, title, sentence):
            return actor.head  # "his Danish counterpart, A B, in Oslo", wherever the parse hangs the name
        if actor.value.kind != "person" or len(between) < 2 or not all(t.pos in _TITLE_PARTS for t in between):
            continue
        last = between[-1]
        # "the office of the President A B" and "the Secretary of Poland A B", but not "an adviser to President A B"
        titled = last.lower == "the" and is_one_of(actor.first, "people")
        if between[0].dep == "prep" and (titled or (last.pos in ("PROPN", "NOUN") and not is_one_of(last, "people"))):
            return actor.head
    return None


def _is_aside(person: Located[Actor], title: Token, sentence: ParsedSentence) -> bool:
    """Whether a person between commas has the state of the office before them."""
    offices = [a.value for a in sentence.actors if a.last is title and a.value.kind == "office"]
    closed = [t.text for t in sentence.tokens[person.last.i + 1 : person.last.i + 2]] == [","]
    return closed and any(o.code is not None and o.code == person.value.code for o in offices)


#: What the nouns behind a title are made of.
_TITLE_PARTS = frozenset({"ADP", "CCONJ", "DET", "NOUN", "PRON", "PROPN", "ADJ"})
#: What may stand between the names of a list, beside titles and the states behind "of".
_LIST_WORDS = frozenset({",", "and", "of", "the", "as", "well"})


def _rest_of_list(token: Token, sentence: ParsedSentence) -> list[Token]:
    """The other names of a list "A, B and C of X" that a name stands in, wherever the parse hangs them."""
    own = next((a for a in sentence.actors if a.first.i <= token.i <= a.last.i), None)
    if own is None or not _may_be_listed(own):
        return []
    people = [a for a in sentence.actors if a.value.kind == own.value.kind and _may_be_listed(a)]
    at = people.index(own)
    links = [_link(sentence.tokens[a.last.i + 1 : b.first.i]) for a, b in itertools.pairwise(people)]
    last = at
    if not (at and links[at - 1] == "and"):
        while last < len(links) and links[last] == ",":
            last += 1
        if last == len(links) or links[last] != "and":
            return []
        last += 1
    first = last - 1
    while first and links[first - 1] == ",":
        first -= 1
    return [a.head for a in people[first : last + 1]] if last - first > 1 else []


def _headline_pair(token: Token, sentence: ParsedSentence) -> list[Token]:
    """ "Merz, Stubb meet in Kyiv", "US, Polish envoys agree": in a headline a comma stands for "and"."""
    if sentence.text.endswith(".") or not sentence.actors or sentence.actors[0].first.i:
        return []
    first = sentence.actors[0]
    begins = min(t.i for t in phrase(token))
    between = sentence.tokens[first.last.i + 1 : begins]
    behind = sentence.tokens[token.i + 1 : token.i + 2]
    acts = any(t.pos in ("VERB", "AUX", "PART") for t in behind)
    return [first.head] if acts and [t.text for t in between] == [","] else []


def _may_be_listed(actor: Located[Actor]) -> bool:
    """Persons, and states and bodies by their own names: "Ukraine, Russia and the United States held talks"."""
    if actor.value.kind == "person":
        return True
    named = actor.value.kind == "body" or (actor.value.kind == "country" and actor.value.form == "name")
    return named and actor.head.dep not in ("poss", "compound", "amod", "nmod")


def _link(between: list[Token]) -> str | None:
    """How two names of a sentence are joined: by a comma, by "and", or not as members of a list."""
    words = [t.lower for t in between]
    hyphens = {t.i for t in between if t.tag == "HYPH"}
    inside = {i + step for i in hyphens for step in (-1, 0, 1)}  # "Commander-in-Chief"
    titles = (t.pos in ("PROPN", "ADJ") or t.i in inside or is_one_of(t, "people") for t in between)
    if not all(title or t.lower in _LIST_WORDS for title, t in zip(titles, between, strict=True)):
        return None
    if words.count(",") > 1 or not {",", "and"} & set(words):
        return None
    # "A, Foreign and Security Adviser B": the comma joins, not the "and" of a title
    return "," if "," in words and words[words.index(",") + 1 :][:1] != ["and"] else "and"


def sentence_place(token: Token, sentence: ParsedSentence) -> bool:
    """Whether a token belongs to the name of a place."""
    return any(p.first.i <= token.i <= p.last.i for p in sentence.places)


def _text(token: Token) -> str:
    parts = sorted(
        [token, *(c for c in token.children if c.dep in ("amod", "compound", "poss", "nmod"))], key=lambda t: t.i
    )
    return " ".join(t.text for t in parts)


@cache
def _say() -> frozenset[str]:
    return factuality_words("say") | {"stress", "emphasise", "emphasize", "thank", "inform"}


@cache
def _female_names() -> frozenset[str]:
    return frozenset(row["word"] for row in lexicon.rows("name_words.csv") if row["kind"] == "female")


def is_female(name: str) -> bool:
    """Whether a person's first name is a woman's."""
    return name.split()[0].lower() in _female_names()


@cache
def _known_holders() -> dict[tuple[str, str], list[tuple[str, tuple[str, ...]]]]:
    """(code, role) to the persons who had it, with the surnames that name them."""
    found: dict[tuple[str, str], list[tuple[str, tuple[str, ...]]]] = {}
    for row in lexicon.rows("persons.csv"):
        names = tuple(n for n in [*row["short"].split(";"), row["name"].split()[-1]] if n)
        found.setdefault((row["country"] or row["body"], row["role"]), []).append((row["name"], names))
    return found


@cache
def _known_names() -> frozenset[str]:
    return frozenset(row["name"] for row in lexicon.rows("persons.csv"))
