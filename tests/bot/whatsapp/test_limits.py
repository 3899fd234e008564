"""What WhatsApp would refuse is named before it is sent; what is cut stays readable (W3, W5)."""

from typing import Any

import pytest

from bot.whatsapp.limits import check
from bot.whatsapp.shortening import cut, one_line

BUTTON = {"id": "1", "title": "Yes"}
ROW = {"id": "1", "title": "Small"}
BUTTONS = {"type": "buttons", "text": "?", "buttons": [BUTTON]}
LIST = {"type": "list", "text": "?", "button": "Choose", "rows": [ROW]}
FILE = {"link": "https://files.example/a"}
PLACE = {"type": "location", "latitude": 40.4, "longitude": -3.7}


def rows(count: int) -> list[dict[str, str]]:
    return [{"id": str(n), "title": f"Row {n}"} for n in range(count)]


@pytest.mark.parametrize(
    "content",
    [
        {"type": "text", "text": "x" * 4096},
        BUTTONS | {"buttons": rows(3), "text": "x" * 1024, "footer": "x" * 500},
        LIST | {"rows": rows(10), "text": "x" * 4096},
        LIST | {"rows": [ROW, {"id": "2", "title": "Small"}]},
        {"type": "reaction", "wamid": "wamid.1", "emoji": ""},
        FILE | {"type": "document", "caption": "x" * 1024, "filename": "x" * 240},
        PLACE | {"name": "Shop"},
        {"type": "template", "name": "x" * 512, "language": "zh_CN"},
    ],
)
def test_what_is_within_the_limits_has_no_problems(content: dict[str, Any]) -> None:
    assert check(content) == []


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ({}, "there is no message type None"),
        ({"type": "hologram"}, "there is no message type 'hologram'"),
        ({"type": "text"}, "the text is empty"),
        ({"type": "text", "text": " \n"}, "the text is empty"),
        ({"type": "text", "text": "x" * 4097}, "4097 characters; WhatsApp takes 4096"),
        (BUTTONS | {"text": "x" * 1025}, "WhatsApp takes 1024"),
        (BUTTONS | {"buttons": []}, "there are 0 buttons"),
        (BUTTONS | {"buttons": rows(4)}, "there are 4 buttons; WhatsApp takes 1 to 3"),
        (BUTTONS | {"buttons": [BUTTON, BUTTON]}, "two buttons have the same title"),
        (BUTTONS | {"buttons": [BUTTON, BUTTON]}, "two buttons have the same id"),
        (BUTTONS | {"buttons": [{"id": "1", "title": "x" * 21}]}, "the title of button 1 has 21"),
        (BUTTONS | {"buttons": [{"id": "x" * 257, "title": "x"}]}, "the id of button 1 has 257"),
        (BUTTONS | {"buttons": [{"id": " 1", "title": "x"}]}, "begins or ends with a space"),
        (LIST | {"rows": rows(11)}, "there are 11 rows; WhatsApp takes 1 to 10"),
        (LIST | {"rows": [ROW, ROW]}, "two rows have the same id"),
        (LIST | {"rows": [{"id": "1", "title": "x" * 25}]}, "the title of row 1 has 25"),
        (LIST | {"rows": [{"id": "x" * 201, "title": "x"}]}, "the id of row 1 has 201"),
        (LIST | {"button": ""}, "the list's button is empty"),
        ({"type": "location_request", "text": "x" * 1025}, "WhatsApp takes 1024"),
        ({"type": "contact_request", "text": ""}, "the text is empty"),
        ({"type": "template", "name": "Lead notice", "language": "en"}, "lowercase letters"),
        ({"type": "template", "name": "x", "language": "en-GB"}, "en or en_GB"),
        ({"type": "reaction", "wamid": "wamid.1", "emoji": "two words"}, "one emoji"),
        ({"type": "reaction", "emoji": "👍"}, "the message it refers to is missing"),
        ({"type": "read"}, "the message it refers to is missing"),
        ({"type": "image"}, "the link of the image is not a public address"),
        ({"type": "image", "link": "ftp://a.example/b"}, "the link of the image"),
        ({"type": "image", "link": "https://a.example/a b"}, "the link of the image"),
        ({"type": "image", "link": "https://[a"}, "the link of the image"),
        ({"type": "image", "link": "https://a.example/" + "x" * 2048}, "the link of the image"),
        (FILE | {"type": "image", "caption": "x" * 1025}, "the caption has 1025 characters"),
        (FILE | {"type": "video", "caption": " "}, "the caption is empty"),
        (FILE | {"type": "document", "filename": "x" * 241}, "WhatsApp takes 240"),
        (FILE | {"type": "image", "filename": "a.png"}, "no filename with type image"),
        (FILE | {"type": "audio", "caption": "Hear"}, "no caption with type audio"),
        (FILE | {"type": "sticker", "caption": "See"}, "no caption with type sticker"),
        ({"type": "location", "latitude": 91, "longitude": 0}, "the latitude is not a number"),
        ({"type": "location", "latitude": 0, "longitude": "3"}, "the longitude is not"),
        ({"type": "location", "latitude": True, "longitude": 0}, "the latitude is not"),
        (PLACE | {"address": "x" * 1001}, "the address is longer"),
    ],
)
def test_what_whatsapp_would_refuse_is_named(content: dict[str, Any], problem: str) -> None:
    assert any(problem in one for one in check(content))


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("short", 5, "short"),
        ("longer", 5, "long…"),
        ("two words", 5, "two…"),
        ("cafe\u0301s open", 5, "caf…"),
        ("ab👩‍👩‍👧cd", 5, "ab…"),
        ("ab👍🏽cd", 4, "ab…"),
        ("a🇬🇧🇪🇸b", 5, "a🇬🇧…"),
        ("a🇬🇧🇪🇸b", 6, "a🇬🇧🇪🇸b"),
        ("a❤️bcd", 3, "a…"),
        ("e" + "\u0301" * 9, 5, "…"),
    ],
)
def test_a_cut_leaves_what_a_reader_takes_for_one_character_whole(
    text: str, limit: int, short: str
) -> None:
    assert cut(text, limit) == short


def test_one_line_has_no_breaks_and_no_runs_of_spaces() -> None:
    assert one_line(" a\r\n\tb \u2028 c  ") == "a b c"
