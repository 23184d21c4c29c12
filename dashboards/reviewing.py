"""Who may review, and what a review writes: the one place of the dashboard that writes anything.

The token is compared in constant time and stands in no log, no address and no answer. Streamlit takes what a form sends
from its own page only (serve.py refuses other origins), so that no other site can write in a reviewer's name.
"""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path

from dashboards.language import mark
from ingest.pipeline.correct import Request, correct, fields_of, states
from ingest.settings import Settings

__all__ = ["ACTIONS", "Request", "fields_of", "is_reviewer", "ledger", "token_of", "write"]

#: What the page offers, by the ledger's word for it.
ACTIONS = {
    "confirm": mark("The fact is right as it stands"),
    "value": mark("A claim says something else"),
    "reject": mark("A claim is none"),
    "split": mark("Claims are another event than the rest"),
    "merge": mark("This fact and another are one event"),
    "leave_out": mark("Leave an article out"),
}


def token_of(settings: Settings) -> str | None:
    """The reviewers' token, from its setting or the file that a setting names; None where there is none: no page."""
    if settings.review_token:
        return settings.review_token
    if not settings.review_token_file:
        return None
    try:
        return Path(settings.review_token_file).read_text(encoding="utf-8").strip() or None
    except OSError:
        return None


def is_reviewer(given: str, token: str | None) -> bool:
    """Whether this is the token. Takes the same time for every wrong one, whatever its length."""
    digests = [hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest() for text in (given, token or "")]
    return hmac.compare_digest(*digests) and bool(token)


def write(settings: Settings, request: Request, *, dry_run: bool = False) -> list[str]:
    """Write what a reviewer says; a sentence for each entry. Raises ValueError or LookupError with one for people."""
    return [item.sentence() for item in correct(settings, request, dry_run=dry_run)]


def ledger(settings: Settings) -> list[dict[str, str]]:
    """The entries that can be undone, newest first: entry_id, state and what each says."""
    return [
        {"entry_id": item["entry_id"], "state": item["state"], "says": item["says"]}
        for item in states(settings)
        if item["state"] != "undone" and not item["says"].startswith("entry ")
    ]
