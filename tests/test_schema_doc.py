"""docs/schema.md is what the dbt project says, and what the published file holds."""

import re
import subprocess
import sys

from ingest.warehouse.connect import connect_published


def test_the_page_is_current(root):
    script = root / "tools" / "make_schema_doc.py"
    done = subprocess.run([sys.executable, str(script), "--check"], check=False)
    assert done.returncode == 0, "run: python tools/make_schema_doc.py"


def test_the_published_file_has_just_these_tables_and_columns(root, sample_warehouse):
    text = (root / "docs" / "schema.md").read_text(encoding="utf-8")
    described = {}
    for section in text.split("\n### ")[1:]:
        described[section.split("\n")[0]] = re.findall(r"^\| `(\w+)` \|", section, flags=re.M)
    for name in [name for name in described if name.startswith("fct_") and name.endswith("_history")]:
        described[name] += described[name.removesuffix("_history")]  # the page says so instead of repeating them
    with connect_published(sample_warehouse) as connection:
        rows = connection.execute("select table_name, column_name from duckdb_columns() where not internal").fetchall()
    published: dict[str, list[str]] = {}
    for table, column in rows:
        published.setdefault(table, []).append(column)
    assert {name: sorted(columns) for name, columns in described.items()} == {
        name: sorted(columns) for name, columns in published.items()
    }
