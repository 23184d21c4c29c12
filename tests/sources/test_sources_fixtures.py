"""The outside feeds and pages: how many are read right, and that each of the others is explained in docs/sources.md."""

from __future__ import annotations

from pathlib import Path

from evaluation import score_fixtures as scoring

#: What the index expects otherwise than the page itself says; docs/sources.md tells why for each.
EXPLAINED = {"aed_news_sky_com_760a68.html"}


def test_shares_and_explanations(corpus: Path, root: Path):
    feeds = scoring.feeds(corpus / "unlabelled" / "feeds")
    pages = scoring.pages(corpus / "unlabelled" / "html")
    wrong = {item.file for item in [*feeds, *pages] if item.wrong}
    assert wrong <= EXPLAINED
    page = (root / "docs" / "sources.md").read_text(encoding="utf-8")
    assert f"{sum(not item.wrong for item in feeds)} of {len(feeds)} feeds" in page
    assert f"{sum(not item.wrong for item in pages)} of {len(pages)} pages" in page
    assert not [file for file in wrong if file not in page]


def test_the_measure_sees_what_is_wrong():
    body = "Drones hit a depot in Sumy at night and two people were killed, the governor said."
    assert scoring.overlap(body, body) == (1.0, 1.0)
    recall, precision = scoring.overlap(body, body[: body.index(" at night")])
    assert recall < 0.5 and precision == 1.0
    assert scoring.overlap(body, body + " Read also: " + "more " * 20)[1] < 0.5
    assert (
        scoring.plain("“Night” – in\u00a0Sumy") == scoring.plain("'Night' - in Sumy") != scoring.plain("Night in Kyiv")
    )
