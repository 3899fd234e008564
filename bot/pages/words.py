"""How pages say things: moments in the organisation's time zone, conditions and rules in words."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import g
from markupsafe import Markup

from models.assignment.rule import Trigger
from models.catalogue import Catalogue
from models.clock import now
from models.contact import timeline
from models.contact.event import Event
from models.contact.message import Author, Message

NONE = "\N{EN DASH}"
WEEKDAYS = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}

OPS = {
    "is": "is",
    "is_not": "is not",
    "contains": "contains",
    "gt": "is more than",
    "gte": "is at least",
    "lt": "is less than",
    "lte": "is at most",
    "set": "is known",
    "not_set": "is not known",
}
TRIGGERS = {
    Trigger.WHATSAPP_CONTACT_CREATED: "When a first WhatsApp message creates a contact",
    Trigger.CONTACT_UPDATED: "When a trait, tag, field or status of an unassigned contact changes",
}


def when(moment: datetime | str | None) -> Markup:
    """Day and time in the organisation's zone, with the exact moment behind it. A text is as the
    API writes moments."""
    if moment is None:
        return Markup("&ndash;")
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    local = moment.astimezone(_zone())
    today = local.date() == now().astimezone(_zone()).date()
    text = local.strftime("today, %H:%M" if today else "%-d %b %Y, %H:%M")
    exact = local.strftime("%Y-%m-%d %H:%M:%S %Z")
    return Markup('<time datetime="{}" title="{}">{}</time>').format(
        moment.isoformat(), exact, text
    )


MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?[+-]\d\d:\d\d")


def moments_in(text: str) -> str:
    """The same, with the moments that the API writes as people read them."""

    def said(found: re.Match[str]) -> str:
        local = datetime.fromisoformat(found[0]).astimezone(_zone())
        return local.strftime("%-d %b %Y, %H:%M")

    return MOMENT.sub(said, text)


def clock(moment: datetime) -> Markup:
    """The time of day, where the day is said beside it."""
    local = moment.astimezone(_zone())
    return Markup('<time datetime="{}" title="{}">{}</time>').format(
        moment.isoformat(), local.strftime("%Y-%m-%d %H:%M:%S %Z"), local.strftime("%H:%M")
    )


def local_day(moment: datetime) -> date:
    """The day where the organisation is."""
    return moment.astimezone(_zone()).date()


def day_name(one: date) -> str:
    today = local_day(now())
    known = {today: "Today", today - timedelta(days=1): "Yesterday"}
    return known.get(one) or one.strftime("%A, %-d %B %Y")


def _zone() -> ZoneInfo:
    """Asked once for each page: it shows many moments."""
    if "zone" not in g:
        g.zone = ZoneInfo(Catalogue.current().organisation.timezone)
    zone: ZoneInfo = g.zone
    return zone


def day(one: date | str | None) -> str:
    if isinstance(one, str):
        one = date.fromisoformat(one)
    return one.strftime("%-d %B %Y") if one else NONE


def span(length: timedelta) -> str:
    """A length of time, roughly: 45 s, 12 min, 3 h, 2 days."""
    seconds = int(length.total_seconds())
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 3600:
        return f"{seconds // 60} min"
    return f"{seconds // 3600} h" if seconds < 2 * 86400 else f"{seconds // 86400} days"


def seconds(length: float) -> str:
    return span(timedelta(seconds=length))


def to_the_second(moment: datetime | str) -> Markup:
    """The time of day to the second, of what happened just now."""
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    local = moment.astimezone(_zone())
    text = local.strftime("%H:%M:%S")
    return Markup('<time datetime="{}">{}</time>').format(moment.isoformat(), text)


def value(one: Any) -> str:
    if one is None or one == "" or one == []:
        return "nothing"
    if isinstance(one, bool):
        return "yes" if one else "no"
    if isinstance(one, list):
        return ", ".join(value(part) for part in one)
    return str(one)


def condition(one: dict[str, Any]) -> str:
    """``budget is at least 1000``."""
    kind, _, name = one["field"].partition(":")
    words = f"{name if kind == 'trait' else kind} {OPS[one['op']]}"
    return f"{words} {value(one['value'])}" if "value" in one else words


def trigger(one: str) -> str:
    """When a rule acts: ``When a first WhatsApp message creates a contact``."""
    return TRIGGERS[Trigger(one)]


def names(rows: Sequence[Any]) -> str:
    """Ann, Bob and Cid."""
    words = [str(row.name) for row in rows]
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def summary(message: Message) -> str:
    """What the message was, where it has no text to show."""
    if message.text:
        return str(message.text)
    content = message.content or {}
    if message.type == "template":
        return " · ".join([f"Template {content.get('name')}", *content.get("parameters", [])])
    if message.type == "reaction":
        return str(content.get("emoji") or "Reaction taken back")
    if message.type == "location" and "latitude" in content:
        return f"Location {content['latitude']}, {content['longitude']}"
    return str(message.type).replace("_", " ").capitalize()


def glimpse(message: Message) -> str:
    """One line for a list: what came with its words is said, too."""
    kind = CAME_WITH.get(str(message.type))
    if kind is None:
        return summary(message)
    return f"{kind}: {message.text}" if message.text else kind


CAME_WITH = {
    "image": "Photo",
    "video": "Video",
    "audio": "Voice message",
    "document": "Document",
    "location": "Location",
    "contacts": "Contact card",
    "sticker": "Sticker",
}


def ours(message: Message) -> bool:
    """We said it, by the bot or by a colleague."""
    return message.author is not Author.CONTACT


def choices(message: Message) -> list[str]:
    """The titles that the message offers to tap."""
    content = message.content or {}
    offered = [*(content.get("buttons") or []), *(content.get("rows") or [])]
    return [str(one.get("title", "")) for one in offered if isinstance(one, dict)]


def called(one: dict[str, Any]) -> str:
    """What to call a contact of whom the API tells."""
    handle = f"@{one['username']}" if one["username"] else None
    phone = f"+{one['phone']}" if one["phone"] else None
    return str(one["name"] or handle or phone or f"Contact {one['id']}")


def status_of(named: dict[str, Any]) -> Any:
    """The status that the API names, with its colour (M2). Asked once for each page."""
    if "statuses" not in g:
        g.statuses = Catalogue.current().statuses
    return g.statuses.get(named["id"], named)


def sentence(event: Event) -> str:
    """What happened, with its moments as people read them."""
    return moments_in(timeline.sentence(event))


FILTERS = {
    "called": called,
    "status_of": status_of,
    "when": when,
    "clock": clock,
    "local_day": local_day,
    "day_name": day_name,
    "day": day,
    "span": span,
    "seconds": seconds,
    "to_the_second": to_the_second,
    "value": value,
    "condition": condition,
    "trigger": trigger,
    "names": names,
    "summary": summary,
    "ours": ours,
    "glimpse": glimpse,
    "choices": choices,
    "sentence": sentence,
}
