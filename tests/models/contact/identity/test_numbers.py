"""Which spellings of a phone number reach the same phone (X6)."""

import pytest

from models.contact.identity.numbers import digits, variants

SPELLINGS = [
    ("5511987654321", ("5511987654321", "551187654321")),
    ("551187654321", ("551187654321", "5511987654321")),
    ("5215512345678", ("5215512345678", "525512345678")),
    ("525512345678", ("525512345678", "5215512345678")),
    ("5491123456789", ("5491123456789", "541123456789")),
    ("541123456789", ("541123456789", "5491123456789")),
]
SINGLE = [
    "551132345678",  # a Brazilian landline
    "5511932345678",  # no mobile number became this one
    "55119876543210",  # too long
    "5215512345",  # too short for Mexico
    "447700900311",
    "34612345678",
    "5511",
    "52",
    "",
]


@pytest.mark.parametrize(("phone", "expected"), SPELLINGS)
def test_two_spellings_lead_to_each_other(phone: str, expected: tuple[str, ...]) -> None:
    assert variants(phone) == expected
    assert set(variants(expected[1])) == set(expected)


@pytest.mark.parametrize("phone", SINGLE)
def test_any_other_number_is_only_itself(phone: str) -> None:
    assert variants(phone) == (phone,)


@pytest.mark.parametrize(
    ("written", "kept"),
    [("+34 612-345 678", "34612345678"), ("(0044) 77", "004477"), ("٣٤", ""), ("x", "")],
)
def test_a_written_number_is_its_digits(written: str, kept: str) -> None:
    assert digits(written) == kept
