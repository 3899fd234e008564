"""Triggers keep each change of a setting, with who acted: no path can forget it."""

from typing import Any

import pytest

from models.agents.agent import Agent, Role
from models.agents.api_key import ApiKey
from models.assignment.rule import Ruleset
from models.audit import acting, watched
from models.audit.entry import Action, AuditEntry
from models.audit.watched import WATCHED
from models.base import database as db
from models.batch import unit_of_work
from models.contact.event import Event
from models.settings.former_name import FormerName
from models.settings.organisation import Organisation
from models.settings.status import Status
from models.tables import SETTINGS
from tests import factories

DERIVED = {Ruleset, FormerName}
"""Made from what is watched."""


@pytest.fixture(autouse=True)
def nothing_yet(database: None) -> None:
    AuditEntry.delete().execute()


def entry() -> AuditEntry:
    """The only one."""
    [one] = AuditEntry.select()
    return one


def test_every_table_of_settings_is_watched() -> None:
    assert {one._meta.table_name for one in SETTINGS if one not in DERIVED} <= set(WATCHED)


def test_every_watched_table_has_its_trigger() -> None:
    rows = db.execute_sql(
        "SELECT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
        "WHERE tgname = 'audited' AND tgenabled = 'O'"
    )
    assert {name for (name,) in rows} == set(WATCHED)


def test_a_trigger_is_made_anew_when_it_should_tell_something_else() -> None:
    db.execute_sql("DROP TRIGGER audited ON source")
    db.execute_sql(
        "CREATE OR REPLACE TRIGGER audited AFTER INSERT ON status "
        "FOR EACH ROW EXECUTE FUNCTION keep_audit('thing', 'id')"
    )
    watched.attach()
    status = factories.make_status("Met")
    factories.Source.create(name="Fair")
    assert [(one.kind, one.name) for one in AuditEntry.select().order_by(AuditEntry.id)] == [
        ("status", "Met"),
        ("source", "Fair"),
    ]
    assert entry_of(status).after["color"] == "#123456"


def entry_of(row: Any) -> AuditEntry:
    one: AuditEntry = AuditEntry.get(AuditEntry.thing_id == row.id, AuditEntry.kind == "status")
    return one


def test_who_acts_and_from_where_is_written_beside_the_change() -> None:
    ann = factories.make_agent("Ann", role=Role.ADMIN)
    AuditEntry.delete().execute()
    with db.atomic():
        acting.act("agent:5", ann, "203.0.113.7")
        Status.update(color="#000000").where(Status.name == "Lost").execute()
    one = entry()
    assert (one.actor, one.agent_id, one.address) == ("agent:5", ann.id, "203.0.113.7")
    assert (one.action, one.kind, one.name) == (Action.CHANGED, "status", "Lost")
    assert (one.before, one.after) == ({"color": "#dc3545"}, {"color": "#000000"})


def test_nobody_named_is_usher_itself() -> None:
    factories.make_tag("VIP")
    assert (entry().actor, entry().agent_id, entry().address) == ("usher", None, None)


def test_what_is_created_and_deleted_is_told_whole() -> None:
    factories.make_status("Met").delete_instance()
    created, deleted = AuditEntry.select().order_by(AuditEntry.id)
    assert (created.action, created.before, created.after["name"]) == (Action.CREATED, {}, "Met")
    assert (deleted.action, deleted.before["name"], deleted.after) == (Action.DELETED, "Met", {})


def test_a_change_that_changes_nothing_is_no_entry() -> None:
    Status.update(color=Status.color).execute()
    assert not AuditEntry.select().exists()


def test_what_is_undone_leaves_no_entry() -> None:
    with db.atomic() as point:
        factories.make_tag("VIP")
        point.rollback()
    assert not AuditEntry.select().exists()


def test_secrets_are_never_told() -> None:
    ann = factories.make_agent("Ann", password=factories.PASSWORD)
    Agent.update(password_hash="another").where(Agent.id == ann.id).execute()
    ApiKey.issue("Shop")
    told = [(one.before, one.after) for one in AuditEntry.select().order_by(AuditEntry.id)]
    assert told[0][1]["password_hash"] == "hidden"
    assert told[1] == ({"password_hash": "hidden"}, {"password_hash": "hidden"})
    assert told[2][1]["digest"] == "hidden"


def test_a_first_password_is_seen_to_be_new() -> None:
    ann = factories.make_agent("Ann")
    AuditEntry.delete().execute()
    Agent.update(password_hash="one").where(Agent.id == ann.id).execute()
    assert (entry().before, entry().after) == ({"password_hash": None}, {"password_hash": "hidden"})


def test_the_use_of_a_key_is_no_change() -> None:
    key = ApiKey.issue("Shop")
    AuditEntry.delete().execute()
    assert ApiKey.verify(key).last_used_at is not None
    assert not AuditEntry.select().exists()


def test_a_change_of_settings_is_one_entry_whatever_follows_it() -> None:
    Organisation.update(closure_days=7).execute()
    assert (entry().kind, entry().before, entry().after) == (
        "settings",
        {"closure_days": 14},
        {"closure_days": 7},
    )


def test_who_joins_a_team_changes_the_team() -> None:
    ann, bob = factories.make_agent("Ann"), factories.make_agent("Bob")
    team = factories.make_team("Fashion", [ann])
    AuditEntry.delete().execute()
    team.set_members([bob])
    found = {(one.action, one.kind, one.thing_id) for one in AuditEntry.select()}
    assert found == {(Action.CHANGED, "team", team.id)}
    assert [one.before or one.after for one in AuditEntry.select().order_by(AuditEntry.id)] == [
        {"agent_id": ann.id},
        {"agent_id": bob.id},
    ]


def test_saving_a_rule_with_the_same_agents_is_no_change() -> None:
    ann = factories.make_agent("Ann")
    rule = factories.make_rule("Rule", [ann])
    AuditEntry.delete().execute()
    rule.set_agents([ann])
    assert not AuditEntry.select().exists()


def test_events_of_contacts_say_from_where() -> None:
    dora, eve = factories.make_contact("Dora"), factories.make_contact("Eve")
    with unit_of_work("run:1") as batch:
        batch.contact(eve.id).rename("Eva")
    with db.atomic():
        acting.act("agent:5", None, "203.0.113.7")
        with unit_of_work("agent:5") as batch:
            batch.contact(dora.id).rename("Dorothea")
    assert Event.get(Event.contact == dora.id).address == "203.0.113.7"
    assert Event.get(Event.contact == eve.id).address is None
    assert not AuditEntry.select().exists()
