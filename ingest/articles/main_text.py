"""The main text of an HTML page: trafilatura's, or that of the densest part where most prose would be lost.

Elements are told by the prose that they hold, not by their names: a story inside <aside> is a story.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ingest.articles.metadata import clean_value
from ingest.articles.notices import notice_of
from ingest.articles.plain import is_correction
from ingest.articles.prose import is_prose, word_count

#: Posts of other sites set into the page: not the outlet's words.
_EMBEDDED = ['//blockquote[contains(@class, "twitter-tweet") or contains(@class, "instagram-media")]']
#: Parts that hold no story unless most of the page's prose stands in them.
_SIDE_TAGS = ("aside", "nav", "footer", "header", "form", "dialog", "noscript", "details")
_SIDE_MARKS = re.compile(
    r"(?<![a-z])(?:cookie|consent|gdpr|cmp|paywall|newsletter|signup|related|recommend|most-?read|sidebar|comment|"
    r"teaser|promo|outbrain|taboola|share|social|breadcrumb|popup|modal)",
    re.I,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_BLOCKS = ("h1", "h2", "h3", "h4", "p", "li", "td", "figcaption")
_COLUMNS = ("nav", "aside", "footer")
#: Of the page's prose, what an element must hold to be the story, whatever it is called.
_STORY_SHARE = 0.5
#: An index has so many linked headlines, and less text than this besides one teaser for each.
_INDEX_HEADINGS, _INDEX_WORDS = 5, 40
#: Fewer cards side by side are no row of other stories; longer ones no teasers.
_CARDS, _CARD_WORDS = 3, 60
#: Of a paragraph that is only a link, the share of its text in the link, and its least words.
_LINK_SHARE, _LINK_WORDS = 0.9, 4
#: Where trafilatura keeps less than this of the prose outside side parts, the densest part is taken.
_LEAST_KEPT = 0.5


def main_text(tree: Any) -> tuple[str, int]:
    """The main part, a paragraph a line, and the words of prose that the page holds outside its side parts."""
    import trafilatura

    counted = _prose_words(tree)
    total = counted.get(tree, 0)
    corrections = _corrections(tree)
    _open_side_parts(tree, counted, total)
    _drop_cards(tree, counted, total)
    _drop_links(tree)
    found = sum(word_count(line) for line in _lines(tree) if is_prose(line) and notice_of(line) is None)
    text = trafilatura.extract(
        tree, output_format="txt", include_comments=False, include_tables=True, prune_xpath=_EMBEDDED
    )
    text = str(text or "")
    kept = sum(word_count(line) for line in text.split("\n") if is_prose(line) and notice_of(line) is None)
    if kept < _LEAST_KEPT * found:
        dense = "\n".join(_lines(_densest(tree, counted)))
        if sum(word_count(line) for line in dense.split("\n") if is_prose(line)) > kept:
            text = dense
    text = text if text.strip() else paragraphs(tree)
    return "\n".join([text, *(line for line in corrections if line not in text)]), found


def _corrections(tree: Any) -> list[str]:
    """The outlet's notices of corrections, which pages also put into side columns and feet."""
    lines = (clean_value(block.text_content(), 1_000) for block in tree.iter("p", "li"))
    return [line for line in dict.fromkeys(lines) if line and is_correction(line)]


def lists_stories(tree: Any) -> bool:
    """Whether a page is an index: five linked headlines or more, and hardly any text beside their teasers."""
    n_headings, n_words, behind_heading = 0, 0, False
    for block in _blocks(tree, ("h2", "h3", "h4", "p")):
        if block.tag != "p":
            behind_heading = next(block.iter("a"), None) is not None or block.getparent().tag == "a"
            n_headings += behind_heading
            continue
        line = clean_value(block.text_content(), 5_000)
        if line and is_prose(line) and notice_of(line) is None:
            n_words += 0 if behind_heading else word_count(line)
            behind_heading = False
    return n_headings >= _INDEX_HEADINGS and n_words < _INDEX_WORDS


def _blocks(part: Any, tags: tuple[str, ...]) -> Iterator[Any]:
    """The elements of these tags outside side columns, in document order."""
    from lxml import etree

    side = 0
    for event, element in etree.iterwalk(part, events=("start", "end")):
        if element.tag in _COLUMNS:
            side += 1 if event == "start" else -1
        elif event == "start" and not side and element.tag in tags:
            yield element


def paragraphs(part: Any) -> str:
    """The text of all headings, paragraphs and list items outside side parts, one a line."""
    return "\n".join(_lines(part))


def _lines(part: Any) -> Iterator[str]:
    for block in _blocks(part, _BLOCKS):
        if block.tag in ("li", "td") and next(block.iter("p"), None) is not None:
            continue
        if line := clean_value(block.text_content(), 20_000):
            yield f"- {line}" if block.tag == "li" else line


def _prose_words(tree: Any) -> dict[Any, int]:
    """The words of running text inside each element that has some; notices do not count."""
    counted: dict[Any, int] = {}
    for element in reversed(list(tree.iter())):  # children stand behind their parents
        if element.tag == "p" or (element.tag == "li" and element not in counted):
            line = clean_value(element.text_content(), 5_000)
            if line and is_prose(line) and notice_of(line) is None:
                counted[element] = word_count(line)
        parent = element.getparent()
        if parent is not None and element in counted:
            counted[parent] = counted.get(parent, 0) + counted[element]
    return counted


def _open_side_parts(tree: Any, counted: dict[Any, int], total: int) -> None:
    """Side parts that hold most of the prose become plain blocks; other ones and hidden ones go."""
    for element in list(tree.iter()):
        if not isinstance(element.tag, str) or element.tag in ("html", "body", "head"):
            continue
        words = counted.get(element, 0)
        marks = f"{element.get('class') or ''} {element.get('id') or ''}"
        is_side = element.tag in _SIDE_TAGS or (marks != " " and _SIDE_MARKS.search(marks) is not None)
        is_hidden = element.get("hidden") is not None or _HIDDEN.search(element.get("style") or "") is not None
        if not is_side and not is_hidden:
            continue
        if total and words >= _STORY_SHARE * total:
            element.tag = "div" if element.tag in _SIDE_TAGS else element.tag
            for name in ("class", "id", "hidden", "style"):
                element.attrib.pop(name, None)
        elif is_hidden and element.getparent() is not None:
            element.drop_tree()


def _drop_cards(tree: Any, counted: dict[Any, int], total: int) -> None:
    """Other stories in a row of cards, each a linked headline with a teaser, go unless they hold the page's prose: the
    entries of a live page are linked, too."""
    rows: dict[Any, list[Any]] = {}
    for element in tree.iter("div", "li", "article", "section"):
        if _is_card(element):
            rows.setdefault(element.getparent(), []).append(element)
    for cards in rows.values():
        if len(cards) >= _CARDS and sum(counted.get(card, 0) for card in cards) < _STORY_SHARE * total:
            for card in cards:
                card.drop_tree()


def _is_card(element: Any) -> bool:
    headings = list(element.iter("h2", "h3", "h4", "h5"))
    if len(headings) != 1 or element.getparent() is None:
        return False
    heading = headings[0]
    is_linked = next(heading.iter("a"), None) is not None or next(heading.iterancestors("a"), None) is not None
    return is_linked and word_count(clean_value(element.text_content(), 5_000) or "") <= _CARD_WORDS


def _drop_links(tree: Any) -> None:
    """Paragraphs and subheadings that are one link go: they lead to other stories. A page that has mostly such keeps
    them."""
    blocks = list(tree.iterdescendants("h2", "h3", "h4", "p"))
    links = [block for block in blocks if _is_link(block)]
    if len(links) <= len(blocks) / 2:
        for block in links:
            block.drop_tree()


def _is_link(block: Any) -> bool:
    anchors = list(block.iter("a"))
    text = " ".join(block.text_content().split())
    if len(anchors) != 1 or text.count(" ") + 1 < _LINK_WORDS:
        return False
    return len(" ".join(anchors[0].text_content().split())) >= _LINK_SHARE * len(text)


def _densest(tree: Any, counted: dict[Any, int]) -> Any:
    """The smallest element that holds at least four fifths of the page's prose."""
    total = counted.get(tree, 0)
    best = tree
    while True:
        inside = [child for child in best if counted.get(child, 0) >= 0.8 * total]
        if not total or len(inside) != 1 or inside[0].tag in ("p", "li"):
            return best
        best = inside[0]
