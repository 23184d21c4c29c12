"""Pages for people: a fact with its evidence, what became of an old id, the reference of the service. Plain HTML.

Article text is hostile: templates escape everything, quotes come escaped from `dashboards.evidence`, and the headers
allow neither scripts nor frames nor anything of another host.
"""

from __future__ import annotations

import datetime as dt
import html
import json
import textwrap
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
import vl_convert
from markupsafe import Markup

from api import facts
from api.facts import Fact
from api.formats import plain
from api.lists import PLURALS
from api.published import Snapshot
from dashboards import evidence, words
from dashboards.queries import KINDS

_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
HEADERS = {"Content-Security-Policy": _POLICY, "X-Frame-Options": "SAMEORIGIN"}


@cache
def _templates() -> jinja2.Environment:
    loader = jinja2.FileSystemLoader(Path(__file__).parent / "templates")
    found = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True,
                               undefined=jinja2.StrictUndefined)  # fmt: skip
    found.filters.update(day=words.day, word=words.word, inert=lambda text: evidence.inert(str(text)))
    found.globals.update(amount_of=words.amount_of)
    return found


@dataclass(frozen=True)
class Figure:
    """A number of a fact: `value` as people read it, its `span` over all claims, `claimant` and `definition`."""

    label: str
    value: str
    span: str | None = None
    claimant: str | None = None
    definition: str | None = None


def figures(found: Fact) -> list[Figure]:
    """The numbers and codes of a fact, in the order in which people ask for them."""
    return {"strike": _strike, "interception": _interception, "aid": _aid, "meeting": _meeting}[found.kind.name](found)


def _claimant(found: Fact, claim_id: Any) -> str | None:
    """Who makes the claim that a number comes from, and in which outlet."""
    claim = next((claim for claim in found.claims if claim["claim_id"] == claim_id), None)
    if claim is None:
        return None
    parts = [claim.get("claimant"), claim.get("publisher")]
    return ", in ".join(str(part) for part in parts if not words.is_missing(part)) or None


def _strike(found: Fact) -> list[Figure]:
    row = found.row
    definitions = {
        "killed": "killed, by the report that is believed first", "wounded": "wounded, by the report believed first",
    }  # fmt: skip
    tolls = [
        Figure(
            name.capitalize(), words.number(row[f"{name}_best"]), words.span(row[f"{name}_low"], row[f"{name}_high"]),
            _claimant(found, row[f"{name}_claim_id"]), definitions[name],
        )
        for name in ("killed", "wounded")
    ]  # fmt: skip
    weapons = ", ".join(map(words.word, row["weapon_classes"] or ())) or words.NOT_STATED
    return [*tolls, Figure("Weapons", weapons), Figure("Target", words.word(row["target_class"]))]


def _interception(found: Fact) -> list[Figure]:
    row, claimant = found.row, _claimant(found, found.row.get("best_claim_id"))
    told = [
        Figure("Brought down", words.number(row["intercepted"]), None, claimant, words.word(row["count_definition"])),
        Figure("Launched", words.number(row["launched"])),
    ]
    told += [
        Figure(label, words.number(row[column]))
        for label, column in (("Shot down", "shot_down"), ("Suppressed or lost", "suppressed"))
        if row[column] is not None
    ]
    return [*told, Figure("Weapon", words.word(row["weapon_class"])), Figure("Scope", words.word(row["scope"]))]


def _aid(found: Fact) -> list[Figure]:
    row = found.row
    amount = Figure(
        "Amount", words.money(row["amount"], row["currency"] or ""), None, _claimant(found, row.get("best_claim_id")),
        "running total, in no sum" if row["is_cumulative"] else None,
    )  # fmt: skip
    converted = [
        Figure(f"In {currency.upper()}", words.money(row[f"amount_{currency}"], currency.upper()), None, None,
               "at the reference rate of its day")
        for currency in ("usd", "eur")
        if row[f"amount_{currency}"] is not None and (row["currency"] or "").lower() != currency
    ]  # fmt: skip
    return [amount, *converted, Figure("Type", words.word(row["aid_type"])), Figure("Status", words.word(row["status"]))]


def _meeting(found: Fact) -> list[Figure]:
    row = found.row
    people = ", ".join([*(row["participants"] or ()), *(row["bodies"] or ())]) or words.NOT_STATED
    return [
        Figure("Participants", people), Figure("States", ", ".join(row["countries"] or ()) or words.NOT_STATED),
        Figure("Status", words.word(row["status"])), Figure("Format", words.word(row["format"])),
        Figure("Place", row["place"] or words.NOT_STATED),
    ]  # fmt: skip


def fact(found: Fact, snapshot: Snapshot, base_url: str) -> str:
    """The page of a fact."""
    cards = [Markup(evidence.claim_card(found.kind.name, claim, snapshot.countries)) for claim in found.claims]  # noqa: S704 - claim_card escapes
    plural = next(plural for plural, name in PLURALS.items() if name == found.kind.name)
    return _templates().get_template("fact.html").render(
        base=base_url, fact=found, title=title(found), date=found.row[found.kind.date], figures=figures(found),
        cards=cards, plural=plural, cite=facts.citations(found, snapshot, base_url), json_ld=_json_ld(found, base_url),
        published=snapshot.publication.get("published_at"), summary=summary(found),
    )  # fmt: skip


def title(found: Fact) -> str:
    """What happened and when, in one line."""
    return evidence.inert(f"{found.line}, {words.day(found.row[found.kind.date])}")


def summary(found: Fact) -> str:
    """The first figures as one line, for previews of a link."""
    told = [f"{figure.label}: {figure.value}" + (f" ({figure.span})" if figure.span else "") for figure in figures(found)]
    sources = words.amount_of(int(found.row["n_sources"] or 0), "source")
    return evidence.inert(f"{'; '.join(told[:3])}. {words.amount_of(len(found.claims), 'claim')}, {sources}.")


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


def start(snapshot: Snapshot, base_url: str) -> str:
    """The first page: what there is, and how to ask for it."""
    return _templates().get_template("start.html").render(
        base=base_url, plurals=PLURALS, kinds=KINDS, published=snapshot.publication.get("published_at"),
        publication=snapshot.publication,
    )  # fmt: skip


def unknown(message: str, base_url: str) -> str:
    """The page of an id that is no fact."""
    return _templates().get_template("unknown.html").render(base=base_url, message=message, plurals=PLURALS)


def docs(openapi: dict[str, Any], base_url: str) -> str:
    """The reference, from the description that programs read at /openapi.json."""
    routes = [
        {"path": path, "parameters": spec.get("parameters", []), "summary": spec["summary"], "responses": spec["responses"]}
        for path, methods in openapi["paths"].items()
        for spec in methods.values()
    ]
    return _templates().get_template("docs.html").render(base=base_url, about=openapi["info"]["description"], routes=routes)


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
    published = snapshot.publication.get("published_at")
    day = words.day(published.astimezone(dt.UTC).date()) if published else "unknown day"
    told = f"{words.amount_of(len(found.claims), 'claim')} · fact {found.fact_id} · snapshot of {day}"
    parts.append(_text(60, 580, told, 24, "#5b6270"))
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{_HEIGHT}">'
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/><rect width="16" height="{_HEIGHT}" fill="#b3541e"/>'
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
