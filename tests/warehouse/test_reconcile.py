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
from ingest.warehouse.load import load_batches, open_build

HEADER = "time_start,time_end,model,launch_place,launched,destroyed,not_reach_goal,source"
ATTACKS = reference.read_mapping(reference.AIR_ATTACKS.read_bytes(), "air_attacks.toml")
PAGE = Path(__file__).resolve().parents[2] / "docs" / "reconciliation.md"


def series(*rows: str) -> bytes:
    return ("\n".join([HEADER, *rows]) + "\n").encode()


def example(kind: str) -> bytes:
    """The example of docs/reconciliation.md: its block of this kind."""
    return PAGE.read_text(encoding="utf-8").split(f"```{kind}\n")[1].split("```")[0].encode()


def numbers(read: reference.Reference) -> list[tuple[dt.date | None, str, str, float]]:
    return [(row.event_date, row.key, row.measure, row.value) for row in read.rows]


def test_a_night_belongs_to_its_end_and_to_the_air_force_alone():
    read = reference.read_reference(
        series(
            "2025-02-11 18:00,2025-02-12 08:30,Shahed-136/131,Kursk,123.0,71.0,40.0,kpszsu/posts/1",
            "2025-02-11 18:00,2025-02-12 08:30,Shahed-136/131,,20.0,20.0,,PvKPivden/posts/2",
            "2025-02-12,2025-02-12,Orlan-10 and ZALA,,,3.0,,kpszsu/posts/3",
            "2025-02-12 06:00,2025-02-12 09:00,X-101/X-555 and Kalibr,,7.0,,,kpszsu/posts/4",
            "2025-02-12 06:00,2025-02-12 09:00,C-400 and Iskander-M,,2.0,0.0,,kpszsu/posts/5",
        ),
        "series.csv",
        ATTACKS,
    )
    day = dt.date(2025, 2, 12)
    assert numbers(read) == [
        (day, "drone", "launched", 123),
        (day, "drone", "shot_down", 71),
        (day, "drone", "suppressed", 40),
        (day, "cruise_missile", "launched", 7),
        (day, "missile", "launched", 2),
        (day, "missile", "shot_down", 0),
    ]
    assert dict(read.left_out) == {"another source": 1, "weapon_class not compared": 1}
    assert not read.refused


def test_lines_that_cannot_be_read_are_named():
    read = reference.read_reference(
        series(
            "2025-02-11 18:00,2025-02-12 08:30,Shahed-136/131,,1.0,1.0,,kpszsu/1",
            "2025-02-11 18:00,2025-02-12 08:30,Flying saucer,,1.0,1.0,,kpszsu/2",
            "2025-02-11 18:00,2025-02-12 08:30,Shahed-136/131,,many,1.0,,kpszsu/3",
            "2023-02-11 18:00,2024-02-12 08:30,Shahed-136/131,,1.0,1.0,,kpszsu/4",
            "2025-02-11 18:00,soon,Shahed-136/131,,1.0,1.0,,kpszsu/5",
            "2025-02-11 18:00,2025-02-12 08:30,,,1.0,1.0,,kpszsu/6",
        ),
        "series.csv",
        ATTACKS,
    )
    assert len(read.rows) == 2
    assert read.refused == [
        "line 3: unknown weapon_class (Flying saucer)",
        "line 4: no number (launched: many)",
        "line 5: no window (2023-02-11 18:00 to 2024-02-12 08:30)",
        "line 6: no date (soon)",
        "line 7: no weapon_class (the cell is empty)",
    ]


def test_the_example_of_the_page_is_read():
    mapping = reference.read_mapping(example("toml"), "aid.toml")
    read = reference.read_reference(example("csv"), "aid.csv", mapping)
    month = dt.date(2025, 2, 1)
    assert numbers(read) == [
        (month, "Germany", "amount_eur", 70e6),
        (month, "GB", "amount_eur", 4.5e6),
        (dt.date(2025, 3, 1), "Freedonia", "amount_eur", 1e6),
    ]
    assert read.refused == ["line 4: no number (amount: a lot)"]


@pytest.mark.parametrize(
    ("mapping", "content", "wanted"),
    [
        (
            'name = "hits"\nsubject = "strikes"\ndate_format = "%d.%m.%Y"\n'
            '[columns]\ndate = "Day"\nregion = "Where"\nn_strikes = "N"\n',
            "Day,Where,N\n12.02.2025,Kharkiv,3\n",
            (dt.date(2025, 2, 12), "Kharkiv", "n_strikes", 3),
        ),
        (
            'name = "dead"\nsubject = "deaths"\nperiod = "all"\n[columns]\nplace = "Town"\nkilled = "Dead"\n',
            'Town,Dead\nKherson,"1,204"\n',
            (None, "Kherson", "killed", 1204),
        ),
    ],
)
def test_other_subjects_are_read(mapping, content, wanted):
    read = reference.read_reference(content.encode(), "x.csv", reference.read_mapping(mapping.encode(), "x.toml"))
    assert numbers(read) == [wanted]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("name =", "name ="), None),
        (('name = "tracker"', "name = tracker"), "is no TOML file"),
        (('subject = "aid"', 'subject = "weather"'), "subject must be one of aid, strikes, deaths, interceptions"),
        (("tolerance", "tolerence"), "no such option: tolerence"),
        (("tolerance = 0.05", "tolerance = 5"), "tolerance must be a share"),
        (("tolerance = 0.05", 'tolerance = "much"'), "another type"),
        (('period = "month"', 'period = "week"'), "period must be one of"),
        (('currency = "EUR"', 'currency = "GBP"'), "aid needs currency = EUR or USD"),
        (('donor = "Country"', 'giver = "Country"'), "knows no giver"),
        (('donor = "Country"\n', ""), "must name the column of donor"),
        (('amount = "EUR million"\n', ""), "must name a column of amount"),
        (('date = "Month"\n', ""), "must name the column of date, or period must be all"),
        (('name = "tracker"', 'name = "../tracker"'), "name must be letters"),
    ],
)
def test_a_wrong_mapping_is_refused_with_what_is_wrong(change, told):
    text = example("toml").decode().replace(*change)
    if told is None:
        assert reference.read_mapping(text.encode(), "aid.toml").name == "tracker"
        return
    with pytest.raises(reference.BadReference, match=told):
        reference.read_mapping(text.encode(), "aid.toml")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"night,drones\n2025-02-12,123\n", "has no column destroyed, launched"),
        (b"\xff\xfe\x00", "is no CSV file"),
        (series(), "holds no line of interceptions: it is empty"),
        (series("2025-02-12,2025-02-12,Shahed-136/131,,1,1,,PvKPivden/1"), "1 another source"),
    ],
)
def test_another_file_is_refused(content, told):
    with pytest.raises(reference.BadReference, match=told):
        reference.read_reference(content, "series.csv", ATTACKS)


def test_what_is_wrong_is_said_and_what_was_kept_stays(settings, tmp_path, capsys, monkeypatch):
    with pytest.raises(reference.BadReference, match="give one with --reference"):
        reconcile(settings, None)
    with pytest.raises(reference.BadReference, match="--mapping needs the file"):
        reconcile(settings, None, reference.AIR_ATTACKS)
    monkeypatch.setenv("WARLEDGER_DATA_DIR", str(settings.data_dir))
    assert main(["reconcile", "--reference", str(settings.data_dir / "none.csv")]) == 1
    assert "cannot be read" in capsys.readouterr().err

    file = tmp_path / "aid.csv"
    file.write_bytes(example("csv"))
    file.with_suffix(".toml").write_bytes(example("toml"))
    assert reference.keep(settings, file).mapping.name == "tracker", "the mapping beside the file"
    load_batches(settings)
    with open_build(settings) as connection:
        assert reference.load(settings, connection) == [("tracker", 3)]
        assert reference.load(settings, connection) == [], "the same again changes nothing"
    file.write_bytes(b"Month,Country\n2025-02,Germany\n")
    with pytest.raises(reference.BadReference, match="has no column EUR million"):
        reference.keep(settings, file)
    kept = reference.kept_folder(settings)
    assert (kept / "tracker.csv").read_bytes() == example("csv")
    (kept / "tracker.csv").unlink()
    with open_build(settings) as connection:
        assert reference.load(settings, connection) == [("tracker", 0)]
        assert connection.execute("select count(*) from raw.reference_values").fetchone() == (0,)


def test_interceptions_have_one_reference(settings, tmp_path):
    file = tmp_path / "series.csv"
    file.write_bytes(series("2025-02-11 18:00,2025-02-12 08:30,Shahed-136/131,,1.0,1.0,,kpszsu/1"))
    reference.keep(settings, file)
    other = tmp_path / "other.toml"
    other.write_bytes(reference.AIR_ATTACKS.read_bytes().replace(b'"air_attacks"', b'"other"'))
    with pytest.raises(reference.BadReference, match="compared with air_attacks already"):
        reference.keep(settings, file, other)


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
    aid = tmp_path / "aid.csv"
    aid.write_bytes(example("csv"))
    aid.with_suffix(".toml").write_bytes(example("toml"))
    assert reconcile(settings, aid).status == "published"
    found = compared(settings)
    night = dt.date(2024, 12, 25)
    assert found["air_attacks", night, "drone", "launched"][0] == "matched"
    assert found["air_attacks", night, "missile", "launched"] == ("different", 78, 70)
    assert found["air_attacks", night, "missile", "intercepted"] == ("different", 59, 59)
    assert found["air_attacks", dt.date(2024, 12, 26), "drone", "launched"] == ("missing_here", None, 31)
    assert found["tracker", dt.date(2025, 3, 1), "Freedonia", "amount_eur"] == ("missing_here", None, 1e6)
    assert ("tracker", dt.date(2025, 2, 1), "GB", "amount_eur") in found
    assert any(status == "missing_in_reference" for status, *_ in found.values())
    assert any(line.startswith("air_attacks: matched: 2 ") for line in describe(settings))

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
    read = reference.read_reference(file.read_bytes(), file.name, ATTACKS)
    assert len({row.row_number for row in read.rows}) > 2000
    assert not read.refused, "every model of the series is known"
    assert set(read.left_out) == {"another source", "weapon_class not compared"}


def compared(
    settings: Settings,
) -> dict[tuple[str, dt.date, str, str], tuple[str, float | None, float | None]]:
    with connect_published(settings) as connection:
        rows = connection.execute(
            "select reference, period_start, entity, measure, status, ours, reference_value from reconciliation"
        ).fetchall()
    return {tuple(row[:4]): tuple(row[4:]) for row in rows}
