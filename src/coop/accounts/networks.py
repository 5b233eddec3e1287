"""Where a request comes from, as far as sign-in limits care: the client's address and the network it belongs to."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

UNKNOWN = "unknown"
"""The network of an address nobody can read: all such requests share one limit."""

_IPV4_PREFIX = 24
_IPV6_PREFIX = 48


def _parsed(address: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(address.strip().partition("%")[0])
    except ValueError:
        return None
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        return found.ipv4_mapped
    return found


def network_of(address: str) -> str:
    """The network that shares one limit: the /24 of an IPv4 address, the /48 of an IPv6 address, ``unknown`` for anything else.

    An IPv4 address in IPv6 dress (``::ffff:192.0.2.1``) counts as the IPv4 address it is.
    """
    found = _parsed(address)
    if found is None:
        return UNKNOWN
    prefix = _IPV4_PREFIX if isinstance(found, IPv4Address) else _IPV6_PREFIX
    return str(ip_network((found, prefix), strict=False))


def client_address(peer: str, forwarded_for: str, trusted_hops: int) -> str:
    """The address of the client behind ``trusted_hops`` proxies of our own.

    ``forwarded_for`` is the X-Forwarded-For header: each proxy appends the address it was spoken to from, so only the last
    ``trusted_hops`` entries are ours to believe; everything before them is whatever the client wrote. With no trusted proxy
    (0) the header is ignored. When fewer entries stand there than trusted proxies, or the one that counts is no address,
    the peer's own address is used.
    """
    if trusted_hops < 1:
        return peer
    chain = [each.strip() for each in forwarded_for.split(",") if each.strip()]
    if len(chain) < trusted_hops:
        return peer
    claimed = chain[-trusted_hops]
    return claimed if _parsed(claimed) is not None else peer
