"""One message of a channel (media type MESSAGE_TYPE) to its article: the whole message, nothing cut from it."""

from __future__ import annotations

import json

from ingest.articles.language import language_of
from ingest.articles.normalise import clean_text, to_body
from ingest.core.correction_notices import opens_with_notice
from ingest.core.documents import Article, Document
from ingest.core.stated_dates import StatedDate, choose_date, find_zone

#: Longer first lines are the message's text, not its headline.
_HEADLINE_CHARACTERS = 200


class MessageError(ValueError):
    """A message that is no article: the reason in words."""


def read_message(document: Document) -> Article:
    """The article of a message. Its first line is its title and stays in the body.

    A forward has the channel that wrote it as its `agency`: the text is that channel's, printed by another one.
    Raises MessageError when it has no words.
    """
    fields = json.loads(document.content)
    meta = {**fields, **document.meta}
    lines = [line.strip() for line in clean_text(str(fields.get("text") or "")).split("\n")]
    paragraphs = [line for line in lines if line]
    body = to_body(paragraphs)
    if sum(map(str.isalpha, body)) < 3:
        raise MessageError("the message has no words")
    title = paragraphs[0]
    stated = [StatedDate("meta", str(meta["published"]))] if meta.get("published") else []
    published = choose_date(stated, find_zone(document.meta.get("time_zone")))
    return Article(
        document_id=document.document_id,
        article_index=0,
        source_uri=document.source_uri,
        source_name=document.source_name,
        body=body,
        title=title if len(title) <= _HEADLINE_CHARACTERS else None,
        publisher=meta.get("publisher"),
        url=meta.get("url"),
        agency=fields.get("forwarded_from"),
        published_at=published.date,
        published_basis=published.basis,
        published_unusable=published.unusable,
        published_time=published.time,
        is_correction=opens_with_notice(body),
        language=language_of(body),
    )
