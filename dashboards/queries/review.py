"""What people have said of facts, and what waits for them."""

from __future__ import annotations

import pandas as pd

from dashboards.queries.scope import KINDS, Rows


def review_queue(rows: Rows, limit: int = 50) -> pd.DataFrame:
    """The facts most worth a look, first the one whose error would do most: kind, fact_id, line, date, figure,
    n_charts, doubt, priority, review_state, reasons."""
    parts = [
        f"select q.kind, q.fact_id, {kind.line} as line, f.{kind.date} as date, q.figure, q.n_charts, q.doubt,"
        " q.priority, q.review_state, array_to_string(q.review_reasons, ', ') as reasons"
        f" from newest q join {kind.facts} f on f.{kind.fact_id} = q.fact_id where q.kind = '{kind.name}'"
        for kind in KINDS.values()
    ]
    newest = f"select * from review_queue order by priority desc, fact_id limit {int(limit)}"
    return rows(f"with newest as ({newest}) {' union all '.join(parts)} order by priority desc, fact_id")


#: Entries of the ledger that speak of a fact, whose id is the parameter.
CORRECTIONS_OF_FACT = (
    "select entry_id, action, state, stale_reason, field, as_read,"
    " case when field = 'place' then new_value::json ->> 'place' else new_value end as new_value, quotes,"
    " corrected_by, reason, written_at from corrections where fact_id = ? and action <> 'undo'"
    " order by written_at desc, entry_id"
)


def corrections_of_fact(rows: Rows, fact_id: str) -> pd.DataFrame:
    """Entries of the ledger that speak of a fact, newest first: entry_id, action, state, stale_reason, field, as_read,
    new_value, quotes, corrected_by, reason, written_at."""
    return rows(CORRECTIONS_OF_FACT, [fact_id])
