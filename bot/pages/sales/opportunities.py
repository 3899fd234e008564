"""`/opportunities`: what contacts may buy, by state, stage and who found it, and what it comes to.
I9."""

from decimal import Decimal
from typing import Any

from flask import render_template, request
from werkzeug.wrappers import Response

from bot.pages import calling
from bot.pages.contacts.filtering import owners
from bot.pages.site import PAGE_SIZE, pages
from bot.pages.walked import form_of_file, walked
from models.catalogue import Catalogue
from models.clock import local_date, now
from models.sales.finding import OPPORTUNITY_SORTS
from models.sales.opportunity import OpportunityState
from models.settings.option import OptionKind

ALL = "all"
OPEN = OpportunityState.OPEN.value
STANDARD = "-created_at"
TABS = {
    OPEN: "Open",
    OpportunityState.WON.value: "Won",
    OpportunityState.LOST.value: "Lost",
    ALL: "In all",
}


@pages.get("/opportunities")
def opportunities() -> str:
    asked = _asked()
    narrowed = {name: value for name, value in asked.items() if name not in ("state", "sort")}
    query = _query(asked)
    found = walked("/opportunities", {"page_size": PAGE_SIZE, "sort": STANDARD} | query)
    # The tabs count what is in each, also while one of them narrows the list.
    one_tab = "state" in query
    whole = calling.get("/opportunities", narrowed | {"page_size": 1}) if one_tab else found
    catalogue = Catalogue.current()
    return render_template(
        "sales/opportunities.html",
        found=found,
        sums=_sums(whole["sums"]),
        state=query.get("state", ALL),
        tabs=TABS,
        asked=asked,
        narrowed=bool(narrowed),
        stages=catalogue.options_of(OptionKind.STAGE),
        agents=owners(),
        today=local_date(now(), catalogue.organisation.timezone).isoformat(),
    )


@pages.get("/opportunities/export")
def export_opportunities() -> Response:
    """What the list shows, as a file."""
    return calling.file("/opportunities/export", _query(_asked()) | form_of_file())


def _asked() -> dict[str, str]:
    """What the address asks for, as far as there is such a thing."""
    given = {name: value.replace("\0", "").strip() for name, value in request.args.items()}
    catalogue = Catalogue.current()
    known = {
        "state": given.get("state") in TABS and given["state"] != OPEN,
        "stage": catalogue.option(OptionKind.STAGE, given.get("stage", "")),
        "agent": catalogue.agent(given.get("agent", "")),
        "q": given.get("q"),
        "sort": given.get("sort") in OPPORTUNITY_SORTS and given["sort"] != STANDARD,
    }
    return {name: given[name][:200] for name, there in known.items() if there}


def _query(asked: dict[str, str]) -> dict[str, str]:
    """As the API takes it, to which no state means all of them."""
    query = {"state": OPEN, **asked}
    if query["state"] == ALL:
        del query["state"]
    return query


def _sums(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """By tab: how many, and what they come to."""
    together = {
        "count": sum(one["count"] for one in found.values()),
        "value": sum((Decimal(one["value"]) for one in found.values()), Decimal()),
    }
    return found | {ALL: together}
