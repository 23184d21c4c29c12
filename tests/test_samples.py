"""The bundled sample articles: sourced, our own, varied enough for each chart, labelled by sentences that they hold."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter, defaultdict
from itertools import chain
from pathlib import Path

import pytest
from sample_texts import SAMPLES, sample_files, texts, visible

from evaluation.scoring import read_labels
from ingest.core.documents import META_FIELDS

#: A run of this many words in common with somebody's text is hardly chance; names with their offices ("the president
#: of the European Commission, Ursula von der Leyen") make runs of up to ten.
RUN_OF_WORDS = 12

KINDS = ("strikes", "interceptions", "aid", "meetings")
MONTHS = [f"{year}-{month:02}" for year in (2024, 2025) for month in range(1, 13)]

WEAPONS = {"drone", "missile", "cruise_missile", "ballistic_missile", "glide_bomb", "artillery", "rocket", "other"}
TARGETS = {
    *("energy", "residential", "civilian", "military", "industrial", "oil_refinery", "oil_depot", "logistics"),
    *("transport", "port", "infrastructure", "medical", "education", "government", "other", None),
}
AID_TYPES = {"military", "financial", "humanitarian", "energy", "reconstruction", "mixed", None}
#: The numbers that the samples give in words.
SPELLED = {
    1: "one",
    2: "two",
    3: "three",
    4: "four",
    5: "five",
    6: "six",
    7: "seven",
    8: "eight",
    9: "nine",
    10: "ten",
    11: "eleven",
    12: "twelve|dozen",
    14: "fourteen",
    18: "eighteen",
    19: "nineteen",
    20: "twenty",
    24: "twenty-four",
    27: "twenty-seven",
    28: "twenty-eight",
    31: "thirty-one",
    33: "thirty-three",
    48: "forty-eight",
    51: "fifty-one",
    61: "sixty-one",
    63: "sixty-three",
}
STATUSES = {"held", "ongoing", "planned", "postponed", "cancelled", "denied"}


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


def sources() -> list[dict[str, str]]:
    with (SAMPLES / "SOURCES.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def labelled_rows(kind: str) -> list[dict]:
    return [row for document in read_labels() for row in document[kind]]


def test_there_are_about_forty_in_three_formats() -> None:
    formats = Counter(file.suffix for file in sample_files())
    assert 38 <= sum(formats.values()) <= 52
    assert formats[".html"] >= 10
    assert formats[".jsonl"] == 1


def test_the_folder_says_that_they_are_ours() -> None:
    readme = (SAMPLES / "README.md").read_text(encoding="utf-8")
    assert "written for this project" in readme
    assert "Apache-2.0" in readme


def test_every_file_has_its_sources_and_no_source_is_orphaned() -> None:
    assert {row["file"] for row in sources()} == {file.name for file in sample_files()}


def test_every_source_says_what_who_and_when() -> None:
    for row in sources():
        assert all(row.values()), row
        assert re.fullmatch(r"20(23|24|25)-\d\d-\d\d", row["source_date"]), row


def test_every_line_of_the_dump_has_its_source() -> None:
    cited = {
        match for row in sources() if row["file"].endswith(".jsonl") for match in re.findall(r"#L\d+", row["figure"])
    }
    assert cited == {name[name.index("#") :] for name in texts() if "#" in name}


def test_sidecars_belong_to_a_text_and_hold_known_fields() -> None:
    sidecars = sorted(SAMPLES.glob("*.meta.json"))
    assert len(sidecars) >= 8
    for sidecar in sidecars:
        assert sidecar.with_name(sidecar.name.replace(".meta.json", ".txt")).is_file(), sidecar.name
        meta = json.loads(sidecar.read_text(encoding="utf-8"))
        assert set(meta) <= set(META_FIELDS), sidecar.name
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", meta["published"]), sidecar.name


def test_texts_are_as_long_as_news() -> None:
    for name, text in texts().items():
        low = 40 if "#" in name else 80
        assert low <= len(words(text)) <= 350, f"{name} has {len(words(text))} words"


def test_nobody_is_quoted() -> None:
    # A quotation would be either somebody's words, which are not ours, or invented, which is worse.
    for name, text in texts().items():
        for quoted in re.findall(r"[“\"]([^”\"\n]+)[”\"]", text):
            assert len(quoted.split()) <= 6 or "Continue" in text, f"{name} quotes: {quoted}"


def test_outlets_are_invented() -> None:
    addresses = set(
        re.findall(r"https?://([\w.-]+)", "".join(file.read_text(encoding="utf-8") for file in sample_files()))
    )
    addresses |= {
        json.loads(file.read_text(encoding="utf-8")).get("url", "https://x.example").split("/")[2]
        for file in SAMPLES.glob("*.meta.json")
    }
    real = {a for a in addresses if not a.endswith(".example") and a not in ("schema.org",)}
    assert real == set()


def test_labels_cover_every_document_once() -> None:
    ids = [document["id"] for document in read_labels()]
    assert sorted(ids) == sorted(texts())


def test_every_evidence_sentence_stands_in_its_text() -> None:
    for document in read_labels():
        text = " ".join(texts()[document["id"]].split())
        for row in chain.from_iterable(document[kind] for kind in KINDS):
            for sentence in (row["evidence"], *row.get("evidence_more", [])):
                assert sentence in text, f"{document['id']}: {sentence}"


def test_labels_use_the_codes_of_the_contract() -> None:
    for row in labelled_rows("strikes"):
        assert set(row["weapons"]) <= WEAPONS, row
        assert row["target_type"] in TARGETS, row
        assert row["attacker"] in ("RU", "UA"), row
        assert row["place"] or row["admin1"] or row.get("optional") or row["target_type"] == "military", row
    for row in labelled_rows("interceptions"):
        assert row["weapon"] in WEAPONS, row
        assert row["intercepted"] is not None, row
        assert row["launched"] is None or row["intercepted"] <= row["launched"], row
    for row in labelled_rows("aid"):
        assert row["kind"] in AID_TYPES, row
        assert (row["amount"] is None) == (row["currency"] is None), row
        assert row["amount"] or row["items"] or row.get("optional"), row
    for row in labelled_rows("meetings"):
        assert row["status"] in STATUSES, row


def test_numbers_of_labels_stand_in_the_text_as_digits_or_words() -> None:
    # A slip of the pen in a label would be measured as an error of the reader.
    # told without the number: "a young woman and her baby", "both men", "three sailors" and "a man"
    told_otherwise = {
        ("39-september-notebook.txt", 2),
        ("12-moscow-drone-night.txt", 2),
        ("41-harbour-and-houses.txt", 4),
    }
    for document in read_labels():
        text = texts()[document["id"]].casefold()
        for row in chain(document["strikes"], document["interceptions"]):
            for key in ("killed", "wounded", "launched", "intercepted"):
                number = row.get(key)
                if not number or (document["id"], number) in told_otherwise:
                    continue
                shown = re.search(rf"(?<![\d.,]){number}(?![\d]|[.,]\d)", text)
                told = number in SPELLED and re.search(rf"\b(?:{SPELLED[number]})\b", text)
                one = number == 1 and re.search(r"\b(an?|the) (\S+ ){0,2}(man|woman|child|person|guard)\b", text)
                everything = key == "launched" and row["intercepted"] == number
                assert shown or told or one or everything, f"{document['id']}: {key} {number}"


def test_every_month_has_an_event_and_each_kind_is_spread() -> None:
    months: dict[str, set[str]] = defaultdict(set)
    for document in read_labels():
        for kind in KINDS:
            months[kind] |= {(row["date"] or "")[:7] for row in document[kind]} & set(MONTHS)
    assert set().union(*months.values()) == set(MONTHS)
    assert len(months["strikes"]) >= 18
    assert len(months["interceptions"]) >= 18
    assert len(months["aid"]) >= 14
    assert len(months["meetings"]) >= 14


def test_every_chart_has_something_to_show() -> None:
    strikes = labelled_rows("strikes")
    assert len({row["admin1"] for row in strikes if row["attacker"] == "RU"}) >= 14
    assert len({row["admin1"] for row in strikes if row["attacker"] == "UA"}) >= 10
    assert len({row["target_type"] for row in strikes}) >= 10
    assert {weapon for row in strikes for weapon in row["weapons"]} >= {
        *("drone", "missile", "ballistic_missile", "cruise_missile", "glide_bomb", "artillery"),
    }
    counts = labelled_rows("interceptions")
    assert Counter(row["defender"] for row in counts)["RU"] >= 6
    assert {row["weapon"] for row in counts} >= {"drone", "missile", "cruise_missile", "ballistic_missile"}
    aid = labelled_rows("aid")
    assert len({row["donor"] for row in aid if row["donor"]}) >= 12
    assert {row["currency"] for row in aid} >= {"USD", "EUR", "GBP", "NOK", "SEK", "DKK", "CAD", "JPY", "AUD"}
    assert {row["kind"] for row in aid} >= {"military", "financial", "humanitarian", "energy"}
    assert {row.get("status") for row in aid} >= {"suspended", "resumed", "planned"}
    assert any(row["cumulative"] for row in aid)
    assert any(row["donor"] == "KP" and row["recipient"] == "RU" for row in aid)
    meetings = labelled_rows("meetings")
    assert {row["status"] for row in meetings} >= {"held", "planned", "postponed", "cancelled"}
    assert {row["kind"] for row in meetings} >= {"visit", "call", "summit", "bilateral", "multilateral", "talks"}


def test_events_are_told_more_than_once_with_a_rising_toll() -> None:
    tolls: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for document in read_labels():
        for row in document["strikes"]:
            if row["date"] and row["place"] and row["killed"] and not row.get("background"):
                tolls[row["date"], row["place"]][document["id"]] = row["killed"]
    told_again = {event: list(kills.values()) for event, kills in tolls.items() if len(kills) > 1}
    assert len(told_again) >= 8
    assert sum(len(set(kills)) > 1 for kills in told_again.values()) >= 8


def test_some_texts_have_no_year_and_some_no_date() -> None:
    documents = read_labels()
    assert sum(any(row.get("year_inferred") for row in document["strikes"]) for document in documents) >= 4
    assert sum(document["published"] is None for document in documents) >= 4


def test_some_texts_are_about_something_else() -> None:
    empty = [document["id"] for document in read_labels() if not any(document[kind] for kind in KINDS)]
    assert len(empty) >= 3


def test_no_run_of_words_is_shared_with_the_outside_corpus(corpus: Path) -> None:
    ours: dict[tuple[str, ...], str] = {}
    for name, text in texts().items():
        each = words(text)
        ours |= {tuple(each[i : i + RUN_OF_WORDS]): name for i in range(len(each) - RUN_OF_WORDS + 1)}
    assert len(ours) > 5_000
    for file in sorted(
        p for p in corpus.rglob("*") if p.suffix in (".txt", ".html", ".jsonl", ".xml", ".rss", ".atom")
    ):
        if "gold" in file.name:
            continue
        theirs = words(visible(file.read_text(encoding="utf-8", errors="replace").replace("\\n", " ")))
        for i in range(len(theirs) - RUN_OF_WORDS + 1):
            run = tuple(theirs[i : i + RUN_OF_WORDS])
            if run in ours:
                pytest.fail(f"{ours[run]} shares with {file.name}: {' '.join(run)}")
