"""Phone numbers are read however they are written, and plain ones as fast as they can be (X12)."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.contact.identity import phone_reading
from models.contact.identity.phone_reading import read_phone

CODES = sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)


@pytest.mark.parametrize(
    ("written", "country", "digits"),
    [
        ("+34 600 11 22 33", None, "34600112233"),
        ("34600112233", None, "34600112233"),
        ("0034-600-112233", None, "34600112233"),
        ("600 112 233", "ES", "34600112233"),
        ("34600112233", "ES", "34600112233"),
        ("+49 (0)151 23456789", None, "4915123456789"),
        ("0151/23456789", "DE", "4915123456789"),
        ("+1 (415) 555-2671", "ES", "14155552671"),
        ("+39 06 12345678", None, "390612345678"),
        ("+44 020 7946 0958", None, "442079460958"),
        ("+٣٤٦٠٠١١٢٢٣٣", None, "34600112233"),
        ("tel: +34 600 112 233", "ES", "34600112233"),
    ],
)
def test_numbers_are_read(written: str, country: str | None, digits: str) -> None:
    assert read_phone(written, country) == digits


@pytest.mark.parametrize(
    ("written", "country", "remedy"),
    [
        ("12", None, "with the country code"),
        ("", None, "with the country code"),
        ("+", None, "with the country code"),
        ("+999123456789", None, "with the country code"),
        ("12", "ES", "no possible number of its country"),
        ("+34" + "6" * 40, None, "with the country code"),
        ("whatsapp", None, "with the country code"),
        ("3.46E+10", None, "shortened"),
        ("3,46E+10", "ES", "shortened"),
    ],
)
def test_what_is_no_number_says_what_to_do(written: str, country: str | None, remedy: str) -> None:
    with pytest.raises(ValueError, match=remedy):
        read_phone(written, country)


@given(st.sampled_from(CODES), st.text(alphabet="0123456789", min_size=4, max_size=13))
def test_the_short_way_finds_what_the_long_way_finds(code: int, national: str) -> None:
    digits = f"{code}{national}"
    if phone_reading._is_plain(digits):
        assert phone_reading._parsed(f"+{digits}", None) == digits


def test_real_numbers_of_all_countries_go_the_short_way() -> None:
    examples = [phonenumbers.example_number(one) for one in phonenumbers.SUPPORTED_REGIONS]
    national = phonenumbers.national_significant_number
    written = [f"{one.country_code}{national(one)}" for one in examples]
    plain = [one for one in written if phone_reading._is_plain(one)]
    assert len(plain) > 0.9 * len(written)
    assert [read_phone(one) for one in written] == written
