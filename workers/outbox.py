"""Delivers what is owed: lease and commit, call the outside without any transaction, settle. Holds
no rule.

A row whose lease ran out may have gone out. Its receipt, which echoes our mark, settles it in
time; without one it is decided by kind whether it is sent again.
"""

from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime

from models.base import database, undisturbed
from models.clock import now
from models.contact.facets.consent import unwanted
from models.contact.facets.conversation import windows_of
from models.contact.identity.addresses import addresses_of
from models.queues import pace
from models.queues.bell import Queue
from models.queues.item import WorkState
from models.queues.outbox import LEASE, PATIENT, PROMPT, OutboxItem, OutboxKind
from models.queues.pace import NUMBER, PAIR, Paces, Rate
from workers import context, settling, uploading
from workers.errand import Errand, run
from workers.loop import until_quiet, with_database

THREADS = 16
"""Calls to the outside that may be under way at once, in each process …"""
PATIENT_THREADS = 8
"""… and so many of them for campaigns: however slow those are, answers find a free thread."""

NEVER_TWICE = {"template"}
"""Messages to a contact of which nobody knows whether they went out are sent again when their lease
is over and no receipt came: a question that never came stops a conversation for good, one that
comes twice does not. But a template, as whatever a campaign sends, is billed and may be
unsolicited: there a person decides.
Notices to agents are sent again, emails with the same Message-ID."""


@with_database(Queue.OUTBOX)
def deliver() -> None:
    """RQ's job: send what is due, in order for each recipient, several recipients at once."""
    with ThreadPoolExecutor(THREADS) as threads:
        until_quiet(Pipeline(threads).turn)


class Pipeline:
    """Keeps the threads busy: as one call ends, the next row is leased."""

    def __init__(self, threads: ThreadPoolExecutor) -> None:
        self._threads = threads
        self._under_way: dict[Future[None], Errand] = {}

    def turn(self) -> int:
        """Lease what there are free threads for. Answers how much is under way."""
        self._reap()
        free = THREADS - len(self._under_way)
        patient = sum(errand.patient for errand in self._under_way.values())
        errands = lease(free, PATIENT_THREADS - patient) if free else []
        self._under_way |= {self._threads.submit(_fulfil, errand): errand for errand in errands}
        if self._under_way and not errands:
            wait(self._under_way, timeout=0.02, return_when=FIRST_COMPLETED)
        return len(self._under_way)

    def _reap(self) -> None:
        for done in [future for future in self._under_way if future.done()]:
            del self._under_way[done]
            done.result()


def _fulfil(errand: Errand) -> None:
    """One call to the outside and what comes of it, in a thread of its own."""
    if errand.brings_a_file:
        uploading.upload(errand, context.config())
        return
    result = run(errand, context.config())
    with database.connection_context():
        # Of what came of a call nothing may be lost because somebody else was in the way.
        undisturbed(lambda: settling.settle(errand, result))


def lease(limit: int, patient: int | None = None) -> list[Errand]:
    """Take up to `limit` due rows for as long as a call may take, and commit that. Of what may
    wait, `patient` at most, and only what room is left by the rest."""
    with database.atomic():
        items = OutboxItem.claim(limit, 1, only=_sendable(PROMPT))
        room = min(limit - len(items), limit if patient is None else patient)
        if room > 0:
            items += OutboxItem.claim(room, 1, only=_sendable(PATIENT))
        moment = now()
        items = [item for item in items if not _parked_as_unknown(item)]
        items = _at_pace(items, moment)
        _mark_called(items, moment)
        return _errands(items)


def _errands(items: list[OutboxItem]) -> list[Errand]:
    contacts = {item.contact_id for item in items if item.message_id}
    people, windows = addresses_of(contacts), windows_of(contacts)
    refused = unwanted(item.message_id for item in items if item.message_id)
    return [
        Errand.of(
            item,
            people.get(item.contact_id, {}),
            windows.get(item.contact_id),
            unwanted=item.message_id in refused,
        )
        for item in items
    ]


def _sendable(priority: int) -> str:
    """Without a mail server emails wait, and show in the pages."""
    kinds = "" if context.config().smtp_url else " AND i.kind = 'whatsapp'"
    return f"i.priority = {priority}{kinds}"


def _parked_as_unknown(item: OutboxItem) -> bool:
    """A row whose last call never came back: park it when a second copy would do harm."""
    unasked = "campaign" in item.payload
    harmful = item.message_id is not None and (unasked or item.payload["type"] in NEVER_TWICE)
    if item.called_at is None or not harmful:
        return False
    if not database.execute_sql(HOLD_IF_FREE, (item.message_id,)).fetchone():
        return True
    settling.park(
        item.id,
        item.message_id,
        "unknown",
        "It may have been sent: nobody confirmed it. Look at the phone or ask, then try again.",
    )
    return True


# Messages come before what sends them: who holds this one may want its row next. Then it is left as
# it is, and looked at again in a moment.
HOLD_IF_FREE = "SELECT 1 FROM message WHERE id = %s FOR NO KEY UPDATE SKIP LOCKED"


def _at_pace(items: list[OutboxItem], moment: datetime) -> list[OutboxItem]:
    """Those that may go now; the others are due again when their number or their recipient is
    free."""
    wants = {item.id: _rates(item) for item in items}
    paces = Paces([key for rates in wants.values() for key in rates], moment)
    now_due = []
    for item in items:
        pause = paces.take(wants[item.id])
        if pause:
            _postpone(item, moment + pause)
        else:
            now_due.append(item)
    paces.write()
    return now_due


def _rates(item: OutboxItem) -> dict[str, Rate]:
    if item.kind is not OutboxKind.WHATSAPP:
        return {}
    by_number = pace.PATIENT_NUMBER if item.priority == PATIENT else NUMBER
    return {pace.number_key(item.number): by_number, pace.pair_key(item.number, item.lane): PAIR}


def _postpone(item: OutboxItem, due_at: datetime) -> None:
    OutboxItem.update(due_at=due_at).where(OutboxItem.id == item.id).execute()


def _mark_called(items: list[OutboxItem], moment: datetime) -> None:
    if items:
        OutboxItem.update(
            attempts=OutboxItem.attempts + 1, called_at=moment, due_at=moment + LEASE
        ).where(
            OutboxItem.id.in_([item.id for item in items]), OutboxItem.state == WorkState.PENDING
        ).execute()
