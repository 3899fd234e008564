"""What was tapped or filled in: buttons, list rows, forms. The ids come from a stranger's phone."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from bot.whatsapp.parsing import parse_shallow
from bot.whatsapp.values import keep, mapping, present, text, word


class Said(NamedTuple):
    """What a message says: to a person, by its tap, and the rest for the timeline."""

    text: str = ""
    reply_id: str | None = None
    content: Mapping[str, Any] = {}


def template_button(part: Any) -> Said:
    """A quick reply of a template."""
    button = mapping(part)
    return Said(text(button.get("text")), word(button.get("payload")))


def interactive_reply(part: Any) -> Said:
    """A tap on our own buttons or list, a form, or a kind that is not known yet."""
    interactive = mapping(part)
    kind = text(interactive.get("type"))
    if kind in INTERACTIVE:
        return INTERACTIVE[kind](mapping(interactive.get(kind)))
    return Said(content=present(interactive=keep(interactive)))


def _reply(reply: Mapping[str, Any]) -> Said:
    return Said(
        text(reply.get("title")),
        word(reply.get("id")),
        present(description=word(reply.get("description"))),
    )


def _form(reply: Mapping[str, Any]) -> Said:
    answers = _answers(reply.get("response_json"))
    token = answers.pop("flow_token", None)
    lines = [f"{key.replace('_', ' ')}: {_flat(value)}" for key, value in answers.items()]
    content = present(form=answers, form_name=word(reply.get("name")), flow_token=word(token))
    return Said("\n".join(lines) or text(reply.get("body")), content=content)


def _answers(raw: Any) -> dict[str, Any]:
    """A form's answers come as text that holds JSON."""
    if isinstance(raw, str):
        try:
            raw = parse_shallow(raw.encode("utf-8", "replace"))
        except ValueError:
            return {}
    return keep(mapping(raw))


def _flat(value: Any) -> str:
    return ", ".join(map(_flat, value)) if isinstance(value, list) else str(value)


def _call_permission(reply: Mapping[str, Any]) -> Said:
    allowed = reply.get("response") == "accept"
    return Said("Calls allowed" if allowed else "Calls not allowed", content=keep(reply))


INTERACTIVE: dict[str, Callable[[Mapping[str, Any]], Said]] = {
    "button_reply": _reply,
    "list_reply": _reply,
    "nfm_reply": _form,
    "call_permission_reply": _call_permission,
}
