"""One call to the outside: a WhatsApp message, the file of one, or an email, rendered and handed
over. Touches no database."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from bot.config import Config
from bot.mail import notice
from bot.mail.message import compose
from bot.mail.smtp import Mailer
from bot.outcomes import NeedsPerson, NotSent, OutcomeUnknown, Refused, Unavailable
from bot.whatsapp.client import Client
from bot.whatsapp.rendering import Recipient, render
from models.clock import now
from models.contact.facets.consent import WITHHELD
from models.queues.outbox import PATIENT, OutboxItem, OutboxKind
from workers.story import traced

WINDOW_CLOSED = "131047"
OPTED_OUT = "opted_out"


@dataclass(frozen=True, slots=True)
class Errand:
    """What has to be sent, detached from the database."""

    id: int
    kind: OutboxKind
    payload: dict[str, Any]
    attempts: int
    message_id: int | None
    contact_id: int | None
    """Whom the message of a conversation is for."""
    number: str | None
    recipient: Recipient
    window_until: datetime | None
    """Until when free text may be sent; None where no window applies."""
    unwanted: bool = False
    """The contact has opted out since it was owed."""
    patient: bool = False
    """It may wait: it is of a campaign."""

    @classmethod
    def of(
        cls,
        item: OutboxItem,
        identifiers: dict[str, str],
        window_until: datetime | None,
        unwanted: bool = False,
    ) -> "Errand":
        recipient = Recipient(
            phone=item.recipient or identifiers.get("phone"), bsuid=identifiers.get("bsuid")
        )
        return cls(
            id=item.id,
            kind=item.kind,
            payload=item.payload,
            attempts=item.attempts + 1,
            message_id=item.message_id,
            contact_id=item.contact_id if item.message_id else None,
            number=item.number,
            recipient=recipient,
            window_until=window_until if item.message_id else None,
            unwanted=unwanted,
            patient=item.priority == PATIENT,
        )

    @property
    def campaign(self) -> int | None:
        """The campaign that it is of."""
        return self.payload.get("campaign")

    @property
    def brings_a_file(self) -> bool:
        """It carries one that WhatsApp does not have yet."""
        return "attached" in self.payload and "media_id" not in self.payload


@dataclass(frozen=True, slots=True)
class Uploaded:
    """WhatsApp has the file, under this id."""

    media_id: str


Result = str | None | NotSent
"""What the outside calls it, or why it did not go out."""


def run(errand: Errand, config: Config) -> Result:
    """Make the call. Never raises: a mistake of our own is a result that a person must see."""
    send = _send_email if _is_email(errand) else _send_whatsapp
    found = _outcome(lambda: send(errand, config))
    assert not isinstance(found, Uploaded)
    return found


def upload(errand: Errand, file: bytes, config: Config) -> Uploaded | NotSent:
    """Give WhatsApp the file that `errand` brings. Never raises. Whether it arrived need not be
    known: it is given once more."""
    found = _outcome(lambda: _upload(errand, file, config))
    if isinstance(found, OutcomeUnknown):
        return Unavailable(found.code, found.reason)
    assert isinstance(found, Uploaded | NotSent)
    return found


def _outcome(call: Callable[[], str | Uploaded | None]) -> Result | Uploaded:
    try:
        return call()
    except NotSent as outcome:
        return outcome
    except ValueError as error:
        return Refused("invalid", str(error))
    except Exception as error:
        return NeedsPerson("error", traced(error))


def _is_email(errand: Errand) -> bool:
    return errand.kind is OutboxKind.EMAIL


def _upload(errand: Errand, file: bytes, config: Config) -> Uploaded:
    _check(errand)
    client = _client(config.api_url, config.access_token)
    mime = errand.payload["attached"]["mime"]
    return Uploaded(client.upload(_number(errand, config), file, mime))


def _send_whatsapp(errand: Errand, config: Config) -> str | None:
    client = _client(config.api_url, config.access_token)
    _check(errand)
    number = _number(errand, config)
    content = content_of(errand.payload, config.base_url)
    read = content.pop("read", None)
    body = render(content, errand.recipient, opaque=f"outbox:{errand.id}")
    if read and errand.attempts == 1:
        _mark_read(client, number, read)
    return client.send(number, body)


def content_of(payload: dict[str, Any], base_url: str) -> dict[str, Any]:
    """A copy of `payload`; the page of an agent's notice is its template's last parameter."""
    content = dict(payload)
    page = content.pop("page", None)
    if page:
        content["parameters"] = [*content["parameters"], base_url + page]
    return content


def _number(errand: Errand, config: Config) -> str:
    # An agent can be told of a contact who has never written to any number of ours.
    return errand.number or config.phone_number_ids[0]


def _check(errand: Errand) -> None:
    """Whether it may still go out."""
    if errand.unwanted:
        raise Refused(OPTED_OUT, WITHHELD)
    free_text = errand.payload["type"] not in {"template", "read"}
    if free_text and errand.window_until and now() >= errand.window_until:
        raise Refused(WINDOW_CLOSED, "The 24-hour window is closed: send a template.")


def _mark_read(client: Client, number: str, wamid: str) -> None:
    """Blue ticks and "typing" before the answer. A courtesy: the answer goes out without it too."""
    try:
        client.send(number, render({"type": "read", "wamid": wamid, "typing": True}, NOBODY))
    except NotSent:
        return


NOBODY = Recipient()


def _send_email(errand: Errand, config: Config) -> str:
    assert config.smtp_url is not None
    mailer = _mailer(config.smtp_url, config.mail_from)
    content = notice.letter(errand.payload, config.base_url)
    letter = compose(content, errand.payload["to"], mailer.sender, errand.id)
    with mailer.session() as session:
        session.send(letter)
    return str(letter["Message-ID"])


@lru_cache(maxsize=4)
def _client(api_url: str, token: str) -> Client:
    return Client(api_url, token)


@lru_cache(maxsize=4)
def _mailer(smtp_url: str, mail_from: str) -> Mailer:
    return Mailer(smtp_url, mail_from)
