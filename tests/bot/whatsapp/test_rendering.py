"""What we send is what Meta takes, by its own schema and by our reading of its pages (W5)."""

from typing import Any

import pytest

from bot.whatsapp.rendering import Recipient, render
from tests.bot.whatsapp import meta_schema
from tests.bot.whatsapp.graph import own_problems

DORA = Recipient(phone="447700900123", bsuid="GB.701")
LUZ = Recipient(bsuid="PE.4410")
TEXT = {"type": "text", "text": "Which area?"}
CHOICES = [{"id": f"1/q/{n}", "title": f"Choice {n}"} for n in range(1, 11)]
BUTTONS = {
    "type": "buttons",
    "text": "Men or women?",
    "buttons": CHOICES[:3],
    "footer": "Fine Coats",
}
ROWS = [choice | {"description": "warm"} for choice in CHOICES]
LIST = {"type": "list", "text": "Which size?", "button": "Choose", "rows": ROWS}
TEMPLATE = {
    "type": "template",
    "name": "lead_notice",
    "language": "en_GB",
    "parameters": ["Dora", "Women"],
}
FILE = "https://files.example/offer.pdf"
CONTENTS: list[dict[str, Any]] = [
    TEXT,
    TEXT | {"text": "x" * 4096},
    BUTTONS,
    BUTTONS | {"text": "x" * 1024, "buttons": [{"id": "x" * 256, "title": "x" * 20}]},
    LIST,
    LIST | {"text": "x" * 4096, "rows": [{"id": "x" * 200, "title": "x" * 24}]},
    TEMPLATE,
    TEMPLATE | {"parameters": []},
    TEMPLATE | {"language": "fil", "parameters": ["", "a\n\tb      c", "x" * 5000]},
    {"type": "reaction", "wamid": "wamid.1", "emoji": "👍🏽"},
    {"type": "reaction", "wamid": "wamid.1", "emoji": ""},
    {"type": "location_request", "text": "Where are you?"},
    {"type": "contact_request", "text": "May we call you?"},
    {"type": "image", "link": FILE},
    {"type": "image", "link": FILE, "caption": "x" * 1024},
    {"type": "video", "link": FILE, "caption": "The tour"},
    {"type": "document", "link": FILE, "caption": "The offer", "filename": "offer.pdf"},
    {"type": "audio", "link": FILE},
    {"type": "sticker", "link": FILE},
    {"type": "location", "latitude": 40.4168, "longitude": -3},
    {"type": "location", "latitude": -90, "longitude": 180, "name": "Shop", "address": "Sol 1"},
    {"type": "read", "wamid": "wamid.1"},
    {"type": "read", "wamid": "wamid.1", "typing": True},
]


@pytest.mark.parametrize("content", CONTENTS, ids=lambda content: content["type"])
@pytest.mark.parametrize("recipient", [DORA, LUZ], ids=["phone", "bsuid"])
@pytest.mark.parametrize("around", [{}, {"reply_to": "wamid.9"}], ids=["plain", "reply"])
def test_every_kind_of_message_is_what_meta_takes(
    content: dict[str, Any], recipient: Recipient, around: dict[str, str]
) -> None:
    body = render(content | around, recipient, opaque="outbox:7")
    assert own_problems(body) + meta_schema.problems(body) == []


WHOM = {"messaging_product": "whatsapp", "recipient_type": "individual", "to": "+447700900123"}


def test_a_text_goes_to_the_phone_with_our_mark_and_what_it_answers() -> None:
    assert render(TEXT | {"reply_to": "wamid.9"}, DORA, "outbox:7") == WHOM | {
        "context": {"message_id": "wamid.9"},
        "biz_opaque_callback_data": "outbox:7",
        "type": "text",
        "text": {"body": "Which area?", "preview_url": False},
    }


def test_somebody_without_a_phone_is_addressed_by_the_business_scoped_id() -> None:
    body = render(TEXT, LUZ)
    assert body["recipient"] == "PE.4410"
    assert "to" not in body


def test_nobody_cannot_be_addressed() -> None:
    with pytest.raises(ValueError, match="neither a phone number"):
        render(TEXT, Recipient())


def test_buttons_and_rows_keep_ids_and_titles() -> None:
    assert render(BUTTONS, DORA)["interactive"] == {
        "type": "button",
        "body": {"text": "Men or women?"},
        "footer": {"text": "Fine Coats"},
        "action": {
            "buttons": [
                {"type": "reply", "reply": {"id": f"1/q/{n}", "title": f"Choice {n}"}}
                for n in (1, 2, 3)
            ]
        },
    }
    action = render(LIST, DORA)["interactive"]["action"]
    assert action["button"] == "Choose"
    assert action["sections"] == [{"rows": ROWS}]


def test_marking_as_read_names_no_recipient() -> None:
    assert render({"type": "read", "wamid": "wamid.1", "typing": True}, LUZ, "outbox:7") == {
        "messaging_product": "whatsapp",
        "status": "read",
        "message_id": "wamid.1",
        "typing_indicator": {"type": "text"},
    }


def test_a_file_goes_out_by_its_link_and_a_place_in_degrees() -> None:
    document = {"type": "document", "link": FILE, "caption": "The offer", "filename": "o.pdf"}
    assert render(document, DORA)["document"] == {
        "link": FILE,
        "caption": "The offer",
        "filename": "o.pdf",
    }
    place = {"type": "location", "latitude": 40.4168, "longitude": -3, "name": "Shop"}
    assert render(place, DORA)["location"] == {
        "latitude": "40.4168000",
        "longitude": "-3.0000000",
        "name": "Shop",
    }


def test_a_templates_parameters_are_cleaned_of_what_meta_refuses() -> None:
    body = render(TEMPLATE | {"parameters": ["Do\nra \t  Q", "  ", 7]}, DORA)
    (component,) = body["template"]["components"]
    assert [parameter["text"] for parameter in component["parameters"]] == ["Do ra Q", "-", "7"]


def test_a_long_description_and_footer_are_cut() -> None:
    rows = [{"id": "1", "title": "One", "description": "wide " * 30}]
    content = LIST | {"rows": rows, "footer": "soft " * 30}
    interactive = render(content, DORA)["interactive"]
    (row,) = interactive["action"]["sections"][0]["rows"]
    assert row["description"].endswith("…")
    assert len(row["description"]) <= 72
    assert len(interactive["footer"]["text"]) <= 60


def test_what_cannot_be_cut_is_refused_with_all_that_is_wrong() -> None:
    content = LIST | {"text": "", "button": "x" * 21}
    with pytest.raises(ValueError, match=r"the text is empty; the list's button has 21 characters"):
        render(content, DORA)
    with pytest.raises(ValueError, match="mark is longer"):
        render(TEXT, DORA, "x" * 513)
