"""`/rules`: how assignment works, the rules in their order with what is odd about them, and the
fallback. R2, R8, R9, R11."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot import admission
from bot.pages import calling, order
from bot.pages.calling import Refused
from bot.pages.session import me
from bot.pages.site import pages
from models.agents.agent import Role
from models.agents.visibility import sees_all
from models.assignment.judging import TOO_LATE
from models.assignment.standing import Standing, standings
from models.catalogue import Catalogue


@pages.get("/rules")
def rules() -> str:
    catalogue = Catalogue.current()
    found = calling.every("/rules")
    teams = {team["id"]: team["members"] for team in calling.every("/teams")}
    for one in found:
        one["people"] = teams.get(one["team"]["id"], []) if one["team"] else one["agents"]
        one["warnings"] = [odd for odd in one["warnings"] if odd != TOO_LATE]  # Said once, below.
    return render_template(
        "rules/list.html",
        rules=found,
        standing=_standing(found),
        fallback=catalogue.organisation.fallback,
        sellers=[
            one for one in catalogue.agents.values() if one.role is Role.SALES_AGENT and one.active
        ],
        waiting=calling.get("/backlog", {"page_size": 1})["total"],
        asks_first=bool(catalogue.workflows),
        edits=admission.may(me(), "pages.rules_order"),
        moved=request.args.get("moved"),
    )


@pages.post("/rules/order")
def rules_order() -> Response:
    """The order that was dragged together, or a step of one rule by its button."""
    try:
        calling.send("POST", "/rules/order", {"rules": order.ordered(order.dragged())})
        flash("The rules are tried in their new order.", "success")
    except Refused:
        flash("The rules have changed meanwhile. This is how they are now.", "warning")
    id, _ = order.moved()
    at = f"rule-{id}" if id else None
    return redirect(url_for("pages.rules", moved=order.pressed(), _anchor=at), 303)


@pages.post("/rules/<id:id>/switch")
def rules_switch(id: int) -> Response:
    on = request.form.get("active") == "true"
    rule = calling.send("PATCH", f"/rules/{id}", {"active": on})
    flash(f"“{rule['name']}” is {'on' if on else 'off'}.", "success")
    return redirect(url_for("pages.rules", _anchor=f"rule-{id}"), 303)


@pages.post("/rules/fallback")
def rules_fallback() -> Response:
    on = request.form.get("fallback") == "true"
    calling.send("PATCH", "/settings", {"fallback": on})
    flash(f"The fallback is {'on' if on else 'off'}.", "success")
    return redirect(url_for("pages.rules", _anchor="fallback"), 303)


def _standing(rules: Sequence[dict[str, Any]]) -> dict[int, Standing]:
    """How much colleagues in sales have to do, and whether they are away, is told to who sells
    (X13)."""
    if not sees_all(me()):
        return {}
    return standings({person["id"] for rule in rules for person in rule["people"]})
