"""Meetings out of sentences of our own: who, where, when, whether it took place, and what is no meeting at all."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.claims.document import Document
from ingest.claims.kinds.meetings import read
from ingest.claims.model import MeetingClaim
from ingest.claims.reading import Reading
from ingest.core.documents import Article

#: A Thursday.
PUBLISHED = dt.date(2024, 10, 17)
#: Makes an article one about the war, so that talks between third states count.
WAR = " Ukraine fights on. Ukraine needs help. Kyiv waits."


def meetings(body: str, published: dt.date | None = PUBLISHED) -> list[MeetingClaim]:
    return read(Document(Reading(Article("d", 0, "memory", "test", body, published_at=published))))


def only(body: str) -> MeetingClaim:
    found = meetings(body)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("body", "countries", "status", "form", "place", "day"),
    [
        (
            "President Volodymyr Zelensky met Polish Prime Minister Donald Tusk in Warsaw on Tuesday.",
            ["PL", "UA"], "held", "bilateral", "Warsaw", dt.date(2024, 10, 15),
        ),
        (
            "Zelensky will meet Finnish President Alexander Stubb in Helsinki on Friday.",
            ["FI", "UA"], "planned", "bilateral", "Helsinki", dt.date(2024, 10, 18),
        ),
        (
            "On Monday, Italy's Giorgia Meloni visited Kyiv for the third time since the invasion in 2022.",
            ["IT", "UA"], "held", "visit", "Kyiv", dt.date(2024, 10, 14),
        ),
        (
            "In a phone call with Emmanuel Macron on Wednesday, Zelensky asked for interceptors.",
            ["FR", "UA"], "held", "call", None, dt.date(2024, 10, 16),
        ),
        (
            "Talks between Ukrainian and Russian negotiators took place in Istanbul on Saturday.",
            ["RU", "UA"], "held", "talks", "Istanbul", dt.date(2024, 10, 12),
        ),
        (
            "Zelensky and Danish Foreign Minister Lone Birk Hansen held talks in Copenhagen late on Sunday.",
            ["DK", "UA"], "held", "talks", "Copenhagen", dt.date(2024, 10, 13),
        ),
        (
            "NATO leaders gathered in Madrid on Tuesday, with Ukraine on the agenda.",
            ["ES"], "held", "multilateral", "Madrid", dt.date(2024, 10, 15),
        ),
        (
            # a participle that opens the sentence with a capital is taken for a name by the parser
            "While hosting Zelensky at the White House on Tuesday, Joe Biden promised new launchers.",
            ["UA", "US"], "held", "bilateral", "White House", dt.date(2024, 10, 15),
        ),
        (
            "Zelensky cancelled his visit to Portugal.", ["PT", "UA"], "cancelled", "visit", "Portugal", None,
        ),
        (
            "A meeting between Zelensky and Robert Fico in Uzhhorod has been postponed.",
            ["SK", "UA"], "postponed", "bilateral", "Uzhhorod", None,
        ),
        (
            "The Kremlin denied reports that Vladimir Putin had met Zelensky in Minsk.",
            ["RU", "UA"], "denied", "bilateral", "Minsk", None,
        ),
        (
            "Speaking at the Munich Security Conference, Zelensky thanked his hosts.",
            ["DE", "UA"], "held", "multilateral", "Munich", PUBLISHED,
        ),
    ],
)  # fmt: skip
def test_one_sentence(
    body: str, countries: list[str], status: str, form: str, place: str | None, day: dt.date | None
) -> None:
    claim = only(body)
    assert (claim.countries, claim.status, claim.format, claim.place) == (countries, status, form, place)
    assert claim.event_date == day


@pytest.mark.parametrize(
    "body",
    [
        "Zelensky told reporters at a news conference in Kyiv that the army needs shells.",
        "Zelensky met wounded soldiers in Kharkiv on Tuesday.",
        "Zelensky held a meeting with the heads of the security services in Kyiv.",
        "Ukraine's parliament met on Tuesday to vote on the budget.",
        "Zelensky is ready to meet Putin if the shelling stops.",
        "Poland called for talks between Ukraine and Russia.",
        "The shipment does not meet the needs of Ukraine, Germany said.",
        "Russia fired missiles at Kyiv while Ukraine asked the United States for help.",
        "Putin visited Mariupol on Sunday.",
        "There is no indication that the jets have arrived in Ukraine.",
        "Erdogan has spoken to Putin and Zelensky many times since the war in Ukraine began.",
        "Tourists who visited Poland came home." + WAR,
        "Ukrainian officials gathered in Kyiv on Monday.",
        "A negotiator in talks with Ukraine said that patience is needed.",
        "Merz said the Ukraine war would go on." + WAR,
        "Donald Trump voiced an interest in visiting Kyiv.",
        "Nothing will change until Zelensky and Putin meet.",
        # a journey of others in a text on the war, which says nothing of the war itself
        "Luc Frieden will visit Canada in November." + WAR,
        "Iran abstained in a vote at the UN General Assembly last month." + WAR,
        "Talks in Doha are the latest attempt at ending the war, Qatar said. A poster on Ukraine hung there.",
        # the sides are not named: they are not supplied from what such talks usually are
        "Fresh talks in Geneva next week aim at ending the war in Ukraine.",
        "Peace talks resume in Doha on Monday. Trump has sent many envoys to end the Russian war in Ukraine.",
    ],
)
def test_no_meeting(body: str) -> None:
    assert meetings(body) == []


@pytest.mark.parametrize(
    ("body", "countries", "status"),
    [
        ("Zelensky had planned a trip to Chile before cancelling it.", ["CL", "UA"], "cancelled"),
        ("Austrian chancellor to meet with Putin in Moscow on Monday." + WAR, ["AT", "RU"], "planned"),
        ("European leaders, led by Keir Starmer, met in London on Sunday." + WAR, ["GB"], "held"),
        # whom a visit goes to stands on its own arcs, not in the subject of a hope
        ("There are high hopes for the coming visit to Kyiv by Keith Kellogg.", ["UA", "US"], "planned"),
        (
            "Plans for a summit of Donald Trump and Zelensky in Vienna have been dropped.",
            ["AT", "UA", "US"],
            "cancelled",
        ),
        ("Keith Kellogg postponed a trip that he planned to make to Kyiv.", ["UA", "US"], "postponed"),
        ("Zelensky's meeting with Xavier Bettel on 3 May 2031 will not take place.", ["LU", "UA"], "cancelled"),
        ("Zelensky, on a visit to Finland, said that Europe must be heard.", ["FI", "UA"], "held"),
        ("Zelensky said after meeting Luxembourg Prime Minister Xavier Bettel that aid grows.", ["LU", "UA"], "held"),
        (
            "The heads of the CIA and Russia's SVR intelligence agency held their first phone call." + WAR,
            ["RU", "US"],
            "held",
        ),
        ("Macron's remarks on a visit to Kyiv came late.", ["FR", "UA"], "held"),
        ("More than 60 countries gathered near Geneva on Monday to back the plan." + WAR, ["CH"], "held"),
        (
            "Zelensky, speaking alongside Estonian President Alar Karis in Tallinn, called for speed.",
            ["EE", "UA"],
            "held",
        ),
        ("Zelensky and Keir Starmer signed a partnership in Kyiv on Thursday.", ["GB", "UA"], "held"),
        ("Trump began with a call to Putin last week." + WAR, ["RU", "US"], "held"),
        ("During Tuesday's meeting in Paris, Macron told Merz that aid would go on." + WAR, ["DE", "FR"], "held"),
        ("Saudi Arabia hosted talks between US and Russian officials on ending the war." + WAR, ["RU", "US"], "held"),
        ("The IAEA chief Rafael Grossi is expected in Moscow on Friday." + WAR, ["RU"], "planned"),
        ("The leaders of Germany and France travelled together to Kyiv.", ["DE", "FR", "UA"], "held"),
        ("Zelensky is in Oslo, where he is due to hold talks with Jonas Gahr Store.", ["NO", "UA"], "held"),
        ("US-brokered talks between Ukraine and Russia ended in Basel on Monday.", ["RU", "UA", "US"], "held"),
        ("US-backed talks between Ukraine and Russia ended in Basel on Monday.", ["RU", "UA"], "held"),
        ("Luc Frieden is going to speak again with Zelensky.", ["LU", "UA"], "planned"),
        ("Luc Frieden is going to Lviv to speak with Zelensky.", ["LU", "UA"], "held"),
        ("Luc Frieden is due in Lviv on Friday for talks with Zelensky.", ["LU", "UA"], "planned"),
        ("Alar Karis joined Luc Frieden and Petr Pavel for talks with Zelensky.", ["CZ", "EE", "LU", "UA"], "held"),
        # the name behind a title that holds other nouns, alone and in a list
        ("Zelensky met in Lviv with Secretary of State for Trade of Luxembourg Luc Frieden.", ["LU", "UA"], "held"),
        (
            "Luc Frieden met Head of the Office of the President Andriy Yermak, Foreign and Trade Adviser Jonas Gahr "
            "Store, and Alar Karis in Lviv.",
            ["EE", "LU", "NO", "UA"],
            "held",
        ),
    ],
)
def test_more_wordings(body: str, countries: list[str], status: str) -> None:
    claim = only(body)
    assert (claim.countries, claim.status) == (countries, status)


def test_a_meeting_that_the_article_comes_back_to_is_one_claim() -> None:
    claim = only(
        "Germany's Olaf Scholz has met Zelensky in Berlin.\n\n"
        "Friday's meeting lasted two hours. After the meeting, Scholz promised more air defence.\n\n"
        "The two leaders also spoke of the coming winter."
    )
    assert claim.countries == ["DE", "UA"]
    assert claim.event_date == dt.date(2024, 10, 11)
    assert claim.place == "Berlin"
    assert len(claim.evidence) >= 2


def test_a_visit_and_the_talks_during_it_are_one_claim() -> None:
    claim = only(
        "Swedish Prime Minister Ulf Kristersson arrived in Kyiv on Wednesday. "
        "He met President Volodymyr Zelensky and laid flowers at a memorial."
    )
    assert set(claim.participants) == {"Ulf Kristersson", "Volodymyr Zelensky"}
    assert (claim.format, claim.event_date) == ("visit", dt.date(2024, 10, 16))


def test_who_joined_a_call_was_on_it() -> None:
    for listed in (
        "Joining President Macron on the call were",
        "Participants in the call included",
    ):
        names = "President Pavel of Czechia, Chancellor Scholz of Germany, and Zelensky."
        claim = only(f"Emmanuel Macron hosted a call with allies and partners on Ukraine.\n\n{listed} {names}")
        assert (set(claim.countries), claim.format) == ({"CZ", "DE", "FR", "UA"}, "call")


def test_a_name_between_commas_is_whose_office_stands_before() -> None:
    body = "Zelensky held talks with his Danish counterpart, Mette Frederiksen, in Lviv on Tuesday; trade was a topic."
    assert only(body).participants == ["Volodymyr Zelensky", "Mette Frederiksen"]


def test_each_of_those_whom_one_verb_gives_a_day_is_met_apart() -> None:
    found = meetings("Zelensky spoke by phone with Luc Frieden on Monday and with Alar Karis on Tuesday.")
    assert [(c.countries, c.event_date and c.event_date.day) for c in found] == [(["LU", "UA"], 14), (["EE", "UA"], 15)]


def test_what_comes_behind_a_meeting_is_another() -> None:
    found = meetings(
        "Zelensky met Luc Frieden and Alar Karis in Lviv on Monday. Following the meeting, Zelensky met Luc Frieden."
    )
    assert [c.countries for c in found] == [["EE", "LU", "UA"], ["LU", "UA"]]


def test_meeting_from_afar_is_a_call() -> None:
    assert only("Luc Frieden met virtually with Zelensky on Monday.").format == "call"
    assert only("Luc Frieden virtually ruled out aid when he met Zelensky on Monday.").format == "bilateral"


def test_a_visit_that_two_speak_of_is_apart() -> None:
    found = meetings("Luc Frieden spoke with Vladimir Putin on Monday over his visit to Kyiv." + WAR)
    assert ["LU", "RU"] in [c.countries for c in found]


def test_a_call_with_leaders_without_names_is_one() -> None:
    body = "Luc Frieden's call with allies. Luc Frieden has held a call with allies on Ukraine."
    assert only(body).countries == ["LU"]


def test_two_meetings_stay_two() -> None:
    found = meetings(
        "Zelensky met Keir Starmer in London on Monday. On Tuesday he met Emmanuel Macron in Paris, and he will "
        "meet Pope Francis in Rome on Friday."
    )
    assert [c.countries for c in found] == [["GB", "UA"], ["FR", "UA"], ["UA", "VA"]]
    assert [c.status for c in found] == ["held", "held", "planned"]


def test_what_follows_a_plan_is_as_far_off_as_the_plan() -> None:
    found = meetings("Rishi Sunak will visit Vilnius on Friday before travelling to Kyiv to meet Zelensky." + WAR)
    assert {(c.place, c.status) for c in found} == {("Vilnius", "planned"), ("Kyiv", "planned")}


def test_in_a_governments_release_an_office_without_a_state_is_its_own() -> None:
    def released(publisher: str) -> list[list[str]]:
        body = "The Vice President met with President Volodymyr Zelenskyy of Ukraine today."
        article = Article("d", 0, "memory", "test", body, publisher=publisher, published_at=PUBLISHED)
        return [c.countries for c in read(Document(Reading(article)))]

    assert released("whitehouse.gov") == [["UA", "US"]]
    assert released("Example News") == []


def test_a_readout_is_wanted_and_of_its_own_day() -> None:
    body = "President Biden spoke with President Andrzej Duda of Poland. They deplored the war in Ukraine."

    def released(publisher: str) -> list[tuple[list[str], dt.date | None]]:
        article = Article("d", 0, "memory", "test", body, publisher=publisher, published_at=PUBLISHED)
        return [(c.countries, c.event_date) for c in read(Document(Reading(article)))]

    assert released("whitehouse.gov") == [(["PL", "US"], PUBLISHED)]
    assert released("Example News") == []


@pytest.mark.parametrize(
    ("body", "countries"),
    [
        (
            "Biden spoke with President Emmanuel Macron of France, Chancellor Olaf Scholz of Germany, "
            "and Prime Minister Boris Johnson of the United Kingdom on Thursday.",
            ["DE", "FR", "GB", "US"],
        ),
        ("Biden met Olaf Scholz on Thursday, Boris Johnson and Emmanuel Macron said.", ["DE", "US"]),
    ],
)
def test_a_list_of_names_is_one_side_wherever_the_parse_hangs_them(body: str, countries: list[str]) -> None:
    assert [c.countries for c in meetings(body + WAR)] == [countries]


def test_teams_that_will_meet_are_those_of_the_talks() -> None:
    found = meetings(
        "Ukraine and Russia held talks in Istanbul on Friday. Technical teams will meet in Rome next week."
    )
    assert [(c.countries, c.status, c.place) for c in found] == [
        (["RU", "UA"], "held", "Istanbul"),
        (["RU", "UA"], "planned", "Rome"),
    ]


def test_what_is_welcomed_is_no_guest() -> None:
    assert meetings("Biden welcomed Italy's G7 presidency and new donations by Poland on Thursday." + WAR) == []


def test_dealings_with_others_are_a_topic() -> None:
    body = "The ministers discussed their contacts with the Ukrainian and Russian presidents."
    assert meetings(body + WAR) == []


def test_as_one_side_gathers_another_speaks_apart() -> None:
    found = meetings(
        "As NATO ministers gathered in Berlin, Vladimir Putin spoke to Finnish leader Sauli Niinisto." + WAR
    )
    assert [c.countries for c in found] == [["DE"], ["FI", "RU"]]


def test_sides_in_a_picture_are_no_words_of_the_clause() -> None:
    claim = only("German Chancellor Olaf Scholz, right, welcomes Zelensky, left, for a meeting in Berlin on Tuesday.")
    assert (claim.countries, claim.place) == (["DE", "UA"], "Berlin")


def test_pronoun_and_office_stand_for_the_person() -> None:
    claim = only("Volodymyr Zelensky flew to Ottawa on Monday. There the Ukrainian president met Justin Trudeau.")
    assert set(claim.participants) == {"Volodymyr Zelensky", "Justin Trudeau"}


def test_a_date_of_saying_is_not_the_meetings() -> None:
    assert only("Xi Jinping will host Putin in Beijing, the Kremlin said on Tuesday." + WAR).event_date is None


def test_without_a_publication_date_a_weekday_gives_no_day() -> None:
    found = meetings("Zelensky met Donald Tusk in Warsaw on Tuesday.", published=None)
    assert [c.event_date for c in found] == [None]


def test_talks_of_third_states_count_only_in_an_article_about_the_war() -> None:
    body = "Emmanuel Macron met Olaf Scholz in Berlin on Monday."
    assert meetings(body) == []
    assert [c.countries for c in meetings(body + WAR)] == [["DE", "FR"]]


def test_a_recalled_meeting_is_background() -> None:
    assert only("Zelensky met Joe Biden in Washington in December 2022.").is_background


_TEXT = """Zelensky Putin met visited Kyiv Paris Berlin and with , . - “ ” " 's the talks between US Ukraine Russia
summit NATO in at on Monday he they who after before during call phone leaders of meeting will not planned to ( ) : ;"""
_PIECES = st.sampled_from(_TEXT.split())


@settings(deadline=None, max_examples=150)
@given(st.one_of(st.text(max_size=300), st.lists(_PIECES, max_size=60).map(" ".join)))
def test_odd_text_never_raises_and_spans_lie_in_the_body(body: str) -> None:
    for claim in meetings(body):
        for span in [claim.span, *claim.evidence]:
            assert 0 <= span.char_start < span.char_end <= len(body)


@pytest.mark.parametrize(
    ("body", "countries", "place"),
    [
        # a list of states, wherever the parse hangs its members
        (
            "The remark came after Ukraine, Turkey and Romania held talks in Varna on Tuesday.",
            ["RO", "TR", "UA"],
            "Varna",
        ),
        # the sides behind an aside
        (
            "The pact follows long talks, the second since May, between envoys of Ukraine and Norway in Oslo.",
            ["NO", "UA"],
            "Oslo",
        ),
        # who is visited is met
        ("Petr Fiala has visited President Zelensky in Lviv and promised shells.", ["CZ", "UA"], "Lviv"),
        # an object of the next verb is none of the journey
        ("Evika Silina came to Odesa on Tuesday and opened a clinic.", ["LV", "UA"], "Odesa"),
        ("Evika Silina came by train to Odesa on Tuesday.", ["LV", "UA"], "Odesa"),
        # sides side by side
        ("Luc Frieden and Andrii Sybiha will sit down in Lviv on Monday.", ["LU", "UA"], "Lviv"),
        # he whose counterpart somebody is
        (
            "Robert Golob agreed to lend pumps in a phone call with his Ukrainian counterpart Denys Shmyhal.",
            ["SI", "UA"],
            None,
        ),
        ("On the phone with Zelensky on Tuesday, Belgium's prime minister promised jets.", ["BE", "UA"], None),
        (
            "Over lunch in Ankara on Tuesday, Hakan Fidan pressed Andrii Sybiha to accept a truce.",
            ["TR", "UA"],
            "Ankara",
        ),
        ("Marta Kos asked for reforms at a joint briefing with Denys Shmyhal in Lviv.", ["UA"], "Lviv"),
        (
            "Canada's Anita Anand and Ukraine's Andrii Sybiha exchanged views in Halifax on Tuesday.",
            ["CA", "UA"],
            "Halifax",
        ),
        ("Denys Shmyhal was joined in Oslo on Tuesday by Jonas Gahr Store.", ["NO", "UA"], "Oslo"),
        ("Visiting Odesa on Tuesday, Estonia's prime minister promised pumps.", ["EE", "UA"], "Odesa"),
        ("On a surprise trip to Kyiv on Tuesday, the Maltese premier pledged beds.", ["MT", "UA"], "Kyiv"),
        ("Sybiha met on Tuesday in The Hague with Tanja Fajon.", ["SI", "UA"], "The Hague"),
        ("Robert Fico said that Zelensky told him he would send no gas in their talks in Lviv.", ["SK", "UA"], "Lviv"),
        ("Sybiha spoke of progress in the war after meeting Luc Frieden in Lviv.", ["LU", "UA"], "Lviv"),
        ("Oman facilitated talks between Ukraine and Russia in Muscat on Tuesday.", ["RU", "UA"], "Muscat"),
        ("Sweden brokered a meeting with the Ukrainian delegation in Stockholm.", ["SE", "UA"], "Stockholm"),
        # headlines, where a comma stands for "and"
        ("Stubb, Zelensky discuss radars in Helsinki", ["FI", "UA"], "Helsinki"),
        ("US, Ukrainian envoys meet in Geneva", ["UA", "US"], "Geneva"),
        ("Keir Starmer looks forward to welcoming Zelensky to London on Monday.", ["GB", "UA"], "London"),
    ],
)
def test_sides_are_found_wherever_the_parse_hangs_them(body: str, countries: list[str], place: str | None) -> None:
    claim = only(body)
    assert (claim.countries, claim.place) == (countries, place)


@pytest.mark.parametrize(
    "body",
    [
        "Russia has gathered 40,000 soldiers near Ukraine." + WAR,
        "Ukraine and Poland sit between larger states." + WAR,
        # Russia's dealings with others, in an article on something else
        "In a call with an American director on Tuesday, the Russian side agreed to swap two singers for a pilot.",
    ],
)
def test_what_only_reads_like_a_meeting_is_none(body: str) -> None:
    assert meetings(body) == []


@pytest.mark.parametrize(
    ("body", "countries"),
    [
        ("Talks between Ukraine and Hungary are due to be held in Vienna on Monday.", ["HU", "UA"]),
        ("Talks between Ukraine and Hungary are due in Vienna on Monday.", ["HU", "UA"]),
        ("Austria is due to host talks in Vienna on Monday with Ukrainian envoys.", ["AT", "UA"]),
        ("A meeting of Sybiha and Peter Szijjarto is expected to take place in Vienna on Monday.", ["HU", "UA"]),
        ("A summit on Ukraine is set to take place in Vienna on Monday.", ["AT"]),
    ],
)
def test_what_is_due_or_set_is_planned_for_the_day_and_place_of_its_verb(body: str, countries: list[str]) -> None:
    claim = only(body + WAR)
    told = (claim.countries, claim.status, claim.place, claim.event_date)
    assert told == (countries, "planned", "Vienna", dt.date(2024, 10, 21))


def test_a_day_counted_from_the_next_meeting_does_not_date_this_one() -> None:
    claim = only("Zelensky met Fico in Bratislava on Tuesday, two days before the vote in Prague.")
    assert claim.event_date == dt.date(2024, 10, 15)


def test_what_is_said_not_to_have_been_a_topic_is_none() -> None:
    assert meetings("Indian and Chinese envoys held talks in Tokyo on Monday; the war was not mentioned." + WAR) == []


def test_what_is_not_expected_is_no_meeting() -> None:
    assert meetings("A meeting of Zelensky and Orban is not expected in Vienna on Monday.") == []


def test_a_state_that_only_speaks_at_a_conference_meets_nobody() -> None:
    assert meetings("At a donor forum in Vienna on Tuesday, Australia said that it would help." + WAR) == []


def test_a_group_told_by_its_noun_is_the_body_that_the_article_names() -> None:
    claim = only("NATO wants more shells. Alliance leaders will meet in Tallinn in November to speak about Ukraine.")
    assert (claim.bodies, claim.place, claim.status) == (["NATO"], "Tallinn", "planned")


_TURNS = (
    "Hotel Adria\n\nZagreb, Croatia\n\nPRESIDENT MILANOVIC: Welcome.\n\nPRESIDENT ZELENSKY: Ukraine thanks you.\n\n"
)


def test_officials_who_speak_in_turn_are_at_one_meeting() -> None:
    claim = only(_TURNS + "PRESIDENT MILANOVIC: We stand by you.")
    assert (claim.countries, claim.place, claim.status) == (["HR", "UA"], "Zagreb", "held")
    assert (claim.event_date, claim.date_precision) == (PUBLISHED, "assumed")


def test_an_address_lists_the_calls_of_its_speaker() -> None:
    opening = "Volodymyr Zelensky said so in his evening address.\n\n"
    claim = only(opening + "We have worked all week. A conversation with the President of Chile.")
    assert (claim.countries, claim.format) == (["CL", "UA"], "call")


@pytest.mark.parametrize(
    "told",
    [
        "A useful conversation also took place with the President of Chile.",
        "Held talks with the President of Chile.",
    ],
)
def test_in_an_address_a_talk_without_a_subject_is_its_speakers(told: str) -> None:
    opening = "Volodymyr Zelensky said so in his evening address.\n\n"
    assert only(opening + "We have worked all week. " + told).countries == ["CL", "UA"]


def test_talks_of_an_envoy_in_a_belligerents_town_are_with_its_state() -> None:
    assert only("Keith Kellogg will hold talks in Moscow on Friday." + WAR).countries == ["RU", "US"]
    assert meetings("Keith Kellogg will hold talks in Vienna on Friday." + WAR) == []


def test_partners_without_a_name_are_the_other_side() -> None:
    claim = only("Justin Trudeau hosted a call with allies and partners on Tuesday about arms for Ukraine.")
    assert (claim.countries, claim.format) == (["CA"], "call")
    assert meetings("Justin Trudeau hosted a call with farmers and brokers on Tuesday about wheat." + WAR) == []


def test_peace_talks_without_sides_are_between_the_two_sides_of_the_war() -> None:
    claim = only("A third round of peace talks is to open in Ankara on Friday." + WAR)
    assert (claim.countries, claim.place, claim.status) == (["RU", "UA"], "Ankara", "planned")
    assert meetings("A third round of wage talks is to open in Ankara on Friday." + WAR) == []
    assert meetings("Peace talks for Sudan open in Jeddah on Friday; Ukraine sent wheat." + " Rain fell." * 60) == []


def test_talks_that_go_on_without_day_place_or_name_are_no_event() -> None:
    assert meetings("Wheat was dearer amid negotiations between Kyiv and Moscow." + WAR) == []
    assert only("Wheat was dearer after Friday's negotiations between Kyiv and Moscow." + WAR).countries == ["RU", "UA"]


def test_an_organ_of_a_body_takes_part_by_its_own_name() -> None:
    claim = only("The UN Security Council met on Tuesday to speak of the war in Ukraine.")
    assert (claim.participants, claim.bodies) == (["UN Security Council"], ["UN"])
    assert only("The EU met Zelensky in Brussels on Tuesday.").participants == ["European Union", "Volodymyr Zelensky"]


@pytest.mark.parametrize(
    ("body", "countries", "day"),
    [
        # the day that ends what is said is no day of the saying
        (
            "Delegations of Russia and Ukraine are to hold talks in Doha this Friday, Oman's ministry said.",
            ["RU", "UA"],
            18,
        ),
        ("Alexander Stubb's stop in Kyiv on Monday included an hour of talks with Andrii Sybiha.", ["FI", "UA"], 14),
        (
            "Despite pleas to cancel his trip, Robert Fico met Vladimir Putin in Moscow on Monday." + WAR,
            ["RU", "SK"],
            14,
        ),
        (
            "Justin Trudeau spoke on Monday with Lena Ek, adviser to the prime minister of Sweden." + WAR,
            ["CA", "SE"],
            14,
        ),
        ("Alexander Stubb met Antony J. Blinken in Helsinki on Monday to talk about Ukraine.", ["FI", "US"], 14),
    ],
)
def test_day_and_sides_of_harder_clauses(body: str, countries: list[str], day: int) -> None:
    claim = only(body)
    assert (claim.countries, claim.event_date) == (countries, dt.date(2024, 10, day))


def test_who_is_visited_and_who_is_called_is_a_side() -> None:
    visit = only("Zelensky praised Norway's help during a visit by Jonas Gahr Store.")
    assert (visit.countries, visit.format) == (["NO", "UA"], "visit")
    call = only("Zelensky was cheerful after Justin Trudeau thanked him during a phone call.")
    assert (call.countries, call.format) == (["CA", "UA"], "call")


def test_talks_at_a_place_are_not_the_call_of_the_next_sentence() -> None:
    told = "Marco Rubio met Sergei Lavrov in Doha on Monday for talks. On Tuesday Rubio phoned Andrii Sybiha." + WAR
    assert [(c.countries, c.event_date and c.event_date.day) for c in meetings(told)] == [
        (["RU", "US"], 14),
        (["UA", "US"], 15),
    ]


def test_a_round_up_of_reactions_is_no_meeting() -> None:
    assert meetings(_TURNS) == []


def test_where_somebody_is_no_longer_he_meets_nobody() -> None:
    assert meetings('Zelensky spoke of Putin. "I am sure that he is no longer in Moscow," he said.' + WAR) == []


def test_what_comes_after_a_meeting_does_not_put_it_off() -> None:
    held, planned = meetings(
        "Biden met Zelensky in Paris on Wednesday, a day before he was scheduled to confer with Emmanuel Macron." + WAR
    )
    assert (held.status, held.event_date) == ("held", dt.date(2024, 10, 16))
    assert planned.status == "planned"


def test_the_next_summit_is_to_come() -> None:
    assert only("The best time for it is the next NATO summit in Madrid." + WAR).status == "planned"


def test_two_coordinated_meetings_are_two() -> None:
    met, planned = meetings(
        "Zelensky met Erdogan in Ankara on Wednesday and will travel to Madrid on Friday for talks with Pedro Sanchez."
    )
    assert (met.countries, met.status, met.place) == (["TR", "UA"], "held", "Ankara")
    assert (planned.countries, planned.status, planned.place) == (["ES", "UA"], "planned", "Madrid")
    assert (met.event_date, planned.event_date) == (dt.date(2024, 10, 16), dt.date(2024, 10, 18))


def test_the_day_of_a_statement_is_not_the_meeting_s() -> None:
    assert only("Macron said on Wednesday he would speak to Zelensky in the coming days.").event_date is None


def test_the_last_time_that_two_spoke_gives_no_day_to_their_news() -> None:
    body = "Putin and Scholz spoke by phone about Ukraine. The last time they spoke was on 2 December 2022."
    first = meetings(body, None)[0]
    assert first.event_date is None


@pytest.mark.parametrize(
    "body",
    [
        "Zelensky has offered a truce and a meeting with Vladimir Putin to end the war in Ukraine.",
        "Turkey offered to host talks between Zelensky and Putin.",
    ],
)
def test_what_is_offered_was_not_held(body: str) -> None:
    assert [m.status for m in meetings(body) if m.status == "held"] == []
