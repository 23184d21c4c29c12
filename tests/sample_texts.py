"""The visible texts of the bundled samples, which their labels and facts quote."""

from __future__ import annotations

import html
import json
import re
from functools import cache
from pathlib import Path

SAMPLES = Path(__file__).parent.parent / "ingest" / "samples"


def sample_files() -> list[Path]:
    return sorted(p for p in SAMPLES.iterdir() if p.suffix in (".txt", ".html", ".jsonl"))


@cache
def texts() -> dict[str, str]:
    """Visible text by label id: the file's name, with `#L<line>` for a line of a JSON Lines file."""
    found = {}
    for file in sample_files():
        content = file.read_text(encoding="utf-8")
        if file.suffix == ".jsonl":
            for number, line in enumerate(content.splitlines(), start=1):
                record = json.loads(line)
                found[f"{file.name}#L{number}"] = record.get("text") or visible(record["html"])
        else:
            found[file.name] = visible(content) if file.suffix == ".html" else content
    return found


def visible(markup: str) -> str:
    """The text of a page: scripts and styles left out, each block a line, entities resolved."""
    markup = re.sub(r"(?is)<(script|style)\b.*?</\1>", " ", markup)
    markup = re.sub(
        r"(?i)</?(p|h[1-6]|div|li|ul|td|tr|blockquote|footer|nav|header|article|title)\b[^>]*>", "\n", markup
    )
    return html.unescape(re.sub(r"<[^>]+>", "", markup))
