"""Prints what the DAGs' retry policy decides for each kind of failure. Run by test_retry_rules.py."""

import json

from warledger_orchestration import TASKS

from ingest.landing.writers import BatchRemoved
from ingest.pipeline.build import BuildError
from ingest.pipeline.worklist import FormError, ItemFailed
from ingest.warehouse.lock import WarehouseBusy

failures = {
    "busy": WarehouseBusy("held by process 7"),
    "disk full": OSError(28, "No space left on device"),
    "lock in a build": BuildError("another program holds it", retryable=True),
    "failed check": BuildError("audit failed"),
    "missing path": FileNotFoundError("no such folder"),
    "a server": ItemFailed("timed out", retryable=True),
    "a page": ItemFailed("no article in it"),
    "a form": FormError("there is nothing to read"),
    "connection": ConnectionResetError(104, "Connection reset by peer"),
    "batch removed": BatchRemoved("somebody removed it while it was written"),
    "bug": ValueError("unexpected"),
}
decisions = {name: TASKS["retry_policy"].evaluate(error, 1, 4) for name, error in failures.items()}
print(json.dumps({name: [decision.action.value, decision.reason] for name, decision in decisions.items()}))
