"""How long and how many: Meta's limits on what we send, in one table, and what breaks them.

Lengths are counted in code points, because Meta does not say what it counts.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bot.whatsapp import attachments
from models.workflow import limits as written

# Those that workflows are written within stand with their language.
TEXT = LIST_BODY = written.TEXT_LIMIT
INTERACTIVE_BODY = written.BODY_LIMIT
"""Of a message with buttons, and of a request for a place or a phone number."""
FOOTER = 60
BUTTONS = written.BUTTONS_LIMIT
BUTTON_TITLE = LIST_BUTTON = written.BUTTON_LIMIT
BUTTON_ID = 256
ROWS = written.CHOICES_LIMIT
ROW_TITLE = written.ROW_LIMIT
ROW_DESCRIPTION = written.DESCRIPTION_LIMIT
ROW_ID = 200
TEMPLATE_NAME = 512
TEMPLATE_PARAMETER = 1024
OPAQUE = 512

NAME = re.compile(r"[a-z0-9_]+")
LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Za-z]{2,4})?")

Content = Mapping[str, Any]


def check(content: Content) -> list[str]:
    """What WhatsApp would refuse in `content`, each as a sentence; nothing when it can be sent.

    What `rendering` mends by itself (long footers and descriptions, breaks in a template's
    parameters) is no problem.
    """
    judge = JUDGES.get(content.get("type", ""))
    return list(judge(content)) if judge else [f"there is no message type {content.get('type')!r}"]


def _text(content: Content) -> Iterator[str]:
    yield from _words("the text", content.get("text"), TEXT)


def _buttons(content: Content) -> Iterator[str]:
    yield from _words("the text", content.get("text"), INTERACTIVE_BODY)
    buttons = content.get("buttons") or []
    if not 1 <= len(buttons) <= BUTTONS:
        yield f"there are {len(buttons)} buttons; WhatsApp takes 1 to {BUTTONS}"
    yield from _choices("button", buttons, BUTTON_TITLE, BUTTON_ID)
    if len({button.get("title") for button in buttons}) < len(buttons):
        yield "two buttons have the same title"


def _list(content: Content) -> Iterator[str]:
    yield from _words("the text", content.get("text"), LIST_BODY)
    yield from _words("the list's button", content.get("button"), LIST_BUTTON)
    rows = content.get("rows") or []
    if not 1 <= len(rows) <= ROWS:
        yield f"there are {len(rows)} rows; WhatsApp takes 1 to {ROWS}"
    yield from _choices("row", rows, ROW_TITLE, ROW_ID)


def _request(content: Content) -> Iterator[str]:
    yield from _words("the text", content.get("text"), INTERACTIVE_BODY)


def _template(content: Content) -> Iterator[str]:
    name, language = content.get("name") or "", content.get("language") or ""
    if not NAME.fullmatch(name) or len(name) > TEMPLATE_NAME:
        yield f"the template's name {name!r} is not of lowercase letters, digits and underscores"
    if not LANGUAGE.fullmatch(language):
        yield f"the template's language {language!r} is not of the form en or en_GB"


def _reaction(content: Content) -> Iterator[str]:
    emoji = content.get("emoji")
    if not isinstance(emoji, str) or len(emoji) > 16 or any(char.isspace() for char in emoji):
        yield "a reaction is one emoji, or empty to take it back"
    yield from _marked(content)


def _marked(content: Content) -> Iterator[str]:
    if not content.get("wamid"):
        yield "the message it refers to is missing"


def _choices(kind: str, choices: list[Content], title: int, id: int) -> Iterator[str]:
    for place, choice in enumerate(choices, 1):
        yield from _words(f"the title of {kind} {place}", choice.get("title"), title)
        yield from _words(f"the id of {kind} {place}", choice.get("id"), id)
        if (choice.get("id") or "") != (choice.get("id") or "").strip():
            yield f"the id of {kind} {place} begins or ends with a space"
    if len({choice.get("id") for choice in choices}) < len(choices):
        yield f"two {kind}s have the same id"


def _words(what: str, text: Any, limit: int) -> Iterator[str]:
    if not isinstance(text, str) or not text.strip():
        yield f"{what} is empty"
    elif len(text) > limit:
        yield f"{what} has {len(text)} characters; WhatsApp takes {limit}"


JUDGES: dict[str, Callable[[Content], Iterator[str]]] = {
    "text": _text,
    "buttons": _buttons,
    "list": _list,
    "location_request": _request,
    "contact_request": _request,
    "template": _template,
    "reaction": _reaction,
    "read": _marked,
    "location": attachments.check_location,
    **dict.fromkeys(attachments.MEDIA, attachments.check_media),
}
