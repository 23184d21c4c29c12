"""Rows of the raw layer that break a rule are set aside, so that everything else is published.

The rules are data (quarantine_rules.csv): a rule's id, the raw tables that it holds for, the SQL condition under which
a row breaks it, and the reason in words. In a condition `it` is the row and, for claims, `article` its article (null
where there is none); `no_code(list, value)` and `codes_of(list)` ask the code lists of the contract (codes.py), and
`is_set_aside(table, id)` the rows set aside so far: documents come before articles, articles before claims.

A row is looked at when it is loaded; every row again when a rule or a code list has changed. A document that is read
again brings new rows. So the table depends on the stored rows and the rules alone, not on the order of loads.
"""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ingest.landing.raw import CLAIM_TABLES, KEYS
from ingest.settings import Settings
from ingest.warehouse.codes import code_lists

RULES = Path(__file__).with_name("quarantine_rules.csv")
#: Raw table → its key, in the order in which they are looked at.
TABLES = {
    "documents": KEYS["documents"],
    "articles": KEYS["articles"],
    **dict.fromkeys(CLAIM_TABLES.values(), "claim_id"),
    "rejected_documents": KEYS["rejected_documents"],
    "fetch_outcomes": "outcome_id",
}
#: Fewer rows set aside never stop a build: a share of a handful says nothing.
MIN_ROWS = 20
#: Characters of a value kept with a row that is set aside.
SHOW_CHARACTERS = 500


@dataclass(frozen=True)
class Rule:
    """One line of quarantine_rules.csv; `condition` is SQL that holds for rows that break the rule."""

    rule_id: str
    tables: tuple[str, ...]
    condition: str
    reason: str


@dataclass(frozen=True)
class Share:
    """How many of a raw table's rows are set aside."""

    table_name: str
    n_quarantined: int
    n_rows: int


def read_rules(path: Path = RULES) -> list[Rule]:
    """The rules in their order; raises ValueError for one that names a table which there is not."""
    with path.open(encoding="utf-8", newline="") as file:
        rules = [
            Rule(row["rule_id"], tuple(row["tables"].split()), row["condition"], row["reason"])
            for row in csv.DictReader(file)
        ]
    for rule in rules:
        if unknown := set(rule.tables) - set(TABLES):
            raise ValueError(f"{path.name}: rule {rule.rule_id} names {', '.join(sorted(unknown))}")
    return rules


def settle(settings: Settings, connection: duckdb.DuckDBPyConnection) -> int:
    """Look at the rows that this transaction has loaded, or at all when the rules have changed; returns how many rows
    are set aside now. The caller has begun the transaction, whose `now()` is the time of its loaded rows.
    """
    rules = read_rules()
    lists = code_lists(settings)
    fingerprint = hashlib.sha256(repr((rules, sorted(lists.items()))).encode()).hexdigest()
    known = connection.execute("select fingerprint from raw.quarantine_rules").fetchall()
    everything = known != [(fingerprint,)]
    _define(connection, lists)
    for table, key in TABLES.items():
        connection.execute(
            f"""
            delete from raw.quarantined_rows as old
            where
                table_name = $table
                and (
                    $everything
                    or not exists (from raw.{table} as it where it.{key} = old.row_id and it.loaded_at < now())
                )
            """,
            {"table": table, "everything": everything},
        )
        if own := [rule for rule in rules if table in rule.tables]:
            connection.execute(_query(table, key, own, everything))
    connection.execute("delete from raw.quarantine_rules")
    connection.execute("insert into raw.quarantine_rules values (?)", [fingerprint])
    row = connection.execute("select count(*) from raw.quarantined_rows").fetchone()
    return int(row[0]) if row else 0


def shares(connection: duckdb.DuckDBPyConnection) -> list[Share]:
    """Rows set aside and all rows of every raw table of which a row is set aside."""
    counts = connection.execute(
        "select table_name, count(*) from raw.quarantined_rows group by 1 order by 1"
    ).fetchall()
    found = []
    for table, number in counts:
        row = connection.execute(f"select count(*) from raw.{table}").fetchone()
        found.append(Share(table, number, row[0] if row else 0))
    return found


def too_many(connection: duckdb.DuckDBPyConnection, percent: int) -> str | None:
    """Why a build must stop: of some table more than `percent` of the rows are set aside. None when it may go on."""
    for share in shares(connection):
        if share.n_quarantined >= MIN_ROWS and share.n_quarantined * 100 > percent * share.n_rows:
            rule_id, reason, number = connection.execute(
                "select rule_id, reason, count(*) as n from raw.quarantined_rows where table_name = ?"
                " group by all order by n desc, rule_id limit 1",
                [share.table_name],
            ).fetchall()[0]
            return (
                f"{share.n_quarantined} of {share.n_rows} rows of {share.table_name} break a rule, more than"
                f" {percent} % (WARLEDGER_QUARANTINE_PERCENT); {number} of them {rule_id}: {reason}"
            )
    return None


def _define(connection: duckdb.DuckDBPyConnection, lists: dict[str, list[str]]) -> None:
    """What conditions may call."""
    connection.execute("create or replace temp table codes (code_list text, codes text[])")
    connection.executemany("insert into codes values (?, ?)", [[name, codes] for name, codes in lists.items()])
    connection.execute(
        "create or replace temp macro codes_of(wanted) as"
        " (select any_value(codes.codes) from codes where codes.code_list = wanted)"
    )
    connection.execute(
        "create or replace temp macro no_code(wanted, found) as not list_contains(codes_of(wanted), found)"
    )
    connection.execute(
        "create or replace temp macro is_set_aside(wanted, id) as id in"
        " (select row_id from raw.quarantined_rows where table_name = wanted)"
    )


def _query(table: str, key: str, rules: list[Rule], everything: bool) -> str:
    """Sets aside the rows of a table that break a rule: one row each, with the first rule that it breaks."""
    is_claim = table in CLAIM_TABLES.values()
    join = "left join raw.articles as article on it.article_id = article.article_id" if is_claim else ""
    names = {"article_id": "it.article_id" if is_claim or table == "articles" else "null"}
    names["source_uri"] = {"fetch_outcomes": "it.url"}.get(table, "article.source_uri" if is_claim else "it.source_uri")
    names["source_name"] = "article.source_name" if is_claim else "it.source_name"
    names["reader_version"] = "it.reader_version" if is_claim else "null"
    names["batch_id"] = "it.run_id" if table == "fetch_outcomes" else "it.batch_id"
    kept = (
        "it"
        if is_claim
        else {
            "articles": "struct_pack(it.title, it.publisher, it.language, it.published_at,"
            " it.published_basis, it.ingested_at)"
        }.get(table, "it")
    )
    cases = " ".join(f"when ({rule.condition}) then {number}" for number, rule in enumerate(rules))
    told = ", ".join(f"({number}, {_text(rule.rule_id)}, {_text(rule.reason)})" for number, rule in enumerate(rules))
    return f"""
        insert into raw.quarantined_rows
        select
            {_text(table)}, broken.row_id, rules.rule_id, rules.reason, broken.article_id, broken.source_uri,
            broken.source_name, broken.details, broken.reader_version, broken.batch_id, broken.loaded_at
        from (
            select
                it.{key} as row_id,
                {", ".join(f"{value} as {name}" for name, value in names.items())},
                it.loaded_at,
                left(to_json({kept})::text, {SHOW_CHARACTERS}) as details,
                case {cases} end as number
            from raw.{table} as it
            {join}
            where {"true" if everything else "it.loaded_at = now()"}
        ) as broken
        join (values {told}) as rules (number, rule_id, reason) using (number)
    """


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
