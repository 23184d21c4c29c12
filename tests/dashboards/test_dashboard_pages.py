"""Every page runs on the published snapshot, reacts to a choice, and says what to do without a warehouse."""

from __future__ import annotations

import datetime as dt
import json

import pytest
import snapshot_fixture
from snapshot_fixture import APP, HOSTILE
from streamlit.testing.v1 import AppTest

PAGES = ("overview", "strikes", "interceptions", "aid", "diplomacy", "compare", "evidence", "quality", "method", "sql")


def metrics(test) -> dict[str, str]:
    return {metric.label: metric.value for metric in test.metric}


def html(test) -> str:
    return "\n".join(element.proto.body for element in test.get("html"))


@pytest.mark.parametrize("page", PAGES)
def test_page_runs(published, app, page):
    test = app(page)
    assert not test.exception
    assert test.title[0].value.lower() == page
    assert not test.warning


@pytest.mark.parametrize("page", PAGES)
def test_without_a_warehouse_a_page_says_what_to_do(data_dir, app, page):
    test = app(page)
    assert not test.exception
    assert "No warehouse has been published yet." in test.info[0].value
    assert "make demo" in test.code[0].value
    assert "warledger run PATH" in test.code[0].value


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_warehouse_has_empty_states(data_dir, app, page):
    tables = {name: [] for name in snapshot_fixture.rows()}
    snapshot_fixture.publish(data_dir, "run-empty", tables | {"publications": snapshot_fixture.rows()["publications"]})
    test = app(page)
    assert not test.exception
    if page not in ("quality", "overview", "method", "sql"):
        assert test.info


def test_overview_figures_and_change_on_the_period_before(published, app):
    test = app("overview")
    assert metrics(test)["Strikes"] == "3"
    assert any("1 strike" in caption.value and "never in a time series" in caption.value for caption in test.caption)
    test.selectbox(key="period").select("30d").run()
    assert not test.exception
    assert metrics(test)["Strikes"] == "0"
    assert test.metric[0].delta == "+0 on the period before"


def test_strikes_filter_and_url(published, app):
    test = app("strikes")
    assert metrics(test) == {"Strikes": "3", "Killed": "2", "Wounded": "8"}
    assert [metric.delta for metric in test.metric] == ["", "1–2 claimed", "7–8 claimed"]
    test.multiselect(key="strike-attacker").select("UA").run()
    assert metrics(test)["Strikes"] == "1"
    assert test.query_params["attacker"] == "UA"
    assert metrics(app("strikes", attacker="UA", period="2025"))["Killed"] == "0"


def test_a_wrong_url_shows_the_page_all_the_same(published, app):
    test = app("strikes", attacker="nobody", period="someday", fact="none", by="x", min_sources="many")
    assert not test.exception
    assert metrics(test)["Strikes"] == "3"


def test_unknown_values_of_an_address_are_named_with_what_is_nearest(published, app):
    test = app("strikes", region="Kherson Oblst", attacker="<b>nobody", fact="s-kiyv")
    told = html(test)
    assert "“<bdi>Kherson Oblst</bdi>” is no value of the filter Region" in told
    assert "region=Kherson+Oblast" in told
    assert "“<bdi>&lt;b&gt;nobody</bdi>” is no value of the filter Attacker" in told
    assert "No fact “<bdi>s-kiyv</bdi>” is on this page" in told
    # The notice stays while the filter is untouched, and goes when it is set.
    test.multiselect(key="strike-weapon").select("drone").run()
    assert "Kherson Oblst" in html(test)
    test.multiselect(key="strike-region").select("Kyiv City").run()
    assert "Kherson Oblst" not in html(test)
    assert "is no value" in html(test)
    # A fact of another kind is offered on its own page.
    assert 'href="aid?fact=p-gb"' in html(app("strikes", fact="p-gb"))


def test_the_tab_says_page_filters_and_fact(published, app, monkeypatch):
    titles = []
    monkeypatch.setattr("streamlit.set_page_config", lambda **options: titles.append(options.get("page_title")))
    app("strikes", attacker="RU", period="2025")
    assert titles[-1] == "Strikes: attacker Russia, 2025 · Warledger"
    app("strikes", fact="s-kyiv")
    assert titles[-1] == "Kyiv, ballistic missile, 12 Feb 2025 · Warledger"
    app("quality")
    assert titles[-1] == "Quality · Warledger"


def test_a_link_to_a_fact_opens_it_above_everything_else(published, app, monkeypatch):
    monkeypatch.setenv("WARLEDGER_REPORT_URL", "https://example.org/new?template=wrong_fact.yml")
    test = app("strikes", fact="s-kyiv")
    first = html(test)
    assert first.index("Kyiv, ballistic missile, 12 Feb 2025") < first.index(
        "One person was killed and four were wounded"
    )
    assert "<dt>Killed</dt><dd><bdi>2 (1–2 claimed)</bdi>" in first
    assert first.count("One person was killed and four were wounded in the capital</mark>") == 1
    cited = "Kyiv, ballistic missile, 12 Feb 2025 (killed: 2 (1–2 claimed); wounded: 5 (4–5 claimed)), according to 2"
    assert cited in first
    assert any("template=wrong_fact.yml&fact=http" in caption.value for caption in test.caption)
    # Below its claims: the map with its place, and what the warehouse knew before.
    assert "killed best 1 → 2 (the same reports, read or matched anew)" in first
    assert first.index("Two people died") < first.index("first known")
    assert [heading.value for heading in test.subheader][:2] == ["Where", "History"]
    # A click on another one shows that below the table, and the page's head is free again.
    test.selectbox(key="fact-strike").select("s-saratov").run()
    assert not test.exception
    assert "One person was killed" not in html(test)
    assert "Nobody was hurt" in html(test)


def test_the_users_reference_is_a_named_line_with_what_it_counts(data_dir, app):
    line = {"reference": "tracker", "subject": "strikes", "period_start": dt.date(2025, 2, 12), "entity": "UA-30",
            "measure": "n_strikes", "reference_value": 4, "status": "missing_here", "reason": "test"}  # fmt: skip
    snapshot_fixture.publish(data_dir, "run-1", snapshot_fixture.rows() | {"reconciliation": [line]})
    notes = [caption.value for caption in app("strikes").caption]
    assert any("Dashed: “tracker”, brought by you: strikes as it counts them" in note for note in notes)
    notes = [caption.value for caption in app("strikes", weapon="drone").caption]
    assert any("Your reference is not drawn" in note for note in notes)
    assert not any("reference" in caption.value for caption in app("interceptions").caption)


def test_the_map_steps_through_time_and_the_address_keeps_the_step(published, app):
    def has_on_map(test):
        return [caption.value for caption in test.caption if "a point to see that region" in caption.value]

    test = app("strikes")
    slider = test.select_slider(key="map-step")
    assert len(slider.options) == 3
    assert "1 strike known to a region at best" in has_on_map(test)[0]
    slider.set_value("2025-03-03").run()
    assert "0 strikes known to a region at best" in has_on_map(test)[0]
    assert test.query_params["map"] == "2025-03-03"
    assert metrics(test)["Strikes"] == "3"
    assert app("strikes", map="2025-02-10").select_slider(key="map-step").value == "2025-02-10"
    assert html(app("strikes", map="2025-02-11")).count("is no value of the filter Time on the map") == 1


def test_two_regions_stand_side_by_side_with_the_figures_of_their_own_pages(published, app):
    test = app("compare", a="Kyiv City", b="Saratov Oblast")
    assert not test.exception
    assert [(metric.label, metric.value) for metric in test.metric] == [
        ("Strikes", "1"), ("Killed", "2"), ("Wounded", "5"), ("Strikes", "1"), ("Killed", "0"), ("Wounded", "0"),
    ]  # fmt: skip
    donors = app("compare", by="donor", a="GB", b="NO")
    assert [metric.value for metric in donors.metric] == ["1", "185 million", "1", "242 million"]
    assert "Both are the same" in app("compare", by="attacker", a="RU", b="RU").info[0].value


def test_a_number_of_sources_says_what_a_source_is(published, app):
    test = app("strikes")
    test.number_input(key="min_sources").set_value(2).run()
    told = test.info[0].value
    assert told.startswith("1 of 3 strikes in this view have at least 2 sources.")
    assert "0 of 6 articles name none" in told


def test_every_headline_figure_can_be_quoted(published, app):
    quotes = html(app("strikes", attacker="RU")).split('<p class="wl-cite"><bdi>')
    assert any(
        quote.startswith("Killed: 2 (1–2 claimed). Best figure and range of claims")
        and "2 strikes, attacker Russia" in quote
        and "Warledger, snapshot of" in quote
        for quote in quotes
    )


def test_the_overview_opens_with_what_is_new_and_its_sentences(published, app):
    test = app("overview")
    assert "Week to 16 Aug 2025" in " ".join(text.value for text in test.text)
    assert "is to meet US Vice President JD Vance in Munich on Friday" in html(test)


def test_pictures_say_what_they_show_and_where_it_is_from(published, app):
    """Inside each chart, so that a saved picture says it too."""
    for page in ("overview", "strikes", "interceptions", "aid", "diplomacy"):
        specs = [json.loads(chart.proto.spec) for chart in app(page, period="2025").get("vega_lite_chart")]
        specs = specs or [
            json.loads(chart.proto.spec) for chart in app(page, period="2025").get("arrow_vega_lite_chart")
        ]
        assert specs, page
        for spec in specs:
            told = " ".join([spec["title"]["text"], *spec["title"]["subtitle"]])
            assert "Source: Warledger" in told, page
            assert "2025" in told, page


def test_saved_facts_have_their_id_link_and_quote(published, rows):
    from dashboards import queries

    quotes = queries.quotes_of(rows, "strike", ["s-kyiv", "s-saratov", "none"]).set_index("fact_id")
    assert quotes.loc["s-kyiv", "quote"] == "Two people died after the missile strike on Kyiv on February 12"
    assert quotes.loc["s-kyiv", "quote_publisher"] == "Steppe Monitor"
    assert list(quotes.index) == ["s-kyiv", "s-saratov"]


def test_a_phone_shows_the_newest_facts_first_and_few_columns(published, app, monkeypatch):
    monkeypatch.setattr("dashboards.figures.on_phone", lambda: True)
    test = app("strikes")
    assert '<ul class="wl-cards"><li><a href="?fact=s-saratov"' in html(test)
    assert "killed: 2 · wounded: 5" in html(test)
    columns = json.loads(test.dataframe(key="table-strike").proto.columns)
    assert len(test.dataframe(key="table-strike").proto.column_order) == 4, columns


def test_a_fact_leads_to_its_claims_and_their_quotes(published, app):
    test = app("strikes")
    assert "<article" not in html(test)
    test.selectbox(key="fact-strike").select("s-kyiv").run()
    assert not test.exception
    assert "One person was killed and four were wounded in the capital</mark>" in html(test)
    assert "Two people died after the missile strike on Kyiv on February 12</mark>" in html(test)
    assert test.query_params["fact"] == "s-kyiv"
    assert any("differ on the killed: from 1 to 2" in caption.value for caption in test.caption)


@pytest.mark.parametrize(
    ("page", "fact", "quote"),
    [
        ("interceptions", "i-0212", "Air defences shot down 71 of 123 drones overnight"),
        ("aid", "p-gb", "Britain will send a package worth $185 million"),
        ("diplomacy", "m-munich", "is to meet US Vice President JD Vance in Munich on Friday, his office said."),
    ],
)
def test_a_link_opens_a_fact_with_its_quote(published, app, page, fact, quote):
    test = app(page, fact=fact)
    assert not test.exception
    assert f"{quote}</mark>" in html(test)


def test_aid_in_euro(published, app):
    test = app("aid", currency="EUR")
    assert metrics(test)["Amount, EUR"] == "411 million"
    assert test.header[0].value == "Aid by donor, in millions of EUR"


def test_interceptions_filter_by_defender(published, app):
    test = app("interceptions", defender="RU")
    assert metrics(test)["National counts"] == "1"
    assert metrics(test)["Share brought down"] == "not stated"


def test_a_share_is_of_one_side_class_and_definition(published, app):
    """Each chart of shares holds one of them, and so does the figure above, which names it."""
    test = app("interceptions")
    assert metrics(test)["Share brought down"] == "58%"
    assert any("58% is that of Ukraine, drones: shot down." in caption.value for caption in test.caption)
    assert [heading.value for heading in test.subheader if "Ukraine, " in heading.value] == [
        "Ukraine, drones: shot down", "Ukraine, drones: shot down or suppressed",
    ]  # fmt: skip


def test_evidence_search_and_article(published, app):
    test = app("evidence")
    test.text_input(key="q").input("refinery").run()
    assert list(test.dataframe[0].value["article_id"]) == ["a-refinery"]
    test = app("evidence", article="a-kyiv")
    assert not test.exception
    assert '<mark class="wl-interception" title="interception">Air defences shot down 71' in html(test)
    assert '<mark class="wl-strike wl-further" title="strike">Russia launched' in html(test)


def test_quality_shows_only_what_did_not_pass_if_asked(published, app):
    assert list(app("quality").dataframe[0].value["check_name"]) == ["rate_between_0_and_1"]
    assert len(app("quality", checks="all").dataframe[0].value) == 2


def test_hostile_text_reaches_only_escaped_html_and_cells(published, app):
    """Neither raw in HTML nor anywhere in Markdown: labels, captions, headings, help."""
    for page, query in (("strikes", {"fact": "s-kherson"}), ("evidence", {"article": "a-hostile"}), ("quality", {})):
        test = app(page, **query)
        assert not test.exception
        assert "<script" not in html(test)
        assert "<img" not in html(test)
        for kind in ("markdown", "caption", "title", "header", "subheader", "info", "warning", "success", "metric"):
            for element in test.get(kind):
                assert HOSTILE not in str(element.proto), (page, kind)
        if page != "quality":
            assert "&lt;script&gt;window.pwned=2&lt;/script&gt;" in html(test)


def test_a_moved_pointer_shows_new_data_in_the_same_session(published, app):
    test = app("strikes")
    assert metrics(test)["Strikes"] == "3"
    tables = snapshot_fixture.rows("run-2")
    tables["fct_strikes"] = tables["fct_strikes"][:1]
    snapshot_fixture.publish(published, "run-2", tables)
    test.run()
    assert metrics(test)["Strikes"] == "1"
    # The old file may be pruned while the page is open.
    (published / "published" / "warehouse-run-1.duckdb").unlink()
    test.run()
    assert not test.exception


def test_one_page_run_keeps_to_one_snapshot(published, app, monkeypatch):
    """A publication in the middle of a run: all queries of that run answer from the snapshot it began with."""
    from dashboards import queries

    seen = []
    original = queries.headline

    def publish_and_ask(rows, scope):
        tables = snapshot_fixture.rows("run-9")
        tables["fct_strikes"] = []
        if not seen:
            snapshot_fixture.publish(published, "run-9", tables)
        seen.append(True)
        return original(rows, scope)

    publish_and_ask.__name__ = "headline"
    monkeypatch.setattr(queries, "headline", publish_and_ask)
    test = AppTest.from_file(str(APP), default_timeout=60).run()
    assert seen
    # Asked before, at and after the moment of the publication.
    assert (metrics(test)["Strikes"], metrics(test)["Killed in strikes"]) == ("3", "2")
    assert "s-saratov" in set(test.dataframe(key="latest").value["fact_id"])
    test.run()
    assert (metrics(test)["Strikes"], metrics(test)["Killed in strikes"]) == ("0", "not stated")


def test_a_stale_warehouse_has_a_banner(data_dir, app, monkeypatch):
    old = dt.datetime.now(dt.UTC) - dt.timedelta(hours=50)
    snapshot_fixture.publish(data_dir, "run-old", snapshot_fixture.rows("run-old", old))
    test = app("overview")
    assert "stale" in test.warning[0].value
    monkeypatch.setenv("WARLEDGER_STALE_AFTER_HOURS", "72")
    assert not app("overview").warning
