"""Two contacts that are one person: preview, choices, refusals, where the old id leads. X6, X13."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from models.agents.agent import Role
from models.clock import now
from models.contact import Contact, IdentifierKind, State
from models.contact.company import Company
from models.contact.identity.directory import same_person
from tests import factories
from tests.factories import make_agent, make_contact, make_identifier, make_message

EARLY, LATE = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def two(database: None) -> tuple[Contact, Contact]:
    """Dora twice: as a client of Ann, and as who wrote last."""
    this = make_contact(
        "Dora",
        phone="34600111222",
        email="dora@example.org",
        owner=make_agent("Ann"),
        traits={"budget": 1500, "audience": "Women"},
        tags=["VIP"],
        created_at=LATE,
        last_heard_at=EARLY,
    )
    other = make_contact(
        "Dora Q.",
        bsuid="ES.2",
        status="Interested",
        state=State.CLIENT,
        traits={"budget": 900, "size": "M"},
        tags=["Shoes"],
        created_at=EARLY,
        last_heard_at=LATE,
        number="100000000000009",
        closure_deadline=date(2030, 2, 2),
        company=Company.create(name="Quillworks"),
        town="Oxford",
    )
    make_identifier(other, IdentifierKind.EXTERNAL, "crm-7")
    return this, other


def merged(api: Any, two: tuple[Contact, Contact], **keep: Any) -> dict[str, Any]:
    this, other = two
    answer = api.post(f"/contacts/{this.id}/merge", json={"with": other.id, "keep": keep})
    assert answer.status_code == 200, answer.json
    found: dict[str, Any] = answer.json
    return found


def test_the_one_contact_has_what_either_had(api: Any, two: Any) -> None:
    one = merged(api, two)
    assert (one["id"], one["name"], one["email"]) == (two[0].id, "Dora", "dora@example.org")
    assert (one["status"]["name"], one["state"]) == ("New Lead", "CLIENT")
    assert one["owner"]["name"] == "Ann"
    assert one["traits"] == {"audience": "Women", "budget": 1500, "size": "M"}
    assert [tag["name"] for tag in one["tags"]] == ["Shoes", "VIP"]
    assert datetime.fromisoformat(one["created_at"]) == EARLY
    assert datetime.fromisoformat(one["last_heard_at"]) == LATE
    assert Contact.get_by_id(one["id"]).number == "100000000000009"
    assert one["closure_deadline"] == "2030-01-15"


def test_one_chooses_otherwise(api: Any, two: Any) -> None:
    chosen = {"name": "other", "status": "other", "state": "this", "closure_deadline": "other"}
    one = merged(api, two, **chosen, tags="this", traits={"budget": "other"})
    assert (one["name"], one["status"]["name"], one["state"]) == (
        "Dora Q.",
        "Interested",
        "PROSPECT",
    )
    assert (one["closure_deadline"], one["traits"]["budget"]) == ("2030-02-02", 900)
    assert [tag["name"] for tag in one["tags"]] == ["VIP"]


@pytest.mark.parametrize("keep", [{}, {"name": "other", "owner": "other", "tags": "other"}])
def test_the_preview_shows_what_the_merge_makes_and_changes_nothing(
    api: Any, two: Any, keep: Any
) -> None:
    this, other = two
    before = api.get("/contacts").json
    body = {"with": other.id, "keep": keep}
    preview = api.post(f"/contacts/{this.id}/merge/preview", json=body)
    assert api.get("/contacts").json == before
    shown, one = preview.json["contact"], merged(api, two, **keep)
    assert shown | {"updated_at": None} == one | {"updated_at": None}


def test_the_preview_tells_what_contradicts_each_other(api: Any, two: Any) -> None:
    this, other = two
    body = {"with": other.id, "keep": {"name": "other"}}
    preview = api.post(f"/contacts/{this.id}/merge/preview", json=body).json
    told = {one["field"]: (one["this"], one["other"], one["kept"]) for one in preview["conflicts"]}
    assert told == {
        "name": ("Dora", "Dora Q.", "other"),
        "status": ("New Lead", "Interested", "this"),
        "state": ("PROSPECT", "CLIENT", "other"),
        "closure_deadline": ("2030-01-15", "2030-02-02", "this"),
        "traits.budget": (1500, 900, "this"),
        "tags": (["VIP"], ["Shoes"], "both"),
    }
    assert preview["moves"]["identifiers"] == 3


def test_who_has_opted_out_stays_so(api: Any, two: Any) -> None:
    """X10: there is no choosing."""
    this, other = two
    Contact.update(opted_out_at=EARLY).where(Contact.id == other.id).execute()
    preview = api.post(f"/contacts/{this.id}/merge/preview", json={"with": other.id}).json
    [stop] = [one for one in preview["conflicts"] if one["field"] == "opted_out"]
    assert (stop["kept"], stop["choosable"]) == ("other", False)
    assert datetime.fromisoformat(merged(api, two)["opted_out_at"]) == EARLY


def test_the_old_address_leads_to_the_one_contact(api: Any, two: Any, browser_of: Any) -> None:
    this, other = two
    merged(api, two)
    for path in ("/notes", "/messages", "/timeline"):
        answer = api.get(f"/contacts/{other.id}{path}", page=2)
        assert (answer.status_code, answer.json["merged_into"]) == (308, this.id)
        assert answer.headers["Location"] == f"/api/v1/contacts/{this.id}{path}?page=2"
    assert api.patch(f"/contacts/{other.id}", json={"name": "D"}).status_code == 308
    admin = make_agent("Ada", role=Role.ADMIN, password=factories.PASSWORD)
    page = browser_of(admin).open(f"/contacts/{other.id}")
    assert (page.status_code, page.headers["Location"]) == (308, f"/contacts/{this.id}")


def test_however_often_they_are_merged(api: Any, two: Any) -> None:
    this, other = two
    last = make_contact("Dora, third")
    merged(api, (this, other))
    merged(api, (last, this))
    assert api.get(f"/contacts/{other.id}").json["merged_into"] == last.id
    again = api.post(f"/contacts/{last.id}/merge", json={"with": other.id})
    assert again.json["errors"][0]["message"].startswith(f"contact {other.id} was merged into")


def test_flags_about_each_other_are_answered(api: Any, two: Any) -> None:
    this, other = two
    Contact.update(flag=same_person(other.id)).where(Contact.id == this.id).execute()
    assert merged(api, two)["flag"] is None


def test_the_timeline_tells_both_stories_by_time(api: Any, two: Any) -> None:
    this, other = two
    for hours, contact in enumerate((this, other, this)):
        at = EARLY + timedelta(hours=hours)
        make_message(contact, f"said {hours}", created_at=at, sent_at=at)
    merged(api, two)
    entries = api.get(f"/contacts/{this.id}/timeline").json["items"]
    said = [one["message"]["text"] for one in entries if one.get("message")]
    assert said == ["said 0", "said 1", "said 2"]
    assert f"Merged with contact {other.id}, Dora Q." in entries[-1]["sentence"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "with"),
        ({"with": "dora"}, "with"),
        ({"with": 10**6}, "with"),
        ({"with": 0}, "with"),
        ({"keep": {"name": "mine"}, "with": 1}, "keep.name"),
        ({"keep": {"phone": "this"}, "with": 1}, "keep.phone"),
        ({"keep": {"traits": {"budget": "both"}}, "with": 1}, "keep.traits.budget.value"),
        ({"keep": {"tags": "none"}, "with": 1}, "keep.tags"),
    ],
)
def test_what_is_wrong_is_named(api: Any, two: Any, body: Any, field: str) -> None:
    for path in ("merge", "merge/preview"):
        answer = api.post(f"/contacts/{two[0].id}/{path}", json=body)
        assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, field)


def test_a_contact_is_not_merged_with_itself(api: Any, two: Any) -> None:
    id = two[0].id
    answer = api.post(f"/contacts/{id}/merge", json={"with": id})
    assert answer.json["errors"][0]["field"] == "with"


def test_a_colleagues_contact_is_not_merged(api_as: Any, two: Any) -> None:
    """X8: neither as the one that stays nor as the other; managers may."""
    ann, bob = two[0].owner, make_agent("Bob")
    for pair in (two, two[::-1]):
        answer = api_as(bob).post(f"/contacts/{pair[0].id}/merge", json={"with": pair[1].id})
        assert (answer.status_code, answer.json["owner"]["name"]) == (409, "Ann")
    assert merged(api_as(ann), two)["owner"]["name"] == "Ann"


def test_who_lost_a_contact_is_told(api_as: Any, two: Any) -> None:
    bob = make_agent("Bob")
    Contact.update(owner=bob).where(Contact.id == two[1].id).execute()
    merged(api_as(make_agent("Mia", role=Role.SALES_MANAGER)), two)
    [told] = api_as(bob).get("/notifications").json["items"]
    assert (told["kind"], told["subject"]) == ("merged", "Dora is with Ann now")


def test_what_one_may_not_see_is_not_there(api_as: Any, two: Any) -> None:
    """X13: not by `with`, not by a merged id, not among duplicates."""
    eve = api_as(make_agent("Eve", role=Role.SUPPORT))
    closed = make_contact("Carl", status="Lost", closed_at=now(), email="dora@example.org")
    answer = eve.post(f"/contacts/{closed.id}/merge", json={"with": two[0].id})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "with")
    assert eve.get(f"/contacts/{closed.id}/duplicates").json["total"] == 0
    merged(api_as(None), two)
    assert eve.get(f"/contacts/{two[1].id}").status_code == 404


def test_nobody_gets_a_contact_that_they_cannot_see(api: Any) -> None:
    eve = make_agent("Eve", role=Role.SUPPORT)
    closed = make_contact("Carl", status="Lost", closed_at=now(), owner=eve)
    pair = (make_contact("Dora"), closed)
    answer = api.post(f"/contacts/{pair[0].id}/merge", json={"with": closed.id})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (409, "keep.owner")
    assert merged(api, pair, status="other")["owner"]["name"] == "Eve"


def test_duplicates_are_found_by_number_email_and_flag(api: Any) -> None:
    dora = make_contact("Dora", phone="5511987654321", email="Dora@Example.org")
    make_contact("Somebody else")
    number = make_contact("Spelled otherwise", phone="551187654321")
    email = make_contact("Same email", email="dora@example.org")
    flagged = make_contact("Flagged", flag=same_person(dora.id))
    Contact.update(flag=same_person(number.id)).where(Contact.id == dora.id).execute()
    found = api.get(f"/contacts/{dora.id}/duplicates").json
    told = {one["contact"]["id"]: one["reasons"] for one in found["items"]}
    assert told == {
        number.id: ["phone", "flag"],
        email.id: ["email"],
        flagged.id: ["flag"],
    }


def test_a_flag_about_who_was_merged_speaks_of_the_one_contact(api: Any, two: Any) -> None:
    this, other = two
    third = make_contact("Third", flag=same_person(other.id))
    merged(api, two)
    [found] = api.get(f"/contacts/{this.id}/duplicates").json["items"]
    assert (found["contact"]["id"], found["reasons"]) == (third.id, ["flag"])
    [back] = api.get(f"/contacts/{third.id}/duplicates").json["items"]
    assert back["contact"]["id"] == this.id


def test_a_number_that_they_had_before_finds_their_other_self(api: Any) -> None:
    dora, heir = make_contact("Dora"), make_contact("Dora", phone="34600999888")
    make_identifier(dora, IdentifierKind.PHONE, "34600999888", active=False)
    [found] = api.get(f"/contacts/{dora.id}/duplicates").json["items"]
    assert found["contact"]["id"] == heir.id
