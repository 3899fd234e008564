"""A stored item read as one of our own values. What it means is for the handlers.

Meta's samples contradict its schema, so nothing is required but who, which and, for receipts, what.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.whatsapp.contents import understand
from bot.whatsapp.error_codes import OPTED_OUT
from bot.whatsapp.errors import code_of, detail_of, known_outcome
from bot.whatsapp.notices import change_notice, error_notice, group_notice
from bot.whatsapp.parsing import parse
from bot.whatsapp.values import keep, link, mapping, mappings, moment, phone, present, text, word
from models.clock import now
from models.incoming import (
    Amendment,
    Echo,
    IdentityChange,
    Incoming,
    IncomingMessage,
    MetaNotice,
    Preference,
    Receipt,
    Sender,
)

Item = Mapping[str, Any]

NUMBER_CHANGES = {"user_changed_number", "user_changed_user_id", "customer_changed_number"}
MARKETING, STOPS = "marketing_messages", {"stop": True, "resume": False}
REFERRAL_WORDS = ("source_id", "source_type", "headline", "body", "media_type", "ctwa_clid", "ref")
REFERRAL_LINKS = ("source_url", "image_url", "video_url", "thumbnail_url")


def read(kind: str, payload: str, number: str, received_at: datetime | None = None) -> Incoming:
    """What the inbox's `payload` says. `received_at` bounds absurd times; without it, the present.

    Raises ValueError for what cannot be understood at all: no id, no sender, no JSON object.
    """
    try:
        stored = mapping(parse(payload.encode()))
    except RecursionError as error:
        raise ValueError("the item is nested too deeply") from error
    item, card = mapping(stored.get("item")), mapping(stored.get("contact"))
    at = moment(item.get("timestamp"), received_at or now())
    if kind == "message":
        return _message(item, card, number, at)
    if kind == "status":
        return _receipt(item, card, number, at)
    if kind == "preference":
        return _preference(item, card, number, at)
    if kind == "echo":
        return _echo(item, card, number, at)
    if kind == "error":
        return error_notice(item)
    if kind == "change":
        return (
            group_notice()
            if item
            else change_notice(text(stored.get("field")), stored.get("value"))
        )
    raise ValueError(text(stored.get("reason")) or f"there is no kind {kind!r}")


def _message(item: Item, card: Item, number: str, at: datetime) -> Incoming:
    wamid = word(item.get("id"))
    if not wamid:
        raise ValueError("the message has no id")
    kind = text(item.get("type")) or "unknown"
    if kind == "system":
        return _system(item, number, wamid, at)
    sender = _sender(item, card)
    if kind in ("edit", "revoke"):
        return _amendment(mapping(item.get(kind)), kind, sender, number, wamid, at)
    said = understand(item)
    return IncomingMessage(
        number=number,
        wamid=wamid,
        sender=sender,
        sent_at=at,
        type=text(kind, 50),
        text=said.text,
        reply_id=said.reply_id,
        context_wamid=word(mapping(item.get("context")).get("id")),
        content=dict(said.content),
        origin=_origin(mapping(item.get("referral"))),
    )


def _sender(item: Item, card: Item) -> Sender:
    profile = mapping(card.get("profile"))
    sender = Sender(
        bsuid=word(item.get("from_user_id")) or word(card.get("user_id")),
        parent_bsuid=word(item.get("from_parent_user_id")) or word(card.get("parent_user_id")),
        phone=phone(item.get("from")) or phone(card.get("wa_id")),
        name=word(profile.get("name")),
        username=_username(profile),
    )
    if not sender.bsuid and not sender.phone:
        raise ValueError("the message does not say who sent it")
    return sender


def _username(profile: Item) -> str | None:
    """Meta's samples show it with and without the sign."""
    return (word(profile.get("username")) or "").removeprefix("@") or None


def _amendment(
    part: Item, kind: str, sender: Sender, number: str, wamid: str, at: datetime
) -> Amendment:
    original = word(part.get("original_message_id"))
    if not original:
        raise ValueError(f"the {kind} does not say which message it is about")
    if kind == "revoke":
        return Amendment(number, wamid, original, sender, at)
    said = understand(mapping(part.get("message")))
    return Amendment(number, wamid, original, sender, at, said.text, dict(said.content))


def _system(item: Item, number: str, wamid: str, at: datetime) -> Incoming:
    system = mapping(item.get("system"))
    kind, body = text(system.get("type"), 50), text(system.get("body"), 1000)
    after = Sender(
        bsuid=word(system.get("user_id")),
        parent_bsuid=word(system.get("parent_user_id")),
        phone=phone(system.get("wa_id") or system.get("new_wa_id")),
    )
    before = _before(item, system, after)
    changed = (after.bsuid or after.phone) and (before.bsuid or before.phone)
    if kind in NUMBER_CHANGES and changed:
        return IdentityChange(number, wamid, before, after, at)
    return MetaNotice(f"WhatsApp says about a customer: {kind or 'nothing more'}", body)


def _before(item: Item, system: Item, after: Sender) -> Sender:
    """The old identity. Payloads before August 2026 name it by the sender only."""
    former = word(system.get("previous_user_id"))
    sent_by = word(item.get("from_user_id"))
    return Sender(
        bsuid=former or (sent_by if sent_by != after.bsuid else None),
        parent_bsuid=word(system.get("previous_parent_user_id")),
        phone=phone(item.get("from") or system.get("customer")),
    )


def _origin(referral: Item) -> dict[str, Any] | None:
    """The ad or link that brought the customer (M7): known parts only."""
    if not referral:
        return None
    welcome = text(mapping(referral.get("welcome_message")).get("text"), 1000)
    origin = present(
        **{key: text(referral.get(key), 1000) for key in REFERRAL_WORDS},
        **{key: link(referral.get(key)) for key in REFERRAL_LINKS},
        welcome=welcome,
    )
    return origin or None


def _receipt(item: Item, card: Item, number: str, at: datetime) -> Receipt:
    wamid, status = word(item.get("id")), text(item.get("status"), 50)
    if not wamid or not status:
        raise ValueError("the receipt does not say for which message, or what became of it")
    error = next(iter(mappings(item.get("errors"))), None)
    return Receipt(
        number=number,
        wamid=wamid,
        status=status,
        at=at,
        recipient=_recipient(item, card),
        opaque=text(item.get("biz_opaque_callback_data"), 512) or None,
        error_code=code_of(error),
        error=_explained(error),
        opted_out=code_of(error) == OPTED_OUT,
        pricing=keep(mapping(item.get("pricing"))) or None,
    )


def _preference(item: Item, card: Item, number: str, at: datetime) -> Preference | MetaNotice:
    choice = STOPS.get(text(item.get("value")))
    sender = Sender(
        bsuid=word(item.get("user_id")) or word(card.get("user_id")),
        parent_bsuid=word(item.get("parent_user_id")) or word(card.get("parent_user_id")),
        phone=phone(item.get("wa_id")) or phone(card.get("wa_id")),
    )
    known = item.get("category") in (None, "", MARKETING) and choice is not None
    if choice is None or not known or not (sender.bsuid or sender.phone):
        return change_notice("user_preferences", {"user_preferences": [item]})
    return Preference(number, sender, choice, at)


def _echo(item: Item, card: Item, number: str, at: datetime) -> Echo | MetaNotice:
    wamid, kind = word(item.get("id")), text(item.get("type"), 50) or "unknown"
    receiver = Sender(
        bsuid=word(item.get("to_user_id")) or word(card.get("user_id")),
        parent_bsuid=word(item.get("to_parent_user_id")) or word(card.get("parent_user_id")),
        phone=phone(item.get("to")) or phone(card.get("wa_id")),
    )
    if not wamid or not (receiver.bsuid or receiver.phone) or kind in ("edit", "revoke"):
        return change_notice("smb_message_echoes", {"message_echoes": [item]})
    said = understand(item)
    return Echo(number, wamid, receiver, at, kind, said.text, dict(said.content))


def _recipient(item: Item, card: Item) -> Sender:
    profile = mapping(card.get("profile"))
    return Sender(
        bsuid=word(item.get("recipient_user_id")) or word(card.get("user_id")),
        parent_bsuid=word(item.get("recipient_parent_user_id")) or word(card.get("parent_user_id")),
        phone=phone(card.get("wa_id")) or _recipient_phone(item),
        name=word(profile.get("name")),
        username=_username(profile),
    )


def _recipient_phone(item: Item) -> str | None:
    """For a group `recipient_id` is the group's."""
    group = item.get("recipient_type") == "group"
    return phone(item.get("recipient_participant_id") if group else item.get("recipient_id"))


def _explained(error: Item | None) -> str | None:
    """Why it failed, with the remedy of our table where the code is known."""
    code = code_of(error)
    known = known_outcome(code, detail_of(error)) if code is not None else None
    return text(known.reason if known else detail_of(error)) or None
