"""What comes of a call to the outside: done, tried again later, or parked for a person. Writes one
row at a time."""

import random
from datetime import timedelta

import structlog

from bot.outcomes import NeedsPerson, OutcomeUnknown, Refused, Scope, Unavailable
from handlers import consent
from models.base import database
from models.batch import unit_of_work
from models.campaigns import halting
from models.clock import now
from models.contact.message import Delivery, Message
from models.queues import pace
from models.queues.item import WorkState
from models.queues.outbox import LEASE, OutboxItem
from models.webhooks import moving
from workers.errand import Errand, Result

LAST_ATTEMPT = 20
"""After so many tries, about two days, a person must look."""
LONGEST_PAUSE = 4 * 3600.0
NUMBER_PAUSE = timedelta(seconds=20)
"""How long nothing leaves by a number that asked for a pause."""

log = structlog.get_logger(__name__)


def settle(errand: Errand, result: Result) -> None:
    """Keep what came of `errand`. A row that a receipt settled meanwhile is left as it is."""
    match result:
        case None | str():
            _done(errand, result)
        case Refused(opted_out=True) if errand.contact_id:
            _opted_out(errand, result, errand.contact_id)
        case Refused() | NeedsPerson():
            if not (result.for_all and _paused_by(errand, result)):
                park(errand.id, errand.message_id, result.code, result.reason)
        case OutcomeUnknown():
            _wait_for_a_receipt(errand, result)
        case Unavailable():
            _later(errand, result)


SENT = """
UPDATE message SET wamid = coalesce(wamid, %s), delivery = 'sent'
WHERE id = %s AND delivery = 'queued'
"""
KNOWN_AS = "UPDATE message SET wamid = coalesce(wamid, %s) WHERE id = %s"


def _done(errand: Errand, external_id: str | None) -> None:
    with database.atomic():
        if errand.message_id is not None:
            _sent(errand.message_id, external_id, f"outbox:{errand.id}")
        _update(
            errand.id,
            state=WorkState.DONE,
            done_at=now(),
            called_at=None,
            external_id=external_id,
            last_error=None,
        )


def _sent(message_id: int, wamid: str | None, cause: str) -> None:
    """A receipt may have been faster."""
    if database.execute_sql(SENT, (wamid, message_id)).rowcount:
        moving.announce([moving.Step(message_id, Delivery.SENT, now(), cause)])
    else:
        database.execute_sql(KNOWN_AS, (wamid, message_id))


def _paused_by(errand: Errand, result: Refused | NeedsPerson) -> bool:
    """It is of a campaign, which waits now, and its message with it."""
    if errand.campaign is None:
        return False
    return halting.refused(errand.campaign, errand.id, f"{result.reason} ({result.code})")


def park(id: int, message_id: int | None, code: str, reason: str) -> None:
    """It will not go out by itself: say why, on the row and on the message."""
    log.warning("outbox.parked", item=id, code=code)
    with database.atomic():
        if message_id is not None:
            failed = Message.update(delivery=Delivery.FAILED, error=reason).where(
                Message.id == message_id, Message.delivery == Delivery.QUEUED
            )
            if failed.execute():
                moving.announce([moving.Step(message_id, Delivery.FAILED, now(), f"outbox:{id}")])
        _update(id, state=WorkState.PARKED, called_at=None, last_error=f"{code}: {reason}")


def _opted_out(errand: Errand, result: Refused, contact_id: int) -> None:
    """The contact has stopped our messages on WhatsApp's side: all of that, or nothing."""
    with unit_of_work(f"outbox:{errand.id}") as batch:
        park(errand.id, errand.message_id, result.code, result.reason)
        consent.heed(batch, [contact_id])


def _wait_for_a_receipt(errand: Errand, result: OutcomeUnknown) -> None:
    """`called_at` stays: a receipt may yet say that it went out, until the lease is over."""
    _update(errand.id, due_at=now() + LEASE, last_error=f"{result.code}: {result.reason}")


def _later(errand: Errand, result: Unavailable) -> None:
    if errand.attempts >= LAST_ATTEMPT:
        park(errand.id, errand.message_id, result.code, result.reason)
        return
    pause = _pause(errand.attempts, result.scope)
    _update(
        errand.id,
        due_at=now() + pause,
        called_at=None,
        last_error=f"{result.code}: {result.reason}",
    )
    if result.scope is Scope.NUMBER and errand.number:
        pace.hold(pace.number_key(errand.number), now() + min(pause, NUMBER_PAUSE))


def _pause(attempts: int, scope: Scope) -> timedelta:
    """Longer each time, and never the same for two rows, so that they do not all come back at once.

    WhatsApp asks for 4^x seconds between tries to the same person.
    """
    base = 4.0 if scope is Scope.PAIR else 2.0
    seconds = min(base ** min(attempts, 20), LONGEST_PAUSE)
    return timedelta(seconds=seconds * random.uniform(0.75, 1.25))  # noqa: S311  (no secret)


def _update(id: int, **values: object) -> None:
    OutboxItem.update(**values).where(
        OutboxItem.id == id, OutboxItem.state == WorkState.PENDING
    ).execute()
