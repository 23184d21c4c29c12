"""The rooms of docs/architecture.md: their import rules hold, and picture, table and contracts say the same."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import grimp
import pytest

PACKAGES = ("ingest", "localstack", "evaluation", "dashboards", "dags", "api")
#: Folders with Python that are no room: nothing of the product may import them, and they are not installed.
SUPPORT = {"tests", "tools", "benchmarks", "docker", "scripts", "docs"}
#: Left out of the picture: imported by nearly every room, and the package's start.
NOT_DRAWN = {"settings", "__main__"}


def lint_imports(root: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def contracts(root: Path) -> list[dict[str, Any]]:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    return (root / "docs" / "architecture.md").read_text(encoding="utf-8")


def named(contracts: list[dict[str, Any]]) -> set[str]:
    """Every module that a contract names, as dotted names."""
    found: set[str] = set()
    for contract in contracts:
        for container in contract.get("containers", []):
            layers = [name.strip() for layer in contract["layers"] for name in layer.split("|")]
            found |= {f"{container}.{name}" for name in [*layers, *contract.get("exhaustive_ignores", [])]}
        for key in ("source_modules", "forbidden_modules", "protected_modules", "allowed_importers"):
            found |= set(contract.get(key, []))
    return found


def homeless(root: Path, contracts: list[dict[str, Any]]) -> list[str]:
    """A sentence for each folder below ingest/ and each package beside it that no contract names."""
    folders = {path.parent for path in root.glob("*/*.py")} | {path.parent for path in root.glob("ingest/*/*.py")}
    names = named(contracts)
    sentences = []
    for folder in sorted(folders):
        name = ".".join(folder.relative_to(root).parts)
        if name in names | SUPPORT | {"ingest"} or folder.name.startswith("."):
            continue
        sentences.append(
            f"{folder.relative_to(root).as_posix()}/ is named in no import contract: add it to [tool.importlinter] in "
            "pyproject.toml, and to the table and the picture of docs/architecture.md"
        )
    return sentences


def room_of(module: str) -> str:
    """`ingest.landing.zone` → landing, `dashboards.views.aid` → dashboards; the package `ingest` itself has none."""
    parts = module.split(".")
    return (parts[1] if len(parts) > 1 else "") if parts[0] == "ingest" else parts[0]


@pytest.fixture(scope="module")
def graph(root: Path) -> grimp.ImportGraph:
    with pytest.MonkeyPatch.context() as patch:
        # tests/dags is a folder of the same name as one of the packages.
        patch.setattr(sys, "path", [str(root), *(entry for entry in sys.path if entry != str(root / "tests"))])
        return grimp.build_graph(*PACKAGES, cache_dir=None)


def imports_between_rooms(graph: grimp.ImportGraph) -> set[tuple[str, str]]:
    found = set()
    for module in graph.modules:
        for imported in graph.find_modules_directly_imported_by(module):
            found.add((room_of(module), room_of(imported)))
    return {(a, b) for a, b in found if a != b and "" not in (a, b) and not {a, b} & NOT_DRAWN}


def arrows(page: str) -> set[tuple[str, str]]:
    """The arrows of the picture: `a --> b & c` is two."""
    (picture,) = re.findall(r"```mermaid\n(.*?)```", page, flags=re.S)
    drawn = re.findall(r"^\s*(\w+) --> ([\w &]+)$", picture, flags=re.M)
    return {(source, target.strip()) for source, targets in drawn for target in targets.split("&")}


def test_the_import_rules_hold(root: Path) -> None:
    answer = lint_imports(root)
    assert answer.returncode == 0, answer.stdout[-4000:] + answer.stderr[-2000:]


def test_every_folder_is_named_in_a_contract(root: Path, contracts: list[dict[str, Any]]) -> None:
    assert not homeless(root, contracts), "\n".join(homeless(root, contracts))


def test_an_unknown_room_is_one_sentence(tmp_path: Path, contracts: list[dict[str, Any]]) -> None:
    for folder in ("ingest/claims", "ingest/rumours", "tests", "portal"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "__init__.py").touch()
    first, second = homeless(tmp_path, contracts)
    assert first.startswith("ingest/rumours/ is named in no import contract: add it to [tool.importlinter]")
    assert second.startswith("portal/ is named in no import contract")


def test_the_table_names_every_room_once(page: str, graph: grimp.ImportGraph) -> None:
    rows = [name.removeprefix("ingest/") for name in re.findall(r"^\| `([\w/]+)` \|", page, flags=re.M)]
    rooms = {room_of(module) for module in graph.modules} - {"", "__main__"}
    assert sorted(rows) == sorted({*rooms, "dbt_project"})


def test_the_picture_shows_the_imports_as_they_are(page: str, graph: grimp.ImportGraph) -> None:
    drawn, real = arrows(page), imports_between_rooms(graph)
    assert not real - drawn, f"imports that the picture of docs/architecture.md does not show: {sorted(real - drawn)}"
    assert not drawn - real, f"arrows of docs/architecture.md that no import has: {sorted(drawn - real)}"


def test_the_rules_catch_what_they_forbid(root: Path, tmp_path: Path) -> None:
    """A checkout with one forbidden import for each rule that people are likeliest to break."""
    for name in PACKAGES:
        shutil.copytree(root / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "data", "samples"))
    shutil.copy(root / "pyproject.toml", tmp_path)
    assert lint_imports(tmp_path).returncode == 0
    forbidden = {
        "ingest/claims/kinds/strikes.py": "import ingest.warehouse.load",
        "ingest/claims/places.py": "import duckdb",
        "ingest/articles/page.py": "import ingest.sources.fetch",
        "ingest/core/documents.py": "import ingest.settings",
        "ingest/landing/zone.py": "import ingest.claims.model",
        "dags/maintenance.py": "import localstack.home",
        "dags/ingest_url.py": "import ingest.landing.zone",
        "dashboards/basemap.py": "import ingest.claims.places",
        "dashboards/builds.py": "import ingest.warehouse.load",
        "localstack/demo.py": "import ingest.warehouse.connect",
        "ingest/pipeline/steps.py": "import evaluation.scoring",
    }
    for file, line in forbidden.items():
        with (tmp_path / file).open("a", encoding="utf-8") as handle:
            handle.write(f"\n{line}\n")
    answer = lint_imports(tmp_path)
    assert answer.returncode == 1
    for file, line in forbidden.items():
        module = file.removesuffix("/__init__.py").removesuffix(".py").replace("/", ".")
        found = re.search(rf"{re.escape(module)} -> {re.escape(line.split()[1])}\b", answer.stdout)
        assert found, f"{module}: {line!r} was not found out\n{answer.stdout[-4000:]}"


def test_the_models_hold_no_python(root: Path) -> None:
    generated = {"target", "logs"}
    files = [path for path in (root / "dbt_project").rglob("*.py") if not generated & set(path.parts)]
    assert not files, f"dbt_project is SQL: {files}"
