"""The ledger of corrections on disk: only added to, whole or not at all, by any number of writers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import duckdb
import pytest

from ingest.core.corrections import Entry, Refused
from ingest.landing import corrections
from ingest.landing.damage import DamagedFile
from ingest.landing.raw import create_raw
from ingest.landing.writers import host


def left_out(source: str = "Volga Courier") -> Entry:
    return Entry("leave_out", "Olena", "prints what it was sent", source=source)


def accept(_: list[Entry]) -> None: ...


def test_the_same_entry_again_is_the_same_file(settings):
    first, is_new = corrections.append(settings, left_out(), accept)
    again, is_new_again = corrections.append(settings, left_out(), accept)
    assert (is_new, is_new_again) == (True, False)
    assert again == first == corrections.read(settings)[0]
    assert first.written_on == host() and first.written_at.tzinfo is not None
    undo = Entry("undo", "Olena", "a mistake", undoes=first.entry_id)
    corrections.append(settings, undo, accept)
    anew, is_new = corrections.append(settings, left_out(), accept)
    assert is_new and anew.entry_id != first.entry_id
    assert [item.action for item in corrections.read(settings)] == ["leave_out", "undo", "leave_out"]


def test_what_is_refused_leaves_nothing(settings):
    def refuse(_: list[Entry]) -> None:
        raise Refused("no")

    with pytest.raises(Refused):
        corrections.append(settings, left_out(), refuse)
    assert corrections.files(settings) == []


def test_a_writer_that_is_killed_leaves_nothing_that_counts(settings, monkeypatch):
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    corrections.append(settings, left_out(), accept)
    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", killed)
        with pytest.raises(KeyboardInterrupt):
            corrections.append(settings, left_out("Steppe Monitor"), accept)
    folder = settings.landing_dir / corrections.FOLDER
    (folder / ".20260101T000000000000-x.json.0123456789ab-1-1").write_text("{", encoding="utf-8")
    corrections.append(settings, left_out("Harbour Gazette"), accept)
    assert [item.source for item in corrections.read(settings)] == ["Volga Courier", "Harbour Gazette"]
    assert sorted(path.name for path in folder.iterdir()) == [
        ".lock",
        *(path.name for path in corrections.files(settings)),
    ]


def test_of_writers_at_one_time_each_sees_the_others(settings):
    def once(ledger: list[Entry]) -> None:
        if ledger:
            raise Refused("somebody was first")

    def write(number: int) -> bool:
        try:
            return corrections.append(settings, left_out(f"Outlet {number}"), once)[1]
        except Refused:
            return False

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(write, range(8))) == 1


def test_a_damaged_entry_stops_the_load_and_is_named(settings):
    corrections.append(settings, left_out(), accept)
    corrections.files(settings)[0].write_text('{"action": "leave_out"}', encoding="utf-8")
    with pytest.raises(DamagedFile, match="it is no correction"):
        corrections.read(settings)


def test_the_raw_table_is_the_ledger(settings):
    with duckdb.connect(":memory:") as connection:
        create_raw(connection)
        assert corrections.load(connection, settings) == 0
        first, _ = corrections.append(settings, left_out(), accept)
        for _ in range(2):
            assert corrections.load(connection, settings) == 1
        rows = connection.execute("select entry_id, action, source, claims from raw.corrections").fetchall()
    assert rows == [(first.entry_id, "leave_out", "Volga Courier", [])]
