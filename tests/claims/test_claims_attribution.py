"""Who claims what: the speaker of a sentence and the side it belongs to."""

import pytest

from ingest.claims.attribution import find_claimant
from ingest.claims.reading import Reading
from ingest.core.documents import Article


def claimant(body: str, country: str | None = None, index: int = 0) -> tuple[str | None, str]:
    reading = Reading(Article("d", 0, "memory", "test", body))
    found = find_claimant(reading, reading.annotated(index), country)
    return found.name, found.side


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Two people were hurt, the Ukrainian air force said.", ("Ukrainian air force", "ua_official")),
        ("According to the Russian defence ministry, 20 drones fell.", ("Russian defence ministry", "ru_official")),
        ("Moscow claimed that it had struck an airfield.", ("Russia", "ru_official")),
        ("The damage is large, said President Volodymyr Zelenskiy.", ("Volodymyr Zelensky", "ua_official")),
        ("The United Nations said 12 civilians were killed.", ("United Nations", "international_body")),
        ("Ten drones crossed the border, Reuters reported.", ("Reuters", "media")),
        (
            "Poland's prime minister told parliament that jets had taken off.",
            ("Poland's prime minister", "third_official"),
        ),
        ("Residents said the windows shook.", ("Residents", "witness")),
        ("A warehouse burned for hours.", (None, "unknown")),
    ],
)
def test_speaker_and_side(body: str, expected: tuple[str | None, str]) -> None:
    assert claimant(body) == expected


def test_an_office_alone_speaks_for_the_country_of_the_event() -> None:
    assert claimant("A house burned down, the governor said.", "RU") == ("governor", "ru_official")
    assert claimant("A house burned down, the governor said.", "UA") == ("governor", "ua_official")


def test_the_speaker_may_stand_in_the_next_sentence_of_the_paragraph() -> None:
    assert (
        claimant("A house burned down. Two men are in hospital, Governor Ivan Stepovyi wrote.", "UA")[1]
        == "ua_official"
    )
    assert (
        claimant("A house burned down.\n\nTwo men are in hospital, Governor Ivan Stepovyi wrote.", "UA")[1] == "unknown"
    )
