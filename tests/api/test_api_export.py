"""`warledger export`: a folder that describes itself, whole or not there."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import geopandas
import openpyxl
import pandas as pd
import polars as pl
import pytest

from api.export import ExportError, export
from ingest.cli import main
from ingest.warehouse.connect import connect_path


def test_the_package_is_whole_and_described(served, tmp_path):
    folder = tmp_path / "package"
    export(served, folder, ["csv", "parquet", "geojson"], lambda line: None)
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    listed = {resource["path"]: resource for resource in package["resources"]}
    assert set(listed) | {"datapackage.json", "README.md"} == {path.name for path in folder.iterdir()}
    for name, resource in listed.items():
        content = (folder / name).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    strikes = pd.read_csv(folder / "fct_strikes.csv")
    assert list(strikes.columns) == [field["name"] for field in listed["fct_strikes.csv"]["schema"]["fields"]]
    assert all(field["description"] for field in listed["fct_strikes.csv"]["schema"]["fields"])
    assert sorted(strikes["strike_id"]) == sorted(pl.read_parquet(folder / "fct_strikes.parquet")["strike_id"])
    assert "body" not in pd.read_csv(folder / "dim_articles.csv").columns


def test_what_readers_use_opens_the_package(served, tmp_path):
    folder = tmp_path / "package"
    export(served, folder, ["csv", "parquet", "arrow", "xlsx", "geojson"], lambda line: None)
    with connect_path(served.pointer.resolve(), {"memory_limit": "1GB", "threads": "1"}) as connection:
        tables = [path.stem for path in folder.glob("*.csv")]
        rows = {table: connection.execute(f"select count(*) from {table}").fetchone()[0] for table in tables}
    opened = {path: pl.read_parquet(path).height for path in folder.glob("*.parquet")}
    opened |= {path: pl.read_ipc(path).height for path in folder.glob("*.arrow")}
    opened |= {path: openpyxl.load_workbook(path).active.max_row - 1 for path in folder.glob("*.xlsx")}
    assert len(opened) == 3 * len(tables)
    assert {path.name: rows[path.stem] for path in opened} == {path.name: n for path, n in opened.items()}
    places = geopandas.read_file(folder / "fct_strikes.geojson")
    assert (len(places), str(places.crs)) == (rows["fct_strikes"], "EPSG:4326")
    assert set(places.geometry.dropna().geom_type) == {"Point"}


def test_frictionless_finds_the_package_valid_and_a_changed_file_not(served, tmp_path):
    folder = tmp_path / "package"
    export(served, folder, ["csv", "parquet", "arrow", "xlsx", "geojson"], lambda line: None)
    assert "INVALID" not in validated(folder, 0)
    with (folder / "fct_strikes.parquet").open("ab") as file:
        file.write(b"x")
    assert validated(folder, 1).count("INVALID") == 1


def validated(folder: Path, status: int) -> str:
    """What `frictionless validate` says, when it ends with this exit status."""
    command = [sys.executable, "-m", "frictionless", "validate", "datapackage.json"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout


def test_a_folder_that_holds_something_is_left_alone(served, tmp_path, monkeypatch, capsys):
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ExportError, match="holds files already"):
        export(served, tmp_path, ["csv"], lambda line: None)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
    monkeypatch.setenv("WARLEDGER_DATA_DIR", str(served.data_dir))
    assert main(["export", str(tmp_path)]) == 1
    assert "holds files already" in capsys.readouterr().err
