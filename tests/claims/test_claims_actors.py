"""Who acts in a sentence: names, titles, demonyms, capitals as governments against capitals as places."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.claims.actors import find_actors


def seen(text: str) -> list[tuple[str, str, str | None]]:
    return [(text[a.start : a.end], a.kind, a.code) for a in find_actors(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Ukrainian President Volodymyr Zelenskyy hosted Germany's Chancellor Merz.",
            [
                ("Ukrainian President Volodymyr Zelenskyy", "person", "UA"),
                ("Germany's Chancellor Merz", "person", "DE"),
            ],
        ),
        ("Danish Foreign Minister Anna Holm Berg left.", [("Danish Foreign Minister Anna Holm Berg", "person", "DK")]),
        (
            "US envoys saw Norway’s prime minister.",
            [("US envoys", "office", "US"), ("Norway’s prime minister", "office", "NO")],
        ),
        (
            "The Ukrainian air force reported it to Reuters.",
            [("Ukrainian air force", "force", "UA"), ("Reuters", "outlet", "GB")],
        ),
        (
            "Talks of NATO and the European Union with the U.S.",
            [("NATO", "body", "NATO"), ("European Union", "body", "EU"), ("U.S.", "country", "US")],
        ),
        ("Please tell us who will join us.", []),
        ("The Prince of Wales read the Moscow Times.", []),
    ],
)
def test_names_titles_and_demonyms(text: str, expected: list[tuple[str, str, str | None]]) -> None:
    assert seen(text) == expected


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Kyiv said the plan was ready.", ["UA"]),
        ("Moscow's offer came after talks between Moscow and Kyiv.", ["RU", "RU", "UA"]),
        ("Debris fell in Kyiv and near Moscow.", []),
        ("He travelled to Kyiv before a trip to Berlin.", []),
        ("Kyiv region was hit, and so was the Moscow region.", []),
        ("Weapons that Berlin had promised arrived.", ["DE"]),
        ("Kyiv was hit by drones.", []),
    ],
)
def test_a_capital_is_an_actor_only_as_a_government(text: str, codes: list[str]) -> None:
    assert [a.code for a in find_actors(text)] == codes


def test_a_person_of_another_persons_staff_keeps_both() -> None:
    names = [a.name for a in find_actors("President Emmanuel Macron's adviser Emmanuel Bonne came.")]
    assert names == ["Emmanuel Macron", "Emmanuel Bonne"]


_TEXT = """Ukraine Ukraine's President US U.S. Kyiv Moscow's , . - and Zelensky Xi Jinping foreign minister Foreign
Minister
Anna Holm van der EU ’ ' air force in met talks with (AFP) é \u200b"""
_WORDS = st.sampled_from(_TEXT.split(" "))


@given(st.one_of(st.text(max_size=200), st.lists(_WORDS, max_size=25).map(" ".join)))
def test_offsets_are_ordered_and_inside(text: str) -> None:
    end = 0
    for actor in find_actors(text):
        assert end <= actor.start < actor.end <= len(text)
        end = actor.end


def test_a_surname_behind_another_given_name_is_another_person_s() -> None:
    named = [
        actor.name
        for text in ("Administrator Vitali Kim spoke.", "Victor Yanukovych left.")
        for actor in find_actors(text)
    ]
    assert "Kim Jong Un" not in named
    assert "Viktor Yanukovych" in named
