"""Phone numbers as people and spreadsheets write them become digits with country code. Pure."""

import re
from functools import cache, lru_cache

import phonenumbers
from phonenumbers import PhoneMetadata

SHORTENED = re.compile(r"[0-9][.,]?[0-9]*[eE]\+?[0-9]+")
NO_PHONE = "give it with the country code, for example +34 600 000 000"
IMPOSSIBLE = "it is no possible number of its country: correct it"
BETWEEN = str.maketrans("", "", " ()./-\u00a0")


def read_phone(text: str, country: str | None = None) -> str:
    """A number without + or 00 is one of `country` (ISO 3166), if that is given; else it begins
    with its country code. Raises ValueError with the remedy."""
    text = text.strip()
    if text.startswith("00"):
        text = f"+{text[2:]}"
    elif country is None and not text.startswith("+"):
        text = f"+{text}"
    if text.startswith("+"):
        digits = text[1:].translate(BETWEEN)
        if digits.isascii() and digits.isdigit() and _is_plain(digits):
            return digits
    if SHORTENED.fullmatch(text.removeprefix("+")):
        raise ValueError("the spreadsheet has shortened it: format the column as text, save anew")
    return _parsed(text, country)


def _parsed(text: str, country: str | None) -> str:
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        raise ValueError(NO_PHONE) from None
    if not phonenumbers.is_possible_number(number):
        raise ValueError(NO_PHONE if country is None else IMPOSSIBLE)
    return f"{number.country_code}{phonenumbers.national_significant_number(number)}"


def _is_plain(digits: str) -> bool:
    """Whether nothing of an international number would be changed by parsing it, which takes ten
    times as long: its length is one of its country's, and no trunk prefix stands in it."""
    known = _country_of(digits[:3])
    if known is None:
        return False
    code, lengths, trunk = known
    national = digits[code:]
    return len(national) in lengths and (trunk is None or trunk.match(national) is None)


@lru_cache(maxsize=1000)
def _country_of(first: str) -> tuple[int, frozenset[int], re.Pattern[str] | None] | None:
    """Of the country code with which a number begins: its digits, the lengths of national numbers
    behind it, and what may stand before those at home."""
    for digits in range(1, len(first) + 1):
        code = int(first[:digits])
        if first[0] != "0" and code in phonenumbers.COUNTRY_CODE_TO_REGION_CODE:
            return digits, *_plan(code)
    return None


@cache
def _plan(code: int) -> tuple[frozenset[int], re.Pattern[str] | None]:
    region = phonenumbers.region_code_for_country_code(code)
    known = PhoneMetadata.metadata_for_region_or_calling_code(code, region)
    assert known is not None
    assert known.general_desc is not None
    trunk = known.national_prefix_for_parsing
    return frozenset(known.general_desc.possible_length), re.compile(trunk) if trunk else None
