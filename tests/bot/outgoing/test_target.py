"""What a URL must be like before it is called at all (X14, SSRF)."""

import pytest

from bot.outgoing import target

RIGHT = [
    "https://receiver.example/hook?key=1",
    "https://receiver.example:8443/",
    "https://bücher.example/",
    "https://93.184.216.34/",
    "https://[2606:4700:4700::1111]/hook",
]
WRONG = [
    ("http://receiver.example/", "https://"),
    ("ftp://receiver.example/", "https://"),
    ("file:///etc/passwd", "https://"),
    ("javascript:alert(1)", "https://"),
    ("receiver.example", "https://"),
    ("https://", "host"),
    ("https:///hook", "host"),
    ("https://user:password@receiver.example/", "password"),
    ("https://receiver.example@127.0.0.1/", "password"),
    ("https://receiver.example/#x", "#"),
    ("https://receiver.example:22/", "port"),
    ("https://receiver.example:0/", "port"),
    ("https://receiver.example:99999/", "URL"),
    ("https://receiver.example/ hook", "spaces"),
    ("https://receiver.example/\r\nHost: x", "spaces"),
    ("https://receiver.example/" + "x" * 2000, "2000"),
    ("https://localhost/", "private"),
    ("https://a.LOCALHOST./", "private"),
    ("https://127.0.0.1/", "private"),
    ("https://127.1/", "private"),
    ("https://2130706433/", "private"),
    ("https://0x7f000001/", "private"),
    ("https://0177.0.0.1/", "private"),
    ("https://[::1]/", "private"),
    ("https://[::ffff:10.0.0.1]/", "private"),
    ("https://10.1.2.3/", "private"),
    ("https://169.254.169.254/latest/meta-data", "reserved"),
    ("https://[fe80::1%25eth0]/", "reserved"),
    ("https://0/", "reserved"),
]


@pytest.mark.parametrize("url", RIGHT)
def test_a_web_address_may_be_tried(url: str) -> None:
    assert target.complaint(url, private=False) is None


@pytest.mark.parametrize(("url", "why"), WRONG)
def test_anything_else_is_refused_with_the_remedy(url: str, why: str) -> None:
    found = target.complaint(url, private=False)
    assert found
    assert why in found


@pytest.mark.parametrize(
    "url",
    ["http://localhost:5678/webhook", "http://n8n:5678/", "https://10.1.2.3/", "http://127.1"],
)
def test_our_own_network_may_be_tried_where_that_is_allowed(url: str) -> None:
    assert target.complaint(url, private=True) is None


@pytest.mark.parametrize("url", ["http://169.254.169.254/", "http://127.0.0.1:22/", "ftp://n8n/"])
def test_some_things_never(url: str) -> None:
    assert target.complaint(url, private=True)
