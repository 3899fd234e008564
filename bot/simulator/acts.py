"""What a customer can do on the phone: each act becomes a bubble and a webhook that Meta owes."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.simulator import items, payloads
from bot.simulator.chat import Option, options_of
from bot.simulator.people import free_phone
from bot.simulator.phone import DeedError, Phone
from models.base import database
from models.simulated import SimulatedCustomer

Json = dict[str, Any]

MEDIA = {"image", "video", "audio", "document", "sticker"}
TEXT_CHARS = 65_536
PLACE = (51.5101, -0.1340, "Piccadilly Circus", "London W1J 9HS")


def act(customer: SimulatedCustomer, number: str, deed: Mapping[str, Any]) -> str:
    """Do `deed` (see ACTS for its kinds, by `type`) as the customer; answers the wamid."""
    kind = deed.get("type")
    if kind not in ACTS:
        raise DeedError(f"type: one of {', '.join(sorted(ACTS))}.")
    with database.atomic():
        return ACTS[kind](Phone(customer, number), deed)


def _text(phone: Phone, deed: Mapping[str, Any]) -> str:
    extra: Json = {}
    if deed.get("reply_to"):
        extra["context"] = items.answering(str(deed["reply_to"]))
    elif deed.get("forwarded"):
        extra["context"] = {"forwarded": True}
    if deed.get("ad"):
        extra["referral"] = items.ad_referral()
    return phone.say(items.text(_words(deed, "text"), **extra))


def _tap(phone: Phone, deed: Mapping[str, Any]) -> str:
    message = phone.received(deed.get("wamid"))
    for option in options_of(message.type, message.content):
        if option.id == deed.get("id"):
            return phone.say(_tapped(option, message.wamid))
    raise DeedError("id: that message has no such button or row.")


def _tapped(option: Option, wamid: str) -> Json:
    if option.kind == "button":
        return items.button_reply(option.id, option.title, to=wamid)
    if option.kind == "row":
        return items.list_reply(option.id, option.title, option.description, to=wamid)
    return items.template_button(option.title, option.id, to=wamid)


def _media(phone: Phone, deed: Mapping[str, Any]) -> str:
    return phone.say(items.media(deed["type"], str(deed.get("caption") or "") or None))


def _location(phone: Phone, deed: Mapping[str, Any]) -> str:
    latitude, longitude, name, address = PLACE
    try:
        latitude = float(deed.get("latitude", latitude))
        longitude = float(deed.get("longitude", longitude))
    except (TypeError, ValueError):
        raise DeedError("latitude, longitude: give numbers.") from None
    return phone.say(items.location(latitude, longitude, name, address))


def _contact(phone: Phone, deed: Mapping[str, Any]) -> str:
    name = str(deed.get("name") or "Sam Okafor")
    number = str(deed.get("phone") or "447700900150").lstrip("+")
    return phone.say(items.contact_card(name, number))


def _share_phone(phone: Phone, deed: Mapping[str, Any]) -> str:
    """The answer to a request for contact information; from now on webhooks carry the phone."""
    customer = phone.customer
    card = items.contact_card(customer.name, customer.phone, asked=True)
    if deed.get("wamid"):
        card["context"] = items.answering(phone.received(deed["wamid"]).wamid)
    customer.phone_shared = True
    customer.save()
    return phone.say(card)


def _reaction(phone: Phone, deed: Mapping[str, Any]) -> str:
    message = phone.received(deed.get("wamid"))
    message.customer_reaction = str(deed.get("emoji") or "")[:16] or None
    message.save()
    return phone.send(items.reaction(message.wamid, message.customer_reaction))


def _edit(phone: Phone, deed: Mapping[str, Any]) -> str:
    message = phone.written(deed.get("wamid"))
    if message.type != "text":
        raise DeedError("wamid: only a text can be edited.")
    body = _words(deed, "text")
    message.content = {"body": body, "edited": True}
    message.save()
    return phone.send(items.edit(message.wamid, body))


def _revoke(phone: Phone, deed: Mapping[str, Any]) -> str:
    message = phone.written(deed.get("wamid"))
    message.status = "revoked"
    message.save()
    return phone.send(items.revoke(message.wamid))


def _number_change(phone: Phone, deed: Mapping[str, Any]) -> str:
    """A new number renews the business-scoped id too; whoever hides the phone reports only that."""
    customer = phone.customer
    before, bsuid = customer.phone, customer.bsuid
    customer.phone = str(deed.get("phone") or free_phone()).lstrip("+")
    if SimulatedCustomer.get_or_none(phone=customer.phone) is not None:
        raise DeedError("phone: somebody here has that number.")
    customer.bsuid = payloads.fresh_bsuid(bsuid.split(".")[0])
    customer.save()
    if customer.phone_shared:
        item = items.number_changed(customer.name, before, customer.phone, bsuid, customer.bsuid)
    else:
        item = items.user_id_changed(bsuid, customer.bsuid)
    return phone.say(item)


def _flow(phone: Phone, deed: Mapping[str, Any]) -> str:
    message = phone.received(deed.get("wamid"))
    return phone.say(items.flow_reply(str(deed.get("response") or "{}"), to=message.wamid))


def _order(phone: Phone, deed: Mapping[str, Any]) -> str:
    return phone.say(items.order("SKU9", 19.9, "EUR"))


def _unsupported(phone: Phone, deed: Mapping[str, Any]) -> str:
    return phone.say(items.unsupported(str(deed.get("kind") or "poll_creation")))


def _raw(phone: Phone, deed: Mapping[str, Any]) -> str:
    """Any item at all, to see what Usher makes of it."""
    given = deed.get("item")
    if not isinstance(given, dict) or not isinstance(given.get("type"), str):
        raise DeedError("item: give an object with a type.")
    item = {"id": payloads.fresh_wamid(), "timestamp": payloads.stamp(), **given}
    return phone.send(item, phone.show(item, "raw", {"type": item["type"]}))


def _words(deed: Mapping[str, Any], key: str) -> str:
    words = deed.get(key)
    if not isinstance(words, str) or not words.strip() or len(words) > TEXT_CHARS:
        raise DeedError(f"{key}: write something, of at most {TEXT_CHARS} characters.")
    # PostgreSQL's JSON can hold neither, and no phone's keyboard makes them.
    return words.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


ACTS: dict[str, Callable[[Phone, Mapping[str, Any]], str]] = {
    "text": _text,
    "tap": _tap,
    **dict.fromkeys(MEDIA, _media),
    "location": _location,
    "contact": _contact,
    "share_phone": _share_phone,
    "reaction": _reaction,
    "edit": _edit,
    "revoke": _revoke,
    "number_change": _number_change,
    "flow": _flow,
    "order": _order,
    "unsupported": _unsupported,
    "raw": _raw,
}
