"""`/traits`: which facts are kept of contacts, and of which kind each is."""

from typing import Any

import marshmallow as ma
from marshmallow.validate import Length

from bot.api import lookup, unique
from bot.api.fields import Name, Schema, Word
from bot.api.paging import PageSchema, list_of, page_of
from bot.api.resource import Resource
from bot.problems import invalid
from models.conditions.comparing import fold
from models.settings import channels
from models.settings.trait import Trait, TraitKind

traits = Resource("traits", __name__, description="Definitions of what is known of contacts")


class TraitSchema(ma.Schema):
    id = ma.fields.Integer()
    name = ma.fields.String()
    kind = ma.fields.Enum(TraitKind, by_value=True)
    choices = ma.fields.List(
        ma.fields.String(),
        allow_none=True,
        metadata={"description": "Of the kind choice, in their order; null: any text"},
    )
    warnings = ma.fields.List(
        ma.fields.String(),
        metadata={"description": "When choices were changed: how many contacts keep another value"},
    )


class Choices(ma.fields.List[str]):
    """What a trait may be: a text once, whatever its case."""

    def __init__(self) -> None:
        several = Length(1, MOST_CHOICES, error=f"give 1 to {MOST_CHOICES} choices, or null")
        about = "Of the kind choice, in the order in which they are offered; null: any text"
        super().__init__(
            Name(100), validate=several, allow_none=True, metadata={"description": about}
        )

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> list[str | None]:
        choices = super()._deserialize(value, attr, data, **kwargs)
        folded = [fold(one or "") for one in choices]
        for place, one in enumerate(choices):
            if folded[place] in folded[:place]:
                raise ma.ValidationError(f"{one} is there twice: leave one of them out")
        return choices


MOST_CHOICES = 100


class NewTraitSchema(Schema):
    name = Name(100, required=True)
    kind = Word(TraitKind, load_default=TraitKind.TEXT.value)
    choices = Choices()


class TraitChangeSchema(Schema):
    name = Name(100)
    kind = Word(TraitKind)
    choices = Choices()


@traits.get("/traits")
@traits.arguments(PageSchema, location="query")
@traits.response(200, list_of(TraitSchema))
def listing(asked: dict[str, Any]) -> dict[str, Any]:
    """Every trait that is defined."""
    return page_of(Trait.select().order_by(Trait.id), asked)


@traits.post("/traits")
@traits.arguments(NewTraitSchema)
@traits.response(201, TraitSchema)
def create(asked: dict[str, Any]) -> Any:
    """Define a trait."""
    _check_name(asked["name"])
    trait = Trait.create(name=asked["name"], kind=TraitKind(asked["kind"]))
    channels.offer(trait, asked.get("choices"))
    return trait


@traits.get("/traits/<id:id>")
@traits.response(200, TraitSchema)
def show(id: int) -> Any:
    """One definition."""
    return lookup.row(Trait, id, "trait")


@traits.patch("/traits/<id:id>")
@traits.arguments(TraitChangeSchema)
@traits.response(200, TraitSchema)
def change(asked: dict[str, Any], id: int) -> Any:
    """Rename a trait, change its choices, or its kind while no contact has a value."""
    trait = lookup.row(Trait, id, "trait")
    if "name" in asked:
        _check_name(asked["name"], besides=id)
        channels.rename_trait(trait, asked["name"])
    if "kind" in asked:
        channels.change_kind(trait, TraitKind(asked["kind"]))
    if "choices" in asked:
        trait.warnings = channels.offer(trait, asked["choices"])
    return trait


@traits.delete("/traits/<id:id>")
@traits.response(204)
def remove(id: int) -> None:
    """Delete a definition that no contact and no rule uses."""
    channels.remove_trait(lookup.row(Trait, id, "trait"))


def _check_name(name: str, besides: int = 0) -> None:
    if ":" in name or any(ord(char) < 32 for char in name):
        raise invalid("name", "leave out colons and control characters")
    unique.check(Trait, name, besides=besides)
