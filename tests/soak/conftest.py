"""Long proofs on a real Airflow: what is killed, what runs twice, what a browser sees. `make test-soak` runs them.

They take minutes each, so `make test` leaves them out.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

# The running Airflow of a test is the same as that of the DAGs' tests.
sys.path.insert(0, str(Path(__file__).parents[1] / "dags"))

collect_ignore_glob = [] if os.environ.get("WARLEDGER_SOAK") else ["test_*.py"]
