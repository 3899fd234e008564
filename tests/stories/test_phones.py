"""Several phones side by side in the simulator: each has a conversation of its own, from the page
through Usher's door, drain and outbox to the stand-in for Meta and back (R2, R10, X11)."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import responses
from flask.testing import FlaskClient
from requests import PreparedRequest

from bot.simulator import demo, people
from bot.whatsapp.envelope import split
from models.agents.agent import Role
from models.queues.inbox import InboxItem
from models.simulated import SimulatedCustomer, SimulatedWebhook
from tests.bot.simulator.conftest import TOKEN, make_app
from tests.conftest import make_config
from tests.factories import make_agent
from tests.story import settle
from workers import context, outbox, settling
from workers.errand import run

SAME = {"Sec-Fetch-Site": "same-origin"}
QUESTION = "Are you looking for men's or women's fashion?"


@pytest.fixture
def client(workshop: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FlaskClient:
    """The page of a new installation, whose workers call the Graph API of the same app."""
    app = make_app(TESTING=True)
    config = make_config(tmp_path, WHATSAPP_API_URL="http://usher.test/simulator/graph")
    object.__setattr__(config, "access_token", TOKEN)
    monkeypatch.setattr(context, "_contexts", [context._Context(config, None)])
    make_agent("Owner", role=Role.OWNER)
    demo.load()
    return app.test_client()


@pytest.fixture(autouse=True)
def graph(client: FlaskClient) -> Iterator[None]:
    def pass_on(request: PreparedRequest) -> tuple[int, dict[str, str], bytes]:
        path = str(request.url).removeprefix("http://usher.test")
        answer = client.open(
            path, method=request.method, data=request.body, headers=dict(request.headers)
        )
        return answer.status_code, {}, answer.get_data()

    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        mock.add_callback("POST", re.compile("http://usher.test/.*"), pass_on)
        yield


def work() -> None:
    """Meta delivers, Usher drains and sends, until nobody owes anything."""
    while webhooks := list(SimulatedWebhook.select().order_by(SimulatedWebhook.id)):
        for webhook in webhooks:
            InboxItem.receive(split(webhook.body.encode()))
            webhook.delete_instance()
        settle()
        while errands := outbox.lease(50):
            for errand in errands:
                settling.settle(errand, run(errand, context.config()))


def named(name: str) -> SimulatedCustomer:
    return SimulatedCustomer.get(SimulatedCustomer.name == name)


@pytest.fixture
def writes(client: FlaskClient) -> Callable[..., None]:
    """Everybody writes before Usher answers anybody."""

    def write(**texts: str) -> None:
        for name, text in texts.items():
            customer = next(one for one in people.everybody() if one.name.startswith(name))
            path = f"/simulator/customers/{customer.id}/messages"
            deed = {"type": "text", "text": text}
            assert client.post(path, data=deed, headers=SAME).status_code == 303
        work()

    return write


def last(client: FlaskClient, name: str) -> str:
    """What the phone shows last."""
    path = f"/simulator/customers/{named(name).id}/messages"
    text: str = client.get(path).get_json()["messages"][-1]["text"]
    return text


def test_each_phone_is_answered_for_itself(
    client: FlaskClient, writes: Callable[..., None]
) -> None:
    writes(Dora="Hi", Mateo="Hello", Yuki="Hi")
    for name in ("Dora Lindqvist", "Mateo Ruiz", "Yuki Tanaka"):
        assert last(client, name).endswith(QUESTION)
    writes(Dora="Women", Yuki="Men")
    assert last(client, "Dora Lindqvist").endswith("budget range, Dora Lindqvist?")
    assert last(client, "Yuki Tanaka").endswith("budget range, Yuki Tanaka?")
    assert last(client, "Mateo Ruiz").endswith(QUESTION)


def test_under_each_phone_stands_what_came_of_it(
    client: FlaskClient, writes: Callable[..., None]
) -> None:
    writes(Dora="Hi", Yuki="Hi")
    writes(Dora="Women", Yuki="Men")
    writes(Dora="1500", Yuki="200")
    shown = [named("Dora Lindqvist").id, named("Yuki Tanaka").id]
    page = client.get("/simulator/", query_string={"customer": shown}).get_data(as_text=True)
    doras, yukis = page.split('class="station"')[1:]
    assert "by the rule “VIP”" in doras
    assert "<dd>1500</dd>" in doras
    assert "by the rule “Men&#39;s fashion”" in yukis
    assert "<dd>200</dd>" in yukis


def test_an_agents_phone_beside_it_shows_the_notice(
    client: FlaskClient, writes: Callable[..., None]
) -> None:
    """R12: Dora's budget makes her Ann's or Bob's, who are told on WhatsApp."""
    writes(Dora="Hi")
    writes(Dora="Women")
    writes(Dora="1500")
    agents = ("Ann Berger (agent)", "Bob Keller (agent)")
    chats = [f"/simulator/customers/{named(name).id}/messages" for name in agents]
    told = [message for path in chats for message in client.get(path).get_json()["messages"]]
    assert len(told) == 1


def test_somebody_made_up_without_a_number_is_answered_too(
    client: FlaskClient, writes: Callable[..., None]
) -> None:
    client.post("/simulator/customers", data={"made_up": "username"}, headers=SAME)
    writes(Amara="Hi")
    assert last(client, "Amara Okoye").endswith(QUESTION)
    assert not named("Amara Okoye").phone_shared
