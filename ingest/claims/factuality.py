"""Whether what a trigger tells happened: one answer for all kinds, from the trigger's own words and its governors.

asserted, negated ("no missile hit", "did not strike"), denied ("denied that ..."), doubted ("reports ... are false"),
hypothetical ("could strike", "if a missile hit", "threat of strikes"), planned ("will meet", "plans to send"),
generic ("strikes the town daily"). The words are data (rules/factuality.yml).
"""

from __future__ import annotations

from enum import StrEnum

from ingest.claims.lexicon import word_lists
from ingest.claims.syntax import Token


class Factuality(StrEnum):
    """What a text says about whether an event took place."""

    ASSERTED = "asserted"
    NEGATED = "negated"
    DENIED = "denied"
    DOUBTED = "doubted"
    HYPOTHETICAL = "hypothetical"
    PLANNED = "planned"
    GENERIC = "generic"

    @property
    def is_real(self) -> bool:
        """Whether the event counts as having happened."""
        return self is Factuality.ASSERTED


def _words() -> dict[str, frozenset[str]]:
    return word_lists("factuality")


def factuality_words(name: str) -> frozenset[str]:
    """A word list of rules/factuality.yml, for what a kind decides beyond the common answer."""
    return _words()[name]


def factuality(trigger: Token) -> Factuality:
    """Whether the event of a trigger happened, as its sentence tells it."""
    own = _own(trigger)
    if own is not None:
        return own
    token, inherits = trigger, True
    words_in_time = _words()["presupposing_preposition"]
    while token.head is not token:
        if _is_presupposed(token) or _is_known_before(token):
            break
        found = _from_governor(token, token.head)
        if found is not None:
            return found
        if not _climbs(token):
            break
        if token.dep == "conj" and any(c.dep in ("nsubj", "nsubjpass", "auxpass") for c in token.children):
            inherits = False  # "nobody was killed, but six were hurt"
        if token.dep == "prep" and token.lower in words_in_time:
            inherits = False  # "did not use missiles in the attack"
        inherits = inherits and token.dep in _INHERITING
        token = token.head
        if inherits and token.pos in ("VERB", "AUX"):
            own = _own(token) if _passes_down(token) else None
            if own is not None:
                return own
    return Factuality.ASSERTED


def _is_presupposed(noun: Token) -> bool:
    """ "Demands that all condemn the strike": what a definite noun names is known, whatever is done about it."""
    verb = noun.head.head if noun.dep == "pobj" else noun.head
    definite = any(c.dep in ("det", "poss") and c.lower not in ("a", "an", "any", "no") for c in noun.children)
    return definite and noun.dep in ("dobj", "pobj") and verb.lemma in _words()["presupposing_verb"]


def _is_known_before(token: Token) -> bool:
    """What a counted or dated phrase takes as known: "the three people killed", "are treating 12 people wounded",
    "rumours of Wednesday's strike"."""
    if token.dep == "acl" and token.tag == "VBN":
        counted = token.head.dep == "dobj" and token.head.child("nummod") is not None
        if counted and token.head.head.lemma in _words()["presupposing_verb"]:
            return True
        return {"det", "nummod"} <= {
            c.dep for c in token.head.children if c.lower in ("the", "these") or c.dep == "nummod"
        }
    if token.dep != "pobj" or token.head.lower not in ("in", "after", "during", "following", "from"):
        return False
    return any(c.dep == "poss" for c in token.children)


#: Arcs over which what modifies a governing verb can hold for what it governs.
_INHERITING = frozenset({"conj", "ccomp", "xcomp", "pcomp", "pobj", "prep", "acl", "advcl", "dobj", "acomp"})


def _passes_down(verb: Token) -> bool:
    """Whether what modifies a governing verb holds for what it governs: not for verbs of saying ("may have said")."""
    return verb.lemma not in _words()["say"]


def _own(token: Token) -> Factuality | None:
    """What the words that hang on the token itself say."""
    words = _words()
    if any(c.dep == "neg" and not _not_only(c) for c in token.children):
        return Factuality.NEGATED
    if any(c.lower == "longer" and c.child("neg") is not None for c in token.children):
        return Factuality.NEGATED  # "he is no longer in the capital"
    if any(c.dep == "ccomp" and _is_called_false(c, words) for c in token.children):
        return Factuality.DENIED  # "reports that a shell hit the mill were false", parsed as one clause in the other
    if any(c.dep == "prep" and _is_rehearsal(c, words) for c in token.children):
        return Factuality.HYPOTHETICAL
    if token.pos in ("VERB", "AUX"):
        return _own_of_verb(token)
    for child in token.children:
        if child.dep in ("det", "neg") and child.lower in ("no", "any", "neither"):
            return Factuality.NEGATED
        if child.dep in ("amod", "compound", "nmod"):
            if child.lemma in words["unreal_adjective"]:
                return Factuality.HYPOTHETICAL
            if child.lemma in words["planned_adjective"]:
                return Factuality.PLANNED
            if child.lemma in words["generic_adjective"]:
                return Factuality.GENERIC
    return None


def _is_rehearsal(preposition: Token, words: dict[str, frozenset[str]]) -> bool:
    """ "During tests", "in training"."""
    inner = preposition.child("pobj")
    return preposition.lower in ("in", "during", "at") and inner is not None and inner.lemma in words["rehearsal"]


def _own_of_verb(token: Token) -> Factuality | None:
    words = _words()
    first = token.first_conjunct()
    carriers = (
        [token]
        if first is token or any(c.dep in ("aux", "auxpass", "nsubj", "nsubjpass") for c in token.children)
        else [
            token,
            first,
        ]
    )
    if token.tag == "VBG" and {"have", "be"} <= {c.lemma for c in token.children if c.dep in ("aux", "auxpass")}:
        return Factuality.GENERIC  # "have been shelling": what goes on, not what happened
    if token.tag == "VBG" and any(c.dep == "aux" and c.lower in ("is", "are", "'re", "'s") for c in token.children):
        return Factuality.GENERIC  # "are shelling"
    if _is_infinitive(token) and any(c.dep == "advmod" and c.lower == "how" for c in token.children):
        return Factuality.HYPOTHETICAL  # "how to hit a bridge"
    for carrier in carriers:
        for child in carrier.children:
            found = _modifier_of_verb(carrier, child)
            if found is not None:
                return found
    subjects = token.subjects()
    if any(c.lower in ("no", "neither") for s in subjects for c in s.children if c.dep in ("det", "neg")):
        return Factuality.NEGATED
    if any(s.lower in words["nobody"] for s in subjects):
        return Factuality.NEGATED
    return None


def _is_over_months(verb: Token, preposition: Token) -> bool:
    """ "In recent months" beside a perfect: a campaign, no event of a day."""
    inner = preposition.child("pobj")
    if preposition.lower not in ("in", "over") or inner is None or inner.lemma not in ("week", "month", "year"):
        return False
    perfect = any(c.dep == "aux" and c.lemma == "have" for c in verb.children)
    return perfect and any(c.lower in ("recent", "past") for c in inner.children)


def _modifier_of_verb(verb: Token, child: Token) -> Factuality | None:
    words = _words()
    if child.dep == "aux":
        if child.lower in words["planned_auxiliary"]:
            return Factuality.PLANNED
        if child.lower in words["modal"] and not _modal_perfect(verb, child):
            return Factuality.HYPOTHETICAL
    if child.dep == "mark" and child.lower in words["condition"]:
        return Factuality.HYPOTHETICAL
    if child.dep == "prep" and _is_over_months(verb, child):
        return Factuality.GENERIC  # "has struck ports in recent months", but "has killed three in recent days"
    if child.dep == "npadvmod" and any(c.lower in ("every", "each") for c in child.children):
        return Factuality.GENERIC  # "is shelled almost every day"
    if child.dep == "advmod":
        if child.lemma in words["denying_adverb"]:
            return Factuality.DENIED
        if child.lemma in words["habit_adverb"]:
            return Factuality.GENERIC
        if child.lemma in ("never", "nearly", "almost") and child.i < verb.i:
            return Factuality.NEGATED
    return None


def _modal_perfect(verb: Token, modal: Token) -> bool:
    """ "may have hit" reports, if unsurely; "would have hit" does not."""
    return modal.lower in ("may", "might", "must", "could") and any(
        c.dep == "aux" and c.lower == "have" for c in verb.children
    )


def _not_only(neg: Token) -> bool:
    """ "not only hit" negates nothing."""
    return any(c.dep == "advmod" and c.lower in ("only", "just") for c in neg.head.children)


def _climbs(token: Token) -> bool:
    """Whether the governor's truth is the token's: a relative clause and a dated side clause ("after ...") stand alone.

    So does a clause before another that does not report it ("50 were shot down, 30 did not reach their targets").
    """
    words = _words()
    if token.dep == "ccomp" and token.i < token.head.i and token.head.lemma not in words["say"]:
        return False
    if token.dep == "relcl":
        return token.head.lemma in words["content_noun"]
    if token.dep == "advcl":
        return not any(c.dep in ("mark", "advmod") and c.lower in words["dating_link"] for c in token.children)
    return True


def _from_governor(token: Token, governor: Token) -> Factuality | None:
    """What a governor says about the truth of what hangs on it."""
    words = _words()
    dep = token.dep
    if dep == "pobj" or dep == "pcomp":
        return _from_preposition(governor)
    if dep in ("ccomp", "xcomp", "dobj", "acl", "csubj", "advcl", "nsubj", "nsubjpass", "relcl", "appos", "compound"):
        return _from_predicate(token, governor, words)
    return None


def _from_predicate(token: Token, governor: Token, words: dict[str, frozenset[str]]) -> Factuality | None:
    dep, lemma = token.dep, governor.lemma
    if dep in ("ccomp", "dobj", "acl", "nsubjpass", "xcomp") and lemma in words["deny"]:
        return Factuality.DENIED
    if dep in ("acl", "relcl", "ccomp") and any(
        c.dep == "amod" and c.lemma in words["false"] for c in governor.children
    ):
        return Factuality.DENIED
    if dep in ("nsubj", "nsubjpass", "csubj") and _is_called_false(governor, words):
        return Factuality.DENIED
    if dep == "ccomp" and any(c.dep == "advmod" and c.lemma in words["denying_adverb"] for c in governor.children):
        return Factuality.DENIED
    if dep in ("xcomp", "dobj") and lemma in words["generic_governor"]:
        return Factuality.GENERIC
    if dep == "dobj" and lemma in words["undergone"] and not _is_past(governor):
        return Factuality.GENERIC  # "the town endures shelling", "has faced attacks", but "endured an attack"
    if dep == "nsubj" and (
        lemma == "continue" or (lemma in words["generic_governor"] and governor.tag in ("VBZ", "VBP"))
    ):
        return Factuality.GENERIC  # "as the shelling escalates"
    if dep in ("xcomp", "ccomp", "dobj", "acl") and lemma in words["plan"]:
        return Factuality.PLANNED
    if dep in ("xcomp", "ccomp", "dobj", "acl", "nsubjpass") and lemma in words["unreal"]:
        return Factuality.HYPOTHETICAL
    if lemma == "able" and any(c.tag in ("VBP", "VBZ", "VB") for c in (governor.head,)):
        return Factuality.HYPOTHETICAL  # "are able to hit", but "were able to hit"
    if dep == "xcomp" and lemma == "go" and governor.tag == "VBG" and _is_infinitive(token):
        return Factuality.PLANNED  # "is going to meet"
    if _is_infinitive(token) and dep in ("xcomp", "acl", "advcl", "relcl") and lemma not in words["real_infinitive"]:
        return Factuality.HYPOTHETICAL
    return None


def _is_past(verb: Token) -> bool:
    """A simple past, or a participle that takes its time from another verb ("after enduring")."""
    if any(c.dep == "aux" for c in verb.children):
        return False
    return verb.tag == "VBD" or (verb.tag == "VBG" and verb.dep in ("pcomp", "advcl"))


def _is_called_false(verb: Token, words: dict[str, frozenset[str]]) -> bool:
    """ "... were false", "... are not true", "... turned out to be untrue"."""
    negated = any(c.dep == "neg" for c in verb.children)
    if negated and any(c.lemma in words["true"] for c in verb.children if c.dep in ("acomp", "attr")):
        return True
    if (negated and verb.lemma in words["holds"]) or (
        verb.lemma == "have" and any(c.lower == "nothing" for c in verb.children)
    ):
        return True  # "do not correspond to the facts", "have nothing to do with reality"
    return any(
        t.lemma in words["false"]
        for c in verb.children
        if c.dep in ("acomp", "attr", "oprd", "xcomp")
        for t in [c, *c.children]
    )


def _is_infinitive(token: Token) -> bool:
    return token.tag == "VB" and any(c.dep == "aux" and c.lower == "to" for c in token.children)


def _from_preposition(preposition: Token) -> Factuality | None:
    """ "threat of", "conditions for", "warned of", "in case of", "against"."""
    words = _words()
    governor = preposition.head
    if governor.lemma in words["unreal"] | words["unreal_noun"] and preposition.lower in (
        "of",
        "for",
        "about",
        "against",
        "on",
        "from",
    ):
        return Factuality.HYPOTHETICAL
    if preposition.lower == "amid" and not any(
        c.lower in ("a", "an") for o in preposition.children for c in o.children
    ):
        return Factuality.GENERIC  # "amid Russia's attack on Ukraine", but "amid a barrage fired at Kyiv"
    if preposition.lower == "of" and governor.lemma in words["stretch"]:
        return Factuality.GENERIC
    if governor.lemma in words["deny"] and preposition.lower in ("of", "in"):
        return Factuality.DENIED
    if preposition.lower == "for" and governor.lemma in words["plan"]:
        return Factuality.PLANNED
    return None
