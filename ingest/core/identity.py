"""Which page an article is: the one address that its versions, its AMP and mobile twins have in common."""

from __future__ import annotations

import html
import re
from urllib.parse import urlsplit

from ingest.core.documents import Article, Document
from ingest.core.urls import BadUrl, absolute_url, page_address

#: The fragment of an entry that shares its link with others of its feed, with what tells it from them.
ITEM_MARK = "item="
#: The head of a page, where it names its own address.
_HEAD = 200_000
_LINK = re.compile(rb"<link\s[^>]{0,2000}>", re.IGNORECASE)
_CANONICAL = re.compile(r"""\brel\s*=\s*["']?canonical\b""", re.IGNORECASE)
_HREF = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.IGNORECASE)
#: A number as long as this in an address is an article's, not a page's or a day's.
_ARTICLE_NUMBER = re.compile(r"\d{5,}")


def article_address(article: Article, document: Document) -> str | None:
    """The address that stands for the article's page (`page_address`), or None when it has none of its own.

    Of pages that were fetched, what the page itself calls its canonical address counts before the address asked for,
    but only within one site and where the two visibly name one article: a page cannot pass for another site's, and an
    outlet that names its front page everywhere does not become one article.
    """
    asked = article.url or document.meta.get("url") or document.source_uri
    address = page_address(asked)
    _, _, fragment = document.source_uri.partition("#")
    if address and fragment.startswith(ITEM_MARK):
        return f"{address}#{fragment}"
    if address is None or article.url is None:
        return address
    declared = _declared(document, asked)
    return declared if declared and _names_the_same(declared, address) else address


def _declared(document: Document, asked: str) -> str | None:
    for link in _LINK.findall(document.content[:_HEAD]):
        text = link.decode("utf-8", "replace")
        if _CANONICAL.search(text) and (found := _HREF.search(text)):
            value = next(group for group in found.groups() if group is not None)
            try:
                return page_address(absolute_url(asked, html.unescape(value)))
            except BadUrl:
                return None
    return None


def _names_the_same(declared: str, asked: str) -> bool:
    ours, theirs = urlsplit(declared), urlsplit(asked)
    if ours.netloc != theirs.netloc:
        return False
    name = ours.path.rsplit("/", 1)[-1].partition(".")[0]
    if len(name) >= 5 and name in asked:
        return True
    return bool(set(_ARTICLE_NUMBER.findall(declared)) & set(_ARTICLE_NUMBER.findall(asked)))
