"""A small published snapshot with the contract's tables, for testing the dashboard without a pipeline run.

The articles are written for these tests. `write_snapshot` makes the file, `publish` moves the pointer like a publisher.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import duckdb

from dashboards.queries import KINDS

UTC = dt.UTC
APP = Path(__file__).parents[1] / "dashboards" / "app.py"

#: Text that must reach the screen as text: HTML, script, Markdown, LaTeX, icons, directives.
HOSTILE = (
    '<img src=x onerror="window.pwned=1"><script>window.pwned=2</script> **bold** [link](javascript:alert(1)) '
    "$x^2$ :material/warning: :red[paint] `code`"
)
HOSTILE_URL = "javascript:window.pwned=3"

SCHEMA = (Path(__file__).parent / "snapshot_schema.sql").read_text(encoding="utf-8")

COUNTRIES = {
    "UA": "Ukraine", "RU": "Russia", "US": "United States", "GB": "United Kingdom", "NO": "Norway",
    "DE": "Germany", "KP": "North Korea", "EU": "European Union", "TR": "Turkey",
}  # fmt: skip

ARTICLES: dict[str, dict[str, Any]] = {
    "a-kyiv": {
        "publisher": "Dnipro Wire",
        "title": "Missiles strike Kyiv before dawn",
        "url": "https://example.org/kyiv",
        "published_at": dt.date(2025, 2, 12),
        "body": "KYIV, Feb 12 - Russia launched ballistic missiles at Kyiv early on Wednesday.\n\n"
        "One person was killed and four were wounded in the capital, its mayor Vitali Klitschko said.\n\n"
        "Air defences shot down 71 of 123 drones overnight, the air force said. Another 40 decoys were lost.",
    },
    "a-kyiv-late": {
        "publisher": "Steppe Monitor",
        "title": "Toll of the Kyiv strike rises",
        "url": "https://example.com/toll?x=1&y=2",
        "published_at": None,
        "body": "Two people died after the missile strike on Kyiv on February 12, rescuers said. Five were wounded.",
    },
    "a-refinery": {
        "publisher": "Volga Courier",
        "title": "Fire at refinery near Saratov",
        "url": None,
        "page_starts": [0, 0, 40],
        "published_at": dt.date(2025, 3, 3),
        "body_share": 0.9,
        "is_stub": True,
        "body": "Ukrainian drones hit an oil refinery near Saratov in the night to 3 March. "
        "Nobody was hurt, the governor said.",
    },
    "a-aid": {
        "publisher": "Harbour Gazette",
        "title": "London and Oslo pledge help",
        "url": "https://example.net/aid",
        "published_at": dt.date(2025, 2, 13),
        "body": "Britain will send a package worth $185 million, the ministry said on Thursday. "
        "Norway pledged $242 million.\n\n"
        "American help since 2022 adds up to $175 billion.",
    },
    "a-meeting": {
        "publisher": "Harbour Gazette",
        "title": "Leaders to meet in Munich",
        "url": "https://example.net/munich",
        "published_at": dt.date(2025, 2, 13),
        "body": "President Volodymyr Zelensky is to meet US Vice President JD Vance in Munich on Friday, "
        "his office said.",
    },
    "a-hostile": {
        "publisher": HOSTILE,
        "title": HOSTILE,
        "url": HOSTILE_URL,
        "published_at": dt.date(2025, 2, 20),
        "body": f"{HOSTILE}\n\nShelling of Kherson wounded three people on 19 February, {HOSTILE} said.\n\n"
        "=cmd|' /C calc'!A0 and a hat 🎩 before the quote.",
    },
}  # fmt: skip


_FACT_IDS = {
    "fct_strikes": "strike_id", "fct_interceptions": "interception_id", "fct_aid_packages": "aid_package_id",
    "fct_diplomatic_meetings": "meeting_id",
}  # fmt: skip


def _span(article_id: str, quote: str) -> dict[str, Any]:
    start = ARTICLES[article_id]["body"].index(quote)
    return {"quote": quote, "char_start": start, "char_end": start + len(quote)}


def _claim(claim_id: str, article_id: str, fact_id: str, quote: str, **values: Any) -> dict[str, Any]:
    more = [_span(article_id, extra) for extra in values.pop("more", ())]
    return {
        "claim_id": claim_id, "article_id": article_id, "fact_id": fact_id, "date_precision": "day",
        "year_inferred": False, "claimant_side": "unknown", "is_background": False, "evidence": more,
        "reader_version": "0.1.0", **_span(article_id, quote), **values,
    }  # fmt: skip


def _party(meeting_id: str, kind: str, participant: str, code: str | None = None) -> dict[str, Any]:
    return {
        "meeting_id": meeting_id, "participant_kind": kind, "participant": participant, "country_code": code,
        "n_claims": 1, "n_articles": 1,
    }  # fmt: skip


def _fact(**values: Any) -> dict[str, Any]:
    return {"date_precision": "day", "n_claims": 1, "n_articles": 1, "n_sources": 1, "is_disputed": False, **values}


def rows(run_id: str = "run-1", published_at: dt.datetime | None = None) -> dict[str, list[dict[str, Any]]]:
    """Every table of the fixture as rows; missing columns are null."""
    kyiv = dt.date(2025, 2, 12)
    tables: dict[str, list[dict[str, Any]]] = {
        "dim_articles": [
            {"article_id": key, "source_uri": f"{key}.txt", "source_name": "files", "language": "en", **value}
            for key, value in ARTICLES.items()
        ],
        "dim_countries": [{"country_code": code, "country_name": name} for code, name in COUNTRIES.items()],
        "strike_claims": [
            _claim("c1", "a-kyiv", "s-kyiv", "One person was killed and four were wounded in the capital",
                   event_date=kyiv, attacker_country="RU", target_country="UA", admin1="Kyiv City", place="Kyiv",
                   weapon_classes=["ballistic_missile"], killed=1, killed_qualifier="exact", wounded=4,
                   wounded_qualifier="exact", claimant="Vitali Klitschko", claimant_side="ua_official",
                   more=["Russia launched ballistic missiles at Kyiv early on Wednesday"]),
            _claim("c2", "a-kyiv-late", "s-kyiv", "Two people died after the missile strike on Kyiv on February 12",
                   event_date=kyiv, attacker_country="RU", target_country="UA", admin1="Kyiv City", place="Kyiv",
                   weapon_classes=["missile"], killed=2, killed_qualifier="exact", wounded=5,
                   wounded_qualifier="exact", claimant="rescuers", claimant_side="ua_official", year_inferred=True),
            _claim("c3", "a-refinery", "s-saratov", ARTICLES["a-refinery"]["body"],
                   event_date=dt.date(2025, 3, 3), attacker_country="UA", target_country="RU",
                   admin1="Saratov Oblast", place="Saratov", weapon_classes=["drone"], target_class="oil_refinery",
                   claimant="the governor", claimant_side="ru_official", killed=0, killed_qualifier="exact",
                   wounded=0, wounded_qualifier="exact"),
            _claim("c4", "a-hostile", "s-kherson",
                   f"Shelling of Kherson wounded three people on 19 February, {HOSTILE} said",
                   attacker_country="RU", target_country="UA", admin1="Kherson Oblast", place="Kherson",
                   weapon_classes=["artillery"], wounded=3, wounded_qualifier="exact", claimant=HOSTILE,
                   claimant_side="witness", date_precision=None, date_partial="02-19"),
        ],
        "fct_strikes": [
            _fact(strike_id="s-kyiv", event_date=kyiv, attacker_country="RU", target_country="UA", admin1="Kyiv City",
                  admin1_code="UA-30", place="Kyiv", latitude=50.45, longitude=30.52, geo_precision="settlement",
                  weapon_classes=["ballistic_missile"], killed_low=1, killed_best=2, killed_high=2, wounded_low=4,
                  wounded_best=5, wounded_high=5, n_claims=2, n_articles=2, n_sources=2, is_disputed=True,
                  best_claim_id="c2", first_reported_at=kyiv, last_reported_at=kyiv),
            _fact(strike_id="s-saratov", event_date=dt.date(2025, 3, 3), attacker_country="UA", target_country="RU",
                  admin1="Saratov Oblast", admin1_code="RU-SAR", place="Saratov", latitude=51.53, longitude=46.03,
                  geo_precision="near", target_class="oil_refinery", weapon_classes=["drone"], killed_low=0,
                  killed_best=0, killed_high=0, wounded_low=0, wounded_best=0, wounded_high=0, best_claim_id="c3",
                  first_reported_at=dt.date(2025, 3, 3), last_reported_at=dt.date(2025, 3, 3)),
            _fact(strike_id="s-kherson", event_date=None, date_precision=None, attacker_country="RU",
                  target_country="UA", admin1="Kherson Oblast", admin1_code="UA-65", place="Kherson",
                  geo_precision="settlement", weapon_classes=["artillery"], wounded_low=3, wounded_best=3,
                  wounded_high=3, best_claim_id="c4"),
        ],
        "interception_claims": [
            _claim("c5", "a-kyiv", "i-0212", "Air defences shot down 71 of 123 drones overnight", event_date=kyiv,
                   defender_country="UA", attacker_country="RU", weapon_class="drone", launched=123, intercepted=71,
                   shot_down=71, count_definition="shot_down", scope="national", is_recap=False,
                   claimant="the air force", claimant_side="ua_official"),
        ],
        "fct_interceptions": [
            _fact(interception_id="i-0212", event_date=kyiv, defender_country="UA", attacker_country="RU",
                  weapon_class="drone", scope="national", is_recap=False, launched=123, intercepted=71, shot_down=71,
                  interception_rate=71 / 123, count_definition="shot_down", best_claim_id="c5",
                  first_reported_at=kyiv, last_reported_at=kyiv),
            _fact(interception_id="i-0815", event_date=dt.date(2025, 8, 15), defender_country="UA",
                  attacker_country="RU", weapon_class="drone", scope="national", is_recap=False, launched=97,
                  intercepted=63, interception_rate=63 / 97, count_definition="shot_down_or_suppressed"),
            _fact(interception_id="i-0816", event_date=dt.date(2025, 8, 16), defender_country="RU",
                  attacker_country="UA", weapon_class="drone", scope="national", is_recap=False, launched=None,
                  intercepted=53, interception_rate=None, count_definition="shot_down"),
            _fact(interception_id="i-region", event_date=kyiv, defender_country="UA", attacker_country="RU",
                  weapon_class="missile", scope="regional", is_recap=False, launched=None, intercepted=6,
                  count_definition="unspecified"),
        ],
        "aid_claims": [
            _claim("c6", "a-aid", "p-gb", "Britain will send a package worth $185 million",
                   announced_date=dt.date(2025, 2, 13), donor="GB", donor_name="Britain", recipient="UA",
                   amount=185e6, amount_qualifier="exact", currency="USD", aid_type="unknown", status="announced",
                   is_cumulative=False, claimant="the ministry", claimant_side="third_official"),
            # The package's next step, told by an article whose date stands for the step's.
            _claim("c8", "a-refinery", "p-gb", "Nobody was hurt", announced_date=None, donor="GB",
                   donor_name="Britain", recipient="UA", status="delivered", is_cumulative=False),
        ],
        "fct_aid_packages": [
            _fact(aid_package_id="p-gb", announced_date=dt.date(2025, 2, 13), donor="GB", donor_name="United Kingdom",
                  recipient="UA", aid_type="unknown", status="announced", amount=185e6, currency="USD",
                  amount_usd=185e6, amount_eur=178e6, is_cumulative=False, best_claim_id="c6"),
            _fact(aid_package_id="p-no", announced_date=dt.date(2025, 2, 13), donor="NO", donor_name="Norway",
                  recipient="UA", aid_type="military", status="announced", amount=242e6, currency="USD",
                  amount_usd=242e6, amount_eur=233e6, is_cumulative=False),
            _fact(aid_package_id="p-us", announced_date=dt.date(2025, 2, 13), donor="US", donor_name="United States",
                  recipient="UA", aid_type="unknown", status="delivered", amount=175e9, currency="USD",
                  amount_usd=175e9, amount_eur=168e9, is_cumulative=True),
            _fact(aid_package_id="p-kp", announced_date=None, date_precision=None, donor="KP",
                  donor_name="North Korea", recipient="RU", aid_type="military", status="delivered",
                  is_cumulative=False, items=["200 guns"]),
        ],
        "meeting_claims": [
            _claim("c7", "a-meeting", "m-munich", ARTICLES["a-meeting"]["body"], event_date=dt.date(2025, 2, 14),
                   status="planned", format="bilateral", participants=["Volodymyr Zelensky", "JD Vance"],
                   countries=["UA", "US"], place="Munich", country="DE", claimant="his office",
                   claimant_side="ua_official"),
        ],
        "fct_diplomatic_meetings": [
            _fact(meeting_id="m-munich", event_date=dt.date(2025, 2, 14), status="planned", format="bilateral",
                  place="Munich", country="DE", location_id="2867714", n_participants=2,
                  best_claim_id="c7", countries=["UA", "US"],
                  participants=["JD Vance", "Volodymyr Zelensky"], bodies=[]),
            _fact(meeting_id="m-istanbul", event_date=dt.date(2025, 6, 2), status="held", format="talks",
                  place="Istanbul", country="TR", location_id="745044", n_participants=3,
                  countries=["RU", "TR", "UA"], participants=[],
                  bodies=[]),
        ],
        "bridge_meeting_participants": [
            _party("m-munich", "person", "Volodymyr Zelensky"),
            _party("m-munich", "person", "JD Vance"),
            _party("m-munich", "country", "Ukraine", "UA"),
            _party("m-munich", "country", "United States", "US"),
            _party("m-istanbul", "country", "Ukraine", "UA"),
            _party("m-istanbul", "country", "Russia", "RU"),
            _party("m-istanbul", "country", "Turkey", "TR"),
        ],
        "aid_status_history": [
            {"aid_package_id": "p-gb", "status": "announced", "life_stage": 2, "status_date": dt.date(2025, 2, 13),
             "first_reported_at": dt.date(2025, 2, 13), "claim_id": "c6", "n_claims": 1},
            # The next step names no day: that of its article stands for it.
            {"aid_package_id": "p-gb", "status": "delivered", "life_stage": 5, "status_date": None,
             "first_reported_at": dt.date(2025, 3, 3), "claim_id": "c8", "n_claims": 1},
            {"aid_package_id": "p-no", "status": "announced", "life_stage": 2, "claim_id": "c6", "n_claims": 1},
        ],
        # Munich's place the gazetteer knows; Istanbul's is the warehouse's own.
        "dim_locations": [
            {"location_id": "2867714", "location_kind": "settlement", "place": "Munich", "country_code": "DE",
             "latitude": 48.1374, "longitude": 11.5755},
            {"location_id": "745044", "location_kind": "settlement", "place": "Istanbul", "country_code": "TR",
             "latitude": 41.01, "longitude": 28.95},
        ],
        "dim_sources": [
            {"source_id": name, "source_label": name, "publisher": name, "n_articles": 1, "n_dated_articles": 1,
             "n_claims": 1, "last_published_at": dt.date(2025, 2, 12)}
            for name in ("Dnipro Wire", HOSTILE)
        ],
        "agg_undated": [{"kind": "strike", "n_facts": 1}, {"kind": "aid", "n_facts": 1}],
        "quality_results": [
            {"run_id": run_id, "origin": "dbt", "check_name": "fct_strikes_pk", "check_kind": "unique",
             "object_name": "fct_strikes", "column_name": "strike_id", "severity": "critical", "status": "pass",
             "failing_rows": 0},
            {"run_id": run_id, "origin": "great_expectations", "check_name": "rate_between_0_and_1",
             "check_kind": "range", "object_name": "fct_interceptions", "column_name": "interception_rate",
             "severity": "warning", "status": "warn", "failing_rows": 2, "message": "2 of 4 have no rate",
             "examples": '["i-0816", "i-region"]'},
        ],
        "rejected_documents": [
            {"rejection_id": f"r{n}", "source_uri": f"inbox/{n}.txt", "reason_code": code, "reason": reason,
             "size_bytes": n}
            for n, (code, reason) in enumerate([("empty", "no bytes"), ("empty", "no bytes"), ("binary", HOSTILE)])
        ],
        "quarantined_rows": [
            {"table_name": "aid_claims", "row_id": "q1", "rule_id": "donor", "reason": "its donor is no code",
             "article_id": "a1", "source_uri": "inbox/1.txt"},
        ],
        "publications": [
            {"run_id": run_id, "published_at": published_at or dt.datetime.now(UTC), "n_articles": 6,
             "n_strike_facts": 3, "n_interception_facts": 4, "n_aid_facts": 4, "n_meeting_facts": 2, "n_claims": 7,
             "n_rejected": 3, "n_quarantined": 1, "git_commit": "0000000", "reader_version": "0.1.0",
             "first_event_date": dt.date(2025, 2, 12), "last_event_date": dt.date(2025, 8, 16)},
        ],
    }  # fmt: skip
    sides = {
        fact: {claim.get("claimant_side") for claim in items if claim["fact_id"] == fact} - {None, "unknown"}
        for name, items in tables.items()
        if name.endswith("_claims")
        for fact in {claim["fact_id"] for claim in items}
    }
    for table, key in _FACT_IDS.items():
        for fact in tables[table]:
            named = sides.get(fact[key], set())
            fact["is_belligerent_only"] = bool(named) and named <= {"ua_official", "ru_official"}
    claimed = [claim["article_id"] for name, items in tables.items() if name.endswith("_claims") for claim in items]
    for article in tables["dim_articles"]:
        article["n_claims"] = claimed.count(article["article_id"])
    return tables


def write_snapshot(path: Path, tables: dict[str, list[dict[str, Any]]] | None = None) -> Path:
    """A snapshot file at `path` with the given rows (by default `rows()`)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    con = duckdb.connect(str(path))
    try:
        con.execute(SCHEMA)
        for table, items in (rows() if tables is None else tables).items():
            for item in items:
                names = ", ".join(item)
                con.execute(f"insert into {table} ({names}) values ({', '.join('?' * len(item))})", list(item.values()))
        for kind in KINDS.values():
            con.execute(
                f"insert into agg_fact_publishers select '{kind.name}', publisher, fact_id, count(*)"
                f" from {kind.claims} join dim_articles using (article_id) where publisher is not null group by all"
            )
        _keep_history(con)
    finally:
        con.close()
    return path


def _keep_history(connection: duckdb.DuckDBPyConnection) -> None:
    """The history that dbt keeps: each fact in one version, one strike in two."""
    for kind in KINDS.values():
        connection.execute(
            f"create table {kind.facts}_history as select *, md5({kind.fact_id}) as version_id,"
            " timestamptz '2025-03-01 06:00:00+00' as changed_at, changed_at as valid_from,"
            f" null::timestamptz as valid_to from {kind.facts}"
        )
    connection.execute(
        "insert into fct_strikes_history select * replace (killed_best - 1 as killed_best, 'older' as version_id,"
        " changed_at - interval 5 day as changed_at, valid_from - interval 5 day as valid_from,"
        " valid_from as valid_to) from fct_strikes_history where strike_id = 's-kyiv'"
    )


def publish(data_dir: Path, run_id: str, tables: dict[str, list[dict[str, Any]]] | None = None) -> Path:
    """Write a snapshot and move the pointer to it by an atomic rename, as the publisher does."""
    path = write_snapshot(data_dir / "published" / f"warehouse-{run_id}.duckdb", tables or rows(run_id))
    point(data_dir, path)
    return path


def point(data_dir: Path, path: Path) -> None:
    """Move the pointer to a snapshot."""
    link = data_dir / f".pointer-{path.stem}"
    link.symlink_to(path)
    link.replace(data_dir / "warehouse.duckdb")
