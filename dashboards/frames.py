"""DuckDB's answers as the data frames that pages and queries work on. No Streamlit."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

#: DuckDB's integers with nulls stay integers: a float would print 2.0 killed, and hide that null is not 0.
_INTEGERS = {pa.int64(): pd.Int64Dtype(), pa.int32(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}


def frame(table: pa.Table) -> pd.DataFrame:
    """The table as a data frame: integers and booleans nullable, dates as datetime64."""
    return table.to_pandas(types_mapper=_INTEGERS.get, date_as_object=False)


#: Types that most values have and JSON holds as they are.
_AS_IT_IS = frozenset({str, int, bool})


def plain(value: Any) -> Any:
    """A value of Arrow as JSON can hold it: days and instants in ISO 8601, null for what is no number."""
    if value is None or type(value) in _AS_IT_IS:
        return value
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z") if value.tzinfo else value.isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value


def records(found: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as dictionaries of Python's own values: None for what is missing, lists for arrays."""
    return [{str(name): _python(value) for name, value in row.items()} for row in found.to_dict("records")]


def _python(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return [_python(item) for item in value]
    if value is pd.NA or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return None
    return value.to_pydatetime() if isinstance(value, pd.Timestamp) else value
