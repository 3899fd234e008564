"""Names that rules, workflows and automations use: of statuses, sources, tags, traits. A rename
reaches all of them, and what one of them names cannot be deleted."""

from collections.abc import Iterator
from typing import Any

from models.assignment.rule import Rule, Ruleset
from models.conditions.comparing import fold
from models.refusal import Refusal
from models.settings.automation import Automation
from models.settings.former_name import FormerName, Named
from models.workflow.names import names_in
from models.workflow.tables import Workflow, WorkflowVersion


def rename(kind: Named, thing: Any, name: str) -> None:
    """Give a status, source, tag or trait another name. The conditions of rules are written anew;
    workflows and automations go on by the name that they were written with."""
    old, thing.name = thing.name, name
    thing.save()
    if fold(old) == fold(name):
        return
    FormerName.keep(kind, old, thing.id)
    if kind is Named.TRAIT:
        _rewrite(lambda one: {**one, "field": f"trait:{name}"} if _looks_at(one, old) else one)
    else:
        _rewrite(lambda one: {**one, "value": name} if _asks(one, kind, old) else one)


def refuse_if_named(kind: Named, thing: Any) -> None:
    """Raises Refusal when a rule, an active workflow or an automation names it."""
    names = {fold(thing.name)} | {
        one.name for one in FormerName.select().where(FormerName.kind == kind) if one.of == thing.id
    }
    rules = [one.name for one in Rule.select() if _rule_names(one, kind, names)]
    _refuse("rules look at it", rules, "rules")
    _refuse("workflows name it", _workflows(kind, names), "workflows")
    of_statuses = _automations(kind, names)
    _refuse("the automations of these statuses name it", of_statuses, "automations")


def _rewrite(change: Any) -> None:
    changed = False
    for rule in Rule.select().for_update():
        conditions = [change(one) for one in rule.conditions]
        if conditions != rule.conditions:
            rule.conditions = conditions
            rule.save()
            changed = True
    if changed:
        Ruleset.publish()


def _rule_names(rule: Rule, kind: Named, names: set[str]) -> bool:
    if kind is Named.TRAIT:
        return any(_looks_at(one, name) for one in rule.conditions for name in names)
    return any(_asks(one, kind, name) for one in rule.conditions for name in names)


def _asks(condition: dict[str, Any], kind: Named, name: str) -> bool:
    """Whole values only: `contains` may mean many names."""
    value = condition.get("value")
    named = isinstance(value, str) and fold(value) == fold(name)
    return named and condition["field"] == kind.value and condition["op"] in ("is", "is_not")


def _looks_at(condition: dict[str, Any], trait: str) -> bool:
    kind, _, name = condition["field"].partition(":")
    return kind == "trait" and fold(name) == fold(trait)


def _workflows(kind: Named, names: set[str]) -> list[str]:
    current = WorkflowVersion.select(WorkflowVersion, Workflow).join(
        Workflow, on=(Workflow.version == WorkflowVersion.id)
    )
    wanted = {(kind.value, name) for name in names}
    return [
        one.workflow.name
        for one in current.where(Workflow.active)
        if wanted & names_in(one.definition)
    ]


def _automations(kind: Named, names: set[str]) -> list[str]:
    rows = Automation.select() if kind is Named.TAG else ()
    return [one.status.name for one in rows if names & set(_tags_of(one))]


def _tags_of(automation: Automation) -> Iterator[str]:
    for action in automation.actions:
        for key in ("tag", "untag"):
            if key in action:
                yield fold(action[key])


def _refuse(why: str, names: list[str], where: str) -> None:
    if names:
        said = f"{why} ({', '.join(names)}): change or delete those first"
        raise Refusal(said, facts={"found_in": where})
