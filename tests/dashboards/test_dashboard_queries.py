"""The dashboard's SQL against the fixture snapshot: what is counted, what is left out, what null becomes."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import duckdb
import pandas as pd
import pytest
import snapshot_fixture

from dashboards import articles, periods, queries
from dashboards import evidence as dashboards_evidence
from dashboards.queries import KINDS, Scope
from dashboards.queries import evidence as evidence_queries
from dashboards.snapshot import Snapshot
from ingest.warehouse.connect import connect_path

ALL = Scope()
FEBRUARY = Scope(dt.date(2025, 2, 1), dt.date(2025, 2, 28))


def test_undated_facts_are_counted_but_never_in_a_time_series(rows):
    assert queries.counts(rows, "strike", ALL)["n_facts"] == 3
    assert queries.counts(rows, "strike", ALL)["n_undated"] == 1
    series = queries.strikes_over_time(rows, ALL, "month", "attacker")
    assert series["n_strikes"].sum() == 2
    assert series["period"].notna().all()


def test_a_period_leaves_undated_facts_out(rows):
    assert queries.counts(rows, "strike", FEBRUARY)["n_facts"] == 1
    assert set(queries.fact_table(rows, "strike", FEBRUARY)["fact_id"]) == {"s-kyiv"}
    assert set(queries.fact_table(rows, "strike", ALL)["fact_id"]) == {"s-kyiv", "s-saratov", "s-kherson"}


def test_facts_without_a_date_are_those_that_the_filters_allow(rows):
    kherson = (("region", ("Kherson Oblast",)),)
    assert queries.counts(rows, "strike", FEBRUARY)["n_undated"] == 1
    assert queries.counts(rows, "strike", replace(FEBRUARY, choices=kherson))["n_undated"] == 1
    assert queries.counts(rows, "strike", replace(ALL, choices=(("attacker", ("UA",)),)))["n_undated"] == 0


def test_a_toll_that_nobody_states_is_null_and_zero_stays_zero(rows):
    table = queries.fact_table(rows, "strike", ALL).set_index("fact_id")
    assert table.loc["s-saratov", "killed_best"] == 0
    assert pd.isna(table.loc["s-kherson", "killed_best"])
    toll = queries.toll(rows, ALL)
    assert (toll["killed_low"], toll["killed_best"], toll["killed_high"]) == (1, 2, 2)
    assert (toll["n_killed_stated"], toll["n_wounded_stated"], toll["n_strikes"]) == (2, 3, 3)
    nobody = queries.toll(rows, replace(ALL, choices=(("region", ("Kherson Oblast",)),)))
    assert pd.isna(nobody["killed_best"])
    assert nobody["wounded_best"] == 3


def test_tolls_over_time_have_no_row_of_zero_for_a_silent_period(rows):
    tolls = queries.tolls_over_time(rows, ALL, "month")
    march = tolls[(tolls["period"] == "2025-03-01") & (tolls["toll"] == "killed")].iloc[0]
    assert (march["best"], march["n_stated"]) == (0, 1)
    kyiv = tolls[(tolls["period"] == "2025-02-01") & (tolls["toll"] == "wounded")].iloc[0]
    assert (kyiv["low"], kyiv["best"], kyiv["high"]) == (4, 5, 5)


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (("attacker", ("UA",)), {"s-saratov"}),
        (("attacker", ("RU", "UA")), {"s-kyiv", "s-saratov", "s-kherson"}),
        (("region", ("Kyiv City",)), {"s-kyiv"}),
        (("weapon", ("artillery", "drone")), {"s-saratov", "s-kherson"}),
        (("target", ("not_stated",)), {"s-kyiv", "s-kherson"}),
        (("target", ("'; drop table fct_strikes; --",)), set()),
        (("no such filter", ("x",)), {"s-kyiv", "s-saratov", "s-kherson"}),
    ],
)
def test_strike_filters(rows, choice, expected):
    assert set(queries.fact_table(rows, "strike", Scope(choices=(choice,)))["fact_id"]) == expected


def test_sources_and_belligerents_filter_facts_by_their_claims(rows):
    assert set(queries.fact_table(rows, "strike", Scope(min_sources=2))["fact_id"]) == {"s-kyiv"}
    by_courier = Scope(publishers=("Volga Courier",))
    assert set(queries.fact_table(rows, "strike", by_courier)["fact_id"]) == {"s-saratov"}
    # Kyiv and Saratov rest on officials of the two sides alone, Kherson on a witness.
    third = Scope(include_belligerent_only=False)
    assert set(queries.fact_table(rows, "strike", third)["fact_id"]) == {"s-kherson"}


def test_counts_held_by_others_and_parts_of_packages_stay_out_of_sums(tmp_path):
    tables = snapshot_fixture.rows()
    tables["interception_overlaps"] = [
        {"interception_id": "i-0815", "overlap_rule": "partial_bulletin", "only_with_review": False}
    ]
    tables["aid_package_parts"] = [{"aid_package_id": "p-no", "parent_package_id": "p-gb", "only_with_review": False}]
    path = snapshot_fixture.write_snapshot(tmp_path / "warehouse.duckdb", tables)
    with connect_path(path) as connection:
        rows = Snapshot(str(path), connection).rows
        assert queries.air_war(rows, ALL)["launched"] == 123
        assert set(queries.interceptions_over_time(rows, ALL, "month")["period"].dt.month) == {2, 8}
        assert queries.interceptions_by_weapon(rows, ALL)["intercepted_all"].sum() == 71 + 53 + 6
        totals = queries.aid_totals(rows, ALL)
        assert (totals["n_packages"], totals["n_parts"], totals["amount_usd"]) == (2, 1, 185e6)
        assert list(queries.aid_by(rows, ALL, "donor")["series"]) == ["GB", "KP"]


def test_what_only_facts_under_review_hold_is_left_out_beside_them_alone(tmp_path):
    """A region's sum under review and its town both counted with the switch on, and so did a bulletin and a tranche."""
    tables = snapshot_fixture.rows()
    kyiv, saratov, kherson = tables["fct_strikes"]
    region = {**kherson, "strike_id": "s-region", "place": None, "killed_best": 900, "review_state": "needs_review"}
    tables["fct_strikes"] = [kyiv, saratov, kherson | {"killed_best": 1}, region]
    tables["fact_relations"] = [
        {"fact_kind": "strike", "child_id": kherson["strike_id"], "parent_id": "s-region", "kind": "region_of",
         "is_counted_in_parent": False, "is_counted_with_review": True}
    ]  # fmt: skip
    tables["interception_overlaps"] = [{"interception_id": "i-0815", "only_with_review": True}]
    tables["aid_package_parts"] = [{"aid_package_id": "p-no", "only_with_review": True}]
    path = snapshot_fixture.write_snapshot(tmp_path / "warehouse.duckdb", tables)
    with connect_path(path) as connection:
        rows = Snapshot(str(path), connection).rows
        totals = {}
        for switch in (False, True):
            scope = Scope(include_needs_review=switch)
            toll, counts = queries.toll(rows, scope), queries.air_war(rows, scope)
            totals[switch] = (toll["killed_best"], toll["n_strikes"], counts["n_counts"])
            totals[switch] += (queries.aid_totals(rows, scope)["n_parts"],)
        killed, n_strikes, n_counts, n_parts = totals[False]
        assert totals[True] == (killed - 1 + 900, n_strikes, n_counts - 1, n_parts + 1)


def test_what_needs_review_is_left_out_until_it_is_asked_for_and_sums_hold_their_places(tmp_path):
    tables = snapshot_fixture.rows()
    kyiv, saratov, kherson = tables["fct_strikes"]
    kyiv["review_state"] = "needs_review"
    tables["fact_relations"] = [
        {"fact_kind": "strike", "child_id": kherson["strike_id"], "parent_id": saratov["strike_id"],
         "kind": "region_of", "is_counted_in_parent": True}
    ]  # fmt: skip
    path = snapshot_fixture.write_snapshot(tmp_path / "warehouse.duckdb", tables)
    with connect_path(path) as connection:
        rows = Snapshot(str(path), connection).rows
        toll = queries.toll(rows, ALL)
        assert (toll["killed_best"], toll["wounded_best"], toll["n_strikes"]) == (0, 0, 1)
        assert queries.counts(rows, "strike", ALL)["n_needs_review"] == 1
        with_them = Scope(include_needs_review=True)
        assert (queries.toll(rows, with_them)["killed_best"], queries.toll(rows, with_them)["n_strikes"]) == (2, 2)
        assert queries.count_needing_review(rows, "strike", with_them) == 1


def test_a_sum_that_the_filters_leave_out_holds_no_town(tmp_path):
    """A country's toll was filtered out by region, and its town stayed out of the sums with it."""
    tables = snapshot_fixture.rows()
    kyiv, saratov, kherson = tables["fct_strikes"]
    kherson |= {"event_date": dt.date(2025, 4, 2), "n_sources": 1}
    country = {**kherson, "strike_id": "s-country", "admin1": None, "admin1_code": None, "killed_best": 4}
    region = {**kherson, "strike_id": "s-region", "place": None, "killed_best": 3, "weapon_classes": ["drone"]}
    town = {**kherson, "killed_best": 1, "n_sources": 2, "weapon_classes": ["artillery"]}
    tables["fct_strikes"] = [kyiv, saratov, town, region, country]
    of_region = {"fact_kind": "strike", "kind": "region_of", "is_counted_in_parent": True}
    tables["fact_relations"] = [
        {**of_region, "child_id": town["strike_id"], "parent_id": "s-region"},
        {**of_region, "child_id": "s-region", "parent_id": "s-country"},
    ]
    path = snapshot_fixture.write_snapshot(tmp_path / "warehouse.duckdb", tables)
    with connect_path(path) as connection:
        rows = Snapshot(str(path), connection).rows

        def told(*choices, **options):
            scope = Scope(choices=choices, **options)
            sums = queries.toll(rows, scope)
            over_time = queries.tolls_over_time(rows, scope, "month")
            assert over_time[over_time["toll"] == "killed"]["best"].sum() == sums["killed_best"]
            return sums["killed_best"], sums["n_strikes"]

        in_kherson = ("region", (kherson["admin1"],))
        assert told() == (2 + 0 + 4, 3)
        assert told(in_kherson) == (3, 1)
        assert told(in_kherson, ("weapon", ("artillery",))) == (1, 1)
        assert told(in_kherson, ("weapon", ("drone",))) == (3, 1)
        assert told(in_kherson, min_sources=2) == (1, 1)
        by_region = queries.strikes_by_region(rows, Scope(choices=(in_kherson,))).iloc[0]
        assert (by_region["killed_best"], by_region["n_strikes"]) == (3, 1)


def test_every_filter_code_selects_what_it_counts(rows):
    for kind in KINDS.values():
        for name, _ in kind.filters:
            for code in queries.codes(rows, kind.name, name):
                found = queries.fact_table(rows, kind.name, Scope(choices=((name, (code,)),)))
                assert len(found) >= 1, (kind.name, name, code)


def test_a_linked_fact_is_there_even_if_the_filters_leave_it_out(rows):
    table = queries.fact_table(rows, "strike", Scope(choices=(("attacker", ("UA",)),)), "s-kyiv")
    assert set(table["fact_id"]) == {"s-kyiv", "s-saratov"}


def test_the_rate_is_taken_over_counts_that_tell_both_numbers(rows):
    air = queries.air_war(rows, ALL)
    assert (air["n_counts"], air["n_both_told"]) == (3, 2)
    assert (air["launched"], air["intercepted"], air["intercepted_all"]) == (220, 134, 187)
    # one count of what was shot down, one of what was jammed too: their sum has no rate
    assert (air["rate_definition"], air["n_of_rate"]) == ("shot_down", 1)
    assert air["rate"] == pytest.approx(71 / 123)


def test_definitions_are_kept_apart_and_regional_counts_out_of_the_national_series(rows):
    series = queries.interceptions_over_time(rows, ALL, "month")
    assert set(series["count_definition"]) == {"shot_down", "shot_down_or_suppressed"}
    assert "missile" not in set(series["weapon_class"])
    alone = series[(series["period"] == "2025-08-01") & (series["count_definition"] == "shot_down")].iloc[0]
    assert pd.isna(alone["launched"])
    assert pd.isna(alone["rate"])
    assert alone["intercepted_alone"] == 53


def test_running_totals_are_in_no_sum(rows):
    totals = queries.aid_totals(rows, ALL)
    assert totals["amount_usd"] == pytest.approx(427e6)
    assert (totals["n_packages"], totals["n_running_totals"], totals["n_without_amount"]) == (3, 1, 1)
    donors = queries.aid_by(rows, ALL, "donor").set_index("series")
    assert "US" not in donors.index
    assert pd.isna(donors.loc["KP", "amount_usd"])
    assert queries.aid_over_time(rows, ALL, "type")["amount_usd"].sum() == pytest.approx(427e6)


def test_pairs_count_both_ways_round(rows):
    pairs = queries.country_pairs(rows, ALL).set_index(["country_a", "country_b"])["n_meetings"]
    assert pairs[("UA", "RU")] == pairs[("RU", "UA")] == 1
    assert ("UA", "US") not in pairs  # planned, so that nobody has met
    assert len(pairs) == 6


def test_planned_meetings_before_the_newest_article_are_not_upcoming(rows):
    assert queries.upcoming_meetings(rows).empty


def test_claims_of_a_fact_come_with_their_articles(rows):
    claims = queries.claims_of_fact(rows, "strike", "s-kyiv")
    assert list(claims["claim_id"]) == ["c1", "c2"]
    for claim in claims.to_dict("records"):
        assert claim["body"][claim["char_start"] : claim["char_end"]] == claim["quote"]
    assert queries.claims_of_fact(rows, "strike", "no such").empty


def test_search_finds_all_words_whatever_their_case(rows):
    def found(text, *arguments, **options):
        terms = articles.terms_of(text)
        return list(queries.search_articles(rows, terms, *arguments, **options).articles["article_id"])

    assert found("MUNICH zelensky") == ["a-meeting"]
    assert found("100%_nothing") == []
    assert len(found("", with_claims=True)) == 6
    assert found("", ("Volga Courier",)) == ["a-refinery"]
    # Newest first, without a date last.
    assert found("kyiv") == ["a-kyiv", "a-kyiv-late"]
    # By relevance: a term in the title is ten, each in the text one.
    assert found("toll kyiv") == ["a-kyiv-late"]
    scored = queries.search_articles(rows, articles.terms_of("Kyiv"), by_relevance=True, seconds=60).articles
    assert scored[["article_id", "score"]].values.tolist() == [["a-kyiv", 12.0], ["a-kyiv-late", 11.0]]
    # Phrases in quotation marks, and other spellings of a name.
    assert found('"missile strike"') == ["a-kyiv-late"]
    assert found('"strike missile"') == []
    assert found("Kiev") == ["a-kyiv", "a-kyiv-late"]
    assert found("zelenskyy") == ["a-meeting"]


def test_a_search_marks_its_terms_in_a_snippet_and_finds_facts(rows):
    terms = articles.terms_of('Kiev "missile strike"')
    assert terms == (("Kiev", "Kyiv", "Kyyiv"), ("missile strike",))
    found = queries.search_articles(rows, terms, seconds=60).articles
    shown = articles.snippets(found, terms, lambda article: f"?article={article}&q=x")
    assert "after the <mark>missile strike</mark> on <mark>Kyiv</mark> on February 12" in shown
    assert 'href="?article=a-kyiv-late&amp;q=x"' in shown
    assert articles.other_spellings(terms) == "Other spellings are found too: Kiev: Kyiv, Kyyiv."
    assert list(queries.search_facts(rows, articles.terms_of("Kiev"))["fact_id"]) == ["s-kyiv"]
    assert list(queries.search_facts(rows, articles.terms_of("vance"))["fact_id"]) == ["m-munich"]
    assert list(queries.search_facts(rows, articles.terms_of("norway"))["fact_id"]) == ["p-no"]
    assert queries.search_facts(rows, articles.terms_of("atlantis")).empty


def test_snippets_of_hostile_articles_are_text(rows):
    terms = articles.terms_of("shelling <script>")
    found = queries.search_articles(rows, terms, seconds=60).articles
    assert list(found["article_id"]) == ["a-hostile"]
    shown = articles.snippets(found, terms, lambda article: f"?article={article}")
    assert "<script" not in shown
    assert "<mark>&lt;script&gt;</mark>" in shown


def test_search_goes_back_by_stretches_and_says_how_far_it_came(rows, monkeypatch):
    monkeypatch.setattr(evidence_queries, "FIRST_STRETCH", 1)
    whole = queries.search_articles(rows, (("kyiv",),), seconds=60)
    assert (whole.is_whole, whole.n_searched, len(whole.articles)) == (True, 6, 2)
    cut = queries.search_articles(rows, (("kyiv",),), seconds=-1)
    assert (cut.is_whole, cut.n_searched, cut.back_to) == (False, 1, dt.date(2025, 3, 3))
    assert cut.articles.empty
    enough = queries.search_articles(rows, (), limit=1, seconds=60)
    assert (list(enough.articles["article_id"]), enough.n_searched) == (["a-refinery"], 1)
    stretches = evidence_queries._stretches(rows)
    assert sum(n for n, _, _ in stretches) == 6
    assert stretches[-1] == (1, None, None)


def test_latest_facts_name_each_kind_in_a_line(rows):
    latest = queries.latest_facts(rows, ALL)
    assert latest["date"].is_monotonic_decreasing
    lines = dict(zip(latest["fact_id"], latest["line"], strict=True))
    assert lines["i-0212"] == "Ukraine: 71 of 123 brought down (drone)"
    assert lines["s-kyiv"] == "Kyiv, ballistic missile"
    assert lines["m-istanbul"] == "Russia and Turkey and Ukraine, Istanbul, held"
    assert "s-kherson" not in lines


def test_quality_shows_the_failed_first_and_counts_reasons(rows):
    assert queries.checks(rows)["status"].tolist() == ["warn", "pass"]
    rejected = queries.rejections(rows).set_index("reason_code")["n_documents"]
    assert rejected.to_dict() == {"empty": 2, "binary": 1}
    assert queries.quarantined(rows)[["table_name", "rule_id", "n_rows"]].values.tolist() == [
        ["aid_claims", "donor", 1]
    ]
    bodies = queries.bodies(rows).set_index("source_label")
    assert bodies["n_low"].sum() == 0 and bodies.loc["Volga Courier", "n_stubs"] == 1
    assert bodies.loc["Volga Courier", "mean_body_share"] == 0.9
    gaps = queries.gaps(rows).set_index("kind")
    assert gaps.loc["strike", "n_undated"] == 1
    assert pd.isna(gaps.loc["interception", "n_unplaced"])


def test_grain_is_no_way_into_the_sql(rows):
    with pytest.raises(ValueError, match="grain"):
        queries.strikes_over_time(rows, ALL, "month'); drop table x; --", "attacker")


def test_dates_and_publications(rows):
    assert queries.date_span(rows) == (dt.date(2025, 2, 12), dt.date(2025, 8, 16))
    assert len(queries.publications(rows)) == 1
    assert queries.country_names(rows)["KP"] == "North Korea"


def test_a_version_says_what_changed_and_why(rows, tmp_path):
    first, second = queries.fact_history(rows, "strike", "s-kyiv")
    assert (first["changes"], first["why"]) == ([], [])
    assert second["changes"] == [{"column": "killed_best", "old": 1, "new": 2}]
    assert second["why"] == [{"cause": "read_anew"}]
    assert len(queries.fact_history(rows, "strike", "s-saratov")) == 1
    assert queries.fact_history(rows, "strike", "no such") == []
    path = snapshot_fixture.write_snapshot(tmp_path / "warehouse.duckdb")
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "update fct_strikes_history set n_claims = 1, weapon_classes = [] where version_id = 'older'"
        )
        connection.execute(
            "insert into corrections (entry_id, action, state, fact_id, field, corrected_by, reason, written_at) values"
            " ('e1', 'value', 'live', 's-kyiv', 'killed', 'Olena', 'a misprint', '2025-03-01 05:00:00+00'),"
            " ('e2', 'value', 'live', 's-kyiv', 'killed', 'Petro', 'of today', '2025-03-02 05:00:00+00')"
        )
    with connect_path(path) as connection:
        changed = queries.fact_history(Snapshot(str(path), connection).rows, "strike", "s-kyiv")[1]
    assert changed["changes"][0] == {"column": "weapon_classes", "old": [], "new": ["ballistic_missile"]}
    assert changed["why"] == [
        {"cause": "correction", "by": "Olena", "reason": "a misprint"}, {"cause": "claims", "n": 1},
    ]  # fmt: skip
    assert dashboards_evidence.change_of(changed, is_first=False) == (
        "weapon classes not stated → ballistic missile; killed best 1 → 2"
        " (corrected by Olena: a misprint; 1 claim more)"
    )


def test_each_side_is_taken_at_its_highest_word_and_its_silence_is_no_zero(rows):
    told = queries.claims_by_side(rows, ALL, "month").set_index(["toll", "side"])
    # Kyiv's mayor says one killed and four wounded, rescuers two and five; Kherson's witness is of no side.
    assert dict(told.loc[("killed", "ua_official")]) == {
        "period": pd.Timestamp("2025-02-01"),
        "claimed": 2,
        "n_strikes": 1,
    }
    assert told.loc[("wounded", "ua_official"), "claimed"] == 5
    assert told.loc[("killed", "ru_official"), "claimed"] == 0
    assert len(told) == 4
    only_kyiv = queries.claims_by_side(rows, FEBRUARY, "day")
    assert set(only_kyiv["side"]) == {"ua_official"}


REFERENCES = [
    {"reference": "tracker", "subject": "strikes", "period_start": dt.date(2025, month, 1), "entity": entity,
     "measure": "n_strikes", "ours": None, "reference_value": value, "status": "missing_here", "reason": "test"}
    for month, entity, value in ((2, "UA-30", 4), (2, "RU-SAR", 2), (3, "RU-SAR", 7), (4, "UA-30", None))
] + [
    {"reference": "nights", "subject": "interceptions", "period_start": dt.date(2025, 2, day), "entity": "drone",
     "measure": "launched", "ours": 1, "reference_value": 100, "status": "different", "reason": "test"}
    for day in (12, 13)
]  # fmt: skip


def test_a_reference_is_a_series_of_its_own_and_follows_only_what_it_tells_apart(tmp_path):
    tables = snapshot_fixture.rows() | {"reconciliation": REFERENCES}
    path = snapshot_fixture.write_snapshot(tmp_path / "warehouse.duckdb", tables)
    with connect_path(path) as connection:
        rows = Snapshot(str(path), connection).rows

        def told(scope, grain, measure):
            return list(queries.reference_over_time(rows, scope, grain, measure)["value"])

        def choosing(name, *codes):
            return Scope(choices=((name, codes), ("target", ())))

        assert told(ALL, "month", "n_strikes") == [6, 7]
        assert told(FEBRUARY, "month", "n_strikes") == [6]
        assert told(choosing("region", "Kyiv City"), "month", "n_strikes") == [4]
        assert told(choosing("weapon", "drone"), "month", "n_strikes") == []
        # Its months are no days and no weeks; its nights are both, and add up to months.
        assert told(ALL, "week", "n_strikes") == told(ALL, "day", "n_strikes") == []
        assert told(ALL, "day", "launched") == [100, 100]
        assert told(ALL, "month", "launched") == told(choosing("defender", "UA"), "month", "launched") == [200]
        assert told(choosing("defender", "RU"), "month", "launched") == []
        assert told(ALL, "month", "killed") == []


def test_a_step_of_the_map_stays_inside_the_chosen_period():
    scope = Scope(dt.date(2025, 2, 10), dt.date(2025, 3, 20))
    assert periods.steps_of([dt.date(2025, 3, 1), dt.date(2025, 2, 1), dt.date(2025, 3, 1)]) == [
        "all", "2025-02-01", "2025-03-01",
    ]  # fmt: skip
    for step, grain, first, last in (
        ("all", "month", (2, 10), (3, 20)), ("2025-02-01", "month", (2, 10), (2, 28)),
        ("2025-03-01", "month", (3, 1), (3, 20)), ("2025-02-17", "week", (2, 17), (2, 23)),
        ("2025-02-17", "day", (2, 17), (2, 17)),
    ):  # fmt: skip
        found = periods.at_step(scope, step, grain)
        assert (found.start, found.end) == (dt.date(2025, *first), dt.date(2025, *last)), (step, grain)
