"""`/opportunities`: what contacts may buy; opened, changed, won, lost. I9, I10."""

from typing import Any

import marshmallow as ma

from bot.api import lookup
from bot.api.contacts.reach import changed, visible_card
from bot.api.fields import Day, Name, NameOrId, Schema, Text, Whole, Word
from bot.api.interactions.body import visible
from bot.api.money import Money
from bot.api.paging import PlaceSchema, places, stretch_of, walked_list_of, walked_page
from bot.api.resource import Resource, cause, viewer
from bot.api.sales import shape
from bot.api.sales.shape import OpportunitySchema
from bot.problems import invalid
from models.batch import unit_of_work
from models.catalogue import Catalogue
from models.ids import BIGGEST_ID
from models.interactions import links, planning
from models.interactions.checking import check_may_change
from models.interactions.interaction import Interaction
from models.sales import finding, pursuing
from models.sales.finding import OPPORTUNITY_SORTS, WantedOpportunities
from models.sales.opportunity import Opportunity, OpportunityState
from models.sales.sight import seen_by
from models.settings.option import OptionKind

opportunities = Resource("opportunities", __name__, description="What contacts may buy")

ABOUT = "An interaction with the contact: it is about this opportunity from then on"


class SumSchema(ma.Schema):
    count = ma.fields.Integer()
    value = Money()


class SumsSchema(ma.Schema):
    open = ma.fields.Nested(SumSchema)
    won = ma.fields.Nested(SumSchema)
    lost = ma.fields.Nested(SumSchema)


class OpportunityPageSchema(
    walked_list_of(OpportunitySchema)  # type: ignore[misc]  # Made at run time.
):
    sums = ma.fields.Nested(SumsSchema, metadata={"description": "Of all pages together"})
    currency = ma.fields.String(metadata={"description": "The organisation's"})


class OfOneFilterSchema(Schema):
    state = Word(OpportunityState, metadata={"description": "open, won or lost"})
    sort = Word(
        OPPORTUNITY_SORTS, load_default="-created_at", metadata={"description": "- turns it round"}
    )


class OpportunityFilterSchema(OfOneFilterSchema):
    contact = Whole(1, BIGGEST_ID, metadata={"description": "Of this contact"})
    stage = NameOrId(metadata={"description": "Of `/options?kind=stage`"})
    agent = NameOrId(metadata={"description": "Who found it, by email"})
    value_from = Money(metadata={"description": "Worth so much or more"})
    value_to = Money(metadata={"description": "Worth so much or less"})
    expected_from = Day(metadata={"description": "Expected on this day or later"})
    expected_to = Day(metadata={"description": "Expected on this day or before"})
    q = Text(200, metadata={"description": "Part of its name"})


class OfOneQuerySchema(PlaceSchema, OfOneFilterSchema):
    pass


class OpportunityQuerySchema(PlaceSchema, OpportunityFilterSchema):
    pass


class OpportunityChangeSchema(Schema):
    name = Name()
    value = Money(metadata={"description": "In the organisation's currency"})
    stage = NameOrId(allow_none=True, metadata={"description": "Of `/options?kind=stage`"})
    expected_on = Day(
        allow_none=True, metadata={"description": "When it is expected to be decided"}
    )
    state = Word(
        OpportunityState, metadata={"description": "won or lost decides it; open opens it again"}
    )


class NewOpportunitySchema(OpportunityChangeSchema):
    contact = Whole(1, BIGGEST_ID, required=True, metadata={"description": "Who may buy it"})
    name = Name(required=True)
    value = Money(required=True, metadata={"description": "In the organisation's currency"})
    interaction = Whole(1, BIGGEST_ID, metadata={"description": ABOUT})


@opportunities.get("/opportunities")
@opportunities.arguments(OpportunityQuerySchema, location="query")
@opportunities.response(200, OpportunityPageSchema)
def listing(asked: dict[str, Any]) -> dict[str, Any]:
    """Those of contacts that one sees, newest first, and what they are worth together."""
    return _page(wanted_of(asked), asked)


@opportunities.get("/contacts/<id:id>/opportunities")
@opportunities.arguments(OfOneQuerySchema, location="query")
@opportunities.response(200, OpportunityPageSchema)
def of_contact(asked: dict[str, Any], id: int) -> dict[str, Any]:
    """Those of one contact."""
    visible_card(id)
    return _page(wanted_of({**asked, "contact": id}), asked)


@opportunities.post("/opportunities")
@opportunities.arguments(NewOpportunitySchema)
@opportunities.response(201, OpportunitySchema)
def create(asked: dict[str, Any]) -> Any:
    """Open one, for whoever sees the contact."""
    visible_card(asked["contact"], "contact")
    about = _interaction(asked)
    with changed(asked["contact"]) as contact:
        made = pursuing.open_for(contact, _wish(asked), viewer())
        if about is not None:
            held = planning.hold(contact.batch, about)
            check_may_change(held, viewer())
            links.add_opportunity(held, made)
    return _one(made.id)


@opportunities.get("/opportunities/<id:id>")
@opportunities.response(200, OpportunitySchema)
def show(id: int) -> Any:
    """One opportunity."""
    return _one(id)


@opportunities.patch("/opportunities/<id:id>")
@opportunities.arguments(OpportunityChangeSchema)
@opportunities.response(200, OpportunitySchema)
def change(asked: dict[str, Any], id: int) -> Any:
    """Say more, win or lose it, open it again: for who found it, who has the contact, and
    managers."""
    with unit_of_work(cause()) as batch:
        pursuing.change(batch, pursuing.hold(batch, _seen(id)), _wish(asked), viewer())
    return _one(id)


@opportunities.delete("/opportunities/<id:id>")
@opportunities.response(204)
def remove(id: int) -> None:
    """Delete what was never one. What came to nothing is lost: PATCH its `state`."""
    with unit_of_work(cause()) as batch:
        pursuing.remove(batch, pursuing.hold(batch, _seen(id)))


def _page(wanted: WantedOpportunities, asked: dict[str, Any]) -> dict[str, Any]:
    with places():
        found = finding.opportunity_page(wanted, viewer(), stretch_of(asked))
    sums = {state.value: one for state, one in finding.by_state(found.sums).items()}
    currency = Catalogue.current().organisation.currency
    shown = walked_page(found, shape.opportunities(found.rows), asked)
    return shown | {"sums": sums, "currency": currency}


def _interaction(asked: dict[str, Any]) -> Interaction | None:
    if "interaction" not in asked:
        return None
    found = visible(asked["interaction"])
    if found is None or found.contact_id != asked["contact"]:
        with_them = f"there is no interaction {asked['interaction']} with this contact"
        raise invalid("interaction", with_them)
    return found


def wanted_of(asked: dict[str, Any]) -> WantedOpportunities:
    plain = ("contact", "value_from", "value_to", "expected_from", "expected_to", "q", "sort")
    return WantedOpportunities(
        state=OpportunityState(asked["state"]) if "state" in asked else None,
        stage=_stage(asked["stage"]) if "stage" in asked else None,
        agent=lookup.agent(asked["agent"], "agent") if "agent" in asked else None,
        **{name: asked[name] for name in plain if name in asked},
    )


def _wish(asked: dict[str, Any]) -> dict[str, Any]:
    wish: dict[str, Any] = {
        name: asked[name] for name in ("name", "value", "expected_on") if name in asked
    }
    if "stage" in asked:
        wish["stage"] = None if asked["stage"] is None else _stage(asked["stage"])
    if "state" in asked:
        wish["state"] = OpportunityState(asked["state"])
    return wish


def _stage(meant: str | int) -> Any:
    return lookup.option(OptionKind.STAGE, meant, "stage")


def _one(id: int) -> dict[str, Any]:
    return shape.opportunities([_seen(id)])[0]


def _seen(id: int) -> Opportunity:
    visible = Opportunity.select().where(seen_by(viewer(), Opportunity))
    found: Opportunity = lookup.seen(visible, id, "opportunity")
    return found
