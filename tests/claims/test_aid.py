"""Aid: who gives how much to whom, and the many sums that are no aid."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.claims.document import Document
from ingest.claims.kinds import aid
from ingest.claims.reading import Reading
from ingest.core.documents import Article

#: A Wednesday.
PUBLISHED = dt.date(2025, 9, 10)


def read(body: str, published: dt.date | None = PUBLISHED):
    article = Article("d", 0, "test", "files", body, published_at=published)
    return article, aid.read(Document(Reading(article)))


def sums(body: str) -> list[tuple]:
    return [(c.donor, c.recipient, c.amount, c.currency) for c in read(body)[1]]


PACKAGES = [
    ("The World Bank will provide a $2 billion loan to Ukraine, backed by Japan.", [("WB", "UA", 2e9, "USD")]),
    (
        "Sweden's government approved the allocation of SEK 500 million to support heating in Ukraine.",
        [("SE", "UA", 500e6, "SEK")],
    ),
    ("Norway announced a fresh package of arms for Ukraine worth $240 million.", [("NO", "UA", 240e6, "USD")]),
    ("Berlin will give Kyiv another €1.2bn ($1.3bn) in military aid.", [("DE", "UA", 1.2e9, "EUR")]),
    ("Denmark's parliament approved 2.5 billion kroner for Ukraine's artillery.", [("DK", "UA", 2.5e9, "DKK")]),
    ("Sweden pledged SEK 6.2 billion in support to Ukraine on Monday.", [("SE", "UA", 6.2e9, "SEK")]),
    ("The IMF approved the release of a $1.1 billion tranche to Ukraine.", [("IMF", "UA", 1.1e9, "USD")]),
    (
        "Ukraine received 1.9 billion euros from the European Union as part of a loan.",
        [("EU", "UA", 1.9e9, "EUR")],
    ),
    (
        "Congress passed a bill on Saturday with $60 billion for Ukraine, and lawmakers went home.",
        [("US", "UA", 60e9, "USD")],
    ),
    (
        "Tokyo has sent Kyiv $12 billion since the invasion, including $4.5 billion in loans.",
        [("JP", "UA", 12e9, "USD"), ("JP", "UA", 4.5e9, "USD")],
    ),
    (
        "The rest of the world has given Ukraine less than $70 billion in total aid, most of it from "
        "Poland ($20 billion) and Estonia ($2.1 billion).",
        [(None, "UA", 70e9, "USD"), ("PL", "UA", 20e9, "USD"), ("EE", "UA", 2.1e9, "USD")],
    ),
    (
        "Germany wants to cut military aid for Ukraine from around €7bn (£6bn) to around €4bn.",
        [("DE", "UA", 7e9, "EUR"), ("DE", "UA", 4e9, "EUR")],
    ),
    (
        "The Pentagon announced a new military assistance package for Ukraine on Monday. It is worth $500 million.",
        [("US", "UA", 500e6, "USD")],
    ),
    (
        "Oslo, Stockholm and Copenhagen agreed to send weapons to Ukraine.\n\nNorway is giving $140 million. "
        "Sweden is contributing $275 million.",
        [("NO", "UA", 140e6, "USD"), ("SE", "UA", 275e6, "USD")],
    ),
]


@pytest.mark.parametrize(("body", "expected"), PACKAGES)
def test_a_sum_is_read_with_giver_and_receiver(body, expected):
    assert sums(body) == expected


@pytest.mark.parametrize(
    "body",
    [
        "The World Bank put the damage to Ukraine's roads at $40 billion.",
        "Congress failed to pass a bill with $60 billion for Ukraine.",
        "Hungary's parliament voted down a loan of 900 million euros for Ukraine.",
        "Ukraine's exports to the United States were worth $1.2 billion.",
        "Italian police seized a $500 million yacht because of the war in Ukraine.",
        "Ukraine needs $7 billion a month, its finance minister said in London.",
        "The Pentagon awarded a $300 million contract to a builder in Texas as the war in Ukraine went on.",
        "The United States raised its defence budget to $850 billion after Russia invaded Ukraine.",
        "A charity in Canada raised $3 million for families from Ukraine.",
        "Washington promised $400 million for Israel, and said nothing about Ukraine.",
        "The G7 will spend $5 billion on global food security because of the war in Ukraine.",
        "The EU has frozen €200 billion of Russian central bank assets over Ukraine.",
        "Oil rose to $85 a barrel as fighting in Ukraine went on, the U.S. said.",
    ],
)
def test_money_for_other_ends_is_no_aid(body):
    assert sums(body) == []


def test_a_running_total_is_marked_and_has_no_day():
    (claim,) = read("Britain has provided Ukraine with £12bn in military aid since 2022, a minister said on Monday.")[1]
    assert claim.is_cumulative
    assert claim.announced_date is None


def test_a_package_beside_a_total_is_none():
    body = "The U.S. announced a new $300 million package for Ukraine, bringing the total of its aid to $17 billion."
    claims = read(body)[1]
    assert [(c.amount, c.is_cumulative) for c in claims] == [(300e6, False), (17e9, True)]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("Canada is expected to announce $500 million in military aid for Ukraine.", "planned"),
        ("The Dutch parliament approved €250 million in military aid for Ukraine.", "approved"),
        ("Spain allocated €90 million in humanitarian aid to Ukraine.", "allocated"),
        ("Italy announced €90 million in humanitarian aid for Ukraine.", "announced"),
        ("Latvia sent Ukraine military aid worth €20 million.", "delivered"),
        ("Washington paused $900 million in military aid to Ukraine.", "suspended"),
        ("The Pentagon halted shipments of Patriot interceptors to Ukraine on Tuesday.", "suspended"),
        ("The White House resumed deliveries of weapons to Ukraine on Tuesday.", "resumed"),
    ],
)
def test_the_status_follows_the_verb(body, status):
    (claim,) = read(body)[1]
    assert claim.status == status


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("Finland announced €100 million in security assistance for Ukraine.", "military"),
        ("Austria announced €10 million in humanitarian aid for Ukraine.", "humanitarian"),
        ("Japan announced a loan of $500 million to Ukraine.", "financial"),
        ("Lithuania announced €20 million to repair Ukraine's power grid.", "energy"),
        ("France has given Ukraine €5bn in military, financial and humanitarian aid since 2022.", "mixed"),
        ("Ireland announced a €10 million package for Ukraine.", "unknown"),
    ],
)
def test_the_kind_is_that_of_the_words(body, kind):
    (claim,) = read(body)[1]
    assert claim.aid_type in (kind, "reconstruction" if kind == "energy" else kind)


@pytest.mark.parametrize(
    ("body", "day"),
    [
        ("Belgium announced on Monday a €60 million package of military aid for Ukraine.", dt.date(2025, 9, 8)),
        ("Belgium announced a €60 million package of military aid for Ukraine in July.", None),
        ("Belgium announced a €60 million package of military aid for Ukraine.", None),
    ],
)
def test_the_day_is_the_announcements(body, day):
    (claim,) = read(body)[1]
    assert claim.announced_date == day


def test_the_contents_are_listed_with_their_numbers():
    (claim,) = read(
        "The United States announced a $400 million military package for Ukraine. "
        "It includes 18 howitzers, 36,000 rounds of ammunition and a Patriot battery."
    )[1]
    assert claim.items == ["18 howitzers", "36,000 rounds of ammunition", "Patriot battery"]
    assert claim.evidence


@pytest.mark.parametrize(
    ("body", "donor", "receiver", "item"),
    [
        ("Germany announced plans to supply a Patriot air defence system to Ukraine.", "DE", "UA", "Patriot"),
        ("Some 65 F-16s have been pledged to Ukraine by NATO countries.", "NATO", "UA", "65 F-16s"),
        ("Slovakia delivered an S-300 and 13 MiG-29s to Ukraine.", "SK", "UA", "MiG-29"),
        ("North Korea has sent Russia 200 long-range guns, Seoul said.", "KP", "RU", "200 long-range guns"),
    ],
)
def test_goods_without_a_sum_are_aid(body, donor, receiver, item):
    (claim,) = read(body)[1]
    assert (claim.donor, claim.recipient, claim.amount) == (donor, receiver, None)
    assert any(item in listed for listed in claim.items)


def test_a_bills_money_for_others_is_left_out():
    claims = read(
        "The Senate passed a $95 billion bill on Tuesday. It holds $61 billion for Ukraine, $26 billion for Israel and "
        "$8 billion for the Indo-Pacific."
    )[1]
    assert [(c.donor, c.amount) for c in claims if c.amount != 95e9] == [("US", 61e9)]


def test_an_aside_does_not_hide_the_giver():
    (claim,) = read("The Netherlands, leading a coalition with Denmark, is providing 18 F-16 jets to Ukraine.")[1]
    assert claim.donor == "NL"


def test_he_is_the_official_named_last():
    claims = read("Keir Starmer met Zelensky in Kyiv. He announced a £60 million aid package for Ukraine.")[1]
    assert [(c.donor, c.amount) for c in claims] == [("GB", 60e6)]


def test_a_day_behind_another_sum_is_that_sums():
    claims = read(
        "USAID said it will seek another $130 million to help Ukraine's farms, on top of the $150 million announced "
        "Tuesday."
    )[1]
    assert [(c.amount, str(c.announced_date)) for c in claims] == [(130e6, "None"), (150e6, "2025-09-09")]


def test_yen_are_weighed_as_yen():
    (claim,) = read("Japan will lend Ukraine 471.9 billion yen, its finance ministry said.")[1]
    assert (claim.donor, claim.amount, claim.currency) == ("JP", 471.9e9, "JPY")


@pytest.mark.parametrize(
    "body",
    [
        "Kyiv urged Germany to supply Taurus missiles to Ukraine.",
        "Germany refused to send Taurus missiles to Ukraine.",
        "Ukraine launched UK-supplied Storm Shadow missiles at Russia.",
        "The U.S. might send Tomahawk missiles to Ukraine, an analyst argued.",
    ],
)
def test_wishes_and_refusals_are_no_gifts(body):
    assert sums(body) == []


def test_givers_together_are_named_but_get_no_single_code():
    (claim,) = read("Sweden, Norway and Denmark pledged $500 million in arms for Ukraine.")[1]
    assert claim.donor is None
    assert claim.donor_name == "Sweden, Norway, Denmark"


def test_the_same_package_told_twice_is_one_claim():
    (claim,) = read(
        "The EU's $54 billion aid package for Ukraine is late.\n\nBrussels agreed the nearly $54 billion "
        "aid package for Ukraine in February."
    )[1]
    assert claim.donor == "EU"
    assert len(claim.evidence) == 1


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(sorted({w for b, _ in PACKAGES for w in b.split()})), max_size=40))
def test_shuffled_reports_never_raise_and_quotes_are_slices(words):
    article, claims = read(" ".join(words))
    for claim in claims:
        row = claim.to_row(article)
        assert article.body[row["char_start"] : row["char_end"]] == row["quote"]


FREER = [
    (
        "Finland, Latvia and Estonia will together pay for a package of American missiles worth 90 million dollars "
        "for Ukraine.",
        [(None, 90e6)],
    ),
    (
        "At a summit the EU agreed to give Ukraine 12 billion euros, and the premier of Hungary, who had vetoed it "
        "in March, voted in favour.",
        [("EU", 12e9)],
    ),
    ("Norway will let Ukraine use 300 million euros of credit to buy shells.", [("NO", 300e6)]),
    (
        "Ukraine's partners promised military aid to Ukraine on Friday. Denmark's share is 700 million euros.",
        [("DK", 700e6)],
    ),
    (
        "President Emmanuel Macron received Volodymyr Zelensky in Paris with a package of two billion euros.",
        [("FR", 2e9)],
    ),
    (
        "Sweden sent military aid to Ukraine again. Sweden had presented its ninth package: arms and four boats, "
        "3.1 billion kronor in all.",
        [("SE", 3.1e9)],
    ),
    ("Ukraine's neighbour Romania sent up fighter planes as a precaution.", []),
    ("The Trump administration lifted its freeze of military aid to Ukraine.", [("US", None)]),
]


@pytest.mark.parametrize(("body", "expected"), FREER, ids=lambda value: value[:40] if isinstance(value, str) else "")
def test_aid_told_in_freer_prose(body, expected):
    assert [(c.donor, c.amount) for c in read(body)[1]] == expected


def test_a_freeze_that_ends_is_aid_resumed():
    (claim,) = read("Washington lifted its suspension of military aid to Ukraine on Monday.")[1]
    assert claim.status == "resumed"


def test_the_day_may_stand_in_the_sentence_before_and_a_term_is_no_day():
    body = (
        "On 3 September ministers came to Kyiv. Spain promised Ukraine 400 million euros in military aid for this year."
    )
    (claim,) = read(body)[1]
    assert claim.announced_date == dt.date(2025, 9, 3)


def test_of_a_foreign_aid_package_only_ukraines_part_is_aid_for_it() -> None:
    body = "Joe Biden signed a $95 billion foreign aid package on Monday that includes nearly $61 billion for Ukraine."
    assert sums(body) == [("US", "UA", 61e9, "USD")]


def test_what_a_new_sum_is_compared_with_does_not_make_it_a_total() -> None:
    body = (
        "Congress will approve more than $40 billion to support Ukraine, three times greater than what America "
        "has already provided."
    )
    (claim,) = read(body)[1]
    assert not claim.is_cumulative


def test_an_additional_billion() -> None:
    assert sums("Washington said it will provide an additional billion dollars as military aid to Ukraine.") == [
        ("US", "UA", 1e9, "USD")
    ]


def test_canadian_dollars_where_the_text_says_so() -> None:
    body = "Canada pledged $500 million in military aid to Ukraine. All sums are in Canadian dollars."
    assert sums(body) == [("CA", "UA", 500e6, "CAD")]


def test_the_alliance_is_nato() -> None:
    assert sums("The alliance will provide 40 billion euros in military aid to Ukraine next year.") == [
        ("NATO", "UA", 40e9, "EUR")
    ]


def test_two_givers_of_one_sentence_are_two() -> None:
    body = "The UK sent Ukraine anti-tank weapons, and Prague agreed to donate 4,000 artillery shells to Kyiv."
    found = [(c.donor, c.items) for c in read(body)[1]]
    assert [donor for donor, _ in found] == ["GB", "CZ"]
    assert not any("shells" in item for item in found[0][1])


def test_each_sum_of_a_list_has_its_own_kind() -> None:
    body = (
        "Washington announced for Ukraine $325 million to help repair its electric grid, $290 million in humanitarian "
        "aid and $102 million in military aid."
    )
    assert [(c.amount, c.aid_type) for c in read(body)[1]] == [
        (325e6, "energy"),
        (290e6, "humanitarian"),
        (102e6, "military"),
    ]


@pytest.mark.parametrize(
    ("body", "givers"),
    [
        ("Eight howitzers are in the process of being transferred to Ukraine from Norway.", ["NO"]),
        ("The premier welcomed the decision of the Italian parliament to send 40 generators to Ukraine.", ["IT"]),
        ("The minister thanked the Czech government for giving Ukraine 20 helicopters.", ["CZ"]),
        ("Spain is giving Ukraine air defence systems, including launchers donated by Greece.", ["ES", "GR"]),
        ("Canada has backed Kyiv from the start, supplying Ukraine with armoured vehicles.", ["CA"]),
        ("Ukraine requested that Canada send it 20 armoured vehicles.", []),
        ("Each shipment that was sent to Ukraine has a number, the United States said.", []),
        ("Norway provided Ukraine with details of a new package.", []),
    ],
)
def test_goods_are_given_by_the_one_whom_the_clause_names(body: str, givers: list[str]) -> None:
    assert sorted(c.donor or "" for c in read(body)[1]) == givers


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Washington brought the G7 together to lend Ukraine 30 billion euros.", [("G7", 30e9)]),
        ("Denmark has devoted 90 million euros to schools in Ukraine.", [("DK", 90e6)]),
        ("The court spoke of a 40 billion dollar reparations package from Iraq. Ukraine took note.", []),
        ("The UN launched an appeal for 700 million dollars for Ukraine.", []),
        (
            "Statement by President Joe Biden on Ukraine.\n\nI spoke with President Zelensky today. We are sending "
            "Ukraine another 350 million dollars in military aid.",
            [("US", 350e6)],
        ),
    ],
)
def test_sums_are_given_by_the_one_whom_the_text_names(body: str, expected: list[tuple[str, float]]) -> None:
    assert [(c.donor, c.amount) for c in read(body)[1]] == expected


def test_one_halt_told_by_different_goods_is_one_claim() -> None:
    (claim,) = read(
        "The Pentagon halted shipments of Patriot interceptors to Ukraine on Tuesday. Washington has suspended its "
        "deliveries of shells to Ukraine, officials said."
    )[1]
    assert claim.status == "suspended"


@pytest.mark.parametrize(
    ("body", "day"),
    [
        ("The foreign ministry of Latvia is announcing 3 million euros in aid for Ukraine.", PUBLISHED),
        (
            "Statement by President Emmanuel Macron of France. My thoughts are with the people of Ukraine. They defend "
            "themselves. I have approved 90 million euros of aid for Ukraine.",
            PUBLISHED,
        ),
        ("Spain has announced a new 70 million euro aid package for Ukraine.", PUBLISHED),
        ("Spain has announced a 70 million euro aid package for Ukraine.", None),
        ("Spain is providing 70 million euros in aid for Ukraine.", None),
        (
            "It is late. It is cold. It is dark. Spain has announced a new 70 million euro aid package for Ukraine.",
            None,
        ),
        ("Spain is announcing 70 million euros in aid for Ukraine since January.", None),
    ],
)
def test_news_without_a_day_is_of_the_day_of_publication(body: str, day: dt.date | None) -> None:
    claims = read(body)[1]
    assert [(c.announced_date, c.date_precision) for c in claims] == [(day, day and "assumed")] * len(claims) and claims
    assert {c.announced_date for c in read(body, None)[1]} == {None}


def test_pieces_of_arms_are_goods() -> None:
    (claim,) = read("Slovakia gave Ukraine 12 artillery pieces on Monday.")[1]
    assert (claim.donor, claim.items, claim.aid_type) == ("SK", ["12 artillery pieces"], "military")
    assert not read("Slovakia gave Ukraine two pieces of advice and a museum piece on Monday.")[1]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "Ukraine's minister thanked Oslo. Norway gave Kyiv 30 million euros in military aid "
            "and 4 million euros in economic support.",
            [("NO", 30e6), ("NO", 4e6)],
        ),
        ("Norway gave Ukraine 30 million euros in military aid and 4 million euros to Moldova.", [("NO", 30e6)]),
        (
            "Norway announced a package of military aid for Ukraine, which is valued at 30 million euros.",
            [("NO", 30e6)],
        ),
        (
            "Norway's plan includes a 30.2 million euro package for Ukraine "
            "and a 30.6 million euro package for Ukraine.",
            [("NO", 30.2e6), ("NO", 30.6e6)],
        ),
    ],
)
def test_sums_of_one_sentence(body: str, expected: list[tuple[str, float]]) -> None:
    assert [(c.donor, c.amount) for c in read(body)[1]] == expected


@pytest.mark.parametrize(
    ("body", "givers"),
    [
        ("Denmark is in the process of donating 12 Leopard tanks to Ukraine.", ["DK"]),
        ("Denmark will join Norway in supplying a Patriot battery to Ukraine.", ["DK"]),
        ("Denmark will give Ukraine a range of capabilities, including 40 howitzers.", ["DK"]),
        ("Denmark lost interest in donating 12 Leopard tanks to Ukraine.", []),
    ],
)
def test_goods_behind_a_gerund_or_among_examples(body: str, givers: list[str]) -> None:
    assert [c.donor for c in read(body)[1]] == givers


def test_a_release_gives_for_its_own_government_on_its_own_day() -> None:
    def released(publisher: str) -> list[tuple[str | None, dt.date | None]]:
        body = "The Administration is requesting 300 million dollars in military aid for Ukraine."
        article = Article("d", 0, "test", "files", body, publisher=publisher, published_at=PUBLISHED)
        return [(c.donor, c.announced_date) for c in aid.read(Document(Reading(article)))]

    assert released("whitehouse.gov") == [("US", PUBLISHED)]
    assert ("US", PUBLISHED) not in released("Example News")


def test_the_date_above_an_entry_of_a_timeline_is_its_day() -> None:
    _, claims = read(
        "4 March 2024\nThe EU allocates 40 million euros in humanitarian aid to Ukraine\n"
        "9 June 2025\nThe EU allocates 40 million euros in humanitarian aid to Ukraine"
    )
    assert [c.announced_date for c in claims] == [dt.date(2024, 3, 4), dt.date(2025, 6, 9)]


PARTS = [
    # text, then (amount, sum of the whole, other states that the sum is for) of each claim
    (
        "The World Bank paid Ukraine 700 million dollars on Monday, the third tranche of a loan of 6 billion dollars.",
        [(700e6, 6e9, [])],
    ),
    ("Japan on Monday disbursed $90 million to Ukraine under its $1.4 billion grant programme.", [(90e6, 1.4e9, [])]),
    (
        "Finland announced 300 million euros in aid for Ukraine on Monday. The package includes 40 million euros for"
        " boilers in Ukraine.",
        [(300e6, None, []), (40e6, 300e6, [])],
    ),
    (
        "Finland announced 12 million euros in military aid for Ukraine on Monday, part of a 90 million euro package"
        " announced in May.",
        [(12e6, 90e6, [])],
    ),
    (
        "Japan transferred 2 billion dollars to Ukraine on Monday as part of the G7 loan of 50 billion dollars.",
        [(2e9, 50e9, [])],
    ),
    (
        "The IMF completed the sixth review of its $9 billion programme for Ukraine on Monday and released"
        " $400 million.",
        [(400e6, 9e9, [])],
    ),
    ("Spain pledged 80 million euros to Ukraine and Moldova on Monday.", [(80e6, None, ["MD"])]),
    ("Spain pledged 80 million euros to Ukraine on Monday, and Moldova welcomed it.", [(80e6, None, [])]),
    (
        "Finland paid Ukraine 40 million euros on Monday, on top of the 300 million euros in aid of last year.",
        [(40e6, None, []), (300e6, None, [])],
    ),
]


@pytest.mark.parametrize(("body", "expected"), PARTS, ids=[body[:40] for body, _ in PARTS])
def test_parts_name_their_whole_and_shared_sums_their_states(body: str, expected: list[tuple]) -> None:
    assert [(c.amount, c.part_of_amount, c.shared_with) for c in read(body)[1]] == expected
    assert all(c.is_part == (c.part_of_amount is not None) for c in read(body)[1])


def test_who_is_at_war_does_not_take_what_russia_gets() -> None:
    assert sums("Iran handed 90 rockets to Russia for its war against Ukraine on Monday.") == [("IR", "RU", None, None)]
    assert sums("Iran spoke of the war in Ukraine with Russia on Monday, and of 90 rockets.") == []


def test_the_total_that_a_package_brings_makes_it_no_total() -> None:
    body = (
        "Latvia announced 20 million euros in military aid for Ukraine on Monday, raising its total support to"
        " 900 million euros since the start of the invasion."
    )
    assert [(c.amount, c.is_cumulative) for c in read(body)[1]] == [(20e6, False), (900e6, True)]


@pytest.mark.parametrize(
    "body, wanted",
    [
        # a known whole, of which a payment is the news; a new package is news itself
        ("From its 900 million euro package for Ukraine, Finland transferred 40 million euros on Monday.", [40e6]),
        ("Sweden disbursed 300 million euros to Kyiv on Monday out of the 2 billion euro facility.", [300e6]),
        ("Of a new 900 million euro package for Ukraine, 40 million will go to schools, Finland said.", [900e6, 40e6]),
        # what "Ukraine's allies" give is for Ukraine
        (
            "Ukraine's Nordic partners pledged 3 billion euros this year, including 200 million for its drones.",
            [3e9, 200e6],
        ),
        # what raises a total is a package beside it
        ("Monday's pledge of 40 million euros brings Estonia's aid for Ukraine to 600 million euros.", [40e6, 600e6]),
        ("A fine of 40 million euros takes the losses of Ukraine's railways to 600 million euros.", []),
    ],
)
def test_a_payment_its_package_and_the_total(body: str, wanted: list[float]) -> None:
    assert [c.amount for c in read(body)[1]] == wanted


@pytest.mark.parametrize(
    "body, wanted",
    [
        (
            "Pledges for Ukraine on Monday: Denmark - 40 million kroner, Ireland - 20 million euros.",
            [("DK", 40e6, "announced", []), ("IE", 20e6, "announced", [])],
        ),
        (
            "Sent to Ukraine on Monday: two ambulances from Ireland, 30 generators from Portugal.",
            [("IE", None, "delivered", ["two ambulances"]), ("PT", None, "delivered", ["30 generators"])],
        ),
        (
            "Military aid promised to Ukraine on Monday:\n- Spain: 40 million euros\n- Finland: six mortars",
            [("ES", 40e6, "announced", []), ("FI", None, "announced", ["six mortars"])],
        ),
        ("Lost by Ukraine on Monday: two Leopard tanks from Germany, three howitzers from France.", []),
        ("Bought by Ukraine on Monday: gas for 40 million euros from Poland, coal for 2 million euros from Spain.", []),
    ],
)
def test_entries_of_a_list_take_what_its_heading_tells(body: str, wanted: list[tuple]) -> None:
    claims = read(body)[1]
    assert [(c.donor, c.amount, c.status, c.items) for c in claims] == wanted
    assert {c.announced_date for c in claims} <= {dt.date(2025, 9, 8)}


GIFTS_WITHOUT_A_SUM = [
    ("Zelensky thanked Croatia for nine helicopters on Monday.", [("HR", ["nine helicopters"])]),
    ("We are grateful to Latvia and Malta for committing to send howitzers to Ukraine.", [("LV", None), ("MT", None)]),
    ("Ukraine has received its first Gripen jets.", [(None, ["first Gripen jets"])]),
    ("Two Danish minehunters will be transferred to the Ukrainian navy.", [("DK", ["Two Danish minehunters"])]),
    ("Eleven states pledged to send over 120 Leopard tanks to Ukraine.", [(None, ["over 120 Leopard tanks"])]),
    ("A shipment of 18 power transformers from Slovenia has arrived in Ukraine.", [("SI", ["18 power transformers"])]),
    ("Italy is ready to help. It is providing Ukraine with anti-tank weapons.", [("IT", ["anti-tank weapons"])]),
    ("Romania will hand over six bridges to the Ukrainian army.", [("RO", ["six bridges"])]),
    ("Taiwan has sent 4,000 tablets of iodine to Ukraine.", [("TW", ["4,000 tablets"])]),
    ("Belgium will train Ukrainian crews and give them 40 armoured carriers.", [("BE", ["40 armoured carriers"])]),
    ("Austria will send Ukraine armoured ambulances.", [("AT", ["armoured ambulances"])]),
    ("Pyongyang sent 900 containers of shells to Russia for its war on Ukraine.", [("KP", None)]),
    ("I am proud to announce a new package of arms for Ukraine, Pedro Sanchez said.", [("ES", None)]),
    # whom nobody has given anything
    ("Washington committed two aircraft carriers to the region, as it helps Ukraine.", []),
    ("Zelensky thanked Croatia for its kind words on Monday.", []),
    ("Keir Starmer will push allies to provide Ukraine with long-range missiles.", []),
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), GIFTS_WITHOUT_A_SUM, ids=[body[:40] for body, _ in GIFTS_WITHOUT_A_SUM])
def test_who_gives_what_without_a_sum(body: str, expected: list[tuple[str | None, list[str] | None]]) -> None:
    claims = read(body)[1]
    assert [c.donor for c in claims] == [donor for donor, _ in expected]
    assert all(items is None or c.items == items for c, (_, items) in zip(claims, expected, strict=True))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # in a text about aid, a sum that no word gives another end is aid; budgets, differences and prices have one
        (
            "Spain announced new aid for Ukraine on Monday. Another 3 million euros is planned for schools.",
            [("ES", 3e6, "EUR")],
        ),
        ("Spain announced new aid for Ukraine on Monday. Its defence budget will grow by 3 billion euros.", []),
        (
            "Spain announced new aid for Ukraine on Monday. Its help for farmers was cut by 3 million euros.",
            [],
        ),
        ("Spain announced new aid for Ukraine on Monday. A further 3 million euros in Moldova is for roads.", []),
        # the currency's state gives nothing; a share by who gives it
        (
            "Ukraine received 4 billion US dollars in aid: three billion is from the World Bank, one billion is Japan.",
            [("WB", 4e9, "USD"), ("WB", 3e9, "USD"), ("JP", 1e9, "USD")],
        ),
        # a sum in brackets behind its noun is the same sum
        ("Sweden announced a 2 billion kronor package (£160 million) for Ukraine.", [("SE", 2e9, "SEK")]),
        # the government that speaks at home means its own dollars
        (
            "Australia will give Ukraine a further $12 million, a minister said in Canberra.",
            [("AU", 12e6, "AUD")],
        ),
        # whom the thanked one is giving for; who plans is not who comments
        (
            "NATO's secretary general thanked Canada for the 30 million euros of shells that it is giving Ukraine.",
            [("CA", 30e6, "EUR")],
        ),
        ("Austria's minister mocked the plan of Spain to lend Ukraine 70 million euros.", [("ES", 70e6, "EUR")]),
        (
            "Portugal, a member since its foundation, announced aid of 9 million euros for Ukraine.",
            [("PT", 9e6, "EUR")],
        ),
        ("Norwegian aid for Ukraine since the invasion adds up to 8 billion euros, Oslo said.", [("NO", 8e9, "EUR")]),
        ("Western governments froze 40 billion euros of a bank after the invasion of Ukraine.", []),
        ("The White House sent Congress a request for 9 billion dollars in aid for Ukraine.", [("US", 9e9, "USD")]),
        ("Poland set aside 90 million euros for the housing of Ukrainian refugees in Poland.", []),
    ],
)
def test_what_else_the_words_around_a_sum_tell(body: str, expected: list[tuple[str, float, str]]) -> None:
    assert [(c.donor, c.amount, c.currency) for c in read(body)[1]] == expected


def test_a_receiver_behind_a_list_is_the_sums() -> None:
    body = "Congress passed a bill that will give 9 billion dollars in arms, food and budget support for Ukraine."
    assert sums(body) == [("US", "UA", 9e9, "USD")]


def test_what_is_set_aside_is_allocated_and_what_has_reached_somebody_is_no_total() -> None:
    assert read("Greece has set aside 30 million euros for Ukraine.")[1][0].status == "allocated"
    assert not read("Shells worth 60 million euros, paid for by Spain, have reached Ukraine.")[1][0].is_cumulative


STAGES = [
    ("Croatia announced on Monday that 6 million euros of aid for Ukraine had been paid.", "delivered"),
    ("Croatia announced on Monday that 6 million euros of aid for Ukraine would be paid.", "announced"),
    ("Croatia agreed on Monday to lend Ukraine 6 million euros.", "announced"),
    ("Croatia scrapped a 6 million euro package of aid for Ukraine on Monday.", "suspended"),
]


@pytest.mark.parametrize(("body", "status"), STAGES, ids=[body[:40] for body, _ in STAGES])
def test_what_is_paid_is_told_from_what_is_promised(body: str, status: str) -> None:
    assert [c.status for c in read(body)[1]] == [status]


def test_the_day_of_payment_is_not_the_day_of_announcement() -> None:
    (claim,) = read("Latvia announced 9 million euros for Ukraine, to be paid on 1 March 2031.")[1]
    assert (claim.amount, claim.announced_date) == (9e6, None)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "Blinken authorised a 31st drawdown of arms for Ukraine since 2021, valued at $425 million.",
            [(425e6, False)],
        ),
        (
            "The $600 million package brings total U.S. aid to Ukraine to $20 billion since the invasion.",
            [(600e6, False), (20e9, True)],
        ),
        ("The United States has sent Ukraine arms worth $20 billion since the invasion.", [(20e9, True)]),
        ("The European Commission has today paid €1.5 billion to Ukraine.", [(1.5e9, False)]),
        ("The European Commission has paid more than €1.5 billion to Ukraine.", [(1.5e9, True)]),
        (
            "EU leaders reached an agreement on Friday to provide Ukraine with a loan of 90 billion euros.",
            [(90e9, False)],
        ),
        ("Packages have followed since Congress approved $61 billion in aid for Ukraine.", [(61e9, False)]),
    ],
)
def test_one_of_many_packages_is_no_running_total(body, expected):
    assert [(c.amount, c.is_cumulative) for c in read(body)[1]] == expected


def test_a_sum_in_brackets_repeats_the_one_before_whatever_qualifies_it():
    assert sums("Ukraine will receive $1.5 billion (over 138 billion rubles) from the World Bank.") == [
        ("WB", "UA", 1.5e9, "USD")
    ]
