"""Who is given an interaction by somebody else is told once; of a day in one letter. I1, I7."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from models.agents.agent import Agent, Role
from models.batch import unit_of_work
from models.catalogue import Catalogue
from models.clock import now
from models.contact import Contact, Group
from models.interactions import completing, generating, planning
from models.interactions.candidates import Sought
from models.interactions.generating import Order
from models.interactions.interaction import Interaction, InteractionKind
from models.interactions.wording import written
from models.notices.notification import Notification, NotificationKind
from models.notices.reading import notifications_of
from models.queues.outbox import OutboxItem
from models.settings.option import OptionKind
from tests.factories import make_agent, make_contact, make_interaction, make_option
from tests.models import acting
from tests.models.reminders.dates import told

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def mary() -> Agent:
    return make_agent("Mary", role=Role.SALES_MANAGER)


def test_what_somebody_else_plans_is_told(mary: Agent) -> None:
    made = plan(make_agent(), mary)
    [(who, subject)] = told(NotificationKind.INTERACTION)
    assert (who, subject[:25]) == ("Ann", "Yours: Call with Dora on ")
    letter = OutboxItem.get().payload
    assert letter["paragraphs"][1] == "Mary planned it for you."
    assert letter["link"] == f"/interactions/{made.id}"


def test_what_one_plans_oneself_is_not(mary: Agent) -> None:
    plan(mary, mary)
    assert told() == []


def test_what_a_program_plans_is(mary: Agent) -> None:
    plan(mary, None)
    assert OutboxItem.get().payload["paragraphs"][1] == "A program planned it for you."


def test_what_is_completed_already_is_not(mary: Agent) -> None:
    plan(make_agent(), mary, outcome=make_option(OptionKind.OUTCOME, "Successful"))
    assert told() == []


def test_who_is_handed_one_or_has_it_no_more_is_told_and_nobody_of_other_changes(
    mary: Agent,
) -> None:
    ann, bob = make_agent(), make_agent("Bob")
    one = make_interaction(make_contact(), ann, now() + timedelta(days=1))
    to_ann = {"assignee": ann}
    for wish in ({"assignee": bob}, {"note": "Bring samples"}, to_ann, to_ann):
        _change(one, wish, mary)
    assert sorted((who, subject.split(":")[0]) for who, subject in told()) == [
        *(("Ann", "Not yours any more"), ("Ann", "Yours")),
        *(("Bob", "Not yours any more"), ("Bob", "Yours")),
    ]
    said = {row.payload["paragraphs"][1] for row in Notification.select()}
    assert {"Mary handed it on to you.", "Mary handed it on to Bob."} < said
    assert acting.told(one.contact) == ["interaction.handed_on"] * 2


def test_what_is_done_or_a_colleagues_now_counts_as_read(mary: Agent) -> None:
    ann, bob = make_agent(), make_agent("Bob")
    done, handed_on, gone, still = (plan(ann, mary) for _ in range(4))
    with unit_of_work("agent:1") as batch:
        held = [planning.hold(batch, one) for one in (done, handed_on, gone)]
        outcome = make_option(OptionKind.OUTCOME, "Successful")
        completing.complete(batch, held[0], outcome, {}, ann)
        planning.change(batch, held[1], {"assignee": bob}, mary)
        planning.remove(batch, held[2], mary)
    unread = Notification.select().where(Notification.read_at.is_null(), Notification.agent == ann)
    links = [row.payload["link"] for row in unread]
    assert [one for one in links if one.startswith("/interactions")] == [
        f"/interactions/{still.id}"
    ]


def test_what_somebody_else_moves_or_deletes_is_told(mary: Agent) -> None:
    """Else one would come at the wrong time, or in vain."""
    ann, day = make_agent(), timedelta(days=1)
    one = make_interaction(make_contact(), ann, now() + day)
    for by in (ann, mary):
        _move(one, now() + 2 * day, by)
        _move(one, now() + 3 * day, by)
    _remove(one, mary)
    assert [subject.split(":")[0] for _, subject in told()] == ["Moved"] * 2 + [
        "Not yours any more"
    ]
    last = Notification.select().order_by(Notification.id.desc()).get()
    assert last.payload["paragraphs"][1] == "Mary deleted it."
    assert last.payload["link"] == f"/contacts/{one.contact_id}", "a page that is there"


def test_what_is_over_is_deleted_without_a_word(mary: Agent) -> None:
    _remove(make_interaction(make_contact(), make_agent(), now() - timedelta(days=1)), mary)
    assert told() == []


def test_who_loses_one_is_told_of_it_as_it_was(mary: Agent) -> None:
    """Its new time and what was noted for the new assignee are none of theirs."""
    ann, bob, day = make_agent(), make_agent("Bob"), timedelta(days=1)
    one = make_interaction(make_contact(), ann, now() + day, note="Ring twice")
    new = {"assignee": bob, "starts_at": one.starts_at + 3 * day, "note": "Ann quarrelled"}
    _change(one, new, mary)
    gone = Notification.get(Notification.agent == ann).payload
    assert gone["subject"].endswith(f"on {written(one.starts_at.date())} at {clock(one)}")
    assert ["Note", "Ring twice"] in gone["facts"]
    [event] = acting.events(one.contact)
    assert event.data | {"before": "Ann", "agent": "Bob"} == event.data
    assert event.data["starts_at"] == one.starts_at.isoformat()


@pytest.mark.parametrize(("ends", "hears"), [(-1, False), (1, True)])
def test_whether_it_was_over_is_judged_by_its_old_time(mary: Agent, ends: int, hears: bool) -> None:
    ann, bob, day = make_agent(), make_agent("Bob"), timedelta(days=1)
    one = make_interaction(make_contact(), ann, now() + ends * day)
    _change(one, {"assignee": bob, "starts_at": now() - 2 * ends * day}, mary)
    assert ("Ann" in dict(told())) is hears


def test_who_has_left_hears_of_nothing_that_was_theirs(mary: Agent) -> None:
    """What a person of ours planned and noted is not for who works here no more."""
    ann, bob = make_agent(whatsapp="447700900001"), make_agent("Bob")
    dora, day = make_contact(), timedelta(days=1)
    moved, given, deleted = (make_interaction(dora, ann, now() + n * day) for n in (1, 2, 3))
    Agent.update(active=False).where(Agent.id == ann.id).execute()
    _move(moved, now() + 4 * day, mary)
    _change(given, {"assignee": bob}, mary)
    _remove(deleted, mary)
    assert [who for who, _ in told()] == ["Bob"]
    assert [row.payload["to"] for row in OutboxItem.select()] == [bob.email]


def test_of_a_contact_opened_again_who_does_not_sell_reads_no_such_notice(mary: Agent) -> None:
    """A6: it would name whom they do not see any more."""
    sam, dora = make_agent("Sam", role=Role.SUPPORT), make_contact("Dora", status="Converted")
    one = make_interaction(dora, sam, now() + timedelta(days=1))
    _move(one, now() + timedelta(days=2), mary)
    _remove(one, mary)
    [(_, first), _] = told()
    assert first.startswith("Moved: Call with Dora on ")
    Contact.update(status=Catalogue.current().default_status).execute()
    assert list(notifications_of(sam)) == []


def test_a_personal_one_that_a_program_leaves_says_what_it_is(mary: Agent) -> None:
    wish = {"kind": InteractionKind.PERSONAL, "note": "Water the plants", **when(make_agent())}
    with unit_of_work("agent:1") as batch:
        planning.plan(batch, wish, None)
    [(_, subject)] = told()
    assert subject.startswith("Yours: Water the plants on ")


def test_a_day_is_told_of_once_and_names_nobody(mary: Agent) -> None:
    for n in range(3):
        make_contact(f"Guest {n}")
    ann = make_agent()
    assert len(generate(ann, mary)) == 3
    [letter] = [row.payload for row in OutboxItem.select()]
    assert (letter["to"], letter["subject"]) == (ann.email, "Yours: 3 interactions on 9 May 2090")
    assert letter["facts"] == [["The first", "09:00"], ["The last", "10:00"]]
    assert letter["link"] == "/interactions?day=2090-05-09"
    assert "Guest" not in str(letter)


def test_ones_own_day_is_not_told_of(mary: Agent) -> None:
    make_contact()
    generate(mary, mary)
    assert told() == []


def clock(one: Interaction) -> str:
    return f"{one.starts_at:%H:%M}"


def _move(one: Interaction, starts_at: datetime, by: Agent) -> None:
    _change(one, {"starts_at": starts_at}, by)


def _change(one: Interaction, wish: dict[str, Any], by: Agent) -> None:
    with unit_of_work("agent:1") as batch:
        planning.change(batch, planning.hold(batch, Interaction.get_by_id(one.id)), wish, by)


def _remove(one: Interaction, by: Agent) -> None:
    with unit_of_work("agent:1") as batch:
        planning.remove(batch, planning.hold(batch, Interaction.get_by_id(one.id)), by)


def plan(assignee: Agent, by: Agent | None, **values: Any) -> Interaction:
    with unit_of_work("agent:1") as batch:
        usual = {
            "kind": InteractionKind.STANDARD,
            "contact": batch.contact(make_contact().id),
            "type": make_option(OptionKind.TYPE, "Call"),
            "purpose": make_option(OptionKind.PURPOSE, "Follow-up"),
        }
        return planning.plan(batch, usual | when(assignee) | values, by)


def when(assignee: Agent) -> dict[str, Any]:
    return {"assignee": assignee, "starts_at": now() + timedelta(days=1), "minutes": 30}


def generate(assignee: Agent, by: Agent) -> list[Interaction]:
    order = Order(
        sought=Sought(group=Group.PROSPECTS, assignee=assignee),
        day=date(2090, 5, 9),
        start=time(9),
        count=10,
        minutes=30,
        gap=0,
        type=make_option(OptionKind.TYPE, "Call"),
    )
    with unit_of_work("agent:1", size=10) as batch:
        return generating.generate(batch, generating.find(batch, order, by), order, by)
