"""The dashboard in Ukrainian: catalogues are whole, no English is left on a page, the address keeps the language."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from string import Formatter
from typing import Any

import pytest
import snapshot_fixture
from babel.messages.catalog import Message
from test_dashboard_pages import PAGES

from dashboards import charts, language, words
from dashboards.drawing import specification
from tools import messages
from tools.messages import ROOT

OTHERS = [code for code in language.LANGUAGES if code != language.ENGLISH]
LATIN = re.compile(r"[A-Za-z][A-Za-z'.-]*[A-Za-z]")


@pytest.fixture
def ukrainian() -> Iterator[None]:
    language.use("uk")
    yield
    language.use(language.ENGLISH)


def texts(message: Message) -> list[tuple[str, str]]:
    """Each form of a message: (English, translation)."""
    if isinstance(message.id, tuple):
        one, many = message.id
        return [(one, message.string[0]), *((many, form) for form in message.string[1:])]
    return [(str(message.id), str(message.string))]


def placeholders(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


@pytest.mark.parametrize("code", OTHERS)
def test_a_catalogue_has_every_message_and_no_stale_one(code):
    wanted = {(context, one if isinstance(one, str) else one[0]) for context, one in messages.messages()}
    held = {(one.context, one.id[0] if isinstance(one.id, tuple) else one.id) for one in messages.read(code) if one.id}
    hint = "run tools/messages.py and translate what is new"
    assert wanted - held == set(), hint
    assert held - wanted == set(), hint


@pytest.mark.parametrize("code", OTHERS)
def test_every_message_is_translated_with_the_same_placeholders_and_blanks(code):
    for message in messages.read(code):
        for english, text in texts(message) if message.id else ():
            assert text, english
            # How days are written is no sentence; `{share}%` has a blank before its sign in Ukrainian.
            if "%" not in english:
                assert placeholders(text) == placeholders(english), english
            assert (text[0] in " ,", text[-1] == " ") == (english[0] in " ,", english[-1] == " "), english
            assert not message.fuzzy, english


@pytest.mark.parametrize("code", OTHERS)
def test_a_plural_has_every_form_of_its_language(code):
    catalogue = messages.read(code)
    plurals = [message for message in catalogue if isinstance(message.id, tuple)]
    assert {len(message.string) for message in plurals} == {catalogue.num_plurals}


def test_counts_numbers_days_and_money_are_ukrainian(ukrainian):
    import datetime as dt

    told = [words.amount_of(n, "strike") for n in (1, 2, 5, 11, 21, 22, 1204)]
    assert told == ["1 удар", "2 удари", "5 ударів", "11 ударів", "21 удар", "22 удари", "1\u202f204 удари"]
    assert words.day(dt.date(2025, 3, 7)) == "7 березня 2025"
    assert words.money(1_250_000_000, "EUR") == "1,25 млрд EUR"
    assert words.percent(0.583) == "58\u00a0%"
    assert words.number(None) == "не вказано"
    assert words.change(1500, 0) == "+1\u202f500 проти попереднього періоду"
    assert words.word("ballistic_missile") == "балістична ракета"
    assert language.name_of("GB", "United Kingdom") == "Велика Британія"
    assert words.region("Kharkiv Oblast") == "Харківська область"


def test_charts_name_months_and_separate_thousands_in_ukrainian(ukrainian):
    import pandas as pd

    frame = pd.DataFrame({"published_at": pd.to_datetime(["2025-03-07"]), "n_facts": [1500]})
    locale = specification(charts.publications_over_time(frame))["config"]["locale"]
    assert locale["time"]["months"][2] == "березень"
    assert locale["time"]["shortDays"][0] == "нд"
    assert (locale["number"]["thousands"], locale["number"]["decimal"]) == ("\u202f", ",")


def test_english_charts_have_no_locale():
    assert language.vega() == {}


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ("uk", "uk"), ("uk-UA,uk;q=0.9,en;q=0.8", "uk"), ("en-GB,uk;q=0.5", "en"), ("de,uk;q=0.4,en;q=0.3", "uk"),
        ("pl", "en"), ("", "en"), (None, "en"), ("uk;q=much", "en"),
    ],
)  # fmt: skip
def test_the_browser_says_which_language(header, wanted):
    assert language.preferred(header) == wanted


def names_of_data() -> set[str]:
    """Words that data bring: publishers, places, people, checks, columns, reasons, and the text of articles."""
    free = {"publisher", "place", "participants", "items", "topic", "source_name", "source_label",
            "source_uri", "url", "object_name", "column_name", "check_name", "message", "examples", "origin", "title",
            "reader_version", "run_id", "git_commit", "language", "rule_id", "reason", "table_name", "reason_code",
            "claimant", "currency", "not_read"}  # fmt: skip
    found: set[str] = set()
    for rows in snapshot_fixture.rows().values():
        for row in rows:
            for column, value in row.items():
                if column in free:
                    found |= set(LATIN.findall(str(value)))
    # The SQL page names tables and columns.
    return found | set(LATIN.findall((ROOT / "tests" / "snapshot_schema.sql").read_text(encoding="utf-8")))


def said_on(node: Any) -> Iterator[str]:
    """Every text of the elements below a node that a reader reads."""
    proto = getattr(node, "proto", None)
    if proto is not None:
        yield from readable(proto)
    children = getattr(node, "children", None)
    if children:
        for child in children.values():
            yield from said_on(child)


#: Fields of Streamlit's messages that no reader reads.
_NO_TEXT = frozenset({
    "id", "key", "form_id", "url", "icon", "page", "page_script_hash", "file_name", "mime", "name", "code_text",
    "query_string", "data", "styler", "element_id", "placeholder_id", "language", "tag", "theme", "type",
    "deferred_file_id", "query_param_key", "column_order", "autocomplete", "format",
})  # fmt: skip
#: Latin letters of the interface itself: the language switch, currencies, names of programs.
_OURS = frozenset({
    "English", "Language", "SQL", "USD", "EUR", "API", "Airflow", "Data", "Docs", "dbt", "docs", "Kiev", "Kyyiv",
})  # fmt: skip


def readable(proto: Any) -> Iterator[str]:
    """The strings of a protocol message, fields that nobody reads left out; HTML and charts by their words."""
    for field, value in proto.ListFields():
        if field.name in _NO_TEXT or isinstance(value, (bool, int, float, bytes)):
            continue
        if isinstance(value, str):
            yield from of_text(field.name, value)
        elif field.message_type is not None and field.is_repeated:
            for one in value if not hasattr(value, "items") else ():
                yield from readable(one)
        elif field.message_type is not None:
            yield from readable(value)
        elif field.is_repeated:
            for one in value:
                if isinstance(one, str):
                    yield one


def of_text(name: str, value: str) -> Iterator[str]:
    if name == "spec":
        yield from of_chart(json.loads(value))
    elif name == "columns":
        yield from (str(column.get("label") or "") for column in json.loads(value).values())
    elif "<" in value:
        # What stands in bdi, quotes and titles comes from articles.
        ours = re.sub(r"(?s)<(bdi|blockquote|style)\b.*?</\1>", " ", value)
        ours = re.sub(r'(?s)<(h2|h3|p|a|div)[^>]*dir="auto".*?</\1>', " ", ours)
        yield re.sub(r"<[^>]*>", " ", ours)
    else:
        # Links and code of Markdown, addresses.
        yield re.sub(r"`[^`]*`|\]\([^)]*\)|https?://\S+", " ", value)


def of_chart(spec: Any) -> Iterator[str]:
    if isinstance(spec, dict):
        for key, value in spec.items():
            if key in ("title", "subtitle", "text") and isinstance(value, str):
                yield value
            elif key in ("config", "datasets", "params"):
                continue
            else:
                yield from of_chart(value)
    elif isinstance(spec, list):
        for one in spec:
            yield from of_chart(one)


@pytest.mark.parametrize("page", PAGES)
def test_no_english_is_left_on_a_ukrainian_page(published, app, page):
    queries = {"strikes": {"fact": "s-kyiv"}, "evidence": {"q": "Kyiv", "article": "a-kyiv"}}
    test = app(page, lang="uk", **queries.get(page, {}))
    assert not test.exception
    ours = set(LATIN.findall(" ".join(text for one in messages.read("uk") if one.id for _, text in texts(one))))
    known = ours | names_of_data() | _OURS
    found = {}
    for text in said_on(test._tree):
        if text.startswith("|"):
            continue  # tables of docs/extraction.md, as that page has them
        english = [word for word in LATIN.findall(text) if word not in known]
        if english:
            found[text[:160]] = english
    assert found == {}


def test_the_language_stays_in_the_address_over_pages_and_links(published, app):
    test = app("strikes", lang="uk")
    assert test.title[0].value == "Удари"
    assert test.query_params["lang"] == "uk"
    test.switch_page("views/aid.py").run()
    assert test.title[0].value == "Допомога"
    assert test.query_params["lang"] == "uk"
    # Links in a page's own HTML open a new session, which knows the address alone.
    links = re.findall(
        r'href="(\w*\?[^"]*)"', "\n".join(one.proto.body for one in app("overview", lang="uk").get("html"))
    )
    assert links
    assert all("lang=uk" in link for link in links)
    test.selectbox(key="lang").select("en").run()
    assert test.title[0].value == "Aid"
    assert "lang" not in test.query_params


def test_a_choice_survives_another_language(published, app):
    test = app("strikes", lang="uk", attacker="UA")
    test.selectbox(key="lang").select("en").run()
    assert test.query_params["attacker"] == "UA"
    assert test.metric[0].value == "1"


def test_an_unknown_language_is_english_with_a_note(published, app):
    test = app("strikes", lang="xx")
    assert test.title[0].value == "Strikes"
    told = "\n".join(one.proto.body for one in test.get("html"))
    assert "“<bdi>xx</bdi>” is no value of the filter Language · Мова" in told
    test.switch_page("views/aid.py").run()
    assert "no value of the filter" not in "\n".join(one.proto.body for one in test.get("html"))


def test_a_browser_in_ukrainian_gets_ukrainian_and_the_address_says_so(published, app, monkeypatch):
    monkeypatch.setattr("dashboards.language.preferred", lambda header: "uk")
    test = app("strikes")
    assert test.title[0].value == "Удари"
    assert test.query_params["lang"] == "uk"
    test.selectbox(key="lang").select("en").run()
    assert test.title[0].value == "Strikes"
    assert test.query_params["lang"] == "en"


def test_words_of_data_are_spoken_on_the_page(published, app):
    options = app("interceptions", lang="uk").selectbox(key="fact-interception").options
    assert "12 лютого 2025 — Україна: 71 з 123 збито (дрон)" in options
    assert any(
        "Норвегія → Україна: 242\u202f000\u202f000 USD" in one
        for one in app("aid", lang="uk").selectbox(key="fact-aid").options
    )
