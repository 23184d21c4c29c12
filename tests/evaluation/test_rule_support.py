"""The report on rules and confidence counts what it says it counts."""

from __future__ import annotations

from evaluation import rule_support
from evaluation.scoring import judged

LABEL = {"date": "2025-03-01", "attacker": "RU", "place": "Kharkiv", "evidence": "A drone hit Kharkiv on 1 March."}
CLAIM = {"event_date": "2025-03-01", "attacker_country": "RU", "place": "Kharkiv", "quote": LABEL["evidence"]}


def judgements(**extra: object) -> list[rule_support.Judgement]:
    labels = [{"id": "a", "strikes": [LABEL | extra]}, {"id": "b", "strikes": []}]
    claims = {
        "a": {"strikes": [CLAIM | {"rule_id": "strike.attack.active", "confidence": 0.85}]},
        "b": {"strikes": [CLAIM | {"rule_id": "strike.attack.active", "confidence": 1.0}]},
    }
    return list(judged(labels, claims))


def test_claims_are_judged_and_optional_ones_left_out() -> None:
    assert [(document, is_right) for _, document, _, is_right in judgements()] == [("a", True), ("b", False)]
    assert [(document, is_right) for _, document, _, is_right in judgements(optional=True)] == [("b", False)]


def test_a_rule_has_its_documents_and_what_was_right() -> None:
    rule = rule_support.support(judgements())["strike.attack.active"]
    assert (rule.claims, rule.right, rule.documents, rule.lacks) == (2, 1, {"a", "b"}, "")
    lone = rule_support.support(judgements()[:1])
    assert lone["strike.attack.active"].lacks == "claims in 1 documents"
    assert "claims in 0 documents" in lone["strike.attack.passive"].lacks


def test_confidence_is_counted_by_tenths() -> None:
    table = rule_support.reliability(judgements())
    assert table == {("all", 0.8): (1, 1), ("all", 0.9): (1, 0), ("strikes", 0.8): (1, 1), ("strikes", 0.9): (1, 0)}
    assert "0.8 - 0.9    strikes              1      1  1.00" in rule_support.reliability_text(table)


def test_lines_add_up() -> None:
    lines = rule_support.lines_of_code()
    assert lines["all"] == sum(number for name, number in lines.items() if name != "all") > 5_000
