"""Which phones lie on the page, side by side, and what each of them shows."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import abort, current_app, request

from bot.simulator import behaviour, people
from bot.simulator.chat import Bubble, bubbles, unseen
from bot.simulator.findings import Finding, find
from bot.simulator.receipts import report_shown
from models.clock import now
from models.simulated import SimulatedCustomer, SimulatedWebhook

AT_FIRST = 3
AT_MOST = 6


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
    finding: Finding | None
    """What Usher made of its owner, beside the phone."""

    def bubble(self, wamid: str | None) -> Bubble | None:
        return next((one for one in self.bubbles if one.wamid == wamid), None)


def laid_out(everybody: list[SimulatedCustomer]) -> list[SimulatedCustomer]:
    """Whose phones the address names, in its order; the first few when it names nobody."""
    known = {one.id: one for one in everybody}
    named = request.args.getlist("customer", type=int)
    return [known[id] for id in few(named) if id in known] or everybody[:AT_FIRST]


def few(ids: Iterable[int]) -> list[int]:
    """Each once, and of too many the last."""
    return list(dict.fromkeys(ids))[-AT_MOST:]


def screen(customer: SimulatedCustomer) -> Screen:
    chosen = number()
    typing = customer.typing_until is not None and customer.typing_until > now()
    return Screen(
        customer=customer,
        number=chosen,
        bubbles=bubbles(customer, chosen, behaviour.current().templates),
        typing=typing,
        unseen=len(unseen(customer, chosen)),
        refusal=_refusal(),
        finding=find(customer),
    )


def look_at(customer: SimulatedCustomer) -> None:
    """Its owner reads what is new."""
    report_shown(unseen(customer, number()), people.person(customer), behaviour.current())


def customer_of(id: int) -> SimulatedCustomer:
    return SimulatedCustomer.get_or_none(id=id) or abort(404)


def number() -> str:
    """The business number that the phones write to."""
    wanted = request.values.get("number")
    return wanted if wanted in numbers() else numbers()[0]


def numbers() -> tuple[str, ...]:
    ours: tuple[str, ...] = current_app.extensions["usher"].config.phone_number_ids
    return ours


def _refusal() -> str:
    stuck = (
        SimulatedWebhook.select(SimulatedWebhook.last_error)
        .where(SimulatedWebhook.last_error.is_null(False))
        .order_by(SimulatedWebhook.id.desc())
        .first()
    )
    return stuck.last_error if stuck else ""
