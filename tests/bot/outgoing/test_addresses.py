"""Which addresses may be connected to, in every spelling (X14, SSRF: ASVS 1.3.6, API7)."""

import socket

import pytest

from bot.outgoing import addresses

INTERNET = [
    "93.184.216.34",
    "1.1.1.1",
    "2606:4700:4700::1111",
    "::ffff:1.1.1.1",
    "64:ff9b::101:101",
]
OURS = [
    *("127.0.0.1", "127.8.9.10", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1"),
    *("100.64.0.1", "100.127.255.255", "::1", "fc00::1", "fd12:3456::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1"),
    *("64:ff9b:1::7f00:1",),
]
NEVER = [
    *("0.0.0.0", "0.1.2.3", "169.254.169.254", "169.254.0.1", "100.100.100.200", "168.63.129.16"),
    *("192.0.0.192", "192.0.2.1", "198.18.0.1", "203.0.113.9", "224.0.0.1", "239.255.255.250"),
    *("240.0.0.1", "255.255.255.255", "::", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1"),
    *("fd00:ec2::254", "::ffff:169.254.169.254", "::ffff:0.0.0.0", "::169.254.169.254"),
    *("64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2002:a9fe:a9fe::1", "2002:101:101::1"),
    *("2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:db8::1", "5f00::1", "100::1", "4000::1"),
]


@pytest.mark.parametrize("address", INTERNET)
def test_an_address_of_the_internet_may_be_called(address: str) -> None:
    assert addresses.complaint(address, private=False) is None
    assert not addresses.is_ours(address)


@pytest.mark.parametrize("address", OURS)
def test_our_own_networks_only_where_that_is_allowed(address: str) -> None:
    reason = addresses.complaint(address, private=False)
    assert reason
    assert "USHER_WEBHOOK_PRIVATE" in reason
    assert addresses.complaint(address, private=True) is None


@pytest.mark.parametrize("address", NEVER)
def test_what_is_reserved_never(address: str) -> None:
    assert addresses.complaint(address, private=False)
    assert addresses.complaint(address, private=True)


@pytest.mark.parametrize(
    "spelling", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0x7f.1", "017700000001"]
)
def test_numbers_that_a_resolver_takes_for_an_address_are_that_address(spelling: str) -> None:
    found = socket.getaddrinfo(spelling, 80, type=socket.SOCK_STREAM)[0][4][0]
    assert addresses.complaint(str(found), private=False)
