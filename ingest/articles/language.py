"""The language of a whole article as an ISO 639-1 code."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

#: What of ASCII is neither letter nor blank.
_SIGNS = bytes(code for code in range(128) if not (chr(code).isalpha() or chr(code).isspace()))
_WORDS = re.compile(r"[^\W\d_]+")
#: Running English has a function word in every third to fifth word (counted in lower case); other Latin-script
#: languages have far fewer.
_ENGLISH_SHARE = 0.18
#: Text read for the decision: more does not change it.
_SAMPLE_CHARACTERS = 4_000


@lru_cache(maxsize=1)
def function_words() -> frozenset[str]:
    """The most frequent words of English, in lower case."""
    path = Path(__file__).parent / "data" / "function_words_en.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def language_of(text: str) -> str | None:
    """ISO 639-1 code, or None when there is too little text to tell (fewer than five words)."""
    sample = text[:_SAMPLE_CHARACTERS]
    head = sample[:1_500]
    known = function_words()
    plain = head.split()
    # no more words than these: every sign that is neither letter nor blank can part one word in two
    signs = len(head) - len(head.encode("ascii", "ignore").translate(None, _SIGNS))
    if len(plain) >= 40 and sum(map(known.__contains__, plain)) >= _ENGLISH_SHARE * (len(plain) + signs):
        return "en"
    words = _WORDS.findall(head)
    if len(words) < 5:
        return None
    if sum(map(known.__contains__, words)) >= _ENGLISH_SHARE * len(words):
        return "en"
    import py3langid  # loads its model once, in 0.8 s: only for text that is not plainly English

    return str(py3langid.classify(sample)[0])
