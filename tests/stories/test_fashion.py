"""The seeds' own example: men's or women's fashion and the budget decide who gets the contact (R6
to R11)."""

import pytest

from models.agents.agent import Agent
from models.agents.team import Team
from models.assignment.assignment import Assignment
from models.assignment.rule import Rule, Ruleset
from models.queues.outbox import OutboxKind
from models.settings.organisation import Organisation
from models.workflow.tables import Workflow
from tests.story import Customer, owed

FASHION = """
name: Fashion lead
start: {on: first_message}
steps:
  audience:
    ask: "Are you looking for men's or women's fashion?"
    choices: [Men, Women]
    set: audience
    next: budget
  budget:
    ask: "What's your preferred budget range, {name}?"
    kind: number
    min: 0
    set: budget
    next:
      - {when: {trait: budget, op: gte, value: 1000}, go: vip}
      - {go: thanks}
  vip:
    tag: VIP Customer
    next: thanks
  thanks:
    say: "Thank you! A colleague writes to you shortly."
    status: Interested
timeout: {after: 24h, say: "Are you still there?", times: 1, then: end}
"""

ANSWERED = {"field": "trait:budget", "op": "set"}
MEN = {"field": "trait:audience", "op": "is", "value": "Men"}
WOMEN = {"field": "trait:audience", "op": "is", "value": "Women"}
VIP = {"field": "tag", "op": "is", "value": "VIP Customer"}

pytestmark = pytest.mark.usefixtures("workshop")


@pytest.fixture
def shop(workshop: None) -> None:
    Workflow.publish(FASHION)
    ann, bob, cid = (agent(name) for name in ("Ann", "Bob", "Cid"))
    men = Team.create(name="Menswear")
    men.set_members([bob])
    women = Team.create(name="Womenswear")
    women.set_members([cid])
    rule("VIP", "contact_updated", [VIP, ANSWERED], agents=[ann], position=1)
    rule("Men", "contact_updated", [MEN, ANSWERED], team=men, position=2)
    rule("Women", "contact_updated", [WOMEN, ANSWERED], team=women, position=3)
    Ruleset.publish()


def agent(name: str) -> Agent:
    return Agent.create(name=name, email=f"{name.lower()}@example.com")


def rule(name: str, trigger: str, conditions: list, agents=(), team=None, position=0) -> Rule:
    made = Rule.create(
        name=name, trigger=trigger, conditions=conditions, team=team, position=position
    )
    made.set_agents(list(agents))
    return made


@pytest.mark.parametrize(
    ("audience", "budget", "owner"),
    [
        ("Men", "200", "Bob"),
        ("Women", "999", "Cid"),
        ("Women", "1000", "Ann"),
        ("Men", "5000", "Ann"),
    ],
)
def test_the_answers_decide_who_gets_the_contact(
    shop, audience: str, budget: str, owner: str
) -> None:
    """R10: assigned after the answers, by the rule that they match; W3, W4."""
    dora = Customer().says("Hi")
    assert dora.owner is None
    dora.taps(audience)
    assert dora.owner is None
    dora.says(budget)
    assert dora.traits == {"audience": audience, "budget": int(budget)}
    assert dora.owner == owner
    assert dora.contact.status.name == "Interested"


def test_the_first_message_creates_a_contact_with_everything(shop) -> None:
    """W2, A2, A9, C1, M7."""
    contact = Customer(name="Dora").says("Hi").contact
    assert (contact.name, contact.status.name, contact.source.name) == (
        "Dora",
        "New Lead",
        "WhatsApp",
    )
    assert contact.state == "PROSPECT"
    assert (contact.closure_deadline - contact.created_at.date()).days == 14


def test_the_bot_asks_and_thanks(shop) -> None:
    """W3: the questions, in order, each once."""
    dora = Customer(name="Dora").says("Hi").taps("Women").says("1500")
    assert [message.text for message in dora.heard()] == [
        "Are you looking for men's or women's fashion?",
        "What's your preferred budget range, Dora?",
        "Thank you! A colleague writes to you shortly.",
    ]
    assert dora.tags == {"VIP Customer"}


def test_the_owner_is_told_by_email_with_the_answers(shop) -> None:
    """W6: once."""
    Customer(name="Dora").says("Hi").taps("Men").says("200").says("Anything else?")
    [letter] = owed(OutboxKind.EMAIL)
    assert letter.payload["to"] == "bob@example.com"
    assert ["audience", "Men"] in letter.payload["facts"]


def test_with_the_whatsapp_trigger_the_answers_do_not_move_the_contact(shop) -> None:
    """R6, R1: assigned at once, and then it has an owner."""
    dan = agent("Dan")
    rule("At once", "whatsapp_contact_created", [], agents=[dan])
    Ruleset.publish()
    dora = Customer().says("Hi")
    assert dora.owner == "Dan"
    dora.taps("Women").says("1500")
    assert dora.owner == "Dan"
    assert Assignment.select().count() == 1


def test_with_the_fallback_who_matched_no_rule_is_given_at_once(shop) -> None:
    """R8: and the answers no longer decide (as the seed says)."""
    fall_back(True)
    assert Customer().says("Hi").owner in {"Ann", "Bob", "Cid"}


def test_without_the_fallback_who_matches_no_rule_stays_unassigned(shop) -> None:
    """R8."""
    fall_back(False)
    dora = Customer().says("Hi").taps("Men")
    assert dora.owner is None
    assert {row.outcome for row in Assignment.select()} == {"unmatched"}


def test_the_fallback_needs_a_rule(workshop: None) -> None:
    """R9: no rule at all: nothing is assigned."""
    agent("Ann")
    fall_back(True)
    assert Customer().says("Hi").owner is None


def fall_back(on: bool) -> None:
    Organisation.update(fallback=on).execute()
