"""`make check` can fail: each kind of slip, alone in a copy of the code, is found by the tool that the target runs."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

COMPLEX = '"""A module."""\n\n\ndef decide(n: int) -> int:\n    """Decide."""\n' + "".join(
    f"    if n == {i}:\n        n += {i * i + 1}\n" for i in range(15)
)

#: What slips in: the file, the text at its end, the tool of `make check`, and what it says.
SLIPS = {
    "an unformatted line": (
        "ingest/settings.py",
        "\nodd = {  'a':1 }\n",
        "ruff format --check",
        "would be reformatted",
    ),
    "an unused import": ("ingest/core/unused.py", '"""A module."""\n\nimport os\n', "ruff check", "F401"),
    "an untyped public function": (
        "ingest/core/untyped.py",
        '"""A module."""\n\n\ndef add(a, b):\n    """Add."""\n    return a + b\n',
        "ruff check",
        "ANN001",
    ),
    "a function of complexity 16": ("ingest/core/complex.py", COMPLEX, "ruff check", "C901"),
    "an import of the warehouse in the reader": (
        "ingest/claims/model.py",
        "\nfrom ingest.warehouse import load\n",
        "lint-imports",
        "ingest.claims.model -> ingest.warehouse.load",
    ),
    "a keyword of SQL in capitals": (
        "dbt_project/models/marts/dimensions/dim_countries.sql",
        "\nUNION all\nselect * from renamed\n",
        "sqlfluff lint dbt_project/models/marts/dimensions",
        "CP01",
    ),
    "a function that nothing can reach": (
        "ingest/core/unreachable.py",
        '"""A module."""\n\n\ndef end() -> int:\n    """End."""\n    return 1\n    print("never")\n',
        "vulture",
        "unreachable code",
    ),
}


@pytest.fixture(scope="module")
def copy(root, tmp_path_factory) -> Path:
    """The code and the settings of the tools, without data that no tool reads."""
    folder = tmp_path_factory.mktemp("checked")
    settings = ("pyproject.toml", ".sqlfluff", ".sqlfluffignore", "LICENSE", "README.md")
    packages = ("ingest", "api", "dags", "dashboards", "localstack", "evaluation", "tools", "benchmarks", "docker")
    for name in settings:
        shutil.copy(root / name, folder / name)
    heavy = shutil.ignore_patterns("__pycache__", "samples", "*.csv", "*.geojson", "*.png", "target", "logs")
    for name in (*packages, "dbt_project"):
        shutil.copytree(root / name, folder / name, ignore=heavy)
    return folder


def run(tool: str, folder: Path) -> subprocess.CompletedProcess[str]:
    name, *words = tool.split()
    command = [str(Path(sys.executable).parent / name), *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_found_with_file_and_rule(copy, slip):
    name, text, tool, said = SLIPS[slip]
    file = copy / name
    before = file.read_text(encoding="utf-8") if file.exists() else None
    file.write_text((before or "") + text, encoding="utf-8")
    try:
        found = run(tool, copy)
    finally:
        file.unlink() if before is None else file.write_text(before, encoding="utf-8")
    output = found.stdout + found.stderr
    assert found.returncode != 0, output
    assert said in re.sub(r"\s+", " ", output)


def test_the_target_runs_every_one_of_these_tools(root):
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    recipe = re.search(r"^check:.*\n((?:\t.*\n)+)", makefile, flags=re.M)
    assert recipe is not None
    for tool in {slip[2].split()[0] for slip in SLIPS.values()} | {"mypy"}:
        assert f"$(BIN)/{tool}" in recipe[1], tool
