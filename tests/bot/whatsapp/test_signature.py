"""Only Meta, who knows the app secret, gets through the door (W1)."""

import json

import pytest

from bot.whatsapp.signature import holds, sign

SECRET = "example-app-secret"
ESCAPED = rb'{"t":"\u00f3k \ud83d\ude42","u":"https:\/\/x.example"}'
AGAIN = json.dumps(json.loads(ESCAPED)).encode()
COMPACT = json.dumps(json.loads(ESCAPED), ensure_ascii=False, separators=(",", ":")).encode()
DIGESTS = {
    ESCAPED: "b8011f472d4001985af62b2d912b15b4059987431b2998ee0b5d09023684a8df",
    AGAIN: "d0c03c547092391c53327b67ec442b5da47c430e4f875ff5ae0b12bb4c8f4db4",
    COMPACT: "45011ece11074b94c33c136653b07644f40e1cde2524e842933b17afbb7d83c0",
}
GOOD = "sha256=" + DIGESTS[ESCAPED]


@pytest.mark.parametrize("body", DIGESTS)
def test_the_bytes_are_signed_as_they_came(body: bytes) -> None:
    assert holds(body, "sha256=" + DIGESTS[body], [SECRET])


@pytest.mark.parametrize("body", [AGAIN, COMPACT])
def test_the_same_json_written_otherwise_is_another_body(body: bytes) -> None:
    assert not holds(body, GOOD, [SECRET])


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "sha256=",
        DIGESTS[ESCAPED],
        "sha1=" + DIGESTS[ESCAPED],
        GOOD.upper(),
        "sha256=" + DIGESTS[ESCAPED].upper(),
        GOOD[:-1],
        GOOD + "0",
        GOOD + "\n",
        " " + GOOD[1:],
        f"{GOOD},{GOOD}",
        f"{GOOD}, {GOOD}",
        "sha256=" + "é" * 64,
        "sha256=" + "\ud800" * 64,
        "sha256=" + "\x00" * 64,
    ],
)
def test_any_other_header_is_refused_without_raising(header: str | None) -> None:
    assert holds(ESCAPED, header, [SECRET]) is False


def test_while_the_secret_changes_both_are_good() -> None:
    assert holds(ESCAPED, GOOD, ["the-new-one", SECRET])
    assert holds(ESCAPED, GOOD, [SECRET, "the-old-one"])
    assert not holds(ESCAPED, GOOD, ["the-new-one"])


def test_without_a_secret_nothing_is_good() -> None:
    assert not holds(ESCAPED, GOOD, [])
    assert not holds(ESCAPED, sign(ESCAPED, ""), [""])


def test_what_we_sign_ourselves_holds() -> None:
    assert sign(ESCAPED, SECRET) == GOOD
    assert holds(b"", sign(b"", SECRET), [SECRET])
