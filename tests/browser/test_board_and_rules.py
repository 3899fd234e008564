"""What only a browser shows of the board and of the rules: dragging, the keyboard, forms that grow
without scripts. M9, R11."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from models.agents.agent import Role
from models.assignment.rule import Rule, Ruleset
from models.contact import Contact
from models.settings.status import Status
from tests import factories
from tests.browser.conftest import Shop, Watched


@pytest.fixture
def dora(connected: None, shop: Shop) -> Iterator[Contact]:
    """Nobody's, in the first status, and new: so on top of its column. Gone afterwards: the shop
    is shown to others too."""
    yield factories.make_contact("Dora Dragged")
    Contact.delete().where(Contact.name.in_(["Dora Dragged", "Emil Newcomer"])).execute()


def test_a_card_is_dragged_to_another_status(dora: Contact, opened: Watched) -> None:
    status = Status.get(Status.name == "Interested")
    page = opened(Role.OWNER, "/pipeline?owner=none")
    page.locator(f"#card-{dora.id}").drag_to(page.locator(f"[data-column='{status.id}'] header"))
    expect(page.get_by_role("status")).to_contain_text("Dora Dragged is in Interested now.")
    assert Contact.get_by_id(dora.id).status_id == status.id


def test_the_board_refreshes_itself(dora: Contact, opened: Watched) -> None:
    """Who is chosen stays chosen."""
    page = opened(Role.OWNER, "/pipeline?owner=none")
    page.locator(f"#pick-{dora.id}").check()
    factories.make_contact("Emil Newcomer")
    expect(page.locator(".board")).to_contain_text("Emil Newcomer", timeout=20_000)
    expect(page.locator(f"#pick-{dora.id}")).to_be_checked()
    page.locator(f"#card-{dora.id}").drag_to(page.locator(".lane").nth(1).locator("header"))
    expect(page.get_by_role("status")).to_contain_text("Dora Dragged is in")


def test_a_card_is_moved_by_keyboard_and_without_scripts(dora: Contact, opened: Watched) -> None:
    page = opened(Role.OWNER, "/pipeline?owner=none", java_script_enabled=False)
    page.get_by_role("radio", name="Dora Dragged").last.focus()
    page.keyboard.press("Space")
    page.get_by_label("Move the chosen contact to").select_option("Negotiation")
    page.get_by_role("button", name="Move", exact=True).press("Enter")
    expect(page.get_by_role("status")).to_contain_text("is in Negotiation now.")


def test_rules_are_dragged_into_another_order(connected: None, opened: Watched) -> None:
    before = [rule.id for rule in Rule.select().order_by(Rule.position, Rule.id)]
    page = opened(Role.OWNER, "/rules")
    last = page.locator(f"#rule-{before[-1]}")
    last.drag_to(page.locator(f"#rule-{before[0]}"), target_position={"x": 30, "y": 5})
    expect(page.locator(".rule").first).to_have_id(f"rule-{before[-1]}")
    page.reload()
    expect(page.locator(".rule").first).to_have_id(f"rule-{before[-1]}")
    for place, id in enumerate(before, 1):
        Rule.update(position=place).where(Rule.id == id).execute()
    Ruleset.publish()


def test_the_form_of_a_rule_grows_without_scripts(opened: Watched) -> None:
    page = opened(Role.OWNER, "/rules/new", java_script_enabled=False)
    page.get_by_label("Name of the rule").fill("Grown")
    page.get_by_role("button", name="Add a condition").click()
    page.get_by_label("Value").fill("VIP")
    page.get_by_role("button", name="Add a condition").click()
    assert page.get_by_label("Name of the rule").input_value() == "Grown"
    assert page.get_by_label("Value").first.input_value() == "VIP"
    page.get_by_role("button", name="Remove condition 1").click()
    assert page.get_by_label("Value").count() == 1
