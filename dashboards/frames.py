"""DuckDB's answers as the data frames that pages and queries work on. No Streamlit."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa

#: DuckDB's integers with nulls stay integers: a float would print 2.0 killed, and hide that null is not 0.
_INTEGERS = {pa.int64(): pd.Int64Dtype(), pa.int32(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}


def frame(table: pa.Table) -> pd.DataFrame:
    """The table as a data frame: integers and booleans nullable, dates as datetime64."""
    return table.to_pandas(types_mapper=_INTEGERS.get, date_as_object=False)
