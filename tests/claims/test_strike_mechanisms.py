"""Mechanisms that strikes share: each with a text that needs it, and one that a too eager reader would get wrong."""

from __future__ import annotations

import datetime as dt

import pytest

from ingest.claims import read_claims
from ingest.core.documents import Article

#: Friday.
PUBLISHED = dt.date(2025, 3, 7)


def strikes(text: str) -> list[tuple[str | None, str | None, int | None, int | None]]:
    """(place, day as MM-DD, killed, wounded) of the strikes of a text."""
    found = read_claims(Article("d", 0, "a.txt", "test", body=text, published_at=PUBLISHED)).strikes
    return [(s.place, s.event_date and f"{s.event_date:%m-%d}", s.killed, s.wounded) for s in found]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # a semicolon parts full clauses: what the second denies is its own
        (
            "A Ukrainian rocket hit a canteen in Melitopol on Wednesday and wounded a cook, the"
            " mayor said; he denied that"
            " soldiers had eaten there.",
            [("Melitopol", "03-05", None, 1)],
        ),
        ("Talk that a Russian drone had hit a dairy in Lubny on Wednesday is not true, the mayor said.", []),
        ("A Russian drone hit a dairy in Lubny on Wednesday, the mayor said.", [("Lubny", "03-05", None, None)]),
        # what a dated or counted phrase takes as known
        (
            "A Russian bomb hit a mill in Romny on Wednesday; no miller was among the three people killed.",
            [("Romny", "03-05", 3, None)],
        ),
        (
            "Among the six people wounded in Wednesday's Russian drone attack on Romny are boys aged 7 and 9.",
            [("Romny", "03-05", None, 6)],
        ),
        # an inn called by a town's name is no inn in that town, unless it has a small letter
        ("Russian drone strike on Sumy hotel on Wednesday: 3 dead, 11 wounded", [("Sumy", "03-05", 3, 11)]),
        ("A Russian drone struck the Hotel Sumy in Poltava on Wednesday.", [("Poltava", "03-05", None, None)]),
        # the tolls of a list are of the attacks that its opening names; without one they are of nothing
        (
            "Russian attacks over the past day, region by region:\nSumy region - two killed, four wounded;\n"
            "Kherson region - one killed, three wounded;",
            [(None, "03-07", 2, 4), (None, "03-07", 1, 3)],
        ),
        (
            "Road accidents over the past day, region by region:\nSumy region - two killed, four wounded;\n"
            "Kherson region - one killed, three wounded;",
            [],
        ),
        # a preposition without its object has lost it to the subject
        ("In Udy, Kharkiv, a Russian airstrike on Wednesday burned down two barns.", [("Udy", "03-05", None, None)]),
        (
            "In Udy, rescuers and a medic saw a Russian bomb hit Zolochiv on Wednesday.",
            [("Zolochiv", "03-05", None, None)],
        ),
        # a weapon that was fired and hit: the participle is no verb of the sentence
        (
            "Part of a Russian missile downed near Lubny on Wednesday crashed into a school in Pyriatyn.",
            [("Pyriatyn", "03-05", None, None)],
        ),
        # who is remembered was not killed on that day
        ("Uman on Wednesday marked the anniversary of the Russian missile strike that killed 23 people.", []),
        (
            "A Russian bomb fell on Lyman on Wednesday. Killed were a baker, two drivers and a girl.",
            [("Lyman", "03-05", 4, None)],
        ),
        (
            "Killed by a Russian bomb in Lyman on Wednesday were a baker, two drivers and a girl.",
            [("Lyman", "03-05", 4, None)],
        ),
        # an ordinal goes on from a count of the same harm only
        (
            "A Russian shell hit a shop in Beryslav on Wednesday. Three buyers crawled out unhurt; a fourth"
            " was killed.",
            [("Beryslav", "03-05", 1, None)],
        ),
        (
            "A Russian shell hit a shop in Beryslav on Wednesday. Three buyers were killed, and a fourth died later.",
            [("Beryslav", "03-05", 4, None)],
        ),
        # what was aimed at, and what may be next
        (
            "Russia fired drones at Ukraine on Wednesday. The targets included a mill in Lubny.",
            [("Lubny", "03-05", None, None)],
        ),
        (
            "Russian drones hit a mill in Lubny on Wednesday. Likely targets include the port of Izmail.",
            [("Lubny", "03-05", None, None)],
        ),
        # out of a building that was hit; not out of the town that somebody comes from
        (
            "Firemen led 90 people from a hostel in Lubny that Russian drones had hit on Wednesday.",
            [("Lubny", "03-05", None, None)],
        ),
        (
            "A nurse from Lubny who was sent to the front was killed by a Russian drone in Lyman on Wednesday.",
            [("Lyman", "03-05", 1, None)],
        ),
        # a region that the next words narrow down has no toll of its own
        (
            "On Wednesday Russian drones wounded two people in the city of Sumy; elsewhere in the Sumy region, in"
            " Bilopillia, a shell killed one man.",
            [("Sumy", "03-05", None, 2), ("Bilopillia", "03-05", 1, None)],
        ),
        # what stands before a colon is where, no subject
        (
            "Okhtyrka, Sumy region: two Russian missiles hit a boiler house on Wednesday and left nine people wounded.",
            [("Okhtyrka", "03-05", None, 9)],
        ),
        # a town above the clause that tells the strike; not the one from which somebody speaks
        (
            "Rescuers in Uman ended work at a block that a Russian missile hit on Wednesday; 23 bodies lay there.",
            [("Uman", "03-05", 23, None)],
        ),
        (
            "The minister was in Mykolaiv on Wednesday when a Russian missile struck a mill in Voznesensk.",
            [("Voznesensk", "03-05", None, None)],
        ),
        (
            "Russian missiles hit Starokostiantyniv on Wednesday, the Khmelnytskyi administration said, adding that"
            " drones had struck the town an hour earlier.",
            [("Starokostiantyniv", "03-05", None, None)],
        ),
        # counts with a place of their own are no sum, and one of several places is nobody place's
        (
            "Russian shelling killed two people in Kherson and three in Beryslav on Wednesday.",
            [("Kherson", "03-05", 2, None), ("Beryslav", "03-05", 3, None)],
        ),
        (
            "Russian rockets hit Orikhiv and Huliaipole on Wednesday. Four people were killed in both towns together.",
            [("Orikhiv", "03-05", None, None), ("Huliaipole", "03-05", None, None)],
        ),
        # a list of places that the parser draws to the speaker behind it
        (
            "Russian drones attacked Odesa, Mykolaiv and Kherson on Wednesday, Ukraine's southern command said.",
            [("Odesa", "03-05", None, None), ("Mykolaiv", "03-05", None, None), ("Kherson", "03-05", None, None)],
        ),
        # "a day earlier" is counted from the day that the text has named
        (
            "Russian drones hit a mill in Sumy on Wednesday. A day earlier, a Russian bomb killed two in Bilopillia.",
            [("Sumy", "03-05", None, None), ("Bilopillia", "03-04", 2, None)],
        ),
        (
            "Russian drones hit a mill in Sumy on Tuesday. The next day a Russian missile injured three in Konotop.",
            [("Sumy", "03-04", None, None), ("Konotop", "03-05", None, 3)],
        ),
        # two days, one town
        (
            "On Monday a Russian bomb wounded two people in Kupiansk, and on Wednesday a drone killed a farmer there.",
            [("Kupiansk", "03-03", None, 2), ("Kupiansk", "03-05", 1, None)],
        ),
        # corrected within the sentence
        (
            "The mayor first said that a Russian bomb had killed five people in Izium on Wednesday, then corrected"
            " himself: four were killed.",
            [("Izium", "03-05", 4, None)],
        ),
        (
            "A Russian drone struck a shop in Konotop on Wednesday. Talk of seven dead does not match the facts.",
            [("Konotop", "03-05", None, None)],
        ),
        # what a participle names as past is not the news; a stretch dates only what it hangs on
        (
            "The school in Derhachi, rebuilt after an attack in 2022, was hit again on Wednesday: a Russian bomb"
            " injured three builders.",
            [("Derhachi", "03-05", None, 3)],
        ),
        (
            "Kharkiv, shelled almost daily this winter, was hit again on Wednesday: a bomb wounded 14 in the city.",
            [("Kharkiv", "03-05", None, 14)],
        ),
        # found on one day, hit on another
        (
            "Rescuers on Wednesday found a fourth body in a house in Konotop that a Russian bomb had hit on Tuesday.",
            [("Konotop", "03-04", 4, None)],
        ),
        # a district and its village; the rest of the region
        (
            "In the Kupiansk district, the village of Kivsharivka was struck by a Russian bomb on Wednesday.",
            [("Kivsharivka", "03-05", None, None)],
        ),
        (
            "Russian drones wounded two people in Chuhuiv on Wednesday and four more elsewhere in the Kharkiv region.",
            [("Chuhuiv", "03-05", None, 2), (None, "03-05", None, 4)],
        ),
        (
            "Russia fired 40 drones on Wednesday, killing two people in Izium and one in Sumy, and wounding 15.",
            [("Izium", "03-05", 2, None), ("Sumy", "03-05", 1, None)],
        ),
        # totals of a stretch are no strike's
        (
            "Russian shelling killed two people in Nikopol on Wednesday, the governor wrote; over"
            " the whole month 57 have"
            " died.",
            [("Nikopol", "03-05", 2, None)],
        ),
        # days counted back from a day that the sentence has named, not from what follows
        (
            "Speaking on Thursday, the mayor of Lozova said that a nurse had died three days"
            " earlier when a Russian bomb"
            " hit her street.",
            [("Lozova", "03-03", 1, None)],
        ),
        (
            "A Russian bomb killed a nurse in Lozova on Thursday, a day before the talks in Geneva.",
            [("Lozova", "03-06", 1, None)],
        ),
        # a day that has begun where the war is, and when a night began
        ("Russian missiles hit a depot in Lutsk in the small hours of Saturday.", [("Lutsk", "03-08", None, None)]),
        ("Russian missiles hit a depot in Lutsk in the late hours of Saturday.", [("Lutsk", "03-01", None, None)]),
        # of two dates as near as each other the day
        (
            "The Feodosia depot, the target of four raids this year, was blown up by Ukrainian drones on Wednesday.",
            [("Feodosia", "03-05", None, None)],
        ),
        # the same place on two days
        (
            "Marhanets was bombed by Russian jets on Tuesday, when a man was wounded, and shelled by Russian guns on"
            " Wednesday, when five were wounded.",
            [("Marhanets", "03-04", None, 1), ("Marhanets", "03-05", None, 5)],
        ),
        # places: of a home, of who speaks, of a relative clause, behind "it"
        (
            "A crew based in Lviv was sent to Dubno, hit on Wednesday by Russian drones that wounded two men.",
            [("Dubno", "03-05", None, 2)],
        ),
        (
            "The governor was in Nizhyn on Wednesday when a Russian shell hit Semenivka and killed a boy there.",
            [("Semenivka", "03-05", 1, None)],
        ),
        (
            "It was loud, said a baker from Druzhkivka, where two Russian bombs wounded nine people on Wednesday.",
            [("Druzhkivka", "03-05", None, 9)],
        ),
        (
            "Lyman lies near the front. Russian artillery struck it on Wednesday, wounding six people.",
            [("Lyman", "03-05", None, 6)],
        ),
        # figures: a list under a noun, one taken back, an ordinal, a year of birth
        (
            "Police list the wounded of Wednesday's Russian shelling: three in Vovchansk, five in Kupiansk.",
            [("Vovchansk", "03-05", None, 3), ("Kupiansk", "03-05", None, 5)],
        ),
        (
            "The tally of Wednesday's Russian strike on Lozova is seven dead instead of the nine given at first.",
            [("Lozova", "03-05", 7, None)],
        ),
        (
            "A Russian bomb hit a hostel in Lozova on Wednesday. Rescuers found a fourth body.",
            [("Lozova", "03-05", 4, None)],
        ),
        (
            "A Russian drone hit a yard in Lozova on Wednesday. A man born in 1961 was killed.",
            [("Lozova", "03-05", 1, None)],
        ),
        # a headline's verb, and a clause before its speaker
        ("Lozova: 2 dead, 6 injured as Russian drone slams into bus stop on Wednesday", [("Lozova", "03-05", 2, 6)]),
        # habits beside news
        ("Nikopol is shelled by Russian guns almost every day.", []),
        # an attack that places suffer, or that was recorded there; of troops there it is no strike
        (
            "A Russian drone hit a barn in Lutsk on Wednesday. Sumy, Poltava and the town of Lubny suffered attacks.",
            [("Lutsk", "03-05", None, None), *((name, "03-05", None, None) for name in ("Sumy", "Poltava", "Lubny"))],
        ),
        (
            "A Russian drone hit a barn in Lutsk on Wednesday. Troops in Sumy suffered attacks.",
            [("Lutsk", "03-05", None, None)],
        ),
        # a list in front of its verb; where it happened in front of a colon; where victims were
        (
            "The villages of Udy, Vovchansk and Lyptsi came under Russian rocket fire on Wednesday.",
            [(name, "03-05", None, None) for name in ("Udy", "Vovchansk", "Lyptsi")],
        ),
        (
            "Lozova, Kharkiv Oblast: a Shahed attack on a depot on Wednesday claimed the lives of two porters.",
            [("Lozova", "03-05", 2, None)],
        ),
        (
            "Russian shells killed four people who were queueing for water in Siversk on Wednesday.",
            [("Siversk", "03-05", 4, None)],
        ),
        # what a headline's participle tells, who claims to have hit, what another sentence says it was hit by
        ("Izium hit by Russian missiles on Wednesday, mayor says", [("Izium", "03-05", None, None)]),
        ("A chapel in Lyman burned down. It was hit by Russian shells on Wednesday.", [("Lyman", "03-05", None, None)]),
        # a total of the whole war, and the worst strike of the war
        ("Russian attacks have damaged 20 schools in Izium since the beginning of the invasion.", []),
        (
            "Wednesday's Russian strike on Izium, the worst since the war began, killed 20 people.",
            [("Izium", "03-05", 20, None)],
        ),
        # an attack that was beaten off; one that came through
        ("Russian forces repelled a Ukrainian drone attack on Tula on Wednesday.", []),
        # a wave on the whole country beside talk of other attacks
        (
            "On Wednesday Russia launched precision strikes on Ukrainian military sites after weeks of raids.",
            [(None, "03-05", None, None)],
        ),
        ("Russian strikes left 100,000 homes in Ukraine without power on Wednesday.", [(None, "03-05", None, None)]),
        ("Russian strikes on Ukraine were discussed in Brussels on Wednesday.", []),
        # where traffic stood still; where it stood still and a drone fell
        ("Airports in Penza and Samara closed on Wednesday due to Ukrainian drone attacks, including on Ufa.", []),
        (
            "Airports in Penza and Samara were closed on Wednesday after a drone attack on a refinery in Saratov.",
            [("Saratov", "03-05", None, None)],
        ),
        # whoever reports from a town, and a town that heads what happened in it
        ("Lviv: Two killed by a Russian missile in Uman on Wednesday.", [("Uman", "03-05", 2, None)]),
        ("Lviv: two killed by a Russian missile on Wednesday.", [("Lviv", "03-05", 2, None)]),
        # a verb that the parser takes for a participle, a noun that it takes for an auxiliary
        ("A wave of Russian drone strikes on Wednesday killed six people in Izium.", [("Izium", "03-05", 6, None)]),
        (
            "The mayor said a new bout of Russian shelling wounded six people in Izium on Wednesday.",
            [("Izium", "03-05", None, 6)],
        ),
        # debris falls where the drone was met, unless it is said where
        (
            "Two drones were downed over Lubny on Wednesday, with debris damaging a warehouse.",
            [("Lubny", "03-05", None, None)],
        ),
        (
            "Two drones were downed over Lubny on Wednesday, with debris damaging a warehouse in Romny.",
            [("Romny", "03-05", None, None)],
        ),
        # a town that says where a village lies; a second place that was hit
        (
            "Two people died in Russian shelling in the village of Udy just outside Kharkiv on Wednesday.",
            [("Udy", "03-05", 2, None)],
        ),
        # communities named by an adjective; a title is no part of a town's name
        (
            "A Russian drone hit the Mezhivska community of the Dnipropetrovsk region on Wednesday.",
            [("Mezhivska community", "03-05", None, None)],
        ),
        (
            "Russian shells hit the Myrivska and Marhanetska communities on Wednesday.",
            [("Myrivska community", "03-05", None, None), ("Marhanetska community", "03-05", None, None)],
        ),
        (
            "Kharkiv city Mayor Ihor Terekhov said Russian strikes on the city wounded 39 people on Wednesday.",
            [("Kharkiv", "03-05", None, 39)],
        ),
        # a day in front of the noun that it does not describe; a day on which something else ended
        (
            "On the morning of 5 March missiles were fired at Izium, and a man was killed.",
            [("Izium", "03-05", 1, None)],
        ),
        (
            "A missile hit a house in Izium on Wednesday. Six people were killed; rescuers worked until the next day.",
            [("Izium", "03-05", 6, None)],
        ),
        # where somebody died later of what was done elsewhere
        (
            "A Russian drone hit a car in Izium on Wednesday. A man died of his wounds in a hospital in Lozova.",
            [("Izium", "03-05", 1, None)],
        ),
        (
            "A Russian drone hit a car in Izium on Wednesday. One of the wounded died in hospital in Lozova.",
            [("Izium", "03-05", 1, None)],
        ),
        # the night before a day that is named, and a weapon of another day between a strike and a toll
        ("A mill in Izium was ablaze on Monday after an overnight attack by drones.", [("Izium", "03-03", None, None)]),
        (
            "A drone hit a mill in Izium on Monday. A van comes to Udy once a week. On Wednesday a glide bomb came with"
            " it. Six people were killed.",
            [("Izium", "03-03", None, None)],
        ),
        # the day after a strike: its toll stands in the next paragraph
        (
            "Flags flew in Izium on Thursday, a day after the deadliest missile strike on the town since the war began."
            "\n\nThe minister said the death toll had reached 21.",
            [("Izium", "03-05", 21, None)],
        ),
        # a figure of the dead or wounded is neither's; among so many killed, so many were killed
        ("Ten people were killed or wounded when a missile hit Izium on Wednesday.", [("Izium", "03-05", None, None)]),
        ("Nobody was killed or wounded when a missile hit Izium on Wednesday.", [("Izium", "03-05", 0, 0)]),
        (
            "Two girls were among seven people killed in Izium in a Russian missile attack on Wednesday.",
            [("Izium", "03-05", 7, None)],
        ),
        (
            "After Wednesday's Russian missile strike the number of injured in Izium has risen to 17.",
            [("Izium", "03-05", None, 17)],
        ),
        # totals of the war, campaigns of months, mines that somebody hit
        (
            "Since the invasion began, 2,500 people have been killed by shells in Izium, and 3,500 people injured.",
            [("Izium", None, None, None)],
        ),
        ("Ukraine has upped drone attacks in recent months, mainly targeting the port of Taganrog.", []),
        ("A farmer died near Izium on Wednesday after his tractor hit a mine.", []),
        # a noun that the parser takes for an auxiliary, and one that it takes for one of those killed
        (
            "Russian shelling wounded a man in Izium and two women in Lozova on Wednesday.",
            [("Izium", "03-05", None, 1), ("Lozova", "03-05", None, 2)],
        ),
        (
            "A drone killed a farmer in Izium and a missile wounded three in Lozova on Wednesday.",
            [("Izium", "03-05", 1, None), ("Lozova", "03-05", None, 3)],
        ),
        # the day of the search is not that of the strike that the next sentence names
        (
            "Rescuers in Izium brought out three more bodies on Friday. That makes 31 people killed in Wednesday's"
            " missile strike, the police said; 94 were injured.",
            [("Izium", "03-05", 31, 94)],
        ),
        # a strike is behind whatever its sentence says of what is to come; one of workers is none; hidden bombs
        (
            "After Wednesday's Russian drone attack the school in Izium will teach online.",
            [("Izium", "03-05", None, None)],
        ),
        ("A miners' strike closed a pit in Pavlohrad, Ukraine, on Wednesday; one man was hurt in a scuffle.", []),
        ("A bomb under a car killed an official in Berdiansk, Ukraine, on Wednesday.", []),
        ("An old mine killed two foresters in the Kharkiv region on Wednesday.", []),
        (
            "A train was turned back at Lozova on Wednesday after a Russian drone hit the station in Izium.",
            [("Izium", "03-05", None, None)],
        ),
        # a bomb that somebody laid, and one that fell
        ("Two guards were killed by a bomb planted under a bridge in the Oryol region on Wednesday.", []),
        (
            "Two guards were killed by a bomb dropped on a bridge in the Oryol region on Wednesday.",
            [(None, "03-05", 2, None)],
        ),
    ],
)
def test_strikes_of_a_text(text: str, wanted: list[tuple[str | None, str | None, int | None, int | None]]) -> None:
    assert strikes(text) == wanted


@pytest.mark.parametrize(
    ("text", "classes"),
    [
        ("It was not artillery but a Russian drone that killed a cyclist in Nikopol on Wednesday.", ["drone"]),
        ("A Russian drone hit a warehouse of artillery shells in Uman on Wednesday.", ["drone"]),
        ("A Russian drone and artillery shells hit a warehouse in Uman on Wednesday.", ["artillery", "drone"]),
        ("Ukrainian drones reached Moscow on Sunday and set fire to a refinery in Kapotnya.", ["drone"]),
        ("Ukrainian drones flew to Moscow on Sunday and damaged a refinery there.", ["drone"]),
    ],
)
def test_weapons_that_struck(text: str, classes: list[str]) -> None:
    (strike,) = read_claims(Article("d", 0, "a.txt", "test", body=text, published_at=PUBLISHED)).strikes
    assert sorted(strike.weapon_classes) == classes


def test_what_nobody_named_has_given_uncounted_is_no_package() -> None:
    def donors(text: str) -> list[str | None]:
        found = read_claims(Article("d", 0, "a.txt", "test", body=text, published_at=PUBLISHED)).aid_packages
        return [claim.donor for claim in found]

    assert donors("Western allies have provided Ukraine with military equipment.") == []
    assert donors("Norway has provided Ukraine with 40 howitzers.") == ["NO"]


def test_no_strike_falls_where_a_heading_says_that_envoys_met() -> None:
    text = (
        "Poltava\nA missile killed two people in Poltava on Monday.\n\n"
        "Riyadh\nEnvoys of both sides met there on Tuesday.\n\n"
        "The swarm\nRussia launched 90 drones on Wednesday night, and three people were wounded."
    )
    assert {place for place, *_ in strikes(text)} <= {"Poltava", None}


def test_thousands_of_missiles_without_a_day_are_a_total_and_no_wave() -> None:
    assert strikes("Russia launched 2,300 missiles on Ukraine. The army counted them.") == []
    (wave,) = strikes("Russia launched 230 missiles on Ukraine. The army counted them.")
    assert wave[0] is None


def test_a_weekday_beside_the_day_above_an_entry_is_counted_from_it() -> None:
    text = (
        "The war, 2 to 20 March 2025\n\nSunday, 2 March\n"
        "A missile killed two people in Poltava late that evening. On Monday a drone killed a man in Sumy.\n\n"
        "Friday, 7 March\nA bomb killed three people in Izium. On Tuesday a drone killed a man in Odesa."
    )
    found = read_claims(Article("d", 0, "a.txt", "test", body=text)).strikes
    days = {s.place: s.event_date and f"{s.event_date:%m-%d}" for s in found}
    assert days == {"Poltava": "03-02", "Sumy": "03-03", "Izium": "03-07", "Odesa": None}
