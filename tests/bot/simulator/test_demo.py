"""The demo data: a fashion shop in which the answers decide the agent (R4, R8 to R11)."""

import pytest

from bot.simulator import demo
from bot.simulator.behaviour import TEMPLATES
from bot.simulator.checks import problem
from bot.whatsapp.rendering import Recipient, render
from models import setup
from models.agents.agent import Agent
from models.agents.team import Team
from models.assignment.rule import Rule
from models.queues.outbox import OutboxKind
from models.simulated import SimulatedCustomer
from models.workflow.tables import Workflow
from tests.story import Customer, owed
from workers.errand import content_of

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


@pytest.mark.usefixtures("workshop")
@pytest.mark.parametrize(
    ("audience", "budget", "owners"),
    [
        ("Women", "200", {"Ann Berger", "Lea Novak", "Mia Santos"}),
        ("Men", "999", {"Bob Keller", "Cid Romero"}),
        ("Women", "1000", {"Ann Berger", "Bob Keller"}),
        ("Men", "2500", {"Ann Berger", "Bob Keller"}),
    ],
)
def test_the_shop_gives_a_contact_to_the_right_agent(
    audience: str, budget: str, owners: set[str]
) -> None:
    demo.load()
    dora = Customer().says("Hi").taps(audience)
    assert dora.owner is None
    dora.says(budget)
    assert dora.owner in owners


@pytest.mark.usefixtures("workshop")
def test_an_agent_with_a_number_is_told_by_a_template_that_is_approved() -> None:
    """W6."""
    demo.load()
    for _ in range(2):
        Customer().says("Hi").taps("Women").says("5000")
    notices = [item for item in owed(OutboxKind.WHATSAPP) if item.payload["type"] == "template"]
    assert {notice.recipient for notice in notices} == {"447700900301", "447700900302"}
    for notice in notices:
        content = content_of(notice.payload, "http://usher.test")
        body = render(content, Recipient(notice.recipient, None), None)
        assert problem(body, TEMPLATES) is None
