"""The catalogues of the dashboard (dashboards/messages/*.po) beside what its code says: what is missing or stale.

`python tools/messages.py` adds new messages without a translation and takes out those that nothing says any more; a
test fails while one is missing. Messages are what stands in `tr`, `mark`, `tr_plural`, `amount_of` and in labels of
tables, and what data name: codes, weapon classes, regions and bodies of the seeds.
"""

from __future__ import annotations

import ast
import csv
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from dashboards import charts, words
from dashboards.language import CATALOGUES, ENGLISH, LANGUAGES
from dashboards.queries import KINDS
from dashboards.queries.facts import OF_THE_BUILD

ROOT = Path(__file__).parents[1]
CORRECTABLE = ROOT / "ingest" / "core" / "data" / "correctable_fields.csv"
SEEDS = ROOT / "dbt_project" / "seeds"
#: Letters of a line of a catalogue.
_WIDTH = 120
#: Functions that take labels of columns as a dictionary, beside every argument called `labels`.
_TAKE_LABELS = frozenset({"table", "listing", "Numbers", "fact_section"})
#: Codes of the published tables that no seed lists: states of checks and facts, reasons, kinds, parts of figures.
_CODES = (
    "killed", "wounded", "newest", "relevance", "strike", "interception", "aid", "meeting", "pass", "warn", "fail",
    "error", "skipped", "critical", "warning", "info", "dbt", "gx", "ingest", "spark", "matched", "different",
    "missing_here", "missing_in_reference", "automatic", "needs_review", "confirmed", "corrected", "rejected", "open",
    "not_stated",
)  # fmt: skip
#: Parts of a figure, in words already.
_OUTCOMES = tuple(charts.OUTCOME_COLOURS)

#: A message: (context or None, message or (one, many)).
Message = tuple[str | None, str | tuple[str, str]]


def _text(node: ast.expr | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _labels(node: ast.AST) -> Iterator[ast.expr]:
    """Dictionaries of labels that a node holds directly."""
    if isinstance(node, ast.keyword) and node.arg == "labels":
        yield node.value
    elif isinstance(node, ast.Call) and _name(node) in _TAKE_LABELS:
        yield from node.args
    elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "").lower().endswith("labels"):
        yield node.value


def said_in(path: Path) -> Iterator[Message]:
    """What a module says."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        for labels in _labels(node):
            if isinstance(labels, ast.Dict):
                yield from ((None, text) for value in labels.values if (text := _text(value)))
        if not isinstance(node, ast.Call):
            continue
        texts = [_text(argument) for argument in node.args]
        name = _name(node)
        if name in ("tr", "mark", "_message") and texts and texts[0]:
            yield None, texts[0]
        elif name == "amount_of" and len(texts) > 1 and texts[1]:
            yield None, (texts[1], f"{texts[1]}s")
        elif name == "tr_plural" and texts[0] and texts[1]:
            yield None, (texts[0], texts[1])


def _seed(name: str, column: str) -> list[str]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [row[column] for row in csv.DictReader(file)]


def _columns() -> list[str]:
    """Columns of facts that a fact's history names, and fields that people correct."""
    schema = (ROOT / "tests" / "snapshot_schema.sql").read_text(encoding="utf-8")
    tables = [
        re.findall(rf"create table {kind.facts} \((.*?)\);", schema, flags=re.DOTALL)[0] for kind in KINDS.values()
    ]
    columns = [name for table in tables for name in re.findall(r"^\s+(\w+) ", table, flags=re.MULTILINE)]
    with CORRECTABLE.open(encoding="utf-8", newline="") as file:
        fields = [row["field"] for row in csv.DictReader(file)]
    told = [name for name in (*columns, *fields) if not name.endswith("_id") and name not in OF_THE_BUILD]
    return list(dict.fromkeys(told))


def named_by_data() -> Iterator[Message]:
    """What the published tables name by a code or an English name."""
    weapons = _seed("weapon_classes", "weapon_class")
    codes = [
        *_CODES,
        *_OUTCOMES,
        *_columns(),
        *_seed("codes", "code"),
        *weapons,
        *_seed("target_classes", "target_class"),
    ]
    yield from (("code", words.english(code)) for code in codes)
    yield from (("many", words.english_plural(code)) for code in weapons)
    yield from (("name", name) for name in (*_seed("regions", "admin1"), *_seed("bodies", "body_name")))
    yield from ((None, (kind.noun, f"{kind.noun}s")) for kind in KINDS.values())


def messages() -> list[Message]:
    """Every message of the interface, once, in the order of the code."""
    paths = sorted((ROOT / "dashboards").rglob("*.py"))
    return list(dict.fromkeys([*(said for path in paths for said in said_in(path)), *named_by_data()]))


def read(language: str) -> Catalog:
    """The catalogue of a language, as it lies there."""
    path = CATALOGUES / f"{language}.po"
    if not path.is_file():
        return Catalog(locale=language, project="Warledger", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def refreshed(language: str) -> Catalog:
    """The catalogue with every message of the code and no other; new ones have no translation."""
    old = read(language)
    new = Catalog(locale=language, project="Warledger", charset="utf-8", header_comment="", fuzzy=False)
    for context, message in messages():
        one = message if isinstance(message, str) else message[0]
        known = old.get(one, context)
        kept = known.string if known and bool(known.pluralizable) == isinstance(message, tuple) else None
        # Without "python-format": the placeholders are those of str.format, which the test compares.
        new.add(message, kept or None, context=context).flags.discard("python-format")
    return new


def write(catalogue: Catalog, language: str) -> None:
    """Write the catalogue: without the usual header of addresses and times, which would differ at each writing."""
    forms = catalogue.plural_forms
    header = f"""msgid ""
msgstr ""
"Language: {language}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: {forms}\\n"

"""
    body = io.BytesIO()
    write_po(body, catalogue, width=_WIDTH, omit_header=True)
    CATALOGUES.mkdir(exist_ok=True)
    (CATALOGUES / f"{language}.po").write_bytes(header.encode() + body.getvalue())


def main() -> int:
    """Write the catalogues again; say how many messages wait for a translation."""
    waiting = 0
    for language in LANGUAGES:
        if language == ENGLISH:
            continue
        catalogue = refreshed(language)
        write(catalogue, language)
        missing = [one for one in catalogue if one.id and not any(one.string if one.pluralizable else [one.string])]
        print(f"{language}: {len(catalogue)} messages, {len(missing)} without a translation")
        waiting += len(missing)
    return 1 if waiting else 0


if __name__ == "__main__":
    sys.exit(main())
