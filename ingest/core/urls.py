"""Addresses: what may be fetched, and one spelling for each page."""

from __future__ import annotations

import functools
import ipaddress
import re
from pathlib import Path
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

_TRACKING_FILE = Path(__file__).with_name("data") / "tracking_parameters.txt"
_DEFAULT_PORTS = {"http": 80, "https": 443}
#: Hosts' names for the same pages laid out for telephones, and the usual one.
_TWIN_HOSTS = re.compile(r"^(?:(?:www|m|mobile|amp)\.)+(?=[^.]+\.)")
#: Parameters that ask for a page's AMP form; its path may say so too (`_without_amp`).
_AMP_PARAMETERS = frozenset({"amp", "outputtype=amp", "amp=1", "amp=true", "format=amp", "view=amp"})
#: Caches of AMP pages: the page's own address stands in the path, behind /s/ where it is https.
_CACHE_HOSTS = re.compile(r"(?:^|\.)cdn\.ampproject\.org$|(?:^|\.)google\.[a-z.]+$")
_CACHE_PATH = re.compile(r"^/(?:[civ]|amp)/(?:s/)?(?=[^/]+\.[^/]+)")
#: One part of a host's name, and characters of a whole one (RFC 1035); underscores are met in practice.
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_-])?", re.IGNORECASE)
_MAX_HOST = 253
#: Longer addresses are refused; servers themselves rarely take more than 8,000 characters.
MAX_URL_CHARACTERS = 4_000


class BadUrl(ValueError):
    """An address that is not a web address; the message says why."""


def check_url(url: str) -> SplitResult:
    """The parts of an http or https address with a host. Raises BadUrl for anything else."""
    if len(url) > MAX_URL_CHARACTERS:
        raise BadUrl(f"has {len(url):,} characters, more than {MAX_URL_CHARACTERS:,}")
    if any(character <= " " or character == "\x7f" or "\ud800" <= character <= "\udfff" for character in url):
        raise BadUrl("holds white space, control characters or half surrogates")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise BadUrl(f"is no address: {error}") from None
    if parts.scheme.lower() not in _DEFAULT_PORTS:
        raise BadUrl(f"starts with {parts.scheme or 'nothing'!r}; http and https are fetched")
    if not host or port == 0:
        raise BadUrl("names no host")
    if parts.username is not None or parts.password is not None:
        raise BadUrl("holds a user name or a password")
    _ascii_host(host)
    return parts


def absolute_url(base: str, reference: str) -> str:
    """`reference` as seen from `base`. Raises BadUrl when the two give no web address."""
    try:
        url = urljoin(base, reference.strip())
    except ValueError as error:
        raise BadUrl(f"is no address: {error}") from None
    check_url(url)
    return url


def canonical_url(url: str) -> str:
    """One spelling for one page: host in lower case and ASCII, no default port, no fragment, no tracking parameters.

    The other parameters keep their order and spelling, since servers may care. Raises BadUrl as `check_url`.
    """
    parts = check_url(url)
    scheme = parts.scheme.lower()
    host = _ascii_host(parts.hostname or "")
    if parts.port and parts.port != _DEFAULT_PORTS[scheme]:
        host = f"{host}:{parts.port}"
    kept = [item for item in parts.query.split("&") if item and not _is_tracking(item.partition("=")[0])]
    return urlunsplit((scheme, host, parts.path or "/", "&".join(kept), ""))


def page_address(url: str) -> str | None:
    """What tells whether two addresses are one page; not an address to fetch. None for what is no page of its own.

    Beyond `canonical_url`: one scheme, no www., m., mobile. or amp. in front of the host, no AMP ending or parameter,
    pages in AMP caches under their own address, no slash at the end. A bare host is a front page, whose text is
    another one every day: None, as for what is no web address at all.
    """
    try:
        parts = urlsplit(canonical_url(url))
    except BadUrl:
        return None
    cached = _CACHE_PATH.match(parts.path) if _CACHE_HOSTS.search(parts.netloc) else None
    if cached:
        return page_address(f"https://{parts.path[cached.end() :]}{'?' + parts.query if parts.query else ''}")
    host = _TWIN_HOSTS.sub("", parts.netloc)
    path = _without_amp(parts.path)
    query = "&".join(item for item in parts.query.split("&") if item and item.lower() not in _AMP_PARAMETERS)
    if not path and not query:
        return None
    return urlunsplit(("https", host, path or "/", query, ""))


def _without_amp(path: str) -> str:
    path = re.sub(r"^/amp(?=/.)|/amp/?$", "", path, flags=re.IGNORECASE)
    return re.sub(r"\.amp(?=\.html?$|$)", "", path, flags=re.IGNORECASE).rstrip("/")


def origin(url: str) -> str:
    """Scheme, host and port of an address: what one robots.txt speaks for."""
    parts = check_url(url)
    scheme = parts.scheme.lower()
    return f"{scheme}://{_ascii_host(parts.hostname or '')}:{parts.port or _DEFAULT_PORTS[scheme]}"


def _ascii_host(host: str) -> str:
    """The host as it is asked for: a name of labels as name servers take them, or an IP address.

    Mapping to ASCII can leave blanks and empty labels behind (U+FDFA, U+2024); what comes out is judged, not what went
    in.
    """
    if ":" in host:
        try:
            address = ipaddress.IPv6Address(host)
            if address.scope_id is None:
                return f"[{address}]"
        except ValueError:
            pass
        raise BadUrl("has a host that is no IPv6 address")
    try:
        name = (host.encode("idna").decode("ascii") if not host.isascii() else host).lower()
    except UnicodeError:
        raise BadUrl("has a host name that cannot be written in ASCII") from None
    name = name.removesuffix(".")
    if len(name) > _MAX_HOST or not all(map(_LABEL.fullmatch, name.split("."))):
        raise BadUrl("has a host that is no name (labels of letters, digits and hyphens, parted by dots)")
    return name


def _is_tracking(name: str) -> bool:
    name = name.lower()
    exact, prefixes = _tracking()
    return name in exact or name.startswith(prefixes)


@functools.cache
def _tracking() -> tuple[frozenset[str], tuple[str, ...]]:
    lines = [line.strip() for line in _TRACKING_FILE.read_text(encoding="utf-8").splitlines()]
    names = [line for line in lines if line and not line.startswith("#")]
    return (
        frozenset(name for name in names if not name.endswith("*")),
        tuple(name[:-1] for name in names if name.endswith("*")),
    )
