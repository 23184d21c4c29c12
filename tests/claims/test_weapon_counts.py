"""Numbers of weapons, and what became of each: the reader of interceptions on clauses."""

from __future__ import annotations

import datetime as dt

import pytest

from ingest.claims.document import Document, ParsedSentence
from ingest.claims.kinds import interceptions
from ingest.claims.kinds.interception_fates import fates
from ingest.claims.reading import Reading
from ingest.claims.weapon_counts import weapon_counts
from ingest.core.documents import Article

#: A Friday.
PUBLISHED = dt.date(2025, 3, 7)


def _document(body: str) -> Document:
    return Document(Reading(Article("d", 0, "test", "files", body, published_at=PUBLISHED)))


def _sentence(body: str) -> ParsedSentence:
    document = _document(body)
    document.parse([0])
    sentence = document.syntax_of(0)
    assert sentence is not None
    return sentence


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Ukraine downed 31 out of 44 drones.", [(31, 44, "drone")]),
        ("Ukraine downed 31 drones out of 44.", [(31, 44, "drone")]),
        ("Ukraine downed all but five of 60 drones.", [(55, 60, "drone")]),
        ("Ukraine downed nine cruise and ballistic missiles.", [(9, None, "missile")]),
        ("Of 80 missiles and drones 61 were downed.", [(80, None, "other"), (61, None, None)]),
        ("Ukraine downed 12 missiles, among them seven Kalibrs.", [(12, None, "missile"), (7, None, "cruise_missile")]),
        ("Both missiles were downed.", [(2, None, "missile")]),
        ("Ukraine downed 11 Shahed one-way attack drones.", [(11, None, "drone")]),
        ("Ukraine downed a one-way attack drone.", [(1, None, "drone")]),
        ("Nine missile launchers and 14 soldiers were lost in the drone attack.", []),
        ("Two thirds of the 90 drones were downed.", []),
    ],
)
def test_numbers_of_weapons_and_their_wholes(body: str, expected: list[tuple[int, int | None, str | None]]) -> None:
    assert [(c.value, c.total, c.weapon_class) for c in weapon_counts(_sentence(body))] == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "Russia sent 40 drones; 25 were shot down, 10 did not reach their targets.",
            ["launched", "downed", "suppressed"],
        ),
        ("Ukraine reported 14 missiles and 33 drones shot down.", ["downed", "downed"]),
        ("Intercepted: 77 drones, five missiles.", ["downed", "downed"]),
        ("Of 30 drones 21 were destroyed, of eight missiles three.", ["launched", "downed", "untold", "downed"]),
        ("Ukraine failed to shoot down 12 drones.", ["unreal"]),
        ("All 25 drones fired overnight were shot down.", ["downed"]),
    ],
)
def test_what_became_of_each_count(body: str, expected: list[str]) -> None:
    assert [one.role for one in fates(_sentence(body))] == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # a launch site does not make Russia the defender
        ("Two missiles launched from Russia's Kursk region were downed, Ukraine said.", [("UA", None, 2, None)]),
        # one side's launches are not the other's
        (
            "Russia said it had downed 12 Ukrainian drones. Ukraine said Russia had sent 50 drones.",
            [("RU", None, 12, None)],
        ),
        # a national number sent is no region's
        (
            "Russia fired 60 missiles at Ukraine. In the Lviv region, four missiles were shot down, the governor said.",
            [("UA", None, 4, "Lviv Oblast")],
        ),
        (
            "Russia shot down 20 Ukrainian drones overnight. They were spread: 12 over Bryansk Oblast and "
            "8 over Kaluga Oblast.",
            [("RU", None, 20, None), ("RU", None, 12, "Bryansk Oblast"), ("RU", None, 8, "Kaluga Oblast")],
        ),
        ("Poland said its jets had downed three Russian drones on Thursday.", [("PL", None, 3, None)]),
        ("Ukraine has shot down a drone, a file photo from the Russian war shows.", []),
    ],
)
def test_accounts_keep_sides_and_regions_apart(
    body: str, expected: list[tuple[str, int | None, int, str | None]]
) -> None:
    claims = interceptions.read(_document(body))
    assert [(c.defender_country, c.launched, c.intercepted, c.admin1) for c in claims] == expected


def test_a_method_that_is_not_told_is_no_shooting_down() -> None:
    (claim,) = interceptions.read(_document("Ukraine stopped 45 of 60 Russian drones on Thursday."))
    assert (claim.intercepted, claim.shot_down, claim.count_definition) == (45, None, "unspecified")
    assert claim.rule_id == "interception.stopped.active"
    assert claim.confidence is not None and 0 < claim.confidence <= 1
