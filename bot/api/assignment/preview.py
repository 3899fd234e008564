"""`POST /rules/preview`: what would happen to a contact, real or imagined (X4)."""

from typing import Any

import marshmallow as ma

from bot.api import lookup
from bot.api.assignment.trace import SeatSchema, TriedSchema
from bot.api.contacts.reach import visible_card
from bot.api.fields import NamedSchema, NameOrId, Schema, Text, Whole, Word, agent_named
from bot.api.resource import Resource
from bot.problems import Wrong, invalids
from models.assignment.preview import Preview, preview
from models.assignment.rule import Trigger
from models.conditions.condition import Facts
from models.contact import State
from models.ids import BIGGEST_ID
from models.settings.trait import Trait

previews = Resource("preview", __name__, description="What the rules would do with a contact")


class FactsSchema(Schema):
    """An imagined contact."""

    name = Text()
    email = Text(254)
    status = NameOrId()
    source = NameOrId()
    state = Word(State, load_default=State.PROSPECT.value)
    tags = ma.fields.List(Text(100), load_default=list)
    traits = ma.fields.Dict(ma.fields.String(), ma.fields.Raw(), load_default=dict)


class AskSchema(Schema):
    """Give one of `contact` and `facts`."""

    contact = Whole(1, BIGGEST_ID, metadata={"description": "The id of a contact"})
    facts = ma.fields.Nested(FactsSchema, metadata={"description": "Of a contact that is imagined"})
    trigger = Word(Trigger, load_default=Trigger.CONTACT_UPDATED.value)

    @ma.validates_schema
    def _one_of_both(self, data: dict[str, Any], **kwargs: Any) -> None:
        if ("contact" in data) == ("facts" in data):
            raise ma.ValidationError("give a contact or facts, one of both", "contact")


class PreviewPoolSchema(ma.Schema):
    kind = ma.fields.String()
    name = ma.fields.String()
    seats = ma.fields.List(ma.fields.Nested(SeatSchema))


class PreviewSchema(ma.Schema):
    trigger = ma.fields.Enum(Trigger, by_value=True)
    verdict = ma.fields.String()
    takes = ma.fields.String(metadata={"enum": ["rule", "fallback", "nothing"]})
    rule = ma.fields.Nested(NamedSchema, allow_none=True)
    owner = agent_named(allow_none=True)
    next = agent_named(allow_none=True)
    pool = ma.fields.Nested(PreviewPoolSchema, allow_none=True)
    trace = ma.fields.List(ma.fields.Nested(TriedSchema))


@previews.post("/rules/preview")
@previews.arguments(AskSchema)
@previews.response(200, PreviewSchema)
def ask(asked: dict[str, Any]) -> dict[str, Any]:
    """Which rule would take the contact, and whose turn it is. Nothing is changed."""
    trigger = Trigger(asked["trigger"])
    if "contact" in asked:
        card = visible_card(asked["contact"], field="contact")
        key = f"contact:{card.contact.id}"
        former = card.contact.former_owner_id
        return _shown(preview(trigger, card.facts(), card.owner, key, former), card.owner)
    return _shown(preview(trigger, _facts(asked["facts"]), None, "preview"), None)


def _facts(asked: dict[str, Any]) -> Facts:
    status = lookup.status(asked["status"], "facts.status") if "status" in asked else None
    source = lookup.source(asked["source"], "facts.source") if "source" in asked else None
    return Facts(
        name=asked.get("name"),
        email=asked.get("email"),
        status=status.name if status else None,
        source=source.name if source else None,
        state=asked["state"],
        tags=frozenset(asked["tags"]),
        traits=_traits(asked["traits"]),
    )


def _traits(asked: dict[str, Any]) -> dict[str, Any]:
    """As a contact would have them: of the kinds that are defined."""
    found, wrong = {}, []
    for name, value in asked.items():
        trait = lookup.trait(name) or Trait(name=name)
        try:
            found[name] = trait.typed(value) if trait.id else value
        except ValueError as error:
            wrong.append(Wrong(f"facts.traits.{name}", str(error)))
    if wrong:
        raise invalids(wrong)
    return found


def _shown(told: Preview, owner: Any) -> dict[str, Any]:
    return {
        "trigger": told.trigger,
        "verdict": told.verdict,
        "takes": "rule" if told.rule else "fallback" if told.pool else "nothing",
        "rule": told.rule,
        "owner": owner,
        "next": None if owner else told.next,
        "pool": _pool(told),
        "trace": told.story,
    }


def _pool(told: Preview) -> dict[str, Any] | None:
    if told.pool is None:
        return None
    return {"kind": told.pool.kind.value, "name": told.pool_name, "seats": told.seats}
