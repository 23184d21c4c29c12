"""What is new, as Atom and as JSON Feed: new facts and changed numbers of a filter, from the history of the facts."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lxml import etree

from api.published import Snapshot
from dashboards import words
from dashboards.evidence import inert
from dashboards.frames import plain
from dashboards.queries import Kind, Scope
from dashboards.queries.facts import changed
from dashboards.queries.scope import where

#: Entries of a feed: what a reader that asks once a day should not miss.
_MOST = 100
_ATOM = "http://www.w3.org/2005/Atom"
#: Characters that no XML document may hold, beside the controls that `inert` replaces.
_NO_XML = {0xFFFE: "\ufffd", 0xFFFF: "\ufffd"}
MEDIA_TYPES = {"atom": "application/atom+xml; charset=utf-8", "json": "application/feed+json"}


@dataclass(frozen=True)
class Entry:
    """One version of a fact: `is_new` for its first, else with `changes` (column, old, new)."""

    version_id: str
    fact_id: str
    line: str
    date: dt.date | None
    changed_at: dt.datetime
    is_new: bool
    changes: list[dict[str, Any]]

    @property
    def title(self) -> str:
        """What happened to the fact, in one line."""
        by_people = any(change["column"] in ("reviewed_by", "review_note") for change in self.changes)
        word = "New" if self.is_new else "Corrected" if by_people else "Changed"
        return f"{word}: {self.line}, {words.day(self.date)}"

    @property
    def text(self) -> str:
        """The changes as one sentence."""
        if self.is_new:
            return "A new fact."
        return (
            "; ".join(
                f"{change['column'].replace('_', ' ')}: {_shown(change['old'])} → {_shown(change['new'])}"
                for change in self.changes
            )
            or "The reports behind it changed; what it says did not."
        )


def _shown(value: Any) -> str:
    if value is None:
        return words.NOT_STATED
    return ", ".join(map(str, value)) or "none" if isinstance(value, list) else str(value)


def entries(
    snapshot: Snapshot, kind: Kind, scope: Scope, window: tuple[dt.datetime, dt.datetime] | None = None
) -> list[Entry]:
    """The newest versions of facts that are in scope now, newest first; versions that change nothing but counts of
    reports are left out. With a window only those made after its begin and not after its end."""
    condition, parameters = where(kind, scope)
    inside = "h.changed_at > ? and h.changed_at <= ?" if window else "true"
    rows = snapshot.table(
        f"with chosen as (select f.*, {kind.line} as line from {kind.facts} f where {condition}),"
        f" newest as (select h.{kind.fact_id} as id, h.version_id from {kind.facts}_history h"
        f" where h.{kind.fact_id} in (select {kind.fact_id} from chosen) and {inside}"
        f" order by h.changed_at desc, h.version_id limit {2 * _MOST})"
        f" select h.*, c.line, c.{kind.date} as date_now from {kind.facts}_history h"
        f" join (select {kind.fact_id}, line, {kind.date} from chosen) c using ({kind.fact_id})"
        f" where h.{kind.fact_id} in (select id from newest) order by h.{kind.fact_id}, h.valid_from",
        [*parameters, *(window or ())],
    ).to_pylist()
    found: list[Entry] = []
    before: dict[str, Any] | None = None
    for row in rows:
        line, date = row.pop("line"), row.pop("date_now")
        first = before is None or before[kind.fact_id] != row[kind.fact_id]
        changes = [] if first or before is None else changed(before, row)
        is_asked = window is None or window[0] < row["changed_at"] <= window[1]
        if is_asked and (first or changes):
            found.append(Entry(row["version_id"], row[kind.fact_id], line, date, row["changed_at"], first, changes))
        before = row
    return sorted(found, key=lambda entry: (entry.changed_at, entry.version_id), reverse=True)[:_MOST]


def _title(kind: Kind) -> str:
    return f"Warledger: {words.title_word(kind.noun)}s"


def atom(found: list[Entry], kind: Kind, own: str, base_url: str, snapshot: Snapshot) -> bytes:
    """The entries as Atom (RFC 4287)."""
    root = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})

    def add(parent: Any, tag: str, text: str | None = None, **attributes: str) -> Any:
        element = etree.SubElement(parent, f"{{{_ATOM}}}{tag}", **attributes)
        element.text = None if text is None else inert(text).translate(_NO_XML)
        return element

    updated = found[0].changed_at if found else snapshot.publication.get("published_at")
    add(root, "id", own)
    add(root, "title", _title(kind))
    add(root, "updated", plain(updated) or "1970-01-01T00:00:00Z")
    add(root, "link", rel="self", href=own)
    add(add(root, "author"), "name", "Warledger")
    for entry in found:
        item = add(root, "entry")
        add(item, "id", f"{base_url}/f/{entry.fact_id}#{entry.version_id}")
        add(item, "title", entry.title)
        add(item, "updated", plain(entry.changed_at))
        add(item, "link", rel="alternate", href=f"{base_url}/f/{entry.fact_id}")
        add(item, "summary", entry.text, type="text")
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8"))


def json_feed(found: list[Entry], kind: Kind, own: str, base_url: str, snapshot: Snapshot) -> bytes:
    """The entries as JSON Feed 1.1, with the changes as data."""
    items = [
        {
            "id": entry.version_id,
            "url": f"{base_url}/f/{entry.fact_id}",
            "title": entry.title,
            "content_text": entry.text,
            "date_modified": plain(entry.changed_at),
            "_warledger": {"fact_id": entry.fact_id, "is_new": entry.is_new, "changes": entry.changes},
        }
        for entry in found
    ]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _title(kind),
        "home_page_url": f"{base_url}/",
        "feed_url": own,
        "items": items,
    }
    return json.dumps(feed, ensure_ascii=False).encode()


WRITERS: dict[str, Callable[[list[Entry], Kind, str, str, Snapshot], bytes]] = {"atom": atom, "json": json_feed}
