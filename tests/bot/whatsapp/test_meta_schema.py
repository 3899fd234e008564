"""The judge by Meta's own schema objects to what is wrong; else it would prove nothing."""

from typing import Any

import pytest

from tests.bot.whatsapp import meta_schema

pytestmark = pytest.mark.skipif(not meta_schema.available(), reason="Meta's file is not at hand")

AROUND = {"messaging_product": "whatsapp", "recipient_type": "individual", "to": "+447700900123"}
BUTTON = {"type": "reply", "reply": {"id": "1", "title": "Yes"}}
INTERACTIVE = {"type": "button", "body": {"text": "?"}, "action": {"buttons": [BUTTON]}}
LANGUAGE = {"policy": "deterministic", "code": "en"}


def interactive(**parts: Any) -> dict[str, Any]:
    return AROUND | {"type": "interactive", "interactive": INTERACTIVE | parts}


def test_what_is_right_passes() -> None:
    assert meta_schema.problems(interactive()) == []


@pytest.mark.parametrize(
    "body",
    [
        {"type": "text", "text": {"body": "no recipient"}},
        AROUND | {"type": "text", "text": {"body": 7}},
        AROUND | {"type": "text", "text": {"body": "x", "colour": "red"}},
        AROUND | {"type": "text", "text": {"body": "x"}, "extra": 1},
        AROUND | {"type": "text", "text": {"body": "x"}, "recipient_type": "crowd"},
        interactive(action={"buttons": []}),
        interactive(action={"buttons": [BUTTON] * 4}),
        interactive(action={"buttons": [{"type": "reply", "reply": {"id": "1"}}]}),
        interactive(body={"text": "x" * 1025}),
        interactive(type="hologram"),
        interactive(type="list", action={"button": "x" * 21, "sections": [{"rows": []}]}),
        interactive(type="location_request_message", action={"name": "request_contact_info"}),
        AROUND | {"type": "template", "template": {"name": "x", "language": {"code": "en"}}},
        AROUND
        | {
            "type": "template",
            "template": {
                "name": "x",
                "language": LANGUAGE,
                "components": [{"type": "body", "parameters": [{"type": "text"}]}],
            },
        },
        AROUND | {"type": "image", "image": {"caption": "no picture"}},
        AROUND | {"type": "sticker", "sticker": {"link": "https://a.example/s", "caption": "x"}},
        AROUND | {"type": "location", "location": {"latitude": 40.4, "longitude": "-3.7"}},
        {"messaging_product": "whatsapp", "status": "read"},
    ],
)
def test_what_is_wrong_is_seen(body: dict[str, Any]) -> None:
    assert meta_schema.problems(body)
