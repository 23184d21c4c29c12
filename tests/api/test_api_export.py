"""`warledger export`: a folder that describes itself, whole or not there."""

from __future__ import annotations

import hashlib
import json

import pandas as pd
import polars as pl
import pytest

from api.export import ExportError, export
from ingest.cli import main


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


def test_a_folder_that_holds_something_is_left_alone(served, tmp_path, monkeypatch, capsys):
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ExportError, match="holds files already"):
        export(served, tmp_path, ["csv"], lambda line: None)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
    monkeypatch.setenv("WARLEDGER_DATA_DIR", str(served.data_dir))
    assert main(["export", str(tmp_path)]) == 1
    assert "holds files already" in capsys.readouterr().err
