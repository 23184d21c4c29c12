"""Connections that only ever reach public addresses, within a deadline.

The name is resolved once, each answer is judged, and the socket connects to the judged address itself: a second
answer from the name server (DNS rebinding) has nothing to change. TLS still checks the certificate by name.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterable, Sequence
from typing import Any

import httpcore

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
#: Not public, whatever the standard library's tables say: site-local addresses (deprecated, still routed inside
#: networks), NAT64 of one's own network, segment routing, the newer documentation range, the relay of 6to4.
_NOT_PUBLIC = tuple(
    map(ipaddress.ip_network, ("fec0::/10", "64:ff9b:1::/48", "5f00::/16", "3fff::/20", "192.88.99.0/24"))
)


class BlockedAddress(Exception):
    """The host leads only to addresses that are not public."""


def is_public(address: str) -> bool:
    """Whether an IP address is on the public internet; addresses that carry an IPv4 one are judged by that as well.

    Not public are the private, loopback, link-local, multicast, shared, documentation and reserved ranges of the
    IANA special-purpose registries.
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if any(ip in network for network in _NOT_PUBLIC):
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
        if ip in _NAT64:
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
        if ip.ipv4_mapped:
            return is_public(str(ip.ipv4_mapped))
        if any(part is not None and not is_public(str(part)) for part in inner):
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


class NameNotFound(httpcore.ConnectError):
    """The host's name has no address."""


class CheckedBackend(httpcore.NetworkBackend):
    """Opens connections for one client; `deadline` (per thread) bounds everything that they do.

    Raises BlockedAddress for hosts that are not public, unless `allow_private` says that all may be reached or names
    the networks (as 10.1.0.0/16) that may be.
    """

    def __init__(self, allow_private: bool | Sequence[str] = False) -> None:
        self.allow_private = allow_private is True
        named = () if isinstance(allow_private, bool) else allow_private
        self._networks = [ipaddress.ip_network(text) for text in named]
        self._sockets = httpcore.SyncBackend()
        self._local = threading.local()

    def set_deadline(self, moment: float | None) -> None:
        """Until when (`time.monotonic()`) the calling thread's connections may take."""
        self._local.deadline = moment

    def bounded(self, timeout: float | None, error: type[Exception]) -> float | None:
        """The shorter of a timeout and what is left; raises `error` when nothing is left."""
        deadline = getattr(self._local, "deadline", None)
        if deadline is None:
            return timeout
        left = deadline - time.monotonic()
        if left <= 0:
            raise error("the time for this fetch is over")
        return left if timeout is None else float(min(timeout, left))

    def _is_named(self, address: str) -> bool:
        if not self._networks or "%" in address:
            return False
        ip = ipaddress.ip_address(address)
        return any(ip in network for network in self._networks)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of a host that may be fetched from; BlockedAddress if there is none."""
        try:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise NameNotFound(f"the name {host} does not resolve: {error}") from None
        addresses = list(dict.fromkeys(str(answer[4][0]) for answer in answers))
        if not self.allow_private:
            public = [address for address in addresses if is_public(address) or self._is_named(address)]
            if not public:
                raise BlockedAddress(f"{host} leads to {addresses[0]}, which is not a public address")
            addresses = public
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in addresses[:4]:
            limit = self.bounded(timeout, httpcore.ConnectTimeout)
            try:
                stream = self._sockets.connect_tcp(address, port, limit, local_address, socket_options)
                return _BoundedStream(stream, self)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.NetworkStream:
        """Refuse: BlockedAddress."""
        raise BlockedAddress("sockets of this machine are not fetched from")

    def sleep(self, seconds: float) -> None:
        """Wait, as httpcore asks for between its tries."""
        time.sleep(seconds)


class _BoundedStream(httpcore.NetworkStream):
    """A stream whose every read and write ends at the deadline: a server that drips bytes cannot hold a fetch."""

    def __init__(self, stream: httpcore.NetworkStream, backend: CheckedBackend) -> None:
        self._stream = stream
        self._backend = backend

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._backend.bounded(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._backend.bounded(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        limit = self._backend.bounded(timeout, httpcore.ConnectTimeout)
        return _BoundedStream(self._stream.start_tls(ssl_context, server_hostname, limit), self._backend)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
