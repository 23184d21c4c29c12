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

from dashboards import basemap, charts, language, queries, words  # noqa: F401 (imported before memory is set aside)
from dashboards.builds import failed_since
from dashboards.language import tr
from dashboards.reviewing import token_of
from dashboards.snapshot import ask, begin_run, is_stale
from dashboards.url_state import choose_one, forget_unknown
from ingest.settings import Settings
from ingest.warehouse.connect import DamagedSnapshot, NoWarehouse, SnapshotInUse

_HERE = Path(__file__).parent


def pages(settings: Settings) -> list[st.Page]:
    """The pages in the order of the menu, *Review* where reviewers have a token.

    Without sections, whose markup screen readers stumble over.
    """
    review = (
        [st.Page("views/review.py", title=tr("Review"), icon=":material/rate_review:")] if token_of(settings) else []
    )
    return [
        st.Page("views/overview.py", title=tr("Overview"), icon=":material/monitoring:", default=True),
        st.Page("views/strikes.py", title=tr("Strikes"), icon=":material/crisis_alert:"),
        st.Page("views/interceptions.py", title=tr("Interceptions"), icon=":material/shield:"),
        st.Page("views/aid.py", title=tr("Aid"), icon=":material/volunteer_activism:"),
        st.Page("views/diplomacy.py", title=tr("Diplomacy"), icon=":material/handshake:"),
        st.Page("views/compare.py", title=tr("Compare"), icon=":material/compare_arrows:"),
        st.Page("views/evidence.py", title=tr("Evidence"), icon=":material/format_quote:"),
        st.Page("views/quality.py", title=tr("Quality"), icon=":material/verified:"),
        st.Page("views/method.py", title=tr("Method"), icon=":material/rule:"),
        st.Page("views/sql.py", title="SQL", icon=":material/terminal:"),
        *review,
    ]


#: Read before a language is known.
LANGUAGE_LABEL = "Language · Мова"


def choose_language() -> str:
    """The language of the page: what the address says (`lang`), else what the reader chose, else the browser's."""
    asked = language.preferred(st.context.headers.get("Accept-Language"))
    with st.sidebar:
        return (
            choose_one(
                LANGUAGE_LABEL,
                list(language.LANGUAGES),
                name="lang",
                key="lang",
                default=asked,
                format_func=language.LANGUAGES.__getitem__,
                placeholder=LANGUAGE_LABEL,
                # An address without `lang` is in the reader's own language: any other one says its own.
                clean=asked == language.ENGLISH,
            )
            or asked
        )


def no_warehouse(settings: Settings, title: str) -> None:
    """What to do when nothing has been published yet."""
    st.title(title, anchor=False)
    st.info(tr("No warehouse has been published yet."), icon=":material/info:")
    st.write(tr("Either of these builds one; this page shows it as soon as it is published and you reload:"))
    st.code("make demo\n# or, for your own articles:\n.venv/bin/warledger run PATH", language="bash")
    st.text(tr("Looked for: {pointer}", pointer=settings.pointer))


def freshness(settings: Settings) -> None:
    """A line on what is shown, and a banner when it is older than the setting allows or the last build failed."""
    published = ask(queries.publications)
    now = dt.datetime.now(dt.UTC)
    moment: dt.datetime | None = None
    if not published.empty and not pd.isna(published["published_at"].iloc[0]):
        moment = published["published_at"].iloc[0].to_pydatetime()
    if is_stale(moment, now, settings.stale_after_hours):
        age = tr("published {moment}", moment=words.age(moment, now)) if moment else tr("of unknown age")
        st.warning(
            tr(
                "The warehouse is stale: {age}, and it counts as fresh for {stale_after_hours} hours. Run"
                " `make demo` or `warledger run` to publish a newer one.",
                age=age,
                stale_after_hours=settings.stale_after_hours,
            ),
            icon=":material/schedule:",
        )
    failed = failed_since(settings, moment)
    if failed:
        when = f" {words.age(failed.ended_at, now)}" if failed.ended_at else ""
        with st.container(border=True, key="failed-build"):
            st.error(
                tr("The last build failed{when}; what is shown is the one before it.", when=when)
                + (tr(" It stopped at: {step}.", step=words.word(failed.step)) if failed.step else ""),
                icon=":material/error:",
            )
            # Text, not Markdown: a reason may quote what an article says.
            st.text(failed.reason[:600] or tr("No reason is recorded."))
            st.page_link("views/quality.py", label=tr("What was checked"), icon=":material/verified:")
    if moment:
        with st.sidebar:
            st.caption(
                tr(
                    "Published {moment}, {utc} UTC",
                    moment=words.age(moment, now),
                    utc=f"{moment.astimezone(dt.UTC):%Y-%m-%d %H:%M}",
                )
            )


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
    is_unknown = st.query_params.get("lang", language.ENGLISH) not in language.LANGUAGES
    language.use(choose_language())
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
    st.session_state["_page_opened"] = st.session_state.get("_page") != page.url_path
    st.session_state["_page"] = page.url_path
    if st.session_state["_page_opened"]:
        forget_unknown(but=("lang",) if is_unknown else ())
    page.run()
    set_modules_aside(page.url_path)


main()
