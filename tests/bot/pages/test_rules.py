"""Assignment rules on pages: read as sentences, ordered, switched, made, changed, deleted. R2 to
R11, X2, X13."""

from typing import Any

import pytest

from models.agents.agent import Agent, Role
from models.assignment.rule import Match, Rule, RuleAgent, Trigger
from models.queues.backlog import BacklogItem
from models.settings.organisation import Organisation
from tests import factories

RICH = {"field": "trait:budget", "op": "gte", "value": 1000}
MEN = {"field": "trait:audience", "op": "is", "value": "Men"}
GAPS = {
    "name": "Rich men",
    "trigger": "contact_updated",
    "match": "all",
    "conditions-0-field": "trait:audience",
    "conditions-0-op": "is",
    "conditions-0-value": "Men",
    "conditions-1-field": "trait:budget",
    "conditions-1-op": "gte",
    "conditions-1-value": "1000",
    "active": "y",
}


@pytest.fixture
def ann(database: None) -> Agent:
    return factories.make_agent("Ann", role=Role.ADMIN, password=factories.PASSWORD)


@pytest.fixture
def bob(database: None) -> Agent:
    return factories.make_agent("Bob", password=factories.PASSWORD, capacity=3)


@pytest.fixture
def at(browser_of: Any, ann: Agent) -> Any:
    factories.make_trait("audience")
    factories.make_trait("budget", 1)
    return browser_of(ann)


def order_of() -> list[str]:
    return [rule.name for rule in Rule.select().order_by(Rule.position, Rule.id)]


def test_a_rule_is_read_as_a_sentence(at: Any, bob: Agent) -> None:
    factories.make_rule("Gentlemen", [bob], conditions=[MEN, RICH], match=Match.ANY)
    page = at.sees("/rules")
    assert "one of these holds: <b>audience is Men</b> or <b>budget is at least 1000</b>" in page
    assert "0 of 3 open" in page


def test_who_does_not_sell_is_told_of_no_colleagues_work(browser_of: Any, bob: Agent) -> None:
    eve = factories.make_agent("Eve", role=Role.SUPPORT, password=factories.PASSWORD)
    factories.make_rule("All", [bob])
    page = browser_of(eve).sees("/rules")
    assert "Bob" in page
    assert "0 of 3" not in page
    assert "Add rule" not in page


def test_a_rule_is_made(at: Any, bob: Agent) -> None:
    page = {**GAPS, "to": "agents", "agents": str(bob.id)}
    assert at.submits("/rules/new", "/rules/new", **page).status_code == 303
    rule = Rule.get()
    assert (rule.name, rule.trigger, rule.conditions) == (
        "Rich men",
        Trigger.CONTACT_UPDATED,
        [MEN, RICH],
    )
    assert [row.agent_id for row in RuleAgent.select()] == [bob.id]
    assert "“Rich men” was added" in at.sees("/rules")


def test_conditions_are_added_and_removed_with_everything_kept(at: Any, bob: Agent) -> None:
    page = {**GAPS, "to": "agents", "agents": str(bob.id)}
    more = at.submits("/rules/new", "/rules/new", **page, add="1").get_data(as_text=True)
    assert "Condition 3" in more
    assert 'value="Rich men"' in more
    assert 'value="Men"' in more
    less = at.submits("/rules/new", "/rules/new", **page, remove="0").get_data(as_text=True)
    assert "Condition 2" not in less
    assert 'value="Men"' not in less
    assert 'value="1000"' in less
    assert not Rule.select().exists()


def test_what_is_refused_stands_beside_its_gap(at: Any, bob: Agent) -> None:
    right = {**GAPS, "to": "agents", "agents": str(bob.id)}
    for wrong, beside in (
        ({"name": ""}, "name"),
        ({"conditions-1-value": "much"}, "conditions-1-value"),
        ({"conditions-0-op": "gt", "conditions-0-field": "tag"}, "conditions-0-op"),
        ({"to": "team", "team": "0"}, "team"),
    ):
        told = at.submits("/rules/new", "/rules/new", **right | wrong)
        text = told.get_data(as_text=True)
        assert (told.status_code, f'id="{beside}-wrong"' in text) == (422, True), beside
        assert 'value="Men"' in text


def test_another_source_never_fits_a_first_message(at: Any, bob: Agent) -> None:
    page = {
        **GAPS,
        "trigger": "whatsapp_contact_created",
        "conditions-0-field": "source",
        "conditions-0-value": "API",
        "to": "agents",
        "agents": str(bob.id),
    }
    text = at.submits("/rules/new", "/rules/new", **page).get_data(as_text=True)
    assert 'id="conditions-0-value-wrong"' in text
    assert "have the source WhatsApp" in text


def test_a_rule_is_changed_and_its_values_stay_what_they_were(at: Any, bob: Agent) -> None:
    kept = {"field": "trait:fresh", "op": "is", "value": True}
    rule = factories.make_rule("Old", [bob], conditions=[kept, RICH])
    page = at.sees(f"/rules/{rule.id}")
    assert 'value="yes"' in page
    team = factories.make_team("Fashion", [bob])
    changed = {
        **GAPS,
        "conditions-0-field": "trait:fresh",
        "conditions-0-value": "yes",
        "to": "team",
        "team": str(team.id),
    }
    assert at.submits(f"/rules/{rule.id}", f"/rules/{rule.id}", **changed).status_code == 303
    rule = Rule.get_by_id(rule.id)
    assert (rule.name, rule.team_id, rule.conditions) == ("Rich men", team.id, [kept, RICH])


def test_two_who_change_the_same_rule_are_told(at: Any, bob: Agent) -> None:
    rule = factories.make_rule("Old", [bob])
    page = {**GAPS, "to": "agents", "agents": str(bob.id), "version": "of another day"}
    assert at.submits(f"/rules/{rule.id}", f"/rules/{rule.id}", **page).status_code == 422
    assert Rule.get_by_id(rule.id).name == "Old"


def test_that_somebody_goes_away_is_no_change_of_a_rule(api: Any, bob: Agent) -> None:
    rule = factories.make_rule("Old", [bob])
    version = api.get(f"/rules/{rule.id}").headers["ETag"]
    Agent.update(available=False).where(Agent.id == bob.id).execute()
    changed = api.patch(f"/rules/{rule.id}", json={"name": "New"}, headers={"If-Match": version})
    assert changed.status_code == 200


def test_rules_are_ordered_by_buttons_and_by_drag(at: Any, bob: Agent) -> None:
    """R11."""
    one, two, three = (factories.make_rule(name, [bob]) for name in ("One", "Two", "Three"))
    order = f"{one.id},{two.id},{three.id}"
    moved = at.submits("/rules/order", "/rules", order=order, move=f"{three.id}:up")
    assert moved.location.endswith(f"#rule-{three.id}")
    assert order_of() == ["One", "Three", "Two"]
    page = at.sees(moved.location)
    assert "in their new order" in page
    assert f'value="{three.id}:up" aria-label="Try Three earlier" autofocus' in page
    at.submits("/rules/order", "/rules", order=f"{two.id},{one.id},{three.id}")
    assert order_of() == ["Two", "One", "Three"]


def test_an_order_of_rules_that_changed_meanwhile_is_refused(at: Any, bob: Agent) -> None:
    one = factories.make_rule("One", [bob])
    factories.make_rule("Two", [bob])
    at.submits("/rules/order", "/rules", order=str(one.id))
    assert "have changed meanwhile" in at.sees("/rules")


def test_a_rule_is_switched_off_and_deleted(at: Any, bob: Agent) -> None:
    rule = factories.make_rule("One", [bob])
    at.submits(f"/rules/{rule.id}/switch", "/rules", active="false")
    assert not Rule.get_by_id(rule.id).active
    assert "keep their owners" in at.sees(f"/rules/{rule.id}/delete")
    gone = at.submits(f"/rules/{rule.id}/delete", f"/rules/{rule.id}/delete")
    assert gone.status_code == 303
    assert not Rule.select().exists()


def test_the_fallback_is_switched_by_administrators(at: Any, browser_of: Any, bob: Agent) -> None:
    """R8, R9."""
    at.submits("/rules/fallback", "/rules", fallback="true")
    assert Organisation.the().fallback
    assert "at least one rule must be on" in at.sees("/rules")
    factories.make_workflow("{name: W, start: {on: first_message}, steps: {a: {say: Hi}}}")
    factories.make_rule("One", [bob])
    page = at.sees("/rules")
    assert "gives them away before they answer" in page
    assert "could lead them to this rule" not in page, "said once"
    mia = factories.make_agent("Mia", role=Role.SALES_MANAGER, password=factories.PASSWORD)
    managers = browser_of(mia)
    assert "Administrators switch it." in managers.sees("/rules")
    assert managers.submits("/rules/fallback", fallback="false").status_code == 403


def test_agents_read_rules_and_change_none(browser_of: Any, bob: Agent) -> None:
    rule = factories.make_rule("One", [bob])
    browser = browser_of(bob)
    assert "Switch off" not in browser.sees("/rules")
    for path in ("/rules/new", f"/rules/{rule.id}", f"/rules/{rule.id}/delete"):
        assert browser.open(path).status_code == 403
    assert browser.submits("/rules/order", order="1").status_code == 403


def test_who_waits_is_shown_with_the_reason(at: Any, bob: Agent) -> None:
    """X2."""
    Agent.update(available=False).where(Agent.id == bob.id).execute()
    rule = factories.make_rule("One", [bob])
    dora = factories.make_contact("Dora")
    BacklogItem.create(
        contact=dora,
        lane=f"contact:{dora.id}",
        pool_kind="rule",
        pool_of=rule.id,
        rule=rule,
        trigger="contact_updated",
        facts={},
        cause="test",
        last_error="everybody of the pool is away",
    )
    page = at.sees("/rules/backlog")
    for shown in ("Dora", "everybody of the pool is away", "by the rule “One”"):
        assert shown in page


def test_the_rules_are_tried_on_one_contact(at: Any, bob: Agent) -> None:
    """X4."""
    factories.make_rule("Gentlemen", [bob], conditions=[MEN])
    dora = factories.make_contact("Dora", traits={"audience": "Men"})
    assert f"/rules/preview?contact={dora.id}" in at.sees("/rules/preview?q=dora")
    page = at.sees(f"/rules/preview?contact={dora.id}")
    assert "takes the contact and gives it to Bob." in page
    assert "audience is Men: it is Men" in page
    assert "no contact 999" in at.sees("/rules/preview?contact=999")
    assert "trigger" in at.sees(f"/rules/preview?contact={dora.id}&trigger=x")


def test_the_rules_are_tried_on_the_last_days(at: Any, bob: Agent) -> None:
    """X4."""
    factories.make_rule("Gentlemen", [bob], conditions=[MEN])
    assert "No contact came since" in at.sees("/rules/preview?days=30")
    for place in range(3):
        factories.make_contact(f"Dora{place}", traits={"audience": "Men"})
    factories.make_contact("Emil")
    page = at.sees("/rules/preview?days=30")
    assert "Bob · 3" in page
    assert "they would stay unassigned" in page
    assert "Dora2" in page


def test_a_rule_is_tried_as_it_stands_in_the_form(at: Any, bob: Agent) -> None:
    """X4."""
    factories.make_contact("Dora", traits={"audience": "Men", "budget": 2000})
    page = {**GAPS, "to": "agents", "agents": str(bob.id), "try": "1"}
    told = at.submits("/rules/new", "/rules/new", **page).get_data(as_text=True)
    assert "Bob · 1" in told
    assert 'value="Rich men"' in told
    assert not Rule.select().exists()
    wrong = at.submits("/rules/new", "/rules/new", **page | {"conditions-1-value": "much"})
    assert wrong.status_code == 422
    assert 'id="conditions-1-value-wrong"' in wrong.get_data(as_text=True)


def test_names_are_shown_as_text(at: Any, bob: Agent) -> None:
    evil = "<script>alert(1)</script>"
    rule = factories.make_rule(evil, [bob], conditions=[MEN | {"value": evil}])
    for path in ("/rules", f"/rules/{rule.id}", f"/rules/{rule.id}/delete"):
        page = at.sees(path)
        assert page.count("<script") == 1, "that of the frame"
        assert "&lt;script&gt;" in page
