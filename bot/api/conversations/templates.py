"""`/templates`: the message templates of our WhatsApp account, as Meta has them. W5."""

from dataclasses import asdict
from typing import Any

import marshmallow as ma
from flask import current_app

from bot.api.fields import Truth
from bot.api.paging import PageSchema, list_of, page_of_list
from bot.api.resource import Resource
from bot.problems import Problem
from bot.whatsapp.asking import NotTold
from bot.whatsapp.template import Template

templates = Resource("templates", __name__, description="WhatsApp's message templates")


class MessageTemplateSchema(ma.Schema):
    id = ma.fields.String(metadata={"description": "Meta's"})
    name = ma.fields.String()
    language = ma.fields.String()
    status = ma.fields.String(metadata={"description": "Meta's word: APPROVED, PENDING …"})
    category = ma.fields.String(metadata={"description": "MARKETING, UTILITY, AUTHENTICATION"})
    header = ma.fields.String()
    body = ma.fields.String(metadata={"description": "With its places, such as {{1}}"})
    footer = ma.fields.String()
    buttons = ma.fields.List(ma.fields.String())
    parameters = ma.fields.List(
        ma.fields.String(), metadata={"description": "The places of the body, in order"}
    )
    usable = ma.fields.Boolean(metadata={"description": "Whether Usher can send it"})
    hindrance = ma.fields.String(metadata={"description": "Why it cannot; empty: it can"})


class MessageTemplateQuerySchema(PageSchema):
    usable = Truth(metadata={"description": "true: only those that can be sent"})
    fresh = Truth(
        load_default=False,
        metadata={"description": "true: ask WhatsApp now; the list is kept for five minutes"},
    )


@templates.get("/templates")
@templates.arguments(MessageTemplateQuerySchema, location="query")
@templates.response(200, list_of(MessageTemplateSchema))
def listing(asked: dict[str, Any]) -> dict[str, Any]:
    """WhatsApp's templates: their state, language, category and words."""
    wanted = asked.get("usable")
    shown = [
        {**asdict(one), "usable": not one.hindrance}
        for one in _found(fresh=asked["fresh"])
        if wanted is None or wanted is not bool(one.hindrance)
    ]
    return page_of_list(shown, asked)


def _found(*, fresh: bool) -> list[Template]:
    usher = current_app.extensions["usher"]
    try:
        found: list[Template] = usher.templates.of(usher.config, fresh=fresh)
    except NotTold as error:
        if error.away:
            raise Problem(503, str(error), headers={"Retry-After": "30"}) from None
        raise Problem(409, str(error)) from None
    return found
