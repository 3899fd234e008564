"""The call to Meta's Graph API. It never writes bodies, numbers or tokens anywhere.

Safe to share between threads: it holds a pool of connections and no state.
"""

import ssl
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from urllib3.exceptions import MaxRetryError, NewConnectionError

from bot.outcomes import OutcomeUnknown, Scope, Unavailable
from bot.whatsapp.errors import outcome_of
from bot.whatsapp.rendering import Json

CONNECT_WITHIN = 5.0
ANSWER_WITHIN = 20.0
"""Seconds. A slow answer is waited for, because asking again may say it twice."""
TAKEN_WITHIN = 60.0
"""Seconds for the answer to a file, once it has left."""
CONNECTIONS = 32
BEFORE = (
    requests.ConnectTimeout,
    requests.exceptions.ProxyError,
    requests.exceptions.InvalidURL,
    requests.exceptions.InvalidSchema,
    requests.exceptions.MissingSchema,
)


class Client:
    """Sends what `rendering` made. `api_url` is the base of all calls, with its version."""

    def __init__(self, api_url: str, token: str) -> None:
        self._api_url = api_url.rstrip("/")
        self._auth = Bearer(token)
        self._session = requests.Session()
        adapter = HTTPAdapter(pool_connections=4, pool_maxsize=CONNECTIONS, max_retries=0)
        self._session.mount("https://", adapter)
        self._session.mount("http://", adapter)

    def send(self, number: str, body: Json) -> str | None:
        """Have `number` (a phone_number_id) send `body`. Answers the wamid; None for mark-as-read.

        Raises Refused, NeedsPerson, Unavailable or OutcomeUnknown, and ValueError when `number` is
        not made of digits.
        """
        parsed = self._post(self._place(number, "messages"), ANSWER_WITHIN, json=body)
        return None if body.get("status") == "read" else _wamid(parsed)

    def upload(self, number: str, file: bytes, mime: str) -> str:
        """Give WhatsApp a file for `number` to send. Answers WhatsApp's id of it. Raises as `send`;
        a file that is there twice does no harm."""
        parsed = self._post(
            self._place(number, "media"),
            TAKEN_WITHIN,
            data={"messaging_product": "whatsapp", "type": mime},
            # What the person sees it called is said by the message.
            files={"file": ("file", file, mime)},
        )
        return _id(parsed, "WhatsApp took the file but gave it no id.")

    def _place(self, number: str, what: str) -> str:
        if not (number.isascii() and number.isdigit()):
            raise ValueError("a phone_number_id is made of digits")
        return f"{self._api_url}/{number}/{what}"

    def _post(self, url: str, within: float, **content: Any) -> Any:
        """What the answer says, once it is yes."""
        answer = self._answer(url, within, **content)
        parsed = _parsed(answer)
        if answer.status_code != 200:
            raise outcome_of(answer.status_code, parsed)
        return parsed

    def _answer(self, url: str, within: float, **content: Any) -> requests.Response:
        try:
            return self._session.post(
                url,
                **content,
                auth=self._auth,
                timeout=(CONNECT_WITHIN, within),
                # A redirect would carry the message to an address that nobody configured.
                allow_redirects=False,
            )
        except requests.RequestException as error:
            if _never_left(error):
                kind = type(error).__name__
                reason = (
                    f"WhatsApp cannot be reached: check the network and WHATSAPP_API_URL ({kind})."
                )
                raise Unavailable("unreachable", reason, Scope.NUMBER) from None
            reason = f"The connection ended before WhatsApp answered ({type(error).__name__})."
            raise OutcomeUnknown(reason) from None


class Bearer(AuthBase):
    """As an auth object, so that a .netrc of the machine cannot put its own header in place."""

    def __init__(self, token: str) -> None:
        self._token = token.strip()

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


def _never_left(error: requests.RequestException) -> bool:
    """Whether it failed before a byte of the request was sent."""
    if isinstance(error, BEFORE):
        return True
    cause = error.args[0] if error.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else None
    if isinstance(reason, NewConnectionError):
        return True
    # Other troubles of TLS can also come while the answer is awaited.
    return bool(reason and reason.args and isinstance(reason.args[0], ssl.SSLCertVerificationError))


def _parsed(answer: requests.Response) -> Any:
    try:
        return answer.json()
    except ValueError:
        return None


def _wamid(parsed: Any) -> str:
    try:
        message = parsed["messages"][0]
    except (KeyError, IndexError, TypeError):
        message = None
    return _id(message, "WhatsApp took the message but gave it no id.")


def _id(thing: Any, otherwise: str) -> str:
    id = thing.get("id") if isinstance(thing, dict) else None
    if not isinstance(id, str) or not id:
        raise OutcomeUnknown(otherwise)
    return id
