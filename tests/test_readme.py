"""The README's promises: its SQL runs, its commands and files exist."""

import re

import pytest

from ingest.warehouse.connect import connect_published


def readme(root) -> str:
    return (root / "README.md").read_text(encoding="utf-8")


def test_every_query_answers_with_rows(root, sample_warehouse):
    queries = re.findall(r"```sql\n(.*?)```", readme(root), flags=re.S)
    assert len(queries) >= 5
    with connect_published(sample_warehouse) as connection:
        for query in queries:
            assert connection.execute(query).fetchall(), query


def test_every_make_target_that_it_names_exists(root):
    targets = set(re.findall(r"^([a-z-]+):", (root / "Makefile").read_text(encoding="utf-8"), flags=re.M))
    named = set(re.findall(r"\bmake ([a-z]+)\b", readme(root))) - {"it"}
    assert named <= targets


def test_every_linked_file_exists(root):
    links = [link for link in re.findall(r"\]\(([^)#]+)", readme(root)) if "://" not in link]
    assert links
    missing = [link for link in links if not (root / link).exists()]
    assert not missing


@pytest.mark.parametrize("text", ["README.md", "CONTRIBUTING.md", "docs"])
def test_documentation_names_settings_that_exist(root, text):
    from dataclasses import fields

    from ingest.settings import Settings

    # Besides the settings: what only tests read.
    of_tests = {"WARLEDGER_CORPUS_DIR", "WARLEDGER_AXE_JS", "WARLEDGER_SCREENSHOTS"}
    known = {field.metadata["variable"] for field in fields(Settings)} | of_tests
    path = root / text
    files = sorted(path.rglob("*.md")) if path.is_dir() else [path]
    named = {name for file in files for name in re.findall(r"WARLEDGER_[A-Z_]+[A-Z]", file.read_text(encoding="utf-8"))}
    assert named <= known
