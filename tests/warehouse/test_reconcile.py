"""A reference series beside our counts: what is read of the file, and what the comparison says."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.cli import main
from ingest.pipeline.build import BuildError, build
from ingest.pipeline.reconcile import describe, reconcile
from ingest.settings import Settings
from ingest.warehouse import reference
from ingest.warehouse.connect import connect_published

HEADER = "time_start,time_end,model,launch_place,launched,destroyed,not_reach_goal,source"


def series(*rows: str) -> bytes:
    return ("\n".join([HEADER, *rows]) + "\n").encode()


def test_a_night_belongs_to_its_end_and_to_the_air_force_alone():
    read = reference.read_reference(
        series(
            "2025-02-11 18:00,2025-02-12 08:30,Shahed-136/131,Kursk,123.0,71.0,40.0,kpszsu/posts/1",
            "2025-02-11 18:00,2025-02-12 08:30,Shahed-136/131,,20.0,20.0,,PvKPivden/posts/2",
            "2025-02-12,2025-02-12,Orlan-10 and ZALA,,,3.0,,kpszsu/posts/3",
            "2025-02-12 06:00,2025-02-12 09:00,X-101/X-555 and Kalibr,,7.0,6.0,,kpszsu/posts/4",
            "2025-02-12 06:00,2025-02-12 09:00,C-400 and Iskander-M,,2.0,0.0,,kpszsu/posts/5",
        ),
        "series.csv",
    )
    found = [(row.night, row.weapon_class, row.launched, row.destroyed, row.not_reach_goal) for row in read.rows]
    day = dt.date(2025, 2, 12)
    assert found == [(day, "drone", 123, 71, 40), (day, "cruise_missile", 7, 6, None), (day, "missile", 2, 0, None)]
    assert dict(read.left_out) == {"of a regional command": 1, "reconnaissance": 1}


def test_rows_that_cannot_be_read_are_named():
    read = reference.read_reference(
        series(
            "2025-02-11 18:00,2025-02-12 08:30,Shahed-136/131,,1.0,1.0,,kpszsu/1",
            "2025-02-11 18:00,2025-02-12 08:30,Flying saucer,,1.0,1.0,,kpszsu/2",
            "2025-02-11 18:00,2025-02-12 08:30,Shahed-136/131,,many,1.0,,kpszsu/3",
            "2023-02-11 18:00,2024-02-12 08:30,Shahed-136/131,,1.0,1.0,,kpszsu/4",
            "2025-02-11 18:00,soon,Shahed-136/131,,1.0,1.0,,kpszsu/5",
        ),
        "series.csv",
    )
    assert len(read.rows) == 1
    assert dict(read.left_out) == {"unknown model": 1, "no number": 1, "no window": 2}
    assert read.refused[0] == "line 3: unknown model (Flying saucer, 2025-02-12 08:30)"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"night,drones\n2025-02-12,123\n", "it has no column time_start"),
        (b"\xff\xfe\x00", "is no CSV file"),
        (series(), "holds no national row of an attack: it is empty"),
        (series("2025-02-12,2025-02-12,Shahed-136/131,,1,1,,PvKPivden/1"), "1 of a regional command"),
    ],
)
def test_another_file_is_refused(content, told):
    with pytest.raises(reference.BadReference, match=told):
        reference.read_reference(content, "series.csv")


def test_without_a_file_the_command_says_what_to_give(settings, capsys, monkeypatch):
    with pytest.raises(reference.BadReference, match="give one with --reference"):
        reconcile(settings, None)
    monkeypatch.setenv("WARLEDGER_DATA_DIR", str(settings.data_dir))
    assert main(["reconcile", "--reference", str(settings.data_dir / "none.csv")]) == 1
    assert "cannot be read" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.proof
def test_the_samples_beside_a_reference(sample_warehouse: Settings, tmp_path: Path):
    """The whole way: file → raw → dbt → published table; it survives a build database made anew."""
    import shutil

    folder = tmp_path / "data"
    shutil.copytree(sample_warehouse.data_dir, folder, symlinks=True)
    settings = Settings.from_environment({"WARLEDGER_DATA_DIR": str(folder), "WARLEDGER_WORKERS": "1"})
    file = tmp_path / "series.csv"
    file.write_bytes(
        series(
            "2024-12-24 18:00,2024-12-25 09:00,Shahed-136/131,,106.0,54.0,52.0,kpszsu/1",
            "2024-12-25 03:00,2024-12-25 09:00,X-101/X-555,,60.0,55.0,,kpszsu/1",
            "2024-12-25 03:00,2024-12-25 09:00,Iskander-M/KN-23,,10.0,4.0,,kpszsu/1",
            "2024-12-25 18:00,2024-12-26 09:00,Shahed-136/131,,31.0,20.0,11.0,kpszsu/2",
        )
    )
    assert reconcile(settings, file).status == "published"
    found = compared(settings)
    night = dt.date(2024, 12, 25)
    assert found[night, "drone"][0] == "matched"
    assert found[night, "missile"] == ("different", 78, 70, 59, 59)
    assert found[dt.date(2024, 12, 26), "drone"] == ("missing_here", None, 31, None, 31)
    assert any(status == "missing_in_reference" for status, *_ in found.values())
    assert any(line.startswith("matched: 1 ") for line in describe(settings))

    settings.build_db.unlink()
    assert build(settings, force=True).status == "published"
    assert compared(settings) == found
    assert build(settings).status == "up_to_date", "the same reference again changes nothing"
    assert build(replace(settings, reference_file=str(file))).status == "up_to_date"
    with pytest.raises(BuildError, match="cannot be read"):
        build(replace(settings, reference_file=str(tmp_path / "gone.csv")))


@pytest.mark.slow
def test_the_public_series_is_read(root: Path):
    file = root.parent / "shared" / "reference" / "missile_attacks_daily.csv"
    if not file.is_file():
        pytest.skip("the public series is not here")
    read = reference.read_reference(file.read_bytes(), file.name)
    assert len(read.rows) > 2000
    assert not read.refused, "every model of the series is known"
    assert set(read.left_out) == {"of a regional command", "reconnaissance"}


def compared(
    settings: Settings,
) -> dict[tuple[dt.date, str], tuple[str, int | None, int | None, int | None, int | None]]:
    with connect_published(settings) as connection:
        rows = connection.execute(
            """
            select
                night, weapon_class, status, launched_ours, launched_reference, intercepted_ours, intercepted_reference
            from reconciliation_interceptions
            """
        ).fetchall()
    return {(night, kind): tuple(rest) for night, kind, *rest in rows}
