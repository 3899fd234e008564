"""What Meta takes and what it refuses, by code (W5)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.simulator.behaviour import TEMPLATES
from bot.simulator.checks import problem
from bot.simulator.errors import GraphError
from tests.bot.simulator.messages import (
    DORA,
    buttons,
    flow,
    interactive,
    read,
    rows,
    send,
    template,
    text,
)

GOOD: dict[str, Any] = {
    "a text of 4096 characters": text("é" * 4096),
    "a link preview": send("text", {"body": "https://example.com", "preview_url": True}),
    "a reply to a message": text(context={"message_id": "wamid.X"}),
    "our mark": text(biz_opaque_callback_data="o" * 512),
    "somebody without a phone": text(to=None, recipient="PT.82"),
    "somebody of an enrolled business": text(to=None, recipient="PT.ENT.82"),
    "three buttons of 20 characters": buttons("a" * 20, "b" * 20, "c" * 20, body="x" * 1024),
    "a footer of 60": buttons("A", footer={"text": "f" * 60}),
    "a header of 60": buttons("A", header={"type": "text", "text": "h" * 60}),
    "a picture above buttons": buttons(
        "A", header={"type": "image", "image": {"link": "https://example.com/a.jpg"}}
    ),
    "ten rows": rows(10, title="t" * 24, description="d" * 72, body="x" * 4096),
    "ten rows in five sections": rows(10, sections=5),
    "a link button": interactive(
        "cta_url",
        {"name": "cta_url", "parameters": {"display_text": "Open", "url": "https://example.com"}},
    ),
    "a request for a place": interactive("location_request_message", {"name": "send_location"}),
    "a request for a phone": interactive("request_contact_info", {"name": "request_contact_info"}),
    "a Flow": flow(),
    "a reaction": send("reaction", {"message_id": "wamid.X", "emoji": "👍"}),
    "a reaction taken back": send("reaction", {"message_id": "wamid.X", "emoji": ""}),
    "a picture": send("image", {"link": "https://example.com/a.jpg", "caption": "c" * 1024}),
    "a document": send("document", {"link": "https://example.com/a.pdf", "filename": "a.pdf"}),
    "a voice message": send("audio", {"link": "https://example.com/a.ogg"}),
    "a sticker": send("sticker", {"link": "https://example.com/a.webp"}),
    "a video that was uploaded": send("video", {"id": "5541"}),
    "a place": send("location", {"latitude": 0, "longitude": -0.14, "name": "Here"}),
    "a template": template("Ann", "Dora"),
    "blue ticks": read("wamid.X"),
    "blue ticks and typing": read("wamid.X", typing_indicator={"type": "text"}),
}

BAD: dict[str, tuple[Any, int]] = {
    "no object": ([], 100),
    "no product": ({"to": DORA, "type": "text", "text": {"body": "x"}}, 100),
    "nobody": (text(to=""), 100),
    "a number instead of digits": (text(to=447700900101), 100),
    "no id of a user": (text(to=None, recipient="82"), 100),
    "an unknown recipient type": (text(recipient_type="crowd"), 100),
    "a long mark": (text(biz_opaque_callback_data="o" * 513), 100),
    "an empty context": (text(context={}), 131008),
    "an unknown type": (send("telepathy", {}), 131051),
    "a type that is no word": (send("text", {}, type=["text"]), 131051),
    "a sticker with words": (
        send("sticker", {"link": "https://example.com/a.webp", "caption": "x"}),
        100,
    ),
    "no text": (send("text", {}), 131008),
    "a blank text": (text("  "), 131008),
    "a text that is a list": (send("text", ["x"]), 100),
    "a long text": (text("x" * 4097), 100),
    "an unknown key": (send("text", {"body": "x", "colour": "red"}), 100),
    "no buttons": (buttons(), 131008),
    "four buttons": (buttons("A", "B", "C", "D"), 131009),
    "a long button": (buttons("x" * 21), 131009),
    "two equal buttons": (buttons("A", "A"), 131009),
    "a long button text": (buttons("A", body="x" * 1025), 131009),
    "a long footer": (buttons("A", footer={"text": "f" * 61}), 131009),
    "a long header": (buttons("A", header={"type": "text", "text": "h" * 61}), 131009),
    "no rows": (rows(0), 131008),
    "eleven rows": (rows(11), 131009),
    "eleven rows in two sections": (rows(11, sections=2), 131009),
    "a long row": (rows(1, title="t" * 25), 131009),
    "a long description": (rows(1, description="d" * 73), 131009),
    "a long row id": (rows(1, id="i" * 201), 131009),
    "two equal row ids": (rows(2, id="same"), 131009),
    "an id with a space": (rows(1, id=" 1"), 131009),
    "a long list text": (rows(1, body="x" * 4097), 131009),
    "an unknown interactive type": (interactive("dance", {}), 131009),
    "a long Flow button": (flow(flow_cta="x" * 31), 131009),
    "a Flow by id and name": (flow(flow_name="x"), 131009),
    "an old Flow": (flow(flow_message_version="2"), 131009),
    "a link to nowhere": (
        interactive(
            "cta_url", {"name": "cta_url", "parameters": {"display_text": "Open", "url": "x"}}
        ),
        131009,
    ),
    "the old name of a contact request": (
        interactive("request_contact_info", {"name": "contact_request"}),
        131009,
    ),
    "a reaction to nothing": (send("reaction", {"emoji": "👍"}), 131008),
    "a picture from nowhere": (send("image", {}), 131008),
    "a picture from two places": (send("image", {"id": "1", "link": "https://e.org/a"}), 100),
    "a long caption": (send("image", {"id": "1", "caption": "c" * 1025}), 131009),
    "a place without numbers": (send("location", {"latitude": "north"}), 131009),
    "an unknown template": (template(name="nobody_knows"), 132001),
    "a template in another language": (template("Ann", "Dora", language="fr"), 132001),
    "too few parameters": (template("Ann"), 132000),
    "too many parameters": (template("Ann", "Dora", "Eve"), 132000),
    "a parameter of two lines": (template("Ann", "Dora\nLind"), 100),
    "components that are words": (
        send("template", {"name": "hello_world", "language": {"code": "en_US"}, "components": "x"}),
        100,
    ),
    "a status that is not read": (read("wamid.X") | {"status": "delivered"}, 100),
    "nothing read": (read(""), 131008),
}


@pytest.mark.parametrize("body", GOOD.values(), ids=GOOD.keys())
def test_meta_takes(body: Any) -> None:
    assert problem(body, TEMPLATES) is None


@pytest.mark.parametrize(("body", "code"), BAD.values(), ids=BAD.keys())
def test_meta_refuses(body: Any, code: int) -> None:
    error = problem(body, TEMPLATES)
    assert error is not None
    assert error.code == code


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@given(
    kind=st.sampled_from(["text", "interactive", "template", "reaction", "image", "location", "x"]),
    payload=anything,
    extra=st.dictionaries(st.sampled_from(["context", "recipient_type", "status"]), anything),
)
def test_whatever_is_sent_gets_an_answer(kind: str, payload: Any, extra: Any) -> None:
    error = problem(send(kind, payload, **extra), TEMPLATES)
    assert error is None or isinstance(error, GraphError)


@given(payload=anything, kind=st.sampled_from(["button", "list", "cta_url", "flow"]))
def test_whatever_is_interactive_gets_an_answer(payload: Any, kind: str) -> None:
    error = problem(interactive(kind, payload, header=payload), TEMPLATES)
    assert error is None or isinstance(error, GraphError)


def test_a_refusal_has_metas_shape() -> None:
    answer = GraphError(131047, "Too late.").answer("trace")["error"]
    assert answer["message"] == "(#131047) Re-engagement message"
    assert answer["error_data"] == {"messaging_product": "whatsapp", "details": "Too late."}
    assert answer["fbtrace_id"] == "trace"


@pytest.mark.parametrize(
    ("code", "status"),
    [(190, 401), (132001, 404), (130429, 400), (131056, 400), (131016, 500), (2, 503), (368, 403)],
)
def test_codes_come_with_metas_http_status(code: int, status: int) -> None:
    assert GraphError(code).http_status == status
