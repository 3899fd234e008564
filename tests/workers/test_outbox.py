"""What is owed goes out once, in order, at WhatsApp's pace, and every refusal is kept with its
reason (W5, W6)."""

from datetime import timedelta
from pathlib import Path

import pytest

from models.agents.agent import Agent
from models.assignment import by_hand
from models.base import database
from models.batch import unit_of_work
from models.clock import now
from models.contact import Contact
from models.contact.facets.consent import WITHHELD, Means
from models.contact.message import Delivery, Message
from models.notices.notification import Notification
from models.queues import pace
from models.queues.outbox import LEASE, OutboxItem, OutboxKind
from models.queues.pace import PAIR, Paces
from tests.conftest import make_config
from tests.factories import make_agent, make_contact
from tests.models.queries import counted
from tests.story import Customer, owed
from workers import context, outbox, settling
from workers.errand import run

pytestmark = pytest.mark.usefixtures("workshop")


@pytest.fixture(autouse=True)
def by_meta(workshop: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    config = make_config(tmp_path, WHATSAPP_API_URL="https://graph.facebook.com/v26.0")
    monkeypatch.setattr(context, "_contexts", [context._Context(config, None)])


def deliver() -> int:
    """One turn of the outbox, in this thread and this test's transaction."""
    errands = outbox.lease(50)
    for errand in errands:
        settling.settle(errand, run(errand, context.config()))
    return len(errands)


def say(contact: Contact, *texts: str, **content: object) -> list[Message]:
    with unit_of_work("test") as batch:
        loaded = batch.contact(contact.id)
        assert loaded is not None
        ids = [loaded.say({"type": "text", "text": text, **content}) for text in texts]
    return [Message.get_by_id(id) for id in ids]


def item_of(message: Message) -> OutboxItem:
    return OutboxItem.get(OutboxItem.message == message)


def fresh(row):
    return type(row).get_by_id(row.id)


def test_a_message_goes_out_once_and_keeps_its_wamid(graph) -> None:
    dora = Customer().says("Hi")
    [message] = say(dora.contact, "Hello")
    deliver()
    deliver()
    assert [body["text"]["body"] for body in graph.bodies] == ["Hello"]
    assert graph.bodies[0]["to"] == f"+{dora.phone}"
    assert graph.bodies[0]["biz_opaque_callback_data"] == f"outbox:{item_of(message).id}"
    assert (fresh(message).delivery, fresh(message).wamid) == (Delivery.SENT, graph.wamids()[0])
    assert item_of(message).state == "done"


def test_who_has_no_phone_is_addressed_by_their_id(graph) -> None:
    dora = Customer(phone=None).says("Hi")
    say(dora.contact, "Hello")
    deliver()
    assert graph.bodies[0]["recipient"] == dora.bsuid
    assert "to" not in graph.bodies[0]


def test_messages_to_one_person_go_in_order_one_by_one(graph) -> None:
    dora = Customer().says("Hi")
    say(dora.contact, "one", "two", "three")
    assert deliver() == 1
    assert [deliver(), deliver(), deliver()] == [1, 1, 0]
    assert [body["text"]["body"] for body in graph.bodies] == ["one", "two", "three"]


def test_a_message_that_waits_for_a_retry_holds_those_behind_it(graph) -> None:
    dora = Customer().says("Hi")
    first, second = say(dora.contact, "one", "two")
    graph.will_fail(131056)
    deliver()
    assert deliver() == 0
    assert item_of(first).attempts == 1
    assert "131056" in item_of(first).last_error
    _let_time_pass()
    assert deliver() == 1
    assert fresh(second).delivery is Delivery.QUEUED


@pytest.mark.parametrize(("code", "status"), [(131047, 400), (131026, 400), (131051, 400)])
def test_a_refusal_is_for_good_and_said(graph, code: int, status: int) -> None:
    dora = Customer().says("Hi")
    first, second = say(dora.contact, "one", "two")
    graph.will_fail(code, status)
    deliver()
    assert item_of(first).state == "parked"
    assert str(code) in item_of(first).last_error
    assert fresh(first).delivery is Delivery.FAILED
    assert fresh(first).error
    deliver()
    assert fresh(second).delivery is Delivery.SENT


def test_a_paused_template_needs_a_person(graph) -> None:
    dora = Customer().says("Hi")
    with unit_of_work("test") as batch:
        contact = batch.contact(dora.contact.id)
        assert contact is not None
        contact.say({"type": "template", "name": "hello", "language": "en", "parameters": []})
    graph.will_fail(132015)
    deliver()
    assert OutboxItem.get().state == "parked"
    assert OutboxItem.retry(OutboxItem.get().id)
    deliver()
    assert OutboxItem.get().state == "done"


def test_a_bad_token_lets_the_whole_number_wait_and_loses_nothing(graph) -> None:
    dora, dan = Customer().says("Hi"), Customer(name="Dan").says("Hi")
    say(dora.contact, "Hello")
    graph.will_fail(190, 401)
    deliver()
    say(dan.contact, "Hello")
    assert deliver() == 0
    assert {item.state for item in OutboxItem.select()} == {"pending"}


def test_free_text_outside_the_window_is_never_tried(graph) -> None:
    """WhatsApp takes only templates after 24 hours."""
    dora = Customer().says("Hi")
    [message] = say(dora.contact, "Hello")
    Contact.update(last_heard_at=now() - timedelta(hours=25)).execute()
    deliver()
    assert graph.bodies == []
    assert item_of(message).state == "parked"
    assert "template" in fresh(message).error


def test_the_first_answer_marks_what_it_answers_as_read(graph) -> None:
    dora = Customer().says("Hi")
    say(dora.contact, "Hello", read="wamid.asked")
    deliver()
    assert [body.get("status") for body in graph.bodies] == ["read", None]


def test_a_lost_connection_waits_for_a_receipt_before_it_sends_again(graph) -> None:
    """Nobody knows whether it went out: the lease is the time in which a receipt may say so."""
    import requests

    dora = Customer().says("Hi")
    [message] = say(dora.contact, "Hello")
    graph.will_raise(requests.exceptions.ReadTimeout())
    deliver()
    assert deliver() == 0
    assert item_of(message).called_at is not None
    assert item_of(message).due_at > now() + LEASE - timedelta(seconds=5)
    _let_time_pass()
    assert deliver() == 1
    assert item_of(message).state == "done"


def test_a_template_of_which_nobody_knows_whether_it_went_out_is_parked(graph) -> None:
    """It is billed, and may be unsolicited: a person decides."""
    dora = Customer().says("Hi")
    with unit_of_work("test") as batch:
        contact = batch.contact(dora.contact.id)
        assert contact is not None
        contact.say({"type": "template", "name": "hello", "language": "en", "parameters": []})
    outbox.lease(5)
    _let_time_pass()
    assert deliver() == 0
    assert OutboxItem.get().state == "parked"
    assert graph.bodies == []


def test_a_killed_sender_leaves_its_row_to_the_next(graph) -> None:
    dora = Customer().says("Hi")
    [message] = say(dora.contact, "Hello")
    outbox.lease(5)
    assert outbox.lease(5) == []
    _let_time_pass()
    assert deliver() == 1
    assert item_of(message).attempts == 2


def test_without_a_mail_server_emails_wait(monkeypatch, tmp_path, graph) -> None:
    """They show in the pages, and go out once SMTP_URL is set."""
    config = make_config(tmp_path, SMTP_URL="")
    monkeypatch.setattr(context, "_contexts", [context._Context(config, None)])
    _assign_to_ann()
    assert deliver() == 0
    assert [item.state for item in owed(OutboxKind.EMAIL)] == ["pending"]


def test_an_agent_with_a_number_is_told_by_template_too(graph) -> None:
    """W6: page, email and WhatsApp, each once."""
    _assign_to_ann(whatsapp="447700900001")
    [item] = owed(OutboxKind.WHATSAPP)
    assert (item.recipient, item.payload["name"]) == ("447700900001", "contact_assigned")
    assert Notification.select().count() == 1
    deliver()
    assert graph.bodies[0]["to"] == "+447700900001"
    [body] = graph.bodies[0]["template"]["components"]
    addressed, about, answers, link = (one["text"] for one in body["parameters"])
    assert (addressed, about, answers) == ("Ann", "Dora is yours", "-")
    assert link.endswith(f"/contacts/{item.contact_id}")


def test_what_strangers_wrote_is_one_line_of_a_template_and_bounded(graph) -> None:
    """W6: WhatsApp refuses line breaks, tabs and runs of spaces in a parameter."""
    ann = make_agent("Ann", whatsapp="447700900001")
    traits = {"wish": "a\tb\n\nc     d", "more": "x" * 5000}
    dora = make_contact("Dora\n\n    Lind" + "d" * 900, traits=traits)
    with unit_of_work("test") as batch:
        by_hand.assign_by_hand(batch, batch.contact(dora.id), ann)
    deliver()
    [body] = graph.bodies[0]["template"]["components"]
    texts = [one["text"] for one in body["parameters"]]
    assert texts[1].startswith("Dora Lindddd")
    assert "wish: a b c d" in texts[2]
    assert "more: xxx" in texts[2]
    assert sum(len(text) for text in texts) < 1024
    assert all(text == " ".join(text.split()) for text in texts)


def test_forty_five_at_once_to_one_person_then_one_in_six_seconds() -> None:
    """WhatsApp's pair rate, kept on our side."""
    moment = now()
    paces = Paces(["pair"], moment)
    waits = [paces.take({"pair": PAIR}) for _ in range(46)]
    assert waits[:45] == [timedelta()] * 45
    assert waits[45] == timedelta(seconds=6)
    paces.write()
    assert Paces(["pair"], moment + timedelta(seconds=6)).take({"pair": PAIR}) == timedelta()


def test_a_number_that_asked_for_a_pause_gets_it() -> None:
    pace.hold("number:1", now() + timedelta(seconds=20))
    wait = Paces(["number:1"], now()).take({"number:1": pace.NUMBER})
    assert timedelta(seconds=19) < wait < timedelta(seconds=21)


def _let_time_pass() -> None:
    """The lease is over."""
    database.execute_sql(
        "UPDATE outbox_item SET due_at = due_at - interval '1 hour' WHERE state = 'pending'"
    )


def _assign_to_ann(**values: object) -> None:
    from models.assignment import by_hand

    ann = Agent.create(name="Ann", email="ann@example.com", **values)
    dora = Customer().says("Hi")
    with unit_of_work("test") as batch:
        contact = batch.contact(dora.contact.id)
        assert contact is not None
        by_hand.assign_by_hand(batch, contact, ann)


# Who has opted out (X10).


def opt_out(customer: Customer) -> None:
    with unit_of_work("test") as batch:
        loaded = batch.contact(customer.contact.id)
        assert loaded is not None
        loaded.opt_out(Means.PERSON)


def test_what_the_bot_still_owes_to_who_opted_out_is_refused(graph) -> None:
    dora = Customer().says("Hi")
    [message] = say(dora.contact, "Hello")
    opt_out(dora)
    deliver()
    assert graph.bodies == []
    assert (fresh(message).delivery, fresh(message).error) == (Delivery.FAILED, WITHHELD)
    assert (item_of(message).state, item_of(message).last_error) == (
        "parked",
        f"opted_out: {WITHHELD}",
    )


def test_the_confirmation_goes_out_all_the_same(graph) -> None:
    Customer().says("STOP")
    deliver()
    assert "write START" in graph.bodies[-1]["text"]["body"]


def test_an_agents_own_words_go_out_and_their_templates_do_not(graph) -> None:
    dora, ann = Customer().says("Hi"), Agent.create(name="Ann", email="ann@example.com")
    with unit_of_work("test") as batch:
        loaded = batch.contact(dora.contact.id)
        assert loaded is not None
        loaded.say({"type": "text", "text": "It is on its way."}, ann)
        loaded.say({"type": "template", "name": "offer", "language": "en"}, ann)
    opt_out(dora)
    deliver()
    deliver()
    assert [body["type"] for body in graph.bodies] == ["text"]


def test_a_refusal_of_whatsapps_because_they_stopped_our_messages_is_kept(graph) -> None:
    dora = Customer().says("Hi")
    say(dora.contact, "Hello")
    graph.will_fail(131050)
    deliver()
    assert dora.contact.opted_out_at is not None


def test_asking_who_opted_out_costs_one_query_a_lease(graph, monkeypatch) -> None:
    people = [Customer().says("Hi") for _ in range(3)]
    for one in people:
        say(one.contact, "Hello")
    with counted(monkeypatch) as asked:
        assert len(outbox.lease(50)) == 3
    assert len([sql for sql in asked if "opted_out_at" in sql]) == 1
