"""Strikes: what an article tells of attacks by weapon from a distance, one claim a place hit."""

from __future__ import annotations

from ingest.claims.document import Document
from ingest.claims.kinds.strike_events import StrikeGraph
from ingest.claims.kinds.strike_mentions import StrikeMention, read_mention
from ingest.claims.matcher import rule_book
from ingest.claims.model import StrikeClaim


def read(document: Document) -> list[StrikeClaim]:
    """The strikes that an article claims, in the order in which they are first told; the headline is read last."""
    headline: StrikeMention | None = None
    mentions = []
    indices = telling(document)
    document.parse(indices)
    for index in indices:
        sentence = document.syntax_of(index)
        if sentence is None or document.reading.sentences[index].kind == "caption":
            continue  # a picture's date and place are not the news'
        mention = read_mention(sentence)
        if mention is not None and _is_title(document, index):
            headline = mention
        elif mention is not None:
            mentions.append(mention)
    return StrikeGraph(document).claims(mentions, headline)


def telling(document: Document) -> list[int]:
    """The sentences that could tell of a strike, by their words."""
    return rule_book("strikes").telling(document)


def _is_title(document: Document, index: int) -> bool:
    """Whether a sentence is the article's headline: the first line, without a full stop or cut short."""
    sentence = document.reading.sentences[index]
    title = (document.article.title or "").strip().lower()
    is_open = sentence.kind == "headline" or sentence.text.endswith(("...", "…"))
    return index == 0 and is_open and bool(title) and sentence.text.lower()[:200] == title[:200]
