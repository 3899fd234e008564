"""Receipts: which are owed for a message, in which order and when. post.py delivers them."""

import random
from datetime import datetime, timedelta

from bot.simulator import payloads
from bot.simulator.errors import GraphError
from bot.simulator.payloads import Person
from models.clock import now
from models.simulated import SimulatedBehaviour, SimulatedMessage, SimulatedWebhook

AFTER_SEND = {
    "sent": timedelta(0),
    "delivered": timedelta(milliseconds=300),
    "read": timedelta(milliseconds=700),
    "failed": timedelta(milliseconds=300),
}
CATEGORIES = {"template": "utility"}


def report(
    message: SimulatedMessage,
    person: Person,
    behaviour: SimulatedBehaviour,
    *,
    by_bsuid: bool,
    failure: GraphError | None,
) -> None:
    """Owe what becomes of a message: sent and delivered, or failed."""
    if behaviour.drop_receipts:
        return
    statuses = ["failed"] if failure else ["sent", "delivered"]
    if behaviour.reads == "at_once" and not failure:
        statuses.append("read")
    moments = [_usual_moment(message, status) for status in statuses]
    if behaviour.shuffle:
        # All at once, the last first: that is what overtaking looks like from outside.
        moments = [now() - timedelta(milliseconds=n) for n in range(len(statuses))]
        random.shuffle(moments)
    for status, moment in zip(statuses, moments, strict=True):
        owe(message, person, status, moment, by_bsuid=by_bsuid, failure=failure)


def owe(
    message: SimulatedMessage,
    person: Person,
    status: str,
    moment: datetime,
    *,
    by_bsuid: bool = False,
    failure: GraphError | None = None,
) -> None:
    """One receipt, due at `moment`."""
    failed = status == "failed"
    item = payloads.receipt(
        person,
        message.wamid,
        status,
        at=moment,
        opaque=message.opaque,
        by_bsuid=by_bsuid,
        error=failure.in_receipt() if failure and failed else None,
        category=CATEGORIES.get(message.type, "service"),
    )
    body = payloads.receipt_delivery(person, item, number=message.number, failed=failed)
    SimulatedWebhook.create(
        body=body.decode("ascii"), message=message, receipt=status, due_at=moment
    )


def report_reaction(
    wamid: str, number: str, person: Person, behaviour: SimulatedBehaviour, opaque: str | None
) -> None:
    """A reaction yields `sent` and nothing more."""
    if not behaviour.drop_receipts:
        item = payloads.receipt(person, wamid, "sent", opaque=opaque)
        body = payloads.receipt_delivery(person, item, number=number)
        SimulatedWebhook.create(body=body.decode("ascii"))


def report_shown(
    messages: list[SimulatedMessage], person: Person, behaviour: SimulatedBehaviour
) -> None:
    """The customer looks at the chat: each message once, by compare-and-set."""
    if behaviour.reads != "shown":
        return
    table = SimulatedMessage
    for message in messages:
        seen = table.update(shown_at=now()).where(table.id == message.id, table.shown_at.is_null())
        if seen.execute() and not behaviour.drop_receipts:
            owe(message, person, "read", max(now(), _usual_moment(message, "read")))


def _usual_moment(message: SimulatedMessage, status: str) -> datetime:
    sent_at: datetime = message.created_at
    return sent_at + AFTER_SEND[status]
