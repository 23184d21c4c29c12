"""The audit of a build: Great Expectations over facts and claims, before anything is published.

The expectations are data (expectations/*.yml). Each asset is read from the marts by one query as a data frame:
Great Expectations' SQL path does not work on DuckDB. Exceptions inside a metric are errors of the check's severity.
"""

from __future__ import annotations

import logging
import math
import os
import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import yaml

from ingest.settings import Settings
from ingest.warehouse.audit_rows import WHOLE_UP_TO, AuditedRows, audited_rows
from ingest.warehouse.codes import code_lists
from ingest.warehouse.connect import NoWarehouse, connect_published
from ingest.warehouse.quality import QualityResult

if TYPE_CHECKING:
    import pandas as pd

FOLDER = Path(__file__).parent / "expectations"
ORIGIN = "great_expectations"
#: Validation results and their pages in Data Docs are kept for this many runs; quality_results keeps every outcome.
KEEP_RUNS = 5
#: Failing rows whose keys are kept as examples.
MAX_EXAMPLES = 10
#: Published rows of a table from which on a fall of their number means something.
MIN_PUBLISHED = 20
#: Our own keys of an expectation; everything else goes to Great Expectations.
_OWN_KEYS = ("type", "severity", "why", "min_rows", "against_published", "drift_from_published", "where", "codes")


class AuditError(RuntimeError):
    """The audit could not run at all: no build database, no marts, an expectation file that cannot be used."""


@dataclass
class Asset:
    """One data frame and what is expected of it. `table`: the one whose rows these are."""

    name: str
    grain: str
    key: list[str]
    query: str
    checks: list[dict[str, Any]] = field(default_factory=list)
    table: str = ""


def load_assets(folder: Path = FOLDER) -> list[Asset]:
    """The assets of expectations/*.yml, by file name; raises AuditError for a file that lacks a key."""
    assets = []
    for path in sorted(folder.glob("[!_]*.yml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        try:
            checks = list(data["expectations"])
            for name in data.get("include", []):
                checks = yaml.safe_load((folder / name).read_text(encoding="utf-8")) + checks
            for check in checks:
                if check["severity"] not in ("critical", "warning", "info") or not check["why"]:
                    raise AuditError(f"{path.name}: {check} needs a severity and a why")
            key, rows_of = list(data["key"]), data.get("rows_of", data["asset"])
            assets.append(Asset(data["asset"], data["grain"], key, data["query"], checks, rows_of))
        except (KeyError, TypeError, OSError) as error:
            raise AuditError(f"{path.name} cannot be used: {error!r}") from error
    return assets


def audit(
    settings: Settings,
    run_id: str,
    marts_db: Path,
    assets: list[Asset] | None = None,
    whole_up_to: int = WHOLE_UP_TO,
) -> list[QualityResult]:
    """Every expectation's outcome for the marts in `marts_db`, which is opened read-only after dbt has ended.

    Of a table of more than `whole_up_to` rows that is made anew piece by piece, audit_rows.py says which are read.
    Writes the Great Expectations context and Data Docs (a static site) under `settings.audit_dir`.
    Raises AuditError when the marts cannot be read.
    """
    assets = load_assets() if assets is None else assets
    if not marts_db.is_file():
        raise AuditError(f"{marts_db} does not exist; run the earlier steps of the build first")
    published = _published(settings, assets)
    try:
        with _quiet(), audited_rows(marts_db, settings.build_db, settings.memory_limit, whole_up_to) as rows:
            return _Auditor(settings, run_id).run(assets, rows, published)
    except duckdb.Error as error:
        raise AuditError(f"the marts cannot be read: {str(error).splitlines()[0]}") from error


def prune(settings: Settings) -> None:
    """Drop validation results and their pages beyond the newest KEEP_RUNS runs."""
    _prune(settings.audit_dir / "gx", KEEP_RUNS)


def data_docs_index(settings: Settings) -> Path:
    """The first page of the Data Docs site."""
    return settings.audit_dir / "gx" / "uncommitted" / "data_docs" / "local_site" / "index.html"


@dataclass
class Published:
    """What the published snapshot holds of an asset: its rows, and the share of known values by column."""

    rows: int
    known: dict[str, float] = field(default_factory=dict)


def _published(settings: Settings, assets: list[Asset]) -> dict[str, Published]:
    """The same tables in the published snapshot; empty before the first publication."""
    found: dict[str, Published] = {}
    wanted = [asset for asset in assets if any(_compares(check) for check in asset.checks)]
    try:
        with connect_published(settings) as connection:
            for asset in wanted:
                row = connection.execute(f'select count(*) from "{asset.name}"').fetchone()
                found[asset.name] = Published(row[0] if row else 0)
                columns = [check["column"] for check in asset.checks if "drift_from_published" in check]
                if columns and found[asset.name].rows:
                    shares = ", ".join(f'count("{column}") / count(*)' for column in columns)
                    query = asset.query.replace("marts.", "main.")
                    values = connection.execute(f"select {shares} from ({query})").fetchone()
                    found[asset.name].known = dict(zip(columns, values or (), strict=True))
    except (NoWarehouse, duckdb.Error):
        return found
    return found


def _compares(check: dict[str, Any]) -> bool:
    """Whether an expectation looks at the published snapshot."""
    return "against_published" in check or "drift_from_published" in check


@contextmanager
def _quiet() -> Iterator[None]:
    """No telemetry, progress bars or library warnings in the build's log."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    level = logging.getLogger("great_expectations").level
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.getLogger("great_expectations").setLevel(level)


class _Auditor:
    """One run of Great Expectations; imports it only when made, because the import takes seconds."""

    def __init__(self, settings: Settings, run_id: str) -> None:
        import great_expectations as gx

        self.gx = gx
        self.run_id = run_id
        self.codes = code_lists(settings)
        self.max_fall_percent = settings.max_fall_percent
        root = settings.audit_dir / "gx"
        # The definitions are made anew from our files: a killed run or an older version leaves nothing behind.
        for name in ("expectations", "checkpoints", "validation_definitions", "great_expectations.yml"):
            path = root / name
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        _prune(root, KEEP_RUNS - 1)
        settings.audit_dir.mkdir(parents=True, exist_ok=True)
        self.context = gx.get_context(mode="file", project_root_dir=str(settings.audit_dir))
        self.context.variables.progress_bars = {"globally": False}
        self._pages: list[Any] = []
        self.source = self.context.data_sources.add_or_update_pandas("marts")

    def run(self, assets: list[Asset], rows: AuditedRows, published: dict[str, Published]) -> list[QualityResult]:
        results: list[QualityResult] = []
        for asset in assets:
            # One frame at a time: together they would not fit into memory beside a large warehouse.
            frame, left_out = rows.read(asset.query, asset.table or asset.name)
            results += self._run_asset(asset, frame, left_out, published.get(asset.name))
        # Once for all assets: an action of the checkpoint would write the index again for each.
        self.context.build_data_docs(resource_identifiers=self._pages)
        return results

    def _run_asset(
        self, asset: Asset, frame: pd.DataFrame, left_out: int, published: Published | None
    ) -> list[QualityResult]:
        gx = self.gx
        skipped: list[QualityResult] = []
        checks: list[dict[str, Any]] = []
        expectations: list[Any] = []
        for check in asset.checks:
            reason = _why_skipped(check, len(frame), published)
            if reason:
                skipped.append(_result(asset, check, "skipped", message=reason))
                continue
            checks.append(check)
            expectations.append(self._expectation(check, len(checks) - 1, left_out, published))
        # All at once: each addition to a suite reads the context's settings three times again.
        suite = self.context.suites.add(gx.ExpectationSuite(name=asset.name, expectations=expectations))
        batch = self.source.add_dataframe_asset(asset.name).add_batch_definition_whole_dataframe("all rows")
        definition = self.context.validation_definitions.add(
            gx.ValidationDefinition(name=asset.name, data=batch, suite=suite)
        )
        checkpoint = self.context.checkpoints.add(
            gx.Checkpoint(
                name=asset.name,
                validation_definitions=[definition],
                # Not COMPLETE: it writes every row without a value into the results, minutes long for a large table.
                # Nor with the names of the key: it would look up the key of every failing row, where ten are told.
                result_format={"result_format": "SUMMARY", "partial_unexpected_count": MAX_EXAMPLES},
            )
        )
        from great_expectations.core.run_identifier import RunIdentifier

        outcome = checkpoint.run(batch_parameters={"dataframe": frame}, run_id=RunIdentifier(run_name=self.run_id))
        ((identifier, validation),) = outcome.run_results.items()
        self._pages += [identifier, identifier.expectation_suite_identifier]
        items: list[Any] = list(validation.results)
        seen = {item.expectation_config.meta["number"]: item for item in items}
        return [_outcome(asset, check, seen.get(number), frame) for number, check in enumerate(checks)] + skipped

    def _expectation(self, check: dict[str, Any], number: int, left_out: int, published: Published | None) -> Any:
        arguments = {key: value for key, value in check.items() if key not in _OWN_KEYS}
        if "against_published" in check and published:
            # The rows that are not looked at count, too.
            wanted = math.ceil(published.rows * (100 - self.max_fall_percent) / 100)
            arguments["min_value"] = max(0, wanted - left_out)
        if "codes" in check:
            arguments["value_set"] = self.codes[check["codes"]]
        if "drift_from_published" in check and published:
            arguments["mostly"] = max(0.0, round(published.known[check["column"]] - check["drift_from_published"], 6))
        if "where" in check:
            arguments |= {"row_condition": check["where"], "condition_parser": "pandas"}
        if check["type"].startswith("column_pair"):
            arguments["ignore_row_if"] = "either_value_is_missing"
        name = "Expect" + "".join(word if word.isupper() else word.capitalize() for word in check["type"].split("_"))
        expectation = getattr(self.gx.expectations, name, None)
        if expectation is None:
            raise AuditError(f"Great Expectations knows no {name}")
        return expectation(severity=check["severity"], notes=check["why"], meta={"number": number}, **arguments)


def _why_skipped(check: dict[str, Any], rows: int, published: Published | None) -> str | None:
    if rows < check.get("min_rows", 0):
        return f"only {rows} rows; a share means something from {check['min_rows']} rows on"
    if _compares(check) and published is None:
        return "nothing has been published yet"
    if "against_published" in check and published and published.rows < MIN_PUBLISHED:
        return f"only {published.rows} rows are published; a fall means something from {MIN_PUBLISHED} rows on"
    if "drift_from_published" in check and published and check["column"] not in published.known:
        return "the published snapshot does not have this to compare with"
    return None


def _outcome(asset: Asset, check: dict[str, Any], item: Any, frame: pd.DataFrame) -> QualityResult:
    """One expectation's validation result as a row; an exception inside its metric is an error."""
    if item is None:
        return _result(asset, check, "error", message="Great Expectations returned no result")
    errors = _exceptions(item.exception_info)
    if errors:
        return _result(asset, check, "error", message=f"could not be checked: {errors[0]}")
    detail = item.result or {}
    if item.success:
        unexpected = detail.get("unexpected_count")
        return _result(asset, check, "pass", failing_rows=None if unexpected is None else int(unexpected))
    status = "fail" if check["severity"] == "critical" else "warn"
    rows = detail.get("partial_unexpected_index_list") or []
    examples = _examples(asset, check, frame.loc[rows[:MAX_EXAMPLES]])
    message = str(check["why"])
    if "observed_value" in detail:
        message = f"{message} (observed {detail['observed_value']})"
    failing = detail.get("unexpected_count")
    return _result(
        asset, check, status, message=message, failing_rows=None if failing is None else int(failing), examples=examples
    )


def _examples(asset: Asset, check: dict[str, Any], failing: pd.DataFrame) -> list[dict[str, Any]]:
    """Failing rows' checked values and keys, without numpy and pandas types."""
    checked = [check[name] for name in ("column", "column_A", "column_B") if name in check]
    rows = failing[list(dict.fromkeys([*checked, *asset.key]))].to_dict("records")
    return [{str(name): _plain(value) for name, value in row.items()} for row in rows]


def _plain(value: Any) -> bool | int | str | float | None:
    value = value.item() if hasattr(value, "item") else value
    if isinstance(value, float):
        # A column of whole numbers that has gaps is read as floats.
        return None if value != value else int(value) if value.is_integer() else value
    return value if isinstance(value, bool | int | str) else None


def _exceptions(info: Any) -> list[str]:
    """Messages of exceptions; Great Expectations gives one record or one by metric."""
    if not isinstance(info, dict):
        return []
    records = [info] if "raised_exception" in info else [value for value in info.values() if isinstance(value, dict)]
    return [str(record.get("exception_message"))[:300] for record in records if record.get("raised_exception")]


def _result(asset: Asset, check: dict[str, Any], status: str, **values: Any) -> QualityResult:
    column = check.get("column") or "/".join(check[key] for key in ("column_A", "column_B") if key in check) or None
    return QualityResult(
        origin=ORIGIN,
        check_name=_check_name(asset, check, column),
        check_kind=check["type"],
        status=status,
        severity=check["severity"],
        object_name=asset.name,
        column_name=column,
        **values,
    )


def _check_name(asset: Asset, check: dict[str, Any], column: str | None) -> str:
    """Readable and different for each check of an asset: table, column, check, bounds."""
    parts = [asset.name, column, check["type"].removeprefix("column_").removeprefix("values_")]
    bounds = [
        f"{key[:3]} {check[key]}"
        for key in ("min_value", "max_value", "mostly", "against_published", "drift_from_published")
        if key in check
    ]
    return ".".join(part for part in parts if part) + (f" ({', '.join(bounds)})" if bounds else "")


def _prune(root: Path, keep: int) -> None:
    """Drops validation results and their pages beyond the newest runs, by the time of their folders."""
    validations = root / "uncommitted" / "validations"
    pages = root / "uncommitted" / "data_docs" / "local_site" / "validations"
    newest: dict[str, float] = {}
    for folder in validations.glob("*/*"):
        newest[folder.name] = max(newest.get(folder.name, 0.0), folder.stat().st_mtime)
    kept = sorted(newest, key=lambda name: newest[name], reverse=True)[:keep]
    for place in (validations, pages):
        for folder in place.glob("*/*"):
            if folder.is_dir() and folder.name not in kept:
                shutil.rmtree(folder, ignore_errors=True)
