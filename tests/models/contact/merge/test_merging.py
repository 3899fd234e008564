"""What follows when two contacts become one: history, runs, the line, what is owed, the ways to
them. X6."""

from datetime import timedelta
from typing import Any

import pytest

from bot.simulator import items, payloads
from models.assignment.assignment import Assignment, Outcome
from models.assignment.pool import PoolKind
from models.base import database
from models.batch import unit_of_work
from models.campaigns.campaign import CampaignRecipient, RecipientState
from models.clock import now
from models.contact import Contact, Identifier, IdentifierKind, State
from models.contact.company import Company
from models.contact.event import Event
from models.contact.identity.addresses import addresses_of
from models.contact.merge import merging
from models.contact.merge.merged import MergedContact
from models.contact.merge.plan import BESIDE, FIELDS, Half, plan
from models.contact.message import Message
from models.contact.note import Note
from models.interactions.interaction import Interaction, InteractionOpportunity
from models.interactions.links import set_opportunities
from models.notices.notification import Notification
from models.notices.wording import notice
from models.queues.backlog import BacklogItem
from models.queues.item import WorkState
from models.queues.job import Job, JobKind, JobRow
from models.queues.outbox import OutboxItem, OutboxKind
from models.sales.analysis import analysis
from models.sales.opportunity import Opportunity
from models.sales.purchase import Purchase
from models.tables import TABLES
from models.workflow.outcome import RunState
from models.workflow.tables import Run
from tests.factories import (
    find,
    make_agent,
    make_campaign,
    make_contact,
    make_identifier,
    make_interaction,
    make_message,
    make_opportunity,
    make_outbox_item,
    make_purchase,
    make_rule,
    make_workflow,
    set_organisation,
)
from tests.models.acting import events
from tests.models.acting import told as names_told
from tests.models.identifiers import NEW, OLD, known_as
from tests.story import Customer, receive

pytestmark = pytest.mark.usefixtures("workshop")

WORKFLOW = "name: {}\nsteps:\n  size:\n    ask: Which size?\n    set: size\n"


def merge(this: Contact, other: Contact, **keep: Any) -> Contact:
    with unit_of_work("api_key:1") as batch:
        merging.load(batch, [this.id, other.id])
        merging.merge(batch.contacts[this.id], batch.contacts[other.id], keep, None)
    found: Contact = Contact.get_by_id(this.id)
    return found


def test_whatever_belongs_to_the_other_follows() -> None:
    """One row in every table that refers to a contact."""
    this, other = make_contact("Dora"), make_contact("Dora")
    message = make_message(other)
    Note.create(contact=other, text="Tall")
    Assignment.create(contact=other, outcome=Outcome.UNMATCHED, trigger="manual", cause="x")
    ann = make_agent()
    letter = notice(ann, "About", "Dora", [], f"/contacts/{other.id}")
    Notification.create(agent=ann, contact=other, key="k", payload=letter)
    owed = make_outbox_item(contact=other, message=message, lane=f"contact:{other.id}")
    Event.create(contact=other.id, name="contact.created", cause="x")
    job = Job.create(kind=JobKind.CHANGE, cause="x")
    JobRow.create(job=job, number=1, contact=other)
    make_campaign([other])
    merge(this, other)
    rows = (Message, Note, Assignment, Notification, OutboxItem, JobRow, CampaignRecipient)
    for model in rows:
        assert [row.contact_id for row in model.select()] == [this.id], model
    assert OutboxItem.get_by_id(owed.id).lane == f"contact:{this.id}"
    assert Notification.get().payload["link"] == f"/contacts/{this.id}"
    assert "contact.created" in names_told(this)


@pytest.mark.parametrize("got_it", [0, 1])
def test_who_was_in_a_campaign_twice_is_there_once_as_who_got_it(got_it: int) -> None:
    both = make_contact("Dora"), make_contact("Dora")
    campaign = make_campaign(list(both))
    rows = CampaignRecipient.update(state=RecipientState.OWED)
    rows.where(CampaignRecipient.contact == both[got_it]).execute()
    merge(*both)
    [row] = CampaignRecipient.select()
    assert (row.campaign, row.contact_id, row.state) == (campaign, both[0].id, "owed")


def test_no_table_that_refers_to_a_contact_is_forgotten() -> None:
    """By the database's own word, which knows more than the models."""
    rows = database.execute_sql(
        "SELECT conrelid::regclass::text FROM pg_constraint "
        "WHERE contype = 'f' AND confrelid = 'contact'::regclass"
    )
    moved = {column.model._meta.table_name for column in merging.referring()}
    assert {table for (table,) in rows} - moved == {
        "contact_search",
        "contact_tag",
        "contact_trait",
        "conversation_read",
    }
    plain = {
        model._meta.table_name
        for model in TABLES
        for column in model._meta.columns
        if column == "contact_id"
    }
    assert plain - moved == {
        "contact_search",
        "contact_stale",
        "contact_tag",
        "contact_trait",
        "conversation_read",
    }


def test_every_field_of_a_contact_is_decided() -> None:
    this, other = make_contact(), make_contact()
    half = [Half(one, {}, frozenset()) for one in (this, other)]
    with unit_of_work("test") as batch:
        found = plan(*half, {}, batch.catalogue)
    assert set(Contact._meta.fields) - found.values.keys() == {"id", "updated_at"}
    assert {*FIELDS, *BESIDE} <= found.values.keys()


def test_the_merge_is_on_record_with_what_was_chosen() -> None:
    this, other = make_contact("Dora"), make_contact("Dodo")
    merge(this, other, name="other")
    [event] = events(this, "contact.merged")
    [name] = [one for one in event.data["chosen"] if one["field"] == "name"]
    assert (event.data["other"], event.data["called"]) == (other.id, "Dodo")
    assert name == {"field": "name", "this": "Dora", "other": "Dodo", "kept": "other"}
    assert MergedContact.get_by_id(other.id).contact_id == this.id


@pytest.fixture
def running() -> Any:
    """Puts contacts into workflows, one after the other."""
    versions = iter(make_workflow(WORKFLOW.format(name)).version for name in ("First", "Second"))
    moments = iter(now() + timedelta(minutes=one) for one in range(5))
    return lambda contact: Run.create(
        contact=contact, version=next(versions), step="size", started_at=next(moments)
    )


@pytest.mark.parametrize("newer_is_other", [True, False])
def test_of_two_workflows_the_newer_goes_on(running: Any, newer_is_other: bool) -> None:
    this, other = make_contact(), make_contact()
    older, newer = map(running, (this, other) if newer_is_other else (other, this))
    merge(this, other)
    states = {run.id: (run.state, run.contact_id) for run in Run.select()}
    assert states == {
        older.id: (RunState.STOPPED, this.id),
        newer.id: (RunState.RUNNING, this.id),
    }
    [event] = events(this, "workflow.merged")
    assert event.data["workflow"] == "First"


def test_a_person_who_has_the_conversation_keeps_it(running: Any) -> None:
    this, other = make_contact(), make_contact(silenced_at=now())
    running(this)
    assert merge(this, other).silenced_at is not None
    assert [run.state for run in Run.select()] == [RunState.HANDED_OVER]


def waits(contact: Contact, rule: int | None = None) -> BacklogItem:
    place = {"pool_kind": PoolKind.FALLBACK, "pool_of": 0, "trigger": "fallback", "facts": {}}
    lane = f"contact:{contact.id}"
    return BacklogItem.create(contact=contact, lane=lane, cause="x", **place)


def test_who_waited_first_keeps_the_place_in_the_line() -> None:
    """One place for each contact: a unique index."""
    set_organisation(fallback=True)
    this, other = make_contact(), make_contact()
    first, second = waits(other), waits(this)
    merge(this, other)
    first, second = map(BacklogItem.get_by_id, (first.id, second.id))
    assert (first.state, first.contact_id) == (WorkState.PENDING, this.id)
    assert first.lane == f"contact:{this.id}"
    assert second.state is WorkState.DONE


def test_who_has_an_owner_waits_no_longer() -> None:
    this, other = make_contact(), make_contact(owner=make_agent())
    waits(this)
    assert merge(this, other).owner.name == "Ann"
    assert [one.state for one in BacklogItem.select()] == [WorkState.DONE]


def test_a_trait_that_comes_along_fires_the_rules() -> None:
    """R7: whatever changed it."""
    rule = [{"field": "trait:audience", "op": "is", "value": "Men"}]
    this, other = make_contact(), make_contact(traits={"audience": "Men"})
    make_rule("Men", [make_agent("Bob")], conditions=rule)
    assert merge(this, other).owner.name == "Bob"


def test_the_statuses_that_either_has_passed_were_passed() -> None:
    lead, interested = (find(Contact.status.rel_model, n).id for n in ("New Lead", "Interested"))
    this, other = make_contact(status="Negotiation", passed=[lead]), make_contact(status="Lost")
    Contact.update(passed=[interested]).where(Contact.id == other.id).execute()
    lost = other.status_id
    assert sorted(merge(this, other).passed) == sorted([lead, interested, lost])


def test_every_way_leads_to_the_one_contact() -> None:
    """Both phones, both ids; and answers go where they wrote from last."""
    home, work = Customer(phone=OLD), Customer(phone=NEW)
    this, other = home.says("Hi").contact, work.says("Hello").contact
    merge(this, other)
    for customer, phone in ((home, OLD), (work, NEW), (home, OLD)):
        assert customer.says("Me again").contact == this
        assert addresses_of([this.id])[this.id] == {"phone": phone, "bsuid": customer.bsuid}
    assert known_as(this) == {"phone": {OLD, NEW}, "bsuid": {home.bsuid, work.bsuid}}
    assert Contact.select().count() == 1


def test_an_imported_number_leads_here_when_it_writes_for_the_first_time() -> None:
    """Its own WhatsApp id is no stranger's: nobody had written from that number."""
    this, imported = Customer(phone=OLD).says("Hi").contact, make_contact(phone=NEW)
    merge(this, imported)
    work = Customer(phone=NEW).says("From my other phone")
    assert work.contact == this
    assert addresses_of([this.id])[this.id] == {"phone": NEW, "bsuid": work.bsuid}


def test_a_change_of_one_number_leaves_the_other_alone() -> None:
    home, work = Customer(phone=OLD), Customer(phone="447700900399")
    this, other = home.says("Hi").contact, work.says("Hello").contact
    merge(this, other)
    changed = items.number_changed("Dora", OLD, NEW, home.bsuid, "GB.NEW")
    receive(payloads.delivery(home.person, changed))
    assert known_as(this) == {"phone": {NEW, work.phone}, "bsuid": {"GB.NEW", work.bsuid}}


def test_two_halves_of_one_account_are_one_account() -> None:
    """An id without a number and a number without an id, until a message brings both."""
    dora = Customer(phone=None).says("Hi")
    this, imported = dora.contact, make_contact(phone=OLD)
    merge(this, imported)
    assert addresses_of([this.id])[this.id] == {"bsuid": dora.bsuid}
    dora.phone = OLD
    dora.says("Here is my number")
    assert addresses_of([this.id])[this.id] == {"phone": OLD, "bsuid": dora.bsuid}


def test_a_key_of_another_program_belongs_to_no_account() -> None:
    this, other = make_contact(phone=OLD), make_contact(phone=NEW)
    make_identifier(other, IdentifierKind.EXTERNAL, "crm-7")
    merge(this, other)
    assert known_as(this)["external_id"] == {"crm-7"}


def test_owed_messages_of_both_stand_in_one_lane_in_their_order() -> None:
    this, other = make_contact(), make_contact()
    for text, contact in (("a", this), ("b", other), ("c", this)):
        message = make_message(contact, text, author="bot", delivery="queued")
        content = {"type": "text", "text": text}
        lane = f"contact:{contact.id}"
        make_outbox_item(
            kind=OutboxKind.WHATSAPP, contact=contact, message=message, payload=content, lane=lane
        )
    merge(this, other)
    rows = OutboxItem.select().where(OutboxItem.lane == f"contact:{this.id}")
    assert [row.payload["text"] for row in rows.order_by(OutboxItem.id)] == ["a", "b", "c"]


def test_retired_identifiers_come_along() -> None:
    this, other = make_contact(), make_contact()
    make_identifier(other, IdentifierKind.PHONE, OLD, active=False)
    merge(this, other)
    assert Identifier.get(Identifier.value == OLD).contact == this


def test_who_was_asked_for_at_a_company_is_asked_for_still() -> None:
    this, other = make_contact("Dora"), make_contact("Dodo", town="Leeds")
    acme = Company.create(name="Acme", contact_person=other)
    Contact.update(company=acme).where(Contact.id == other.id).execute()
    merge(this, other)
    merged = Contact.get_by_id(this.id)
    assert (merged.company, merged.town) == (acme, "Leeds")
    assert Company.get().contact_person == merged


@pytest.mark.parametrize(("second", "heir"), [(None, None), ("Bob", "Bob")])
def test_what_is_open_through_a_merge_is_not_of_who_has_left(
    second: str | None, heir: str | None
) -> None:
    """They kept what was closed; an open one needs somebody who is there."""
    ann, bob = make_agent("Ann", active=False), make_agent("Bob")
    closed = make_contact("Dora", status="Lost", closed_at=now(), owner=ann)
    open_one = make_contact("Dora", owner=bob if second else None)
    found = merge(closed, open_one, status="other")
    assert (found.closed_at, found.owner and found.owner.name) == (None, heir)


def test_what_both_bought_and_may_buy_belongs_to_the_one_contact() -> None:
    """I9, I12, X6: interactions keep the opportunities that they were about."""
    ann, this, other = make_agent(), make_contact(), make_contact("Dodo", state="CLIENT")
    for contact in (this, other):
        make_purchase(contact)
        met = make_interaction(contact, ann, now())
        set_opportunities(met, [make_opportunity(contact)])
    assert merge(this, other).state is State.CLIENT
    for model in (Purchase, Opportunity, Interaction):
        assert [row.contact_id for row in model.select()] == [this.id] * 2
    assert InteractionOpportunity.select().count() == 2
    assert analysis(this.id).count == 2
