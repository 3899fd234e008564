"""`/roles`: what each role may do, as the table says. A7, X13."""

from typing import Any

from flask import Flask

from models.agents.agent import Role
from tests import factories, roles_page


def role_of(api: Any, role: Role) -> dict[str, Any]:
    answer = api.get("/roles")
    assert answer.json["total"] == len(Role)
    found: dict[str, Any] = next(one for one in answer.json["items"] if one["role"] == role)
    return found


def called(shown: dict[str, Any], method: str, path: str) -> dict[str, Any] | None:
    return next(
        (one for one in shown["calls"] if (one["method"], one["path"]) == (method, path)), None
    )


def test_each_role_says_what_it_sees_and_changes(api: Any) -> None:
    seller, support = role_of(api, Role.SALES_AGENT), role_of(api, Role.SUPPORT)
    assert (seller["sells"], seller["sees"]) == (True, "every contact")
    assert (support["sells"], support["sees"]) == (False, "contacts in a closure status")
    assert seller["changes"] != role_of(api, Role.SALES_MANAGER)["changes"]


def test_each_role_says_which_calls_it_may_make(api: Any) -> None:
    admin, seller = role_of(api, Role.ADMIN), role_of(api, Role.SALES_AGENT)
    assert called(admin, "GET", "/inbox/{id}") == {
        "method": "GET",
        "path": "/inbox/{id}",
        "contacts": "none",
        "scope": "operations",
        "only_for_themselves": False,
    }
    assert called(seller, "GET", "/inbox/{id}") is None
    leave = ("DELETE", "/agents/{id}/leave/{leave_id}")
    assert called(seller, *leave)["only_for_themselves"] is True
    assert called(admin, *leave)["only_for_themselves"] is False


def test_everybody_may_read_them(api_as: Any) -> None:
    assert api_as(factories.make_agent(role=Role.SUPPORT)).get("/roles").status_code == 200


def test_the_docs_show_the_table_as_it_is(app: Flask) -> None:
    """If not: `make roles`."""
    assert roles_page.right(app) == roles_page.PAGE.read_text()
    assert "| `GET /contacts/{id}/notes` | everybody | see | `read` |" in roles_page.right(app)
