"""What Meta does with a send: judge, accept, report. The rules of shape are in checks.py."""

import random
from datetime import timedelta
from typing import Any

from bot.simulator import findings, payloads, uploads
from bot.simulator.checks import check
from bot.simulator.errors import GraphError
from bot.simulator.people import person
from bot.simulator.receipts import report, report_reaction
from bot.simulator.recipient import Address, find
from models.base import database
from models.clock import now
from models.simulated import (
    SimulatedBehaviour,
    SimulatedCustomer,
    SimulatedMessage,
    SimulatedRate,
    seen_since,
)

Json = dict[str, Any]

WINDOW = timedelta(hours=24)
PAIR_EVERY = timedelta(seconds=6)
PAIR_BURST = 45
REACHABLE_FOR = timedelta(days=30)
TYPING_FOR = timedelta(seconds=25)


def send(number: str, body: Json, behaviour: SimulatedBehaviour) -> Json:
    """Meta's answer to `POST /{number}/messages`; raises GraphError when refused."""
    check(body, behaviour.templates)
    if "status" in body:
        return mark_read(number, body)
    _check_file(number, body)
    failure = failure_now(behaviour)
    if failure and not behaviour.fail_later:
        raise failure
    with database.atomic():
        address = find(body, behaviour)
    _spend(number, address.customer, behaviour)
    _check_window(number, body, address.customer)
    with database.atomic():
        wamid = accept(number, body, address, behaviour, failure)
    return _accepted(address, wamid, template=body.get("type") == "template")


def _check_file(number: str, body: Json) -> None:
    """What is sent by its id must have been uploaded."""
    kind = body.get("type", "text")
    file = body[kind]
    if kind in uploads.TYPES and "id" in file:
        uploads.check(number, kind, str(file["id"]))


def failure_now(behaviour: SimulatedBehaviour) -> GraphError | None:
    """The failure that was ordered for this send, if any."""
    if behaviour.fail_code is None:
        return None
    by_chance = random.random() < behaviour.fail_rate  # noqa: S311  (no secret)
    if by_chance or (behaviour.fail_times > 0 and behaviour.take_failure()):
        return GraphError(behaviour.fail_code, "Ordered on the simulator's panel.")
    return None


def accept(
    number: str,
    body: Json,
    address: Address,
    behaviour: SimulatedBehaviour,
    failure: GraphError | None,
) -> str:
    """Put the message on the phone and owe its receipts; answers its wamid."""
    customer = address.customer
    _show_writer_stopped(address)
    if body.get("type") == "reaction":
        return _react(number, body, address, behaviour)
    message = SimulatedMessage.create(
        customer=customer,
        number=number,
        wamid=payloads.fresh_wamid(),
        from_customer=False,
        type=body.get("type", "text"),
        content=body[body.get("type", "text")],
        context_wamid=(body.get("context") or {}).get("message_id"),
        opaque=body.get("biz_opaque_callback_data"),
        shown_at=now() if behaviour.reads == "at_once" else None,
        error_code=failure.code if failure else None,
    )
    report(message, person(customer), behaviour, by_bsuid=address.by_bsuid, failure=failure)
    SimulatedMessage.prune(customer)
    return message.wamid


def _show_writer_stopped(address: Address) -> None:
    """No more "typing…"; and a phone that the business writes to is no secret to it."""
    customer = address.customer
    customer.phone_shared = customer.phone_shared or not address.by_bsuid
    SimulatedCustomer.update(typing_until=None, phone_shared=customer.phone_shared).where(
        SimulatedCustomer.id == customer.id
    ).execute()


def mark_read(number: str, body: Json) -> Json:
    """Blue ticks for that message and the earlier ones of its chat, and "typing…" if asked."""
    message = _from_customer(number, body["message_id"])
    if message is not None:
        _turn_ticks_blue(message)
        if "typing_indicator" in body:
            SimulatedCustomer.update(typing_until=now() + TYPING_FOR).where(
                SimulatedCustomer.id == message.customer_id
            ).execute()
    return {"success": True}


def _turn_ticks_blue(message: SimulatedMessage) -> None:
    table = SimulatedMessage
    table.update(status="read").where(
        table.customer == message.customer_id,
        table.number == message.number,
        table.from_customer,
        table.id <= message.id,
        table.status.in_(["accepted", "delivered"]),
    ).execute()


def _spend(number: str, customer: SimulatedCustomer, behaviour: SimulatedBehaviour) -> None:
    rate = behaviour.throughput
    if rate and not SimulatedRate.spend(f"number:{number}", timedelta(seconds=1) / rate, rate):
        raise GraphError(130429, "Cloud API message throughput has been reached.")
    if not SimulatedRate.spend(f"pair:{number}:{customer.id}", PAIR_EVERY, PAIR_BURST):
        raise GraphError(131056, "Too many messages from this number to the same recipient.")


def _check_window(number: str, body: Json, customer: SimulatedCustomer) -> None:
    opened = now() - WINDOW
    if body.get("type") == "template" or seen_since(customer, number, opened):
        return
    if not findings.heard_since(customer, opened):
        raise GraphError(131047, "More than 24 hours have passed since the customer last wrote.")


def _react(number: str, body: Json, address: Address, behaviour: SimulatedBehaviour) -> str:
    target = _from_customer(number, body["reaction"]["message_id"])
    if target is not None:
        SimulatedMessage.update(business_reaction=body["reaction"]["emoji"] or None).where(
            SimulatedMessage.id == target.id
        ).execute()
    wamid = payloads.fresh_wamid()
    opaque = body.get("biz_opaque_callback_data")
    report_reaction(wamid, number, person(address.customer), behaviour, opaque)
    return wamid


def _from_customer(number: str, wamid: str) -> SimulatedMessage | None:
    """The bubble with that id; None when no phone here wrote it, but Usher has it all the same."""
    message = SimulatedMessage.get_or_none(wamid=wamid, number=number, from_customer=True)
    if message is None and findings.received(number, wamid):
        return None
    if message is None or message.created_at < now() - REACHABLE_FOR:
        raise GraphError(131009, "Message ID is invalid.")
    return message


def _accepted(address: Address, wamid: str, *, template: bool) -> Json:
    customer = address.customer
    known = {"user_id": customer.bsuid} if address.by_bsuid else {"wa_id": customer.phone}
    message = {"id": wamid} | ({"message_status": "accepted"} if template else {})
    return {
        "messaging_product": "whatsapp",
        "contacts": [{"input": address.given, **known}],
        "messages": [message],
    }
