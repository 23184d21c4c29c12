"""How many: the count that a noun phrase gives, over its conjuncts, without its parts, ages and ordinals.

"two women and three men" are five; "four people, including two children" are four; "a man of 40" is one; "a third
person" is a total of three; "no one" is none; "all but four of 90 drones" are 86.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import yaml

from ingest.claims.annotations import Number
from ingest.claims.document import ParsedSentence
from ingest.claims.lexicon import RULES, word_lists
from ingest.claims.syntax import Token


@dataclass(frozen=True)
class Count:
    """`value` things; `tokens` carry it. `is_total`: an ordinal that counts all so far ("a third person died").

    `is_more`: further ones beside those counted before ("another two", "two more"). `of`: the whole that the count is a
    part of ("17 of 20": of=20), where told. `is_definite`: "the two", "both": counted before.
    """

    value: int
    qualifier: str
    tokens: tuple[Token, ...]
    is_total: bool = False
    is_more: bool = False
    of: int | None = None
    is_definite: bool = False


def _words() -> dict[str, frozenset[str]]:
    return word_lists("counts")


@cache
def _ordinals() -> dict[str, int]:
    return dict(yaml.safe_load((RULES / "counts.yml").read_text(encoding="utf-8"))["ordinals"])


_ORDINAL = re.compile(r"(\d{1,6})(?:st|nd|rd|th)$")


def is_person(token: Token) -> bool:
    """Whether a noun can be somebody who is killed or hurt: any but those of animals and things."""
    return token.pos in ("NOUN", "PROPN", "PRON", "NUM", "ADJ", "VERB") and token.lemma not in _words()["no_person"]


def is_plural(token: Token) -> bool:
    """Whether a noun stands for several."""
    return token.tag in ("NNS", "NNPS") or token.lower in _words()["plural_person"]


def ordinal_value(word: str) -> int | None:
    """The number that an ordinal stands for ("third", "21st"), in lower case."""
    found = _ORDINAL.match(word)
    return int(found[1]) if found else _ordinals().get(word)


def number_of(token: Token, sentence: ParsedSentence) -> Number | None:
    """The figure that counts a noun (or that a bare figure is); ages, times and measures are none."""
    own = sentence.number_by_token.get(token.i)
    if own is not None and own.kind == "count" and not _is_age(token, own, sentence):
        return own
    for child in token.children:
        if (
            child.dep in ("nummod", "amod", "det", "nmod", "compound", "quantmod", "poss", "appos")
            and child.i < token.i
        ):
            found = sentence.number_by_token.get(child.i)
            if found is not None and found.kind == "count":
                return found
            inner = number_of(child, sentence) if child.dep == "amod" and child.tag == "CD" else None
            if inner is not None:
                return inner
    return None


def _is_age(token: Token, number: Number, sentence: ParsedSentence) -> bool:
    """ "A man of 40", "aged 12", "Ivan, 52,": a bare figure behind a person is an age."""
    if token.dep == "pobj" and token.head.lower == "of" and number.value < 111:
        noun = token.head.head
        if noun.lemma in _words()["container"]:
            return False  # "a family of four"
        return noun.pos in ("NOUN", "PROPN") and not is_plural(noun) and noun.lower not in ("toll", "total", "number")
    if any(c.dep == "prep" for c in token.children):
        return False  # "three in Sumy, two in Lutsk"
    if token.dep in ("appos", "npadvmod", "nummod") and token.i > token.head.i and number.value < 111:
        if any(c.dep in ("amod", "acl") for c in token.children):
            return False  # "Strike on the port - two dead"
        return token.head.pos == "PROPN" or (token.head.pos == "NOUN" and not is_plural(token.head))
    return False


def count_of(token: Token, sentence: ParsedSentence) -> Count | None:
    """The count that one noun (without its conjuncts) gives; None where the text has no number ("dozens")."""
    words = _words()
    if token.lower in words["nobody"]:
        return Count(0, "exact", (token,))
    determiner = next((c for c in token.children if c.dep in ("det", "predet", "neg") and c.i < token.i), None)
    if determiner is not None and determiner.lower in ("no", "neither") and number_of(token, sentence) is None:
        return Count(0, "exact", (token,))
    if token.lemma in words["container"]:
        return _contained(token, sentence)
    if token.lower == "both" and token.child("prep") is not None:
        return Count(2, "exact", (token,), is_definite=True)
    number = number_of(token, sentence) or _ages_of(token)
    more = any(c.lower in words["more"] for c in token.children)
    definite = determiner is not None and determiner.lower in words["definite"]
    if number is not None:
        whole = _whole(token, sentence)
        return Count(number.value, number.qualifier, (token,), is_more=more, of=whole, is_definite=definite)
    ordinal = next(
        (v for c in token.children if c.dep in ("amod", "nummod") and (v := ordinal_value(c.lower)) and v > 1), None
    )
    if ordinal is None and token.pos in ("ADJ", "NOUN", "ADV") and determiner is not None:
        own = ordinal_value(token.lower)
        if own and own > 1 and not any(c.dep == "prep" and c.lower == "of" for c in token.children):
            ordinal = own
    if ordinal is not None and not is_plural(token):
        return Count(ordinal, "exact", (token,), is_total=True)
    if token.lemma in words["pair"]:
        return Count(2, "exact", (token,), is_more=more)
    if any(c.dep == "nummod" and c.lower == "one" for c in token.children):
        return Count(1, "exact", (token,), is_more=more)
    if _is_one(token, determiner) and not _is_place(token, sentence):
        return Count(1, "exact", (token,), is_more=more, is_definite=definite)
    return None


def _ages_of(token: Token) -> Number | None:
    """ "Women aged 31, 44 and 60": as many as have an age; "women aged 20 to 40" are not counted."""
    aged = next((c for c in token.children if c.lower == "aged" and c.i > token.i), None)
    if aged is None or not is_plural(token):
        return None
    ages = [t for t in aged.subtree() if t.pos == "NUM"]
    if len(ages) < 2 or any(t.lower in ("to", "from", "between", "or", "-") for t in aged.subtree()):
        return None
    return Number(token.start, token.end, len(ages), "exact", "count")


def _is_one(token: Token, determiner: Token | None) -> bool:
    """A person in the singular with an article, a possessor or a name, which has a capital letter."""
    words = _words()
    if token.lower in ("another", "one"):
        return True
    if is_plural(token) or token.pos not in ("NOUN", "PROPN", "ADJ") or token.lemma in words["no_person"]:
        return False
    if token.lemma in words["mass"]:
        return False
    if token.pos == "PROPN":
        return token.dep != "compound" and token.text[:1].isupper()
    if determiner is not None and determiner.lower in ("a", "an", "another", "the", "one", "this", "that"):
        return True
    return any(c.dep == "poss" for c in token.children) or (
        determiner is None and token.tag == "NN" and token.dep == "conj"
    )


def _is_place(token: Token, sentence: ParsedSentence) -> bool:
    """ "Feodosia was hurt": a place's name is nobody's."""
    return token.pos == "PROPN" and any(p.first.i <= token.i <= p.last.i for p in sentence.places)


def _contained(token: Token, sentence: ParsedSentence) -> Count | None:
    """ "the bodies of 12 people", "a family of four", "the lives of two men", "five bodies"."""
    nth = [v for c in token.children if c.dep == "amod" and (v := ordinal_value(c.lower)) and v > 1]
    if nth and not is_plural(token) and token.lemma in ("body", "corpse"):
        return Count(nth[0], "exact", (token,), is_total=True)  # "a fourth body was found"
    of = next((c for c in token.children if c.dep == "prep" and c.lower == "of"), None)
    inner = of.child("pobj") if of is not None else None
    if inner is not None:
        found = sum_of(inner, sentence)
        if found is not None:
            return found
    number = number_of(token, sentence)
    if number is not None:
        return Count(number.value, number.qualifier, (token,))
    if not is_plural(token) and any(c.dep == "det" and c.lower in ("a", "the", "another") for c in token.children):
        return Count(1, "exact", (token,)) if token.lemma in ("body", "corpse", "remains", "life", "death") else None
    return None


def _whole(token: Token, sentence: ParsedSentence) -> int | None:
    """The 20 of "17 of 20", "17 of the 20 drones"."""
    of = next((c for c in token.children if c.dep == "prep" and c.lower in ("of", "out")), None)
    if of is not None and of.lower == "out":
        of = next((c for c in of.children if c.lower == "of"), of)
    inner = of.child("pobj") if of is not None else None
    number = number_of(inner, sentence) if inner is not None else None
    return number.value if number is not None else None


def is_part(token: Token) -> bool:
    """Whether a phrase is a part of another count: "including two children", "among them a nurse", "two of them"."""
    words = _words()
    of = next((c for c in token.children if c.dep == "prep" and c.lower == "of"), None)
    inner = of.child("pobj") if of is not None else None
    if inner is not None and inner.lower in words["whole_pronoun"]:
        return True
    for step in [token, *token.ancestors()]:
        if step.dep in ("pobj", "prep", "conj", "appos", "nsubj", "dep", "nmod", "npadvmod", "dobj", "attr", "pcomp"):
            governor = step.head
            if (
                step is token
                and governor.lower in ("among", "amongst")
                and (_is_whole(token) or any(c.dep == "acl" for c in token.children))
            ):
                return False  # "among the four people hurt were two girls", "two girls were among six people killed"
            if governor.lower in words["part_of"] or step.lower in words["part_of"]:
                return True
            if governor.pos in ("VERB", "AUX"):
                return (
                    any(
                        c.dep in ("prep", "advmod", "mark") and c.lower == "among" and c.i < step.i
                        for c in governor.children
                    )
                    and governor.lemma == "be"
                )
            continue
        break
    return False


def _is_whole(token: Token) -> bool:
    """ "The four people": a definite noun with its number is the whole that others are parts of."""
    return {"det", "nummod"} <= {c.dep for c in token.children} and any(c.lower == "the" for c in token.children)


def sum_of(token: Token, sentence: ParsedSentence) -> Count | None:
    """The count of a noun with its conjuncts: those that count persons are added, others left out.

    None where no conjunct is counted. The qualifier is the weakest; a conjunct without a number makes it at_least.
    """
    parts: list[Count] = []
    open_end = False
    for conjunct in token.conjuncts():
        if conjunct is not token and (is_part(conjunct) or not _is_alike(conjunct, token)):
            continue
        if conjunct is not token and (
            has_own_predicate(conjunct, sentence) or has_own_place(conjunct, token, sentence)
        ):
            continue
        count = count_of(conjunct, sentence)
        if count is not None:
            parts.append(count)
        elif is_person(conjunct) and is_plural(conjunct):
            open_end = True
    if not parts:
        return None
    if len(parts) == 1 and not open_end:
        return parts[0]
    if len(parts) > 1:
        parts = [p for p in parts if not p.is_total] or parts[:1]
    qualifiers = {p.qualifier for p in parts} - {"exact"}
    qualifier = (
        "at_least" if open_end else qualifiers.pop() if len(qualifiers) == 1 else "exact" if not qualifiers else "about"
    )
    tokens = tuple(t for p in parts for t in p.tokens)
    return Count(
        sum(p.value for p in parts), qualifier, tokens, any(p.is_total for p in parts), any(p.is_more for p in parts)
    )


def has_own_predicate(conjunct: Token, sentence: ParsedSentence) -> bool:
    """ "14 people killed and 61 injured": a bare figure with a participle right behind it counts something else."""
    behind = sentence.tokens[conjunct.i + 1 : conjunct.i + 2]
    return conjunct.pos == "NUM" and bool(behind) and behind[0].tag in ("VBN", "VBD", "JJ")


def has_own_place(conjunct: Token, first: Token, sentence: ParsedSentence) -> bool:
    """ "Two people in Sumy and three in Lutsk": each count has the place that stands behind it."""
    between = any(first.i < p.first.i < conjunct.i for p in sentence.places)
    inner = [c.child("pobj") for c in conjunct.children if c.dep == "prep" and c.lower in ("in", "near", "at", "of")]
    return between and any(p.head.i == t.i for p in sentence.places for t in inner if t is not None)


def _is_alike(conjunct: Token, first: Token) -> bool:
    """Whether a conjunct belongs to the same sum: a person beside a person, not a place or a thing."""
    return (
        is_person(conjunct)
        and conjunct.pos in ("NOUN", "PROPN", "NUM", "PRON")
        and conjunct.lemma not in _words()["no_person"]
    )
