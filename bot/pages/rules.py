"""`/rules`: what each rule says, in a sentence, and what is odd about it. R2."""

from dataclasses import dataclass

from flask import render_template

from bot.pages.site import pages
from models.agents.agent import Agent
from models.agents.team import Team, TeamMember
from models.assignment import judging
from models.assignment.rule import Rule, RuleAgent
from models.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Shown:
    rule: Rule
    team: Team | None
    agents: list[Agent]
    """Who gets the contacts, by the team or by name."""
    warnings: list[str]


@pages.get("/rules")
def rules() -> str:
    catalogue = Catalogue.current()
    odd = judging.warnings(catalogue)
    members = _members(catalogue.agents)
    shown = [
        Shown(
            rule=rule,
            team=catalogue.teams.get(rule.team_id or 0),
            agents=members.get(("team", rule.team_id) if rule.team_id else ("rule", rule.id), []),
            warnings=odd.get(rule.id, []),
        )
        for rule in Rule.select().order_by(Rule.position, Rule.id)
    ]
    return render_template("rules.html", rules=shown, fallback=catalogue.organisation.fallback)


def _members(agents: dict[int, Agent]) -> dict[tuple[str, int], list[Agent]]:
    found: dict[tuple[str, int], list[Agent]] = {}
    for row in RuleAgent.select():
        found.setdefault(("rule", row.rule_id), []).append(agents[row.agent_id])
    for row in TeamMember.select():
        found.setdefault(("team", row.team_id), []).append(agents[row.agent_id])
    return {key: sorted(found[key], key=lambda agent: str(agent.name)) for key in found}
