"""Several workers at the same moment, on the same things (W2, W5, R5)."""

import time
from collections.abc import Callable
from threading import Barrier, Event, Thread

import peewee
import pytest

from models.agents import parting, staff
from models.agents.agent import Agent
from models.agents.parting import Fate
from models.assignment import claiming, deciding, pool, standstill
from models.assignment.pool import PoolKey, PoolKind
from models.assignment.rule import Ruleset
from models.base import database, not_to_be_had, undisturbed
from models.batch import unit_of_work
from models.contact import Contact, ContactTag, ContactTrait
from models.refusal import Refusal
from models.settings import pipeline
from models.settings.status import Status
from models.settings.tag import Tag
from models.settings.trait import Trait
from tests.factories import find, make_agent, make_contact, make_rule, make_status

pytestmark = pytest.mark.usefixtures("committed")

WORKERS = 6


def together(*work: Callable[[], None]) -> None:
    """All of `work` at once, each in a thread with a connection of its own. Fails with the first
    that fails."""
    barrier, failures = Barrier(len(work)), []

    def run(one: Callable[[], None]) -> None:
        with database.connection_context():
            barrier.wait()
            try:
                one()
            except Exception as error:
                failures.append(error)

    threads = [Thread(target=run, args=(one,)) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def contacts(count: int) -> list[Contact]:
    return [make_contact() for _ in range(count)]


def test_all_define_the_same_trait_and_tag_and_there_is_one_of_each() -> None:
    """Half of them the other way round: nobody waits for whom waits for them."""

    def learn(contact: Contact, tag_first: bool) -> None:
        with unit_of_work("test") as batch:
            loaded = batch.contact(contact.id)
            assert loaded is not None
            if tag_first:
                loaded.add_tag("VIP")
            loaded.set_trait("Budget", "1500")
            loaded.add_tag("vip")

    with database.connection_context():
        people = contacts(WORKERS)
        together(
            *(
                lambda place=place, one=one: learn(one, tag_first=bool(place % 2))
                for place, one in enumerate(people)
            )
        )
        assert (Trait.select().count(), Tag.select().count()) == (1, 1)
        assert ContactTrait.select().count() == WORKERS
        assert ContactTag.select().count() == WORKERS


def test_changes_of_the_same_contacts_follow_one_another() -> None:
    """Loaded in different orders, locked in one: nothing is lost, nobody is deadlocked."""

    def count_up(ids: list[int]) -> None:
        with unit_of_work("test", size=len(ids)) as batch:
            for contact in batch.load(ids):
                contact.set_trait("times", int(contact.traits.get("times", 0)) + 1)

    with database.connection_context():
        Trait.create(name="times", kind="number")
        ids = [one.id for one in contacts(10)]
        orders = [ids, list(reversed(ids)), ids[5:] + ids[:5]] * 2
        together(*(lambda order=order: count_up(order) for order in orders))
        assert {row.value for row in ContactTrait.select()} == {len(orders)}


def test_one_contact_that_all_want_to_assign_gets_one_owner() -> None:
    """R1: whoever comes second finds an owner."""
    from models.assignment.assignment import Assignment

    def update(contact: Contact, trait: str) -> None:
        with unit_of_work("test") as batch:
            loaded = batch.contact(contact.id)
            assert loaded is not None
            loaded.set_trait(trait, "x")
            deciding.fire(batch, loaded)

    with database.connection_context():
        make_rule("All", [make_agent("Ann"), make_agent("Bob")])
        [dora] = contacts(1)
        together(*(lambda n=n: update(dora, f"trait {n}") for n in range(WORKERS)))
        assert Assignment.select().count() == 1
        assert Contact.get().owner_id == Assignment.get().agent_id
        assert ContactTrait.select().count() == WORKERS


def test_many_contacts_assigned_at_once_are_shared_evenly() -> None:
    """R5: one pool, many workers."""

    def assign(ids: list[int]) -> None:
        for id in ids:
            with unit_of_work("test") as batch:
                contact = batch.contact(id)
                assert contact is not None
                contact.set_email(f"{id}@example.com")
                deciding.fire(batch, contact)

    with database.connection_context():
        make_rule("All", [make_agent(name) for name in ("Ann", "Bob", "Cid")])
        ids = [one.id for one in contacts(60)]
        together(*(lambda n=n: assign(ids[n::WORKERS]) for n in range(WORKERS)))
        owners = [one.owner.name for one in Contact.select()]
        assert {owners.count(name) for name in ("Ann", "Bob", "Cid")} == {20}


def test_the_same_new_people_by_two_ways_at_once_end_in_a_refusal_and_never_in_a_deadlock() -> None:
    """W2: the phone alone and the phone with an id are two lanes. The index lets one batch create
    them, the other one is simply tried again: it must not have to wait for a deadlock to break."""
    from models.contact.identity.directory import Directory
    from models.incoming import Sender

    people = [Sender(phone=f"4477{n:08}") for n in range(1500)]
    refused: list[str] = []

    def admit(senders: list[Sender]) -> None:
        try:
            with unit_of_work("test", size=len(senders)) as batch:
                directory = Directory(batch, senders)
                for sender in senders:
                    directory.admit(sender)
        except peewee.IntegrityError as error:
            refused.append(str(error))

    with database.connection_context():
        together(lambda: admit(people), lambda: admit(people[::-1]))
        assert len(refused) == 1
        assert Contact.select().count() == 1500


VIP = {"field": "tag", "op": "is", "value": "VIP"}


@pytest.mark.parametrize("change", ["agent", "rule", "agent stops"])
def test_settings_that_change_while_a_batch_defines_something_wait_for_each_other_once(
    change: str,
) -> None:
    """X3: the batch holds the settings and wants the agent, the rule or the pool; whoever changes
    these would want the settings."""
    defined, waits = Event(), Event()

    def place(contact: Contact) -> None:
        with unit_of_work("test") as batch:
            loaded = batch.contact(contact.id)
            assert loaded is not None
            loaded.add_tag("VIP")
            deciding.fire(batch, loaded)
            defined.set()
            assert waits.wait(10)

    def alter() -> None:
        assert defined.wait(10)
        with database.atomic():
            if change == "agent":
                staff.change(ann, {"available": False})
            elif change == "rule":
                rule.delete_instance()
                Ruleset.publish()
            else:
                parting.stop(ann, {"active": False}, parting.Fate.KEEP, "test")

    def watch() -> None:
        while not database.execute_sql(BLOCKED).fetchone()[0]:
            time.sleep(0.01)
        waits.set()

    with database.connection_context():
        ann = make_agent("Ann", capacity=9)
        rule = make_rule("All", [ann], conditions=[VIP])
        pool.lock([PoolKey(PoolKind.RULE, rule.id)])
        [dora] = contacts(1)
        together(lambda: place(dora), alter, watch)
        assert Contact.get_by_id(dora.id).owner == ann


@pytest.mark.parametrize("change", ["remove", "close", "open", "choose"])
def test_a_status_and_a_batch_do_not_wait_for_each_other(change: str) -> None:
    """M4, A5: the batch holds a contact and wants the settings; whoever changes the status wants
    both."""
    held, waits = Event(), Event()

    def place(contact: Contact) -> None:
        with unit_of_work("test") as batch:
            [loaded] = batch.load([contact.id])
            held.set()
            assert waits.wait(10)
            loaded.add_tag("VIP")

    def alter() -> None:
        assert held.wait(10)
        with database.atomic():
            CHANGES[change](find(Status, "Met"), find(Status, "Lost"))

    def watch() -> None:
        while not database.execute_sql(BLOCKED).fetchone()[0]:
            time.sleep(0.01)
        waits.set()

    with database.connection_context():
        make_status("Met", closure=change == "open")
        dora = make_contact(status="Met")
        together(lambda: place(dora), alter, watch)
        assert ContactTag.select().where(ContactTag.contact == dora).count() == 1
        status = Contact.get_by_id(dora.id).status
        assert (status.name, status.closure) == AFTERWARDS[change]


CHANGES: dict[str, Callable[[Status, Status], None]] = {
    "remove": lambda met, lost: pipeline.remove_status(met, lost, "test"),
    "close": lambda met, lost: pipeline.set_closure(met, True),
    "open": lambda met, lost: pipeline.set_closure(met, False),
    "choose": lambda met, lost: pipeline.choose(closures=[met, lost]),
}
AFTERWARDS = {
    "remove": ("Lost", True),
    "close": ("Met", True),
    "open": ("Met", False),
    "choose": ("Met", True),
}


def test_who_comes_while_others_are_waited_for_is_not_waited_for_behind_the_settings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """All is let go, and begun anew when they are free; they are closed too."""
    held, came, let_go, done = Event(), Event(), Event(), Event()

    def note(error: Exception) -> bool:
        let_go.set()
        return not_to_be_had(error)

    monkeypatch.setattr(standstill, "not_to_be_had", note)

    def stay(contact: Contact) -> None:
        with unit_of_work("test") as batch:
            batch.load([contact.id])
            held.set()
            assert came.wait(10)

    def close() -> None:
        assert held.wait(10)
        with database.atomic():
            pipeline.set_closure(find(Status, "Met"), True)
        assert done.is_set()

    def come(contact: Contact) -> None:
        assert held.wait(10)
        while not database.execute_sql(BLOCKED).fetchone()[0]:
            time.sleep(0.01)
        Contact.update(status=find(Status, "Met")).where(Contact.id == contact.id).execute()
        with unit_of_work("test") as batch:
            [loaded] = batch.load([contact.id])
            came.set()
            assert let_go.wait(10)
            loaded.add_tag("VIP")
            done.set()

    with database.connection_context():
        make_status("Met")
        dora, eve = make_contact(status="Met"), make_contact()
        together(lambda: stay(dora), close, lambda: come(eve))
        assert {one.closed_at is None for one in Contact.select()} == {False}


BLOCKED = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


def test_who_gave_a_status_that_was_deleted_meanwhile_begins_anew() -> None:
    """M4: it is in no row yet, so nothing holds it."""
    with database.connection_context():
        dora, luis, brief = make_contact(), make_contact(), make_status("Brief")
        tries = []

        def give() -> None:
            with unit_of_work("test") as batch:
                loaded = batch.contact(dora.id)
                assert loaded is not None
                tries.append(loaded)
                if len(tries) == 1:
                    loaded.set_status(batch.catalogue.statuses[brief.id])
                    thread = Thread(target=lambda: _delete(brief))
                    thread.start()
                    thread.join()
                batch.contact(luis.id)

        undisturbed(give)
        assert len(tries) == 2
        assert Contact.get_by_id(dora.id).status_id == dora.status_id


def _delete(status: Status) -> None:
    with database.connection_context():
        status.delete_instance()


def test_who_names_an_owner_who_leaves_before_it_is_written_begins_anew() -> None:
    """X2, X8: decided by the lock of the agent, whichever comes first."""
    with database.connection_context():
        bob, dora, tries = make_agent("Bob"), make_contact(), []

        def name() -> None:
            with unit_of_work("test") as batch:
                loaded = batch.contact(dora.id)
                assert loaded is not None
                tries.append(loaded)
                claiming.claim(batch, loaded, batch.catalogue.agents[bob.id], None)
                if len(tries) == 1:
                    thread = Thread(target=lambda: _leave(bob))
                    thread.start()
                    thread.join()

        with pytest.raises(Refusal, match="Bob is not active any more"):
            undisturbed(name)
        assert len(tries) == 2
        assert Contact.get_by_id(dora.id).owner_id is None


def test_who_leaves_while_somebody_names_them_waits_and_lets_that_go_too() -> None:
    """X2, X8."""
    with database.connection_context():
        bob, dora = make_agent("Bob"), make_contact()
        thread = Thread(target=lambda: _leave(bob))
        with database.atomic():
            with unit_of_work("test") as batch:
                loaded = batch.contact(dora.id)
                assert loaded is not None
                claiming.set_owner(batch, loaded, batch.catalogue.agents[bob.id], None)
            thread.start()
            while not database.execute_sql(BLOCKED).fetchone()[0]:
                time.sleep(0.01)
                database.execute_sql("SELECT pg_stat_clear_snapshot()")
        thread.join()
        assert not Agent.get_by_id(bob.id).active
        assert Contact.get_by_id(dora.id).owner_id is None


def _leave(agent: Agent) -> None:
    with database.connection_context():
        undisturbed(lambda: parting.stop(agent, {"active": False}, Fate.RELEASE, "test"))
