"""Which addresses a call may go to, asked for the very address that is connected to, after the name
was looked up. Knows no URL and opens nothing."""

from collections.abc import Iterable
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

NEVER: tuple[Network, ...] = tuple(
    ip_network(one)
    for one in (
        "0.0.0.0/8",  # this host
        "169.254.0.0/16",  # link-local, and the clouds' metadata
        "100.100.100.200/32",  # Alibaba's metadata
        "168.63.129.16/32",  # Azure's
        "192.0.0.0/24",  # protocols', and Oracle's metadata
        "192.88.99.0/24",  # relays of 6to4
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
        "::/128",
        "fe80::/10",  # link-local
        "fec0::/10",  # site-local
        "fd00:ec2::254/128",  # Amazon's metadata
        "ff00::/8",  # multicast
        "2001::/32",  # Teredo
        "2002::/16",  # 6to4
    )
)
"""Not even where private networks are allowed."""
OURS: tuple[Network, ...] = tuple(
    ip_network(one)
    for one in (
        "10.0.0.0/8",
        "100.64.0.0/10",  # behind a carrier's NAT
        "127.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "::1/128",
        "64:ff9b:1::/48",  # a NAT64 of one's own
        "fc00::/7",  # unique local
    )
)
"""This machine and private networks: what may be allowed."""
WRAPPED: tuple[Network, ...] = (ip_network("64:ff9b::/96"), ip_network("::/96"))
"""NAT64 and a forgotten form of IPv6: the last 32 bits are an IPv4 address."""
INTERNET = (ip_network("2000::/3"),)
"""Of IPv6 only this part is given out."""


def complaint(text: str, private: bool) -> str | None:
    """Why nobody may connect to the address `text`; None: it may be. `private`: our own networks
    are allowed."""
    address = _meant(text)
    if _within(address, NEVER):
        return f"{text} is reserved"
    if _within(address, OURS):
        allowed = f"{text} is in a private network: USHER_WEBHOOK_PRIVATE=1 allows those"
        return None if private else allowed
    return None if _on_the_internet(address) else f"{text} is no address of the internet"


def is_ours(text: str) -> bool:
    """What is sent there stays in our own networks."""
    return _within(_meant(text), OURS)


def _meant(text: str) -> Address:
    """The address, or the one that it carries inside: who wraps 127.0.0.1 means 127.0.0.1."""
    address = ip_address(text.partition("%")[0])
    if isinstance(address, IPv4Address):
        return address
    low = int(address) & 0xFFFF_FFFF
    wrapped = _within(address, WRAPPED) and low > 1  # :: and ::1 are meant as they are.
    return address.ipv4_mapped or (IPv4Address(low) if wrapped else address)


def _on_the_internet(address: Address) -> bool:
    return address.is_global and (address.version == 4 or _within(address, INTERNET))


def _within(address: Address, networks: Iterable[Network]) -> bool:
    return any(address in network for network in networks)
