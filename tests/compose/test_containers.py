"""docker-compose.yml on a real engine, from an empty volume to facts and through kills. Run by `make test-compose`."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from browser import PAGES, Visit, chromium, needs_chromium

from localstack.airflow_api import AirflowApi

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif("WARLEDGER_TEST_COMPOSE" not in os.environ, reason="needs an engine: make test-compose"),
]

#: Of a busy machine; an idle one needs a tenth.
PATIENCE = 1500.0
SERVICES = ("postgres", "airflow-apiserver", "airflow-scheduler", "airflow-dag-processor", "dashboard", "api", "docs")
LARGEST_IMAGE_BYTES = 1_400_000_000
#: Articles that take longer to read than a container takes to start and to back up.
MANY_NOTES = 1500
COMPOSE = os.environ.get("COMPOSE", "docker-compose").split()
#: The volume of the warehouse is a disk of this size, so that a test can fill it.
DISK_BYTES = 3_000_000_000
FACTS = "select count(*) as n, sum(hash(strike_id))::varchar as h from fct_strikes"
SCHEDULER = "airflow-scheduler"


def say(text: str) -> None:
    print(f"[{time.strftime('%H:%M:%S')}] {text}", flush=True)


def free_port() -> int:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return int(server.getsockname()[1])


class Stack:
    """The stack of a checkout that is the test's own."""

    def __init__(self, checkout: Path) -> None:
        self.checkout = checkout
        #: Laid over docker-compose.yml: the volume of the warehouse.
        self.extra = checkout.parent / "extra.yml"
        self.extra.write_text('{"volumes": {}}')
        names = ("WARLEDGER_AIRFLOW_PORT", "WARLEDGER_DASHBOARD_PORT", "WARLEDGER_API_PORT", "DOCS_PORT")
        self.ports = {name: free_port() for name in names}
        # The clock starts nothing here; a task that was killed is tried again at once.
        more = {"WARLEDGER_SWEEP_SCHEDULE": "0 0 1 1 *", "WARLEDGER_RETRY_SECONDS": "1", "WARLEDGER_WORKERS": "1"}
        self.environment = {
            **os.environ,
            **{name: str(port) for name, port in self.ports.items()},
            **more,
            "WAIT_SECONDS": str(int(PATIENCE)),
            "COMPOSE_FILE": f"docker-compose.yml:{self.extra}",
        }

    def call(self, *command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        answer = subprocess.run(
            command, cwd=self.checkout, env=self.environment, capture_output=True, text=True, check=False
        )
        assert not check or answer.returncode == 0, f"{command}: {answer.stdout[-3000:]} {answer.stderr[-3000:]}"
        return answer

    def docker(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        return self.call(os.environ.get("DOCKER", "docker"), *words, check=check)

    def compose(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        return self.call(*COMPOSE, *words, check=check)

    def run(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """A container of its own with the scheduler's rights and volumes; what it said is in stdout and stderr."""
        return self.compose("run", "--rm", "--no-deps", "-T", *words, check=check)

    def start(self, *words: str) -> subprocess.Popen[str]:
        """The same, without waiting for its end."""
        return subprocess.Popen(
            [*COMPOSE, "run", "--rm", "--no-deps", "-T", *words],
            cwd=self.checkout,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def up(self) -> float:
        began = time.monotonic()
        self.call("docker/stack.sh", "up")
        return time.monotonic() - began

    def inside(self, service: str, *command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        return self.compose("exec", "-T", service, *command, check=check)

    def inspect(self, service: str) -> dict[str, Any]:
        container = self.compose("ps", "-q", service).stdout.strip()
        found: dict[str, Any] = json.loads(self.docker("inspect", container).stdout)[0]
        return found

    def setting(self, name: str) -> str:
        lines = (self.checkout / ".env").read_text().splitlines()
        return next(line.partition("=")[2] for line in lines if line.startswith(f"{name}="))

    def api(self) -> AirflowApi:
        api = AirflowApi(self.setting("WARLEDGER_AIRFLOW_URL"), "admin", self.setting("AIRFLOW_ADMIN_PASSWORD"))
        api.sign_in()
        return api

    def sql(self, query: str) -> list[dict[str, Any]]:
        """Rows of the published warehouse; none while nothing is published."""
        answer = self.inside("dashboard", "warledger", "sql", "--format", "json", query, check=False)
        return [json.loads(line) for line in answer.stdout.splitlines()] if answer.returncode == 0 else []

    def memory(self) -> str:
        """What each container of the stack holds, and all together."""
        project = os.environ["COMPOSE_PROJECT_NAME"]
        lines = self.docker("stats", "--no-stream", "--format", "{{.Name}} {{.MemUsage}}").stdout.splitlines()
        mine = [line.split() for line in lines if re.match(rf"{project}[_-]", line)]
        used = {name.removeprefix(project).strip("_-1"): size for name, size, *_ in mine}
        units = {"GiB": 1024.0, "MiB": 1.0, "KiB": 1 / 1024}
        total = sum(float(value[:-3]) * units[value[-3:]] for value in used.values() if value[-3:] in units)
        return f"{total:.0f} MiB: " + ", ".join(f"{name} {value}" for name, value in sorted(used.items()))

    def checksum(self) -> str:
        """One hash over the published facts and claims."""
        said = self.inside(SCHEDULER, "python", "-m", "evaluation.checksums").stdout
        return said.splitlines()[-1].removeprefix("facts and claims ")

    def notes(self, name: str, number: int) -> None:
        """A folder of short articles that nobody has read yet."""
        folder = self.checkout / "articles" / name
        folder.mkdir()
        for index in range(number):
            day = f"March {index % 28 + 1}, 2025"
            text = f"KYIV, {day} - Note {name}{index}: a drone hit a depot in Sumy, killing two people."
            (folder / f"{index}.txt").write_text(text)


@contextmanager
def small_disk(stack: Stack) -> Iterator[None]:
    """The volume `warehouse` on a file system of its own, laid out as the image lays out an empty volume."""
    folder = Path(tempfile.mkdtemp(dir=stack.checkout.parent))
    image, place = folder / "disk.img", folder / "disk"
    with image.open("wb") as handle:
        handle.truncate(DISK_BYTES)
    stack.call("mkfs.ext4", "-q", "-F", "-m", "0", str(image))
    place.mkdir()
    device = stack.call("losetup", "--find", "--show", str(image)).stdout.strip()
    try:
        stack.call("mount", device, str(place))
        (place / "lost+found").rmdir()
        (place / "landing" / "corrections").mkdir(parents=True)
        stack.call("chown", "-R", "1000:0", str(place))
        stack.call("umount", str(place))
        volume = {"driver": "local", "driver_opts": {"type": "ext4", "device": device}}
        stack.extra.write_text(json.dumps({"volumes": {"warehouse": volume}}))
        yield
    finally:
        stack.compose("down", "--volumes", "--remove-orphans", check=False)
        stack.call("losetup", "--detach", device, check=False)
        shutil.rmtree(folder)


def until(what: str, happens: Callable[[], Any], seconds: float = PATIENCE) -> Any:
    deadline = time.monotonic() + seconds
    while not (found := happens()):
        assert time.monotonic() < deadline, f"never: {what}"
        time.sleep(1)
    return found


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    stack = Stack(Path(os.environ["COMPOSE_CHECKOUT"]))
    shutil.rmtree(stack.checkout / "articles", ignore_errors=True)
    stack.compose("down", "--volumes", "--remove-orphans", check=False)
    with small_disk(stack):
        try:
            say(f"up and healthy after {stack.up():.0f} s")
            yield stack
        finally:
            (stack.checkout.parent / "compose.log").write_text(stack.compose("logs", "--no-color", check=False).stdout)


def ended(stack: Stack, dag_id: str, run_id: str) -> str | None:
    """How a run ended; None while it goes on, or while Airflow does not answer."""
    try:
        state = str(stack.api().run(dag_id, run_id).get("state"))
    except Exception:
        return None
    return state if state in ("success", "failed") else None


def published_at(stack: Stack) -> str:
    (row,) = stack.sql("select max(published_at)::varchar as at from publications")
    return str(row["at"])


def building(stack: Stack, why: str) -> str:
    """Start a build and wait until its first task is at work; gives the run's id."""
    api = stack.api()
    run_id = api.trigger("build_warehouse", {"force": True}, why)
    until(
        "the build is at work", lambda: any(task["state"] == "running" for task in api.tasks("build_warehouse", run_id))
    )
    return run_id


def is_building(stack: Stack) -> bool:
    """Whether a build runs or waits for its turn."""
    runs = stack.api().get("dags/build_warehouse/dagRuns", limit=5, order_by="-run_after")["dag_runs"]
    return any(run["state"] in ("running", "queued") for run in runs)


def kill(stack: Stack, service: str) -> None:
    os.kill(stack.inspect(service)["State"]["Pid"], signal.SIGKILL)
    say(f"killed {service}")


def well(stack: Stack, *services: str) -> bool:
    return all(stack.inspect(service)["State"].get("Health", {}).get("Status") == "healthy" for service in services)


def test_the_image_is_small_and_says_what_it_is(stack: Stack) -> None:
    (image,) = json.loads(stack.docker("image", "inspect", os.environ["IMAGE_NAME"]).stdout)
    labels = image["Config"]["Labels"]
    head = stack.call("git", "rev-parse", "HEAD").stdout.strip()
    say(f"image of {image['Size'] / 1e9:.2f} GB, {labels['org.opencontainers.image.version']}, {head}")
    assert labels["org.opencontainers.image.revision"] == head
    assert image["Size"] <= LARGEST_IMAGE_BYTES
    history = stack.docker("history", "--no-trunc", os.environ["IMAGE_NAME"]).stdout
    assert "BEGIN CERTIFICATE" not in history
    assert stack.inside("docs", "ls", "/run/secrets", check=False).returncode != 0


def test_containers_may_do_little(stack: Stack) -> None:
    for service in SERVICES:
        found = stack.inspect(service)
        assert found["State"]["Health"]["Status"] == "healthy", service
        assert stack.inside(service, "touch", "/usr/x", check=False).returncode != 0, service
        for bindings in (found["NetworkSettings"]["Ports"] or {}).values():
            assert all(binding["HostIp"] == "127.0.0.1" for binding in bindings or []), service
        if service != "postgres":
            assert stack.inside(service, "id", "-u").stdout.strip() == "1000"
            assert "CapEff:\t0000000000000000" in stack.inside(service, "cat", "/proc/1/status").stdout
    for service in ("dashboard", "api", "docs"):
        assert stack.inside(service, "touch", "/data/x", check=False).returncode != 0
        assert "PASSWORD" not in stack.inside(service, "env").stdout
    assert (stack.checkout / "articles").stat().st_uid == os.getuid()
    say(f"idle: {stack.memory()}")


def test_articles_become_facts_that_readers_see(stack: Stack) -> None:
    began = time.monotonic()
    api = stack.api()
    assert api.import_errors() == []
    run_id = api.trigger("ingest_articles", {}, "a test")
    assert until("articles are read", lambda: ended(stack, "ingest_articles", run_id)) == "success"
    until("the build has begun", lambda: api.latest_runs("build_warehouse"))
    busy = ""
    while not stack.sql("select 1 as one from fct_strikes limit 1"):
        assert time.monotonic() - began < PATIENCE
        busy = max(busy, stack.memory(), key=lambda said: float(said.partition(" ")[0] or 0))
    say(f"from the trigger to published facts: {time.monotonic() - began:.0f} s; busy: {busy}")
    (row,) = stack.sql("select git_commit, n_articles from publications order by published_at desc limit 1")
    assert row["git_commit"] == stack.call("git", "rev-parse", "HEAD").stdout.strip()
    assert row["n_articles"] > 40
    docs = f"http://localhost:{stack.ports['DOCS_PORT']}"
    assert "fct_strikes" in httpx.get(f"{docs}/dbt/", timeout=60).text
    assert httpx.get(f"{docs}/checks/index.html", timeout=60).status_code == 200
    answer = httpx.get(f"http://127.0.0.1:{stack.ports['WARLEDGER_API_PORT']}/v1/strikes?limit=1", timeout=60)
    assert answer.status_code == 200 and answer.json()


@needs_chromium
def test_the_dashboard_draws_its_charts(stack: Stack) -> None:
    address = f"http://127.0.0.1:{stack.ports['WARLEDGER_DASHBOARD_PORT']}"
    drawn = {}
    with chromium() as browser, Visit(browser, address) as visit:
        for path in PAGES:
            page = visit.open(path)
            assert visit.problems() == [], path
            charts = page.locator("[data-testid=stVegaLiteChart]")
            if path not in ("evidence", "method", "sql"):
                charts.locator("svg, canvas").first.wait_for()
            drawn[path or "start"] = charts.count()
    say(f"charts drawn in Chromium: {drawn}")


def test_two_containers_that_write_at_once_lose_nothing(stack: Stack) -> None:
    """Each is a process of its own namespace: neither knows the other's process ids."""
    for name in "ab":
        stack.notes(name, 150)
    before = int(stack.inside(SCHEDULER, "sh", "-c", "ls /data/landing | grep -c -").stdout)
    writers = [stack.start(SCHEDULER, "warledger", "ingest", f"/articles/{name}") for name in "ab"]
    for writer in writers:
        said, _ = writer.communicate(timeout=PATIENCE)
        assert writer.returncode == 0 and "150 new documents" in said, said
    listed = stack.inside(SCHEDULER, "ls", "-A", "/data/landing").stdout.split()
    assert sum("-" in name and not name.startswith(".") for name in listed) == before + 2
    assert not [name for name in listed if name.startswith(".partial")]


def test_killed_containers_come_back_and_the_run_ends_well(stack: Stack) -> None:
    rest = ("dashboard", "docs", "api")
    for service, other in zip((SCHEDULER, "airflow-dag-processor", "airflow-apiserver"), rest, strict=True):
        before = published_at(stack)
        run_id = building(stack, f"a test that kills {service}")
        time.sleep(5)
        kill(stack, service)
        kill(stack, other)
        assert until("the run ends", lambda run_id=run_id: ended(stack, "build_warehouse", run_id)) == "success", (
            service
        )
        until(f"{service} and {other} are well", lambda pair=(service, other): well(stack, *pair))
        assert published_at(stack) != before
        say(f"the run ended well without {service} and {other} for a while")


def test_a_database_that_is_away_for_a_minute_costs_nothing(stack: Stack) -> None:
    before = published_at(stack)
    run_id = building(stack, "a test without PostgreSQL")
    kill(stack, "postgres")
    stack.compose("stop", "postgres")
    time.sleep(60)
    stack.compose("start", "postgres")
    assert until("the run ends", lambda: ended(stack, "build_warehouse", run_id)) == "success"
    until("all are well", lambda: well(stack, *SERVICES))
    assert published_at(stack) != before
    say("the run ended well without PostgreSQL for a minute")


def test_a_full_volume_is_said_and_the_run_goes_on_when_there_is_room(stack: Stack) -> None:
    stack.notes("full", 40)
    api = stack.api()
    until("nothing is built, which could make room", lambda: not is_building(stack))
    for block in ("1M", "4K"):  # what is left behind the last large block would hold the notes
        stack.inside(SCHEDULER, "dd", "if=/dev/zero", f"of=/data/filler.{block}", f"bs={block}", check=False)
    run_id = api.trigger("ingest_articles", {"paths": ["/articles/full"]}, "a test on a full disk")

    def reading() -> dict[str, Any]:
        assert ended(stack, "ingest_articles", run_id) != "success", "the volume was not full"
        return next((task for task in api.tasks("ingest_articles", run_id) if task["task_id"] == "read"), {})

    until(
        "the first try has failed",
        lambda: reading().get("state") == "up_for_retry" or reading().get("try_number", 0) > 1,
    )
    said = api.task_log("ingest_articles", run_id, "read", 1, 0)
    assert any("No space left" in line for line in said), said
    stack.inside(SCHEDULER, "rm", "/data/filler.1M", "/data/filler.4K")
    assert until("the run ends", lambda: ended(stack, "ingest_articles", run_id)) == "success"
    found = stack.inside(SCHEDULER, "sh", "-c", "ls -A /data/landing").stdout
    assert ".partial" not in found
    n = "select count(*) as n from dim_articles where source_uri like '%/articles/full/%'"
    until("what was read is published", lambda: stack.sql(n) == [{"n": 40}])
    say("a full volume: the try failed with `No space left on device`, the next one read all 40 articles")


def test_an_old_image_leaves_the_data_of_a_later_one_alone(stack: Stack) -> None:
    """The later one is this image with a later format of data."""
    stack.notes("later", 3)
    later = (
        "import ingest.landing.damage as damage; damage.FORMAT, damage.__version__ = 99, '9.1.0';"
        "from ingest.cli import main; main(['ingest', '/articles/later'])"
    )
    stack.run(SCHEDULER, "python", "-c", later)
    facts = stack.checksum()
    refused = stack.run(SCHEDULER, "warledger", "build", check=False)
    assert refused.returncode == 1
    assert "written by Warledger 9.1.0" in refused.stdout + refused.stderr, refused
    assert stack.checksum() == facts
    say(next(line for line in (refused.stdout + refused.stderr).splitlines() if "written by" in line))
    # Its own batch goes, as if the later image had never run.
    find = "cd /data/landing && grep -l '\"format\": 99' */batch.json | xargs -n 1 dirname | xargs rm -r"
    stack.inside(SCHEDULER, "sh", "-c", find)
    assert stack.run(SCHEDULER, "warledger", "build", "--force").returncode == 0
    assert stack.checksum() == facts


def test_a_backup_during_ingests_brings_everything_back(stack: Stack, tmp_path: Path) -> None:
    """What was published comes back by checksum, after every volume is gone; what was landed meanwhile is whole."""
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept").chmod(0o777)
    stack.notes("meanwhile", MANY_NOTES)
    facts = stack.checksum()
    where = ("-v", f"{tmp_path}/kept:/backups", SCHEDULER)
    writer = stack.start(SCHEDULER, "warledger", "ingest", "/articles/meanwhile")
    until("it writes", lambda: ".partial" in stack.inside(SCHEDULER, "ls", "-A", "/data/landing").stdout)
    said = stack.run(*where, "warledger", "backup", "/backups")
    assert "batches; snapshot warehouse-" in said.stdout
    assert writer.poll() is None, "it was writing all the time"
    assert f"{MANY_NOTES} new documents" in writer.communicate(timeout=PATIENCE)[0].replace(",", "")
    stack.call("docker/stack.sh", "down")
    say(f"down, and up again after {stack.up():.0f} s")
    assert stack.checksum() == facts
    stack.compose("down", "--volumes")
    with small_disk(stack):
        stack.up()
        assert stack.sql(FACTS) == []
        stack.run(*where, "warledger", "restore", "/backups")
        assert stack.checksum() == facts
        assert stack.run(SCHEDULER, "warledger", "build", "--force").returncode == 0
        assert stack.checksum() == facts, "the landing zone alone gives the same facts again"
        say(f"backup during an ingest, every volume destroyed, restored: facts and claims {facts} as before")
        spoil_the_secrets(stack)


def spoil_the_secrets(stack: Stack) -> None:
    """A wrong password and a missing secret: a sentence says which, and nothing is changed."""
    path = stack.checkout / ".env"
    good = path.read_text()
    stack.call("docker/stack.sh", "down")
    path.write_text(
        "\n".join("POSTGRES_PASSWORD=wrong" if x.startswith("POSTGRES_P") else x for x in good.splitlines())
    )
    refused = stack.call("docker/stack.sh", "up", check=False)
    assert refused.returncode != 0
    assert "init: the database refuses POSTGRES_PASSWORD of .env" in refused.stdout + refused.stderr, refused
    path.write_text("\n".join(x for x in good.splitlines() if not x.startswith("AIRFLOW_JWT_SECRET")) + "\n")
    missing = stack.call("docker/stack.sh", "up", check=False)
    assert missing.returncode != 0 and "AIRFLOW_JWT_SECRET has no value in .env" in missing.stderr, missing
    path.write_text(good)
    say(f"up again with the right secrets after {stack.up():.0f} s")
