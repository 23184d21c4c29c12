"""Sums of money: every usual notation, ranges, conversions, and what only looks like money."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.claims.money import currency_of, find_money, local_dollars

SUMS = [
    ("a parcel of kit worth $185 million", 185e6, "USD", "exact"),
    ("another US$500m in credits", 500e6, "USD", "exact"),
    ("a $2.5-billion plan", 2.5e9, "USD", "exact"),
    ("a gap of $7.4 bn", 7.4e9, "USD", "exact"),
    ("roughly $61billion", 61e9, "USD", "about"),
    ("the $1B bundle", 1e9, "USD", "exact"),
    ("NOK 2.7 billion for shells", 2.7e9, "NOK", "exact"),
    ("2.7 billion Norwegian kroner", 2.7e9, "NOK", "exact"),
    ("EUR 200 billion", 200e9, "EUR", "exact"),
    ("€2,5 billion", 2.5e9, "EUR", "exact"),
    ("2,500 million dollars", 2.5e9, "USD", "exact"),
    ("half a billion dollars", 0.5e9, "USD", "exact"),
    ("a billion euros", 1e9, "EUR", "exact"),
    ("one and a half billion euros", 1.5e9, "EUR", "exact"),
    ("up to C$500 million", 500e6, "CAD", "at_most"),
    ("A$70m-worth of trucks", 70e6, "AUD", "exact"),
    ("no less than £162 million", 162e6, "GBP", "at_least"),
    ("162 million pounds", 162e6, "GBP", "exact"),
    ("the more-than-$100 billion sent so far", 100e9, "USD", "at_least"),
    ("$5 million New Zealand dollars", 5e6, "NZD", "exact"),
    ("$ 2 billion $ 980 million", 2.98e9, "USD", "exact"),
    ("40 million hryvnias", 40e6, "UAH", "exact"),
    ("100,000 dollars", 100_000, "USD", "exact"),
    ("$50 billion plus", 50e9, "USD", "at_least"),
]


@pytest.mark.parametrize(("text", "amount", "currency", "qualifier"), SUMS)
def test_a_sum_is_read_with_its_currency_and_qualifier(text, amount, currency, qualifier):
    (money,) = find_money(text)
    assert (money.amount, money.currency, money.qualifier) == (amount, currency, qualifier)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("between €2.5 and €3 billion each year", 2.5e9, 3e9),
        ("$2.7-3.3 billion", 2.7e9, 3.3e9),
        ("$50 to $60 billion", 50e9, 60e9),
        ("5 to 6 million euros", 5e6, 6e6),
    ],
)
def test_a_range_keeps_both_ends(text, low, high):
    (money,) = find_money(text)
    assert (money.amount_low, money.amount) == (low, high)


def test_two_sums_side_by_side_are_not_a_range():
    assert [m.amount for m in find_money("$5m and $6m")] == [5e6, 6e6]


def test_the_same_sum_in_other_currencies_is_marked():
    sums = find_money("down from around €8bn (£6.7bn; $8.7bn) to around €4bn")
    assert [(m.currency, m.is_conversion) for m in sums] == [
        ("EUR", False),
        ("GBP", True),
        ("USD", True),
        ("EUR", False),
    ]


@pytest.mark.parametrize("text", ["tens of billions of dollars", "a 500-pound bomb", "try 500 things", "24 drones", ""])
def test_what_names_no_sum_is_not_read(text):
    assert find_money(text) == []


def test_a_shared_currency_word_waits_for_the_giver():
    (money,) = find_money("300m kroner")
    assert money.currency is None
    assert currency_of(money, "NO") == "NOK"
    assert currency_of(money, "DK") == "DKK"
    assert currency_of(money, "US") is None


@pytest.mark.parametrize(
    ("text", "per"), [("£3bn a year", "year"), ("$4,500 a month", "month"), ("$85 a barrel", "unit")]
)
def test_a_rate_says_what_it_is_counted_by(text, per):
    assert find_money(text)[0].per == per


@given(st.text(alphabet=st.sampled_from("0123456789.,$€£ -bmnkUSDEURaioltuhndf()and\n"), max_size=80))
def test_any_text_is_read_without_error_and_offsets_fit(text):
    sums = find_money(text)
    assert all(0 <= m.start < m.end <= len(text) for m in sums)
    assert all(a.end <= b.start for a, b in pairwise(sums))


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("an additional billion dollars in arms", 1e9),
        ("another billion euros", 1e9),
        ("a further million pounds", 1e6),
    ],
)
def test_one_more_of_a_scale_word(text, amount):
    (money,) = find_money(text)
    assert money.amount == amount


@pytest.mark.parametrize("text", ["another dollar", "an additional euro", "another three billion"])
def test_one_more_without_a_scale_word_is_no_sum(text):
    assert find_money(text) == []


@pytest.mark.parametrize(
    ("sign", "country", "text", "currency"),
    [
        ("$", "CA", "Ottawa gives $50 million. All sums are in Canadian dollars.", "CAD"),
        ("$", "AU", "Canberra gives $50 million, after A$20 million in May.", "AUD"),
        ("$", "CA", "Ottawa gives $50 million.", "USD"),
        ("$", "CA", "Ottawa gives $50 million, or 68 million Canadian dollars; US dollars are meant first.", "USD"),
        ("$", "US", "Washington gives $50 million; Ottawa adds 5 million Canadian dollars.", "USD"),
        ("U", "CA", "Ottawa gives US$50 million, Canadian dollars being scarce.", "USD"),
    ],
)
def test_a_bare_dollar_is_the_givers_where_the_text_says_so(sign, country, text, currency):
    assert local_dollars("USD", sign, country, text) == currency


@pytest.mark.parametrize(
    "text",
    [
        "5 mİllion dollars",
        "5 mıllion dollars",
        "5 million dollarſ",
        "ſix million euros",
        "half a bıllion euros",
        "€5\n-million",
        "5 million\n-€",
    ],
)
def test_letters_that_patterns_take_for_others_break_nothing(text):
    assert all(money.amount >= 0 for money in find_money(text))
