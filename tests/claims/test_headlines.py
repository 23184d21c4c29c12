"""What only a headline tells is read, once, and is quoted from the body."""

from __future__ import annotations

import json

import pytest

from ingest.articles import read_document
from ingest.claims import read_claims
from ingest.core.documents import Article, Document

DAY = "2025-03-03"


def read(title: str, text: str, kind: str) -> tuple[Article, dict[str, list[dict]]]:
    """The article of a record, a page or a text with its headline, and its claims."""
    page = f"<!doctype html><html><head><title>{title}</title></head><body><h1>{title}</h1><p>{text}</p></body></html>"
    documents = {
        "record": Document("a.json", json.dumps({"title": title, "text": text, "published": DAY}).encode()),
        "page": Document("a.html", page.encode(), meta={"published": DAY}),
        "text": Document("a.txt", f"{title}\n\n{text}\n".encode(), meta={"published": DAY}),
        "sidecar": Document("a.txt", text.encode(), meta={"published": DAY, "title": title}),
    }
    (article,), rejections = read_document(documents[kind])
    assert not rejections and article.title == title
    return article, read_claims(article).rows(article)


@pytest.mark.parametrize("kind", ["record", "page", "text", "sidecar"])
def test_facts_that_only_the_title_tells(kind: str) -> None:
    title = "Russian drone kills two in Nikopol"
    text = "The attack came at about eight in the morning, and the dead were a couple, the head of the district said."
    article, claims = read(title, text, kind)
    assert [(row["place"], row["killed"]) for row in claims["strikes"]] == [("Nikopol", 2)]
    row = claims["strikes"][0]
    assert row["quote"] == title == article.body[row["char_start"] : row["char_end"]]

    title = "Ukraine downs 71 of 103 Russian drones overnight"
    text = "The air force published its report on Monday morning. Fires were put out by rescuers within the hour."
    _, claims = read(title, text, kind)
    counts = [(row["launched"], row["intercepted"], row["quote"]) for row in claims["interceptions"]]
    assert counts == [(103, 71, title)]

    title = "Norway gives Ukraine $50 million for air defence"
    text = "The decision was made public on Monday in Oslo. The ministry will choose suppliers within a month, it said."
    _, claims = read(title, text, kind)
    assert [(row["donor"], row["amount"], row["quote"]) for row in claims["aid_packages"]] == [("NO", 50e6, title)]

    title = "Zelensky meets Macron in Paris"
    text = "The two presidents spoke for an hour on Monday. They discussed air defence, the palace said afterwards."
    _, claims = read(title, text, kind)
    assert [(row["place"], row["quote"]) for row in claims["meetings"]] == [("Paris", title)]


@pytest.mark.parametrize("kind", ["record", "page", "text", "sidecar"])
def test_title_and_text_that_tell_the_same_are_one_claim(kind: str) -> None:
    text = "A Russian drone killed two people in Nikopol on Monday morning, the head of the district said on Telegram."
    _, claims = read("Russian drone kills two in Nikopol", text, kind)
    assert [(row["place"], row["killed"], row["quote"]) for row in claims["strikes"]] == [("Nikopol", 2, text)]
    text = "The air force shot down 71 of 103 Russian drones overnight into Monday, it said in its morning report."
    _, claims = read("Ukraine downs 71 of 103 Russian drones overnight", text, kind)
    assert [(row["launched"], row["intercepted"]) for row in claims["interceptions"]] == [(103, 71)]


def test_a_toll_or_a_place_that_only_the_title_has() -> None:
    text = "Russian forces shelled Kherson on Monday morning, the head of the region said. A block of flats burned."
    _, claims = read("Three killed in Russian shelling of Kherson", text, "record")
    assert [(row["place"], row["killed"]) for row in claims["strikes"]] == [("Kherson", 3)]
    quotes = [each["quote"] for row in claims["strikes"] for each in (row, *row["evidence"])]
    assert "Three killed in Russian shelling of Kherson" in quotes
    _, claims = read("Russian missile kills four in Odesa; shells hit Kherson", text, "record")
    assert {row["place"]: row["killed"] for row in claims["strikes"]}["Kherson"] is None


def test_the_text_has_the_last_word_on_tolls_and_towns() -> None:
    text = "A Russian missile hit Kupiansk on Monday, killing three people, the head of the Kharkiv region said."
    _, claims = read("Russian missile kills two in Kharkiv region", text, "record")
    assert [(row["place"], row["killed"]) for row in claims["strikes"]] == [("Kupiansk", 3)]


def test_a_message_whose_first_line_is_a_sentence_is_read_as_text() -> None:
    first = "A Russian drone killed two people in Nikopol on Monday morning."
    _, claims = read(first, "Doctors are treating another man, and crews are at work in the street.", "record")
    assert [(row["place"], row["killed"]) for row in claims["strikes"]] == [("Nikopol", 2)]


def test_a_dateline_stands_behind_the_headline() -> None:
    text = "KYIV, March 1: Russian forces struck a mill in Nikopol overnight, killing two people, the governor said."
    for title in ("Two die in Nikopol as a mill burns", "Report"):
        _, claims = read(title, text, "record")
        assert [(row["place"], str(row["event_date"])) for row in claims["strikes"]] == [("Nikopol", "2025-03-01")]
