"""What Meta says of one of our numbers: its name, its quality, or why it may not be used. Writes no
token anywhere."""

from dataclasses import dataclass
from typing import Any

import requests

from bot.whatsapp.client import Bearer

WITHIN = 6.0
"""Seconds: somebody waits at a page."""
FIELDS = "display_phone_number,verified_name,quality_rating"
BAD_TOKEN = 190


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
        answer = requests.get(
            f"{api_url}/{id}",
            params={"fields": FIELDS},
            auth=Bearer(token),
            timeout=WITHIN,
            allow_redirects=False,
        )
        told = answer.json()
    except requests.RequestException as error:
        wrong = f"WhatsApp cannot be reached ({type(error).__name__})"
        return Number(id, wrong=wrong, remedy="check the network and WHATSAPP_API_URL")
    if answer.status_code != requests.codes.ok or not isinstance(told, dict):
        return _refused(id, answer.status_code, told)
    named = ("display_phone_number", "verified_name", "quality_rating")
    return Number(id, *(str(told.get(name) or "") for name in named))


def _refused(id: str, status: int, told: Any) -> Number:
    error = told.get("error") if isinstance(told, dict) else None
    code = error.get("code") if isinstance(error, dict) else None
    wrong = f"WhatsApp answers {status} (code {code})"
    if status == requests.codes.unauthorized or code == BAD_TOKEN:
        remedy = "renew WHATSAPP_ACCESS_TOKEN: a system user's, with whatsapp_business_messaging"
        return Number(id, wrong=wrong, remedy=remedy)
    remedy = "correct WHATSAPP_PHONE_NUMBER_ID, or give the token's user access to that number"
    return Number(id, wrong=wrong, remedy=remedy)
