"""Long proofs on a real Airflow: forms, outlets, kills, what a browser sees. `make test-soak` runs them.

They take minutes each, so `make test` leaves them out.
"""

from __future__ import annotations

import os

collect_ignore_glob = [] if os.environ.get("WARLEDGER_SOAK") else ["test_*.py"]
