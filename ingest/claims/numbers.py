"""Whole numbers in a sentence, as digits or words, with their qualifier and what they measure."""

from __future__ import annotations

import re

from ingest.claims import lexicon
from ingest.claims.annotations import Number
from ingest.claims.caseless import caseless

_UNITS = {row["form"]: int(row["value"]) for row in lexicon.rows("number_words.csv")}
_ONES = "|".join(sorted((w for w, v in _UNITS.items() if 0 < v < 10), key=len, reverse=True))
_TEENS = "|".join(sorted((w for w, v in _UNITS.items() if v == 0 or 10 <= v < 20), key=len, reverse=True))
_TENS = "|".join(sorted((w for w, v in _UNITS.items() if v >= 20), key=len, reverse=True))
_BELOW_100 = rf"(?:(?:{_TENS})(?:[\s-](?:{_ONES}))?|{_TEENS}|{_ONES})"
_WORDS = (
    rf"(?:half\s+a\s+dozen|(?:a|one|two|three|four|five|six)\s+dozen|"
    rf"(?:{_BELOW_100}|a)\s+hundred(?:\s+(?:and\s+)?{_BELOW_100})?(?:\s+thousand)?|"
    rf"(?:{_BELOW_100}|a)\s+(?:thousand|million)|{_BELOW_100})"
)
_DIGITS = r"\d{1,3}(?:[,\u00a0\u202f]\d{3})+(?!\d)|\d{1,3}(?: \d{3})+(?![\d,]|\s\d)|\d+(?:\.\d+)?"
_QUALIFIERS = {
    row["form"]: row["meaning"] for row in lexicon.rows("quantity_qualifiers.csv") if row["of"] in ("count", "both")
}
_QUALIFIER = "|".join(sorted((q.replace(" ", r"\s+") for q in _QUALIFIERS), key=len, reverse=True))

#: What follows a figure and says that it is no count of things.
_AFTER = re.compile(
    r"""(?P<age>[\s-]*years?[\s-]old|[\s-]?year-old|[\s-]month-old|-day-old)
      |(?P<percent>\s?%|\s?per\s?cent\b|\s?percentage)
      |(?P<distance>[\s-]?(?:km|kms|kilomet(?:er|re)s?|miles?|mi|m|met(?:er|re)s?|feet|foot|ft|yards?|nautical\s+miles?|hectares?|acres?|sq\.?|square)\b)
      |(?P<time>:\d\d|\.\d\d\s?[ap]\.?m|\s?[ap]\.m|\s?[ap]m\b|\s?GMT|\s?o'clock|\s?(?:hours|h)\s+(?:local|GMT))
      |(?P<duration>[\s-](?:seconds?|minutes?|hours?|days?|nights?|weeks?|months?|years?|decades?)\b)
      |(?P<measure>[\s-]?(?:tonnes?|tons?|kg|kilograms?|kilos?|lbs?|pounds?(?=\s+of)|lit(?:er|re)s?|barrels?|MW|GW|kW|kV|megawatts?|gigawatts?|calib(?:er|re)|mm|degrees)\b|[\s-]percent)
      |(?P<ordinal>(?:st|nd|rd|th)\b)
      |(?P<money>\s?(?:million|billion|trillion|mn|bn|m|b)?\s?(?:dollars?|euros?|roubles?|rubles?|hryvnias?|pounds|kronor|kroner|yen|zlotys?|USD|EUR|GBP|UAH)\b)
      |(?P<designation>[A-Za-z]\b|-(?:[A-Z]|\d)|/\d)
      |(?P<adjective>-(?!(?:and|or|to|drone|missile|rocket|strong|something)\b)[a-z]{2,})""",
    re.VERBOSE,
)
_MONEY_BEFORE = re.compile(r"(?:[$€£¥₴₽]|\b(?:USD|EUR|GBP|UAH|NOK|SEK|DKK|CHF|CAD|AUD)|\bUS\$|Rs\.?)\s?$")
_NAME_BEFORE = re.compile(
    r"(?:\b[A-Z][A-Za-z]{0,5}-|\b[A-Z]{1,3}(?=$)|[#№]|\bNo\.?\s|\bNos\.?\s|[A-Za-z]|COVID-|\bG|\d[.,:/-])$"
)
_AGED_BEFORE = re.compile(r"\b(?:aged?|ages)\s+(?:\w+\s+and\s+|between\s+|\d+,\s+|\d+\s+to\s+)*$")
_APPOSED_AGE = re.compile(r",\s?$")
_MONTH_BEFORE = re.compile(
    r"\b(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    r"Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?\s+(?:\d{1,2}(?:st|"
    r"nd|rd|th)?\s*[-–,]\s*)?$"
)
_MONTH_AFTER = re.compile(
    r"(?:st|nd|rd|th)?(?:\s*[-–]\s*\d{1,2})?\s+(?:of\s+)?(?:Jan(?:uary)?|Feb(?:ruary)?|"
    r"March|Apr(?:il)?|May|June|July|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|"
    r"Dec(?:ember)?)\b"
)
_YEAR_BEFORE = caseless(
    r"(?:\b(?:in|since|of|by|from|until|till|during|before|after|late|early|mid|year|and|the)[\s-]|,\s|\()$"
)
_CORE = caseless(rf"(?P<d>{_DIGITS})|(?P<w>{_WORDS})\b")
_QUALIFIER_BEFORE = caseless(rf"\b({_QUALIFIER})\s+(?:another\s+|the\s+|a\s+)?$")
_TOKEN = re.compile(r"(?<![\w.,])(?:\d|[A-Za-z]+)")
_A_NUMBER = caseless(r"a\s+(?:dozen|hundred|thousand|million)\b")
_NUMBER_WORDS = frozenset(_UNITS) | {"half"}
_SCALE = caseless(r"[\s-](hundred|thousand|million|billion|mn|bn)\b")
_SCALES = {
    "hundred": 100,
    "thousand": 1_000,
    "million": 1_000_000,
    "mn": 1_000_000,
    "billion": 1_000_000_000,
    "bn": 1_000_000_000,
}
_PRONOUN_ONE_AFTER = re.compile(
    r"\s+(?:of\s+the\s+(?:most|largest|biggest|worst|deadliest|main|few|first|last|"
    r"heaviest)|day\b|another|side|thing|way\b|more\s+(?:time|step))"
)


def word_value(words: str) -> int | None:
    """The value of a number in words ("one hundred and five", "two dozen"); None where it is no number."""
    text = re.sub(r"[\s-]+", " ", words.lower()).strip()
    if text == "half a dozen":
        return 6
    total = current = 0
    for word in text.split(" "):
        if word in _UNITS:
            current += _UNITS[word]
        elif word == "a":
            current = current or 1
        elif word == "dozen":
            current = max(current, 1) * 12
        elif word == "hundred":
            current = max(current, 1) * 100
        elif word in ("thousand", "million"):
            total += max(current, 1) * _SCALES[word]
            current = 0
        elif word != "and":
            return None
    return total + current


def _kind(text: str, start: int, end: int, word: bool) -> str:
    """What the figure at [start:end] measures."""
    before = text[max(0, start - 24) : start]
    if _MONEY_BEFORE.search(before):
        return "money"
    if not word and _MONTH_BEFORE.search(before):
        return "date"
    if not word and _MONTH_AFTER.match(text, end):
        return "date"
    after = _AFTER.match(text, end)
    if after and after.lastgroup:
        kind = after.lastgroup
        if kind == "designation":
            return "ordinal"
        return kind
    if not word and _NAME_BEFORE.search(before):
        return "ordinal"
    aged = _AGED_BEFORE.search(before)
    if aged and (not word or aged.group().count(" ") == 1):
        return "age"
    if not word and end - start == 4 and text[start:end].isdigit() and 1900 <= int(text[start:end]) <= 2099:
        following = text[end : end + 1]
        if _YEAR_BEFORE.search(before) or following in ("", ",", ".", ")", "-", "–", "'", "’"):
            return "year"
    if (
        not word
        and _APPOSED_AGE.search(before)
        and end < len(text)
        and text[end] in ",."
        and int(float(text[start:end].replace(",", "").replace(" ", "") or 0)) < 111
        and re.search(r"[A-Za-z’']+,\s?$", before)
        and not re.search(r"\d,\s?$", before)
    ):
        return "age"  # "Ivan Petrenko, 52, said": between commas after a name
    return "count"


def find_numbers(text: str) -> list[Number]:
    """All whole numbers of a sentence in order. "Dozens", "hundreds", "several" are no numbers and are not returned."""
    numbers: list[Number] = []
    position = 0
    for token in _TOKEN.finditer(text):
        start = token.start()
        if start < position:
            continue
        word = token.group()
        if (
            not word.isdigit()
            and (low := word.lower()) not in _NUMBER_WORDS
            and not (low == "a" and _A_NUMBER.match(text, start))
        ):
            continue
        found = _CORE.match(text, start)
        if found is None:
            continue
        digits, words = found.group("d"), found.group("w")
        start, end = (found.start("d"), found.end("d")) if digits else (found.start("w"), found.end("w"))
        if digits:
            plain = re.sub(r"[,\s\u00a0\u202f]", "", digits)
            value = float(plain)
        else:
            if words.lower() == "one" and (
                _PRONOUN_ONE_AFTER.match(text, end)
                or text[max(0, start - 5) : start].lower().endswith(("no ", "no-", "any ", "this ", "that "))
            ):
                continue
            spelled = word_value(words)
            if spelled is None:
                continue
            value = float(spelled)
        scale = _SCALE.match(text, end)
        if scale:
            value *= _SCALES[scale.group(1).lower()]
            end = scale.end()
        dozens = re.match(r"\s+dozen\b", text[end : end + 8]) if digits else None
        if dozens:
            value *= 12
            end += dozens.end()
        kind = _kind(text, start, end, words is not None)
        if digits and "." in digits and not scale and kind == "count":
            kind = "measure"
        if value > 10**15:
            continue
        qualified = _QUALIFIER_BEFORE.search(text, max(position, start - 30), start)
        qualifier = _QUALIFIERS[re.sub(r"\s+", " ", qualified.group(1).lower())] if qualified else "exact"
        begin = qualified.start() if qualified else start
        numbers.append(Number(begin, end, round(value), qualifier, kind, start))
        position = end
    return numbers
