"""Webhooks as Meta sends them, built from plain values: envelopes, receipts, the signature.

Pure apart from fresh ids. The messages that go into an envelope are made by items.py.
"""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]

PHONE_NUMBER_ID = "100000000000001"
DISPLAY_NUMBER = "442079460001"
WABA_ID = "200000000000001"
COUNTRY_CODE = "44"


@dataclass(frozen=True, slots=True)
class Person:
    """A customer as a webhook shows them: no `phone` when they hide it behind a username."""

    bsuid: str
    name: str = ""
    phone: str | None = None
    username: str | None = None
    parent_bsuid: str | None = None


def delivery(person: Person, *messages: Json, number: str = PHONE_NUMBER_ID) -> bytes:
    """One POST with messages of one person, as exact bytes to sign and send."""
    return encode(envelope(messages_value(person, messages, number)))


def receipt_delivery(
    person: Person, *statuses: Json, number: str = PHONE_NUMBER_ID, failed: bool = False
) -> bytes:
    """One POST with receipts, made by `receipt`; `failed` ones come without `contacts`."""
    return encode(envelope(receipts_value(person, statuses, number, with_contact=not failed)))


def envelope(*values: Json, field: str = "messages", waba_id: str = WABA_ID) -> Json:
    """A whole delivery: one change per value."""
    changes = [{"value": value, "field": field} for value in values]
    return {"object": "whatsapp_business_account", "entry": [{"id": waba_id, "changes": changes}]}


def encode(body: Json) -> bytes:
    """Bytes in Meta's spelling: compact, unicode and slashes escaped. Never encode them again."""
    text = json.dumps(body, separators=(",", ":"))
    return text.replace("/", "\\/").encode("ascii")


def sign(body: bytes, secret: str) -> str:
    """The value of `X-Hub-Signature-256` for these exact bytes."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def messages_value(person: Person, messages: Sequence[Json], number: str) -> Json:
    """`messages[]` with their senders; `system` messages come without `contacts`."""
    items = [
        message if message["type"] == "system" else from_(person, message) for message in messages
    ]
    value = {**_header(number), "contacts": [contact(person)], "messages": items}
    if all(message["type"] == "system" for message in messages):
        del value["contacts"]
    return value


def receipts_value(
    person: Person, statuses: Sequence[Json], number: str, *, with_contact: bool = True
) -> Json:
    """`statuses[]` of one recipient."""
    contacts = {"contacts": [contact(person)]} if with_contact else {}
    return {**_header(number), **contacts, "statuses": list(statuses)}


def contact(person: Person) -> Json:
    """An item of `contacts[]`. What is not known is absent, never empty."""
    profile = _present(name=person.name, username=person.username)
    identifiers = _present(
        wa_id=person.phone, user_id=person.bsuid, parent_user_id=person.parent_bsuid
    )
    return {"profile": profile, **identifiers}


def from_(person: Person, message: Json) -> Json:
    """The message with its sender's keys in front."""
    sender = _present(
        **{"from": person.phone},
        from_user_id=person.bsuid,
        from_parent_user_id=person.parent_bsuid,
    )
    return {**sender, **message}


def receipt(
    person: Person,
    wamid: str,
    status: str,
    *,
    at: datetime | None = None,
    opaque: str | None = None,
    by_bsuid: bool = False,
    error: Json | None = None,
    category: str = "service",
) -> Json:
    """An item of `statuses[]`; `by_bsuid` says that the message was addressed without a phone."""
    failed = status == "failed"
    hidden_phone = failed and by_bsuid
    item = _present(
        id=wamid,
        status=status,
        timestamp=stamp(at),
        recipient_id=None if hidden_phone else person.phone,
        recipient_user_id=None if failed and not by_bsuid else person.bsuid,
        biz_opaque_callback_data=opaque,
    )
    if failed:
        item["errors"] = [error]
    elif status in {"sent", "delivered"}:
        item["pricing"] = pricing(category)
    return item


def pricing(category: str) -> Json:
    """What the message costs, as `sent` and `delivered` say it."""
    return {"billable": True, "pricing_model": "PMP", "type": "regular", "category": category}


def stamp(at: datetime | None = None) -> str:
    """Seconds since 1970 as text; the present moment by default."""
    return str(int((at or datetime.now(UTC)).timestamp()))


def fresh_wamid() -> str:
    """An opaque message id of its own."""
    return "wamid." + base64.b64encode(secrets.token_bytes(24)).decode("ascii")


def fresh_bsuid(country: str = "GB") -> str:
    """A business-scoped user id of its own: country, dot, digits."""
    return f"{country}.{secrets.randbelow(10**17):017d}"


def _header(number: str) -> Json:
    metadata = {"display_phone_number": DISPLAY_NUMBER, "phone_number_id": number}
    return {"messaging_product": "whatsapp", "metadata": metadata}


def _present(**values: Any) -> Json:
    return {key: value for key, value in values.items() if value not in (None, "")}
