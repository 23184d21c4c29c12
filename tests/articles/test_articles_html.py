"""HTML pages: main text, metadata, dates never from footers."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from ingest.articles import read_document
from ingest.articles.dates import url_date
from ingest.core.documents import Article, Document
from ingest.core.stated_dates import read_moment

PARAGRAPHS = [
    "Drones struck a substation outside Poltava before dawn, leaving nine villages without power, the operator said.",
    "Crews restored supply to the hospital first and to the water works by noon, it added in a statement on Tuesday.",
    "The air force had counted forty drones that night and said that thirty-one of them had been brought down.",
]


def page(head: str = "", body: str = "") -> bytes:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    return f"""<!DOCTYPE html><html lang="en"><head><title>Substation hit | The Paper</title>{head}
      <script>var secret = "do not keep me";</script><style>p {{color: red}}</style></head><body>
      <nav><ul><li><a href="/">Home</a></li><li><a href="/war">War</a></li></ul></nav>
      <article><h1>Substation hit near Poltava</h1>{body}{text}</article>
      <aside><h2>Most read</h2><a href="/x">Five ways to cook beans that your neighbours hide</a></aside>
      <footer>Copyright 2031 The Paper. <script>track()</script></footer></body></html>""".encode()


def only(content: bytes, uri: str = "page.html", **meta: str) -> Article:
    articles, rejections = read_document(Document(uri, content, meta=meta))
    assert len(articles) == 1 and not rejections
    return articles[0]


def test_body_is_the_story_alone():
    article = only(page())
    assert article.title == "Substation hit near Poltava"
    assert article.body.split("\n\n") == ["Substation hit near Poltava", *PARAGRAPHS]
    assert article.published_at is None and article.published_basis == "none"


def test_html_is_told_by_its_content_not_by_its_name():
    assert only(page(), "page.txt").body == only(page()).body
    plain = "\n\n".join(PARAGRAPHS)
    assert only(plain.encode(), "page.html").body == plain


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:published_time" content="2025-02-04T23:10:00+02:00">',
        '<meta name="pubdate" content="Tue, 04 Feb 2025 21:10:00 GMT">',
        '<script type="application/ld+json">'
        + json.dumps({"@graph": [{"@type": ["NewsArticle"], "datePublished": "2025-02-04", "headline": "x y z"}]})
        + "</script>",
    ],
)
def test_date_from_metadata(head: str):
    article = only(page(head), url="https://paper.test/2019/01/01/old")
    basis = "structured_data" if "json" in head else "meta"
    assert (article.published_at, article.published_basis) == (dt.date(2025, 2, 4), basis)


def test_other_metadata():
    data = {
        "@type": "ReportageNewsArticle",
        "author": [{"name": "Iryna Bondar"}, "Max Roth"],
        "publisher": {"name": "The &amp; Paper"},
        "datePublished": "soon",
    }
    head = (
        f'<script type="application/ld+json">{json.dumps(data)}</script><link rel="canonical" href="https://p.test/a">'
    )
    article = only(page(head))
    assert (article.byline, article.publisher, article.url) == (
        "Iryna Bondar, Max Roth",
        "The & Paper",
        "https://p.test/a",
    )
    assert article.published_at is None


def test_dateline_in_the_body():
    article = only(
        page(body="<p>KYIV, Ukraine (AP) — The grid operator reported new damage in the centre of the country.</p>")
    )
    assert (article.agency, article.dateline_place) == ("AP", "Kyiv, Ukraine")


def test_date_of_the_address_is_the_last_resort():
    article = only(page(), url="https://paper.test/war/2025/feb/04/substation")
    assert (article.published_at, article.published_basis) == (dt.date(2025, 2, 4), "url")


def test_tables_that_lay_out_a_page_and_lines_parted_by_breaks():
    menu = '<td><a href="/n">News</a><br><a href="/f">Fish</a><br><a href="/o">Oil</a></td>'
    heading = "<h1>Substation hit near Poltava</h1>"
    inside = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    table = f"<html><body><table><tr>{menu}<td>{heading}{inside}</td></tr></table></body></html>"
    assert only(table.encode()).body.split("\n\n") == ["Substation hit near Poltava", *PARAGRAPHS]
    breaks = f"<html><body><table><tr><td>{'<br><br>'.join(PARAGRAPHS)}</td></tr></table></body></html>"
    assert only(breaks.encode()).body.split("\n\n") == PARAGRAPHS


def test_the_line_under_the_headline_is_not_the_title():
    article = only(page(body="<p>The Paper, Tuesday 4 February 2025</p>"))
    assert article.title == "Substation hit near Poltava"
    assert (article.published_at, article.published_basis) == (dt.date(2025, 2, 4), "byline")
    assert only(page(body="<p>Iryna Bondar, staff writer</p>")).byline == "Iryna Bondar"


STORY = "".join(f"<p>{paragraph} {paragraph}</p>" for paragraph in PARAGRAPHS)


def several(outside: str = "", heading: str = "h2", kind: str = "post") -> bytes:
    parts = "".join(
        f'<article class="{kind}"><{heading}>Story number {n} of the page</{heading}>'
        f'<time class="published" datetime="2025-02-0{n}">x</time>{STORY}</article>'
        for n in (1, 2, 3)
    )
    return f"<!DOCTYPE html><html><body>{outside}{parts}</body></html>".encode()


@pytest.mark.parametrize("heading", ["h1", "h2"])
def test_a_page_that_shows_several_stories_in_full(heading: str):
    articles, _ = read_document(Document("x.html", several(heading=heading)))
    assert [a.title for a in articles] == [f"Story number {n} of the page" for n in (1, 2, 3)]
    assert [a.published_at for a in articles] == [dt.date(2025, 2, n) for n in (1, 2, 3)]
    assert all(a.body.count("Poltava") == 2 for a in articles)
    assert [a.article_index for a in articles] == [0, 1, 2] and len({a.article_id for a in articles}) == 3


def test_a_round_up_under_one_headline_is_one_story():
    assert len(read_document(Document("x.html", several("<h1>Live: the war as it happens</h1>")))[0]) == 1


def test_comments_are_no_stories():
    articles, _ = read_document(
        Document("x.html", several(f"<article><h1>Alone at the top</h1>{STORY}</article>", kind="comment"))
    )
    assert len(articles) == 1


def test_date_that_stands_near_the_headline_but_not_in_a_side_column():
    near = '<div class="byline"><span class="post-date">February 4, 2025</span></div>'
    assert only(page(body=near)).published_at == dt.date(2025, 2, 4)
    side = '<aside class="related"><time class="published" datetime="2024-01-09">x</time></aside>'
    assert only(page(body=side)).published_at is None


def test_pages_without_a_story():
    links = "".join(f'<li><a href="/{n}">Some section {n}</a></li>' for n in range(40))
    for content in (
        f"<html><body><nav><ul>{links}</ul></nav></body></html>".encode(),
        b"<html><head><script>var a = 'Four people were hurt at dawn, they said.';</script></head><body></body></html>",
        b"<html></html>",
    ):
        articles, rejections = read_document(Document("x.html", content))
        assert not articles and [r.reason_code for r in rejections] == ["no_text"]


def test_entities_and_stray_markup_in_plain_text():
    text = "They said &quot;five&quot; fell near the <b>depot</b> &amp; one near a school&nbsp;at noon.\u200b\x07\r\n"
    assert only(text.encode()).body == 'They said "five" fell near the depot & one near a school at noon.'


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("2025-02-12", dt.date(2025, 2, 12)),
        ("2025-02-12T23:59:59-05:00", dt.date(2025, 2, 12)),
        ("20250212", dt.date(2025, 2, 12)),
        ("20250212T101500", dt.date(2025, 2, 12)),
        ("Wed, 12 Feb 2025 08:00:00 GMT", dt.date(2025, 2, 12)),
        ("Sept. 3, 2024", dt.date(2024, 9, 3)),
        ("12.02.2025 10:30", dt.date(2025, 2, 12)),
        ("12 лютого 2025, 10:30", dt.date(2025, 2, 12)),
        ("3 мая 2024", dt.date(2024, 5, 3)),
        ("02/03/2025", None),
        ("February 2025", None),
        ("2025-13-40", None),
        ("", None),
        (None, None),
    ],
)
def test_stated_dates(value: str | None, date: dt.date | None):
    moment = read_moment(value)
    assert (moment and moment.date) == date


@pytest.mark.parametrize(
    ("url", "date"),
    [
        ("https://p.test/2025/02/12/x", dt.date(2025, 2, 12)),
        ("https://p.test/news/2025-02-12-x", dt.date(2025, 2, 12)),
        ("https://p.test/a/20250212_x.html", dt.date(2025, 2, 12)),
        ("https://p.test/2023/apr/28/x/", dt.date(2023, 4, 28)),
        ("https://p.test/x?date=2025-02-12", None),
        ("https://p.test/2025/02/x", None),
        ("https://p.test/id/1202502129", None),
        (None, None),
    ],
)
def test_dates_in_addresses(url: str | None, date: dt.date | None):
    assert url_date(url) == date


@pytest.mark.parametrize(
    "place",
    [
        "<p><em>{}</em></p>",
        "<aside class='note'><p>{}</p></aside>",
        "<footer><p>{}</p></footer>",
        "<ul><li>{}</li></ul>",
    ],
)
def test_a_correction_belongs_to_the_story_wherever_the_page_puts_it(place: str):
    notice = "This article was amended on 4 March 2025. An earlier version said that ten villages had lost power."
    content = page().replace(b"</article>", place.format(notice).encode() + b"</article>")
    links = b"<footer><ul><li><a href='/c'>Corrections</a></li></ul></footer></body>"
    article = only(content.replace(b"</body>", links))
    assert article.body.endswith(notice) and article.body.count(notice) == 1
    assert PARAGRAPHS[0] in article.body and "\n\nCorrections" not in article.body
