"""`DELETE /contacts/{id}`, `/contacts/{id}/export`, `/erasures`: what a person may ask for. X19."""

import hashlib
import hmac
from typing import Any

import marshmallow as ma
import structlog
from flask import current_app, json
from flask.wrappers import Response

from bot.api.fields import Moment, Phone, Schema, Text, Truth, agent_named
from bot.api.lookup import row
from bot.api.paging import PageSchema, list_of, page_of
from bot.api.resource import Resource, cause, viewer
from bot.moved import contact_missing
from models.catalogue import Catalogue
from models.contact import Contact
from models.contact.privacy.dossier import SECTIONS, dossier
from models.contact.privacy.erasing import erase as erase_person
from models.contact.privacy.erasure import Erasure

contact_erasure = Resource("contact_erasure", __name__, description="What one person may ask for")
log = structlog.get_logger(__name__)


class ErasureSchema(ma.Schema):
    id = ma.fields.Integer()
    contact = ma.fields.Integer(metadata={"description": "The id that the contact had"})
    at = Moment()
    agent = agent_named(allow_none=True, metadata={"description": "Who did it; null: a program"})
    reason = ma.fields.String()
    kept = ma.fields.Dict(
        ma.fields.String(),
        ma.fields.Raw(allow_none=True),
        metadata={"description": "What reports count, without saying who it was"},
    )
    found = ma.fields.Dict(
        ma.fields.String(),
        ma.fields.Integer(),
        metadata={"description": "Rows without a contact that spoke of them, by kind"},
    )
    done_at = Moment(
        allow_none=True, metadata={"description": "null while such rows are searched for"}
    )


def _section() -> Any:
    return ma.fields.List(ma.fields.Dict(ma.fields.String(), ma.fields.Raw(allow_none=True)))


DossierSchema = ma.Schema.from_dict(
    {
        "exported_at": ma.fields.String(),
        "contact": ma.fields.Dict(ma.fields.String(), ma.fields.Raw(allow_none=True)),
        **{name: _section() for name in SECTIONS},
    },
    name="DossierSchema",
)


class ErasureOptionsSchema(Schema):
    reason = Text(500, metadata={"description": "Why; kept. Write nothing that says who it was"})
    forget = Truth(
        load_default=False,
        metadata={"description": "true: keep no hash by which their numbers can be recognised"},
    )


class ErasureQuerySchema(PageSchema):
    phone = Phone(metadata={"description": "Whether somebody with this number was erased"})


@contact_erasure.delete("/contacts/<id:id>")
@contact_erasure.arguments(ErasureOptionsSchema, location="query")
@contact_erasure.response(200, ErasureSchema)
def erase(asked: dict[str, Any], id: int) -> dict[str, Any]:
    """Erase one person with all that is kept about them. Cannot be undone. Raw deliveries and the
    like are searched through afterwards, until `done_at` says that nothing is left."""
    mark = None if asked["forget"] else _mark
    done = erase_person(id, viewer(), cause(), asked.get("reason", ""), mark)
    if done is None:
        raise contact_missing(id, viewer())
    log.info("contact.erased", contact=id, cause=cause())
    return _shown([done])[0]


@contact_erasure.get("/contacts/<id:id>/export")
@contact_erasure.response(200, DossierSchema)
def export(id: int) -> Response:
    """Everything that is kept about one person, as a file to hand to them."""
    contact = Contact.get_or_none(Contact.id == id)
    if contact is None:
        raise contact_missing(id, viewer())
    log.info("contact.exported", contact=id, cause=cause())
    text = json.dumps(dossier(contact), ensure_ascii=False, indent=2)
    headers = {"Content-Disposition": f'attachment; filename="contact-{id}.json"'}
    return Response(text, 200, headers, content_type="application/json")


@contact_erasure.get("/erasures")
@contact_erasure.arguments(ErasureQuerySchema, location="query")
@contact_erasure.response(200, list_of(ErasureSchema))
def listing(asked: dict[str, Any]) -> dict[str, Any]:
    """Who erased contacts, when and why; newest first."""
    query = Erasure.select().order_by(Erasure.id.desc())
    if "phone" in asked:
        query = query.where(Erasure.marks.contains(_mark(asked["phone"])))
    return page_of(query, asked, _shown)


@contact_erasure.get("/erasures/<id:id>")
@contact_erasure.response(200, ErasureSchema)
def show(id: int) -> dict[str, Any]:
    """One of them, and whether the search is over."""
    return _shown([row(Erasure, id, "erasure")])[0]


def _shown(rows: list[Erasure]) -> list[dict[str, Any]]:
    plain = ("id", "at", "reason", "kept", "found", "done_at")
    agents = Catalogue.current().agents
    return [
        {name: getattr(one, name) for name in plain}
        | {"contact": one.former_id, "agent": agents.get(one.agent_id or 0)}
        for one in rows
    ]


def _mark(who: str) -> str:
    """Nobody finds the number from it by trying all numbers, without the installation's secret."""
    secret = str(current_app.secret_key).encode()
    return hmac.new(secret, f"erased/{who}".encode(), hashlib.sha256).hexdigest()
