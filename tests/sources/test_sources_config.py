"""sources.yml: what it means, and how each mistake in it is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.core.urls import BadUrl, canonical_url, origin
from ingest.sources.config import ConfigError, read_sources, select

GOOD = """\
defaults:
  delay_seconds: 2
sources:
  - name: outlet
    kind: feed
    url: https://outlet.example/rss
    publisher: The Outlet
    licence: all rights reserved
    enabled: true
    include: [/war/]
    exclude: [/sport/]
  - name: dump
    kind: archive
    path: dumps/a.warc.gz
    licence: ours
"""


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "sources.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_good_file(tmp_path: Path):
    outlet, dump = read_sources(write(tmp_path, GOOD))
    assert (outlet.name, outlet.kind, outlet.enabled, outlet.limits.delay_seconds) == ("outlet", "feed", True, 2)
    assert outlet.wants("https://outlet.example/war/1") and not outlet.wants("https://outlet.example/war/sport/1")
    assert not outlet.wants("https://outlet.example/weather")
    assert dump.path == tmp_path / "dumps" / "a.warc.gz" and not dump.enabled and not dump.allow_private


def test_selection(tmp_path: Path):
    sources = read_sources(write(tmp_path, GOOD))
    assert [source.name for source in select(sources)] == ["outlet"]
    assert [source.name for source in select(sources, ["dump", "outlet", "dump"])] == ["dump", "outlet"]
    with pytest.raises(ConfigError, match="did you mean 'outlet'"):
        select(sources, ["outlett"])


def test_default_file_asks_nobody_who_has_to_be_asked():
    sources = read_sources()
    enabled = select(sources)
    assert enabled[0].kind == "folder" and enabled[0].path and enabled[0].path.is_dir()
    assert all("Open Government Licence" in source.licence for source in enabled[1:])
    assert all(source.delay_seconds >= 5 and source.concurrency == 1 for source in enabled[1:])
    assert len(sources) >= 10 and all(source.licence for source in sources)
    assert all(source.terms and source.publisher for source in sources if source.url)
    assert not any(source.allow_private for source in sources)


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("kind: feed", "kind: feeed", 5, "source 'outlet': kind: is 'feeed'"),
        ("publisher: The", "publishr: The", 7, "publishr: is no field; did you mean 'publisher'?"),
        ("enabled: true", "enabled: maybe", 9, "enabled: must be true or false, not 'maybe'"),
        ("delay_seconds: 2", "delay_seconds: -1", 2, "defaults: delay_seconds: must be a number from 0 to 3,600"),
        ("delay_seconds: 2", "delay_seconds: .nan", 2, "delay_seconds: must be a number"),
        ("url: https://outlet.example/rss", "url: outlet.example/rss", 6, "url: starts with 'nothing'"),
        ("url: https://outlet.example/rss", "path: rss", 4, "url: is missing (a feed needs it)"),
        ("    licence: ours\n", "", 12, "source 'dump': licence: is missing"),
        ("name: dump", "name: outlet", 12, "name: stands at line 4 already"),
        ("name: dump", "name: Größe", 12, "name: must be of a-z"),
        ("name: dump", "name: 12", 12, "name: must be a text"),
        ("include: [/war/]", "include: ['(']", 10, "include: '(' is no regular expression"),
        ("include: [/war/]", "include: /war/", 10, "include: must be a list of texts"),
        ("path: dumps/a.warc.gz", "path: a\n    url: https://a.example", 15, "url: means nothing for a archive"),
        ("licence: ours", "licence: ours\n    licence: theirs", 16, "licence: stands twice"),
        ("delay_seconds: 2", "allow_private: maybe", 2, "allow_private: must be true, false or a list of networks"),
        ("delay_seconds: 2", "allow_private: [10.0.0.0/8, intranet]", 2, "allow_private: 'intranet' is no network"),
        ("delay_seconds: 2", "recheck_days: -1", 2, "recheck_days: must be a number from 0 to 3,650"),
        ("sources:", "sourcs:", 3, "sourcs: is no field; did you mean 'sources'?"),
        ("kind: archive", "kind: [archive", 14, "is not YAML"),
        ("licence: ours", "licence: !!python/object:os.system x", 15, "licence: could not determine a constructor"),
    ],
)
def test_mistakes_are_told_by_line_and_field(tmp_path: Path, old: str, new: str, line: int, message: str):
    assert old in GOOD
    path = write(tmp_path, GOOD.replace(old, new))
    with pytest.raises(ConfigError) as caught:
        read_sources(path)
    told = str(caught.value).splitlines()
    assert any(text.startswith(f"{path}:{line}: ") and message in text for text in told), told


def test_every_mistake_is_told_at_once(tmp_path: Path):
    path = write(tmp_path, GOOD.replace("kind: feed", "kind: x").replace("licence: ours", "licence: 5"))
    with pytest.raises(ConfigError) as caught:
        read_sources(path)
    assert len(str(caught.value).splitlines()) == 2


@pytest.mark.parametrize("text", ["", "sources: 5", "- a", "sources:\n  - 5", "sources:\n  - [a]", "? [a]\n: b"])
def test_files_of_another_shape(tmp_path: Path, text: str):
    with pytest.raises(ConfigError):
        read_sources(write(tmp_path, text))


def test_missing_and_undecodable_files(tmp_path: Path):
    with pytest.raises(ConfigError, match="No such file"):
        read_sources(tmp_path / "none.yml")
    (tmp_path / "latin.yml").write_bytes(b"sources: \xff\xfe")
    with pytest.raises(ConfigError, match="is not UTF-8"):
        read_sources(tmp_path / "latin.yml")


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTPS://WWW.Outlet.Example:443/a?utm_source=x&id=7&fbclid=y#top", "https://www.outlet.example/a?id=7"),
        ("http://outlet.example", "http://outlet.example/"),
        ("http://outlet.example:8080/a?b=2&a=1", "http://outlet.example:8080/a?b=2&a=1"),
        ("https://київ.example/новини?ID=1&UTM_medium=x", "https://xn--b1alf1j.example/новини?ID=1"),
        ("http://[::1]:80/", "http://[::1]/"),
        ("http://outlet.example./x?&&", "http://outlet.example/x"),
    ],
)
def test_canonical_addresses(url: str, canonical: str):
    assert canonical_url(url) == canonical
    assert canonical_url(canonical) == canonical


@pytest.mark.parametrize(
    "host",
    ["ü..com", "xn--ü.com", "\u00ad", "a\u00ad..com", "\ufdfa.com", "a\u2024.com", "a..b", ".", "x" * 64, "a b",
     "ü%2e.com", "[fe80::1%25eth0]", "[::g]", "a." * 127 + "com"],
)  # fmt: skip
def test_hosts_that_no_name_server_knows(host: str):
    with pytest.raises(BadUrl):
        canonical_url(f"http://{host}/x")


@given(st.text(alphabet="ab.-_:@[]%2xn-ü\xad\u200d\u3002\ufdfa\u2025\u0130ß/?#&1０Ⅳ½\u2488\u0338\u202e*~", max_size=12))
def test_an_address_is_refused_or_has_one_spelling(host: str):
    try:
        canonical = canonical_url(f"http://{host}/x")
    except BadUrl:
        return
    assert canonical_url(canonical) == canonical
    assert origin(canonical)
