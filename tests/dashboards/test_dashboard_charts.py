"""Charts: the right numbers on the right axes, fixed colours, text alternatives; no browser."""

from __future__ import annotations

import datetime as dt

import altair as alt
import pandas as pd
import pytest

from dashboards import charts, figures, queries, timeline
from dashboards.drawing import draw, specification
from dashboards.queries import Scope

ALL = Scope()


def axis_titles(spec: dict) -> set[str]:
    found = set()
    for layer in [spec, *spec.get("layer", [])]:
        for channel in ("x", "y"):
            encoding = layer.get("encoding", {}).get(channel, {})
            title = encoding.get("title") or (encoding.get("axis") or {}).get("title")
            if title:
                found.add(title)
    return found


def colour_scale(spec: dict) -> dict[str, str]:
    scale = spec["encoding"]["color"]["scale"]
    return dict(zip(scale["domain"], scale["range"], strict=True))


def test_stacked_bars_stand_on_top_of_each_other():
    frame = pd.DataFrame(
        {
            "period": pd.to_datetime(["2025-02-01", "2025-02-01", "2025-03-01"]),
            "series": ["RU", "UA", "UA"],
            "n_strikes": [3, 2, 5],
        }
    )
    chart = charts.stacked_over_time(
        frame, grain="month", value="n_strikes", unit="Strikes", colours=charts.COUNTRY_COLOURS, names={"RU": "Russia"}
    )
    data = chart.data.sort_values(["period", "stack_from"])
    assert data["stack_from"].tolist() == [0, 2, 0]
    assert data["stack_to"].tolist() == [2, 5, 5]
    spec = chart.to_dict()
    assert axis_titles(spec) == {"Month", "Strikes"}
    assert colour_scale(spec)["Russia"] == charts.COUNTRY_COLOURS["RU"]


def test_a_filter_does_not_repaint_what_stays():
    both = pd.DataFrame({"period": pd.to_datetime(["2025-01-01"] * 2), "series": ["RU", "UA"], "n": [1, 1]})
    alone = both[both["series"] == "UA"]
    scales = [
        colour_scale(
            charts.stacked_over_time(frame, grain="day", value="n", unit="n", colours=charts.COUNTRY_COLOURS).to_dict()
        )
        for frame in (both, alone)
    ]
    assert scales[0]["UA"] == scales[1]["UA"]


def test_outcomes_split_what_was_launched(rows):
    series = queries.interceptions_over_time(rows, ALL, "month")
    fates = charts.outcomes(series).set_index(["defender_country", "period", "outcome"])["count"]
    february = pd.Timestamp("2025-02-01")
    assert fates[("UA", february, "brought down")] == 71
    assert fates[("UA", february, "not brought down")] == 52
    assert fates[("RU", pd.Timestamp("2025-08-01"), "brought down, launched not stated")] == 53
    assert ("UA", february, "brought down, launched not stated") not in fates.index


def test_saved_numbers_say_of_which_facts_and_snapshot_they_are(monkeypatch):
    saved = {}
    monkeypatch.setattr(figures, "snapshot_day", lambda: "1 Mar 2025")
    monkeypatch.setattr(figures, "table", lambda *args, **options: None)
    monkeypatch.setattr(figures.st, "download_button", lambda label, **options: saved.update(options))
    figures.listing(
        pd.DataFrame({"n": [3]}), {"n": "Strikes"}, name="n", alt_text="Strikes", about="3 strikes, Sumy Oblast."
    )
    lines = saved["data"]().decode("utf-8-sig").splitlines()
    assert lines[0].split(",") == ["n", "facts_shown", "snapshot"]
    assert '"3 strikes, Sumy Oblast.",1 Mar 2025' in lines[1]


def test_outcomes_of_the_two_sides_are_not_added():
    frame = pd.DataFrame(
        {
            "period": pd.Timestamp("2025-02-01"), "defender_country": ["UA", "RU"], "launched": [100, 40],
            "intercepted": [60, 40], "intercepted_alone": [None, 5],
        }
    )  # fmt: skip
    sides = charts.sides_of(charts.outcomes(frame), {"UA": "Ukraine", "RU": "Russia"})
    assert [name for name, _ in sides] == ["Ukraine defending", "Russia defending"]
    counts = [own.set_index("outcome")["count"].to_dict() for _, own in sides]
    assert counts == [
        {"brought down": 60, "not brought down": 40}, {"brought down": 40, "brought down, launched not stated": 5},
    ]  # fmt: skip


def test_a_chart_of_shares_holds_one_definition_and_no_line_crosses_a_gap():
    months = ["2025-01-01", "2025-02-01", "2025-07-01", "2025-08-01", "2025-08-01", "2025-02-01"]
    frame = pd.DataFrame(
        {
            "period": pd.to_datetime(months), "defender_country": ["UA"] * 5 + ["RU"], "weapon_class": "drone",
            "count_definition": ["shot_down"] * 3 + ["shot_down_or_suppressed"] * 2 + ["shot_down"],
            "n_counts": [4, 4, 4, 2, 1, 1], "launched": 100, "intercepted": 60, "rate": [0.6] * 6,
        }
    ).iloc[[0, 1, 2, 3, 5]]  # fmt: skip
    assert charts.rate_series(frame) == [
        ("UA", "drone", "shot_down"), ("UA", "drone", "shot_down_or_suppressed"), ("RU", "drone", "shot_down"),
    ]  # fmt: skip
    spec = charts.rate_over_time(frame, ("UA", "drone", "shot_down"), grain="month").to_dict()
    rule, text, line, points = spec["layer"]
    assert line["mark"]["type"] == "line"
    assert line["encoding"]["detail"]["field"] == "run"
    drawn = spec["datasets"][line["data"]["name"]]
    # January and February are one line, July another.
    assert [row["period"][:7] for row in drawn] == ["2025-01", "2025-02", "2025-07"]
    assert drawn[0]["run"] == drawn[1]["run"] != drawn[2]["run"]
    # Where most counts come to hold something else, a rule with its name says so.
    assert (rule["mark"]["type"], text["mark"]["type"], points["mark"]["type"]) == ("rule", "text", "point")
    (change,) = spec["datasets"][rule["data"]["name"]]
    assert (change["period"][:7], change["change"]) == ("2025-08", "from here shot down or suppressed")


COVERAGE = pd.DataFrame(
    {"period": pd.date_range("2025-01-01", periods=4, freq="MS"), "n_articles": [9, 0, 2, 4], "n_sources": [3, 0, 1, 2]}
)


@pytest.mark.parametrize("make", ["stacked", "tolls", "rates"])
def test_every_chart_over_time_stands_above_the_articles_read(rows, make):
    """Periods with few articles are hatched over the whole height; the strip has a bar for each, none left out."""
    options = {"grain": "month", "coverage": COVERAGE, "few": 3}
    if make == "stacked":
        series = queries.strikes_over_time(rows, ALL, "month", "attacker")
        chart = charts.stacked_over_time(series, value="n_strikes", unit="Strikes", **options)
    elif make == "tolls":
        chart = charts.toll_bands(queries.tolls_over_time(rows, ALL, "month"), **options)
    else:
        series = queries.interceptions_over_time(rows, ALL, "month")
        chart = charts.rate_over_time(series, charts.rate_series(series)[0], **options)
    spec = chart.to_dict()
    bands, strip = spec["layer"][0], spec["layer"][-1]["layer"][0]
    assert [row["period"][:7] for row in spec["datasets"][bands["data"]["name"]]] == ["2025-02", "2025-03"]
    assert bands["encoding"]["y2"] == {"value": {"expr": "height"}}
    assert [row["n_articles"] for row in spec["datasets"][strip["data"]["name"]]] == [9, 0, 2, 4]
    assert strip["encoding"]["y"]["scale"] is None
    # Nothing is hatched where much was read, and nothing drawn without a coverage.
    much = COVERAGE.assign(n_articles=50)
    assert timeline.hatched(much, "month", 3) is None


def test_articles_are_counted_for_every_period_with_those_that_have_none(rows):
    counted = queries.coverage(rows, "month", dt.date(2025, 1, 15), dt.date(2025, 4, 2))
    assert [day.month for day in counted["period"]] == [1, 2, 3, 4]
    assert counted["n_articles"].tolist() == [0, 4, 1, 0]
    assert counted["n_sources"].tolist() == [0, 3, 1, 0]
    of_one = queries.coverage(rows, "month", dt.date(2025, 2, 1), dt.date(2025, 2, 1), ("Dnipro Wire",))
    assert of_one[["n_articles", "n_sources"]].values.tolist() == [[1, 1]]


@pytest.mark.parametrize(
    ("grain", "first", "last", "step"),
    [("month", "2025-03-01", "2025-05-01", 1), ("day", "2025-01-01", "2025-01-20", 6),
     ("week", "2025-01-06", "2025-01-06", 1),
     ("month", "2014-01-01", "2025-12-01", 24)],
)  # fmt: skip
def test_no_label_of_an_axis_comes_twice(grain, first, last, step):
    assert timeline.ticks(grain, pd.Timestamp(first), pd.Timestamp(last)) == {"interval": grain, "step": step}


def test_a_break_is_where_most_counts_change_and_unspecified_ones_do_not_make_one():
    frame = pd.DataFrame(
        [("2025-01-01", "shot_down", 90), ("2025-02-01", "unspecified", 500), ("2025-02-01", "shot_down", 20),
         ("2025-03-01", "shot_down", 10), ("2025-03-01", "shot_down_or_suppressed", 80),
         ("2025-04-01", "shot_down_or_suppressed", 5)],
        columns=["period", "count_definition", "launched"],
    ).assign(rate=0.5)  # fmt: skip
    assert charts.definition_breaks(frame).values.tolist() == [["2025-03-01", "shot_down", "shot_down_or_suppressed"]]
    assert charts.definition_breaks(frame.iloc[:0]).empty


def test_the_life_of_a_package_has_a_point_for_each_status(rows):
    lives = queries.aid_lives(rows, ALL)
    assert lives[["fact_id", "status"]].values.tolist() == [["p-gb", "announced"], ["p-gb", "delivered"]]
    assert list(lives["day"].dt.strftime("%Y-%m-%d")) == ["2025-02-13", "2025-03-03"]
    tracks, points = charts.package_lives(lives).to_dict()["layer"]
    assert points["encoding"]["color"]["scale"]["domain"] == ["Announced", "Delivered"]
    assert tracks["mark"]["type"] == "rule"
    assert set(charts.package_names(lives)) == {"United Kingdom, 185 million USD"}


def test_toll_bands_show_best_and_the_range_only_where_claims_differ(rows):
    tolls = queries.tolls_over_time(rows, ALL, "month")
    spec = charts.toll_bands(tolls, grain="month").to_dict()
    marks = [layer["mark"]["type"] for layer in spec["layer"]]
    assert marks == ["rect", "rule", "rule"]
    same = tolls.assign(low=tolls["best"], high=tolls["best"])
    assert [x["mark"]["type"] for x in charts.toll_bands(same, grain="month").to_dict()["layer"]] == ["rect"]
    assert "People, best figure and range" in axis_titles(spec)


def test_ranked_bars_and_matrix_build(rows):
    regions = queries.strikes_by(rows, ALL, "region")
    spec = charts.ranked_bars(
        regions, value="n_strikes", unit="Strikes", split="attacker", colours=charts.COUNTRY_COLOURS
    ).to_dict()
    assert axis_titles(spec) == {"Strikes"}
    pairs = charts.pair_matrix(queries.country_pairs(rows, ALL), {"UA": "Ukraine"}).to_dict()
    assert {layer["mark"]["type"] for layer in pairs["layer"]} == {"rect", "text"}
    assert "Ukraine" in pairs["layer"][0]["encoding"]["x"]["sort"]


def test_a_text_alternative_says_what_when_and_how_much(rows):
    series = queries.strikes_over_time(rows, ALL, "month", "attacker")
    text = charts.describe(series, what="Bars of strikes", value="n_strikes", series="series", names={"RU": "Russia"})
    assert text.startswith("Bars of strikes. From 1 Feb 2025 to 1 Mar 2025. Largest: 1 (Russia, 1 Feb 2025).")
    assert charts.describe(series.iloc[:0], what="Bars", value="n_strikes") == "Bars: no data."


def contrast(first: str, second: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(first), light(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("background", ["#ffffff", "#14191f"])
def test_colours_stand_out_from_both_backgrounds(background):
    """WCAG 2.1 asks 3:1 of graphics (success criterion 1.4.11)."""
    used = {*charts.PALETTE, *charts.COUNTRY_COLOURS.values(), *charts.OUTCOME_COLOURS.values()}
    weak = {colour: round(contrast(colour, background), 2) for colour in used if contrast(colour, background) < 3}
    assert weak == {}


def test_hostile_names_stay_data():
    hostile = "<img src=x onerror=alert(1)>"
    frame = pd.DataFrame({"series": [hostile], "n": [1]})
    chart = charts.ranked_bars(frame, value="n", unit="n")
    assert isinstance(chart, alt.Chart)
    assert "href" not in str(chart.to_dict()["encoding"])


def test_a_drawn_chart_keeps_its_data_as_frames_and_says_what_altair_says(rows):
    series = queries.strikes_over_time(rows, ALL, "month", "attacker")
    chart = charts.stacked_over_time(series, grain="month", value="n_strikes", unit="Strikes")
    drawn, whole = specification(chart), chart.to_dict()
    assert drawn["encoding"] == whole["encoding"]
    (name,) = drawn["datasets"]
    assert drawn["data"] == {"name": name}
    assert list(drawn["datasets"][name]["n_strikes"]) == [1, 1]


def test_charts_are_drawn_once_for_the_same_numbers(rows):
    series = queries.strikes_over_time(rows, ALL, "month", "attacker")
    made = []

    def chart(frame, *, grain):
        made.append(grain)
        return charts.stacked_over_time(frame, grain=grain, value="n_strikes", unit="Strikes")

    first, again = (draw(chart, series, grain="month") for _ in range(2))
    assert first["encoding"] == again["encoding"]
    draw(chart, series.assign(n_strikes=7), grain="month")
    draw(chart, series, grain="day")
    assert made == ["month", "month", "day"]


def test_lines_of_references_break_at_gaps_and_are_named(rows):
    reference = pd.DataFrame(
        {
            "period": pd.to_datetime(["2025-02-01", "2025-03-01", "2025-05-01"]),
            "reference": "tracker",
            "value": [4, 2, 3],
        }
    )
    series = queries.strikes_over_time(rows, ALL, "month", "attacker")
    chart = charts.stacked_over_time(series, grain="month", value="n_strikes", unit="Strikes", reference=reference)
    _, line, points = chart.layer
    assert line.data["run"].nunique() == 2
    spec = chart.to_dict()
    assert spec["layer"][1]["encoding"]["strokeDash"]["scale"]["domain"] == ["tracker"]
    assert spec["layer"][1]["encoding"]["y"]["field"] == points.to_dict()["encoding"]["y"]["field"] == "value"
    bands = charts.toll_bands(queries.tolls_over_time(rows, ALL, "month"), grain="month", reference=reference).to_dict()
    assert [layer["mark"]["type"] for layer in bands["layer"][-2:]] == ["line", "point"]


def test_what_each_side_says_keeps_its_colour_and_place(rows):
    told = queries.claims_by_side(rows, ALL, "month")
    chart = charts.claims_by_side(told[told["toll"] == "wounded"], grain="month")
    assert colour_scale(chart.to_dict()) == {"Ukrainian official": charts.BLUE, "Russian official": charts.ORANGE}
    ends = chart.data.set_index("side")
    assert ends.loc["Ukrainian official", "claimed"] == 5
    alone = charts.claims_by_side(told[(told["toll"] == "killed") & (told["side"] == "ua_official")], grain="month")
    assert colour_scale(alone.to_dict()) == colour_scale(chart.to_dict())
