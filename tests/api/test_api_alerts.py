"""Alerts: who asked for a filter is sent what is new in it, once; a mistake in the file is one line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import snapshot_fixture
from api_client import with_corrections
from webhook import Hook, listening

from api.alerts import AlertError, read_alerts
from ingest.cli import main
from ingest.pipeline.alerting import AlertsFailed, send_alerts
from ingest.settings import Settings


@pytest.fixture
def hook() -> Iterator[Hook]:
    with listening() as server:
        yield server


@pytest.fixture
def published(tmp_path: Path, hook: Hook, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder whose strikes have a history, in the environment's settings with the webhook."""
    with_corrections(snapshot_fixture.publish(tmp_path, "run-1"))
    monkeypatch.setenv("WARLEDGER_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("WARLEDGER_NOTIFY_WEBHOOK", hook.address)
    return tmp_path


def alerts_file(folder: Path, text: str) -> Path:
    path = folder / "alerts.yml"
    path.write_text(text, encoding="utf-8")
    return path


KYIV = "- name: kyiv\n  kind: strikes\n  filter: {region: Kyiv City}\n  to: [webhook]\n"


def was_told(folder: Path, moment: str = "2025-02-26T00:00:00+00:00") -> None:
    (folder / "alerts.json").write_text(json.dumps({"kyiv": moment}))


def test_what_is_new_is_sent_once(published, hook, capsys):
    path = alerts_file(published, KYIV)
    assert main(["alerts", "--file", str(path)]) == 0
    assert hook.posted == [], "an alert begins with the next publication"
    was_told(published)
    assert main(["alerts", "--file", str(path), "--dry-run"]) == 0
    assert "killed best: 1 → 2" in capsys.readouterr().out
    assert main(["alerts", "--file", str(path)]) == 0
    assert main(["alerts", "--file", str(path)]) == 0
    (message,) = hook.posted
    assert message["alert"] == "kyiv"
    assert "killed best: 1 → 2" in message["text"]
    (item,) = message["items"]
    assert item["url"].endswith("/f/s-kyiv")
    assert item["changes"] == [{"column": "killed_best", "old": 1, "new": 2}]


def test_what_could_not_be_sent_is_sent_by_the_next_run(published, hook, capsys):
    path = alerts_file(published, KYIV)
    was_told(published)
    hook.status = 500
    assert main(["alerts", "--file", str(path)]) == 1
    assert "1 of 1 alerts could not be sent" in capsys.readouterr().err
    hook.status = 200
    assert main(["alerts", "--file", str(path)]) == 0
    assert len(hook.posted) == 2


def test_the_task_of_the_dag_sends_them_too(published, hook, monkeypatch):
    assert send_alerts(Settings.from_environment()) == ["WARLEDGER_ALERTS names no file: nothing to send"]
    monkeypatch.setenv("WARLEDGER_ALERTS", str(alerts_file(published, KYIV)))
    was_told(published)
    lines: list[str] = []
    assert send_alerts(Settings.from_environment(), on_progress=lines.append) == lines
    assert len(hook.posted) == 1
    assert "kyiv: webhook: sent" in lines[-1]
    monkeypatch.setenv("WARLEDGER_ALERTS", str(published / "nowhere.yml"))
    with pytest.raises(AlertsFailed, match=r"nowhere\.yml: cannot be read"):
        send_alerts(Settings.from_environment(), on_progress=lines.append)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: 1", "must be a list of alerts"),
        ("- name: x\n  kind: storms\n  to: [mail]", "alert 1: kind:"),
        ("- name: x\n  kind: aid\n  to: [pigeon]", "alert 1: to.0:"),
        ("- name: x\n  kind: aid\n  to: []", "alert 1: to:"),
        ("- name: x\n  kind: aid\n  to: [mail]\n  filter: {colour: red}", "alert 1: colour:"),
        (KYIV + KYIV, "alert 2: there is another one called 'kyiv'"),
        ("- [", "cannot be read"),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path, text, told):
    with pytest.raises(AlertError, match=told.replace("(", r"\(").replace("[", r"\[")):
        read_alerts(alerts_file(tmp_path, text))


def test_a_value_that_the_warehouse_does_not_know_is_refused(published, capsys):
    path = alerts_file(published, KYIV.replace("Kyiv City", "Atlantis"))
    assert main(["alerts", "--file", str(path)]) == 1
    assert "alert kyiv: region cannot be 'Atlantis'; allowed: " in capsys.readouterr().err


def test_a_channel_that_is_not_set_is_named(published, capsys):
    path = alerts_file(published, KYIV.replace("[webhook]", "[mail]"))
    assert main(["alerts", "--file", str(path)]) == 1
    assert "alerts go by mail: set WARLEDGER_NOTIFY_SMTP" in capsys.readouterr().err
