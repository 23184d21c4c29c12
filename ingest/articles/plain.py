"""A page's plain text to its stories: boilerplate cut, several stories on one page parted, headline data read."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from ingest.articles.cues import Cues, fold, page_cues
from ingest.articles.density import main_stretch
from ingest.articles.glued_words import part_glued_words
from ingest.articles.headline import (
    Dateline,
    closing_date,
    date_line,
    is_headline,
    is_label,
    is_names_only,
    is_update_line,
    is_wire_sign_off,
    read_byline,
    read_credits,
    read_dateline,
    read_signature,
)
from ingest.articles.normalise import clean_text, to_body, to_lines
from ingest.articles.notices import notice_of
from ingest.articles.prose import is_prose, word_count
from ingest.core.correction_notices import opens_notice

#: Words of running text that a story must already have before a second dateline may open another one.
_MIN_WORDS_BEFORE_SPLIT = 40


#: Lines below an end cue that are looked at to see whether the story goes on.
_LINES_BELOW = 40
#: Words in a row of paragraphs that make a story go on below a widget; teasers and comments stand one by one.
_WORDS_BELOW, _PARAGRAPHS_BELOW = 80, 3
#: Of the names in such a row, the share that the story has named before: else it is another story.
_SHARED_NAMES = 0.35
#: A correction's label alone is a link to the outlet's corrections.
_CORRECTION_WORDS = 6
#: A story that ends in a paywall's notice after fewer words is the beginning of one.
_STUB_WORDS = 200
_NAME = re.compile(r"\b[A-ZА-ЯІЇЄҐ][\w’'-]{3,}")

#: The line below an embedded post: "— Name (@handle) July 1, 2025".
_TWEET_SIGNATURE = re.compile(r"[—–-] .{1,80}\(@\w{1,30}\)")


@dataclass
class Story:
    """One story of a page. `dateline_date` comes from its dateline, `byline_date` and `updated_date` from its headline
    lines; `is_stub`: a paywall's notice stands where the story should go on; `is_dated_list`: its entries have their
    dates in lines of their own."""

    title: str | None = None
    byline: str | None = None
    agency: str | None = None
    outlet: str | None = None
    dateline_place: str | None = None
    dateline_date: dt.date | None = None
    byline_date: dt.date | None = None
    updated_date: dt.date | None = None
    is_stub: bool = False
    is_dated_list: bool = False
    paragraphs: list[str] = field(default_factory=list)

    @property
    def body(self) -> str:
        """The story's paragraphs as the body of an article."""
        return to_body(self.paragraphs)

    @property
    def n_prose_words(self) -> int:
        """Words of the paragraphs that are prose."""
        return n_prose_words(self.paragraphs)


def n_prose_words(lines: Iterable[str]) -> int:
    """The words of running text in the lines that are no notices of the site."""
    return sum(word_count(line) for line in lines if _is_text(line))


def _is_text(line: str) -> bool:
    """Running text that is no notice of the site."""
    return is_prose(line) and notice_of(line) is None


def is_correction(line: str) -> bool:
    """Whether a line is the outlet's notice of a correction, which belongs to the story wherever it stands."""
    return word_count(line) >= _CORRECTION_WORDS and opens_notice(line)


def page_lines(text: str) -> list[str]:
    """The clean lines of a page's text, without blank ones."""
    cleaned = clean_text(text)
    for phrase in page_cues().inline:
        cleaned = cleaned.replace(phrase, "\n")
    return part_glued_words([line for line in to_lines(cleaned) if line])


def read_stories(lines: list[str], known_title: str | None = None, *, guess_title: bool = True) -> list[Story]:
    """The stories of a page's lines (`page_lines`), in page order; empty when the page holds no running text.

    `known_title` is the headline that metadata gives: it helps to tell the headline from the lines around it.
    Without `guess_title` no other line is taken for the headline when it is known.
    """
    cues = page_cues()
    stories: list[Story] = []
    for segment in _split(lines, cues):
        known = None if stories else known_title
        story = _read_story(segment, known, guess_title or known is None)
        if story is not None:
            stories.append(story)
    return stories


def _split(lines: list[str], cues: Cues) -> list[list[str]]:
    """Segments that each hold one story with its headline lines; what follows a story's end is left out."""
    segments: list[list[str]] = [[]]
    prose_words = 0  # in the current segment
    ended = False
    index = 0
    while index < len(lines):
        line = lines[index]
        folded = fold(line) if len(line) <= 200 else ""
        if folded in cues.ends_one_of_many:
            # Before running text the words are a link inside a story (live pages); before a headline they end one.
            if prose_words and index + 1 < len(lines) and not is_prose(lines[index + 1]):
                segments.append([])
                prose_words, ended = 0, False
            index += 1
            continue
        may_open = prose_words and index and is_headline(lines[index - 1])
        block_end = _published_block(lines, index, cues) if may_open else None
        if block_end and _has_story(lines, block_end, cues):
            segments.append(_take_heading(segments[-1], lines, index, ended))
            prose_words, ended = 0, False
            segments[-1].extend(lines[index:block_end])
            index = block_end
            continue
        if ended:
            segments[-1] += [line] if is_correction(line) else []
            index += 1
            continue
        if _is_end_cue(line, folded, cues):
            # Above the text the words are a widget of the headline; inside it, one that the story goes on below.
            ended = bool(prose_words) and not _goes_on(lines, index, cues)
            if not prose_words:
                segments[-1].append(line)
        elif prose_words >= _MIN_WORDS_BEFORE_SPLIT and _opens_story(lines, index):
            segments.append(_take_heading(segments[-1], lines, index, ended))
            segments[-1].append(line)
            prose_words = word_count(line) if _is_text(line) else 0
        else:
            segments[-1].append(line)
            if _is_text(line):
                prose_words += word_count(line)
        index += 1
    return [segment for segment in segments if segment]


def _is_end_cue(line: str, folded: str, cues: Cues) -> bool:
    return folded in cues.ends_story or line[:80].casefold().startswith(cues.ends_story_prefixes)


def _goes_on(lines: list[str], cue: int, cues: Cues) -> bool:
    """Whether the story that stands above an end cue goes on below it: a row of paragraphs about the same names.

    Teasers and comments stand one by one between headlines and names; another story names others. A copyright line
    with more running text below it than above it is a picture's credit.
    """
    if lines[cue].startswith("©") and _prose_words(lines[cue + 1 :]) > max(_WORDS_BELOW, _prose_words(lines[:cue])):
        return True
    row: list[str] = []
    for line in lines[cue + 1 : cue + 1 + _LINES_BELOW]:
        if _is_text(line):
            row.append(line)
        elif len(row) >= _PARAGRAPHS_BELOW or _is_end_cue(line, fold(line) if len(line) <= 200 else "", cues):
            break
        else:
            row.clear()
    if len(row) < _PARAGRAPHS_BELOW or sum(map(word_count, row)) < _WORDS_BELOW:
        return False
    above = lines[max(0, cue - _LINES_BELOW) : cue]
    if _prose_words(above) < _MIN_WORDS_BEFORE_SPLIT:
        return True
    known = {name for line in above for name in _NAME.findall(line[:5_000])}
    names = {name for line in row for name in _NAME.findall(line[:5_000])}
    return len(names & known) >= _SHARED_NAMES * len(names)


def _prose_words(lines: list[str]) -> int:
    return sum(word_count(line) for line in lines if is_prose(line))


def _published_block(lines: list[str], index: int, cues: Cues) -> int | None:
    """End of a "Published / on / (date) / By / (names)" block that starts here; None when there is none.

    A lone word "Published" is a block only with its "on", "By" or a date.
    """
    line = lines[index]
    if len(line) > 60:
        return None
    folded = fold(line)
    if folded not in cues.published_words:
        is_date, date = date_line(line)
        return index + 1 if is_date and date and folded.startswith(tuple(cues.published_words)) else None
    end, fillers = index + 1, 0
    while end < len(lines) and end - index <= 6:
        folded = fold(lines[end]) if len(lines[end]) <= 60 else ""
        if folded in cues.published_fillers or (folded and date_line(lines[end])[0]):
            fillers += 1
        elif not (fold(lines[end - 1]) == "by" and is_names_only(lines[end])):
            break
        end += 1
    return end if fillers else None


def _has_story(lines: list[str], start: int, cues: Cues) -> bool:
    """Running text follows within a few lines."""
    for line in lines[start : start + 8]:
        if is_prose(line):
            return not line.casefold().endswith("read more")
        if len(line) <= 200 and fold(line) in cues.ends_story:
            return False
    return False


def _opens_story(lines: list[str], index: int) -> bool:
    """A dateline with agency and date, or a byline with text below it, under a headline: another report begins."""
    line, above = lines[index], lines[index - 1] if index else ""
    if not is_headline(above) or word_count(above) < 4:
        return False
    dateline = read_dateline(line)
    if dateline is not None and dateline.is_dated and (dateline.agency or dateline.place):
        return True
    is_byline = line[:3].casefold() == "by " and read_byline(line) is not None
    return is_byline and any(is_prose(below) for below in lines[index + 1 : index + 4])


def _take_heading(previous: list[str], lines: list[str], index: int, ended: bool) -> list[str]:
    """Moves headline and section label that stand above line `index` from the previous segment to the new one."""
    heading = [lines[index - 1]]
    if index >= 2 and is_label(lines[index - 2]):
        heading.insert(0, lines[index - 2])
    if not ended:
        for line in reversed(heading):
            if previous and previous[-1] == line:
                previous.pop()
    return heading


def _read_story(lines: list[str], known_title: str | None, guess_title: bool) -> Story | None:
    cues = page_cues()
    start, end = main_stretch(lines)
    first = next((i for i in range(start, end) if _starts_text(lines, i, known_title)), None)
    if first is None:
        return None
    story = Story()
    story.is_dated_list = _is_dated_list(lines[start:end])
    while story.is_dated_list and first > start and not _DAY_LINE.match(lines[first]) and _is_entry_head(lines, first):
        first -= 1  # the head of the first entry is no heading of the page
    heading = _read_heading(lines[:first], story, known_title, guess_title, cues)
    below = [line for line in lines[end:] if is_correction(line)]
    paragraphs = _read_text(lines[first:end], story, cues) + below
    if not any(is_prose(line) for line in paragraphs):
        return None
    if story.title and paragraphs and fold(paragraphs[0]) == fold(story.title):
        paragraphs.pop(0)
    story.paragraphs = heading + paragraphs
    return story


#: So many lines with nothing but a date head the entries of a list; fewer are dates of publication.
_DATED_ENTRIES = 3
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DAYS = r"\d{1,2}(?:\s?[–-]\s?\d{1,2})?"
_DAY_LINE = re.compile(
    rf"(?:[a-z]+day,? )?(?:{_DAYS} {_MONTH}|{_MONTH} {_DAYS}|\d\d?\.\d\d\.(?=\d{{4}}))(?:,? ?\d{{4}})?[.:]?$",
    re.IGNORECASE,
)


#: A day without its year below running text heads the next part; a date of publication has its year or an hour.
_YEAR = re.compile(r"\d{4}")


def _is_dated_list(lines: list[str]) -> bool:
    """Whether a text is a list of entries, each with its date in a line of its own."""
    return sum(_DAY_LINE.match(line) is not None for line in lines) >= _DATED_ENTRIES


def _is_entry_head(lines: list[str], index: int) -> bool:
    """Whether the date of an entry stands one to three lines above a line, with nothing but headings between."""
    above = lines[max(0, index - 3) : index]
    return any(map(_DAY_LINE.match, above)) and not any(map(is_prose, above))


def _starts_text(lines: list[str], index: int, known_title: str | None) -> bool:
    """Whether the text begins here: running text, but not a headline that is put as a question or exclamation."""
    line = lines[index]
    if not _is_text(line):
        return False
    if len(line) > 400:
        return True
    if is_furniture(line) or (known_title and fold(line) == fold(known_title)):
        return False
    asks = line[-1] in "?!" and word_count(line) <= 20 and not any(mark in line[:-1] for mark in (". ", "? ", "! "))
    return not (asks and index + 1 < len(lines) and index < 8)


def _read_heading(lines: list[str], story: Story, known_title: str | None, guess_title: bool, cues: Cues) -> list[str]:
    """Reads title, byline, dateline and date from the lines above the text; returns those that belong to the body."""
    found: list[str | None] = []
    seen: dict[str, int] = {}
    repeated: set[str] = set()
    for position, line in enumerate(lines):
        folded = fold(line)
        if not folded or folded in cues.published_fillers or is_furniture(line) or _is_menu(folded, cues):
            continue
        if folded in cues.ends_story:
            found.append("")  # what stands above it is no part of the headline lines nearest to the text
            continue
        if _read_heading_line(line, lines[position - 1] if position else "", bool(found), story):
            continue
        if folded in seen:  # the one nearest to the text counts: above it stand menus, or the page's own title
            found[seen[folded]] = None
            if word_count(line) >= 4:
                repeated.add(folded)
        seen[folded] = len(found)
        found.append(line)
    kept = [line for line in found if line is not None]
    page_title = fold(lines[0]) if lines else ""
    title_at = _find_title(kept, repeated, page_title, known_title, guess_title)
    if title_at is None:
        return [line for line in kept if word_count(line) >= 4]
    story.title = kept[title_at]
    above = [] if repeated else [line for line in kept[:title_at] if word_count(line) >= 8 and line[-1] in '.!?”"']
    return above + [line for line in kept[title_at:] if line is kept[title_at] or word_count(line) >= 3]


def _read_heading_line(line: str, above: str, after_title: bool, story: Story) -> bool:
    """True when the line is a byline, a dateline or a date line and has been read as such."""
    dateline = read_dateline(line)
    if dateline is not None and dateline.length >= len(line.rstrip()):
        _note_dateline(dateline, story)
        return True
    byline = read_byline(line) or read_signature(line)
    if (
        byline is None
        and is_names_only(line)
        and (fold(above) == "by" or (after_title and word_count(line) <= 12 and is_headline(above)))
    ):
        byline = line
    if byline:
        story.byline = story.byline or byline
        return True
    is_date, date = date_line(line)
    if is_date:
        _note_date(line, date, story)
        return True
    if after_title:
        story.byline_date = story.byline_date or closing_date(line)
    return False


def _find_title(
    lines: list[str], repeated: set[str], page_title: str, known_title: str | None, guess_title: bool
) -> int | None:
    """The place of the headline: the known one, what the page's first line ("Headline | Site") begins with, a headline
    that stands there twice, or the nearest to the text."""
    wanted = fold(known_title) if known_title else ""
    folded = [fold(line) for line in lines]
    nearest_first = range(len(lines) - 1, -1, -1)
    for title in (wanted, page_title):
        for position in nearest_first:
            line = folded[position]
            if line and (line == wanted or (20 < len(line) < len(title) and title.startswith(line))):
                return position
    for position in nearest_first:
        if folded[position] in repeated:
            return position
    if not guess_title:
        return None
    # The run of headline-like lines nearest to the text: its first line is the headline, the others are its deck.
    best = None
    for position in range(len(lines) - 1, -1, -1):
        if is_headline(lines[position]) and word_count(lines[position]) >= 4:
            best = position
        elif best is not None:
            break
    if best is None and len(lines) == 1 and is_headline(lines[0]):
        return 0
    return best


def _note_dateline(dateline: Dateline, story: Story) -> None:
    story.agency = story.agency or dateline.agency
    story.outlet = story.outlet or dateline.outlet
    story.dateline_place = story.dateline_place or dateline.place
    story.dateline_date = story.dateline_date or dateline.date


def _note_date(line: str, date: dt.date | None, story: Story) -> None:
    if is_update_line(line):
        story.updated_date = story.updated_date or date
    else:
        story.byline_date = story.byline_date or date


def _read_text(lines: list[str], story: Story, cues: Cues) -> list[str]:
    """The paragraphs of the text, without furniture."""
    dateline = read_dateline(lines[0])
    if dateline:
        _note_dateline(dateline, story)
    paragraphs: list[str] = []
    in_links = False
    for line in lines:
        if len(line) > 400:
            paragraphs.append(line)
            in_links = False
            continue
        folded = fold(line)
        if folded in cues.opens_links:
            in_links = True
            continue
        if in_links and not is_prose(line):
            continue
        in_links = False
        if notice := notice_of(line):
            story.is_stub = notice.code == "paywall" and n_prose_words(paragraphs) < _STUB_WORDS
            continue
        if is_furniture(line):
            story.byline = story.byline or read_credits(line)
            continue
        heads_part = story.is_dated_list or (
            _DAY_LINE.match(line) and not _YEAR.search(line) and any(map(is_prose, paragraphs))
        )
        if date_line(line)[0] and (len(paragraphs) < 4 or ":" in line) and not heads_part:
            _note_date(line, date_line(line)[1], story)
            continue
        shouted = _is_shouted(line) and not story.is_dated_list
        if shouted or (story.title and folded == fold(story.title)):
            continue
        paragraphs.append(line)
    return _trim_end(paragraphs, story)


def is_furniture(line: str) -> bool:
    """Whether a line is part of the page and of no story: an advertisement, a button, a credit."""
    cues, folded = page_cues(), fold(line)
    if not folded or folded in cues.furniture or folded in cues.published_words:
        return True
    if len(line) <= 400 and word_count(line) <= 60 and not is_correction(line):
        if folded.startswith(cues.furniture_prefixes) or any(map(folded.__contains__, cues.furniture_parts)):
            return True
        if _TWEET_SIGNATURE.match(line) or not any(ch.isalnum() for ch in line):
            return True
    return read_credits(line) is not None


def _is_menu(folded: str, cues: Cues) -> bool:
    words = folded.replace("|", " ").replace("•", " ").split()
    return len(words) >= 3 and sum(word in cues.menu_words for word in words) >= 0.7 * len(words)


def _is_shouted(line: str) -> bool:
    """A link to another story set in capitals between two paragraphs, as some sites do."""
    if line[:12] != line[:12].upper() or word_count(line) < 7 or line.endswith("."):
        return False
    letters = [ch for ch in line if ch.isalpha()]
    return len(letters) >= 20 and sum(ch.isupper() for ch in letters) >= 0.9 * len(letters)


def _trim_end(paragraphs: list[str], story: Story) -> list[str]:
    """Takes sign-offs, labels and date lines off the end."""
    while paragraphs:
        line = paragraphs[-1]
        if is_wire_sign_off(line) or date_line(line)[0] or (is_label(line) and not line.endswith((":", '"', "”"))):
            paragraphs.pop()
        else:
            break
    return paragraphs
