"""`/conversations`: who said something last, and what waits for an answer. W7, A6, X4."""

from typing import Any

from flask import Response, render_template, request, session

from bot.pages import live
from bot.pages.session import me
from bot.pages.site import pages, sought
from models.agents.agent import Role
from models.catalogue import Catalogue
from models.clock import now
from models.contact.finding import conversations as finding
from models.contact.finding.conversations import Asked, Whose
from models.ids import id_in

SIZE = 30
CAME_FROM = "talks"
"""What of the list one has looked at last: to be gone back to from a conversation."""
TABS = {Whose.MINE: "Mine", Whose.UNASSIGNED: "Nobody's", Whose.ALL: "All"}


@pages.get("/conversations")
def conversations() -> str:
    session[CAME_FROM] = _address(_asked())
    return render_template("conversations/list.html", **_listed())


@pages.get("/conversations/list")
def conversation_list() -> Response:
    """The list alone: it refreshes itself."""
    return live.part("conversations/rows.html", **_listed())


def _listed() -> dict[str, Any]:
    asked = _asked()
    return {
        "found": finding.page(asked, me(), SIZE),
        "asked": asked,
        "address": _address(asked),
        "tabs": TABS,
        "agents": Catalogue.current().agents,
        "now": now(),
        "here": id_in(request.args.get("here", "")),
    }


def came_from() -> dict[str, Any]:
    """The list from which one comes, as the query of its address."""
    return dict(session.get(CAME_FROM) or {})


def _asked() -> Asked:
    """What the address asks for; nonsense asks for nothing."""
    given = request.args
    whose, before = given.get("whose"), given.get("before", "")
    return Asked(
        whose=Whose(whose) if whose in set(Whose) else _usual(),
        q=sought() or None,
        unread="unread" in given,
        unanswered="unanswered" in given,
        before=id_in(before) or None,
    )


def _usual() -> Whose:
    """Who sells begins with what is theirs; everybody else looks after all that they see."""
    return Whose.MINE if me().role is Role.SALES_AGENT else Whose.ALL


def _address(asked: Asked) -> dict[str, Any]:
    """The same again, as the query of an address."""
    flags = {name: 1 for name in ("unread", "unanswered") if getattr(asked, name)}
    return {"whose": asked.whose.value, **({"q": asked.q} if asked.q else {}), **flags}
