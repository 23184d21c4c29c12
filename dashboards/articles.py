"""What the Evidence page says of a search and of an article's claims. No Streamlit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import pandas as pd

from dashboards import evidence, words
from dashboards.queries import KINDS, Found


def found_note(search: Found, limit: int) -> str:
    """How many articles were found; empty where there are none."""
    if search.articles.empty:
        return ""
    more = f" The newest {limit} are shown." if len(search.articles) == limit else ""
    return f"{words.amount_of(len(search.articles), 'article')}.{more}"


def nothing_found(search: Found) -> str:
    """What to say and to do where no article was found."""
    if search.is_whole:
        return "No article holds all these words. Try fewer, or allow articles without claims."
    return "No article holds all these words so far back."


def further_note(search: Found, limit: int) -> str:
    """How far back the search came; empty where it looked through everything or found all that is shown."""
    if search.is_whole or len(search.articles) >= limit:
        return ""
    return (
        f"Looked through {search.n_searched:,} of {search.n_articles:,} articles, the newest first, back to"
        f" {words.day(search.back_to)}."
    )


def choices(found: pd.DataFrame, linked: str | None) -> dict[str, str]:
    """Article id → line to choose it by: those found, and before them the one that a link names if it is not there."""
    lines = {
        article_id: f"{words.day(date)} — {'untitled' if words.is_missing(title) else title}"
        for article_id, date, title in zip(found["article_id"], found["published_at"], found["title"], strict=True)
    }
    return lines if not linked or linked in lines else {linked: f"article {linked}", **lines}


@dataclass(frozen=True)
class Passage:
    """Claims of one kind that rest on the same passage: their HTML, and (label, page, fact id) of each fact's link."""

    html: str
    links: tuple[tuple[str, str, str], ...]


def passages(claims: Sequence[Mapping[str, Any]], body: str) -> list[Passage]:
    """The claims of an article (rows of `queries.claims_of_article`, in reading order) by passage, numbered through."""
    found = []
    number = 0
    for (_, _, kind), group in groupby(claims, key=lambda c: (c["char_start"], c["char_end"], c["kind"])):
        alike = list(group)
        noun = KINDS[kind].noun
        links = tuple(
            (f"To {noun} {number + position}", evidence.PAGE_OF_KIND[kind], claim["fact_id"])
            for position, claim in enumerate(alike, start=1)
            if isinstance(claim["fact_id"], str)
        )
        found.append(Passage(evidence.claim_lines(alike, noun, body, number + 1), links))
        number += len(alike)
    return found
