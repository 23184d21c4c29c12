"""However the same articles come in, the facts are the same: random orders and portions, built piece by piece.

`make test-permutations` tries twenty orders (WARLEDGER_TEST_ORDERS). Built are the bundled samples,
the outside corpus' seeds and dev articles where a developer has them, and articles written to touch what order could
touch: days that come from later articles, two reports that a third one joins, versions of a page, copies of a text.

Data tests and the audit are left out: they check rows and change none.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import stories
from rows import article, document

from evaluation.checksums import table_sums
from ingest.claims.model import Claim, Claims, InterceptionClaim, MeetingClaim, Span, StrikeClaim
from ingest.core.documents import Document
from ingest.core.results import ArticleResult, ReadResult
from ingest.landing import zone
from ingest.pipeline.parallel import read_documents
from ingest.settings import Settings
from ingest.sources.folder import read_paths
from ingest.warehouse.dbt import run_dbt
from ingest.warehouse.load import load_batches
from ingest.warehouse.marts import take_marts
from ingest.warehouse.publish import publish

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif("WARLEDGER_TEST_ORDERS" not in os.environ, reason="run by make test-permutations"),
]

ORDERS = int(os.environ.get("WARLEDGER_TEST_ORDERS", "1"))
#: Corpus articles that take part, so that a developer's run does not take hours.
MOST_OF_CORPUS = 150

SUMY: dict[str, Any] = {"place": "Sumy", "admin1": "Sumy Oblast", "admin1_code": "UA-59", "geo_precision": "settlement"}
SUMY |= {"attacker_country": "RU", "target_country": "UA"}
DRONES: dict[str, Any] = {"defender_country": "UA", "attacker_country": "RU", "weapon_class": "drone"}
LEADERS: dict[str, Any] = {"participants": ["Volodymyr Zelensky", "Joe Biden"], "countries": ["UA", "US"]}


def day(text: str) -> dict[str, Any]:
    value = dt.date.fromisoformat(text)
    return {"event_date": value, "date_precision": "day", "date_start": value, "date_end": value}


def told(name: str, *claims: Claim) -> ReadResult:
    """One article, published on 4 March 2025, with these claims."""
    source = document(f"{name}.txt", f"Report {name} of the days of early March, written for this test.")
    # When a report was fetched decides between those of one day: without it, the order of loading would.
    source = replace(source, fetched_at=dt.datetime(2025, 3, 4, 8, tzinfo=dt.UTC))
    story = article(source)
    kinds: dict[type, list[Any]] = {StrikeClaim: [], InterceptionClaim: [], MeetingClaim: []}
    for claim in claims:
        kinds[type(claim)].append(claim)
    found = Claims(strikes=kinds[StrikeClaim], interceptions=kinds[InterceptionClaim], meetings=kinds[MeetingClaim])
    return ReadResult(source, [ArticleResult(story, found.rows(story))], [])


def strike(**values: Any) -> StrikeClaim:
    return StrikeClaim(span=Span(0, 20), **SUMY, **values)


def written() -> list[ReadResult]:
    """Articles whose facts hang on other articles."""
    window = {"date_precision": "week", "date_start": dt.date(2025, 3, 1), "date_end": dt.date(2025, 3, 7)}
    dated_count = InterceptionClaim(span=Span(0, 21), **DRONES, **day("2025-02-07"), launched=112, intercepted=81)
    yearless_count = InterceptionClaim(span=Span(0, 22), **DRONES, date_partial="02-07", launched=112, intercepted=81)
    body = stories.text(1)
    return [
        told("dated", strike(**day("2025-03-03"), killed=7, wounded=30)),
        told("evening", strike(**day("2025-03-02"), killed=7, wounded=30)),
        told("assumed", strike(event_date=dt.date(2025, 3, 4), date_precision="assumed", killed=8)),
        told("undated", strike(killed=7, wounded=30)),
        told("window", strike(**window, killed=9, wounded=31)),
        told("rising", strike(**day("2025-03-03"), killed=9, wounded=31)),
        told("year", dated_count),
        told("no-year", yearless_count, strike(date_partial="12-30", killed=1)),
        told("plan", MeetingClaim(span=Span(0, 23), **LEADERS, status="planned", **window)),
        told("meeting", MeetingClaim(span=Span(0, 24), **LEADERS, status="held", **day("2025-03-05"))),
        stories.result(body, url="https://outlet.example/night", fetched="2025-03-04T06:00:00+00:00"),
        stories.result(body + "\n\nTwo more died.", url="https://outlet.example/night?utm_source=x", killed=4,
                       fetched="2025-03-05T06:00:00+00:00"),
        stories.result(body.replace("bridge", "crossing"), url="https://other.example/n", publisher="Second Paper"),
        stories.result(stories.text(2), url="https://third.example/n", publisher="Third Paper"),
    ]  # fmt: skip


def read(folder: Path, most: int | None = None) -> list[ReadResult]:
    documents = [item for item in read_paths([folder], max_bytes=20_000_000) if isinstance(item, Document)]
    return list(read_documents(documents[:most]))


@pytest.fixture(scope="module")
def material(root: Path) -> list[ReadResult]:
    results = [*written(), *read(root / "ingest" / "samples")]
    outside = Path(os.environ.get("WARLEDGER_CORPUS_DIR") or root.parent / "shared" / "corpus")
    for name in ("seeds", "dev"):
        if ORDERS > 2 and (outside / name).is_dir():
            results += read(outside / name, MOST_OF_CORPUS)
    return results


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """One data folder for all orders, so that dbt parses the project once."""
    folder = tmp_path_factory.mktemp("orders") / "data"
    return Settings.from_environment({"WARLEDGER_DATA_DIR": str(folder), "WARLEDGER_WORKERS": "1"})


def start_over(settings: Settings) -> None:
    for folder in (settings.landing_dir, settings.published_dir):
        shutil.rmtree(folder, ignore_errors=True)
    for path in (settings.build_db, settings.marts_db, settings.pointer):
        path.unlink(missing_ok=True)


def take_in(settings: Settings, portion: list[ReadResult]) -> bool:
    """Land, load, resolve and publish a portion; True when the build went on from the one before."""
    run_id = zone.new_batch_id()
    zone.write_batch(settings, run_id, portion)
    load_batches(settings)
    goes_on = take_marts(settings, run_id)
    excluded = [word for kind in ("test", "unit_test") for word in ("--exclude-resource-type", kind)]
    outcomes = run_dbt(settings, "build", *excluded)
    assert {outcome.status for outcome in outcomes} == {"pass"}
    publish(settings, run_id, outcomes, run_id)
    return goes_on


@pytest.fixture(scope="module")
def at_once(place: Settings, material: list[ReadResult]) -> dict[str, tuple[int, str]]:
    """Checksums of one full build of everything."""
    start_over(place)
    assert not take_in(place, material)
    sums = table_sums(place)
    assert sums["fct_strikes"][0] > 20
    return sums


@pytest.mark.parametrize("seed", range(ORDERS))
@pytest.mark.timeout(1800)
def test_any_order_and_any_portions_give_the_same_facts(
    seed: int, place: Settings, material: list[ReadResult], at_once: dict[str, tuple[int, str]]
) -> None:
    draw = random.Random(seed)
    shuffled = draw.sample(material, len(material))
    cuts = sorted(draw.sample(range(1, len(shuffled)), draw.randint(1, 3)))
    portions = [shuffled[start:end] for start, end in zip([0, *cuts], [*cuts, len(shuffled)], strict=True)]
    start_over(place)
    went_on = [take_in(place, portion) for portion in portions]
    assert went_on == [False, *[True] * len(cuts)]
    sums = table_sums(place)
    assert {table for table in at_once if sums.get(table) != at_once[table]} == set()
    assert sums.keys() == at_once.keys()
