"""Writes docs/schema.md, the published warehouse's tables and columns, from the dbt project's own descriptions.

    python tools/make_schema_doc.py [--check]

With --check nothing is written; exit status 1 when the page on disk differs.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import yaml

from ingest.landing import run_outcomes
from ingest.warehouse.publish import PUBLICATIONS
from ingest.warehouse.quality import COLUMNS

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "schema.md"

INTRODUCTION = """# The published warehouse

Tables and columns of `warehouse.duckdb`. This page is generated: `python tools/make_schema_doc.py` after a change of
the descriptions in `dbt_project/models/marts/` and `dbt_project/snapshots/`. The same texts are comments in the
database (`select table_name, column_name, comment from duckdb_columns()`).

Words: an *article* is one story out of a document; a *claim* is what one article says about one event; *evidence* is
the exact passage that a claim rests on; a *fact* is one event, resolved from the claims of all articles.

Codes: countries are ISO 3166-1 alpha-2, bodies have codes of their own (`dim_countries`); `admin1` is the first-level
region in English and `admin1_code` its ISO 3166-2 code; `null` is never 0. A date that no text fixes is null.
"""

FOLDERS = {"facts": "Facts", "claims": "Claims", "dimensions": "Dimensions", "aggregates": "Aggregates"}


#: Columns that a history adds to those of its fact.
HISTORY_TYPES = {"version_id": "varchar"} | dict.fromkeys(
    ("changed_at", "valid_from", "valid_to"), "timestamp with time zone"
)


def _plain(types: dict[str, str]) -> dict[str, tuple[str, str]]:
    """Columns whose names say enough."""
    return {name: (kind, "") for name, kind in types.items()}


OF_THE_PUBLISHER = {
    "quality_results": ("Grain: one check of the run that published this snapshot.", _plain(COLUMNS)),
    "publications": ("Grain: one published snapshot, this one and those before it.", _plain(PUBLICATIONS)),
    "run_outcomes": (run_outcomes.COMMENT, run_outcomes.COLUMNS),
}


def page() -> str:
    """The whole page."""
    parts = [INTRODUCTION]
    for folder, heading in FOLDERS.items():
        parts.append(f"## {heading}\n")
        for path in sorted((ROOT / "dbt_project" / "models" / "marts" / folder).glob("*.yml")):
            for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", []):
                columns = [(c["name"], c.get("data_type", ""), c.get("description", "")) for c in model["columns"]]
                parts.append(_table(model["name"], model.get("description", ""), columns))
    parts.append("## History of the facts\n")
    for path in sorted((ROOT / "dbt_project" / "snapshots").glob("*.yml")):
        for snapshot in yaml.safe_load(path.read_text(encoding="utf-8"))["snapshots"]:
            added = [(c["name"], HISTORY_TYPES[c["name"]], c["description"]) for c in snapshot["columns"]]
            parts.append(_table(snapshot["name"], snapshot["description"], added))
    parts.append("## Of the publisher\n")
    for name, (description, columns_of) in OF_THE_PUBLISHER.items():
        parts.append(_table(name, description, [(column, *about) for column, about in columns_of.items()]))
    return "\n".join(parts)


def _table(name: str, description: Any, columns: list[tuple[str, str, str]]) -> str:
    rows = "\n".join(f"| `{column}` | {kind} | {_cell(text)} |" for column, kind, text in columns)
    return f"### {name}\n\n{' '.join(str(description).split())}\n\n| column | type | meaning |\n|---|---|---|\n{rows}\n"


def _cell(text: str) -> str:
    return " ".join(str(text).split()).replace("|", "\\|")


def main() -> int:
    """Write the page, or with --check compare it; the exit status."""
    text = page()
    if "--check" in sys.argv[1:]:
        return 0 if PAGE.exists() and PAGE.read_text(encoding="utf-8") == text else 1
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
