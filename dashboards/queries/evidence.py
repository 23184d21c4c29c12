"""Claims behind facts, articles with their claims, search."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboards.queries.scope import KINDS, Rows

#: Claims of one fact that are shown, the first in this order.
MOST_CLAIMS, CLAIM_ORDER = 100, ("article_id", "char_start")
#: What a claim is shown with of its article.
_OF_ARTICLE = "title, publisher, published_at, url, source_uri, body, copy_of, page_starts"


def claims_of_fact(rows: Rows, kind_name: str, fact_id: str) -> pd.DataFrame:
    """The claims behind a fact (all columns of the claims table) with their articles: title, publisher, published_at,
    url, source_uri, body, copy_of, and the page of a document with pages. Earliest article first."""
    claims = rows(claims_sql(kind_name), [fact_id]).sort_values(list(CLAIM_ORDER), ignore_index=True)[:MOST_CLAIMS]
    ids = list(dict.fromkeys(claims["article_id"]))
    found = claims.merge(rows(articles_sql(len(ids)), ids), on="article_id")
    found["page"] = pd.array(
        [page_of(starts, char) for starts, char in zip(found["page_starts"], found["char_start"], strict=True)], "Int64"
    )
    return found.drop(columns="page_starts").sort_values(
        ["published_at", "article_id", "char_start"], na_position="last", ignore_index=True
    )


def quotes_of(rows: Rows, kind_name: str, fact_ids: list[str]) -> pd.DataFrame:
    """The quote that each of these facts rests on first (its best claim's, else its earliest): fact_id, quote,
    quote_publisher, quote_url. A fact without claims has no row."""
    kind = KINDS[kind_name]
    return rows(
        "select c.fact_id, c.quote, a.publisher as quote_publisher, a.url as quote_url"
        f" from (select * from {kind.claims} where {_one_of('fact_id', len(fact_ids))}) c"
        f" join {kind.facts} f on f.{kind.fact_id} = c.fact_id join dim_articles a using (article_id)"
        " qualify row_number() over (partition by c.fact_id order by c.claim_id is distinct from f.best_claim_id,"
        " a.published_at nulls last, c.claim_id) = 1 order by c.fact_id",
        fact_ids,
    )


def claims_sql(kind_name: str) -> str:
    """The claims of a fact, whose id is the parameter. Neither their order nor their articles are asked for with them:
    beside a sort or a join DuckDB does not use its index."""
    return f"from {KINDS[kind_name].claims} where fact_id = ?"


def articles_sql(number: int) -> str:
    """What claims are shown with of so many articles, whose ids are the parameters."""
    return f"select article_id, {_OF_ARTICLE} from dim_articles where {_one_of('article_id', number)}"


def _one_of(column: str, number: int) -> str:
    """A condition with so many parameters: DuckDB uses such a list to skip what cannot match."""
    return f"{column} in ({', '.join('?' * number)})" if number else "false"


def page_of(page_starts: Sequence[int] | None, char_start: int) -> int | None:
    """The page that a character stands on; None in an article without pages."""
    return None if page_starts is None else sum(start <= char_start for start in page_starts)


def article(rows: Rows, article_id: str) -> pd.DataFrame:
    """The article with that id: one row or none."""
    return rows("from dim_articles where article_id = ?", [article_id])


def claims_of_article(rows: Rows, article_id: str) -> pd.DataFrame:
    """Every claim of an article: kind, claim_id, fact_id, line (of the fact), quote, char_start, char_end, evidence,
    claimant, claimant_side, is_background; in reading order."""
    union = " union all ".join(
        f"select '{kind.name}' as kind, k.claim_id, k.fact_id, {kind.line} as line, k.quote, k.char_start, k.char_end,"
        f" k.evidence, k.claimant, k.claimant_side, k.is_background"
        f" from (select * from {kind.claims} where article_id = ?) k left join (select * from {kind.facts}"
        f" where {kind.fact_id} in (select fact_id from {kind.claims} where article_id = ?)) f"
        f" on f.{kind.fact_id} = k.fact_id"
        for kind in KINDS.values()
    )
    return rows(f"{union} order by char_start, char_end, kind, claim_id", [article_id] * (2 * len(KINDS)))


#: Articles of the first stretch that a search looks through; each further one is twice as long. Articles of one month
#: lie anywhere in the table, so that a stretch costs nearly as much as all of them.
FIRST_STRETCH = 1_000_000


@dataclass(frozen=True)
class Found:
    """What a search found: `articles` (article_id, published_at, publisher, title, url, language, copy_of, n_claims,
    score, snippet), in the order asked for, undated last. `n_searched` of `n_articles` were looked through, back to the
    day `back_to`."""

    articles: pd.DataFrame
    n_searched: int
    n_articles: int
    back_to: dt.date | None

    @property
    def is_whole(self) -> bool:
        """Whether every article was searched."""
        return self.n_searched >= self.n_articles


#: Characters of a snippet, and how many of them stand before the first match.
_SNIPPET, _BEFORE = 320, 110


def _forms(term: tuple[str, ...]) -> list[str]:
    """A term as it is typed, in small letters, capitalised and in capitals; its other spellings, which are names, as
    they are and in capitals: each form is looked for in every text."""
    typed, *others = term
    forms = [typed, typed.lower(), typed.capitalize(), typed.title(), typed.upper()]
    return list(dict.fromkeys([*forms, *(form for name in others for form in (name, name.upper()))]))


def search_articles(
    rows: Rows,
    terms: tuple[tuple[str, ...], ...],
    published_by: tuple[str, ...] = (),
    with_claims: bool = False,
    by_relevance: bool = False,
    limit: int = 50,
    seconds: float = 2.0,
) -> Found:
    """Articles whose title or body holds every one of the terms (words or phrases, each with its other spellings), the
    newest first, or `by_relevance`: those with the terms in their title and most often in their body.

    Spellings are compared as `_forms` gives them: making a million texts small at each search takes twice as long.
    Texts are looked through from the newest back, in stretches of days, until `limit` are found (by relevance: until
    all are looked through) or `seconds` are over.
    """
    conditions, condition_values, score, score_values, places, place_values = _asked(terms)
    if not by_relevance:
        # It would be reckoned for every match, not only for those that are shown.
        score, score_values = "0.0::double", []
    parts, parameters = list(conditions), list(condition_values)
    if with_claims:
        parts.append("n_claims > 0")
    if published_by:
        parts.append("list_contains(?, publisher)")
        parameters.append(list(published_by))
    order = "score desc, published_at desc nulls last" if by_relevance else "published_at desc nulls last"
    columns = "article_id, published_at, publisher, title, url, language, copy_of, n_claims"
    began = time.monotonic()
    found: list[pd.DataFrame] = []
    n_found = n_searched = 0
    stretches = _stretches(rows)
    back_to = None
    for n_articles, first, last in stretches:
        bounds = "published_at is null" if first is None else "published_at between ? and ?"
        wanted = int(limit) if by_relevance else int(limit) - n_found
        # The snippet is cut from the texts that are shown only.
        part = rows(
            f"select {columns}, score, {places} as snippet from (select {columns}, body, {score} as score"
            f" from dim_articles where {bounds} and {' and '.join(parts)} order by {order}, article_id limit {wanted})"
            f" order by {order}, article_id",
            [*place_values, *score_values, *([] if first is None else [first, last]), *parameters],
        )
        found.append(part)
        n_found += len(part)
        n_searched += n_articles
        back_to = first or back_to
        if (n_found >= limit and not by_relevance) or time.monotonic() - began > seconds:
            break
    articles = pd.concat([part for part in found if len(part)] or found[:1], ignore_index=True)
    if by_relevance:
        articles = articles.sort_values("score", ascending=False, kind="stable", ignore_index=True).head(limit)
    return Found(articles, n_searched, sum(stretch[0] for stretch in stretches), back_to)


def _asked(
    terms: tuple[tuple[str, ...], ...],
) -> tuple[list[str], list[Any], str, list[Any], str, list[Any]]:
    """SQL over title and body, each with its parameters: one condition a term; the score of a match; its snippet."""
    conditions, values, scores, score_values = ["true"], [], [], []
    for term in terms:
        forms = _forms(term)
        conditions.append(f"({' or '.join(['contains(body, ?)', 'contains(title, ?)'] * len(forms))})")
        values += [form for form in forms for _ in range(2)]
        # A term in the title weighs as ten in the body, of which no more than ten count.
        in_title = " or ".join(["contains(title, ?)"] * len(forms))
        in_body = " + ".join(["(len(body) - len(replace(body, ?, ''))) / len(?)"] * len(forms))
        scores.append(f"case when {in_title} then 10 else 0 end + least(10, {in_body})")
        score_values += [*forms, *(form for form in forms for _ in range(2))]
    forms = [form for term in terms for form in _forms(term)]
    if not forms:
        return conditions, values, "0.0::double", [], "null::varchar", []
    places = f"list_min(list_filter([{', '.join(['instr(body, ?)'] * len(forms))}], place -> place > 0))"
    snippet = f"substr(body, greatest(1, coalesce({places}, 1) - {_BEFORE}), {_SNIPPET})"
    return conditions, values, f"({' + '.join(scores)})::double", score_values, snippet, forms


#: What a search for facts looks at: columns of each kind, over fact `f`. Of counts, nothing is a name.
_NAMES_OF_FACTS = {
    "strike": ("f.place", "f.admin1"),
    "aid": ("f.donor_name", "array_to_string(f.items, ', ')"),
    "meeting": ("f.place", "array_to_string(f.participants, ', ')", "array_to_string(f.bodies, ', ')"),
}


def search_facts(rows: Rows, terms: tuple[tuple[str, ...], ...], limit: int = 8) -> pd.DataFrame:
    """Facts whose place, donor, items or participants hold every term: kind, fact_id, date, line; the newest first."""
    parts, parameters = [], []
    for name, columns in _NAMES_OF_FACTS.items():
        kind = KINDS[name]
        held = f"concat_ws(' | ', {', '.join(columns)})"
        conditions = []
        for term in terms:
            conditions.append(f"({' or '.join([f'contains({held}, ?)'] * len(_forms(term)))})")
            parameters += _forms(term)
        parts.append(
            f"select * from (select '{name}' as kind, f.{kind.fact_id} as fact_id, f.{kind.date} as date,"
            f" {kind.line} as line from (select * from {kind.facts} f where {' and '.join(conditions)}"
            f" order by f.{kind.date} desc nulls last, f.{kind.fact_id} limit {int(limit)}) f)"
        )
    return rows(
        f"{' union all '.join(parts)} order by date desc nulls last, kind, fact_id limit {int(limit)}", parameters
    )


def _stretches(rows: Rows) -> list[tuple[int, dt.date | None, dt.date | None]]:
    """Stretches of days from the newest back: articles, first and last day; the undated articles come last."""
    days = rows("select published_at as day, count(*) as n from dim_articles group by 1 order by 1 desc nulls last")
    stretches: list[tuple[int, dt.date | None, dt.date | None]] = []
    count, last = 0, None
    known = days.dropna(subset=["day"])
    dated = [(pd.Timestamp(day).date(), int(n)) for day, n in zip(known["day"], known["n"], strict=True)]
    for position, (day, n) in enumerate(dated):
        last = last or day
        count += n
        if count >= FIRST_STRETCH * 2 ** len(stretches) or position == len(dated) - 1:
            stretches.append((count, day, last))
            count, last = 0, None
    undated = int(days.loc[days["day"].isna(), "n"].sum())
    return [*stretches, (undated, None, None)] if undated or not stretches else stretches
