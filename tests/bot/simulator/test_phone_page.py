"""The phone page and its calls, with scripts and without, and who may use them."""

import re

import pytest
from flask.testing import FlaskClient

from bot.simulator import people
from bot.simulator.acts import act
from models.simulated import SimulatedCustomer, SimulatedMessage, SimulatedWebhook
from tests.bot.simulator.conftest import NUMBER, Send
from tests.bot.simulator.messages import buttons, rows, template, text

SAME = {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}


def said(customer: SimulatedCustomer) -> list[str]:
    table = SimulatedMessage
    written = table.select().where(table.customer == customer, table.from_customer)
    return [message.content["body"] for message in written.order_by(table.id)]


def test_the_page_shows_the_cast_and_the_chat(client: FlaskClient, talking: None) -> None:
    page = client.get("/simulator/").get_data(as_text=True)
    for name in ("Dora Lindqvist", "Mateo Ruiz", "Priya Nair", "@yuki.tan, no phone"):
        assert name in page
    assert '<p class="text">Hi</p>' in page


def test_nothing_on_it_comes_from_elsewhere(client: FlaskClient, talking: None) -> None:
    answer = client.get("/simulator/")
    page = answer.get_data(as_text=True)
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert not re.search(r'(src|href)="(https?:)?//', page)
    assert not re.search(r"<script(?! src)|<style|\sstyle=|\son\w+=", page)


def test_of_two_who_are_added_at_once_each_gets_a_number(
    client: FlaskClient, talking: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second saw the same number free."""
    numbers = iter(["447700900201", "447700900201", "447700900202"])
    monkeypatch.setattr(people, "free_phone", lambda: next(numbers))
    added = [client.post("/simulator/customers", json={"name": name}) for name in ("Eve", "Finn")]
    assert [one.status_code for one in added] == [201, 201]


def test_a_text_is_written_without_a_script(client: FlaskClient, dora: SimulatedCustomer) -> None:
    answer = client.post(
        f"/simulator/customers/{dora.id}/messages",
        data={"type": "text", "text": "Hi"},
        headers=SAME,
        follow_redirects=True,
    )
    assert answer.status_code == 200
    assert said(dora) == ["Hi"]


def test_a_button_is_tapped_without_a_script(
    client: FlaskClient, send: Send, talking: None, dora: SimulatedCustomer
) -> None:
    send(buttons("Men", "Women"))
    page = client.get(f"/simulator/?customer={dora.id}").get_data(as_text=True)
    form = re.search(r"<form[^>]*>(?:(?!</form>).)*Women", page, re.DOTALL)
    assert form is not None
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[0]))
    client.post(f"/simulator/customers/{dora.id}/messages", data=fields, headers=SAME)
    reply = SimulatedMessage.select().order_by(SimulatedMessage.id.desc()).get()
    assert reply.content["button_reply"]["title"] == "Women"


def test_a_text_of_a_stranger_is_no_html(client: FlaskClient, dora: SimulatedCustomer) -> None:
    act(dora, NUMBER, {"type": "text", "text": "<script>alert(1)</script>"})
    assert "<script>alert" not in client.get("/simulator/").get_data(as_text=True)


def test_the_chat_as_json(client: FlaskClient, send: Send, dora: SimulatedCustomer) -> None:
    act(dora, NUMBER, {"type": "text", "text": "Hi"})
    send(rows(2))
    chat = client.get(f"/simulator/customers/{dora.id}/messages").get_json()
    hi, answer = chat["messages"]
    assert (hi["mine"], hi["text"], hi["status"]) == (True, "Hi", "accepted")
    assert [option["title"] for option in answer["options"]] == ["Row 0", "Row 1"]
    assert chat["customer"]["phone"] == "447700900101"


def test_a_template_shows_its_text(
    client: FlaskClient, send: Send, dora: SimulatedCustomer
) -> None:
    send(template("Ann", "Dora \\1"))
    chat = client.get(f"/simulator/customers/{dora.id}/messages").get_json()
    assert chat["messages"][0]["text"] == (
        "Hello Ann, Dora \\1. Details: budget: 1500. "
        "Open it here: http://usher.test/contacts/1 to see all."
    )


def test_an_unchanged_chat_is_not_sent_again(client: FlaskClient, dora: SimulatedCustomer) -> None:
    path = f"/simulator/customers/{dora.id}/chat"
    etag = client.get(path).headers["ETag"]
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 304
    act(dora, NUMBER, {"type": "text", "text": "Hi"})
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 200


def test_looking_at_the_page_reads_the_messages(
    client: FlaskClient, send: Send, talking: None, dora: SimulatedCustomer
) -> None:
    send(text())
    client.get(f"/simulator/?customer={dora.id}")
    assert SimulatedWebhook.select().where(SimulatedWebhook.receipt == "read").count() == 1


def test_somebody_new_gets_a_phone_and_an_id(client: FlaskClient, database: None) -> None:
    answer = client.post("/simulator/customers", json={"name": "Eve"})
    assert answer.status_code == 201
    eve = answer.get_json()
    assert re.fullmatch(r"4477009\d{5}", eve["phone"])
    assert re.fullmatch(r"GB\.\d{17}", eve["bsuid"])


def test_somebody_new_may_hide_the_phone(client: FlaskClient, database: None) -> None:
    answer = client.post("/simulator/customers", json={"name": "Eve", "username": "@Eve.B"})
    assert (answer.get_json()["phone"], answer.get_json()["username"]) == (None, "eve.b")


@pytest.mark.parametrize(
    "wrong", [{}, {"name": ""}, {"name": "E", "phone": "abc"}, {"name": "E", "username": "a b c"}]
)
def test_nobody_is_added_without_sense(
    client: FlaskClient, database: None, wrong: dict[str, str]
) -> None:
    assert client.post("/simulator/customers", json=wrong).status_code == 422


def test_a_phone_belongs_to_one(client: FlaskClient, dora: SimulatedCustomer) -> None:
    wrong = {"name": "Eve", "phone": "+44 7700 900101"}
    assert client.post("/simulator/customers", json=wrong).status_code == 422


def test_the_switches_can_be_read_and_set(client: FlaskClient, database: None) -> None:
    wanted = {"slow": 50, "repeat": 2, "shuffle": True, "fail": {"code": 131000, "times": 3}}
    assert client.put("/simulator/behaviour", json=wanted).status_code == 200
    now = client.get("/simulator/behaviour").get_json()
    assert (now["slow"], now["repeat"], now["shuffle"]) == (50, 2, True)
    assert now["fail"] == {"code": 131000, "times": 3, "percent": 0, "later": False}
    assert "contact_assigned" in now["templates"]


@pytest.mark.parametrize(
    "wrong", [{"slow": -1}, {"fail": {"code": 7}}, {"repeat": 0}, {"colour": "red"}]
)
def test_a_wrong_switch_is_named(
    client: FlaskClient, database: None, wrong: dict[str, object]
) -> None:
    answer = client.put("/simulator/behaviour", json=wrong)
    assert answer.status_code == 422
    assert set(answer.get_json()["error"]) == set(wrong)


def test_the_switches_can_be_set_without_a_script(client: FlaskClient, database: None) -> None:
    form = {"slow": "20", "fail_code": "", "repeat": "1", "reads": "never", "shuffle": "on"}
    client.post("/simulator/behaviour", data=form, headers=SAME)
    now = client.get("/simulator/behaviour").get_json()
    assert (now["slow"], now["reads"], now["shuffle"]) == (20, "never", True)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
def test_another_site_cannot_play_the_customers(
    client: FlaskClient, dora: SimulatedCustomer, headers: dict[str, str]
) -> None:
    path = f"/simulator/customers/{dora.id}/messages"
    for body in (
        {"json": {"type": "text", "text": "Hi"}},
        {"data": {"type": "text", "text": "Hi"}},
    ):
        assert client.post(path, headers=headers, **body).status_code == 403
    assert said(dora) == []


def test_a_form_must_prove_where_it_comes_from(
    client: FlaskClient, dora: SimulatedCustomer
) -> None:
    path = f"/simulator/customers/{dora.id}/messages"
    assert client.post(path, data={"type": "text", "text": "Hi"}).status_code == 403
