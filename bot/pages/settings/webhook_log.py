"""`/settings/webhooks/ID/deliveries`: what an endpoint was told, what it answered, and telling it
again. X14."""

import json
from typing import Any

from flask import render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import DateField

from bot.pages import calling
from bot.pages.forms import Form, done
from bot.pages.site import PAGE_SIZE, page_number, pages
from models.queues.item import WorkState


class SinceForm(Form):
    since = DateField("Given up since")


@pages.get("/settings/webhooks/<id:id>/deliveries")
def webhook_log(id: int) -> str:
    page, state = page_number(), request.args.get("state", "")
    wanted = {"state": state} if state in set(WorkState) else {}
    query: dict[str, Any] = {"page": page, "page_size": PAGE_SIZE} | wanted
    found = calling.get(f"/webhook-endpoints/{id}/deliveries", query)
    return render_template(
        "settings/webhook_log.html",
        endpoint=calling.get(f"/webhook-endpoints/{id}"),
        deliveries=found["items"],
        total=found["total"],
        page=page,
        page_size=PAGE_SIZE,
        asked={"id": id} | wanted,
        state=wanted.get("state", ""),
        states=STATES,
        form=SinceForm(),
    )


STATES = {"": "All", "pending": "Waiting", "done": "Arrived", "parked": "Given up"}


@pages.get("/settings/webhook-deliveries/<id:id>")
def webhook_delivery(id: int) -> str:
    delivery = calling.get(f"/webhook-deliveries/{id}")
    payload = json.dumps(delivery["payload"], indent=2, ensure_ascii=False)
    return render_template("settings/webhook_delivery.html", delivery=delivery, payload=payload)


@pages.post("/settings/webhooks/<id:id>/test")
def test_webhook(id: int) -> Response:
    calling.send("POST", f"/webhook-endpoints/{id}/test")
    back = url_for("pages.webhook_log", id=id)
    return done("The event “ping” is on its way: look here again in a moment.", back)


@pages.post("/settings/webhook-deliveries/<id:id>/replay")
def replay_delivery(id: int) -> Response:
    form, path = Form(), f"/webhook-deliveries/{id}"
    back = url_for("pages.webhook_log", id=calling.get(path)["endpoint"])
    if form.save("POST", f"{path}/replay", {}):
        return done("It is told once more.", back)
    return done(" ".join(map(str, form.form_errors)), back, "warning")


@pages.post("/settings/webhooks/<id:id>/replay")
def replay_failed(id: int) -> Response:
    form = SinceForm()
    path, back = f"/webhook-endpoints/{id}/replay", url_for("pages.webhook_log", id=id)
    day = form.since.data.isoformat() if form.since.data else ""
    if form.save("POST", path, {"since": day}):
        told = form.answer
        more = f" {told['left']} are left: press again." if told["left"] else ""
        return done(f"{told['replayed']} are told again.{more}", back)
    return done("Choose the day from which on they are told again.", back, "warning")
