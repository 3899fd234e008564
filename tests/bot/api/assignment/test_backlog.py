"""Who waits for an agent, by the API (X2)."""

from typing import Any

from models.agents.agent import Role
from tests import factories
from tests.models.acting import changing


def wait(count: int, **values: Any) -> list[Any]:
    """So many contacts for whom nobody is there, oldest first."""
    factories.make_rule("All", [factories.make_agent("Ann", available=False)])
    contacts = [factories.make_contact(f"C{n}", **values) for n in range(count)]
    for contact in contacts:
        with changing(contact) as loaded:
            loaded.add_tag("VIP")
    return contacts


def test_who_waits_since_when_and_why(api: Any) -> None:
    first, second = wait(2)
    told = api.get("/backlog").json
    assert told["total"] == 2
    assert [one["contact"]["id"] for one in told["items"]] == [first.id, second.id]
    one = told["items"][0]
    assert one["contact"]["name"] == "C0"
    assert (one["why"], one["trigger"]) == ("everybody of the pool is away", "contact_updated")
    assert (one["pool"], one["rule"]["name"]) == ("the agents of the rule “All”", "All")
    assert one["since"]


def test_only_who_may_see_the_contact_sees_that_it_waits(api_as: Any) -> None:
    """A6, X13."""
    wait(1)
    support = api_as(factories.make_agent("Sue", role=Role.SUPPORT))
    assert support.get("/backlog").json["total"] == 0
    assert api_as(factories.make_agent("Bob")).get("/backlog").json["total"] == 1
