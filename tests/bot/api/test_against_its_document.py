"""The API against its own OpenAPI document, by generated requests, right ones and wrong ones: no
fault of ours, and no answer that the document does not know. `make fuzz` does so for as long as one
likes, over HTTP."""

from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import load_all_checks
from schemathesis.config import SchemathesisConfig

from tests import factories
from tests.bot.conftest import application

EXAMPLES = 4
"""Requests to each operation and mode."""
CONFIG = SchemathesisConfig.from_path(Path(__file__).parents[2] / "schemathesis.toml")

load_all_checks()
document = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application(), config=CONFIG)
OPERATIONS = {one.ok().label: one.ok() for one in document.get_all_operations()}


@pytest.fixture
def ids(database: None) -> dict[str, int]:
    """A row of each kind that addresses name, by the address's first word."""
    ann = factories.make_agent("Ann")
    return {
        "agents": ann.id,
        "rules": factories.make_rule("Rule", [ann]).id,
        "teams": factories.make_team("Fashion", [ann]).id,
        "contacts": factories.make_contact(**factories.heard(), traits={"budget": 5}).id,
        "campaigns": factories.make_campaign([factories.make_contact()]).id,
        "workflows": factories.make_workflow("name: Hi\nsteps: {a: {ask: Size?}}").id,
        "automations": factories.make_automation("Lost", {"tag": "Lost"}).id,
        "statuses": factories.make_status("Met").id,
        "sources": factories.find(factories.Source, "Import").id,
        "tags": factories.make_tag("VIP").id,
        "traits": factories.make_trait("size").id,
        "inbox": factories.make_inbox_item().id,
        "outbox": factories.make_outbox_item().id,
    }


@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode))
@pytest.mark.parametrize("label", OPERATIONS)
def test_every_operation_keeps_to_the_document(
    ids: dict[str, int], label: str, mode: schemathesis.GenerationMode
) -> None:
    key = {"Authorization": f"Bearer {factories.make_api_key()}"}
    known = ids.get(label.split("/")[3])

    @given(case=OPERATIONS[label].as_strategy(generation_mode=mode))
    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def run(case: Any) -> None:
        if mode is schemathesis.GenerationMode.POSITIVE and "id" in case.path_parameters and known:
            case.path_parameters["id"] = known
        case.call_and_validate(headers=key)

    run()
