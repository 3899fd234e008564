"""What WhatsApp told us, in our own words: plain values without behaviour. By a `Sender` the API
and imports also say whom they mean.

Whoever reads Meta's JSON makes them, whoever handles a message takes them. They know neither side.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Sender:
    """Who wrote, or whom a program means, by every identifier that came along. Of who wrote at
    least one of `bsuid` and `phone` is set."""

    bsuid: str | None = None
    """Business-scoped user id, e.g. ``GB.40918277365501924``: whole, as it came."""
    parent_bsuid: str | None = None
    phone: str | None = None
    """Digits only, with country code and without ``+``."""
    name: str | None = None
    """The profile's name: free text of a stranger."""
    username: str | None = None
    """For show only: a username can be given up and taken by somebody else."""
    external_id: str | None = None
    """The key of another program; WhatsApp knows none."""


@dataclass(frozen=True, slots=True)
class IncomingMessage:
    """One thing that a customer sent, of any type, known or not."""

    number: str
    """The phone_number_id it was sent to."""
    wamid: str
    sender: Sender
    sent_at: datetime
    type: str
    """Meta's word: ``text``, ``image``, ``interactive`` … or one that we have never seen."""
    text: str = ""
    """What a person reads: the body, the caption, the title of what was tapped."""
    reply_id: str | None = None
    """The id of the tapped button or list row, or a template button's payload. Never trusted."""
    context_wamid: str | None = None
    """The message that this one answers."""
    content: dict[str, Any] = field(default_factory=dict)
    """The rest, as shown in the timeline: media id, coordinates, cards, ordered items, emoji …"""
    origin: dict[str, Any] | None = None
    """The ad or link that brought the customer (M7)."""


@dataclass(frozen=True, slots=True)
class Amendment:
    """The customer edited (`text` is set) or revoked (`text` is None) an earlier message."""

    number: str
    wamid: str
    original_wamid: str
    sender: Sender
    sent_at: datetime
    text: str | None = None
    content: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class IdentityChange:
    """A customer moved to another phone number or got another business-scoped id (X6)."""

    number: str
    wamid: str
    before: Sender
    after: Sender
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class Preference:
    """A customer turned WhatsApp's own switch for our marketing messages (X10)."""

    number: str
    sender: Sender
    stop: bool
    """False: they want them again."""
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class Echo:
    """A colleague wrote to a customer from the WhatsApp Business app on the phone (W7)."""

    number: str
    wamid: str
    receiver: Sender
    sent_at: datetime
    type: str
    text: str = ""
    content: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a message that we sent."""

    number: str
    wamid: str
    status: str
    """``sent``, ``delivered``, ``read``, ``played`` or ``failed``; others are kept and change
    nothing."""
    at: datetime
    recipient: Sender
    opaque: str | None = None
    """Our own mark, echoed: ``outbox:ID``."""
    error_code: int | None = None
    error: str | None = None
    opted_out: bool = False
    """It failed because the customer has stopped our marketing messages."""
    pricing: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class MetaNotice:
    """Anything else that Meta tells us: kept and acknowledged, and logged as a warning when
    `alarming`. No agent's notice: those are in models/notices/."""

    subject: str
    detail: str
    alarming: bool = False


Incoming = IncomingMessage | Amendment | IdentityChange | Preference | Echo | Receipt | MetaNotice
