"""What is known of a contact: typed traits, tags, names, and one event for each change (W3, R7)."""

import pytest

from models.contact import Contact, ContactTag, ContactTrait
from models.contact.event import SENTENCES, Event
from models.settings.tag import Tag
from models.settings.trait import Trait, TraitKind
from tests.factories import make_contact, make_tag
from tests.models.acting import changing, events, told

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def dora(database: None) -> Contact:
    return make_contact("Dora")


def traits(contact: Contact) -> dict[str, object]:
    rows = ContactTrait.select().where(ContactTrait.contact == contact)
    return {row.trait.name: row.value for row in rows}


def tags(contact: Contact) -> set[str]:
    return {row.tag.name for row in ContactTag.select().where(ContactTag.contact == contact)}


KEPT = [
    (TraitKind.TEXT, "Men", "Men"),
    (TraitKind.TEXT, "  Men's wear ", "Men's wear"),
    (TraitKind.TEXT, 1500, "1500"),
    (TraitKind.TEXT, "שלום 👋", "שלום 👋"),
    (TraitKind.TEXT, "x" * 4096, "x" * 4096),
    (TraitKind.NUMBER, 1500, 1500),
    (TraitKind.NUMBER, "1500", 1500),
    (TraitKind.NUMBER, " -2.50 ", -2.5),
    (TraitKind.NUMBER, 1500.0, 1500),
    (TraitKind.NUMBER, 0, 0),
    (TraitKind.DATE, "2026-12-31", "2026-12-31"),
    (TraitKind.DATE, " 2026-12-31 ", "2026-12-31"),
    (TraitKind.BOOLEAN, True, True),
    (TraitKind.BOOLEAN, False, False),
    (TraitKind.BOOLEAN, "Yes", True),
    (TraitKind.BOOLEAN, "no", False),
    (TraitKind.BOOLEAN, 1, True),
    (TraitKind.CHOICE, "Women", "Women"),
]


@pytest.mark.parametrize(("kind", "given", "kept"), KEPT)
def test_a_trait_keeps_its_value_by_its_kind(dora, kind, given, kept) -> None:
    Trait.create(name="fact", kind=kind)
    with changing(dora) as contact:
        contact.set_trait("fact", given)
    [value] = traits(dora).values()
    assert value == kept
    assert type(value) is type(kept)


REFUSED = [
    (TraitKind.TEXT, "", "1 to 4096 characters"),
    (TraitKind.TEXT, "   ", "1 to 4096 characters"),
    (TraitKind.TEXT, "x" * 4097, "1 to 4096 characters"),
    (TraitKind.TEXT, "a\0b", "cannot be stored"),
    (TraitKind.TEXT, "a\ud800b", "cannot be stored"),
    (TraitKind.TEXT, True, "give a text"),
    (TraitKind.TEXT, ["Men"], "give a text"),
    (TraitKind.TEXT, None, "give a text"),
    (TraitKind.CHOICE, "\udc00", "cannot be stored"),
    (TraitKind.NUMBER, "much", "give a number, for example"),
    (TraitKind.NUMBER, "1,500", "give a number, for example"),
    (TraitKind.NUMBER, "1_500", "give a number, for example"),
    (TraitKind.NUMBER, "nan", "give a number, for example"),
    (TraitKind.NUMBER, float("nan"), "give a number, for example"),
    (TraitKind.NUMBER, float("inf"), "give a number, for example"),
    (TraitKind.NUMBER, True, "give a number, for example"),
    (TraitKind.NUMBER, None, "give a number, for example"),
    (TraitKind.NUMBER, 2e15, "between -1e15 and 1e15"),
    (TraitKind.NUMBER, 10**400, "between -1e15 and 1e15"),
    (TraitKind.DATE, "31/12/2026", "YYYY-MM-DD"),
    (TraitKind.DATE, "2026-02-30", "YYYY-MM-DD"),
    (TraitKind.DATE, 20261231, "YYYY-MM-DD"),
    (TraitKind.DATE, None, "YYYY-MM-DD"),
    (TraitKind.BOOLEAN, "maybe", "true or false"),
    (TraitKind.BOOLEAN, 2, "true or false"),
    (TraitKind.BOOLEAN, None, "true or false"),
]


@pytest.mark.parametrize(("kind", "given", "remedy"), REFUSED)
def test_a_wrong_value_is_refused_with_the_remedy(dora, kind, given, remedy) -> None:
    Trait.create(name="fact", kind=kind)
    with changing(dora) as contact, pytest.raises(ValueError, match=remedy):
        contact.set_trait("fact", given)
    assert traits(dora) == {}
    assert told(dora) == []


def test_a_trait_that_nobody_defined_is_a_text(dora) -> None:
    with changing(dora) as contact:
        contact.set_trait("Shoe size", 43)
    assert traits(dora) == {"Shoe size": "43"}
    assert Trait.get(Trait.name == "Shoe size").kind is TraitKind.TEXT


def test_a_trait_that_nobody_defined_takes_the_kind_that_is_said(dora) -> None:
    with changing(dora) as contact:
        contact.set_trait("Shoe size", "43", TraitKind.NUMBER)
    assert traits(dora) == {"Shoe size": 43}


def test_a_refused_value_defines_no_trait(dora) -> None:
    with changing(dora) as contact, pytest.raises(ValueError, match="give a number"):
        contact.set_trait("Shoe size", "large", TraitKind.NUMBER)
    assert Trait.select().count() == 0


def test_the_kind_of_a_definition_goes_before_the_one_that_is_said(dora) -> None:
    Trait.create(name="budget", kind=TraitKind.NUMBER)
    with changing(dora) as contact:
        contact.set_trait("budget", "1500", TraitKind.TEXT)
    assert traits(dora) == {"budget": 1500}


@pytest.mark.parametrize("spelling", ["Shoe size", "SHOE SIZE", " shoe  size ", "Ｓｈｏｅ size"])  # noqa: RUF001
def test_a_name_is_the_same_however_it_is_spelled(dora, spelling: str) -> None:
    """Case, spacing, width: as the conditions of rules see it."""
    Trait.create(name="Shoe size", kind=TraitKind.NUMBER)
    with changing(dora) as contact:
        contact.set_trait(spelling, 43)
        contact.add_tag("VIP Customer")
        contact.add_tag("vip  customer")
    assert traits(dora) == {"Shoe size": 43}
    assert tags(dora) == {"VIP Customer"}
    assert (Trait.select().count(), Tag.select().count()) == (1, 1)


def test_a_trait_is_overwritten_and_cleared(dora) -> None:
    with changing(dora) as contact:
        contact.set_trait("budget", "100")
    with changing(dora) as contact:
        contact.set_trait("budget", "200")
    assert traits(dora) == {"budget": "200"}
    with changing(dora) as contact:
        contact.clear_trait("BUDGET")
    assert traits(dora) == {}
    assert [(event.name, event.data) for event in events(dora)] == [
        ("contact.trait_set", {"trait": "budget", "before": None, "after": "100"}),
        ("contact.trait_set", {"trait": "budget", "before": "100", "after": "200"}),
        ("contact.trait_cleared", {"trait": "budget", "before": "200"}),
    ]


def test_the_last_word_on_a_trait_in_one_change_set_counts(dora) -> None:
    with changing(dora) as contact:
        contact.set_trait("budget", "100")
        contact.clear_trait("budget")
        contact.set_trait("size", "M")
        contact.set_trait("size", "L")
    assert traits(dora) == {"size": "L"}


def test_tags_are_hung_and_taken_off_again(dora) -> None:
    with changing(dora) as contact:
        contact.add_tag("VIP")
        contact.add_tag("Lead")
    assert tags(dora) == {"VIP", "Lead"}
    with changing(dora) as contact:
        contact.remove_tag("vip")
    assert tags(dora) == {"Lead"}
    assert told(dora) == ["contact.tagged", "contact.tagged", "contact.untagged"]


def test_what_changes_nothing_tells_nothing(dora) -> None:
    make_tag("VIP")
    with changing(dora) as contact:
        contact.set_trait("budget", "100")
        contact.add_tag("VIP")
        contact.rename("Dora Quist")
        contact.set_email("dora@example.com")
    before, stored = told(dora), Contact.get_by_id(dora.id)
    with changing(dora) as contact:
        contact.set_trait("Budget", " 100 ")
        contact.add_tag("vip")
        contact.rename("Dora Quist")
        contact.set_email("dora@example.com")
        contact.clear_trait("unheard of")
        contact.remove_tag("unheard of")
    assert told(dora) == before
    assert Contact.get_by_id(dora.id).updated_at == stored.updated_at


def test_every_event_says_what_caused_it(dora) -> None:
    with changing(dora, cause="api_key:7") as contact:
        contact.set_trait("budget", "100")
        contact.add_tag("VIP")
        contact.rename("Dora Quist")
        contact.set_email("dora@example.com")
    with changing(dora, cause="agent:3") as contact:
        contact.clear_trait("budget")
        contact.remove_tag("VIP")
        contact.set_email(None)
    assert [event.cause for event in events(dora)] == ["api_key:7"] * 4 + ["agent:3"] * 3
    assert {event.name for event in Event.select()} <= set(SENTENCES)
