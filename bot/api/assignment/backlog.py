"""`/backlog`: who waits for an agent, since when and why (X2)."""

from typing import Any

import marshmallow as ma

from bot.api.fields import Moment, named
from bot.api.paging import PageSchema, list_of, page_of
from bot.api.resource import Resource, viewer
from models.agents.visibility import visible_to
from models.assignment.rule import Rule
from models.assignment.trace import name_of_pool
from models.contact import Contact
from models.queues.backlog import BacklogItem
from models.queues.item import WorkState

backlog = Resource("backlog", __name__, description="Who waits for an agent")


class WaitingSchema(ma.Schema):
    """`pool` is whom they wait for, `why` why nobody could be given them."""

    contact = named()
    since = Moment()
    why = ma.fields.String()
    pool = ma.fields.String()
    trigger = ma.fields.String()
    rule = named(allow_none=True)


@backlog.get("/backlog")
@backlog.arguments(PageSchema, location="query")
@backlog.response(200, list_of(WaitingSchema))
def listing(asked: dict[str, Any]) -> dict[str, Any]:
    """Contacts whom a rule or the fallback took when nobody could be given them, oldest first.
    Whoever becomes able gets them in this order."""
    query = (
        BacklogItem.select(BacklogItem, Contact, Rule)
        .join(Contact)
        .join_from(BacklogItem, Rule, "LEFT JOIN")
        .where(BacklogItem.state == WorkState.PENDING, visible_to(viewer()))
        .order_by(BacklogItem.id)
    )
    return page_of(query, asked, _shown)


def _shown(rows: list[BacklogItem]) -> list[dict[str, Any]]:
    return [
        {
            "contact": row.contact,
            "since": row.created_at,
            "why": row.last_error,
            "pool": name_of_pool(row.pool_kind, row.pool_of, row.rule.name if row.rule else None),
            "trigger": row.trigger,
            "rule": row.rule,
        }
        for row in rows
    ]
