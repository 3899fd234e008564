"""What Meta says of one of our numbers: its name, its quality, or why it may not be used."""

from dataclasses import dataclass

from bot.whatsapp.asking import NotTold, ask

FIELDS = ("display_phone_number", "verified_name", "quality_rating")
CORRECT = "correct WHATSAPP_PHONE_NUMBER_ID, or give the token's user access to that number"


@dataclass(frozen=True, slots=True)
class Number:
    id: str
    display: str = ""
    name: str = ""
    quality: str = ""
    wrong: str = ""
    """Why it may not be used; empty: it may."""
    remedy: str = ""


def look_at(api_url: str, token: str, id: str) -> Number:
    """Asks Meta, who tells it to whoever may use the number."""
    try:
        told = ask(f"{api_url}/{id}", token, CORRECT, fields=",".join(FIELDS))
    except NotTold as error:
        return Number(id, wrong=error.wrong, remedy=error.remedy)
    return Number(id, *(str(told.get(name) or "") for name in FIELDS))
