"""What holds for every answer of the web application."""

import re
from dataclasses import replace

import psycopg
import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from bot.app import create_app
from bot.config import Config
from models import base

NOBODY_LISTENS = "postgresql://127.0.0.1:1/usher"


@pytest.fixture
def away(config: Config) -> FlaskClient:
    """An application whose database does not answer."""
    app = create_app(replace(config, database_url=NOBODY_LISTENS), lambda queue: None)
    return app.test_client()


def test_answers_protect_the_browser(client: FlaskClient) -> None:
    headers = client.get("/login").headers
    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"


def test_pages_hold_no_inline_scripts_and_no_styles_of_their_own(client: FlaskClient) -> None:
    for path in ("/login", "/api/v1/docs", "/nowhere"):
        page = client.get(path).get_data(as_text=True)
        assert not re.search(r"<script(?! type=\"module\" src=\"/static/)", page)
        assert "style=" not in page
        assert not re.search(r"""["'(=](https?:)?//""", page), "nothing of another server"


@pytest.mark.parametrize(
    ("base_url", "seen"), [("https://u.example", "203.0.113.7"), ("http://u.example", "127.0.0.1")]
)
def test_behind_https_the_proxy_says_who_asks(config: Config, base_url: str, seen: str) -> None:
    app = create_app(replace(config, base_url=base_url), lambda queue: None)
    app.add_url_rule("/who", view_func=lambda: request.remote_addr)
    answer = app.test_client().get("/who", headers={"X-Forwarded-For": "203.0.113.7"})
    assert answer.text == seen


def test_an_unknown_page_is_a_page(client: FlaskClient) -> None:
    answer = client.get("/nowhere")
    assert answer.status_code == 404
    assert answer.mimetype == "text/html"


@pytest.mark.parametrize(
    ("address", "meant"),
    [
        ("/login/", "/login"),
        ("/contacts/?q=dora", "/contacts?q=dora"),
        ("/api/v1/contacts//?page=2", "/api/v1/contacts?page=2"),
    ],
)
def test_a_slash_too_many_leads_to_what_is_meant(
    client: FlaskClient, address: str, meant: str
) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Location"]) == (308, meant)


@pytest.mark.parametrize("address", ["/nothing/", "/login/x/", "/logout//"])
def test_a_slash_too_many_leads_nowhere_else(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_an_unknown_call_is_a_problem(client: FlaskClient) -> None:
    answer = client.get("/api/v1/nowhere")
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    assert answer.json["detail"]


def test_a_fault_of_ours_says_nothing_of_itself(database: None, config: Config) -> None:
    app = create_app(config, lambda queue: None)

    @app.get("/api/v1/broken")
    def broken() -> str:
        raise RuntimeError("the password is hunter2")

    answer = app.test_client().get("/api/v1/broken")
    assert (answer.status_code, answer.mimetype) == (500, "application/problem+json")
    assert "hunter2" not in answer.text


def test_what_is_too_large_is_refused(client: FlaskClient) -> None:
    answer = client.post("/login", data=b"x" * 1_100_000)
    assert answer.status_code == 413


def test_the_door_and_the_api_are_not_asked_for_form_tokens(client: FlaskClient) -> None:
    assert client.post("/webhooks/whatsapp", data=b"{}").status_code == 401
    assert client.post("/api/v1/statuses", json={}).status_code == 401


def test_without_a_database_programs_are_told_to_come_again(away: FlaskClient) -> None:
    answer = away.get("/api/v1/contacts", headers={"Authorization": "Bearer x"})
    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
    assert answer.headers["Retry-After"] == "2"


def test_without_a_database_people_get_a_page(away: FlaskClient) -> None:
    answer = away.get("/login")
    assert (answer.status_code, answer.mimetype) == (503, "text/html")
    assert "database" in answer.text


def test_without_a_database_the_phone_is_a_page_that_says_so(config: Config) -> None:
    nobody = replace(config, database_url=NOBODY_LISTENS, simulator=True)
    client = create_app(nobody, lambda queue: None).test_client()
    answer = client.get("/simulator/", headers={"Accept": "text/html,*/*;q=0.8"})
    assert (answer.status_code, answer.mimetype) == (503, "text/html")
    assert "Try again" in answer.text
    assert client.get("/simulator/behaviour").mimetype == "application/json"


def test_the_simulator_is_mounted_in_its_mode_only(
    config: Config, client: FlaskClient, database: None
) -> None:
    assert client.get("/simulator/behaviour").status_code == 404
    app = create_app(replace(config, simulator=True), lambda queue: None)
    app.testing = True
    assert app.test_client().get("/simulator/behaviour").status_code == 200


def test_dead_connections_are_replaced(migrated: str, built: Flask) -> None:
    """After PostgreSQL was restarted the pool is full of them."""
    base.connect(migrated)
    client = built.test_client()
    assert client.get("/login").status_code == 200
    with psycopg.connect(migrated) as other:
        killed = other.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
            "WHERE pid <> pg_backend_pid() AND datname = current_database()"
        ).fetchone()
    assert killed
    assert killed[0] > 0
    assert client.get("/login").status_code == 200
    assert base.database.is_closed()


ERRORS = ["/nowhere", "//evil.example/x", "/contacts/1/note", "/%00", "/static/nothing.css"]


@pytest.mark.parametrize("path", ERRORS)
def test_errors_protect_the_browser_too(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in {404, 405, 308}
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "evil.example" not in answer.headers.get("Location", "")
    assert "evil.example" not in answer.text


def test_behind_https_browsers_stay_with_it(config: Config, database: None) -> None:
    app = create_app(replace(config, base_url="https://u.example"), lambda queue: None)
    answer = app.test_client().get("/login", base_url="https://u.example")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    [cookie] = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-usher=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))


def test_without_https_nothing_is_said_of_it(client: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/login").headers


@pytest.mark.parametrize("header", ["Host", "X-Forwarded-Host", "X-Original-URL", "Forwarded"])
def test_no_answer_repeats_a_host_that_is_not_ours(client: FlaskClient, header: str) -> None:
    """Letters take their links from USHER_BASE_URL; pages have none with a host in them."""
    for path in ("/contacts", "/login", "/nowhere", "/api/v1/docs", "/api/v1/openapi.json"):
        answer = client.get(path, headers={header: "evil.example"})
        assert "evil.example" not in answer.text + str(answer.headers), path
