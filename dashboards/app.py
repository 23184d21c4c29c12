"""The dashboard's frame: navigation, the state of the published warehouse, the page. Run by serve.py.

The pages lie in views/: Streamlit runs the files of a folder named pages/ by itself, past this frame, when the first
visitor after a start opens one by its address.
"""

from __future__ import annotations

import datetime as dt
import gc
from pathlib import Path

import pandas as pd
import streamlit as st

from dashboards import basemap, charts, queries, words  # noqa: F401 (imported before memory is set aside)
from dashboards.builds import failed_since
from dashboards.reviewing import token_of
from dashboards.snapshot import ask, begin_run, is_stale
from dashboards.url_state import forget_unknown
from ingest.settings import Settings
from ingest.warehouse.connect import DamagedSnapshot, NoWarehouse, SnapshotInUse

_HERE = Path(__file__).parent


def pages(settings: Settings) -> list[st.Page]:
    """The pages in the order of the menu, *Review* where reviewers have a token.

    Without sections, whose markup screen readers stumble over.
    """
    review = [st.Page("views/review.py", title="Review", icon=":material/rate_review:")] if token_of(settings) else []
    return [
        st.Page("views/overview.py", title="Overview", icon=":material/monitoring:", default=True),
        st.Page("views/strikes.py", title="Strikes", icon=":material/crisis_alert:"),
        st.Page("views/interceptions.py", title="Interceptions", icon=":material/shield:"),
        st.Page("views/aid.py", title="Aid", icon=":material/volunteer_activism:"),
        st.Page("views/diplomacy.py", title="Diplomacy", icon=":material/handshake:"),
        st.Page("views/compare.py", title="Compare", icon=":material/compare_arrows:"),
        st.Page("views/evidence.py", title="Evidence", icon=":material/format_quote:"),
        st.Page("views/quality.py", title="Quality", icon=":material/verified:"),
        st.Page("views/method.py", title="Method", icon=":material/rule:"),
        st.Page("views/sql.py", title="SQL", icon=":material/terminal:"),
        *review,
    ]


def no_warehouse(settings: Settings, title: str) -> None:
    """What to do when nothing has been published yet."""
    st.title(title, anchor=False)
    st.info("No warehouse has been published yet.", icon=":material/info:")
    st.write("Either of these builds one; this page shows it as soon as it is published and you reload:")
    st.code("make demo\n# or, for your own articles:\n.venv/bin/warledger run PATH", language="bash")
    st.text(f"Looked for: {settings.pointer}")


def freshness(settings: Settings) -> None:
    """A line on what is shown, and a banner when it is older than the setting allows or the last build failed."""
    published = ask(queries.publications)
    now = dt.datetime.now(dt.UTC)
    moment: dt.datetime | None = None
    if not published.empty and not pd.isna(published["published_at"].iloc[0]):
        moment = published["published_at"].iloc[0].to_pydatetime()
    if is_stale(moment, now, settings.stale_after_hours):
        age = f"published {words.age(moment, now)}" if moment else "of unknown age"
        st.warning(
            f"The warehouse is stale: {age}, and it counts as fresh for {settings.stale_after_hours} hours."
            " Run `make demo` or `warledger run` to publish a newer one.",
            icon=":material/schedule:",
        )
    failed = failed_since(settings, moment)
    if failed:
        when = f" {words.age(failed.ended_at, now)}" if failed.ended_at else ""
        with st.container(border=True, key="failed-build"):
            st.error(
                f"The last build failed{when}; what is shown is the one before it."
                + (f" It stopped at: {words.word(failed.step)}." if failed.step else ""),
                icon=":material/error:",
            )
            # Text, not Markdown: a reason may quote what an article says.
            st.text(failed.reason[:600] or "No reason is recorded.")
            st.page_link("views/quality.py", label="What was checked", icon=":material/verified:")
    if moment:
        with st.sidebar:
            st.caption(f"Published {words.age(moment, now)}, {moment.astimezone(dt.UTC):%Y-%m-%d %H:%M} UTC")


@st.cache_resource(show_spinner=False)
def set_modules_aside(page: str) -> None:
    """Once per server and page: what its imports and its maps' outlines are made of is never garbage.

    Streamlit collects garbage at the end of every run. Looking through all that pandas, Altair and pyarrow define, and
    through the corners of all outlines, takes some 100 ms of a core each time, more than most runs themselves.
    """
    gc.collect()
    gc.freeze()


def main() -> None:
    """The frame of every page: configuration, navigation, banner, footer."""
    st.set_page_config(page_icon=str(_HERE / "assets" / "icon.png"), layout="wide")
    st.html(_HERE / "assets" / "style.css")
    settings = Settings.from_environment()
    page = st.navigation(pages(settings))
    st.set_page_config(page_title=f"{page.title} · Warledger")
    try:
        begin_run(settings)
    except NoWarehouse:
        no_warehouse(settings, page.title)
        return
    except (SnapshotInUse, DamagedSnapshot) as error:
        st.error(str(error), icon=":material/lock:")
        return
    freshness(settings)
    st.session_state["_page_opened"] = st.session_state.get("_page") != page.title
    st.session_state["_page"] = page.title
    if st.session_state["_page_opened"]:
        forget_unknown()
    page.run()
    set_modules_aside(page.title)


main()
