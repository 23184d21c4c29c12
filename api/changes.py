"""What each publication changed: how many facts came, moved and went, and which; from the history of the facts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from api.feeds import Entry, entries
from api.published import Snapshot
from dashboards.queries import KINDS, Scope

#: Publications of the page, newest first.
_MOST = 100
_EVERYTHING = Scope(include_needs_review=True)


class NoPublication(LookupError):
    """No publication has this id."""


@dataclass(frozen=True)
class Publication:
    """One publication: when, how many articles and claims it had, and per kind n_new, n_updated, n_merged, n_gone."""

    run_id: str
    published_at: dt.datetime
    n_articles: int
    n_claims: int
    changes: dict[str, dict[str, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Gone:
    """A fact that another one took in, or whose claim has gone (`current_id` None)."""

    kind: str
    old_id: str
    current_id: str | None


def publications(snapshot: Snapshot) -> list[Publication]:
    """The newest publications with what each changed; versions count for the first publication after them."""
    rows = snapshot.records(
        "select run_id, published_at, n_articles, n_claims from publications"
        f" order by published_at desc, run_id limit {_MOST}"
    )
    counts: dict[str, dict[str, dict[str, int]]] = {}
    for kind in KINDS.values():
        found = snapshot.records(
            f"with versions as (select changed_at, row_number() over (partition by {kind.fact_id} order by valid_from,"
            f" version_id) = 1 as is_first from {kind.facts}_history), happened as (select changed_at as moment,"
            " case when is_first then 'n_new' else 'n_updated' end as what from versions union all"
            " select known_until, case when current_id is null then 'n_gone' else 'n_merged' end from fact_id_changes"
            " where kind = ?) select p.run_id, h.what, count(*) as n from happened h asof join"
            " (select * from publications) p on h.moment <= p.published_at group by all",
            [kind.name],
        )
        for row in found:
            counts.setdefault(row["run_id"], {}).setdefault(kind.name, {})[row["what"]] = row["n"]
    return [Publication(**row, changes=counts.get(row["run_id"], {})) for row in rows]


def of_publication(snapshot: Snapshot, run_id: str) -> tuple[Publication, dict[str, list[Entry]], list[Gone]]:
    """A publication, the newest of its new and changed facts per kind, and what it took away; raises NoPublication."""
    listed = publications(snapshot)
    position = next((n for n, one in enumerate(listed) if one.run_id == run_id), None)
    if position is None:
        raise NoPublication(f"no publication is called {run_id[:80]!r}")
    until = listed[position].published_at
    since = listed[position + 1].published_at if position + 1 < len(listed) else None
    window = (since or dt.datetime.min.replace(tzinfo=dt.UTC, year=1970), until)
    told = {name: entries(snapshot, kind, _EVERYTHING, window) for name, kind in KINDS.items()}
    gone = snapshot.records(
        "select kind, old_id, current_id from fact_id_changes where known_until > ? and known_until <= ?"
        f" order by kind, old_id limit {_MOST}",
        list(window),
    )
    return listed[position], told, [Gone(**row) for row in gone]
