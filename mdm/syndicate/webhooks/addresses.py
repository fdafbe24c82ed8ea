"""Which addresses messages may go to: public ones, and networks that the operator allows.

A name is looked up once and the connection made to what was found and checked, so that an answer which changes between
the two leads nowhere.
"""

from __future__ import annotations

import socket
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from mdm.errors import InvalidInputError

_PORTS = {"https": 443, "http": 80}
_LONGEST = 1000
_NAT64 = IPv6Network("64:ff9b::/96")
Address = IPv4Address | IPv6Address


class AddressError(InvalidInputError):
    """A subscription's address can't be used, or must not be."""

    code = "address_refused"


@dataclass(frozen=True, slots=True)
class Target:
    """An address, taken apart."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """Host and port as the Host header wants them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    def at(self, address: Address) -> str:
        """The URL with the host's number in place of its name."""
        host = f"[{address}]" if address.version == 6 else str(address)
        return f"{self.scheme}://{host}:{self.port}{self.path}"


def target_of(url: str) -> Target:
    """Take the URL apart. Raises AddressError where it is none that a message can be sent to."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if (
        parts.scheme not in _PORTS
        or not parts.hostname
        or len(url) > _LONGEST
        or not url.isascii()
        or not url.isprintable()
    ):
        raise _refused("is no http or https address in plain ASCII")
    if parts.username or parts.password or parts.fragment:
        raise _refused("holds a user name, password or fragment")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, parts.hostname, port or _PORTS[parts.scheme], path)


def resolved(target: Target, allowed: Sequence[str]) -> Address:
    """Where to connect to. Raises AddressError for a host that has no address or one that is not allowed."""
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise _refused("names a host that can't be found") from error
    addresses = [ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    for one in addresses:
        check(one, allowed, scheme=target.scheme)
    return addresses[0]


def check(address: Address, allowed: Sequence[str], *, scheme: str = "https") -> None:
    """Raises AddressError unless the address is public and the scheme https, or the operator allows its network."""
    inner = _inner(address)
    if any(inner in ip_network(network) for network in allowed):
        return
    if not inner.is_global or inner.is_multicast:
        raise _refused("leads to an address that is not public")
    if scheme != "https":
        raise _refused("is not https")


def _inner(address: Address) -> Address:
    """The IPv4 address that an IPv6 address stands for, if it does."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1] or address


def _refused(what: str) -> AddressError:
    return AddressError(
        f"The subscription's address {what}.",
        remedy="State a public https address, or have the operator allow its network in MDM_WEBHOOK_NETWORKS.",
        data={"parameter": "url"},
    )
