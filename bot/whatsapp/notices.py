"""What Meta tells a business about itself, in sentences for an administrator."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.whatsapp.errors import code_of, detail_of, known_outcome
from bot.whatsapp.parsing import dump
from bot.whatsapp.values import keep, mapping, mappings, text
from models.incoming import MetaNotice

LONGEST_DETAIL = 500
GRAVE = {
    "ACCOUNT_VIOLATION",
    "ACCOUNT_RESTRICTION",
    "ACCOUNT_DELETED",
    "DISABLED_UPDATE",
    "DISABLED",
    "DOWNGRADE",
    "FLAGGED",
    "LIMIT_EXCEEDED",
    "LOCKED",
    "PAUSED",
    "PENDING_DELETION",
    "REJECTED",
}

Value = Mapping[str, Any]


def error_notice(error: Value) -> MetaNotice:
    """An error of the system, the app or the account, which belongs to no message."""
    code = code_of(error)
    outcome = known_outcome(code, detail_of(error)) if code is not None else None
    detail = outcome.reason if outcome else detail_of(error) or _shown(error)
    return MetaNotice(f"WhatsApp reports error {code}", text(detail), alarming=True)


def change_notice(field: str, value: Any) -> MetaNotice:
    """A change that is no message: a template's state, the account's, a number's quality …"""
    return FIELDS.get(field, _unused(field))(mapping(value))


def group_notice() -> MetaNotice:
    return MetaNotice(
        "A message in a group", "Usher answers people one by one: it is kept, not answered."
    )


def _template(value: Value) -> MetaNotice:
    name, language = (
        text(value.get("message_template_name")),
        value.get("message_template_language"),
    )
    event, reason = text(value.get("event")), text(value.get("reason"))
    because = f" WhatsApp's reason: {reason}." if reason not in ("", "NONE") else ""
    detail = f"The template {name} ({text(language)}) is now {event}.{because}"
    return MetaNotice(f"Template {name}: {event}", detail, event in GRAVE)


def _account(value: Value) -> MetaNotice:
    event = text(value.get("event"))
    return MetaNotice(f"WhatsApp account: {event}", _shown(value), event in GRAVE)


def _quality(value: Value) -> MetaNotice:
    event, number = text(value.get("event")), text(value.get("display_phone_number"))
    limit = text(value.get("max_daily_conversations_per_business") or value.get("current_limit"))
    detail = f"Number {number}: {event}. Limit of people written to first in a day: {limit}."
    return MetaNotice("The number's quality or limit has changed", detail, event in GRAVE)


def _review(value: Value) -> MetaNotice:
    decision = text(value.get("decision"))
    return MetaNotice(f"WhatsApp has reviewed: {decision}", _shown(value), decision != "APPROVED")


def _alert(value: Value) -> MetaNotice:
    return MetaNotice("WhatsApp warns about the account", _shown(value), alarming=True)


def _preferences(value: Value) -> MetaNotice:
    chosen = [text(each.get("value")) for each in mappings(value.get("user_preferences"))]
    detail = (
        f"Marketing messages: {', '.join(chosen)}. WhatsApp itself holds them back from then on."
    )
    return MetaNotice("A customer has chosen about marketing messages", detail)


def _standby(_value: Value) -> MetaNotice:
    detail = "Another app answers this customer at the moment: Usher only keeps what is said."
    return MetaNotice("A chat is with another app", detail)


def _handover(value: Value) -> MetaNotice:
    return MetaNotice(f"A chat changed hands: {text(value.get('type'))}", _shown(value))


def _echo(_value: Value) -> MetaNotice:
    detail = "Somebody wrote to a customer from the WhatsApp Business app on the phone."
    return MetaNotice("A message from the phone's own app", detail)


def _capability(value: Value) -> MetaNotice:
    return MetaNotice("The limits of the account have changed", _shown(value))


def _unused(field: str) -> Callable[[Value], MetaNotice]:
    subject = f"WhatsApp sent {text(field, 100) or 'something of another product'}"
    return lambda value: MetaNotice(subject, f"Usher keeps it and does nothing: {_shown(value)}")


def _shown(value: Value) -> str:
    return dump(keep(dict(value)))[:LONGEST_DETAIL]


FIELDS: dict[str, Callable[[Value], MetaNotice]] = {
    "message_template_status_update": _template,
    "account_update": _account,
    "account_alerts": _alert,
    "account_review_update": _review,
    "phone_number_name_update": _review,
    "security": _alert,
    "phone_number_quality_update": _quality,
    "business_capability_update": _capability,
    "user_preferences": _preferences,
    "standby": _standby,
    "messaging_handovers": _handover,
    "smb_message_echoes": _echo,
}
