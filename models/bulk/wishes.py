"""What was ordered for many contacts, as the job keeps it, becomes the wish that
models.contact.changes carries out."""

from collections.abc import Mapping
from typing import Any

from models.catalogue import Catalogue
from models.contact.company import Company
from models.contact.state import State
from models.refusal import Refusal


def with_things(stored: Mapping[str, Any], catalogue: Catalogue) -> dict[str, Any]:
    """`stored`, with the things that its ids stand for. Raises Refusal when one is gone."""
    things: dict[str, dict[int, Any]] = {
        "status": catalogue.statuses,
        "source": catalogue.sources,
        "owner": catalogue.agents,
    }
    wish = dict(stored)
    for field, known in things.items():
        if wish.get(field) is not None:
            wish[field] = _thing(field, known.get(wish[field]))
    if wish.get("company") is not None:
        wish["company"] = _thing("company", Company.get_or_none(Company.id == wish["company"]))
    if "state" in wish:
        wish["state"] = State(wish["state"])
    return wish


def _thing(field: str, found: Any) -> Any:
    if found is None:
        raise Refusal(f"the {field} that was chosen is gone: order it anew", field)
    return found
