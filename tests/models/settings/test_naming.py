"""Renames reach everywhere: rules, workflows that were written with the old name, and who stands in
one; what is named somewhere cannot be deleted (M1, M4, M6)."""

from typing import Any

import pytest

from models.assignment.rule import Rule
from models.catalogue import Catalogue
from models.refusal import Refusal
from models.settings import channels, naming, pipeline
from models.settings.former_name import FormerName, Named
from models.settings.source import Source
from models.settings.status import Status
from models.settings.tag import Tag
from models.settings.trait import Trait
from models.workflow.names import names_in, renamed
from tests.factories import (
    find,
    make_agent,
    make_automation,
    make_contact,
    make_rule,
    make_status,
    make_tag,
    make_trait,
    make_workflow,
)
from tests.models.acting import changing
from tests.story import Customer

pytestmark = pytest.mark.usefixtures("workshop")

LEAD = """
name: Lead
steps:
  budget: {ask: "Budget, {name}?", kind: number, set: budget, next: size}
  size:
    ask: "With {budget}, which size?"
    set: size
    tag: Lead
    status: Interested
    source: Fair
    next:
      - {when: {trait: budget, op: gte, value: 1000}, go: vip}
      - {when: {tag: Lead}, go: thanks}
  vip: {say: "Thank you for {size} and {budget}!", traits: {tier: gold}}
  thanks: {say: "Thank you!"}
"""


@pytest.fixture
def lead() -> None:
    Source.create(name="Fair")
    make_workflow(LEAD)


def rename_all() -> None:
    channels.rename_trait(find(Trait, "budget"), "money")
    channels.rename_tag(make_tag("Lead"), "Warm")
    channels.rename_source(find(Source, "Fair"), "Trade fair")
    pipeline.rename_status(find(Status, "Interested"), "Hot")


def test_who_stands_in_a_workflow_goes_on_by_the_new_names(lead: None) -> None:
    dora = Customer().says("Hi").says("1500")
    rename_all()
    dora.says("M")
    assert dora.traits == {"money": 1500, "size": "M", "tier": "gold"}
    assert dora.tags == {"Warm"}
    assert (dora.contact.status.name, dora.contact.source.name) == ("Hot", "Trade fair")
    assert dora.heard()[-1].text == "Thank you for M and 1500!"


def test_who_starts_afterwards_is_led_by_the_new_names(lead: None) -> None:
    Customer().says("Hi").says("1500")
    rename_all()
    eve = Customer("Eve").says("Hi").says("5").says("S")
    assert (eve.traits, eve.tags) == ({"money": 5, "size": "S"}, {"Warm"})
    assert [one.text for one in eve.heard()] == [
        "Budget, Eve?",
        "With 5, which size?",
        "Thank you!",
    ]


def test_a_name_that_something_new_bears_means_the_new_thing() -> None:
    pipeline.rename_status(find(Status, "Interested"), "Hot")
    assert Catalogue.current().status("interested").name == "Hot"
    new = make_status("Interested")
    assert Catalogue.current().status("interested") == new


def test_a_name_given_back_is_no_former_one() -> None:
    status = find(Status, "Interested")
    for name in ("Hot", "Interested", "Warm"):
        pipeline.rename_status(status, name)
    for name in ("hot", "interested", "warm"):
        assert Catalogue.current().status(name).name == "Warm"


def test_an_automation_hangs_the_tag_by_its_new_name() -> None:
    make_automation("Interested", {"tag": "Won"})
    channels.rename_tag(make_tag("Won"), "Champion")
    dora = make_contact()
    with changing(dora) as contact:
        contact.set_status(find(Status, "Interested"))
    assert [row.tag.name for row in dora.contacttag_set] == ["Champion"]
    assert Tag.select().count() == 1


def test_the_conditions_of_rules_are_written_anew() -> None:
    rule = make_rule(
        "VIP", [make_agent()], conditions=[{"field": "tag", "op": "is", "value": "vip"}]
    )
    channels.rename_tag(make_tag("VIP"), "Gold")
    assert Rule.get_by_id(rule.id).conditions[0]["value"] == "Gold"


@pytest.mark.parametrize(
    ("kind", "make"),
    [
        (Named.STATUS, lambda: find(Status, "Interested")),
        (Named.SOURCE, lambda: find(Source, "Fair")),
        (Named.TAG, lambda: make_tag("Lead")),
        (Named.TRAIT, lambda: make_trait("budget", 5)),
    ],
)
def test_what_an_active_workflow_names_cannot_be_deleted(lead: None, kind: Any, make: Any) -> None:
    thing = make()
    with pytest.raises(Refusal, match=r"workflows name it \(Lead\)"):
        naming.refuse_if_named(kind, thing)
    naming.rename(kind, thing, "Something else")
    with pytest.raises(Refusal, match="workflows name it"):
        naming.refuse_if_named(kind, thing)


def test_a_tag_that_an_automation_names_cannot_be_deleted() -> None:
    make_automation("Interested", {"untag": "cold"})
    with pytest.raises(Refusal, match=r"automations of these statuses name it \(Interested\)"):
        naming.refuse_if_named(Named.TAG, make_tag("Cold"))


def test_what_is_deleted_leaves_no_name_behind() -> None:
    channels.rename_source(Source.create(name="Fair"), "Expo")
    channels.remove_source(find(Source, "Expo"))
    assert FormerName.select().count() == 0
    assert Catalogue.current().source("Fair") is None


def test_every_name_of_a_definition_is_found_and_nothing_else_is_changed(lead: None) -> None:
    stored = Catalogue.current().workflows[0].definition
    assert names_in(stored) == {
        ("trait", "budget"),
        ("trait", "size"),
        ("trait", "tier"),
        ("tag", "lead"),
        ("status", "interested"),
        ("source", "fair"),
    }
    assert renamed(stored, lambda kind, name: name) == stored


def test_braces_that_are_shown_stay_shown() -> None:
    stored = {"steps": [{"name": "a", "say": "{{x}} costs {budget}, {name}"}]}
    made = renamed(stored, lambda kind, name: "money")
    assert made["steps"][0]["say"] == "{{x}} costs {money}, {name}"
