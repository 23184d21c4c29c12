"""What a sitemap lists: pages, news with title and date, or further sitemaps; XML, plain text, gzip."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from ingest.core.urls import BadUrl, absolute_url
from ingest.sources.compression import Damaged, TooLarge, unpack_file

#: The protocol's own limits: bytes of a sitemap unpacked, addresses in it.
MAX_BYTES, MAX_ENTRIES = 52_428_800, 50_000


@dataclass(frozen=True)
class SitemapEntry:
    """One address. Dates are as the sitemap states them; title, published, publisher, language are a news sitemap's."""

    url: str
    lastmod: str | None = None
    title: str | None = None
    published: str | None = None
    publisher: str | None = None
    language: str | None = None


@dataclass(frozen=True)
class Sitemap:
    """`pages` of a sitemap or `sitemaps` of an index, in its order, each address once.

    `problem` says what is wrong, whether or not anything could be read; `n_unusable` counts entries without an
    address that can be fetched.
    """

    pages: list[SitemapEntry] = field(default_factory=list)
    sitemaps: list[SitemapEntry] = field(default_factory=list)
    n_unusable: int = 0
    problem: str | None = None


def parse_sitemap(content: bytes, *, url: str, max_bytes: int = MAX_BYTES) -> Sitemap:
    """The sitemap in these bytes, which came from `url`. Never raises for what they are; nothing is fetched."""
    try:
        content = unpack_file(content, max_bytes=max_bytes)
    except (TooLarge, Damaged) as error:
        return Sitemap(problem=f"the compressed sitemap {error}")
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        return Sitemap(problem="is empty")
    if start.startswith((b"http://", b"https://")):
        return _text_sitemap(start.decode("utf-8", "replace"), url)
    return _xml_sitemap(start if start[:1] == b"<" else content, url)


def _text_sitemap(text: str, base: str) -> Sitemap:
    return _collect([{"loc": line.strip()} for line in text.splitlines() if line.strip()], [], base, None)


def _xml_sitemap(content: bytes, base: str) -> Sitemap:
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        return Sitemap(problem=f"is not XML: {str(error)[:200]}")
    if root is None:
        return Sitemap(problem="is not XML")
    broken = [entry for entry in parser.error_log if entry.level_name in ("ERROR", "FATAL")]
    problem = f"is malformed: line {broken[0].line}: {broken[0].message[:200]}" if broken else None
    pages = [_fields(node) for node in root.iter("{*}url")]
    sitemaps = [_fields(node) for node in root.iter("{*}sitemap")]
    if not pages and not sitemaps and _local(root) not in ("urlset", "sitemapindex"):
        return Sitemap(problem=f"is no sitemap: its root is <{_local(root)[:40]}>")
    return _collect(pages, sitemaps, base, problem)


def _fields(node: etree._Element) -> dict[str, str]:
    """Text by element name, the first of each; what lies inside an <image:image> or <video:video> does not count.

    Nor does what lies in another entry inside this one: entries in entries in entries would each be read by all.
    """
    found: dict[str, str] = {}
    waiting = list(reversed(node))
    while waiting:
        child = waiting.pop()
        if not isinstance(child.tag, str) or (name := _local(child)) in ("image", "video", "url", "sitemap"):
            continue
        if text := _text(child):
            found.setdefault(name, text)
        waiting.extend(reversed(child))
    return found


def _text(node: etree._Element) -> str:
    try:
        return (node.text or "").strip()
    except UnicodeDecodeError:
        return ""  # libxml2 recovers halves of surrogate pairs (&#xD800;), which no text can hold


def _local(node: etree._Element) -> str:
    # not etree.QName, which raises for a prefix that was never declared
    return str(node.tag).rpartition("}")[2].rpartition(":")[2]


def _collect(pages: list[dict[str, str]], sitemaps: list[dict[str, str]], base: str, problem: str | None) -> Sitemap:
    unusable = 0
    lists: tuple[list[SitemapEntry], list[SitemapEntry]] = ([], [])
    for rows, entries in zip((pages, sitemaps), lists, strict=True):
        seen: set[str] = set()
        for row in rows[:MAX_ENTRIES]:
            try:
                url = absolute_url(base, row.get("loc", "")) if row.get("loc") else None
            except BadUrl:
                url = None
            if url is None:
                unusable += 1
            elif url not in seen:
                seen.add(url)
                entries.append(
                    SitemapEntry(
                        url,
                        lastmod=row.get("lastmod"),
                        title=row.get("title"),
                        published=row.get("publication_date"),
                        publisher=row.get("name"),
                        language=row.get("language"),
                    )
                )
        if len(rows) > MAX_ENTRIES:
            problem = f"lists {len(rows):,} addresses; the first {MAX_ENTRIES:,} were read"
    return Sitemap(*lists, n_unusable=unusable, problem=problem)
