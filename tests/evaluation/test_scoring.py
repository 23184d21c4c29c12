"""The scorer on cases small enough to count by hand: an error here would make every accuracy figure worthless."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evaluation import scoring
from evaluation.scoring import (
    KINDS,
    as_text,
    by_document,
    days_apart,
    macro_f1,
    pair,
    same_place,
    score,
    shares_evidence,
)

SENTENCE = "A missile killed two people and wounded five in Kharkiv on Monday."


def strike(**changes: Any) -> dict[str, Any]:
    return {
        "date": "2024-05-06",
        "attacker": "RU",
        "country": "UA",
        "admin1": "Kharkiv Oblast",
        "place": "Kharkiv",
        "weapons": ["missile"],
        "killed": 2,
        "wounded": 5,
        "target_type": None,
        "evidence": SENTENCE,
    } | changes


def strike_claim(**changes: Any) -> dict[str, Any]:
    return {
        "event_date": "2024-05-06",
        "attacker_country": "RU",
        "target_country": "UA",
        "admin1": "Kharkiv Oblast",
        "place": "Kharkiv",
        "weapon_classes": ["ballistic_missile"],
        "killed": 2,
        "wounded": 5,
        "target_class": None,
        "quote": SENTENCE,
    } | changes


def interception(**changes: Any) -> dict[str, Any]:
    row = {"date": "2024-05-06", "defender": "UA", "weapon": "drone", "launched": 24, "intercepted": 23}
    return row | {"evidence": "23 of 24 drones were shot down."} | changes


def interception_claim(**changes: Any) -> dict[str, Any]:
    row = {"event_date": "2024-05-06", "defender_country": "UA", "weapon_class": "drone", "launched": 24}
    return row | {"intercepted": 23, "quote": "23 of 24 drones were shot down."} | changes


def aid(**changes: Any) -> dict[str, Any]:
    row = {"date": "2024-05-06", "donor": "DE", "recipient": "UA", "amount": 1_100_000_000, "currency": "EUR"}
    return row | {"kind": "military", "cumulative": False, "evidence": "Germany added 1.1 billion euros."} | changes


def aid_claim(**changes: Any) -> dict[str, Any]:
    row = {"announced_date": "2024-05-06", "donor": "DE", "recipient": "UA", "amount": 1.1e9, "currency": "EUR"}
    return row | {"aid_type": "military", "is_cumulative": False, "quote": "Germany added 1.1 billion euros."} | changes


def meeting(**changes: Any) -> dict[str, Any]:
    row = {"date": "2024-05-06", "status": "held", "participants": ["Volodymyr Zelensky", "Olaf Scholz"]}
    return row | {"countries": ["UA", "DE"], "place": "Berlin", "evidence": "Scholz received Zelensky."} | changes


def meeting_claim(**changes: Any) -> dict[str, Any]:
    row = {"event_date": "2024-05-06", "status": "held", "participants": ["Zelenskyy", "Scholz"]}
    return row | {"countries": ["DE", "UA"], "place": "Berlin", "quote": "Scholz received Zelensky."} | changes


def score_one(kind: str, labels: list[dict[str, Any]], claims: list[dict[str, Any]]) -> scoring.KindScore:
    key = {k.labels: k.claims for k in KINDS}[kind]
    return score([{"id": "a", kind: labels}], {"a": {key: claims}})[kind]


def test_a_perfect_reader_scores_one_everywhere() -> None:
    labels = {"strikes": [strike()], "interceptions": [interception()], "aid": [aid()], "meetings": [meeting()]}
    claims = {
        "strikes": [strike_claim()],
        "interceptions": [interception_claim()],
        "aid_packages": [aid_claim()],
        "meetings": [meeting_claim()],
    }
    scores = score([{"id": "a", **labels}], {"a": claims})
    assert macro_f1(scores) == 1.0
    for total in scores.values():
        assert (total.wanted, total.found, total.right, total.false_alarms) == (1, 1, 1, 0)
        assert all(total.accuracy(name) == 1.0 for name in total.fields)
        assert total.notes == []


def test_a_silent_reader_scores_nothing() -> None:
    scores = score([{"id": "a", "strikes": [strike(), strike(place="Sumy")]}], {})
    assert (scores["strikes"].recall, scores["strikes"].precision, scores["strikes"].f1) == (0.0, 0.0, 0.0)
    assert len(scores["strikes"].notes) == 2


def test_silence_is_right_where_there_is_nothing_to_say() -> None:
    scores = score([{"id": "a"}], {"a": {"strikes": []}})
    assert macro_f1(scores) == 1.0


def test_every_claim_of_a_text_about_something_else_is_a_false_alarm() -> None:
    total = score_one("strikes", [], [strike_claim(), strike_claim(place="Sumy")])
    assert (total.false_alarms, total.precision) == (2, 0.0)


def test_precision_and_recall_count_what_they_say() -> None:
    labels = [strike(), strike(place="Sumy"), strike(place="Odesa"), strike(place="Lviv")]
    claims = [strike_claim(), strike_claim(place="Sumy"), strike_claim(place="Dnipro")]
    total = score_one("strikes", labels, claims)
    assert total.precision == pytest.approx(2 / 3)
    assert total.recall == pytest.approx(2 / 4)
    assert total.f1 == pytest.approx(4 / 7)


def test_one_label_is_not_found_twice() -> None:
    total = score_one("strikes", [strike()], [strike_claim(), strike_claim()])
    assert (total.right, total.false_alarms) == (1, 1)


def test_the_likelier_claim_gets_the_label() -> None:
    labels = [strike(killed=2, wounded=5), strike(killed=0, wounded=1, evidence="One was hurt.")]
    claims = [strike_claim(killed=0, wounded=1, quote="One was hurt."), strike_claim()]
    assert sorted(pair(labels, claims, KINDS[0].likeness)) == [(0, 1), (1, 0)]


def test_an_optional_row_neither_helps_nor_hurts() -> None:
    missed = score_one("strikes", [strike(optional=True)], [])
    found = score_one("strikes", [strike(optional=True)], [strike_claim()])
    for total in (missed, found):
        assert (total.wanted, total.right, total.false_alarms, total.f1) == (0, 0, 0, 1.0)


def test_a_wanted_row_is_paired_before_an_optional_one() -> None:
    total = score_one("strikes", [strike(optional=True), strike()], [strike_claim()])
    assert (total.found, total.wanted) == (1, 1)


def test_a_recalled_event_is_right_when_told_and_no_loss_when_not() -> None:
    told = score_one("strikes", [strike(background=True)], [strike_claim()])
    assert (told.wanted, told.right, told.false_alarms, told.precision) == (0, 1, 0, 1.0)
    untold = score_one("strikes", [strike(background=True)], [])
    assert (untold.wanted, untold.recall, untold.notes) == (0, 1.0, [])


def test_fields_are_judged_one_by_one() -> None:
    total = score_one("strikes", [strike()], [strike_claim(killed=3, target_class="energy", weapon_classes=["drone"])])
    wrong = {name for name in total.fields if total.accuracy(name) < 1}
    assert wrong == {"killed", "target_type", "weapons"}
    assert total.f1 == 1.0


def test_null_is_not_zero() -> None:
    total = score_one("strikes", [strike(killed=None)], [strike_claim(killed=0)])
    assert total.accuracy("killed") == 0.0


def test_accepted_values_are_right_too() -> None:
    label = strike(accept={"killed": [3], "date": [None], "weapons": [["drone"], []], "target_type": ["energy"]})
    claim = strike_claim(killed=3, event_date=None, weapon_classes=[], target_class="energy")
    total = score_one("strikes", [label], [claim])
    assert all(total.accuracy(name) == 1.0 for name in total.fields)


def test_a_date_must_be_exact_unless_the_label_says_about() -> None:
    late = strike_claim(event_date="2024-05-07")
    assert score_one("strikes", [strike()], [late]).accuracy("date") == 0.0
    assert score_one("strikes", [strike(date_approx=True)], [late]).accuracy("date") == 1.0
    assert score_one("strikes", [strike(date=None)], [strike_claim(event_date=None)]).accuracy("date") == 1.0
    assert score_one("strikes", [strike(date=None)], [strike_claim()]).accuracy("date") == 0.0


def test_another_week_or_the_other_side_is_another_strike() -> None:
    assert score_one("strikes", [strike()], [strike_claim(event_date="2024-05-10")]).right == 0
    assert score_one("strikes", [strike()], [strike_claim(attacker_country="UA")]).right == 0
    assert score_one("strikes", [strike()], [strike_claim(place="Sumy", admin1="Sumy Oblast")]).right == 0


def test_a_region_may_stand_for_an_unnamed_place() -> None:
    total = score_one("strikes", [strike(place=None)], [strike_claim(place=None)])
    assert (total.right, total.accuracy("place")) == (1, 1.0)


def test_a_strike_without_any_place_is_known_by_its_sentence() -> None:
    label = strike(place=None, admin1=None)
    assert score_one("strikes", [label], [strike_claim(place=None, admin1=None)]).right == 1
    assert score_one("strikes", [label], [strike_claim(place=None, admin1=None, quote="Elsewhere.")]).right == 0


@pytest.mark.parametrize(
    ("changes", "right"),
    [
        ({}, 1),
        ({"intercepted": 22}, 0),
        ({"defender_country": "RU"}, 0),
        ({"weapon_class": "missile"}, 0),
        ({"launched": None}, 1),
        ({"event_date": "2024-05-12"}, 0),
    ],
)
def test_an_interception_is_known_by_side_weapon_and_count(changes: dict[str, Any], right: int) -> None:
    assert score_one("interceptions", [interception()], [interception_claim(**changes)]).right == right


def test_kinds_of_missile_count_as_missiles() -> None:
    total = score_one(
        "interceptions", [interception(weapon="missile")], [interception_claim(weapon_class="cruise_missile")]
    )
    assert total.right == 1


@pytest.mark.parametrize(
    ("changes", "right"),
    [
        ({}, 1),
        ({"amount": 1.105e9}, 1),
        ({"amount": 1.2e9}, 0),
        ({"amount": None}, 0),
        ({"currency": "USD"}, 0),
        ({"donor": "FR"}, 0),
        ({"donor": None}, 1),
    ],
)
def test_aid_is_known_by_donor_amount_and_currency(changes: dict[str, Any], right: int) -> None:
    assert score_one("aid", [aid()], [aid_claim(**changes)]).right == right


def test_goods_without_a_price_are_known_by_their_sentence() -> None:
    label = aid(amount=None, currency=None)
    assert score_one("aid", [label], [aid_claim(amount=None, currency=None)]).right == 1
    assert score_one("aid", [label], [aid_claim(amount=None, currency=None, quote="Elsewhere.")]).right == 0


def test_a_running_total_must_be_told_from_a_package() -> None:
    assert score_one("aid", [aid(cumulative=True)], [aid_claim()]).accuracy("cumulative") == 0.0


@pytest.mark.parametrize(
    ("changes", "right"),
    [
        ({}, 1),
        ({"countries": ["UA", "DE", "EU"]}, 1),
        ({"participants": [], "quote": "Elsewhere."}, 1),
        ({"countries": ["FR"], "participants": [], "quote": "Elsewhere."}, 0),
        ({"countries": [], "participants": ["Volodymyr Zelenskiy", "Scholz"], "quote": ""}, 1),
        ({"event_date": "2024-06-06"}, 0),
    ],
)
def test_a_meeting_is_known_by_states_or_people(changes: dict[str, Any], right: int) -> None:
    assert score_one("meetings", [meeting()], [meeting_claim(**changes)]).right == right


def test_bodies_are_not_scored_as_countries() -> None:
    total = score_one("meetings", [meeting()], [meeting_claim(countries=["UA", "DE", "NATO"])])
    assert total.accuracy("countries") == 1.0


def test_places_are_compared_without_case_accents_and_kind() -> None:
    assert same_place("Kyiv Oblast", "kyiv region")
    assert same_place("Linköping", "Linkoping")
    assert same_place("Saint Petersburg", "St. Petersburg")
    assert not same_place("Kyiv", "Kryvyi Rih")
    assert not same_place(None, None)
    assert not same_place("Oblast", "")


def test_evidence_is_shared_by_containment_but_not_by_a_whole_page() -> None:
    assert shares_evidence({"evidence": SENTENCE}, {"quote": SENTENCE[:30]})
    assert shares_evidence({"evidence": "x", "evidence_more": [SENTENCE]}, {"quote": f"Before. {SENTENCE}"})
    assert not shares_evidence({"evidence": SENTENCE}, {"quote": SENTENCE + " And so on." * 80})
    assert not shares_evidence({"evidence": SENTENCE}, {"quote": ""})


def test_days_apart_needs_two_dates() -> None:
    assert days_apart(strike(), "2024-05-01") == 5
    assert days_apart(strike(accept={"date": ["2024-05-02"]}), "2024-05-01") == 1
    assert days_apart(strike(date=None), "2024-05-01") is None
    assert days_apart(strike(), None) is None


def test_the_stories_of_a_page_are_pooled_and_json_lines_kept_apart() -> None:
    rows = [
        {"source_uri": "/x/page.html", "strikes": [{"place": "Kyiv"}], "meetings": []},
        {"source_uri": "/x/page.html", "strikes": [{"place": "Sumy"}]},
        {"source_uri": "/x/dump.jsonl#L2", "aid_packages": [{"amount": 1}]},
    ]
    pooled = by_document(rows)
    assert [claim["place"] for claim in pooled["page.html"]["strikes"]] == ["Kyiv", "Sumy"]
    assert list(pooled) == ["page.html", "dump.jsonl#L2"]
    assert pooled["dump.jsonl#L2"]["aid_packages"] == [{"amount": 1}]


def test_the_script_prints_misses_false_alarms_and_the_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    labels, claims = tmp_path / "labels.jsonl", tmp_path / "claims.jsonl"
    labels.write_text(json.dumps({"id": "a.txt", "strikes": [strike(), strike(place="Sumy")]}) + "\n")
    claims.write_text(json.dumps({"source_uri": "/x/a.txt", "strikes": [strike_claim(), strike_claim(place="Lviv")]}))
    assert scoring.main([str(claims), str(labels)]) == 0
    printed = capsys.readouterr().out
    assert "missed a.txt" in printed
    assert "false alarm a.txt" in printed
    assert "strikes        P 0.500  R 0.500  F1 0.500" in printed
    assert scoring.main([]) == 2


def test_the_table_has_a_line_for_each_kind() -> None:
    table = as_text(score([], {}))
    assert [line.split()[0] for line in table.splitlines() if not line.startswith(" ")] == [
        "strikes",
        "interceptions",
        "aid",
        "meetings",
        "macro",
    ]
