"""Whom a send names: by phone as Meta reads it, or by business-scoped id."""

import re
from dataclasses import dataclass
from typing import Any

import phonenumbers

from bot.simulator import payloads
from bot.simulator.errors import GraphError
from bot.simulator.people import add_stranger
from models.simulated import SimulatedBehaviour, SimulatedCustomer

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Address:
    """Whom a send names: the customer, and by what."""

    customer: SimulatedCustomer
    given: str
    by_bsuid: bool


def find(body: Json, behaviour: SimulatedBehaviour) -> Address:
    """The recipient. A phone wins over an id; an unknown one gets a customer of its own."""
    if body.get("recipient_type") == "group":
        raise GraphError(131051, "Groups are not simulated.")
    if not body.get("to"):
        customer = SimulatedCustomer.get_or_none(bsuid=body["recipient"])
        if customer is None:
            raise GraphError(131026, "No such user in this portfolio.")
        return Address(customer, body["recipient"], by_bsuid=True)
    return Address(_by_phone(_dialled(body["to"]), behaviour), body["to"], by_bsuid=False)


def _dialled(to: str) -> str:
    """Digits as Meta reads them: without a plus, the business's own country code goes in front."""
    digits = re.sub(r"\D", "", to)
    if not digits:
        raise GraphError(100, "Param to must be a phone number.")
    return digits if to.strip().startswith("+") else payloads.COUNTRY_CODE + digits


def _by_phone(phone: str, behaviour: SimulatedBehaviour) -> SimulatedCustomer:
    if phone == payloads.DISPLAY_NUMBER:
        raise GraphError(131021)
    customer = SimulatedCustomer.get_or_none(phone=phone)
    if customer is not None:
        return customer
    if behaviour.allow_list:
        raise GraphError(131030)
    if not _possible(phone):
        raise GraphError(131026, f"Nobody on WhatsApp has the number +{phone}.")
    return add_stranger(phone)


def _possible(phone: str) -> bool:
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(f"+{phone}"))
    except phonenumbers.NumberParseException:
        return False
