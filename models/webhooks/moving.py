"""Owes endpoints how far a message of ours has come: sent, delivered, read, played, failed."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from models import sets
from models.catalogue import Catalogue
from models.contact.message import Delivery, Message
from models.webhooks import announcing
from models.webhooks.announcing import Happening


class Step(NamedTuple):
    """A message has come so far."""

    message: int
    delivery: Delivery
    at: datetime
    cause: str


def announce(steps: Iterable[Step], catalogue: Catalogue | None = None) -> None:
    """Call it in the transaction that moves the messages, once they have been written."""
    catalogue = catalogue or Catalogue.current()
    if not catalogue.endpoints:
        return
    wanted = [step for step in steps if _wanted(step, catalogue)]
    if not wanted:
        return
    rows = Message.select().where(sets.among(Message.id, {step.message for step in wanted}))
    known = {row.id: row.__data__ for row in rows}
    happened = [
        Happening(
            _type(step),
            known[step.message]["contact"],
            step.at,
            step.cause,
            message=known[step.message] | {"delivery": step.delivery},
        )
        for step in wanted
        if step.message in known
    ]
    announcing.announce(happened, catalogue)


def _wanted(step: Step, catalogue: Catalogue) -> bool:
    return any(endpoint.wants(_type(step)) for endpoint in catalogue.endpoints)


def _type(step: Step) -> str:
    return f"message.{step.delivery.value}"
