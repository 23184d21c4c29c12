"""Files and folders as documents."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from ingest.core.documents import Document, Rejection
from ingest.sources.folder import ReadError, read_paths


def read(*paths: Path, max_bytes: int = 1000) -> list[Document | Rejection]:
    return list(read_paths(paths, max_bytes=max_bytes))


def test_folder_in_sorted_order_with_sidecar(tmp_path: Path):
    (tmp_path / "b.txt").write_text("two")
    (tmp_path / "a.html").write_text("<p>one</p>")
    (tmp_path / "b.meta.json").write_text(
        json.dumps({"publisher": "P", "published": "2025-01-02", "other": 1, "url": None})
    )
    (tmp_path / "README.md").write_text("about")
    (tmp_path / "SOURCES.csv").write_text("about")
    (tmp_path / ".hidden.txt").write_text("no")
    first, second = read(tmp_path)
    assert isinstance(first, Document) and first.source_uri.endswith("a.html") and first.media_type == "text/html"
    assert isinstance(second, Document) and second.meta == {"publisher": "P", "published": "2025-01-02"}
    assert second.content == b"two" and second.fetched_at is not None


def test_each_file_once(tmp_path: Path):
    (tmp_path / "a.txt").write_text("x")
    assert len(read(tmp_path, tmp_path / "a.txt", tmp_path)) == 1


def test_json_lines_are_documents_by_line(tmp_path: Path):
    file = tmp_path / "x.jsonl"
    file.write_bytes(b'\xef\xbb\xbf{"a": 1}\r\n\n{"b": 2}\nnot json')
    documents = read(file)
    assert [d.source_uri.rpartition("#")[2] for d in documents] == ["L1", "L3", "L4"]
    assert [d.content for d in documents if isinstance(d, Document)] == [b'{"a": 1}', b'{"b": 2}', b"not json"]


def test_refusals_keep_their_reason(tmp_path: Path):
    (tmp_path / "big.txt").write_bytes(b"x" * 1001)
    (tmp_path / "lines.jsonl").write_bytes(b'{"a":1}\n' + b"y" * 3000 + b'\n{"b":2}\n')
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    (tmp_path / "side.txt").write_text("text")
    (tmp_path / "side.meta.json").write_text("{broken")
    (tmp_path / "void.jsonl").write_text("\n\n")
    os.mkfifo(tmp_path / "pipe.txt")
    rejections = {Path(r.source_uri).name: r.reason_code for r in read(tmp_path) if isinstance(r, Rejection)}
    assert rejections == {
        "big.txt": "too_large",
        "lines.jsonl#L2": "too_large",
        "photo.jpg": "unsupported",
        "side.txt": "bad_json",
        "void.jsonl": "empty",
        "pipe.txt": "unreadable",
    }
    documents = [Path(d.source_uri).name for d in read(tmp_path) if isinstance(d, Document)]
    assert documents == ["lines.jsonl#L1", "lines.jsonl#L3", "side.txt"]


def test_missing_path_is_refused_before_anything_is_read(tmp_path: Path):
    (tmp_path / "a.txt").write_text("x")
    with pytest.raises(ReadError, match=r"nowhere\.txt"):
        read_paths([tmp_path, tmp_path / "nowhere.txt"], max_bytes=10)
