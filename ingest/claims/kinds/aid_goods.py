"""Goods that are given: which nouns are goods, and what a list of them says, with the numbers."""

from __future__ import annotations

from functools import cache

from ingest.claims import lexicon
from ingest.claims.caseless import Caseless, caseless
from ingest.claims.document import ParsedSentence
from ingest.claims.matcher import rule_book, word_bit
from ingest.claims.syntax import Token
from ingest.claims.vocabulary import VOCABULARY

_BITS: list[int] = []
#: Items kept of one list.
MAX_ITEMS = 16
#: Words that name no thing: an article is full of them, and they make no claim of goods by themselves.
_VAGUE = rule_book("aid").classes["vague_goods"]
_OWN = ("compound", "amod", "nmod", "nummod", "quantmod", "advmod", "punct", "poss", "det")
#: Words in front of a thing that say nothing about it.
_EMPTY = rule_book("aid").classes["empty_word"]


def _classes() -> dict[str, frozenset[str]]:
    return rule_book("aid").classes


def _is_named(token: Token) -> bool:
    """Whether a token, or a name in several tokens that ends in it ("IRIS-T"), is in the lexicon of goods."""
    parts = [c for c in token.children if c.dep in ("compound", "punct", "nmod") and c.i < token.i]
    text = "".join(c.text for c in parts) + token.text.rstrip(".")
    return _goods().fullmatch(token.text) is not None or ("-" in text and _goods().fullmatch(text) is not None)


def _is_thing(token: Token) -> bool:
    if token.lemma in ("piece", "unit", "complex"):  # "artillery pieces", "a Patriot unit"
        return any(map(_is_thing, token.children_by("compound")))
    if token.lemma == "carrier" and any(c.lower == "aircraft" for c in token.children_by("compound")):
        return False  # no state has given one away
    classes = _classes()
    words = {token.lemma, token.lower, token.lower.removesuffix("s")}
    return bool(words & (classes["weapon_noun"] | classes["civil_goods"])) or _is_named(token)


@cache
def _goods() -> Caseless:
    """The names of goods (Patriots, HIMARS, F-16s) as one pattern."""
    return caseless("|".join(row["pattern"] for row in lexicon.rows("aid_goods.csv")))


def names_model(items: list[str]) -> bool:
    """Whether one of the goods is called by its own name ("F-16 jets"), not by a common noun."""
    return any(_goods().fullmatch(word) and any(map(str.isupper, word)) for item in items for word in item.split())


def goods_bit() -> int:
    """The vocabulary's bit of words that can name goods, or aid."""
    if not _BITS:
        classes = _classes()
        named = VOCABULARY.test(lambda word: _goods().fullmatch(word) is not None)
        _BITS.append(named | word_bit(classes["weapon_noun"] | classes["civil_goods"] | classes["aid_noun"]))
    return _BITS[0]


def is_goods(token: Token, sentence: ParsedSentence) -> bool:
    """Whether a noun is a thing that a state hands over: goods or a weapon by name, not just "weapons"."""
    if token.pos not in ("NOUN", "PROPN"):
        return False
    first = token.first_conjunct()
    return any(is_named_thing(t) or _below(t) for t in first.conjuncts()) or any(
        m.first.i <= token.i <= m.last.i for m in sentence.weapons if token.lower not in _VAGUE
    )


def is_named_thing(token: Token) -> bool:
    """A thing by its own word; a bare "weapons" or "missiles" needs a number, an adjective or a name beside it."""
    if not _is_thing(token):
        return False
    if token.lower not in _VAGUE or token.child("nummod", "compound") is not None:
        return True
    return any(
        c.dep == "amod"
        and ("-" in c.text or _goods().fullmatch(f"{c.text} {token.text}") or any(p.text == "-" for p in c.children))
        for c in token.children
    )


def _below(token: Token) -> list[Token]:
    """The things behind a word that only holds them: "a shipment of 50 vehicles", "the supply of shells"."""
    if token.lemma not in _classes()["holder"] and token.lower not in _classes()["holder"]:
        return []
    listed = [o for c in token.children_by("prep") if c.lower == "of" for o in c.children_by("pobj")]
    return [o for o in listed if any(_is_thing(x) for x in o.conjuncts())]


def items_of(token: Token, sentence: ParsedSentence, *, alone: bool = False) -> list[str]:
    """The goods of a coordination of nouns, each as the text has it with its number ("31 Abrams tanks"); `alone`: only
    the noun itself."""
    found: list[str] = []
    for noun in [token] if alone else _heads(token, sentence):
        own = _own_words(noun)
        words = [
            t for k, t in enumerate(own) if t.lower not in _EMPTY or (own[k + 1 : k + 2] and own[k + 1].lower == "than")
        ]
        if words and words[0].lower == "over" and sentence.tokens[words[0].i - 1].lemma == "hand":
            words = words[1:]
        if not words or noun.pos not in ("NOUN", "PROPN"):
            continue
        item = sentence.text[words[0].start : words[-1].end].strip(" -–.")
        if item.lower() not in (known.lower() for known in found):
            found.append(item)
    return found[:MAX_ITEMS]


def _heads(token: Token, sentence: ParsedSentence) -> list[Token]:
    heads = []
    for noun in _listed(token):
        listed = [] if noun.child("nummod") and _is_thing(noun) else [x for o in _below(noun) for x in o.conjuncts()]
        heads += listed or [noun]
        examples = [
            o for c in noun.children_by("prep") if c.lower in ("including", "like") for o in c.children_by("pobj")
        ]
        heads += [x for o in examples for x in o.conjuncts()]
    money = {t.i for m in sentence.money for t in sentence.tokens[m.first.i : m.last.i + 1]}
    heads = [h for h in heads if h.i not in money and not any(t.i in money for t in _own_words(h))]
    return [
        h for h in heads if _is_thing(h) or h.child("nummod") or any(_is_thing(c) for c in h.children if c.dep in _OWN)
    ]


def _listed(token: Token) -> list[Token]:
    """The nouns of a list: those coordinated, and those that the parser takes for an apposition of the one before."""
    nouns = []
    for noun in token.conjuncts():
        nouns.append(noun)
        for other in noun.children_by("appos"):
            if other.child("nummod") is not None or is_named_thing(other):
                nouns += _listed(other)
    return nouns


def _own_words(noun: Token) -> list[Token]:
    """A noun with its figures, adjectives and compounds, in text order and without gaps before it."""
    words = [noun]
    for child in noun.children:
        if child.dep in _OWN and child.i < noun.i:
            words += child.subtree()
    if noun.child("nummod") is not None and noun.lower == "rounds":
        for preposition in noun.children_by("prep"):  # "36,000 rounds of ammunition"
            words += preposition.subtree() if preposition.lower == "of" else []
    return sorted(words, key=lambda t: t.i)
