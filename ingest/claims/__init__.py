"""Articles to claims, by rules: `read_claims` is the only door that the rest of the project uses."""

from __future__ import annotations

import contextlib
import logging

from ingest.claims.corrections import revise
from ingest.claims.document import Document
from ingest.claims.kinds import aid, interceptions, meetings, strikes
from ingest.claims.matcher import rule_book
from ingest.claims.model import Claims
from ingest.claims.reading import Reading
from ingest.claims.relevance import may_concern_war
from ingest.core.documents import Article

__all__ = ["read_claims"]

#: Kinds whose sentences are parsed before any is read: one batch is quicker than several.
PARSED = ("strikes", "meetings")

_log = logging.getLogger(__name__)


def read_claims(article: Article) -> Claims:
    """What an article claims about strikes, interceptions, aid packages and meetings of this war.

    Every claim's spans are slices of `article.body`. Odd text never raises: a reader that fails is named in
    `failures` and logged with the article's id, and the other readers' claims stand.
    """
    claims = Claims()
    if not may_concern_war(article.title, article.body):
        return claims
    reading = Reading(article)
    document = Document(reading)
    with contextlib.suppress(Exception):  # the reader that needs the sentence parses it again, and is named
        document.parse({index for book in map(rule_book, PARSED) for index in book.telling(document)})
    for name, read in (
        ("strikes", lambda: strikes.read(document)),
        ("interceptions", lambda: interceptions.read(document)),
        ("aid_packages", lambda: aid.read(document)),
        ("meetings", lambda: meetings.read(document)),
    ):
        try:
            setattr(claims, name, read())
        except MemoryError:
            raise
        except Exception as error:
            # a defect of one reader must not cost the article its other claims; the log carries the traceback
            _log.exception("reading %s failed in article %s (%s)", name, article.article_id, article.source_uri)
            claims.failures.append(f"{name}: {type(error).__name__}: {error}")
    revise(claims, article.body, reading.notices)
    return claims
