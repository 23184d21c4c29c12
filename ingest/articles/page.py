"""HTML pages: what is one, its main text by trafilatura, and pages that show several stories in full."""

from __future__ import annotations

import datetime as dt
import logging
import re
from dataclasses import dataclass, replace
from typing import Any

from ingest.articles.metadata import (
    clean_value,
    find_address,
    find_author,
    find_marked_time,
    find_published,
    find_publisher,
    find_title,
    read_json_ld,
    read_properties,
)

_TAGS = re.compile(r"<(?:!doctype\s{1,9}html|html|head|body|article|div|p|span|section|table|meta|script)\b", re.I)
_CLOSING = re.compile(r"</(?:p|div|span|a|li|td|h[1-6]|article|section)\s{0,9}>", re.I)
#: News pages have some thousand elements; trafilatura's time grows with the square of them (378 s for 270,000).
_MAX_ELEMENTS = 40_000
#: Characters of a table's cell that no table of data has.
_LONG_CELL = 400
#: Words of paragraphs that make an <article> a story rather than a teaser.
_MIN_STORY_WORDS = 60
#: Posts of other sites set into the page: not the outlet's words.
_EMBEDDED = ['//blockquote[contains(@class, "twitter-tweet") or contains(@class, "instagram-media")]']


@dataclass
class Page:
    """What an HTML page says about itself, and its main text (paragraphs by line)."""

    text: str
    title: str | None = None
    byline: str | None = None
    publisher: str | None = None
    url: str | None = None
    published_at: dt.date | None = None


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
    """Main text and metadata of an HTML page, once for each story shown in full; empty when it has no text."""
    from lxml import etree
    from lxml import html as lxml_html

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    markup = markup.replace("\x00", "")
    try:
        parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, huge_tree=True)
        tree = lxml_html.fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return []
    _flatten_layout(tree)
    is_small = sum(1 for _ in tree.iter()) <= _MAX_ELEMENTS
    data = list(read_json_ld(tree))
    properties = read_properties(tree)
    page = Page(
        text="",
        title=find_title(tree, data, properties),
        byline=find_author(data),
        publisher=find_publisher(data) or clean_value(properties.get("og:site_name")),
        url=find_address(tree, properties),
        published_at=find_published(tree, data, properties) if is_small else None,
    )
    if page.byline == page.publisher:
        page.byline = None
    parts = _full_stories(tree) if is_small else []
    if parts and not any("live" in str(item.get("@type")).casefold() for item in data):
        return _pages_of_parts(page, parts)
    page.text = _main_text(tree) if is_small else _paragraphs(tree)
    return [page] if page.text.strip() else []


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
        published_at = find_marked_time(part)
        if number == 0:
            story = replace(page, title=title or page.title, published_at=published_at or page.published_at)
        else:
            story = Page("", title, None, page.publisher, page.url, published_at)
        story.text = _paragraphs(part)
        if story.text.strip():
            pages.append(story)
    return pages


def _main_text(tree: Any) -> str:
    """The main part by trafilatura, by line; all paragraphs where none stands out."""
    import trafilatura

    text = trafilatura.extract(
        tree, output_format="txt", include_comments=False, include_tables=True, prune_xpath=_EMBEDDED
    )
    return str(text) if text and text.strip() else _paragraphs(tree)


def _paragraphs(part: Any) -> str:
    """The text of all headings, paragraphs and list items outside side columns, one a line."""
    lines = []
    for block in part.iter("h1", "h2", "h3", "h4", "p", "li"):
        if next(block.iterancestors("nav", "aside", "footer"), None) is not None:
            continue
        if block.tag == "li" and next(block.iter("p"), None) is not None:
            continue
        lines.append(clean_value(block.text_content()))
    return "\n".join(line for line in lines if line)
