"""dbt's documentation is whole: a page is made, and every model and column of every layer is described."""

from __future__ import annotations

import importlib.util
import json
import shutil
from pathlib import Path

import pytest
from dbt_warehouse import Warehouse
from raw_fixture import example_articles

from ingest.settings import Settings
from ingest.warehouse.dbt import target_dir

pytestmark = [pytest.mark.slow, pytest.mark.proof]


@pytest.fixture(scope="module")
def documented(warehouse: Warehouse, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    warehouse.load(example_articles())
    warehouse.build()
    settings = Settings.from_environment({"WARLEDGER_DATA_DIR": str(tmp_path_factory.mktemp("docs"))})
    shutil.copy(warehouse.path, settings.build_db)
    shutil.copy(warehouse.marts, settings.marts_db)
    spec = importlib.util.spec_from_file_location("dbt_docs", root / "tools" / "dbt_docs.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    page = module.generate(settings)
    assert page == settings.audit_dir / "dbt" / "docs" / "index.html"
    assert "fct_strikes" in page.read_text(encoding="utf-8")
    return settings


def test_every_column_of_every_model_is_described(documented: Settings):
    target = target_dir(documented)
    manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    catalog = json.loads((target / "catalog.json").read_text(encoding="utf-8"))
    bare = []
    for key, table in {**catalog["nodes"], **catalog["sources"]}.items():
        node = manifest["nodes"].get(key) or manifest["sources"][key]
        if not node["description"]:
            bare.append(node["name"])
        columns = node["columns"]
        if key.startswith("snapshot."):  # a history's columns are its fact's, and a few of its own
            columns = columns | manifest["nodes"][node["depends_on"]["nodes"][0]]["columns"]
        described = {name for name, column in columns.items() if column["description"]}
        bare += [f"{node['name']}.{name}" for name in table["columns"] if name not in described]
    assert bare == []


def test_the_dashboard_is_an_exposure_of_every_published_table(documented: Settings):
    manifest = json.loads((target_dir(documented) / "manifest.json").read_text(encoding="utf-8"))
    (exposure,) = manifest["exposures"].values()
    marts = {key for key, node in manifest["nodes"].items() if key.startswith("model.") and node["database"] == "marts"}
    assert set(exposure["depends_on"]["nodes"]) == marts
