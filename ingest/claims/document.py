"""An article as parsed text: sentences, tokens, arcs, and what the annotators find as spans of tokens.

A Document wraps the `Reading` of an article (sentences and annotations). Sentences that could tell an event are parsed
together, once; the others never. A sentence that no parse can help with (capitals throughout, words glued together) has
no tokens, and is read by what does not ask for arcs.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from ingest.claims import syntax
from ingest.claims.annotations import Actor, DateMention, Mention, Money, Number, PlaceMention, Target, Weapon
from ingest.claims.dateline import dateline_end
from ingest.claims.reading import AnnotatedSentence, Reading
from ingest.claims.syntax import Token

#: A longer sentence is a table or a list that lost its line ends; parsing it costs and helps nobody.
_LONGEST_PARSED = 690
#: A word of this many letters is several words glued together.
_GLUED = re.compile(r"[A-Za-z]{32,}")
#: Addresses, footnote marks and positions in a picture ("A B, left,") are no words of a sentence; blanks of the
#: same length stand for them in the parse.
_ADDRESS = re.compile(r"\[*\[[^\[\]]{1,60}\]+\([^()\s]+\)|https?://\S+|\*\*|,? ?\((?:left|right)\)|, (?:left|right),")
#: "Morning Post: a drone ..."; what goes on in the first person needs its speaker.
_LABEL = re.compile(r"[A-Z][\w’'.-]+(?: [A-Z][\w’'.-]+){0,3}: (?=[a-z])(?!(?:we|our|my)\b)")
_M = TypeVar("_M", bound=Mention)


@dataclass(frozen=True)
class Located(Generic[_M]):
    """An annotator's finding on the arcs: the value, its first and last token, and the token that heads it."""

    value: _M
    first: Token
    last: Token
    head: Token


class ParsedSentence:
    """One sentence with its tokens and its mentions as token spans; offsets are characters of the sentence."""

    places: list[Located[PlaceMention]]
    actors: list[Located[Actor]]
    numbers: list[Located[Number]]
    dates: list[Located[DateMention]]
    money: list[Located[Money]]
    weapons: list[Located[Weapon]]
    targets: list[Located[Target]]

    def __init__(self, annotated: AnnotatedSentence, tokens: list[Token], dateline: int = 0) -> None:
        """`dateline`: characters at the head that are no part of the sentence and have no tokens."""
        self.dateline = dateline
        self.annotated = annotated
        self.tokens = tokens
        self.text = annotated.text
        self.index = annotated.index
        self._starts = [token.start for token in tokens]

    def token_at(self, position: int) -> Token:
        """The token that holds a character, or the one before it where a blank stands."""
        return self.tokens[max(0, bisect.bisect_right(self._starts, position) - 1)]

    def tokens_in(self, start: int, end: int) -> list[Token]:
        """The tokens that overlap characters start:end; never empty."""
        first, last = self.token_at(start), self.token_at(max(start, end - 1))
        return self.tokens[first.i : last.i + 1]

    def head_in(self, start: int, end: int) -> Token:
        """The token of a span that the others hang on: the first whose governor stands outside."""
        span = self.tokens_in(start, end)
        inside = {token.i for token in span}
        tops = [t for t in span if t.head is t or t.head.i not in inside]
        nouns = [t for t in tops if t.pos in ("PROPN", "NOUN", "NUM", "PRON")]
        return (nouns or tops or span)[-1]

    def locate(self, mentions: Sequence[_M]) -> list[Located[_M]]:
        """Annotator's mentions of this sentence as token spans."""
        found = []
        for mention in mentions:
            if mention.start < self.dateline:
                continue
            span = self.tokens_in(mention.start, mention.end)
            found.append(Located(mention, span[0], span[-1], self.head_in(mention.start, mention.end)))
        return found

    def __getattr__(self, kind: str) -> Any:
        """The sentence's mentions of a kind as token spans, located when they are first asked for."""
        if kind not in ParsedSentence.__annotations__:
            raise AttributeError(kind)
        located = self.__dict__[kind] = self.locate(getattr(self.annotated, kind))
        return located

    @cached_property
    def number_by_token(self) -> dict[int, Number]:
        """Index of the token on which a figure stands (its last word) to the figure."""
        return {self.token_at(n.end - 1).i: n for n in self.annotated.numbers} | {
            self.token_at(n.digits_start).i: n for n in self.annotated.numbers
        }

    @cached_property
    def has_verb(self) -> bool:
        """False for headlines without a verb, list items and captions: read without arcs."""
        return any(t.pos == "VERB" or (t.pos == "AUX" and t.dep == "ROOT") for t in self.tokens)


class Document:
    """The sentences of an article; `syntax_of` gives the parse of those that `parse` was asked for."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.article = reading.article
        self.body = reading.body
        self.published = reading.published
        #: for each rule book asked so far, the sentences that could match a rule
        self.telling: dict[str, list[int]] = {}
        self._parsed: dict[int, ParsedSentence | None] = {}

    def __len__(self) -> int:
        return len(self.reading.sentences)

    def annotated(self, index: int) -> AnnotatedSentence:
        """The sentence with its annotations, parsed or not."""
        return self.reading.annotated(index)

    def parse(self, indices: Iterable[int]) -> None:
        """Parses these sentences in one batch; those parsed before, and those that no parse helps, are left."""
        wanted = []
        for index in sorted(set(indices)):
            if index in self._parsed:
                continue
            if is_parsable(self.reading.sentences[index].text):
                wanted.append(index)
            else:
                self._parsed[index] = None
        texts = [self.reading.sentences[index].text for index in wanted]
        skipped = [self._skipped(index, text) for index, text in zip(wanted, texts, strict=True)]
        parses = syntax.parse([_readable(text[skip:]) for text, skip in zip(texts, skipped, strict=True)])
        for index, skip, tokens in zip(wanted, skipped, parses, strict=True):
            for token in tokens if skip else ():
                token.start, token.end = token.start + skip, token.end + skip
            self._parsed[index] = ParsedSentence(self.annotated(index), tokens, skip) if tokens else None

    def _skipped(self, index: int, text: str) -> int:
        """The end of what stands in front of a sentence: a dateline, or who reports it. "Sumy - two hurt" in a list
        of places has neither."""
        if self.reading.sentences[index].heading is not None:
            return 0
        return dateline_end(text) or self._label_end(index)

    def _label_end(self, index: int) -> int:
        """The end of a source's name in front of what it reports, which is no part of the clause; 0 without one."""
        sentence = self.annotated(index)
        label = _LABEL.match(sentence.text)
        if label is None or any(place.start < label.end() for place in sentence.places):
            return 0
        return label.end()

    def syntax_of(self, index: int) -> ParsedSentence | None:
        """The parsed sentence; None where it was not asked for or no parse helps."""
        return self._parsed.get(index)


def _readable(text: str) -> str:
    """The text as the parser sees it: addresses and marks blanked, the same length."""
    return _ADDRESS.sub(lambda found: " " * len(found.group()), text)


def is_parsable(text: str) -> bool:
    """Whether a parse of this sentence could mean anything."""
    text = _ADDRESS.sub("", text)
    if len(text) > _LONGEST_PARSED or _GLUED.search(text):
        return False
    letters = list(filter(str.isalpha, text))
    return len(letters) >= 3 and sum(map(str.isupper, letters)) * 2 < len(letters) and " " in text
