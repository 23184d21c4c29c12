"""How much was read in the time that a chart shows: the strip below it, its note and its numbers."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from dashboards import figures, queries
from dashboards.language import tr
from dashboards.periods import shown_time
from dashboards.queries import Scope
from dashboards.snapshot import ask
from ingest.settings import Settings

_LABELS = {"period": "Period", "n_articles": "Articles", "n_sources": "Sources"}


@dataclass(frozen=True)
class Coverage:
    """Articles per period of a chart, and how few are so few that a period is hatched."""

    frame: pd.DataFrame | None
    few: int

    @property
    def options(self) -> dict[str, object]:
        """What a function of `charts` takes."""
        return {"coverage": self.frame, "few": self.few}

    @property
    def note(self) -> str:
        """The line under a chart that says how to read its strip."""
        if self.frame is None:
            return ""
        n_sparse = int((self.frame["n_articles"] < self.few).sum())
        hatched = (
            tr(
                " Hatched: fewer than {few} articles, so that nothing shown does not mean that nothing"
                " happened ({n_sparse} of {n_periods} periods).",
                few=self.few,
                n_sparse=n_sparse,
                n_periods=len(self.frame),
            )
            if n_sparse
            else ""
        )
        return tr("The strip below shows how many articles were read of each period.") + hatched

    def numbers(self, name: str) -> tuple[figures.Numbers, ...]:
        """The strip as a table below the chart's own; `name` is that of the chart."""
        if self.frame is None:
            return ()
        return (figures.Numbers(tr("Articles read"), self.frame, _LABELS, f"{name}-coverage"),)


def coverage_of(scope: Scope, grain: str, series: pd.DataFrame) -> Coverage:
    """The coverage of a chart whose periods are in `series`; of the chosen publishers only, where any are chosen."""
    few = Settings.from_environment().few_articles
    time = shown_time(scope, [day.date() for day in series["period"]], ask(queries.date_span))
    return Coverage(ask(queries.coverage, grain, *time, scope.publishers) if time else None, few)
