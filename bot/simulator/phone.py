"""One customer's phone with one chat open: shows bubbles, and owes the webhooks that tell Usher."""

from typing import Any

from bot.simulator import payloads
from bot.simulator.payloads import Json
from bot.simulator.people import person
from models.simulated import SimulatedCustomer, SimulatedMessage, SimulatedWebhook


class DeedError(ValueError):
    """A phone could not do that; the text says why."""


class Phone:
    """A customer's phone with the chat of one business number open."""

    def __init__(self, customer: SimulatedCustomer, number: str) -> None:
        self.customer = customer
        self.number = number

    def show(self, item: Json, type: str | None = None, content: Any = None) -> SimulatedMessage:
        """A bubble for an item that is about to be sent."""
        return SimulatedMessage.create(
            customer=self.customer,
            number=self.number,
            wamid=item["id"],
            from_customer=True,
            type=type or item["type"],
            content=content if content is not None else item.get(item["type"], {}),
            context_wamid=(item.get("context") or {}).get("id"),
        )

    def send(self, item: Json, bubble: SimulatedMessage | None = None) -> str:
        """Owe the webhook that tells Usher; answers the wamid."""
        body = payloads.delivery(person(self.customer), item, number=self.number)
        SimulatedWebhook.create(body=body.decode("ascii"), message=bubble)
        SimulatedMessage.prune(self.customer)
        wamid: str = item["id"]
        return wamid

    def say(self, item: Json) -> str:
        return self.send(item, self.show(item))

    def received(self, wamid: object) -> SimulatedMessage:
        """What the business sent under that id."""
        return self._message(wamid, from_customer=False)

    def written(self, wamid: object) -> SimulatedMessage:
        """What the customer sent under that id."""
        return self._message(wamid, from_customer=True)

    def _message(self, wamid: object, *, from_customer: bool) -> SimulatedMessage:
        found = SimulatedMessage.get_or_none(
            customer=self.customer, wamid=str(wamid), from_customer=from_customer
        )
        if found is None:
            raise DeedError("wamid: no such message in this chat.")
        return found
