"""One unit of work: what it loads, changes in memory, decides at its end, and writes in sets, in
one transaction.

Everything that changes contacts goes through here: the drain with hundreds at once, a request of
the API with one.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import cached_property
from typing import Any

from models import sets, writing
from models.additions import Additions, Row
from models.agents.agent import Role
from models.assignment import by_hand, deciding, placing, summoning
from models.automation import applying
from models.base import Model, Outrun, database
from models.catalogue import Catalogue
from models.clock import local_date, now
from models.contact import Contact
from models.contact.event import Event
from models.contact.message import Message
from models.queues import backlog, bell, outbox
from models.queues.outbox import OutboxItem, OutboxKind
from models.reminders import first_reply, replies
from models.settings.organisation import Organisation
from models.settings.status import Status
from models.settings.tag import Tag
from models.settings.trait import Trait, TraitKind
from models.webhooks import announcing
from models.workflow.outcome import RunState
from models.workflow.tables import Run


@contextmanager
def unit_of_work(cause: str, size: int = 1) -> Iterator["Batch"]:
    """A batch in a transaction of its own: completed at the end, or nothing of it."""
    with database.atomic():
        batch = Batch(cause, size)
        yield batch
        batch.complete()


class Batch:
    """Must live within one transaction. `size` is how many changes are expected: ids are taken by
    so many."""

    def __init__(self, cause: str, size: int = 1) -> None:
        self.cause = cause
        """What makes things happen at the moment; the drain sets it anew for each message."""
        self.now = now()
        self.catalogue = Catalogue.current()
        self.contacts: dict[int, Contact] = {}
        self.placements: list[placing.Placement] = []
        self.summons: list[summoning.Summons] = []
        self.entrances: dict[tuple[int, int], applying.Entrance] = {}
        """Statuses that were entered and have an automation, by contact and automation."""
        self.named: dict[int, tuple[bool, Role]] = {}
        """Agents whom somebody names, not a turn: as owners by hand, or as assignees of
        interactions. Whether they were active then, and their role: by_hand.hold_named looks
        again, and they stay so until the commit."""
        self.replied: set[int] = set()
        """Contacts to whom a person of ours wrote."""
        self._additions = Additions(self.now, size)
        self._created: set[int] = set()
        self.backlog = backlog.BacklogChanges(self._created)
        self.told_later: Counter[str] | None = None
        """Where it is not None, agents are not told of single contacts: it is counted of how many
        they would be."""
        self._traits: dict[tuple[int, int], Any] = {}
        self._tags: dict[tuple[int, int], bool] = {}
        self._messages: dict[int, Message] = {}
        self._runs: dict[int, Run] = {}
        self._new_runs: dict[int, Run] = {}

    @cached_property
    def today(self) -> date:
        """The calendar day where the organisation is."""
        return local_date(self.now, self.catalogue.organisation.timezone)

    def load(self, contact_ids: Iterable[int]) -> list[Contact]:
        """Lock contacts, in one order for everybody, and read them with their tags, traits and
        runs."""
        wanted = sorted(set(contact_ids))
        unread = [id for id in wanted if id not in self.contacts]
        if unread:
            for contact in sets.select(Contact, LOCKED, (sets.listed(unread),)):
                self.adopt(contact)
            # Whoever held these locks may have given a contact what was not defined before.
            self._read_settings_anew()
            self._load_knowledge(unread)
        return [self.contacts[id] for id in wanted if id in self.contacts]

    def contact(self, id: int) -> Contact | None:
        """One contact, locked; None when there is none of this id."""
        self.load([id])
        return self.contacts.get(id)

    def adopt(self, contact: Contact) -> None:
        contact.batch = self
        contact.traits = {}
        contact.tags = set()
        self.contacts[contact.id] = contact

    def create(self, contact: Contact) -> None:
        """Take a new contact in; it is inserted when the batch is written."""
        self.adopt(contact)
        self._created.add(contact.id)

    def made(self, contact: Any) -> bool:
        """Whether this batch made the contact."""
        return contact.id in self._created

    def next_id(self, model: type[Model]) -> int:
        return self._additions.next_id(model)

    def new(self, model: type[Model], **values: Any) -> int:
        """Add a row whose id others refer to. Answers that id."""
        id = self.next_id(model)
        self.add(model, id=id, **values)
        return id

    def add(self, model: type[Model], **values: Any) -> Row:
        """Add a row. Answers it: it may be changed until the batch is written."""
        return self._additions.add(model, values)

    def added(self, model: type[Model]) -> list[Row]:
        """The rows of `model` that this batch adds."""
        return self._additions.of(model)

    def record(self, contact: Any, name: str, data: dict[str, Any]) -> None:
        self.add(Event, contact=contact.id, name=name, data=data, cause=self.cause)

    def owe(self, kind: OutboxKind, lane: str, payload: dict[str, Any], **values: Any) -> None:
        """Owe the world a message or an email; it goes out after the commit, once."""
        self.add(OutboxItem, kind=kind, lane=lane, payload=payload, **values)

    def trait(self, name: str, kind: TraitKind) -> Trait:
        """The definition of a trait; an unknown one is defined now, as `kind`."""
        if self.catalogue.trait(name) is None:
            self._define(Trait, name, kind=kind)
        found = self.catalogue.trait(name)
        assert found is not None
        return found

    def tag(self, name: str) -> Tag:
        if self.catalogue.tag(name) is None:
            self._define(Tag, name)
        found = self.catalogue.tag(name)
        assert found is not None
        return found

    def define_tags(self, names: Iterable[str]) -> None:
        """Those that nobody has defined yet, at once."""
        unknown = {name for name in names if self.catalogue.tag(name) is None}
        if unknown:
            self._define(Tag, *sorted(unknown))

    def keep_trait(self, contact: Any, trait: Trait, value: Any) -> None:
        self._traits[contact.id, trait.id] = value

    def keep_tag(self, contact: Any, tag: Tag, there: bool) -> None:
        self._tags[contact.id, tag.id] = there

    def keep_message(self, message: Message) -> None:
        """Write this edited or revoked message with the batch."""
        self._messages[message.id] = message

    def unwritten_message(self, wamid: str) -> Message | None:
        """A message that this very batch heard."""
        rows = self.added(Message)
        return next((Message(**row) for row in rows if row["wamid"] == wamid), None)

    def leave_reopened(self, contact: Contact) -> None:
        """`contact` is open again, and its owner does not see it any more."""
        by_hand.release_reopened(self, contact)

    def enter(self, contact: Contact, status: Status) -> None:
        """`contact` has entered `status`: its automation happens, if it has one."""
        applying.enter(self, contact, status)

    def start_run(self, contact: Contact, run: Run) -> None:
        """`contact` enters a workflow."""
        contact.run = run
        self._new_runs[run.id] = run

    def keep_run(self, run: Run) -> None:
        """Write this changed run with the batch."""
        if run.id not in self._new_runs:
            self._runs[run.id] = run

    def complete(self) -> None:
        """Decide what waited for all changes to be known, write everything, have the bells rung.
        The batch is over then."""
        self._decide()
        self._write()
        self._ring()
        self._let_go()

    def _decide(self) -> None:
        """In this order, for each looks at what was decided before it: rules of change sets that
        nobody fired for, owners, timers of first replies, whom a summons goes to, and what
        automations send and tell; at last whether those are there still who were named by hand.
        Still in memory, but for the pools' locks and counts."""
        deciding.fire_forgotten(self)
        placing.give_owners(self)
        first_reply.start(self)
        summoning.tell_summoned(self)
        applying.follow_up(self)
        by_hand.hold_named(self)

    def _write(self) -> None:
        """Table by table; what endpoints are owed comes last, by what the contacts are then."""
        self._write_contacts()
        writing.write_traits(self._traits, self._created)
        writing.write_tags(self._tags, self._created)
        writing.write_runs(self._runs.values(), self._new_runs.values())
        self._additions.write()
        replies.note(self)
        writing.write_amended(self._messages.values())
        self.backlog.write()
        if self.catalogue.endpoints:
            announcing.of_batch(self)

    def _ring(self) -> None:
        """After the commit. What somebody waits for goes before what is patient."""
        owed = self._additions.of(OutboxItem)
        if owed:
            outbox.hurry({row["lane"] for row in owed if row["priority"] == outbox.PROMPT})
            bell.ring_after_commit(bell.Queue.OUTBOX)
        if self.backlog.rings:
            bell.ring_after_commit(bell.Queue.BACKLOG)

    def _define(self, model: type[Any], *names: str, **values: Any) -> None:
        """Others may define things at the same moment: all wait for one lock, so that nobody waits
        for two, and the name's unique index lets one of them do it."""
        Organisation.hold()
        rows = [{"name": " ".join(name.split()), **values} for name in names]
        sets.insert(model, rows, "ON CONFLICT DO NOTHING")
        self._read_settings_anew()

    def _read_settings_anew(self) -> None:
        """A status that a contact was given a moment ago may be gone with that."""
        self.catalogue = Catalogue.current()
        known = self.catalogue.statuses
        if any(contact.status_id not in known for contact in self.contacts.values()):
            raise Outrun("a status was deleted while contacts were given it")

    def _load_knowledge(self, ids: list[int]) -> None:
        traits, tags = self.catalogue.traits, self.catalogue.tags
        these = (sets.listed(ids),)
        for contact, trait, value in database.execute_sql(KNOWN, these).fetchall():
            self.contacts[contact].traits[traits[trait].name] = value
        for contact, tag in database.execute_sql(HUNG, these).fetchall():
            self.contacts[contact].tags.add(tags[tag].name)
        runs = Run.select().where(sets.among(Run.contact, ids), Run.state == RunState.RUNNING)
        for run in runs.objects(Run.of_row):
            self.contacts[run.contact_id].run = run

    def _let_go(self) -> None:
        """Contacts know their batch: without the way back nobody waits for the garbage collector,
        which took a tenth of the drain's time to find them."""
        self.contacts.clear()
        self.placements.clear()
        self.summons.clear()
        self.entrances.clear()

    def _write_contacts(self) -> None:
        dirty = [contact for contact in self.contacts.values() if contact.is_dirty()]
        new = [contact for contact in dirty if contact.id in self._created]
        changed = [contact for contact in dirty if contact.id not in self._created]
        for contact in changed:
            contact.updated_at = self.now
        writing.write_contacts(new, changed)


AMONG = f"= ANY({sets.array('bigint')})"
LOCKED = f"id {AMONG} ORDER BY id FOR UPDATE"
KNOWN = f"SELECT contact_id, trait_id, value FROM contact_trait WHERE contact_id {AMONG}"
HUNG = f"SELECT contact_id, tag_id FROM contact_tag WHERE contact_id {AMONG}"
