"""People who change their number or their id, before and after they write (X6)."""

import pytest

from bot.simulator import items, payloads
from models.contact import Contact, Identifier, IdentifierKind
from models.queues.inbox import InboxItem
from tests.factories import make_identifier
from tests.models.identifiers import NEW, OLD, deliver, flag, known_as
from tests.story import Customer, receive

pytestmark = pytest.mark.usefixtures("workshop")


def _moved(dora: Customer) -> bytes:
    return payloads.delivery(
        dora.person, items.number_changed("Dora", OLD, NEW, dora.bsuid, "GB.NEW")
    )


def test_a_new_number_and_id_replace_the_old_ones() -> None:
    """The old ones stay as aliases that lead nowhere."""
    dora = Customer(phone=OLD).says("Hi")
    contact = dora.contact
    receive(_moved(dora))
    assert known_as(contact) == {"phone": {NEW}, "bsuid": {"GB.NEW"}}
    aliases = Identifier.select().where(Identifier.contact == contact, ~Identifier.active)
    assert {one.value for one in aliases} == {OLD, dora.bsuid}


def test_whoever_gets_the_old_number_is_somebody_new() -> None:
    dora = Customer(phone=OLD).says("Hi")
    contact = dora.contact
    receive(_moved(dora))
    heir = Customer(name="Heir", phone=OLD).says("Hi")
    assert heir.contact != contact
    assert flag(contact) is None


@pytest.mark.parametrize("kind", ["user_changed_number", "customer_changed_number"])
def test_a_change_of_the_first_generation_names_the_old_number_only(kind: str) -> None:
    """Before August 2026: `from` is the old number, and no former id is given."""
    dora = Customer(phone=OLD, bsuid="GB.OLD").says("Hi")
    contact = dora.contact
    system = {"type": kind, "body": "changed", "wa_id": NEW, "user_id": "GB.NEW"}
    receive(payloads.delivery(dora.person, items.item("system", system) | {"from": OLD}))
    assert known_as(contact) == {"phone": {NEW}, "bsuid": {"GB.NEW"}}


def test_after_a_change_that_gives_no_id_the_next_message_is_theirs() -> None:
    """The id is renewed with every number: the old one must not contradict the new one."""
    dora = Customer(phone=OLD, bsuid="GB.OLD").says("Hi")
    contact = dora.contact
    system = {"type": "customer_changed_number", "body": "changed", "new_wa_id": NEW}
    receive(payloads.delivery(dora.person, items.item("system", system) | {"from": OLD}))
    assert Customer(phone=NEW, bsuid="GB.NEW").says("It is me").contact == contact
    assert flag(contact) is None


def test_a_change_of_the_id_alone_takes_the_old_number_away_too() -> None:
    """The id changes with the number only, so the old number is nobody's to write to any more."""
    dora = Customer(phone=OLD, bsuid="GB.OLD").says("Hi")
    contact = dora.contact
    receive(payloads.delivery(dora.person, items.user_id_changed("GB.OLD", "GB.NEW")))
    assert known_as(contact) == {"bsuid": {"GB.NEW"}}


def test_another_programs_key_survives_every_change() -> None:
    dora = Customer(phone=OLD).says("Hi")
    contact = dora.contact
    make_identifier(contact, IdentifierKind.EXTERNAL, "crm-7")
    receive(_moved(dora))
    assert known_as(contact)["external_id"] == {"crm-7"}


def test_a_change_to_a_number_that_somebody_else_has_takes_it_over() -> None:
    eve = Customer(name="Eve", phone=NEW).says("Hi").contact
    dora = Customer(phone=OLD).says("Hi")
    contact = dora.contact
    receive(_moved(dora))
    assert known_as(contact)["phone"] == {NEW}
    assert "phone" not in known_as(eve)
    assert f"contact {contact.id}" in flag(eve)


def test_a_change_of_somebody_unknown_is_kept_and_makes_no_contact() -> None:
    receive(_moved(Customer(phone=OLD)))
    assert Contact.select().count() == 0
    [item] = InboxItem.select()
    assert item.state == "done"
    assert "do not know" in item.last_error


def test_a_security_code_change_moves_nobody() -> None:
    dora = Customer(phone=OLD).says("Hi")
    system = {"type": "customer_identity_changed", "body": "new code", "customer": OLD}
    receive(payloads.delivery(dora.person, items.item("system", system) | {"from": OLD}))
    assert known_as(dora.contact)["phone"] == {OLD}


def test_a_message_and_then_the_change_in_one_batch() -> None:
    """Somebody who wrote for the first time and moved before we looked."""
    dora = Customer(phone=OLD, bsuid="GB.OLD")
    deliver(payloads.delivery(dora.person, items.text("Hi")), _moved(dora))
    [contact] = Contact.select()
    assert known_as(contact) == {"phone": {NEW}, "bsuid": {"GB.NEW"}}
    heir = Customer(name="Heir", phone=OLD).says("Hi")
    assert heir.contact != contact


def test_the_change_and_then_a_message_in_one_batch() -> None:
    dora = Customer(phone=OLD, bsuid="GB.OLD").says("Hi")
    contact = dora.contact
    moved = _moved(dora)
    dora.phone, dora.bsuid = NEW, "GB.NEW"
    deliver(moved, payloads.delivery(dora.person, items.text("It is me")))
    assert [one.id for one in Contact.select()] == [contact.id]
    assert flag(contact) is None


def test_a_message_that_overtakes_the_change_makes_two_and_a_person_is_told() -> None:
    """The new identity wrote before its change arrived: the ids go where the history is."""
    dora = Customer(phone=OLD, bsuid="GB.OLD").says("Hi")
    contact = dora.contact
    moved = _moved(dora)
    dora.phone, dora.bsuid = NEW, "GB.NEW"
    deliver(payloads.delivery(dora.person, items.text("It is me")), moved)
    assert known_as(contact) == {"phone": {NEW}, "bsuid": {"GB.NEW"}}
    [twin] = Contact.select().where(Contact.id != contact.id)
    assert known_as(twin) == {}
    assert f"contact {contact.id}" in twin.flag
    assert dora.says("And on").contact == contact
