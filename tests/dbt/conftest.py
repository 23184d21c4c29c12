"""One folder for all dbt runs of these tests, so that dbt parses the project once."""

from __future__ import annotations

from pathlib import Path

import pytest
from dbt_warehouse import Warehouse


@pytest.fixture(scope="session")
def warehouse_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("dbt")


@pytest.fixture(scope="module")
def warehouse(warehouse_folder: Path) -> Warehouse:
    return Warehouse(warehouse_folder)
