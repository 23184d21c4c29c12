"""How right the reader is, from the tables that docs/extraction.md holds (tested against what it does). No SQL."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

#: The page's tables by their mark, and what a reader should know of each set.
SETS = {
    "unseen": "articles that the rules were not made with",
    "samples": "the bundled samples",
    "tuned": "articles that the rules were tuned on",
}
_TABLE = re.compile(r"<!-- accuracy:(\w+) -->\n(.*?)<!-- /accuracy -->", flags=re.S)


def accuracy(page: Path) -> pd.DataFrame:
    """One row a set and kind: set, kind, wanted (labels), precision, recall, f1 (0 to 1), fields (as text).

    Empty when the page or its tables are not here.
    """
    text = page.read_text(encoding="utf-8") if page.is_file() else ""
    tables = dict(_TABLE.findall(text))
    rows = []
    for name, told in SETS.items():
        for line in tables.get(name, "").splitlines():
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            if len(cells) == 6 and cells[1].isdigit():
                kind, wanted, precision, recall, f1, fields = cells
                rows.append((told, kind, int(wanted), float(precision), float(recall), float(f1), fields))
    columns = ["set", "kind", "wanted", "precision_share", "recall_share", "f1_share", "fields"]
    return pd.DataFrame(rows, columns=columns)
