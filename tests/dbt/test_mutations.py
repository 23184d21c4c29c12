"""Every resolution rule has a unit test that notices when the rule is changed: mutants of the rules must not survive.

Each mutation changes one rule in a copy of the project. Several run at once where they touch different models, because
a unit test reads rows of its own and never another model's.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from dbt_warehouse import PROJECT, Warehouse
from raw_fixture import RawLayer

#: A proof for those who change rules or their tests; `make dbt-test` runs it, `make test` need not.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not os.environ.get("WARLEDGER_MUTATIONS"), reason="mutants are run by `make dbt-test`"),
]


@dataclass(frozen=True)
class Mutation:
    """In `file` the text `before` becomes `after`; `noticed_by` is the unit test that must fail."""

    rule: str
    file: str
    before: str
    after: str
    noticed_by: str


INTERMEDIATE, FACTS = "models/intermediate", "models/marts/facts"
AID, MEETINGS = f"{INTERMEDIATE}/aid", f"{INTERMEDIATE}/meetings"
STRIKES, INTERCEPTIONS = f"{INTERMEDIATE}/strikes", f"{INTERMEDIATE}/interceptions"

FIRST = [
    Mutation(
        "a region with another toll is not its town",
        f"{STRIKES}/int_strike__blocked.sql",
        "            and not {{ contradicts('region.killed', 'town.killed') }}\n",
        "",
        "a_region_with_the_toll_of_one_town_is_that_town",
    ),
    Mutation(
        "a named night with another toll is another strike",
        f"{STRIKES}/int_strike__nights.sql",
        "            and not {{ contradicts('evening.killed', 'morning.killed') }}\n",
        "",
        "a_named_night_and_a_rising_toll_are_one_night",
    ),
    Mutation(
        "strikes of different attackers are two",
        f"{STRIKES}/int_strike__pairs.sql",
        "            differs_attacker\n            or differs_region",
        "            differs_region",
        "one_disagreement_is_one_strike_two_are_two",
    ),
    Mutation(
        "strikes in different places are two",
        f"{STRIKES}/int_strike__blocked.sql",
        "then home_date::text || '|' || place_key",
        "then home_date::text",
        "region_and_town_are_different_places",
    ),
    Mutation(
        "the same sum a month later is another package",
        f"{AID}/int_aid__by_day.sql",
        "over dates + {{ var('aid_gap_days') }}, true)",
        "over dates + 70, true)",
        "one_package_through_many_reports",
    ),
    Mutation(
        "counts of different launches are two",
        f"{INTERCEPTIONS}/int_interception__pairs.sql",
        "differs_attacker or differs_launched or differs_intercepted",
        "differs_attacker or differs_intercepted",
        "counts_with_other_numbers_are_other_counts",
    ),
    Mutation(
        "talks of other people are other talks",
        f"{MEETINGS}/int_meeting__pairs.sql",
        "differs_place or differs_format or differs_persons",
        "differs_place or differs_format",
        "who_met_whom_on_one_day",
    ),
    Mutation(
        "a partial bulletin is of the same weapon",
        f"{FACTS}/interception_overlaps.sql",
        "            and part.weapon_class = whole.weapon_class\n",
        "",
        "a_night_is_counted_once",
    ),
    Mutation(
        "an undated toll that is larger is the later one",
        "macros/preferred.sql",
        "{{ largest_news }}, -1) then 1",
        "{{ largest_news }}, -1) then 3",
        "an_undated_follow_up_raises_the_toll",
    ),
    Mutation(
        "a claim joins the event that it shares most with",
        "macros/claim_clusters.sql",
        "desc, score desc",
        "desc, score asc",
        "a_claim_that_says_little_glues_nothing",
    ),
]

SECOND = [
    Mutation(
        "of two days news without a day is of neither",
        f"{STRIKES}/int_strike__by_report.sql",
        "having count(distinct hits.resolved_date) = 1",
        "",
        "news_without_a_day_is_of_the_only_hit_beside_it",
    ),
    Mutation(
        "four missiles are not five of a kind",
        f"{INTERCEPTIONS}/int_interception__blocked.sql",
        "            and missiles.intercepted = kinds.intercepted\n",
        "",
        "missiles_are_the_only_kind_with_their_number",
    ),
    Mutation(
        "nobody meets in two countries on one day",
        f"{MEETINGS}/int_meeting__pairs.sql",
        "            {{ contradicts('a.country', 'b.country') }}\n            and len",
        "            false\n            and len",
        "nobody_is_in_two_countries_on_one_day",
    ),
    Mutation(
        "a part of another day is not the package",
        f"{AID}/int_aid__blocked.sql",
        "            and part.article_published_at = package.article_published_at\n",
        "",
        "a_part_told_alone_is_the_package",
    ),
    Mutation(
        "a night of its own is no evening of the next",
        f"{STRIKES}/int_strike__nights.sql",
        "    and not evening.is_night\n",
        "",
        "nights_with_equal_tolls_are_two",
    ),
    Mutation(
        "a report that names its day is of that day",
        f"{INTERCEPTIONS}/int_interception__dated.sql",
        "        and not {{ names_its_day('later.date_text') }}\n",
        "",
        "two_dated_nights_with_equal_counts_are_two",
    ),
    Mutation(
        "one village name in two regions is two places",
        f"{STRIKES}/int_strike__pairs.sql",
        "    or differs_region\n",
        "",
        "one_name_in_two_regions_and_two_tolls_of_one_article",
    ),
    Mutation(
        "windows that touch add up",
        f"{FACTS}/interception_overlaps.sql",
        "part.time_start >= coalesce(",
        "part.time_start >= least('00:00', ",
        "a_bulletin_of_hours_is_inside_the_night_that_holds_them",
    ),
    Mutation(
        "what an outlet has taken back is believed last",
        "macros/preferred.sql",
        "        when is_taken_back then 4\n",
        "",
        "the_newest_report_is_believed_and_no_id_decides",
    ),
    Mutation(
        "a sum is at least as large as its places together",
        f"{STRIKES}/int_strike__relations.sql",
        "over (partition by with_review, parent_id) <= sum_killed, true)",
        "over (partition by with_review, parent_id) <= sum_killed + 9, true)",
        "a_sum_holds_the_strikes_of_its_region_and_day",
    ),
    Mutation(
        "two sources that agree need no review",
        f"{STRIKES}/int_strike__reviews.sql",
        "and others.n_sources_killed = 1",
        "and others.n_sources_killed >= 1",
        "implausible_tolls_need_review",
    ),
    Mutation(
        "a recap may be as large as a year",
        f"{FACTS}/fct_interceptions.sql",
        "not is_recap and greatest",
        "greatest",
        "an_implausible_count_needs_review",
    ),
    Mutation(
        "a region's sum is no strike",
        f"{INTERMEDIATE}/../marts/aggregates/agg_strikes_daily.sql",
        "count(*) filter (where is_leaf) as n_strikes",
        "count(*) filter (where is_root or is_leaf) as n_strikes",
        "a_day_counts_strikes_where_they_fell_and_tolls_once",
    ),
    Mutation(
        "a strike on the next night with another toll is another strike",
        f"{STRIKES}/int_strike__nights.sql",
        "            and evening.wounded = morning.wounded\n",
        "",
        "one_night_told_by_two_days",
    ),
    Mutation(
        "an undated report means the package before it",
        f"{AID}/int_aid__by_report.sql",
        "known_packages.last_date + claims.days_reported",
        "known_packages.last_date + 400",
        "the_same_sum_comes_again",
    ),
    Mutation(
        "what is paid again is another package",
        f"{AID}/int_aid__pairs.sql",
        "first_stage > step_before.stage",
        "first_stage >= step_before.stage",
        "a_life_of_a_package_is_one",
    ),
    Mutation(
        "a package for another purpose is another",
        f"{AID}/int_aid__packages.sql",
        "                claims.purpose <> first_purposes.purpose\n",
        "                claims.purpose > first_purposes.purpose\n",
        "one_sum_for_two_purposes_is_two_packages",
    ),
    Mutation(
        "small numbers come again on the next night",
        f"{INTERCEPTIONS}/int_interception__dated.sql",
        "later.intercepted >= {{ var('interception_telling_count') }}",
        "later.intercepted >= 3",
        "a_night_told_a_day_late",
    ),
    Mutation(
        "a plan lies ahead",
        f"{MEETINGS}/int_meeting__by_report.sql",
        "if(status in ('planned', 'postponed'), 0,",
        "if(status in ('planned', 'postponed'), 7,",
        "a_report_without_a_date_tells_of_the_week_beside_it",
    ),
    Mutation(
        "a package moves forward only",
        "macros/aid_stage.sql",
        "when 'delivered' then 5",
        "when 'delivered' then 1",
        "a_package_only_moves_forward",
    ),
    Mutation(
        "no more hits than the launches leave room for",
        f"{INTERCEPTIONS}/int_interception__numbers.sql",
        "        and coalesce(claims.hit <= launches.launched - coalesce(counts.intercepted, 0), true)\n",
        "",
        "accounts_of_an_interception_close",
    ),
    Mutation(
        "a salvo told again tells nothing new",
        f"{STRIKES}/int_strike__salvos.sql",
        "            later.tells_nothing_new\n            or (\n                later.tells_no_toll\n",
        "            true\n            or (\n                later.tells_no_toll\n",
        "a_salvo_is_told_again_by_its_list_of_towns",
    ),
    Mutation(
        "a sum for several recipients is left out, not its part",
        "macros/sums.sql",
        " and len(shared_with) = 0)",
        ")",
        "a_fact_inside_another_is_counted_once",
    ),
    Mutation(
        "the sides that differ dispute a count",
        f"{INTERCEPTIONS}/int_interception__disputes.sql",
        "        and a.claimant_side in ('ua_official', 'ru_official')\n",
        "        and a.claimant_side in ('ua_official')\n",
        "a_count_is_disputed_when_the_sides_differ",
    ),
    Mutation(
        "the summit of a body in one town is one",
        f"{MEETINGS}/int_meeting__pairs.sql",
        "        and not (are_multilateral and (n_bodies > 0 or n_persons > 0) and shares_place)",
        "",
        "a_summit_of_one_body_in_one_town_is_one",
    ),
    Mutation(
        "three parties are a round",
        f"{MEETINGS}/int_meeting__pairs.sql",
        "            and len(person_keys) >= 3\n",
        "            and len(person_keys) >= 9\n",
        "a_round_of_many_is_one_and_not_the_talks_of_two_before_it",
    ),
    Mutation(
        "a guest's second day needs no place",
        f"{MEETINGS}/int_meeting__later_days.sql",
        "                later.place_key is null\n",
        "                later.place_key = 'nowhere'\n",
        "a_summit_of_three_days_is_one",
    ),
    Mutation(
        "a part belongs to its own article's whole",
        f"{AID}/int_aid__relations.sql",
        "(part_of_amount, is_same_article, coalesce",
        "(part_of_amount, not is_same_article, coalesce",
        "a_part_has_one_whole",
    ),
    Mutation(
        "what stands between a part and a counted ancestor changes nothing",
        f"{INTERMEDIATE}/int_fact_ancestors.sql",
        "        relations.parent_id as ancestor_id\n",
        "        ancestors.ancestor_id\n",
        "a_fact_inside_another_is_counted_once",
    ),
    Mutation(
        "what an evening moves to stays where it is",
        f"{STRIKES}/int_strike__follow_ups.sql",
        "        and later.claim_id not in (select nights.morning_claim_id",
        "        and later.claim_id in (select nights.claim_id",
        "a_follow_up_is_of_the_day_before",
    ),
    Mutation(
        "a number that nobody believes tears no others apart",
        f"{STRIKES}/int_strike__relations.sql",
        "where with_review <> are_believed",
        "where with_review",
        "a_sum_that_awaits_review_holds_its_places_too",
    ),
    Mutation(
        "what only a count under review holds counts without it",
        f"{FACTS}/interception_overlaps.sql",
        "with_review as only_with_review",
        "false as only_with_review",
        "a_night_is_counted_once",
    ),
    Mutation(
        "a toll above all reports of the day before is another strike",
        f"{STRIKES}/int_strike__follow_ups.sql",
        " and any_value(killed) < max(killed_before)",
        "",
        "a_toll_between_two_reports_is_on_its_way_up",
    ),
    Mutation(
        "of several days that a toll fits none is taken",
        f"{STRIKES}/int_strike__by_toll.sql",
        "having count(distinct resolved_date) = 1",
        "having count(distinct resolved_date) >= 1",
        "an_undated_report_of_the_week_joins_by_a_near_toll",
    ),
    Mutation(
        "the first rule that moves a claim decides",
        f"{STRIKES}/int_strike__dated.sql",
        "'evening', 'follow_up'",
        "'follow_up', 'evening'",
        "one_rule_moves_a_claim",
    ),
    Mutation(
        "a region with two towns stays the region",
        f"{STRIKES}/int_strike__blocked.sql",
        "having count(distinct town.place_key) = 1",
        "having count(distinct town.place_key) >= 1",
        "a_region_is_the_one_town_that_its_article_names",
    ),
    Mutation(
        "a name with two towns is neither",
        f"{STRIKES}/int_strike__located.sql",
        "having count(distinct located.place_key) = 1",
        "having count(distinct located.place_key) >= 1",
        "a_name_without_a_place_is_the_town_hit_that_day",
    ),
    Mutation(
        "what is taken back disputes nothing",
        f"{STRIKES}/int_strike__disputes.sql",
        "        and not earlier.is_taken_back\n",
        "",
        "a_toll_in_dispute",
    ),
    Mutation(
        "the fullest count is believed first",
        f"{INTERCEPTIONS}/int_interception__ranked.sql",
        "n_numbers desc,",
        "n_numbers asc,",
        "the_fullest_report_is_believed_first",
    ),
    Mutation(
        "without a day two numbers make one night",
        f"{INTERCEPTIONS}/int_interception__blocked.sql",
        "when launched is not null and intercepted is not null",
        "when intercepted is not null",
        "nights_recaps_scopes_and_classes_never_mix",
    ),
    Mutation(
        "whoever contradicts the first may lead",
        f"{STRIKES}/int_strike__pairs.sql",
        "where firsts.is_conflict",
        "where not firsts.is_conflict",
        "one_disagreement_is_one_strike_two_are_two",
    ),
    Mutation(
        "two killed on two days are two strikes",
        f"{STRIKES}/int_strike__nights.sql",
        "            and evening.killed >= {{ var('strike_same_toll') }}\n",
        "",
        "as_many_killed_or_a_named_evening_are_one_night",
    ),
    Mutation(
        "the killed of a named evening do not fall",
        f"{STRIKES}/int_strike__nights.sql",
        "            and {{ is_near_toll('evening.wounded', 'morning.wounded') }}\n"
        "            and not coalesce(evening.killed > morning.killed, false)\n",
        "            and {{ is_near_toll('evening.wounded', 'morning.wounded') }}\n",
        "as_many_killed_or_a_named_evening_are_one_night",
    ),
    Mutation(
        "the summit of a body is one within a week",
        f"{MEETINGS}/int_meeting__by_report.sql",
        "bool_and(is_one_summit) and any_value(is_within_a_week)",
        "bool_and(is_one_summit)",
        "the_summit_of_a_week_is_known_without_its_guests",
    ),
    Mutation(
        "the United Nations sit every day",
        f"{MEETINGS}/int_meeting__by_report.sql",
        "            and not list_contains(open_days.body_keys, 'UN'),\n",
        ",\n",
        "the_summit_of_a_week_is_known_without_its_guests",
    ),
    Mutation(
        "a pair of meetings is read both ways",
        f"{MEETINGS}/int_meeting__clusters.sql",
        "each_pair_once=true",
        "each_pair_once=false",
        "a_report_joins_the_later_meeting_that_it_shares_most_with",
    ),
]


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database in which every model stands, empty: unit tests take the columns of their inputs from it."""
    folder = tmp_path_factory.mktemp("mutations")
    warehouse = Warehouse(folder)
    warehouse.load(RawLayer())
    warehouse.build()
    return warehouse.path


@pytest.mark.parametrize("mutations", [FIRST, SECOND], ids=["first", "second"])
def test_no_mutant_survives(mutations: list[Mutation], tables: Path, tmp_path: Path) -> None:
    project = tmp_path / "dbt_project"
    shutil.copytree(PROJECT, project, ignore=shutil.ignore_patterns("target", "logs"))
    for mutation in mutations:
        path = project / mutation.file
        text = path.read_text(encoding="utf-8")
        assert text.count(mutation.before) >= 1, f"{mutation.file} has changed: {mutation.rule}"
        path.write_text(text.replace(mutation.before, mutation.after), encoding="utf-8")
    mutant = Warehouse(tmp_path, project)
    shutil.copy(tables, mutant.path)
    shutil.copy(tables.with_name(mutant.marts.name), mutant.marts)
    run = mutant.dbt("test", "--select", "test_type:unit", check=False)
    survived = [mutation.rule for mutation in mutations if run.nodes.get(mutation.noticed_by) != "fail"]
    assert not survived, f"no unit test noticed: {survived}\n{run.output}"
