"""What running text is: the measure by which a story's lines are told from links, labels and menus."""

from __future__ import annotations

from ingest.articles.language import function_words

_TERMINAL = tuple('.!?…"”’)')
#: Lists of headlines and of names have fewer function words than this; running English has one in three to five.
_LEAST_FUNCTION_WORDS = 0.18


def word_count(line: str) -> int:
    """Words of a line whose blanks are single."""
    return line.count(" ") + 1 if line else 0


def is_prose(line: str) -> bool:
    """A paragraph of running text: a sentence of eight words or more, or thirty words that read like one."""
    words = word_count(line)
    if words >= 8 and line.endswith(_TERMINAL) and _ends_sentence(line, words):
        return True
    return words >= 30 and _reads_like_text(line)


def _ends_sentence(line: str, words: int) -> bool:
    """Quoted headlines end in a quotation mark, too: only marks that follow a full stop count."""
    return line[-1] in ".!?…" or line[-2:-1] in (".", "!", "?", ",", "…") or words >= 20


def _reads_like_text(line: str) -> bool:
    """Thirty words without an end mark: a sentence cut short, or a row of headlines and names.

    Only English is told apart by its function words; of other scripts, any thirty words count.
    """
    head = line[:2_000]
    if not head[:200].replace("’", "").replace("“", "").replace("”", "").replace("–", "").isascii():
        return True
    words = head.split()
    return sum(map(function_words().__contains__, words)) >= _LEAST_FUNCTION_WORDS * len(words)
