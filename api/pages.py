"""Pages for people: a fact with its evidence, what became of an old id, the reference of the service. Plain HTML.

Article text is hostile: templates escape everything, quotes come escaped from `dashboards.evidence`, and the headers
allow neither scripts nor frames nor anything of another host.
"""

from __future__ import annotations

import datetime as dt
import html
import json
import textwrap
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import jinja2
import vl_convert
from markupsafe import Markup

from api.changes import Gone, Publication
from api.charts import CHARTS, Drawn
from api.citing import citations
from api.facts import Fact
from api.feeds import Entry
from api.figures import figures, summary, title
from api.lists import PLURALS
from api.published import Snapshot
from api.series import SERIES
from dashboards import evidence, words
from dashboards.frames import plain
from dashboards.queries import KINDS

_POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors "
HEADERS = {"Content-Security-Policy": f"{_POLICY}'self'", "X-Frame-Options": "SAMEORIGIN"}
#: A chart's page may stand in a frame of any site: it has nothing that a click could be stolen for.
EMBED_HEADERS = {"Content-Security-Policy": f"{_POLICY}*"}
#: A picture that somebody opens by itself runs nothing either.
PICTURE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


@cache
def _templates() -> jinja2.Environment:
    loader = jinja2.FileSystemLoader(Path(__file__).parent / "templates")
    found = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True,
                               undefined=jinja2.StrictUndefined)  # fmt: skip
    found.filters.update(
        day=words.day,
        word=words.word,
        change_of=evidence.change_of,
        inert=lambda text: evidence.inert(str(text)),
        told=_told,
        moment=lambda moment: f"{moment.astimezone(dt.UTC):%Y-%m-%d %H:%M}",
    )
    found.globals.update(amount_of=words.amount_of)
    return found


def fact(found: Fact, snapshot: Snapshot, base_url: str) -> str:
    """The page of a fact."""
    cards = [Markup(evidence.claim_card(found.kind.name, claim, snapshot.countries)) for claim in found.claims]  # noqa: S704 - claim_card escapes
    plural = next(plural for plural, name in PLURALS.items() if name == found.kind.name)
    return _templates().get_template("fact.html").render(
        base=base_url, fact=found, title=title(found), date=found.row[found.kind.date], figures=figures(found),
        cards=cards, plural=plural, cite=citations(found, snapshot, base_url), json_ld=_json_ld(found, base_url),
        published=snapshot.publication.get("published_at"), summary=summary(found),
    )  # fmt: skip


def _json_ld(found: Fact, base_url: str) -> Markup:
    """The fact as an Event of schema.org; safe inside a script element, which no browser runs."""
    row = found.row
    event: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": f"{base_url}{found.path}",
        "url": f"{base_url}{found.path}",
        "name": title(found),
        "description": summary(found),
        "startDate": plain(row[found.kind.date]),
    }
    place = row.get("place") or row.get("admin1")
    if place:
        event["location"] = {"@type": "Place", "name": place}
        if row.get("latitude") is not None and row.get("longitude") is not None:
            event["location"]["geo"] = {
                "@type": "GeoCoordinates", "latitude": row["latitude"], "longitude": row["longitude"],
            }  # fmt: skip
    links = [link for claim in found.claims if (link := evidence.safe_url(claim.get("url")))]
    if links:
        event["subjectOf"] = [{"@type": "NewsArticle", "url": link} for link in dict.fromkeys(links)]
    text = json.dumps({name: value for name, value in event.items() if value is not None}, ensure_ascii=False)
    # Inside a script element only "<" could end it; "&" and ">" are escaped with it, as templates do.
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704 - escaped above


#: Widths of a chart's picture on a wide page and on a phone.
_CHART_WIDE, _CHART_NARROW = 800, 380


def chart(shown: Drawn, snapshot: Snapshot, base_url: str, asked: list[tuple[str, str]]) -> str:
    """The page of a chart, made to stand in a frame; `asked` are its filters as in the address."""

    def address(ending: str, **more: int) -> str:
        query = urlencode([*asked, *more.items()])
        return f"{base_url}/c/{shown.name}{ending}" + (f"?{query}" if query else "")

    columns = [column for column in shown.frame.columns if not column.startswith(("latitude", "longitude"))]
    rows = [[evidence.inert(_cell(row[column])) for column in columns] for row in shown.frame.to_dict("records")]
    source, label = html.escape(address("")), html.escape(shown.title)
    frame = f'<iframe src="{source}" title="{label}" width="820" height="560"></iframe>'
    return _templates().get_template("chart.html").render(
        base=base_url, shown=shown, own=address(""), wide=address(".svg", width=_CHART_WIDE), frame=frame,
        narrow=address(".svg", width=_CHART_NARROW), png=address(".png"), svg=address(".svg"), columns=columns,
        rows=rows, plural=next(plural for plural, name in PLURALS.items() if name == SERIES[shown.name].kind),
        published=snapshot.day,
    )  # fmt: skip


def _cell(value: Any) -> str:
    if words.is_missing(value):
        return words.NOT_STATED
    if hasattr(value, "year"):
        return words.day(value)
    return f"{value:,.2f}".rstrip("0").rstrip(".") if isinstance(value, (int, float)) else words.word(value)


def start(snapshot: Snapshot, base_url: str) -> str:
    """The first page: what there is, and how to ask for it."""
    return _templates().get_template("start.html").render(
        base=base_url, plurals=PLURALS, kinds=KINDS, charts=CHARTS, published=snapshot.publication.get("published_at"),
        publication=snapshot.publication,
    )  # fmt: skip


def publications(listed: list[Publication], base_url: str) -> str:
    """The page of all publications."""
    return _templates().get_template("changes.html").render(base=base_url, publications=listed, plurals=PLURALS)


def publication(one: Publication, told: dict[str, list[Entry]], gone: list[Gone], base_url: str) -> str:
    """The page of one publication: what came, what moved, what went."""
    return (
        _templates().get_template("publication.html").render(base=base_url, one=one, told=told, gone=gone, kinds=KINDS)
    )


def _told(changes: dict[str, int]) -> str:
    """`12 new, 3 updated`; `nothing` for no change."""
    return ", ".join(f"{n:,} {what.removeprefix('n_')}" for what, n in sorted(changes.items()) if n) or "nothing"


def unknown(message: str, base_url: str) -> str:
    """The page of an id that is no fact."""
    return _templates().get_template("unknown.html").render(base=base_url, message=message, plurals=PLURALS)


def docs(openapi: dict[str, Any], base_url: str) -> str:
    """The reference, from the description that programs read at /openapi.json."""
    routes = [
        {
            "path": path,
            "parameters": spec.get("parameters", []),
            "summary": spec["summary"],
            "responses": spec["responses"],
        }
        for path, methods in openapi["paths"].items()
        for spec in methods.values()
    ]
    return (
        _templates()
        .get_template("docs.html")
        .render(base=base_url, about=openapi["info"]["description"], routes=routes)
    )


#: Size of the picture that previews of a link show (Open Graph).
_WIDTH, _HEIGHT = 1200, 630


def picture(found: Fact, snapshot: Snapshot) -> bytes:
    """The fact as a PNG of 1200 × 630: what happened, its figures, where it comes from."""
    lines = textwrap.wrap(title(found), 44)[:3]
    y = 150
    parts = [_text(60, 80, "WARLEDGER", 26, "#5b6270", "bold")]
    for line in lines:
        parts.append(_text(60, y, line, 46, "#16181d", "bold"))
        y += 58
    y = max(y + 30, 350)
    for figure in figures(found)[:3]:
        value = f"{figure.label}: {figure.value}" + (f" ({figure.span})" if figure.span else "")
        parts.append(_text(60, y, textwrap.shorten(evidence.inert(value), 66, placeholder=" …"), 34, "#16181d"))
        y += 52
    day = words.day(snapshot.day) if snapshot.day else "unknown day"
    origin = f"{words.amount_of(len(found.claims), 'claim')} · fact {found.fact_id} · snapshot of {day}"
    parts.append(_text(60, 580, origin, 24, "#5b6270"))
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{_HEIGHT}">'
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>'
        f'<rect width="16" height="{_HEIGHT}" fill="#b3541e"/>'
        f"{''.join(parts)}</svg>"
    )
    return bytes(vl_convert.svg_to_png(svg))


def _text(x: int, y: int, text: str, size: int, colour: str, weight: str = "normal") -> str:
    shown = html.escape("".join(char for char in text if char >= " " and char not in "\ufffe\uffff"))
    family = "DejaVu Sans, Noto Sans, Liberation Sans, sans-serif"
    return (
        f'<text x="{x}" y="{y}" font-family="{family}" font-size="{size}" font-weight="{weight}" fill="{colour}">'
        f"{shown}</text>"
    )
