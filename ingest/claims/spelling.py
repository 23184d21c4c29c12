"""How a place name is reduced to a key, so that the many Latin spellings of one Cyrillic name meet.

The gazetteer's build script writes these keys into the data file and the annotator makes the same key of a word in the
text: whatever changes here needs a rebuilt gazetteer (`python tools/build_gazetteer.py`).
"""

from __future__ import annotations

import functools
import re
import unicodedata

_DOUBLED = re.compile(r"(.)\1+")
_I_BEFORE_VOWEL = re.compile(r"i+(?=[aeou])")
_NOT_LETTER = re.compile(r"[^a-z]")


@functools.lru_cache(maxsize=65536)
def name_key(name: str) -> str:
    """The key of a Latin-script name: `Mykolayiv`, `Mykolaiv` and `Mikolaïv` share one; Г as g or h, Х as kh or h
    and Щ as shch or sch too.

    Letters only, so that hyphens, spaces, apostrophes and soft signs do not matter. Empty for names without Latin
    letters.
    """
    text = name.lower()
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    text = _NOT_LETTER.sub("", text)
    text = text.replace("kh", "h").replace("g", "h").replace("y", "i").replace("j", "i")
    text = text.replace("zhzh", "zh").replace("shch", "sch")
    text = _DOUBLED.sub(r"\1", text)
    return _I_BEFORE_VOWEL.sub("", text)
