"""The dbt documentation as one page: models, columns, tests and lineage, down to the dashboard.

    python tools/dbt_docs.py [--data-dir FOLDER]
    python tools/dbt_docs.py --models-only PAGE

Describes the build database of the data folder (default: that of the settings; a warehouse of the samples is built
where there is none) and writes `audit/dbt/docs/index.html` into that folder. It needs no server: open it in a browser.
With --models-only no database is looked at, so the page says nothing of sizes and of types that no contract states.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from ingest.settings import Settings
from ingest.warehouse.dbt import dbt_environment, target_dir


def generate(settings: Settings, page: Path | None = None) -> Path:
    """Write the page for a built warehouse and return its path; raises RuntimeError with dbt's last lines.

    With a `page` to write, it is made of the models alone.
    """
    target = target_dir(settings)
    target.mkdir(parents=True, exist_ok=True)
    call = [
        sys.executable,
        "-c",
        "from dbt.cli.main import cli; cli()",
        "--no-use-colors",
        "docs",
        "generate",
        "--static",
        *(["--empty-catalog"] if page else []),
    ]
    call += ["--project-dir", str(settings.dbt_dir), "--profiles-dir", str(settings.dbt_dir)]
    call += ["--target-path", str(target), "--log-path", str(settings.audit_dir / "dbt" / "logs")]
    done = subprocess.run(call, cwd=target, env=dbt_environment(settings), capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(" | ".join(done.stdout.strip().splitlines()[-8:]))
    page = page or settings.audit_dir / "dbt" / "docs" / "index.html"
    page.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(target / "static_index.html", page)
    return page


def main() -> int:
    """Make the files anew; see the module's text."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data-dir", type=Path, help="data folder of a built warehouse")
    parser.add_argument("--models-only", type=Path, metavar="PAGE", help="write this page, without any database")
    options = parser.parse_args()
    settings = Settings.from_environment()
    if options.data_dir:
        settings = replace(settings, data_dir=options.data_dir.resolve())
    if not options.models_only and not settings.build_db.is_file():
        from ingest.pipeline.steps import run

        run(settings, [settings.samples_dir], on_progress=lambda line: print(line, file=sys.stderr))
    print(generate(settings, options.models_only))
    return 0


if __name__ == "__main__":
    sys.exit(main())
