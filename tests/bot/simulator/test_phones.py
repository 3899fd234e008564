"""Several phones on one page: which they are stands in the address, and stays there (X11)."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from bot.simulator import people
from models.simulated import SimulatedCustomer
from tests.bot.simulator.conftest import Send
from tests.bot.simulator.messages import text

SAME = {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}


@pytest.fixture
def cast(database: None) -> list[int]:
    """Dora, Mateo, Priya and Yuki."""
    return [one.id for one in people.everybody()]


def phones(page: str) -> list[str]:
    return re.findall('<section class="station"[^>]* aria-label="([^"]*)\u2019s phone"', page)


def seen(client: FlaskClient, **query: object) -> str:
    return client.get("/simulator/", query_string=query).get_data(as_text=True)


def written(cast: list[int]) -> str:
    """Where Mateo's phone writes, with Dora's beside it."""
    return f"/simulator/customers/{cast[1]}/messages?customer={cast[0]}&customer={cast[1]}"


def shown_in(address: str) -> list[str]:
    return parse_qs(urlsplit(address).query).get("customer", [])


def test_a_newcomer_sees_three(client: FlaskClient, database: None) -> None:
    assert phones(seen(client)) == ["Dora Lindqvist", "Mateo Ruiz", "Priya Nair"]


def test_the_address_says_which_in_its_order(client: FlaskClient, cast: list[int]) -> None:
    assert phones(seen(client, customer=[cast[3], cast[0], cast[3]])) == [
        "Yuki Tanaka",
        "Dora Lindqvist",
    ]


def test_nobody_and_nonsense_in_it_are_passed_over(client: FlaskClient, cast: list[int]) -> None:
    assert phones(seen(client, customer=[cast[1], 0, "x", -1, "9" * 30])) == ["Mateo Ruiz"]
    assert len(phones(seen(client, customer=0))) == 3


def test_of_too_many_the_last_are_shown(client: FlaskClient, dora: SimulatedCustomer) -> None:
    added = [people.make_up(hidden=False) for _ in range(7)]
    page = seen(client, customer=[one.id for one in added if one])
    assert phones(page) == [one.name for one in added[1:] if one]


def test_a_phone_is_laid_beside_the_others_and_put_away(
    client: FlaskClient, cast: list[int]
) -> None:
    page = seen(client, customer=cast[:2])
    links = re.findall(r'<a[^>]*href="(/simulator/\?[^"]*)"', page)
    ways = [shown_in(link.replace("&amp;", "&")) for link in links]
    assert [str(cast[n]) for n in (0, 1, 3)] in ways
    assert [str(cast[1])] in ways
    assert "Put Dora Lindqvist\u2019s phone away" in page


def test_the_last_phone_stays(client: FlaskClient, cast: list[int]) -> None:
    assert "phone away" not in seen(client, customer=cast[0])


def test_what_is_written_without_a_script_comes_back_to_the_same_phones(
    client: FlaskClient, cast: list[int]
) -> None:
    path = written(cast)
    answer = client.post(path, data={"type": "text", "text": "Hi"}, headers=SAME)
    assert answer.status_code == 303
    assert shown_in(answer.location) == [str(id) for id in cast[:2]]
    assert answer.location.endswith(f"#phone-{cast[1]}")


def test_every_form_keeps_the_phones(
    client: FlaskClient,
    send: Send,
    talking: None,
    dora: SimulatedCustomer,
    yuki: SimulatedCustomer,
) -> None:
    send(text())
    page = seen(client, customer=[dora.id, yuki.id])
    forms = re.findall(r'action="(/simulator/customers[^"]*)"', page)
    assert len(forms) > 10
    assert {tuple(shown_in(form.replace("&amp;", "&"))) for form in forms} == {
        (str(dora.id), str(yuki.id))
    }


def test_what_is_wrong_is_said_on_the_phone_where_it_was(
    client: FlaskClient, cast: list[int]
) -> None:
    path = written(cast)
    answer = client.post(path, data={"type": "text", "text": " "}, headers=SAME)
    page = client.get(answer.location).get_data(as_text=True)
    first, second = page.split('class="station"')[1:]
    assert "write something" in second
    assert "write something" not in first


def test_somebody_made_up_comes_beside_the_others(client: FlaskClient, cast: list[int]) -> None:
    path = f"/simulator/customers?customer={cast[0]}&customer={cast[1]}"
    answer = client.post(path, data={"made_up": "phone"}, headers=SAME, follow_redirects=True)
    assert phones(answer.text) == ["Dora Lindqvist", "Mateo Ruiz", "Amara Okoye"]
    amara = SimulatedCustomer.get(name="Amara Okoye")
    assert amara.phone_shared
    assert amara.phone.startswith("4477009")


def test_made_up_names_do_not_run_out(dora: SimulatedCustomer) -> None:
    added = [people.make_up(hidden=True) for _ in range(len(people.MADE_UP) + 1)]
    assert added[-1] is not None
    assert (added[-1].name, added[-1].username) == ("Amara Okoye 2", "amara.okoye.2")
    assert "tomas.vega" in {one.username for one in added if one}


def test_a_taken_number_is_said_beside_the_form(client: FlaskClient, cast: list[int]) -> None:
    form = {"name": "Eve", "phone": "+44 7700 900101"}
    path = f"/simulator/customers?customer={cast[1]}"
    page = client.post(path, data=form, headers=SAME, follow_redirects=True).text
    assert "somebody here has it already" in page
    assert phones(page) == ["Mateo Ruiz"]
