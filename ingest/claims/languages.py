"""Languages that claims are read from: those whose words the lexicons have.

`data/languages.csv` says of each lexicon that holds words of a language which one that is; the other data files hold
names, codes and places, which are the same for all. A language is readable when it has every lexicon that English has.
"""

from __future__ import annotations

from functools import cache

from ingest.claims.lexicon import rows


@cache
def readable_languages() -> frozenset[str]:
    """ISO 639-1 codes of the languages whose lexicons are complete."""
    lexicons: dict[str, set[str]] = {}
    for row in rows("languages.csv"):
        lexicons.setdefault(row["language"], set()).add(row["lexicon"])
    needed = lexicons["en"]
    return frozenset(language for language, names in lexicons.items() if names >= needed)


def is_readable(language: str | None) -> bool:
    """Whether claims are read from texts in this language; a text too short to tell its language is tried."""
    return language is None or language in readable_languages()
