"""What is written is what is read: numbers, days, sums, places, actors and weapons, generated and found again."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.claims import lexicon
from ingest.claims.actors import find_actors
from ingest.claims.dates import find_dates
from ingest.claims.money import find_money
from ingest.claims.numbers import find_numbers
from ingest.claims.places import find_places
from ingest.claims.weapons import find_weapons

_ONES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_DAYS = st.dates(dt.date(2014, 1, 1), dt.date(2030, 12, 31))
_NOISE = st.text(
    alphabet=st.sampled_from(list("abc XYZ.,;:-–—()“”\"'’$€%\n\t⟨⟩0123456789/\u00a0\u200b\u0435")), max_size=80
)


def spelled(number: int) -> str:
    """A number from 1 to 999,999 in words."""
    if number >= 1000:
        rest = number % 1000
        return f"{spelled(number // 1000)} thousand" + (f" {spelled(rest)}" if rest else "")
    if number >= 100:
        rest = number % 100
        return f"{_ONES[number // 100 - 1]} hundred" + (f" and {spelled(rest)}" if rest else "")
    if number >= 20:
        rest = number % 10
        return _TENS[number // 10 - 2] + (f"-{_ONES[rest - 1]}" if rest else "")
    return _TEENS[number - 10] if number >= 10 else _ONES[number - 1]


@given(st.integers(0, 10**9), st.sampled_from(["", ",", "\u00a0"]))
@settings(max_examples=150, deadline=None)
def test_a_figure_is_read_as_it_is_written(number: int, mark: str) -> None:
    written = f"{number:,}".replace(",", mark)
    found = [n for n in find_numbers(f"The mayor said {written} people had left.") if n.kind == "count"]
    assert [n.value for n in found] == [number]


@given(st.integers(2, 999))
@settings(max_examples=150, deadline=None)
def test_a_number_in_words_is_read(number: int) -> None:
    found = find_numbers(f"The mayor said that {spelled(number)} people had left.")
    assert [n.value for n in found] == [number], spelled(number)


@given(st.integers(2, 120), st.sampled_from(["{}-year-old", "aged {}", "{} km", "{} percent", "{} hours"]))
@settings(max_examples=100, deadline=None)
def test_measures_are_no_counts(number: int, form: str) -> None:
    text = f"It was {form.format(number)} there."
    assert [n.kind for n in find_numbers(text) if n.kind == "count"] == []


@given(
    _DAYS, st.sampled_from(["{d.day} {m} {d.year}", "{m} {d.day}, {d.year}", "the {d.day}th of {m}, {d.year}"]), _DAYS
)
@settings(max_examples=150, deadline=None)
def test_a_full_date_is_that_day_whatever_the_publication(day: dt.date, form: str, published: dt.date) -> None:
    text = f"It burned on {form.format(d=day, m=day.strftime('%B'))} in the port."
    for reference in (published, None):
        assert [d.day for d in find_dates(text, reference)] == [day], text


@given(_DAYS, st.integers(0, 6), st.sampled_from(["on {}", "early on {}", "late {}", "{} morning"]))
@settings(max_examples=150, deadline=None)
def test_a_weekday_is_the_last_one(published: dt.date, back: int, form: str) -> None:
    day = published - dt.timedelta(days=back)
    (found,) = find_dates(f"A drone hit the port {form.format(day.strftime('%A'))}.", published)
    # the morning of the next day has begun in Ukraine when a publisher in the west still has the day before
    ahead = back == 6 and form in ("early on {}", "{} morning")
    assert found.day == (published + dt.timedelta(days=1) if ahead else day)


@given(_NOISE, st.one_of(st.none(), st.dates(dt.date(1, 1, 1), dt.date(9999, 12, 31))))
@settings(max_examples=150, deadline=None)
def test_windows_are_in_order_and_never_without_a_publication_date_guessed(
    text: str, published: dt.date | None
) -> None:
    for each in find_dates(f"{text} Tuesday {text} 12 May {text} overnight", published):
        if each.date_start and each.date_end:
            assert each.date_start <= each.date_end
        if published is None and each.kind in ("weekday", "relative", "overnight"):
            assert each.day is None


@given(
    st.integers(1, 999),
    st.sampled_from([("million", 1e6), ("billion", 1e9), ("bn", 1e9), ("m", 1e6)]),
    st.sampled_from([("$", "USD"), ("€", "EUR"), ("£", "GBP"), ("C$", "CAD"), ("A$", "AUD"), ("NOK ", "NOK")]),
)
@settings(max_examples=150, deadline=None)
def test_a_sum_is_read_as_it_is_written(figure: int, scale: tuple[str, float], currency: tuple[str, str]) -> None:
    gap = "" if scale[0] in ("m", "bn") else " "
    (found,) = find_money(f"Oslo gives {currency[0]}{figure}{gap}{scale[0]} to Kyiv.")
    assert (found.amount, found.currency) == (figure * scale[1], currency[1])


@given(_NOISE)
@settings(max_examples=200, deadline=None)
def test_no_text_makes_a_sum_negative_or_leaves_the_text(text: str) -> None:
    whole = f"{text} $5{text} million {text}€"
    for money in find_money(whole):
        assert money.amount >= 0
        assert 0 <= money.start < money.end <= len(whole)


#: Large towns of both countries under the name that the gazetteer gives them.
_CITIES = [
    row
    for row in lexicon.rows("gazetteer.csv")
    if row["country"] in ("UA", "RU") and int(row["population"] or 0) >= 75_000
]


@pytest.mark.parametrize("frame", ["A missile hit a depot in {}.", "Drones flew over {} today.", "Two fell near {}."])
def test_every_large_town_is_found_in_plain_sentences(frame: str) -> None:
    assert len(_CITIES) > 250
    missed = []
    for row in _CITIES:
        found = find_places(frame.format(row["name"]))
        ids = {each.location_id for place in found for each in (place, *place.candidates)}
        if row["location_id"] not in ids and row["name"] not in {place.name for place in found}:
            missed.append(row["name"])
    assert len(missed) <= 2, missed


@pytest.mark.parametrize("text", ["Trust in Vladimir Putin is low.", "Men in Artyom’s town left.", "Tula said so."])
def test_a_name_that_is_mostly_a_persons_is_no_town(text: str) -> None:
    assert find_places(text) == []


def test_every_country_and_its_adjective_is_an_actor() -> None:
    missed = []
    for row in lexicon.rows("countries.csv"):
        for name in (row["name"], *filter(None, row["adjectives"].split(";"))):
            if row["code"] not in {a.code for a in find_actors(f"The {name} government and {name} met in talks.")}:
                missed.append(name)
    assert missed == []


@pytest.mark.parametrize(
    ("words", "weapon_class"),
    [
        ("Shahed drones", "drone"), ("an Iskander missile", "ballistic_missile"), ("Kalibr missiles", "cruise_missile"),
        ("a glide bomb", "glide_bomb"), ("howitzers", "artillery"), ("UAVs", "drone"), ("ATACMS", "ballistic_missile"),
        ("Kh-101s", "cruise_missile"),
    ],
)  # fmt: skip
@given(before=_NOISE, after=_NOISE)
@settings(max_examples=25, deadline=None)
def test_weapons_are_found_among_anything(words: str, weapon_class: str, before: str, after: str) -> None:
    text = f"{before} with {words} , {after}"
    assert weapon_class in {w.weapon_class for w in find_weapons(text)}
