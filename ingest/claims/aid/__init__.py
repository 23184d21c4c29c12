"""Aid: who gives how much, or what, to which side of the war.

sums.py tells the sums that are aid from the others, parties.py finds donor and receiver, goods.py reads packages that
name no sum, items.py lists what they hold, assemble.py merges what one article says of the same package. `read` is
the door.
"""

from __future__ import annotations

from ingest.claims.aid.assemble import read

__all__ = ["read"]
