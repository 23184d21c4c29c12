"""The accuracy tables of docs/extraction.md say what the reader does now."""

import os
from pathlib import Path

import pytest

from evaluation import accuracy_table


def test_the_tables_are_current(root):
    page = accuracy_table.PAGE.read_text(encoding="utf-8")
    corpus = Path(os.environ.get("WARLEDGER_CORPUS_DIR") or root.parent / "shared" / "corpus")
    now = accuracy_table.current(page, corpus if corpus.is_dir() else None)
    assert now == page, "run: python -m evaluation.accuracy_table CORPUS"


def test_a_page_without_the_place_is_said_so():
    with pytest.raises(LookupError, match="accuracy:samples"):
        accuracy_table.with_table("nothing here", "samples", "x")
