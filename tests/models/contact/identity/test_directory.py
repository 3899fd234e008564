"""Who is who, whatever WhatsApp says and leaves out, in any order (W2, X6)."""

import pytest

from bot.simulator import items, payloads
from models.contact import Contact, Identifier
from tests.factories import make_contact
from tests.models.acting import events, told
from tests.models.identifiers import OLD, by_phone_only, flag, known_as
from tests.story import Customer, parked, receive

pytestmark = pytest.mark.usefixtures("workshop")


def test_who_was_known_by_phone_is_found_when_an_id_comes_along() -> None:
    """The contact that somebody imported by phone gets its id with the first message."""
    imported = make_contact("Dora", phone=OLD)
    dora = Customer(phone=OLD, bsuid="GB.1").says("Hi")
    assert dora.contact == imported
    assert known_as(imported) == {"phone": {OLD}, "bsuid": {"GB.1"}}


def test_who_is_known_by_id_and_phone_is_found_by_the_phone_alone() -> None:
    """Deliveries of old app versions name nothing but the phone."""
    dora = Customer(phone=OLD).says("Hi")
    receive(by_phone_only(OLD))
    assert [one.id for one in Contact.select()] == [dora.contact.id]


def test_the_id_goes_before_the_phone() -> None:
    """The phone is somebody else's, the id is Dora's: it is Dora."""
    dora = Customer(phone=None, bsuid="GB.1").says("Hi")
    Customer(name="Eve", phone=OLD, bsuid="GB.2").says("Hi")
    dora.phone = OLD
    assert dora.says("It is me").contact.name == "Dora"
    assert Contact.select().count() == 2


def test_a_parent_id_leads_to_the_contact_and_stands_beside_the_id() -> None:
    """Of a business with several portfolios: another portfolio knows Dora by another id."""
    person = payloads.Person("GB.1", "Dora", phone=None, parent_bsuid="GB.ENT.9")
    receive(payloads.delivery(person, items.text("Hi")))
    elsewhere = payloads.Person("GB.2", "Dora", phone=None, parent_bsuid="GB.ENT.9")
    receive(payloads.delivery(elsewhere, items.text("Hi again")))
    [dora] = Contact.select()
    assert known_as(dora) == {"bsuid": {"GB.1", "GB.2"}, "parent_bsuid": {"GB.ENT.9"}}


def test_a_username_is_shown_and_leads_nowhere() -> None:
    """It can be given up and taken by somebody else."""
    for bsuid in ("GB.1", "GB.2"):
        person = payloads.Person(bsuid, "Dora", phone=None, username="dora.q")
        receive(payloads.delivery(person, items.text("Hi")))
    assert [one.username for one in Contact.select()] == ["dora.q", "dora.q"]
    assert "dora.q" not in {one.value for one in Identifier.select()}


def test_the_same_profile_name_makes_nobody_the_same() -> None:
    Customer(name="Dora").says("Hi")
    Customer(name="Dora").says("Hi")
    assert Contact.select().count() == 2


def test_a_name_that_a_person_gave_is_not_overwritten_by_the_profile() -> None:
    make_contact("Dora Quist", phone=OLD)
    assert Customer(name="dq 🌸", phone=OLD).says("Hi").contact.name == "Dora Quist"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("551187654321", "5511987654321"),  # Brazil: the ninth digit
        ("5511987654321", "551187654321"),
        ("525512345678", "5215512345678"),  # Mexico: the mobile 1
        ("5215512345678", "525512345678"),
        ("541123456789", "5491123456789"),  # Argentina: the mobile 9
        ("5491123456789", "541123456789"),
    ],
)
def test_two_spellings_of_a_number_are_one_person(first: str, second: str) -> None:
    """X6: and the spelling that was known first stays the one to write to."""
    receive(by_phone_only(first))
    receive(by_phone_only(second))
    [contact] = Contact.select()
    assert known_as(contact) == {"phone": {first}}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("551131234567", "5511931234567"),  # a landline of São Paulo has no ninth digit
        ("447700900311", "4417700900311"),
        ("34612345678", "349612345678"),
    ],
)
def test_numbers_without_another_spelling_are_two_people(first: str, second: str) -> None:
    receive(by_phone_only(first))
    receive(by_phone_only(second))
    assert Contact.select().count() == 2


def test_a_number_that_changed_hands_leads_to_its_new_owner() -> None:
    """Two ids behind one number, and no change was announced: a person should look."""
    dora = Customer(phone=OLD).says("Hi")
    before = dora.contact
    stranger = Customer(name="Stranger", phone=OLD).says("Hello")
    assert known_as(stranger.contact)["phone"] == {OLD}
    assert "phone" not in known_as(before)
    assert "another WhatsApp identity" in flag(before)
    assert told(before, "contact.flagged", "contact.identifier_retired") == [
        "contact.identifier_retired",
        "contact.flagged",
    ]


def test_a_recycled_number_is_recognised_in_another_spelling() -> None:
    dora = Customer(phone="551187654321").says("Oi")
    stranger = Customer(name="Stranger", phone="5511987654321").says("Oi")
    assert "phone" not in known_as(dora.contact)
    assert known_as(stranger.contact)["phone"] == {"5511987654321"}


def test_a_hidden_phone_that_shows_up_as_somebody_elses_is_flagged_once() -> None:
    """X6: merging comes later; until then a person is told, and not with each message."""
    imported = make_contact("Dora Quist", phone=OLD)
    dora = Customer(phone=None).says("Hi")
    dora.phone = OLD
    dora.says("Now you see my number").says("And again")
    assert known_as(imported) == {"phone": {OLD}}
    assert f"contact {imported.id}" in flag(dora.contact)
    assert f"contact {dora.contact.id}" in flag(imported)
    assert len(events(dora.contact, "contact.flagged")) == 1


def test_the_own_phone_that_was_asked_for_becomes_known() -> None:
    dora = Customer(phone=None).says("Hi")
    dora.sends(items.contact_card("Dora", OLD, asked=True))
    assert known_as(dora.contact)["phone"] == {OLD}


def test_a_card_of_somebody_else_is_only_a_card() -> None:
    dora = Customer(phone=None).says("Hi")
    dora.sends(items.contact_card("My sister", OLD))
    assert "phone" not in known_as(dora.contact)


def test_an_own_phone_that_belongs_to_another_contact_is_flagged_and_parks_nothing() -> None:
    """X6: one person, two contacts."""
    imported = make_contact("Dora Quist", phone=OLD)
    dora = Customer(phone=None).says("Hi")
    dora.sends(items.contact_card("Dora", OLD, asked=True))
    assert parked() == []
    assert known_as(imported) == {"phone": {OLD}}
    assert f"contact {dora.contact.id}" in flag(imported)
