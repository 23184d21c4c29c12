"""The programs of docs/tools.md run on the samples, as they stand there."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
import snapshot_fixture
import uvicorn
from browser import free_port

from api.app import create_app

PROGRAMS = re.findall(
    r"```python\n(.*?)```", (Path(__file__).parents[1] / "docs" / "tools.md").read_text(encoding="utf-8"), re.DOTALL
)


@pytest.mark.parametrize("number", range(len(PROGRAMS)))
def test_a_program_of_the_page_runs(sample_warehouse, tmp_path, number):
    # A copy: other tests of this process hold the original, with other limits than the service.
    path = tmp_path / "published" / sample_warehouse.pointer.resolve().name
    path.parent.mkdir()
    shutil.copy(sample_warehouse.pointer.resolve(), path)
    snapshot_fixture.point(tmp_path, path)
    settings = replace(sample_warehouse, data_dir=tmp_path)
    program = PROGRAMS[number].replace("data/warehouse.duckdb", str(path))
    server = None
    if "127.0.0.1:8600" in program:
        port = free_port()
        server = uvicorn.Server(uvicorn.Config(create_app(settings), port=port, log_level="warning"))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            assert thread.is_alive()
        program = program.replace(":8600", f":{port}")
    try:
        # In a process of its own: one that has the file open with other settings cannot open it so.
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=False)
    finally:
        if server:
            server.should_exit = True
            thread.join(15)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_the_page_has_its_programs():
    assert len(PROGRAMS) == 4
    assert all("read_only" in program or "httpx" in program for program in PROGRAMS)
