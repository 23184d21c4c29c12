"""Which failures Airflow tries again: those that may pass by themselves, and only those."""

from __future__ import annotations


def test_locks_disks_and_networks_are_tried_again_and_bad_data_is_not(airflow_environment, run_python) -> None:
    decisions = run_python(airflow_environment, "decide_retries.py")
    assert {name: action for name, (action, _) in decisions.items()} == {
        "busy": "retry",
        "disk full": "retry",
        "lock in a build": "retry",
        "failed check": "fail",
        "missing path": "fail",
        "a server": "retry",
        "a page": "fail",
        "a form": "fail",
        "connection": "retry",
        "batch removed": "retry",
        "bug": "fail",
    }
    assert "audit failed" in decisions["failed check"][1]
