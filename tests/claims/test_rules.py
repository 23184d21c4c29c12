"""Every rule of every kind reads its examples and makes no claim of its counter-examples."""

from __future__ import annotations

import datetime as dt
import importlib
from typing import Any

import pytest
import yaml

from ingest.claims.document import Document
from ingest.claims.matcher import RULES, Rule, RuleError, rule_book
from ingest.claims.model import Claim
from ingest.claims.reading import Reading
from ingest.core.documents import Article

#: A rule file is one that holds rules; the others hold words.
KINDS = sorted(p.stem for p in RULES.glob("*.yml") if "rules" in yaml.safe_load(p.read_text(encoding="utf-8")))
#: Friday: "on Thursday" in an example is 6 March 2025.
PUBLISHED = "2025-03-07"


def _document(example: dict[str, Any]) -> Document:
    published = dt.date.fromisoformat(str(example.get("published", PUBLISHED)))
    article = Article("d", 0, "file:///a.txt", "test", example["text"], example.get("title"), published_at=published)
    return Document(Reading(article))


def _claims(kind: str, document: Document) -> list[Claim]:
    claims: list[Claim] = importlib.import_module(f"ingest.claims.kinds.{kind}").read(document)
    return claims


def _rules() -> list[Any]:
    return [pytest.param(rule, id=rule.id) for kind in KINDS for rule in rule_book(kind).rules]


def _fits(claim: Claim, wanted: dict[str, Any]) -> bool:
    values = {name: getattr(claim, name) for name in wanted}
    return all(str(values[name]) == str(value) for name, value in wanted.items())


@pytest.mark.parametrize("rule", _rules())
def test_a_rule_reads_its_examples(rule: Rule) -> None:
    for example in rule.examples:
        document = _document(example)
        claims = _claims(rule.kind, document)
        sentences = [s for i in range(len(document)) if (s := document.syntax_of(i)) is not None]
        fired = {m.rule_id for s in sentences for m in rule_book(rule.kind).match(s)}
        assert rule.id in fired, f"{rule.id} does not fire in {example['text']!r}; what fired: {sorted(fired)}"
        wanted = {k: v for k, v in example.items() if k not in ("text", "title", "published")}
        assert any(_fits(claim, wanted) for claim in claims), f"{example['text']!r}: wanted {wanted}, found {claims}"


@pytest.mark.parametrize("rule", _rules())
def test_a_rule_makes_no_claim_of_its_counter_examples(rule: Rule) -> None:
    for text in rule.counter_examples:
        claims = _claims(rule.kind, _document({"text": text}))
        assert rule.id not in {claim.rule_id for claim in claims}, f"{rule.id} made a claim of {text!r}"


@pytest.mark.parametrize(
    "broken, says",
    [
        ({"id": "x"}, "missing"),
        ({"id": "x", "tells": "", "trigger": {"lemma": "hit"}, "examples": [1], "not": [1]}, "lemma, pos"),
        ({"id": "x", "tells": "", "trigger": {"lemma": "+none", "pos": "VERB"}, "examples": [1], "not": [1]}, "no class"),  # noqa: E501
        ({"id": "x", "tells": "", "trigger": {"lemma": "hit", "pos": "VERB"}, "examples": [], "not": []}, "at least one"),  # noqa: E501
        (
            {"id": "x", "tells": "", "trigger": {"lemma": "hit", "pos": "VERB"}, "examples": [1], "not": [1],
             "slots": {"a": ["nsubj>>"]}},
            "cannot read the step",
        ),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_used_is_named(
    broken: dict[str, Any], says: str, tmp_path: Any, monkeypatch: Any
) -> None:
    (tmp_path / "broken.yml").write_text(yaml.safe_dump({"rules": [broken]}), encoding="utf-8")
    monkeypatch.setattr("ingest.claims.matcher.RULES", tmp_path)
    with pytest.raises(RuleError, match=says) as error:
        rule_book("broken")
    assert "broken.yml" in str(error.value)
