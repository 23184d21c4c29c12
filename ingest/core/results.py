"""What became of a document: its articles with their claims, or why it was refused."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from ingest.core.documents import Article, Document, Rejection

CLAIM_KINDS = ("strikes", "interceptions", "aid_packages", "meetings")


@dataclass
class ArticleResult:
    """An article and its claims: `claims` maps each of CLAIM_KINDS to contract rows (dicts)."""

    article: Article
    claims: dict[str, list[dict[str, Any]]]


@dataclass
class ReadResult:
    """What became of one document."""

    document: Document | None
    articles: list[ArticleResult] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    #: Who read it (`reader_version`); None for what no reader saw.
    reader_version: str | None = None
    #: Fields of its JSON records that hold something and are not read, with the number of such records.
    unread_fields: Counter[str] = field(default_factory=Counter)
