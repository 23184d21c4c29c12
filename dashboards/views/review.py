"""Review: the facts most worth a look, their claims, and the form that writes corrections. Shown to reviewers only."""

from __future__ import annotations

import time

import streamlit as st

from dashboards import evidence, figures, queries, reviewing, words
from dashboards.language import tr
from dashboards.queries import KINDS
from dashboards.snapshot import ask
from ingest.settings import Settings

_SHOWN = 50
settings = Settings.from_environment()


def sign_in() -> None:
    """Ask for the token."""
    with st.form("sign-in"):
        given = st.text_input(tr("Reviewer's token"), type="password", max_chars=500, autocomplete="off")
        if not st.form_submit_button(tr("Sign in")):
            return
    if reviewing.is_reviewer(given, reviewing.token_of(settings)):
        st.session_state["reviewer"] = True
        st.rerun()
    time.sleep(1)  # guessing is slow
    st.error(tr("That is not the token."), icon=":material/lock:")


def send(request: reviewing.Request, *, dry_run: bool = False) -> None:
    """Write and say what was written, or why not."""
    try:
        lines = reviewing.write(settings, request, dry_run=dry_run)
    except (ValueError, LookupError, TimeoutError, OSError) as error:
        st.error(tr("Nothing was written."), icon=":material/block:")
        st.text(str(error))
        return
    if dry_run:
        st.info(tr("This could be written."), icon=":material/check:")
    else:
        st.success(tr("Written. The next build applies it."), icon=":material/check:")
    # Text, not Markdown: it quotes what people typed and what articles say.
    st.text("\n".join(lines))


def form(kind: str, fact_id: str) -> None:
    """What a reviewer says of one fact."""
    claims = ask(queries.claims_of_fact, kind, fact_id).to_dict("records")
    names = ask(queries.country_names)
    for claim in claims:
        st.html(evidence.claim_card(kind, claim, names))
        st.caption(tr("Claim `{claim_id}`", claim_id=claim["claim_id"]))
    action = st.radio(
        tr("What is it?"), list(reviewing.ACTIONS), format_func=lambda code: tr(reviewing.ACTIONS[code]), key="action"
    )
    ids = [claim["claim_id"] for claim in claims]
    with st.form("correction"):
        targets, values, article = [fact_id], {}, None
        if action in ("value", "reject"):
            targets = [st.selectbox(tr("Claim"), ids)]
        if action == "value":
            name = st.selectbox(tr("Field"), reviewing.fields_of(kind))
            values = {name: st.text_input(tr("What the passage says"), placeholder=tr("43, or null"), max_chars=500)}
        if action == "split":
            targets = st.multiselect(tr("Claims that are another event"), ids)
        if action == "merge":
            targets = [fact_id, st.text_input(tr("Id of the other fact"), max_chars=40).strip()]
        if action == "leave_out":
            article = st.selectbox(tr("Article"), sorted({claim["article_id"] for claim in claims}))
            targets = []
        by = st.text_input(
            tr("Who"), key="reviewer-name", max_chars=100, placeholder=tr("Your name, as fact pages show it")
        )
        why = st.text_area(tr("Why"), max_chars=1000, placeholder=tr("In a sentence that others can check"))
        only_check = st.checkbox(tr("Only check it"))
        sent = st.form_submit_button(tr("Send"))
    if sent:
        request = reviewing.Request(action, by, why, [t for t in targets if t], values, article)
        send(request, dry_run=only_check)


def undo() -> None:
    """The entries that count, and a way to take one back."""
    entries = reviewing.ledger(settings)
    if not entries:
        st.caption(tr("The ledger is empty."))
        return
    says = {item["entry_id"]: f"{item['state']}: {item['says']}" for item in entries}
    with st.form("undo"):
        entry = st.selectbox(tr("Entry"), list(says), format_func=says.__getitem__)
        by = st.text_input(tr("Who"), max_chars=100, key="undo-name")
        why = st.text_input(tr("Why"), max_chars=1000, key="undo-why")
        sent = st.form_submit_button(tr("Undo it"))
    if sent:
        send(reviewing.Request("undo", by, why, entry=entry))


def main() -> None:
    """The page."""
    st.title(tr("Review"), anchor=False)
    if not st.session_state.get("reviewer"):
        sign_in()
        return
    st.write(
        tr(
            "Facts by what an error in them would do (their figure and the charts that they stand in) times how"
            " doubtful they are. What you write goes into the ledger of corrections; the next build applies it."
        )
    )
    queue = ask(queries.review_queue, _SHOWN)
    st.header(tr("What waits"), anchor=False)
    if queue.empty:
        st.info(tr("Nothing waits for review."), icon=":material/info:")
    else:
        labels = {
            "priority": "Priority",
            "kind": "Kind",
            "date": "Date",
            "line": "Fact",
            "figure": "Figure",
            "n_charts": "Charts",
            "doubt": "Doubt",
            "review_state": "State",
            "reasons": "Why",
        }
        figures.table(queue, labels, alt_text=tr("Facts to review"), key="table-review")
        rows = {row["fact_id"]: row for row in queue.to_dict("records")}
        chosen = st.selectbox(
            tr("Fact"),
            list(rows),
            index=None,
            placeholder=tr("Choose one"),
            format_func=lambda fact_id: f"{rows[fact_id]['line']}, {words.day(rows[fact_id]['date'])} ({fact_id})",
        )
        if chosen:
            st.header(words.noun(KINDS[rows[chosen]["kind"]].noun).capitalize(), anchor=False)
            form(rows[chosen]["kind"], chosen)
    st.header(tr("The ledger"), anchor=False)
    undo()


main()
