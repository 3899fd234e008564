"""Who asks for a person gets one, at whatever step (X11, W3, W7)."""

import pytest

from bot.simulator import items
from models.assignment.assignment import Assignment
from models.base import database
from models.contact import Contact
from models.notices.notification import Notification, NotificationKind
from models.queues.outbox import OutboxItem, OutboxKind
from models.settings.organisation import Organisation
from models.workflow.outcome import RunState
from models.workflow.tables import WorkflowVersion
from tests.factories import make_agent, make_rule, make_workflow, set_organisation
from tests.handlers.talking import SIZE, run_of, said_to, told_of
from tests.story import Customer
from workers import timers

pytestmark = pytest.mark.usefixtures("workshop")

SHORTLY = "A colleague will write to you shortly."


def notices() -> list[tuple[str, str]]:
    """Who was told that a contact asks for a person, and by what subject."""
    rows = Notification.select().where(Notification.kind == NotificationKind.PERSON)
    return [(row.agent.name, row.payload["subject"]) for row in rows.order_by(Notification.id)]


def owned_by(customer: Customer, name: str, **values: object) -> None:
    Contact.update(owner=make_agent(name, **values)).where(
        Contact.id == customer.contact.id
    ).execute()


def test_the_workflow_ends_and_the_bot_is_silent() -> None:
    make_workflow(SIZE)
    dora = Customer().says("Hi").says("I want to talk to an agent!")
    assert said_to(dora) == ["Which size?", SHORTLY]
    run = run_of(dora)
    assert (run.state, run.due_at, run.ended_at is not None) == (RunState.HANDED_OVER, None, True)
    assert dora.contact.silenced_at is not None
    dora.says("M").says("agent").says("Hello?")
    assert said_to(dora) == ["Which size?", SHORTLY]
    assert told_of(dora, "contact.person_wanted") == [{"words": "I want to talk to an agent!"}]
    assert len(told_of(dora, "workflow.taken_over")) == 1


def test_it_works_without_a_workflow() -> None:
    dora = Customer().says("agent")
    assert said_to(dora) == [SHORTLY]
    assert dora.contact.silenced_at is not None


def test_a_first_message_that_asks_for_a_person_starts_no_workflow() -> None:
    make_workflow(SIZE)
    assert said_to(Customer().says("human please")) == [SHORTLY]


def test_what_is_said_is_a_setting() -> None:
    set_organisation(hand_over_text="Ahora mismo le atendemos.", hand_over_words=["Rosa"])
    assert said_to(Customer().says("rosa?")) == ["Ahora mismo le atendemos."]
    set_organisation(hand_over_text="")
    silent = Customer().says("rosa")
    assert said_to(silent) == []
    assert silent.contact.silenced_at is not None


def test_a_choice_of_the_question_is_an_answer() -> None:
    make_workflow(SIZE.replace("[S, M, L]", "['Travel agent', Company, Person]"))
    dora = Customer().says("Hi").says("person")
    assert dora.traits == {"size": "Person"}
    assert dora.contact.silenced_at is None


def test_a_choice_of_another_question_is_none() -> None:
    make_workflow(SIZE.replace("[S, M, L]", "[Company, Person]"))
    dora = Customer().says("Hi").says("Company").says("person")
    assert dora.contact.silenced_at is not None
    assert dora.traits == {"size": "Company"}


def test_a_tap_is_no_wish() -> None:
    make_workflow(SIZE)
    dora = Customer().says("Hi").sends(items.button_reply("nothing of ours", "Agent"))
    assert dora.contact.silenced_at is None


def test_a_workflow_that_starts_by_the_word_goes_first_unless_another_one_runs() -> None:
    make_workflow(
        "{name: Human, start: {on: keyword, words: [Human]}, steps: {a: {ask: 'About what?'}}}"
    )
    dora = Customer().says("Hi").says("talk to a human")
    assert said_to(dora) == ["About what?"]
    dora.says("human")
    assert said_to(dora) == ["About what?", SHORTLY]


def test_the_owner_is_called_in_every_way_once() -> None:
    make_agent("Max", role="sales_manager")
    dora = Customer().says("Hi")
    owned_by(dora, "Ann", whatsapp="447700900999")
    dora.says("agent").says("agent")
    assert notices() == [("Ann", "Dora asks for a person")]
    kinds = [row.kind for row in OutboxItem.select().where(OutboxItem.notification.is_null(False))]
    assert sorted(kinds) == [OutboxKind.EMAIL, OutboxKind.WHATSAPP]


def test_nobodys_contact_goes_by_the_rules_first() -> None:
    """R7: the assignment tells its agent; the managers need not know."""
    make_agent("Max", role="sales_manager")
    dora = Customer().says("Hi")
    make_rule("All", [make_agent("Ann")])
    dora.says("agent")
    assert dora.owner == "Ann"
    assert notices() == []
    assert Notification.get().kind is NotificationKind.ASSIGNED


def test_where_the_rules_find_nobody_the_managers_are_called() -> None:
    make_rule("All", [make_agent("Ann", available=False)])
    make_agent("Max", role="sales_manager")
    make_agent("Mia", role="sales_manager", active=False)
    make_agent("Adam", role="admin")
    dora = Customer().says("agent")
    assert dora.owner is None
    assert Assignment.get().outcome.value == "nobody"
    assert notices() == [("Max", "Dora asks for a person")]
    [letter] = OutboxItem.select().where(OutboxItem.kind == OutboxKind.EMAIL)
    assert "Nobody owns this contact yet" in letter.payload["paragraphs"][-1]


def test_without_managers_the_administrators_are_called() -> None:
    make_agent("Ann")
    make_agent("Adam", role="admin")
    Customer().says("agent")
    assert notices() == [("Adam", "Dora asks for a person")]


def test_an_owner_who_has_left_is_not_called() -> None:
    make_agent("Max", role="sales_manager")
    dora = Customer().says("Hi")
    owned_by(dora, "Ann", active=False)
    dora.says("agent")
    assert notices() == [("Max", "Dora asks for a person")]


def test_a_second_wish_after_the_bot_is_back_calls_again() -> None:
    make_agent("Max", role="sales_manager")
    dora = Customer().says("agent")
    Contact.update(silenced_at=None).execute()
    dora.says("agent")
    assert len(notices()) == 2
    assert said_to(dora) == [SHORTLY, SHORTLY]


TALK = """
name: Talk
steps:
  topic:
    ask: "About what?"
    choices: [Order, Talk]
    retries: 0
    set: topic
    next: [{when: {trait: topic, value: Talk}, hand_over: true}, {end: true}]
timeout: {after: 2h, then: hand_over}
"""


def time_out(dora: Customer) -> None:
    database.execute_sql("UPDATE run SET due_at = now()")
    timers.time_out_runs()


def break_the_version(dora: Customer) -> None:
    WorkflowVersion.update(definition={"steps": "of another release"}).execute()
    Organisation.update(name="read again").execute()
    dora.says("Order")


HAND_OVERS = {
    "hand_over": (lambda dora: dora.says("Talk"), "step 'topic' hands over"),
    "otherwise": (lambda dora: dora.says("what?"), "the answer to 'topic' was not understood"),
    "timeout": (time_out, "no answer to 'topic'"),
    "unreadable": (break_the_version, "this release does not understand the workflow"),
}


@pytest.mark.parametrize("how", HAND_OVERS)
def test_a_workflow_that_hands_over_calls_the_owner_and_says_why(how: str) -> None:
    hand_over, reason = HAND_OVERS[how]
    make_workflow(TALK)
    make_agent("Max", role="sales_manager")
    dora = Customer().says("Hi")
    owned_by(dora, "Ann")
    hand_over(dora)
    dora.says("Hello?")
    assert notices() == [("Ann", "Dora needs a person")]
    [letter] = OutboxItem.select().where(OutboxItem.kind == OutboxKind.EMAIL)
    assert reason in letter.payload["paragraphs"][1]
    assert run_of(dora).state is RunState.HANDED_OVER


@pytest.mark.parametrize("how", HAND_OVERS)
def test_whom_a_workflow_hands_over_and_nobody_owns_goes_by_the_rules(how: str) -> None:
    """R7: also when no answer changed anything."""
    make_workflow(TALK)
    make_agent("Max", role="sales_manager")
    dora = Customer().says("Hi")
    make_rule("All", [make_agent("Ann")])
    HAND_OVERS[how][0](dora)
    assert dora.owner == "Ann"
    assert [row.kind for row in Notification.select()] == [NotificationKind.ASSIGNED]


def test_where_the_rules_find_nobody_for_a_hand_over_the_managers_are_called() -> None:
    make_workflow(TALK)
    make_agent("Max", role="sales_manager")
    Customer().says("Hi").says("Talk")
    assert notices() == [("Max", "Dora needs a person")]
    [letter] = OutboxItem.select().where(OutboxItem.kind == OutboxKind.EMAIL)
    assert "Nobody owns this contact yet" in letter.payload["paragraphs"][-1]
