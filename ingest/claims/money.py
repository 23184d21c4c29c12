"""Sums of money in a sentence: "$61bn (£49bn)", "NOK 2.7 billion", "half a billion euros", "€2.5-3 billion".

Wordings are data (data/currencies.csv, data/money_scales.csv, data/quantity_qualifiers.csv). A sum that names no figure
("tens of billions of dollars") is not read: null is better than a guess.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from ingest.claims import lexicon
from ingest.claims.annotations import Money
from ingest.claims.caseless import lowered

_WORD_FIGURES = {
    "half a": 0.5, "a quarter of a": 0.25, "quarter of a": 0.25, "three quarters of a": 0.75,
    "a": 1.0, "an": 1.0, "one": 1.0, "another": 1.0, "an additional": 1.0, "a further": 1.0, "an extra": 1.0,
    "one and a half": 1.5, "two and a half": 2.5, "two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0, "six": 6.0,
    "seven": 7.0, "eight": 8.0, "nine": 9.0, "ten": 10.0, "eleven": 11.0, "twelve": 12.0, "fifteen": 15.0,
    "twenty": 20.0, "twenty-five": 25.0, "thirty": 30.0, "forty": 40.0, "fifty": 50.0, "sixty": 60.0,
    "seventy": 70.0, "eighty": 80.0, "ninety": 90.0, "a hundred": 100.0, "one hundred": 100.0, "two hundred": 200.0,
    "three hundred": 300.0, "five hundred": 500.0,
}  # fmt: skip
#: One more of a scale word: "an additional billion dollars".
_MORE = frozenset(("another", "an additional", "a further", "an extra"))
#: Thousands are parted by commas, by blanks ("2 000 000") or, twice at least, by points ("1.250.000").
_FIGURE = (
    r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|\d{1,3}(?:\.\d{3}){2,}(?!\d)"
    r"|\d+(?:[.,]\d{1,3})?"
)
_DASH = r"[-\u2010-\u2015]"
#: What a sum is counted by: "£3bn a year", "$80 a barrel".
_PER = re.compile(
    r"\s*(?:,\s*)?(?:(?P<year>(?:a|per|each|every)\s+year|annually|yearly|per\s+annum|/\s?year)"
    r"|(?P<month>(?:a|per|each|every)\s+month|monthly)|(?P<unit>(?:a|per)\s+(?:day|week|hour|barrel|tonne|ton|litre|gallon|"
    r"bushel|person|head|shot|missile|round|unit|piece|drone|shell|share|kilo\w*)|apiece|each)\b)",
    re.IGNORECASE,
)
_CONVERSION_GAP = re.compile(
    r"\s*(?:[(\[]\s*(?:(?:or|about|around|approx\.?|approximately|some|nearly|almost|roughly|over|under|"
    r"more than|less than|just|equivalent to|equal to|[=≈~])\s*){0,2}"
    r"|[;,/]\s*|,?\s*or\s+(?:about\s+|around\s+|roughly\s+|nearly\s+|approximately\s+|some\s+)?|\s*[=≈]\s*)",
    re.IGNORECASE,
)
#: "a 16 billion programme (£13 billion)": the noun that a sum measures may stand before the brackets.
_NOUN_BETWEEN = re.compile(r"[ -](?!(?:and|to|for|of|in|from|by|with)\b)[a-z]+(?: [a-z]+)? \([^()]{0,12}")


def _alternatives(forms: list[str]) -> str:
    """The forms as one regex group, longest first; any white space between their words."""
    ordered = sorted(forms, key=len, reverse=True)
    return "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in ordered)


@dataclass(frozen=True)
class Sum(Money):
    """A sum of money with what the wording adds: the lower end of a range, the rate, whether it repeats another sum."""

    amount_low: float | None = None
    is_conversion: bool = False
    per: str | None = None
    text_unit: str | None = None


def _folded(form: str) -> str:
    """A written form in lower case, one blank between its words."""
    return " ".join(lowered(form).split())


def _bare(form: str) -> str:
    """A written form without the blanks and dashes around it, in small letters."""
    return _folded(form).strip(" -\u2010\u2011\u2012\u2013\u2014\u2015")


class _Lexicon:
    """The compiled patterns and the tables that they are read with."""

    def __init__(self) -> None:
        currencies = lexicon.rows("currencies.csv")
        self.codes = {_folded(row["form"]): row["codes"].split() for row in currencies}
        self.needs_scale = {_folded(row["form"]) for row in currencies if row["needs_scale"] == "yes"}
        scales = lexicon.rows("money_scales.csv")
        self.factors = {row["form"]: float(row["factor"]) for row in scales}
        qualifiers = [row for row in lexicon.rows("quantity_qualifiers.csv") if row["of"] != "count"]
        self.qualifiers = {" ".join(row["form"].split()): row["meaning"] for row in qualifiers}

        words = _alternatives([row["form"] for row in scales if row["glued"] == "no"])
        letters = _alternatives([row["form"] for row in scales if row["glued"] == "yes"])
        scale = rf"(?:\s?{_DASH}?\s?(?:{words})|(?:{letters}))(?![A-Za-z])"
        # Codes and symbols are written in capitals ("TRY 5m" is lira, "try 5m" is not); words in any case.
        prefixes = [row["form"] for row in currencies if row["position"] in ("prefix", "both")]
        prefix = rf"(?<![A-Za-z$.])(?-i:{_alternatives(prefixes)})\s?"
        suffixes = [row["form"] for row in currencies if row["position"] in ("suffix", "both")]
        codes = _alternatives([form for form in suffixes if form.isupper() or (not form.isalpha() and len(form) == 1)])
        names = _alternatives([form for form in suffixes if not form.isupper() and len(form) > 1])
        suffix = rf"\s?{_DASH}?\s?(?:(?-i:{codes})|(?:{names}))(?![A-Za-z])"
        written = _alternatives(list(_WORD_FIGURES))
        self.prefixed = re.compile(
            rf"(?P<prefix>{prefix})(?P<figure>{_FIGURE})(?P<scale>{scale})?"
            rf"(?:(?P<join>\s?{_DASH}\s?|\s+(?:and|to)\s+)(?P<prefix2>{prefix})?(?P<figure2>{_FIGURE})(?P<scale2>{scale})"
            rf"|\s+(?P<prefix3>{prefix})?(?P<rest>\d{{1,3}})(?P<rest_scale>\s?million))?",
            re.IGNORECASE,
        )
        self.suffixed = re.compile(
            rf"(?<![\w.,$€£])(?P<figure>{_FIGURE}|(?:{written})(?=\s))(?P<scale>{scale})?"
            rf"(?:(?P<join>\s?{_DASH}\s?|\s+(?:and|to)\s+)(?P<figure2>{_FIGURE})(?P<scale2>{scale})?)?"
            rf"(?:\s+of)?(?P<suffix>{suffix})",
            re.IGNORECASE,
        )
        self.suffix = re.compile(suffix, re.IGNORECASE)
        before = _alternatives([row["form"] for row in qualifiers if row["place"] == "before"])
        after = _alternatives([row["form"] for row in qualifiers if row["place"] == "after"])
        self.before = re.compile(
            rf"(?:(?<=\W)|^)({before})\s*(?:an?\s+(?:additional|further|extra)\s+)?$", re.IGNORECASE
        )
        self.after = re.compile(rf"\s?{_DASH}?({after})\b|\+", re.IGNORECASE)
        self.hint = re.compile(
            r"\d[kmbt]\b|[$€£¥₴₽₩₹₺₪]|\d\s?[A-Z]{3}\b|\b[A-Z]{3}\s?\d|(?:illion|bn|mln?|thousand|\d|ard)\W"
        )

    def factor(self, scale: str | None) -> float:
        """What the scale word multiplies by; 1 without one."""
        return self.factors[_bare(scale)] if scale else 1.0

    def currency(self, form: str) -> list[str]:
        """The codes that a written form may stand for."""
        return self.codes[_bare(form)]


@cache
def _lexicon() -> _Lexicon:
    return _Lexicon()


def _figure(text: str) -> float:
    """A written figure: 1,250 is a thousand, 2,5 is two and a half, "half a" is 0.5."""
    folded = _bare(text)
    if folded in _WORD_FIGURES:
        return _WORD_FIGURES[folded]
    if re.fullmatch(r"\d+,\d{1,2}", text):
        return float(text.replace(",", "."))
    if text.count(".") > 1:
        text = text.replace(".", "")
    return float(re.sub(r"[,\s]", "", text))


def _qualifier(text: str, start: int, end: int) -> str:
    tables = _lexicon()
    if found := tables.before.search(text[max(0, start - 40) : start]):
        return tables.qualifiers[_folded(found[1])]
    if found := tables.after.match(text, end):
        return tables.qualifiers[_folded(found[1])] if found[1] else "at_least"
    return "exact"


def _build(text: str, match: re.Match[str], code_forms: list[str]) -> Sum | None:
    """The sum of one match; None where the wording is not one (a bare figure before a word with other meanings)."""
    tables = _lexicon()
    parts = match.groupdict()
    first_scale, second_scale = parts["scale"], parts.get("scale2")
    codes = tables.currency(code_forms[-1])
    if not (first_scale or second_scale) and _folded(parts["figure"]) in _MORE:
        return None
    if _bare(code_forms[-1]) in tables.needs_scale and not (first_scale or second_scale):
        return None
    start, end = match.span()
    low: float | None = None
    join = (parts.get("join") or "").strip().lower()
    amount = _figure(parts["figure"]) * tables.factor(first_scale)
    between = text[max(0, start - 9) : start].rstrip().lower().endswith("between")
    if parts.get("figure2"):
        if join == "and" and not between:
            return None  # two sums side by side, not a range: the caller reads the first alone
        low = _figure(parts["figure"]) * tables.factor(first_scale or second_scale)
        amount = _figure(parts["figure2"]) * tables.factor(second_scale)
        if low >= amount:
            return None
    elif parts.get("rest"):
        amount += float(parts["rest"]) * 1e6
    qualifier = "at_most" if low is not None else _qualifier(text, start, end)
    per = _PER.match(text, end)
    return Sum(
        start=start,
        end=end,
        amount=round(amount, 2),
        currency=codes[0] if len(codes) == 1 else None,
        qualifier=qualifier,
        amount_low=low,
        per=per.lastgroup if per else None,
        text_unit=" ".join(code_forms[-1].strip(" -").split()) if len(codes) > 1 else None,
    )


def find_money(text: str) -> list[Sum]:
    """Sums of money in reading order, not overlapping, with offsets into `text`.

    `amount` is in units of `currency`, an ISO 4217 code; None where the word fits several, which then stands in
    `text_unit` for `currency_of`. Of a range `amount` is the upper end, with the lower in `amount_low`. A sum that only
    repeats the one before it in another currency, as in "$61bn (£49bn)", has `is_conversion` set.
    """
    tables = _lexicon()
    if not tables.hint.search(text):
        return []
    found: list[Sum] = []
    for match in tables.prefixed.finditer(text):
        # An opening bracket of the regex may swallow the second sum of "$5m and $6m": then each is read by itself.
        money = _build(text, match, [match["prefix"].strip()])
        if money is None and match["figure2"]:
            for prefix, figure in (("prefix", "figure"), ("prefix2", "figure2")):
                if match[prefix] is None:
                    continue
                stop = match.start("join") if figure == "figure" else match.end()
                alone = tables.prefixed.match(text, match.start(prefix), stop)
                if alone and (single := _build(text, alone, [alone["prefix"].strip()])):
                    found.append(single)
            continue
        if money is None:
            continue
        named = tables.suffix.match(text, money.end)
        if (
            named and match["prefix"].strip() == "$" and named[0].strip(" -")[-1:].isalpha()
        ):  # "$5 million New Zealand dollars"
            codes = tables.currency(named[0])
            unit = named[0].strip() if len(codes) > 1 else None
            money = replace(money, end=named.end(), currency=codes[0] if not unit else None, text_unit=unit)
        found.append(money)
    taken = [(money.start, money.end) for money in found]
    for match in tables.suffixed.finditer(text):
        if any(match.start() < end and start < match.end() for start, end in taken):
            continue
        money = _build(text, match, [match["suffix"]])
        if money is None and match["figure2"]:
            tail = tables.suffixed.match(text, match.start("figure2"))
            money = _build(text, tail, [tail["suffix"]]) if tail else None
        if money:
            found.append(money)
    found.sort(key=lambda money: money.start)
    return _mark_conversions(text, found)


def currency_of(money: Sum, country: str | None) -> str | None:
    """The sum's currency once the giver is known: "kroner" of Norway (NO) are NOK, of Denmark DKK."""
    if money.currency or not money.text_unit or not country:
        return money.currency
    return next((code for code in _lexicon().currency(money.text_unit) if code.startswith(country)), None)


#: Dollars that are not American ones, by the country whose they are, and how a text says once that it means them.
_DOLLARS = {
    "CA": ("CAD", re.compile(r"\bC\$|\bCAD\b|\bCanadian\s+(?:dollars|money|currency|funds)\b")),
    "AU": ("AUD", re.compile(r"\bA\$|\bAU\$|\bAUD\b|\bAustralian\s+(?:dollars|money|currency)\b")),
    "NZ": ("NZD", re.compile(r"\bNZ\$|\bNZD\b|\bNew\s+Zealand\s+dollars\b")),
    "TW": ("TWD", re.compile(r"\bNT\$|\bTWD\b|\bTaiwan(?:ese)?\s+dollars\b")),
    "SG": ("SGD", re.compile(r"\bS\$|\bSGD\b|\bSingapore\s+dollars\b")),
}
_AMERICAN = re.compile(r"\bUS\$|\bUSD\b|\b(?:U\.S\.|US|American)\s+dollars?\b")


def local_dollars(
    currency: str | None, sign: str, country: str | None, text: str, *, speaks: bool = False
) -> str | None:
    """The currency of a sum written with a bare "$" (`sign` is how the sum begins) that `country` gives.

    Where that country's government speaks (`speaks`), or the article says of its sums that they are in that country's
    dollars, and of no American ones, so is this one; else the currency stays what it was.
    """
    code, stated = _DOLLARS.get(country or "", ("", None))
    if currency != "USD" or stated is None or not sign.startswith("$"):
        return currency
    return code if (speaks or stated.search(text)) and not _AMERICAN.search(text) else currency


def _mark_conversions(text: str, sums: list[Sum]) -> list[Sum]:
    marked: list[Sum] = []
    for money in sums:
        before = marked[-1] if marked else None
        gap = _CONVERSION_GAP.fullmatch(text, before.end, money.start) if before else None
        if before and gap and before.currency != money.currency:
            opens = gap[0].lstrip()[:1] in "([=≈"
            spoken = " or " in f" {gap[0].strip(' ,')} "
            if opens or spoken or before.is_conversion:
                money = replace(money, is_conversion=True)
        elif before and _NOUN_BETWEEN.fullmatch(text, before.end, money.start) and text[money.end :].startswith(")"):
            money = replace(money, is_conversion=money.currency != before.currency)
        marked.append(money)
    return marked
