"""`/options`: what interactions are chosen from. I1."""

import pytest

from models.clock import now
from models.interactions.interaction import Interaction
from models.settings.option import Option, OptionKind
from tests.bot.conftest import Api
from tests.factories import make_agent, make_contact, make_interaction, make_option

pytestmark = pytest.mark.usefixtures("database")


def test_a_new_shop_has_some_of_each_kind(api: Api) -> None:
    kinds = {one["kind"] for one in api.get("/options").json["items"]}
    assert kinds == {"type", "purpose", "outcome", "next_action", "stage"}


def test_one_is_added_renamed_and_put_in_order(api: Api) -> None:
    made = api.post("/options", json={"kind": "stage", "name": "Trial"}).json
    assert api.patch(f"/options/{made['id']}", json={"name": "Try-out"}).json["name"] == "Try-out"
    names = [one["name"] for one in api.get("/options", kind="stage").json["items"]]
    assert names[-1] == "Try-out"
    ordered = api.post("/options/order", json={"kind": "stage", "options": names[::-1]}).json
    assert ordered["items"][0]["name"] == "Try-out"


def test_the_same_name_twice_is_refused_within_a_kind(api: Api) -> None:
    refused = api.post("/options", json={"kind": "type", "name": "CALL"})
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (409, "name")
    assert api.post("/options", json={"kind": "purpose", "name": "Call"}).status_code == 201


def test_one_that_is_used_goes_only_with_a_place_to_go(api: Api) -> None:
    interaction = make_interaction(make_contact(), make_agent(), now())
    call, visit = interaction.type_id, make_option(OptionKind.TYPE, "Visit")
    assert "used once" in api.delete(f"/options/{call}").json["detail"]
    assert api.delete(f"/options/{call}", move_to="Meeting of fools").status_code == 422
    assert api.delete(f"/options/{call}", move_to="Visit").status_code == 204
    assert Interaction.get_by_id(interaction.id).type_id == visit.id


def test_the_last_of_its_kind_stays(api: Api) -> None:
    last, *others = Option.select().where(Option.kind == OptionKind.OUTCOME)
    for one in others:
        assert api.delete(f"/options/{one.id}").status_code == 204
    assert api.delete(f"/options/{last.id}").status_code == 409
