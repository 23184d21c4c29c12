"""Who attacks and what was hit, where a sentence names a side, a government or a road; sentences of our own."""

from __future__ import annotations

import datetime as dt

import pytest

from ingest.claims.document import Document
from ingest.claims.kinds.strikes import read
from ingest.claims.model import StrikeClaim
from ingest.claims.places import find_places
from ingest.claims.reading import Reading
from ingest.core.documents import Article

#: A Tuesday.
PUBLISHED = dt.date(2025, 3, 11)


def strikes(body: str) -> list[StrikeClaim]:
    return read(Document(Reading(Article("d", 0, "memory", "test", body, published_at=PUBLISHED))))


@pytest.mark.parametrize(
    "body",
    [
        "Deadly Russian attacks went on while the minister shook hands in Moscow on Monday.",
        "Kyiv and Moscow have traded blame for a missile strike on Monday on a power plant.",
        "It is possible that an attack on Kharkiv will be carried out by Russian forces on Friday.",
        "Further strikes on Odesa would show what Russia's missiles can do on Monday.",
        "A gunner fires a howitzer amid Russia's attack on Ukraine, in Donetsk region, Ukraine, on Monday.",
        "On Monday 300 Russian troops supported by tanks attacked positions near Kupiansk.",
        "Russian efforts on Monday seemed targeted on Lyptsi.",
    ],
)
def test_no_strike(body: str) -> None:
    assert strikes(body) == []


def test_the_toll_of_the_strike_before_is_not_this_ones() -> None:
    (claim,) = strikes(
        "Explosions shook a Russian depot in Dzhankoi on Monday. "
        "Monday's blasts come one week after a drone strike killed two men in Dzhankoi."
    )
    assert (claim.event_date, claim.killed) == (dt.date(2025, 3, 10), None)


def test_where_the_wounded_were_taken_was_not_hit() -> None:
    found = strikes(
        "A Russian missile hit a bus in Kupiansk on Monday and hurt nine. They were taken to a hospital in Chuhuiv."
    )
    assert [(c.place, c.wounded) for c in found] == [("Kupiansk", 9)]


def test_the_enemy_of_a_russian_official_is_ukraine() -> None:
    (claim,) = strikes("“The enemy struck a bus in Rylsk with a drone on Monday, one man was hurt,” the governor said.")
    assert (claim.place, claim.attacker_country) == ("Rylsk", "UA")


def test_towns_far_from_the_front_lines_are_still_struck() -> None:
    found = strikes("On Monday Russia's bombardment struck Dnipro and Kryvyi Rih, both far from the front lines.")
    assert {c.place for c in found} == {"Dnipro", "Kryvyi Rih"}


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("Mikołajów", "Mykolaiv"),
        ("Charków", "Kharkiv"),
        ("Żytomierz", "Zhytomyr"),
        ("Bachmut", "Bakhmut"),
        ("Lwów", "Lviv"),
    ],
)
def test_polish_names_of_towns(name: str, place: str) -> None:
    assert [p.name for p in find_places(f"Explosions were heard in {name} at night.")] == [place]


@pytest.mark.parametrize(
    ("body", "target"),
    [
        ("A Russian missile hit an old quarter near the railway station in Lviv on Monday.", None),
        ("A Russian drone hit a car in Kherson on Monday; a man died in hospital.", "civilian"),
        ("A Russian drone hit a hospital in Kherson on Monday.", "medical"),
        ("Russian troops shelled apartment blocks in Lysychansk on Monday.", "residential"),
        ("Russian missiles hit a home improvement store in Kharkiv on Monday.", "civilian"),
        ("Two Russian missiles struck an electronics works in Mukachevo on Monday.", "industrial"),
    ],
)
def test_what_was_hit(body: str, target: str | None) -> None:
    (claim,) = strikes(body)
    assert claim.target_class == target


@pytest.mark.parametrize(
    "place", ["UZHHOROD — ", "UZHHOROD, March 11 (MPA) - ", "UZHHOROD/KYIV, March 11, 2025 (MPA) — "]
)
def test_where_a_report_was_written_was_not_hit(place: str) -> None:
    found = strikes(place + "Nine people were hurt in Mukachevo on Monday after two Russian missiles hit a works.")
    assert [(c.place, c.wounded) for c in found] == [("Mukachevo", 9)]


def test_a_toll_known_by_a_day_does_not_date_the_strike() -> None:
    (claim,) = strikes("Russian drones rained on Kyiv on Monday, and by Tuesday morning 23 people were confirmed dead.")
    assert (claim.event_date, claim.killed) == (dt.date(2025, 3, 10), 23)


def test_the_worst_strike_since_the_invasion_is_one_strike() -> None:
    (claim,) = strikes(
        "Sumy mourns a day after the deadliest missile strike on the city since 2022 began. It killed 34 people."
    )
    assert (claim.place, claim.killed) == ("Sumy", 34)


def test_a_namesake_whom_moscow_appointed_is_no_regional_head_of_ukraine() -> None:
    found = strikes(
        "A Ukrainian missile hit an oil terminal in Feodosia on Monday. "
        "Igor Tkachenko, the Moscow-appointed head of the town, said nobody was hurt."
    )
    assert {c.place for c in found} == {"Feodosia"}


def test_attacks_that_grow_in_number_are_no_strike() -> None:
    assert strikes("Zelensky asked on Monday for sanctions over Russia's increased shelling around Enerhodar.") == []
