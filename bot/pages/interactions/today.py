"""What the home page says of one's day: today's interactions, the next one with what its customer
buys. I8."""

from dataclasses import dataclass

from bot.pages.my_clock import my_zone
from bot.pages.session import me
from models.contact import Group
from models.interactions.agenda import agenda
from models.interactions.card import Card, cards
from models.sales.analysis import Analysis, analysis

SHOWN = 24
"""A full day; more are a click away."""


@dataclass(frozen=True, slots=True)
class Day:
    count: int
    cards: list[Card]
    next: Card | None
    bought: Analysis | None
    """By the customer whom one meets next; None: it is with no customer."""

    @property
    def customers(self) -> bool:
        return any(is_customer(one) for one in self.cards)


def is_customer(card: Card) -> bool:
    """Whether it is with one whom the viewer sees."""
    return card.contact is not None and card.contact.state.group is Group.CUSTOMERS


def day() -> Day:
    """That of whoever looks, by their clock."""
    found = agenda(me(), my_zone(), SHOWN)
    first = list(found.first)
    beside = [found.next] if found.next and found.next not in first else []
    shown = cards([*first, *beside], me())
    following = shown[-1] if beside else shown[0] if shown else None
    return Day(found.count, shown[: len(first)], following, _bought(following))


def _bought(card: Card | None) -> Analysis | None:
    if card is None or card.contact is None or not is_customer(card):
        return None
    return analysis(card.contact.id)
