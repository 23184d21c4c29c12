"""Airflow DAG: single pages, or a pasted text, into the landing zone."""

from __future__ import annotations

from typing import Any

from airflow.sdk import Param, dag, task
from warledger_orchestration import OWNER, TASKS, readings, say, summarised

DOC = """
### One article, now

For what no source lists: give the address of an article (or several, one a line), or paste its text. It is read like
everything else; then **build_warehouse** starts by itself, and minutes later the new facts are on the dashboard.

| task | does |
|---|---|
| `choose` | checks the form |
| `read` (one an address) | fetches the page or takes the text, reads it, lands it |
| `announce` | tells build_warehouse |
| `summary` | what came of each address; red when one could not be read |

**Pages** are fetched by the same rules as every source: robots.txt is honoured, addresses of your own network are
refused. **A pasted text** should begin with its headline, then an empty line; publisher and day of publication are
better given in the form, because a date such as *on Tuesday* counts from that day. Without one, such dates stay empty.

The same page or text again changes nothing; a page whose text has changed becomes a new version of its article.

**When it is red:** the end of the log of `summary` says why.

| the log says | do |
|---|---|
| is no address, give addresses or a text | correct the form and trigger again |
| blocked: robots | the site does not want it fetched: ask them, or paste the text |
| blocked: private_address | the address lies in your own network: save the page and use ingest_articles |
| failed: timeout, dns, connect, http_status | the site; it tries three times more. Paste the text if it stays away |
| fetched, but not read | the page has no article text (a video, a login): paste the text |
"""


@dag(
    dag_id="ingest_url",
    description="A form: addresses of articles, or a pasted text → claims in the landing zone",
    doc_md=DOC,
    schedule=None,
    catchup=False,
    max_active_runs=1,
    tags=[OWNER, "ingest", "by hand"],
    default_args=TASKS,
    params={
        "addresses": Param(
            default=None,
            # Null too: a field that may not be null is marked as required.
            type=["null", "array"],
            items={"type": "string", "pattern": r"^https?://[^\s/]+\.?[^\s]*$", "maxLength": 4000},
            maxItems=100,
            title="Addresses",
            description_md=(
                "Addresses of articles, one a line, for example `https://www.gov.uk/government/news/...`. "
                "Leave empty to paste a text instead."
            ),
        ),
        "text": Param(
            default=None,
            type=["null", "string"],
            format="multiline",
            maxLength=500_000,
            title="Text",
            description_md=(
                "The headline, an empty line, then the article, for example as you copy it from a mail or a page."
            ),
        ),
        "title": Param(
            default=None,
            type=["null", "string"],
            maxLength=500,
            title="Headline",
            description_md="Only if the text does not begin with it, for example `Drones hit a substation in Odesa`.",
        ),
        "publisher": Param(
            default=None,
            type=["null", "string"],
            maxLength=200,
            title="Publisher",
            description_md="Who published it, for example `Reuters`. Several reports of one publisher are one source.",
        ),
        "published": Param(
            default=None,
            type=["null", "string"],
            format="date",
            title="Day of publication",
            description_md="For example `2025-03-14`. Dates such as *on Friday* are counted from it.",
        ),
    },
)
def ingest_url() -> None:
    """One task for each address, or for the pasted text."""

    @task(show_return_value_in_logs=False)
    @summarised
    def choose(params: dict[str, Any]) -> list[dict[str, Any]]:
        """The form, checked → one item an address, or the text."""
        from ingest.pipeline.worklist import choose_by_hand

        meta = {name: params[name] for name in ("title", "publisher", "published")}
        items = choose_by_hand(params["addresses"] or [], params["text"], **meta)
        say(f"to read: {', '.join(item['name'] for item in items)}")
        return items

    readings(choose(), of="addresses")


ingest_url()
