"""A published column changes its type: the build fails, says which table and column, and readers keep the old one."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import rows

from ingest.landing import zone
from ingest.pipeline.build import BuildError, build
from ingest.settings import Settings
from ingest.warehouse import runs
from ingest.warehouse.connect import connect_published, published_path

pytestmark = [pytest.mark.slow, pytest.mark.proof]


def test_a_broken_contract_keeps_the_old_snapshot(tmp_path: Path, root: Path) -> None:
    project = tmp_path / "project"
    shutil.copytree(
        root / "dbt_project", project / "dbt_project", ignore=shutil.ignore_patterns("target", "logs", ".user.yml")
    )
    settings = replace(
        Settings.from_environment({"WARLEDGER_DATA_DIR": str(tmp_path / "data"), "WARLEDGER_WORKERS": "1"}),
        project_dir=project,
    )
    zone.write_batch(settings, "b1", [rows.result()])
    assert build(settings).status == "published"
    before = published_path(settings)

    model = project / "dbt_project" / "models" / "marts" / "facts" / "fct_strikes.sql"
    text = model.read_text(encoding="utf-8")
    assert text.count("    facts.*,\n") == 1
    model.write_text(
        text.replace("    facts.*,\n", "    facts.* replace (facts.killed_best::varchar as killed_best),\n")
    )
    with pytest.raises(BuildError, match="the published warehouse stays as it was") as failure:
        build(settings)
    assert "fct_strikes" in str(failure.value)
    assert published_path(settings) == before
    with connect_published(settings) as connection:
        assert connection.execute("select typeof(killed_best) from fct_strikes").fetchall() == [("BIGINT",)]
    record = runs.latest(settings)
    assert record is not None
    assert record["status"] == "failed"
    told = [check for checks in record["checks"].values() for check in checks if check["status"] == "error"]
    assert [check["check_name"] for check in told] == ["fct_strikes"]
    assert "contract" in told[0]["message"]
    assert "killed_best" in told[0]["message"]
