"""How to name a fact, so that somebody else finds the same number again."""

from __future__ import annotations

from api.facts import Fact
from api.figures import title
from api.published import Snapshot
from dashboards import words


def citations(found: Fact, snapshot: Snapshot, base_url: str) -> dict[str, str]:
    """How to name this fact as it stood in this snapshot: apa, bibtex, sentence."""
    day = snapshot.day
    stated = words.day(day) if day else "no date"
    url, year = f"{base_url}{found.path}", str(day.year) if day else "n.d."
    what = title(found)
    n_sources = int(found.row["n_sources"] or 0)
    sources = words.amount_of(n_sources, "source") if n_sources else "articles without a named source"
    return {
        "apa": f"Warledger. ({year}). {what} [Fact {found.fact_id}, snapshot of {stated}]. {url}",
        "bibtex": (
            f"@misc{{warledger-{_tex(found.fact_id)},\n  author = {{{{Warledger}}}},\n  title = {{{_tex(what)}}},\n"
            f"  year = {{{year}}},\n  note = {{Snapshot of {stated}}},\n  url = {{{_tex(url)}}}\n}}"
        ),
        "sentence": (f"{what}, according to {sources} in the Warledger snapshot of {stated} ({url})."),
    }


def _tex(text: str) -> str:
    """Text inside braces of BibTeX."""
    signs = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_",
             "$": r"\$", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}  # fmt: skip
    return "".join(signs.get(char, char) for char in text)
