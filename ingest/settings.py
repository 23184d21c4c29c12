"""Every setting, with its environment variable and default.

`.env.example` lists the same; a test keeps the two in step.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

#: The checkout (or the folder that holds dbt_project/ and dags/ in an image).
PROJECT_ROOT = Path(__file__).resolve().parent.parent


class SettingsError(ValueError):
    """A setting whose value cannot be used; the message names the variable and what it takes."""


def _setting(variable: str, default: Any, doc: str, *, only_for: str = "") -> Any:
    """`only_for`: of a secret, the service whose processes alone get it (airflow, dashboard); no repr shows it."""
    metadata = {"variable": f"WARLEDGER_{variable}", "doc": doc, "secret": only_for}
    return field(default=default, metadata=metadata, repr=not only_for)


@dataclass(frozen=True)
class Settings:
    """Read once per process with `Settings.from_environment()`; paths are absolute."""

    data_dir: Path = _setting("DATA_DIR", Path("data"), "Folder for everything that is written.")
    landing_url: str = _setting(
        "LANDING_URL",
        "",
        "Landing zone that several machines share, as s3://bucket/prefix; empty: a folder of the data.",
    )
    project_dir: Path = _setting("PROJECT_DIR", PROJECT_ROOT, "Folder that holds dbt_project/ and dags/.")
    keep_snapshots: int = _setting("KEEP_SNAPSHOTS", 3, "Published snapshots to keep.")
    max_document_bytes: int = _setting("MAX_DOCUMENT_BYTES", 20_000_000, "Larger documents are refused with a reason.")
    workers: int = _setting("WORKERS", 0, "Processes that read articles; 0 means one per core.")
    read_seconds: int = _setting(
        "READ_SECONDS", 20, "Processor time that reading one document may take; then it is rejected. 0: no limit."
    )
    read_memory_bytes: int = _setting(
        "READ_MEMORY_BYTES", 1_000_000_000, "Memory that reading one document may take, beside the parser's own."
    )
    lock_timeout_seconds: int = _setting("LOCK_TIMEOUT_SECONDS", 600, "How long a build waits for another writer.")
    dbt_threads: int = _setting("DBT_THREADS", 2, "dbt threads (one process).")
    memory_limit: str = _setting(
        "MEMORY_LIMIT", "2GB", "DuckDB's memory limit while building; what does not fit spills to disk."
    )
    log_level: str = _setting("LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING or ERROR.")
    airflow_port: int = _setting("AIRFLOW_PORT", 8080, "Port of the Airflow UI in `make demo`.")
    dashboard_port: int = _setting("DASHBOARD_PORT", 8501, "Port of the dashboard in `make demo`.")
    bind_host: str = _setting("BIND_HOST", "127.0.0.1", "Address that Airflow and the dashboard listen on.")
    dashboard_hosts: str = _setting(
        "DASHBOARD_HOSTS",
        "",
        "Further names by which browsers may open the dashboard, separated by commas (or: *).",
    )
    api_port: int = _setting("API_PORT", 8600, "Port of the API and of the fact pages in `make demo`.")
    api_hosts: str = _setting(
        "API_HOSTS", "", "Further names by which programs and browsers may reach the API, separated by commas (or: *)."
    )
    api_url: str = _setting(
        "API_URL", "", "Public address of the API for links in its answers; empty: the address that was asked."
    )
    api_requests_per_minute: int = _setting(
        "API_REQUESTS_PER_MINUTE", 3000, "Requests a minute that one address may send to the API; 0: any number."
    )
    api_cors_origins: str = _setting(
        "API_CORS_ORIGINS", "", "Sites whose scripts may read the API, separated by commas; empty: none."
    )
    sweep_schedule: str = _setting("SWEEP_SCHEDULE", "15 * * * *", "Cron times at which build_warehouse runs unasked.")
    ingest_schedule: str = _setting(
        "INGEST_SCHEDULE", "", "Cron times at which ingest_articles runs; empty: when triggered."
    )
    maintenance_schedule: str = _setting(
        "MAINTENANCE_SCHEDULE", "30 3 * * 0", "Cron times at which maintenance runs (or: never)."
    )
    quarantine_percent: int = _setting(
        "QUARANTINE_PERCENT",
        5,
        "A build stops when more than this share of a table's rows (and 20 of them) is set aside.",
    )
    max_fall_percent: int = _setting(
        "MAX_FALL_PERCENT", 50, "A build stops when a table would lose more than this share of its rows; 100: never."
    )
    retry_seconds: int = _setting("RETRY_SECONDS", 30, "Wait of a DAG's task before it tries again.")
    task_timeout_hours: int = _setting("TASK_TIMEOUT_HOURS", 24, "Hours after which a DAG's task is ended as failed.")
    notify_webhook: str = _setting(
        "NOTIFY_WEBHOOK", "", "Address that failures are posted to as JSON; empty: none.", only_for="airflow"
    )
    notify_smtp: str = _setting(
        "NOTIFY_SMTP", "", "Mail server for failures: smtp://user:password@host:587, or smtps://...", only_for="airflow"
    )
    notify_to: str = _setting("NOTIFY_TO", "", "Who is mailed about failures, separated by commas.")
    notify_from: str = _setting("NOTIFY_FROM", "warledger@localhost", "Sender of those mails.")
    alerts: str = _setting("ALERTS", "", "File that lists the alerts (docs/api.md); empty: none.")
    stale_after_hours: int = _setting("STALE_AFTER_HOURS", 48, "Age at which the dashboard warns that data is stale.")
    few_articles: int = _setting(
        "FEW_ARTICLES", 3, "Charts hatch a period with fewer articles than this: what is missing there may be unread."
    )

    airflow_url: str = _setting(
        "AIRFLOW_URL", "", "Address of Airflow that the dashboard links to; empty: bind host and port."
    )
    dbt_docs_url: str = _setting(
        "DBT_DOCS_URL", "", "Address of the dbt docs that the dashboard links to, where you serve them."
    )
    report_url: str = _setting(
        "REPORT_URL",
        "",
        "Form where readers report a wrong fact, as .../issues/new?template=wrong_fact.yml; empty: none.",
    )
    data_docs_url: str = _setting(
        "DATA_DOCS_URL", "", "Address of the Data Docs that the dashboard links to, where you serve them."
    )

    review_token: str = _setting(
        "REVIEW_TOKEN", "", "Token of reviewers: opens the dashboard's page Review; empty: no such page.",
        only_for="dashboard",
    )  # fmt: skip
    review_token_file: str = _setting("REVIEW_TOKEN_FILE", "", "File that holds that token, in place of the setting.")

    sources: str = _setting("SOURCES", "", "File that lists the sources; empty: ingest/sources/sources.yml.")
    reference_file: str = _setting(
        "REFERENCE_FILE", "", "CSV of a reference that builds compare with (mapping: the .toml beside it)."
    )
    contact: str = _setting("CONTACT", "", "Mail address or page that fetched sites are told to reach you by.")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Settings from WARLEDGER_* variables; raises SettingsError naming the variable that is wrong."""
        env = os.environ if environment is None else environment
        values: dict[str, Any] = {}
        for item in fields(cls):
            variable = item.metadata["variable"]
            text = env.get(variable, "").strip()
            if not text:
                continue
            if isinstance(item.default, int):
                if not text.lstrip("-").isdigit() or int(text) < 0:
                    raise SettingsError(f"{variable} must be a whole number of 0 or more, not {text!r}")
                values[item.name] = int(text)
            else:
                values[item.name] = Path(text) if isinstance(item.default, Path) else text
        settings = cls(**values)
        if settings.landing_url and not re.fullmatch(r"s3://[^/]+(/[^/]+)*", settings.landing_url):
            raise SettingsError(
                f"WARLEDGER_LANDING_URL must be s3://bucket/prefix or empty, not {settings.landing_url!r}"
            )
        root = settings.project_dir.resolve()
        object.__setattr__(settings, "project_dir", root)
        object.__setattr__(settings, "data_dir", (root / settings.data_dir).resolve())
        return settings

    # Where things lie in the data folder.
    @property
    def landing_dir(self) -> Path:
        """Immutable Parquet batches, one folder a run; with a landing_url, the cache of what lies there."""
        return self.data_dir / "landing"

    @property
    def build_db(self) -> Path:
        """Raw, staging and intermediate tables; readers never open it."""
        return self.data_dir / "build.duckdb"

    @property
    def marts_db(self) -> Path:
        """The marts as dbt writes them; publishing copies this file, readers never open it."""
        return self.data_dir / "marts.duckdb"

    @property
    def published_dir(self) -> Path:
        """Where the snapshots lie."""
        return self.data_dir / "published"

    @property
    def pointer(self) -> Path:
        """What readers open: a symbolic link to the newest snapshot, moved by an atomic rename."""
        return self.data_dir / "warehouse.duckdb"

    @property
    def audit_dir(self) -> Path:
        """Great Expectations context and Data Docs; outcome files of every run."""
        return self.data_dir / "audit"

    @property
    def dbt_dir(self) -> Path:
        """The dbt project."""
        return self.project_dir / "dbt_project"

    @property
    def sources_file(self) -> Path | None:
        """The user's own list of sources; None for the one that comes with the project."""
        return self.project_dir / self.sources if self.sources else None

    @property
    def samples_dir(self) -> Path:
        """The bundled sample articles."""
        return PROJECT_ROOT / "ingest" / "samples"


def allowed_hosts(bind_host: str, further: str) -> list[str]:
    """Names in the Host header that a service answers: this machine's own, the bind host, and those of a setting."""
    named = [name.strip() for name in further.split(",")]
    always = ("localhost", "127.0.0.1", "::1")
    return [name for name in dict.fromkeys((*always, bind_host, *named)) if name and name != "0.0.0.0"]  # noqa: S104
