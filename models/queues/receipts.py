"""Receipts move our messages forward, never back. They come by the hundred and are settled in sets.

One may come before our own send has returned: our mark in it says which message it is about.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from models import sets
from models.base import database
from models.catalogue import Catalogue
from models.contact.message import RANK, Delivery, Message
from models.incoming import Receipt
from models.queues.outbox import hold_messages
from models.webhooks import moving

KNOWN = {delivery.value for delivery in Delivery} - {Delivery.QUEUED.value}


def settle(receipts: Sequence[Receipt], catalogue: Catalogue | None = None) -> list[Receipt]:
    """Apply `receipts`, in order. Answers those that speak of a message that is not known (yet).

    `catalogue`: the settings as they are now, where they are at hand."""
    concerning = _find(receipts)
    for receipt in receipts:
        row = concerning.get(receipt.wamid)
        if row is not None:
            row.apply(receipt)
    touched = {id(row): row for row in concerning.values()}.values()
    changed = [row for row in touched if row.changed]
    _write(changed)
    moving.announce((step for row in changed for step in row.steps()), catalogue)
    return [receipt for receipt in receipts if receipt.wamid not in concerning]


class Standing:
    """How far one message of ours, or one notice to an agent, has come."""

    def __init__(
        self,
        message_id: int | None,
        outbox_id: int | None,
        delivery: str | None,
        error: str | None,
        pricing: Any,
        state: str | None,
    ) -> None:
        self.message_id = message_id
        self.outbox_id = outbox_id
        self.delivery = Delivery(delivery) if delivery else Delivery.QUEUED
        self.error = error
        self.pricing = pricing
        self.wamid: str | None = None
        self.unsettled = state == "pending"
        self.changed = False
        self._moves: list[tuple[Delivery, datetime]] = []

    def apply(self, receipt: Receipt) -> None:
        self.wamid = receipt.wamid
        self.changed = True
        if self.pricing is None:
            self.pricing = receipt.pricing
        if receipt.status in KNOWN:
            self._move(self.delivery.after(Delivery(receipt.status)), receipt.at)
        failed = self.delivery is Delivery.FAILED
        self.error = (receipt.error or self.error) if failed else None

    def steps(self) -> list[moving.Step]:
        """How the message of a conversation has moved, for who wants to be told."""
        if self.message_id is None:
            return []
        cause = f"receipt:{self.wamid}"
        return [moving.Step(self.message_id, to, at, cause) for to, at in self._moves]

    def _move(self, to: Delivery, at: datetime) -> None:
        if to is self.delivery:
            return
        if self.delivery is Delivery.QUEUED and RANK[to] > RANK[Delivery.SENT]:
            # It went out, although our own call has not come back to say so.
            self._moves.append((Delivery.SENT, at))
        self._moves.append((to, at))
        self.delivery = to


BY_WAMID = """
SELECT m.wamid, m.id, o.id, m.delivery, m.error, m.pricing, o.state
FROM message m LEFT JOIN outbox_item o ON o.message_id = m.id
WHERE m.wamid = ANY(%s) ORDER BY m.id FOR UPDATE OF m
"""
BY_MARK = """
SELECT o.id, m.id, o.id, m.delivery, m.error, m.pricing, o.state
FROM outbox_item o LEFT JOIN message m ON m.id = o.message_id
WHERE o.id = ANY(%s) ORDER BY o.id FOR UPDATE OF o
"""


def _find(receipts: Sequence[Receipt]) -> dict[str, Standing]:
    """What each wamid is about: by the wamid that our send brought back, else by our own mark."""
    found = _standings(BY_WAMID, sorted({receipt.wamid for receipt in receipts}))
    marks = {
        receipt.wamid: mark
        for receipt in receipts
        if receipt.wamid not in found and (mark := _mark(receipt)) is not None
    }
    if marks:
        wanted = sorted(set(marks.values()))
        hold_messages(wanted)
        marked = _standings(BY_MARK, wanted)
        found |= {wamid: marked[mark] for wamid, mark in marks.items() if mark in marked}
    return found


def _standings(sql: str, keys: list[Any]) -> dict[Any, Standing]:
    return {key: Standing(*rest) for key, *rest in database.execute_sql(sql, (keys,))}


def _mark(receipt: Receipt) -> int | None:
    """The outbox row that our mark names, ``outbox:ID``."""
    prefix, _, id = (receipt.opaque or "").partition(":")
    return int(id) if prefix == "outbox" and id.isdecimal() and len(id) < 19 else None


def _write(standings: Iterable[Standing]) -> None:
    standings = list(standings)
    sets.update(
        Message,
        [
            {
                "id": one.message_id,
                "wamid": one.wamid,
                "delivery": one.delivery,
                "pricing": one.pricing,
                "error": one.error,
            }
            for one in standings
            if one.message_id is not None
        ],
    )
    _settle_sends([one for one in standings if one.unsettled])
    _show_failures([one for one in standings if one.message_id is None and one.error])


def _settle_sends(standings: list[Standing]) -> None:
    """A send whose outcome was open did go out: its receipt is the proof, so it is not sent
    again."""
    if standings:
        database.execute_sql(
            "UPDATE outbox_item AS t SET state = 'done', done_at = now(), called_at = NULL, "
            "external_id = u.wamid, last_error = NULL "
            "FROM unnest(%s::bigint[], %s::text[]) AS u(id, wamid) "
            "WHERE t.id = u.id AND t.state = 'pending'",
            ([one.outbox_id for one in standings], [one.wamid for one in standings]),
        )


def _show_failures(standings: list[Standing]) -> None:
    """A notice to an agent that failed after it was accepted is no message of a conversation: park
    it."""
    if standings:
        database.execute_sql(
            "UPDATE outbox_item AS t SET state = 'parked', last_error = u.error "
            "FROM unnest(%s::bigint[], %s::text[]) AS u(id, error) WHERE t.id = u.id",
            ([one.outbox_id for one in standings], [one.error for one in standings]),
        )
