"""Deliveries as Meta posts them: every one of a person who never wrote before, signed.

Cheap to make, so that making them takes nothing from what is measured. Ids are scattered as real
ones are, never ascending: an index sees the difference.
"""

import hmac
import json
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import count

from bot.simulator import items, payloads
from bot.simulator.payloads import PHONE_NUMBER_ID, Person

SECRET = "the bench's app secret"
PATH = "/webhooks/whatsapp"
PHONES, BSUIDS, WAMIDS = 10**10, 10**17, 16**40
SPREAD = 0x9E3779B97F4A7C15F39CC0605CEDC835
"""Odd and no multiple of 5: multiplied by it, every number goes to another place of its own."""


def person(n: int) -> Person:
    return Person(bsuid=_bsuid(n), name=f"Dora {n}", phone=_phone(n))


def wamid(n: int) -> str:
    return f"wamid.{n * SPREAD * SPREAD % WAMIDS:040x}"


def message(n: int, text: str = "Hi", who: int | None = None) -> bytes:
    """Delivery `n`: one text, of a person of its own or of person `who`."""
    return message_of(person(n if who is None else who), wamid(n), text)


def message_of(sender: Person, id: str, text: str) -> bytes:
    return payloads.delivery(sender, items.text(text, wamid=id))


def receipt(sender: Person, id: str, status: str) -> bytes:
    return payloads.receipt_delivery(sender, payloads.receipt(sender, id, status))


def signed(body: bytes) -> bytes:
    """The whole HTTP request that posts `body`."""
    signature = hmac.digest(SECRET.encode(), body, "sha256").hex()
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: facebookexternalua\r\n"
        f"Content-Type: application/json\r\nX-Hub-Signature-256: sha256={signature}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def stream(seed: int, size: int = 1) -> Iterator[bytes]:
    """Requests without end, `size` messages in each; another `seed` gives other people."""
    for start in count(seed * 1_000_000_000, size):
        yield signed(_many(range(start, start + size)))


def _many(numbers: Iterable[int]) -> bytes:
    """`message` of each of `numbers`, in one delivery, without encoding anything."""
    head, between, tail, card, item = _pattern()
    known = [(str(n).encode(), _phone(n).encode(), _bsuid(n).encode(), n) for n in numbers]
    cards = b",".join(card % (name, phone, bsuid) for name, phone, bsuid, _ in known)
    said = b",".join(item % (phone, bsuid, wamid(n).encode()) for _, phone, bsuid, n in known)
    return b"".join((head, cards, between, said, tail))


@cache
def _pattern() -> tuple[bytes, bytes, bytes, bytes, bytes]:
    """A delivery in pieces, with gaps for the name's number, phone, BSUID and wamid."""
    gaps = Person(bsuid="BSUID", name="Dora NAME", phone="PHONE")
    body = payloads.delivery(gaps, items.text("Hi", wamid="WAMID"))
    [change] = json.loads(body)["entry"][0]["changes"]
    card = payloads.encode(change["value"]["contacts"][0])
    item = payloads.encode(change["value"]["messages"][0])
    head, rest = body.split(card)
    between, tail = rest.split(item)
    for name in (b"NAME", b"PHONE", b"BSUID", b"WAMID"):
        card, item = card.replace(name, b"%s"), item.replace(name, b"%s")
    return head, between, tail, card, item


def _phone(n: int) -> str:
    return f"44{n * SPREAD % PHONES:010d}"


def _bsuid(n: int) -> str:
    return f"GB.{n * SPREAD % BSUIDS:017d}"


NUMBER = PHONE_NUMBER_ID
