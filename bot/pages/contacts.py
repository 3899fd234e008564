"""`/contacts`: the list, searched and filtered."""

from flask import render_template, request

from bot.pages.session import me
from bot.pages.site import PAGE_SIZE, page_number, pages
from models.agents.agent import Agent
from models.catalogue import Catalogue
from models.contact.card import cards
from models.contact.finding.browsing import page as page_of
from models.contact.finding.filters import NOBODY, Wanted

MINE = "me"


@pages.get("/contacts")
def contacts() -> str:
    asked = {
        name: request.args.get(name, "").replace("\0", "") for name in ("q", "status", "owner")
    }
    page = page_number()
    found = page_of(_wanted(asked), me(), PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)
    return render_template(
        "contacts.html",
        cards=cards(found.contacts),
        total=found.total.count,
        page=page,
        page_size=PAGE_SIZE,
        asked=asked,
        statuses=Catalogue.current().statuses.values(),
    )


def _wanted(asked: dict[str, str]) -> Wanted:
    """What the address asks for; a status that is gone asks for nothing."""
    status, owner = Catalogue.current().status(asked["status"]), _owner(asked["owner"])
    return Wanted(
        q=asked["q"].strip()[:200] or None,
        status=[status] if status else [],
        owner=[owner] if owner else [],
    )


def _owner(meant: str) -> Agent | str | None:
    if meant == MINE:
        return me()
    return NOBODY if meant == NOBODY else None
