"""Quotes in their articles: exact passages, everything escaped, only http links."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from snapshot_fixture import HOSTILE, HOSTILE_URL

from dashboards import evidence, queries
from dashboards.evidence import Mark

_ALLOWED = {"article", "h3", "h2", "p", "bdi", "br", "a", "blockquote", "mark", "dl", "div", "dt", "dd", "span"}


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


def marked(text: str) -> list[str]:
    return re.findall(r"<mark[^>]*>(.*?)</mark>", text, flags=re.S)


def test_the_quote_is_marked_where_it_stands():
    body = "One two three two."
    assert evidence.highlight(body, [Mark(14, 17)]) == (
        'One two three <mark class="wl-strike" title="strike">two</mark>.'
    )


def test_overlapping_passages_are_cut_at_their_borders():
    html = evidence.highlight("abcdef", [Mark(0, 4, "strike"), Mark(2, 6, "aid", main=False)])
    assert marked(html) == ["ab", "cd", "ef"]
    assert 'title="strike, aid"' in html


@given(
    body=st.text(max_size=60),
    spans=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6),
)
def test_any_marks_on_any_text_show_the_whole_text_and_no_tag_of_it(body, spans):
    marks = [Mark(a, b) for a, b in spans if a < b <= len(body)]
    page = Tags(evidence.highlight(body, marks))
    assert {tag for tag, _ in page.tags} <= {"mark"}
    assert len(page.text.replace("\r\n", "\n")) == len(body)


def test_a_quote_that_does_not_stand_at_its_offsets_is_said_to_be_astray():
    claim = {"quote": "three", "char_start": 0, "char_end": 5, "body": "One two three", "title": "T", "evidence": None}
    assert evidence.misplaced(claim, claim["body"])
    assert evidence.marks_of([claim], claim["body"]) == []
    assert "does not stand where the claim says" in evidence.claim_card("strike", claim, {})


def test_an_excerpt_keeps_whole_words_and_says_where_it_leaves_out():
    body = "word " * 300 + "the quote" + " word" * 300
    start = body.index("the quote")
    text = Tags(evidence.excerpt(body, [Mark(start, start + 9)], context=50)).text
    assert text.startswith("… word")
    assert text.endswith("word …")
    assert "the quote" in text
    assert len(text) < 200


def test_cards_hold_hostile_articles_as_text(rows):
    claim = queries.claims_of_fact(rows, "strike", "s-kherson").to_dict("records")[0]
    card = evidence.claim_card("strike", claim, {})
    page = Tags(card)
    assert {tag for tag, _ in page.tags} <= _ALLOWED
    assert not [attrs for _, attrs in page.tags if any(name.startswith("on") for name in attrs)]
    assert "href" not in card
    assert HOSTILE in page.text
    assert HOSTILE_URL in page.text
    assert len(marked(card)) == 1


def test_a_card_says_null_as_not_stated_and_zero_as_zero(rows):
    kherson = queries.claims_of_fact(rows, "strike", "s-kherson").to_dict("records")[0]
    saratov = queries.claims_of_fact(rows, "strike", "s-saratov").to_dict("records")[0]
    assert "<dt>Killed</dt><dd><bdi>not stated</bdi></dd>" in evidence.claim_card("strike", kherson, {})
    assert "<dt>Killed</dt><dd><bdi>0</bdi></dd>" in evidence.claim_card("strike", saratov, {})


def test_a_card_names_the_page_of_a_document_with_pages(rows):
    saratov = queries.claims_of_fact(rows, "strike", "s-saratov").to_dict("records")[0]
    assert "published 3 Mar 2025 · page 2<br>" in evidence.claim_card("strike", saratov, {})
    kherson = queries.claims_of_fact(rows, "strike", "s-kherson").to_dict("records")[0]
    assert " · page" not in evidence.claim_card("strike", kherson, {})


def test_a_card_names_source_claimant_and_inferred_year(rows):
    early, late = queries.claims_of_fact(rows, "strike", "s-kyiv").to_dict("records")
    card = Tags(evidence.claim_card("strike", early, {"RU": "Russia"})).text
    for part in ("Dnipro Wire", "published 12 Feb 2025", "https://example.org/kyiv", "Vitali Klitschko", "Russia"):
        assert part in card
    assert "(Ukrainian official)" in card
    assert "year inferred from other articles" in evidence.claim_card("strike", late, {})
    assert marked(evidence.claim_card("strike", early, {}))[-1].startswith("One person was killed")


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "data:text/html,x", "//example.org/x",
        "https://", "https://user@example.org", "https://exa mple.org", "https://example.org/\u202egnp", "file:///etc/passwd",
        "https://[::1", "http:example.org", None, "",
    ],
)  # fmt: skip
def test_no_link_is_offered_to(url):
    assert evidence.safe_url(url) is None


def test_http_links_are_offered():
    assert evidence.safe_url("https://example.org/a?b=1&c=2#d") == "https://example.org/a?b=1&c=2#d"


def test_controls_and_direction_marks_are_shown():
    assert evidence.safe("a\u202eb\x00c\x1bd") == "a\ufffdb\ufffdc\ufffdd"
    assert evidence.safe("a\nb\tc") == "a\nb\tc"


def test_a_long_article_is_shown_around_its_claims():
    body = "x " * 60_000 + "quote" + " y" * 60_000
    text, shortened = evidence.article_text(body, [Mark(120_000, 120_005)])
    assert shortened
    assert len(text) < 5_000
    assert marked(text) == ["quote"]
    assert evidence.article_text("short", []) == ('<div class="wl-body" dir="auto">short</div>', False)


def test_offsets_count_characters_not_bytes_or_code_units(rows):
    body = "🎩🎩 Київ: two hurt."
    start = body.index("two hurt")
    claim = {"quote": "two hurt", "char_start": start, "char_end": start + 8, "kind": "strike"}
    assert marked(evidence.highlight(body, evidence.marks_of([claim], body))) == ["two hurt"]
