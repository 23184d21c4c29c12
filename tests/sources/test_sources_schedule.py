"""When a page is asked for again, and what waits for the next run."""

from __future__ import annotations

import datetime as dt

import pytest

from ingest.core.fetches import FetchOutcome, KnownAddress, Listed, Validators
from ingest.landing import outcomes
from ingest.settings import Settings
from ingest.sources.config import Source
from ingest.sources.schedule import done, is_due, waiting

NOON = dt.datetime(2026, 8, 29, 12, tzinfo=dt.UTC)
OUTLET = Source("outlet", "feed", url="https://outlet.example/rss")


def page(status: str, *, first: float, last: float, url: str = "https://outlet.example/a", **more) -> KnownAddress:
    """A page asked for `first` and `last` hours ago."""
    return KnownAddress(
        Listed(url, updated=more.pop("updated", None)),
        more.pop("role", "page"),
        status,
        None,
        Validators(),
        more.pop("retry_after", None),
        NOON - dt.timedelta(hours=first),
        NOON - dt.timedelta(hours=last),
    )


@pytest.mark.parametrize(
    ("known", "due"),
    [
        (page("new", first=5, last=5), False),
        (page("new", first=6, last=6), True),
        (page("known", first=12, last=6), True),
        (page("known", first=17, last=8), False),  # 9 hours between its fetches
        (page("known", first=18, last=9), True),
        (page("new", first=24 * 7 + 1, last=24 * 7 + 1), False),  # nobody corrects it any more
        (page("failed", first=0.1, last=0.1), True),
        (page("failed", first=3, last=1), False),
        (page("failed", first=4, last=2), True),
        (page("failed", first=0.5, last=0.5, retry_after=3600.0), False),
        (page("failed", first=1.5, last=1.5, retry_after=3600.0), True),
        (page("blocked", first=24 * 8, last=24 * 8), False),
        (page("deferred", first=24 * 30, last=24 * 30), True),
    ],
)
def test_growing_intervals(known: KnownAddress, due: bool):
    assert is_due(known, OUTLET, NOON) is due


def test_what_waits_comes_in_order_without_listings():
    own = {
        "l": page("known", first=50, last=50, url="https://outlet.example/rss", role="listing"),
        "c": page("new", first=9, last=9, url="https://outlet.example/c"),
        "b": page("failed", first=1, last=1, url="https://outlet.example/b"),
        "a": page("deferred", first=2, last=2, url="https://outlet.example/a"),
        "d": page("new", first=1, last=1, url="https://outlet.example/d"),
    }
    assert [item.url[-1] for item in waiting(own, OUTLET, NOON)] == ["a", "b", "c"]


def test_listed_pages_that_are_left_alone():
    known = page("new", first=1, last=1, updated="2026-08-29T10:00:00Z")
    is_done = done({"https://outlet.example/a": known}, {"https://outlet.example/c"}, OUTLET, NOON)
    for name, updated, left in (
        ("a", "2026-08-29T10:00:00Z", True),
        ("a", None, True),
        ("a", "2026-08-29T11:30:00Z", False),  # the listing says that it changed
        ("c", None, True),  # it came with an archive, or by another source
        ("d", None, False),
    ):
        address = f"https://outlet.example/{name}"
        assert is_done(address, Listed(address, updated=updated)) is left, (name, updated)


def write(settings: Settings, run: str, minute: int, source: str = "outlet", **values) -> None:
    moment = NOON + dt.timedelta(minutes=minute)
    outcome = FetchOutcome("https://outlet.example/a?utm_source=x", fetched_at=moment, **values)
    listed = Listed(outcome.url, "T", "2026-08-29")
    outcomes.write(settings, source, run, [outcomes.row(source, run, "page", listed, outcome)])


def test_the_newest_outcome_and_the_newest_validators(settings: Settings):
    assert outcomes.state(settings, "outlet") == {}
    write(settings, "r1", 0, status="new", etag='"1"', last_modified="Sat", content_hash="aa")
    write(settings, "r2", 1, status="new", etag='"2"', content_hash="bb")
    write(settings, "r3", 2, status="failed", reason_code="timeout", reason="no answer")
    write(settings, "r3", 3, "other", status="blocked", reason_code="robots", reason="forbidden")
    write(settings, "r4", 9, "new-outlet", status="new", etag='"3"')
    (known,) = outcomes.state(settings, "outlet").values()
    assert (known.status, known.reason_code, known.listed.title) == ("failed", "timeout", "T")
    # of the last answer: the first one's Last-Modified is not sent with the second one's ETag
    assert known.validators == Validators('"2"', None, "bb")
    assert (known.first_fetched_at, known.last_fetched_at) == (NOON, NOON + dt.timedelta(minutes=2))
    runs = {run["source_name"]: run for run in outcomes.last_runs(settings)}
    assert runs["outlet"]["failed"] == 1 and runs["outlet"]["new"] == 0
    assert runs["other"]["first_failure"] == "robots: forbidden"


def test_a_name_with_a_quote_and_half_a_file_do_no_harm(settings: Settings, tmp_path):
    odd = Settings.from_environment({"WARLEDGER_DATA_DIR": str(tmp_path / "o'clock")})
    write(odd, "r1", 0, status="new", etag='"1"')
    (odd.landing_dir / outcomes.FOLDER / "2026-08-29" / ".r2-outlet.parquet.123").parent.mkdir(exist_ok=True)
    (odd.landing_dir / outcomes.FOLDER / "2026-08-29" / ".r2-outlet.parquet.123").write_bytes(b"half")
    assert len(outcomes.state(odd, "outlet")) == 1
