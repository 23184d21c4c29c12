"""Claims behind facts, articles with their claims, search."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboards.queries.scope import KINDS, Rows


def claims_of_fact(rows: Rows, kind_name: str, fact_id: str, limit: int = 100) -> pd.DataFrame:
    """Every claim behind a fact (all columns of the claims table) with its article: title, publisher, published_at,
    url, source_uri, body, copy_of. Earliest article first."""
    kind = KINDS[kind_name]
    return rows(
        "select c.*, a.title, a.publisher, a.published_at, a.url, a.source_uri, a.body, a.copy_of"
        f" from {kind.claims} c join dim_articles a using (article_id) where c.fact_id = ?"
        f" order by a.published_at nulls last, c.article_id, c.char_start limit {int(limit)}",
        [fact_id],
    )


def article(rows: Rows, article_id: str) -> pd.DataFrame:
    """The article with that id: one row or none."""
    return rows("from dim_articles where article_id = ?", [article_id])


def claims_of_article(rows: Rows, article_id: str) -> pd.DataFrame:
    """Every claim of an article: kind, claim_id, fact_id, line (of the fact), quote, char_start, char_end, evidence,
    claimant, claimant_side, is_background; in reading order."""
    union = " union all ".join(
        f"select '{kind.name}' as kind, k.claim_id, k.fact_id, {kind.line} as line, k.quote, k.char_start, k.char_end,"
        f" k.evidence, k.claimant, k.claimant_side, k.is_background from {kind.claims} k"
        f" left join {kind.facts} f on f.{kind.fact_id} = k.fact_id where k.article_id = ?"
        for kind in KINDS.values()
    )
    return rows(f"{union} order by char_start, char_end, kind, claim_id", [article_id] * len(KINDS))


def search_articles(
    rows: Rows, words: str, published_by: tuple[str, ...] = (), with_claims: bool = False, limit: int = 50
) -> pd.DataFrame:
    """Articles whose title or body holds every one of the words, whatever their case; newest first, undated last.

    article_id, published_at, publisher, title, url, language, copy_of, n_claims.
    """
    parts: list[str] = ["true"]
    parameters: list[Any] = []
    for word in words.lower().split()[:12]:
        parts.append("contains(lower(concat_ws(' ', title, body)), ?)")
        parameters.append(word)
    if published_by:
        parts.append("list_contains(?, publisher)")
        parameters.append(list(published_by))
    if with_claims:
        parts.append("n_claims > 0")
    return rows(
        "select article_id, published_at, publisher, title, url, language, copy_of, n_claims from dim_articles"
        f" where {' and '.join(parts)} order by published_at desc nulls last, article_id limit {int(limit)}",
        parameters,
    )
