"""Airflow DAG: a form that writes into the ledger of corrections."""

from __future__ import annotations

from typing import Any

from airflow.sdk import Param, dag, task
from warledger_orchestration import OWNER, TASKS, announcement, conclusion, say, summarised

from ingest.settings import Settings

DOC = """
### Correct a claim or a fact

For what was misread, counted twice or thrown together, and for what you have checked. The form writes one entry into
the ledger of corrections, which is only ever added to; **build_warehouse** then starts by itself and applies it.
docs/corrections.md says what each kind of correction does.

| task | does |
|---|---|
| `write` | checks the form, writes the entry; the log says its id |
| `announce` | tells build_warehouse |
| `summary` | what was written, and in `run_outcomes` |

Ids of facts and claims stand on the fact pages, on the dashboard's *Evidence* page and in `warledger correct queue`.
The same entry again changes nothing. To take one back, choose *undo* and give its id.

**When it is red:** the end of the log of `summary` says why.

| the log says | do |
|---|---|
| it names nothing | correct the ids and trigger again |
| is impossible, is no ... | correct the value: the sentence says what it takes |
| undo that entry first | an earlier entry says otherwise: undo it, or leave it |
| no warehouse has been published | build one first |
"""


@dag(
    dag_id="correct_facts",
    description="A form: one correction of a claim or a fact → the ledger; announces raw_articles",
    doc_md=DOC,
    schedule=None,
    catchup=False,
    max_active_runs=1,
    tags=[OWNER, "correct", "by hand"],
    default_args=TASKS,
    params={
        "action": Param(
            default="confirm",
            type="string",
            enum=["value", "reject", "merge", "split", "leave_out", "confirm", "undo"],
            title="What",
            description_md=(
                "For example `value`: a field of a claim is another one. *reject*: a claim is none. *merge*: they are "
                "one event. *split*: the claims are another event than the rest of their fact. *leave_out*: an article "
                "or a source counts nowhere. *confirm*: a fact is right. *undo*: takes an entry back."
            ),
        ),
        "by": Param(
            default="",
            type="string",
            maxLength=100,
            title="Who",
            description_md="Your name, for example `Olena K.`; fact pages show it.",
        ),
        "why": Param(
            default="",
            type="string",
            maxLength=1000,
            title="Why",
            description_md="In a sentence that others can check, for example `the ministry gave 3 on the next day`.",
        ),
        "ids": Param(
            default=None,
            type=["null", "array"],
            items={"type": "string", "pattern": "^[0-9a-f]{16}$"},
            maxItems=100,
            title="Claims or facts",
            description_md="Their ids, one a line, for example `70ab93a7f9636c28`. Empty for *leave_out* and *undo*.",
        ),
        "values": Param(
            default=None,
            type=["null", "array"],
            items={"type": "string", "pattern": "^[a-z0-9_]+=.*$", "maxLength": 500},
            maxItems=20,
            title="Values",
            description_md="Of *value*: field and value, one a line, for example `killed=3` or `wounded=null`.",
        ),
        "article": Param(
            default=None,
            type=["null", "string"],
            maxLength=100,
            title="Article",
            description_md="Of *leave_out*: the article's id, for example `9e2a710d888ed624`.",
        ),
        "source": Param(
            default=None,
            type=["null", "string"],
            maxLength=300,
            title="Source",
            description_md="Of *leave_out*: the outlet, for example `Volga Courier`, as `dim_sources` has it.",
        ),
        "entry": Param(
            default=None,
            type=["null", "string"],
            maxLength=100,
            title="Entry",
            description_md="Of *undo*: the id of the entry, for example as `warledger correct list` shows it.",
        ),
    },
)
def correct_facts() -> None:
    """The form, written into the ledger."""

    @task(show_return_value_in_logs=False)
    @summarised
    def write(params: dict[str, Any]) -> dict[str, Any]:
        """The form → entries of the ledger. Returns their sentences."""
        from ingest.pipeline.correct import correct_by_form

        lines = correct_by_form(Settings.from_environment(), **dict(params))
        for line in lines:
            say(line)
        return {"summary_lines": lines}

    write() >> announcement() >> conclusion("write", "announce")


correct_facts()
