"""Counts of drones and missiles brought down: every wording of a bulletin that the reader must hold."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.claims import interceptions
from ingest.claims.reading import Reading
from ingest.documents import Article

#: A Wednesday.
PUBLISHED = dt.date(2025, 9, 10)


def read(body: str, published: dt.date | None = PUBLISHED):
    article = Article("d", 0, "test", "files", body, published_at=published)
    return article, interceptions.read(Reading(article))


def counts(body: str) -> list[tuple]:
    return [(c.defender_country, c.weapon_class, c.launched, c.intercepted) for c in read(body)[1]]


BULLETINS = [
    (
        "The air force in Ukraine says it brought down seven of nine cruise missiles and 44 of 51 drones overnight.",
        [("UA", "cruise_missile", 9, 7), ("UA", "drone", 51, 44)],
    ),
    (
        "Of the 90 missiles and drones that Russia fired overnight, 71 were intercepted, Kyiv's military said.",
        [("UA", "other", 90, 71)],
    ),
    (
        "Russia's air defences downed 19 drones overnight, Ukraine's 62 of 80.",
        [("RU", "drone", None, 19), ("UA", "drone", 80, 62)],
    ),
    ("Ukrainian gunners shot down no fewer than 48 of 50 drones.", [("UA", "drone", 50, 48)]),
    ("Russia sent 29 Shahed drones at night. All 29 were shot down, the air force said.", [("UA", "drone", 29, 29)]),
    ("Russia launched 33 drones overnight. All of them were downed, Kyiv's army said.", [("UA", "drone", 33, 33)]),
    (
        "Russia launched 118 missiles and 95 attack drones before dawn. "
        "Out of them, Ukraine destroyed 96 missiles and 88 drones, its commander wrote.",
        [("UA", "missile", 118, 96), ("UA", "drone", 95, 88)],
    ),
    ("Seventeen out of 22 drones were destroyed, Ukraine said.", [("UA", "drone", 22, 17)]),
    ("Both missiles were intercepted, Ukraine's military said.", [("UA", "missile", 2, 2)]),
    ("Russia's military reported the destruction of 91 Ukrainian drones.", [("RU", "drone", None, 91)]),
    ("Ukraine said Russia fired 24 Shaheds at the weekend, of which 23 were shot down.", [("UA", "drone", 24, 23)]),
    ("Ukraine's forces stopped most attackers, disabling 14 of the 31 drones launched.", [("UA", "drone", 31, 14)]),
    (
        "Russia used 540 exploding drones and decoys and 41 missiles, Ukraine's air force said, "
        "adding that it shot down or jammed 513 drones and 36 missiles.",
        [("UA", "drone", 540, 513), ("UA", "missile", 41, 36)],
    ),
    (
        "Ukraine's air force said it was forced to shoot down 12 out of 15 kamikaze drones launched by Moscow.",
        [("UA", "drone", 15, 12)],
    ),
    ("Poland said its jets shot down at least three Russian drones over its east.", [("PL", "drone", None, 3)]),
    (
        "Ukraine's air defence shot down:\n- 30 Shahed drones;\n- six Kalibr cruise missiles.",
        [("UA", "drone", None, 30), ("UA", "cruise_missile", None, 6)],
    ),
    (
        "Ukraine's air force said 40 of 44 targets were brought down: 36 Shahed drones and four Kh-59 missiles.",
        [("UA", "drone", None, 36), ("UA", "cruise_missile", None, 4)],
    ),
    (
        "Nineteen of the 23 missiles and 74 of the 88 drones had been intercepted, Ukraine's General Staff said.",
        [("UA", "missile", 23, 19), ("UA", "drone", 88, 74)],
    ),
    (
        "Ukraine's air force says 63 of the 81 Shaheds, Gerberas and other drones launched overnight were destroyed.",
        [("UA", "drone", 81, 63)],
    ),
    (
        "Ukraine's air force said it destroyed 22 cruise and ballistic missiles.",
        [("UA", "missile", None, 22)],
    ),
    (
        "Russia's forces suppressed 14 UAVs with electronic warfare over the Kursk region.",
        [("RU", "drone", None, 14)],
    ),
    (
        "Ukraine's air force shot down two Iskander-M ballistic missiles and two Kalibr cruise missiles.",
        [("UA", "ballistic_missile", None, 2), ("UA", "cruise_missile", None, 2)],
    ),
]


@pytest.mark.parametrize(("body", "expected"), BULLETINS)
def test_a_bulletin_is_read_by_side_class_and_number(body, expected):
    assert counts(body) == expected


@pytest.mark.parametrize(
    "body",
    [
        "Ukraine's air force failed to intercept 12 of the missiles.",
        "Ukraine could shoot down 40 drones a night with more launchers, an officer said.",
        "Ukraine destroyed two missile launchers and a depot with more than 700 guided bombs.",
        "Ukrainian gunners shot down a Russian Su-34 jet and two helicopters.",
        "A Russian rocket destroyed his house, Zelensky added.",
        "Israel intercepted most of the 300 drones and missiles that Iran fired.",
        "Ukraine's forces repelled a drone and missile attack on the capital.",
        "Keepers stopped three of the five penalties in Kyiv.",
    ],
)
def test_what_was_not_brought_down_is_no_claim(body):
    assert counts(body) == []


def test_jammed_and_lost_drones_are_told_apart_and_summed():
    (claim,) = read("Ukraine's air force shot down 57 of 110 drones, while another 39 disappeared from radars.")[1]
    assert (claim.launched, claim.intercepted, claim.shot_down, claim.suppressed) == (110, 96, 57, 39)
    assert claim.count_definition == "shot_down_or_suppressed"


def test_shot_down_and_suppressed_told_together_stay_one_number():
    (claim,) = read("Ukraine's air force says it shot down or suppressed 388 of 426 drones.")[1]
    assert (claim.intercepted, claim.shot_down, claim.suppressed) == (388, None, None)
    assert claim.count_definition == "shot_down_or_suppressed"


def test_a_breakdown_by_region_is_regional_and_the_whole_national():
    claims = read(
        "Russia's defence ministry said its units downed 45 Ukrainian drones, including 23 over the Bryansk region, "
        "six over Belgorod and two over Kursk."
    )[1]
    assert [(c.intercepted, c.scope, c.admin1) for c in claims] == [
        (45, "national", None),
        (23, "regional", "Bryansk Oblast"),
        (6, "regional", "Belgorod Oblast"),
        (2, "regional", "Kursk Oblast"),
    ]


def test_a_list_by_region_without_a_total_gives_each_region_its_own():
    claims = read("Russian forces intercepted 32 drones over the Bryansk region and 17 over the Kursk region.")[1]
    assert [(c.intercepted, c.admin1) for c in claims] == [(32, "Bryansk Oblast"), (17, "Kursk Oblast")]


def test_he_is_the_official_of_the_sentence_before():
    claims = read(
        "Ukraine's General Staff said it had hit an arsenal.\n\nKursk governor Pavel Ivanov spoke of terror by Kyiv. "
        "He said that two drones were intercepted."
    )[1]
    assert [(c.defender_country, c.intercepted) for c in claims] == [("RU", 2)]


def test_drones_over_a_sea_belong_to_no_region():
    claims = read("Russia said 12 drones were downed over the Bryansk region and three over the Black Sea.")[1]
    assert [(c.intercepted, c.scope, c.admin1) for c in claims] == [
        (12, "regional", "Bryansk Oblast"),
        (3, "regional", None),
    ]


def test_a_mayor_counts_for_his_city():
    (claim,) = read("Moscow Mayor Sergei Sobyanin said 45 drones heading for the capital had been shot down.")[1]
    assert (claim.defender_country, claim.scope, claim.place) == ("RU", "local", "Moscow")


def test_a_running_count_is_a_recap_without_a_day():
    (claim,) = read("Since January, Ukraine has shot down more than 4,000 Shahed drones.")[1]
    assert claim.is_recap
    assert claim.event_date is None
    assert claim.intercepted_qualifier == "at_least"


@pytest.mark.parametrize(
    ("body", "day"),
    [
        ("Ukraine's air force said it shot down 20 drones overnight.", "2025-09-10"),
        ("During Tuesday's attack, Ukraine downed 20 drones.", "2025-09-09"),
        ("Russia attacked on Sunday night. Ukraine's forces downed 20 drones, the army said.", "2025-09-07"),
    ],
)
def test_the_night_is_dated(body, day):
    (claim,) = read(body)[1]
    assert str(claim.event_date) == day


def test_without_any_date_the_day_of_publication_is_assumed_and_marked():
    (claim,) = read("Ukraine's air force said it shot down 20 drones.")[1]
    assert (claim.event_date, claim.date_precision) == (PUBLISHED, "assumed")
    (undated,) = read("Ukraine's air force said it shot down 20 drones.", None)[1]
    assert undated.event_date is None


def test_a_count_told_twice_is_one_claim_with_both_passages():
    article, claims = read(
        "Ukraine says it downed 41 drones overnight.\n\nIts air force said it shot down 41 of 48 drones overnight."
    )
    (claim,) = claims
    assert (claim.launched, claim.intercepted) == (48, 41)
    row = claim.to_row(article)
    assert "48" in row["quote"] + " ".join(e["quote"] for e in row["evidence"])


def test_every_number_of_a_claim_stands_in_its_quotes():
    for body, _ in BULLETINS:
        article, claims = read(body)
        for claim in claims:
            row = claim.to_row(article)
            said = (row["quote"] + " " + " ".join(e["quote"] for e in row["evidence"])).lower()
            words = {
                2: "two both",
                4: "four",
                6: "six",
                7: "seven",
                9: "nine",
                12: "12",
                17: "seventeen",
                19: "nineteen",
                3: "three",
            }
            for value in (claim.launched, claim.intercepted):
                assert value is None or str(value) in said or any(w in said for w in words.get(value, "?").split())


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(sorted({w for b, _ in BULLETINS for w in b.split()})), max_size=40))
def test_shuffled_bulletins_never_raise_and_quotes_are_slices(words):
    article, claims = read(" ".join(words))
    for claim in claims:
        row = claim.to_row(article)
        assert article.body[row["char_start"] : row["char_end"]] == row["quote"]
