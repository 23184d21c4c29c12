"""How to name a fact, so that somebody else finds the same number again."""

from __future__ import annotations

from api.facts import Fact
from api.figures import title
from api.published import Snapshot
from dashboards import evidence, words


def citations(found: Fact, snapshot: Snapshot, base_url: str) -> dict[str, str]:
    """How to name this fact as it stood in this snapshot: apa, bibtex, sentence."""
    day = snapshot.day
    stated = words.day(day) if day else "no date"
    url, year = f"{base_url}{found.path}", str(day.year) if day else "n.d."
    what = title(found)
    row = {**found.row, "line": found.line, "date": found.row[found.kind.date]}
    return {
        "apa": f"Warledger. ({year}). {what} [Fact {found.fact_id}, snapshot of {stated}]. {url}",
        "bibtex": (
            f"@misc{{warledger-{_tex(found.fact_id)},\n  author = {{{{Warledger}}}},\n  title = {{{_tex(what)}}},\n"
            f"  year = {{{year}}},\n  note = {{Snapshot of {stated}}},\n  url = {{{_tex(url)}}}\n}}"
        ),
        "sentence": evidence.fact_sentence(found.kind.name, row, snapshot.countries, stated, url),
    }


def _tex(text: str) -> str:
    """Text inside braces of BibTeX."""
    signs = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_",
             "$": r"\$", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}  # fmt: skip
    return "".join(signs.get(char, char) for char in text)
