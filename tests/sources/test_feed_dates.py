"""The day of an event, from a served feed whose dates have offsets to the reader's claim."""

from __future__ import annotations

import html
import importlib.util
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path
from types import ModuleType

import pytest
from outlets import OutletServer

from ingest.cli import extract_lines
from ingest.core.documents import Document
from ingest.pipeline.parallel import read_documents
from ingest.sources.collect import collect
from ingest.sources.config import Source
from ingest.sources.fetch import Fetcher

pytestmark = pytest.mark.slow

#: pubDate, the outlet's time zone (none: as the feed states it), text, day of the event.
CASES = [
    # the evening of the 13th in New York is the morning of the 14th where the strike was
    ("13 Aug 2025 20:30:00 -0400", None, "Russian drones hit Poltava early Thursday and killed one man.", "2025-08-14"),
    ("13 Aug 2025 20:30:00 -0400", None, "Russian drones hit Poltava on Wednesday and killed one man.", "2025-08-13"),
    ("14 Aug 2025 00:20:00 +0300", None, "A Russian bomb killed two women in Poltava on Wednesday.", "2025-08-13"),
    ("14 Aug 2025 00:20:00 +0300", None, "A Russian bomb killed two women in Poltava last Thursday.", "2025-08-07"),
    # many feeds state every date in GMT: the outlet's zone says which day its readers had
    ("13 Aug 2025 22:10:00 GMT", "Europe/Kyiv", "A Russian bomb killed two women in Poltava today.", "2025-08-14"),
    ("14 Aug 2025 02:10:00 GMT", "America/New_York", "A Russian bomb killed two women in Poltava today.", "2025-08-13"),
    ("14 Aug 2025 09:00:00 +0900", None, "A Russian missile hit Poltava on Tuesday and wounded six.", "2025-08-12"),
    # a dateline is nearer to the event than the feed
    ("16 Aug 2025 07:00:00 -0700", None, "POLTAVA, Aug. 14 - A Russian missile hit Poltava on Thursday.", "2025-08-14"),
]  # fmt: skip
FAMILIES = ("date-dateline", "date-weekday", "date-window", "meeting-date", "time-zone")
#: Hours at which a day is stated, far ahead of UTC and far behind it.
CLOCKS = ("01:10:00+03:00", "12:00:00+00:00", "22:40:00-05:00")


def rss(items: Iterable[tuple[str, str, str]]) -> bytes:
    """A feed of (key, pubDate, text)."""
    entries = "".join(
        f"<item><title>Report</title><link>/{key}</link><pubDate>{published}</pubDate>"
        f"<description>{html.escape(f'<p>{html.escape(text)}</p>')}</description></item>"
        for key, published, text in items
    )
    return f"<rss version='2.0'><channel><title>O</title>{entries}</channel></rss>".encode()


def claims_of(web: OutletServer, fetcher: Fetcher, feed: bytes, zone: str | None = None) -> Iterator[tuple[str, dict]]:
    """Key and record of every item of the feed: fetched from the server, read as `warledger extract` reads it."""
    web.pages["/rss"] = feed
    source = Source("outlet", "feed", url=web.url("/rss"), content="entry", publisher="Example News", time_zone=zone)
    documents = [item for item in collect(source, fetcher=fetcher) if isinstance(item, Document)]
    for result in read_documents(documents, workers=1):
        (record,), rejected = extract_lines(result, body=False)
        assert not rejected
        yield result.document.meta["url"].rsplit("/", 1)[-1], json.loads(record)


@pytest.mark.parametrize("zone", sorted({zone or "" for _, zone, *_ in CASES}))
def test_days_of_events(web: OutletServer, fetcher: Fetcher, zone: str):
    cases = [case for case in CASES if (case[1] or "") == zone]
    feed = rss((str(number), case[0], case[2]) for number, case in enumerate(cases))
    found = {
        key: {row["event_date"] for row in record["strikes"]}
        for key, record in claims_of(web, fetcher, feed, zone or None)
    }
    assert found == {str(number): {case[3]} for number, case in enumerate(cases)}


def test_the_behavioural_cases_at_every_clock(web: OutletServer, fetcher: Fetcher, corpus: Path):
    check = checker(corpus.parent / "tools" / "check_behaviour.py")
    cases = [case for case in check.read_lines(corpus / "behaviour" / "public.jsonl") if case["family"] in FAMILIES]
    items = {f"{case['id']}_{clock}": (case, stated) for case in cases for clock, stated in enumerate(published(case))}
    feed = rss(
        (key, format_datetime(datetime.fromisoformat(stated)), case["text"]) for key, (case, stated) in items.items()
    )
    found = dict(claims_of(web, fetcher, feed))
    failed = {
        key.partition("_")[0]
        for key, (case, _) in items.items()
        if not all(check.holds(one, found[key][check.table_of(one)]) for one in case["expect"])
    }
    print(f"{len(cases)} cases, {len(items)} items of a feed: not as expected {sorted(failed)}")
    assert not failed


def published(case: dict) -> list[str]:
    """The case's time, or its day at each of the clocks."""
    day = case["published"]
    return [day] if "T" in day else [f"{day}T{clock}" for clock in CLOCKS]


def checker(path: Path) -> ModuleType:
    """The behavioural suite's own checks."""
    if not path.is_file():
        pytest.skip("the checker of the behavioural suite is not here")
    spec = importlib.util.spec_from_file_location("check_behaviour", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
