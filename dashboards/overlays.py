"""The user's references over the charts of the same measure: the line, what it counts, and its numbers."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from dashboards import figures, queries
from dashboards.evidence import inert
from dashboards.language import mark, tr
from dashboards.queries import Scope
from dashboards.snapshot import ask

#: What a reference counts, by measure.
_COUNTS = {
    "n_strikes": mark("strikes as it counts them, its regions added up"),
    "killed": mark("people killed as it counts them, its places added up"),
    "launched": mark("drones and missiles launched at Ukraine as it counts them, its weapon classes added up"),
}
_LABELS = {"period": "Period", "reference": "Reference", "value": "The reference has"}


@dataclass(frozen=True)
class Overlay:
    """The references of one measure in the periods of a chart; `told` says whether any tells it at all."""

    measure: str
    frame: pd.DataFrame
    told: bool

    @property
    def line(self) -> pd.DataFrame | None:
        """What a function of `charts` takes; None without a line to draw, so that its chart is that of before."""
        return None if self.frame.empty else self.frame

    @property
    def note(self) -> str:
        """The line under the chart that names each reference and says what it counts."""
        if not self.told:
            return ""
        if self.frame.empty:
            return tr(
                " Your reference is not drawn: it has nothing in this period, tells apart less than these filters, or"
                " counts longer periods."
            )
        names = ", ".join(f"“{inert(name)}”" for name in self.frame["reference"].unique())
        return tr(
            " Dashed: {names}, brought by you: {counts}. It does not follow the filters of sources; number by number it"
            " stands on the page Quality.",
            names=names,
            counts=tr(_COUNTS[self.measure]),
        )

    def numbers(self, name: str) -> tuple[figures.Numbers, ...]:
        """The lines as a table below the chart's own; `name` is that of the chart."""
        if self.frame.empty:
            return ()
        return (figures.Numbers(tr("Your reference"), self.frame, _LABELS, f"{name}-reference"),)


def overlay_of(scope: Scope, grain: str, measure: str) -> Overlay:
    """The references that tell a measure, over the time of a chart of this scope."""
    told = not ask(queries.reference_over_time, Scope(), "month", measure).empty
    return Overlay(measure, ask(queries.reference_over_time, scope, grain, measure), told)
