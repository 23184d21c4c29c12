"""JSON and JSON lines: which parts of a record are the article."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

from ingest.core.documents import META_FIELDS
from ingest.core.fields import writable

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
    #: Names of the record's fields that hold something and are not read.
    unread: tuple[str, ...] = ()


def count_unread(records: list[Record | RecordError]) -> Counter[str]:
    """How many of the records have each field that is not read."""
    return Counter(name for record in records if isinstance(record, Record) for name in record.unread)


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
    return _first(value, _TEXT_FIELDS + _HTML_FIELDS) is not None


def _record(value: Any) -> Record | RecordError:
    if not isinstance(value, dict):
        return RecordError("not_an_article", f"is a JSON {type(value).__name__}, not an object")
    text, html = _first(value, _TEXT_FIELDS), _first(value, _HTML_FIELDS)
    used = text or html
    if used is None:
        return RecordError("not_an_article", "has neither a text nor an html field")
    meta = {name: stated for name in META_FIELDS if (stated := _stated(value.get(name)))}
    unread = tuple(
        writable(str(name)[:60])
        for name, item in value.items()
        if name not in {*meta, used} and item not in (None, "", [], {})
    )
    return Record(value[used], None, meta, unread) if text else Record(None, value[used], meta, unread)


def _stated(value: Any) -> str:
    """A field of metadata as text; a number (a date in seconds) as it is written."""
    return str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _first(value: dict[str, Any], names: tuple[str, ...]) -> str | None:
    """The first of these fields that holds a text."""
    return next((name for name in names if isinstance(value.get(name), str) and value[name].strip()), None)
