"""docs/corrections.md: its commands are commands, its queries run, it names every field and every kind of entry."""

from __future__ import annotations

import re
import shlex

import pytest

from ingest.cli import build_parser
from ingest.core.corrections import ACTIONS, fields
from ingest.warehouse.connect import connect_published


@pytest.fixture(scope="module")
def page(root) -> str:
    return (root / "docs" / "corrections.md").read_text(encoding="utf-8")


def test_every_command_is_one(page):
    blocks = re.findall(r"```sh\n(.*?)```", page, flags=re.S)
    commands = [line.split(" > ")[0] for block in blocks for line in block.splitlines() if line]
    parsed = [build_parser().parse_args(shlex.split(command)[1:]) for command in commands]
    written = {options.action for options in parsed if hasattr(options, "action")}
    assert written == set(ACTIONS)


def test_every_query_runs(page, sample_warehouse):
    queries = [query for block in re.findall(r"```sql\n(.*?)```", page, flags=re.S) for query in block.split(";")]
    with connect_published(sample_warehouse) as connection:
        for query in filter(str.strip, queries):
            connection.execute(query).fetchall()
        assert connection.execute("from review_queue").fetchall()


def test_every_field_is_named(page):
    of_pairs = {"killed_qualifier", "wounded_qualifier", "defender_country", "attacker_country"}
    assert [name for _, name in fields() if name not in of_pairs and name not in page] == []
