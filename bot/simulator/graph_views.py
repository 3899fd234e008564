"""The Graph API as far as Usher calls it: send a message, mark one read, look at a number, list the
templates, fetch a file, upload one."""

import hmac
import time
from typing import Any

from flask import Response, current_app, request

from bot.simulator import behaviour, payloads, samples, templates, uploads
from bot.simulator.blueprint import GRAPH, simulator, wake
from bot.simulator.errors import GraphError
from bot.simulator.findings import business_name
from bot.simulator.meta import send

OVERTAKEN_FOR_S = 0.3
Answer = tuple[dict[str, Any], int]


@simulator.post(f"{GRAPH}/<number>/messages")
@simulator.post(f"{GRAPH}/<version>/<number>/messages")
def take(number: str, version: str = "") -> Answer:
    _authorise(number)
    now = behaviour.current()
    time.sleep(now.slow_ms / 1000)
    answer = send(number, _body(), now)
    wake()
    if now.shuffle and "messages" in answer:
        # The receipts are out: keep the caller waiting until they have overtaken the answer.
        time.sleep(OVERTAKEN_FOR_S)
    return answer, 200


@simulator.post(f"{GRAPH}/<number>/media")
@simulator.post(f"{GRAPH}/<version>/<number>/media")
def upload(number: str, version: str = "") -> Answer:
    _authorise(number)
    request.max_content_length = uploads.MOST
    now = behaviour.current()
    time.sleep(now.slow_ms / 1000)
    return {"id": uploads.take(number, request.form, request.files.get("file"))}, 200


@simulator.get(f"{GRAPH}/<number>")
@simulator.get(f"{GRAPH}/<version>/<number>")
def describe(number: str, version: str = "") -> Answer:
    _check_token()
    file = uploads.of_media(number) or samples.of_media(number)
    if file is not None:
        return file.described(f"{request.host_url}simulator{GRAPH}/media/{number}"), 200
    _check_number(number)
    return {
        "id": number,
        "display_phone_number": f"+{payloads.DISPLAY_NUMBER}",
        "verified_name": business_name(),
        "quality_rating": "GREEN",
        "platform_type": "CLOUD_API",
        "throughput": {"level": "STANDARD"},
    }, 200


@simulator.get(f"{GRAPH}/<account>/message_templates")
@simulator.get(f"{GRAPH}/<version>/<account>/message_templates")
def list_templates(account: str, version: str = "") -> Answer:
    _check_token()
    if account != current_app.extensions["usher"].config.business_account_id:
        raise GraphError(33, f"Object with ID '{account}' does not exist.")
    approved = behaviour.current().templates
    limit = request.args.get("limit", 25, type=int)
    after = request.args.get("after", "")
    return templates.page(approved, max(1, limit), after, request.base_url), 200


@simulator.get(f"{GRAPH}/media/<id>")
def download(id: str) -> Response:
    """A file that a customer sent, or the business."""
    _check_token()
    file = uploads.of_media(id) or samples.of_media(id)
    if file is None:
        raise GraphError(33, f"Object with ID '{id}' does not exist.")
    content = file.read()
    response = Response(content, content_type=file.mime)
    response.make_conditional(request, accept_ranges=True, complete_length=len(content))
    return response


@simulator.errorhandler(GraphError)
def refuse(error: GraphError) -> Answer:
    return error.answer(payloads.fresh_wamid()[6:18]), error.http_status


def _authorise(number: str) -> None:
    _check_token()
    _check_number(number)


def _check_token() -> None:
    config = current_app.extensions["usher"].config
    given = request.headers.get("Authorization", "").encode()
    if not hmac.compare_digest(given, f"Bearer {config.access_token}".encode()):
        raise GraphError(190, "The access token could not be decrypted or has expired.")


def _check_number(number: str) -> None:
    config = current_app.extensions["usher"].config
    if number not in config.phone_number_ids:
        raise GraphError(33, f"Object with ID '{number}' does not exist.")


def _body() -> Any:
    body = request.get_json(silent=True)
    if body is None:
        raise GraphError(100, "The request's body must be JSON.")
    return body
