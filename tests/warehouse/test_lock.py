"""Two writers never write at once, and a dead holder never blocks anybody."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time

import pytest

from ingest.warehouse.lock import WarehouseBusy, held_descriptors, writer_lock


def hold(path, held):
    with writer_lock(path, "a test", 1):
        held.set()
        time.sleep(60)


@pytest.fixture
def holder(tmp_path):
    context = multiprocessing.get_context("spawn")
    held = context.Event()
    process = context.Process(target=hold, args=(tmp_path / "lock", held))
    process.start()
    assert held.wait(20)
    yield process
    if process.is_alive():
        process.kill()
    process.join()


def test_the_second_writer_is_told_who_holds_it(tmp_path, holder):
    with (
        pytest.raises(WarehouseBusy, match=rf"process {holder.pid} \(a test\)"),
        writer_lock(tmp_path / "lock", "x", 0.3),
    ):
        pass


def test_a_killed_holder_leaves_the_lock_free(tmp_path, holder):
    os.kill(holder.pid, signal.SIGKILL)
    holder.join()
    with writer_lock(tmp_path / "lock", "x", 5):
        pass


def test_a_step_inside_a_build_does_not_wait_for_itself(tmp_path):
    with writer_lock(tmp_path / "lock", "outer", 0.5), writer_lock(tmp_path / "lock", "inner", 0.5):
        pass
    with writer_lock(tmp_path / "lock", "again", 0.5):
        pass


def spawn_child_and_hold(path, held):
    with writer_lock(path, "a parent", 1):
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(3)"], pass_fds=held_descriptors())
        held.set()
        time.sleep(60)


def test_the_lock_outlives_a_killed_parent_while_its_child_writes(tmp_path):
    # A killed build once left its dbt child writing, and the next build met it in the database file.
    context = multiprocessing.get_context("spawn")
    held = context.Event()
    parent = context.Process(target=spawn_child_and_hold, args=(tmp_path / "lock", held))
    parent.start()
    assert held.wait(20)
    parent.kill()
    parent.join()
    with pytest.raises(WarehouseBusy), writer_lock(tmp_path / "lock", "x", 0.3):
        pass
    with writer_lock(tmp_path / "lock", "x", 20):
        pass
