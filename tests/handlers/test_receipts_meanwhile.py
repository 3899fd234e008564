"""A receipt that comes at the very moment at which its send is settled (W5)."""

from threading import Thread

from models.base import database
from models.clock import now
from models.contact.message import Delivery, Message
from models.incoming import Receipt, Sender
from models.queues import receipts
from models.queues.outbox import OutboxItem, OutboxKind
from tests.factories import make_contact, make_message, make_outbox_item
from tests.processes import eventually
from workers.settling import SENT


def test_both_take_their_locks_in_the_same_order(committed: str) -> None:
    """Else PostgreSQL ends one of them, and a message of which nobody knows is sent again."""
    with database.connection_context():
        message = make_message(make_contact(), "Hello", author="bot", delivery=Delivery.QUEUED)
        item = make_outbox_item(
            kind=OutboxKind.WHATSAPP, message=message, payload=message.content, called_at=now()
        )
        receipt = Receipt("1", "wamid.x", "read", now(), Sender(), opaque=f"outbox:{item.id}")
        unknown: list[Receipt] = [receipt]
        with database.atomic():
            database.execute_sql(SENT, ("wamid.x", message.id))
            thread = Thread(target=_settle, args=(unknown,))
            thread.start()
            eventually(_somebody_waits)
            OutboxItem.update(state="done", external_id="wamid.x").where(
                OutboxItem.id == item.id
            ).execute()
        thread.join()
        assert unknown == []
        assert Message.get().delivery is Delivery.READ
        assert OutboxItem.get().state.value == "done"


def _settle(known: list[Receipt]) -> None:
    """Leaves in the list what is unknown."""
    with database.connection_context(), database.atomic():
        known[:] = receipts.settle(list(known))


def _somebody_waits() -> bool:
    return database.execute_sql("SELECT 1 FROM pg_locks WHERE NOT granted").fetchone() is not None
