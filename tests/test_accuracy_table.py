"""The accuracy tables of docs/extraction.md say what the reader does now."""

import importlib.util
import os

import pytest


@pytest.fixture(scope="module")
def tool(root):
    spec = importlib.util.spec_from_file_location("make_accuracy_table", root / "tools" / "make_accuracy_table.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_tables_are_current(root, tool):
    page = tool.PAGE.read_text(encoding="utf-8")
    corpus = os.environ.get("WARLEDGER_CORPUS_DIR") or root.parent / "shared" / "corpus"
    corpus = tool.Path(corpus)
    now = tool.current(page, corpus if corpus.is_dir() else None)
    assert now == page, "run: python tools/make_accuracy_table.py CORPUS"


def test_a_page_without_the_place_is_said_so(tool):
    with pytest.raises(LookupError, match="accuracy:samples"):
        tool.with_table("nothing here", "samples", "x")
