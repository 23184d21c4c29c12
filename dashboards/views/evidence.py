"""Evidence: search the articles, read one with its claims highlighted in place."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from dashboards import articles, evidence, figures, queries, words
from dashboards.facts import choose_clicked
from dashboards.filters import say_unknown, source_filter
from dashboards.language import tr
from dashboards.snapshot import ask
from dashboards.url_state import choose_one, distinct

_LIMIT, _SNIPPETS, _SECONDS = 50, 10, 2.0

st.title(tr("Evidence"), anchor=False)
st.write(tr("Every article that was read, with the passages that claims rest on."))

with st.sidebar:
    words_sought = st.text_input(
        tr("Words in title or text"),
        key="q",
        bind="query-params",
        type="search",
        max_chars=200,
        placeholder=tr("Search"),
    )
    publishers = source_filter()
    with_claims = st.toggle(tr("Only articles with claims"), value=True, key="with_claims", bind="query-params")

    order = choose_one(
        tr("Order"), ["newest", "relevance"], name="order", key="order", default="newest", format_func=words.title_word,
        buttons=True,
    )  # fmt: skip

terms = articles.terms_of(words_sought or "")
by_relevance = order == "relevance" and bool(terms)
sought = (terms, publishers, with_claims, by_relevance)
# A search that ended before it was through goes on with five times the time at each click.
seconds = _SECONDS * 5 ** figures.clicks_of("search-further", sought)
search = ask(queries.search_articles, *sought, _LIMIT, seconds)
found = search.articles
linked = st.query_params.get("article") or st.session_state.get("article")
if linked and linked not in set(found["article_id"]) and ask(queries.article, linked).empty:
    evidence_notice = tr(
        "No article “{article}” is in this warehouse.", article=f"<bdi>{evidence.safe(linked[:100])}</bdi>"
    )
    st.html(f'<p class="wl-notice" role="status">{evidence_notice}</p>')
    linked = None
say_unknown()

st.header(tr("Articles found"), anchor=False)
if found.empty:
    st.info(articles.nothing_found(search), icon=":material/info:")
else:
    st.caption(articles.found_note(search, _LIMIT, by_relevance))
further = articles.further_note(search, _LIMIT)
if further:
    st.caption(further)
    st.button(
        tr("Search further back"), key="search-further", icon=":material/history:",
        on_click=figures.count_click, args=("search-further", sought),
    )  # fmt: skip
if spelt := articles.other_spellings(terms):
    st.text(spelt)
if terms:
    asked = st.query_params.to_dict()
    st.html(
        articles.snippets(found.head(_SNIPPETS), terms, lambda article: f"?{urlencode({**asked, 'article': article})}")
    )
    facts = ask(queries.search_facts, terms)
    if not facts.empty:
        st.header(tr("Facts of that place, person or donor"), anchor=False)
        st.html(articles.facts_found(facts))
        st.header(tr("All articles found"), anchor=False)
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
        alt_text=tr("Articles that fit the search"),
        key="table-articles",
        height=min(320, 38 + 35 * len(found)),
        on_select=lambda: choose_clicked("table-articles", found_ids, "article"),
        selection_mode=["single-row", "single-cell"],
    )

lines = articles.choices(found, linked)
if lines:
    labels = distinct(list(lines.values()), list(lines))
    chosen = choose_one(
        tr("Choose an article, here or by a click in the table"),
        list(lines),
        name="article",
        key="article",
        format_func=labels.__getitem__,
        placeholder=tr("Choose one to read it"),
    )
    if chosen:
        row = ask(queries.article, chosen).to_dict("records")[0]
        claims = ask(queries.claims_of_article, chosen).to_dict("records")
        body = row["body"] or ""
        st.html(evidence.article_head(row))
        if claims:
            st.html(evidence.legend([claim["kind"] for claim in claims]))
        else:
            st.caption(tr("No claim was read from this article."))
        text, shortened = evidence.article_text(body, evidence.marks_of(claims, body))
        if shortened:
            st.caption(
                tr(
                    "The article has {n_characters} characters; the surroundings of its claims are shown.",
                    n_characters=words.number(len(body)),
                )
            )
        with st.container(border=True, key="article-body"):
            st.html(text)
        if claims:
            st.header(tr("Its claims, and the facts that they became"), anchor=False)
            for passage in articles.passages(claims, body):
                st.html(passage.html)
                with st.container(horizontal=True, gap="small"):
                    for label, page, fact in passage.links:
                        st.page_link(
                            f"views/{page}.py",
                            label=label,
                            icon=":material/arrow_forward:",
                            query_params={"fact": fact},
                        )
