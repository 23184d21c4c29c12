"""HTML pages: what is one, what it says of itself, and pages that show several stories in full."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, field, replace
from typing import Any

from ingest.articles.main_text import lists_stories, main_text, paragraphs
from ingest.articles.metadata import (
    clean_value,
    find_address,
    find_author,
    find_publisher,
    find_title,
    marked_times,
    printed_title,
    read_json_ld,
    read_properties,
    stated_dates,
    visible_date,
)
from ingest.core.markup import without_floods
from ingest.core.stated_dates import StatedDate

_TAGS = re.compile(r"<(?:!doctype\s{1,9}html|html|head|body|article|div|p|span|section|table|meta|script)\b", re.I)
_CLOSING = re.compile(r"</(?:p|div|span|a|li|td|h[1-6]|article|section)\s{0,9}>", re.I)
#: News pages have some thousand elements; trafilatura's time grows with the square of them (378 s for 270,000).
_MAX_ELEMENTS = 40_000
#: Its time also grows with the elements above each element: news pages have some 20 above each, 100,000 in all.
_MAX_NESTING = 1_000_000
#: Characters of a table's cell that no table of data has.
_LONG_CELL = 400
#: Words of paragraphs that make an <article> a story rather than a teaser.
_MIN_STORY_WORDS = 60


@dataclass
class Page:
    """What an HTML page says about itself, and its main text (paragraphs by line).

    `printed_title` is the headline that stands in the text, where that is not `title`. `dates` are those of metadata,
    `marked_dates` those marked as publication, `visible_dates` others near the headline. `n_prose_words` counts the
    running text outside side parts. `is_story`: the page declares itself an article.
    """

    text: str
    title: str | None = None
    printed_title: str | None = None
    byline: str | None = None
    publisher: str | None = None
    url: str | None = None
    dates: list[StatedDate] = field(default_factory=list)
    marked_dates: list[StatedDate] = field(default_factory=list)
    visible_dates: list[StatedDate] = field(default_factory=list)
    n_prose_words: int | None = None
    is_story: bool = False
    #: The page lists other stories, each a linked headline with a teaser.
    is_index: bool = False


def looks_like_html(text: str) -> bool:
    """Whether a text is HTML: a document tag at its head, or several tags in its first part."""
    head = text[:20_000]
    if "<" not in head:
        return False
    start = head[:1000].lstrip("\ufeff \t\r\n").lower()
    if start.startswith(("<!doctype html", "<html", "<head", "<body", "<article")):
        return True
    return len(_CLOSING.findall(head)) >= 3 and len(_TAGS.findall(head)) >= 2


def read_pages(markup: str) -> list[Page]:
    """Main text and metadata of an HTML page, once for each story shown in full; empty when it cannot be parsed."""
    from lxml import etree
    from lxml import html as lxml_html

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    markup = markup.replace("\x00", "")
    try:
        parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, huge_tree=True)
        content, _ = without_floods(markup.encode("utf-8", "replace"))
        tree = lxml_html.fromstring(content, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return []
    _flatten_layout(tree)
    is_small = _is_small(tree)
    data = list(read_json_ld(tree))
    properties = read_properties(tree)
    page = Page(
        text="",
        title=find_title(tree, data, properties),
        printed_title=printed_title(tree),
        byline=find_author(data),
        publisher=find_publisher(data) or clean_value(properties.get("og:site_name")),
        url=find_address(tree, properties),
        dates=stated_dates(data, properties),
        is_story=bool(data) or properties.get("og:type", "").casefold() == "article",
    )
    if page.byline == page.publisher:
        page.byline = None
    if not is_small:
        page.text = paragraphs(tree)
        return [page]
    page.marked_dates = marked_times(tree)
    page.visible_dates = [] if page.dates or page.marked_dates else visible_date(tree)
    parts = _full_stories(tree)
    if parts and not any("live" in str(item.get("@type")).casefold() for item in data):
        return _pages_of_parts(page, parts)
    page.is_index = not page.is_story and lists_stories(tree)
    page.text, page.n_prose_words = main_text(tree)
    return [page]


def _is_small(tree: Any) -> bool:
    """Whether a page has so few elements, and so little nesting, that it can be read with care in the usual time."""
    from lxml import etree

    n_elements = depth = nesting = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        if event == "start":
            n_elements += 1
            depth += 1
            nesting += depth
        else:
            depth -= 1
    return n_elements <= _MAX_ELEMENTS and nesting <= _MAX_NESTING


def _flatten_layout(tree: Any) -> None:
    """Tables that lay out a page become plain blocks, and text parted by line breaks becomes paragraphs.

    A table of data has short cells without headings, paragraphs or breaks; it stays.
    """
    for cell in list(tree.iter("td", "th")):
        is_layout = next(cell.iter("p", "h1", "h2", "h3", "div", "br"), None) is not None
        if is_layout or len(cell.text_content()) > _LONG_CELL:
            for ancestor in [cell, *cell.iterancestors("tr", "tbody", "thead", "tfoot", "table")]:
                ancestor.tag = "div"
    for cell in list(tree.iter("td", "th", "tr")):
        if next(cell.iterancestors("table"), None) is None:
            cell.tag = "div"


def _full_stories(tree: Any) -> list[Any]:
    """The <article> elements of a page that shows several stories in full, one below the other.

    A round-up or live page, which has a headline of its own above its entries, is one story; so there are parts only
    when every part has its headline and none stands outside. Teasers and comments are too short or marked as such.
    """
    parts = []
    for element in tree.iter("article"):
        marks = f"{element.get('class') or ''} {element.get('id') or ''}".casefold()
        if "comment" in marks or any(ancestor in parts for ancestor in element.iterancestors("article")):
            continue
        texts = [paragraph.text_content() for paragraph in element.iter("p")]
        if len(texts) >= 2 and sum(len(text.split()) for text in texts) >= _MIN_STORY_WORDS:
            if element.find(".//h1") is None and element.find(".//h2") is None:
                return []
            parts.append(element)
    if len(parts) < 2:
        return []
    inside = {heading for part in parts for heading in part.iter("h1")}
    return [] if any(heading not in inside for heading in tree.iter("h1")) else parts


def _pages_of_parts(page: Page, parts: list[Any]) -> list[Page]:
    """A page for each part; what the whole page says of itself is the first one's, but publisher and address."""
    pages = []
    for number, part in enumerate(parts):
        headings = (clean_value(h.text_content()) for h in part.iter("h1", "h2"))
        title = next((heading for heading in headings if heading), None)
        times = marked_times(part)
        if number == 0:
            story = replace(page, title=title or page.title, printed_title=title)
            story.dates = times + page.dates
        else:
            story = Page("", title, title, None, page.publisher, page.url, times)
        story.text = paragraphs(part)
        if story.text.strip():
            pages.append(story)
    return pages
