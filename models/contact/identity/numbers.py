"""Phone numbers that are written in more than one way though they reach the same phone (X6).
Pure."""

MOBILE_PREFIX = {"52": "1", "54": "9"}
"""Mexico and Argentina: the digit that some networks put between country code and number."""


def digits(phone: str) -> str:
    """`phone` as WhatsApp has it: digits only."""
    return "".join(one for one in phone if one.isascii() and one.isdigit())


def variants(phone: str) -> tuple[str, ...]:
    """`phone` (digits with country code) and its other spellings, itself first.

    Brazil put a 9 before eight-digit mobile numbers, not before landlines. Mexico and Argentina
    have a mobile digit after the country code; nobody else can have the number without it.
    """
    other = _brazilian(phone) if phone.startswith("55") else _with_mobile_digit(phone)
    return (phone, other) if other else (phone,)


def _brazilian(phone: str) -> str | None:
    area, local = phone[2:4], phone[4:]
    if len(local) == 9 and local[0] == "9" and local[1] in "6789":
        return f"55{area}{local[1:]}"
    if len(local) == 8 and local[0] in "6789":
        return f"55{area}9{local}"
    return None


def _with_mobile_digit(phone: str) -> str | None:
    country, rest = phone[:2], phone[2:]
    digit = MOBILE_PREFIX.get(country)
    if digit is None:
        return None
    if len(rest) == 11 and rest[0] == digit:
        return country + rest[1:]
    if len(rest) == 10:
        return country + digit + rest
    return None
