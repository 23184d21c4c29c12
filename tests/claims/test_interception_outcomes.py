"""What a bulletin tells of the weapons that were not brought down: those that hit, and those still in the air."""

from __future__ import annotations

import datetime as dt

import pytest

from ingest.claims.document import Document
from ingest.claims.kinds import interceptions
from ingest.claims.proof import unshown
from ingest.claims.reading import Reading
from ingest.core.documents import Article

NIGHT = "Russia launched 120 drones overnight, Ukraine's air force said, and 96 of them were shot down."
MIXED = (
    "Russia attacked Ukraine overnight with 150 drones and nine cruise missiles, the air force said. "
    "Air defences shot down 131 drones and four cruise missiles."
)


def accounts(body: str) -> list[tuple]:
    """(class, launched, intercepted, hit, still_airborne) of every claim, each number shown by its passages."""
    article = Article("d", 0, "test", "files", body, published_at=dt.date(2025, 9, 10))
    claims = interceptions.read(Document(Reading(article)))
    assert [unshown(claim.to_row(article)) for claim in claims] == [[]] * len(claims)
    return [(c.weapon_class, c.launched, c.intercepted, c.hit, c.still_airborne) for c in claims]


@pytest.mark.parametrize(
    ("behind", "hit", "airborne"),
    [
        ("Hits by 17 drones were recorded at nine locations.", 17, None),
        ("Impacts of 17 UAVs were registered at 9 sites, and debris fell at four more.", 17, None),
        ("Seventeen attack drones hit nine locations.", 17, None),
        ("Another 17 drones reached their targets.", 17, None),
        ("At least 17 of them got through.", 17, None),
        ("Three drones were still in the air at 9 a.m.", None, 3),
        ("As of 08:30, three more drones remained in Ukrainian airspace.", None, 3),
        ("Hits by 17 drones were recorded at nine locations. Three drones are still airborne.", 17, 3),
        ("One drone continued to fly when the count was published.", None, 1),
        ("At 8 a.m. there were still three drones in the sky.", None, 3),
    ],
)
def test_weapons_that_hit_or_still_flew_are_counted(behind, hit, airborne):
    assert accounts(f"{NIGHT} {behind}") == [("drone", 120, 96, hit, airborne)]


@pytest.mark.parametrize(
    "behind",
    [
        "Hits were recorded at nine locations.",  # places, not weapons
        "There were direct hits at nine locations and debris fell at four.",
        "None of the 12 drones reached their targets.",
        "The 12 drones could have hit their targets, an expert said.",
        "Four drones got through in the city of Odesa.",  # one town's part of the night
        "Hits by 40 drones were recorded at nine locations.",  # 96 and 40 are more than were sent
        "Six drones left for Belarus.",  # neither hit nor in the air: unaccounted for
        "In August, hits by 17 drones were recorded.",  # another time
        "Six drones hit an apartment block, killing two people.",
    ],
)
def test_what_is_no_count_of_the_nights_weapons_stays_null(behind):
    assert accounts(f"{NIGHT} {behind}")[0] == ("drone", 120, 96, None, None)


def test_every_class_gets_its_own():
    found = accounts(f"{MIXED} Hits by five missiles and 16 drones were recorded at 12 locations.")
    assert found == [("drone", 150, 131, 16, None), ("cruise_missile", 9, 4, 5, None)]


def test_which_kind_of_missile_hit_is_not_guessed():
    body = (
        "Ukraine's air force shot down four of nine cruise missiles and two of seven ballistic missiles overnight. "
        "Hits by six missiles were recorded at five locations."
    )
    assert [(row[0], row[3]) for row in accounts(body)] == [("cruise_missile", None), ("ballistic_missile", None)]


def test_a_count_repeated_keeps_what_either_telling_adds():
    body = f"{NIGHT}\n\nThe mayor of Kyiv spoke later.\n\n{NIGHT} Hits by 17 drones were recorded at nine locations."
    assert accounts(body) == [("drone", 120, 96, 17, None)]


def test_a_number_that_no_passage_shows_is_found_out():
    row = {"quote": "96 of 120 drones were shot down. Hits by 17 drones were recorded.", "intercepted": 96}
    assert unshown({**row, "hit": 17}) == []
    assert unshown({**row, "hit": 18, "still_airborne": 3}) == ["hit", "still_airborne"]
