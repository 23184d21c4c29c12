"""The annotators that all readers share, each on a table of sentences in our own words."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from ingest.claims import lexicon
from ingest.claims.dates import DATE_BIT, find_dates
from ingest.claims.numbers import find_numbers, word_value
from ingest.claims.places import find_places
from ingest.claims.spelling import name_key
from ingest.claims.targets import TARGET_BIT, find_targets
from ingest.claims.text import MAX_SENTENCE, split_sentences
from ingest.claims.vocabulary import VOCABULARY
from ingest.claims.weapons import WEAPON_BIT, find_weapons
from ingest.claims.wordlists import Opening, PatternList, top_alternatives
from ingest.core.documents import Article

WEDNESDAY = dt.date(2025, 2, 12)


def article(body: str, published: dt.date | None = WEDNESDAY) -> Article:
    return Article("doc", 0, "inline", "tests", body, published_at=published)


# -- sentences


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("A depot burned. Nobody was hurt.", ["A depot burned.", "Nobody was hurt."]),
        ("Gen. Petro Hai spoke at 4 p.m. on Monday.", ["Gen. Petro Hai spoke at 4 p.m. on Monday."]),
        ("It ended at 4 p.m. The mayor left.", ["It ended at 4 p.m.", "The mayor left."]),
        ("The U.S. envoy came. He left.", ["The U.S. envoy came.", "He left."]),
        ("On Feb. 3 a mill burned.", ["On Feb. 3 a mill burned."]),
        ("“We are alive,” she said. “It is over.”", ["“We are alive,” she said.", "“It is over.”"]),
        ("The bridge fell.The road is closed.", ["The bridge fell.", "The road is closed."]),
        ("First line\nSecond line", ["First line", "Second line"]),
        ("It cost $3.5 million in all.", ["It cost $3.5 million in all."]),
    ],
)
def test_sentences(body: str, expected: list[str]) -> None:
    sentences = split_sentences(body)
    assert [s.text for s in sentences] == expected
    assert all(body[s.start : s.end] == s.text for s in sentences)


def test_a_line_without_stops_is_cut_to_quotable_pieces() -> None:
    body = "item " * 600
    sentences = split_sentences(body)
    assert len(sentences) > 3
    assert all(len(s.text) <= MAX_SENTENCE and body[s.start : s.end] == s.text for s in sentences)


# -- numbers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("At least 14 people left", [(14, "at_least", "count")]),
        ("more than a dozen boats", [(12, "at_least", "count")]),
        ("no fewer than 58 of 59 drones", [(58, "at_least", "count"), (59, "exact", "count")]),
        ("up to thirty-one rockets", [(31, "at_most", "count")]),
        ("about two hundred and five homes", [(205, "about", "count")]),
        ("1,500 homes and 2 300 flats", [(1500, "exact", "count"), (2300, "exact", "count")]),
        ("a 12-year-old boy", [(12, "exact", "age")]),
        ("Anna Koval, 52, said", [(52, "exact", "age")]),
        ("40 km from the town", [(40, "exact", "distance")]),
        ("15% of the grid", [(15, "exact", "percent")]),
        ("three days later", [(3, "exact", "duration")]),
        ("on 12 February", [(12, "exact", "date")]),
        ("in 2023, a dam", [(2023, "exact", "year")]),
        ("$40 million for radars", [(40_000_000, "exact", "money")]),
        ("an S-300 battery and a Kh-101", [(300, "exact", "ordinal"), (101, "exact", "ordinal")]),
        ("dozens of homes, hundreds of people", []),
        ("No one was there", []),
    ],
)
def test_numbers(text: str, expected: list[tuple[int, str, str]]) -> None:
    assert [(n.value, n.qualifier, n.kind) for n in find_numbers(text)] == expected


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("nineteen", 19),
        ("forty two", 42),
        ("half a dozen", 6),
        ("three dozen", 36),
        ("two hundred and one", 201),
        ("five thousand", 5000),
    ],
)
def test_word_value(words: str, value: int) -> None:
    assert word_value(words) == value


# -- dates, published on Wednesday 12 February 2025


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("The plant burned on Wednesday.", "2025-02-12"),
        ("The plant burned late on Tuesday.", "2025-02-11"),
        ("Drones came overnight.", "2025-02-12"),
        ("Drones came overnight into Friday.", "2025-02-07"),
        ("Drones came in the night of Feb. 9-10.", "2025-02-10"),
        ("They are due to meet on Friday.", "2025-02-14"),
        ("It was struck two days ago.", "2025-02-10"),
        ("It happened on 30 December.", "2024-12-30"),
        ("It happened on March 1, 2022.", "2022-03-01"),
        ("It happened on the eve of 24 January.", "2025-01-23"),
        ("The previous night was quiet.", "2025-02-11"),
        ("It stood until 2025-02-03.", "2025-02-03"),
    ],
)
def test_days(text: str, day: str) -> None:
    dates = find_dates(text, WEDNESDAY)
    assert [d.day.isoformat() for d in dates if d.day] == [day]
    assert all(text[d.start : d.end] == d.text for d in dates)


@pytest.mark.parametrize(
    ("text", "start", "end", "precision"),
    [
        ("It fell last August.", "2024-08-01", "2024-08-31", "month"),
        ("It fell in June 2024.", "2024-06-01", "2024-06-30", "month"),
        ("It fell in August last year.", "2024-08-01", "2024-08-31", "month"),
        ("It fell earlier this week.", "2025-02-10", "2025-02-16", "week"),
        ("It fell over the weekend.", "2025-02-08", "2025-02-09", "week"),
        ("It fell in 2022.", "2022-01-01", "2022-12-31", "year"),
        ("It fell in the past 24 hours.", "2025-02-11", "2025-02-12", "day"),
        ("They met from 3 to 6 March 2024.", "2024-03-03", "2024-03-06", "week"),
    ],
)
def test_windows(text: str, start: str, end: str, precision: str) -> None:
    (date,) = find_dates(text, WEDNESDAY)
    assert (date.date_start.isoformat(), date.date_end.isoformat(), date.precision) == (start, end, precision)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("It was hit this sprıng.", "2025-03-01"),
        ("It was hit on New Year’ſ Day.", "2025-01-01"),
        ("It was hit last Frıday.", "2025-02-07"),
    ],
)
def test_letters_that_patterns_take_for_others(text: str, start: str) -> None:
    assert [str(d.date_start) for d in find_dates(text, WEDNESDAY)] == [start]


def test_without_a_publication_date_nothing_is_guessed() -> None:
    (date,) = find_dates("It was hit on 12 February.", None)
    assert (date.day, date.partial) == (None, "02-12")
    assert find_dates("It was hit on Tuesday, yesterday and overnight.", None) == []


def test_weekday_and_day_may_fix_the_year() -> None:
    (date,) = find_dates("It was hit on Wednesday, 12 February.", None)
    assert date.day == WEDNESDAY


def test_modal_may_is_no_month() -> None:
    assert find_dates("They may hit 3 depots.", WEDNESDAY) == []


# -- places


def region(base: str) -> tuple[str, str, str]:
    return f"{base} Oblast", f"{base} Oblast", "admin1"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A fire in Sumy.", [("Sumy", "Sumy Oblast", "settlement")]),
        ("A fire in the Sumy region.", [("Sumy Oblast", "Sumy Oblast", "admin1")]),
        ("A fire in the region of Kharkiv.", [("Kharkiv Oblast", "Kharkiv Oblast", "admin1")]),
        ("Fires in the Kursk and Oryol regions.", [region("Kursk"), region("Oryol")]),
        ("Fires in Odesa, Kirovohrad and Poltava.", [region("Odesa"), region("Kirovohrad"), region("Poltava")]),
        ("A fire in Lugansk.", [("Luhansk", "Luhansk Oblast", "settlement")]),
        ("A fire in Kharkov.", [("Kharkiv", "Kharkiv Oblast", "settlement")]),
        ("A fire in Krivoy Rog.", [("Kryvyi Rih", "Dnipropetrovsk Oblast", "settlement")]),
        ("A fire in Nizhniy Novgorod.", [("Nizhny Novgorod", "Nizhny Novgorod Oblast", "settlement")]),
        ("A fire in Crimea.", [("Crimea", "Crimea", "admin1")]),
        ("The village of Nowherivka burned.", [("Nowherivka", None, "settlement")]),
        ("A fire at the Zaporizhzhia nuclear power plant.", [("Enerhodar", "Zaporizhzhia Oblast", "settlement")]),
        ("A fire in the Boryspil district.", [("Boryspil district", "Kyiv Oblast", "district")]),
        ("President Volodymyr Romanov met Oleh Makarov.", []),
        ("Russia, Syria and Moldova voted.", []),
    ],
)  # fmt: skip
def test_places(text: str, expected: list[tuple]) -> None:
    assert [(p.name, p.admin1, p.level) for p in find_places(text)] == expected


def test_region_code_and_coordinates() -> None:
    (place,) = find_places("A fire in Mykolayiv.")
    assert (place.name, place.admin1_code, place.country) == ("Mykolaiv", "UA-48", "UA")
    assert place.latitude == pytest.approx(46.97, abs=0.1)
    assert place.candidates, "the smaller namesakes stay available"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mykolayiv", "Mykolaiv"),
        ("Zaporizhzhya", "Zaporizhzhia"),
        ("Khmelnytskyy", "Khmelnytskyi"),
        ("Ryazan’", "Ryazan"),
    ],
)
def test_spellings_meet(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


# -- weapons and targets


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("40 Shahed-type drones", [("drone", "Shahed")]),
        ("two Iskander-M ballistic missiles", [("ballistic_missile", "Iskander")]),
        ("six Kh-101 cruise missiles", [("cruise_missile", "Kh-101")]),
        ("guided aerial bombs", [("glide_bomb", None)]),
        ("missiles and unmanned aerial vehicles", [("missile", None), ("drone", None)]),
        ("an air strike after shelling", [("airstrike", None), ("artillery", None)]),
        ("an air raid alert", []),
        ("the shell company", []),
    ],
)
def test_weapons(text: str, expected: list[tuple]) -> None:
    assert [(w.weapon_class, w.name) for w in find_weapons(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("an oil refinery and a fuel depot", ["oil_refinery", "oil_depot"]),
        ("a nine-storey apartment building", ["residential"]),
        ("a children's hospital", ["medical"]),
        ("the power substation", ["energy"]),
        ("a military airfield", ["military"]),
        ("the railway station", ["transport"]),
    ],
)
def test_targets(text: str, expected: list[str]) -> None:
    assert [t.target_class for t in find_targets(text)] == expected


# -- word lists


def test_alternatives_of_a_pattern() -> None:
    assert top_alternatives("(?:ab|cd(?:e|f))|[|]g") == ["ab", "cd(?:e|f)", "[|]g"]


@pytest.mark.parametrize(
    ("pattern", "fitting", "unfitting"),
    [
        ("(?:air)?strikes?", ["airstrike", "strikes"], ["air", "stri", "striker"]),
        (r"air[\s-]+raids?", ["air", "air-"], ["airs", "a", "aire-"]),
        (r"\w+-storey", ["nine-"], ["nine"]),
        (r"(?<!\w)Kh-\d{2,3}", ["kh-"], ["kh"]),
        (r"(?:the\s+)?night\b", ["the", "night"], ["then", "nigh"]),
        (r"(?P<d>\d{1,2})(?:st|nd)?", ["1", "21", "1st"], ["123", "one"]),
        (r"o['’]clock", ["o"], ["oc"]),
        (r"[^a]b", ["cb", "x"], []),
    ],
)
def test_words_that_a_pattern_can_begin_with(pattern: str, fitting: list[str], unfitting: list[str]) -> None:
    opening = Opening(pattern, closed=True)
    assert [word for word in fitting if not opening.fits(word)] == []
    assert [word for word in unfitting if opening.fits(word)] == []


def test_a_pattern_that_may_end_inside_a_word() -> None:
    assert Opening("strikes?").fits("striker")
    assert Opening("strikes?").fits("st", whole=False)
    assert not Opening("strikes?").fits("sp", whole=False)


def test_no_pattern_of_the_lexicons_is_missed_at_any_word_of_the_samples(settings) -> None:
    """The short way (only what can begin with a word is tried there) finds what trying everything finds."""
    patterns = [row["pattern"] for name in ("weapons.csv", "targets.csv") for row in lexicon.rows(name)]
    alternatives = [alternative for pattern in patterns for alternative in top_alternatives(pattern)]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(settings.samples_dir.glob("*.txt")))
    openings = {alternative: Opening(alternative, closed=True) for alternative in alternatives}
    for alternative, opening in openings.items():
        for match in re.finditer(rf"(?<![\w’'-])(?=\w)(?:{alternative})(?!\w)", text, re.IGNORECASE):
            word = re.match(r"\w+-?", text[match.start() :])
            assert word and opening.fits(word.group().lower()), (alternative, match.group())
            assert opening.fits(word.group().lower()[:2], whole=False)


def test_sentences_with_a_date_weapon_or_target_have_its_bit(settings) -> None:
    for path in sorted(settings.samples_dir.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        for line in text.splitlines():
            bits = VOCABULARY.bits(line)
            assert bits & DATE_BIT or not find_dates(line, dt.date(2025, 2, 12)), line
            assert bits & WEAPON_BIT or not find_weapons(line), line
            assert bits & TARGET_BIT or not find_targets(line), line


def test_lists_take_the_longest_at_a_place() -> None:
    found = list(PatternList(["power", r"power\s+plants?", "plants?"]).find("Power plants burn"))
    assert found == [(1, 0, 12)]


def test_a_lexicon_row_with_a_bare_comma_in_its_pattern_is_refused(tmp_path, monkeypatch) -> None:
    (tmp_path / "cut.csv").write_text("kind,pattern\ndamage,fires?\\s+(?:\\w+\\s+){0,2}broke\n", encoding="utf-8")
    monkeypatch.setattr(lexicon, "DATA", tmp_path)
    with pytest.raises(ValueError, match=r"cut\.csv: more fields than the header"):
        lexicon.rows("cut.csv")
