"""Pages with traps: where a story stands, what surrounds it, what is no story, which date is the publication's."""

from __future__ import annotations

import datetime as dt

import pytest

from ingest.articles import read_document
from ingest.core.documents import Article, Document, Rejection

TITLE = "Boarding house hit in Chuhuiv"
LEAD = (
    "A drone flew into a boarding house in Chuhuiv before dawn on Friday, killing 2 people and wounding 5, "
    "the mayor said."
)
MIDDLE = (
    "Crews carried hoses up four floors and cleared the stairs by noon. The guests were taken to a gymnasium nearby, "
    "where neighbours brought soup, dry clothes and beds for the families that had lost theirs."
)
END = "The mayor added that the roofs of eleven more houses were damaged and that the water ran again by the evening."
HEADING = f"<h1>{TITLE}</h1>"
STORY = f"<p>{LEAD}</p><p>{MIDDLE}</p><p>{END}</p>"
BODY = [TITLE, LEAD, MIDDLE, END]


def page(body: str, head: str = "", title: str = TITLE) -> str:
    return (
        f"<!doctype html><html lang=en><head><title>{title}</title>{head}</head><body><nav><a href=/>Home</a></nav>"
        f"{body}<footer><p>© 2019 Example. Site updated 12.01.2019</p></footer></body></html>"
    )


def read(text: str, uri: str = "https://outlet.example/story", **meta: str) -> tuple[list[Article], list[Rejection]]:
    media_type = "text/html; charset=utf-8" if "<" in text else "text/plain; charset=utf-8"
    return read_document(Document(uri, text.encode(), media_type=media_type, meta=meta))


def only(text: str, uri: str = "https://outlet.example/story", **meta: str) -> Article:
    articles, rejections = read(text, uri, **meta)
    assert len(articles) == 1 and not rejections, rejections
    return articles[0]


@pytest.mark.parametrize(
    "body",
    [
        f"<nav>{HEADING}{STORY}</nav>",
        f'<footer class="wrap">{HEADING}{STORY}</footer>',
        f'<aside class="content">{HEADING}{STORY}</aside>',
        f'<form id="aspnet">{HEADING}{STORY}</form>',
        f'<div class="sidebar-story related">{HEADING}{STORY}</div>',
        f'<div style="display:none">{HEADING}{STORY}</div>',
        f"<div>{HEADING}<div>{LEAD}</div><div>{MIDDLE}</div><div>{END}</div></div>",
        f"<table><tr><td>{HEADING}{STORY}</td></tr></table>",
    ],
)
def test_the_story_is_found_by_its_prose_wherever_it_stands(body: str):
    article = only(page(body))
    assert article.body.split("\n\n") == BODY
    assert (article.body_share, article.is_stub) == (1.0, False)


@pytest.mark.parametrize(
    "widget",
    [
        '<p><a href="/z">Read also: Nine people died in Kharkiv on Monday, the mayor of the city said.</a></p>',
        '<p><a href="/z">Nine people died in Kharkiv on Monday, the mayor of the city said.</a></p>',
        '<div style="display: none"><p>Nine people died in Kharkiv on Monday, the mayor of the city said.</p></div>',
        '<figure><img src="x"><figcaption>Kharkiv, where nine died on Monday. Photo: Agency</figcaption></figure>',
        '<div class="newsletter-box"><h4>Our morning briefing</h4><p>By signing up you agree to our use of cookies for'
        " measurement and to our privacy policy.</p></div>",
        '<div class="cookie"><p>We and our 842 partners store and access information on a device.</p></div>',
        '<ul class="related"><li><a href="/q">Nine people died in Kharkiv on Monday, the mayor said.</a></li></ul>',
        '<blockquote class="twitter-tweet"><p>Nine people died in Kharkiv on Monday, I hear.</p></blockquote>',
        "<p>Read more: Nine people died in Kharkiv on Monday, mayor says</p>",
    ],
)
def test_what_stands_inside_a_story_and_is_none_of_it(widget: str):
    article = only(page(f"<article>{HEADING}<p>{LEAD}</p>{widget}<p>{MIDDLE}</p><p>{END}</p></article>"))
    assert article.body.split("\n\n") == BODY


@pytest.mark.parametrize("cue", ["Leave a Comment", "Related articles", "Privacy policy", "Most read", "Comments"])
def test_a_widget_above_or_inside_a_text_does_not_end_it(cue: str):
    above = f"{TITLE}\nMarch 7, 2025\n{cue}\n{LEAD}\n{MIDDLE}\n{END}"
    assert only(above, "story.txt").body.split("\n\n") == BODY
    rest = [f"{sentence} The mayor of Chuhuiv spoke again." for sentence in (LEAD, MIDDLE, END)]
    inside = "\n".join([TITLE, LEAD, MIDDLE, cue, *rest])
    assert only(inside, "story.txt").body.split("\n\n") == [TITLE, LEAD, MIDDLE, *rest]


def test_teasers_and_other_stories_below_an_end_cue_stay_out():
    teasers = "\n".join(
        f"Town number {n} hit\nNine people died in town number {n} on Monday, it said." for n in range(5)
    )
    other = "\n".join(
        f"Lisbon voted on Sunday and Maria Costa spoke to Antonio Silva about it, part {n}." for n in range(9)
    )
    for below in (teasers, other):
        text = f"{TITLE}\n{LEAD}\n{MIDDLE}\n{END}\nRelated articles\n{below}"
        article = only(text, "story.txt")
        assert article.body.split("\n\n") == BODY
        assert article.body_share is not None and article.body_share < 0.75


def test_a_table_and_a_list_that_carry_the_story_stay():
    table = "<table><tr><th>Town</th><th>Killed</th></tr><tr><td>Nikopol</td><td>1</td></tr></table>"
    listed = "<ul><li>Kherson: seven people wounded;</li><li>Nikopol: one killed.</li></ul>"
    article = only(page(f"<article>{HEADING}{STORY}<p>In other regions:</p>{listed}{table}</article>"))
    assert "- Kherson: seven people wounded;" in article.body and "| Nikopol | 1 |" in article.body


NO_ARTICLES = {
    "robot_check": [
        page("<h1>Just a moment...</h1><p>Confirm you are human by ticking the box. The site checks your browser.</p>"),
        page("<p>Our systems saw unusual traffic from your network. Please complete the captcha to go on.</p>"),
    ],
    "consent_wall": [
        page(
            "<h1>We value your privacy</h1><p>We and our 812 partners store cookies on your device. Click Accept to go"
            f" on to {TITLE}.</p>"
        ),
        page(
            '<div class="modal"><p>We use cookies and similar technologies to personalise ads, with your consent.</p>'
            "<p>You may accept all or reject all; our partners process personal data.</p></div>"
        ),
    ],
    "not_found": [
        page("<h1>Page not found</h1><p>The report on Ukraine that you look for has moved. Try our search.</p>"),
        page("<h1>Oops!</h1><p>We could not find the page you requested. It may have been deleted.</p>", title="404"),
        page("<h1>Gone</h1><p>This article is no longer available. Please go to our front page.</p>", title="410 Gone"),
    ],
    "forbidden": [
        page("<h1>Access Denied</h1><p>You don't have permission to access this page. Reference #18.1</p>"),
        page("<p>This content is not available in your region. We are working on it.</p>"),
    ],
    "paywall": [page(f"{HEADING}<p>Subscribe now to read the full story. Cancel anytime.</p>")],
    "index_page": [
        page(
            "".join(
                f"<div><h3><a href=/{n}>Town number {n} hit</a></h3><p>Two people died in town number {n} on Friday,"
                " the mayor said.</p></div>"
                for n in range(9)
            )
        ),
    ],
}


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in NO_ARTICLES.items() for text in texts])
def test_what_is_no_article_is_rejected_with_its_reason(code: str, text: str):
    articles, rejections = read(text)
    assert not articles and [item.reason_code for item in rejections] == [code]


def test_stories_about_cookies_and_blocked_pages_are_articles():
    law = (
        "The court ruled on Friday that the ministry's cookie banner broke the law, since it gave visitors no choice."
        " Its spokesman said that the page for personal data and consent would be changed. Access was denied to nobody."
    )
    assert only(page(f"<article><h1>Access denied to prisoners of war</h1><p>{law}</p>{STORY}</article>")).body
    assert law in only(page(f"<article>{HEADING}<p>{law}</p></article>")).body


def test_a_stub_is_kept_and_marked():
    wall = "<div><h3>This article is for subscribers</h3><p>Already have an account? Sign in to keep reading.</p></div>"
    stub = only(page(f"<article>{HEADING}<p>{LEAD}</p>{wall}</article>"))
    assert (stub.body.split("\n\n"), stub.is_stub) == ([TITLE, LEAD], True)
    whole = only(page(f"<article>{HEADING}{STORY * 5}<p>Subscribe to continue reading.</p></article>"))
    assert not whole.is_stub


@pytest.mark.parametrize(
    "text",
    [
        "Russian drones hit Chuhuiv, two killed, mayor says",
        "⚡️ Drones over Chuhuiv: two killed\n\nFive more wounded",
        "AIR RAID ALERT OVER FOR KYIV AND ITS REGION",
    ],
)
def test_a_post_that_is_all_headline_is_an_article_once(text: str):
    article = only(text, "post.txt")
    assert article.title == article.body.split("\n\n")[0] and article.body.count("Chuhuiv") == text.count("Chuhuiv")
    html = only(page("<article></article>", '<meta property="og:type" content="article">'), title=text.split("\n")[0])
    assert html.body == html.title == text.split("\n")[0]


@pytest.mark.parametrize(
    "lines",
    [
        ["Home", "News", "War", "Sport", "Contact us", "Subscribe"],
        ["Drones hit a grain store near Izmail, mayor says", "World News", "Sport", "Weather", "More about us"],
    ],
)
def test_menus_and_labels_are_no_post(lines: list[str]):
    assert read("\n".join(lines), "menu.txt")[0] == []


def test_a_list_of_headlines_that_say_what_happened_is_an_article():
    lines = [
        "Drones hit a grain store near Izmail, mayor says",
        "Ministers in Vienna put off a vote on tariffs after a long night of talks about steel and timber",
        "Two hurt in overnight shelling of Nikopol",
        "Why the price of bread rose again in spring, although the harvest was better than last year's",
        "Power is back in most of Poltava",
    ]
    assert only("\n".join(lines), "digest.txt").body == "\n\n".join(lines)


MARCH_7, MARCH_8 = dt.date(2025, 3, 7), dt.date(2025, 3, 8)
JSON_LD = (
    '<script type="application/ld+json">[{"@type": "WebSite", "datePublished": "2015-01-01"}, {"@type": "NewsArticle",'
    ' "dateModified": "2025-03-09", "datePublished": "2025-03-07T22:30:00Z"}]</script>'
)
META = '<meta property="article:published_time" content="{}">'


@pytest.mark.parametrize(
    ("head", "lines", "date", "basis"),
    [
        (JSON_LD + META.format("2025-03-05"), "", MARCH_7, "structured_data"),
        (META.format("1741334400"), "", MARCH_7, "meta"),
        (META.format("2125-03-07"), "<p>Published: 7 March 2025</p>", MARCH_7, "byline"),
        (
            '<meta property="article:modified_time" content="2025-03-09">' + META.format("2025-03-07T08:00:00+02:00"),
            "",
            MARCH_7,
            "meta",
        ),
        ("", "<p>Last updated: 9 March 2025</p><p>First published: 7 March 2025</p>", MARCH_7, "byline"),
        ("", "<p>Modified 2025-03-09 10:00 | Posted 2025-03-07 08:00</p>", MARCH_7, "byline"),
        ("", "<p>Updated: 9 March 2025</p>", dt.date(2025, 3, 9), "byline"),
        (
            "",
            '<time class="updated" datetime="2025-03-09"/><time class="published" datetime="2025-03-07"></time>',
            MARCH_7,
            "byline",
        ),
        (
            "",
            "<p>CHUHUIV, March 7, 2025 (Reuters) - The mayor of the town spoke to us on the telephone at noon.</p>",
            MARCH_7,
            "dateline",
        ),
    ],
)
def test_publication_dates_by_their_basis(head: str, lines: str, date: dt.date, basis: str):
    article = only(page(f"<article>{HEADING}{lines}{STORY}</article>", head))
    assert (article.published_at, article.published_basis, article.published_unusable) == (date, basis, None)


def test_a_date_out_of_range_is_none_and_kept_as_stated():
    for stated in ("1970-01-01T00:00:00Z", "2125-03-07", "soon"):
        article = only(page(f"<article>{HEADING}{STORY}</article>", META.format(stated)))
        assert (article.published_at, article.published_basis, article.published_unusable) == (None, "none", stated)


def test_the_order_of_the_bases():
    """Structured data before meta, address, byline and dateline: what stands first and can be read counts."""
    dateline = "<p>CHUHUIV, March 1, 2025 (Reuters) - The mayor of the town spoke to us on the telephone at noon.</p>"
    structured = JSON_LD.replace("2025-03-07T22:30:00Z", "2025-03-05")
    byline, url = "<p>Published: 2 March 2025</p>", "https://outlet.example/2025/03/03/x"
    cases = [
        (structured + META.format("2025-03-04"), byline + dateline, url, 5, "structured_data"),
        (structured.replace("2025-03-05", "soon") + META.format("2025-03-04"), byline + dateline, url, 4, "meta"),
        (META.format("2135-03-04"), byline + dateline, url, 3, "url"),
        ("", byline + dateline, "https://outlet.example/x", 2, "byline"),
        ("", dateline, "https://outlet.example/x", 1, "dateline"),
    ]
    for head, lines, address, day, basis in cases:
        article = only(page(f"<article>{HEADING}{lines}{STORY}</article>", head), url=address)
        assert (article.published_at, article.published_basis) == (dt.date(2025, 3, day), basis)


def test_a_feeds_date_out_of_range_is_kept_as_stated_and_its_offset_gives_the_day():
    for stated in ("Sun, 01 Jan 2012 10:00:00 GMT", "2052-01-01"):
        article = only(page(f"<article>{HEADING}{STORY}</article>"), published=stated)
        assert (article.published_at, article.published_basis, article.published_unusable) == (None, "none", stated)
    stated = "Fri, 07 Mar 2025 23:30:00 -0500"
    assert only(page(STORY), published=stated).published_at == MARCH_7
    assert only(page(STORY), published=stated, time_zone="Europe/Kyiv").published_at == MARCH_8


def test_the_address_dates_before_the_byline():
    text = page(f"<article>{HEADING}<p>Published: 7 March 2025</p>{STORY}</article>")
    article = only(text, "https://outlet.example/2025/03/08/x", url="https://outlet.example/2025/03/08/x")
    assert (article.published_at, article.published_basis) == (MARCH_8, "url")


def test_what_comes_with_a_document_dates_it_first():
    assert only(page(STORY), published="Fri, 07 Mar 2025 08:30:00 +0200").published_basis == "feed"
    assert only(LEAD, "story.txt", published="2025-03-07").published_basis == "sidecar"


def test_the_outlets_time_zone_turns_a_time_into_a_day():
    text = page(f"<article>{HEADING}{STORY}</article>", JSON_LD)
    assert only(text).published_at == MARCH_7
    assert only(text, time_zone="Europe/Kyiv").published_at == MARCH_8
    assert only(text, time_zone="America/New_York").published_at == MARCH_7


def test_a_text_wrapped_at_a_fixed_width_is_joined_and_its_list_kept():
    import textwrap

    items = [
        "- The ministry sends air defence systems of two kinds, with missiles for a year and crews to train on them.",
        "- It extends the training of pilots, and it pays for spare parts, fuel and the lease of two workshops abroad.",
    ]
    lines = [*textwrap.wrap(f"{LEAD} {MIDDLE} In detail:", 70), *(w for item in items for w in textwrap.wrap(item, 70))]
    article = only("\n".join(lines), "story.txt")
    assert article.body.split("\n\n") == [f"{LEAD} {MIDDLE} In detail:", *items]


def test_a_sentence_broken_at_its_links_is_joined():
    broken = (
        f"{LEAD}\nThe fire spread to the roof, the rescue service\nwrote on its channel, and two engines came.\n{END}"
    )
    body = only(broken, "story.txt").body.split("\n\n")
    assert body[1] == "The fire spread to the roof, the rescue service wrote on its channel, and two engines came."


def test_menus_above_and_lists_of_other_stories_below_stay_out():
    menu = "\n".join(f"Section {word}" for word in ("World", "Sport", "Travel", "Health", "Weather"))
    teasers = "\n".join(
        f"Town number {n} votes on its budget\nThe council of town number {n} met on Monday and …\n{n} March 2026\nNews"
        for n in range(1, 9)
    )
    article = only(f"{menu}\n{TITLE}\n{LEAD}\n{MIDDLE}\n{END}\n{teasers}", "story.txt")
    assert article.body.split("\n\n") == BODY


def test_deep_nesting_costs_no_more_than_its_length():
    import time

    deep = "<html><body>" + "<div>" * 2_000 + f"<p>{LEAD}</p>" * 15_000
    started = time.process_time()
    read(deep)
    assert time.process_time() - started < 10


def test_a_linked_subheading_between_paragraphs_is_another_story():
    linked = '<h3><a href="/2">Nine people die in a market in Kostiantynivka</a></h3>'
    article = only(page(f"<article>{HEADING}<p>{LEAD}</p>{linked}<p>{MIDDLE}</p><p>{END}</p></article>"))
    assert article.body.split("\n\n") == BODY


def test_words_that_lost_their_blank_are_parted_and_compounds_are_not():
    glued = (
        "Air defence forcesintercepted nine drones over the airfield inthe north, the spokesman said at the newspaper."
        " The forces were in the field; the drones were intercepted in the air, and the spokes of a man's wheel burned."
        " News on paper came late, and the clothes that they bathe in were lost."
    )
    body = only(f"{TITLE}\n{glued}\n{LEAD}", "story.txt").body
    assert "forces intercepted nine drones over the airfield in the north, the spokesman said at the newspaper" in body
    assert "bathe in" in body
