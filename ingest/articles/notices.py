"""Pages that are no article: consent walls, robot checks, missing and forbidden pages, invitations to subscribe.

A notice speaks to its visitor ("you", "we", "our") about the site itself. A story about cookies or about a blocked page
does not, so it takes both the address and the words of data/notices.yml.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from ingest.articles.cues import fold

#: Longer paragraphs than this are terms and conditions or a story.
_MOST_WORDS = 150
#: A page with a notice's headline and less text beside it than this is the notice.
_MIN_STORY_WORDS = 80
#: A line so short is a notice without such words: "Page not found."
_SHORT = 60
_SPEAKS_TO_READER = re.compile(r"\b(?:you|your|you're|yours|we|our|subscribe|register|log in|sign in|click|please)\b")
_TITLE_EDGES = re.compile(r"^[\W_]+|[\W_]+$")


@dataclass(frozen=True)
class Notice:
    """One kind of page that is no article; `code` is the rejection's reason code."""

    code: str
    reason: str
    titles: frozenset[str]
    strong: re.Pattern[str]
    weak: re.Pattern[str]


@lru_cache(maxsize=1)
def _notices() -> tuple[Notice, ...]:
    path = Path(__file__).parent / "data" / "notices.yml"
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    return tuple(
        Notice(code, row["reason"], frozenset(row["titles"]), _any_of(row["strong"], r"(?!\w)"), _any_of(row["weak"]))
        for code, row in rows.items()
    )


def _any_of(phrases: Iterable[str], end: str = "") -> re.Pattern[str]:
    longest_first = sorted(map(re.escape, phrases), key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(longest_first) + ")" + end)


@lru_cache(maxsize=4_096)
def notice_of(line: str, *, is_alone: bool = False) -> Notice | None:
    """The notice that a paragraph is, or None. `is_alone`: no story stands beside it, so weak phrases count, too."""
    if len(line) > 1_200 or line.count(" ") >= _MOST_WORDS:
        return None
    text = line.replace("’", "'").casefold()
    speaks = _SPEAKS_TO_READER.search(text) is not None
    if not speaks and len(text) > _SHORT:
        return None
    for notice in _notices():
        if notice.strong.search(text) or (is_alone and len(set(notice.weak.findall(text))) >= 2):
            return notice
    return None


def page_notice(title: str | None, lines: list[str], n_story_words: int) -> Notice | None:
    """The notice that a whole page is: by its headline, or because its text is notices and no story.

    `lines` are all lines of the page's text, `n_story_words` the words of running text among them that are no notice.
    """
    if n_story_words >= _MIN_STORY_WORDS:
        return None
    heads = [title or "", *lines[:3]]
    for notice in _notices():
        if n_story_words and notice.code == "paywall":
            continue  # the beginning of a story: kept, and marked as one
        if any(_TITLE_EDGES.sub("", fold(head)) in notice.titles for head in heads if head):
            return notice
    found = [notice_of(line, is_alone=True) for line in lines if line.count(" ") >= 4]
    notices = [notice for notice in found if notice is not None and not (n_story_words and notice.code == "paywall")]
    needed = len(found) / 2 if n_story_words == 0 else len(found) / 2 + 1
    return notices[0] if notices and len(notices) >= needed else None
