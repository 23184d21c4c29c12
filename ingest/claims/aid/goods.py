"""Gifts of goods that name no sum: "Germany announced plans to supply a Patriot battery"."""

from __future__ import annotations

from ingest.claims.model import AidClaim
from ingest.claims.reading import Reading


def goods_claims(reading: Reading, claims: list[AidClaim]) -> list[AidClaim]:
    """Claims of goods in sentences that hold no sum of money."""
    return []
