"""The demo data: a fashion shop in which the answers decide the agent (R4, R8 to R11)."""

import pytest

from bot.simulator import demo
from models import setup
from models.agent import Agent
from models.rule import Rule
from models.simulated import SimulatedCustomer
from models.team import Team
from models.workflow.tables import Workflow

pytestmark = pytest.mark.usefixtures("database")


def test_a_new_database_becomes_a_shop() -> None:
    setup.first_admin("admin@example.com", "a long password")
    demo.load()
    assert Agent.select().count() == 6
    members = {team.name: [agent.name for agent in team.members()] for team in Team.select()}
    assert members == {
        "Menswear": ["Bob Keller", "Cid Romero"],
        "Womenswear": ["Ann Berger", "Lea Novak", "Mia Santos"],
    }
    assert Workflow.get().name == "Fashion lead"


def test_loading_twice_changes_nothing() -> None:
    demo.load()
    demo.load()
    assert Agent.select().count() == 5
    assert Rule.select().count() == 3


def test_a_database_with_agents_is_left_alone() -> None:
    Agent.create(name="Eve", email="eve@example.com")
    demo.load()
    assert Agent.select().count() == 1
    assert not Rule.select().exists()


def test_every_rule_wants_both_answers() -> None:
    """R10: tried after each answer, none of them may take a contact after the first."""
    demo.load()
    for rule in Rule.select():
        fields = {condition["field"] for condition in rule.conditions}
        assert fields == {"trait:audience", "trait:budget"}
        assert rule.match == "all"


def test_the_agents_phones_are_on_the_page() -> None:
    demo.load()
    names = [one.name for one in SimulatedCustomer.select().order_by(SimulatedCustomer.id)]
    assert names[0] == "Dora Lindqvist"
    assert {"Ann Berger (agent)", "Bob Keller (agent)"} <= set(names)
