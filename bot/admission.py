"""Whether a request may be made: what bot/access/ says, asked by the API and by the pages before
anything else is done. X13, A6."""

from collections.abc import Collection

from flask import request

from bot import access
from bot.access.row import Reach, Row
from bot.moved import contact_missing
from bot.problems import Problem
from models.agents.agent import Agent, Role
from models.agents.visibility import EVERYBODY, sees_all, visible
from models.contact import Contact

CONTACTS = ("/contacts", "/conversations")
"""Behind which an id in an address is a contact's."""


def row() -> Row | None:
    """Of the endpoint that is called."""
    return access.TABLE.get(request.endpoint or "")


def check_scope(scopes: Collection[str]) -> None:
    """Raises the Problem of a key that is for other things."""
    found = row()
    if found is not None and found.scope is not None and found.scope not in scopes:
        named = ", ".join(scopes)
        raise Problem(403, f"this needs a key with the scope {found.scope}; yours has {named}")


def check(agent: Agent | None) -> None:
    """Raises the Problem of who may not call this. None is a program, which may what its key's
    scopes allow."""
    found = row()
    if found is None:
        raise Problem(403, "nobody may do this: it has no row in bot/access/")
    if agent is None or found.who is None:
        return
    _check_role(found, agent)
    _check_seen(found, agent)


def may(agent: Agent, endpoint: str) -> bool:
    """Whether the agent's role may call it at all: what a menu shows."""
    who = access.TABLE[endpoint].who
    return who is None or agent.role in who


def _check_role(found: Row, agent: Agent) -> None:
    named = request.view_args or {}
    allowed = found.who or EVERYBODY
    if found.others is not None and named.get("id") != agent.id:
        allowed = found.others
    if not allowed:
        raise Problem(403, "everybody does this for themselves alone: ask who it is about")
    if agent.role not in allowed:
        raise Problem(403, f"this is for {_listed(allowed)}, your role is {agent.role}: ask them")


def _check_seen(found: Row, agent: Agent) -> None:
    """Before the request is read any further. Who changes the contact looks again when it is
    locked."""
    id = contact_in_address()
    if found.reach is Reach.NONE or id is None or sees_all(agent):
        return
    contact = Contact.get_or_none(Contact.id == id)
    if contact is None or not visible(agent, contact):
        raise contact_missing(id, agent)


def contact_in_address() -> int | None:
    """The contact that the address names, if it does."""
    rule = request.url_rule.rule if request.url_rule else ""
    if not any(f"{section}/<id:id>" in rule for section in CONTACTS):
        return None
    return int((request.view_args or {})["id"])


def _listed(roles: frozenset[Role]) -> str:
    """In the order of the roles: owner, admin and sales_manager."""
    words = [role.value for role in Role if role in roles]
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]
