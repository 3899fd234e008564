"""Opportunities and purchases as tables, read in pieces while they are sent. I9, I12."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from models import sets
from models.catalogue import Catalogue
from models.contact import Contact
from models.sales import money
from models.sales.opportunity import Opportunity
from models.sales.purchase import Purchase, PurchaseItem
from models.streaming import ids_of

PIECE = 1000
"""That are read at once."""


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    header: Sequence[str]
    rows: Callable[[Any], Iterator[list[Any]]]
    """Those of a query, in its order."""


def _opportunities(query: Any) -> Iterator[list[Any]]:
    catalogue = Catalogue.current()
    for rows, names in _pieces(query, Opportunity):
        for one in rows:
            stage = catalogue.options.get(one.stage_id or 0)
            yield [
                *(one.id, one.name, one.value, catalogue.organisation.currency, one.state),
                *(stage.name if stage else None, one.expected_on),
                *(one.contact_id, names.get(one.contact_id), _agent(catalogue, one.agent_id)),
                *(one.decided_at, one.created_at),
            ]


def _purchases(query: Any) -> Iterator[list[Any]]:
    catalogue = Catalogue.current()
    for rows, names in _pieces(query, Purchase):
        items: dict[int, list[PurchaseItem]] = {}
        of_them = PurchaseItem.purchase.in_([one.id for one in rows])
        for item in PurchaseItem.select().where(of_them).order_by(PurchaseItem.id):
            items.setdefault(item.purchase_id, []).append(item)
        for one in rows:
            agent = _agent(catalogue, one.agent_id)
            for item in items.get(one.id, []):
                yield [
                    *(one.id, one.bought_at, one.contact_id, names.get(one.contact_id)),
                    *(one.reference, item.name, item.product, item.quantity, item.price),
                    *(money.rounded(item.quantity * item.price), one.currency),
                    *(agent, one.note),
                ]


def _pieces(query: Any, model: Any) -> Iterator[tuple[list[Any], dict[int, str]]]:
    """Rows, and what their contacts are called. What goes meanwhile is left out."""
    with closing(ids_of(query, PIECE)) as pieces:
        for ids in pieces:
            rows = sets.in_order(model, ids)
            whose = sorted({one.contact_id for one in rows})
            contacts = Contact.select().where(Contact.id.in_(whose)) if whose else []
            yield rows, {one.id: one.called() for one in contacts}


def _agent(catalogue: Catalogue, id: int | None) -> str | None:
    found = catalogue.agents.get(id or 0)
    return str(found.name) if found else None


OPPORTUNITIES = Sheet(
    "opportunities",
    (
        *("id", "name", "value", "currency", "state", "stage", "expected_on", "contact"),
        *("contact_name", "found_by", "decided_at", "created_at"),
    ),
    _opportunities,
)
PURCHASES = Sheet(
    "purchases",
    (
        *("id", "bought_at", "contact", "contact_name", "reference", "item", "product"),
        *("quantity", "price", "amount", "currency", "recorded_by", "note"),
    ),
    _purchases,
)
"""Each item has a row of its own: the amounts can be added up."""
