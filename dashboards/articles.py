"""What the Evidence page says of a search and of an article's claims. No Streamlit."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from dashboards import evidence, words
from dashboards.language import tr
from dashboards.queries import KINDS, Found

#: A phrase in quotation marks, or a word.
_TERM = re.compile(r'"([^"]+)"|“([^”]+)”|(\S+)')
_MOST_TERMS = 12


@cache
def _aliases() -> dict[str, tuple[str, ...]]:
    """Each spelling in small letters → all spellings of its name."""
    groups = yaml.safe_load((Path(__file__).parent / "data" / "aliases.yml").read_text(encoding="utf-8"))
    return {spelling.lower(): tuple(group) for group in groups for spelling in group}


def terms_of(text: str) -> tuple[tuple[str, ...], ...]:
    """What is searched for: words and phrases in quotation marks, each with the other spellings of its name.

    `Kiev "air defence"` asks for (Kiev, Kyiv, Kyyiv) and for (air defence).
    """
    found = [next(group for group in match.groups() if group) for match in _TERM.finditer(text)]
    terms = [" ".join(term.strip('"“”').split()) for term in found[:_MOST_TERMS]]
    return tuple(tuple(dict.fromkeys((term, *_aliases().get(term.lower(), ())))) for term in terms if term)


def other_spellings(terms: Sequence[Sequence[str]]) -> str:
    """Which other spellings a search looks for too; empty where there are none."""
    named = [f"{term[0]}: {', '.join(term[1:])}" for term in terms if len(term) > 1]
    return tr("Other spellings are found too: {named}.", named="; ".join(named)) if named else ""


def snippets(found: pd.DataFrame, terms: Sequence[Sequence[str]], address: Callable[[str], str]) -> str:
    """The articles found as a list of HTML: title, source, and the surroundings of the first match, terms marked."""
    items = []
    for row in found.to_dict("records"):
        title = tr("Untitled") if words.is_missing(row["title"]) else _marked(str(row["title"]), terms)
        text = "" if words.is_missing(row["snippet"]) else _marked(" ".join(str(row["snippet"]).split()), terms)
        publisher = evidence.safe(row["publisher"]) or tr("publisher not stated")
        items.append(
            f'<li><a href="{evidence.safe(address(row["article_id"]))}" target="_self" dir="auto">{title}</a>'
            f'<p class="wl-source"><bdi>{publisher}</bdi> · {words.day(row["published_at"])} ·'
            f" {words.amount_of(row['n_claims'], 'claim')}</p>"
            f'<p class="wl-snippet" dir="auto">… {text} …</p></li>'
        )
    return f'<ol class="wl-found">{"".join(items)}</ol>'


def _marked(text: str, terms: Sequence[Sequence[str]]) -> str:
    """Text as escaped HTML with every spelling of the terms marked."""
    spellings = sorted({spelling for term in terms for spelling in term}, key=len, reverse=True)
    if not spellings:
        return evidence.safe(text)
    pattern = re.compile("|".join(re.escape(spelling) for spelling in spellings), re.IGNORECASE)
    pieces, end = [], 0
    for match in pattern.finditer(text):
        pieces += [evidence.safe(text[end : match.start()]), f"<mark>{evidence.safe(match[0])}</mark>"]
        end = match.end()
    return "".join([*pieces, evidence.safe(text[end:])])


def facts_found(found: pd.DataFrame) -> str:
    """The facts found as a list of HTML, each a link to its page."""
    items = "".join(
        f'<li><a href="{evidence.PAGE_OF_KIND[row["kind"]]}?{evidence.safe(evidence.asked(fact=row["fact_id"]))}"'
        f' target="_self"><bdi>{evidence.safe(row["line"])}</bdi></a> · {words.noun(KINDS[row["kind"]].noun)},'
        f" {words.day(row['date'])}</li>"
        for row in found.to_dict("records")
    )
    return f'<ul class="wl-found">{items}</ul>'


def found_note(search: Found, limit: int, by_relevance: bool = False) -> str:
    """How many articles were found; empty where there are none."""
    if search.articles.empty:
        return ""
    if len(search.articles) < limit:
        more = ""
    elif by_relevance:
        more = tr(" The most relevant {limit} are shown.", limit=limit)
    else:
        more = tr(" The newest {limit} are shown.", limit=limit)
    return f"{words.amount_of(len(search.articles), 'article')}.{more}"


def nothing_found(search: Found) -> str:
    """What to say and to do where no article was found."""
    if search.is_whole:
        return tr("No article holds all these words. Try fewer, or allow articles without claims.")
    return tr("No article holds all these words so far back.")


def further_note(search: Found, limit: int) -> str:
    """How far back the search came; empty where it looked through everything or found all that is shown."""
    if search.is_whole or len(search.articles) >= limit:
        return ""
    return tr(
        "Looked through {n_searched} of {n_articles} articles, the newest first, back to {back_to}.",
        n_searched=words.number(search.n_searched),
        n_articles=words.number(search.n_articles),
        back_to=words.day(search.back_to),
    )


def choices(found: pd.DataFrame, linked: str | None) -> dict[str, str]:
    """Article id → line to choose it by: those found, and before them the one that a link names if it is not there."""
    lines = {
        article_id: f"{words.day(date)} — {tr('untitled') if words.is_missing(title) else title}"
        for article_id, date, title in zip(found["article_id"], found["published_at"], found["title"], strict=True)
    }
    return lines if not linked or linked in lines else {linked: tr("article {linked}", linked=linked), **lines}


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
        noun = words.noun(KINDS[kind].noun)
        links = tuple(
            (
                tr("To {noun} {number}", noun=noun, number=number + position),
                evidence.PAGE_OF_KIND[kind],
                claim["fact_id"],
            )
            for position, claim in enumerate(alike, start=1)
            if isinstance(claim["fact_id"], str)
        )
        found.append(Passage(evidence.claim_lines(alike, noun, body, number + 1), links))
        number += len(alike)
    return found
