"""Strikes read from short reports in our own words: one case a wording or a trap."""

from __future__ import annotations

import datetime as dt

import pytest

from ingest.articles import read_document
from ingest.articles.normalise import to_body, to_lines
from ingest.claims import read_claims
from ingest.claims.model import StrikeClaim
from ingest.claims.numbers import find_numbers
from ingest.core.documents import Article, Document

WEDNESDAY = dt.date(2025, 2, 12)


def strikes(body: str, published: dt.date | None = WEDNESDAY, title: str | None = None) -> list[StrikeClaim]:
    article = Article("doc", 0, "inline", "tests", body, title=title, published_at=published)
    claims = read_claims(article).strikes
    for claim in claims:
        quote = body[claim.span.char_start : claim.span.char_end]
        assert quote
        assert len(quote) <= 700
    return claims


def summary(claim: StrikeClaim) -> tuple:
    return claim.place, claim.admin1, claim.attacker_country, claim.killed, claim.wounded


# -- one event


def test_lead_and_later_sentences_are_one_strike() -> None:
    (claim,) = strikes(
        "A Russian missile struck a dormitory in Poltava late on Tuesday, officials said.\n\n"
        "Rescuers searched the site all night.\n\n"
        "At least six people were killed and 14 wounded, the mayor said.\n\n"
        "The attack killed eight people, the region's head said later."
    )
    assert summary(claim) == ("Poltava", "Poltava Oblast", "RU", 8, 14)
    assert claim.event_date == dt.date(2025, 2, 11)
    assert (claim.date_precision, claim.date_text) == ("day", "late on Tuesday")
    assert claim.weapon_classes == ["missile"]
    assert claim.target_class == "education"
    assert claim.geo_precision == "settlement"
    assert claim.evidence, "the later tolls are evidence"


def test_a_growing_toll_is_dated_by_the_strike() -> None:
    (claim,) = strikes(
        "Russian drones hit a block of flats in Poltava late on Tuesday, killing at least three people.\n\n"
        "The death toll rose to four on Wednesday."
    )
    assert (claim.killed, claim.killed_qualifier, claim.event_date) == (4, "exact", dt.date(2025, 2, 11))


def test_tolls_by_place_in_one_sentence() -> None:
    claims = strikes(
        "Russian drones attacked two cities overnight: one person was killed in Dnipro and six were injured in Kharkiv."
    )
    assert [summary(c) for c in claims] == [
        ("Dnipro", "Dnipropetrovsk Oblast", "RU", 1, None),
        ("Kharkiv", "Kharkiv Oblast", "RU", None, 6),
    ]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Russian attacks killed 14 people on Tuesday, including six in Kherson and five in Izium.",
            [("Kherson", 6), ("Izium", 5), (None, 14)],
        ),
        (
            "Russian missiles killed 20 people across Ukraine on Tuesday, 12 of them in Poltava.",
            [("Poltava", 12), (None, 20)],
        ),
        (
            "Russia struck nine regions on Tuesday, killing seven, four of whom died in Lutsk.",
            [("Lutsk", 4), (None, 7)],
        ),
        (
            "Nine people were killed in Russian strikes on Tuesday: four in Lyman, three in Sumy and two in Izium.",
            [("Lyman", 4), ("Sumy", 3), ("Izium", 2)],
        ),
        # the whole of a region that holds its town
        (
            "Russian shelling killed eight people in the Donetsk region on Tuesday, including five in Lyman.",
            [(None, 8), ("Lyman", 5)],
        ),
        # parts of one town are not shared out
        ("Russian shells killed eight people in Lyman on Tuesday, including five in a shop.", [("Lyman", 8)]),
        ("Russian shells killed eight people in Lyman on Tuesday, including five children.", [("Lyman", 8)]),
        (
            "Russian bombs killed 20 people in Ukraine on Tuesday, including at a mill in Sumy.",
            [("Sumy", None), (None, 20)],
        ),
    ],
)
def test_a_place_has_its_share_and_the_whole_is_no_place_s(sentence: str, expected: list[tuple]) -> None:
    assert [(claim.place, claim.killed) for claim in strikes(sentence)] == expected


def test_the_capital_that_speaks_was_not_hit() -> None:
    (claim,) = strikes("Ukraine launched a large drone attack on Russia overnight, Moscow said.")
    assert (claim.place, claim.attacker_country) == (None, "UA")


def test_where_a_fire_broke_out_is_the_target() -> None:
    (claim,) = strikes("A fire broke out at an oil depot in Saky after a Ukrainian drone attack on Tuesday.")
    assert (claim.place, claim.target_class) == ("Saky", "oil_depot")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "The worst were the Russian attacks on Lyman on 3 February, which killed 40; on Sumy on 5 February, which "
            "killed 30; and on Hroza on 7 February, which killed 20.",
            [("Lyman", 40), ("Sumy", 30), ("Hroza", 20)],
        ),
        ("A Russian missile hit Lyman on Tuesday. A general was killed in fighting near Izium.", [("Lyman", None)]),
        ("A Russian missile hit Lyman on Tuesday. Two soldiers were killed in clashes near Izium.", [("Lyman", None)]),
        # a town in which there is fighting, too
        ("Two women were killed in Lyman on Tuesday by a Russian missile amid fighting.", [("Lyman", 2)]),
        ("Russian shells hit Lyman on Tuesday. To date 190 residents have died.", [("Lyman", None)]),
        (
            "A funeral was held in Lviv on Tuesday for two soldiers killed by a Russian missile in Lyman.",
            [("Lyman", 2)],
        ),
        (
            "A Russian missile hit a plant in Lyman on Tuesday, a disaster like the 1986 Chornobyl accident.",
            [("Lyman", None)],
        ),
        ("Russian shells hit Lyman on Tuesday as troops closed in on Sumy.", [("Lyman", None)]),
    ],
)
def test_whose_the_dead_are_and_what_was_not_hit(body: str, expected: list[tuple[str, int | None]]) -> None:
    assert [(claim.place, claim.killed) for claim in strikes(body)] == expected


def test_a_label_stands_for_the_region_of_what_it_heads() -> None:
    (claim,) = strikes("Kharkiv: one killed, four injured in Russian shelling of Izium district over past day")
    assert (claim.place, claim.killed, claim.wounded) == ("Izium district", 1, 4)


def test_who_was_hurt_is_no_building() -> None:
    (claim,) = strikes("A Russian drone hit a bus in Lyman on Tuesday, wounding three nurses of a hospital.")
    assert (claim.wounded, claim.target_class) == (3, "transport")


def test_a_city_s_district_is_of_the_city_named_before_it() -> None:
    """Kyiv has a Dniprovskyi district, too."""
    (claim,) = strikes("Russian troops hit a stop in Kherson's Dniprovskyi district. Three people were wounded.")
    assert (claim.place, claim.wounded) == ("Kherson", 3)


def test_who_was_hurt_stands_behind_a_fronted_phrase() -> None:
    (claim,) = strikes("As a result of the shelling of Lyman, a man, 61, and a woman, 58, were injured.")
    assert (claim.place, claim.wounded) == ("Lyman", 2)


def test_what_follows_a_part_is_counted_by_itself() -> None:
    (claim,) = strikes("Seventeen people were killed by a Russian bomb in Lyman, including one child, and 32 hurt.")
    assert (claim.killed, claim.wounded) == (17, 32)


@pytest.mark.parametrize(
    ("sentence", "places"),
    [
        ("Russian missiles hit Kyiv and the Kyiv region on Tuesday.", [("Kyiv", "Kyiv City"), (None, "Kyiv Oblast")]),
        (
            "Russian drones struck Odesa, as well as in Sumska and Odeska regions on Tuesday.",
            [("Odesa", "Odesa Oblast"), (None, "Sumy Oblast"), (None, "Odesa Oblast")],
        ),
        ("Russian shells hit Pryshyb and other villages in the Kharkiv region.", [("Pryshyb", "Kharkiv Oblast")]),
        ("Russian drones struck Odesa, Odesa Oblast, on Tuesday.", [("Odesa", "Odesa Oblast")]),
        (
            "Russian missiles hit Kharkiv and Izium in the Kharkiv region.",
            [("Kharkiv", "Kharkiv Oblast"), ("Izium", "Kharkiv Oblast")],
        ),
    ],
)
def test_a_region_joined_to_its_town_was_hit_beside_it(sentence: str, places: list[tuple]) -> None:
    assert [(claim.place, claim.admin1) for claim in strikes(sentence)] == places


def test_dates_by_clause() -> None:
    claims = strikes(
        "A Russian strike on Poltava killed five people on Monday, while on Tuesday two people were killed "
        "in a missile strike on Lviv."
    )
    assert [(c.place, c.event_date, c.killed) for c in claims] == [
        ("Poltava", dt.date(2025, 2, 10), 5),
        ("Lviv", dt.date(2025, 2, 11), 2),
    ]


def test_a_region_only() -> None:
    (claim,) = strikes("Ukrainian drones hit an oil depot in Russia's Voronezh region overnight, the governor said.")
    assert summary(claim) == (None, "Voronezh Oblast", "UA", None, None)
    assert (claim.geo_precision, claim.target_class, claim.target_country) == ("admin1", "oil_depot", "RU")
    assert claim.latitude is None


def test_a_village_that_the_gazetteer_lacks_lies_in_the_region_named() -> None:
    (claim,) = strikes(
        "Shelling killed a woman in the village of Nowherivka in Ukraine's Sumy region on Wednesday, "
        "prosecutors said of the Russian attack."
    )
    assert summary(claim) == ("Nowherivka", "Sumy Oblast", "RU", 1, None)
    assert claim.location_id is None


def test_occupied_ground_is_struck_by_ukraine() -> None:
    (claim,) = strikes(
        "Ukrainian missiles hit a barracks in Russian-occupied Berdyansk on Tuesday, killing two, "
        "Moscow-installed officials said."
    )
    assert (claim.place, claim.attacker_country, claim.target_country, claim.killed) == ("Berdiansk", "UA", "UA", 2)


def test_debris_is_a_strike() -> None:
    (claim,) = strikes(
        "Ukrainian drones attacked Saratov overnight. Debris of a downed drone fell on a house in Saratov, "
        "wounding two people."
    )
    assert summary(claim) == ("Saratov", "Saratov Oblast", "UA", None, 2)


def test_city_district_counts_as_its_city() -> None:
    (claim,) = strikes("A Russian drone hit a house in the Darnytskyi district on Tuesday. Three people were hurt.")
    assert summary(claim) == ("Kyiv", "Kyiv City", "RU", None, 3)


def test_no_casualties_is_zero_and_silence_is_null() -> None:
    said, silent = strikes(
        "Russian shelling hit a school in Nikopol on Tuesday; there were no casualties.\n\n"
        "A Russian missile hit a factory in Pavlohrad on Tuesday."
    )
    assert (said.killed, said.wounded) == (0, 0)
    assert (silent.killed, silent.wounded) == (None, None)


def test_recalled_attack_is_background() -> None:
    claims = strikes(
        "Russian missiles hit Odesa on Tuesday, killing one person.\n\n"
        "Last August, a Russian missile attack on Chernihiv killed seven people."
    )
    assert [(c.place, c.is_background, c.killed) for c in claims] == [("Odesa", False, 1), ("Chernihiv", True, 7)]
    assert claims[1].event_date is None
    assert (claims[1].date_start, claims[1].date_precision) == (dt.date(2024, 8, 1), "month")


def test_a_recalled_attack_keeps_the_toll_that_follows() -> None:
    claims = strikes(
        "Russian missiles hit Odesa on Tuesday, killing one person.\n\n"
        "On 3 January a drone struck a bus in Dubno. Seven people were killed there and nine injured.\n\n"
        "Four people were wounded in Odesa."
    )
    assert [(c.place, c.is_background, c.killed, c.wounded) for c in claims] == [
        ("Odesa", False, 1, 4),
        ("Dubno", True, 7, 9),
    ]


def test_undated_article_has_no_guessed_day() -> None:
    (claim,) = strikes("A Russian drone strike on Kherson on 3 March killed a man.", published=None)
    assert (claim.event_date, claim.date_partial) == (None, "03-03")


def test_capital_named_by_its_title() -> None:
    (claim,) = strikes("Russian drones attacked the Ukrainian capital overnight, wounding four people.")
    assert summary(claim) == ("Kyiv", "Kyiv City", "RU", None, 4)


def test_a_day_after() -> None:
    claims = strikes(
        "Ukrainian drones hit a refinery in Samara on Tuesday.\n\n"
        "It came a day after a Ukrainian missile strike on the city of Belgorod killed two people."
    )
    assert [(c.place, c.event_date) for c in claims] == [
        ("Samara", dt.date(2025, 2, 11)),
        ("Belgorod", dt.date(2025, 2, 10)),
    ]


# -- days that stand outside the sentence


def test_a_night_without_a_day_is_counted_from_the_statement() -> None:
    (claim,) = strikes("Russian drones hit Dubno overnight, killing two people, officials said on Monday.")
    assert claim.event_date == dt.date(2025, 2, 10)
    (claim,) = strikes("On Monday the governor reported a Russian drone attack on Dubno overnight.")
    assert claim.event_date == dt.date(2025, 2, 10)
    (claim,) = strikes("Russian drones hit Dubno in the night to Sunday, officials said on Monday.")
    assert claim.event_date == dt.date(2025, 2, 9)


def test_what_was_said_today_is_not_on_the_day_of_another_strike() -> None:
    claims = strikes(
        "A Russian missile hit a hotel in Dubno, killing two people, the governor said on Tuesday.\n\n"
        "The mayor of Rivne spoke to reporters.\n\nOn Monday a missile struck a depot in Rivne."
    )
    assert [(c.place, c.event_date) for c in claims] == [
        ("Dubno", dt.date(2025, 2, 11)),
        ("Rivne", dt.date(2025, 2, 10)),
    ]


def test_a_first_report_without_a_year_has_the_day_of_its_dateline() -> None:
    claims = strikes(
        "RIVNE, March 14 (ABC) - A Russian missile killed two people in Rivne on Thursday morning.\n\n"
        "The town of Dubno was hit by a missile on Monday, and a guard was wounded.",
        published=None,
    )
    assert [(c.place, c.event_date, c.date_partial) for c in claims] == [
        ("Rivne", None, "03-14"),
        ("Dubno", None, None),  # another weekday than the dateline's report opens with
    ]


def test_a_heading_gives_an_undated_text_its_year() -> None:
    claims = strikes(
        "The week in the air, 3 to 9 March 2025\n\n"
        "On 4 March a Russian missile hit a school in Dubno and wounded two people.\n\n"
        "6 March. A drone set fire to a kiosk in Rivne, and a man was killed.",
        published=None,
    )
    assert [(c.place, c.event_date) for c in claims] == [
        ("Dubno", dt.date(2025, 3, 4)),
        ("Rivne", dt.date(2025, 3, 6)),
    ]


def test_a_final_toll_is_of_the_town_of_the_sentence_before() -> None:
    (claim,) = strikes(
        "In Dubno the rescuers went home on Tuesday. Their last report counts 12 dead and 40 injured "
        "for Monday's Russian missile strike."
    )
    assert summary(claim) == ("Dubno", "Rivne Oblast", "RU", 12, 40)
    assert claim.event_date == dt.date(2025, 2, 10)


def test_a_later_strike_on_the_same_town_is_another() -> None:
    claims = strikes(
        "A Russian missile hit Dubno on Tuesday and killed five people. "
        "Later that evening a drone attack on the town killed a woman."
    )
    assert [(c.killed, c.weapon_classes) for c in claims] == [(5, ["missile"]), (1, ["drone"])]
    (claim,) = strikes("A Russian missile hit Dubno on Tuesday and killed five people. Later a sixth person died.")
    assert claim.killed == 6


# -- what is no strike


@pytest.mark.parametrize(
    "body",
    [
        "Ukraine could strike Moscow with long-range missiles, analysts said on Tuesday.",
        "Western allies have not allowed Ukraine to hit targets near Kursk with missiles.",
        "Russia launched drones from Kursk, Bryansk and Oryol on Tuesday, Kyiv said.",
        "Air defences shot down 12 drones over the Kursk region on Tuesday, Russia said.",
        "More than 40,000 civilians have been killed in Ukraine since the start of the war, the UN said on Tuesday.",
        "Ukraine's army says Russia has lost 1,300 soldiers near Pokrovsk.",
        "Railway workers in Kyiv went on strike on Tuesday; two people were injured.",
        "Nine people were killed in a helicopter crash in Brovary on Tuesday.",
        "A Ukrainian forward struck late as Dynamo Kyiv hit back in Lviv on Tuesday.",
        "An Israeli air strike on Gaza killed 14 people on Tuesday, as ministers discussed Ukraine.",
        "Kyiv said on Tuesday that it was ready for talks with Moscow.",
        "Russian troops captured the village of Nowherivka in the Donetsk region on Tuesday.",
        "A woman walks past a kiosk, amid Russia's attack on Ukraine, in Kyiv, February 11.",
    ],
)
def test_no_strike(body: str) -> None:
    assert strikes(body) == []


def test_other_news_costs_nothing() -> None:
    assert strikes("Two people were killed when a bridge collapsed in Ohio on Tuesday.") == []


def test_the_title_repeated_as_first_line_is_no_quote() -> None:
    title = "Missile kills three in Sumy"
    (claim,) = strikes(f"{title}\n\nA Russian missile killed three people in Sumy on Tuesday.", title=title)
    assert claim.span.char_start == len(title) + 2
    assert claim.killed == 3


def test_the_quote_is_the_passage_of_the_toll_that_counts() -> None:
    """Not a richer passage with the toll of a later, smaller wave: the number shown must be in the sentence shown."""
    body = (
        "SUMY, Feb. 11 - The number of people killed by Tuesday's strike on Sumy has reached 21, the mayor said.\n\n"
        "Eighty-three people were wounded.\n\n"
        "On Tuesday evening a Russian drone attack on Sumy killed a nurse and wounded five people."
    )
    (claim,) = strikes(body)
    assert (claim.killed, claim.wounded) == (21, 83)
    assert "21" in body[claim.span.char_start : claim.span.char_end]


def test_every_number_of_a_claim_stands_in_its_passages() -> None:
    body = (
        "A Russian drone attack on Zaporizhzhia overnight killed four people and wounded 27, officials said.\n\n"
        "Two homes burned. In Nikopol, shelling wounded three people on Tuesday."
    )
    for claim in strikes(body):
        passages = " ".join(body[s.char_start : s.char_end] for s in [claim.span, *claim.evidence])
        values = {n.value for n in find_numbers(passages)}
        assert {v for v in (claim.killed, claim.wounded) if v is not None} <= values


# -- one sentence each: (place, region, attacker, killed, wounded)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "A Russian drone hit a minibus near Bilopillia in the Sumy region on Tuesday, killing nine passengers.",
            [("Bilopillia", "Sumy Oblast", "RU", 9, None)],
        ),
        (
            "Drone debris sparked a blaze at an oil depot in Russia's Rostov region, the governor said on Wednesday.",
            [(None, "Rostov Oblast", "UA", None, None)],
        ),
        (
            "In Lviv, a 20-year-old man was taken to hospital with burns after debris from a downed drone fell.",
            [("Lviv", "Lviv Oblast", "RU", None, 1)],
        ),
        (
            "Gladkov, governor of the Belgorod region, said a Ukrainian drone killed a man in the village of Murom.",
            [("Murom", "Belgorod Oblast", "UA", 1, None)],
        ),
        (
            "Two women were killed by Russian shelling in the village of Antonivka outside Kherson.",
            [("Antonivka", "Kherson Oblast", "RU", 2, None)],
        ),
        (
            "A bridge over the Oskil river was damaged by a Russian missile strike in Kupiansk district on Tuesday.",
            [("Kupiansk district", "Kharkiv Oblast", "RU", None, None)],
        ),
        (
            "Overnight attacks by Ukraine on the Belgorod region wounded six; three more were hurt in Shebekino.",
            [(None, "Belgorod Oblast", "UA", None, 6), ("Shebekino", "Belgorod Oblast", "UA", None, 3)],
        ),
        (
            "Russian strikes hit Kharkiv, Zaporizhzhia and Kherson regions on Tuesday, killing eight people in all.",
            [
                (None, "Kharkiv Oblast", "RU", None, None),
                (None, "Zaporizhzhia Oblast", "RU", None, None),
                (None, "Kherson Oblast", "RU", None, None),
            ],
        ),
        (
            "A Ukrainian drone wounded three workers at the Zaporizhzhia nuclear power plant on Tuesday.",
            [("Enerhodar", "Zaporizhzhia Oblast", "UA", None, 3)],
        ),
        (
            "The number of people killed in Tuesday's Russian strike on Ternopil has climbed to 31, with 94 injured.",
            [("Ternopil", "Ternopil Oblast", "RU", 31, 94)],
        ),
        (
            "Russia fired 30 missiles at power plants across Ukraine on Tuesday, killing seven people.",
            [(None, None, "RU", 7, None)],
        ),
        (
            "A warehouse in a town west of Kyiv was hit by Russian missiles on Tuesday.",
            [(None, "Kyiv Oblast", "RU", None, None)],
        ),
    ],
)
def test_single_sentences(body: str, expected: list[tuple]) -> None:
    assert [summary(claim) for claim in strikes(body)] == expected


# -- what is another event, or none


def test_an_attack_of_earlier_this_week_leaves_the_news_toll_alone() -> None:
    claims = strikes(
        "A Russian drone hit a shop in Poltava on Wednesday, wounding two people.\n\n"
        "Earlier this week a similar attack on Poltava killed nine people."
    )
    assert [(c.killed, c.wounded) for c in claims if not c.is_background] == [(None, 2)]


def test_what_the_latest_attack_follows_is_another_event() -> None:
    (claim,) = strikes(
        "Russian drones hit a shop in Poltava on Wednesday, wounding two people.\n\n"
        "The latest attack came after Russia's largest missile strike on Ukraine on Monday."
    )
    assert (claim.event_date, claim.weapon_classes) == (dt.date(2025, 2, 12), ["drone"])


def test_bodies_that_are_handed_over_are_no_toll() -> None:
    (claim,) = strikes(
        "A Russian drone hit a shop in Poltava on Wednesday, wounding two people.\n\n"
        "The attack came days after an exchange in which the bodies of 800 soldiers were returned."
    )
    assert (claim.killed, claim.wounded) == (None, 2)


def test_alerts_over_regions_are_no_strikes_there() -> None:
    claims = strikes(
        "Russian drones hit a shop in Poltava on Wednesday.\n\n"
        "Air raid alerts were in force in the Sumy and Kharkiv regions during the attack."
    )
    assert [c.admin1 for c in claims] == ["Poltava Oblast"]


def test_deaths_without_a_number_are_in_the_regions_that_report_them() -> None:
    claims = strikes(
        "Ukrainian drones struck a refinery in Syzran on Wednesday.\n\n"
        "Officials also reported casualties in the Kursk and Penza regions."
    )
    assert [(c.admin1, c.killed) for c in claims] == [
        ("Samara Oblast", None),
        ("Kursk Oblast", None),
        ("Penza Oblast", None),
    ]


def test_a_missile_shot_down_on_its_way_hit_nothing() -> None:
    claims = strikes(
        "Air defences shot down a missile targeting the port of Odesa on Wednesday, while Russian strikes on Sumy "
        "killed two people."
    )
    assert [(c.place, c.killed) for c in claims] == [("Sumy", 2)]


def test_attacks_across_the_country_that_hit_towns() -> None:
    claims = strikes(
        "Two people died in overnight Russian attacks across the country that hit Sumy, Lutsk and Rivne, he said."
    )
    assert [c.place for c in claims] == ["Sumy", "Lutsk", "Rivne"]


def test_the_city_centre_is_in_the_city_of_the_mayor_who_speaks() -> None:
    claims = strikes("The mayor of Kharkiv said on Wednesday that a Russian drone had hit a garage in the city centre.")
    assert [c.place for c in claims] == ["Kharkiv"]


@pytest.mark.parametrize(
    ("body", "n"),
    [
        ("Russia launched missiles against Ukrainian cities and power plants on Tuesday, the statement said.", 1),
        ("Russia fired a wave of drones at Ukraine's power grid early on Wednesday.", 1),
        ("Russia has launched missiles against Ukrainian cities since the invasion of 2022.", 0),
        ("The two presidents spoke of the drone attacks on Ukrainian cities in a call of an hour.", 0),
    ],
)
def test_a_wave_on_the_whole_country(body: str, n: int) -> None:
    assert len(strikes(body)) == n


def test_the_day_of_talks_is_not_that_of_the_attack_that_follows_them() -> None:
    (claim,) = strikes(
        "Russian drones hit a shop in Poltava on Wednesday, wounding two people.\n\n"
        "The attack follows the start of talks in Istanbul on Monday."
    )
    assert claim.event_date == dt.date(2025, 2, 12)


def test_what_is_told_of_the_day_before_keeps_its_toll() -> None:
    claims = strikes(
        "Russian missiles hit a school in Sumy overnight, wounding three people.\n\n"
        "It comes a day after Poltava suffered a drone attack that killed six people.\n\n"
        "Poltava's mayor reported two people wounded by drones overnight."
    )
    assert [(c.place, c.killed, c.wounded) for c in claims] == [
        ("Sumy", None, 3),
        ("Poltava", 6, None),
        ("Poltava", None, 2),
    ]


def test_a_ship_is_hit_off_the_coast_of_its_enemy() -> None:
    (claim,) = strikes("A patrol boat was destroyed by Ukrainian missiles in the Black Sea near Odesa on Tuesday.")
    assert (claim.attacker_country, claim.geo_precision) == ("UA", "near")


def test_the_words_that_describe_a_town_name_no_other_target() -> None:
    claims = strikes("Russian rockets hit Kurakhove, a town on the front line in the Donetsk area, on Tuesday.")
    assert [c.place for c in claims] == ["Kurakhove"]


def test_a_minister_who_once_led_a_region_does_not_speak_of_it() -> None:
    claims = strikes(
        "Russian drones struck a train in the Kharkiv region on Tuesday, killing four people.\n\n"
        "Oleksiy Kuleba, a deputy prime minister, said three drones were used in the attack on the train."
    )
    assert [c.admin1 for c in claims] == ["Kharkiv Oblast"]


@pytest.mark.parametrize(
    ("body", "places"),
    [
        # a picture shows; a report tells
        ("A shop burns after a Russian drone attack in Odesa, Ukraine, on March 6, 2025. (Hand-out)", []),
        ("A Russian drone hit a shop in Odesa, Ukraine, on Feb. 11, 2025.", ["Odesa"]),
        # bold type and a footnote close a sentence
        ("**The strike campaign continued.**[[4]](https://e.org/n#4) A drone hit a depot in Lutsk.", ["Lutsk"]),
        # what firefighters go on to put out was hit
        ("Crews continue to extinguish the fire caused by the shelling of a mill in Kharkiv.", ["Kharkiv"]),
        ("The president demands that the world react to the Russian missile attack on the mill in Lutsk.", ["Lutsk"]),
        # a town that a clause about its damage describes
        ("Russia again hit Lutsk, which damaged a mill.", ["Lutsk"]),
    ],
)  # fmt: skip
def test_where_a_sentence_says_that_a_strike_was(body: str, places: list[str]) -> None:
    assert [c.place for c in strikes(body)] == places


def test_harm_beside_weapons_shot_down_is_a_strike() -> None:
    claims = strikes(
        "Russia said on Tuesday that it had shot down 90 Ukrainian drones.\n\n"
        "Two men died in Domodedovo when debris showered their car park."
    )
    assert [(c.place, c.killed) for c in claims] == [("Domodedovo", 2)]


@pytest.mark.parametrize(
    ("sentence", "places"),
    [
        (
            "The strikes targeted Lutsk, Rivne city as well as Poltava, Sumy and Cherkasy regions.",
            ["Lutsk", "Rivne", "Poltava Oblast", "Sumy Oblast", "Cherkasy Oblast"],
        ),
        (
            "Ukrainian drones hit a pier near Saky in occupied Crimea, two ammunition depots in occupied Luhansk and "
            "Horlivka, and a fuel depot in Tokmak.",
            ["Saky", "Luhansk", "Horlivka", "Tokmak"],
        ),
        (
            "Ukrainian officials reporting drone, artillery and airstrikes on the Sumy and Poltava regions.",
            ["Sumy Oblast", "Poltava Oblast"],
        ),
        # no list: where it lies, who built, who met, who speaks
        ("Seven people were killed in a missile attack on a barracks northeast of the capital, officials said.", []),
        ("Ukrainian forces hit a pier in Saky, which was built by a plant in Luhansk.", ["Saky"]),
        ("A Russian missile struck a fuel depot in Odesa, and the governor met envoys at a hotel in Lviv.", ["Odesa"]),
        ("Russian drones struck a depot in Sumy, the police department in Poltava said.", ["Sumy"]),
    ],
)
def test_a_list_of_what_was_hit_goes_on_without_arcs(sentence: str, places: list[str]) -> None:
    claims = strikes(f"Drones and missiles hit many towns on Tuesday.\n\n{sentence}")
    assert [claim.place or claim.admin1 for claim in claims if claim.place or claim.admin1] == places


@pytest.mark.parametrize(
    ("body", "places"),
    [
        # what was hit was seized once: that describes it
        (
            "Ukrainian forces hit the dockyard in Henichesk on Monday, which Russian troops had captured in 2022.",
            ["Henichesk"],
        ),
        ("Russian troops attacked near Chasiv Yar on Monday, which they had captured in part.", []),
        # strikes on a country, which hit a town: the strikes hit
        (
            "Eight people died in a series of Russian strikes on Ukraine on Monday, which hit a bakery in Poltava.",
            ["Poltava"],
        ),
        # the object of "said" is the subject of what was said
        (
            "The premier said the station in Lutsk, in the north-west, had been destroyed by a Russian rocket.",
            ["Lutsk"],
        ),
        # "with" and a participle
        ("Ukraine's drones came back on Monday, with stores in Tula and Kaluga hit before dawn.", ["Tula", "Kaluga"]),
        ("The mayor met reporters in Poltava, with schools hit by budget cuts.", []),
        # a habit with a day of its own in the past is news
        ("Russia stepped up its bombardment of Sumy on Tuesday, wrecking a cinema.", ["Sumy"]),
        ("Russia has stepped up its bombardment of Sumy, officials said on Tuesday.", []),
        ("After enduring an hour of Russian shelling on Tuesday, Nikopol had no water.", ["Nikopol"]),
        ("Nikopol has endured Russian shelling for two years, officials said on Tuesday.", []),
        # the weapon in a clause of its own, or named with its carrier
        ("The pictures show a Russian missile falling on a swimming pool in Konotop on Tuesday.", ["Konotop"]),
        ("An Iskander missile system destroyed a mill in Konotop on Tuesday, Moscow said.", ["Konotop"]),
        ("Russian aircraft dropped bombs on Tuesday to flatten a sugar works in Konotop.", ["Konotop"]),
        ("Poltava was hit by a combination of drones and missiles on Tuesday, officials said.", ["Poltava"]),
        ("Poltava was hit by a combination of frost and rain on Tuesday, Ukrainian officials said.", []),
        # a village in its district's town
        ("A Ukrainian drone hit a sawmill at Novoselki in Chekhov on Tuesday.", ["Novoselki"]),
        ("A drone hit the Poltava airfield on Tuesday, from where Ukrainian jets take off.", ["Poltava"]),
    ],
)
def test_strikes_in_other_clauses(body: str, places: list[str]) -> None:
    assert [c.place for c in strikes(body)] == places


def test_the_day_after_a_strike_is_counted_back() -> None:
    claims = strikes(
        "A Russian missile hit Sumy on Tuesday. The strike came the day after Russian drones hit a depot in Lubny."
    )
    assert [(c.place, c.event_date, c.is_background) for c in claims] == [
        ("Sumy", dt.date(2025, 2, 11), False),
        ("Lubny", dt.date(2025, 2, 10), False),
    ]


def test_the_last_weekend_is_no_background() -> None:
    (claim,) = strikes(
        "Drones hit a refinery in Syzran over the weekend, the governor said on Tuesday.", dt.date(2025, 2, 11)
    )
    assert (claim.place, claim.is_background) == ("Syzran", False)


def test_a_list_of_headlines_is_not_wrapped_text() -> None:
    lines = [
        "Envoys from three countries will speak about the price of grain at talks in Ankara",
        "3 killed and 11 wounded in Russian shelling of Nikopol, the head of the region says",
        "5 Ukrainian drones found in a field near the town of Shebekino, a Russian official says",
        "Airport of Saratov opens again on Tuesday, the Russian aviation authority says",
        "Two nurses and a driver from Poltava are among those who came home in an exchange",
    ]
    (claim,) = strikes(to_body(to_lines("\n".join(lines))))
    assert summary(claim) == ("Nikopol", "Dnipropetrovsk Oblast", "RU", 3, 11)


def test_entries_of_a_list_have_the_day_and_place_of_their_heading() -> None:
    text = (
        "03 FEB\nSUMY — BAKERY HIT\nNorth Courier: a Russian drone struck a bakery, killing two (mayor).\n\n"
        "03–04 FEB\nKONOTOP — RAILWAY STATION STRUCK AGAIN DURING THE NIGHT\n"
        "North Courier: an overnight strike damaged a waiting room, injuring four.\n\n"
        "10 FEB\nSUMY — SCHOOL DAMAGED\nNorth Courier: a missile hit a school; nobody was hurt.\n"
    )
    (article,) = read_document(Document("cards.txt", text.encode(), meta={"published": "2025-02-12"}))[0]
    claims = read_claims(article).strikes
    assert [(c.place, c.event_date, c.killed, c.wounded, c.is_background) for c in claims] == [
        ("Sumy", dt.date(2025, 2, 3), 2, None, False),
        ("Konotop", dt.date(2025, 2, 4), None, 4, False),
        ("Sumy", dt.date(2025, 2, 10), None, 0, False),
    ]


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (
            "A Ukrainian drone hit a depot in Voronezh on Monday. Debris fell on a house in the Leninsky district.",
            "Voronezh",
        ),
        ("Ukrainian drones struck a tyre works in Voronezh on Monday, in the city's Sovetsky district.", "Voronezh"),
        (
            "Ukrainian drones struck a village in the Sovetsky district of the Kursk region on Monday.",
            "Sovetsky district",
        ),
    ],
)
def test_a_district_of_a_common_name_is_of_the_town_in_focus(body: str, place: str) -> None:
    assert [c.place for c in strikes(body)] == [place]


def test_towns_that_bore_the_damage_of_a_wave_were_hit() -> None:
    claims = strikes(
        "Russia fired 40 missiles and 90 drones at Ukraine overnight. Sumy and Poltava bore the heaviest damage."
    )
    assert {"Sumy", "Poltava"} <= {c.place for c in claims}
    claims = strikes("Russia fired 40 missiles at Ukraine overnight. Sumy and Poltava bore the cost of the winter.")
    assert not {"Sumy", "Poltava"} & {c.place for c in claims}


def test_the_sum_of_weeks_is_no_strike() -> None:
    assert not strikes("Russian strikes killed 61 people and injured 200 in the week since the summit, the UN said.")
    (claim,) = strikes("Russian strikes on Ukraine killed 61 people and injured 200 on Tuesday, the UN said.")
    assert summary(claim) == (None, None, "RU", 61, 200)


def test_lines_of_headlines_tell_the_news_of_the_day_in_the_present() -> None:
    (claim,) = strikes(
        "Norwegian fighter comes home from the front and opens a school\n\n"
        "Russian missiles hit Ukraine's power grid for the third time\n\n"
        "Finland sends another package of winter clothes to its partners"
    )
    assert (claim.place, claim.attacker_country) == (None, "RU")


@pytest.mark.parametrize(
    ("title", "body", "days"),
    [
        ("2025 in Ukraine", "4 May – A Russian drone strike on Sumy kills two people.", [dt.date(2025, 5, 4)]),
        ("List of attacks in 2024", "30 December – Russian shells hit Lyman.", [dt.date(2024, 12, 30)]),
        # the year of a whole date just before, also over a turn of the year
        (
            "Attacks",
            "A Russian missile hit Odesa on 30 December 2024. On 2 January, Russian shells hit Lyman.",
            [dt.date(2024, 12, 30), dt.date(2025, 1, 2)],
        ),
        # the day on which the war began says nothing of the news' year
        (
            "Attacks",
            "Russia invaded Ukraine on 24 February 2022. On 2 May, Russian shells hit Lyman.",
            [None],
        ),
        # a year that only stands in the headline is not the page's
        ("Base that was built in 2014 is hit", "4 May – A Russian drone strike on Sumy kills two people.", [None]),
    ],
)
def test_the_year_of_days_in_an_undated_text(title: str, body: str, days: list[dt.date | None]) -> None:
    assert [claim.event_date for claim in strikes(f"{title}\n\n{body}", published=None, title=title)] == days
