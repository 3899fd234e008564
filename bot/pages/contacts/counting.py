"""How many contacts a form is about, that was led to by a filter."""

from typing import Any

from bot.pages import calling
from bot.pages.calling import Refused
from bot.pages.contacts.asked import Filter
from bot.pages.forms import Form


def counted(filter: Filter, form: Form) -> dict[str, Any]:
    """`total` and whether it is exact; a filter that means nothing is said above the form."""
    try:
        found: dict[str, Any] = calling.get("/contacts", {**filter, "page_size": 1})
    except Refused as problem:
        form.refuse(problem)
        return {"total": 0, "total_exact": True}
    return found
