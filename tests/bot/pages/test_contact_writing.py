"""Adding and editing one contact by form. A2, A3, A4, C1, C2, M7, X13."""

import re
from typing import Any

import pytest

from models.agents.agent import Agent, Role
from models.contact import Contact, ContactTag, ContactTrait, Identifier, State
from models.contact.event import Event
from models.settings.trait import Trait, TraitKind
from tests import factories


@pytest.fixture
def bob(database: None) -> Agent:
    return factories.make_agent("Bob", password=factories.PASSWORD)


def version_of(page: str) -> str:
    found = re.search(r'name="version"[^>]*value="([^"]*)"', page)
    assert found
    return found[1].replace("&#34;", '"').replace("&quot;", '"')


def traits_of(contact: Contact) -> dict[str, Any]:
    rows = ContactTrait.select(ContactTrait, Trait).join(Trait)
    return {row.trait.name: row.value for row in rows.where(ContactTrait.contact == contact)}


def test_the_form_has_chosen_what_is_usual(browser_of: Any, bob: Agent) -> None:
    """A2, A3, C1, M7."""
    page = browser_of(bob).sees("/contacts/new?company=Acme")
    for value in ("New Lead", "PROSPECT", "Manual entry"):
        assert f'<option selected value="{value}">' in page
    assert 'value="Lost"' in page, "every status is offered"
    assert 'value="Acme"' in page


def test_what_is_typed_becomes_a_contact(browser_of: Any, bob: Agent) -> None:
    """A3, C2: nothing that was chosen is overwritten."""
    factories.make_trait("shoe.size", 1)
    Trait.create(name="member", kind=TraitKind.BOOLEAN)
    fields = {"name": "Dora", "phone": "+34 600 111 222", "status": "Interested", "state": "CLIENT"}
    fields |= {"source": "Manual entry", "owner": bob.email, "tags": "VIP, #Old", "company": "Acme"}
    fields |= {"traits-shoe-size": "41", "traits-member": "true", "closure_deadline": "2031-02-03"}
    answer = browser_of(bob).submits("/contacts/new", "/contacts/new", **fields)
    dora = Contact.get()
    assert (answer.status_code, answer.location) == (303, f"/contacts/{dora.id}")
    assert (dora.status.name, dora.state, dora.source.name) == (
        "Interested",
        State.CLIENT,
        "Manual entry",
    )
    assert (dora.owner, dora.company.name) == (bob, "Acme")
    assert dora.closure_deadline.isoformat() == "2031-02-03"
    assert traits_of(dora) == {"shoe.size": 41, "member": True}
    assert {row.tag.name for row in ContactTag.select()} == {"VIP", "Old"}


def test_what_is_wrong_stands_beside_its_field_and_all_is_kept(browser_of: Any, bob: Agent) -> None:
    factories.make_trait("budget", 1)
    fields = {"name": "Dora", "phone": "12", "traits-budget": "much", "town": "Lyon"}
    answer = browser_of(bob).submits("/contacts/new", "/contacts/new", **fields)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'id="phone-wrong"' in page
    assert 'value="Lyon"' in page
    fields["phone"] = "+34600111222"
    answer = browser_of(bob).submits("/contacts/new", "/contacts/new", **fields)
    assert 'id="traits-budget-wrong"' in answer.get_data(as_text=True)
    assert not Contact.select().exists()


def test_who_has_the_number_already_is_shown(browser_of: Any, bob: Agent) -> None:
    """X6."""
    dora = factories.make_contact("Dora", phone="34600111222")
    answer = browser_of(bob).submits(
        "/contacts/new", "/contacts/new", name="D", phone="+34 600 111 222"
    )
    assert answer.status_code == 422
    assert f'href="/contacts/{dora.id}">' in answer.get_data(as_text=True)


def test_only_what_was_changed_is_changed(browser_of: Any, bob: Agent) -> None:
    dora = factories.make_contact("Dora", traits={"budget": 900, "note": "old"}, tags=["VIP"])
    browser = browser_of(bob)
    page = browser.sees(f"/contacts/{dora.id}/edit")
    assert 'value="900"' in page
    phone = Identifier.get().value
    fields = {"version": version_of(page), "name": "Dora Q", "phone": f"+{phone}", "tags": "VIP"}
    fields |= {"status": "New Lead", "state": "PROSPECT", "source": "WhatsApp", "owner": ""}
    fields |= {"traits-budget": "1000", "traits-note": "", "closure_deadline": "2030-01-15"}
    answer = browser.submits(f"/contacts/{dora.id}/edit", f"/contacts/{dora.id}/edit", **fields)
    assert answer.status_code == 303
    assert traits_of(dora) == {"budget": 1000}
    assert Contact.get().name == "Dora Q"
    happened = {str(one.name) for one in Event.select()}
    assert not happened & {"contact.status_changed", "contact.tagged", "contact.deadline_moved"}


def test_two_who_edit_the_same_do_not_overwrite_each_other(browser_of: Any, bob: Agent) -> None:
    dora = factories.make_contact("Dora")
    browser = browser_of(bob)
    version = version_of(browser.sees(f"/contacts/{dora.id}/edit"))
    Contact.update(town="Lyon").execute()
    path = f"/contacts/{dora.id}/edit"
    answer = browser.submits(path, path, version=version, name="Other", town="")
    assert answer.status_code == 422
    assert "Somebody else changed this" in answer.get_data(as_text=True)
    assert "Now it is: Lyon" in answer.get_data(as_text=True)
    assert Contact.get().name == "Dora"


def test_a_colleagues_contact_is_not_edited(browser_of: Any, bob: Agent) -> None:
    """X8."""
    dora = factories.make_contact("Dora", owner=factories.make_agent("Cid"))
    browser, path = browser_of(bob), f"/contacts/{dora.id}/edit"
    answer = browser.submits(path, path, version=version_of(browser.sees(path)), name="Mine")
    assert answer.status_code == 422
    assert "Cid" in answer.get_data(as_text=True)
    assert Contact.get().name == "Dora"


def test_support_adds_nobody_and_edits_closed_contacts(browser_of: Any, bob: Agent) -> None:
    """A6, X13."""
    eve = factories.make_agent("Eve", role=Role.SUPPORT, password=factories.PASSWORD)
    dora = factories.make_contact("Dora")
    carl = factories.make_contact("Carl", status="Lost")
    browser = browser_of(eve)
    assert browser.open("/contacts/new").status_code == 403
    assert "/contacts/new" not in browser.sees("/contacts")
    assert browser.open(f"/contacts/{dora.id}/edit").status_code == 404
    assert "Carl" in browser.sees(f"/contacts/{carl.id}/edit")


def test_a_form_without_its_token_is_refused(browser_of: Any, bob: Agent) -> None:
    browser = browser_of(bob)
    assert browser.client.post("/contacts/new", data={"name": "Dora"}).status_code == 400
    assert not Contact.select().exists()


def test_choices_are_offered_and_a_former_one_may_stay(browser_of: Any, bob: Agent) -> None:
    trait = Trait.create(name="colour", kind=TraitKind.CHOICE, choices=["Navy blue", "Red"])
    dora = factories.make_contact("Dora", owner=bob, traits={"colour": "Pink"})
    browser, path = browser_of(bob), f"/contacts/{dora.id}/edit"
    page = browser.sees(path)
    assert '<option selected value="Pink">Pink (as it is)</option>' in page
    assert '<option value="Navy blue">Navy blue</option>' in page
    sent = {"version": version_of(page), "status": "New Lead", "state": "PROSPECT"}
    sent |= {"owner": bob.email, "name": "Dora", "phone": f"+{phone_of(dora)}"}
    kept = browser.submits(path, path, **sent | {"traits-colour": "Pink", "town": "Bonn"})
    assert (kept.status_code, traits_of(dora)) == (303, {"colour": "Pink"})
    del sent["version"]
    browser.submits(path, path, **sent | {"traits-colour": "Red"})
    assert traits_of(dora) == {trait.name: "Red"}


def phone_of(contact: Contact) -> str:
    return str(Identifier.get(Identifier.contact == contact).value)
