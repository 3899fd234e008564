"""Interactions whose contact, or option, goes while something is done with them. I10, X15."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from models.clock import now
from models.interactions.interaction import Interaction
from models.settings.option import Option, OptionKind
from tests.bot.conftest import Api
from tests.factories import make_agent, make_contact, make_interaction

TOMORROW = now() + timedelta(days=1)


def test_merged_its_interactions_are_completed_and_posted_to_under_the_other(
    database: None, api_as: Callable[[Any], Api], api: Api
) -> None:
    ann = make_agent()
    one, dora = make_interaction(make_contact("Dorra"), ann, TOMORROW), make_contact("Dora")
    merged = api.post(f"/contacts/{dora.id}/merge", json={"with": one.contact_id})
    assert merged.status_code == 200, merged.text
    mine, path = api_as(ann), f"/interactions/{one.id}"
    assert mine.post(f"{path}/posts", json={"text": "Hello"}).status_code == 201
    done = mine.post(f"{path}/complete", json={"outcome": "Successful"})
    assert (done.status_code, done.json["contact"]["id"]) == (200, dora.id)


def test_an_option_goes_from_what_was_planned_to_another(
    database: None, api_as: Callable[[Any], Api], api: Api
) -> None:
    ann = make_agent()
    one = make_interaction(make_contact(), ann, TOMORROW)
    call = Option.get(Option.kind == OptionKind.TYPE, Option.name == "Call")
    path = f"/options/{call.id}"
    assert api.delete(path).status_code == 409
    assert api.delete(path, move_to="Visit").status_code == 204
    assert api_as(ann).get(f"/interactions/{one.id}").json["type"]["name"] == "Visit"
    gone = {"contact": one.contact_id, "type": call.id, "purpose": "Offer"}
    refused = api_as(ann).post("/interactions", json=gone | {"starts_at": TOMORROW.isoformat()})
    assert (refused.status_code, Interaction.select().count()) == (422, 1)
