"""What an HTML page says about itself: title, authors, publisher, address, publication dates (never from a footer)."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from typing import Any

from ingest.articles.normalise import clean_text
from ingest.core.stated_dates import StatedDate

_DATE_PROPERTIES = (
    "article:published_time", "article:published", "og:published_time", "og:article:published_time", "datepublished",
    "date", "pubdate", "publishdate", "publish-date", "publish_date", "publication_date", "parsely-pub-date",
    "sailthru.date", "dc.date", "dc.date.issued", "dcterms.date", "dcterms.created", "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime", "citation_date", "originalpublicationdate", "rnews:datepublished", "analytics:published",
)  # fmt: skip
_TITLE_SUFFIX = re.compile(r"\s[|–—-]\s[^|–—]{2,40}$")
_WORD = re.compile(r"\w+")
_ARTICLE_TYPES = ("article", "posting", "report")
_SIDE_CLASSES = re.compile(r"related|recommend|sidebar|comment|teaser|most-?read", re.I)


def read_properties(tree: Any) -> dict[str, str]:
    """The content of a page's meta elements by property, name or itemprop."""
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


def clean_value(value: Any, limit: int = 500) -> str | None:
    """A text on one line, of at most `limit` characters."""
    if not isinstance(value, str):
        return None
    return " ".join(clean_text(value).split())[:limit] or None


def stated_dates(data: list[dict[str, Any]], properties: dict[str, str]) -> list[StatedDate]:
    """Every publication date that the page's metadata states, structured data first."""
    stated = [("structured_data", item.get("datePublished")) for item in data]
    stated += [("meta", properties.get(name)) for name in _DATE_PROPERTIES]
    return [StatedDate(basis, str(text).strip()) for basis, text in stated if text]


def marked_times(part: Any) -> list[StatedDate]:
    """Each <time> that is marked as publication and does not stand in a side column or among related links."""
    found = []
    for time in part.iter("time"):
        marked = f"{time.get('itemprop') or ''} {time.get('class') or ''} {time.get('pubdate') or ''}".casefold()
        if ("publish" in marked or "pubdate" in marked) and time.get("datetime") and not _is_aside(time):
            found.append(StatedDate("byline", time.get("datetime").strip()))
    return found


def _is_aside(element: Any) -> bool:
    for ancestor in element.iterancestors():
        if ancestor.tag in ("aside", "footer", "nav") or _SIDE_CLASSES.search(ancestor.get("class") or ""):
            return True
    return False


def visible_date(tree: Any) -> list[StatedDate]:
    """The date that htmldate finds near the headline; its wide search would take the year of a copyright line."""
    import htmldate
    import lxml.html

    # A page that is one drawing or one list: htmldate cannot take the root out of a tree.
    main = lxml.html.Element("html")
    main.append(copy.deepcopy(tree))
    for element in list(main.iterdescendants("aside", "footer", "nav")):
        element.drop_tree()
    found = htmldate.find_date(
        main, extensive_search=False, original_date=True, min_date="1995-01-01", max_date="2100-01-01"
    )
    return [StatedDate("byline", found)] if found else []


def printed_title(tree: Any) -> str | None:
    """The one headline of first rank that a page prints."""
    headings = [text for text in (clean_value(heading.text_content()) for heading in tree.iter("h1")) if text]
    return headings[0] if len(set(headings)) == 1 and len(headings[0].split()) >= 3 else None


def find_title(tree: Any, data: list[dict[str, Any]], properties: dict[str, str]) -> str | None:
    """The headline of an article.

    Pages print one headline and declare others for search engines and feeds. The printed one counts, unless a
    declared one is the same with words left out, or all declared ones agree on another.
    """
    declared = [title for item in data if (title := clean_value(item.get("headline")))][:1]
    if title := clean_value(properties.get("og:title")):
        declared.append(_TITLE_SUFFIX.sub("", title))
    printed = printed_title(tree)
    if printed is None:
        return declared[0] if declared else _plain_heading(tree)
    words = _words(printed)
    for title in declared:
        if len(_words(title)) >= 4 and _words(title) != words and _is_part(_words(title), words):
            return title
    if len(declared) == 2 and _words(declared[0]) == _words(declared[1]) != words:
        return declared[0]
    return printed


def _plain_heading(tree: Any) -> str | None:
    for element in (*tree.iter("h1"), *tree.iter("title")):
        if title := clean_value(element.text_content()):
            return _TITLE_SUFFIX.sub("", title)
    return None


def _words(title: str) -> list[str]:
    return [word for word in _WORD.findall(title.casefold()) if word not in ("a", "an", "the")]


def _is_part(words: list[str], whole: list[str]) -> bool:
    """Whether all words stand in the other list, in the same order."""
    rest = iter(whole)
    return all(word in rest for word in words)


def find_author(data: list[dict[str, Any]]) -> str | None:
    """The first author that the structured data name."""
    for item in data:
        authors = item.get("author")
        authors = authors if isinstance(authors, list) else [authors]
        names = [clean_value(author.get("name") if isinstance(author, dict) else author) for author in authors]
        known = [name for name in names if name and not name.startswith("http")]
        if known:
            return ", ".join(dict.fromkeys(known))
    return None


def find_publisher(data: list[dict[str, Any]]) -> str | None:
    """The publisher that the structured data name."""
    for item in data:
        publisher = item.get("publisher")
        publisher = publisher[0] if isinstance(publisher, list) and publisher else publisher
        name = clean_value(publisher.get("name") if isinstance(publisher, dict) else publisher)
        if name:
            return name
    return None


def find_address(tree: Any, properties: dict[str, str]) -> str | None:
    """The page's canonical address, http or https only."""
    for link in tree.iter("link"):
        if (link.get("rel") or "").casefold() == "canonical" and (link.get("href") or "").startswith("http"):
            return str(link.get("href"))[:2000]
    url = properties.get("og:url", "")
    return url[:2000] if url.startswith("http") else None
