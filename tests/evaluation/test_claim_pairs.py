"""Facts agree with labelled pairs of claims: what is one event is one fact, what is not is not."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path

import pytest

from evaluation.claim_pairs import Agreement, Pair, agreement, article_name, read_pairs
from ingest.pipeline.steps import run
from ingest.settings import Settings
from ingest.warehouse.connect import connect_published

#: Of all labelled pairs; figures of today: docs/facts.md. Recall fell from .93 when the readers on clauses came: most
#: errors hold a claim whose day is read otherwise now.
PRECISION, RECALL = 0.99, 0.86
#: Of the few pairs within the samples: errors at most.
WRONG, MISSED = 0, 1
#: Pairs of which a claim may be read no longer before the labels need another look: they were made with the readers of
#: the first design, and strikes and meetings are read by others now.
MAY_BE_LOST = 0.35


def told(result: Agreement) -> str:
    return "\n".join(f"{'missed' if p.same else 'wrong'} {p.kind} {p.a} {p.b}: {p.why}" for p in result.errors)


def samples_only(pairs: list[Pair]) -> list[Pair]:
    return [pair for pair in pairs if all(key.article.startswith("samples/") for key in (pair.a, pair.b))]


def test_the_labels_are_enough():
    pairs = read_pairs()
    counts = Counter((pair.kind, pair.same) for pair in pairs)
    assert len(pairs) >= 240
    for kind in ("strike", "interception", "aid", "meeting"):
        assert counts[kind, True] + counts[kind, False] >= 40
        assert counts[kind, False] >= 20, "hard near-misses belong to the set"
    assert all(pair.why for pair in pairs)
    assert len({(pair.kind, frozenset((pair.a, pair.b))) for pair in pairs}) == len(pairs)


@pytest.mark.skipif(
    not os.environ.get("WARLEDGER_MUTATIONS"),
    reason="run by `make dbt-test`; labels await the claims of the new readers",
)
def test_pairs_of_the_samples(sample_warehouse):
    pairs = samples_only(read_pairs())
    assert len(pairs) >= 10
    with connect_published(sample_warehouse) as connection:
        result = agreement(connection, pairs)["all"]
    assert len(result.lost) <= MAY_BE_LOST * len(pairs), result.lost
    assert result.right >= 5
    assert result.wrong <= WRONG, told(result)
    assert result.missed <= MISSED, told(result)


@pytest.mark.slow
@pytest.mark.skipif(not os.environ.get("WARLEDGER_MUTATIONS"), reason="all corpora are resolved by `make dbt-test`")
def test_pairs_of_all_corpora(corpus: Path, root: Path, tmp_path: Path):
    war = corpus / "unlabelled" / "war.jsonl"
    line_ids = {
        number: json.loads(line)["id"] for number, line in enumerate(war.read_text("utf-8").splitlines(), start=1)
    }
    # The blind labels' articles are not all at hand: docs/facts.md has their figures.
    pairs = [p for p in read_pairs() if not {p.a.article[:6], p.b.article[:6]} & {"blind/"}]
    wanted = {key.article for pair in pairs for key in (pair.a, pair.b)}
    files = [*(corpus / "seeds").glob("*.txt"), *(corpus / "dev" / "articles").glob("*.txt"), war]
    settings = Settings.from_environment({"WARLEDGER_DATA_DIR": str(tmp_path / "data")})
    run(settings, [*sorted(files), settings.samples_dir])
    with connect_published(settings) as connection:
        results = agreement(connection, pairs, line_ids)
        names = {
            article_name(uri, index, line_ids)
            for uri, index in connection.execute("select source_uri, article_index from dim_articles").fetchall()
        }
    assert wanted <= names
    result = results["all"]
    for name, item in results.items():
        print(
            f"{name}: {item.right + item.wrong + item.missed + item.apart} pairs, precision {item.precision:.3f}, "
            f"recall {item.recall:.3f}, {len(item.lost)} lost"
        )
    assert len(result.lost) <= MAY_BE_LOST * len(pairs), result.lost
    assert result.precision >= PRECISION, told(result)
    assert result.recall >= RECALL, told(result)
