"""Settings are read once and kept until one of them changes, whoever changes it (R11)."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from models.agents.agent import Agent, Leave
from models.agents.team import Team, TeamMember
from models.assignment.rule import Ruleset
from models.base import database
from models.catalogue import Catalogue
from models.clock import now
from models.settings.automation import Automation
from models.settings.former_name import FormerName, Named
from models.settings.option import Option, OptionKind
from models.settings.organisation import Organisation
from models.settings.source import Source
from models.settings.status import Status
from models.settings.tag import Tag
from models.settings.trait import Trait
from models.tables import SETTINGS
from models.webhooks.endpoint import WebhookEndpoint
from models.workflow.tables import Workflow, WorkflowVersion
from tests.factories import (
    make_agent,
    make_endpoint,
    make_option,
    make_rule,
    make_status,
    make_tag,
    make_team,
    make_workflow,
    set_organisation,
)
from tests.models.queries import counted

pytestmark = pytest.mark.usefixtures("database")

WORKFLOW = "{name: %s, steps: {size: {ask: Size?}}}"


def rename(model: Any, name: str) -> None:
    model.update(name=name).execute()


CHANGES: dict[str, Callable[[], object]] = {
    "status": lambda: make_status("Hot"),
    "status renamed": lambda: Status.update(name="Hot").where(Status.id == 1).execute(),
    "status deleted": lambda: Status.delete().where(Status.name == "Invalid").execute(),
    "source": lambda: Source.create(name="Fair"),
    "tag": lambda: make_tag("VIP"),
    "trait": lambda: Trait.create(name="budget"),
    "option": lambda: make_option(OptionKind.STAGE, "Trial"),
    "option renamed": lambda: Option.update(name="Try").where(Option.id == 1).execute(),
    "former name": lambda: FormerName.keep(Named.STATUS, "Cold", 1),
    "agent": lambda: make_agent("Ann"),
    "agent away": lambda: Agent.update(available=False).execute(),
    "team": lambda: make_team("Shoes"),
    "team renamed": lambda: rename(Team, "Hats"),
    "team's members": lambda: TeamMember.delete().execute(),
    "leave": lambda: Leave.create(
        agent=Agent.get(), first_day=date(2026, 8, 1), last_day=date(2026, 8, 14)
    ),
    "automation": lambda: Automation.create(status=Status.get(), actions=[{"tag": "Won"}]),
    "webhook endpoint": make_endpoint,
    "webhook endpoint's wishes": lambda: WebhookEndpoint.update(events=["ping"]).execute(),
    "webhook endpoint off": lambda: WebhookEndpoint.update(active=False).execute(),
    "rules": Ruleset.publish,
    "workflow": lambda: make_workflow(WORKFLOW % "New"),
    "workflow switched off": lambda: Workflow.update(active=False).execute(),
    "workflow's version": lambda: make_workflow(WORKFLOW % "Old"),
    "organisation": lambda: set_organisation(fallback=True),
    "time zone": lambda: set_organisation(timezone="Europe/Madrid"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_a_setting_is_seen_by_the_next_who_looks(change: str) -> None:
    make_team("Fashion", [make_agent("Zoe")])
    make_workflow(WORKFLOW % "Old")
    before = Catalogue.current()
    assert Catalogue.current() is before
    CHANGES[change]()
    assert Catalogue.current() is not before


def test_every_table_of_settings_has_its_change_here() -> None:
    assert {model.__name__ for model in SETTINGS} == {
        one.__name__
        for one in (
            Status, Source, Tag, Trait, Agent, Leave, Automation, Team, TeamMember, Ruleset,
            Workflow, WorkflowVersion, FormerName, WebhookEndpoint, Option
        )
    }  # fmt: skip


def test_how_an_endpoint_fares_is_no_setting() -> None:
    """X14: a receiver that comes and goes must not have every worker read everything again."""
    make_endpoint()
    before = Catalogue.current()
    WebhookEndpoint.update(failing_since=now(), secret="whsec_bmV3").execute()
    assert Catalogue.current() is before


def test_an_endpoint_through_the_eyes_of_who_has_left_is_told_nothing() -> None:
    """X13."""
    ann = make_agent("Ann")
    endpoint = make_endpoint(as_agent=ann)
    assert Catalogue.current().endpoints == [endpoint]
    Agent.update(active=False).execute()
    assert Catalogue.current().endpoints == []


def test_a_change_that_was_taken_back_is_not_seen() -> None:
    """And what somebody read in between is not kept."""
    before = Catalogue.current()
    with database.atomic() as savepoint:
        make_tag("VIP")
        assert Catalogue.current().tag("VIP")
        savepoint.rollback()
    assert Catalogue.current().tag("VIP") is None
    make_tag("Lead")
    assert Catalogue.current().tag("VIP") is None
    assert Catalogue.current().tag("Lead")
    assert before.tag("Lead") is None


def test_while_nothing_changes_one_small_question_is_asked(monkeypatch) -> None:
    make_rule("All", [make_agent("Ann")])
    version = make_workflow(WORKFLOW % "Ask").version_id
    Catalogue.current().version(version)
    with counted(monkeypatch) as asked:
        catalogue = Catalogue.current()
        assert catalogue.default_status.name == "New Lead"
        assert catalogue.agent("ANN@example.org")
        assert catalogue.version(version).workflow.name == "Ask"
    assert len(asked) == 1, asked
    assert "catalogue_version" in asked[0]


def test_a_version_that_is_no_longer_current_is_read_once(monkeypatch) -> None:
    """X11: conversations that are running stay on theirs."""
    old = make_workflow(WORKFLOW % "Ask").version_id
    make_workflow(WORKFLOW % "Ask")
    catalogue = Catalogue.current()
    assert [one.number for one in catalogue.workflows] == [2]
    with counted(monkeypatch) as asked:
        for _ in range(3):
            assert catalogue.version(old).number == 1
            assert catalogue.version(old).workflow.name == "Ask"
    assert len(asked) == 1, asked


@pytest.mark.parametrize("spelling", ["VIP customer", "vip CUSTOMER", " VIP  customer "])
def test_a_name_is_found_however_it_is_spelled(spelling: str) -> None:
    tag = make_tag("VIP Customer")
    assert Catalogue.current().tag(spelling) == tag


def test_of_two_names_that_differ_in_spacing_only_the_older_one_counts() -> None:
    older, _ = make_tag("VIP Customer"), make_tag("VIP  Customer")
    assert Catalogue.current().tag("VIP  Customer") == older


def test_names_that_do_not_exist_are_nobody() -> None:
    catalogue = Catalogue.current()
    assert catalogue.status("Nope") is None
    assert catalogue.source("") is None
    assert catalogue.team("Nope") is None
    assert catalogue.agent("nobody@example.org") is None


@pytest.mark.parametrize(
    ("kept", "writes_from"),
    [
        ("447700900999", "447700900999"),
        ("5511987654321", "551187654321"),
        ("525512345678", "5215512345678"),
    ],
)
def test_an_agent_is_known_by_every_spelling_of_their_number(kept: str, writes_from: str) -> None:
    ann = make_agent("Ann", whatsapp=kept)
    assert Catalogue.current().agent_by_whatsapp(writes_from) == ann


def test_who_left_may_write_as_anybody_may() -> None:
    make_agent("Ann", whatsapp="447700900999", active=False)
    assert Catalogue.current().agent_by_whatsapp("447700900999") is None
    assert Catalogue.current().agent_by_whatsapp(None) is None


def test_a_database_that_is_not_set_up_says_what_to_do() -> None:
    Organisation.delete().execute()
    with pytest.raises(LookupError, match="usher migrate"):
        Catalogue.current()


def test_settings_are_held_before_the_rows_that_change() -> None:
    """Else whoever changes an agent holds the agent and waits for the settings, while a batch that
    holds the settings waits for the agent. Bit 1 of a trigger's type says that it comes before."""
    rows = database.execute_sql(
        "SELECT tgrelid::regclass::text, tgtype & 2 FROM pg_trigger"
        " WHERE tgname = 'catalogue_changed' AND pg_table_is_visible(tgrelid)"
    ).fetchall()
    assert {name for name, before in rows if not before} == set()
    assert {"agent", "team", "rule", "ruleset", "tag"} <= {name for name, _ in rows}
