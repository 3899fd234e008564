"""`/roles`: what each role may do, as bot/access/ says. Read only. A7, X13."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import marshmallow as ma
from flask import Flask, current_app
from werkzeug.routing import Rule

from bot import access
from bot.access.row import Reach, Row
from bot.api.paging import PageSchema, list_of, page_of_list
from bot.api.resource import Resource
from bot.api.specification import PREFIX
from bot.api.who import who
from models.agents.agent import Role
from models.agents.api_key import Scope
from models.agents.visibility import MANAGERS, SALES

roles = Resource("roles", __name__, description="What each role may do")

SALES_SEE = "every contact"
OTHERS_SEE = "contacts in a closure status"
MANAGERS_CHANGE = "all of them"
OTHERS_CHANGE = "their own, and those that nobody has"


@dataclass(frozen=True, slots=True)
class Call:
    method: str
    path: str
    row: Row

    @property
    def who(self) -> str:
        """In words."""
        return who(self.row)

    def of(self, role: Role) -> dict[str, Any]:
        others = self.row.others
        return {
            "method": self.method,
            "path": self.path,
            "contacts": self.row.reach,
            "scope": self.row.scope,
            "only_for_themselves": others is not None and role not in others,
        }


class CallSchema(ma.Schema):
    method = ma.fields.String()
    path = ma.fields.String()
    contacts = ma.fields.Enum(Reach, by_value=True)
    scope = ma.fields.Enum(Scope, by_value=True, allow_none=True)
    only_for_themselves = ma.fields.Boolean(
        metadata={"description": "The address must name the agent who asks"}
    )


class RoleSchema(ma.Schema):
    role = ma.fields.Enum(Role, by_value=True)
    sells = ma.fields.Boolean(metadata={"description": "false: one of the non-sales roles"})
    sees = ma.fields.String()
    changes = ma.fields.String()
    calls = ma.fields.List(ma.fields.Nested(CallSchema))


@roles.get("/roles")
@roles.arguments(PageSchema, location="query")
@roles.response(200, list_of(RoleSchema))
def listing(asked: dict[str, Any]) -> dict[str, Any]:
    """The seven roles: which contacts each sees and changes, and which calls it may make."""
    known = calls(current_app)
    return page_of_list([_shown(role, known) for role in Role], asked)


def calls(app: Flask) -> list[Call]:
    """Every call of the API that needs a key, in the table's order."""
    return [call for name, call in _all(app) if call.row.scope is not None]


def pages(app: Flask) -> list[Call]:
    """Every page behind the login."""
    return [call for name, call in _all(app) if name.startswith("pages.") and call.row.who]


def _all(app: Flask) -> Iterator[tuple[str, Call]]:
    rules = {rule.endpoint: rule for rule in app.url_map.iter_rules()}
    for endpoint, row in access.TABLE.items():
        rule = rules.get(endpoint)
        if rule is not None:
            yield endpoint, Call(_method(rule), _path(rule), row)


def _method(rule: Rule) -> str:
    return min((rule.methods or set()) - {"HEAD", "OPTIONS"})


def _path(rule: Rule) -> str:
    return re.sub(r"<(?:[^<>:]+:)?(\w+)>", r"{\1}", rule.rule).removeprefix(PREFIX)


def _shown(role: Role, known: list[Call]) -> dict[str, Any]:
    return {
        "role": role,
        "sells": role in SALES,
        "sees": SALES_SEE if role in SALES else OTHERS_SEE,
        "changes": MANAGERS_CHANGE if role in MANAGERS else OTHERS_CHANGE,
        "calls": [call.of(role) for call in known if role in (call.row.who or ())],
    }
