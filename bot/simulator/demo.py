"""Demo data for a newcomer: a fashion shop with agents, teams, a workflow and rules (R10).

The rules want both answers: a rule is tried after each of them, and the first that matches
assigns. One that asked for the audience alone would take the contact before its budget is known.
"""

from pathlib import Path
from typing import Any, NamedTuple

from bot.simulator import people
from models.agents.agent import Agent, Role
from models.agents.team import Team
from models.assignment.rule import Match, Rule, Ruleset, Trigger
from models.base import database
from models.settings.organisation import Organisation
from models.settings.trait import Trait, TraitKind
from models.simulated import SimulatedCustomer
from models.workflow.tables import Workflow

WORKFLOW = Path(__file__).with_name("fashion.yaml")
VIP_BUDGET = 1000


class Colleague(NamedTuple):
    name: str
    email: str
    team: str
    role: Role = Role.SALES_AGENT
    whatsapp: str | None = None
    senior: bool = False


STAFF = (
    Colleague(
        "Ann Berger",
        "ann@example.com",
        "Womenswear",
        Role.SALES_MANAGER,
        whatsapp="447700900301",
        senior=True,
    ),
    Colleague("Mia Santos", "mia@example.com", "Womenswear"),
    Colleague("Lea Novak", "lea@example.com", "Womenswear"),
    Colleague("Bob Keller", "bob@example.com", "Menswear", whatsapp="447700900302", senior=True),
    Colleague("Cid Romero", "cid@example.com", "Menswear"),
)


def load() -> None:
    """Fill a database that has nobody but its first administrator; leave any other alone."""
    with database.atomic():
        database.execute_sql("LOCK TABLE agent IN SHARE ROW EXCLUSIVE MODE")
        if not _empty():
            return
        agents = {colleague: _hire(colleague) for colleague in STAFF}
        teams = {name: _gather(name, agents) for name in ("Menswear", "Womenswear")}
        Trait.get_or_create(name="audience", defaults={"kind": TraitKind.CHOICE})
        Trait.get_or_create(name="budget", defaults={"kind": TraitKind.NUMBER})
        _add_rules(teams, [agent for colleague, agent in agents.items() if colleague.senior])
        Workflow.publish(WORKFLOW.read_text(encoding="utf-8"))
        Organisation.update(name="Linden & Loom").where(Organisation.name == "").execute()
        people.everybody()


def _empty() -> bool:
    others = Agent.role.not_in([Role.ADMIN, Role.OWNER])
    return not (
        Agent.select().where(others).exists()
        or Agent.select().count() > 1
        or Rule.select().exists()
        or Workflow.select().exists()
    )


def _hire(colleague: Colleague) -> Agent:
    if colleague.whatsapp:
        _give_phone(colleague.name, colleague.whatsapp)
    return Agent.create(
        name=colleague.name,
        email=colleague.email,
        role=colleague.role,
        whatsapp=colleague.whatsapp,
    )


def _give_phone(name: str, phone: str) -> None:
    """The page shows what an agent is told on WhatsApp, too."""
    people.everybody()
    if SimulatedCustomer.get_or_none(phone=phone) is None:
        people.add(f"{name} (agent)", phone, None)


def _gather(name: str, agents: dict[Colleague, Agent]) -> Team:
    team, _ = Team.get_or_create(name=name)
    team.set_members([agent for colleague, agent in agents.items() if colleague.team == name])
    return team


def _add_rules(teams: dict[str, Team], seniors: list[Agent]) -> None:
    vip = _rule(1, "VIP", [_is("gte", "budget", VIP_BUDGET), _is("set", "audience")])
    vip.set_agents(seniors)
    for position, (audience, team) in enumerate([("Women", "Womenswear"), ("Men", "Menswear")], 2):
        conditions = [_is("is", "audience", audience), _is("set", "budget")]
        _rule(position, f"{audience}'s fashion", conditions, team=teams[team])
    Ruleset.publish()


def _rule(
    position: int, name: str, conditions: list[dict[str, Any]], team: Team | None = None
) -> Rule:
    return Rule.create(
        name=name,
        trigger=Trigger.CONTACT_UPDATED,
        conditions=conditions,
        match=Match.ALL,
        team=team,
        position=position,
    )


def _is(op: str, trait: str, value: Any = None) -> dict[str, Any]:
    condition = {"field": f"trait:{trait}", "op": op}
    return condition if value is None else {**condition, "value": value}
