"""Items of `messages[]` as Meta writes them in 2026, without the sender's keys.

Pure apart from fresh ids; payloads.py puts them into an envelope.
"""

from datetime import datetime
from typing import Any

from bot.simulator.payloads import DISPLAY_NUMBER, Json, fresh_wamid, stamp


def item(
    type: str, payload: Any, *, wamid: str | None = None, at: datetime | None = None, **extra: Any
) -> Json:
    """One message of any type; `extra` are keys beside the payload, such as `context`."""
    named = {} if payload is None else {type: payload}
    present = {key: value for key, value in extra.items() if value is not None}
    return {"id": wamid or fresh_wamid(), "timestamp": stamp(at), "type": type, **named, **present}


def text(body: str, **common: Any) -> Json:
    return item("text", {"body": body}, **common)


def button_reply(id: str, title: str, *, to: str | None = None, **common: Any) -> Json:
    """A tap on a reply button of our message `to`."""
    reply = {"type": "button_reply", "button_reply": {"id": id, "title": title}}
    return item("interactive", reply, context=answering(to), **common)


def list_reply(
    id: str, title: str, description: str | None = None, *, to: str | None = None, **common: Any
) -> Json:
    """A row picked from a list of our message `to`."""
    row = {"id": id, "title": title} | ({"description": description} if description else {})
    reply = {"type": "list_reply", "list_reply": row}
    return item("interactive", reply, context=answering(to), **common)


def flow_reply(response: str, *, to: str | None = None, **common: Any) -> Json:
    """A filled-in Flow; `response` is JSON as text."""
    reply = {"name": "flow", "body": "Sent", "response_json": response}
    payload = {"type": "nfm_reply", "nfm_reply": reply}
    return item("interactive", payload, context=answering(to), **common)


def template_button(title: str, payload: str, *, to: str | None = None, **common: Any) -> Json:
    """A tap on a template's quick-reply button."""
    return item("button", {"text": title, "payload": payload}, context=answering(to), **common)


def media(type: str, caption: str | None = None, **common: Any) -> Json:
    """An image, video, audio, document or sticker; its file is one of samples.py."""
    file = {"id": fresh_media_id(), "mime_type": MIME_TYPES[type], "sha256": "c2ltdWxhdGVkIGZpbGU="}
    if caption:
        file["caption"] = caption
    return item(type, file | MEDIA_EXTRAS.get(type, {}), **common)


def location(
    latitude: float,
    longitude: float,
    name: str | None = None,
    address: str | None = None,
    **common: Any,
) -> Json:
    place = {"latitude": latitude, "longitude": longitude, "name": name, "address": address}
    return item(
        "location", {key: value for key, value in place.items() if value is not None}, **common
    )


def contact_card(name: str, phone: str, *, asked: bool = False, **common: Any) -> Json:
    """A contact card; `asked`: the sender's own phone, given through our request for it."""
    card: Json = {
        "origin": "contact_request" if asked else "other",
        "name": {"formatted_name": name, "first_name": name.split()[0]},
        "phones": [{"phone": f"+{phone}", "wa_id": phone, "type": "MOBILE"}],
    }
    if not asked:
        card["vcard"] = f"BEGIN:VCARD\nVERSION:3.0\nFN:{name}\nTEL;TYPE=CELL:+{phone}\nEND:VCARD"
    return item("contacts", [card], **common)


def reaction(to: str, emoji: str | None, **common: Any) -> Json:
    """A reaction to our message `to`; no emoji takes it back."""
    return item("reaction", {"message_id": to} | ({"emoji": emoji} if emoji else {}), **common)


def order(retailer_id: str, price: float, currency: str, **common: Any) -> Json:
    line = {
        "product_retailer_id": retailer_id,
        "quantity": 1,
        "item_price": price,
        "currency": currency,
    }
    return item("order", {"catalog_id": "7001", "text": "", "product_items": [line]}, **common)


def unsupported(kind: str = "poll_creation", **common: Any) -> Json:
    errors = [{"code": 131051, "title": "Message type unknown", "message": "Message type unknown"}]
    return item("unsupported", {"type": kind}, errors=errors, **common)


def edit(original: str, body: str, **common: Any) -> Json:
    """The customer rewrote a text of theirs."""
    message = {"type": "text", "text": {"body": body}}
    return item("edit", {"original_message_id": original, "message": message}, **common)


def revoke(original: str, **common: Any) -> Json:
    """The customer took a message back."""
    return item("revoke", {"original_message_id": original}, **common)


def number_changed(
    name: str, before: str, after: str, bsuid_before: str, bsuid_after: str, **common: Any
) -> Json:
    """`system`: somebody moved to another phone number, which also renews their id."""
    change = {
        "type": "user_changed_number",
        "body": f"User {name} changed from {before} to {after}",
        "wa_id": after,
        "user_id": bsuid_after,
        "previous_user_id": bsuid_before,
    }
    return item("system", change, **common) | {"from": before}


def user_id_changed(bsuid_before: str, bsuid_after: str, **common: Any) -> Json:
    """`system`: the same for somebody whose phone is hidden."""
    change = {
        "type": "user_changed_user_id",
        "body": f"User changed from {bsuid_before} to {bsuid_after}",
        "user_id": bsuid_after,
        "previous_user_id": bsuid_before,
    }
    return item("system", change, **common)


def ad_referral(headline: str = "New season, new you") -> Json:
    """`referral` of somebody's first message after a tap on an ad."""
    return {
        "source_type": "ad",
        "source_id": "120330099110011",
        "source_url": "https://fb.me/example1",
        "headline": headline,
        "body": "Write to us and a stylist answers.",
        "media_type": "image",
        "image_url": "https://img.example.com/ad.jpg",
        "ctwa_clid": "ARexample123",
        "welcome_message": {"text": "Hi! How can we help?"},
    }


def answering(wamid: str | None) -> Json | None:
    """`context` of a tap or a quoted reply to our message."""
    return {"from": DISPLAY_NUMBER, "id": wamid} if wamid else None


def fresh_media_id() -> str:
    return str(int.from_bytes(fresh_wamid()[-12:].encode(), "big"))[:15]


MIME_TYPES = {
    "image": "image/jpeg",
    "video": "video/mp4",
    "audio": "audio/ogg; codecs=opus",
    "document": "application/pdf",
    "sticker": "image/webp",
}
MEDIA_EXTRAS: dict[str, Json] = {
    "audio": {"voice": True},
    "document": {"filename": "size-chart.pdf"},
    "sticker": {"animated": False},
}
