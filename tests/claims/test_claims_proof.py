"""No number in a claim that its own passages do not show: the rule itself, then every claim of every text at hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ingest.claims.model import Claims, InterceptionClaim, Span, StrikeClaim
from ingest.claims.proof import COUNTS, prove, unshown
from ingest.core.documents import Document
from ingest.core.results import CLAIM_KINDS
from ingest.pipeline.parallel import read_one
from ingest.sources.folder import read_paths

SAMPLES = Path(__file__).parent.parent.parent / "ingest" / "samples"


def row(quote: str, *evidence: str, **numbers: float) -> dict[str, Any]:
    return {"quote": quote, "evidence": [{"quote": each} for each in evidence], **numbers}


@pytest.mark.parametrize(
    ("quote", "numbers"),
    [
        ("Seven people were killed and 1,200 were hurt.", {"killed": 7, "wounded": 1200}),
        ("Half a dozen men died; two dozen were wounded.", {"killed": 6, "wounded": 24}),
        ("One hundred and five people were injured.", {"wounded": 105}),
        ("A woman was killed and her two sons were hurt.", {"killed": 1, "wounded": 2}),
        ("A man, his wife and two children were killed.", {"killed": 4}),
        ("A married couple died in their house.", {"killed": 2}),
        ("There were no casualties.", {"killed": 0, "wounded": 0}),
        ("All 29 drones were downed.", {"launched": 29, "intercepted": 29, "shot_down": 29}),
        ("57 were shot down and 39 were jammed.", {"intercepted": 96, "shot_down": 57, "suppressed": 39}),
        ("Oslo gives 2.7 billion kroner.", {"amount": 2.7e9}),
        ("Half a billion euros will follow.", {"amount": 5e8}),
        ("The sum is $11 billion 700 million.", {"amount": 11.7e9}),
        ("The bank lends €1,500,000.", {"amount": 1.5e6}),
        ("The bank lends €1.5 mıllİon.", {"amount": 1.5e6}),
        ("The sum is $11 billıon 700 mıllıon.", {"amount": 11.7e9}),
        ("The driver was killed and Ann Lee, nurse of the ward, died.", {"killed": 1}),
        ("Shelling killed Ann Lee.", {"killed": 1}),
        ("Ann Lee, a nurse, and at least eight people were killed.", {"killed": 9}),
        ("Lee died when Kyiv burned.", {"killed": 1}),
        ("Mr Lee, 55, who kept a shop, was killed alongside others.", {"killed": 1}),
        ("A 35–year–old man and his four–year–old son were killed.", {"killed": 2}),
        ("Shelling wounded the guard.", {"wounded": 1}),
        ("They say that the ballistic missile had been downed.", {"intercepted": 1}),
        ("Some 3 dozenſ were hurt.", {"wounded": 36}),
    ],
)
def test_numbers_that_a_passage_shows(quote: str, numbers: dict[str, float]) -> None:
    assert unshown(row(quote, **numbers)) == []


@pytest.mark.parametrize(
    ("quote", "numbers"),
    [
        ("Seven people were killed.", {"killed": 8}),
        ("A 45-year-old man was killed.", {"killed": 45}),
        ("Ivan, 52, was hurt in the raid of 14 May 2024.", {"wounded": 52}),
        ("The raid of 14 May 2024 killed people.", {"killed": 14}),
        ("A woman and her son were hurt.", {"wounded": 3}),
        ("Dozens were wounded.", {"wounded": 24}),
        ("Shelling killed the firemen of Sumy.", {"killed": 1}),
        ("They shot at Kyiv Oblast and killed people.", {"killed": 1}),
        ("People died in Kyiv when Kharkiv was hit.", {"killed": 1}),
        ("The drones were downed after the drone attack.", {"intercepted": 1}),
        ("Mr Lee said that some were hurt.", {"wounded": 1}),
        ("People were killed.", {"killed": 0}),
        ("Some of the drones were downed.", {"launched": 12}),
        ("57 were shot down and 39 were jammed.", {"intercepted": 97, "shot_down": 57, "suppressed": 39}),
        ("Oslo gives 2.7 billion kroner.", {"amount": 2.8e9}),
        ("The rocket flew 70 km and 20% of it was left.", {"killed": 70, "wounded": 20}),
    ],
)
def test_numbers_that_no_passage_shows(quote: str, numbers: dict[str, float]) -> None:
    assert set(unshown(row(quote, **numbers))) & set(numbers)


def test_the_evidence_shows_what_the_quote_does_not() -> None:
    bare = row("A drone hit Sumy.", killed=3)
    assert unshown(bare) == ["killed"]
    assert unshown(row("A drone hit Sumy.", "The toll rose to three.", killed=3)) == []


@pytest.mark.parametrize(
    "text",
    [
        "Ukrainian officials said ning peorle, including three children, had been killed in Russian attacks near Kyiv.",
        "A drone hit Kursk, officials said. Supplies were short and in Kursk, Western the died and Russia has far.",
        "A strike hit Crimea, Ukraine said on Monday.\n\nFeodosia be killed.",
        "Officials did not say whether the intercontinental ballIsuic missile (ICBM) had been downed over Kyiv.",
    ],
)
def test_broken_text_makes_no_number_that_it_does_not_show(text: str) -> None:
    (article,) = read_one(Document("x.txt", f"News of the war\n\n{text}".encode())).articles
    assert [unshown(claim) for rows in article.claims.values() for claim in rows if unshown(claim)] == []


def test_a_number_that_no_passage_shows_is_left_out_and_named() -> None:
    body = "A drone hit Sumy and killed two. They downed some of them."
    strike = StrikeClaim(Span(0, 32), killed=2, killed_qualifier="exact", wounded=5, wounded_qualifier="about")
    downed = InterceptionClaim(Span(33, len(body)), intercepted=5, intercepted_qualifier="exact")
    claims = Claims(strikes=[strike], interceptions=[downed])
    prove(claims, body)
    assert (strike.killed, strike.killed_qualifier, strike.wounded, strike.wounded_qualifier) == (
        2,
        "exact",
        None,
        None,
    )
    assert claims.interceptions == []
    assert claims.unshown == ["strike wounded = 5", "interception intercepted = 5"]


def test_a_number_that_is_left_out_is_reported_with_its_document() -> None:
    text = "Drones hit Sumy on Monday. Lee put the number(of injured at 8."
    read = read_one(Document("x.txt", f"News of the war\n\n{text}".encode()))
    (rejection,) = read.rejections
    assert rejection.reason == "no passage of article 0 shows, and so was left out: strike wounded = 1"
    assert [(c["place"], c["wounded"]) for c in read.articles[0].claims["strikes"]] == [("Sumy", None)]


def _claims(documents: Iterator[Document]) -> Iterator[tuple[str, dict[str, Any]]]:
    for document in documents:
        for article in read_one(document).articles:
            for kind in CLAIM_KINDS:
                for claim in article.claims[kind]:
                    yield document.source_uri, claim


def _documents(*paths: Path) -> Iterator[Document]:
    for document in read_paths(paths, max_bytes=50_000_000):
        assert isinstance(document, Document)
        yield document


def test_every_number_of_the_samples_is_shown() -> None:
    claims = list(_claims(_documents(SAMPLES)))
    assert len([c for _, c in claims if any(c.get(f) is not None for f in (*COUNTS, "amount"))]) > 100
    assert [(uri, unshown(claim), claim["quote"]) for uri, claim in claims if unshown(claim)] == []


def test_the_check_notices_numbers_that_were_changed() -> None:
    noticed = changed = 0
    for _, claim in _claims(_documents(SAMPLES)):
        for field in COUNTS:
            if claim.get(field):
                changed += 1
                noticed += field in unshown({**claim, field: claim[field] + 7})
    assert changed > 150
    assert noticed / changed > 0.9


def test_every_number_of_real_articles_is_shown(corpus: Path) -> None:
    paths = [p for p in (corpus / "dev" / "articles", corpus / "fresh" / "articles", corpus / "seeds") if p.exists()]
    claims = list(_claims(_documents(*paths)))
    assert [(uri, unshown(claim)) for uri, claim in claims if unshown(claim)] == []
