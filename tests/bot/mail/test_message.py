"""A letter says the same as text and as HTML, and no stranger's words become more (W6)."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.mail.addresses import address
from bot.mail.message import compose
from bot.outcomes import Refused

SENDER = "Usher <usher@example.org>"
WRITTEN = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
CONTENT = {
    "subject": "Dora is yours",
    "paragraphs": ["Dora wrote to Fine Coats.", "She waits for an answer."],
    "table": [["audience", "Women"], ["budget", "900"]],
    "link": {"title": "Open the conversation", "url": "https://usher.example/contacts/7?a=1&b=2"},
}


def letter(content: dict[str, Any] = CONTENT, to: str = "ann@example.org") -> EmailMessage:
    """As the receiver's mail program reads it."""
    sent = compose(content, to, SENDER, 41, WRITTEN).as_bytes()
    read = message_from_bytes(sent, policy=default)
    assert isinstance(read, EmailMessage)
    return read


def part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def test_the_same_words_stand_in_text_and_in_html() -> None:
    message = letter()
    assert part(message, "plain") == (
        "Dora wrote to Fine Coats.\n\nShe waits for an answer.\n\naudience: Women\nbudget: 900\n\n"
        "Open the conversation: https://usher.example/contacts/7?a=1&b=2\n"
    )
    html = part(message, "html")
    for words in ("Dora wrote to Fine Coats.", "audience", "Women", "Open the conversation"):
        assert words in html
    assert 'href="https://usher.example/contacts/7?a=1&amp;b=2"' in html


def test_the_headers_say_who_when_and_that_no_person_wrote_it() -> None:
    message = letter()
    assert (message["From"], message["To"]) == (SENDER, "ann@example.org")
    assert message["Subject"] == "Dora is yours"
    assert message["Date"].datetime == WRITTEN
    assert message["Auto-Submitted"] == "auto-generated"


def test_the_same_row_of_the_outbox_has_the_same_message_id() -> None:
    assert letter()["Message-ID"] == letter()["Message-ID"] == "<outbox-41@example.org>"


def test_only_the_subject_must_be_there() -> None:
    assert part(letter({"subject": "Hello"}), "plain").strip() == ""


EVIL = "Dora\r\nBcc: eve@example.org\r\n\r\n<script>alert(1)</script>\x00\u2028X-Evil: 1"


def test_a_name_cannot_add_headers_or_markup() -> None:
    message = letter(
        {
            "subject": f"{EVIL} is yours",
            "paragraphs": [EVIL],
            "table": [[EVIL, EVIL]],
            "link": {"title": EVIL, "url": 'https://x.example/"><b>'},
        }
    )
    assert set(message.keys()) == set(letter().keys())
    assert "Bcc: eve@example.org" in message["Subject"]
    html = part(message, "html")
    assert "<script>" not in html
    assert "<b>" not in html
    assert "\x00" not in html + part(message, "plain")


def test_a_long_subject_in_any_script_arrives_whole_or_cut_once() -> None:
    assert letter({"subject": "Ünïcödé 🧥 " * 10})["Subject"] == ("Ünïcödé 🧥 " * 10).strip()
    long = letter({"subject": "x" * 5000})["Subject"]
    assert len(long) == 200
    assert long.endswith("…")


def test_it_is_readable_in_dark_mode() -> None:
    html = part(letter(), "html")
    assert '<meta name="color-scheme" content="light dark">' in html
    assert "background:#0b5cad;color:#fff" in html
    assert html.count("background:") == 1


def test_what_turns_the_direction_of_reading_is_left_out_of_a_subject() -> None:
    assert letter({"subject": "abc\u202egpj.exe"})["Subject"] == "abcgpj.exe"


def test_an_international_domain_is_encoded() -> None:
    assert letter(to="ann@exämple.org")["To"] == "ann@xn--exmple-cua.org"


@pytest.mark.parametrize(
    "to",
    [
        *("", "ann", "@x.org", "ann@", "ann@@x.org", "a b@x.org", "a@x.org, b@x.org", "ann@-"),
        *("ann@x.org\r\nBcc: eve@x.org", "ann@x.org\nx", "änn@x.org", "ann@" + "x" * 70 + ".org"),
    ],
)
def test_an_address_that_no_server_takes_is_refused(to: str) -> None:
    with pytest.raises(Refused):
        compose(CONTENT, to, SENDER, 41)


@settings(deadline=None)
@given(st.text(alphabet='ab@.<>"\\() ,;:[]\x00\r\né-+_', max_size=12))
def test_no_text_breaks_the_reading_of_an_address(text: str) -> None:
    try:
        found = address(text)
    except ValueError:
        return
    assert address(str(found)) == found


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_words_make_a_letter(words: str) -> None:
    message = letter({"subject": words, "paragraphs": [words], "table": [[words, words]]})
    assert set(message.keys()) == set(letter().keys())
