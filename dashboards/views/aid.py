"""Aid: by donor, month, type and status in dollars or euros; running totals apart; every package."""

from __future__ import annotations

import streamlit as st

from dashboards import charts, figures, links, queries, words
from dashboards.coverage import coverage_of
from dashboards.drawing import draw
from dashboards.facts import fact_section, linked_fact, newest_cards
from dashboards.filters import countries, fact_filters, name_tab, told
from dashboards.language import tr
from dashboards.snapshot import ask
from dashboards.url_state import choose_one
from ingest.settings import Settings

st.title(tr("Aid"), anchor=False)
st.write(
    tr(
        'Money and goods for either side. A package counts once; running totals ("since 2022") repeat packages and are'
        " kept out of every sum."
    )
)

scope = fact_filters("aid", ("donor", "recipient", "type", "status"))
name_tab(tr("Aid"), scope)
linked_fact("aid")
about = told("aid", scope)
settings = Settings.from_environment()
names = countries()
currency = choose_one(
    tr("Amounts in"), ["USD", "EUR"], name="currency", key="currency", default="USD", format_func=str, buttons=True
) or "USD"  # fmt: skip
value = f"amount_{currency.lower()}"
unit = tr("Million {currency}", currency=currency)
totals = ask(queries.aid_totals, scope)

figures.headline(
    [
        (
            tr("Packages"),
            words.number(totals["n_packages"]),
            None,
            tr("Without running totals and parts of larger packages."),
        ),
        (
            tr("Amount, {currency}", currency=currency),
            words.money(totals[value]),
            None,
            tr(
                "Over the packages that state an amount, suspended ones left out. {n_without_amount}"
                " state none; for {n_without_rate} there is no reference rate.",
                n_without_amount=words.number(totals["n_without_amount"]),
                n_without_rate=words.number(totals["n_without_rate"]),
            ),
        ),
        (tr("Donors"), words.number(totals["n_donors"]), None, tr("Countries and international bodies.")),
        (
            tr("Running totals"),
            words.number(totals["n_running_totals"]),
            None,
            tr(
                "Kept apart, as are {n_parts} of larger packages: see the table.",
                n_parts=words.amount_of(totals["n_parts"], "part"),
            ),
        ),
    ],
    about,
)

newest_cards("aid", scope)

donors = ask(queries.aid_by, scope, "donor")
with_amount = donors.dropna(subset=[value]).assign(millions=lambda frame: frame[value] / 1e6)
figures.figure(
    tr("Aid by donor, in millions of {currency}", currency=currency),
    with_amount,
    None
    if with_amount.empty
    else draw(
        charts.ranked_bars,
        with_amount.head(20),
        value="millions",
        unit=unit,
        series_title=tr("Donor"),
        names=names,
        whole_numbers=False,
    ),
    about=about,
    name="donors",
    page=links.chart_page(settings, "aid-donors", scope) if currency == "USD" else None,
    labels={"series": "Donor", "n_packages": "Packages", "n_without_amount": "Without an amount", value: currency},
    description=charts.describe(
        with_amount,
        what=tr("Bars of aid per donor, millions of {currency}", currency=currency),
        value="millions",
        series="series",
        names=names,
    ),
    empty=tr("No package with an amount fits these filters. Widen the period or clear a filter."),
    note=tr("Converted at the reference rate of the announcement day. The twenty largest."),
)

months = ask(queries.aid_over_time, scope, "type")
covered = coverage_of(scope, "month", months)
priced = months.dropna(subset=[value]).assign(millions=lambda frame: frame[value] / 1e6)
figures.figure(
    tr("Aid announced per month and type, in millions of {currency}", currency=currency),
    priced,
    None
    if priced.empty
    else draw(
        charts.stacked_over_time,
        priced,
        grain="month",
        value="millions",
        unit=unit,
        series_title=tr("Type of aid"),
        whole_numbers=False,
        **covered.options,
    ),
    about=about,
    name="months",
    page=links.chart_page(settings, "aid", scope) if currency == "USD" else None,
    labels={"period": "Month", "series": "Type of aid", "n_packages": "Packages", value: currency},
    description=charts.describe(
        priced,
        what=tr("Bars of aid per month and type, millions of {currency}", currency=currency),
        value="millions",
        series="series",
    ),
    empty=tr("No dated package with an amount fits these filters. Widen the period or clear a filter."),
    note=covered.note,
    further=covered.numbers("months"),
)

status = ask(queries.aid_by, scope, "status")
figures.figure(
    tr("Packages by status"),
    status,
    None
    if status.empty
    else draw(charts.ranked_bars, status, value="n_packages", unit=tr("Packages"), series_title=tr("Status")),
    about=about,
    name="status",
    labels={"series": "Status", "n_packages": "Packages", "n_without_amount": "Without an amount", value: currency},
    description=charts.describe(status, what=tr("Bars of packages per status"), value="n_packages", series="series"),
    empty=tr("No package fits these filters. Widen the period or clear a filter."),
)

lives = ask(queries.aid_lives, scope)
dated = lives.dropna(subset=["day"])
dated = dated.assign(package=charts.package_names(dated))
undated = len(lives) - len(dated)
figures.figure(
    tr("Life of a package: packages of which reports tell more than one status"),
    dated,
    None if dated.empty else draw(charts.package_lives, dated),
    about=about,
    name="lives",
    labels={"package": "Package", "day": "Day", "status": "Status", "n_claims": "Claims"},
    description=charts.describe(
        dated, what=tr("A line for each package, with a point for each status that a report tells"), value="n_claims",
        series="package",
    ),
    empty=tr("Of no package in this view do dated reports tell more than one status."),
    note=tr("The fifteen newest. A step stands at the day that the claim gives, else at that of its article.")
    + (tr(" {undated} without either left out.", undated=words.amount_of(undated, 'step')) if undated else ""),
)  # fmt: skip

fact_section(
    "aid",
    scope,
    {
        "date": "Announced",
        "donor_name": "Donor",
        "recipient": "Recipient",
        "amount": "Amount as stated",
        "currency": "Currency",
        value: tr("In {currency}", currency=currency),
        "aid_type": "Type",
        "status": "Status",
        "items": "Items",
        "is_cumulative": "Running total",
        "n_articles": "Articles",
        "n_sources": "Sources",
        "is_disputed": "Disputed",
    },
    tr("Every package and running total"),
)
