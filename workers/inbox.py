"""Drains the inbox: claim a batch, let the handlers decide, write in sets, settle, commit. Holds
no rule.

A batch that fails is halved until the bad item stands alone; that one is parked, the rest goes
through.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import structlog

from bot.whatsapp import reading
from bot.whatsapp.error_codes import FOR_ALL
from handlers import consent
from handlers.handling import handle
from handlers.scene import Handled, Kept, Later, Scene
from models import sets
from models.base import AWAY, database
from models.batch import Batch
from models.campaigns import halting
from models.clock import now
from models.contact import message
from models.contact.facets.consent import receivers
from models.incoming import Echo, Incoming, IncomingMessage, MetaNotice, Receipt
from models.queues import receipts
from models.queues.bell import Queue
from models.queues.inbox import Claimed, InboxItem
from models.queues.item import WorkState
from workers import context
from workers.loop import until_quiet, with_database
from workers.story import story

LANES = 250
"""So many people's messages make a batch at most …"""
DEPTH = 20
"""… and so many of one person's, so that nobody who floods us keeps the others waiting."""
PATIENCE = 6
"""So often an item that speaks of something unknown is looked at again, after 1, 2, 4 … seconds."""

log = structlog.get_logger(__name__)


@with_database(Queue.INBOX)
def drain() -> None:
    """RQ's job: handle what has arrived, in order for each sender."""
    until_quiet(work_off)


def work_off(among: Sequence[int] | None = None) -> int:
    """Handle one batch, of the items `among` if given. Answers how many items it settled."""
    items: list[Claimed] = []
    try:
        with database.atomic():
            items = InboxItem.claim(LANES, DEPTH, among=among)
            _handle_all(items, again=among is not None)
    except AWAY:
        raise
    except Exception as error:
        if not items:
            raise
        return _rescue(items, error, again=among is None)
    return len(items)


def _handle_all(items: list[Claimed], again: bool) -> None:
    if not items:
        return
    batch = Batch("inbox", size=len(items))
    read = [(item, _read(item)) for item in items]
    if again:
        read = _without_known(read)
    told = [(item, one) for item, one in read if isinstance(one, Receipt)]
    said = [(item, one) for item, one in read if not isinstance(one, Receipt)]
    outcomes = _settle_receipts(batch, told)
    scene = Scene(batch, [one for _, one in said if not isinstance(one, Kept)])
    for item, one in said:
        outcomes[item.id] = one if isinstance(one, Kept) else handle(scene, one)
    _heed_opt_outs(batch, told)
    _heed_alarms(told)
    batch.complete()
    _settle(items, outcomes)


def _without_known(read: list[tuple[Claimed, Incoming | Kept]]) -> list[Any]:
    """A message may come again when the row by which we would have known it is long gone. Looked
    for only after something went wrong: else it would cost every batch a query."""
    came = {one.wamid for _, one in read if isinstance(one, IncomingMessage | Echo)}
    heard = message.known(came) if came else set()
    return [
        (item, HEARD if isinstance(one, IncomingMessage | Echo) and one.wamid in heard else one)
        for item, one in read
    ]


HEARD = Kept("this message was heard before")


def _read(item: Claimed) -> Incoming | Kept:
    if item.number and item.number not in context.config().phone_number_ids:
        raise ForeignNumberError(item.number)
    incoming = reading.read(item.kind, item.payload, item.number, item.created_at)
    if isinstance(incoming, MetaNotice) and incoming.alarming:
        log.warning("inbox.whatsapp_notice", item=item.id, subject=incoming.subject)
    return incoming


class ForeignNumberError(ValueError):
    """A delivery for a number that we do not answer for."""

    def __init__(self, number: str) -> None:
        super().__init__(
            f"phone_number_id {number} is none of ours: add it to WHATSAPP_PHONE_NUMBER_ID, "
            "start again, and try this item again"
        )


def _settle_receipts(batch: Batch, told: list[tuple[Claimed, Receipt]]) -> dict[int, Handled]:
    known = [one for _, one in told]
    unknown = {id(one) for one in receipts.settle(known, batch.catalogue)} if told else set()
    return {
        item.id: Later("no message of ours has this id") if id(one) in unknown else None
        for item, one in told
    }


def _heed_opt_outs(batch: Batch, told: list[tuple[Claimed, Receipt]]) -> None:
    stopped = [receipt.wamid for _, receipt in told if receipt.opted_out]
    if stopped:
        batch.cause = f"message:{stopped[0]}"
        consent.heed(batch, receivers(stopped))


def _heed_alarms(told: list[tuple[Claimed, Receipt]]) -> None:
    """Meta often accepts a message first and tells afterwards that none will do."""
    halting.note(
        {
            receipt.wamid: receipt.error or f"WhatsApp reports error {receipt.error_code}"
            for _, receipt in told
            if receipt.error_code in FOR_ALL
        }
    )


def _settle(items: list[Claimed], outcomes: dict[int, Handled]) -> None:
    moment = now()
    waiting = [item for item in items if isinstance(outcomes[item.id], Later)]
    again = {item.id: item for item in waiting if item.attempts < PATIENCE}
    done = [item for item in items if item.id not in again]
    kept = [item for item in done if outcomes[item.id] is not None]
    if done:
        database.execute_sql(DONE, (sets.listed(item.id for item in done),))
    sets.update(
        InboxItem,
        [{"id": item.id, "last_error": _reason(outcomes[item.id])} for item in kept],
    )
    sets.update(
        InboxItem,
        [
            {
                "id": item.id,
                # What it waits for may come behind it: it must not hold its sender's lane.
                "lane": f"later:{item.id}",
                "attempts": item.attempts + 1,
                "due_at": moment + timedelta(seconds=2**item.attempts),
                "last_error": _reason(outcomes[item.id]),
            }
            for item in again.values()
        ],
    )


DONE = f"""
UPDATE inbox_item SET state = 'done', done_at = now(), last_error = NULL
WHERE id = ANY({sets.array("bigint")})
"""


def _reason(outcome: Handled) -> str | None:
    return outcome.reason if isinstance(outcome, Kept | Later) else None


def _rescue(items: list[Claimed], error: Exception, again: bool) -> int:
    """Something in this batch failed and nothing of it was kept: find out what, save the rest.

    The first time the whole batch is simply tried again: another worker may have met the same new
    person at the same moment, and the index let only one of us create them.
    """
    ids = [item.id for item in items]
    if again:
        return work_off(ids)
    if len(items) == 1:
        return _park(items[0], error)
    return sum(work_off(half) for half in _halves(items))


def _halves(items: list[Claimed]) -> list[list[int]]:
    """Two parts with whole lanes in each; of a single lane the first item, and the others after
    it."""
    lanes = list(dict.fromkeys(item.lane for item in items))
    if len(lanes) == 1:
        return [[items[0].id], [item.id for item in items[1:]]]
    first = set(lanes[: len(lanes) // 2])
    return [
        [item.id for item in items if item.lane in first],
        [item.id for item in items if item.lane not in first],
    ]


def _park(item: Claimed, error: Exception) -> int:
    log.error("inbox.parked", item=item.id, kind=item.kind, error=type(error).__name__)
    return (
        InboxItem.update(
            state=WorkState.PARKED,
            attempts=InboxItem.attempts + 1,
            last_error=story(error),
        )
        .where(InboxItem.id == item.id, InboxItem.state == WorkState.PENDING)
        .execute()
    )
