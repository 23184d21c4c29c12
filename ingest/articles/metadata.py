"""What an HTML page says about itself: title, authors, publisher, address, publication date (never from a footer)."""

from __future__ import annotations

import copy
import datetime as dt
import json
import re
from collections.abc import Iterator
from typing import Any

from ingest.articles.dates import parse_stated_date
from ingest.articles.normalise import clean_text

_DATE_PROPERTIES = (
    "article:published_time", "article:published", "og:published_time", "og:article:published_time", "datepublished",
    "date", "pubdate", "publishdate", "publish-date", "publish_date", "publication_date", "parsely-pub-date",
    "sailthru.date", "dc.date", "dc.date.issued", "dcterms.date", "dcterms.created", "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime", "citation_date", "originalpublicationdate", "rnews:datepublished", "analytics:published",
)  # fmt: skip
_TITLE_SUFFIX = re.compile(r"\s[|–—-]\s[^|–—]{2,40}$")
_ARTICLE_TYPES = ("article", "posting", "report")
_SIDE_CLASSES = re.compile(r"related|recommend|sidebar|comment|teaser|most-?read", re.I)


def read_properties(tree: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop")
        if name and meta.get("content"):
            found.setdefault(name.strip().casefold(), meta.get("content"))
    return found


def read_json_ld(tree: Any) -> Iterator[dict[str, Any]]:
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


def clean_value(value: Any) -> str | None:
    if not isinstance(value, str):
        return None
    return " ".join(clean_text(value).split())[:500] or None


def find_published(tree: Any, data: list[dict[str, Any]], properties: dict[str, str]) -> dt.date | None:
    for item in data:
        if date := parse_stated_date(item.get("datePublished")):
            return date
    for name in _DATE_PROPERTIES:
        if date := parse_stated_date(properties.get(name)):
            return date
    return find_marked_time(tree) or _find_visible_date(tree)


def find_marked_time(part: Any) -> dt.date | None:
    """The date of a <time> that is marked as publication and does not stand in a side column or among related links."""
    for time in part.iter("time"):
        marked = f"{time.get('itemprop') or ''} {time.get('class') or ''} {time.get('pubdate') or ''}".casefold()
        date = parse_stated_date(time.get("datetime")) if "publish" in marked or "pubdate" in marked else None
        if date and not _is_aside(time):
            return date
    return None


def _is_aside(element: Any) -> bool:
    for ancestor in element.iterancestors():
        if ancestor.tag in ("aside", "footer", "nav") or _SIDE_CLASSES.search(ancestor.get("class") or ""):
            return True
    return False


def _find_visible_date(tree: Any) -> dt.date | None:
    """The date that htmldate finds near the headline; its wide search would take the year of a copyright line."""
    import htmldate

    main = copy.deepcopy(tree)
    for element in list(main.iter("aside", "footer", "nav")):
        element.drop_tree()
    found = htmldate.find_date(
        main, extensive_search=False, original_date=True, min_date="1995-01-01", max_date="2100-01-01"
    )
    return parse_stated_date(found)


def find_title(tree: Any, data: list[dict[str, Any]], properties: dict[str, str]) -> str | None:
    headings = [text for text in (clean_value(heading.text_content()) for heading in tree.iter("h1")) if text]
    if len(headings) == 1 and len(headings[0].split()) >= 3:
        return headings[0]
    for item in data:
        if title := clean_value(item.get("headline")):
            return title
    title = clean_value(properties.get("og:title")) or (headings[0] if headings else None)
    if title is None:
        element = tree.find(".//title")
        title = clean_value(element.text_content()) if element is not None else None
    return _TITLE_SUFFIX.sub("", title) if title else None


def find_author(data: list[dict[str, Any]]) -> str | None:
    for item in data:
        authors = item.get("author")
        authors = authors if isinstance(authors, list) else [authors]
        names = [clean_value(author.get("name") if isinstance(author, dict) else author) for author in authors]
        known = [name for name in names if name and not name.startswith("http")]
        if known:
            return ", ".join(dict.fromkeys(known))
    return None


def find_publisher(data: list[dict[str, Any]]) -> str | None:
    for item in data:
        publisher = item.get("publisher")
        publisher = publisher[0] if isinstance(publisher, list) and publisher else publisher
        name = clean_value(publisher.get("name") if isinstance(publisher, dict) else publisher)
        if name:
            return name
    return None


def find_address(tree: Any, properties: dict[str, str]) -> str | None:
    for link in tree.iter("link"):
        if (link.get("rel") or "").casefold() == "canonical" and (link.get("href") or "").startswith("http"):
            return str(link.get("href"))[:2000]
    url = properties.get("og:url", "")
    return url[:2000] if url.startswith("http") else None
