"""Sentences of an article's body, with exact offsets.

Lines are paragraphs, so no sentence crosses a line end. A stop ends a sentence unless an abbreviation, an initial or a
decimal point has it; texts whose source dropped the blank after a stop ("... said.The strike") are split there too.
A link to another story that stands in capitals inside a line ("... he said.TALKS END WITHOUT A RESULT, ENVOYS SAYThe")
is no sentence of this one.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from ingest.claims import lexicon
from ingest.claims.segments import Kind, line_kinds, opens_list
from ingest.core.correction_notices import LONGEST, is_bare_label, label_length, opens_notice

#: A longer "sentence" is a table or a list that lost its line ends: cut at semicolons or blanks near this length,
#: so that no quote exceeds what a reader can check.
MAX_SENTENCE = 690

_ABBREVIATIONS = frozenset(row["form"] for row in lexicon.rows("abbreviations.csv"))
_LONGEST_ABBREVIATION = max(map(len, _ABBREVIATIONS))
_LINE = re.compile(r"[^\n]+")
#: A stop with the marks that close it; what a sentence begins with behind a blank (a name may begin in lower case:
#: "iPhone", "al-Hadaf"); a sentence or a quotation glued to the one before it.
#: Bold type and footnotes with their addresses close a sentence, too: "... the front.**[[4]](https://...) The".
_FOOTNOTE = r"""\[{1,2}[^\[\]\s]{1,8}\]{1,2}(?:\([^()\s]{1,300}\))?"""
_MARKS = rf"""(?:[.!?…](?:["”’»)\]]|\*\*|{_FOOTNOTE})*|["”»])"""
_OPENS = r"""["“‘«(\[]?(?:[A-Z0-9“"‘]|[a-z]{1,2}[A-Z]|(?:al|el|de|van|von)[ -][A-Z])|[-–—•]\s"""
_GLUED = r"""(?<=[a-z0-9)”"’][.!?])(?=["“]?[A-Z][a-z]+[\s,’'])|(?<=[.!?][”"’])(?=[A-Z][a-z]*\s)"""
_STOP = re.compile(rf"{_MARKS}(?:\s+(?={_OPENS})|{_GLUED})")
#: Five words and more in capitals, glued to what stands before them. Bounded: a run of digits or of " U.S." begins at
#: each of its characters, and would be searched to its end from each.
_SHOUTED = re.compile(
    r"(?:(?<=[a-z0-9.!?)])|(?<=[.!?,][\"”’']))(?:[A-Z0-9‘'$][A-Z0-9'’‘.$:,&-]{0,40}+\ ){4,60}"
    r"[A-Z0-9][A-Z0-9'’‘-]{0,40}?(?=[A-Z]?[a-z]|[\"“]|$|\ )"
)
_LETTERS = 22
#: Semicolons that make a sentence a list: behind a colon, and without one.
_OPENED_LIST, _LIST = 2, 3
_SEMICOLON = re.compile(r"; ")
_WORD_BEFORE = re.compile(r"[\w.’'-]+$")
#: "J", "S.P", "J.D": what stands before a surname.
_INITIALS = re.compile(r"[A-Z](?:\.-?[A-Z]){0,2}")
_WORD_ABOVE = re.compile(r"([\w'’-]+)\s$")
#: Words that are told apart by a letter: "Plan B", "Section C".
_TAKES_LETTER = frozenset(row["form"] for row in lexicon.rows("lettered_words.csv"))
_PRONOUN = re.compile(r"(?:Nobody|He|She|They|It|We|You|But|And|The|This|There|No one|None)\b")
#: What goes on behind "5 p.m.": a day, a month, a place's time.
_DAYS = r"(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\b"
_MONTHS = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s\d"
_BEHIND_TIME = re.compile(rf"{_DAYS}|{_MONTHS}|[A-Z]{{2,4}}\b|[A-Z][a-z]+(?:\s[A-Z][a-z]+)?\stime\b")
_STARTERS = re.compile(
    r"[\"“‘(]*(?:The|It|Its|In|On|At|He|She|They|We|But|And|A|An|This|That|These|"
    r"Those|There|However|Meanwhile|Earlier|Later|Local"
    r"|Officials|Authorities|According|After|As|For|No|One|Two|Three|His|Her|Their|"
    r"Ukraine|Ukraine's|Several|Some|Russian|Ukrainian|Russia)\b"
)


@dataclass(frozen=True)
class Sentence:
    """`body[start:end] == text`; `paragraph` counts the lines that hold text, `index` the sentences of the body.

    `kind` is that of its line, or list_item for a segment of a list within a sentence ("In the region: two in X; one in
    Y"). `heading` is the index of the sentence that opens a list item's list, None where there is none.
    """

    index: int
    paragraph: int
    start: int
    end: int
    text: str
    kind: Kind = "prose"
    heading: int | None = None


def _ends_here(line: str, stop: re.Match[str]) -> bool:
    """Whether a sentence ends at this stop."""
    mark = stop.group().strip()
    if mark[0] in '"”»':  # a closing quotation mark ends a sentence only where its own stop stands inside it
        return False
    if mark[0] != ".":
        return True
    last = line[line.rfind(" ", 0, stop.start()) + 1 : stop.start()]
    if len(last) > _LONGEST_ABBREVIATION and last.isalpha():
        return True
    before = _WORD_BEFORE.search(line, max(0, stop.start() - 24), stop.start())
    if not before:
        return True
    word = before.group().lower().lstrip("’'")
    if word in ("a.m", "p.m"):
        return not _BEHIND_TIME.match(line, stop.end())
    if word in ("u.s", "u.k", "u.n", "e.u", "u.s.s.r", "d.c"):
        return bool(_STARTERS.match(line, stop.end()))
    if _INITIALS.fullmatch(before.group()):
        return _is_no_initial(line, before, stop)
    if word in _ABBREVIATIONS:
        if word in ("mar", "no", "est", "reg", "v", "p", "ca") and not line[stop.end() : stop.end() + 1].isdigit():
            return word not in ("v", "reg", "ca")
        return False
    return True


def _is_no_initial(line: str, before: re.Match[str], stop: re.Match[str]) -> bool:
    """Whether a sentence ends after a capital letter: "J. D. Vance" is a name, "Plan B." and "so did I." are none."""
    above = _WORD_ABOVE.search(line, max(0, before.start() - 24), before.start())
    word = above.group(1) if above else ""
    if before.group() == "I" and word.islower():
        return True
    return word.lower() in _TAKES_LETTER or (len(before.group()) == 1 and bool(_PRONOUN.match(line, stop.end())))


def _cut_long(line: str, start: int, end: int) -> list[tuple[int, int]]:
    """Pieces of an overlong sentence, each below MAX_SENTENCE."""
    pieces = []
    while end - start > MAX_SENTENCE:
        window = line[start : start + MAX_SENTENCE]
        cut = max(window.rfind("; "), window.rfind(": "))
        if cut < MAX_SENTENCE // 3:
            cut = window.rfind(" ")
        cut = cut + 1 if cut > 0 else MAX_SENTENCE
        pieces.append((start, start + cut))
        start += cut
    pieces.append((start, end))
    return pieces


def _without_links(line: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans without the links in capitals that some sources leave inside a line."""
    links = [m.span() for m in _SHOUTED.finditer(line) if sum(map(str.isalpha, m.group())) >= _LETTERS]
    if not links:
        return spans
    kept: list[tuple[int, int]] = []
    for begin, end in spans:
        for first, last in links:
            if first < end and last > begin:
                kept.append((begin, max(begin, first)))
                begin = min(max(begin, last), end)
        kept.append((begin, end))
    return [(begin, end) for begin, end in kept if end > begin]


@dataclass(frozen=True)
class BodyText:
    """A body's sentences in order, and its correction notices as (start, end): no sentence lies in one."""

    sentences: list[Sentence]
    notices: list[tuple[int, int]]


def split_sentences(body: str) -> list[Sentence]:
    """The sentences of a body in order; blanks around them belong to none."""
    return split_body(body).sentences


def split_body(body: str) -> BodyText:
    """Sentences and correction notices, read once.

    A notice stands beside the story that it corrects. Where nothing but notices stands below the headline, the notice
    is the story: it reports the event anew ("CORRECTION. A missile hit a plant, killing two people"), and is read too.
    """
    found = _split(body, aside=True)
    if found.notices and all(sentence.kind == "headline" for sentence in found.sentences):
        return BodyText(_split(body, aside=False).sentences, found.notices)
    return found


def _split(body: str, *, aside: bool) -> BodyText:
    """`aside`: no sentence lies in a notice; else only its label is left out."""
    lines = [found for found in _LINE.finditer(body) if found.group().strip()]
    kinds = line_kinds([found.group().strip() for found in lines])
    sentences: list[Sentence] = []
    notices: list[tuple[int, int]] = []
    heading: int | None = None
    is_labelled = False
    for paragraph, (found, kind) in enumerate(zip(lines, kinds, strict=True)):
        line, base = found.group(), found.start()
        if kind != "list_item":
            heading = None
        spans = _without_links(line, _sentence_spans(line))
        if not aside:
            spans = [(start + label_length(line[start:end]), end) for start, end in spans]
            spans = [(start, end) for start, end in spans if line[start:end].strip()]
        first, last = _notice(line, spans, is_labelled) if aside else (len(spans), len(spans))
        if first < last:
            notices.append((base + spans[first][0], base + len(line[: spans[last - 1][1]].rstrip())))
        is_labelled = is_bare_label(line)
        for span in spans[:first] + spans[last:]:
            for piece in _segments(line, *span):
                start, end = piece.start, piece.end
                text = line[start:end].strip()
                if not text:
                    continue
                start += base + line[start:end].index(text[0])
                own = piece.heading if piece.heading is None else len(sentences) - piece.heading
                place = (len(sentences), paragraph, start, start + len(text), text)
                is_item = piece.is_item
                sentences.append(Sentence(*place, "list_item" if is_item else kind, own if is_item else heading))
        if kind != "list_item" and sentences and opens_list(line, kind):
            heading = len(sentences) - 1
    return BodyText(sentences, notices)


def _notice(line: str, spans: list[tuple[int, int]], is_labelled: bool) -> tuple[int, int]:
    """The first sentence of a notice and the one behind its last. A notice goes on to the end of its line, unless a
    whole story follows there."""
    opening = (n for n, (start, end) in enumerate(spans) if opens_notice(line[start:end].strip()))
    first = 0 if is_labelled else next(opening, len(spans))
    if first == len(spans):
        return first, first
    return first, len(spans) if len(line) - spans[first][0] <= LONGEST else first + 1


def _sentence_spans(line: str) -> list[tuple[int, int]]:
    begin = 0
    spans: list[tuple[int, int]] = []
    for stop in _STOP.finditer(line):
        if _ends_here(line, stop):
            spans.append((begin, stop.end()))
            begin = stop.end()
    spans.append((begin, len(line)))
    return spans


@dataclass(frozen=True)
class _Piece:
    """A part of a sentence; `heading` is how many pieces before it the one stands that opens its list."""

    start: int
    end: int
    is_item: bool = False
    heading: int | None = None


def _segments(line: str, start: int, end: int) -> list[_Piece]:
    """A sentence as one piece; a list within it as its items, and what is overlong in parts of readable length."""
    text = line[start:end]
    n_semicolons = text.count("; ")
    opening = text.find(": ", 0, text.index("; ")) if n_semicolons else -1
    if n_semicolons >= (_OPENED_LIST if opening >= 0 else _LIST):
        starts = [0, *([opening + 2] if opening >= 0 else []), *(m.end() for m in _SEMICOLON.finditer(text)), len(text)]
        has_heading = opening >= 0
        pieces = []
        for number, (a, b) in enumerate(itertools.pairwise(starts)):
            is_item = number > 0 or not has_heading
            pieces.append(_Piece(start + a, start + b, is_item, number if is_item and has_heading else None))
        if all(piece.end - piece.start <= MAX_SENTENCE for piece in pieces):
            return pieces
    if end - start <= MAX_SENTENCE:
        return [_Piece(start, end)]
    return [_Piece(a, b) for a, b in _cut_long(line, start, end)]
