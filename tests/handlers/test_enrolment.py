"""Which message starts which workflow (W3)."""

import pytest

from bot.simulator import items
from models.contact import Contact
from models.workflow.tables import Run, Workflow
from tests.factories import make_agent, make_contact, make_rule
from tests.handlers.talking import keyword, said_to, started, told_of, workflow
from tests.models.acting import changing
from tests.story import Customer

pytestmark = pytest.mark.usefixtures("workshop")

FIRST = "{on: first_message}"
ANY = "{on: any_message}"


def test_a_first_message_starts_the_workflow_for_it() -> None:
    workflow("Welcome", FIRST)
    dora = Customer().says("Hi")
    assert said_to(dora) == ["Which size?"]
    [data] = told_of(dora, "workflow.started")
    assert data == {"workflow": "Welcome", "version": 1}


def test_a_contact_that_never_wrote_writes_for_the_first_time() -> None:
    """Imported or entered by hand: it is their first message all the same."""
    workflow("Welcome", FIRST)
    make_contact("Dora", phone="447700900311")
    dora = Customer(phone="447700900311").says("Hi")
    assert started(dora) == ["Welcome"]


def test_whoever_wrote_before_is_not_welcomed_again() -> None:
    dora = Customer().says("Hi")
    workflow("Welcome", FIRST)
    assert started(dora.says("Hi")) == []


def test_a_reaction_is_nobodys_first_message() -> None:
    """An emoji on our template says nothing; the words that follow do."""
    workflow("Welcome", FIRST)
    make_contact("Dora", phone="447700900311")
    dora = Customer(phone="447700900311").sends(items.reaction("wamid.of-ours", "👍"))
    assert (started(dora), dora.contact.last_heard_at) == ([], None)
    assert started(dora.says("Hi")) == ["Welcome"]


@pytest.mark.parametrize(
    "item",
    [
        items.media("image"),
        items.location(1.0, 2.0),
        items.unsupported(),
        items.item("hologram", {"x": 1}),
        items.contact_card("Dan", "447700900400"),
    ],
    ids=lambda item: item["type"],
)
def test_a_first_message_of_any_type_starts_it(item) -> None:
    """Ad-driven chats often begin with a type that is not supported."""
    workflow("Welcome", FIRST)
    assert started(Customer().sends(item)) == ["Welcome"]


def test_any_message_starts_for_whom_nobody_owns() -> None:
    workflow("Any", ANY)
    dora = Customer().says("Hi").says("M").says("Hello?")
    assert started(dora) == ["Any", "Any"]


def test_any_message_of_an_owned_contact_is_for_its_owner() -> None:
    workflow("Any", ANY)
    contact = make_contact("Dora", phone="447700900311", owner=make_agent("Ann"))
    dora = Customer(phone="447700900311").says("Hi")
    assert dora.contact == contact
    assert started(dora) == []


def test_any_message_of_whom_a_rule_took_in_this_very_batch_is_for_the_owner() -> None:
    """The owner is only written at the end of the batch."""
    from bot.simulator import payloads
    from bot.whatsapp.envelope import split
    from models.queues.inbox import InboxItem
    from tests.story import settle

    workflow("Any", ANY)
    make_rule("New", [make_agent("Ann")], trigger="whatsapp_contact_created")
    dora = Customer()
    for text in ("Hi", "M", "And now?"):
        InboxItem.receive(split(payloads.delivery(dora.person, items.text(text))))
    settle()
    assert started(dora) == ["Any"]
    assert dora.owner == "Ann"


def test_any_message_of_a_silenced_contact_is_only_kept() -> None:
    from models.clock import now

    workflow("Any", ANY)
    dora = Customer().says("Hi").says("M")
    Contact.update(silenced_at=now()).execute()
    assert started(dora.says("Hello?")) == ["Any"]


def test_the_most_particular_start_wins() -> None:
    """First message before keyword before any message, whichever is older."""
    workflow("Any", ANY)
    workflow("Offer", keyword("offer"))
    workflow("Welcome", FIRST)
    dora = Customer().says("offer")
    assert started(dora) == ["Welcome"]
    dora.says("M").says("an offer")
    dora.says("M").says("whatever")
    assert started(dora) == ["Welcome", "Offer", "Any"]


def test_of_two_of_a_kind_the_older_workflow_wins() -> None:
    workflow("Older", FIRST)
    workflow("Newer", FIRST)
    assert started(Customer().says("Hi")) == ["Older"]


def test_an_inactive_workflow_starts_for_nobody() -> None:
    workflow("Off", FIRST, active=False)
    assert started(Customer().says("Hi")) == []


def test_a_workflow_that_is_switched_off_lets_running_conversations_finish() -> None:
    workflow("Welcome", FIRST)
    dora = Customer().says("Hi")
    Workflow.update(active=False).execute()
    dora.says("M")
    assert dora.traits == {"Welcome": "M"}
    assert started(Customer().says("Hi")) == []


def test_a_message_that_nothing_is_for_is_kept_in_the_conversation() -> None:
    dora = Customer().says("Hi")
    assert said_to(dora) == []
    assert told_of(dora, "contact.created") == [{"status": "New Lead", "source": "WhatsApp"}]


def test_a_workflow_without_a_question_is_over_at_once() -> None:
    """And the next message may start another."""
    from tests.factories import make_workflow

    make_workflow("{name: Hello, start: {on: any_message}, steps: {hi: {say: 'Hello, {name}!'}}}")
    dora = Customer(name="Dora").says("Hi").says("Hi again")
    assert said_to(dora) == ["Hello, Dora!", "Hello, Dora!"]
    assert {run.state.value for run in Run.select()} == {"done"}
    with changing(dora.contact) as contact:
        assert contact.run is None
