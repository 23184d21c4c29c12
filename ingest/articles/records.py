"""JSON and JSON lines: which parts of a record are the article."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from ingest.core.documents import META_FIELDS

_TEXT_FIELDS = ("text", "body", "content", "article_text")
_HTML_FIELDS = ("html", "content_html")
_LIST_FIELDS = ("articles", "items", "results")


class RecordError(ValueError):
    """A record that is no article; `reason_code` is bad_json or not_an_article."""

    def __init__(self, reason_code: str, message: str) -> None:
        super().__init__(message)
        self.reason_code = reason_code


@dataclass(frozen=True)
class Record:
    """The text or the HTML of a JSON record (exactly one is set) and its metadata."""

    text: str | None
    html: str | None
    meta: dict[str, str]


def read_records(text: str) -> list[Record | RecordError]:
    """The records of a JSON document: one object, a list of them, or one a line. An unusable record is its error."""
    try:
        value = _loads(text)
    except ValueError as error:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) < 2 or not lines[0].lstrip().startswith("{"):
            return [RecordError("bad_json", f"is not valid JSON: {error}")]
        return [_line_record(line) for line in lines]
    if isinstance(value, dict):
        for name in _LIST_FIELDS:
            if isinstance(value.get(name), list) and not _has_text(value):
                value = value[name]
                break
    if isinstance(value, list):
        if not value:
            return [RecordError("not_an_article", "is an empty list")]
        return [_record(item) for item in value]
    return [_record(value)]


def _loads(text: str) -> Any:
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _line_record(line: str) -> Record | RecordError:
    try:
        return _record(_loads(line))
    except ValueError as error:
        return RecordError("bad_json", f"is not valid JSON: {error}")


def _has_text(value: dict[str, Any]) -> bool:
    return any(isinstance(value.get(name), str) and value[name].strip() for name in _TEXT_FIELDS + _HTML_FIELDS)


def _record(value: Any) -> Record | RecordError:
    if not isinstance(value, dict):
        return RecordError("not_an_article", f"is a JSON {type(value).__name__}, not an object")
    if not _has_text(value):
        return RecordError("not_an_article", "has neither a text nor an html field")
    meta = {
        name: value[name].strip() for name in META_FIELDS if isinstance(value.get(name), str) and value[name].strip()
    }
    for name in _HTML_FIELDS:
        if isinstance(value.get(name), str) and value[name].strip() and not _plain(value):
            return Record(None, value[name], meta)
    return Record(_plain(value), None, meta)


def _plain(value: dict[str, Any]) -> str | None:
    for name in _TEXT_FIELDS:
        if isinstance(value.get(name), str) and value[name].strip():
            return str(value[name])
    return None
