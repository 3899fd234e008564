"""`/views`: filters of contacts that somebody saved under a name, for themselves or for all. M8."""

from typing import Any
from urllib.parse import parse_qsl, urlencode

import marshmallow as ma

from bot.api import lookup
from bot.api.body import check_storable, wrong_fields
from bot.api.contacts.filters import TRAIT, ContactFilterSchema, SortSchema, wanted
from bot.api.fields import Moment, Schema, Several, Text, Truth, agent_named
from bot.api.paging import PageSchema, list_of, page_of
from bot.api.resource import Resource, viewer
from bot.problems import Problem, Wrong, invalids
from models.agents.saved_view import SavedView
from models.agents.visibility import manages
from models.catalogue import Catalogue

views = Resource("views", __name__, description="Filters of contacts, saved under a name")

LONGEST = 4000


class ViewSchema(ma.Schema):
    id = ma.fields.Integer()
    name = ma.fields.String()
    query = ma.fields.String()
    shared = ma.fields.Boolean()
    agent = agent_named(allow_none=True, metadata={"description": "Whose it is; null: a program"})
    created_at = Moment()


class ViewChangeSchema(Schema):
    name = Text(100)
    query = ma.fields.String(
        validate=ma.validate.Length(max=LONGEST, error=f"give {LONGEST} characters at most"),
        metadata={"description": "As in GET /contacts, sort and an export's columns with it"},
    )
    shared = Truth(metadata={"description": "Whether all colleagues have it"})


class NewViewSchema(ViewChangeSchema):
    name = Text(100, required=True)


class ViewQuerySchema(SortSchema, ContactFilterSchema):
    """What a view's query may say."""

    columns = Text(2000)


@views.get("/views")
@views.arguments(PageSchema, location="query")
@views.response(200, list_of(ViewSchema))
def listing(asked: dict[str, Any]) -> dict[str, Any]:
    """One's own, and those that colleagues share."""
    return page_of(SavedView.seen_by(viewer()), asked, _shown)


@views.post("/views")
@views.arguments(NewViewSchema)
@views.response(201, ViewSchema)
def create(asked: dict[str, Any]) -> Any:
    """Save a filter under a name. What a program saves is shared."""
    SavedView.check_room(viewer())
    SavedView.check_name(viewer(), asked["name"])
    query = _checked(asked.get("query", ""))
    shared = asked.get("shared", False) or viewer() is None
    made = SavedView.create(agent=viewer(), name=asked["name"], query=query, shared=shared)
    return _shown([made])[0]


@views.get("/views/<id:id>")
@views.response(200, ViewSchema)
def show(id: int) -> Any:
    """One view."""
    return _shown([_found(id)])[0]


@views.patch("/views/<id:id>")
@views.arguments(ViewChangeSchema)
@views.response(200, ViewSchema)
def change(asked: dict[str, Any], id: int) -> Any:
    """Another name, another filter, for oneself or for all. A colleague's is changed by managers
    only."""
    view = _own(id)
    if "name" in asked:
        SavedView.check_name(view.agent_id, asked["name"], besides=id)
    if "query" in asked:
        asked = asked | {"query": _checked(asked["query"])}
    for field, value in asked.items():
        setattr(view, field, value)
    view.save()
    return _shown([view])[0]


@views.delete("/views/<id:id>")
@views.response(204)
def remove(id: int) -> None:
    """Delete a view. The contacts stay as they are."""
    _own(id).delete_instance()


def _found(id: int) -> SavedView:
    found: SavedView = lookup.seen(SavedView.seen_by(viewer()), id, "view")
    return found


def _own(id: int) -> SavedView:
    view, asking = _found(id), viewer()
    if not manages(asking) and (asking is None or view.agent_id != asking.id):
        owner = Catalogue.current().agents.get(view.agent_id or 0)
        whose = f"{owner.name}'s" if owner else "a program's"
        raise Problem(403, f"this view is {whose}: ask them, or save one of your own")
    return view


def _checked(query: str) -> str:
    """The same query, which a list would take."""
    pairs = parse_qsl(query.strip().removeprefix("?"))
    given: dict[str, Any] = {}
    for name, value in pairs:
        given.setdefault(name, []).append(value)
    try:
        check_storable(given)
        wanted(ViewQuerySchema().load({name: _read(name, some) for name, some in given.items()}))
    except ma.ValidationError as error:
        raise _wrong(list(wrong_fields(error.messages))) from None
    except Problem as problem:
        raise _wrong(problem.errors) from None
    return urlencode(pairs)


def _read(name: str, values: list[str]) -> Any:
    several = name.startswith(TRAIT) or isinstance(FIELDS.get(name), Several)
    return values if several or len(values) > 1 else values[0]


FIELDS = {field.data_key or name: field for name, field in ViewQuerySchema().load_fields.items()}


def _wrong(errors: list[Wrong]) -> Problem:
    return invalids([Wrong("query", f"{one.field}: {one.message}") for one in errors])


def _shown(rows: list[SavedView]) -> list[dict[str, Any]]:
    agents = Catalogue.current().agents
    plain = ("id", "name", "query", "shared", "created_at")
    return [
        {name: getattr(row, name) for name in plain} | {"agent": agents.get(row.agent_id or 0)}
        for row in rows
    ]
