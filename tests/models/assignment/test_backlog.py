"""The backlog: who found nobody waits, and gets an owner oldest first as soon as one can take them
(X2)."""

import re
from datetime import date
from typing import Any

import pytest

from models.agents import staff
from models.agents.agent import Agent
from models.assignment import by_hand, draining
from models.assignment.assignment import Assignment
from models.assignment.pool import PoolKind
from models.assignment.rule import Rule, Ruleset
from models.base import database
from models.batch import unit_of_work
from models.contact import Contact
from models.notices.notification import Notification
from models.queues import bell
from models.queues.backlog import BacklogItem
from models.queues.item import WorkState
from models.settings.status import Status
from tests.factories import find, make_agent, make_contact, make_rule, make_team, set_organisation
from tests.models.acting import changing, events, told
from tests.models.assignment.outcomes import outcomes, owner
from tests.models.queries import counted
from tests.story import Customer

pytestmark = pytest.mark.usefixtures("workshop")

CREATED = "whatsapp_contact_created"


def touch(contact: Contact, tag: str = "VIP") -> None:
    with changing(contact, cause=f"test:{contact.id}") as loaded:
        loaded.add_tag(tag)


def waiting() -> list[BacklogItem]:
    rows = BacklogItem.select().where(BacklogItem.state == WorkState.PENDING)
    return list(rows.order_by(BacklogItem.id))


def make_waiting(count: int, rule_agents: list[Agent], **rule: Any) -> list[Contact]:
    """So many contacts whom none of `rule_agents` could take, oldest first."""
    make_rule("All", rule_agents, **rule)
    contacts = [make_contact(f"C{n}") for n in range(count)]
    for contact in contacts:
        touch(contact)
    assert [item.contact_id for item in waiting()][-count:] == [one.id for one in contacts]
    return contacts


def set_agent(agent: Agent, **values: Any) -> None:
    Agent.update(**values).where(Agent.id == agent.id).execute()


def test_who_found_nobody_waits_with_all_that_is_needed_to_place_them() -> None:
    ann = make_agent("Ann", available=False)
    [dora] = make_waiting(1, [ann])
    [item] = waiting()
    [assignment] = Assignment.select()
    assert (item.contact, item.lane) == (dora, f"contact:{dora.id}")
    assert (item.pool_kind, item.pool_of) == (PoolKind.RULE, item.rule_id)
    assert (item.trigger, item.rule, item.ruleset, item.facts, item.cause) == (
        assignment.trigger,
        assignment.rule,
        assignment.ruleset,
        assignment.facts,
        f"test:{dora.id}",
    )
    assert item.last_error == "everybody of the pool is away"


def test_they_are_given_out_oldest_first_with_their_own_cause_trace_and_notice() -> None:
    ann = make_agent("Ann", available=False, capacity=2)
    contacts = make_waiting(3, [ann])
    set_agent(ann, available=True)
    assert draining.give_out() == 2
    assert [owner(one) for one in contacts] == ["Ann", "Ann", None]
    assert outcomes(contacts[0]) == ["nobody", "assigned"]
    given = Assignment.get(Assignment.contact == contacts[0], Assignment.agent == ann)
    assert (given.cause, given.rule.name) == (f"test:{contacts[0].id}", "All")
    assert given.facts["tags"] == ["VIP"]
    assert given.pool["counts"] == {str(ann.id): 0}
    assert Notification.select().count() == 2
    assert told(contacts[0])[-1] == "contact.assigned"
    done = BacklogItem.get(BacklogItem.contact == contacts[0])
    assert (done.state, done.done_at is None) == (WorkState.DONE, False)
    assert [item.contact for item in waiting()] == [contacts[2]]


def test_nobody_able_writes_nothing_however_often_it_is_looked() -> None:
    make_waiting(2, [make_agent("Ann", available=False)])
    rows = Assignment.select().count()
    assert [draining.give_out() for _ in range(3)] == [0, 0, 0]
    assert (Assignment.select().count(), len(waiting())) == (rows, 2)


def test_a_newcomer_goes_behind_those_who_wait_for_the_same_pool() -> None:
    """X2: Ann is back, but nobody has looked into the backlog yet."""
    ann = make_agent("Ann", available=False)
    [dora] = make_waiting(1, [ann])
    set_agent(ann, available=True)
    late = make_contact("Late")
    touch(late)
    assert (owner(dora), owner(late)) == (None, None)
    [event] = events(late, "contact.unplaced")
    assert event.data["reason"] == "others were waiting before"
    assert [item.contact for item in waiting()] == [dora, late]
    assert draining.give_out() == 2
    assert owner(late) == "Ann"


def test_another_pool_is_not_held_up() -> None:
    make_waiting(1, [make_agent("Ann", available=False)], conditions=[VIP])
    make_rule("Others", [make_agent("Bob")])
    late = make_contact("Late")
    touch(late, "Other")
    assert owner(late) == "Bob"


VIP = {"field": "tag", "op": "is", "value": "VIP"}


def test_who_waits_first_is_given_at_their_next_change_and_the_second_is_not() -> None:
    ann = make_agent("Ann", available=False)
    first, second = make_waiting(2, [ann])
    set_agent(ann, available=True)
    touch(second, "Again")
    assert owner(second) is None
    touch(first, "Again")
    assert owner(first) == "Ann"
    touch(second, "And again")
    assert owner(second) == "Ann"
    assert waiting() == []


def test_a_later_match_changes_what_is_waited_for_and_keeps_the_place() -> None:
    first, _ = make_waiting(2, [make_agent("Ann", available=False)], conditions=[VIP])
    team = make_team(members=[make_agent("Bob", available=False)])
    other = make_rule("Others", team=team)
    with changing(first) as loaded:
        loaded.remove_tag("VIP")
    old, _ = waiting()
    assert (old.contact, old.rule) == (first, other)
    assert (old.pool_kind, old.pool_of) == (PoolKind.TEAM, team.id)
    assert BacklogItem.select().count() == 2


def test_a_person_who_decides_ends_the_waiting() -> None:
    [dora] = make_waiting(1, [make_agent("Ann", available=False)])
    with unit_of_work("agent:9") as batch:
        contact = batch.contact(dora.id)
        assert contact is not None
        by_hand.assign_by_hand(batch, contact, make_agent("Bob"))
    assert waiting() == []


def test_who_is_closed_waits_no_longer() -> None:
    ann = make_agent("Ann", available=False)
    [dora] = make_waiting(1, [ann])
    with unit_of_work("agent:9") as batch:
        contact = batch.contact(dora.id)
        assert contact is not None
        contact.set_status(find_closure())
    assert waiting() == []
    set_agent(ann, available=True)
    assert draining.give_out() == 0


def find_closure() -> Any:
    return find(Status, Status.get(Status.closure).name)


def test_whose_owner_came_by_another_way_holds_up_nobody() -> None:
    """An import, or a hand in the database."""
    ann = make_agent("Ann", available=False, capacity=2)
    first, second = make_waiting(2, [ann])
    Contact.update(owner=make_agent("Bob")).where(Contact.id == first.id).execute()
    set_agent(ann, available=True)
    assert [draining.give_out() for _ in range(3)] == [1, 1, 0]
    assert (owner(first), owner(second)) == ("Bob", "Ann")
    assert waiting() == []


def test_the_fallback_has_a_backlog_too() -> None:
    """R8, X2."""
    set_organisation(fallback=True)
    ann = make_agent("Ann", available=False)
    make_rule("Never", [ann], conditions=[VIP])
    dora = Customer().says("Hi")
    assert dora.owner is None
    assert [item.pool_kind for item in waiting()] == [PoolKind.FALLBACK]
    set_agent(ann, available=True)
    assert draining.give_out() == 1
    assert dora.owner == "Ann"


def test_one_slot_for_two_pools_goes_to_whoever_waits_longest() -> None:
    ann = make_agent("Ann", available=False, capacity=1)
    [first] = make_waiting(1, [ann], conditions=[VIP])
    make_rule("Others", [ann])
    second = make_contact("Second")
    touch(second, "Other")
    set_agent(ann, available=True)
    assert draining.give_out() == 1
    assert (owner(first), owner(second)) == ("Ann", None)
    assert draining.give_out() == 0


def test_room_that_comes_while_one_is_given_out_is_for_whoever_waits_longest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    agents = [make_agent(name, available=False, capacity=1) for name in ("Ann", "Bob")]
    first, second = make_waiting(2, agents, conditions=[VIP])
    make_rule("Others", agents)
    third = make_contact("Third")
    touch(third, "Other")
    look = draining._oldest

    def meanwhile(*asked: Any) -> list[int]:
        set_agent(agents[1], available=True)
        return look(*asked)

    set_agent(agents[0], available=True)
    monkeypatch.setattr(draining, "_oldest", meanwhile)
    assert draining.give_out() == 1
    assert draining.give_out() == 1
    assert [owner(one) is None for one in (first, second, third)] == [False, False, True]


def test_whoever_is_older_than_the_others_comes_first_when_one_of_them_was_taken_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two looks at once: the other one was quicker."""
    ann = make_agent("Ann", available=False, capacity=2)
    first, *_ = contacts = make_waiting(3, [ann])
    look = draining._oldest

    def meanwhile(*asked: Any) -> list[int]:
        found = look(*asked)
        monkeypatch.setattr(draining, "_oldest", look)
        Contact.update(owner=make_agent("Bob")).where(Contact.id == first.id).execute()
        return found

    set_agent(ann, available=True)
    monkeypatch.setattr(draining, "_oldest", meanwhile)
    assert draining.give_out() == 1
    assert [owner(one) for one in contacts] == ["Bob", None, None]
    assert draining.give_out() == 2
    assert [owner(one) for one in contacts] == ["Bob", "Ann", "Ann"]


def test_a_pool_that_is_full_does_not_hold_up_the_others_behind_it() -> None:
    bob = make_agent("Bob", available=False)
    make_waiting(5, [make_agent("Ann", capacity=0)], conditions=[VIP])
    make_rule("Others", [bob])
    late = make_contact("Late")
    touch(late, "Other")
    set_agent(bob, available=True)
    assert draining.give_out(limit=1) == 1
    assert owner(late) == "Bob"


def test_a_new_contact_who_finds_somebody_costs_the_backlog_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_rule("All", [make_agent("Ann")], trigger=CREATED)
    with counted(monkeypatch) as asked:
        assert Customer().says("Hi").owner == "Ann"
    assert not [sql for sql in asked if "UPDATE backlog_item" in sql or "INTO backlog" in sql]


def end_rule(**values: Any) -> None:
    """Change the rule `All` as the API does, or delete it."""
    rule = Rule.get(Rule.name == "All")
    if values:
        Rule.update(**values).where(Rule.id == rule.id).execute()
    else:
        rule.delete_instance()
    Ruleset.publish()


@pytest.mark.parametrize("how", ["off", "deleted", "a team"])
def test_when_their_rule_is_gone_the_others_are_tried(how: str) -> None:
    """And with a team now, it is itself."""
    first, second = make_waiting(2, [make_agent("Ann", available=False)])
    team = make_team(members=[make_agent("Bob", capacity=1)])
    if how != "a team":
        make_rule("Others", team=team)
    end_rule(**{"off": {"active": False}, "deleted": {}, "a team": {"team": team}}[how])
    assert draining.give_out() == 2
    assert (owner(first), owner(second)) == ("Bob", None)
    [item] = waiting()
    assert (item.contact, item.pool_of, item.pool_kind) == (second, team.id, PoolKind.TEAM)
    assert draining.give_out() == 0


TEAM_RULE_ENDS = {
    "off": {"active": False},
    "deleted": {},
    "another team": {"team": "other"},
    "agents": {"team": None},
}


@pytest.mark.parametrize("how", TEAM_RULE_ENDS)
def test_who_waits_for_a_team_is_decided_anew_when_their_rule_is_gone(how: str) -> None:
    """The team is still there, and other rules send people to it."""
    team = make_team(members=[make_agent("Ann", available=False)])
    stays = make_rule("Also", team=team, conditions=[{**VIP, "value": "Also"}])
    other = make_contact("Other")
    touch(other, "Also")
    [dora] = make_waiting(1, [], team=team)
    values: dict[str, Any] = dict(TEAM_RULE_ENDS[how])
    if values.get("team"):
        values["team"] = make_team("Bags", [make_agent("Bob")])
    else:
        make_rule("Others", [make_agent("Bob")])
    Rule.get(Rule.name == "All").set_agents([Agent.get(Agent.name == "Bob")])
    end_rule(**values)
    assert (draining.give_out(), draining.give_out()) == (1, 0)
    assert owner(dora) == "Bob"
    assert [(item.contact, item.rule) for item in waiting()] == [(other, stays)]


def test_who_waits_for_a_team_whose_rule_is_gone_may_wait_for_it_by_another_rule() -> None:
    """The place in the line is kept."""
    team = make_team(members=[make_agent("Ann", available=False)])
    first, second = make_waiting(2, [], team=team)
    make_rule("Others", team=team)
    end_rule()
    assert (draining.give_out(limit=1), draining.give_out(limit=1)) == (1, 1)
    assert draining.give_out() == 0
    assert [(item.contact, item.rule.name) for item in waiting()] == [
        (first, "Others"),
        (second, "Others"),
    ]


def test_when_the_fallback_is_switched_off_nobody_waits_for_it() -> None:
    """R8."""
    set_organisation(fallback=True)
    make_rule("Never", [make_agent("Ann", available=False)], conditions=[VIP])
    dora = Customer().says("Hi")
    set_organisation(fallback=False)
    Agent.update(available=True).execute()
    assert (draining.give_out(), draining.give_out()) == (1, 0)
    assert (dora.owner, waiting()) == (None, [])


def test_when_no_rule_takes_them_any_more_they_wait_for_nothing() -> None:
    make_waiting(1, [make_agent("Ann", available=False)])
    end_rule()
    make_rule("Others", [make_agent("Bob")], conditions=[{**VIP, "value": "Other"}])
    assert (draining.give_out(), draining.give_out()) == (1, 0)
    assert waiting() == []


def test_a_look_at_tens_of_thousands_who_wait_is_two_small_queries(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ann = make_agent("Ann", available=False)
    [dora] = make_waiting(1, [ann])
    database.execute_sql(MANY, (dora.id,))
    database.execute_sql(MANY_ITEMS)
    database.execute_sql("ANALYZE backlog_item")
    assert BacklogItem.select().count() == 20_001
    with counted(monkeypatch) as asked:
        assert draining.give_out() == 0
    assert len(asked) == 2, asked
    for sql in asked:
        values = ("[]", "2026-01-01", "2026-01-01") if "%s" in sql else ()
        plan = "\n".join(row[0] for row in database.execute_sql(f"EXPLAIN {sql}", values))
        assert "Seq Scan on backlog_item" not in plan, plan


def test_a_look_at_tens_of_thousands_who_wait_for_a_team_is_one_query_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    [dora] = make_waiting(1, [], team=make_team(members=[make_agent("Ann", available=False)]))
    database.execute_sql(MANY, (dora.id,))
    database.execute_sql(MANY_ITEMS)
    database.execute_sql("ANALYZE backlog_item")
    with counted(monkeypatch) as asked:
        assert draining.give_out() == 0
    assert len(asked) == 3, asked
    limit = {"limit": draining.BATCH}
    explained = database.execute_sql(f"EXPLAIN ANALYZE {draining.OF_GONE_RULES}", limit)
    plan = "\n".join(row[0] for row in explained)
    assert "Seq Scan on backlog_item" not in plan, plan
    assert not re.search(r"actual time=\S+ rows=\d{4}", plan), plan


MANY = """
INSERT INTO contact (name, status_id, status_since, state, deadline_step, reply_step, created_at,
                     updated_at)
SELECT 'Many', status_id, now(), 'PROSPECT', 0, 0, now(), now() FROM contact,
       generate_series(1, 20000) WHERE id = %s
"""
MANY_ITEMS = """
INSERT INTO backlog_item (lane, state, attempts, due_at, created_at, contact_id, pool_kind, pool_of,
                          rule_id, trigger, facts, cause)
SELECT 'x', 'pending', 0, now(), now(), c.id, b.pool_kind, b.pool_of, b.rule_id, b.trigger, b.facts,
       'x'
FROM backlog_item b, contact c WHERE c.name = 'Many'
"""


def test_the_bell_is_rung_whenever_somebody_may_have_become_able(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rung: list[str] = []
    monkeypatch.setattr(bell, "ring_after_commit", rung.append)
    ann, bob = make_agent("Ann"), make_agent("Bob")
    dora = make_contact(owner=ann)
    for verb in (
        lambda batch, contact: by_hand.assign_by_hand(batch, contact, bob),
        by_hand.release_by_hand,
    ):
        rung.clear()
        act(dora, verb)
        assert "backlog" in rung
    act(dora, lambda batch, contact: by_hand.assign_by_hand(batch, contact, bob))
    rung.clear()
    act(dora, lambda batch, contact: contact.set_status(find_closure()))
    assert "backlog" in rung
    rung.clear()
    act(dora, lambda batch, contact: contact.rename("Dora D."))
    assert "backlog" not in rung


@pytest.mark.parametrize(
    "change",
    [
        lambda ann: staff.change(ann, {"available": True}),
        lambda ann: staff.change(ann, {"capacity": 9}),
        lambda ann: staff.cancel_leave(staff.grant_leave(ann, TODAY, TODAY, "")),
        lambda ann: make_team(members=[ann]),
        lambda ann: make_rule("All", [ann]),
    ],
    ids=["available", "capacity", "leave", "team", "rule"],
)
def test_the_bell_is_rung_when_an_agent_a_team_or_a_rule_changes(
    monkeypatch: pytest.MonkeyPatch, change: Any
) -> None:
    ann = make_agent("Ann")
    rung: list[str] = []
    monkeypatch.setattr(bell, "ring_after_commit", rung.append)
    change(ann)
    assert rung == ["backlog"]


TODAY = date(2026, 1, 5)


def act(contact: Contact, verb: Any) -> None:
    with unit_of_work("agent:9") as batch:
        verb(batch, batch.contact(contact.id))
