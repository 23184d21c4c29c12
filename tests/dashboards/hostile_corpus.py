"""Hostile texts for every column that an article, a feed or a file name fills, and a snapshot that is full of them."""

from __future__ import annotations

from typing import Any

import snapshot_fixture

#: Each sets a mark of its own (`pwned`), opens a dialog or asks a host for something if anything of it is run.
HOSTILE_TEXTS = (
    "<script>window.pwned='script'</script>",
    "<img src=x onerror=\"window.pwned='img'\">",
    "<svg/onload=window.pwned='svg'>",
    "<svg><animate onbegin=window.pwned='animate' attributeName=x dur=1s>",
    "\"><script>window.pwned='attribute'</script>",
    "' onmouseover='window.pwned=\"quote\"' autofocus onfocus='window.pwned=\"focus\"",
    "</mark></blockquote></article><script>window.pwned='closed'</script>",
    "<iframe srcdoc=\"<script>parent.pwned='iframe'</script>\"></iframe>",
    "<details open ontoggle=window.pwned='details'>",
    "<style>@import 'http://evil.example/x.css'; body{display:none}</style>",
    "<link rel=stylesheet href=http://evil.example/x.css>",
    "<img src=http://evil.example/pixel.png>",
    "![pixel](http://evil.example/markdown.png) [click](javascript:window.pwned='markdown')",
    "<form action=http://evil.example><input name=x autofocus onfocus=window.pwned='form'></form>",
    "<math><mtext></p><style><img src=x onerror=window.pwned='mxss'></style></mtext></math>",
    "{{constructor.constructor('window.pwned=1')()}} ${window.pwned='template'}",
    "$\\href{javascript:window.pwned='latex'}{x}$ :material/warning: :red[paint] :streamlit:",
    "&lt;script&gt;window.pwned='entity'&lt;/script&gt; &#x3c;img src=x onerror=window.pwned='ref'&#x3e;",
    "\u202egnp.exe\u202c \u2066hidden\u2069 \x1b[31mred\x1b[0m \x00null",
    '=HYPERLINK("http://evil.example","click")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "<base href=http://evil.example/><meta http-equiv=refresh content='0;url=http://evil.example'>",
    "<object data=javascript:window.pwned='object'></object><embed src=javascript:window.pwned='embed'>",
)
HOSTILE_URLS = (
    "javascript:window.pwned='url'",
    "JaVaScRiPt:window.pwned='case'",
    "java\nscript:window.pwned='newline'",
    "data:text/html,<script>window.pwned='data'</script>",
    "vbscript:msgbox(1)",
    "http://user:pass@evil.example/",
    "https://evil.example/\"onmouseover=\"window.pwned='href'",
    "//evil.example/x",
)
#: Columns of the snapshot that hold words of others.
_FREE = {
    "dim_articles": ("title", "publisher", "source_uri"),
    "strike_claims": ("claimant", "place", "admin1"),
    "interception_claims": ("claimant",),
    "aid_claims": ("claimant", "donor_name"),
    "meeting_claims": ("claimant", "place"),
    "fct_strikes": ("place", "admin1"),
    "fct_aid_packages": ("donor_name",),
    "fct_diplomatic_meetings": ("place", "topic"),
    "rejected_documents": ("reason", "source_uri"),
    "quarantined_rows": ("reason", "source_uri"),
    "quality_results": ("message", "examples", "check_name", "object_name"),
    "dim_locations": ("place",),
    "dim_sources": ("source_label", "publisher"),
}


def hostile_tables(run_id: str) -> dict[str, list[dict[str, Any]]]:
    """The fixture's tables with a hostile text in every column of free words, and an article for each such text.

    The first `len(HOSTILE_TEXTS)` articles `x-0`, `x-1`, … have it as title, publisher, body and quote of their claim.
    """
    tables = snapshot_fixture.rows(run_id)
    number = 0
    for table, columns in _FREE.items():
        for row in tables[table]:
            for column in columns:
                row[column] = HOSTILE_TEXTS[number % len(HOSTILE_TEXTS)].replace("\x00", "")
                number += 1
    for position, text in enumerate(HOSTILE_TEXTS):
        text = text.replace("\x00", "")
        body = f"Before. {text} Shelling wounded three. After."
        start = body.index(text)
        tables["dim_articles"].append(
            {"article_id": f"x-{position}", "source_uri": text, "url": HOSTILE_URLS[position % len(HOSTILE_URLS)],
             "title": text, "publisher": text, "body": body, "n_claims": 1, "language": "en"}
        )  # fmt: skip
        tables["strike_claims"].append(
            {"claim_id": f"xc-{position}", "article_id": f"x-{position}", "fact_id": f"xs-{position}", "quote": text,
             "char_start": start, "char_end": start + len(text), "claimant": text, "place": text, "evidence": [],
             "weapon_classes": [text], "claimant_side": text}
        )  # fmt: skip
        tables["fct_strikes"].append(
            {"strike_id": f"xs-{position}", "place": text, "admin1": text, "target_class": text, "n_claims": 1,
             "weapon_classes": [text], "n_articles": 1, "n_sources": 1, "is_disputed": False, "wounded_best": 3}
        )  # fmt: skip
    return tables
