"""A small raw layer to try the models on: articles written for the tests and the claims a reader would make of them.

    python tests/dbt/raw_fixture.py build.duckdb

writes the example of `example_articles` into a new database. Tests add their own articles with `RawLayer`.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import Any

import duckdb

from ingest.claims.model import AidClaim, Claim, InterceptionClaim, MeetingClaim, Span, StrikeClaim
from ingest.core.documents import Article, content_id

SCHEMA = Path(__file__).resolve().parents[2] / "ingest" / "landing" / "raw_schema.sql"
TABLES = {"strike": "strike_claims", "interception": "interception_claims", "aid": "aid_claims"} | {
    "meeting": "meeting_claims"
}
LOADED_AT = dt.datetime(2025, 6, 1, 6, 0, tzinfo=dt.UTC)

KYIV = {"place": "Kyiv", "admin1": "Kyiv City", "admin1_code": "UA-30", "location_id": "703448", "target_country": "UA"}
KYIV |= {"latitude": 50.4547, "longitude": 30.5238, "geo_precision": "settlement"}
ODESA = {"place": "Odesa", "admin1": "Odesa Oblast", "admin1_code": "UA-51", "location_id": "698740"}
ODESA |= {"target_country": "UA", "latitude": 46.4775, "longitude": 30.7326, "geo_precision": "settlement"}
ODESA_REGION = {"admin1": "Odesa Oblast", "admin1_code": "UA-51", "target_country": "UA", "geo_precision": "admin1"}
SARATOV = {"place": "Saratov", "admin1": "Saratov Oblast", "admin1_code": "RU-SAR", "location_id": "498677"}
SARATOV |= {"target_country": "RU", "latitude": 51.5406, "longitude": 46.0086, "geo_precision": "settlement"}


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


class RawLayer:
    """Collects articles with their claims and writes them as the loader would."""

    def __init__(self) -> None:
        self._articles: list[tuple[Article, str]] = []
        self._claims: list[tuple[Claim, Article, str]] = []
        self._rejections: list[dict[str, Any]] = []

    def article(
        self,
        name: str,
        body: str,
        claims: Iterable[Claim] = (),
        *,
        published: str | None = None,
        publisher: str | None = "Test Wire",
        batch: str = "batch-1",
        **more: Any,
    ) -> Article:
        """Add an article; each claim's span is set to the whole first paragraph of `body` unless it has one."""
        article = Article(
            document_id=content_id("document", name),
            article_index=0,
            source_uri=f"{name}.txt",
            source_name="files",
            body=body,
            title=more.pop("title", name),
            publisher=publisher,
            published_at=day(published) if published else None,
            published_basis="meta" if published else "none",
            language="en",
            **more,
        )
        self._articles.append((article, batch))
        self._claims += [(claim, article, batch) for claim in claims]
        return article

    def rejection(self, name: str, reason_code: str = "empty", batch: str = "batch-1") -> None:
        self._rejections.append(
            {
                "rejection_id": content_id("rejection", name),
                "source_uri": name,
                "source_name": "files",
                "reason_code": reason_code,
                "reason": "the file holds no text",
                "size_bytes": 0,
                "content_hash": content_id(name),
                "fetched_at": LOADED_AT,
                "batch_id": batch,
                "loaded_at": LOADED_AT,
            }
        )

    def write(self, path: Path, *, newest_first: bool = False) -> None:
        """Create the raw schema in `path` and insert everything (in reverse order with `newest_first`)."""
        articles, claims = list(self._articles), list(self._claims)
        if newest_first:
            articles.reverse()
            claims.reverse()
        with duckdb.connect(str(path)) as connection:
            connection.execute("set timezone = 'UTC'")
            connection.execute(SCHEMA.read_text(encoding="utf-8"))
            for article, batch in articles:
                _insert(connection, "documents", _document_row(article, batch))
                _insert(connection, "articles", _article_row(article, batch))
            for claim, article, batch in claims:
                row = {**claim.to_row(article), "batch_id": batch, "loaded_at": LOADED_AT}
                _insert(connection, TABLES[claim.kind], row)
            for row in self._rejections:
                _insert(connection, "rejected_documents", row)


def _document_row(article: Article, batch: str) -> dict[str, Any]:
    return {
        "document_id": article.document_id,
        "source_uri": article.source_uri,
        "source_name": article.source_name,
        "media_type": "text/plain",
        "size_bytes": len(article.body.encode()),
        "content_hash": article.body_hash,
        "fetched_at": LOADED_AT,
        "batch_id": batch,
        "loaded_at": LOADED_AT,
    }


def _article_row(article: Article, batch: str) -> dict[str, Any]:
    row = {item.name: getattr(article, item.name) for item in fields(article)}
    row |= {"article_id": article.article_id, "body_hash": article.body_hash, "ingested_at": LOADED_AT}
    return {**row, "batch_id": batch, "loaded_at": LOADED_AT}


def _insert(connection: duckdb.DuckDBPyConnection, table: str, row: dict[str, Any]) -> None:
    columns = ", ".join(row)
    marks = ", ".join("?" for _ in row)
    connection.execute(f"insert into raw.{table} ({columns}) values ({marks})", list(row.values()))


def strike(quote_end: int, **values: Any) -> StrikeClaim:
    return StrikeClaim(Span(0, quote_end), **values)


def interception(quote_end: int, **values: Any) -> InterceptionClaim:
    return InterceptionClaim(Span(0, quote_end), **values)


def aid(quote_end: int, **values: Any) -> AidClaim:
    return AidClaim(Span(0, quote_end), **values)


def meeting(quote_end: int, **values: Any) -> MeetingClaim:
    return MeetingClaim(Span(0, quote_end), **values)


def example_articles() -> RawLayer:
    """Two reports of the Kyiv strike of 12 February 2025, one without a year, and one or two of everything else."""
    raw = RawLayer()
    raw.article(
        "barrage",
        "One person died and four were hurt when drones and missiles hit Kyiv, the president said on 12 February 2025.",
        [
            strike(
                60,
                event_date=day("2025-02-12"),
                date_precision="day",
                attacker_country="RU",
                **KYIV,
                weapon_classes=["missile", "drone"],
                target_class="residential",
                killed=1,
                killed_qualifier="exact",
                wounded=4,
                wounded_qualifier="at_least",
                claimant_side="ua_official",
            ),
            interception(
                50,
                event_date=day("2025-02-12"),
                date_precision="day",
                defender_country="UA",
                attacker_country="RU",
                weapon_class="drone",
                weapon_names=["Shahed"],
                launched=123,
                intercepted=71,
                shot_down=71,
                count_definition="shot_down",
                claimant_side="ua_official",
            ),
            interception(
                40,
                event_date=day("2025-02-12"),
                date_precision="day",
                defender_country="UA",
                attacker_country="RU",
                weapon_class="missile",
                intercepted=6,
                shot_down=6,
                count_definition="shot_down",
                claimant_side="ua_official",
            ),
            meeting(
                30,
                event_date=day("2025-02-14"),
                date_precision="day",
                status="planned",
                format="bilateral",
                participants=["Volodymyr Zelensky", "JD Vance"],
                countries=["UA", "US"],
                place="Munich",
                country="DE",
            ),
        ],
        published="2025-02-12",
        publisher="Test Wire",
        agency="Wire Agency",
    )
    raw.article(
        "morning",
        "On the morning of February 12 ballistic missiles hit Kyiv and one person died.\n\nA refinery burned.",
        [
            strike(
                40,
                date_partial="02-12",
                attacker_country="RU",
                **KYIV,
                weapon_classes=["ballistic_missile"],
                weapon_names=["Iskander"],
                target_class="industrial",
                killed=1,
                killed_qualifier="at_least",
                claimant_side="media",
            ),
            strike(
                75,
                date_partial="02-11",
                attacker_country="UA",
                **SARATOV,
                target_class="oil_refinery",
                claimant_side="ua_official",
            ),
            aid(
                20,
                donor="KP",
                donor_name="North Korea",
                recipient="RU",
                aid_type="military",
                status="delivered",
                items=["200 long-range artillery guns"],
            ),
        ],
        publisher=None,
    )
    raw.article(
        "donors",
        "Britain announced 185 million dollars; the total from Washington stands at 175 billion dollars.",
        [
            aid(
                38,
                announced_date=day("2025-02-12"),
                date_precision="day",
                donor="GB",
                donor_name="Britain",
                recipient="UA",
                amount=185_000_000.0,
                currency="USD",
            ),
            aid(
                60,
                donor="US",
                donor_name="United States",
                recipient="UA",
                amount=175_000_000_000.0,
                currency="USD",
                is_cumulative=True,
                aid_type="mixed",
            ),
        ],
        published="2025-02-13",
        publisher="Example Post",
    )
    raw.article(
        "munich",
        "Zelensky and Vance met in Munich on Friday. Air defence downed 27 of 49 drones in the night, it was reported.",
        [
            meeting(
                43,
                event_date=day("2025-02-14"),
                date_precision="day",
                status="held",
                format="talks",
                participants=["JD Vance", "Volodymyr Zelensky"],
                countries=["US", "UA"],
                place="Munich",
                country="DE",
            ),
            interception(
                90,
                defender_country="UA",
                attacker_country="RU",
                weapon_class="drone",
                launched=49,
                intercepted=27,
                count_definition="unspecified",
            ),
        ],
        published="2025-02-15",
        publisher="Example Post",
    )
    raw.rejection("empty.txt")
    return raw


if __name__ == "__main__":
    target = Path(sys.argv[1])
    if target.exists():
        sys.exit(f"{target} exists already")
    example_articles().write(target)
