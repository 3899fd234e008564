"""Answers of every kind as people write them: tables, and that nothing ever raises (W3)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.workflow.answers import Misunderstood, Understood, read
from models.workflow.language import parse
from models.workflow.outcome import Heard
from models.workflow.step import Kind

TODAY = date(2026, 11, 21)


def question(keys: str):
    return parse(f"name: x\nsteps:\n  a: {{ask: A?, {keys}}}").first


def value(keys: str, text: str):
    reading = read(question(keys), Heard(text), TODAY)
    return reading.value if isinstance(reading, Understood) else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1500", 1500),
        (" 1500. ", 1500),
        ("1,500", 1500),
        ("1.500", 1500),
        ("1.500,50", 1500.5),
        ("1,500.50", 1500.5),
        ("1,500,000", 1500000),
        ("1 500 000", 1500000),
        ("1\u202f500,5", 1500.5),
        ("1'500", 1500),
        ("1,50,000", 150000),
        ("2 lakh", 200000),
        ("1.5 crore", 15000000),
        ("12,5", 12.5),
        ("0.500", 0.5),
        ("0,5", 0.5),
        ("2k", 2000),
        ("1.5K", 1500),
        ("2 mil", 2000),
        ("3 thousand euros", 3000),
        ("2 millones", 2000000),
        ("€ 1.200", 1200),
        ("$1,200.00", 1200),
        ("Rs500", 500),
        ("R$ 99,90", 99.9),
        ("300€", 300),
        ("20kg", 20),
        ("about 300", 300),
        ("my budget is around 1,500 euros!", 1500),
        ("-5", -5),
        ("\u22125", -5),
        ("~300", 300),
        ("10%", 10),
        ("٣٠٠", 300),
        ("٣٫٥", 3.5),  # noqa: RUF001
        ("３００", 300),  # noqa: RUF001
        ("1000-2000", None),
        ("between 1000 and 2000", None),
        ("10 or 20", None),
        ("2m", None),
        ("1.2.3", None),
        ("1,2,3", None),
        ("10:30", None),
        ("1/2", None),
        ("2026-12-31", None),
        ("MP3", None),
        ("4x4", None),
        ("two thousand", None),
        ("", None),
        ("none", None),
        ("9" * 40, None),
        ("1" * 16, None),
    ],
)
def test_a_number_is_read_as_many_countries_write_it_and_never_guessed(text, expected):
    found = value("kind: number", text)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-12-31", "2026-12-31"),
        ("31/12/2026", "2026-12-31"),
        ("31.12.2026", "2026-12-31"),
        ("31-12-26", "2026-12-31"),
        ("1/2/2027", "2027-02-01"),
        ("12/31/2026", "2026-12-31"),
        ("31 December 2026", "2026-12-31"),
        ("on the 31st of December, 2026 please", "2026-12-31"),
        ("December 31, 2026", "2026-12-31"),
        ("Dec 31st 2026", "2026-12-31"),
        ("3 sept 2027", "2027-09-03"),
        ("31DEC2026", "2026-12-31"),
        ("today", "2026-11-21"),
        ("Tomorrow!", "2026-11-22"),
        ("mañana", "2026-11-22"),
        ("yesterday", "2026-11-20"),
        ("1/1/75", "1975-01-01"),
        ("31/02/2026", None),
        ("32/13/2026", None),
        ("31/12/2026 or 1/1/2027", None),
        ("31 December", None),
        ("31 Foo 2026", None),
        ("next week", None),
        ("0001-01-01", None),
        ("20261231", None),
        ("", None),
    ],
)
def test_a_date_is_read_day_first_and_only_when_it_is_whole(text, expected):
    assert value("kind: date", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *[(word, True) for word in ("yes", "Y", "YES!!", "yes please", "sure", "Ok", "👍🏽", "1")],
        *[(word, True) for word in ("Sí", "si, claro", "sim", "Oui merci", "Ja bitte", "certo")],
        *[(word, True) for word in ("نعم", "أيوه", "हाँ", "जी हाँ", "haan ji", "no problem")],
        *[(word, False) for word in ("no", "N", "Nope.", "no thank you", "not at all", "👎", "2")],
        *[(word, False) for word in ("não", "Non merci", "Nein danke", "nee", "لا", "नहीं", "nö")],
        *[(word, None) for word in ("no idea", "maybe", "yes and no", "👍👎", "", "no sé", "now")],
        *[(word, None) for word in ("yesterday", "ok no", "I do not know", "3", "✂️")],
    ],
)
def test_yes_and_no_are_understood_in_many_languages(text, expected):
    assert value("kind: yes_no", text) is expected


def test_yes_and_no_may_have_other_words_on_their_buttons():
    keys = "kind: yes_no, choices: [Quiero, Paso]"
    assert [value(keys, text) for text in ("quiero", "paso", "sí", "no")] == [
        True,
        False,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dora.Diaz+shop@Example.com", "Dora.Diaz+shop@Example.com"),
        ("it is dora@example.com.", "dora@example.com"),
        ("mailto:dora@example.co.uk", "dora@example.co.uk"),
        ("<dora@exämple.com>", "dora@exämple.com"),
        ("dora@example.com DORA@example.com", "DORA@example.com"),
        ("a@example.com or b@example.com", None),
        ("dora@example", None),
        ("dora at example.com", None),
        ("@example.com", None),
        ("", None),
    ],
)
def test_an_email_address_is_found_in_the_answer(text, expected):
    assert value("kind: email", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("+34 612 345 678", "34612345678"),
        ("0034612345678", "34612345678"),
        ("34612345678", "34612345678"),
        ("call me at +44 (0)7700 900311", "447700900311"),
        ("+1 202-555-0123", "12025550123"),
        ("612 345 678", None),
        ("+34 612", None),
        ("+999 612345678", None),
        ("0" * 12, None),
        ("my number", None),
        ("", None),
    ],
)
def test_a_phone_number_needs_its_country(text, expected):
    assert value("kind: phone", text) == expected


@pytest.mark.parametrize(
    ("heard", "expected"),
    [
        (Heard(type="location", location=(40.4168, -3.7038)), "40.4168,-3.7038"),
        (Heard(type="location", location=(0, 0)), "0,0"),
        (Heard("40.4168, -3.7038"), "40.4168,-3.7038"),
        (Heard("Calle Mayor 1"), None),
        (Heard(type="location", location=(91.0, 0.0)), None),
        (Heard(type="location", location=(float("nan"), 0.0)), None),
        (Heard(type="location", location=("40", None)), None),  # type: ignore[arg-type]
    ],
)
def test_a_location_comes_from_a_location_message(heard, expected):
    reading = read(question("kind: location"), heard, TODAY)
    assert (reading.value if isinstance(reading, Understood) else None) == expected


def test_any_text_is_a_text_but_a_picture_without_one_is_asked_for_in_writing():
    assert value("kind: text", "  whatever\nI want \0 ") == "whatever\nI want"
    assert value("kind: text", "x" * 9000) == "x" * 4096
    reading = read(question("kind: text"), Heard(type="image"), TODAY)
    assert reading == Misunderstood("Please answer in writing.")


@pytest.mark.parametrize(
    ("keys", "text", "reason", "hint"),
    [
        ("kind: number, min: 10", "9", "Please send a number from 10 on.", "(≥ 10)"),
        ("kind: number, max: 10", "11", "Please send a number up to 10.", "(≤ 10)"),
        ("kind: number, min: 1, max: 2.5", "3", "Please send a number from 1 to 2.5.", "(1 … 2.5)"),
        ("kind: date, min: today", "yesterday", "from 2026-11-21 on.", "(≥ 2026-11-21)"),
        ("kind: date, max: 2026-12-01", "2/12/2026", "up to 2026-12-01.", "(≤ 2026-12-01)"),
    ],
)
def test_what_is_out_of_bounds_is_told_the_bounds(keys, text, reason, hint):
    reading = read(question(keys), Heard(text), TODAY)
    assert isinstance(reading, Misunderstood)
    assert reading.reason.endswith(reason)
    assert reading.hint == hint


def test_bounds_belong_to_what_is_allowed():
    assert value("kind: number, min: 10, max: 10", "10") == 10
    assert value("kind: date, min: today, max: today", "today") == "2026-11-21"


QUESTIONS = [
    *(question(f"kind: {kind}") for kind in Kind if kind is not Kind.CHOICE),
    question("choices: [Men, Women]"),
    question("kind: number, min: 3"),
    question("kind: date, min: today, max: 9999-12-31"),
]
ODD = "0123456789.,-+/:@ '€kKm\0\ud800\u202e\u200d👍٣३नोلاñé\n"
TEXTS = (
    st.text()
    | st.text(ODD)
    | st.builds(str.__mul__, st.text(ODD, max_size=9), st.integers(0, 9999))
)
HEARD = st.builds(
    Heard,
    text=TEXTS,
    reply_id=st.none() | st.text(),
    type=st.sampled_from(["text", "image", "location", "unknown"]),
    location=st.none() | st.tuples(st.floats(), st.floats()),
)


@given(st.sampled_from(QUESTIONS), HEARD, st.dates())
def test_whatever_is_sent_is_understood_or_not_and_never_raises(step, heard, today):
    reading = read(step, heard, today)
    if isinstance(reading, Understood):
        assert reading.title or reading.value is False
        assert str(reading.value).isprintable() or step.kind is Kind.TEXT
        str(reading.value).encode()  # It can be stored.
    else:
        assert reading.reason
