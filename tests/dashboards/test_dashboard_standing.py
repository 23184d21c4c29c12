"""What the Evidence, Quality and overview pages say, without a page."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from dashboards import articles, queries, standing
from dashboards.queries import Found


@pytest.fixture
def search(rows) -> Found:
    return queries.search_articles(rows, (), seconds=60)


def test_a_search_says_how_much_it_found_and_how_far_back_it_came(search):
    assert articles.found_note(search, 50) == "6 articles."
    assert articles.found_note(search, 6) == "6 articles. The newest 6 are shown."
    assert articles.further_note(search, 50) == ""
    none = Found(search.articles.iloc[:0], 6, 6, None)
    assert articles.nothing_found(none).startswith("No article holds all these words. Try fewer")
    cut = Found(search.articles.iloc[:0], 1_000, 20_000, dt.date(2025, 3, 3))
    assert articles.nothing_found(cut).endswith("so far back.")
    assert articles.further_note(cut, 50) == (
        "Looked through 1,000 of 20,000 articles, the newest first, back to 3 Mar 2025."
    )
    # Enough was found: there is nothing to go on for.
    assert articles.further_note(Found(search.articles, 1_000, 20_000, dt.date(2025, 3, 3)), 6) == ""


def test_a_linked_article_can_be_chosen_though_the_search_leaves_it_out(search):
    found = articles.choices(search.articles, "a-kyiv")
    assert list(found) == search.articles["article_id"].tolist()
    assert found["a-kyiv"] == "12 Feb 2025 — Missiles strike Kyiv before dawn"
    assert next(iter(articles.choices(search.articles, "elsewhere"))) == "elsewhere"
    untitled = search.articles.assign(title=None)
    assert articles.choices(untitled, None)["a-kyiv"] == "12 Feb 2025 — untitled"


def test_claims_on_one_passage_stand_together_and_lead_to_their_facts(rows):
    claims = queries.claims_of_article(rows, "a-kyiv").to_dict("records")
    body = queries.article(rows, "a-kyiv")["body"].iloc[0]
    shown = articles.passages(claims, body)
    assert [passage.links for passage in shown] == [
        (("To strike 1", "strikes", "s-kyiv"),),
        (("To interception count 2", "interceptions", "i-0212"),),
    ]
    alike = articles.passages([claims[0], {**claims[0], "fact_id": None, "claim_id": "c-two"}], body)
    assert (len(alike), [link[0] for link in alike[0].links]) == (1, ["To strike 1"])
    assert 'value="2"' in alike[0].html


def test_the_standing_of_a_build_is_counted_from_its_checks(rows):
    checks, published = queries.checks(rows), queries.publications(rows)
    newest = standing.newest_publication(published)
    figures = {label: value for label, value, _, _ in standing.build_figures(checks, newest)}
    assert figures == {
        "Checks passed": "1 of 2", "Warnings": "1", "Failed or broken": "0", "Rejected": "3", "Set aside": "1",
        "Newest fact": "16 Aug 2025",
    }  # fmt: skip
    unknown = {label: value for label, value, _, _ in standing.build_figures(checks, None)}
    assert (unknown["Rejected"], unknown["Newest fact"]) == ("not stated", "no date")
    glance = dict(standing.glance(queries.check_summary(rows), newest))
    assert (glance["Checks passed"], glance["Articles read"]) == ("1 of 2", "6")
    assert list(dict(standing.glance(queries.check_summary(rows), None))) == ["Checks passed"]
    assert standing.newest_publication(published.iloc[:0]) is None


def test_tables_of_the_quality_page_are_in_words(rows):
    checks = queries.checks(rows)
    assert standing.checks_shown(checks, everything=True)["status"].tolist() == ["warned", "passed"]
    assert standing.checks_shown(checks, everything=False)["origin"].tolist() == ["great expectations"]
    assert standing.gaps_shown(queries.gaps(rows))["kind"].tolist()[1] == "interception count"
    assert standing.compared_note({"missing_here": 1200}) == (
        "Numbers compared: 1,200 missing here. What differs comes first."
    )
    assert standing.history(queries.publications(rows))["n_facts"].tolist() == [13]
    assert standing.in_words(pd.DataFrame({"a": ["cruise_missile"]}), "a")["a"].tolist() == ["cruise missile"]
