"""Interceptions: how many drones and missiles each side sent, and how many the other brought down.

counts.py reads the counted weapons of a sentence, sides.py says whose air defence met them, when.py dates them,
assemble.py puts the sentences of one bulletin together. `read` is the door.
"""

from __future__ import annotations

from ingest.claims.interceptions.assemble import read

__all__ = ["read"]
