"""Splits a delivery into rows of the inbox. This is the hot door: plain access, no judgement.

What an item means is read later, by `reading`; here only its id, lane and kind are found.
"""

import hashlib
from collections.abc import Callable
from typing import Any

from bot.whatsapp.parsing import dump, parse, parse_shallow
from models.queues.inbox import Received

LONGEST_ID = 200
OUR_KEYS = {"messaging_product", "metadata", "contacts", "messages", "statuses", "errors"}

Item = dict[str, Any]
Reader = Callable[[Any, str, dict[str, Item], Item], Received]


def split(body: bytes) -> list[Received]:
    """Every message, status, error and change in `body`, in its order; never nothing.

    What cannot be split is kept whole, or alone beside its neighbours, as ``unreadable``.
    Never raises, whatever the bytes.
    """
    try:
        return _items_of(parse(body)) or [_whole(body, "the delivery is empty")]
    except RecursionError:
        return _split_shallow(body)
    except ValueError as error:
        return [_whole(body, f"this is no JSON: {error}")]


def _split_shallow(body: bytes) -> list[Received]:
    try:
        return _items_of(parse_shallow(body)) or [_whole(body, "the delivery is empty")]
    except (ValueError, RecursionError) as error:
        return [_whole(body, f"this is no JSON: {error}")]


def _items_of(delivery: Any) -> list[Received]:
    if type(delivery) is not dict:
        return []
    received: list[Received] = []
    for entry in _many(delivery.get("entry")):
        if type(entry) is dict:
            changes = _many(entry.get("changes")) or [{"field": "", "value": entry}]
            for change in changes:
                received += _change(change, entry)
        else:
            received.append(_alone(entry, "an entry is not an object"))
    return received


def _change(change: Any, entry: Item) -> list[Received]:
    if type(change) is not dict:
        return [_alone(change, "a change is not an object")]
    field, value = change.get("field"), change.get("value")
    if field == "user_preferences" and type(value) is dict:
        return _each(field, "user_preferences", _preference, value, entry)
    if field == "smb_message_echoes" and type(value) is dict:
        return _each(field, "message_echoes", _echo, value, entry)
    if field != "messages":
        return [_other(field, value, entry)]
    if type(value) is not dict:
        return [_alone(change, "a value is not an object")]
    return _messages_field(value, entry)


def _each(field: str, key: str, read: Reader, value: Item, entry: Item) -> list[Received]:
    """What stands under `key`, item by item; the change as it came if nothing does."""
    number, cards = _number(value), _cards(value.get("contacts"))
    received = [read(item, number, cards, entry) for item in _many(value.get(key))]
    return received or [_other(field, value, entry)]


def _preference(item: Any, number: str, cards: dict[str, Item], entry: Item) -> Received:
    """A person's choice, in the lane of what they write: the order counts."""
    if type(item) is not dict:
        return _alone(item, "a preference is not an object", number)
    bsuid, phone = _word(item.get("user_id")), _word(item.get("wa_id"))
    card = _card(cards, bsuid, phone)
    payload = dump({"item": item, "contact": card, "entry": entry.get("id")})
    external_id = _bounded(f"p:{number}:{_hash(payload)}")
    lane = _lane(number, bsuid, phone, card) or external_id
    return Received(external_id, lane, "preference", number, payload)


def _echo(item: Any, number: str, cards: dict[str, Item], entry: Item) -> Received:
    """What was written from the phone's own app, in the lane of whom it went to."""
    if type(item) is not dict:
        return _alone(item, "an echo is not an object", number)
    bsuid, phone = _word(item.get("to_user_id")), _word(item.get("to"))
    card = _card(cards, bsuid, phone)
    payload = dump({"item": item, "contact": card, "entry": entry.get("id")})
    wamid = _word(item.get("id"))
    external_id = _bounded(f"w:{number}:{wamid}") if wamid else f"w:{number}:#{_hash(payload)}"
    lane = _lane(number, bsuid, phone, card) or external_id
    return Received(external_id, lane, "echo", number, payload)


def _messages_field(value: Item, entry: Item) -> list[Received]:
    number, around = _number(value), {"metadata": value.get("metadata"), "entry": entry.get("id")}
    cards = _cards(value.get("contacts"))
    received = [_message(item, number, cards, around) for item in _many(value.get("messages"))]
    received += [_status(item, number, cards, around) for item in _many(value.get("statuses"))]
    received += [_error(item, number, entry) for item in _many(value.get("errors"))]
    if not received:
        received = [_other("messages", value, entry)]
    elif not value.keys() <= OUR_KEYS:
        rest = {key: part for key, part in value.items() if key not in OUR_KEYS}
        received.append(_other("messages", rest | {"metadata": value.get("metadata")}, entry))
    return received


def _message(item: Any, number: str, cards: dict[str, Item], around: Item) -> Received:
    if type(item) is not dict:
        return _alone(item, "a message is not an object", number)
    bsuid, phone = _word(item.get("from_user_id")), _word(item.get("from"))
    card = _card(cards, bsuid, phone)
    payload = dump({"item": item, "contact": card, **around})
    wamid = _word(item.get("id"))
    external_id = _bounded(f"m:{number}:{wamid}") if wamid else f"m:{number}:#{_hash(payload)}"
    if item.get("group_id"):
        # Said in a group: no customer of ours speaks to us there.
        return Received(external_id, external_id, "change", number, payload)
    if item.get("type") == "system":
        # The card is of who they are from now on.
        bsuid, card = _former_bsuid(item) or bsuid, None
    lane = _lane(number, bsuid, phone, card) or external_id
    return Received(external_id, lane, "message", number, payload)


def _former_bsuid(item: Item) -> str:
    """A change of identity stands in the lane where the person's earlier messages stand."""
    system = item.get("system")
    return _word(system.get("previous_user_id")) if type(system) is dict else ""


def _status(item: Any, number: str, cards: dict[str, Item], around: Item) -> Received:
    if type(item) is not dict:
        return _alone(item, "a status is not an object", number)
    card = _card(cards, _word(item.get("recipient_user_id")), _word(item.get("recipient_id")))
    payload = dump({"item": item, "contact": card, **around})
    wamid, status = _word(item.get("id")), _word(item.get("status"))
    if not wamid or not status:
        return _alone(item, "a status without id or status", number)
    participant = _word(
        item.get("recipient_participant_id") or item.get("participant_recipient_id")
    )
    external_id = f"s:{wamid}:{status}:{participant}" if participant else f"s:{wamid}:{status}"
    return Received(_bounded(external_id), _bounded(f"s:{wamid}"), "status", number, payload)


def _error(item: Any, number: str, entry: Item) -> Received:
    payload = dump({"item": item, "time": entry.get("time"), "entry": entry.get("id")})
    external_id = f"e:{number}:{_hash(payload)}"
    return Received(external_id, external_id, "error", number, payload)


def _other(field: Any, value: Any, entry: Item) -> Received:
    around = {"time": entry.get("time"), "entry": entry.get("id")}
    payload = dump({"field": _word(field), "value": value, **around})
    number = _number(value) if type(value) is dict else ""
    external_id = f"c:{_hash(payload)}"
    return Received(external_id, external_id, "change", number, payload)


def _alone(item: Any, reason: str, number: str = "") -> Received:
    payload = dump({"reason": reason, "item": item})
    external_id = f"u:{_hash(payload)}"
    return Received(external_id, external_id, "unreadable", number, payload)


def _whole(body: bytes, reason: str) -> Received:
    """The bytes as text; what is no UTF-8 stands as lone surrogates and can be turned back."""
    external_id = f"u:{hashlib.sha256(body).hexdigest()}"
    payload = dump({"reason": reason, "body": body.decode("utf-8", "surrogateescape")})
    return Received(external_id, external_id, "unreadable", "", payload)


def _many(value: Any) -> list[Any]:
    """A list, whatever stands where one should: Meta's own sample has an object keyed by index."""
    if type(value) is list:
        return value
    if not value:
        return []
    if type(value) is dict and all(key.isdigit() for key in value):
        return list(value.values())
    return [value]


def _cards(contacts: Any) -> dict[str, Item]:
    cards: dict[str, Item] = {}
    for card in _many(contacts):
        if type(card) is dict:
            cards[_word(card.get("wa_id"))] = card
            cards[_word(card.get("user_id"))] = card
    cards.pop("", None)
    return cards


def _card(cards: dict[str, Item], bsuid: str, phone: str) -> Item | None:
    """The card of this person, by id and never by position: a card of somebody else is none."""
    card = cards.get(bsuid)
    if card is None:
        card = cards.get(phone)
        if card is not None and bsuid and card.get("user_id"):
            # A number that somebody else had before: the card is of another person.
            return None
    return card


def _lane(number: str, bsuid: str, phone: str, card: Item | None) -> str:
    """Where all that concerns this person at our `number` stands; "" if nothing says who it is."""
    who = bsuid or _word((card or {}).get("user_id")) or phone.lstrip("+")
    return _bounded(f"{number}:{who}") if who else ""


def _number(value: Item) -> str:
    metadata = value.get("metadata")
    number = _word(metadata.get("phone_number_id")) if type(metadata) is dict else ""
    return number if len(number) <= LONGEST_ID and number.isascii() and number.isprintable() else ""


def _word(value: Any) -> str:
    if type(value) is str:
        return value
    return str(value) if type(value) is int else ""


def _bounded(id: str) -> str:
    if len(id) <= LONGEST_ID and id.isascii() and id.isprintable():
        return id
    return f"{id[:2] if id[1:2] == ':' else ''}#{_hash(id)}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
