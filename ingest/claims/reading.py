"""An article being read: its sentences, each annotated once and only when a reader asks."""

from __future__ import annotations

import datetime as dt
import itertools
from functools import cached_property

from ingest.claims import actors as _actors
from ingest.claims import money as _money
from ingest.claims.annotations import Actor, DateMention, Money, Number, PlaceMention, Target, Weapon
from ingest.claims.dateline import dateline_date, day_of_heading
from ingest.claims.dates import DATE_BIT, find_dates
from ingest.claims.model import Span
from ingest.claims.numbers import find_numbers
from ingest.claims.places import find_places
from ingest.claims.quotations import spoken_on
from ingest.claims.targets import TARGET_BIT, find_targets
from ingest.claims.text import Sentence, split_body
from ingest.claims.vocabulary import VOCABULARY
from ingest.claims.weapons import WEAPON_BIT, find_weapons
from ingest.core.documents import Article


class AnnotatedSentence:
    """One sentence and what the annotators find in it, each kind looked for once, when first asked for."""

    def __init__(
        self, sentence: Sentence, published: dt.date | None, word_bits: int, year_of: dt.date | None = None
    ) -> None:
        """`published`: what "today" and weekdays are told from; `year_of`: a day of the year that days are in."""
        self.sentence = sentence
        self.published = published
        self.word_bits = word_bits
        self.year_of = year_of
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
        return find_dates(self.text, self.published, self.year_of) if self.word_bits & DATE_BIT else []

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
        self.year_of = None if self.told_on else day_of_heading(self._headings())
        self._annotated: dict[int, AnnotatedSentence] = {}
        self._word_bits: list[int] = []
        self._asked = -1  # the vocabulary's number of bits when the words were asked

    @cached_property
    def opening(self) -> Sentence | None:
        """The first sentence of the text, which can have a dateline: headlines above it are passed over."""
        texts = (s for s in self.sentences if s.kind != "headline" and s.text != self.article.title)
        return next(texts, self.sentences[0] if self.sentences else None)

    def _headings(self) -> list[str]:
        """The lines above the text: headlines before its first sentence of prose."""
        return [s.text for s in itertools.takewhile(lambda s: s.kind == "headline", self.sentences)]

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
            known = self._annotated[index] = AnnotatedSentence(
                self.sentences[index], day, self.word_bits[index], self.year_of
            )
        return known
