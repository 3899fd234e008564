"""What happens by itself when a contact enters a status, by whatever path it came (M5, C2)."""

from datetime import timedelta

import pytest

from models.agents.agent import Role
from models.catalogue import Catalogue
from models.clock import now
from models.contact import Contact, State
from models.contact.event import Event
from models.contact.message import Message
from models.notices.notification import Notification, NotificationKind
from models.queues.outbox import OutboxItem, OutboxKind
from models.settings import pipeline
from models.settings.status import Status
from tests.factories import (
    find,
    heard,
    make_agent,
    make_automation,
    make_contact,
    make_rule,
    make_status,
    make_workflow,
)
from tests.models.acting import changing, events, told
from tests.models.queries import counted
from tests.story import Customer

HELLO = {"send": {"type": "text", "text": "Welcome, {name}! Your size: {size}."}}
OFFER = {
    "send": {"type": "template", "name": "offer", "language": "en", "parameters": ["{name}", "{x}"]}
}

pytestmark = pytest.mark.usefixtures("workshop")


@pytest.fixture
def dora(workshop: None) -> Contact:
    """Wrote just now."""
    return make_contact("Dora", traits={"size": "M"}, tags=["New"], **heard())


def enter(contact: Contact, status: str, cause: str = "api_key:1") -> None:
    with changing(contact, cause) as loaded:
        loaded.set_status(find(Status, status))


def said(contact: Contact) -> list[dict]:
    rows = Message.select().where(Message.contact == contact, Message.author == "bot")
    return [row.content for row in rows.order_by(Message.id)]


def tags(contact: Contact) -> set[str]:
    return {row.tag.name for row in Contact.get_by_id(contact.id).contacttag_set}


def test_everything_is_done_in_the_same_change_set(dora) -> None:
    make_automation("Converted", HELLO, {"tag": "Won"}, {"untag": "new"}, {"state": "CLIENT"})
    enter(dora, "Converted")
    assert tags(dora) == {"Won"}
    assert Contact.get_by_id(dora.id).state is State.CLIENT
    assert said(dora) == [{"type": "text", "text": "Welcome, Dora! Your size: M."}]


def test_what_it_causes_bears_its_name(dora) -> None:
    automation = make_automation("Converted", {"tag": "Won"})
    enter(dora, "Converted", cause="api_key:7")
    [entered] = events(dora, "status.entered")
    assert (entered.cause, entered.data["status"]) == ("api_key:7", "Converted")
    assert events(dora, "contact.tagged")[0].cause == f"automation:{automation.id}"
    assert told(dora)[:3] == ["contact.status_changed", "contact.closed", "status.entered"]


def test_another_status_or_one_that_is_off_does_nothing(dora) -> None:
    make_automation("Converted", {"tag": "Won"})
    make_automation("Lost", {"tag": "Lost"}, active=False)
    enter(dora, "Interested")
    enter(dora, "Lost")
    assert tags(dora) == {"New"}
    assert told(dora, "status.entered") == []


def test_to_stay_in_a_status_is_not_to_enter_it(dora) -> None:
    make_automation("Converted", HELLO)
    enter(dora, "Converted")
    enter(dora, "Converted")
    assert len(said(dora)) == 1


def test_who_comes_back_is_told_again(dora) -> None:
    make_automation("Converted", HELLO)
    for status in ("Converted", "Lost", "Converted"):
        enter(dora, status)
    assert len(said(dora)) == 2


def test_who_passes_twice_within_one_change_set_is_written_to_once(dora) -> None:
    make_automation("Converted", HELLO, {"notify": "managers"})
    make_agent("Mia", role=Role.SALES_MANAGER)
    with changing(dora) as loaded:
        for status in ("Converted", "Lost", "Converted"):
            loaded.set_status(find(Status, status))
    assert len(said(dora)) == 1
    assert Notification.select().count() == 1


def test_what_an_automation_causes_sets_off_no_other(dora) -> None:
    """A chain ends at its first link, whoever adds actions that enter a status."""
    make_automation("Converted", {"tag": "Won"})
    enter(dora, "Converted", cause="automation:99")
    assert tags(dora) == {"New"}


def test_outside_the_window_a_text_is_withheld_and_a_template_goes_out(workshop) -> None:
    dan = make_contact("Dan", **heard(now() - timedelta(days=2)))
    make_automation("Converted", HELLO, OFFER)
    enter(dan, "Converted")
    [template] = said(dan)
    assert (template["type"], template["parameters"]) == ("template", ["Dan", ""])
    [withheld] = events(dan, "message.withheld")
    assert "24-hour window" in withheld.data["reason"]


def test_who_has_opted_out_gets_nothing(dora) -> None:
    """X10."""
    Contact.update(opted_out_at=now()).where(Contact.id == dora.id).execute()
    make_automation("Converted", HELLO, OFFER, {"tag": "Won"})
    enter(dora, "Converted")
    assert said(dora) == []
    assert tags(dora) == {"New", "Won"}
    assert told(dora, "message.withheld") == ["message.withheld"] * 2


def test_who_has_never_written_has_no_number_to_be_written_from(workshop) -> None:
    dan = make_contact("Dan", number=None)
    make_automation("Converted", OFFER)
    enter(dan, "Converted")
    assert said(dan) == []
    assert "any number of ours" in events(dan, "message.withheld")[0].data["reason"]


def test_the_owner_is_told_in_the_pages_and_by_email(dora) -> None:
    ann = make_agent("Ann")
    Contact.update(owner=ann).where(Contact.id == dora.id).execute()
    make_automation("Converted", {"notify": "owner"})
    enter(dora, "Converted")
    [notice] = Notification.select()
    assert (notice.agent_id, notice.kind) == (ann.id, NotificationKind.STATUS)
    assert notice.key.startswith(f"status:{dora.id}:")
    [letter] = OutboxItem.select().where(OutboxItem.kind == OutboxKind.EMAIL)
    assert letter.payload["subject"] == "Dora is now Converted"
    assert ["size", "M"] in letter.payload["facts"]


def test_managers_are_told_who_are_active(dora) -> None:
    make_automation("Converted", {"notify": "managers"})
    for name, values in (
        ("Mia", {"role": Role.SALES_MANAGER}),
        ("Max", {"role": Role.SALES_MANAGER, "active": False}),
        ("Ann", {}),
    ):
        make_agent(name, **values)
    enter(dora, "Converted")
    assert [one.agent.name for one in Notification.select()] == ["Mia"]


def test_that_there_is_nobody_to_tell_is_told(dora) -> None:
    make_automation("Converted", {"notify": "owner"}, {"notify": "managers"})
    enter(dora, "Converted")
    assert [event.data["whom"] for event in events(dora, "status.nobody_told")] == [
        "owner",
        "managers",
    ]


def test_rules_see_its_tags_and_it_sees_the_owner_whom_they_found(dora) -> None:
    ann = make_agent("Ann")
    make_rule("Won", [ann], conditions=[{"field": "tag", "op": "is", "value": "Won"}])
    make_automation("Interested", {"notify": "owner"}, {"tag": "Won"})
    enter(dora, "Interested")
    kinds = {one.kind for one in Notification.select().where(Notification.agent == ann)}
    assert kinds == {NotificationKind.ASSIGNED, NotificationKind.STATUS}


# The paths into a status.


def test_a_workflows_step_is_such_a_path(workshop) -> None:
    make_automation("Interested", {"tag": "Warm"}, HELLO)
    make_workflow(
        """
        name: Size
        steps:
          size: {ask: "Which size?", set: size, status: Interested, next: thanks}
          thanks: {say: "Thank you!"}
        """
    )
    eve = Customer(name="Eve").says("Hi").says("L")
    assert eve.tags == {"Warm"}
    assert [message.text for message in eve.heard()] == [
        "Which size?",
        "Thank you!",
        "Welcome, Eve! Your size: L.",
    ]
    [entered] = Event.select().where(Event.name == "status.entered")
    assert entered.cause.startswith("message:")


def test_a_new_contact_enters_its_first_status(workshop) -> None:
    make_automation("New Lead", {"tag": "Fresh"}, HELLO)
    eve = Customer(name="Eve").says("Hi")
    assert eve.tags == {"Fresh"}
    assert [message.text for message in eve.heard()] == ["Welcome, Eve! Your size."]
    eve.says("Hi again")
    assert len(eve.heard()) == 1


def test_a_status_that_is_removed_leads_into_another(dora) -> None:
    met = make_status("Met")
    make_automation("Interested", {"tag": "Warm"})
    enter(dora, "Met")
    pipeline.remove_status(met, find(Status, "Interested"), "api_key:1")
    assert tags(dora) == {"New", "Warm"}


def test_without_automations_a_status_costs_no_query_more(dora, monkeypatch) -> None:
    Catalogue.current()
    with counted(monkeypatch) as asked:
        enter(dora, "Interested")
    assert not [sql for sql in asked if "automation" in sql]
