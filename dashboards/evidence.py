"""Quotes highlighted in place in their articles, as HTML in which every character of an article is escaped.

Articles are hostile text: nothing of them is markup, links lead only to http and https addresses, characters that
steer the terminal or the writing direction are shown as a replacement character. Pure functions, no Streamlit.
"""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode, urlsplit

from dashboards import language, words
from dashboards.language import mark, tr

#: Characters of context on either side of a claim's passages.
CONTEXT = 280
#: Longer articles are shown around their claims only: a browser chokes on megabytes of marked text.
LONG_BODY = 60_000
#: Bidirectional controls can make a text read otherwise than it is written.
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")


@dataclass(frozen=True, order=True)
class Mark:
    """A passage to highlight: `body[start:end]`; `main` for the quote itself, False for further evidence."""

    start: int
    end: int
    kind: str = "strike"
    main: bool = True
    claim_id: str = ""


def inert(text: str) -> str:
    """Text without characters that steer a terminal or the writing direction: a replacement character for each."""
    return "".join(
        "\ufffd" if char in _BIDI or (unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\t") else char
        for char in text
    )


def safe(text: Any) -> str:
    """Text as HTML that shows it literally. None gives an empty string."""
    return "" if words.is_missing(text) else html.escape(inert(str(text)), quote=True)


def safe_url(url: Any) -> str | None:
    """The address if a click on it may be offered: http or https, with a host, no blanks or controls. Else None."""
    if words.is_missing(url):
        return None
    text = str(url)
    if len(text) > 2000 or any(char.isspace() or unicodedata.category(char) in ("Cc", "Cf", "Cs") for char in text):
        return None
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return None
    return text if parts.scheme in ("http", "https") and host and "@" not in parts.netloc else None


def marks_of(claims: Iterable[Mapping[str, Any]], body: str) -> list[Mark]:
    """The passages of claims (rows with kind, quote, char_start, char_end, evidence) that stand in the body.

    A passage whose offsets do not give its quote is left out; `misplaced` tells which.
    """
    marks = []
    for claim in claims:
        for passage, main in _passages(claim):
            if _stands(passage, body):
                start, end = int(passage["char_start"]), int(passage["char_end"])
                marks.append(Mark(start, end, str(claim.get("kind", "strike")), main, str(claim.get("claim_id", ""))))
    return sorted(set(marks))


def misplaced(claim: Mapping[str, Any], body: str) -> bool:
    """Whether the claim's main quote is not what its offsets point at."""
    return not _stands(claim, body)


def _passages(claim: Mapping[str, Any]) -> Iterable[tuple[Mapping[str, Any], bool]]:
    yield claim, True
    evidence = claim.get("evidence")
    for passage in evidence if evidence is not None and not isinstance(evidence, float) else ():
        yield passage, False


def _stands(passage: Mapping[str, Any], body: str) -> bool:
    start: Any = passage.get("char_start")
    end: Any = passage.get("char_end")
    if words.is_missing(start) or words.is_missing(end):
        return False
    return 0 <= int(start) < int(end) <= len(body) and body[int(start) : int(end)] == passage.get("quote")


def highlight(body: str, marks: Sequence[Mark], start: int = 0, end: int | None = None) -> str:
    """`body[start:end]` as escaped HTML, `<mark>` around the passages; where they overlap they are cut."""
    stop = len(body) if end is None else min(end, len(body))
    inside = [mark for mark in marks if mark.start < stop and mark.end > start]
    borders = sorted({start, stop, *(b for m in inside for b in (m.start, m.end) if start < b < stop)})
    pieces = []
    for left, right in pairwise(borders):
        text = safe(body[left:right])
        over = [mark for mark in inside if mark.start <= left and mark.end >= right]
        if not over:
            pieces.append(text)
            continue
        top = min(over, key=lambda mark: (not mark.main, mark.end - mark.start))
        kinds = ", ".join(dict.fromkeys(words.word(mark.kind) for mark in over))
        role = "" if top.main else " wl-further"
        pieces.append(f'<mark class="wl-{safe(top.kind)}{role}" title="{safe(kinds)}">{text}</mark>')
    return "".join(pieces)


def windows(length: int, marks: Sequence[Mark], context: int = CONTEXT) -> list[tuple[int, int]]:
    """The stretches of a text of that length that hold the passages with their context, merged where they meet."""
    stretches: list[tuple[int, int]] = []
    for one in sorted(marks):
        left, right = max(0, one.start - context), min(length, one.end + context)
        if stretches and left <= stretches[-1][1]:
            stretches[-1] = (stretches[-1][0], max(stretches[-1][1], right))
        else:
            stretches.append((left, right))
    return stretches


def _at_word(body: str, position: int, step: int) -> int:
    """The position moved outwards to the next blank (at most 40 characters), so that no word is cut in two."""
    for _ in range(40):
        if not 0 < position < len(body) or body[position - 1 if step < 0 else position].isspace():
            break
        position += step
    return position


def excerpt(body: str, marks: Sequence[Mark], context: int = CONTEXT) -> str:
    """The passages in their surroundings as HTML, gaps shown as an ellipsis."""
    pieces = []
    last = 0
    for left, right in windows(len(body), marks, context):
        left, right = max(last, _at_word(body, left, -1)), _at_word(body, right, 1)
        if right <= left:
            continue
        pieces.append(("… " if left > last else "") + highlight(body, marks, left, right))
        last = right
    return "".join(pieces) + (" …" if pieces and last < len(body) else "")


def article_text(body: str, marks: Sequence[Mark]) -> tuple[str, bool]:
    """The article as HTML and whether it was shortened to the surroundings of its claims (see LONG_BODY)."""
    if len(body) <= LONG_BODY:
        return f'<div class="wl-body" dir="auto">{highlight(body, marks)}</div>', False
    shown = excerpt(body, marks, 1500) if marks else safe(body[:LONG_BODY]) + " …"
    return f'<div class="wl-body" dir="auto">{shown}</div>', True


#: What each kind of claim says, as (label, columns) in the order shown.
_FIGURES: dict[str, tuple[tuple[str, str], ...]] = {
    "strike": (
        (mark("Attacker"), "attacker_country"),
        (mark("Place"), "place"),
        (mark("Region"), "admin1"),
        (mark("Weapons"), "weapon_classes"),
        (mark("Target"), "target_class"),
        (mark("Killed"), "killed"),
        (mark("Wounded"), "wounded"),
    ),
    "interception": (
        (mark("Defender"), "defender_country"),
        (mark("Weapon"), "weapon_class"),
        (mark("Launched"), "launched"),
        (mark("Brought down"), "intercepted"),
        (mark("Shot down"), "shot_down"),
        (mark("Suppressed or lost"), "suppressed"),
        (mark("Scope"), "scope"),
    ),
    "aid": (
        (mark("Donor"), "donor_name"),
        (mark("Recipient"), "recipient"),
        (mark("Amount"), "amount"),
        (mark("Type"), "aid_type"),
        (mark("Status"), "status"),
        (mark("Items"), "items"),
    ),
    "meeting": (
        (mark("Status"), "status"),
        (mark("Format"), "format"),
        (mark("Participants"), "participants"),
        (mark("Countries"), "countries"),
        (mark("Place"), "place"),
    ),
}

_QUALIFIERS = {"at_least": mark("at least "), "at_most": mark("at most "), "about": mark("about ")}
_COUNTRY_COLUMNS = frozenset({"attacker_country", "defender_country", "recipient", "countries"})
_FREE_TEXT = frozenset({"place", "admin1", "donor_name", "participants", "items"})


def _value(claim: Mapping[str, Any], column: str, names: Mapping[str, str]) -> str:
    value = claim.get(column)
    if isinstance(value, str) or not hasattr(value, "__len__"):
        if words.is_missing(value):
            return words.not_stated()
        if column == "amount":
            text = words.money(value, str(claim.get("currency") or ""))
        elif isinstance(value, str):
            text = names.get(value, value) if column in _COUNTRY_COLUMNS else value
            if column == "admin1":
                return words.region(text)
            return text if column in _FREE_TEXT | _COUNTRY_COLUMNS else words.word(text)
        else:
            text = words.number(value)
        return tr(_QUALIFIERS.get(str(claim.get(f"{column}_qualifier")), "")) + text
    items = [str(item) for item in value]  # type: ignore[union-attr]
    if column in _COUNTRY_COLUMNS:
        items = [names.get(item, item) for item in items]
    elif column not in _FREE_TEXT:
        items = [words.word(item) for item in items]
    return ", ".join(items) or words.not_stated()


def source_line(row: Mapping[str, Any]) -> str:
    """Publisher, publication date and address of an article as one line of HTML.

    Without an address, its file with its folder: the whole path is nobody's business on a shared screen.
    """
    url = row.get("url")
    link = safe_url(url)
    if link:
        address = f'<a href="{safe(link)}" target="_blank" rel="noopener noreferrer nofollow">{safe(link)}</a>'
    else:
        address = safe(url) or safe("/".join(str(row.get("source_uri") or "").split("/")[-2:]))
    publisher = safe(row.get("publisher")) or tr("publisher not stated")
    date = row.get("published_at")
    published = (
        tr("publication date not stated") if words.is_missing(date) else tr("published {date}", date=words.day(date))
    )
    copy = "" if words.is_missing(row.get("copy_of")) else tr(" · a copy of another article")
    page = "" if words.is_missing(row.get("page")) else tr(" · page {number}", number=words.number(row.get("page")))
    return (
        f'<p class="wl-source"><bdi>{publisher}</bdi> · {published}{page}{copy}<br>'
        f'<bdi class="wl-address">{address}</bdi></p>'
    )


def _who(claim: Mapping[str, Any]) -> str:
    """Who makes the claim, as HTML."""
    side = words.word(claim.get("claimant_side"))
    of_side = f" ({safe(side)})" if side != words.not_stated() else ""
    name = safe(claim.get("claimant"))
    return (
        tr("According to {name}", name=f"<bdi>{name}</bdi>{of_side}")
        if name
        else tr("The article names nobody as its source{of_side}", of_side=of_side)
    )


def _as_read(claim: Mapping[str, Any]) -> str:
    """What was read where a person has corrected the claim, as HTML; empty where nobody has."""
    corrected = claim.get("as_read")
    if corrected is None or isinstance(corrected, float) or len(corrected) == 0:
        return ""
    said = "; ".join(
        f"{safe(words.word(item['field']))} <bdi>{safe(item['as_read']) or words.not_stated()}</bdi>"
        for item in corrected
    )
    return f'<p class="wl-who">{tr("Corrected; as read: {said}", said=said)}</p>'


def claim_card(kind: str, claim: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """One claim with its article as HTML: title, source, what it says, who says so, its quote in its surroundings.

    `claim` is a row of `queries.claims_of_fact`; `names` maps country codes to names.
    """
    body = str(claim.get("body") or "")
    marks = marks_of([{**claim, "kind": kind}], body)
    figures = "".join(
        f"<div><dt>{safe(tr(label))}</dt><dd><bdi>{safe(_value(claim, column, names))}</bdi></dd></div>"
        for label, column in _FIGURES[kind]
    )
    date = claim.get("announced_date" if kind == "aid" else "event_date")
    said = words.day(date) + (tr(" (year inferred from other articles)") if claim.get("year_inferred") is True else "")
    who = _who(claim)
    background = tr(" · recalled as background") if claim.get("is_background") is True else ""
    if misplaced(claim, body):
        astray = tr("The quote does not stand where the claim says; it is shown without its article.")
        quote = (
            f'<p class="wl-warning">{astray}</p>'
            f'<blockquote class="wl-quote" dir="auto">{safe(claim.get("quote"))}</blockquote>'
        )
    else:
        quote = f'<blockquote class="wl-quote" dir="auto">{excerpt(body, marks)}</blockquote>'
    return (
        f'<article class="wl-claim"><h3 class="wl-title" dir="auto">{safe(claim.get("title")) or tr("Untitled")}</h3>'
        f"{source_line(claim)}{quote}"
        f'<p class="wl-who">{who} · {safe(said)}{background}</p>'
        f'<dl class="wl-figures">{figures}</dl>{_as_read(claim)}</article>'
    )


#: Columns of facts whose names differ from those of claims.
_OF_FACT = {"killed": "killed_best", "wounded": "wounded_best", "weapon_classes": "weapons"}


#: Figures that stand in the sentence to quote.
_QUOTED = {
    "strike": ("Killed", "Wounded"),
    "interception": ("Launched", "Brought down"),
    "aid": ("Amount", "Status"),
    "meeting": ("Status", "Place"),
}


def fact_figures(kind: str, row: Mapping[str, Any], names: Mapping[str, str]) -> list[tuple[str, str]]:
    """What a fact says (a row of `queries.one_fact`) as (label, value), with the range of claims behind a toll."""
    figures = []
    for label, column in _FIGURES[kind]:
        told = {**row, column: row.get(_OF_FACT.get(column, column))}
        value = _value(told, column, names)
        span = words.span(row.get(f"{column}_low"), row.get(f"{column}_high"))
        figures.append((tr(label), f"{value} ({span})" if span else value))
    return figures


def fact_head(kind: str, row: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """A fact as HTML: what happened and when, its figures, how much stands behind it."""
    figures = "".join(
        f"<div><dt>{safe(label)}</dt><dd><bdi>{safe(value)}</bdi></dd></div>"
        for label, value in fact_figures(kind, row, names)
    )
    precision = row.get("date_precision")
    day = words.day(row.get("date")) + (
        "" if words.is_missing(precision) or precision == "day" else f" ({words.word(precision)})"
    )
    sources = words.amount_of(int(row["n_sources"] or 0), "source")
    behind = tr(
        "{n_claims} in {n_articles}, {sources}",
        n_claims=words.amount_of(row["n_claims"], "claim"),
        n_articles=words.amount_of(row["n_articles"], "article"),
        sources=sources,
    )
    disputed = tr(" · reports contradict each other") if row.get("is_disputed") is True else ""
    review = tr(" · its numbers are implausible and need review") if row.get("review_state") == "needs_review" else ""
    return (
        f'<article class="wl-fact"><h2 class="wl-title" dir="auto">{safe(row["line"])}, {safe(day)}</h2>'
        f'<dl class="wl-figures">{figures}</dl><p class="wl-source">{behind}{disputed}{review}</p></article>'
    )


def fact_sentence(kind: str, row: Mapping[str, Any], names: Mapping[str, str], snapshot: str, address: str) -> str:
    """A fact as the sentence to quote: what, its numbers with their range, on whose word, of which snapshot."""
    quoted = {tr(label) for label in _QUOTED[kind]}
    told = "; ".join(f"{label.lower()}: {value}" for label, value in fact_figures(kind, row, names) if label in quoted)
    n_sources = int(row["n_sources"] or 0)
    sources = words.amount_of(n_sources, "source") if n_sources else tr("articles without a named source")
    return inert(
        tr(
            "{line}, {day} ({told}), according to {sources}. Warledger, snapshot of {snapshot}, {address}",
            line=row["line"],
            day=words.day(row.get("date")),
            told=told,
            sources=sources,
            snapshot=snapshot,
            address=address,
        )
    )


def change_of(version: Mapping[str, Any], *, is_first: bool) -> str:
    """What a version of a fact (`queries.fact_history`) changed, and why, as text."""
    if is_first:
        return tr("first known")
    changes = "; ".join(
        f"{words.word(one['column'])} {_told(one['old'])} → {_told(one['new'])}" for one in version["changes"]
    )
    why = "; ".join(_cause(one) for one in version["why"])
    return inert(f"{changes or tr('nothing that it says changed')} ({why})")


def _told(value: Any) -> str:
    """A cell of a version: codes in words, lists by commas."""
    if isinstance(value, list):
        return ", ".join(words.word(item) for item in value) or words.not_stated()
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    return words.number(value) if isinstance(value, int) else words.word(value)


def _cause(why: Mapping[str, Any]) -> str:
    """Why a version came, in words."""
    if why["cause"] == "correction":
        return tr("corrected by {by}: {reason}", by=why["by"] or tr("nobody named"), reason=why["reason"])
    if why["cause"] == "claims":
        claims = words.amount_of(abs(why["n"]), "claim")
        return tr("{claims} more", claims=claims) if why["n"] > 0 else tr("{claims} fewer", claims=claims)
    return tr("the same reports, read or matched anew")


def history_list(history: Sequence[Mapping[str, Any]]) -> str:
    """The versions of a fact as HTML, oldest first, each with its day."""
    items = "".join(
        f"<li>{words.day(version['valid_from'])}: <bdi>{safe(change_of(version, is_first=position == 0))}</bdi></li>"
        for position, version in enumerate(history)
    )
    return f'<ol class="wl-history">{items}</ol>' if items else f"<p>{tr('No history is kept of this fact yet.')}</p>"


def asked(**query: str) -> str:
    """The query of a link to a page of the dashboard, which opens in the language of this one."""
    spoken = {"lang": language.current()} if language.current() != language.ENGLISH else {}
    return urlencode({**query, **spoken})


#: The page that shows the facts of a kind.
PAGE_OF_KIND = {"strike": "strikes", "interception": "interceptions", "aid": "aid", "meeting": "diplomacy"}


def article_head(row: Mapping[str, Any]) -> str:
    """Title and source of an article as HTML."""
    title = safe(row.get("title")) or tr("Untitled")
    return f'<article class="wl-claim"><h2 class="wl-title" dir="auto">{title}</h2>{source_line(row)}</article>'


def legend(kinds: Iterable[str]) -> str:
    """Which colour marks which kind of claim, for the kinds present."""
    present = [kind for kind in PAGE_OF_KIND if kind in set(kinds)]
    items = [f'<span><mark class="wl-{kind}">{words.word(kind)}</mark></span>' for kind in present]
    items.append(f'<span><mark class="wl-further">{tr("further evidence")}</mark></span>')
    return f'<div class="wl-legend"><span>{tr("Marked passages:")}</span>{"".join(items)}</div>'


def claim_lines(claims: Sequence[Mapping[str, Any]], noun: str, body: str, first: int) -> str:
    """Claims of one article that rest on the same passage, as HTML: the quote, then each fact's line, numbered."""
    lost = f' <span class="wl-warning">{tr("(not found at its place)")}</span>'
    astray = lost if misplaced(claims[0], body) else ""
    items = "".join(
        f'<li value="{first + position}"><bdi>{safe(claim.get("line")) or safe(noun)}</bdi> · {_who(claim)}</li>'
        for position, claim in enumerate(claims)
    )
    return (
        f'<div class="wl-claim"><blockquote class="wl-quote" dir="auto">{safe(claims[0].get("quote"))}</blockquote>'
        f'<p class="wl-who">{safe(noun.capitalize())}{astray}</p><ol class="wl-lines">{items}</ol></div>'
    )
