"""Claims of several articles become the facts that a careful reader would count."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import duckdb
import pytest
from dbt_warehouse import Warehouse
from raw_fixture import (
    KYIV,
    ODESA,
    ODESA_REGION,
    RawLayer,
    aid,
    day,
    example_articles,
    interception,
    meeting,
    strike,
)

pytestmark = pytest.mark.slow

FACTS = {
    "fct_strikes": "strike_id",
    "fct_interceptions": "interception_id",
    "fct_aid_packages": "aid_package_id",
    "fct_diplomatic_meetings": "meeting_id",
}
BODY = "A sentence written for this test, long enough to be quoted in part by every claim."


def more_articles(raw: RawLayer) -> RawLayer:
    """Later news about the example's events, and the counts of two undated digests and of one page without a year."""
    drones: dict[str, Any] = {"defender_country": "UA", "attacker_country": "RU", "weapon_class": "drone"}
    raw.article(
        "undated-digest",
        BODY,
        [interception(30, **drones, launched=16, intercepted=15)],
        publisher=None,
        batch="batch-2",
    )
    raw.article(
        "no-year",
        BODY,
        [interception(30, **drones, launched=112, intercepted=81, date_partial="02-07")],
        publisher=None,
        batch="batch-2",
    )
    raw.article(
        "follow-up",
        BODY,
        [
            strike(
                25,
                event_date=day("2025-02-12"),
                date_precision="day",
                attacker_country="RU",
                **KYIV,
                killed=2,
                killed_qualifier="exact",
                claimant_side="ua_official",
            ),
            # the same night's count again, with one number only
            interception(
                30,
                **drones,
                event_date=day("2025-02-12"),
                date_precision="day",
                intercepted=71,
                shot_down=71,
                count_definition="shot_down",
            ),
            aid(
                20,
                announced_date=day("2025-02-13"),
                date_precision="day",
                donor="GB",
                donor_name="Britain",
                recipient="UA",
                amount=184_500_000.0,
                currency="USD",
                aid_type="military",
                status="approved",
            ),
            aid(
                40,
                announced_date=day("2025-02-13"),
                date_precision="day",
                donor="NO",
                donor_name="Norway",
                recipient="UA",
                amount=242_000_000.0,
                currency="USD",
            ),
            # the first payment of the package above: in no sum beside it
            aid(
                60,
                announced_date=day("2025-02-14"),
                date_precision="day",
                donor="NO",
                donor_name="Norway",
                recipient="UA",
                amount=30_000_000.0,
                currency="USD",
                status="delivered",
                is_part=True,
                part_of_amount=242_000_000.0,
                part_of_currency="USD",
            ),
        ],
        published="2025-02-14",
        publisher="Daily Example",
        batch="batch-2",
    )
    raw.article(
        "odesa",
        BODY,
        [
            strike(
                20,
                event_date=day("2025-02-12"),
                date_precision="day",
                attacker_country="RU",
                **ODESA,
                weapon_classes=["drone"],
                target_class="port",
                killed=0,
                wounded=1,
            ),
            strike(
                30,
                event_date=day("2025-02-12"),
                date_precision="day",
                attacker_country="RU",
                **ODESA_REGION,
                wounded=3,
            ),
            strike(
                40,
                event_date=day("2025-02-12"),
                date_precision="day",
                attacker_country="RU",
                **ODESA,
                weapon_classes=["ballistic_missile"],
                target_class="residential",
                killed=2,
                wounded=7,
            ),
        ],
        published="2025-02-13",
        publisher="Daily Example",
        batch="batch-2",
    )
    return raw


def checksum(warehouse: Warehouse) -> dict[str, Any]:
    """Row count and order-free hash of every table of the marts that does not tell of the builds themselves."""
    sums = {}
    for table in warehouse.values(
        "select table_name from duckdb_tables() where database_name = 'marts'"
        " and table_name not like 'fct#_%#_history' escape '#'"
    ):
        sums[table] = warehouse.rows(
            f"select count(*) as n_rows, sum((hash(t::text) % 1000000007)::bigint) as total from {table} as t"
        )
    return sums


@pytest.fixture(scope="module")
def built(warehouse: Warehouse) -> Warehouse:
    warehouse.load(more_articles(example_articles()))
    warehouse.build()
    return warehouse


def test_kyiv_strike_of_two_articles_stands_once(built: Warehouse) -> None:
    kyiv = built.rows("select * from fct_strikes where place = 'Kyiv'")
    assert len(kyiv) == 1
    assert kyiv[0]["event_date"] == dt.date(2025, 2, 12)
    assert (kyiv[0]["n_articles"], kyiv[0]["n_claims"]) == (3, 3)
    assert (kyiv[0]["killed_low"], kyiv[0]["killed_best"], kyiv[0]["killed_high"]) == (1, 2, 2)
    assert (kyiv[0]["wounded_low"], kyiv[0]["wounded_best"], kyiv[0]["wounded_high"]) == (4, 4, 4)
    assert kyiv[0]["is_disputed"] is False


def test_the_year_is_inferred_and_said_to_be(built: Warehouse) -> None:
    rows = built.rows(
        "select place, event_date, event_date_stated, year_inferred, year_rule from strike_claims "
        "where date_partial is not null order by event_date"
    )
    assert rows == [
        {
            "place": "Saratov",
            "event_date": dt.date(2025, 2, 11),
            "event_date_stated": None,
            "year_inferred": True,
            "year_rule": "same_article",
        },
        {
            "place": "Kyiv",
            "event_date": dt.date(2025, 2, 12),
            "event_date_stated": None,
            "year_inferred": True,
            "year_rule": "same_event",
        },
    ]


def test_two_hits_on_odesa_and_its_region_stay_three(built: Warehouse) -> None:
    rows = built.rows(
        "select place, target_class, wounded_best from fct_strikes where admin1_code = 'UA-51' order by wounded_best"
    )
    assert rows == [
        {"place": "Odesa", "target_class": "port", "wounded_best": 1},
        {"place": None, "target_class": None, "wounded_best": 3},
        {"place": "Odesa", "target_class": "residential", "wounded_best": 7},
    ]


def test_five_counts_are_five_facts(built: Warehouse) -> None:
    counts = built.rows("select launched, intercepted, event_date from fct_interceptions order by intercepted")
    assert [(row["intercepted"], row["launched"]) for row in counts] == [
        (6, None),
        (15, 16),
        (27, 49),
        (71, 123),
        (81, 112),
    ]
    undated = [row["intercepted"] for row in counts if row["event_date"] is None]
    assert undated == [15, 27, 81]
    assert built.values("select n_facts from agg_undated where kind = 'interception'") == [3]
    series = built.rows("select event_date, weapon_class, launched, intercepted from agg_air_war_daily order by 2")
    assert series == [
        {"event_date": dt.date(2025, 2, 12), "weapon_class": "drone", "launched": 123, "intercepted": 71},
        {"event_date": dt.date(2025, 2, 12), "weapon_class": "missile", "launched": None, "intercepted": 6},
    ]


def test_packages_add_up_and_running_totals_do_not(built: Warehouse) -> None:
    british = built.rows("select * from fct_aid_packages where donor = 'GB'")
    assert len(british) == 1
    assert british[0]["announced_date"] == dt.date(2025, 2, 12)
    assert british[0]["status"] == "approved"
    assert british[0]["aid_type"] == "military"
    # 184.5 million dollars at the reference rate of 2025-02-12, 1.0370 dollars for one euro
    assert british[0]["amount"] == 184_500_000.0
    assert british[0]["amount_eur"] == pytest.approx(184_500_000 / 1.0370)
    assert british[0]["fx_date"] == dt.date(2025, 2, 12)
    total = built.rows("select donor, is_cumulative from fct_aid_packages where donor = 'US'")
    assert total == [{"donor": "US", "is_cumulative": True}]
    sums = {row["donor"]: row["usd"] for row in built.rows("select donor, amount_usd as usd from agg_aid_by_donor")}
    assert sums == {"GB": 184_500_000.0, "NO": 242_000_000.0, "KP": None}
    assert built.values("select recipient from fct_aid_packages where donor = 'KP'") == ["RU"]


def test_planned_and_held_are_one_meeting(built: Warehouse) -> None:
    meetings = built.rows("select status, statuses, n_participants, countries from fct_diplomatic_meetings")
    assert meetings == [
        {"status": "held", "statuses": ["held", "planned"], "n_participants": 2, "countries": ["UA", "US"]}
    ]
    assert built.rows("select country_a, country_b, n_meetings from agg_country_pairs") == [
        {"country_a": "UA", "country_b": "US", "n_meetings": 1}
    ]


def test_every_claim_belongs_to_one_fact(built: Warehouse) -> None:
    for kind, table in zip(("strike", "interception", "aid", "meeting"), FACTS, strict=True):
        claims, in_facts = built.rows(
            f"select (select count(*) from build.raw.{kind}_claims) as n union all select sum(n_claims) from {table}"
        )
        assert claims == in_facts


def test_queries_of_the_documentation_run(built: Warehouse) -> None:
    docs = Path(__file__).resolve().parents[2] / "docs"
    text = "".join((docs / name).read_text(encoding="utf-8") for name in ("facts.md", "reconciliation.md"))
    queries = re.findall(r"```sql\n(.*?)```", text, flags=re.DOTALL)
    assert len(queries) >= 7
    for query in queries:
        # the example has no reference file, part of a package, region or implausible number: these only have to run
        may_be_empty = ("reconciliation", "fact_relations", "needs_review")
        assert built.rows(query) or any(word in query for word in may_be_empty), query


@pytest.mark.proof
def test_order_of_loading_changes_nothing_and_a_second_build_neither(built: Warehouse) -> None:
    first = checksum(built)
    built.build()
    assert checksum(built) == first
    built.load(more_articles(example_articles()), newest_first=True)
    built.build()
    assert checksum(built) == first


@pytest.mark.proof
def test_a_full_refresh_by_hand_loses_nothing(built: Warehouse) -> None:
    """With all marts published nothing was touched, and `dbt build --full-refresh` made the fact tables empty."""
    before = checksum(built)
    with duckdb.connect(str(built.path)) as connection:
        connection.execute("insert into raw.published_states select * from intermediate.int_states")
    built.dbt("build", "--full-refresh", "--exclude-resource-type", "unit_test", "--exclude-resource-type", "test")
    assert checksum(built) == before


@pytest.mark.proof
def test_ids_survive_later_articles(warehouse: Warehouse) -> None:
    warehouse.load(example_articles())
    warehouse.build()
    before = {table: set(warehouse.values(f"select {key} from {table}")) for table, key in FACTS.items()}
    warehouse.load(more_articles(example_articles()))
    warehouse.build()
    for table, key in FACTS.items():
        kept = before[table] & set(warehouse.values(f"select {key} from {table}"))
        # The British package is named by its smallest amount, and a later report rounds it lower.
        assert len(before[table] - kept) == (1 if table == "fct_aid_packages" else 0)


def test_a_wrong_quote_stops_the_build_and_is_named(warehouse: Warehouse) -> None:
    raw = RawLayer()
    raw.article("one", BODY, [strike(20, event_date=day("2025-02-12"), date_precision="day", **KYIV)])
    warehouse.load(raw)
    with duckdb.connect(str(warehouse.path)) as connection:
        connection.execute("update raw.strike_claims set char_start = 3")
    run = warehouse.build(tests=True, check=False)
    assert run.status != 0
    assert "quote_in_article" in " ".join(run.bad())


@pytest.mark.proof
def test_an_impossible_count_warns_and_an_account_that_does_not_close_is_an_error(warehouse: Warehouse) -> None:
    raw = RawLayer()
    night = {"event_date": day("2025-02-12"), "date_precision": "day", "defender_country": "UA"}
    told = {"launched": 9, "intercepted": 4, "shot_down": 4, "hit": 3, "still_airborne": 1}
    raw.article("one", BODY, [interception(20, **night, weapon_class="drone", launched=8, intercepted=81)])
    raw.article("two", BODY, [meeting(20, event_date=day("2025-02-12"), date_precision="day", countries=["UA"])])
    raw.article("three", BODY, [interception(20, **night, weapon_class="missile", **told)])
    warehouse.load(raw)
    run = warehouse.build(tests=True)
    assert run.bad() == {"warn_impossible_counts": "warn"}
    columns = "launched, intercepted, interception_rate, is_disputed"
    assert warehouse.rows(f"select {columns} from fct_interceptions where weapon_class = 'drone'") == [
        {"launched": None, "intercepted": 81, "interception_rate": None, "is_disputed": True}
    ]
    columns = "launched, intercepted, shot_down, hit, still_airborne, unaccounted"
    assert warehouse.rows(f"select {columns} from fct_interceptions where weapon_class = 'missile'") == [
        {**told, "unaccounted": 1}
    ]
    # Three hits too many: it still adds up, but no claim told it, and what is left is negative.
    with duckdb.connect(str(warehouse.marts)) as connection:
        connection.execute(
            "update fct_interceptions set hit = 6, unaccounted = -2 where weapon_class = 'missile'",
        )
    run = warehouse.dbt("test", "--select", "fct_interceptions,test_type:data", check=False)
    assert run.nodes["fct_interceptions_launches_are_accounted_for"] == "fail"
    assert sum(name.startswith("claim_of_fact") for name in run.bad()) == 1, run.bad()
