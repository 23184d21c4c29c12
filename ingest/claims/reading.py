"""An article being read: its sentences, each annotated once and only when a reader asks."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from dataclasses import dataclass
from functools import cached_property

from ingest.claims import actors as _actors
from ingest.claims import money as _money
from ingest.claims.annotations import Actor, DateMention, Money, Number, PlaceMention, Target, Weapon
from ingest.claims.dateline import dateline_date, dateline_end, day_of_heading, year_of_page
from ingest.claims.dates import DATE_BIT, find_dates
from ingest.claims.model import Span
from ingest.claims.numbers import find_numbers
from ingest.claims.places import find_places
from ingest.claims.quotations import day_told_before, spoken_on
from ingest.claims.targets import TARGET_BIT, find_targets
from ingest.claims.text import Sentence, split_body
from ingest.claims.vocabulary import VOCABULARY
from ingest.claims.weapons import WEAPON_BIT, find_weapons
from ingest.core.documents import Article


class AnnotatedSentence:
    """One sentence and what the annotators find in it, each kind looked for once, when first asked for."""

    def __init__(
        self,
        sentence: Sentence,
        published: dt.date | None,
        word_bits: int,
        year_of: dt.date | int | None = None,
        told_before: dt.date | None = None,
    ) -> None:
        """`published`: what "today" and weekdays are told from; `year_of`: the year that days are in, or a day near;
        `told_before`: what "a day earlier" is."""
        self.sentence = sentence
        self.published = published
        self.word_bits = word_bits
        self.year_of = year_of
        self.told_before = told_before
        self.text = sentence.text
        self.start = sentence.start
        self.end = sentence.end
        self.index = sentence.index
        self.paragraph = sentence.paragraph

    @cached_property
    def numbers(self) -> list[Number]:
        """The sentence's numbers, in characters of the sentence."""
        return find_numbers(self.text)

    @cached_property
    def dates(self) -> list[DateMention]:
        """The sentence's dates, in characters of the sentence."""
        if not self.word_bits & DATE_BIT:
            return []
        return find_dates(self.text, self.published, self.year_of, self.told_before)

    @cached_property
    def money(self) -> list[Money]:
        """The sentence's sums of money, in characters of the sentence."""
        return list(_money.find_money(self.text))

    @cached_property
    def places(self) -> list[PlaceMention]:
        """The sentence's places, in characters of the sentence."""
        return find_places(self.text, self.word_bits)

    @cached_property
    def actors(self) -> list[Actor]:
        """The sentence's actors, in characters of the sentence."""
        return _actors.find_actors(self.text)

    @cached_property
    def weapons(self) -> list[Weapon]:
        """The sentence's weapons, in characters of the sentence."""
        return find_weapons(self.text) if self.word_bits & WEAPON_BIT else []

    @cached_property
    def targets(self) -> list[Target]:
        """The sentence's targets, in characters of the sentence."""
        return find_targets(self.text) if self.word_bits & TARGET_BIT else []

    def span(self) -> Span:
        """The sentence in characters of the body."""
        return Span(self.start, self.end)


@dataclass(frozen=True)
class Entry:
    """One entry of a list whose items have headings of their own: a day, a place, or both, above their text.

    `first`: index of the sentence that its heading begins with.
    """

    first: int
    place: PlaceMention | None
    date: DateMention | None


#: What parts the place that a heading opens with from the rest of it.
_BEHIND_PLACE = re.compile(r"\s?(?:$|[,:(]|[—–-]\s)")
#: How many sentences behind a whole date a day and month are of its year.
_YEAR_REACH = 4
#: What dates the war itself and not the news: "since Russia invaded on 24 February 2022".
_OF_THE_WAR = re.compile(r"\b(?:since|inva\w+|war|annex\w*|full-scale)\b", re.IGNORECASE)
#: Words of a line without a full stop that can be the label of an entry, though no headline.
_LABEL_WORDS = 3


class Reading:
    """An article with its sentences; annotations are made lazily and kept."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.body = article.body
        self.published = article.published_at
        text = split_body(article.body)
        self.sentences = text.sentences
        self.notices = [Span(start, end) for start, end in text.notices]
        # "overnight" in a report that was written days before its page is told from the dateline's day
        self.dateline = dateline_date(self.opening.text, self.published) if self.opening else None
        self.told_on = (self.dateline and self.dateline.day) or self.published
        headings = [self.article.title or "", *self._headings()]
        self.year_of = None if self.told_on else day_of_heading(headings) or year_of_page(headings)
        self._annotated: dict[int, AnnotatedSentence] = {}
        self._word_bits: list[int] = []
        self._asked = -1  # the vocabulary's number of bits when the words were asked

    @cached_property
    def opening(self) -> Sentence | None:
        """The first sentence of the text, which can have a dateline: headlines above it are passed over."""
        texts = (s for s in self.sentences if s.kind != "headline" and s.text != self.article.title)
        return next(texts, self.sentences[0] if self.sentences else None)

    @property
    def dateline_place(self) -> PlaceMention | None:
        """The town that the text was written in, where its dateline says so."""
        if self.opening is None or not (end := dateline_end(self.opening.text)):
            return None
        places = self.annotated(self.opening).places
        return next((p for p in places if p.end <= end and p.level == "settlement"), None)

    def _headings(self) -> list[str]:
        """The lines above the text: headlines before its first sentence of prose."""
        return [s.text for s in itertools.takewhile(lambda s: s.kind == "headline", self.sentences)]

    def _dated_before(self, index: int) -> dt.date | None:
        """In an undated text: the last whole date told shortly before, whose year the days after it share."""
        if self.told_on is not None:
            return None
        for earlier in range(index - 1, max(-1, index - 1 - _YEAR_REACH), -1):
            text = self.sentences[earlier].text
            if not _OF_THE_WAR.search(text) and (day := day_of_heading([text])) is not None:
                return day
        return None

    def opening_date(self, index: int, reach: int = 1) -> DateMention | None:
        """The date that stands alone at the head of a sentence's paragraph, or as a line above it: "6 December."

        `reach`: how many lines above; the entries of a timeline share the date over the first of them.
        """
        paragraph = self.sentences[index].paragraph
        first = index
        while first and self.sentences[first - 1].paragraph == paragraph:
            first -= 1
        for opening in range(first, first - 1 - reach, -1):
            if not 0 <= opening < index or (opening < first and self.sentences[opening].kind != "headline"):
                continue
            dates = self.annotated(opening).dates
            if len(dates) == 1 and dates[0].text == self.sentences[opening].text.strip(" .:"):
                return dates[0]
        return None

    @cached_property
    def entries(self) -> list[Entry]:
        """The entries of a list with headings ("04 OCT", "SUMY — WAREHOUSE HIT", "Ryazan Oblast, Ryazan"), in order."""
        found = []
        for is_label, group in itertools.groupby(self.sentences, self._is_label):
            labels = list(group)
            if not is_label:
                continue
            places = [(s.index, place) for s in labels if (place := self._opening_place(s.index)) is not None]
            dates = [(s.index, date) for s in labels if (date := self._only_date(s)) is not None]
            if places or dates:
                first = min(index for index, _ in [*places[:1], *dates[:1]])
                found.append(Entry(first, places[0][1] if places else None, dates[0][1] if dates else None))
        return found if len(found) > 1 else []

    def entry_at(self, index: int) -> Entry | None:
        """The entry that a sentence stands in."""
        return next((entry for entry in reversed(self.entries) if entry.first <= index), None)

    @staticmethod
    def _is_label(sentence: Sentence) -> bool:
        is_short = sentence.text.count(" ") < _LABEL_WORDS and sentence.text[-1:].isalnum()
        return sentence.kind == "headline" or (sentence.kind == "prose" and is_short)

    def _only_date(self, sentence: Sentence) -> DateMention | None:
        """The date that a line consists of."""
        text = sentence.text.strip(" .:")
        dates = find_dates(text.title() if text.isupper() else text, self.published, self.year_of)
        return dates[0] if len(dates) == 1 and len(dates[0].text) == len(text) and dates[0].day else None

    def _opening_place(self, index: int) -> PlaceMention | None:
        """The place that a heading opens with, the narrowest: "Ryazan Oblast, Ryazan (south)" is Ryazan."""
        sentence = self.annotated(index)
        found, end = None, 0
        for place in sentence.places:
            between = sentence.text[end : place.start]
            if between.strip(" ,(") or not _BEHIND_PLACE.match(sentence.text, place.end):
                break
            if found is not None and (found.level == "settlement" or place.level == "admin1"):
                break
            found, end = place, place.end
        return found

    @property
    def word_bits(self) -> list[int]:
        """For each sentence, which questions of the vocabulary its words answer; asked anew when one was added."""
        if self._asked != VOCABULARY.n_bits:
            self._asked = VOCABULARY.n_bits
            self._word_bits = [VOCABULARY.bits(sentence.text) for sentence in self.sentences]
        return self._word_bits

    def annotated(self, sentence: Sentence | int) -> AnnotatedSentence:
        """The annotated form of a sentence (or of the sentence with that index)."""
        index = sentence if isinstance(sentence, int) else sentence.index
        known = self._annotated.get(index)
        if known is None:
            day = spoken_on(self.sentences, index, self.told_on) or self.told_on
            before = day_told_before(self.sentences, index, self.told_on)
            known = self._annotated[index] = AnnotatedSentence(
                self.sentences[index], day, self.word_bits[index], self.year_of or self._dated_before(index), before
            )
        return known
