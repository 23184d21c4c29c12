"""Airflow on Celery over Redis, PostgreSQL and a bucket, as processes of this machine. `make test-scale` runs it.

Needs the programs redis-server and PostgreSQL's, and root or the user of PostgreSQL; takes minutes.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

for room in ("soak", "warehouse"):  # Airflow and S3 as their tests have them
    sys.path.insert(0, str(Path(__file__).parent.parent / room))

collect_ignore_glob = [] if os.environ.get("WARLEDGER_SCALE") else ["test_*.py"]
