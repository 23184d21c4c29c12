"""The check that every count and sum of a claim stands in its own passages (quote and evidence), by a stated rule.

It runs on every claim that is made: a number that no passage shows is left out, and named. It looks at the passages
alone and with patterns of its own, so that a mistake of the readers cannot hide in it.

A count is shown by
- its digits ("1,200") or words ("half a dozen"), or "both", "a couple", "twins" for 2;
- "no", "none", "nobody", "without", "zero", "any" or "not" for 0, a person or thing in the singular for 1;
- for people: the sum of what a sentence enumerates one after the other ("a man, his wife and two sons" are 4);
- for weapons: "all", "both", "none" of the number sent, "all but" so many of it; parts that are told apart and add up
  (`intercepted` is `shot_down` + `suppressed`).

A sum of money is shown by a figure that, with or without its scale word, is the sum.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from ingest.claims import lexicon
from ingest.claims.caseless import Caseless, caseless, lowered
from ingest.claims.counts import ordinal_value
from ingest.claims.model import Claim, Claims, InterceptionClaim
from ingest.claims.numbers import word_value

#: The numbers of each kind of claim; a kind is told by the fields that it has.
COUNTS = ("killed", "wounded", "launched", "intercepted", "shot_down", "suppressed", "hit", "still_airborne")
_PEOPLE = ("killed", "wounded")
_DASHES = "\\u2010-\\u2015-"
_FIGURE = re.compile(r"\d{1,3}(?:[,.\s\u00a0\u202f]\d{3})+(?!\d)|\d+(?:[.,]\d+)?")
_NONE = caseless(
    r"\b(?:no|none|nobody|no-one|without|zero|any|anyone|not|avoid\w*|neither|un(?:hurt|injured|harmed))\b|n[’']t\b"
)
_TWO = caseless(
    r"\b(?:both|couple|pair|twins?|two|duo|husband and (?:his )?wife"
    r"|(?:mother|father)\s+and\s+(?:his\s+|her\s+)?(?:son|daughter))\b"
)
_ALL = caseless(r"\b(?:all|every|each|both|entire|whole)\b")
_ALL_BUT = caseless(r"\ball but\b")
_SINGLE = caseless(r"\b(?:an?|one|another|his|her|their|its|single|only|lone|first|second|third|fourth|fifth)\b")
#: One known before ("the driver was hurt", "downed the missile", "killed the guard"); no drone attack, no people.
_KNOWN_SUBJECT = caseless(r"\b(?:the|this|that)\s+(?:[\w’'-]+\s+){1,5}?(?:was|has|is)\b")
_KNOWN_PERSON = caseless(
    r"\b(?:kill|wound|injur)\w+\s+(?:the|this|that)(?!\s+\w*(?:people|men|children|police)\b)\s+[\w’'-]+(?<!s)\b"
)
_KNOWN_WEAPON = caseless(
    r"\b(?:the|this|that)\s+(?:[\w’'-]+\s+){0,4}?(?:missile|drone|rocket|uav|bomb|aircraft|shahed|helicopter|jet|plane)"
    r"(?=[.,;:]|\s*(?:\(|$)|\s+(?:was|had|has|is|over|in|on|near|by|at|from|that|which|and)\b)"
)
#: A person by name ("Ann Lee, nurse of the ward, was killed", "Lee died"), not a town where people were hurt.
_SURNAME = r"\b(?!(?:People|\w*[Mm]en|Children|Police|\w+s)\b)[A-Z][\w’'-]+"
_NAME = rf"{_SURNAME}\s+[A-Z][\w’'-]+"
_HARM = r"(?:[Kk]ill|[Ww]ound|[Ii]njur)\w+"
_NAMED_PERSON = re.compile(
    rf"{_NAME}(?:,[^,.]{{1,80}},)?\s+(?:was|has|is|died)\b|{_SURNAME}\s+(?:died|(?:was|has been)\s+(?:\w+\s+)?{_HARM})"
    rf"|\b{_HARM}\s+(?:{_SURNAME}|(?:[a-z-]+\s+){{1,3}}{_NAME})"
)
#: "Mr Lee, 55, was killed".
_TITLED = re.compile(
    rf"\b(?:Mr|Mrs|Ms|Miss|Dr|Sgt|Capt|Lt|Col|Gen)\.?\s+[A-Z][\w’'-]+(?:\s*,[^.]{{1,80}},)?\s+"
    rf"(?:died|(?:was|has been)\s+{_HARM})"
)
#: The name of one of several: "Ann Lee, a nurse, and two others".
_NAME_AND = re.compile(rf"{_NAME}(?:,[^,.;]{{1,60}},)?\s+and\b")
#: Persons enumerated: a figure or a word for one of them, in the order told.
_ONE_OF_THEM = caseless(
    r"\b(?:an?|another|one|his|her|their)\b(?=\s+(?!attack|strike|missile|drone|hospital|house)[a-z])"
    rf"|(?<=and )\d{{1,3}}[{_DASHES}]year[{_DASHES}]old\b"
)
#: The longest stretch between two members of one enumeration, and the most members.
_GAP = 90
_MOST = 7
#: Figures that count neither people nor weapons: ages, days of the month, times, measures, money, names.
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_NO_COUNT = re.compile(
    rf"""\b\d+[\s{_DASHES}](?:year|month|day)s?[\s{_DASHES}]olds?\b
      |\b(?:aged?|ages)\s+\d+(?:(?:,|\s+and|\s+to|\s+or)\s+\d+)*
      |,\s\d{{1,2}}(?=,\s(?:and|was|said|who|a|of))
      |\b{_MONTH}\s+\d{{1,2}}\b(?!,\d)(?:,?\s+(?:19|20)\d\d\b)?|\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}(?=\W|$)
      |\b\d{{1,2}}[:.]\d\d\b(?:\s?[ap]\.?m\b)?|\b\d+\s?(?:%|per\s?cent\b|percent\b)
      |\b\d[\d,.]*[\s-]?(?:km|kms|kilomet(?:er|re)s?|miles?|met(?:er|re)s?|m|feet|hours?|minutes?|days?|weeks?|months?|years?|kg|tons?|tonnes?)\b
      |[$€£¥₴₽]\s?\d[\d,.]*|\b[A-Za-z]+-\d+\w*""",
    re.VERBOSE,
)
_DOZENS = caseless(r"\s*(dozens?|hundreds?|thousands?|score)\b")
_TIMES = {"dozen": 12, "hundred": 100, "thousand": 1000, "score": 20}
#: How near a figure must come to a sum of money, as sums are written with rounding only.
_CENT = 1e-6


@cache
def _word_numbers() -> Caseless:
    forms = [row["form"] for row in lexicon.rows("number_words.csv")] + ["hundred", "thousand", "million", "dozen"]
    word = "|".join(sorted(forms, key=len, reverse=True))
    return caseless(rf"\bhalf a dozen\b|\b(?:a\s+)?(?:{word})(?:(?:\s+and)?[\s-](?:{word}))*\b")


@cache
def _scales() -> dict[str, float]:
    return {row["form"]: float(row["factor"]) for row in lexicon.rows("money_scales.csv")}


def _plain(figure: str) -> set[float]:
    """What a figure can mean: "1,200" and "1.200" are 1200, "2,5" and "2.5" two and a half."""
    found = set()
    compact = re.sub(r"[\s\u00a0\u202f]", "", figure)
    if re.fullmatch(r"\d{1,3}(?:[,.]\d{3})+|\d+", compact):
        found.add(float(re.sub(r"[,.]", "", compact)))
    if re.fullmatch(r"\d+[.,]\d+", compact):
        found.add(float(compact.replace(",", ".")))
    for part in re.findall(r"\d+", figure):  # "12 300" may also be two figures
        found.add(float(part))
    return found


def figures(text: str) -> list[tuple[int, float]]:
    """(position, value) of every number that a passage writes out, in digits or words, dozens multiplied."""
    found: list[tuple[int, float]] = []
    for match in _FIGURE.finditer(text):
        times = _DOZENS.match(text, match.end())
        for value in _plain(match.group()):
            found.append((match.start(), value))
            if times:
                found.append((match.start(), value * _TIMES[times.group(1).rstrip("s")]))
    for match in _word_numbers().finditer(text):
        spelled = word_value(match.group())
        if spelled is not None:
            found.append((match.start(), float(spelled)))
        for part in re.split(r"[\s-]+", match.group()):
            alone = word_value(part)
            if alone is not None and part not in ("a", "and"):
                found.append((match.start(), float(alone)))
    return sorted(found)


def _enumerated(text: str) -> set[int]:
    """The sums of persons that a passage names one after the other: figures, and "a man", "his wife" as one each."""
    terms: dict[int, int] = {}
    for match in _ONE_OF_THEM.finditer(text):
        terms[match.start()] = 1
    for match in _NAME_AND.finditer(text):
        terms[match.start()] = 1
    for match in _TWO.finditer(text):
        terms[match.start()] = 2
    for start, value in figures(text):
        if value.is_integer():
            terms[start] = max(terms.get(start, 0), int(value))
    places = sorted(terms)
    sums: set[int] = set()
    for first in range(len(places)):
        total = terms[places[first]]
        for last in range(first + 1, min(first + _MOST, len(places))):
            if places[last] - places[last - 1] > _GAP:
                break
            total += terms[places[last]]
            sums.add(total)
    return sums


def _single(field: str, text: str) -> bool:
    """Whether a passage speaks of one person or thing: with an article or a possessor, known before, or by name."""
    known = (_KNOWN_PERSON, _NAMED_PERSON, _TITLED) if field in _PEOPLE else (_KNOWN_WEAPON,)
    return any(pattern.search(text) for pattern in (_SINGLE, _KNOWN_SUBJECT, *known))


def _count_shown(field: str, value: int, row: Mapping[str, Any], passages: list[str]) -> bool:
    passages = [_NO_COUNT.sub(lambda match: " " * len(match.group()), text) for text in passages]
    stated = {number for text in passages for _, number in figures(text)}
    if value in stated:
        return True
    if value == 0:
        return any(_NONE.search(text) for text in passages)
    if value == 1 and any(_single(field, text) for text in passages):
        return True
    if value == 2 and any(_TWO.search(text) for text in passages):
        return True
    if field in _PEOPLE and any(ordinal_value(word) == value for text in passages for word in lowered(text).split()):
        return True
    if field in _PEOPLE:
        return any(value in _enumerated(text) for text in passages)
    if field == "intercepted":
        if row.get("shot_down") is not None and row.get("suppressed") is not None:
            return bool(row["shot_down"] + row["suppressed"] == value)
        if row.get("launched") is not None and any(_ALL_BUT.search(text) for text in passages):
            return row["launched"] - value in stated
        return value == row.get("launched") and any(_ALL.search(text) for text in passages)
    if field == "shot_down":
        return value == row.get("intercepted") and _count_shown(
            "intercepted", value, {**row, "shot_down": None}, passages
        )
    return False


def _amount_shown(amount: float, passages: list[str]) -> bool:
    for text in passages:
        if any(abs(total - amount) <= _CENT * max(1.0, amount) for total in _compound(text)):
            return True
        factors = {1.0} | {_scales()[m.group(1)] for m in _all_scales(text)}
        values = {value for _, value in figures(text)} | _fractions(text)
        for value in values:
            if any(abs(value * factor - amount) <= _CENT * max(1.0, amount) for factor in factors):
                return True
    return False


def _all_scales(text: str) -> Iterable[re.Match[str]]:
    return caseless(rf"(?<![A-Za-z])({lexicon.alternation(_scales())})(?![A-Za-z])").finditer(text)


def _compound(text: str) -> list[float]:
    """Sums written in two steps: "11 billion 700 million", "$2 billion $980 million"."""
    scale = lexicon.alternation(_scales())
    steps = rf"(\d+(?:[.,]\d+)?)\s?({scale})\s+(?:and\s+)?(?:[^\s\w]\s?)?(\d+)(?:\s?({scale}))?\b"
    return [
        float(m.group(1).replace(",", ".")) * _scales()[m.group(2)]
        + float(m.group(3)) * _scales()[m.group(4) or "million"]
        for m in caseless(steps).finditer(text)
    ]


def _fractions(text: str) -> set[float]:
    """What "half a", "a", "a quarter of a" make of a scale word."""
    low = lowered(text)
    found = {0.5 for _ in re.finditer(r"\bhalf\b", low)} | {0.25 for _ in re.finditer(r"\bquarter\b", low)}
    found |= {1.0 for _ in re.finditer(r"\b(?:an?|one|another|per|additional|extra)\b", low)}
    halves = {value + 0.5 for value in {v for _, v in figures(text)} if "half" in low}
    return found | halves


def unshown(row: Mapping[str, Any]) -> list[str]:
    """The fields of a claim (a row of the contract with `quote` and `evidence`) whose number no passage of it shows."""
    passages = [row["quote"], *(each["quote"] for each in row.get("evidence") or ())]
    missing = [
        field for field in COUNTS if row.get(field) is not None and not _count_shown(field, row[field], row, passages)
    ]
    if row.get("amount") is not None and not _amount_shown(float(row["amount"]), passages):
        missing.append("amount")
    return missing


def prove(claims: Claims, body: str) -> None:
    """Take out of an article's claims the numbers that their passages do not show, and name each in `claims.unshown`.

    A count of weapons without any number left is no claim; other claims stand without the number.
    """
    for kind in (claims.strikes, claims.interceptions, claims.aid_packages):
        for claim in kind:
            # a number can rest on another of the claim ("all 12"): what falls may take it along
            while missing := unshown(_passages(claim, body)):
                for name in missing:
                    claims.unshown.append(f"{claim.kind} {name} = {getattr(claim, name)}")
                    setattr(claim, name, None)
                    if hasattr(claim, f"{name}_qualifier"):
                        setattr(claim, f"{name}_qualifier", None)
    claims.interceptions = [claim for claim in claims.interceptions if _counts_weapons(claim)]


def _passages(claim: Claim, body: str) -> dict[str, Any]:
    """A claim as `unshown` wants it."""
    quotes = [body[span.char_start : span.char_end] for span in (claim.span, *claim.evidence)]
    return {**vars(claim), "quote": quotes[0], "evidence": [{"quote": quote} for quote in quotes[1:]]}


def _counts_weapons(claim: InterceptionClaim) -> bool:
    return any(getattr(claim, name, None) is not None for name in COUNTS)
