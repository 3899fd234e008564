"""The first-reply timer: a reminder, then somebody else or the managers, each once (X5)."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine

from bot.simulator import items
from models.agents import staff
from models.agents.agent import Agent, Role
from models.assignment import by_hand, deciding, trace
from models.assignment.assignment import Assignment
from models.batch import unit_of_work
from models.clock import now
from models.contact import Contact
from models.contact.message import Author
from models.settings.organisation import FirstReplyThen
from models.settings.status import Status
from tests.factories import (
    find,
    heard,
    make_agent,
    make_contact,
    make_message,
    make_rule,
    set_organisation,
)
from tests.models.acting import changing
from tests.models.acting import told as events_of
from tests.models.queries import counted
from tests.models.reminders.dates import told
from tests.story import Customer
from workers import reminders


@pytest.fixture(autouse=True)
def clock(database: None) -> Iterator[time_machine.Traveller]:
    set_organisation(first_reply_minutes=30)
    with time_machine.travel(now().replace(microsecond=0), tick=False) as traveller:
        make_agent("Max", role=Role.SALES_MANAGER)
        yield traveller


@pytest.fixture
def dora(clock) -> Contact:
    """She has written; nobody owns her."""
    contact = make_contact(**heard())
    make_message(contact, "Hello?")
    return contact


def give(contact: Contact, agent: Agent) -> None:
    with changing(contact) as loaded:
        by_hand.assign_by_hand(loaded.batch, loaded, agent)


def place(contact: Contact) -> None:
    """A rule gives the contact."""
    with changing(contact) as loaded:
        loaded.add_tag("VIP")


def due(contact: Contact) -> float | None:
    """Minutes until the first reply is overdue."""
    at = Contact.get_by_id(contact.id).reply_due_at
    return at and (at - now()) / timedelta(minutes=1)


def after(clock, minutes: float) -> list[tuple[str, str]]:
    """Let time go by and sweep, twice. Answers what was told, assignments aside."""
    clock.shift(timedelta(minutes=minutes))
    while reminders.remind():
        pass
    return [one for one in told() if "is yours" not in one[1]]


WAITS = ("Ann", "Dora waits for your reply")
ESCALATED = ("Max", "Dora waits, Ann has not replied")


def test_the_owner_is_reminded_once_then_the_managers_are_told_once(clock, dora) -> None:
    set_organisation(first_reply_then=FirstReplyThen.ESCALATE)
    give(dora, make_agent("Ann"))
    assert due(dora) == 30
    assert after(clock, 29) == []
    assert after(clock, 1) == [WAITS]
    assert after(clock, 29) == [WAITS]
    assert after(clock, 1) == [WAITS, ESCALATED]
    assert after(clock, 10_000) == [WAITS, ESCALATED]
    assert due(dora) is None
    assert events_of(dora)[-2:] == ["contact.reply_awaited", "contact.escalated"]


def test_nothing_follows_if_nothing_is_set(clock, dora) -> None:
    set_organisation(first_reply_then=FirstReplyThen.NOTHING)
    give(dora, make_agent("Ann"))
    after(clock, 30)
    assert after(clock, 30) == [WAITS]
    assert due(dora) is None


def test_the_next_of_the_pool_gets_the_contact_and_a_timer_of_their_own(clock, dora) -> None:
    ann, bob = make_agent("Ann"), make_agent("Bob")
    make_rule("All", [ann, bob])
    place(dora)
    first = Contact.get_by_id(dora.id).owner
    after(clock, 30)
    after(clock, 30)
    second = Contact.get_by_id(dora.id).owner
    assert {first.name, second.name} == {"Ann", "Bob"}
    assert due(dora) == 30
    assert (second.name, "Dora is yours") in told()
    [latest, _] = trace.explain(list(trace.of_contact(dora.id)), None)
    assert latest.sentence.startswith(f"No first reply came in time, and it was {second.name}'s")
    after(clock, 30)
    # Both had their turn.
    assert after(clock, 30)[-1] == ("Max", f"Dora waits, {second.name} has not replied")
    assert due(dora) is None
    assert Assignment.select().count() == 2


def test_reassigning_where_nobody_else_is_there_tells_the_managers(clock, dora) -> None:
    make_rule("All", [make_agent("Ann"), make_agent("Bob", available=False)])
    place(dora)
    after(clock, 30)
    assert after(clock, 30) == [WAITS, ESCALATED]
    assert Contact.get_by_id(dora.id).owner.name == "Ann"


def test_whom_a_person_gave_goes_to_nobody_else(clock, dora) -> None:
    make_rule("All", [make_agent("Bob")])
    give(dora, make_agent("Ann"))
    after(clock, 30)
    assert after(clock, 30) == [WAITS, ESCALATED]


def test_a_word_of_a_person_stops_it_one_of_the_bot_does_not(clock, dora) -> None:
    ann = make_agent("Ann")
    give(dora, ann)
    with changing(dora) as contact:
        contact.say({"type": "text", "text": "A colleague writes to you shortly."})
    assert due(dora) == 30
    with changing(dora) as contact:
        contact.say({"type": "text", "text": "Hello Dora"}, ann)
    assert due(dora) is None
    assert after(clock, 100) == []


@pytest.mark.parametrize("act", ["close", "release"])
def test_closing_and_releasing_stop_it(clock, dora, act: str) -> None:
    give(dora, make_agent("Ann"))
    with changing(dora) as contact:
        if act == "close":
            contact.set_status(find(Status, "Lost"))
        else:
            by_hand.release_by_hand(contact.batch, contact)
    assert due(dora) is None
    assert after(clock, 100) == []


def test_handing_on_starts_it_anew(clock, dora) -> None:
    give(dora, make_agent("Ann"))
    after(clock, 30)
    give(dora, make_agent("Bob"))
    assert due(dora) == 30
    assert after(clock, 30)[-1] == ("Bob", "Dora waits for your reply")


def test_who_was_answered_or_never_wrote_waits_for_nothing(clock, dora) -> None:
    make_message(dora, "Hello Dora", author=Author.AGENT)
    make_message(dora, "Bye", author=Author.BOT)
    silent = make_contact("Sil")
    ann = make_agent("Ann")
    for contact in (dora, silent):
        give(contact, ann)
        assert due(contact) is None


def test_who_wrote_again_after_an_answer_waits(clock, dora) -> None:
    make_message(dora, "Hello Dora", author=Author.AGENT)
    make_message(dora, "And?")
    give(dora, make_agent("Ann"))
    assert due(dora) == 30


def test_a_reaction_is_nobodys_word(clock, dora) -> None:
    """An emoji on a message: from the contact it asks nothing, from a colleague it answers
    nothing."""
    ann, finn = make_agent("Ann"), make_contact("Finn", **heard())
    make_message(finn, "Hello Finn", author=Author.AGENT)
    make_message(finn, "", type="reaction")
    for contact in (dora, finn):
        give(contact, ann)
    with changing(dora) as contact:
        contact.say({"type": "reaction", "wamid": "wamid.1", "emoji": "👍"}, ann)
    assert (due(dora), due(finn)) == (30, None)


def test_who_writes_for_the_first_time_to_an_owner_waits(clock, workshop) -> None:
    """Made by hand, with an owner, before a word was said."""
    customer = Customer()
    emil = make_contact("Emil", phone=customer.phone, owner=make_agent("Ann"))
    customer.sends(items.text("Hi"), items.text("Anybody there?"))
    assert due(emil) == 30


def test_it_pauses_outside_the_owners_hours(clock, dora) -> None:
    clock.move_to(now().replace(year=2027, month=3, day=5, hour=16, minute=50, second=0))  # Friday.
    hours = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
    give(dora, make_agent("Ann", hours=hours, timezone="UTC"))
    assert after(clock, 60) == []
    at = Contact.get_by_id(dora.id).reply_due_at
    assert at.isoformat() == "2027-03-08T09:20:00+00:00"


def test_it_pauses_on_days_of_the_owners_leave(clock, dora) -> None:
    """X1: by the agent's own calendar, which is a day ahead in Auckland."""
    clock.move_to(now().replace(year=2027, month=3, day=5, hour=9, minute=0, second=0))
    ann = make_agent("Ann", timezone="Pacific/Auckland")
    staff.grant_leave(ann, date(2027, 3, 6), date(2027, 3, 8), "")
    staff.grant_leave(make_agent("Bob"), date(2027, 3, 1), date(2027, 12, 31), "")
    clock.move_to(now().replace(hour=10, minute=50))  # Ten minutes to midnight there.
    give(dora, ann)
    at = Contact.get_by_id(dora.id).reply_due_at
    assert at.isoformat() == "2027-03-08T11:20:00+00:00"


def test_the_trace_of_who_gets_it_next_knows_the_weights(clock, dora) -> None:
    """R12, X3."""
    make_rule("All", [make_agent("Ann", weight=3), make_agent("Bob", weight=2)])
    place(dora)
    after(clock, 30)
    after(clock, 30)
    [latest, first] = trace.of_contact(dora.id)
    assert latest.pool["weights"] == first.pool["weights"]
    assert sorted(latest.pool["weights"].values()) == [2, 3]


def test_an_owner_who_is_gone_is_not_reminded(clock, dora) -> None:
    ann = make_agent("Ann")
    give(dora, ann)
    Agent.update(active=False).where(Agent.id == ann.id).execute()
    assert after(clock, 30) == [ESCALATED]


def test_without_the_setting_nothing_runs_and_nothing_is_asked(clock, dora, monkeypatch) -> None:
    give(dora, make_agent("Ann"))
    set_organisation(first_reply_minutes=None)
    assert after(clock, 100) == []
    assert due(dora) is None
    with counted(monkeypatch) as asked:
        give(dora, make_agent("Bob"))
    assert not any("author" in statement for statement in asked)


def test_a_batch_asks_once_for_all_its_contacts(clock, monkeypatch) -> None:
    ann, counts = make_agent("Ann"), []
    make_rule("All", [ann])
    for size in (1, 2, 40):
        made = [make_contact(f"N{n}", **heard()) for n in range(size)]
        with counted(monkeypatch) as asked, unit_of_work("test", size=size) as batch:
            for contact in batch.load(one.id for one in made):
                contact.rename("Other")
                deciding.fire(batch, contact)
        counts.append(len(asked))
    assert counts[1] == counts[2]
