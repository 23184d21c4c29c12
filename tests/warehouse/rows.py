"""Read results made by hand, so that the warehouse is tested apart from the reader."""

from __future__ import annotations

import datetime as dt

from ingest.claims.model import AidClaim, Claims, InterceptionClaim, MeetingClaim, Span, StrikeClaim
from ingest.core.documents import Article, Document, Rejection
from ingest.core.results import ArticleResult, ReadResult

BODY = "Drones hit a depot in Sumy on Monday, killing two people. Defenders downed 10 of 12 drones."


def document(name: str = "a.txt", text: str = BODY, **meta: str) -> Document:
    return Document(source_uri=name, content=text.encode(), media_type="text/plain", meta=meta)


def article(source: Document) -> Article:
    return Article(
        document_id=source.document_id,
        article_index=0,
        source_uri=source.source_uri,
        source_name=source.source_name,
        body=source.content.decode(),
        title="Depot hit",
        publisher="The Test Wire",
        published_at=dt.date(2025, 3, 4),
        published_basis="meta",
        language="en",
    )


def claims() -> Claims:
    first, second = BODY.index("Drones"), BODY.index("Defenders")
    return Claims(
        strikes=[
            StrikeClaim(
                span=Span(first, second - 1),
                evidence=[Span(second, len(BODY))],
                event_date=dt.date(2025, 3, 3),
                date_precision="day",
                attacker_country="RU",
                target_country="UA",
                admin1="Sumy Oblast",
                admin1_code="UA-59",
                place="Sumy",
                geo_precision="settlement",
                weapon_classes=["drone"],
                killed=2,
                killed_qualifier="exact",
            )
        ],
        interceptions=[
            InterceptionClaim(
                span=Span(second, len(BODY)),
                event_date=dt.date(2025, 3, 3),
                date_precision="day",
                defender_country="UA",
                attacker_country="RU",
                weapon_class="drone",
                launched=12,
                intercepted=10,
                shot_down=10,
                count_definition="shot_down",
            )
        ],
        aid_packages=[AidClaim(span=Span(0, 5), donor="NO", recipient="UA", amount=5e6, currency="EUR")],
        meetings=[MeetingClaim(span=Span(0, 5), countries=["UA", "NO"], status="planned")],
    )


def result(name: str = "a.txt", text: str = BODY, **meta: str) -> ReadResult:
    source = document(name, text, **meta)
    story = article(source)
    return ReadResult(source, [ArticleResult(story, claims().rows(story))], [])


def rejection(name: str = "bad.bin") -> ReadResult:
    refused = Rejection(name, "files", "binary", "this is not text", 4, "00" * 32)
    return ReadResult(None, [], [refused])
