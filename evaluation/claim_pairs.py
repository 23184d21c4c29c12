"""Labelled pairs of claims: do two claims tell of one event? And how well the warehouse's facts agree with the labels.

`evaluation/data/claim_pairs.jsonl` names each claim by its article, the characters of its quote and what it counts
(place, weapon, sum, states), because claim ids change with the reader. A claim is found again as the one of its article
whose quote overlaps most with the labelled characters.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

LABELS = Path(__file__).parent / "data" / "claim_pairs.jsonl"

#: Kind → claim table of the published warehouse, and what tells claims of one quote apart.
KINDS = {
    "strike": ("strike_claims", "coalesce(c.place, c.admin1, '')"),
    "interception": (
        "interception_claims",
        "concat_ws('/', c.defender_country, c.weapon_class, coalesce(c.place, c.admin1), c.intercepted)",
    ),
    "aid": ("aid_claims", "concat_ws('/', coalesce(c.donor, c.donor_name), c.amount::bigint, c.currency)"),
    "meeting": ("meeting_claims", "concat_ws('/', array_to_string(c.countries, '+'), c.place, c.format)"),
}

#: A claim of the warehouse: fact, first and last character of the quote, what is counted.
ReadClaim = tuple[str, int, int, str]


@dataclass(frozen=True)
class ClaimKey:
    """A claim as the labels name it: article, characters of the quote (from 0, end excluded), what it counts."""

    article: str
    start: int
    end: int
    what: str


@dataclass(frozen=True)
class Pair:
    """Two claims of one kind, whether they tell of one event, and why."""

    kind: str
    a: ClaimKey
    b: ClaimKey
    same: bool
    why: str


@dataclass
class Agreement:
    """Counts over pairs: merged and the same, merged but not the same, the same but not merged, right to be apart.

    `lost` are pairs of which a claim is no longer read.
    """

    right: int = 0
    wrong: int = 0
    missed: int = 0
    apart: int = 0
    lost: list[Pair] = field(default_factory=list)
    errors: list[Pair] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Share of the pairs resolved to one fact that are one event (0 to 1)."""
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Share of the pairs of one event that are resolved to one fact (0 to 1)."""
        return self.right / max(1, self.right + self.missed)


def read_pairs(path: Path = LABELS) -> list[Pair]:
    """The labelled pairs of a file."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [Pair(r["kind"], ClaimKey(**r["a"]), ClaimKey(**r["b"]), r["same"], r["why"]) for r in rows]


def article_name(source_uri: str, article_index: int, line_ids: dict[int, str]) -> str:
    """The name that the labels use: folder and file, the id of a line of `war.jsonl`, and the story of a page."""
    path, _, line = source_uri.partition("#L")
    file = Path(path)
    if file.name == "war.jsonl":
        return f"war/{line_ids[int(line)]}"
    folder = {"articles": "dev", "seeds": "seeds", "blind": "blind"}.get(file.parent.name, "samples")
    name = f"{folder}/{file.name}" + (f"#L{line}" if line else "")
    return f"{name}@{article_index}" if article_index else name


def agreement(
    connection: duckdb.DuckDBPyConnection, pairs: Iterable[Pair], line_ids: dict[int, str] | None = None
) -> dict[str, Agreement]:
    """Agreement by kind, and over all as `all`, of the facts in a published warehouse with these pairs."""
    claims = _claims(connection, line_ids or {})
    results = {name: Agreement() for name in (*KINDS, "all")}
    pairs = list(pairs)
    fact_of = _facts_of_keys(claims, {(pair.kind, key) for pair in pairs for key in (pair.a, pair.b)})
    for pair in pairs:
        facts = [fact_of.get((pair.kind, key)) for key in (pair.a, pair.b)]
        for result in (results[pair.kind], results["all"]):
            if None in facts:
                result.lost.append(pair)
                continue
            merged = facts[0] == facts[1]
            name = ("right" if pair.same else "wrong") if merged else ("missed" if pair.same else "apart")
            setattr(result, name, getattr(result, name) + 1)
            if merged != pair.same:
                result.errors.append(pair)
    return results


def _claims(connection: duckdb.DuckDBPyConnection, line_ids: dict[int, str]) -> dict[tuple[str, str], list[ReadClaim]]:
    """The claims of the warehouse by kind and article."""
    claims: dict[tuple[str, str], list[ReadClaim]] = {}
    for kind, (table, what) in KINDS.items():
        rows = connection.execute(
            f"""
            select a.source_uri, a.article_index, c.fact_id, c.char_start, c.char_end, {what}
            from {table} as c join dim_articles as a using (article_id)
            """
        ).fetchall()
        for uri, index, *rest in rows:
            claims.setdefault((kind, article_name(uri, index, line_ids)), []).append(tuple(rest))
    return claims


def _facts_of_keys(
    claims: dict[tuple[str, str], list[ReadClaim]], keys: set[tuple[str, ClaimKey]]
) -> dict[tuple[str, ClaimKey], str]:
    """The fact of each labelled claim (kind, key); those that are no longer read are not in it.

    Place, states, or donor and sum must be the labelled ones: another claim of the same passage is no stand-in. Among
    those the quote that overlaps most decides, then what it counts. A reader may quote the event from another sentence
    of the article: if all claims with what is labelled are one fact, and no other label names one of them, that is the
    one.
    """
    eligible = {
        (kind, key): [claim for claim in claims.get((kind, key.article), []) if _is_of(kind, claim, key)]
        for kind, key in keys
    }
    found = _matched(eligible)
    named = {(kind, key.article, claim) for (kind, key), claim in found.items()}
    facts = {}
    for (kind, key), others in eligible.items():
        if (kind, key) in found:
            facts[kind, key] = found[kind, key][0]
            continue
        is_named = any((kind, key.article, other) in named for other in others)
        if not is_named and len({other[0] for other in others}) == 1:
            facts[kind, key] = others[0][0]
    return facts


def _is_of(kind: str, claim: ReadClaim, key: ClaimKey) -> bool:
    """Whether a claim of the key's article is of what the key names, apart from its number."""
    wanted, parts = key.what.split("/"), claim[3].split("/")
    if kind == "interception":  # defender, weapon, and the part of the country where it is one
        return len(parts) == len(wanted) and parts[:-1] == wanted[:-1]
    n_fixed = 2 if kind == "aid" else 1  # donor and sum; place; states
    return parts[:n_fixed] == wanted[:n_fixed]


def _matched(eligible: dict[tuple[str, ClaimKey], list[ReadClaim]]) -> dict[tuple[str, ClaimKey], ReadClaim]:
    """The claim of each key whose quote and counts are most like the labelled ones. Of keys that count otherwise and
    find one claim, the most alike has it."""
    best: dict[tuple[str, ClaimKey], tuple[float, str, ReadClaim]] = {}
    for (kind, key), claims in eligible.items():
        likeness, claim = max(((_likeness(claim, key), claim) for claim in claims), default=(0.0, None))
        if claim is not None and likeness >= 0.5:
            best[kind, key] = (likeness, key.what, claim)
    owners: dict[tuple[str, str, ReadClaim], tuple[float, str]] = {}
    for (kind, key), (likeness, what, claim) in best.items():
        owner = (kind, key.article, claim)
        owners[owner] = max(owners.get(owner, (0.0, "")), (likeness, what))
    return {
        (kind, key): claim
        for (kind, key), (_, what, claim) in best.items()
        if owners[kind, key.article, claim][1] == what
    }


def _likeness(claim: ReadClaim, key: ClaimKey) -> float:
    """0 to 2: the share of the quotes that overlaps, and of what both count; 0 without overlap."""
    _, start, end, what = claim
    shared = max(0, min(end, key.end) - max(start, key.start))
    if not shared:
        return 0.0
    parts, wanted = set(what.split("/")), set(key.what.split("/"))
    return len(parts & wanted) / len(parts | wanted) + shared / (max(end, key.end) - min(start, key.start))
