"""Who is asking: the address of the client as far as it can be believed."""

import ipaddress
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from django.conf import settings


class HasMeta(Protocol):
    @property
    def META(self) -> Mapping[str, Any]: ...  # noqa: N802  Django's name


def client_ip(request: HasMeta) -> str:
    """The client's address, "" when it has none (a unix socket) or it cannot be read.

    X-Forwarded-For is believed only as far as AIOPS_TRUSTED_PROXIES goes: that many entries from the right were written
    by our own proxies, so the last of them is the address our outermost proxy saw. The rest is the client's word.
    """
    address = str(request.META.get("REMOTE_ADDR") or "")
    if settings.TRUSTED_PROXIES:
        hops = [hop.strip() for hop in str(request.META.get("HTTP_X_FORWARDED_FOR") or "").split(",")]
        if len(hops) >= settings.TRUSTED_PROXIES:
            address = hops[-settings.TRUSTED_PROXIES]
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return ""


def neighbourhood(address: str) -> str:
    """What a lockout counts by: an IPv4 address, or the /64 of an IPv6 address, since one machine owns all of that."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if ip.version == 4:
        return str(ip)
    if ip.ipv4_mapped:
        return str(ip.ipv4_mapped)
    return str(ipaddress.ip_network((ip, 64), strict=False))


def within(address: str, networks: Iterable[str]) -> bool:
    """Whether the address lies in one of the CIDR networks; an unknown address lies in none."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = getattr(ip, "ipv4_mapped", None)
    return any((mapped or ip) in ipaddress.ip_network(network) for network in networks)
