"""Making one contact of two that are the same person (X6): nothing that either had is lost, and
whatever led to the other one leads to the one that stays. Which values win is in plan.py."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from models.agents.agent import Agent
from models.agents.visibility import sees_all
from models.assignment import claiming, deciding
from models.base import database
from models.campaigns.campaign import one_place
from models.contact import Contact, ContactTag, ContactTrait, Identifier
from models.contact.changes import kind_of
from models.contact.conversation_read import ConversationRead
from models.contact.finding.search import ContactSearch, ContactStale
from models.contact.holding import hold_conversations
from models.contact.merge.merged import keep_leading
from models.contact.merge.plan import Choice, Half, Plan, own_account_in, plan
from models.notices import telling
from models.notices.notification import Notification, NotificationKind
from models.notices.wording import link_to, notice
from models.queues.backlog import BacklogItem
from models.queues.outbox import OutboxItem
from models.refusal import Refusal
from models.tables import TABLES
from models.workflow.outcome import RunState
from models.workflow.tables import Run

if TYPE_CHECKING:
    from models.batch import Batch


def load(batch: "Batch", ids: Iterable[int]) -> list[Contact]:
    """Lock contacts for a merge, with what other transactions lock before them."""
    wanted = sorted(set(ids))
    hold_conversations(wanted)
    return batch.load(wanted)


def merge(this: Contact, other: Contact, choice: Choice, by: Agent | None) -> None:
    """`other` becomes a part of `this`. `by`: who wants it; None is a program.

    Raises Refusal when a colleague has one of them, or when the owner would not see the one.
    """
    batch = this.batch
    for one in (this, other):
        claiming.check_not_a_colleagues(batch, one, by)
    found = plan(half_of(this), half_of(other), choice, batch.catalogue)
    check_owner(batch, found)
    had = {one.owner_id for one in (this, other) if one.owner_id is not None}
    name = other.called()
    _end_older_run(this, other)
    _move_everything(this, other)
    del batch.contacts[other.id]
    _become(this, found)
    this.change("contact.merged", other=other.id, called=name, chosen=_told(found))
    _look_after(this, had, by)
    deciding.fire(batch, this)


def half_of(contact: Contact) -> Half:
    return Half(contact, contact.traits, frozenset(contact.tags))


def check_owner(batch: "Batch", found: Plan) -> None:
    """Raises Refusal when who would have the contact could not see it."""
    owner = batch.catalogue.agents.get(found.values["owner"] or 0)
    closed = batch.catalogue.statuses[found.values["status"]].closure
    if owner is not None and not closed and not sees_all(owner):
        raise Refusal(
            f"{owner.name} would have this contact and could not see it, for its status is open: "
            "choose another owner or status",
            "keep.owner",
        )


def referring() -> Iterator[Any]:
    """Every column that refers to a contact, of whatever table; traits and tags are decided, what a
    search looks at is made anew, and what was read is read again. Who makes it anew holds the notes
    of it, and wants contacts next."""
    for model in TABLES:
        if model not in DECIDED:
            columns = model._meta.columns.values()
            yield from (one for one in columns if one.column_name in REFERRING)


DECIDED = (ContactSearch, ContactStale, ContactTag, ContactTrait, ConversationRead)
REFERRING = ("contact_id", "contact_person_id")


def _end_older_run(this: Contact, other: Contact) -> None:
    """A contact is in one workflow at a time: the one that began last goes on."""
    runs = [run for run in (this.run, other.run) if run]
    runs.sort(key=lambda run: (run.started_at, run.id))
    this.run = runs.pop() if runs else None
    for run in runs:
        version = this.batch.catalogue.version(run.version_id)
        this.record("workflow.merged", workflow=version.workflow.name)
        # At once, before the other run comes: a unique index allows one.
        ended = Run.update(state=RunState.STOPPED, due_at=None, ended_at=this.batch.now)
        ended.where(Run.id == run.id).execute()


def _move_everything(this: Contact, other: Contact) -> None:
    """Every row that refers to `other` follows; what is kept by value has been decided."""
    both = [this.id, other.id]
    database.execute_sql(ONE_PLACE_IN_LINE, (this.batch.now, both, both))
    one_place(both)
    own = Identifier.update(account=own_account_in(this, other))
    own.where(Identifier.contact == other.id, Identifier.account.is_null()).execute()
    database.execute_sql(GENERATED_ONCE, (this.id, other.id))
    for column in referring():
        column.model.update({column: this.id}).where(column == other.id).execute()
    here, there = f"contact:{this.id}", f"contact:{other.id}"
    for items in (OutboxItem, BacklogItem):
        items.update(lane=here).where(items.contact == this.id, items.lane == there).execute()
    database.execute_sql(LINKS, (f"/contacts/{this.id}", this.id, f"/contacts/{other.id}"))
    Contact.delete().where(Contact.id == other.id).execute()
    keep_leading(other.id, this.id)


def _become(this: Contact, found: Plan) -> None:
    batch = this.batch
    for name, value in found.values.items():
        if this.__data__[name] != value:
            setattr(this, name, value)
    Contact.update(created_at=this.created_at).where(Contact.id == this.id).execute()
    for name, value in found.traits.items():
        if this.traits.get(name) != value:
            batch.keep_trait(this, batch.trait(name, kind_of(value)), value)
    for name in this.tags ^ found.tags:
        batch.keep_tag(this, batch.tag(name), name in found.tags)
    this.traits, this.tags = found.traits, found.tags


def _look_after(this: Contact, had: set[int], by: Agent | None) -> None:
    """What holds for every contact holds for this one."""
    batch = this.batch
    if this.opted_out:
        this.end_run(RunState.STOPPED, "workflow.stopped")
    elif this.silenced_at is not None:
        this.end_run(RunState.HANDED_OVER, "workflow.taken_over", reason="a person is there")
    if this.owned or this.closed_at is not None:
        batch.backlog.leave(this.id)
    # Somebody may have one contact less.
    batch.backlog.rings = True
    for agent in (batch.catalogue.agents[id] for id in sorted(had - {this.owner_id})):
        if agent.active and agent != by:
            _tell_who_had_it(this, agent)


def _tell_who_had_it(this: Contact, agent: Agent) -> None:
    name, owner = this.called(), this.batch.catalogue.agents[this.owner_id or 0]
    sentence = f"Somebody found that your contact and one of {owner.name} are the same person."
    payload = notice(agent, f"{name} is with {owner.name} now", sentence, [], link_to(this))
    key = f"merged:{this.id}:{this.batch.next_id(Notification)}"
    telling.notify(this.batch, agent, NotificationKind.MERGED, key, payload, contact=this)


def _told(found: Plan) -> list[dict[str, Any]]:
    """What contradicted each other, and which was kept, as the event tells it."""
    return [
        {"field": one.field, "this": one.this, "other": one.other, "kept": one.kept.value}
        for one in found.conflicts
    ]


ONE_PLACE_IN_LINE = """
UPDATE backlog_item SET state = 'done', done_at = %s
WHERE state = 'pending' AND contact_id = ANY(%s) AND id <> (
    SELECT min(id) FROM backlog_item WHERE state = 'pending' AND contact_id = ANY(%s))
"""
GENERATED_ONCE = """
UPDATE interaction SET generated_for = NULL WHERE generated_for IN (
    SELECT generated_for FROM interaction WHERE contact_id = %s
) AND contact_id = %s
"""
"""Both may have been generated for the same day; the interactions themselves are kept."""
LINKS = """
UPDATE notification SET payload = jsonb_set(payload, '{link}', to_jsonb(%s::text))
WHERE contact_id = %s AND payload ->> 'link' = %s
"""
