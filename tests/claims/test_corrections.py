"""Correction notices: the wrong figure makes no claim, the notice no event, and the right figure counts."""

from __future__ import annotations

import datetime as dt

import pytest

from ingest.claims import read_claims
from ingest.claims.corrections import read_revisions
from ingest.claims.model import Claims
from ingest.claims.proof import unshown
from ingest.core.correction_notices import is_bare_label, opens_notice, opens_with_notice
from ingest.core.documents import Article

STRIKE = "A Russian missile hit a market in Kharkiv on Monday, killing 12 people and wounding 30, the mayor said."
DEPOT = "a railway depot in Kovel"
NEXT = "Schools nearby will stay closed until Thursday."


def read(*paragraphs: str) -> tuple[Article, Claims]:
    body = "\n\n".join(paragraphs)
    article = Article("doc", 0, "inline", "tests", body, published_at=dt.date(2025, 3, 3))
    return article, read_claims(article)


@pytest.mark.parametrize(
    ("text", "is_notice"),
    [
        ("Correction: the toll in Izium was two.", True),
        ("Clarification (4 March): the drone was a decoy.", True),
        ("Correction, March 4, 2025 - the town is Izium.", True),
        ("The headline of this story was amended on Tuesday.", True),
        ("We've since corrected this article.", True),
        ("An earlier version of this report named another street.", True),
        ("(Corrects toll in second paragraph)", True),
        ("Corrections officers were wounded in Kherson.", False),
        ("Correction of artillery fire took an hour.", False),
        ("This story has been updated to reflect the new toll.", True),
        ("This story has been updated with details of the raid.", False),
        ("Update: The death toll has risen to 14.", False),
        ("The UN report was updated on Monday.", False),
        ("An earlier version of the plan gave Moscow more land.", False),
        ("In this article of the treaty nothing has changed.", False),
    ],
)
def test_a_notice_speaks_of_its_own_article(text: str, is_notice: bool) -> None:
    assert opens_notice(text) is is_notice


def test_a_label_alone_has_its_notice_below() -> None:
    assert is_bare_label("Correction") and is_bare_label("Corrections & Clarifications:")
    assert is_bare_label("Clarification, March 4, 2025")
    assert not is_bare_label("Correction: the toll is 10.")
    _, claims = read(STRIKE, "Correction", "The missile killed 10 people, not 12.")
    assert [(strike.killed, strike.wounded) for strike in claims.strikes] == [(10, 30)]


@pytest.mark.parametrize(
    ("notice", "revisions"),
    [
        ("Correction: we said that 12 people had been killed, not 10.", [("killed", 12, 10)]),
        ("An earlier version of this story misstated the death toll. It is 10, not 12.", [("killed", 12, 10)]),
        ("Correction: the number of wounded was 15, not 51.", [("wounded", 51, 15)]),
        ("Correction: 10 people died, not 12, and 28 were hurt, not 30.", [("killed", 12, 10), ("wounded", 30, 28)]),
        (
            "An earlier version of this article said 12 rather than 10 people died and 30 rather than 28 were injured.",
            [("killed", 12, 10), ("wounded", 30, 28)],
        ),
        ("This story wrongly said that 54 drones had flown in when in fact 45 did.", [("weapons", 54, 45)]),
        ("(Corrects number of drones shot down to 54 in paragraph 2)", [("weapons", None, 54)]),
        ("We originally wrote that Oslo gave $50 million. It gave $55 million.", [("money", 50e6, 55e6)]),
        ("Correction: the strike was on 4 March, not 3 March.", []),
        ("This article was amended on 4 March 2025 to name the street.", []),
        ("Correction: the town is Izium, not Lozova.", []),
        ("An earlier version of this article said that 12 people died.", []),
    ],
)
def test_figures_that_a_notice_replaces(notice: str, revisions: list[tuple[str, float | None, float]]) -> None:
    assert [(each.kind, each.wrong, each.right.value) for each in read_revisions(notice)] == revisions


@pytest.mark.parametrize(
    "notice",
    [
        "Correction: an earlier version of this article said 12 people were killed; the figure is 10.",
        "This article was amended on 4 March 2025. An earlier version said 12 people were killed; it was 10.",
        "This story has been corrected to show that 10 people died in Kharkiv, not 12.",
    ],
)
@pytest.mark.parametrize("place", ["end", "top", "last sentence"])
def test_the_corrected_figure_counts_wherever_the_notice_stands(notice: str, place: str) -> None:
    paragraphs = {
        "end": [STRIKE, NEXT, notice],
        "top": [notice, STRIKE, NEXT],
        "last sentence": [STRIKE, f"{NEXT} {notice}"],
    }[place]
    article, claims = read(*paragraphs)
    assert [(strike.killed, strike.wounded) for strike in claims.strikes] == [(10, 30)]
    row = claims.rows(article)["strikes"][0]
    assert unshown(row) == []  # the notice is among the evidence
    assert row["evidence"][-1]["quote"] == notice
    assert all(article.body[each["char_start"] : each["char_end"]] == each["quote"] for each in row["evidence"])


def test_an_article_that_has_the_right_figure_already_stays_as_it_is() -> None:
    notice = "Correction: an earlier version of this article said 12 people were killed; the figure is 10."
    _, claims = read(STRIKE.replace("12", "10"), notice)
    assert [strike.killed for strike in claims.strikes] == [10]
    assert claims.strikes[0].evidence == []


def test_notices_without_figures_and_updates_with_news() -> None:
    _, plain = read(STRIKE, NEXT)
    _, amended = read(STRIKE, NEXT, "Clarification: the market is in the east of Kharkiv, where a missile hit in May.")
    assert amended.strikes == plain.strikes
    _, updated = read(STRIKE, NEXT, "Update: The death toll in Kharkiv has risen to 14, the mayor said.")
    assert [strike.killed for strike in updated.strikes] == [14]


def test_only_the_claim_that_has_the_wrong_figure_changes() -> None:
    other = "A Russian drone killed 2 people in Nikopol on Monday, the governor said."
    _, claims = read(STRIKE, other, "Correction: 3 people, not 2, were killed in Nikopol.")
    assert {strike.place: strike.killed for strike in claims.strikes} == {"Kharkiv": 12, "Nikopol": 3}


def test_counts_of_weapons_and_sums_are_corrected() -> None:
    bulletin = "Ukraine's air force shot down 54 of 103 Russian drones overnight."
    _, claims = read(bulletin, "Correction: 45 drones were shot down, not 54.")
    assert [(count.launched, count.intercepted) for count in claims.interceptions] == [(103, 45)]
    gift = "Norway will give Ukraine $50 million for air defence, the government in Oslo announced on Monday."
    _, claims = read(gift, "An earlier version of this story said that Norway gave $50 million. It gave $55 million.")
    assert [package.amount for package in claims.aid_packages] == [55e6]


def test_a_story_in_one_line_goes_on_behind_its_notice() -> None:
    notice = "This article was amended on 4 March 2025."
    _, claims = read(f"{notice} {STRIKE} " + " ".join([NEXT] * 25))
    assert [strike.killed for strike in claims.strikes] == [12]


@pytest.mark.parametrize(
    ("paragraphs", "toll"),
    [
        (("Correction: market hit", f"CORRECTION. {STRIKE.replace('12', 'two')} We gave a wrong toll."), (2, 30)),
        (
            ("Correction", f"Correction: two people, not 15, were killed when a missile hit {DEPOT} on Monday."),
            (2, None),
        ),
        ((STRIKE, "Correction: two people were killed, not 12."), (2, 30)),
    ],
)
def test_a_notice_that_is_the_whole_story_reports_the_event(paragraphs: tuple[str, ...], toll: tuple[int, int | None]):
    article, claims = read(*paragraphs)
    assert [(strike.killed, strike.wounded) for strike in claims.strikes] == [toll]
    assert [unshown(row) for row in claims.rows(article)["strikes"]] == [[]]


def test_a_text_opens_as_a_correction_by_its_head_alone():
    assert opens_with_notice("Correction: mill hit in Romny\n\nA drone hit a mill.")
    assert opens_with_notice("Mill hit\n\nCORRECTION. A drone hit a mill in Romny.")
    assert not opens_with_notice(f"Market hit\n\n{STRIKE}\n\nCorrection: the toll is 10.")
