"""What may be written into the ledger of corrections, and what is refused with which sentence."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from ingest.core.corrections import Entry, Passage, Refused, checked, entry_id, from_json, live, stored

TODAY = dt.date(2026, 11, 30)
CODES = {"country": ["RU", "UA"], "weapon_class": ["drone", "mine"], "state": ["UA"], "meeting_status": ["held"]}


def passage(name: str) -> Passage:
    return Passage(name, f"id-{name}", "article", "Three died.", 0, 11)


def entry(action: str = "value", *claims: str, **more: object) -> Entry:
    values = {"kind": "strike", "field": "killed", "value": "3", "as_read": "30"} if action == "value" else {}
    if action not in ("leave_out", "undo"):
        values["kind"] = "strike"
        values["claims"] = tuple(passage(name) for name in claims or ("a",))
    return Entry(action, "Olena", "the ministry said three", **(values | more))  # type: ignore[arg-type]


def written(ledger: list[Entry], item: Entry) -> list[Entry]:
    return [*ledger, replace(item, entry_id=entry_id(item, ledger), written_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))]


def refusal(item: Entry, ledger: list[Entry] | None = None, claim: dict[str, object] | None = None) -> str:
    with pytest.raises(Refused) as caught:
        checked(item, ledger or [], CODES, claim, today=TODAY)
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_what_stands_on_a_claim_is_accepted():
    checked(entry(), [], CODES, today=TODAY)
    checked(entry("merge", "a", "b"), [], CODES, today=TODAY)
    checked(entry("split", "a", other_claims=(passage("b"),)), [], CODES, today=TODAY)
    checked(entry("confirm", as_read='{"killed_best":3}'), [], CODES, today=TODAY)
    checked(entry("leave_out", source="Volga Courier"), [], CODES, today=TODAY)
    checked(entry(value=None), [], CODES, today=TODAY)


@pytest.mark.parametrize(
    ("item", "part"),
    [
        (entry("value", claims=()), "names nothing: value needs one claim"),
        (entry("merge", "a", "a"), "names nothing: merge needs two"),
        (entry("split", "a"), "names nothing: split needs"),
        (entry("leave_out"), "one article or one source"),
        (entry("leave_out", source="x", article_id="y"), "one article or one source"),
        (entry("undo"), "the id of an entry"),
        (entry("undo", undoes="none"), "there is no entry none"),
        (replace(entry(), reason=" "), "say why"),
        (replace(entry(), corrected_by=""), "say who"),
        (replace(entry(), corrected_by="a\x1b[2J"), "cannot be shown"),
        (replace(entry(), action="delete"), "no kind of correction"),
    ],
)  # fmt: skip
def test_what_names_nothing_is_refused(item, part):
    assert part in refusal(item)


@pytest.mark.parametrize(
    ("field", "value", "part"),
    [
        ("killed", "-1", "impossible"), ("killed", "2000000", "impossible"), ("killed", "many", "no count"),
        ("killed", "30", "30 already"), ("event_date", "2013-12-31", "impossible"), ("event_date", "2029-01-01", "war"),
        ("event_date", "12.02.2025", "no date"), ("attacker_country", "XX", "no country"),
        ("weapon_classes", '["drone", "spear"]', "no weapon_class"), ("weapon_classes", None, "cannot be unknown"),
        ("quote", "x", "no field of a strike"), ("place", "Kyiv", "no place"),
    ],
)  # fmt: skip
def test_impossible_values_are_refused(field, value, part):
    assert part in refusal(entry(field=field, value=value))


def test_numbers_that_belong_together_are_compared():
    item = entry(kind="interception", field="intercepted", value="90", as_read="9")
    assert "intercepted 90 of launched 60 is impossible" in refusal(item, claim={"launched": 60, "intercepted": 9})
    checked(item, [], CODES, {"launched": None}, today=TODAY)


def test_an_amount_that_is_no_number_is_refused():
    for value in ("nan", "inf", "-5", "1e30"):
        assert "impossible" in refusal(entry(kind="aid", field="amount", value=value, as_read="5.0"))


def test_contradictions_with_live_entries_are_refused_and_undo_frees_them():
    ledger = written([], entry())
    assert "killed is corrected already" in refusal(entry(value="4"), ledger)
    checked(entry(field="wounded", value="4"), ledger, CODES, today=TODAY)
    assert "rested on by an earlier entry" in refusal(entry("reject"), ledger)
    ledger = written(ledger, entry("undo", undoes=ledger[0].entry_id))
    assert live(ledger) == []
    checked(entry(value="4"), ledger, CODES, today=TODAY)
    checked(entry("reject"), ledger, CODES, today=TODAY)
    assert "undone already" in refusal(entry("undo", undoes=ledger[0].entry_id), ledger)
    assert "undoes another entry" in refusal(entry("undo", undoes=ledger[1].entry_id), ledger)


def test_one_event_and_two_events_contradict_each_other():
    ledger = written([], entry("merge", "a", "b"))
    assert "one event and that they are two" in refusal(entry("split", "a", other_claims=(passage("b"),)), ledger)
    assert "one event already" in refusal(entry("merge", "b", "a"), ledger)
    checked(entry("split", "a", other_claims=(passage("c"),)), ledger, CODES, today=TODAY)
    ledger = written([], entry("split", "a", other_claims=(passage("b"),)))
    assert "one event and that they are two" in refusal(entry("merge", "a", "b"), ledger)
    checked(entry("merge", "a", "c"), ledger, CODES, today=TODAY)


def test_a_rejected_claim_takes_no_other_correction():
    ledger = written([], entry("reject"))
    assert "is rejected" in refusal(entry(), ledger)
    assert "rejected already" in refusal(entry("reject"), ledger)
    checked(entry("reject", "b"), ledger, CODES, today=TODAY)


def test_an_id_tells_what_is_said_and_how_often_it_was_undone():
    ledger = written([], entry())
    assert entry_id(entry(), []) == ledger[0].entry_id
    undone = written(ledger, entry("undo", undoes=ledger[0].entry_id))
    assert entry_id(entry(), undone) != ledger[0].entry_id


def test_an_entry_is_its_file():
    item = written([], entry("split", "a", other_claims=(passage("b"),)))[0]
    assert from_json(item.to_json()) == item
    for text in ("", "[]", "{}", item.to_json().replace('"split"', '"other"')):
        with pytest.raises((ValueError, KeyError, TypeError)):
            from_json(text)


def test_one_value_is_one_text():
    assert stored("strike", "killed", " 007 ") == "7"
    assert stored("strike", "killed", "null") is None
    assert stored("strike", "weapon_classes", "mine, drone") == '["drone","mine"]'
    assert stored("aid", "amount", "185000000") == "185000000.0"
    assert stored("aid", "is_cumulative", "TRUE") == "true"
