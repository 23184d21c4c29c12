"""Where and when a meeting was, told by the words around it; sentences of our own."""

from __future__ import annotations

import datetime as dt

import pytest

from ingest.claims.document import Document
from ingest.claims.kinds.meetings import read
from ingest.claims.model import MeetingClaim
from ingest.claims.reading import Reading
from ingest.core.documents import Article

#: A Monday.
PUBLISHED = dt.date(2025, 3, 10)
WAR = " Ukraine fights on. Ukraine needs help. Kyiv waits."


def meetings(body: str) -> list[MeetingClaim]:
    return read(Document(Reading(Article("d", 0, "memory", "test", body, published_at=PUBLISHED))))


def only(body: str) -> MeetingClaim:
    found = meetings(body)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    "body",
    [
        "President Alexander Stubb is in Lisbon for a summit of NATO leaders." + WAR,
        "Zelensky is visiting Madrid to ask for launchers.",
        "Zelensky has arrived in Lisbon.",
        "The raid came hours before Ukrainian and American envoys were to meet in Jeddah.",
        "I just spoke with Zelensky, Keir Starmer said.",
    ],
)
def test_what_goes_on_or_is_hours_away_has_the_day_of_the_article(body: str) -> None:
    claim = only(body)
    assert (claim.event_date, claim.date_precision) == (PUBLISHED, "assumed")


@pytest.mark.parametrize(
    "body",
    [
        "Cameron said during a visit to Kyiv that the choice was Ukraine's.",
        "Zelensky asked for missiles when he visited the UK recently.",
        "Keir Starmer spoke with Zelensky about next steps.",
        # pictures and words of a meeting come out when it is over: on that day or on another
        "Keir Starmer posted a picture of himself making a surprise visit to Kyiv.",
        "Nikolai Patrushev said at a meeting in Moscow with China's Wang Yi that trade would grow." + WAR,
    ],
)
def test_what_may_have_been_any_day_has_none(body: str) -> None:
    assert only(body).event_date is None


def test_words_of_the_people_who_met_give_the_day_of_what_goes_on() -> None:
    body = "Zelensky is visiting Madrid to ask for launchers. On Sunday, Zelensky said that talks were going well."
    assert only(body).event_date == dt.date(2025, 3, 9)


def test_a_span_since_long_ago_does_not_make_a_meeting_an_old_one() -> None:
    claim = only("In the first talks since the invasion began three years ago, Zelensky met Putin in Geneva on Sunday.")
    assert (claim.is_background, claim.event_date) == (False, dt.date(2025, 3, 9))


def test_a_two_day_summit_at_the_weekend_begins_on_its_first_day() -> None:
    claim = only("Zelensky joined a two-day peace summit in Geneva at the weekend.")
    assert (claim.event_date, claim.date_start, claim.date_end) == (
        dt.date(2025, 3, 8),
        dt.date(2025, 3, 8),
        dt.date(2025, 3, 9),
    )


@pytest.mark.parametrize(
    ("body", "place", "country"),
    [
        ("Zelensky met Pedro Sanchez in the southern nation's capital Madrid.", "Madrid", "ES"),
        ("Zelensky flew to Sweden, where he and Ulf Kristersson signed a letter in Stockholm.", "Stockholm", "SE"),
        # a town that the gazetteer lacks is no place; its country is
        ("Zelensky flew to Sweden, where he and Ulf Kristersson signed a letter at Vaxjo.", "Sweden", "SE"),
        ("Zelensky went home after a conversation with Cyril Ramaphosa in Pretoria.", "Pretoria", "ZA"),
        ("Zelensky has arrived in the US.", None, "US"),
        ("Zelensky has arrived in the United States.", "United States", "US"),
        ("Zelensky visited Japan on Sunday.", "Japan", "JP"),
    ],
)  # fmt: skip
def test_where(body: str, place: str | None, country: str) -> None:
    claim = only(body)
    assert (claim.place, claim.country) == (place, country)


def test_a_stop_on_the_way_is_no_visit() -> None:
    claim = only("A video shows how Zelensky arrived by train in Chelm on his way to Berlin on Sunday.")
    assert (claim.place, claim.event_date, claim.countries) == ("Berlin", dt.date(2025, 3, 9), ["DE", "UA"])


def test_two_who_travel_on_together_held_the_talks_before() -> None:
    found = meetings("David Lammy flew to Kyiv with Marco Rubio after talks in Lisbon.")
    assert {(c.place, tuple(c.countries)) for c in found} == {("Kyiv", ("GB", "UA", "US")), ("Lisbon", ("GB", "US"))}


def test_a_proposal_met_with_doubt_is_no_meeting() -> None:
    assert meetings("The plan of Beijing has been met with doubt in Kyiv and other capitals." + WAR) == []


def test_who_invites_during_a_visit_is_the_visitor() -> None:
    found = meetings(
        "Putin will go to Beijing after an invitation by Xi Jinping during a visit to Moscow in March." + WAR
    )
    assert ("Moscow", "held", ["CN", "RU"]) in [(c.place, c.status, c.countries) for c in found]


def test_an_aside_between_dashes_does_not_hide_who_meets() -> None:
    claim = only(
        "Xi Jinping and Alexander Lukashenko – an old friend of Moscow – spoke of trade at a Sunday meeting in Beijing."
        + WAR
    )
    assert (claim.event_date, claim.countries) == (dt.date(2025, 3, 9), ["BY", "CN"])


def test_groups_without_a_name_do_not_shorten_a_list() -> None:
    claim = only(
        "Ursula von der Leyen came to Kyiv on Sunday with leaders from Canada, Spain, the Nordic states and others."
    )
    assert claim.countries == ["CA", "ES", "UA"]


@pytest.mark.parametrize(
    ("body", "people"),
    [
        (
            "David Lammy spoke first. During his third visit to Ukraine, Marco Rubio also met Zelensky.",
            {"Marco Rubio", "Volodymyr Zelensky"},
        ),
        ("A day after he visited Kyiv, Mitch McConnell said that aid would come.", {"Mitch McConnell"}),
    ],
)
def test_the_pronoun_of_an_opening_phrase_is_who_follows(body: str, people: set[str]) -> None:
    assert set(only(body).participants) == people


def test_the_meeting_of_two_whom_the_sentence_before_names() -> None:
    body = (
        "Pedro Sanchez and Lula da Silva condemned the invasion of Ukraine. "
        "The leaders gave a statement following their meeting in the capital of Brazil."
    )
    claim = only(body + WAR)
    assert (claim.countries, claim.place) == (["BR", "ES"], "Brasilia")


def test_a_trip_that_two_discuss_is_not_their_own() -> None:
    # the trip itself is only spoken of: nobody says that it was made
    claim = only("Keir Starmer and Macron on Sunday discussed Macron's trip to Beijing to meet with Xi Jinping." + WAR)
    assert claim.countries == ["FR", "GB"]


def test_the_day_of_what_is_spoken_of_is_not_the_meetings() -> None:
    claim = only("Zelensky said that he discussed Sunday's attack with Marco Rubio on Saturday.")
    assert claim.event_date == dt.date(2025, 3, 8)


@pytest.mark.parametrize(
    ("body", "day"),
    [
        ("The vote comes a day after Zelensky spoke to Luc Frieden.", 9),
        ("The raid came a day before a planned call between Zelensky and Luc Frieden.", 11),
        ("Alar Karis thanked Poland on Friday, a day before talks with Zelensky in Tallinn.", 8),
        ("Luc Frieden spoke to reporters on Sunday after meeting Zelensky in Odesa the previous day.", 8),
        # a plan that hangs in what was said is not set apart by the day
        ("The vote came a day after Luc Frieden said that he had met Zelensky.", None),
    ],
)
def test_a_day_before_or_after_another(body: str, day: int | None) -> None:
    dates = {c.event_date for c in meetings(body)}
    assert (dt.date(2025, 3, day) if day else None) in dates


def test_meetings_of_a_series_were_where_it_was() -> None:
    told = "Zelensky held a number of meetings in Vilnius. He met Luc Frieden. "
    found = meetings(told + "Zelensky spoke with Alar Karis by phone.")
    assert [(c.countries, c.place) for c in found if len(c.countries) > 1] == [
        (["LU", "UA"], "Vilnius"),
        (["EE", "UA"], None),
    ]


def test_a_summit_known_by_its_place_is_the_meeting_told_before() -> None:
    body = "Donald Trump will meet Zelensky in Ankara on Friday. The summit in Ankara is a chance for more aid."
    assert only(body).countries == ["UA", "US"]


def test_a_region_gives_way_to_its_town() -> None:
    assert only("Zelensky met Donald Trump in Florida. Zelensky met Trump in Miami.").place == "Miami"


def test_an_address_tells_of_its_day() -> None:
    def day(publisher: str) -> dt.date | None:
        body = "Ukrainians! I thanked our warriors. Then I spoke with the Prime Minister of Luxembourg."
        article = Article("d", 0, "memory", "test", body, publisher=publisher, published_at=PUBLISHED)
        return next((c.event_date for c in read(Document(Reading(article)))), None)

    assert day("president.gov.ua") == PUBLISHED
    assert day("Example News") is None


def test_days_after_a_meeting_are_not_its_days() -> None:
    claim = only("The calls on Sunday came days after talks between Zelensky and Emmanuel Macron in Paris.")
    assert (claim.place, claim.event_date) == ("Paris", None)


def test_what_came_before_a_meeting_was_not_on_its_day() -> None:
    found = meetings("Trump met Zelensky in Geneva on Sunday, following his Vienna summit with Vladimir Putin.")
    assert {(c.place, c.event_date) for c in found} == {("Geneva", dt.date(2025, 3, 9)), ("Vienna", None)}


def test_earlier_this_week_was_before_today() -> None:
    body = "Keir Starmer met Zelensky in Oslo on Wednesday. Earlier this week, Viktor Orban visited Kyiv."
    article = Article("d", 0, "memory", "test", body, published_at=dt.date(2025, 3, 13))
    visit = read(Document(Reading(article)))[-1]
    assert (visit.place, visit.date_end) == ("Kyiv", dt.date(2025, 3, 12))


def test_who_speaks_after_anothers_meeting_was_not_there() -> None:
    claim = only("In a statement following Trump's meeting with Zelensky in Geneva, Giorgia Meloni pledged support.")
    assert claim.countries == ["UA", "US"]


def test_counterparts_are_somebodys() -> None:
    claim = only(
        "After joining with his Polish, Czech and Dutch counterparts for a meeting in Kyiv, Blinken left." + WAR
    )
    assert claim.countries == ["CZ", "NL", "PL", "US"]


def test_this_year_dates_no_summit() -> None:
    claim = only("Zelensky attended this year's peace summit in Geneva.")
    assert claim.date_precision is None


@pytest.mark.parametrize(
    "body",
    [
        "Presidents Barack Obama and George Bush made visits to Iraq." + WAR,
        "Trump may have had as many as seven calls with Putin since then." + WAR,
    ],
)
def test_what_was_done_several_times_is_no_meeting(body: str) -> None:
    assert meetings(body) == []


def test_of_a_plan_to_meet_several_one_was_met() -> None:
    body = (
        "He would go to Geneva and meet Kamala Harris, Olaf Scholz and Keir Starmer, Zelensky's office said. "
        "Zelensky met with Kamala Harris and thanked her."
    )
    assert ("held", ["UA", "US"]) in [(c.status, c.countries) for c in meetings(body)]


def test_a_range_of_days_begins_on_its_first() -> None:
    found = meetings("Olaf Scholz will travel to Kyiv and Moscow on March 14-15.")
    assert {c.event_date for c in found} == {dt.date(2025, 3, 14)}


def test_ministers_talks_and_presidents_talks_are_two() -> None:
    found = meetings(
        "Dmytro Kuleba met Antony Blinken on Sunday. Aid was the topic. So was trade. Joe Biden met Zelensky in Kyiv."
    )
    assert len(found) == 2
