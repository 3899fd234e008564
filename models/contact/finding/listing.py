"""The contacts that a filter finds, as one query that is read from end to end: for selections and
exports. A page at a time is read by browsing.py."""

from typing import Any

from models.agents.agent import Agent
from models.agents.visibility import visible_to
from models.contact.contact import Contact
from models.contact.finding import search, sorting
from models.contact.finding.filters import Wanted, conditions, leads


def listed(wanted: Wanted, viewer: Agent | None) -> Any:
    """The query of the contacts that `viewer` may see and that fit, in order."""
    if wanted.q:
        search.freshen()
    query = Contact.select(Contact).where(visible_to(viewer), *conditions(wanted))
    for clue in leads(wanted):
        query = query.where(Contact.id.in_(clue.ids))
        if not clue.sure:
            query = query.where(clue.holds)
    return query.order_by(*sorting.columns(wanted.sort))
