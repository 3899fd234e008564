"""What is wrong, or odd, about an assignment rule: said when it is saved and where it is shown."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from models.agents.agent import Agent
from models.agents.team import TeamMember
from models.assignment.rule import RuleAgent, Trigger
from models.assignment.shadowing import shadowed
from models.catalogue import Catalogue
from models.conditions import condition
from models.conditions.condition import Condition, ConditionError, Facts
from models.settings.source import WHATSAPP


class Complaint(NamedTuple):
    field: str
    message: str


MOST_CONDITIONS = 50

TOO_LATE = (
    "The fallback is on: new WhatsApp contacts are assigned when they first write, before "
    "their answers could lead them to this rule."
)


def read_conditions(raw: Sequence[Any], trigger: Trigger) -> tuple[list[Any], list[Complaint]]:
    """The conditions as they are kept, and everything that is wrong with them."""
    complaints: list[Complaint] = []
    kept = []
    for place, one in enumerate(raw[:MOST_CONDITIONS]):
        try:
            read = condition.parse(one)
        except ConditionError as error:
            complaints.append(Complaint(f"conditions.{place}.{error.field}", error.message))
        else:
            kept.append(condition.to_json(read))
            complaints += [
                Complaint(f"conditions.{place}.value", why) for why in _judge(read, trigger)
            ]
    if len(raw) > MOST_CONDITIONS:
        complaints.append(Complaint("conditions", f"a rule takes {MOST_CONDITIONS} at most"))
    return kept, complaints


def warnings(catalogue: Catalogue) -> dict[int, list[str]]:
    """What a person should know about each active rule, by its id."""
    rules = catalogue.rules.rules
    hidden = shadowed(rules)
    pools = _pools()
    found: dict[int, list[str]] = {}
    for rule in rules:
        key = ("team", rule.team_id) if rule.team_id else ("rule", rule.id)
        found[rule.id] = [
            *_shadow(hidden.get(rule.id)),
            *_nobody(pools.get(key, []), catalogue.agents),
            *_too_late(rule.trigger, catalogue),
        ]
    return found


def _judge(one: Condition, trigger: Trigger) -> Iterable[str]:
    yield from _unknown_name(one)
    created = trigger is Trigger.WHATSAPP_CONTACT_CREATED
    if created and one.field == "source" and not condition.holds(one, Facts(source=WHATSAPP)):
        yield (
            f"contacts that a first WhatsApp message creates have the source {WHATSAPP}, so this "
            "never holds: leave it out, or take the other trigger (contact_updated)"
        )


def _unknown_name(one: Condition) -> Iterable[str]:
    """A status or a source that does not exist is a slip; tags and traits may come later."""
    catalogue = Catalogue.current()
    known = {"status": catalogue.statuses, "source": catalogue.sources}.get(one.field)
    if known is None or one.op not in ("is", "is_not"):
        return
    names = [row.name for row in known.values()]
    if not any(condition.holds(Condition("name", "is", one.value), Facts(name=n)) for n in names):
        yield f"there is no {one.field} {one.value!r}: there are {', '.join(names)}"


def _shadow(earlier: Any) -> Iterable[str]:
    if earlier:
        yield f"Never takes a contact: “{earlier.name}” stands before it and takes them all."


def _nobody(members: list[int], agents: dict[int, Agent]) -> Iterable[str]:
    active = [agents[id] for id in members if agents[id].active]
    selling = [agent for agent in active if agent.role.sells]
    if not members:
        yield "Nobody is in its pool: contacts that it takes stay unassigned."
    elif not active:
        yield "Nobody of its pool is active: contacts that it takes stay unassigned."
    elif not selling:
        yield (
            "Nobody who is active in its pool sees open contacts: of those that it takes the open "
            "ones stay unassigned. Add somebody in a role that sells."
        )
    elif not any(agent.here for agent in selling):
        yield "Everybody of its pool who sells is away: contacts that it takes wait."


def _too_late(trigger: Trigger, catalogue: Catalogue) -> Iterable[str]:
    fallback = catalogue.organisation.fallback and catalogue.workflows
    if fallback and trigger is Trigger.CONTACT_UPDATED:
        yield TOO_LATE


def _pools() -> dict[tuple[str, int], list[int]]:
    found: dict[tuple[str, int], list[int]] = {}
    for row in RuleAgent.select():
        found.setdefault(("rule", row.rule_id), []).append(row.agent_id)
    for row in TeamMember.select():
        found.setdefault(("team", row.team_id), []).append(row.agent_id)
    return found
