"""Counts of drones and missiles brought down: every wording of a bulletin that the reader must hold."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.claims import read_claims
from ingest.claims.document import Document
from ingest.claims.kinds import interceptions
from ingest.claims.reading import Reading
from ingest.core.documents import Article

#: A Wednesday.
PUBLISHED = dt.date(2025, 9, 10)


def read(body: str, published: dt.date | None = PUBLISHED):
    article = Article("d", 0, "test", "files", body, published_at=published)
    return article, interceptions.read(Document(Reading(article)))


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


ELLIPTICAL = [
    (
        "The air force in Kyiv reported 16 missiles launched and nine shot down, and 30 out of 44 drones brought down.",
        [("UA", "missile", 16, 9), ("UA", "drone", 44, 30)],
    ),
    (
        "In all the enemy fired 83 missiles of several kinds at Ukraine, and gunners destroyed 61 of them.",
        [("UA", "missile", 83, 61)],
    ),
    (
        "Shahed drones came in from Yeysk in the dark, Ukraine said. All 27 drones were destroyed by morning.",
        [("UA", "drone", 27, 27)],
    ),
    (
        "Russia attacked Ukraine at night. Of 57 missiles 41 were brought down, of 66 drones 25, the Air Force said.",
        [("UA", "missile", 57, 41), ("UA", "drone", 66, 25)],
    ),
    (
        "Russia attacked Ukraine: 600 drones and 21 missiles, of which 550 and six were shot down, the Air Force said.",
        [("UA", "drone", 600, 550), ("UA", "missile", 21, 6)],
    ),
    (
        "Russia launched 17 missiles and 39 drones, and all of the drones and 11 of the missiles were shot down.",
        [("UA", "missile", 17, 11), ("UA", "drone", 39, 39)],
    ),
    (
        "Russia struck Ukraine. 390 drones and 33 missiles. Intercepted: 371 drones, 28 missiles, the Air Force said.",
        [("UA", "drone", 390, 371), ("UA", "missile", 33, 28)],
    ),
    ("Ukraine had a calm night. The Air Force counted 81 drones, 77 of them intercepted.", [("UA", "drone", 81, 77)]),
    (
        "Ukraine woke late. The night brought 63 drones; 40 were shot down, the Air Force said.",
        [("UA", "drone", 63, 40)],
    ),
    (
        "Ukraine's air force destroyed four missiles and 52 drones out of 90.",
        [("UA", "missile", None, 4), ("UA", "drone", 90, 52)],
    ),
    (
        "The Ukrainian Air Force counted 39 missiles and 58 drones. It said 22 of the missiles and 50 of the drones "
        "had been intercepted.",
        [("UA", "missile", 39, 22), ("UA", "drone", 58, 50)],
    ),
    (
        "Russia's defence ministry put the number of Ukrainian drones destroyed overnight at 188.",
        [("RU", "drone", None, 188)],
    ),
    (
        "The defence ministry in Moscow listed 143 Ukrainian drones shot down that night.",
        [("RU", "drone", None, 143)],
    ),
    (
        "Eight Kinzhal missiles were launched at Kyiv, and every one was shot down, Ukraine said.",
        [("UA", "ballistic_missile", 8, 8)],
    ),
    (
        "Russia said it had shot down 240 Ukrainian drones. Of those, 70 were destroyed over the Moscow region, where "
        "Ukrainian saboteurs are feared, the ministry said.",
        [("RU", "drone", None, 240), ("RU", "drone", None, 70)],
    ),
]


@pytest.mark.parametrize(
    ("body", "expected"), ELLIPTICAL, ids=lambda value: value[:40] if isinstance(value, str) else ""
)
def test_what_a_count_leaves_out_is_taken_from_its_neighbours(body, expected):
    assert sorted(counts(body), key=str) == sorted(expected, key=str)


def test_lost_drones_behind_a_list_stay_their_own():
    (missiles, drones) = read(
        "Russia launched 60 missiles and 120 drones at Ukraine. The air force shot down 44 of the missiles and "
        "71 of the drones, and 40 drones were lost."
    )[1]
    assert (missiles.intercepted, missiles.suppressed) == (44, None)
    assert (drones.launched, drones.shot_down, drones.suppressed) == (120, 71, 40)


DIGEST = (
    "TWO WEEKS OF THE AIR WAR\nPut together by the desk on 20 November 2025\n\n"
    "4 November. 310 drones and 12 missiles launched at Ukraine overnight. Brought down: 290 drones, 7 missiles.\n\n"
    "9 November. 95 drones, 88 of them intercepted, the Air Force said."
)


@pytest.mark.parametrize("published", [None, dt.date(2025, 11, 20)])
def test_every_item_of_a_digest_has_its_own_day_and_the_year_of_the_issue(published):
    assert [(c.event_date, c.launched, c.intercepted) for c in read(DIGEST, published)[1]] == [
        (dt.date(2025, 11, 4), 310, 290),
        (dt.date(2025, 11, 4), 12, 7),
        (dt.date(2025, 11, 9), 95, 88),
    ]


def test_a_day_without_a_year_anywhere_stays_without_one():
    (claim,) = read("On 4 November Ukraine's air force shot down 40 of 52 drones.", None)[1]
    assert (claim.event_date, claim.date_partial) == (None, "11-04")


def test_a_heading_with_a_day_holds_for_the_item_below():
    body = (
        "Ministers met in Istanbul on Tuesday.\n\nSunday, 7 September\n\nFires burned in Ukraine. Schools stayed shut. "
        "Trains were late. People slept in cellars. Of 300 drones, the Air Force said, 260 were shot down."
    )
    assert [c.event_date for c in read(body)[1]] == [dt.date(2025, 9, 7)]


def test_that_night_is_the_night_of_the_item():
    body = "A house in Poltava burned on 2 August. Of 70 drones that night, the Air Force of Ukraine shot down 52."
    assert [c.event_date for c in read(body)[1]] == [dt.date(2025, 8, 2)]


def test_a_place_where_wreckage_fell_is_not_where_the_count_was_made() -> None:
    # A national count once became a regional one because of the power line that its debris had cut.
    text = (
        "Ukraine's air force said it brought down 31 of 44 drones that Russia launched overnight, with wreckage "
        "cutting a power line in the Vinnytsia region but hurting nobody."
    )
    (claim,) = read(text)[1]
    assert (claim.launched, claim.intercepted, claim.scope, claim.admin1) == (44, 31, "national", None)


def test_a_month_s_count_has_no_day() -> None:
    body = "Ukraine's air defence shot down 4,000 drones in February, the commander said."
    article = Article("doc", 0, "inline", "tests", body, published_at=dt.date(2025, 3, 7))
    (claim,) = read_claims(article).interceptions
    assert (claim.event_date, claim.date_start, claim.date_end) == (None, dt.date(2025, 2, 1), dt.date(2025, 2, 28))


def test_what_a_region_borders_is_not_where_drones_fell() -> None:
    body = (
        "Twenty Ukrainian drones were destroyed over the region of Voronezh, which borders Kursk and Belgorod regions."
    )
    article = Article("doc", 0, "inline", "tests", body, published_at=dt.date(2025, 3, 7))
    (claim,) = read_claims(article).interceptions
    assert (claim.intercepted, claim.admin1) == (20, "Voronezh Oblast")
