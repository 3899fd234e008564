"""STOP and START: heard before anything else, confirmed once, honoured by everything automatic
(X10)."""

import pytest

from bot.simulator import items, payloads
from bot.whatsapp.envelope import split
from models.contact.event import Event
from models.contact.facets.consent import Means
from models.contact.message import Delivery, Message
from models.queues.inbox import InboxItem
from models.workflow.outcome import RunState
from tests.factories import make_agent, make_rule, make_workflow
from tests.handlers.receiving import receipt
from tests.handlers.talking import SIZE, run_of, said_to, told_of
from tests.models.acting import changing
from tests.story import Customer, parked, receive, settle
from workers import timers

pytestmark = pytest.mark.usefixtures("workshop")

STOPPED = "You will get no more automatic messages from us. To get them again, write START."
STARTED = "You will get our automatic messages again. To end them, write STOP."


@pytest.fixture
def dora(workshop: None) -> Customer:
    """Dora was asked for her size."""
    make_workflow(SIZE)
    return Customer(name="Dora").says("Hi")


def test_the_word_is_confirmed_once_and_ends_the_workflow(dora) -> None:
    dora.says("STOP").says("stop!").says("Stop.")
    assert said_to(dora) == ["Which size?", STOPPED]
    assert dora.contact.opted_out_at is not None
    assert (run_of(dora).state, run_of(dora).due_at) == (RunState.STOPPED, None)
    assert told_of(dora, "contact.opted_out") == [{"by": "word"}]
    assert told_of(dora, "workflow.stopped") == [{"workflow": "Size"}]


def test_two_in_one_batch_are_confirmed_once(dora) -> None:
    for _ in range(2):
        InboxItem.receive(split(payloads.delivery(dora.person, items.text("STOP"))))
    settle()
    assert said_to(dora) == ["Which size?", STOPPED]


def test_it_is_confirmed_in_the_language_of_the_word(dora) -> None:
    dora.says("Baja").says("alta")
    assert "escribe ALTA" in said_to(dora)[-2]
    assert "escribe BAJA" in said_to(dora)[-1]


def test_meanwhile_messages_are_kept_and_nothing_answers(dora) -> None:
    make_workflow("{name: Any, start: {on: any_message}, steps: {a: {ask: 'Yes?'}}}")
    dora.says("STOP").says("M").says("offer").sends(items.media("image"))
    assert said_to(dora)[2:] == []
    said = dora.contact.message_set.order_by(Message.id)
    kept = [message.text for message in said if message.author == "contact"]
    assert kept == ["Hi", "STOP", "M", "offer", ""]
    assert timers.time_out_runs() == 0


def test_rules_still_give_the_contact_to_a_person() -> None:
    """Whoever opts out with their very first word is a contact like any other."""
    make_rule("New", [make_agent("Ann")], trigger="whatsapp_contact_created")
    make_workflow(SIZE)
    dan = Customer().says("stop")
    assert dan.owner == "Ann"
    assert said_to(dan) == [STOPPED]


def test_start_is_confirmed_once_and_lets_the_bot_speak_again(dora) -> None:
    make_workflow("{name: Any, start: {on: any_message}, steps: {a: {ask: 'Yes?'}}}")
    dora.says("STOP").says("START")
    assert said_to(dora)[-1] == STARTED
    assert dora.contact.opted_out_at is None
    assert told_of(dora, "contact.opted_in") == [{"by": "word"}]
    dora.says("Hello")
    assert said_to(dora)[-1] == "Yes?"


def test_start_means_nothing_special_to_who_never_stopped(dora) -> None:
    dora.says("START")
    assert "Which size?" in said_to(dora)[-1]
    assert told_of(dora, "contact.opted_in") == []


def test_the_title_of_a_choice_is_an_answer() -> None:
    make_workflow(
        """
        name: Music
        steps:
          what: {ask: "What shall it do?", choices: [Play, Stop], set: what, next: sure}
          sure: {ask: "Why?", set: why}
        """
    )
    dan = Customer().says("Hi").says("stop")
    assert dan.traits == {"what": "Stop"}
    assert dan.contact.opted_out_at is None
    # At the next question, which does not offer it, it is the word again.
    dan.says("stop")
    assert dan.contact.opted_out_at is not None


def test_a_tap_on_our_own_button_is_never_the_word(dora) -> None:
    dora.sends(items.button_reply("7/old/1", "Stop"))
    assert dora.contact.opted_out_at is None
    dora.sends(items.template_button("STOP", "stop-promotions"))
    assert dora.contact.opted_out_at is not None


@pytest.mark.parametrize("text", ["no", "don't stop", "shop", "Is there a bus stop?"])
def test_other_words_are_answers(dora, text: str) -> None:
    dora.says(text)
    assert dora.contact.opted_out_at is None
    assert run_of(dora).asked == 1


def test_a_person_may_say_it_for_them_without_a_message(dora) -> None:
    with changing(dora.contact) as contact:
        contact.opt_out(Means.PERSON)
        contact.opt_out(Means.PERSON)
    assert told_of(dora, "contact.opted_out") == [{"by": "person"}]
    assert run_of(dora).state is RunState.STOPPED
    assert said_to(dora) == ["Which size?"]


# WhatsApp's own switch for marketing messages, and its refusals.


def switch(customer: Customer, value: str, **more: object) -> None:
    receive(turned(customer, value, **more))


def turned(customer: Customer, value: str, **more: object) -> bytes:
    chosen = {
        "wa_id": customer.phone,
        "user_id": customer.bsuid,
        "category": "marketing_messages",
        "value": value,
        "timestamp": 1795170400,
    } | more
    header = {"metadata": {"phone_number_id": payloads.PHONE_NUMBER_ID}}
    whole = header | {"user_preferences": [chosen]}
    return payloads.encode(payloads.envelope(whole, field="user_preferences"))


def test_whatsapps_own_switch_opts_out_and_in_without_a_word_of_ours(dora) -> None:
    switch(dora, "stop")
    assert dora.contact.opted_out_at is not None
    assert told_of(dora, "contact.opted_out") == [{"by": "whatsapp"}]
    [event] = Event.select().where(Event.name == "contact.opted_out")
    assert event.cause == "whatsapp:user_preferences"
    switch(dora, "resume")
    assert dora.contact.opted_out_at is None
    assert said_to(dora) == ["Which size?"]
    assert parked() == []


def test_the_switch_to_and_fro_within_one_batch_changes_nothing(dora) -> None:
    InboxItem.receive(split(turned(dora, "stop")) + split(turned(dora, "resume")))
    settle()
    assert dora.contact.opted_out_at is None
    assert [*told_of(dora, "contact.opted_in")] == [{"by": "whatsapp"}]


def test_the_switch_does_not_take_back_a_word(dora) -> None:
    dora.says("STOP")
    switch(dora, "stop")
    switch(dora, "resume")
    assert dora.contact.opted_out_at is not None


def test_a_preference_that_is_not_known_changes_nothing(dora) -> None:
    switch(dora, "maybe")
    switch(dora, "stop", category="orders")
    switch(Customer(), "stop")
    assert dora.contact.opted_out_at is None
    assert parked() == []


def went_out(customer: Customer) -> None:
    message = customer.heard()[0]
    message.wamid, message.delivery = "wamid.template", Delivery.SENT
    message.save()


def test_a_refusal_because_they_stopped_marketing_is_an_opt_out(dora) -> None:
    """Error 131050, which comes as the receipt of a template."""
    went_out(dora)
    receive(receipt("wamid.template", "failed", error={"code": 131050, "title": "Stopped"}))
    assert dora.contact.opted_out_at is not None
    assert told_of(dora, "contact.opted_out") == [{"by": "whatsapp"}]
    assert dora.heard()[0].delivery is Delivery.FAILED


def test_any_other_refusal_is_none(dora) -> None:
    went_out(dora)
    receive(receipt("wamid.template", "failed"))
    assert dora.contact.opted_out_at is None
