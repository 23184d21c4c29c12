"""Articles to claims, by rules: `read_claims` is the only door that the rest of the project uses."""

from __future__ import annotations

import contextlib
import logging

from ingest.claims.corrections import revise
from ingest.claims.document import Document
from ingest.claims.kinds import aid, interceptions, meetings, strikes
from ingest.claims.model import Claims
from ingest.claims.proof import prove
from ingest.claims.reading import Reading
from ingest.claims.relevance import may_concern_war
from ingest.core.documents import Article

__all__ = ["read_claims"]

#: The readers by the field of their claims.
KINDS = {"strikes": strikes, "interceptions": interceptions, "aid_packages": aid, "meetings": meetings}

_log = logging.getLogger(__name__)


def read_claims(article: Article) -> Claims:
    """What an article claims about strikes, interceptions, aid packages and meetings of this war.

    Every claim's spans are slices of `article.body`, and they show its numbers. Odd text never raises: a reader that
    fails is named in `failures` and logged with the article's id, and the other readers' claims stand.
    """
    claims = Claims()
    if not may_concern_war(article.title, article.body):
        return claims
    reading = Reading(article)
    document = Document(reading)
    with contextlib.suppress(Exception):  # the reader that needs the sentence parses it again, and is named
        # one batch for all kinds is quicker than several
        document.parse({index for kind in KINDS.values() for index in kind.telling(document)})
    for name, kind in KINDS.items():
        try:
            setattr(claims, name, kind.read(document))
        except MemoryError:
            raise
        except Exception as error:
            # a defect of one reader must not cost the article its other claims; the log carries the traceback
            _log.exception("reading %s failed in article %s (%s)", name, article.article_id, article.source_uri)
            claims.failures.append(f"{name}: {type(error).__name__}: {error}")
    revise(claims, article.body, reading.notices)
    prove(claims, article.body)
    return claims
