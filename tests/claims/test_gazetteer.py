"""The gazetteer's data and its price: what a process pays for knowing 39,000 places."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ingest.claims import lexicon
from ingest.claims.gazetteer import gazetteer

#: Resident memory and processor time of loading it; 15.5 MB and 0.18 s when it had a third of the places.
MOST_MEGABYTES, MOST_SECONDS = 60.0, 0.5

_LOAD = """
import time
from pathlib import Path
from ingest.claims import annotations, lexicon, spelling
from ingest.claims.gazetteer import gazetteer
pages = lambda: int(Path("/proc/self/statm").read_text().split()[1])
before, start = pages(), time.process_time()
gazetteer().find("Ivanivka")
print((pages() - before) * 4096 / 1e6, time.process_time() - start)
"""


def test_memory_and_start() -> None:
    if not Path("/proc/self/statm").exists():
        pytest.skip("resident memory is read from /proc")
    loaded = subprocess.run([sys.executable, "-c", _LOAD], capture_output=True, text=True, check=True)
    megabytes, seconds = map(float, loaded.stdout.split())
    print(f"gazetteer: {megabytes:.1f} MB, {seconds:.2f} s")
    assert megabytes <= MOST_MEGABYTES
    assert seconds <= MOST_SECONDS


def test_every_row_can_be_read() -> None:
    """Ids are unique; a place lies in a known region; only own points are called settlement."""
    rows = lexicon.rows("gazetteer.csv")
    assert len({row["location_id"] for row in rows}) == len(rows) > 39_000
    regions = {row["iso"] for row in lexicon.rows("admin1.csv")}
    districts = {row["code"]: row["iso"] for row in lexicon.rows("districts.csv")}
    for row in rows:
        assert row["admin1_code"] in regions or row["country"] not in ("UA", "RU") or not row["admin1_code"], row
        assert row["precision"] in ("", "district"), row
        assert -90 <= float(row["latitude"]) <= 90 and -180 <= float(row["longitude"]) <= 180, row
        if row["district"] in districts:
            assert row["country"] == "UA", row


def test_a_village_without_a_point_of_its_own_lies_in_its_region() -> None:
    """The middle of a community is near its district's other places, never in another part of the country."""
    rows = [row for row in lexicon.rows("gazetteer.csv") if row["location_id"].startswith("UA")]
    middles = [row for row in rows if row["precision"] == "district"]
    assert 0.3 < len(middles) / len(rows) < 0.6
    for row in middles:
        assert 44.0 < float(row["latitude"]) < 52.5 and 22.0 < float(row["longitude"]) < 40.5, row


def test_former_names_lead_to_todays_town() -> None:
    for former, today in (("Artemivsk", "Bakhmut"), ("Krasnoarmeysk", "Pokrovsk"), ("Nikolaev", "Mykolaiv")):
        assert gazetteer().find(former)[0].name == today
    assert gazetteer().find("Sloviansk")[0].admin1_code == "UA-14", "Nikopol was called so once"


def test_a_town_renamed_lately_is_called_as_its_text_calls_it() -> None:
    former, today = gazetteer().find("Krasnograd")[0], gazetteer().find("Berestyn")[0]
    assert (former.name, today.name) == ("Krasnohrad", "Berestyn")
    assert former.location_id == today.location_id
    assert gazetteer().find("Dnipropetrovsk")[0].name == "Dnipro", "renamed for years"
