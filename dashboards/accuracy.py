"""How right the reader is, from the tables that docs/extraction.md holds (tested against what it does). No SQL."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from dashboards.language import mark, tr

#: The page's tables by their mark, and what a reader should know of each set.
SETS = {
    "unseen": mark("articles that the rules were not made with"),
    "samples": mark("the bundled samples"),
    "tuned": mark("articles that the rules were tuned on"),
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
                rows.append((tr(told), kind, int(wanted), float(precision), float(recall), float(f1), fields))
    columns = ["set", "kind", "wanted", "precision_share", "recall_share", "f1_share", "fields"]
    return pd.DataFrame(rows, columns=columns)


def first_sight(page: Path) -> list[tuple[str, str]]:
    """The page's tables of scores at first sight, before anything was mended with those articles: (chapter, table in
    Markdown), of the chapters in which it has one."""
    text = page.read_text(encoding="utf-8") if page.is_file() else ""
    chapters = re.split(r"^## ", text, flags=re.M)[1:]
    found = []
    for chapter in chapters:
        after = re.split(r"first sight", chapter, maxsplit=1, flags=re.I)[1:]
        table = re.search(r"^\| date \|.*?(?=\n\n|\Z)", after[0], flags=re.M | re.S) if after else None
        if table:
            found.append((chapter.splitlines()[0], table[0]))
    return found
