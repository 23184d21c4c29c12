"""Which pages are due: what is asked for in this run, what is left alone, from what earlier runs know of them.

A page that came is asked for again (conditionally) because outlets correct and extend their reports: after the
source's `recheck_hours`, then whenever as much time has passed as between its first and its last fetch, so a handful
of times in the `recheck_days` after it was first fetched; at once when the listing says that it changed. A page that
did not come is tried again in the next run, then at growing intervals too, for a week.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Container, Mapping

from ingest.core.fetches import KnownAddress, Listed
from ingest.sources.config import Source

#: How long a page that does not come is tried.
RETRY_FOR = dt.timedelta(days=7)


#: What is known of a source's addresses, by canonical address.
SourceState = Mapping[str, KnownAddress]


def is_due(known: KnownAddress, source: Source, now: dt.datetime) -> bool:
    """Whether a page is to be asked for again at this time, whatever its listing says."""
    age, since = now - known.first_fetched_at, now - known.last_fetched_at
    if known.status == "deferred":
        return True
    if known.status in ("new", "known"):
        pause = max(dt.timedelta(hours=source.recheck_hours), known.last_fetched_at - known.first_fetched_at)
        return age <= dt.timedelta(days=source.recheck_days) and since >= pause
    pause = max(dt.timedelta(seconds=known.retry_after_seconds or 0.0), known.last_fetched_at - known.first_fetched_at)
    return age <= RETRY_FOR and since >= pause


def waiting(state: SourceState, source: Source, now: dt.datetime) -> list[Listed]:
    """The source's own pages that are due, those that never came first, then the longest unasked."""
    due = [page for page in state.values() if page.role == "page" and is_due(page, source, now)]
    due.sort(key=lambda page: (page.status in ("new", "known"), page.last_fetched_at, page.listed.url))
    return [page.listed for page in due]


def done(state: SourceState, stored: Container[str], source: Source, now: dt.datetime) -> Callable[[str, Listed], bool]:
    """Whether a listed page is left alone: known and not due, or `stored` by way of another source or an archive."""

    def is_done(address: str, listed: Listed) -> bool:
        known = state.get(address)
        if known is None:
            return address in stored
        changed = listed.updated and known.listed.updated and listed.updated != known.listed.updated
        return not (changed or is_due(known, source, now))

    return is_done
