"""What an agent sees is counted, and nothing else (A6, X13)."""

from models.agents.agent import Role
from models.agents.visibility import seen_counts
from models.contact import Contact, ContactTag
from models.settings.status import Status
from models.settings.tag import Tag
from tests.factories import find, make_agent, make_contact


def ids_of(*names: str) -> list[int]:
    return [find(Status, name).id for name in names]


def test_contacts_are_counted_by_a_column_of_theirs(database: None) -> None:
    for status in ("Interested", "Interested", "Lost"):
        make_contact(status=status)
    interested, lost, converted = ids_of("Interested", "Lost", "Converted")
    counts = seen_counts(Contact.status, [interested, lost, converted], make_agent())
    assert counts == {interested: 2, lost: 1}
    assert seen_counts(Contact.status, [lost], None) == {lost: 1}


def test_and_by_one_of_a_table_that_refers_to_them(database: None) -> None:
    make_contact(tags=["VIP", "Fair"])
    make_contact(tags=["VIP"])
    vip = find(Tag, "VIP").id
    assert seen_counts(ContactTag.tag, [vip], make_agent()) == {vip: 2}


def test_who_sees_closed_contacts_only_counts_no_other(database: None) -> None:
    sue = make_agent("Sue", role=Role.SUPPORT)
    make_contact(status="Interested", tags=["VIP"])
    make_contact(status="Lost", tags=["VIP"])
    [lost], vip = ids_of("Lost"), find(Tag, "VIP").id
    assert seen_counts(Contact.status, ids_of("Interested", "Lost"), sue) == {lost: 1}
    assert seen_counts(ContactTag.tag, [vip], sue) == {vip: 1}


def test_of_nothing_nothing_is_counted(database: None) -> None:
    make_contact()
    assert seen_counts(Contact.source, [], None) == {}
