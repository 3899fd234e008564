"""Every endpoint has its row in bot/access/, and does what the row says: role by role, for open
and closed contacts that are nobody's, one's own and a colleague's. X13, A6, X8."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from bot import access
from bot.access import CALLS, OPEN, PAGES, TABLE
from bot.access.row import Reach, Row
from bot.admission import CONTACTS
from models.agents.agent import Agent, Role
from models.agents.visibility import MANAGERS, SALES
from models.assignment.pool import PoolKind
from models.base import database
from models.contact import Contact
from models.contact.company import Company
from models.notices import wording
from models.notices.notification import Notification
from models.queues.backlog import BacklogItem
from tests import factories
from tests.bot.conftest import Api, Browser

ASKED: dict[str, dict[str, Any]] = {
    "conversations.send": {"text": "Hi"},
    "notes.add": {"text": "Hi"},
    "care.hand_on": {"to": "heir@example.org"},
    "care.bot": {"silent": True},
    "contacts.change": {"name": "Other"},
    "contact_merge.preview": {"with": 10**9 - 1},
    "contact_merge.merge": {"with": 10**9 - 1},
}
"""A right body of what changes the contact in the address, where one is needed."""
NO_FILE = "here is no file with message"  # Pages begin it with a capital.
"""Said to who sees the contact."""
OWNERS = ("nobody's", "one's own", "a colleague's")
PROGRAMS = ("/api/v1/", "/v1/public/")
"""Where programs call, each with its key."""
SECRET, ID = "Zyxomma", 10**9
"""The name and the id of a contact that support may not see, of its notification and the like."""
LOOKS: dict[str, list[str]] = {
    "statuses.listing": ["/statuses"],
    "statuses.show": ["/statuses/{status}"],
    "tags.listing": ["/tags"],
    "tags.show": ["/tags/{tag}"],
    "sources.listing": ["/sources"],
    "sources.show": ["/sources/{source}"],
    "preview.ask": ["POST /rules/preview"],
    "rehearsal.recent": ["POST /rules/preview/recent"],
    "backlog.listing": ["/backlog"],
    "notifications.listing": ["/notifications", "/notifications?unread=true"],
    "notifications.read": [f"POST /notifications/{ID}/read", f"POST /notifications/{ID + 1}/read"],
    "notifications.read_all": ["POST /notifications/read"],
    "interactions.listing": ["/interactions", f"/interactions?contact={ID}"],
    "interactions.show": [f"/interactions/{ID}"],
    "interactions.create": ["POST /interactions"],
    "interactions.change": [f"PATCH /interactions/{ID}"],
    "interactions.remove": [f"DELETE /interactions/{ID}"],
    "interactions.complete": [f"POST /interactions/{ID}/complete"],
    "interactions.read": [f"POST /interactions/{ID}/read"],
    "interaction_calendar.show": ["/interactions/calendar?assignee=colleague@example.org"],
    "generation.generate": ["POST /interactions/generate"],
    "posts.listing": [f"/interactions/{ID}/posts"],
    "posts.add": [f"POST /interactions/{ID}/posts"],
    "opportunities.listing": ["/opportunities", f"/opportunities?contact={ID}"],
    "opportunities.show": [f"/opportunities/{ID}"],
    "opportunities.create": ["POST /opportunities"],
    "opportunities.change": [f"PATCH /opportunities/{ID}"],
    "opportunities.remove": [f"DELETE /opportunities/{ID}"],
    "purchases.listing": ["/purchases", f"/purchases?q={SECRET}"],
    "sales_export.opportunities": ["/opportunities/export", f"/opportunities/export?q={SECRET}"],
    "sales_export.purchases": ["/purchases/export", f"/purchases/export?contact={ID}"],
    "purchases.show": [f"/purchases/{ID}"],
    "purchases.create": ["POST /purchases"],
    "purchases.remove": [f"DELETE /purchases/{ID}"],
    "contacts.listing": [
        "/contacts",
        f"/contacts?q={SECRET}",
        "/contacts?q=34611222333",
        f"/contacts?tag={SECRET}",
        "/contacts?owner=none",
        "/contacts?sort=status&page_size=1",
    ],
    "reports.pipeline": ["/reports/pipeline", "/reports/pipeline?by=day"],
    "reports.funnel": ["/reports/funnel", "/reports/funnel?by=day"],
    "reports.sources": ["/reports/sources?by=day", "/reports/sources?group=origin"],
    "contact_selection.change": ["POST /contacts/change"],
    "contacts.put": ["PUT /contacts"],
    "contact_import.start": ["POST /contacts/bulk"],
    "contact_export.export": ["/contacts/export", f"/contacts/export?q={SECRET}"],
    "interakt.users": ["POST /v1/public/track/users/"],
    "interakt.events": ["POST /v1/public/track/events/"],
    "companies.listing": ["/companies"],
    "companies.show": [f"/companies/{ID}"],
    "pages.home": ["/"],
    "pages.interactions": ["/interactions", "/interactions?range=week"],
    "pages.interactions_planner": ["/interactions/planner"],
    "pages.add_interaction": [
        f"/interactions/new?contact={ID}&at=time&go=next",
        f"/interactions/new?at=who&go=find&find_contact={SECRET}",
    ],
    "pages.interaction": [f"/interactions/{ID}"],
    "pages.interaction_posts": [f"/interactions/{ID}/posts"],
    "pages.interaction_opportunities": [f"/interactions/{ID}/opportunities"],
    "pages.edit_interaction": [f"/interactions/{ID}/edit"],
    "pages.complete_interaction": [f"/interactions/{ID}/complete"],
    "pages.delete_interaction": [f"/interactions/{ID}/delete"],
    "pages.pipeline": ["/pipeline", "/pipeline?owner=none"],
    "pages.rules_backlog": ["/rules/backlog"],
    "pages.rules_preview": ["/rules/preview?days=30", f"/rules/preview?q={SECRET}"],
    "pages.pipeline_lanes": ["/pipeline/lanes"],
    "pages.notices": ["/notices", "/notices?unread=1"],
    "pages.news": ["/news"],
    "pages.contacts": ["/contacts", f"/contacts?q={SECRET}"],
    "pages.export_contacts": ["/contacts/export?format=csv"],
    "pages.companies": ["/companies"],
    "pages.opportunities": ["/opportunities", f"/opportunities?q={SECRET}"],
    "pages.opportunity": [f"/opportunities/{ID}"],
    "pages.delete_opportunity": [f"/opportunities/{ID}/delete"],
    "pages.export_opportunities": [f"/opportunities/export?q={SECRET}"],
    "pages.export_purchases": [f"/purchases/export?contact={ID}"],
    "pages.purchases": ["/purchases", f"/purchases?q={SECRET}"],
    "pages.purchase": [f"/purchases/{ID}"],
    "pages.delete_purchase": [f"/purchases/{ID}/delete"],
    "pages.company": [f"/companies/{ID}"],
    "pages.change_contacts": ["/contacts/change", f"/contacts/change?id={ID}"],
    "pages.statuses": ["/settings/statuses"],
    "pages.conversations": [
        "/conversations?whose=all",
        f"/conversations?whose=all&q={SECRET}",
        "/conversations?whose=unassigned&unread=1",
    ],
    "pages.conversation_list": ["/conversations/list?whose=all"],
    "pages.sources": ["/settings/sources"],
    "pages.tags": ["/settings/tags"],
    "pages.report_pipeline": ["/reports/pipeline", "/reports/pipeline.csv"],
    "pages.report_funnel": ["/reports/funnel", "/reports/funnel.svg?chart=reached"],
    "pages.report_sources": ["/reports/sources?group=origin", "/reports/sources?by=day"],
}
"""Calls that reach contacts without naming one in their address."""
BODIES = {
    "POST /rules/preview": {"contact": ID},
    "POST /rules/preview/recent": {"days": 30},
    "POST /interactions": {
        "contact": ID,
        "type": "Call",
        "purpose": "Follow-up",
        "starts_at": "2030-01-01T09:00:00Z",
    },
    "POST /interactions/generate": {
        "group": "prospects",
        "day": "2030-01-01",
        "start": "09:00",
        "count": 200,
        "duration": 5,
        "type": "Call",
        "dry_run": True,
    },
    f"PATCH /interactions/{ID}": {"note": SECRET},
    f"POST /interactions/{ID}/complete": {"outcome": "Successful"},
    f"POST /interactions/{ID}/posts": {"text": SECRET},
    "POST /opportunities": {"contact": ID, "name": "Other", "value": 1},
    f"PATCH /opportunities/{ID}": {"name": SECRET},
    "POST /purchases": {"contact": ID, "items": [{"name": "Coat", "price": 1}]},
    "PUT /contacts": {"phone": "34611222333"},
    "POST /contacts/bulk": {"contacts": [{"usher_id": ID, "name": "Other"}]},
    "POST /v1/public/track/users/": {"phoneNumber": "611222333", "countryCode": "+34"},
    "POST /v1/public/track/events/": {"fullPhoneNumber": "34611222333", "event": "Order"},
    "POST /contacts/change": {"ids": [ID], "changes": {"state": "CLIENT"}},
}


@pytest.fixture
def calls(built: Flask) -> dict[str, tuple[Rule, str]]:
    """By endpoint: where it is, and one method that it takes."""
    return {rule.endpoint: (rule, method_of(rule)) for rule in built.url_map.iter_rules()}


def method_of(rule: Rule) -> str:
    return min((rule.methods or set()) - {"HEAD", "OPTIONS"})


@pytest.fixture
def staff(database: None) -> dict[Role, Agent]:
    """One of each role, and to each a colleague in sales."""
    factories.make_agent("Heir", role=Role.ADMIN)
    factories.make_agent("Colleague")
    factories.make_contact("Beside", id=ID - 1, status="Lost", closed_at=factories.now())
    return {
        role: factories.make_agent(role.value, role=role, password=factories.PASSWORD)
        for role in Role
    }


def test_every_endpoint_has_a_row_and_every_row_an_endpoint(calls: dict[str, Any]) -> None:
    assert set(calls) == set(TABLE)


def test_each_row_stands_where_one_looks_for_it() -> None:
    assert {name for name in TABLE if name.startswith("pages.")} == set(PAGES)
    assert {name for name, row in TABLE.items() if row.scope is not None} == set(CALLS)
    assert len(TABLE) == len(CALLS) + len(PAGES) + len(OPEN)


def test_every_call_of_the_api_says_what_a_key_needs(calls: dict[str, Any]) -> None:
    api = {name for name, (rule, _) in calls.items() if rule.rule.startswith(PROGRAMS)}
    unsaid = {name for name in api if TABLE[name].who and TABLE[name].scope is None}
    assert unsaid == set()


def test_what_has_no_row_is_refused_to_everybody(
    api: Api, monkeypatch: pytest.MonkeyPatch, browser_of: Any
) -> None:
    browser = browser_of(factories.make_agent(role=Role.OWNER, password=factories.PASSWORD))
    others = {
        name: TABLE[name] for name in TABLE if name not in {"statuses.listing", "pages.rules"}
    }
    monkeypatch.setattr(access, "TABLE", others)
    assert api.get("/statuses").status_code == 403
    assert browser.open("/rules").status_code == 403


def test_only_these_need_neither_login_nor_key() -> None:
    assert {name for name, row in TABLE.items() if row.who is None} == {
        "api-docs.openapi_json",
        "bootstrap.static",
        "calendar.show",
        "health.alive",
        "health.metrics",
        "health.ready",
        "pages.login",
        "reader.read",
        "static",
    }


RESTRICTED = [name for name, row in TABLE.items() if row.who is not None]
OF_CONTACTS = {name for name, row in TABLE.items() if row.reach is not Reach.NONE}


@pytest.mark.parametrize("endpoint", RESTRICTED)
def test_roles_are_admitted_as_the_table_says(
    calls: dict[str, tuple[Rule, str]],
    client: Any,
    staff: dict[Role, Agent],
    endpoint: str,
    browser_of: Any,
) -> None:
    row, (rule, method) = TABLE[endpoint], calls[endpoint]
    for role, agent in staff.items():
        caller = caller_of(agent, rule, client, browser_of)
        for id, allowed in tries(row, agent):
            answer = request(caller, rule, method, id, None)
            refused = answer.status_code == 403
            assert refused == (role not in allowed), (role, id, answer.text)


def tries(row: Row, agent: Agent) -> Iterator[tuple[int, frozenset[Role]]]:
    """For which id in the address which roles are admitted."""
    assert row.who is not None
    if row.others is None:
        yield 10**6, row.who
    else:
        yield agent.id, row.who
        yield Agent.get(Agent.name == "Heir").id, row.others


@pytest.mark.parametrize("closed", [False, True], ids=["open", "closed"])
@pytest.mark.parametrize("endpoint", sorted(OF_CONTACTS - set(LOOKS)))
def test_contacts_are_reached_as_the_table_says(
    calls: dict[str, tuple[Rule, str]],
    client: Any,
    staff: dict[Role, Agent],
    endpoint: str,
    closed: bool,
    browser_of: Any,
) -> None:
    row, (rule, method) = TABLE[endpoint], calls[endpoint]
    assert any(f"{one}/<id:id>" in rule.rule for one in CONTACTS), "say in LOOKS how to call it"
    for role, agent in staff.items():
        caller = caller_of(agent, rule, client, browser_of)
        for whose in OWNERS:
            with taken_back():
                contact = contact_of(whose, agent, closed)
                answer = request(caller, rule, method, contact.id, ASKED.get(endpoint))
                expected = expected_of(row, role, closed, whose)
                refused = answer.status_code in {403, 404} and NO_FILE not in answer.text
                got = answer.status_code if refused else told(answer)
                assert got == expected, (role, whose, answer.text)


@pytest.mark.parametrize("endpoint", LOOKS)
def test_nothing_tells_of_a_contact_that_one_may_not_see(
    client: Any, staff: dict[Role, Agent], endpoint: str, browser_of: Any
) -> None:
    """Lists, counts, searches and totals are the same with it and without it; sales sees it."""
    sells = Role.SALES_AGENT if Role.SALES_AGENT in who(endpoint) else Role.SALES_MANAGER
    support, seller = staff[Role.SUPPORT], staff[sells]
    pages = endpoint.startswith("pages.")
    callers = [
        browser_of(one) if pages else Api(client, factories.make_api_key(one))
        for one in (support, seller)
    ]
    factories.make_tag(SECRET)
    company = Company.create(id=ID, name="Acme")
    before = [looks(one, endpoint) for one in callers]
    make_secret([support, seller])
    company.contact_person = ID
    company.save()
    after = [looks(one, endpoint) for one in callers]
    assert before[0] == after[0]
    assert before[1] != after[1]


def who(endpoint: str) -> frozenset[Role]:
    return TABLE[endpoint].who or frozenset(Role)


def make_secret(told: list[Agent]) -> None:
    contact = factories.make_contact(
        SECRET,
        id=ID,
        phone="34611222333",
        tags=[SECRET],
        company=Company.get_by_id(ID),
        **factories.heard(),
    )
    factories.make_message(contact, SECRET)
    BacklogItem.create(
        lane="lane",
        contact=contact,
        pool_kind=PoolKind.FALLBACK,
        pool_of=0,
        trigger="",
        facts={},
        cause="",
    )
    colleague = Agent.get(Agent.name == "Colleague")
    factories.make_interaction(contact, colleague, factories.now(), id=ID, note=SECRET)
    factories.make_interaction(contact, told[-1], factories.now())
    factories.make_opportunity(contact, SECRET, id=ID)
    factories.make_purchase(contact, (SECRET, 1, 1), id=ID)
    for place, agent in enumerate(told):
        letter = wording.notice(agent, SECRET, SECRET, [], f"/contacts/{ID}")
        Notification.create(id=ID + place, agent=agent, key=f"test:{place}", payload=letter)


def looks(caller: Any, endpoint: str) -> list[tuple[int, str]]:
    tag = factories.make_tag(SECRET).id
    ids = {"status": factories.Organisation.the().default_status_id, "source": 1, "tag": tag}
    answers = []
    for asked in LOOKS[endpoint]:
        method, _, path = asked.rpartition(" ")
        with taken_back():
            if isinstance(caller, Browser):
                answer = caller.open(path)
            else:
                call = getattr(caller, (method or "get").lower())
                path, _, query = path.format(**ids).partition("?")
                answer = call(path, json=BODIES.get(asked), **dict(parse_qsl(query)))
            answers.append((answer.status_code, plain(answer.text)))
    return answers


def plain(text: str) -> str:
    """Without what each answer has anew."""
    return re.sub(
        r'name="(?:csrf_token|once)"[^>]*value="[^"]*"|"(id|at|created_at|ended_at)": ?[^,}]*',
        "",
        text,
    )


def expected_of(row: Row, role: Role, closed: bool, whose: str) -> int:
    """404, 409 with the name of who has it, or 200 for whatever else."""
    if not closed and role not in SALES:
        return 404
    colleagues = whose == "a colleague's"
    if row.reach is Reach.ACT and colleagues and role not in MANAGERS:
        return 409
    if row.reach is Reach.TAKE and colleagues and role in SALES:
        return 409
    return 200


def told(answer: TestResponse) -> int:
    """Whether the answer says that a colleague has the contact."""
    if answer.status_code == 409 and "owner" in answer.json:
        return 409
    assert answer.status_code in {200, 201, 204, 303, 404, 409, 422}, answer.text
    assert answer.status_code != 422 or "<html" in answer.text, answer.text
    return 200


def contact_of(whose: str, agent: Agent, closed: bool) -> Contact:
    colleague = Agent.get(Agent.name == "Colleague")
    owner = {"nobody's": None, "one's own": agent, "a colleague's": colleague}[whose]
    values = factories.heard() | ({"closed_at": factories.now()} if closed else {})
    return factories.make_contact(status="Lost" if closed else None, owner=owner, **values)


def caller_of(agent: Agent, rule: Rule, client: Any, browser_of: Callable[[Any], Browser]) -> Any:
    if rule.rule.startswith(PROGRAMS):
        return Api(client, factories.make_api_key(agent))
    return browser_of(agent)


def request(caller: Any, rule: Rule, method: str, id: int, asked: dict[str, Any] | None) -> Any:
    """Call it with `id` in the address, and take back what that changed."""
    values: dict[str, Any] = dict.fromkeys(rule.arguments, id)
    values |= {name: word for name, word in WORDS.items() if name in values}
    built = rule.build(values, append_unknown=False)
    assert built is not None
    path = built[1]
    with taken_back():
        if isinstance(caller, Api):
            path = path.removeprefix("/api/v1")
            return getattr(caller, method.lower())(
                path, json=asked or ({} if method != "GET" else None)
            )
        if method == "GET":
            return caller.open(path)
        return caller.submits(path)


WORDS = {"file": "csv", "table": "inbox", "verb": "claim", "what": "messages"}
"""What stands in addresses beside ids."""


@contextmanager
def taken_back() -> Iterator[None]:
    with database.atomic() as point:
        yield
        point.rollback()
