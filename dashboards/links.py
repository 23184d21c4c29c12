"""Where the parts beside the dashboard are to be found: Airflow, fact pages, dbt docs, Data Docs. No Streamlit."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from dashboards.evidence import safe_url
from dashboards.language import tr
from dashboards.queries import Scope
from ingest.settings import Settings


@dataclass(frozen=True)
class Place:
    """A part: `url` where a browser reaches it, else None; `hint` says what it holds and how to get there."""

    name: str
    icon: str
    url: str | None
    hint: str


def _of_this_machine(host: str) -> str:
    """The host that a browser reaches, for one that a server listens on: all addresses include this machine's own."""
    return "127.0.0.1" if host in ("0.0.0.0", "::", "") else host  # noqa: S104 - compared, not bound


def api_url(settings: Settings) -> str:
    """The address of the API, without a slash at its end."""
    stated = safe_url(settings.api_url) or f"http://{_of_this_machine(settings.bind_host)}:{settings.api_port}"
    return stated.rstrip("/")


def fact_page(settings: Settings, fact_id: str) -> str:
    """The address of a fact's own page, by which it can be cited."""
    return f"{api_url(settings)}/f/{quote(fact_id, safe='')}"


def report_page(settings: Settings, fact_address: str) -> str | None:
    """Where readers report that a fact is wrong, with its address filled in; None where the operator names no form."""
    form = safe_url(settings.report_url)
    return f"{form}{'&' if '?' in form else '?'}{urlencode({'fact': fact_address})}" if form else None


def chart_page(settings: Settings, name: str, scope: Scope, **more: str) -> str:
    """The address of a chart of this scope: its picture, its numbers, and how to embed it."""
    asked: list[tuple[str, Any]] = [(filter_name, code) for filter_name, codes in scope.choices for code in codes]
    asked += [(name, day.isoformat()) for name, day in (("from", scope.start), ("to", scope.end)) if day]
    asked += [("source", publisher) for publisher in scope.publishers]
    if scope.min_sources > 1:
        asked.append(("min_sources", scope.min_sources))
    if not scope.include_belligerent_only:
        asked.append(("belligerent_only", "false"))
    if scope.include_needs_review:
        asked.append(("needs_review", "true"))
    query = urlencode([*asked, *more.items()])
    return f"{api_url(settings)}/c/{name}" + (f"?{query}" if query else "")


def places(settings: Settings) -> tuple[Place, ...]:
    """The parts that show how the published warehouse was made; addresses are settings (WARLEDGER_..._URL)."""
    airflow = f"http://{_of_this_machine(settings.bind_host)}:{settings.airflow_port}"
    data_docs = settings.audit_dir / "gx" / "uncommitted" / "data_docs" / "local_site" / "index.html"
    dbt_docs = settings.audit_dir / "dbt" / "docs" / "index.html"
    return (
        Place(
            "Airflow",
            ":material/schedule:",
            safe_url(settings.airflow_url) or airflow,
            tr("Runs, their steps and logs, where make demo or docker compose started it."),
        ),
        Place(
            "API",
            ":material/api:",
            api_url(settings),
            tr(
                "A page for every fact, lists in many formats, feeds of what is new, where make demo or docker compose"
                " started it."
            ),
        ),
        Place(
            "Data Docs",
            ":material/fact_check:",
            safe_url(settings.data_docs_url),
            tr(
                "Every expectation with its outcome. {data_docs}, or serve its folder and set WARLEDGER_DATA_DOCS_URL.",
                data_docs=_file(data_docs, tr("Written by the next build")),
            ),
        ),
        Place(
            "dbt docs",
            ":material/schema:",
            safe_url(settings.dbt_docs_url),
            tr(
                "Models, columns and lineage. {dbt_docs}, or serve its folder and set WARLEDGER_DBT_DOCS_URL.",
                dbt_docs=_file(dbt_docs, tr("Written by make dbt-docs")),
            ),
        ),
    )


def _file(path: Path, otherwise: str) -> str:
    return tr("Open the file {path}", path=path) if path.exists() else otherwise
