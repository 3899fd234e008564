"""The Graph API that Usher's client calls: identity, addresses, window and rates (W5)."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from bot.simulator import behaviour, payloads
from bot.simulator.acts import act
from models.simulated import SimulatedCustomer, SimulatedMessage
from tests.bot.simulator.conftest import NUMBER, TOKEN, Send
from tests.bot.simulator.messages import DORA, read, template, text
from tests.bot.simulator.messages import send as spell
from tests.factories import make_contact, make_message

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def code_of(answer: tuple[int, dict[str, dict[str, int]]]) -> tuple[int, int]:
    return answer[0], answer[1]["error"]["code"]


def test_a_text_reaches_the_phone(send: Send, talking: None, dora: SimulatedCustomer) -> None:
    status, answer = send(text("Welcome!"))
    assert status == 200
    assert answer["contacts"] == [{"input": DORA, "wa_id": "447700900101"}]
    message = SimulatedMessage.get(wamid=answer["messages"][0]["id"])
    assert (message.customer, message.content["body"]) == (dora, "Welcome!")


def test_a_wrong_token_is_refused(send: Send, talking: None) -> None:
    assert code_of(send(text(), token="another")) == (401, 190)


def test_an_unknown_number_of_ours_is_refused(send: Send, talking: None) -> None:
    assert code_of(send(text(), number="9")) == (400, 33)


def test_a_body_that_is_no_json_is_refused(client: FlaskClient, database: None) -> None:
    answer = client.post(
        f"/simulator/graph/{NUMBER}/messages",
        data="to=1",
        headers={"Authorization": f"Bearer {TOKEN}"},
    )
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (400, 100)


def test_our_number_can_be_looked_at(client: FlaskClient, database: None) -> None:
    for path in (f"/simulator/graph/{NUMBER}", f"/simulator/graph/v26.0/{NUMBER}"):
        answer = client.get(path, headers={"Authorization": f"Bearer {TOKEN}"})
        assert answer.get_json()["id"] == NUMBER
        assert client.get(path).status_code == 401


def test_a_phone_without_a_plus_gets_our_country_in_front(send: Send, talking: None) -> None:
    """The trap must hurt here, not in production."""
    assert code_of(send(text(to="447700900101"))) == (400, 131026)


def test_somebody_without_a_phone_is_reached_by_id(send: Send, yuki: SimulatedCustomer) -> None:
    act(yuki, NUMBER, {"type": "text", "text": "Hi"})
    status, answer = send(text(to=None, recipient=yuki.bsuid))
    assert status == 200
    assert answer["contacts"] == [{"input": yuki.bsuid, "user_id": yuki.bsuid}]


def test_the_phone_wins_over_the_id(
    send: Send, talking: None, dora: SimulatedCustomer, yuki: SimulatedCustomer
) -> None:
    _, answer = send(text(recipient=yuki.bsuid))
    assert SimulatedMessage.get(wamid=answer["messages"][0]["id"]).customer == dora


def test_an_id_of_nobody_is_undeliverable(send: Send, database: None) -> None:
    assert code_of(send(text(to=None, recipient="PT.82"))) == (400, 131026)


def test_we_cannot_write_to_ourselves(send: Send, database: None) -> None:
    assert code_of(send(text(to=f"+{payloads.DISPLAY_NUMBER}"))) == (400, 131021)


def test_a_phone_that_nobody_played_yet_gets_its_own_chat(send: Send, database: None) -> None:
    """An agent's notice must be seen somewhere (W6)."""
    status, _ = send(template("Ann", "Dora") | {"to": "+447700900777"})
    assert status == 200
    assert SimulatedCustomer.get(phone="447700900777").name == "+44 7700 900777"


def test_a_test_number_writes_only_to_people_listed(send: Send, talking: None) -> None:
    behaviour.put({"allow_list": True})
    assert code_of(send(template("Ann", "Dora") | {"to": "+447700900777"})) == (400, 131030)
    assert send(text())[0] == 200


def test_nobody_hears_free_text_before_they_wrote(send: Send, dora: SimulatedCustomer) -> None:
    assert code_of(send(text())) == (400, 131047)
    assert send(template("Ann", "Dora"))[0] == 200


def test_the_window_closes_after_24_hours(send: Send, dora: SimulatedCustomer) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        act(dora, NUMBER, {"type": "text", "text": "Hi"})
        clock.shift(timedelta(hours=23, minutes=59))
        assert send(text())[0] == 200
        clock.shift(timedelta(minutes=1))
        assert code_of(send(text())) == (400, 131047)


def test_a_script_may_deliver_in_metas_place(send: Send, database: None) -> None:
    """Whoever signs a delivery by hand has opened the window too, and may be marked read."""
    contact = make_contact(phone="447700900777", last_heard_at=datetime.now(UTC))
    make_message(contact, wamid="wamid.by-hand")
    assert send(text(to="+447700900777"))[0] == 200
    assert send(read("wamid.by-hand")) == (200, {"success": True})


def test_one_person_gets_45_at_once_and_then_one_every_6_seconds(
    send: Send, dora: SimulatedCustomer
) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        act(dora, NUMBER, {"type": "text", "text": "Hi"})
        assert [send(text())[0] for _ in range(45)] == [200] * 45
        assert code_of(send(text())) == (400, 131056)
        clock.shift(timedelta(seconds=5))
        assert code_of(send(text())) == (400, 131056)
        clock.shift(timedelta(seconds=1))
        assert send(text())[0] == 200
        assert code_of(send(text())) == (400, 131056)


def test_another_person_is_not_held_up(send: Send, talking: None) -> None:
    with time_machine.travel(NOON, tick=False):
        for _ in range(45):
            send(template("Ann", "Dora"))
        assert send(template("Bob", "Dora") | {"to": "+447700900102"})[0] == 200


def test_our_number_has_a_throughput(send: Send, database: None) -> None:
    behaviour.put({"throughput": 2})
    with time_machine.travel(NOON, tick=False) as clock:
        answers = [send(template("Ann", "Dora") | {"to": f"+44770090010{n}"}) for n in range(1, 4)]
        assert [answer[0] for answer in answers] == [200, 200, 400]
        assert code_of(answers[2]) == (400, 130429)
        clock.shift(timedelta(seconds=1))
        assert send(template("Ann", "Dora"))[0] == 200


def test_blue_ticks_cover_what_came_before(send: Send, dora: SimulatedCustomer) -> None:
    first, second, third = (
        act(dora, NUMBER, {"type": "text", "text": word}) for word in ("One", "Two", "Three")
    )
    assert send(read(second, typing_indicator={"type": "text"})) == (200, {"success": True})
    states = [SimulatedMessage.get(wamid=wamid).status for wamid in (first, second, third)]
    assert states == ["read", "read", "accepted"]
    assert SimulatedCustomer.get_by_id(dora.id).typing_until is not None


def test_our_answer_ends_the_typing(send: Send, dora: SimulatedCustomer) -> None:
    wamid = act(dora, NUMBER, {"type": "text", "text": "Hi"})
    send(read(wamid, typing_indicator={"type": "text"}))
    send(text())
    assert SimulatedCustomer.get_by_id(dora.id).typing_until is None


def test_an_unknown_message_cannot_be_read(send: Send, database: None) -> None:
    assert code_of(send(read("wamid.none"))) == (400, 131009)


def test_we_react_to_what_a_customer_wrote(send: Send, dora: SimulatedCustomer) -> None:
    wamid = act(dora, NUMBER, {"type": "text", "text": "Hi"})
    reaction = {"message_id": wamid, "emoji": "👍"}
    assert send(_reaction(reaction))[0] == 200
    assert SimulatedMessage.get(wamid=wamid).business_reaction == "👍"
    assert code_of(send(_reaction({"message_id": "wamid.none", "emoji": "👍"}))) == (400, 131009)


@pytest.mark.parametrize("code", [131000, 131016, 130429, 132015, 190])
def test_failures_can_be_ordered(send: Send, talking: None, code: int) -> None:
    behaviour.put({"fail": {"code": code, "times": 2}})
    assert [send(text())[1].get("error", {}).get("code") for _ in range(3)] == [code, code, None]


def test_a_share_of_the_sends_can_fail(send: Send, talking: None) -> None:
    behaviour.put({"fail": {"code": 131000, "percent": 100}})
    assert [send(text())[0] for _ in range(3)] == [500, 500, 500]


def test_text_that_cannot_be_stored_is_a_bad_parameter(send: Send, talking: None) -> None:
    assert code_of(send(text("a\0b"))) == (400, 100)


def _reaction(reaction: dict[str, str]) -> dict[str, object]:
    return spell("reaction", reaction)


@pytest.mark.parametrize("kind", ["image", "audio", "video", "document", "sticker"])
def test_files_that_customers_send_can_be_fetched(
    client: FlaskClient, database: None, dora: SimulatedCustomer, kind: str
) -> None:
    """W7: where it is, Meta tells who has the token; the file then needs it again."""
    act(dora, NUMBER, {"type": kind})
    content = SimulatedMessage.get(type=kind).content
    holding = {"Authorization": f"Bearer {TOKEN}"}
    about = client.get(f"/simulator/graph/v26.0/{content['id']}", headers=holding).get_json()
    assert about["mime_type"] == content["mime_type"]
    answer = client.get(about["url"], headers=holding)
    assert len(answer.data) == int(about["file_size"]) > 100
    assert client.get(about["url"]).status_code == 401
    assert client.get("/simulator/graph/media/1", headers=holding).status_code == 400
