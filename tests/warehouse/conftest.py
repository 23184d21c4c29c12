"""Makes the hand-made rows importable as `rows` for the tests of this folder; landing zones in folders and on S3."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from ingest.settings import Settings

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """Address of a server of S3 in this process."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def shared_settings(tmp_path: Path, s3: str, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of a machine whose landing zone lies in a bucket of the test's own."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", s3)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    bucket = f"b{os.urandom(8).hex()}"
    httpx.put(f"{s3}/{bucket}").raise_for_status()
    environment = {"WARLEDGER_DATA_DIR": str(tmp_path / "data"), "WARLEDGER_WORKERS": "1"}
    return Settings.from_environment(environment | {"WARLEDGER_LANDING_URL": f"s3://{bucket}/war"})


@pytest.fixture(params=["folder", "s3"])
def landed(request: pytest.FixtureRequest, settings: Settings) -> Settings:
    """Settings of a landing zone of each kind; the data folder is the same."""
    return settings if request.param == "folder" else request.getfixturevalue("shared_settings")
