"""Precision, recall and field accuracy of claims against hand labels, for the project's own sample articles.

Labels (`evaluation/data/sample_labels.jsonl`, one object per document) say what a careful reader finds in a text:

- an ordinary row is wanted: found, it counts for the reader; missed, against it;
- an `optional` row is one that a careful reader could leave out: neither finding nor missing it counts;
- a `background` row is an earlier event that the text recalls: finding it is right, missing it costs nothing;
- `accept` gives further right values per field, `date_approx` lets the date be a day off.

Claims are rows as `warledger extract` prints them. Claims and labels of one document are paired one to one, the
likeliest pairs first; a claim without a partner is a false alarm. A pair is judged field by field as well, because a
claim can be the right event with the wrong toll.

Run as a script: `python -m evaluation.scoring claims.jsonl [labels.jsonl]`.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Row = Mapping[str, Any]

LABELS = Path(__file__).parent / "data" / "sample_labels.jsonl"

#: An event can be told a few days late or dated by its report; further apart it is another event.
MAX_DAYS_APART = 3
#: A quote is a sentence or two; a longer one would "contain" every label's evidence.
MAX_QUOTE = 700
#: Two spellings are one amount when they agree to a percent ("$1.25 billion" and "1.3").
AMOUNT_TOLERANCE = 0.011

_BODIES = {"EU", "NATO", "UN", "IMF", "WB", "G7", "G20", "OSCE", "IAEA"}
_PLACE_WORDS = {"oblast", "region", "krai", "city", "district", "raion", "village", "town", "the", "of"}
_WEAPON_FAMILIES = {
    "cruise_missile": "missile",
    "ballistic_missile": "missile",
    "rocket": "missile",
}


# --- comparing values -------------------------------------------------------------------------------------------------


def accepted(label: Row, name: str) -> list[Any]:
    """All right values of a field: the label's own first, then those it accepts as well."""
    return [label.get(name), *(label.get("accept") or {}).get(name, [])]


def place_key(name: str | None) -> str:
    """A place name without case, accents, apostrophes and words as "oblast" or "city"; "" for none."""
    if not name:
        return ""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold().replace("'", "")
    return " ".join(w for w in re.findall(r"[a-z0-9]+", plain) if w not in _PLACE_WORDS).replace("saint ", "st ")


def same_place(left: str | None, right: str | None) -> bool:
    """Whether two names, both given, are one place."""
    return bool(place_key(left)) and place_key(left) == place_key(right)


def weapon_family(weapon: str | None) -> str:
    """The family that a weapon class is compared by: all missiles are one, as texts often name only the kind."""
    return _WEAPON_FAMILIES.get(weapon or "", weapon or "")


def days_apart(label: Row, value: object) -> int | None:
    """Days between the claim's date and the nearest right one; None where either is undated."""
    found = day_of(value)
    right = [day for day in map(day_of, accepted(label, "date")) if day]
    return min(abs((found - day).days) for day in right) if found and right else None


def shares_evidence(label: Row, claim: Row) -> bool:
    """Whether the claim's quote holds, or lies within, a sentence that the label rests on."""
    quote = " ".join(str(claim.get("quote") or "").split())
    if not quote or len(quote) > MAX_QUOTE:
        return False
    sentences = (" ".join(str(s).split()) for s in [label.get("evidence"), *(label.get("evidence_more") or [])] if s)
    return any(sentence in quote or quote in sentence for sentence in sentences)


def day_of(value: object) -> dt.date | None:
    """The day that a date, a time or its text begins with; None where there is none."""
    try:
        return dt.date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def _is_date(label: Row, value: object) -> bool:
    if day_of(value) is None:
        return any(day_of(right) is None for right in accepted(label, "date"))
    gap = days_apart(label, value)
    return gap is not None and gap <= bool(label.get("date_approx"))


def _is_place(label: Row, name: str, value: str | None) -> bool:
    return any(same_place(right, value) or (not right and not value) for right in accepted(label, name))


def _is_value(label: Row, name: str, value: object) -> bool:
    return (None if value in ("", "unknown") else value) in accepted(label, name)


def _are_weapons(label: Row, claim: Row) -> bool:
    found = {weapon_family(w) for w in claim.get("weapon_classes") or []}
    return any({weapon_family(w) for w in right or []} == found for right in accepted(label, "weapons"))


def states(codes: Iterable[str] | None) -> set[str]:
    """The codes that are states, without the bodies among them."""
    return set(codes or ()) - _BODIES


def surnames(people: Iterable[str] | None) -> set[str]:
    """The people's last names, folded for comparison."""
    # Zelensky is written in three ways, and all three end differently
    folded = (place_key(str(person).split()[-1]) for person in people or () if str(person).split())
    return {re.sub(r"(skyy|skiy|sky)$", "sky", name) for name in folded}


# --- how likely a label and a claim are the same event ----------------------------------------------------------------


def _strike_likeness(label: Row, claim: Row) -> float:
    gap = days_apart(label, claim.get("event_date"))
    if gap is not None and gap > MAX_DAYS_APART:
        return 0
    attacker = claim.get("attacker_country")
    if attacker and label.get("attacker") and attacker not in accepted(label, "attacker"):
        return 0
    quoted = shares_evidence(label, claim)
    if any(same_place(place, claim.get("place")) for place in accepted(label, "place")):
        likeness = 3.0
    elif label.get("place") and claim.get("place"):
        return 0
    elif any(same_place(region, claim.get("admin1")) for region in accepted(label, "admin1")):
        likeness = 2.0
    elif quoted and not (label.get("admin1") and claim.get("admin1")):
        likeness = 1.0
    else:
        return 0
    tolls = sum(claim.get(k) is not None and claim[k] in accepted(label, k) for k in ("killed", "wounded"))
    return likeness + 0.5 * quoted + 0.5 * (gap == 0) + 0.6 * tolls


def _interception_likeness(label: Row, claim: Row) -> float:
    gap = days_apart(label, claim.get("event_date"))
    if gap is not None and gap > MAX_DAYS_APART:
        return 0
    if claim.get("defender_country") not in (None, *accepted(label, "defender")):
        return 0
    if weapon_family(claim.get("weapon_class")) not in {weapon_family(w) for w in accepted(label, "weapon")}:
        return 0
    if claim.get("intercepted") not in accepted(label, "intercepted"):
        return 0
    same_launched = claim.get("launched") in accepted(label, "launched")
    return 2 + same_launched + 0.5 * (gap == 0) + 0.5 * shares_evidence(label, claim)


def _aid_likeness(label: Row, claim: Row) -> float:
    if claim.get("donor") not in (None, *accepted(label, "donor")):
        return 0
    quoted = shares_evidence(label, claim)
    amounts = [amount for amount in accepted(label, "amount") if amount]
    if not amounts:  # goods without a price: only the sentence tells which
        return 1.0 if quoted and not claim.get("amount") else 0
    amount = claim.get("amount")
    if not amount or min(abs(amount - right) / right for right in amounts) > AMOUNT_TOLERANCE:
        return 0
    if claim.get("currency") not in accepted(label, "currency"):
        return 0
    return 3 + quoted + 0.5 * _is_date(label, claim.get("announced_date"))


def _meeting_likeness(label: Row, claim: Row) -> float:
    gap = days_apart(label, claim.get("event_date"))
    if gap is not None and gap > MAX_DAYS_APART:
        return 0
    found = states(claim.get("countries"))
    overlap = max((_overlap(states(right), found) for right in accepted(label, "countries")), default=0)
    people = len(surnames(label.get("participants")) & surnames(claim.get("participants")))
    quoted = shares_evidence(label, claim)
    if not (overlap >= 0.5 or people >= 2 or (quoted and (people or overlap))):
        return 0
    same_status = claim.get("status") in accepted(label, "status")
    return overlap + 0.5 * people + quoted + 0.5 * (gap == 0) + 0.3 * same_status


def _overlap(left: set[str], right: set[str]) -> float:
    return len(left & right) / len(left | right) if left | right else 0.0


# --- the four kinds ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Kind:
    """How one kind of row is compared: its keys in labels and claims, the pairing, the checks per field."""

    labels: str
    claims: str
    likeness: Callable[[Row, Row], float]
    checks: Mapping[str, Callable[[Row, Row], bool]]


def _same(name: str, claim_name: str | None = None) -> Callable[[Row, Row], bool]:
    return lambda label, claim: _is_value(label, name, claim.get(claim_name or name))


KINDS = (
    Kind(
        "strikes",
        "strikes",
        _strike_likeness,
        {
            "date": lambda label, claim: _is_date(label, claim.get("event_date")),
            "attacker": _same("attacker", "attacker_country"),
            "country": _same("country", "target_country"),
            "admin1": lambda label, claim: _is_place(label, "admin1", claim.get("admin1")),
            "place": lambda label, claim: _is_place(label, "place", claim.get("place")),
            "killed": _same("killed"),
            "wounded": _same("wounded"),
            "weapons": _are_weapons,
            "target_type": _same("target_type", "target_class"),
        },
    ),
    Kind(
        "interceptions",
        "interceptions",
        _interception_likeness,
        {
            "date": lambda label, claim: _is_date(label, claim.get("event_date")),
            "defender": _same("defender", "defender_country"),
            "launched": _same("launched"),
            "intercepted": _same("intercepted"),
        },
    ),
    Kind(
        "aid",
        "aid_packages",
        _aid_likeness,
        {
            "date": lambda label, claim: _is_date(label, claim.get("announced_date")),
            "donor": _same("donor"),
            "recipient": _same("recipient"),
            "kind": _same("kind", "aid_type"),
            "cumulative": lambda label, claim: bool(label.get("cumulative")) == bool(claim.get("is_cumulative")),
        },
    ),
    Kind(
        "meetings",
        "meetings",
        _meeting_likeness,
        {
            "date": lambda label, claim: _is_date(label, claim.get("event_date")),
            "status": _same("status"),
            "countries": lambda label, claim: any(
                states(right) == states(claim.get("countries")) for right in accepted(label, "countries")
            ),
            "place": lambda label, claim: _is_place(label, "place", claim.get("place")),
        },
    ),
)


# --- counting ---------------------------------------------------------------------------------------------------------


@dataclass
class KindScore:
    """Counts of one kind over all documents. `right` includes recalled background events, `found` does not."""

    wanted: int = 0
    found: int = 0
    right: int = 0
    false_alarms: int = 0
    fields: dict[str, list[int]] = field(default_factory=dict)  # name -> [right, judged]
    notes: list[str] = field(default_factory=list)  # what was missed, invented or read wrongly, a line each

    @property
    def precision(self) -> float:
        """Share of the judged claims that are right (0 to 1)."""
        judged = self.right + self.false_alarms
        if not judged:
            return 0.0 if self.wanted else 1.0
        return self.right / judged

    @property
    def recall(self) -> float:
        """Share of the wanted rows that were found (0 to 1)."""
        return self.found / self.wanted if self.wanted else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall (0 to 1)."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def accuracy(self, name: str) -> float:
        """The share of judged pairs whose field is right; 1.0 where nothing was judged."""
        right, judged = self.fields.get(name, [0, 0])
        return right / judged if judged else 1.0


def pair(labels: Sequence[Row], claims: Sequence[Row], likeness: Callable[[Row, Row], float]) -> list[tuple[int, int]]:
    """One-to-one pairs (label index, claim index), the likeliest first; a wanted label goes before an optional one."""
    scored = [(likeness(label, claim), a, b) for a, label in enumerate(labels) for b, claim in enumerate(claims)]
    scored = [(value, a, b) for value, a, b in scored if value > 0]
    scored.sort(key=lambda item: (-item[0], bool(labels[item[1]].get("optional")), item[1], item[2]))
    pairs: list[tuple[int, int]] = []
    for _, a, b in scored:
        if all(a != x and b != y for x, y in pairs):
            pairs.append((a, b))
    return pairs


def score(labels: Iterable[Row], claims: Mapping[str, Row]) -> dict[str, KindScore]:
    """Scores by kind ("strikes", "interceptions", "aid", "meetings") of `claims` (by document id) against labels."""
    scores = {kind.labels: KindScore(fields={name: [0, 0] for name in kind.checks}) for kind in KINDS}
    for document in labels:
        found = claims.get(document["id"]) or {}
        for kind in KINDS:
            _count(scores[kind.labels], kind, document, found.get(kind.claims) or [])
    return scores


def _count(total: KindScore, kind: Kind, document: Row, claims: Sequence[Row]) -> None:
    labels = document.get(kind.labels) or []
    partner = dict(pair(labels, claims, kind.likeness))
    for index, label in enumerate(labels):
        claim = claims[partner[index]] if index in partner else None
        if label.get("optional"):
            continue
        if not label.get("background"):
            total.wanted += 1
            total.found += claim is not None
        if claim is None:
            if not label.get("background"):
                total.notes.append(f"missed {document['id']}: {_brief(label)}")
            continue
        total.right += 1
        for name, check in kind.checks.items():
            right = check(label, claim)
            total.fields[name][0] += right
            total.fields[name][1] += 1
            if not right:
                total.notes.append(f"wrong {name} {document['id']}: want {label.get(name)!r} in {_brief(claim)}")
    for index, claim in enumerate(claims):
        if index not in partner.values():
            total.false_alarms += 1
            total.notes.append(f"false alarm {document['id']}: {_brief(claim)}")


def judged(labels: Iterable[Row], claims: Mapping[str, Row]) -> Iterator[tuple[str, str, Row, bool]]:
    """Kind, document, claim and whether it is right, for each claim but those that pair with an optional row."""
    for document in labels:
        found = claims.get(document["id"]) or {}
        for kind in KINDS:
            rows, given = document.get(kind.labels) or [], found.get(kind.claims) or []
            partner = {claim: label for label, claim in pair(rows, given, kind.likeness)}
            for index, claim in enumerate(given):
                if index not in partner or not rows[partner[index]].get("optional"):
                    yield kind.labels, document["id"], claim, index in partner


def _brief(row: Row) -> str:
    passed_over = {"evidence_more", "accept", "note", "claim_id", "article_id", "char_start", "char_end"}
    kept = {k: v for k, v in row.items() if v not in (None, [], "") and k not in passed_over}
    return json.dumps(kept, ensure_ascii=False, default=str)[:400]


def macro_f1(scores: Mapping[str, KindScore]) -> float:
    """The mean F1 of the four kinds."""
    return sum(total.f1 for total in scores.values()) / len(scores)


def as_text(scores: Mapping[str, KindScore]) -> str:
    """A table for people: a line of counts and a line of field accuracies for each kind."""
    lines = []
    for name, total in scores.items():
        lines.append(
            f"{name:14} P {total.precision:.3f}  R {total.recall:.3f}  F1 {total.f1:.3f}"
            f"  wanted {total.wanted}  found {total.found}  false {total.false_alarms}"
        )
        lines.append(" " * 15 + "  ".join(f"{each} {total.accuracy(each):.2f}" for each in total.fields))
    return "\n".join([*lines, f"macro F1 {macro_f1(scores):.3f}"])


# --- files ------------------------------------------------------------------------------------------------------------


def read_labels(path: Path = LABELS) -> list[dict[str, Any]]:
    """The labelled documents of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def by_document(rows: Iterable[Row]) -> dict[str, dict[str, list[Row]]]:
    """Claims of `extract` rows by document id: file name and, for a JSON line, `#L<line>`; a page's stories pooled."""
    pooled: dict[str, dict[str, list[Row]]] = {}
    for row in rows:
        claims = pooled.setdefault(str(row["source_uri"]).rsplit("/", 1)[-1], {})
        for kind in KINDS:
            claims.setdefault(kind.claims, []).extend(row.get(kind.claims) or [])
    return pooled


def main(arguments: Sequence[str]) -> int:
    """Run the command line; the exit status."""
    if len(arguments) not in (1, 2):
        print("usage: scoring.py claims.jsonl [labels.jsonl]", file=sys.stderr)
        return 2
    rows = [json.loads(line) for line in Path(arguments[0]).read_text(encoding="utf-8").splitlines() if line.strip()]
    scores = score(read_labels(Path(arguments[1]) if len(arguments) == 2 else LABELS), by_document(rows))
    for total in scores.values():
        print(*total.notes, sep="\n")
    print(as_text(scores))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
