"""`/contacts`: the list, searched and filtered."""

from flask import render_template, request

from bot.pages.session import me
from bot.pages.site import PAGE_SIZE, page_number, pages
from models.agents.agent import Agent
from models.catalogue import Catalogue
from models.contact.card import cards
from models.contact.listing import NOBODY, Wanted, listed

MINE = "me"


@pages.get("/contacts")
def contacts() -> str:
    asked = {
        name: request.args.get(name, "").replace("\0", "") for name in ("q", "status", "owner")
    }
    query = listed(_wanted(asked), me())
    page = page_number()
    return render_template(
        "contacts.html",
        cards=cards(list(query.paginate(page, PAGE_SIZE))),
        total=query.count(),
        page=page,
        page_size=PAGE_SIZE,
        asked=asked,
        statuses=Catalogue.current().statuses.values(),
    )


def _wanted(asked: dict[str, str]) -> Wanted:
    """What the address asks for; a status that is gone asks for nothing."""
    return Wanted(
        q=asked["q"].strip()[:200] or None,
        status=Catalogue.current().status(asked["status"]),
        owner=_owner(asked["owner"]),
    )


def _owner(meant: str) -> Agent | str | None:
    if meant == MINE:
        return me()
    return NOBODY if meant == NOBODY else None
