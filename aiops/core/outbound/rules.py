"""Where requests may go: set by whoever runs the server, never by whoever types an address into a page."""

import ipaddress
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from aiops.core.outbound.errors import RefusedError

log = logging.getLogger(__name__)
IP = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
NAT64 = ipaddress.ip_network("64:ff9b::/96")
# Special, whatever this Python's tables say: protocol assignments, local NAT64, Teredo, documentation of IPv6.
NEVER = [ipaddress.ip_network(each) for each in ("192.0.0.0/24", "64:ff9b:1::/48", "2001::/32", "3fff::/20")]
DEFAULT_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True)
class Target:
    """An address as it was read; `path` with its query, as it goes on the wire."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def shown(self) -> str:
        """Without path and query: they may hold secrets."""
        return f"{self.scheme}://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"


@dataclass(frozen=True)
class Rules:
    """`allow` names hosts, addresses and networks, each with or without a port, that may be private and may be asked
    without TLS. `only`, where there is any, names all that may be asked at all."""

    plain_http: bool = False
    allow: tuple[str, ...] = ()
    only: tuple[str, ...] = ()

    @classmethod
    def of_settings(cls) -> Self:
        """Plain http to public addresses is for the development default: no TLS, and heard on loopback alone."""
        developing = not settings.HTTPS and settings.AIOPS_HOST in {"127.0.0.1", "::1", "localhost"}
        return cls(developing, tuple(settings.OUTBOUND_ALLOW), tuple(settings.OUTBOUND_ONLY))

    def read(self, url: str) -> Target:
        """Raises RefusedError, with what is wrong."""
        target = parse(url)
        if self.only and not named(target, None, self.only) and not any(_network(each) for each in self.only):
            raise _not_listed(target)
        return target

    def check(self, target: Target, addresses: Iterable[IP]) -> None:
        """Raises RefusedError when one of a name's addresses is none we may reach, or it takes TLS to do so."""
        listed = not self.only or named(target, None, self.only)
        for address in addresses:
            if not listed and not named(target, address, self.only):
                raise _not_listed(target)
            allowed = named(target, address, self.allow)
            if not allowed and not is_public(address):
                log.warning("%s is %s, which is inside our own network: it was not asked", target.host, address)
                raise RefusedError(f"{target.host} is inside our own network: this server must not ask it")
            if target.scheme == "http" and not (allowed or self.plain_http):
                raise RefusedError(f"{target.host} must be asked by https://")


def parse(url: str) -> Target:
    """Raises RefusedError."""
    if any(ord(each) <= 0x20 or ord(each) >= 0x7F for each in url):
        raise RefusedError("the address must be plain ASCII without spaces; a name in other letters in its xn-- form")
    try:
        parts: SplitResult = urlsplit(url)
        port = parts.port
    except ValueError:
        raise RefusedError("the address cannot be read") from None
    if parts.scheme not in DEFAULT_PORTS:
        raise RefusedError("the address must begin with https://")
    if not parts.hostname or "%" in parts.hostname:
        raise RefusedError("the address names no host")
    if "@" in parts.netloc or "\\" in url:
        raise RefusedError("the address must hold no user, password or backslash")
    if port == 0:
        raise RefusedError("the address has port 0")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, parts.hostname.rstrip("."), port or DEFAULT_PORTS[parts.scheme], path)


def is_public(address: IP) -> bool:
    """Whether anybody may be behind it: an address that carries another is as good as the one it carries."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.is_site_local:
            return False
        inner = address.ipv4_mapped or address.sixtofour
        if address in NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    special = address.is_multicast or address.is_reserved or address.is_unspecified or address.is_link_local
    return address.is_global and not special and not any(address in each for each in NEVER)


def named(target: Target, address: IP | None, entries: Iterable[str]) -> bool:
    return any(_is_named(target, address, each) for each in entries)


def _is_named(target: Target, address: IP | None, entry: str) -> bool:
    host, port = _host_and_port(entry)
    if port is not None and port != target.port:
        return False
    network = _network(entry)
    if network is None:
        return host.lower() == target.host
    return host == target.host if address is None else address in network


def _network(entry: str) -> Network | None:
    try:
        return ipaddress.ip_network(_host_and_port(entry)[0], strict=False)
    except ValueError:
        return None


def _not_listed(target: Target) -> RefusedError:
    return RefusedError(f"{target.host} is none of the hosts this server may ask (AIOPS_OUTBOUND_ONLY)")


def _host_and_port(entry: str) -> tuple[str, int | None]:
    """`[::1]:80`, `::1`, `10.0.0.0/8`, `host:80`, `host`. Raises RefusedError: a port misread would be any port."""
    host, port = entry, ""
    if entry.startswith("["):
        host, _, port = entry[1:].partition("]")
    elif entry.count(":") == 1:
        host, _, port = entry.partition(":")
    port = port.removeprefix(":")
    if port and not (port.isascii() and port.isdigit() and len(port) < 6):
        raise RefusedError(f"this server's settings name the port “{port}” (AIOPS_OUTBOUND_...), which is no number")
    return host, int(port) if port else None
