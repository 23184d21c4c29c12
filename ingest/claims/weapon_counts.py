"""Numbers of weapons in the air: "71 out of 123 drones", "all 26", "both missiles", "all but four of 90", "17 of them".

A count is a run of tokens with what it counts. Its weapon may stand elsewhere ("87 were shot down"): then its class is
None, and whoever reads the sentence finds it. A number that counts anything else is none.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.claims.annotations import Number
from ingest.claims.document import ParsedSentence
from ingest.claims.matcher import rule_book
from ingest.claims.syntax import Token

#: Classes that an air defence meets; other arms of the lexicon are never counted here.
FLYING = frozenset({"drone", "missile", "cruise_missile", "ballistic_missile", "glide_bomb", "rocket"})
_MISSILES = frozenset({"missile", "cruise_missile", "ballistic_missile", "rocket"})
_MOST = 100_000
#: Words that may stand between a number and its weapon, at most so many.
_MODIFIERS = frozenset({"ADJ", "NOUN", "PROPN", "ADV", "VERB", "PUNCT", "PART"})
_REACH = 9
_INNER_PUNCTUATION = frozenset({"[", "]", "-", '"', "'", "/", "”", "“", "’", "‘", "«", "»"})
_WHOLE_DETERMINERS = frozenset(
    {"the", "these", "those", "its", "all", "some", "about", "a", "total", "roughly", "nearly", "around", "over"}
)
_PRONOUNS = frozenset({"them", "these", "those", "which", "whom"})
_DASHES = frozenset({"-", "–", "—"})
_TRAILING = frozenset({"others", "other", "more", "further", "units", "ones", "others.", "additional"})
_ALL = frozenset({"all", "every", "both", "each"})
#: What may stand between a fraction and the number that it divides.
_BEFORE_WHOLE = frozenset(
    {"the", "all", "of", "these", "those", "more", "than", "over", "about", "some", *_INNER_PUNCTUATION}
)
_NEARLY = frozenset({"nearly", "almost", "virtually", "practically", "not"})
_FRACTIONS = frozenset(
    {
        *("half", "third", "thirds", "quarter", "quarters", "most", "majority", "percent", "some", "many", "several"),
        *("dozens", "rest", "part", "tens", "%"),
    }
)


@dataclass
class WeaponCount:
    """`value` weapons out of `total`; tokens first..last of the sentence carry it, `top` is the one that governs them.

    `value` None: as many as were counted before ("all of the drones"). `weapon_class` None: it stands elsewhere.
    `every`: the whole of what was sent. `is_set`: "of the 90 drones", out of which others are counted. `is_part`: "17
    of them". `is_single`: told by an article ("a missile"). `is_definite`: "the missile", told before.
    """

    sentence: ParsedSentence
    first: int
    last: int
    top: Token
    value: int | None
    qualifier: str = "exact"
    total: int | None = None
    weapon_class: str | None = None
    names: tuple[str, ...] = ()
    every: bool = False
    is_set: bool = False
    is_part: bool = False
    is_single: bool = False
    is_definite: bool = False
    is_mixed: bool = False
    #: "all but 26 drones": how many were not.
    excepted: int | None = None
    #: Tokens of the figure where it stands apart from its weapon.
    value_at: tuple[int, ...] = ()

    def holds(self, token: Token) -> bool:
        """Whether a token is one of the count's."""
        return self.first <= token.i <= self.last


@dataclass(frozen=True)
class WeaponHead:
    """The noun of a count: one or several weapon words side by side."""

    first: int
    last: int
    classes: frozenset[str]
    names: tuple[str, ...]

    @property
    def weapon_class(self) -> str:
        """One class for all: a kind of missile wins over "missile"; a mixture is `other`."""
        kinds = set(self.classes)
        if len(kinds) > 1 and kinds <= _MISSILES:
            kinds -= {"missile"}
        if len(kinds) == 1:
            return kinds.pop()
        return "missile" if kinds <= _MISSILES else "other"


def weapon_counts(sentence: ParsedSentence) -> list[WeaponCount]:
    """The counts of weapons of a sentence in text order, bare numbers among them."""
    heads = weapon_heads(sentence)
    counts: list[WeaponCount] = []
    numbers = [
        (sentence.token_at(n.digits_start).i, sentence.token_at(n.end - 1).i, n)
        for n in sentence.annotated.numbers
        if n.kind == "count" and n.value < _MOST
    ]
    taken: set[int] = set()
    for head in heads:
        if (put := _put_at(sentence, head, numbers)) is not None:
            taken.update(range(put.first, put.last + 1))
            taken.update(put.value_at)
            counts.append(put)
    for position, (first, last, number) in enumerate(numbers):
        if first in taken:
            continue
        following = numbers[position + 1] if position + 1 < len(numbers) else None
        count = _counted(sentence, heads, first, last, number, following)
        if count is None or any(i in taken for i in range(count.first, count.last + 1)):
            continue
        taken.update(range(count.first, count.last + 1))
        counts.append(count)
    for head in heads:
        if head.first not in taken and (single := _unnumbered(sentence, head, taken)) is not None:
            counts.append(single)
    counts.sort(key=lambda c: c.first)
    for before, count in itertools.pairwise(counts):
        between = sentence.tokens[before.last + 1 : count.first]
        if before.excepted is not None and count.value and all(t.lower in ("and", ",") for t in between):
            count.excepted, count.value = count.value, None  # "all but 26 drones and 31 missiles"
    return counts


def _put_at(sentence: ParsedSentence, head: WeaponHead, numbers: list[tuple[int, int, Number]]) -> WeaponCount | None:
    """ "The number of drones destroyed overnight was put at 216": the figure stands behind its weapon."""
    tokens = sentence.tokens
    begin = next(
        (
            i
            for i in range(head.first - 1, max(-1, head.first - 6), -1)
            if tokens[i].lower in ("number", "total", "tally")
        ),
        None,
    )
    if begin is None or tokens[begin + 1].lower != "of" or any(begin < first < head.first for first, _, _ in numbers):
        return None
    for first, last, number in numbers:
        if (
            head.last < first < head.last + 12
            and tokens[first - 1].lower in rule_book("interceptions").classes["total_link"]
        ):
            return WeaponCount(
                sentence, begin, head.last, tokens[begin], number.value, number.qualifier, None, head.weapon_class,
                head.names,
                value_at=tuple(range(first, last + 1)),
            )  # fmt: skip
    return None


def weapon_heads(sentence: ParsedSentence) -> list[WeaponHead]:
    """The weapons that a sentence names, in text order; words that only describe ("a missile launcher") are none."""
    tokens = sentence.tokens
    heads: list[WeaponHead] = []
    words = [
        (w.first.i, w.last.i, w.value.weapon_class, w.value.name)
        for w in sentence.weapons
        if w.value.weapon_class in FLYING
    ]
    words += [w for w in _targets(tokens) if not any(first <= w[1] <= last for first, last, _, _ in words)]
    for first, last, weapon_class, name in sorted(words, key=lambda w: w[0]):
        names = (name,) if name else ()
        before = heads[-1] if heads else None
        if before and _is_one_phrase(tokens, before.last, first, last):
            kinds = {"drone"} if "drone" in before.classes | {weapon_class} else before.classes | {weapon_class}
            heads[-1] = WeaponHead(before.first, last, frozenset(kinds), before.names + names)
        elif (
            before
            and first - before.last in (2, 3)
            and tokens[before.last + 1].lower in ("and", "or")
            and (first - before.last == 2 or tokens[first - 1].pos == "ADJ")
        ):
            heads[-1] = WeaponHead(before.first, last, before.classes | {weapon_class}, before.names + names)
        elif before is None or first > before.last:
            heads.append(WeaponHead(first, last, frozenset({weapon_class}), names))
    return [head for head in heads if not _only_describes(tokens, head)]


def _is_one_phrase(tokens: list[Token], end: int, first: int, last: int) -> bool:
    """Whether two weapon words name one thing: "Kh-47M2 Kinzhal", "X-59 Russian missile"."""
    between = tokens[end + 1 : first]
    if all(t.lower in _INNER_PUNCTUATION | {"type", "style"} for t in between):
        return True
    return (
        len(between) <= 2
        and all(t.dep in ("amod", "compound") and t.head is tokens[last] for t in between)
        and tokens[end].tag != "NNS"
    )


def _targets(tokens: list[Token]) -> Iterator[tuple[int, int, str, None]]:
    """ "air targets", "hostile objects": weapons of any class; decoys and simulators are drones."""
    classes = rule_book("interceptions").classes
    for token in tokens:
        if token.lemma in classes["drone_noun"] and token.tag in ("NNS", "NN"):
            yield token.i, token.i, "drone", None
        if token.lemma in classes["target_noun"] and token.tag in ("NNS", "NN"):
            first = token.i
            while first > 0 and tokens[first - 1].lower in classes["target_side"]:
                first -= 1
            named = any(tokens[i].lower in classes["target_word"] for i in range(first, token.i))
            whole = token.i >= 3 and tokens[token.i - 1].pos == "NUM" and tokens[token.i - 2].lower in ("of", "the")
            if named or whole or token.lemma == "projectile":
                yield first if named else token.i, token.i, "other", None


def _only_describes(tokens: list[Token], head: WeaponHead) -> bool:
    """ "a missile launcher", "the drone attack": the weapon's word only describes another noun."""
    last = tokens[head.last]
    if last.lower == "launchers":
        return True  # "multiple rocket launchers" stand on the ground, whatever they fire
    if last.tag in ("NNS", "NNPS") or last.lower.endswith("s"):
        following = tokens[head.last + 1] if head.last + 1 < len(tokens) else None
        return following is not None and following.lower in rule_book("interceptions").classes["described_noun"]
    governor = last.head
    if (
        head.last + 1 < len(tokens)
        and tokens[head.last + 1].pos == "NOUN"
        and tokens[head.last + 1].tag in ("NN", "NNS")
    ):
        return True
    return (
        last.dep in ("compound", "amod", "nmod", "poss") and governor.i > last.i and governor.pos in ("NOUN", "PROPN")
    )


def _counted(
    sentence: ParsedSentence,
    heads: list[WeaponHead],
    first: int,
    last: int,
    number: Number,
    following: tuple[int, int, Number] | None,
) -> WeaponCount | None:
    """The count that a number begins, with its weapon if that stands behind it; None if it counts something else."""
    tokens, value, total, end = sentence.tokens, number.value, None, last
    if tokens[first].lower == "one" and first and tokens[first - 1].lower == "every" and _stands_alone(tokens, last):
        return WeaponCount(sentence, first - 1, last, tokens[first], None, every=True, is_definite=True)
    whole = _whole(tokens, last + 1, following)
    if whole is not None:
        assert following is not None
        total, end = following[2].value, following[1]
        if tokens[first].lower == "one" and first and tokens[first - 1].lower in ("every", "each"):
            value = total  # "every one of the nine missiles"
    head = _head_behind(tokens, heads, end + 1)
    is_part = False
    if head is not None:
        end = _end_of_list(tokens, heads, head)
        if total is None and following is not None and _whole(tokens, end + 1, following) is not None:
            last_of_whole = following[1]
            if _stands_alone(tokens, last_of_whole) or _head_behind(tokens, heads, last_of_whole + 1):
                total, end = following[2].value, last_of_whole
    else:
        pronoun = _pronoun_behind(tokens, end + 1)
        is_part = pronoun is not None and tokens[pronoun].lower != "ones"
        end = pronoun if pronoun is not None else end
        if not is_part and not _stands_alone(tokens, end):
            return None
    if total is not None and total < value:
        return None
    begin = first
    before = [tokens[i].lower for i in range(max(0, first - 5), first)]
    excepts = before[-2:] == ["all", "but"]
    if _is_fraction(tokens, first):
        return None
    own = tokens[begin : end + 1]
    kind = _joint_class(tokens, last, head)
    left = None if not excepts else total - value if total is not None else None
    return WeaponCount(
        sentence, begin, end, _top(own), left if excepts else value,
        "exact" if excepts else number.qualifier, total, kind,
        tuple(dict.fromkeys(head.names)) if head else (),
        every=not excepts and total is None and any(word in _ALL for word in before[-3:]) and _is_determined(before),
        is_set=total is None and head is not None and _opens_set(tokens, first),
        is_part=is_part,
        is_mixed=head is not None and head.weapon_class == "other" and len(head.classes) > 1,
        excepted=value if excepts else None,
    )  # fmt: skip


def _whole(tokens: list[Token], i: int, following: tuple[int, int, Number] | None) -> int | None:
    """Where the number after "of" or "out of" begins, if one follows: "71 out of 123", "four of the five"."""
    if following is None:
        return None
    if i < len(tokens) and tokens[i].lower == "out":
        i += 1
    if i >= len(tokens) or tokens[i].lower not in ("of", "from"):
        return None
    i += 1
    while i < len(tokens) and tokens[i].lower in _WHOLE_DETERMINERS | {"of"} and i < following[0]:
        i += 1
    return i if i == following[0] else None


def _end_of_list(tokens: list[Token], heads: list[WeaponHead], head: WeaponHead) -> int:
    """ "81 Shaheds, Gerberas and other drones": kinds of one class without numbers belong to the one before."""
    end = head.last
    for following in heads:
        between = [t.lower for t in tokens[end + 1 : following.first]]
        alike = following.first > end and following.weapon_class == head.weapon_class
        if alike and 0 < len(between) <= 3 and all(word in (",", "and", "other", "or") for word in between):
            end = following.last
    return end


def _head_behind(tokens: list[Token], heads: list[WeaponHead], i: int) -> WeaponHead | None:
    """The weapon that a number counts: only modifiers stand between ("48 of the missiles")."""
    head = next((h for h in heads if h.first >= i), None)
    if head is None or head.first - i > _REACH:
        return None
    between = tokens[i : head.first]
    for at, token in enumerate(between):
        partitive = (
            token.lower in ("of", "the", "these", "those", "its", "all") and at <= 2 and between[0].lower == "of"
        )
        joint = token.lower in ("and", "or") and between[at - 1].lower in rule_book("interceptions").classes["make"]
        modifier = token.pos in _MODIFIERS and (token.pos != "PUNCT" or token.text in _INNER_PUNCTUATION)
        if token.pos == "VERB":
            modifier = token.tag in ("VBN", "VBG", "VBD") and token.dep in ("amod", "compound", "nmod")
        if token.pos == "NUM":
            modifier = _makes_adjective(tokens, token.i)
        if token.pos == "PART":
            modifier = token.text in ("'s", "’s")
        if (
            token.pos == "NOUN"
            and token.tag == "NNS"
            and at < len(between) - 1
            and token.dep not in ("compound", "nmod", "amod")
        ):
            modifier = False
        if not (partitive or joint or modifier):
            return None
    return head


def _pronoun_behind(tokens: list[Token], i: int) -> int | None:
    """Where "of them", "of those", "others of which" ends."""
    while i < len(tokens) and (tokens[i].lower in _TRAILING or tokens[i].pos == "ADJ"):
        if tokens[i].lower == "ones":
            return i  # "seven Ukrainian ones"
        i += 1
    if (
        i + 1 < len(tokens)
        and tokens[i].lower == "of"
        and tokens[i + 1].lower in _PRONOUNS
        and tokens[i + 1].dep == "pobj"
    ):
        following = tokens[i + 2] if i + 2 < len(tokens) else None
        if tokens[i - 1].pos == "ADJ" and tokens[i - 1].lower not in _TRAILING:
            return None
        relative = tokens[i + 1].lower in ("which", "whom")
        return i + 1 if relative or following is None or following.pos not in ("NOUN", "PROPN") else None
    return None


def _stands_alone(tokens: list[Token], last: int) -> bool:
    """Whether a number counts no noun behind it."""
    token = tokens[last]
    if token.text.lower() == "one" and token.pos == "DET":
        return False
    i = last + 1
    while i < len(tokens) and tokens[i].lower in _TRAILING:
        i += 1
    if i >= len(tokens):
        return True
    following = tokens[i]
    if following.text in _DASHES and i + 1 < len(tokens) and tokens[i + 1].tag in ("NNP", "DT", "IN") and i == last + 1:
        return tokens[i + 1].start > following.end  # "11 - Kursk region", not "11-Kursk"
    if following.pos in ("NOUN", "PROPN", "NUM", "SYM") or following.text in ("%", "-", "/"):
        return following.tag == "NNP" and following.i > last + 1
    if following.pos == "ADJ":
        return following.lower in ("more", "other", "overnight") or not any(
            t.pos in ("NOUN", "PROPN") for t in tokens[i + 1 : i + 3]
        )
    if following.lower == "of":
        return False
    return not (
        token.dep in ("nummod", "compound", "quantmod")
        and token.head.i > last
        and token.head.pos in ("NOUN", "PROPN")
        and token.head.i - last <= 3
    )


def _opens_set(tokens: list[Token], first: int) -> bool:
    """ "Of the 140 drones, ...": a preposition that no number or noun governs."""
    i = first - 1
    while i >= 0 and tokens[i].lower in ("the", "these", "those", "all", "some", "about", "more", "than", "over"):
        i -= 1
    if i < 0 or tokens[i].lower != "of":
        return False
    i -= 1
    if i >= 0 and tokens[i].lower == "out":
        i -= 1
    return i < 0 or tokens[i].pos in ("PUNCT", "CCONJ", "SCONJ", "VERB", "AUX")


def _is_fraction(tokens: list[Token], first: int) -> bool:
    """ "two thirds of the 90 drones", "nearly all 90": the number is not what became of anything."""
    i = first - 1
    while i >= 0 and tokens[i].lower in _BEFORE_WHOLE:
        i -= 1
    own = tokens[i + 1 : first]
    if any(t.lower == "all" for t in own):
        return i >= 0 and tokens[i].lower in _NEARLY
    return i >= 0 and any(t.lower == "of" for t in own) and tokens[i].lower in _FRACTIONS


def _is_determined(before: list[str]) -> bool:
    """ "all 26", "all of the 26", "all the 26": nothing but determiners between."""
    for word in reversed(before):
        if word in _ALL:
            return True
        if word not in ("of", "the", "these", "those", "its"):
            return False
    return False


def _makes_adjective(tokens: list[Token], i: int) -> bool:
    """ "one-way drones", "four-engine bombers": a figure before a hyphen tells what kind, not how many."""
    return i + 2 < len(tokens) and tokens[i + 1].text == "-" and tokens[i + 2].pos in ("NOUN", "ADJ", "PROPN")


def _joint_class(tokens: list[Token], last: int, head: WeaponHead | None) -> str | None:
    if head is None:
        return None
    between = {t.lower for t in tokens[last + 1 : head.first + 1]}
    return (
        "missile"
        if {"cruise", "ballistic"} <= between | {t.lower for t in tokens[head.first : head.last + 1]}
        else head.weapon_class
    )


def _top(own: list[Token]) -> Token:
    inside = {t.i for t in own}
    tops = [t for t in own if t.head is t or t.head.i not in inside]
    nouns = [t for t in tops if t.pos in ("NOUN", "PROPN", "NUM", "PRON")]
    return (nouns or tops or own)[0]


def _unnumbered(sentence: ParsedSentence, head: WeaponHead, taken: set[int]) -> WeaponCount | None:
    """ "a cruise missile", "both missiles", "all of the drones", "the missile"."""
    tokens, last = sentence.tokens, sentence.tokens[head.last]
    first, word = head.first, None
    for i in range(head.first - 1, max(-1, head.first - 7), -1):
        token = tokens[i]
        if token.pos == "NUM" and _makes_adjective(tokens, i):
            continue
        if (
            i in taken
            or token.pos in ("VERB", "AUX", "CCONJ")
            or (token.pos == "PUNCT" and token.text not in _INNER_PUNCTUATION)
        ):
            break
        if token.pos in ("DET", "PRON", "ADP", "NUM") or token.lower in _ALL | {"another", "one"}:
            if token.lower not in ("of", "the", "these", "those", "a", "an", "another", "one", "this", "that", *_ALL):
                break
            word, first = (token.lower if word is None or token.lower in _ALL | {"one"} else word), i
    plural = last.tag in ("NNS", "NNPS") or (last.tag != "NN" and last.lower.endswith("s"))
    if any(t.lower in _FRACTIONS | _NEARLY for t in tokens[max(0, first - 1) : head.first]):
        return None
    value, every, definite = _article(word, plural)
    if value is None and not every and not definite:
        return None
    if definite and not plural and (tokens[first].lower == "of" or (first and tokens[first - 1].lower == "of")):
        return None
    return WeaponCount(
        sentence, first, head.last, _top(tokens[first : head.last + 1]), value, weapon_class=head.weapon_class,
        names=tuple(dict.fromkeys(head.names)), every=every, is_single=True, is_definite=definite,
    )  # fmt: skip


def _article(word: str | None, plural: bool) -> tuple[int | None, bool, bool]:
    """(value, every, definite) that the word before a weapon without a number tells; (None, False, False): no count."""
    if word == "both" and plural:
        return 2, True, False
    if word in ("all", "every", "each"):
        return None, True, False
    if word == "one":
        return 1, False, False  # "one of the missiles"
    if plural:
        return None, False, word in ("the", "these", "those")
    if word in ("a", "an", "another"):
        return 1, False, False
    if word in ("the", "this", "that"):
        return 1, False, True
    return None, False, False
