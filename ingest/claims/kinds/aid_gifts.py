"""What a sentence says is given: sums and goods as phrases on the arcs, with the words that tell what they are.

A sum seldom stands alone: "a $40m package", "40 million dollars of aid", "aid worth $40m", "a total of 40 million".
From the sum the phrase is climbed to the noun that heads it, and from there to the verbs that govern it.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache

from ingest.claims.document import ParsedSentence
from ingest.claims.kinds.aid_goods import is_goods
from ingest.claims.matcher import EventMention, rule_book
from ingest.claims.money import Sum
from ingest.claims.syntax import Token

_NOMINAL = frozenset({"nummod", "quantmod", "compound", "amod", "nmod", "poss", "npadvmod", "advmod", "appos", "punct"})
_CLAUSAL = frozenset({"relcl", "advcl", "ccomp", "csubj", "parataxis"})
#: Prepositions by which a sum tells what it consists of: "40 million in aid", "worth of shells".
_OF = frozenset({"of", "in", "worth", "as"})
_OF_THIS = re.compile(r"(?:out )?of (?:this|that|these|those)\b", re.IGNORECASE)
#: Words of a list of adjectives behind a sum, at most.
_LIST_REACH = 9
#: Larger than any sum "a further 200 million" could be an elliptic form of something else than money.
_BARE_SUM = 100_000


@cache
def lemmas(name: str) -> frozenset[str]:
    """A class of lemmas of rules/aid.yml."""
    return rule_book("aid").classes[name]


@dataclass(eq=False)
class Gift:
    """One sum, or one list of goods, with its phrase.

    `head`: the sum's own token; `top`: the noun that heads the phrase; `nouns`: the tokens on the way and what they
    consist of; `chain`: the governors above `top`, each with the token through which it is reached.
    """

    sentence: ParsedSentence
    head: Token
    top: Token
    start: int
    end: int
    money: Sum | None = None
    nouns: list[Token] = field(default_factory=list)
    chain: list[tuple[Token, Token]] = field(default_factory=list)
    frames: list[EventMention] = field(default_factory=list)
    whole: Gift | None = None
    is_share: bool = False
    is_tranche: bool = False  # called a portion of its whole beside it ("5 million, part of a package of 80 million")
    is_content: bool = False  # a package told before holds it ("the sum includes 61 billion for Ukraine")
    donated: bool = False  # goods with a participle that names their own giver ("guns donated by Italy")

    def names(self, *classes: str) -> bool:
        """Whether one of the phrase's nouns is of one of these classes."""
        return any(t.lemma in lemmas(c) or t.lower in lemmas(c) for t in self.nouns for c in classes)

    def phrase(self) -> list[Token]:
        """The tokens of the whole phrase, without its clauses and without phrases that hold other sums."""
        others = {g.head.i for g in self.others}
        return sorted(_within(self.top, others, self.head), key=lambda t: t.i)

    #: the other sums of the sentence
    others: list[Gift] = field(default_factory=list)

    def governs_other(self, clause: Token) -> bool:
        """Whether another sum stands in a clause on this phrase: then the clause tells of that one."""
        return any(clause.governs(g.head) for g in self.others) and not clause.governs(self.head)

    def text(self) -> str:
        """The phrase as the sentence has it."""
        tokens = self.phrase()
        return self.sentence.text[tokens[0].start : tokens[-1].end]


def _within(top: Token, others: set[int], own: Token) -> Iterator[Token]:
    yield top
    for child in top.children:
        if child.dep in _CLAUSAL or (child.i in others and child.i != own.i):
            continue
        if child.dep == "conj" and child.lemma in ("rest", "remainder"):
            continue
        if child.dep in ("conj", "appos", "prep") and _holds(child, others) and not child.governs(own):
            continue
        yield from _within(child, others, own)


def _holds(token: Token, others: set[int]) -> bool:
    return any(t.i in others for t in token.subtree())


def gifts_of(sentence: ParsedSentence, listed: Callable[[Sum], bool]) -> list[Gift]:
    """The sums of a sentence in text order; conversions and rates by unit are none.

    `listed` tells of a sum in brackets whether a giver stands right before it ("Poland ($24 billion)"): no conversion.
    """
    gifts = []
    for found in sentence.money:
        money = found.value
        if isinstance(money, Sum) and money.per != "unit" and (not money.is_conversion or listed(money)):
            gifts.append(_gift(sentence, found.head, money.start, money.end, money))
    gifts += _bare_sums(sentence, gifts)
    gifts.sort(key=lambda g: g.start)
    for gift in gifts:
        gift.others = [g for g in gifts if g is not gift]
    for gift in gifts:
        gift.nouns = _nouns(gift)
    _relate(gifts)
    return gifts


def goods_of(sentence: ParsedSentence, frames: list[EventMention]) -> list[Gift]:
    """The goods that a verb of giving hands over, one list for each verb."""
    found: dict[int, Gift] = {}
    for frame in frames:
        things = frame.slots.get("thing", ())
        for token in [*things, *_examples(frame.trigger, *things)]:
            donated = frame.trigger.dep == "acl" and bool(frame.slots.get("giver"))
            first = token if donated else token.first_conjunct()
            if (donated or first.i not in found) and (
                (frame.meaning != "planned" and is_goods(token, sentence)) or _is_parcel(token, frame)
            ):
                found[first.i] = _gift(sentence, token, token.start, token.end, None)
                found[first.i].nouns = _nouns(found[first.i])
                found[first.i].donated = donated
    return [found[i] for i in sorted(found)]


def _examples(*holders: Token) -> list[Token]:
    """ "gives Kyiv a range of things, including 40 tanks": the list hangs on the verb, the range or the things."""
    below = [o for h in holders for p in h.children_by("prep") if p.lower == "of" for o in p.children_by("pobj")]
    named = [p for h in (*holders, *below) for p in h.children_by("prep") if p.lower == "including"]
    return [o for p in named for o in p.children_by("pobj")]


def _is_parcel(token: Token, frame: EventMention) -> bool:
    """ "a new aid package": news without a sum; "aid" alone only where it is held back or taken up again."""
    if token.pos not in ("NOUN", "PROPN"):
        return False
    if frame.meaning in ("suspended", "resumed"):
        return _names_gift(token)
    if any(t.lemma in lemmas("suspend") | lemmas("resume") for t in token.ancestors()):
        return True
    single = token.tag in ("NN", "NNP") or token.child("nummod", "poss", "det") is not None
    return token.lemma in lemmas("parcel") and single and frame.meaning not in ("contents", "refused", "gift")


def _gift(sentence: ParsedSentence, head: Token, start: int, end: int, money: Sum | None) -> Gift:
    top = _climb(head)
    gift = Gift(sentence, head, top, start, end, money)
    gift.chain = _governors(top)
    return gift


def _bare_sums(sentence: ParsedSentence, gifts: list[Gift]) -> list[Gift]:
    """Figures that leave their currency to the sum before: "500 million euros for roads and 200 million for rails"."""
    found = []
    for number in sentence.numbers:
        value = number.value
        before = [g for g in gifts if g.end <= value.start and g.money is not None]
        head = sentence.token_at(value.end - 1)
        if (
            value.kind not in ("count", "money")
            or value.value < _BARE_SUM
            or not before
            or head.dep in ("nummod", "compound")
        ):
            continue
        if head.lower not in ("million", "billion"):
            continue
        money = before[-1].money
        if money is None or any(m.value.start < value.end and value.start < m.value.end for m in sentence.money):
            continue
        own = replace(
            money,
            start=value.digits_start,
            end=value.end,
            amount=float(value.value),
            qualifier=value.qualifier,
            amount_low=None,
            per=None,
        )
        found.append(_gift(sentence, head, own.start, own.end, own))
    return found


def _climb(token: Token) -> Token:
    """The noun that heads the phrase of a sum."""
    for _ in range(12):
        above = _above(token, token.head) if token.head is not token else None
        if above is None or (above.governs(token) is False and above.pos not in ("NOUN", "PROPN", "PRON")):
            return token
        token = above
    return token


def _above(token: Token, head: Token) -> Token | None:
    """The token above in the same phrase; None at the phrase's head."""
    measured = _measured(token, head)
    if measured is not None:
        return measured
    if token.dep in _NOMINAL and head.pos not in ("VERB", "AUX", "ADV", "ADP"):
        return head if token.dep != "appos" or _names_gift(head) or head.pos in ("NUM", "SYM") else None
    if token.dep == "pobj" and head.dep == "prep" and head.head.pos in ("NOUN", "PROPN"):
        return _before_of(token, head)
    if (
        token.dep == "conj"
        and head.pos == "NOUN"
        and _names_gift(head)
        and any(c.lower == "worth" for c in token.children)
    ):
        return head  # "aid for Ukraine worth 410 million lei", parsed as a coordination
    return None


def _before_of(token: Token, preposition: Token) -> Token | None:
    """ "aid of 5 million", "a total of 5 million"; but "a payment of its 5 million loan" is not 5 million."""
    governor = preposition.head
    if preposition.lower not in ("of", "worth", "at", "in", "with", "to"):
        return None
    if governor.lemma in lemmas("total_noun"):
        return governor
    if preposition.lower != "of" or not _names_gift(governor):
        return None
    return None if governor.lemma in lemmas("part_noun") and token.lemma in lemmas("whole_noun") else governor


def _measured(token: Token, head: Token) -> Token | None:
    """What a sum measures: the noun before "worth", the subject of "is" or "was set at", the object of "cut to"."""
    if head.lower == "worth" or (
        head.lemma in lemmas("measure") and head.dep in ("acl", "amod", "relcl") and token.dep != "nsubj"
    ):
        governor = head.head
        if governor is head:
            return _thing_of(head, ("nsubj", "nsubjpass"))
        if governor.pos in ("VERB", "AUX"):
            return _thing_of(governor, ("nsubj",) if governor.lemma == "be" else ("dobj", "nsubjpass"))
        return governor
    if token.lower == "tune" and head.lower == "to":
        return _thing_of(head.head, ("dobj", "nsubjpass"))
    if token.dep in ("attr", "dobj", "npadvmod") and head.lemma in lemmas("measure") and head.pos in ("VERB", "AUX"):
        return _thing_of(head, ("nsubj", "nsubjpass"))
    if (
        token.dep == "pobj"
        and head.lower in ("at", "to", "from", "by", "over", "around", "about")
        and head.head.pos in ("VERB", "AUX")
    ):
        verb = head.head
        if verb.lemma in lemmas("change"):
            thing = _thing_of(verb, ("dobj", "nsubjpass"), bare_total=True)
            return thing if thing is not None and thing.pos in ("NOUN", "PROPN") else None
        if verb.lemma in lemmas("measure") or verb.lemma in lemmas("move_to"):
            return _described(verb) or _thing_of(verb, ("nsubj", "nsubjpass"))
    if token.dep == "pobj" and head.lower in ("to", "from") and head.head.lower in ("from", "to", "around"):
        verb = head.head.head
        return _thing_of(verb, ("dobj", "nsubjpass")) if verb.lemma in lemmas("change") else None
    return None


def _described(verb: Token) -> Token | None:
    """ "a package for Ukraine, which is valued at 5 million": the clause hangs on the name and is of the package."""
    if verb.dep != "relcl" or _names_gift(verb.head):
        return None
    above = itertools.takewhile(lambda t: t.pos in ("NOUN", "PROPN", "ADP"), verb.head.ancestors())
    return next((t for t in above if _names_gift(t)), None)


def _thing_of(verb: Token, arcs: tuple[str, ...], *, bare_total: bool = False) -> Token | None:
    """The measured noun, where it names aid or a total of it (`bare_total`: of what, the sentence may leave open)."""
    thing = verb.child(*arcs) or next(iter(verb.subjects() if "nsubj" in arcs else ()), None)
    if thing is None:
        return None
    total = thing.lemma in lemmas("total_noun")
    below = [o for c in thing.children_by("prep") if c.lower == "of" for o in c.children_by("pobj")]
    if bare_total and total:
        return thing
    if (
        thing.lower in ("it", "this", "which", "that", "these")
        or (_names_gift(thing) and not total)
        or any(map(_names_gift, below))
    ):
        return thing
    return None


def _names_gift(token: Token) -> bool:
    classes = ("aid_noun", "weak_noun", "weapon_noun", "civil_goods", "total_noun")
    return any(token.lemma in lemmas(c) or token.lower in lemmas(c) for c in classes)


def _nouns(gift: Gift) -> list[Token]:
    """The nouns of the phrase that say what the sum is: those above it, and those behind "of", "in", "as"."""
    inside = {t.i for t in gift.phrase()}
    found: dict[int, Token] = {}
    stack = [gift.head]
    token = gift.head
    while token is not gift.top and token.head is not token:
        token = token.head
        stack.append(token)
    if gift.top not in stack:
        stack.append(gift.top)
    while stack:
        token = stack.pop()
        if token.i in found:
            continue
        found[token.i] = token
        for child in token.children:
            if child.i not in inside:
                continue
            if child.dep in ("compound", "amod", "nmod", "conj", "nummod", "appos", "acl"):
                stack.append(child)
            elif child.dep == "prep" and child.lower in _OF:
                stack.extend(child.children_by("pobj"))
            elif child.dep == "prep" and child.lower == "for":
                kinds = lemmas("aid_noun") | lemmas("weapon_noun")
                stack.extend(o for o in child.children_by("pobj") if o.lemma in kinds)
    if gift.money is not None:
        for token in _nouns_behind(gift):
            for noun in (token, *token.children_by("compound", "amod", "nmod", "conj")):
                found.setdefault(noun.i, noun)
    return [found[i] for i in sorted(found)]


def _nouns_behind(gift: Gift) -> list[Token]:
    """What the words behind a sum say that it is, where they hang on the verb or the parser breaks a list:
    "announced EUR 5m of military aid", "9 million are grants", "5 million in economic, and humanitarian aid"."""
    verb, stop = gift.top.head, min((g.start for g in gift.others if g.start > gift.end), default=10**6)
    aid = lemmas("aid_noun")
    found = []
    for child in verb.children if verb.pos in ("VERB", "AUX") else ():
        if not gift.end <= child.start < stop:
            continue
        if child.dep == "prep" and child.lower in _OF:
            found += child.children_by("pobj")
        elif child.dep == "attr" and child.lemma in aid:
            found.append(child)
    near = gift.sentence.tokens_in(gift.end, min(stop, len(gift.sentence.text)))[:_LIST_REACH]
    words = itertools.takewhile(lambda t: t.pos not in ("VERB", "AUX", "PRON"), near)
    return found + ([t for t in words if t.lemma in aid] if near and near[0].lower in ("in", "of") else [])


def _governors(top: Token) -> list[tuple[Token, Token]]:
    """The tokens above a phrase, nearest first, with the token through which each is reached."""
    chain = []
    token = top
    while token.head is not token:
        chain.append((token.head, token))
        token = token.head
    return chain


def _relate(gifts: list[Gift]) -> None:
    """Which sum is a part of which: "1 billion of the 18 billion loan", "12 billion, including 7 billion for arms"."""
    for gift in gifts:
        for other in gifts:
            if other is gift or gift.whole is not None:
                continue
            if _is_whole_of(other, gift):
                gift.whole = other
                gift.is_tranche = other.top.dep == "pobj" and _is_portion(other.top.head.head, gift)
            elif is_reviewed(other) and not is_reviewed(gift):
                gift.whole = other
        if gift.whole is None and (_is_of_pronoun(gift) or _OF_THIS.match(gift.sentence.text)):
            gift.is_share = True


def _is_whole_of(whole: Gift, part: Gift) -> bool:
    """Whether the text takes one sum from another."""
    token = whole.top
    for _ in range(4):
        if token.dep == "pobj" and token.head.lower in ("of", "from", "under", "within"):
            governor = token.head.head
            if governor.lower == "top":
                return False  # "on top of"
            if governor.lower == "out":
                governor = governor.head  # "out of its 5 billion programme, Norway paid 2 billion"
            if governor in (part.head, part.top) or (
                part.top.governs(governor) and part.top.i < token.i and part.start < whole.start
            ):
                return True
            if part.start < whole.start and _is_portion(governor, part):
                return True  # "sent 400 million, the eighth payment of its 15 billion programme"
            if (
                part.start < whole.start
                and governor is part.top.head
                and governor.pos == "VERB"
                and whole.top.lemma in lemmas("whole_noun")
            ):
                return True  # "paid 4 billion under its 50 billion facility"
            if token.head.head.lower == "out" and part.start < whole.start and governor.governs(part.top):
                return True
            if governor.pos in ("VERB", "AUX") and whole.end < part.start and governor.governs(part.top):
                return True  # "of a 28 million package, 21 million go to ..."
        token = token.head
    between = part.sentence.text[whole.end : part.start].lower() if whole.end <= part.start else ""
    return "including" in between[-60:] or "of which" in between[-60:] or "which includes" in between[-60:]


def is_reviewed(gift: Gift) -> bool:
    """ "completed the fifth review of its 9 billion programme": the programme is looked at, and not given again."""
    preposition = gift.top.head
    return gift.top.dep == "pobj" and preposition.lower == "of" and preposition.head.lemma in lemmas("review")


def _is_portion(noun: Token, part: Gift) -> bool:
    """Whether a noun calls a sum a portion: beside the sum, or behind another word of the sum's own clause."""
    if noun.lemma not in lemmas("part_noun"):
        return False
    if noun.head in (part.top, part.top.head):
        return True
    if noun.dep == "attr":  # "paid 4 million; it is the second slice of the 9 million loan"
        return any(s.lower in ("it", "this", "which", "that") for s in noun.head.subjects())
    if noun.dep == "pobj" and noun.head.lower == "as":
        return noun.head.head in (part.top, part.top.head)  # "paid 1 billion as part of the loan of 50 billion"
    between = any(part.start < other.start < noun.start for other in part.others)
    return noun.dep == "appos" and not between and part.top.head.governs(noun)


def _is_of_pronoun(gift: Gift) -> bool:
    """A share of what was told before: "500 million of it", "6 billion of those funds", "2 million of the sum"."""
    behind = [
        o
        for t in (gift.head, gift.top)
        for c in t.children_by("prep")
        if c.lower == "of"
        for o in c.children_by("pobj")
    ]
    return any(
        o.lower in ("it", "that", "this", "them", "which")
        or any(d.lower in ("these", "those", "that", "this") for d in o.children_by("det"))
        or (o.lemma in lemmas("total_noun") and any(d.lower == "the" for d in o.children_by("det")))
        for o in behind
    )
