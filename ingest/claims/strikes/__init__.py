"""Strikes: one claim for each place hit.

`tolls` reads who was killed and hurt, `frames` what one sentence tells of attacks (places with their roles, tolls,
weapons, targets, attacker, date), `assemble` puts the sentences of one article together into claims.
"""

from __future__ import annotations

from ingest.claims.model import StrikeClaim
from ingest.claims.reading import Reading
from ingest.claims.strikes.assemble import assemble
from ingest.claims.strikes.frames import read_frames


def read(reading: Reading) -> list[StrikeClaim]:
    """The strikes that an article reports, in the order in which it names them."""
    return assemble(reading, read_frames(reading))
