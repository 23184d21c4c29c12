"""HTML pages: main text by trafilatura, publication data from JSON-LD and other metadata (never from footers)."""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ingest.articles.dates import parse_stated_date

_TAGS = re.compile(r"<(?:!doctype\s{1,9}html|html|head|body|article|div|p|span|section|table|meta|script)\b", re.I)
_CLOSING = re.compile(r"</(?:p|div|span|a|li|td|h[1-6]|article|section)\s{0,9}>", re.I)
_DATE_PROPERTIES = (
    "article:published_time", "article:published", "og:published_time", "og:article:published_time", "datepublished",
    "date", "pubdate", "publishdate", "publish-date", "publish_date", "publication_date", "parsely-pub-date",
    "sailthru.date", "dc.date", "dc.date.issued", "dcterms.date", "dcterms.created", "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime", "citation_date", "originalpublicationdate", "rnews:datepublished", "analytics:published",
)  # fmt: skip
_TITLE_SUFFIX = re.compile(r"\s[|–—-]\s[^|–—]{2,40}$")
#: News pages have some thousand elements; trafilatura's time grows with the square of them (378 s for 270,000).
_MAX_ELEMENTS = 40_000
#: Posts of other sites set into the page: not the outlet's words.
_EMBEDDED = ['//blockquote[contains(@class, "twitter-tweet") or contains(@class, "instagram-media")]']
_ARTICLE_TYPES = ("article", "posting", "report")


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


def read_page(markup: str) -> Page | None:
    """The main text and metadata of an HTML page; None when it has no main text."""
    from lxml import etree
    from lxml import html as lxml_html

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    markup = markup.replace("\x00", "")
    try:
        parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, huge_tree=True)
        tree = lxml_html.fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    data = list(_json_ld(tree))
    properties = _properties(tree)
    page = Page(
        text="",
        title=_title(tree, data, properties),
        byline=_author(data),
        publisher=_publisher(data) or _clean(properties.get("og:site_name")),
        url=_address(tree, properties),
        published_at=_published(tree, data, properties),
    )
    page.text = _main_text(tree)
    if page.byline == page.publisher:
        page.byline = None
    return page if page.text.strip() else None


def _main_text(tree: Any) -> str:
    """The main part by trafilatura, by line; all paragraphs where none stands out or the page is too big for it."""
    if sum(1 for _ in tree.iter()) <= _MAX_ELEMENTS:
        import trafilatura

        text = trafilatura.extract(
            tree,
            output_format="txt",
            include_comments=False,
            include_tables=True,
            prune_xpath=_EMBEDDED,
        )
        if text and text.strip():
            return str(text)
    return _paragraphs(tree)


def _properties(tree: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop")
        if name and meta.get("content"):
            found.setdefault(name.strip().casefold(), meta.get("content"))
    return found


def _json_ld(tree: Any) -> Iterator[dict[str, Any]]:
    """Every JSON-LD object that describes an article."""
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or ""):
            continue
        text = script.text or ""
        try:
            value = json.loads(text.strip().rstrip(";"), strict=False)
        except (ValueError, RecursionError):
            continue
        stack, visited = [value], 0
        while stack and visited < 2000:
            visited += 1
            item = stack.pop()
            if isinstance(item, list):
                stack.extend(reversed(item))
            elif isinstance(item, dict):
                kinds = item.get("@type")
                kinds = [kinds] if isinstance(kinds, str) else kinds if isinstance(kinds, list) else []
                if any(str(kind).casefold().endswith(_ARTICLE_TYPES) for kind in kinds):
                    yield item
                stack.extend(item[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in item)


def _clean(value: Any) -> str | None:
    if not isinstance(value, str):
        return None
    from ingest.articles.normalise import clean_text

    return " ".join(clean_text(value).split())[:500] or None


def _published(tree: Any, data: list[dict[str, Any]], properties: dict[str, str]) -> dt.date | None:
    for item in data:
        if date := parse_stated_date(item.get("datePublished")):
            return date
    for name in _DATE_PROPERTIES:
        if date := parse_stated_date(properties.get(name)):
            return date
    for time in tree.iter("time"):
        marked = f"{time.get('itemprop') or ''} {time.get('class') or ''} {time.get('pubdate') or ''}".casefold()
        if ("publish" in marked or "pubdate" in marked) and (date := parse_stated_date(time.get("datetime"))):
            return date
    return None


def _title(tree: Any, data: list[dict[str, Any]], properties: dict[str, str]) -> str | None:
    headings = [text for text in (_clean(heading.text_content()) for heading in tree.iter("h1")) if text]
    if len(headings) == 1 and len(headings[0].split()) >= 3:
        return headings[0]
    for item in data:
        if title := _clean(item.get("headline")):
            return title
    title = _clean(properties.get("og:title")) or (headings[0] if headings else None)
    if title is None:
        element = tree.find(".//title")
        title = _clean(element.text_content()) if element is not None else None
    return _TITLE_SUFFIX.sub("", title) if title else None


def _author(data: list[dict[str, Any]]) -> str | None:
    for item in data:
        authors = item.get("author")
        authors = authors if isinstance(authors, list) else [authors]
        names = [_clean(author.get("name") if isinstance(author, dict) else author) for author in authors]
        known = [name for name in names if name and not name.startswith("http")]
        if known:
            return ", ".join(dict.fromkeys(known))
    return None


def _publisher(data: list[dict[str, Any]]) -> str | None:
    for item in data:
        publisher = item.get("publisher")
        publisher = publisher[0] if isinstance(publisher, list) and publisher else publisher
        name = _clean(publisher.get("name") if isinstance(publisher, dict) else publisher)
        if name:
            return name
    return None


def _address(tree: Any, properties: dict[str, str]) -> str | None:
    for link in tree.iter("link"):
        if (link.get("rel") or "").casefold() == "canonical" and (link.get("href") or "").startswith("http"):
            return str(link.get("href"))[:2000]
    url = properties.get("og:url", "")
    return url[:2000] if url.startswith("http") else None


def _paragraphs(tree: Any) -> str:
    """The text of all <p> elements: the fallback for pages on which no main part stands out."""
    return "\n".join(filter(None, (_clean(p.text_content()) for p in tree.iter("p"))))
