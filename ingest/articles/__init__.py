"""From a document's bytes to its articles: decoding, body text, stories on one page, headline data, language."""

from ingest.articles.read import read_document, unread_fields

__all__ = ["read_document", "unread_fields"]
