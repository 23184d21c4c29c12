"""The page Review: there for who has the token, and it writes what the command line would."""

from __future__ import annotations

import duckdb
import pytest
import snapshot_fixture
from streamlit.testing.v1 import AppTest

from dashboards import reviewing
from ingest.landing import corrections
from ingest.settings import Settings

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


@pytest.fixture
def review(data_dir, monkeypatch):
    """The page, opened, on a fixture snapshot in which one strike waits."""
    path = snapshot_fixture.publish(data_dir, "run-1")
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "insert into review_queue select 'strike', strike_id, 3, 4, 0.5, 1, 2, 'automatic', [], false"
            " from fct_strikes where strike_id = 's-kyiv'"
        )
        connection.execute("update strike_claims set claim_key = md5(claim_id), as_read = []")
    monkeypatch.setenv("WARLEDGER_REVIEW_TOKEN", TOKEN)
    return AppTest.from_file(str(snapshot_fixture.APP), default_timeout=60).run().switch_page("views/review.py").run()


def click(test: AppTest, label: str) -> AppTest:
    return next(button for button in test.button if button.label == label).click().run()


def test_a_reviewer_confirms_a_fact(review, data_dir, monkeypatch):
    monkeypatch.setattr("time.sleep", lambda _: None)
    review.text_input[0].set_value("wrong")
    assert "not the token" in click(review, "Sign in").error[0].value
    assert len(review.selectbox) == 0
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
