"""Which of several places of one name is meant: each kind of evidence, and what it must not do."""

from __future__ import annotations

import pytest

from ingest.claims.disambiguation import Reason, ResolvedPlace, Surroundings, disambiguate_sentence
from ingest.claims.places import find_places


def resolved(*sentences: str, sides: list[str | None] | None = None) -> list[ResolvedPlace]:
    """The answers for the last sentence."""
    before, answers = Surroundings(), []
    for text, side in zip(sentences, sides or [None] * len(sentences), strict=True):
        answers = disambiguate_sentence(text, find_places(text), before, side)
        before.regions[:0] = [a.place for a in answers if a.place.level == "admin1"]
        before.settlements[:0] = [a.place for a in answers if a.place.level == "settlement" and a.place.latitude]
    return answers


@pytest.mark.parametrize(
    ("sentences", "name", "code", "reason"),
    [
        # the region beside a name, in its many wordings
        (["A drone hit Zolochiv in the Kharkiv region."], "Zolochiv", "UA-63", Reason.REGION_BESIDE),
        (["A drone hit Zolochiv, Lviv region."], "Zolochiv", "UA-46", Reason.REGION_BESIDE),
        (["Mortars were fired at Senkivka, Chernihiv, at noon."], "Senkivka", "UA-74", Reason.REGION_BESIDE),
        (["Chernihiv region's Senkivka was shelled."], "Senkivka", "UA-74", Reason.REGION_BESIDE),
        (["Shells fell on Udy, Kharkivska oblast."], "Udy", "UA-63", Reason.REGION_BESIDE),
        (["The port of Primorsk in the Leningrad region burned."], "Primorsk", "RU-LEN", Reason.REGION_BESIDE),
        (["A depot burned in Prymorsk in the Zaporizhzhia region."], "Prymorsk", "UA-23", Reason.REGION_BESIDE),
        (["Explosions shook Sevastopol in Crimea."], "Sevastopol", "UA-40", Reason.REGION_BESIDE),
        # the district
        (["Pryshyb, Izium district, came under fire."], "Pryshyb", "UA-63", Reason.DISTRICT_BESIDE),
        # places named together lie together
        (["Guns fired at Bakhmut, Soledar and Yakovlevka."], "Yakovlivka", "UA-14", Reason.NEIGHBOUR),
        # the sentences before
        (["Sumy region was shelled.", "A barn burned in Krasnopillia."], "Krasnopillia", "UA-59", Reason.REGION_BEFORE),
        # a village that nobody else names like this
        (["Shells fell on the village of Robotyne."], "Robotyne", "UA-23", Reason.ONLY_ONE),
        # size is the last resort, and a city is not moved by a region that is only named too
        (["Drones flew over Mykolaiv."], "Mykolaiv", "UA-48", Reason.POPULATION),
        (["Drones flew over Mykolaiv and the Lviv region."], "Mykolaiv", "UA-48", Reason.POPULATION),
    ],
)  # fmt: skip
def test_evidence_decides(sentences: list[str], name: str, code: str, reason: Reason) -> None:
    answer = next(a for a in resolved(*sentences) if a.place.name == name)
    assert (answer.place.admin1_code, answer.reason) == (code, reason)
    assert answer.place.latitude is not None


def test_side_decides_between_countries() -> None:
    text = "A drone hit Volchansk."
    assert [a.place.admin1_code for a in resolved(text, sides=["UA"])] == ["UA-63"]
    assert [a.place.admin1_code for a in resolved(text, sides=["RU"])] == ["RU-SVE"]


def test_nothing_is_guessed() -> None:
    """Dozens of villages are called Novoselivka: without a word about where, the name is all that is known."""
    (answer,) = resolved("The village of Novoselivka burned.")
    assert answer.reason is Reason.UNRESOLVED
    place = answer.place
    assert (place.name, place.admin1_code, place.latitude, place.location_id) == ("Novoselivka", None, None, None)


def test_unknown_village_takes_its_region_and_no_point() -> None:
    answers = resolved("The village of Nowherivka in the Sumy region burned.")
    place = next(a.place for a in answers if a.place.level != "admin1")
    assert (place.name, place.admin1_code, place.latitude, place.location_id) == ("Nowherivka", "UA-59", None, None)


def test_two_villages_of_one_region_keep_the_region_alone() -> None:
    """Kherson has several places called Zelenyi Hai: the region is sure, the point is not."""
    answer = next(a for a in resolved("Zelenyi Hai in the Kherson region was hit.") if a.place.level != "admin1")
    assert (answer.place.admin1_code, answer.place.latitude) == ("UA-65", None)


@pytest.mark.parametrize(
    "text",
    [
        "A man was hurt in Moscow, Idaho.",
        "The family of Savchenko left.",
        "Sugar was sold out.",
        "We asked Makarov about it.",
    ],
)
def test_names_that_are_none_of_ours(text: str) -> None:
    assert find_places(text) == []


def test_a_village_in_the_middle_of_its_community_says_so() -> None:
    answer = next(a for a in resolved("Symynivka in the Kharkiv region was shelled.") if a.place.level != "admin1")
    assert (answer.place.precision, answer.place.admin1_code) == ("district", "UA-63")


def test_a_sentence_that_begins_with_a_district_places_its_villages() -> None:
    """A town far away and a village across the border bear the names of two of them."""
    answers = resolved("In the Shebekinsky district mortars shelled the villages of Kupino, Murom and Ivanovka.")
    assert {a.place.admin1_code for a in answers} == {"RU-BEL"}
    # Without "villages" the city is itself, and without the district nothing moves it.
    for text in (
        "In the Shebekinsky district mortars shelled Kupino, and drones flew to Murom.",
        "Drones flew to Valuyki and Murom.",
    ):
        (murom,) = [a for a in resolved(text) if a.place.name == "Murom"]
        assert murom.place.admin1_code == "RU-VLA"


def test_a_district_is_named_for_the_town_that_its_surroundings_mean() -> None:
    (answer,) = resolved("Belgorod Region was attacked.", "The Borisovsky district was shelled.")
    assert (answer.place.level, answer.place.admin1_code) == ("district", "RU-BEL")
