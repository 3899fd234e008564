"""The page with the phones and what it calls: customers, their chats, the switches. JSON, or plain
forms."""

from typing import Any

from flask import Response, abort, redirect, render_template, request, url_for
from marshmallow import ValidationError
from werkzeug.wrappers import Response as AnyResponse

from bot.simulator import behaviour, people, screens, uploads
from bot.simulator.acts import act
from bot.simulator.blueprint import simulator, wake
from bot.simulator.findings import business_name
from bot.simulator.forms import CustomerSchema, as_switches
from bot.simulator.payloads import DISPLAY_NUMBER, Json
from bot.simulator.phone import DeedError
from models.simulated import SimulatedCustomer, SimulatedMessage

Answer = tuple[Json, int] | AnyResponse


@simulator.get("/", strict_slashes=False)
def page() -> str:
    everybody = people.everybody()
    shown = screens.laid_out(everybody)
    for customer in shown:
        screens.look_at(customer)
    return render_template(
        "simulator/page.html",
        everybody=everybody,
        screens=[screens.screen(one) for one in shown],
        shown=[one.id for one in shown],
        behaviour=behaviour.shown(behaviour.current()),
        codes=behaviour.ORDERABLE,
        business=business_name(),
        display_number=DISPLAY_NUMBER,
        number=screens.number(),
        numbers=screens.numbers(),
        reply=request.args.get("reply"),
        error=request.args.get("error", ""),
        at=request.args.get("at", type=int),
    )


@simulator.get("/customers")
def customers() -> Json:
    return {"items": [_shown(one) for one in people.everybody()]}


@simulator.post("/customers")
def add_customer() -> Answer:
    customer = _added(_given())
    if customer is None:
        raise DeedError("phone, username: somebody here has it already.")
    if request.is_json:
        return _shown(customer), 201
    return _back(customer.id)


@simulator.get("/customers/<int:id>/messages")
def messages(id: int) -> Json:
    screen = screens.screen(screens.customer_of(id))
    return {
        "customer": _shown(screen.customer),
        "typing": screen.typing,
        "refusal": screen.refusal or None,
        "messages": [bubble.as_json() for bubble in screen.bubbles],
    }


@simulator.post("/customers/<int:id>/messages")
def write(id: int) -> Answer:
    wamid = act(screens.customer_of(id), screens.number(), _given())
    wake()
    if request.is_json:
        return {"wamid": wamid}, 201
    return _back(id)


@simulator.get("/customers/<int:id>/chat")
def chat(id: int) -> AnyResponse:
    """Bubbles and findings as HTML, for the page to put in; 304 while nothing has changed."""
    shown = screens.few(request.args.getlist("customer", type=int)) or [id]
    screen = screens.screen(screens.customer_of(id))
    html = render_template("simulator/chat.html", screen=screen, shown=shown)
    html += render_template("simulator/findings.html", screen=screen)
    response = Response(html)
    response.add_etag()
    return response.make_conditional(request)


@simulator.get("/customers/<int:id>/files/<int:message>")
def file(id: int, message: int) -> Response:
    """What the business sent, as the phone shows it."""
    found = SimulatedMessage.get_or_none(id=message, customer=screens.customer_of(id))
    came = uploads.on_phone(found) if found else None
    if found is None or came is None:
        abort(404)
    response = Response(came.data, content_type=came.mime)
    name = str(found.content.get("filename") or found.type)
    shown = "attachment" if found.type == "document" else "inline"
    response.headers.set("Content-Disposition", shown, filename=name)
    response.make_conditional(request, accept_ranges=True, complete_length=len(came.data))
    return response


@simulator.post("/customers/<int:id>/read")
def read(id: int) -> Answer:
    screens.look_at(screens.customer_of(id))
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
    return _back((request.view_args or {}).get("id"), error=str(why))


def _added(given: dict[str, Any]) -> SimulatedCustomer | None:
    if "made_up" in given:
        return people.make_up(hidden=given["made_up"] == "username")
    wanted = CustomerSchema().load(given)
    return people.add(wanted["name"], wanted["phone"], wanted["username"])


def _back(id: int | None, error: str | None = None) -> AnyResponse:
    """To the phones that were there, and to this one among them."""
    before = screens.few(request.args.getlist("customer", type=int))
    # A phone that is there stays in its place; a new one comes last.
    shown = screens.few([*before, *([id] if id else [])])
    number = request.args.get("number")
    anchor = f"phone-{id}" if id else None
    address = url_for(
        ".page", customer=shown, number=number, error=error, at=error and id, _anchor=anchor
    )
    return redirect(address, 303)


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
