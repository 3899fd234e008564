"""Meta's error codes as outcomes, each with a sentence that a person understands.

The code decides, not the HTTP status: Meta answers rate limits with 400. The tables are in
`error_codes`; here they are applied.
"""

from collections.abc import Mapping
from typing import Any

from bot.outcomes import NeedsPerson, NotSent, OutcomeUnknown, Refused, Scope, Unavailable
from bot.whatsapp.error_codes import (
    FOR_ALL,
    LATER,
    NEVER,
    OPTED_OUT,
    PERHAPS_SENT,
    PERSON,
    TOKEN,
)

LONGEST_DETAIL = 300


def outcome_of(status: int, answer: Any) -> NotSent:
    """What Meta's refusal means: `status` is HTTP's, `answer` the parsed body, whatever it is."""
    error = answer.get("error") if isinstance(answer, Mapping) else None
    code, detail = code_of(error), detail_of(error)
    known = known_outcome(code, detail) if code is not None else None
    return known or _by_status(status, code, detail)


def known_outcome(code: int, detail: str = "") -> NotSent | None:
    """The outcome that the tables hold for `code`, with Meta's own words behind the remedy."""
    behind = f" ({detail})" if detail else ""
    if code in LATER:
        remedy, scope = LATER[code]
        return Unavailable(code, remedy + behind, scope)
    if code in PERHAPS_SENT:
        return OutcomeUnknown(PERHAPS_SENT[code] + behind, code)
    if code in NEVER:
        reason, for_all = NEVER[code] + behind, code in FOR_ALL
        return Refused(code, reason, opted_out=code == OPTED_OUT, for_all=for_all)
    if code in PERSON:
        return NeedsPerson(code, PERSON[code] + behind, for_all=code in FOR_ALL)
    return None


def code_of(error: Any) -> int | None:
    """Meta's code in an error object; it comes as a number and sometimes as text."""
    code = error.get("code") if isinstance(error, Mapping) else None
    if isinstance(code, str) and code.isascii() and code.isdigit() and len(code) < 10:
        return int(code)
    return code if isinstance(code, int) and not isinstance(code, bool) else None


def detail_of(error: Any) -> str:
    """What Meta says in words, bounded: the details, else the message, else the title."""
    if not isinstance(error, Mapping):
        return ""
    data = error.get("error_data")
    details = data.get("details") if isinstance(data, Mapping) else None
    for words in (details, error.get("message"), error.get("title")):
        if isinstance(words, str) and words:
            return words[:LONGEST_DETAIL]
    return ""


def _by_status(status: int, code: int | None, detail: str) -> NotSent:
    name = f"HTTP {status}" if code is None else str(code)
    said = detail or name
    if status >= 500:
        return OutcomeUnknown(f"WhatsApp failed while it took the message ({said}).", name)
    if status in (401, 403):
        return Unavailable(name, f"{TOKEN} ({said})", Scope.NUMBER)
    if status in (408, 429):
        return Unavailable(name, f"WhatsApp asks to wait ({said}).", Scope.NUMBER)
    if code is None:
        return Unavailable(name, "Not WhatsApp's answer: check WHATSAPP_API_URL.", Scope.NUMBER)
    return Refused(name, f"WhatsApp refuses the message ({said}).")
