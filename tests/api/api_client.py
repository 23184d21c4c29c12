"""A client of the service of some settings."""

from __future__ import annotations

from fastapi.testclient import TestClient

from api.app import create_app
from ingest.settings import Settings


def client_of(settings: Settings) -> TestClient:
    """To be used in a with block, which closes the snapshot."""
    return TestClient(create_app(settings), base_url="http://localhost", follow_redirects=False)
