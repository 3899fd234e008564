"""The pages that a team has open all day, in the midst of a hundred thousand contacts: when the
first byte comes, and how much HTML it is."""

import math
import re
import statistics
from collections.abc import Iterator

import requests

from models.agents.agent import Agent, Role
from models.base import database
from models.contact import Contact
from models.contact.finding import search
from tests import factories
from tests.bench import serving
from tests.bench.crowd import fill
from tests.bench.report import Row, at_most
from tests.bench.scale import Scale
from tests.bench.servers import Servers, bound

FIRST_BYTE = 150
"""Milliseconds, for 95 of a hundred."""
LARGEST = 100
"""Kilobytes of HTML."""
WAIT = 30
PAGES = {
    "Home": "/",
    "Conversations": "/conversations",
    "Conversations, mine": "/conversations?tab=mine",
    "Conversation": "/conversations/{contact}",
    "Contacts": "/contacts",
    "Contacts, filtered": "/contacts?status=Interested&owner=none",
    "Contacts, searched": "/contacts?q=dora",
    "Contact": "/contacts/{contact}",
    "Board": "/pipeline",
}


def measure(servers: Servers, scale: Scale) -> Iterator[Row]:
    with servers.database() as url:
        with bound(url):
            fill(scale.shown)
            while search.refresh():
                pass
            database.execute_sql("VACUUM ANALYZE")
            contact, agents = _places()
            servers.settle()
        with serving.served(serving.environment(servers, url)) as port:
            for who, email in agents.items():
                browser = _signed_in(port, email)
                for title, path in PAGES.items():
                    asked = f"http://127.0.0.1:{port}{path.format(contact=contact)}"
                    yield _timed(f"{title}, as {who}", browser, asked, scale)


def _places() -> tuple[int, dict[str, str]]:
    """A contact in the middle, and two who can sign in."""
    hashed = factories.QUICK.hash(factories.PASSWORD)
    agents = {}
    for who, role in (("manager", Role.SALES_MANAGER), ("agent", Role.SALES_AGENT)):
        agent = Agent.select().where(Agent.email == f"agent{len(agents) + 1}@example.org").get()
        Agent.update(role=role, password_hash=hashed).where(Agent.id == agent.id).execute()
        agents[who] = agent.email
    [(middle,)] = (
        Contact.select(Contact.id).order_by(Contact.id.desc()).offset(500).limit(1).tuples()
    )
    return middle, agents


def _signed_in(port: int, email: str) -> requests.Session:
    browser, login = requests.Session(), f"http://127.0.0.1:{port}/login"
    found = re.search(
        r'name="csrf_token"[^>]*value="([^"]+)"', browser.get(login, timeout=WAIT).text
    )
    assert found
    form = {"csrf_token": found[1], "email": email, "password": factories.PASSWORD}
    answer = browser.post(login, data=form, timeout=WAIT, allow_redirects=False)
    assert answer.status_code == 303, answer.text
    return browser


def _timed(title: str, browser: requests.Session, url: str, scale: Scale) -> Row:
    waits = []
    for _ in range(scale.pages):
        answer = browser.get(url, timeout=WAIT)
        assert answer.status_code == 200, (url, answer.status_code)
        waits.append(1000 * answer.elapsed.total_seconds())
    size = len(answer.content) / 1024
    assert size <= LARGEST, f"{url} has {size:.0f} KB"
    waits.sort()
    slow = waits[math.ceil(len(waits) * 0.95) - 1]
    median = f"{statistics.median(waits):.0f} ms, {size:.0f} KB"
    return at_most(f"First byte of a page: {title}", slow, FIRST_BYTE, "ms", median)
