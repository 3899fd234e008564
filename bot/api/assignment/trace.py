"""How answers tell why somebody owns a contact: rules, their conditions, pools, their turns."""

import marshmallow as ma

from bot.api.fields import NamedSchema, agent_named


class HeldSchema(ma.Schema):
    """A condition, what was found, and whether it held."""

    field = ma.fields.String()
    op = ma.fields.String()
    value = ma.fields.Raw()
    actual = ma.fields.Raw()
    held = ma.fields.Boolean()


class TriedSchema(ma.Schema):
    """A rule that was tried, in order; the last one is the one that matched, if any did."""

    rule = ma.fields.Nested(NamedSchema)
    match = ma.fields.String()
    matched = ma.fields.Boolean()
    conditions = ma.fields.List(ma.fields.Nested(HeldSchema))


class SeatSchema(ma.Schema):
    """An agent of the pool; `why_not` for who cannot be given a contact. Roles that do not sell get
    one seat, of who was chosen, with nothing but the name."""

    agent = agent_named()
    turns = ma.fields.Integer(allow_none=True)
    why_not = ma.fields.String(allow_none=True)
    weight = ma.fields.Integer(
        allow_none=True, metadata={"description": "Turns in a cycle; null where all weigh the same"}
    )
