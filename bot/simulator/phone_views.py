"""The phone page and what it calls: customers, their chats, the switches. JSON, or plain forms."""

from dataclasses import dataclass
from typing import Any

from flask import Response, abort, current_app, redirect, render_template, request, url_for
from marshmallow import ValidationError
from werkzeug.wrappers import Response as AnyResponse

from bot.simulator import behaviour, people
from bot.simulator.acts import act
from bot.simulator.blueprint import simulator, wake
from bot.simulator.chat import Bubble, bubbles, unseen
from bot.simulator.findings import business_name, find
from bot.simulator.forms import CustomerSchema, as_switches
from bot.simulator.payloads import DISPLAY_NUMBER, Json
from bot.simulator.phone import DeedError
from bot.simulator.receipts import report_shown
from models.clock import now
from models.simulated import SimulatedCustomer, SimulatedWebhook

Answer = tuple[Json, int] | AnyResponse


@dataclass(frozen=True, slots=True)
class Screen:
    """Everything that one phone shows."""

    customer: SimulatedCustomer
    number: str
    bubbles: list[Bubble]
    typing: bool
    unseen: int
    refusal: str
    """Why Usher has not taken the latest webhooks yet; empty when it has."""


@simulator.get("/", strict_slashes=False)
def page() -> str:
    everybody = people.everybody()
    chosen = request.args.get("customer", type=int)
    customer = next((one for one in everybody if one.id == chosen), everybody[0])
    _look_at(customer, _number())
    screen = _screen(customer, _number())
    reply = next((one for one in screen.bubbles if one.wamid == request.args.get("reply")), None)
    return render_template(
        "simulator/page.html",
        everybody=everybody,
        screen=screen,
        finding=find(customer),
        reply=reply,
        behaviour=behaviour.shown(behaviour.current()),
        codes=behaviour.ORDERABLE,
        business=business_name(),
        display_number=DISPLAY_NUMBER,
        numbers=_numbers(),
        error=request.args.get("error", ""),
    )


@simulator.get("/customers")
def customers() -> Json:
    return {"items": [_shown(one) for one in people.everybody()]}


@simulator.post("/customers")
def add_customer() -> Answer:
    wanted = CustomerSchema().load(_given())
    customer = people.add(wanted["name"], wanted["phone"], wanted["username"])
    if customer is None:
        raise DeedError("phone, username: somebody here has it already.")
    if request.is_json:
        return _shown(customer), 201
    return redirect(url_for(".page", customer=customer.id), 303)


@simulator.get("/customers/<int:id>/messages")
def messages(id: int) -> Json:
    screen = _screen(_customer(id), _number())
    return {
        "customer": _shown(screen.customer),
        "typing": screen.typing,
        "refusal": screen.refusal or None,
        "messages": [bubble.as_json() for bubble in screen.bubbles],
    }


@simulator.post("/customers/<int:id>/messages")
def write(id: int) -> Answer:
    customer = _customer(id)
    wamid = act(customer, _number(), _given())
    wake()
    if request.is_json:
        return {"wamid": wamid}, 201
    return redirect(url_for(".page", customer=id, number=_number()), 303)


@simulator.get("/customers/<int:id>/chat")
def chat(id: int) -> AnyResponse:
    """Bubbles and findings as HTML, for the page to put in; 304 while nothing has changed."""
    customer = _customer(id)
    screen = _screen(customer, _number())
    html = render_template("simulator/chat.html", screen=screen)
    html += render_template("simulator/findings.html", screen=screen, finding=find(customer))
    response = Response(html)
    response.add_etag()
    return response.make_conditional(request)


@simulator.post("/customers/<int:id>/read")
def read(id: int) -> Answer:
    _look_at(_customer(id), _number())
    return Response(status=204)


@simulator.get("/behaviour")
def show_behaviour() -> Json:
    return behaviour.shown(behaviour.current())


@simulator.put("/behaviour")
def set_behaviour() -> Json:
    return behaviour.shown(behaviour.put(_given()))


@simulator.post("/behaviour")
def set_behaviour_by_form() -> Answer:
    behaviour.put(as_switches(request.form))
    if request.accept_mimetypes.best == "application/json":
        return show_behaviour(), 200
    return redirect(request.referrer or url_for(".page"), 303)


@simulator.errorhandler(DeedError)
@simulator.errorhandler(ValidationError)
def refuse_deed(error: DeedError | ValidationError) -> Answer:
    why = error.normalized_messages() if isinstance(error, ValidationError) else str(error)
    if request.is_json or request.accept_mimetypes.best == "application/json":
        return {"error": why}, 422
    customer = (request.view_args or {}).get("id")
    return redirect(url_for(".page", customer=customer, error=str(why)), 303)


def _screen(customer: SimulatedCustomer, number: str) -> Screen:
    stuck = (
        SimulatedWebhook.select(SimulatedWebhook.last_error)
        .where(SimulatedWebhook.last_error.is_null(False))
        .order_by(SimulatedWebhook.id.desc())
        .first()
    )
    return Screen(
        customer=customer,
        number=number,
        bubbles=bubbles(customer, number, behaviour.current().templates),
        typing=customer.typing_until is not None and customer.typing_until > now(),
        unseen=len(unseen(customer, number)),
        refusal=stuck.last_error if stuck else "",
    )


def _look_at(customer: SimulatedCustomer, number: str) -> None:
    report_shown(unseen(customer, number), people.person(customer), behaviour.current())


def _customer(id: int) -> SimulatedCustomer:
    return SimulatedCustomer.get_or_none(id=id) or abort(404)


def _numbers() -> tuple[str, ...]:
    numbers: tuple[str, ...] = current_app.extensions["usher"].config.phone_number_ids
    return numbers


def _number() -> str:
    """The business number that the phone writes to."""
    wanted = request.values.get("number")
    return wanted if wanted in _numbers() else _numbers()[0]


def _given() -> dict[str, Any]:
    if not request.is_json:
        return request.form.to_dict()
    given = request.get_json(silent=True)
    if not isinstance(given, dict):
        raise DeedError("The body must be a JSON object.")
    return given


def _shown(customer: SimulatedCustomer) -> Json:
    return {
        "id": customer.id,
        "name": customer.name,
        "phone": customer.phone if customer.phone_shared else None,
        "bsuid": customer.bsuid,
        "username": customer.username,
    }
