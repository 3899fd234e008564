"""One call to a webhook endpoint: signed, made, and judged by its answer."""

import time
import traceback
from datetime import timedelta

from bot.outgoing import signature
from bot.outgoing.client import Answer, Client, NoAnswer
from models.webhooks.delivery import Call
from models.webhooks.settling import GONE, Outcome

KEPT = 1000
"""Characters of an answer that the log keeps."""
AGENT = "Usher-Webhooks/1"
BUSY = {429, 503}


def call(client: Client, one: Call) -> Outcome:
    """Make it. Never raises: a mistake of our own is an outcome that a person can read."""
    began = time.monotonic()
    code = answer = wait = None
    try:
        found = _post(client, one)
        code, answer, error = found.code, _text(found.body), _complaint(found)
        wait = _wish(found)
    except NoAnswer as trouble:
        error = trouble.args[0]
    except Exception as trouble:
        error = "".join(traceback.format_exception(trouble))[-KEPT:]
    taken = int((time.monotonic() - began) * 1000)
    return Outcome(one.id, one.endpoint, one.attempts, code, answer, error, taken, wait)


def _post(client: Client, one: Call) -> Answer:
    body = one.body.encode()
    signed = signature.headers(one.webhook_id, int(time.time()), body, one.secrets)
    about = {"Content-Type": "application/json", "User-Agent": AGENT}
    return client.post(one.url, body, about | signed)


def _complaint(found: Answer) -> str | None:
    """What is wrong with the answer; None: the receiver has it."""
    match found.code:
        case code if 200 <= code < 300:
            return None
        case code if 300 <= code < 400:
            return f"it answered {code}: redirects are not followed, give the address behind it"
        case code if code == GONE:
            return "it answered 410 Gone: it wants no events any more"
        case code:
            return f"it answered {code}"


def _text(body: bytes) -> str:
    return body.decode(errors="replace")[:KEPT].replace("\0", "\N{REPLACEMENT CHARACTER}")


def _wish(found: Answer) -> timedelta | None:
    """How long a busy receiver asks us to stay away."""
    asked = found.headers.get("Retry-After", "")
    if found.code in BUSY and asked.isascii() and asked.isdigit() and len(asked) < 7:
        return timedelta(seconds=int(asked))
    return None
