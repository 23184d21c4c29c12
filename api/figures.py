"""The numbers and codes of a fact as people read them: value, range, claimant, definition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from api.facts import Fact
from dashboards import evidence, words


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
    attacker = Figure("Attacker", row["attacker_country"] or words.NOT_STATED)
    return [*tolls, attacker, Figure("Weapons", weapons), Figure("Target", words.word(row["target_class"]))]


def _interception(found: Fact) -> list[Figure]:
    row, claimant = found.row, _claimant(found, found.row.get("best_claim_id"))
    listed = [
        Figure("Brought down", words.number(row["intercepted"]), None, claimant, words.word(row["count_definition"])),
        Figure("Launched", words.number(row["launched"])),
    ]
    listed += [
        Figure(label, words.number(row[column]))
        for label, column in (("Shot down", "shot_down"), ("Suppressed or lost", "suppressed"))
        if row[column] is not None
    ]
    return [*listed, Figure("Weapon", words.word(row["weapon_class"])), Figure("Scope", words.word(row["scope"]))]


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
    return [
        amount,
        *converted,
        Figure("Type", words.word(row["aid_type"])),
        Figure("Status", words.word(row["status"])),
    ]


def _meeting(found: Fact) -> list[Figure]:
    row = found.row
    people = ", ".join([*(row["participants"] or ()), *(row["bodies"] or ())]) or words.NOT_STATED
    return [
        Figure("Participants", people), Figure("States", ", ".join(row["countries"] or ()) or words.NOT_STATED),
        Figure("Status", words.word(row["status"])), Figure("Format", words.word(row["format"])),
        Figure("Place", row["place"] or words.NOT_STATED),
    ]  # fmt: skip


def title(found: Fact) -> str:
    """What happened and when, in one line."""
    return evidence.inert(f"{found.line}, {words.day(found.row[found.kind.date])}")


def numbers(found: Fact) -> str:
    """The first figures as one phrase: `killed: 3 (2–4 claimed); wounded: 8`."""
    listed = [
        f"{figure.label.lower()}: {figure.value}" + (f" ({figure.span})" if figure.span else "")
        for figure in figures(found)
    ]
    return evidence.inert("; ".join(listed[:3]))


def summary(found: Fact) -> str:
    """The first figures and how many stand behind them, for previews of a link."""
    sources = words.amount_of(int(found.row["n_sources"] or 0), "source")
    phrase = numbers(found)
    return f"{phrase[:1].upper()}{phrase[1:]}. {words.amount_of(len(found.claims), 'claim')}, {sources}."
