"""Compare: two regions, attackers, weapon classes, donors or years side by side, each with the same figures."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import streamlit as st

from dashboards import charts, figures, queries, words
from dashboards.coverage import coverage_of
from dashboards.drawing import draw
from dashboards.filters import common_filters, countries, name_tab, naming, period_filter, say_unknown, told
from dashboards.language import tr
from dashboards.periods import grain_of
from dashboards.queries import Scope
from dashboards.snapshot import ask
from dashboards.url_state import choose_one

#: What can be set beside each other: label, kind of fact, filter; "year" is a period.
_BY = {
    "region": (tr("Regions"), "strike"),
    "attacker": (tr("Attackers"), "strike"),
    "weapon": (tr("Weapon classes"), "strike"),
    "donor": (tr("Donors"), "aid"),
    "year": (tr("Years"), "strike"),
}

st.title(tr("Compare"), anchor=False)
st.write(tr("Two of a kind side by side, counted alike."))

scope = common_filters(period_filter())
by = choose_one(
    tr("Compare"), list(_BY), name="by", key="compare-by", default="region", format_func=lambda code: _BY[code][0],
    buttons=True,
) or "region"  # fmt: skip
kind = _BY[by][1]
first_day, last_day = ask(queries.date_span)


def options() -> list[str]:
    """What can be chosen, the most frequent first; years from the newest back."""
    if by != "year":
        return [str(code) for code in ask(queries.codes, kind, by)]
    return [str(year) for year in range(last_day.year, first_day.year - 1, -1)] if first_day and last_day else []


def readable(code: str) -> str:
    """The option as the page says it."""
    return code if by == "year" else naming(by)(code)


def part(code: str) -> Scope:
    """The scope of one side."""
    if by == "year":
        return replace(scope, start=dt.date(int(code), 1, 1), end=dt.date(int(code), 12, 31))
    return replace(scope, choices=((by, (code,)),))


def items(one: Scope) -> list[tuple[str, str, str | None, str]]:
    """The headline figures of one side."""
    if kind == "aid":
        totals = ask(queries.aid_totals, one)
        return [
            (
                tr("Packages"),
                words.number(totals["n_packages"]),
                None,
                tr("Without running totals and parts of others."),
            ),
            (
                tr("Amount, USD"),
                words.money(totals["amount_usd"]),
                None,
                tr(
                    "Over the packages that state an amount; {n_without_amount} state none.",
                    n_without_amount=words.number(totals["n_without_amount"]),
                ),
            ),
        ]
    toll = ask(queries.toll, one)
    return [
        (tr("Strikes"), words.number(toll["n_strikes"]), None, tr("Places hit, with those that no article dates.")),
        *(
            (
                words.title_word(name),
                words.number(toll[f"{name}_best"]),
                words.span(toll[f"{name}_low"], toll[f"{name}_high"]),
                tr("Over the {n_stated} strikes that state it.", n_stated=words.number(toll[f"n_{name}_stated"])),
            )
            for name in ("killed", "wounded")
        ),
    ]


def side(code: str, one: Scope) -> None:
    """One side: its name, figures, what they count, and the facts over time."""
    st.header(readable(code), anchor=False)
    for label, value, more, meaning in items(one):
        st.metric(label, value, more, delta_color="off", delta_arrow="off", help=meaning, border=True)
    st.caption(told(kind, one))
    if kind == "aid":
        grain, value, unit = "month", "n_packages", tr("Packages")
        series = ask(queries.aid_over_time, one, "type")
    else:
        grain, value, unit = grain_of(one.start, one.end, (first_day, last_day)), "n_strikes", tr("Strikes")
        series = ask(queries.strikes_over_time, one, grain, "attacker")
    covered = coverage_of(one, grain, series)
    colours = charts.COUNTRY_COLOURS if kind == "strike" else None
    options = {"colours": colours, "names": countries(), **covered.options}
    figures.figure(
        tr("{unit} over time, {part}", unit=unit, part=readable(code)),
        series,
        None
        if series.empty
        else draw(charts.stacked_over_time, series, grain=grain, value=value, unit=unit, **options),
        about=told(kind, one),
        name=f"compare-{code}",
        labels={"period": "Period", "series": "Series", value: unit},
        description=charts.describe(
            series, what=tr("{unit} over time", unit=unit), value=value, series="series", names=countries()
        ),
        empty=tr("Nothing dated fits these filters."),
        note=covered.note,
    )


codes = options()
if len(codes) < 2:
    say_unknown()
    st.info(tr("There are no two of these to compare. Choose another kind."), icon=":material/info:")
else:
    columns = st.columns(2)
    chosen = []
    for name, column, otherwise in (("a", columns[0], codes[0]), ("b", columns[1], codes[1])):
        with column:
            label = tr("First") if name == "a" else tr("Second")
            key = f"compare-{by}-{name}"
            chosen.append(choose_one(label, codes, name=name, key=key, default=otherwise, format_func=readable))
    say_unknown()
    name_tab(tr("Compare {parts}", parts=tr(" and ").join(readable(code) for code in chosen if code)), scope)
    if chosen[0] == chosen[1]:
        st.info(tr("Both are the same: choose another one."), icon=":material/info:")
    else:
        for column, code in zip(columns, chosen, strict=True):
            with column:
                side(str(code), part(str(code)))
