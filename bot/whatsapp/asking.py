"""Questions to Meta's Graph API, which change nothing. Writes no token anywhere."""

from typing import Any

import requests

from bot.whatsapp.client import Bearer

WITHIN = 6.0
"""Seconds: somebody waits at a page."""
BAD_TOKEN = 190
RENEW = "renew WHATSAPP_ACCESS_TOKEN: a system user's, with whatsapp_business_messaging"


class NotTold(Exception):  # noqa: N818  (the words of the field)
    """No answer to a question: what is wrong, and the remedy."""

    def __init__(self, wrong: str, remedy: str, *, away: bool = False) -> None:
        super().__init__(f"{wrong}: {remedy}")
        self.wrong = wrong
        self.remedy = remedy
        self.away = away
        """It may be better in a moment."""


def ask(url: str, token: str, correct: str, **params: str | int) -> dict[str, Any]:
    """What Meta says at `url`. Raises NotTold; `correct` is the remedy when Meta does not know
    what is asked about, or does not show it to us."""
    try:
        answer = requests.get(
            url, params=params, auth=Bearer(token), timeout=WITHIN, allow_redirects=False
        )
        told = answer.json()
    except requests.RequestException as error:
        wrong = f"WhatsApp cannot be reached ({type(error).__name__})"
        raise NotTold(wrong, "check the network and WHATSAPP_API_URL", away=True) from None
    if answer.status_code == requests.codes.ok and isinstance(told, dict):
        return told
    raise _refusal(answer.status_code, told, correct)


def _refusal(status: int, told: Any, correct: str) -> NotTold:
    error = told.get("error") if isinstance(told, dict) else None
    code = error.get("code") if isinstance(error, dict) else None
    wrong = f"WhatsApp answers {status} (code {code})"
    if status == requests.codes.unauthorized or code == BAD_TOKEN:
        return NotTold(wrong, RENEW)
    if status >= requests.codes.server_error or code in BUSY:
        return NotTold(wrong, "try again in a moment", away=True)
    return NotTold(wrong, correct)


BUSY = {2, 4, 80007, 130429, 131057}
"""Codes of a limit, or of a bad moment, whatever the HTTP status."""
