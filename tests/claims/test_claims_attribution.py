"""Who claims what: the speaker of a sentence and the side it belongs to."""

import pytest

from ingest.claims.attribution import find_claimant
from ingest.claims.document import Document
from ingest.claims.reading import Reading
from ingest.core.documents import Article


def claimant(body: str, country: str | None = None, index: int = 0) -> tuple[str | None, str]:
    document = Document(Reading(Article("d", 0, "memory", "test", body)))
    found = find_claimant(document, index, country=country)
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
        # what stands near a verb of saying does not say it
        ("Depots in Lutsk burned after Russian strikes, Rivnobud said.", ("Rivnobud", "unknown")),
        (
            "The governor of the Rostov region in southern Russia said a depot burned.",
            ("governor of the Rostov region", "ru_official"),
        ),
        ("The mayor of Lutsk, Ivan Stepovyi, said two people were hurt.", ("Ivan Stepovyi", "ua_official")),
        (
            "Two depots burned in Saky, the Moscow-installed head of the town said.",
            ("Moscow-installed head of the town", "ru_official"),
        ),
        ("The presidents of Finland and Latvia said Kursk was hit.", ("presidents of Finland", "third_official")),
        ("Ukraine's Land Forces said a camp was hit.", ("Ukraine's Land Forces", "ua_official")),
        ("A man died in Lutsk, the head of the region wrote.", ("head of the region", "ua_official")),
        ("Russian state media reported that a bus was hit.", ("Russian state media", "ru_official")),
        ("The statement said two Russian drones fell.", (None, "unknown")),
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
