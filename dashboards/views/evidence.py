"""Evidence: search the articles, read one with its claims highlighted in place."""

from __future__ import annotations

from itertools import groupby

import streamlit as st

from dashboards import evidence, figures, queries, words
from dashboards.facts import choose_clicked
from dashboards.filters import source_filter
from dashboards.queries import KINDS
from dashboards.snapshot import ask
from dashboards.url_state import choose_one, distinct

_LIMIT, _SECONDS = 50, 2.0

st.title("Evidence", anchor=False)
st.write("Every article that was read, with the passages that claims rest on.")

with st.sidebar:
    words_sought = st.text_input("Words in title or text", key="q", bind="query-params", type="search", max_chars=200)
    publishers = source_filter()
    with_claims = st.toggle("Only articles with claims", value=True, key="with_claims", bind="query-params")

sought = (words_sought or "", publishers, with_claims)
# A search that ended before it was through goes on with five times the time at each click.
seconds = _SECONDS * 5 ** figures.clicks_of("search-further", sought)
search = ask(queries.search_articles, *sought, _LIMIT, seconds)
found = search.articles
linked = st.query_params.get("article") or st.session_state.get("article")
if linked and linked not in set(found["article_id"]) and not ask(queries.article, linked).empty:
    article_ids = [linked, *found["article_id"]]
else:
    article_ids = list(found["article_id"])

st.header("Articles found", anchor=False)
if found.empty and search.is_whole:
    st.info("No article holds all these words. Try fewer, or allow articles without claims.", icon=":material/info:")
elif found.empty:
    st.info("No article holds all these words so far back.", icon=":material/info:")
else:
    more = f" The newest {_LIMIT} are shown." if len(found) == _LIMIT else ""
    st.caption(f"{words.amount_of(len(found), 'article')}.{more}")
if len(found) < _LIMIT and not search.is_whole:
    st.caption(
        f"Looked through {search.n_searched:,} of {search.n_articles:,} articles, the newest first, back to"
        f" {words.day(search.back_to)}."
    )
    st.button(
        "Search further back", key="search-further", icon=":material/history:",
        on_click=figures.count_click, args=("search-further", sought),
    )  # fmt: skip
if not found.empty:
    found_ids = list(found["article_id"])
    figures.table(
        found,
        {
            "published_at": "Published",
            "publisher": "Source",
            "title": "Title",
            "n_claims": "Claims",
            "language": "Language",
        },
        alt_text="Articles that fit the search",
        key="table-articles",
        height=min(320, 38 + 35 * len(found)),
        on_select=lambda: choose_clicked("table-articles", found_ids, "article"),
        selection_mode=["single-row", "single-cell"],
    )

if article_ids:
    titles = {
        article_id: f"{words.day(date)} — {'untitled' if words.is_missing(title) else title}"
        for article_id, date, title in zip(found["article_id"], found["published_at"], found["title"], strict=True)
    }
    labels = distinct([titles.get(article_id, f"article {article_id}") for article_id in article_ids], article_ids)
    chosen = choose_one(
        "Choose an article, here or by a click in the table",
        article_ids,
        name="article",
        key="article",
        format_func=labels.__getitem__,
        placeholder="Choose one to read it",
    )
    if chosen:
        row = ask(queries.article, chosen).to_dict("records")[0]
        claims = ask(queries.claims_of_article, chosen).to_dict("records")
        body = row["body"] or ""
        marks = evidence.marks_of(claims, body)
        st.html(evidence.article_head(row))
        if claims:
            st.html(evidence.legend([claim["kind"] for claim in claims]))
        else:
            st.caption("No claim was read from this article.")
        text, shortened = evidence.article_text(body, marks)
        if shortened:
            st.caption(f"The article has {len(body):,} characters; the surroundings of its claims are shown.")
        with st.container(border=True, key="article-body"):
            st.html(text)
        if claims:
            st.header("Its claims, and the facts that they became", anchor=False)
            number = 0
            for (_, _, kind), group in groupby(claims, key=lambda c: (c["char_start"], c["char_end"], c["kind"])):
                alike = list(group)
                noun = KINDS[kind].noun
                st.html(evidence.claim_lines(alike, noun, body, number + 1))
                with st.container(horizontal=True, gap="small"):
                    for claim in alike:
                        number += 1
                        if isinstance(claim["fact_id"], str):
                            st.page_link(
                                f"views/{evidence.PAGE_OF_KIND[kind]}.py",
                                label=f"To {noun} {number}",
                                icon=":material/arrow_forward:",
                                query_params={"fact": claim["fact_id"]},
                            )
