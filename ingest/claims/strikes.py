"""Strikes."""

from __future__ import annotations

from ingest.claims.model import StrikeClaim
from ingest.claims.reading import Reading


def read(reading: Reading) -> list[StrikeClaim]:
    """The strikes that an article reports."""
    return []
