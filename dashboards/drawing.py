"""Charts as Vega-Lite specifications, kept for whoever looks at the same numbers next.

Altair takes 10 to 200 ms of a core to check and write a chart, many times what the queries behind it take. So a chart
is made once for its numbers and options, over all visitors; its data stay data frames, which Streamlit sends as Arrow.
"""

from __future__ import annotations

import hashlib
import pickle
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st
from altair.utils import schemapi

from dashboards import charts, language
from dashboards.language import tr

#: Altair's switches are global to all threads. A chart may be made of others, hence entered again by its own thread.
_lock = threading.RLock()


@contextmanager
def _unchecked() -> Iterator[None]:
    """Altair without its checks of the schema, which take most of its time. The tests make every chart with them."""
    with _lock:
        checks = schemapi.DEBUG_MODE
        try:
            schemapi.DEBUG_MODE = False
            yield
        finally:
            schemapi.DEBUG_MODE = checks


def specification(chart: alt.TopLevelMixin | dict[str, Any]) -> dict[str, Any]:
    """The chart as a Vega-Lite dictionary whose `datasets` are data frames; a dictionary is taken as it is."""
    if isinstance(chart, dict):
        return chart
    frames: dict[str, Any] = {}

    def named(data: Any) -> dict[str, Any]:
        if isinstance(data, (dict, alt.NamedData)):
            return data  # type: ignore[return-value]
        name = next((name for name, frame in frames.items() if frame is data), f"data-{len(frames)}")
        frames[name] = data
        return {"name": name}

    with _unchecked():
        alt.data_transformers.register("frames", lambda data=None, **_: named if data is None else named(data))
        with alt.theme.enable("none"), alt.data_transformers.enable("frames"):
            spec: dict[str, Any] = chart.to_dict(validate=False)
    if locale := language.vega():
        spec["config"] = {**spec.get("config", {}), "locale": locale}
    return {**spec, "datasets": {**spec.get("datasets", {}), **frames}}


@st.cache_data(show_spinner=False, max_entries=300, max_size="128MB")
def _drawn(name: str, digest: str, _make: Callable[[], Any]) -> dict[str, Any]:
    with _unchecked():
        return specification(_make())


def draw(chart: Callable[..., Any], *arguments: Any, **options: Any) -> dict[str, Any]:
    """The specification of a function of `charts` or `basemap` for these arguments, made once for each."""
    digest = hashlib.blake2b(pickle.dumps((arguments, options, language.current())), digest_size=16).hexdigest()
    return _drawn(chart.__qualname__, digest, lambda: chart(*arguments, **options))


def draw_outcomes(
    fates: pd.DataFrame, names: Mapping[str, str], reference: pd.DataFrame | None = None, **options: Any
) -> list[tuple[str, dict[str, Any]]]:
    """What became of drones and missiles (`charts.outcomes`): a heading and a chart for each side that defends. The
    counts of the two are of other weapons, publishers and definitions, and are not added. A `reference` is of what was
    launched at Ukraine."""
    return [
        (
            side,
            draw(
                charts.stacked_over_time,
                own,
                value="count",
                unit=tr("Drones and missiles"),
                series="outcome",
                series_title=tr("What became of them"),
                colours=charts.OUTCOME_COLOURS,
                reference=reference if (own["defender_country"] == "UA").all() else None,
                **options,
            ),
        )
        for side, own in charts.sides_of(fates, names)
    ]
