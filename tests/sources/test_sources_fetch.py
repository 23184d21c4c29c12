"""Fetching from a real server that behaves, misbehaves and attacks."""

from __future__ import annotations

import datetime as dt
import gzip
import itertools
import socket
import ssl
import threading
import time
import zlib
from dataclasses import replace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from ingest.core.fetches import Validators
from ingest.sources import addresses, fetch, rates
from ingest.sources.fetch import Fetcher
from ingest.sources.rates import HostGates


def test_page_with_its_outcome(web, fetcher):
    web.pages["/a"] = b"<p>Hello</p>"
    outcome = fetcher.fetch(web.url("/a?utm_source=x&id=1"))
    assert (outcome.status, outcome.reason_code, outcome.http_status, outcome.attempts) == ("new", None, 200, 1)
    assert outcome.content == b"<p>Hello</p>" and outcome.bytes_received == 12 and outcome.seconds > 0
    assert outcome.media_type == "text/html; charset=utf-8"
    assert outcome.canonical_url == web.url("/a?id=1")
    row = outcome.to_row()
    assert row["size_bytes"] == 12 and row["content_hash"] == outcome.content_hash and "content" not in row
    headers = web.seen[-1][2]
    assert headers["User-Agent"].startswith("Warledger/") and headers["Accept-Encoding"] == "gzip, deflate"


def test_unchanged_pages_cost_no_body(web, fetcher):
    def page(request):
        same = request.headers["If-None-Match"] == '"v1"' and request.headers["If-Modified-Since"] == "yesterday"
        headers = {"ETag": '"v1"', "Last-Modified": "yesterday"}
        request.answer(304, b"", {"ETag": '"v1"'}) if same else request.answer(200, b"text", headers)

    web.pages["/a"] = page
    first = fetcher.fetch(web.url("/a"))
    assert first.status == "new" and first.validators == Validators('"v1"', "yesterday", first.content_hash)
    second = fetcher.fetch(web.url("/a"), first.validators)
    assert (second.status, second.reason_code, second.http_status) == ("known", "not_modified", 304)
    assert second.content is None and second.bytes_received == 0
    assert second.validators == first.validators


def test_same_bytes_without_validators_are_known(web, fetcher):
    web.pages["/a"] = b"text"
    first = fetcher.fetch(web.url("/a"))
    second = fetcher.fetch(web.url("/a"), first.validators)
    assert (second.status, second.reason_code) == ("known", "same_content")
    web.pages["/a"] = b"changed"
    assert fetcher.fetch(web.url("/a"), second.validators).status == "new"


def test_unasked_304_is_a_failure(web, fetcher):
    web.pages["/a"] = lambda request: request.answer(304)
    assert fetcher.fetch(web.url("/a")).status == "failed"


def test_cookies_are_not_kept(web, fetcher):
    web.pages["/a"] = lambda request: request.answer(200, b"x", {"Set-Cookie": "id=1; Path=/"})
    fetcher.fetch(web.url("/a"))
    fetcher.fetch(web.url("/a"))
    assert "Cookie" not in web.seen[-1][2]


@pytest.mark.parametrize("failing", [500, 503, 429])
def test_temporary_errors_are_tried_again(web, fetcher, failing):
    answers = [failing, failing, 200]
    web.pages["/a"] = lambda request: request.answer(answers.pop(0), b"at last")
    outcome = fetcher.fetch(web.url("/a"))
    assert (outcome.status, outcome.attempts, outcome.content) == ("new", 3, b"at last")


def test_lasting_errors(web, fetcher):
    web.pages["/500"] = lambda request: request.answer(500, b"broken")
    outcome = fetcher.fetch(web.url("/500"))
    assert (outcome.status, outcome.reason_code, outcome.http_status, outcome.attempts) == (
        "failed",
        "http_status",
        500,
        3,
    )
    gone = fetcher.fetch(web.url("/gone"))
    assert (gone.status, gone.http_status, gone.attempts) == ("failed", 404, 1)
    assert gone.reason == "the server answered 404 Not Found" and gone.content is None


def test_retry_after_is_waited_for(web, fetcher):
    answers = [(429, {"Retry-After": "1"}), (200, {})]

    def page(request):
        status, headers = answers.pop(0)
        request.answer(status, b"text", headers)

    web.pages["/a"] = page
    assert fetcher.fetch(web.url("/a")).status == "new"
    first, second = [moment for moment, path, _ in web.seen if path == "/a"]
    assert second - first >= 1.0


def test_long_retry_after_ends_the_fetch_and_rests_the_host(web, fetcher):
    web.pages["/a"] = lambda request: request.answer(429, b"", {"Retry-After": "3600"})
    web.pages["/b"] = b"text"
    outcome = fetcher.fetch(web.url("/a"))
    assert (outcome.status, outcome.reason_code, outcome.attempts) == ("failed", "rate_limited", 1)
    assert outcome.retry_after_seconds == 3600
    other = fetcher.fetch(web.url("/b"))
    assert other.reason_code == "rate_limited" and 3500 < other.retry_after_seconds <= 3600
    assert web.hits["/b"] == 0


@pytest.mark.parametrize("header", ["Fri, 31 Dec 9999 23:59:59 GMT", "999999999"])
def test_a_retry_after_of_the_year_9999_is_a_day(web, fetcher, header):
    web.pages["/a"] = lambda request: request.answer(503, b"", {"Retry-After": header})
    assert fetcher.fetch(web.url("/a")).retry_after_seconds == 86_400


def test_nonsense_in_retry_after(web, fetcher):
    web.pages["/a"] = lambda request: request.answer(503, b"", {"Retry-After": "soon"})
    outcome = fetcher.fetch(web.url("/a"))
    assert (outcome.attempts, outcome.retry_after_seconds) == (3, None)


def test_slow_server(web, limits):
    web.pages["/robots.txt"] = b""
    web.pages["/a"] = lambda request: request.endless(b"", 5)
    with Fetcher(replace(limits, attempts=2), allow_private=True) as fetcher:
        outcome = fetcher.fetch(web.url("/a"))
    assert (outcome.status, outcome.reason_code, outcome.attempts) == ("failed", "timeout", 2)
    assert outcome.seconds < 3


@pytest.mark.parametrize("head", [b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", b"HTTP/1.1 200 OK\r\nX: "])
def test_dripping_server_ends_at_the_total_time(web, fetcher, head):
    def page(request):
        request.wfile.write(head)
        request.endless(b"x", 0.1)

    web.pages["/a"] = page
    outcome = fetcher.fetch(web.url("/a"))
    assert (outcome.reason_code, outcome.attempts) == ("timeout", 1)
    assert 0.9 < outcome.seconds < 2 and "within 1 s" in outcome.reason


def test_endless_page(web, fetcher):
    def page(request):
        request.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
        request.endless(b"x" * 10_000, 0)

    web.pages["/a"] = page
    outcome = fetcher.fetch(web.url("/a"))
    assert (outcome.status, outcome.reason_code) == ("blocked", "too_large")
    assert outcome.bytes_received < 400_000 and outcome.content is None


def test_announced_size_is_refused_unread(web, fetcher):
    web.pages["/a"] = lambda request: request.answer(200, b"", {"Content-Length": "999999999"})
    outcome = fetcher.fetch(web.url("/a"))
    assert outcome.reason_code == "too_large" and outcome.bytes_received == 0


def test_compressed_pages(web, fetcher):
    raw = zlib.compressobj(wbits=-15)
    bodies = {
        "gzip": gzip.compress(b"gzip"),
        "deflate": zlib.compress(b"deflate"),
        "Deflate": raw.compress(b"raw deflate") + raw.flush(),
    }
    for name, body in bodies.items():
        web.pages["/a"] = lambda request, name=name, body=body: request.answer(200, body, {"Content-Encoding": name})
        outcome = fetcher.fetch(web.url("/a"))
        assert outcome.content == (b"raw deflate" if name == "Deflate" else name.encode()), outcome
    web.pages["/a"] = lambda request: request.answer(
        200, gzip.compress(b"one ") + gzip.compress(b"two"), {"Content-Encoding": "gzip"}
    )
    assert fetcher.fetch(web.url("/a")).content == b"one two"


def test_gzip_bomb(web, fetcher):
    bomb = gzip.compress(bytes(50_000_000))
    assert len(bomb) < 60_000
    web.pages["/a"] = lambda request: request.answer(200, bomb, {"Content-Encoding": "gzip"})
    outcome = fetcher.fetch(web.url("/a"))
    assert (outcome.status, outcome.reason_code) == ("blocked", "too_large")
    assert outcome.reason == "has more than 200,000 bytes unpacked"


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", b"this is no gzip"),
        ("gzip", gzip.compress(b"cut short" * 100, mtime=0)[:-12]),
        ("gzip", b""),
        ("br", b"\x1b\x0b\x00"),
        ("gzip, gzip", gzip.compress(gzip.compress(b"x", mtime=0), mtime=0)),
    ],
)
def test_damaged_encodings(web, fetcher, encoding, body):
    web.pages["/a"] = lambda request: request.answer(200, body, {"Content-Encoding": encoding})
    outcome = fetcher.fetch(web.url("/a"))
    assert (outcome.status, outcome.reason_code) == ("failed", "bad_encoding")


@pytest.mark.parametrize(
    "answer",
    [
        b"this is not HTTP\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\ncut",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZZ\r\nx",
        b"HTTP/1.1 999999 \xff\r\n\xff: \r\n\r\n",
        b"",
    ],
)
def test_broken_answers(web, fetcher, answer):
    def page(request):
        request.close_connection = True
        request.wfile.write(answer)

    web.pages["/a"] = page
    outcome = fetcher.fetch(web.url("/a"))
    assert (outcome.status, outcome.reason_code) == ("failed", "bad_response"), outcome
    assert outcome.content is None


def test_nobody_listens(fetcher):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    outcome = fetcher.fetch(f"http://127.0.0.1:{port}/")
    assert (outcome.status, outcome.reason_code) == ("failed", "connect")


def test_name_that_does_not_exist(fetcher, monkeypatch):
    def no_answer(*_args, **_options):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", no_answer)
    outcome = fetcher.fetch("http://outlet.invalid/")
    assert (outcome.status, outcome.reason_code) == ("failed", "dns"), outcome


@pytest.mark.parametrize(
    "url", ["ftp://a.example/", "file:///etc/passwd", "http://", "http://u:p@a.example/", "http://[", "x y"]
)
def test_addresses_that_are_none(fetcher, url):
    outcome = fetcher.fetch(url)
    assert (outcome.status, outcome.reason_code, outcome.attempts) == ("blocked", "bad_url", 0)


# --- redirects and private addresses


def test_redirects_are_followed_to_a_limit(web, fetcher):
    web.pages["/a"] = lambda request: request.answer(301, b"", {"Location": "b?x=1"})
    web.pages["/b"] = b"there"
    web.pages["/loop"] = lambda request: request.answer(302, b"", {"Location": "/loop"})
    outcome = fetcher.fetch(web.url("/a"))
    assert (outcome.content, outcome.n_redirects, outcome.final_url) == (b"there", 1, web.url("/b?x=1"))
    loop = fetcher.fetch(web.url("/loop"))
    assert (loop.status, loop.reason_code) == ("blocked", "redirects") and web.hits["/loop"] == 6


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:{port}/a", "http://localhost:{port}/a", "http://2130706433:{port}/a"]
)
def test_private_addresses_are_refused(web, limits, url):
    with Fetcher(limits) as fetcher:
        outcome = fetcher.fetch(url.format(port=web.server_port))
    assert (outcome.status, outcome.reason_code) == ("blocked", "private_address"), outcome
    assert not web.seen


@pytest.mark.parametrize(
    "target",
    ["http://127.0.0.2:{port}/secret", "http://169.254.169.254/latest", "http://[::1]:{port}/", "file:///etc/passwd"],
)
def test_redirects_to_private_addresses_are_refused(web, limits, monkeypatch, target):
    real = addresses.is_public
    monkeypatch.setattr(addresses, "is_public", lambda address: address == "127.0.0.1" or real(address))
    web.pages["/a"] = lambda request: request.answer(302, b"", {"Location": target.format(port=web.server_port)})
    with Fetcher(limits) as fetcher:
        outcome = fetcher.fetch(web.url("/a"))
    assert outcome.status == "blocked" and outcome.reason_code in ("private_address", "bad_url")
    assert set(web.hits) == {"/robots.txt", "/a"}


def test_the_address_that_was_judged_is_the_one_connected_to(web, limits, monkeypatch):
    """A name server that answers otherwise the second time (DNS rebinding) gains nothing: there is no second time."""
    asked, real_lookup = [], socket.getaddrinfo

    def answers(host, port, *arguments, **options):
        if host != "outlet.example":  # an address as digits: nothing is asked
            return real_lookup(host, port, *arguments, **options)
        asked.append(host)
        address = "127.0.0.1" if len(asked) == 1 else "10.1.2.3"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    real = addresses.is_public
    monkeypatch.setattr(socket, "getaddrinfo", answers)
    monkeypatch.setattr(addresses, "is_public", lambda address: address == "127.0.0.1" or real(address))
    web.pages["/robots.txt"] = web.pages["/a"] = b""
    with Fetcher(limits) as fetcher:
        outcome = fetcher.fetch(web.url("/a", host="outlet.example"))
        assert outcome.status == "new" and asked == ["outlet.example"]
        assert web.seen[-1][2]["Host"] == f"outlet.example:{web.server_port}"


@pytest.fixture
def secure_web(web, tmp_path, monkeypatch):
    """The server with a certificate for outlet.example that the fetcher trusts; every name leads to it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "outlet.example")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("outlet.example")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = tmp_path / "outlet.pem"
    pem.write_bytes(
        certificate.public_bytes(Encoding.PEM) + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(pem)
    web.socket = server.wrap_socket(web.socket, server_side=True)
    trusting = ssl.create_default_context(cafile=pem)
    monkeypatch.setattr(fetch, "_tls", lambda: trusting)
    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *rest, **more: real("127.0.0.1", *rest, **more))
    return web


def test_certificates_are_checked_by_name(secure_web, limits):
    """The connection goes to an address, the certificate must still be the name's."""
    secure_web.pages["/a"] = b"text"
    with Fetcher(replace(limits, attempts=1), allow_private=True) as fetcher:
        right = fetcher.fetch(f"https://outlet.example:{secure_web.server_port}/a")
        wrong = fetcher.fetch(f"https://other.example:{secure_web.server_port}/a")
    assert right.content == b"text", right
    assert (wrong.status, wrong.reason_code) == ("failed", "tls"), wrong


NOT_PUBLIC = """
    0.0.0.0 10.0.0.1 100.64.0.1 127.0.0.1 169.254.169.254 172.16.0.1 192.0.2.1 192.168.1.1 198.18.0.1 224.0.0.1
    240.0.0.1 255.255.255.255 :: ::1 fe80::1 fe80::1%eth0 fc00::1 ff02::1 2001:db8::1 ::ffff:127.0.0.1
    ::ffff:169.254.169.254 64:ff9b::7f00:1 64:ff9b::a00:1 2002:7f00:1::1 2001:0:7f00:1::1 nonsense
    fec0::1 feff::1 64:ff9b:1::1 5f00::1 3fff::1 192.88.99.1 ::127.0.0.1
"""


@pytest.mark.parametrize("address", NOT_PUBLIC.split())
def test_addresses_that_are_not_public(address):
    assert not addresses.is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_addresses_that_are_public(address):
    assert addresses.is_public(address)


# --- robots.txt and rates


def test_robots_txt(web, fetcher):
    web.pages["/robots.txt"] = b"User-agent: warledger\nDisallow: /private/*.html$\nUser-agent: *\nDisallow: /\n"
    web.pages["/private/a.html"] = web.pages["/a"] = b"text"
    web.pages["/away"] = lambda request: request.answer(302, b"", {"Location": "/private/a.html"})
    assert fetcher.fetch(web.url("/a")).status == "new"
    for path in ("/private/a.html", "/away"):
        refused = fetcher.fetch(web.url(path))
        assert (refused.status, refused.reason_code) == ("blocked", "robots")
    assert web.hits["/private/a.html"] == 0 and web.hits["/robots.txt"] == 1


def test_robots_txt_that_cannot_be_read_forbids(web, fetcher):
    web.pages["/robots.txt"] = lambda request: request.answer(503)
    web.pages["/a"] = b"text"
    for _ in range(2):
        outcome = fetcher.fetch(web.url("/a"))
        assert (outcome.status, outcome.reason_code) == ("failed", "robots_unreachable")
    assert web.hits["/a"] == 0 and web.hits["/robots.txt"] == 3


@pytest.mark.parametrize("junk", [b"\xff\xfe\x00<html>", b"Disallow: /\nUser-agent", b"\x00" * 1000])
def test_robots_txt_of_junk_allows(web, fetcher, junk):
    web.pages["/robots.txt"] = junk
    web.pages["/a"] = b"text"
    assert fetcher.fetch(web.url("/a")).status == "new"


class Clock:
    """Stands in for `time` where turns are given: it moves only while somebody waits, however busy the machine is."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(rates, "time", clock)
    return clock


def test_crawl_delay_of_robots_txt_counts(web, fetcher, clock):
    moments = []
    web.pages["/robots.txt"] = b"User-agent: *\nCrawl-delay: 30\n"
    web.pages["/a"] = lambda request: moments.append(clock.now) or request.answer(200, b"text")
    fetcher.fetch(web.url("/a"))
    fetcher.fetch(web.url("/a"))
    first, second = moments
    assert second - first == pytest.approx(30)


def test_rate_of_a_host_over_two_fetchers(web, limits, clock):
    gates, moments = HostGates(), []
    slow = replace(limits, delay_seconds=15)
    web.pages["/robots.txt"] = lambda request: moments.append(clock.now) or request.answer(404)
    web.pages["/a"] = lambda request: moments.append(clock.now) or request.answer(200, b"text")
    with Fetcher(slow, allow_private=True, gates=gates) as one, Fetcher(slow, allow_private=True, gates=gates) as two:
        for fetcher in (one, two, one):
            assert fetcher.fetch(web.url("/a")).status == "new"
    assert [later - earlier for earlier, later in itertools.pairwise(moments)] == pytest.approx([15] * 4)


def test_requests_at_a_time(web, limits):
    running, most, lock = 0, 0, threading.Lock()

    def page(request):
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.05)
        with lock:
            running -= 1
        request.answer(200, b"text")

    web.pages["/a"] = page
    with Fetcher(replace(limits, concurrency=2), allow_private=True) as fetcher:
        threads = [threading.Thread(target=fetcher.fetch, args=(web.url("/a"),)) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert most == 2 and web.hits["/a"] == 6
