"""Strikes: what an article tells of attacks by weapon from a distance, one claim a place hit."""

from __future__ import annotations

from ingest.claims.document import Document
from ingest.claims.kinds.strike_events import StrikeGraph
from ingest.claims.kinds.strike_mentions import read_mention
from ingest.claims.matcher import rule_book
from ingest.claims.model import StrikeClaim


def read(document: Document) -> list[StrikeClaim]:
    """The strikes that an article claims, in the order in which they are first told."""
    telling = document.parse_telling(rule_book("strikes").bit)
    title = (document.article.title or "").strip().lower()
    mentions = []
    for index in telling:
        sentence = document.syntax_of(index)
        if document.reading.sentences[index].kind == "caption":
            continue  # a picture's date and place are not the news'
        if sentence is None or (index == 0 and title and sentence.text.strip().lower()[:200] == title[:200]):
            continue
        mention = read_mention(sentence)
        if mention is not None:
            mentions.append(mention)
    return StrikeGraph(document).claims(mentions)
