"""Every figure that the pages show, under random filters, beside SQL of its own written straight over the fact tables.

Nothing here but the filters' values comes from the dashboard: what is in scope, what adds up and what is summed is said
again, in other words. A difference is a mistake in one of the two.
"""

from __future__ import annotations

import datetime as dt
import math
import random
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import duckdb
import pandas as pd
import pytest

from dashboards import queries
from dashboards.queries import KINDS, Scope
from dashboards.snapshot import Snapshot
from ingest.warehouse.connect import connect_path

N_SCOPES = 40
#: Kind → table, id, day, and of each filter its column.
TABLES = {
    "strike": ("fct_strikes", "strike_id", "event_date",
               {"attacker": "attacker_country", "region": "admin1", "weapon": "weapon_classes",
                "target": "target_class"}),
    "interception": ("fct_interceptions", "interception_id", "event_date",
                     {"defender": "defender_country", "weapon": "weapon_class", "scope": "scope"}),
    "aid": ("fct_aid_packages", "aid_package_id", "announced_date",
            {"donor": "donor", "recipient": "recipient", "type": "aid_type", "status": "status"}),
    "meeting": ("fct_diplomatic_meetings", "meeting_id", "event_date",
                {"status": "status", "format": "format", "country": "parties"}),
}  # fmt: skip


@pytest.fixture(scope="module")
def snapshot(sample_warehouse, tmp_path_factory) -> Iterator[Snapshot]:
    """The warehouse of the samples, with sums, parts, copies and doubts drawn at random: it has few of its own."""
    path = tmp_path_factory.mktemp("figures") / "warehouse.duckdb"
    shutil.copy(sample_warehouse.pointer.resolve(), path)
    path.chmod(0o600)
    with duckdb.connect(str(path)) as connection:
        relate(connection, random.Random("relations"))
    with connect_path(path) as connection:
        yield Snapshot(str(path), connection)


def relate(connection: duckdb.DuckDBPyConnection, draw: random.Random) -> None:
    """Relations between facts (the earlier id inside the later one, so in no circle), and facts that need review."""
    for kind, (table, key, *_) in TABLES.items():
        ids = [row[0] for row in connection.execute(f"select {key} from {table} order by 1").fetchall()]
        doubted = draw.sample(ids, len(ids) // 10)
        connection.execute(f"update {table} set review_state = 'needs_review' where list_contains(?, {key})", [doubted])
        for child, parent in {tuple(sorted(draw.sample(ids, 2))) for _ in range(len(ids) // 3)}:
            doubtful = draw.random() < 0.5
            if kind in ("strike", "meeting"):
                table = "fact_relations"
                row = {"fact_kind": kind, "child_id": child, "parent_id": parent, "kind": "part_of",
                       "is_counted_in_parent": doubtful, "is_counted_with_review": True}  # fmt: skip
            elif kind == "interception":
                table = "interception_overlaps"
                row = {key: child, "overlap_rule": "drawn", "only_with_review": doubtful}
            else:
                table = "aid_package_parts"
                row = {key: child, "reason": "drawn", "claim_id": "drawn", "only_with_review": doubtful}
            connection.execute(
                f"insert into {table} ({', '.join(row)}) values ({', '.join('?' * len(row))})", list(row.values())
            )


def scopes(rows: Any, kind: Any) -> Iterator[Scope]:
    """Random filters, of values that the facts have."""
    draw = random.Random(f"{kind.name} choices")
    options = {name: queries.codes(rows, kind.name, name) for name, _ in kind.filters}
    publishers = queries.publishers(rows)
    for _ in range(N_SCOPES):
        year = draw.choice([None, 2024, 2025])
        yield Scope(
            dt.date(year, 1, 1) if year else None, dt.date(year, 12, 31) if year else None,
            draw.choice([1, 1, 2]), tuple(draw.sample(publishers, draw.choice([0, 0, 1]))), draw.random() < 0.7,
            draw.random() < 0.5,
            tuple((name, tuple(draw.sample(codes, min(len(codes), draw.choice([0, 0, 1, 2])))))
                  for name, codes in options.items()),
        )  # fmt: skip


class Ledger:
    """The facts of one kind that a scope lets through, as the table `chosen` of its own connection."""

    def __init__(self, snapshot: Snapshot, kind: str, scope: Scope) -> None:
        self.connection = snapshot.connection.cursor()
        self.kind, self.scope = kind, scope
        self.publishers: dict[str, set[str]] = {}
        self.table, self.key, self.day, self.columns = TABLES[kind]
        self._put()

    def ask(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        return self.connection.execute(sql, list(values)).fetchall()

    def one(self, sql: str, *values: Any) -> tuple[Any, ...]:
        return self.ask(sql, *values)[0]

    def _put(self) -> None:
        parties = ", list_distinct(countries || bodies) as parties" if self.kind == "meeting" else ""
        said = self.connection.execute(f"select *{parties}, {self.day} as the_day from {self.table}").to_arrow_table()
        facts = [row for row in said.to_pylist() if self._is_let_through(row, self.scope)]
        held = self._held({row[self.key] for row in facts}, self.scope)
        self.connection.execute(
            f"create or replace temp table chosen as select *{parties}, {self.day} as the_day,"
            " false as is_sum, false as is_in_sum, false as is_in_region_sum"
            f" from {self.table} where list_contains(?, {self.key})",
            [[row[self.key] for row in facts]],
        )
        for flag, ids in held.items():
            self.connection.execute(
                f"update chosen set {flag} = true where list_contains(?, {self.key})", [sorted(ids)]
            )

    def _is_let_through(self, row: dict[str, Any], scope: Scope) -> bool:
        day = row["the_day"]
        if (scope.start or scope.end) and (
            day is None or day < (scope.start or dt.date.min) or day > (scope.end or dt.date.max)
        ):
            return False
        if scope.min_sources > 1 and (row["n_sources"] or 0) < scope.min_sources:
            return False
        if not scope.include_belligerent_only and row["is_belligerent_only"]:
            return False
        if not scope.include_needs_review and row["review_state"] == "needs_review":
            return False
        if scope.publishers and not self._published(row[self.key]) & set(scope.publishers):
            return False
        return all(self._has(row[self.columns[name]], codes) for name, codes in scope.choices if codes)

    @staticmethod
    def _has(value: Any, codes: tuple[str, ...]) -> bool:
        held = set(value or ()) if isinstance(value, (list, type(None))) else {value}
        return bool((held or {"not_stated"}) & set(codes))

    def _published(self, fact_id: str) -> set[str]:
        if not self.publishers:
            for fact, publisher in self.ask(
                f"select c.fact_id, a.publisher from {self.kind}_claims c join dim_articles a using (article_id)"
            ):
                self.publishers.setdefault(fact, set()).add(publisher)
        return self.publishers.get(fact_id, set())

    def _held(self, chosen: set[str], scope: Scope) -> dict[str, set[str]]:
        """What adds up to something else: flag → ids. A sum holds what is inside it, at any depth, if both are let
        through."""
        if self.kind == "interception":
            more = self.ask("select interception_id, only_with_review from interception_overlaps")
            return {"is_in_sum": {one for one, review in more if scope.include_needs_review or not review}}
        if self.kind == "aid":
            more = self.ask("select aid_package_id, only_with_review from aid_package_parts")
            return {"is_in_sum": {one for one, review in more if scope.include_needs_review or not review}}
        if self.kind == "meeting":
            more = self.ask("select child_id from fact_relations where fact_kind = 'meeting' and is_counted_in_parent")
            return {"is_in_sum": {one for (one,) in more}}
        parents: dict[str, set[str]] = {}
        for child, parent in self.ask("select child_id, parent_id from fact_relations where fact_kind = 'strike'"):
            parents.setdefault(child, set()).add(parent)
        regions = dict(self.ask("select strike_id, admin1_code from fct_strikes"))
        found: dict[str, set[str]] = {"is_sum": set(), "is_in_sum": set(), "is_in_region_sum": set()}
        for child in parents.keys() & chosen:
            above: set[str] = set()
            open_ones = [child]
            while open_ones:
                for parent in parents.get(open_ones.pop(), set()) - above:
                    above.add(parent)
                    open_ones.append(parent)
            sums = above & chosen
            found["is_sum"] |= sums
            if sums:
                found["is_in_sum"].add(child)
            if any(regions[one] for one in sums):
                found["is_in_region_sum"].add(child)
        return found


def plain(value: Any) -> Any:
    """A cell for comparing: days, whole numbers and sums of cents alike on both sides."""
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, (pd.Timestamp, dt.datetime)):
        return value.date()
    if isinstance(value, (int, float)) or hasattr(value, "dtype"):
        return round(float(value), 6) if abs(float(value)) < 1e6 else round(float(value), 2)
    return value


class Compared:
    """What was compared: figures by page, and those that differ."""

    def __init__(self) -> None:
        self.figures: Counter[str] = Counter()
        self.mismatches: list[Any] = []

    def of(self, page: str) -> list[Any]:
        """What differs on one page."""
        return [one for one in self.mismatches if one[0] == page]

    def values(self, page: str, scope: Scope, shown: dict[str, Any], wanted: dict[str, Any]) -> None:
        for name, value in wanted.items():
            self.figures[page] += 1
            if plain(shown[name]) != plain(value):
                self.mismatches.append((page, name, plain(shown[name]), plain(value), scope))

    def table(self, page: str, scope: Scope, shown: pd.DataFrame, wanted: list[tuple[Any, ...]], columns: str) -> None:
        names = columns.split()
        rows = [tuple(plain(row[name]) for name in names) for row in shown.to_dict("records")]
        told = [tuple(plain(value) for value in row) for row in wanted]
        self.figures[page] += sum(isinstance(value, float) for row in told for value in row)
        if Counter(rows) != Counter(told):
            self.mismatches.append((page, columns, Counter(rows) - Counter(told), Counter(told) - Counter(rows), scope))


@pytest.fixture(scope="module")
def compared() -> Iterator[Compared]:
    one = Compared()
    yield one
    print(f"\nfigures compared: {sum(one.figures.values()):,} ({dict(one.figures)}); mismatches: {len(one.mismatches)}")


def sentence(compared: Compared, page: str, rows: Any, ledger: Ledger, adds_up: str) -> None:
    """The counts of the sentence over a page's table, and the table itself."""
    scope, kind = ledger.scope, ledger.kind
    shown = queries.counts(rows, kind, scope)
    told = dict(zip(
        ("n_facts", "n_counted", "n_dated", "n_disputed", "n_claims"),
        ledger.one(f"select count(*), count(*) filter (where {adds_up}), count(the_day),"
                   " count(*) filter (where is_disputed),"
                   " coalesce(sum(n_claims), 0) from chosen"), strict=True,
    ))  # fmt: skip
    every = Ledger(_of(rows), kind, replace(scope, start=None, end=None))
    (told["n_undated"],) = every.one("select count(*) from chosen where the_day is null")
    with_review = Ledger(_of(rows), kind, replace(scope, include_needs_review=True))
    (told["n_needs_review"],) = with_review.one("select count(*) from chosen where review_state = 'needs_review'")
    compared.values(page, scope, shown, told)
    numbers = {"strike": "killed_low killed_best killed_high wounded_low wounded_best wounded_high",
               "interception": "launched intercepted interception_rate shot_down suppressed",
               "aid": "amount amount_usd amount_eur", "meeting": ""}[kind]  # fmt: skip
    columns = f"n_articles n_sources {numbers}"
    compared.table(
        page, scope, queries.fact_table(rows, kind, scope),
        ledger.ask(f"select {ledger.key}, the_day, {', '.join(columns.split())} from chosen"),
        f"fact_id date {columns}",
    )  # fmt: skip


def _of(rows: Any) -> Snapshot:
    found: Snapshot = rows.__self__
    return found


def test_strikes(snapshot, compared):
    rows, page = snapshot.rows, "strikes"
    for scope in scopes(rows, KINDS["strike"]):
        ledger = Ledger(snapshot, "strike", scope)
        sentence(compared, page, rows, ledger, "not is_sum")
        tolls = "sum(killed_low), sum(killed_best), sum(killed_high), sum(wounded_low), sum(wounded_best), sum(wounded_high), count(killed_best), count(wounded_best)"  # noqa: E501
        told = (*ledger.one(f"select {tolls} from chosen where not is_in_sum"),
                *ledger.one("select count(*) from chosen where not is_sum"))  # fmt: skip
        names = "killed_low killed_best killed_high wounded_low wounded_best wounded_high n_killed_stated n_wounded_stated n_strikes"  # noqa: E501
        compared.values(page, scope, queries.toll(rows, scope), dict(zip(names.split(), told, strict=True)))
        for by, column in ledger.columns.items():
            code = f"coalesce({column}, 'not_stated')"
            if by == "weapon":
                code = "unnest(if(len(weapon_classes) > 0, weapon_classes, ['not_stated']))"
            compared.table(
                page, scope, queries.strikes_over_time(rows, scope, "month", by),
                ledger.ask("select m, code, count(*) from (select date_trunc('month', the_day) as m, strike_id,"
                           f" {code} as code from chosen where not is_sum and the_day is not null) group by m, code"),
                "period series n_strikes",
            )  # fmt: skip
        for toll in ("killed", "wounded"):
            compared.table(
                page, scope, (frame := queries.tolls_over_time(rows, scope, "week"))[frame["toll"] == toll],
                ledger.ask(f"select date_trunc('week', the_day), sum(if(is_in_sum, null, {toll}_low)),"
                           f" sum(if(is_in_sum, null, {toll}_best)), sum(if(is_in_sum, null, {toll}_high)),"
                           f" count(if(is_in_sum, null, {toll}_best)), count(*) filter (where not is_sum)"
                           " from chosen where the_day is not null group by 1"),
                "period low best high n_stated n_strikes",
            )  # fmt: skip
            compared.table(
                page, scope, (frame := queries.claims_by_side(rows, scope, "month"))[frame["toll"] == toll],
                ledger.ask("select m, side, sum(most), count(*) from (select date_trunc('month', f.the_day) as m,"
                           f" c.claimant_side as side, f.strike_id, max(c.{toll}) as most from chosen f,"
                           " strike_claims c"
                           " where c.fact_id = f.strike_id and not f.is_in_sum and f.the_day is not null and"
                           f" c.claimant_side in ('ru_official', 'ua_official') and c.{toll} is not null"
                           " group by 1, 2, 3) group by m, side"),
                "period side claimed n_strikes",
            )  # fmt: skip
        compared.table(
            page, scope, queries.strikes_by_region(rows, scope),
            ledger.ask("select admin1_code, count(*) filter (where not is_sum),"
                       " count(*) filter (where latitude is not null and geo_precision in ('near', 'settlement')),"
                       " sum(if(is_in_region_sum, null, killed_best)), sum(if(is_in_region_sum, null, wounded_best))"
                       " from chosen where admin1_code is not null group by admin1_code"),
            "admin1_code n_strikes n_placed killed_best wounded_best",
        )  # fmt: skip
        points = ledger.ask(
            "select coalesce(place, admin1), latitude, longitude, coalesce(attacker_country, 'not_stated'), count(*),"
            " sum(killed_best), sum(wounded_best) from chosen where not is_sum and geo_precision in ('near',"
            " 'settlement') and latitude between 40 and 60 and longitude between 20 and 60"
            " group by 1, 2, 3, 4, admin1"
        )
        compared.table(
            page, scope, queries.strike_points(rows, scope, (20, 40, 60, 60)), points,
            "place latitude longitude attacker n_strikes killed_best wounded_best",
        )  # fmt: skip
        for by in ("region", "target"):
            column = ledger.columns[by]
            whole = ledger.ask(
                f"select coalesce({column}, 'not_stated'), coalesce(attacker_country, 'not_stated'), count(*),"
                " sum(killed_best), sum(wounded_best) from chosen where not is_sum group by 1, 2"
            )
            totals: Counter[str] = Counter()
            for code, _, n, *_ in whole:
                totals[code] += n
            top = sorted(totals, key=lambda code: (-totals[code], code))[:20]
            compared.table(
                page, scope, queries.strikes_by(rows, scope, by), [row for row in whole if row[0] in top],
                "series attacker n_strikes killed_best wounded_best",
            )  # fmt: skip
    assert compared.of(page) == []


def test_interceptions(snapshot, compared):
    rows, page = snapshot.rows, "interceptions"
    both = "launched is not null and intercepted is not null"
    national = "scope = 'national' and not is_recap and not is_in_sum"
    for scope in scopes(rows, KINDS["interception"]):
        ledger = Ledger(snapshot, "interception", scope)
        sentence(compared, page, rows, ledger, "true")
        told = ledger.one(
            f"select count(*), count(*) filter (where {both}), sum(if({both}, launched, null)),"
            f" sum(if({both}, intercepted, null)),"
            f" sum(intercepted) from chosen where {national}"
        )
        air = queries.air_war(rows, scope)
        names = "n_counts n_both_told launched intercepted intercepted_all"
        compared.values(page, scope, air, dict(zip(names.split(), told, strict=True)))
        rates = ledger.ask(
            "select coalesce(defender_country, 'not_stated'), weapon_class, coalesce(count_definition, 'unspecified'),"
            f" count(*), sum(intercepted), sum(launched) from chosen where {national} and {both} group by 1, 2, 3"
        )
        usual = min(rates, key=lambda row: (-row[3], *row[:3]), default=None)
        compared.values(
            page, scope, air,
            {"n_of_rate": 0, "rate": None} if usual is None else
            {"rate_defender": usual[0], "rate_weapon": usual[1], "rate_definition": usual[2], "n_of_rate": usual[3],
             "rate": usual[4] / usual[5] if usual[5] else None},
        )  # fmt: skip
        compared.table(
            page, scope, queries.interceptions_over_time(rows, scope, "month"),
            ledger.ask(
                "select date_trunc('month', the_day), coalesce(defender_country, 'not_stated'), weapon_class,"
                " coalesce(count_definition, 'unspecified'), count(*), sum(if(intercepted is null, null, launched)),"
                " sum(if(launched is null, null, intercepted)),"
                f" sum(if({both}, intercepted, null)) / nullif(sum(if({both}, launched, null)), 0),"
                f" sum(if(launched is null, intercepted, null)) from chosen where {national} and the_day is not null"
                " group by 1, 2, 3, 4"),
            "period defender_country weapon_class count_definition n_counts launched intercepted rate"
            " intercepted_alone",
        )  # fmt: skip
        compared.table(
            page, scope, queries.interceptions_by_weapon(rows, scope),
            ledger.ask("select weapon_class, scope, coalesce(count_definition, 'unspecified'), sum(intercepted),"
                       f" count(*), count(*) filter (where {both}) from chosen where not is_recap"
                       " and not is_in_sum group by 1, 2, 3"),
            "weapon_class scope count_definition intercepted_all n_counts n_both_told",
        )  # fmt: skip
    assert compared.of(page) == []


def test_aid(snapshot, compared):
    rows, page = snapshot.rows, "aid"
    whole = "not is_cumulative and not is_in_sum"
    money = "sum(if(status = 'suspended', null, amount_usd)), sum(if(status = 'suspended', null, amount_eur))"
    for scope in scopes(rows, KINDS["aid"]):
        ledger = Ledger(snapshot, "aid", scope)
        sentence(compared, page, rows, ledger, whole)
        told = (
            *ledger.one("select count(*), count(*) filter (where amount is null),"
                        " count(*) filter (where amount_usd is null and amount is not null),"
                        f" count(distinct donor), {money} from chosen where {whole}"),
            *ledger.one("select count(*) filter (where is_cumulative),"
                        " count(*) filter (where is_in_sum and not is_cumulative) from chosen"),
        )  # fmt: skip
        names = "n_packages n_without_amount n_without_rate n_donors amount_usd amount_eur n_running_totals n_parts"
        compared.values(page, scope, queries.aid_totals(rows, scope), dict(zip(names.split(), told, strict=True)))
        for by in ("donor", "status", "type"):
            code = f"coalesce({ledger.columns[by]}, 'not_stated')"
            compared.table(
                page, scope, queries.aid_by(rows, scope, by),
                ledger.ask(f"select {code}, count(*), count(*) filter (where amount is null), {money} from chosen"
                           f" where {whole} group by 1"),
                "series n_packages n_without_amount amount_usd amount_eur",
            )  # fmt: skip
        compared.table(
            page, scope, queries.aid_over_time(rows, scope, "type"),
            ledger.ask("select date_trunc('month', the_day), coalesce(aid_type, 'not_stated'), count(*),"
                       f" {money} from chosen where {whole} and the_day is not null group by 1, 2"),
            "period series n_packages amount_usd amount_eur",
        )  # fmt: skip
    assert compared.of(page) == []


def test_diplomacy(snapshot, compared):
    rows, page = snapshot.rows, "diplomacy"
    for scope in scopes(rows, KINDS["meeting"]):
        ledger = Ledger(snapshot, "meeting", scope)
        sentence(compared, page, rows, ledger, "not is_in_sum")
        compared.table(
            page, scope, queries.meetings_over_time(rows, scope, "month"),
            ledger.ask("select date_trunc('month', the_day), coalesce(status, 'not_stated'), count(*) from chosen"
                       " where not is_in_sum and the_day is not null group by 1, 2"),
            "period series n_meetings",
        )  # fmt: skip
        circles = [set(row[0]) for row in ledger.ask("select parties from chosen where status in ('held', 'ongoing')")]
        often = Counter(country for circle in circles for country in circle)
        top = sorted(often, key=lambda country: (-often[country], country))[:12]
        pairs = Counter((a, b) for circle in circles for a in circle for b in circle if a != b and {a, b} <= set(top))
        compared.table(
            page, scope, queries.country_pairs(rows, scope), [(*pair, n) for pair, n in pairs.items()],
            "country_a country_b n_meetings",
        )  # fmt: skip
        compared.table(
            page, scope, queries.meeting_places(rows, scope),
            ledger.ask("select f.location_id, count(*), count(*) filter (where f.status = 'held'),"
                       " count(*) filter (where f.status = 'planned')"
                       " from chosen f where f.location_id is not null and f.location_id not in (select location_id"
                       " from dim_locations where location_kind = 'country') and (f.status is null or f.status not in"
                       " ('denied', 'postponed', 'cancelled')) group by 1"),
            "location_id n_meetings n_held n_planned",
        )  # fmt: skip
    assert compared.of(page) == []


def test_overview(snapshot, compared):
    rows, page = snapshot.rows, "overview"
    adds_up = {"strike": "not is_sum", "interception": "true", "aid": "not is_cumulative and not is_in_sum",
               "meeting": "not is_in_sum"}  # fmt: skip
    _, last = queries.date_span(rows)
    for one in scopes(rows, KINDS["meeting"]):
        scope = replace(one, choices=())
        headline, told, over_time = queries.headline(rows, scope), {}, []
        for kind, condition in adds_up.items():
            ledger = Ledger(snapshot, kind, scope)
            (told[f"n_{kind}"],) = ledger.one(f"select count(*) from chosen where {condition}")
            over_time += ledger.ask(
                f"select date_trunc('month', the_day), '{kind}', count(*) from chosen"
                " where the_day is not null group by 1"
            )
        headline["n_strike"], told["n_strikes"] = headline["n_strikes"], told["n_strike"]
        del told["n_interception"]
        compared.values(page, scope, headline, told)
        compared.table(page, scope, queries.facts_over_time(rows, scope, "month"), over_time, "period kind n_facts")
    week = []
    for kind, condition in adds_up.items():
        ledger = Ledger(snapshot, kind, Scope(last - dt.timedelta(days=34), last))
        begin = last - dt.timedelta(days=6)
        week.append((kind, *ledger.one(
            f"select count(*) filter (where the_day >= ? and {condition}),"
            f" count(*) filter (where the_day < ? and {condition}) from chosen", begin, begin
        )))  # fmt: skip
    compared.table(page, Scope(), queries.newest_week(rows, Scope(), last), week, "kind n_week n_before")
    assert compared.of(page) == []
