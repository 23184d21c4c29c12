"""A health check: exit status 0 when an address answers with success (the image has no curl).

    python answers.py ADDRESS [PART]

With PART, the answer must be JSON that calls this part "healthy", as Airflow's `/api/v2/monitor/health` does.
"""

import json
import sys
import urllib.request

with urllib.request.urlopen(sys.argv[1], timeout=5) as answer:
    parts = json.load(answer) if len(sys.argv) > 2 else {}
    is_well = all(parts.get(name, {}).get("status") == "healthy" for name in sys.argv[2:])
    sys.exit(0 if answer.status == 200 and is_well else 1)
