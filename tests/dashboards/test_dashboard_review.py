"""The page Review: there for who has the token, and it writes what the command line would."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
import snapshot_fixture
from streamlit.testing.v1 import AppTest

from dashboards import reviewing
from ingest.cli import main
from ingest.core.corrections import Entry
from ingest.landing import corrections
from ingest.settings import Settings
from localstack.home import StackHome

TOKEN = "a token that nobody guesses"


def test_a_token_opens_and_nothing_else_does():
    assert reviewing.is_reviewer(TOKEN, TOKEN)
    for wrong in ("", "x", TOKEN + " ", TOKEN[:-1], "\ud800", "☃"):
        assert not reviewing.is_reviewer(wrong, TOKEN)
    assert not reviewing.is_reviewer("", None) and not reviewing.is_reviewer("", "")


def test_a_token_comes_from_its_setting_or_a_file_and_is_in_no_repr(tmp_path):
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\n", encoding="utf-8")
    read = Settings.from_environment
    assert reviewing.token_of(read({})) is None
    assert reviewing.token_of(read({"WARLEDGER_REVIEW_TOKEN_FILE": str(tmp_path / "none")})) is None
    assert reviewing.token_of(read({"WARLEDGER_REVIEW_TOKEN_FILE": str(file)})) == TOKEN
    given = read({"WARLEDGER_REVIEW_TOKEN": TOKEN})
    assert reviewing.token_of(given) == TOKEN and TOKEN not in repr(given)


def publish(data_dir: Path, tables: dict[str, list[dict[str, Any]]]) -> None:
    """A fixture snapshot in which strikes and packages wait."""
    path = snapshot_fixture.publish(data_dir, "run-1", tables)
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "insert into review_queue select kind, id, 3, 4, 0.5, 1, 2, 'automatic', [], false from"
            " (select 'strike' as kind, strike_id as id from fct_strikes union all"
            " select 'aid', aid_package_id from fct_aid_packages union all"
            " select 'meeting', meeting_id from fct_diplomatic_meetings)"
        )
        for table in ("strike_claims", "aid_claims", "meeting_claims"):
            connection.execute(f"update {table} set claim_key = md5(claim_id), as_read = []")


def page() -> AppTest:
    return AppTest.from_file(str(snapshot_fixture.APP), default_timeout=60).run().switch_page("views/review.py").run()


@pytest.fixture
def review(data_dir, monkeypatch):
    """The page, opened."""
    publish(data_dir, snapshot_fixture.rows())
    monkeypatch.setenv("WARLEDGER_REVIEW_TOKEN", TOKEN)
    return page()


def named(elements: Any, label: str) -> Any:
    """The field with that label."""
    return next(element for element in elements if element.label == label)


def click(test: AppTest, label: str) -> AppTest:
    return next(button for button in test.button if button.label == label).click().run()


def test_a_reviewer_confirms_a_fact(review, data_dir, monkeypatch):
    monkeypatch.setattr("time.sleep", lambda _: None)
    review.text_input[0].set_value("wrong")
    assert "not the token" in click(review, "Sign in").error[0].value
    assert [box.key for box in review.selectbox] == ["lang"]
    review.text_input[0].set_value(TOKEN)
    click(review, "Sign in")
    next(box for box in review.selectbox if box.label == "Fact").set_value("s-kyiv").run()
    assert not review.exception
    next(box for box in review.text_input if box.label == "Who").set_value("Olena")
    click(review, "Send")
    assert "Nothing was written" in review.error[0].value
    assert any("say why" in text.value for text in review.text)
    next(box for box in review.text_area if box.label == "Why").set_value("compared with the bulletin")
    click(review, "Send")
    assert not review.exception and not review.error
    (entry,) = corrections.read(Settings.from_environment({"WARLEDGER_DATA_DIR": str(data_dir)}))
    assert (entry.action, entry.corrected_by, entry.fact_id) == ("confirm", "Olena", "s-kyiv")


def test_without_a_token_there_is_no_page(published, app, monkeypatch):
    monkeypatch.delenv("WARLEDGER_REVIEW_TOKEN", raising=False)
    with pytest.raises(Exception, match="review"):
        app("review")


# The three ways to correct: what somebody says in each must come to the same entries.

BY, WHY = "Olena", "compared with the bulletin"


def _hex(name: str) -> str:
    """An id as the pipeline makes them; the form takes no other."""
    return hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()[:16]


def _with_hex_ids(tables: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    known = re.compile(r"c\d|[sipma]-[a-z0-9-]+")
    return {
        table: [
            {name: _hex(v) if isinstance(v, str) and known.fullmatch(v) else v for name, v in row.items()}
            for row in rows
        ]
        for table, rows in tables.items()
    }


#: What is said: the command line's words, and the form's fields. ENTRY is the first entry that was written.
SAID: list[tuple[list[str], dict[str, Any]]] = [
    (["confirm", _hex("p-gb")], {"action": "confirm", "ids": [_hex("p-gb")]}),
    (["set", _hex("c1"), "killed=3"], {"action": "value", "ids": [_hex("c1")], "values": ["killed=3"]}),
    (["reject", _hex("c4")], {"action": "reject", "ids": [_hex("c4")]}),
    (["split", _hex("c2")], {"action": "split", "ids": [_hex("c2")]}),
    (["merge", _hex("s-saratov"), _hex("s-kyiv")],
     {"action": "merge", "ids": [_hex("s-saratov"), _hex("s-kyiv")]}),
    (["leave-out", "--article", _hex("a-meeting")], {"action": "leave_out", "article": _hex("a-meeting")}),
    (["undo", "ENTRY"], {"action": "undo", "entry": "ENTRY"}),
]  # fmt: skip
#: The same on the page: the fact that is chosen, the action, and the fields of its form.
CLICKED: list[tuple[str, str, dict[str, Any]]] = [
    ("p-gb", "confirm", {}),
    ("s-kyiv", "value", {"Claim": _hex("c1"), "Field": "killed", "What the passage says": "3"}),
    ("s-kherson", "reject", {"Claim": _hex("c4")}),
    ("s-kyiv", "split", {"Claims that are another event": [_hex("c2")]}),
    ("s-saratov", "merge", {"Id of the other fact": _hex("s-kyiv")}),
    ("m-munich", "leave_out", {"Article": _hex("a-meeting")}),
]


def _ledger(settings: Settings) -> list[Entry]:
    """The entries, without what differs by when they were written; an undone one by its place in the ledger."""
    entries = corrections.read(settings)
    places = {entry.entry_id: str(number) for number, entry in enumerate(entries)}
    return [
        replace(entry, written_at=None, written_on=None, entry_id="", undoes=places.get(entry.undoes or ""))
        for entry in entries
    ]


def _first(settings: Settings) -> str:
    return corrections.read(settings)[0].entry_id


def _by_command(settings: Settings) -> None:
    for words, _ in SAID:
        words = [_first(settings) if word == "ENTRY" else word for word in words]
        assert main(["correct", *words, "--by", BY, "--why", WHY]) == 0


def _by_form(settings: Settings) -> None:
    home = StackHome(settings)
    home.prepare()
    environment = {**home.airflow_environment(), "PYTHONPATH": str(settings.project_dir / "dags")}
    program = Path(__file__).parents[1] / "dags" / "write_corrections.py"

    def send(forms: list[dict[str, Any]]) -> None:
        forms = [{**form, "by": BY, "why": WHY} for form in forms]
        command = [sys.executable, "-P", str(program), json.dumps(forms)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        assert len(json.loads(done.stdout.splitlines()[-1])) == len(forms)

    send([form for _, form in SAID[:-1]])
    send([{**SAID[-1][1], "entry": _first(settings)}])


def _by_page(settings: Settings) -> None:
    test = page()
    test.text_input[0].set_value(TOKEN)
    click(test, "Sign in")
    for fact, action, fields in CLICKED:
        named(test.selectbox, "Fact").set_value(_hex(fact)).run()
        test.radio(key="action").set_value(action).run()
        for label, value in {**fields, "Who": BY, "Why": WHY}.items():
            named([*test.selectbox, *test.multiselect, *test.text_input, *test.text_area], label).set_value(value)
        click(test, "Send")
        assert not test.exception and not test.error, [text.value for text in test.text]
    named(test.selectbox, "Entry").set_value(_first(settings))
    test.text_input(key="undo-name").set_value(BY)
    test.text_input(key="undo-why").set_value(WHY)
    click(test, "Undo it")
    assert not test.exception and not test.error


def test_command_form_and_page_write_the_same_entries(tmp_path, monkeypatch):
    monkeypatch.setenv("WARLEDGER_REVIEW_TOKEN", TOKEN)
    ledgers = {}
    for way, write in (("command", _by_command), ("form", _by_form), ("page", _by_page)):
        folder = tmp_path / way
        folder.mkdir()
        monkeypatch.setenv("WARLEDGER_DATA_DIR", str(folder))
        settings = Settings.from_environment({**os.environ, "WARLEDGER_WORKERS": "1"})
        publish(folder, _with_hex_ids(snapshot_fixture.rows()))
        write(settings)
        ledgers[way] = _ledger(settings)
    assert [entry.action for entry in ledgers["command"]] == [form["action"] for _, form in SAID]
    assert ledgers["command"] == ledgers["form"] == ledgers["page"]
