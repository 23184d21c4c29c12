"""Pages of plain text: stories parted, boilerplate cut, headline data read."""

from __future__ import annotations

import datetime as dt
import textwrap

import pytest

from ingest.articles import read_document
from ingest.claims import read_claims
from ingest.core.documents import Article, Document

LEAD = (
    "Rescue teams worked through the night after drones hit two blocks of flats in the city of Sumy, the governor said."
)
SECOND = "Four people were treated for burns and a school next door lost its windows, he added in a video message."
LONG = " ".join([LEAD, SECOND] * 2)


def read(text: str, **meta: str) -> list[Article]:
    articles, rejections = read_document(Document("page.txt", text.encode(), meta=meta))
    assert not rejections
    return articles


def only(text: str, **meta: str) -> Article:
    articles = read(text, **meta)
    assert len(articles) == 1
    return articles[0]


def test_headline_stays_once_and_becomes_the_title():
    article = only(f"Drones hit Sumy\n\nDrones hit Sumy\n\n\nDrones hit Sumy\n\n{LEAD}\n\n{SECOND}\n")
    assert article.title == "Drones hit Sumy"
    assert article.body == f"Drones hit Sumy\n\n{LEAD}\n\n{SECOND}"


def test_wire_page_header():
    article = only(
        "Frontier Defence Daily\nAIR POWER\nDrones hit Sumy as talks stall\nDrones hit Sumy as talks stall\n"
        "By Olha PETRENKO with Jan Kowal in Lublin\nSumy, Ukraine (AFP) Mar 3, 2025\n\n"
        f"{LEAD}\n\n{SECOND}\n\nop-jk/abc\n"
    )
    assert article.title == "Drones hit Sumy as talks stall"
    assert article.byline == "Olha PETRENKO with Jan Kowal in Lublin"
    assert (article.agency, article.dateline_place) == ("AFP", "Sumy, Ukraine")
    assert (article.published_at, article.published_basis) == (dt.date(2025, 3, 3), "dateline")
    assert article.body == f"Drones hit Sumy as talks stall\n\n{LEAD}\n\n{SECOND}"


def test_second_dateline_under_a_headline_opens_another_story():
    articles = read(
        f"Drones hit Sumy\nKyiv (AFP) Mar 3, 2025\n\n{LONG}\n\n{SECOND}\n\nBrussels weighs new package\n"
        "Brussels, Belgium (AFP) Mar 3, 2025 - Ministers met on Monday to talk about a further package of help.\n\n"
        f"{SECOND}\n"
        "\nRelated Links\n\nOlder story about tanks\nRiga (UPI) Feb 1, 2025\n"
        "A long teaser of some other report that ends in dots before it has told anything at all ... read more\n"
    )
    assert [article.title for article in articles] == ["Drones hit Sumy", "Brussels weighs new package"]
    assert [article.article_index for article in articles] == [0, 1]
    assert "tanks" not in articles[1].body and "Brussels weighs" not in articles[0].body


def test_published_blocks_and_continue_reading_part_a_page():
    page = "Connect with us\n\nThe War\n\n"
    for name in ("First", "Second", "Third"):
        page += f"{name} story about the front line\n\nPublished\n\non\n\nBy\n\n{LEAD}\n\n{SECOND}\n\n"
        page += "The War\n\n" if name == "First" else "Continue Reading\n\nThe War\n\n"
    articles = read(page + "Most Viewed\n\nYou cannot copy content of this page")
    assert [article.title for article in articles] == [
        f"{n} story about the front line" for n in ("First", "Second", "Third")
    ]
    for article in articles:
        assert article.body == f"{article.title}\n\n{LEAD}\n\n{SECOND}"
        assert article.published_at is None and article.published_basis == "none"


@pytest.mark.parametrize(
    "opening",
    [
        "By Maria Lysenko\n\nMinisters met on Monday to talk about a further package of help for the front.",
        "BRUSSELS, March 3 (Reuters) - Ministers met on Monday to talk about a further package of help for the front.",
        "Brussels, Belgium, March 3, 2025 (UPI) -- Ministers met on Monday to talk about a further package of help.",
    ],
)
def test_other_openings_of_a_second_story(opening: str):
    articles = read(
        f"Drones hit Sumy at night\n\n{LONG}\n\n{SECOND}\n\nBrussels weighs a new package\n\n{opening}\n\n{SECOND}"
    )
    assert [article.title for article in articles] == ["Drones hit Sumy at night", "Brussels weighs a new package"]


def test_a_digest_of_short_pieces_is_parted_and_its_head_left_out():
    pieces = "".join(
        f"\n\nHeadline of piece {n} here\nBerlin, Paris (EuroDesk) Feb 1{n}, 2024\n\n{LEAD}\n\n{SECOND}\n\n{LEAD}"
        for n in (1, 2, 3)
    )
    articles = read(f"THE DIPLOMATIC WEEK\nCompiled by EuroDesk Monitor from our correspondents{pieces}")
    assert [a.title for a in articles] == [f"Headline of piece {n} here" for n in (1, 2, 3)]
    assert [a.published_at for a in articles] == [dt.date(2024, 2, 10 + n) for n in (1, 2, 3)]
    assert {(a.agency, a.dateline_place) for a in articles} == {("EuroDesk", "Berlin, Paris")}


def test_a_menu_in_one_line_above_the_headline_goes():
    article = only(
        f"Home News War Economy Opinion Podcasts Support us\nDrones hit Sumy at night\n\n{LEAD}\n\nMost read: 1. Frost"
    )
    assert article.body == f"Drones hit Sumy at night\n\n{LEAD}"


def test_subheadings_and_datelines_without_a_date_do_not_part_a_live_page():
    entry = f"Air alert over Kharkiv region\n\nKHARKIV, Ukraine — {LEAD}\n\n{SECOND}\n\n– Maria Lysenko\n\n"
    assert len(read(f"Live: the war as it happens\n\n{LONG}\n\n{entry * 3}")) == 1


@pytest.mark.parametrize(
    ("line", "place", "agency"),
    [
        ("KYIV, Ukraine (AP) — Drones", "Kyiv, Ukraine", "AP"),
        ("KYIV, Feb 12 (Reuters) - Drones", "Kyiv", "Reuters"),
        ("MOSCOW, February 12. /TASS/. Drones", "Moscow", "TASS"),
        ("WASHINGTON – Drones", "Washington", None),
        ("Kyiv, Ukraine CNN — Drones", "Kyiv, Ukraine", None),
        ("(Reuters) - Drones", None, "Reuters"),
        ("ODESA, March 15 (MPA) - Drones", "Odesa", "MPA"),
    ],
)
def test_datelines(line: str, place: str | None, agency: str | None):
    article = only(f"{line} hit two blocks of flats in the city of Sumy before dawn, the governor said on Tuesday.")
    assert (article.dateline_place, article.agency) == (place, agency)
    assert article.body.startswith(line) and article.published_at is None


@pytest.mark.parametrize(
    "junk",
    [
        "Advertisement",
        "Read also: Minister resigns over delayed shells",
        "SHELLING LEAVES HUNDREDS WITHOUT POWER, OFFICIALS SAY AS WINTER NEARS",
        "Sign up for our morning newsletter and never miss a story.",
        "Share on Facebook",
    ],
)
def test_furniture_between_paragraphs_goes(junk: str):
    assert only(f"{LEAD}\n\n{junk}\n\n{SECOND}").body == f"{LEAD}\n\n{SECOND}"


@pytest.mark.parametrize(
    "foot", ["Leave a Reply", "Most Viewed", "Related Content", "© 2025 Some Paper. All rights reserved."]
)
def test_everything_after_the_end_of_a_story_goes(foot: str):
    assert only(f"{LEAD}\n\n{SECOND}\n\n{foot}\n\nFive tricks that plumbers hate\n\nAnother headline").body.endswith(
        SECOND
    )


def test_a_pictures_copyright_line_does_not_end_the_page():
    assert only(f"{LEAD}\n\n© Example Union, 2024\n\n{LONG} {LONG}").body.endswith(SECOND)


def test_sidecar_wins_over_the_text():
    text = f"Headline of the page itself\nKyiv (AFP) Mar 3, 2025\n\n{LEAD}"
    article = only(
        text, published="2025-03-04T09:00:00+02:00", publisher="The Paper", title="Given title", url="https://x.test/a"
    )
    assert (article.published_at, article.published_basis) == (dt.date(2025, 3, 4), "sidecar")
    assert (article.publisher, article.title, article.url) == ("The Paper", "Given title", "https://x.test/a")


def test_date_of_last_resort_is_the_address_and_then_nothing():
    assert only(LEAD, url="https://x.test/2024/11/05/sumy").published_basis == "url"
    assert only(f"{LEAD}\n\nCopyright © 2025 The Paper").published_at is None
    assert only(f"{LEAD}\n\nThe strike of March 3, 2025 was the fifth.").published_at is None


def test_glued_sentences_and_wrapped_lines():
    glued = (
        f"{LONG}The prosecutor opened a case on the same day, his office said.Power was back by noon, the utility said."
    )
    assert "\n\nThe prosecutor opened" in only(glued).body and "\n\nPower was back" in only(glued).body
    wrapped = (
        "Rescue teams worked through the night after drones had hit two\nblocks of flats in the city, officials said, "
        "and the fire\nservice sent twelve crews from towns that lie near the border."
    )
    assert only(wrapped).body == wrapped.replace("\n", " ")


def test_a_correction_below_the_end_of_the_text_stays_with_it():
    notice = "Correction: an earlier version of this story gave another number of wounded."
    article = only(f"Drones hit Sumy\n\n{LONG}\n\nRelated articles\n\nWhat is known\n\n{notice}\n\nContact us\n")
    assert article.body == f"Drones hit Sumy\n\n{LONG}\n\n{notice}"
    corrected = "This story has been updated to correct the number of wounded to four."
    updated = "This story has been updated with details of the damage."
    assert only(f"Drones hit Sumy\n\n{LONG}\n\n{corrected}\n").body.endswith(corrected)
    assert updated not in only(f"Drones hit Sumy\n\n{LONG}\n\n{updated}\n").body


@pytest.mark.parametrize(
    ("glued", "parted"),
    [
        ("Air defence forcesintercepted nine drones.", "forces intercepted nine"),
        ("Two women werekilled when the roof fell in.", "were killed when"),
        ("Three dronesin a row came from the north.", "drones in a row"),
        ("The governor saidthat the school had burned.", "said that the"),
        ("Fires went out inthe harbour by noon.", "in the harbour"),
        (
            "Saboteurs, warzones and airbases of the spokesperson.",
            "Saboteurs, warzones and airbases of the spokesperson",
        ),
        ("A micronation and a counterbattery.", "micronation and a counterbattery"),
    ],
)
def test_words_that_lost_their_blank_are_parted_and_compounds_stay(glued: str, parted: str):
    article = only(f"Drones hit Sumy\n\n{LEAD}\n\n{glued}\n\n{SECOND}\n")
    assert parted in article.body


def test_a_claim_from_parted_words_is_quoted_from_the_stored_text():
    text = "On Monday Ukrainian air defence forcesintercepted 9 of 12 Russian drones over Sumy region, the army said."
    article = only(f"Drones over Sumy\n\n{text}\n", published="2025-03-03")
    (row,) = read_claims(article).rows(article)["interceptions"]
    assert (row["launched"], row["intercepted"]) == (12, 9) and "forces intercepted" in row["quote"]
    assert article.body[row["char_start"] : row["char_end"]] == row["quote"]


def test_wrapped_lines_below_a_longer_heading_are_joined():
    heading = f"Statement of the fire service on the night and on what {'is known of it so far, ' * 5}by its head"
    text = (
        "Crews from Lozova, Izium, Barvinkove and Balakliia worked through the night, the State Emergency Service "
        "said, because the Kharkiv Region had asked its neighbours for help, and the Dnipro and Poltava Regions sent "
        "twelve Tatra and Scania engines to the towns of Lozova and Izium before the morning."
    )
    lines = textwrap.wrap(text, 64)
    assert any(line[0].isupper() for line in lines[1:])
    assert only("\n".join([heading, "", *lines])).body == f"{heading}\n\n{text}"


@pytest.mark.parametrize(("line", "stays"), [("Sunday, 17 November", True), ("Sunday, 17 November 2024", False)])
def test_a_day_below_running_text_heads_the_next_part_unless_it_is_a_date_of_publication(line: str, stays: bool):
    article = only(f"Drones hit Sumy\n\n{LEAD}\n\n{line}\n\n{SECOND}\n")
    assert (line in article.body) is stays
