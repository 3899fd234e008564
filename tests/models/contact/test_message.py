"""How far a message came, whatever news arrive in whatever order (W5)."""

from functools import reduce
from itertools import permutations

import pytest

from models.contact.message import RANK, Delivery

NEWS = [Delivery.SENT, Delivery.DELIVERED, Delivery.READ, Delivery.PLAYED, Delivery.FAILED]


@pytest.mark.parametrize("stands", Delivery)
@pytest.mark.parametrize("news", NEWS)
def test_news_never_take_a_message_back(stands: Delivery, news: Delivery) -> None:
    assert RANK[stands.after(news)] >= RANK[stands]


@pytest.mark.parametrize("stands", Delivery)
@pytest.mark.parametrize("news", NEWS)
def test_the_same_news_again_change_nothing(stands: Delivery, news: Delivery) -> None:
    once = stands.after(news)
    assert once.after(news) is once


@pytest.mark.parametrize("count", range(1, len(NEWS) + 1))
def test_the_order_of_news_does_not_matter(count: int) -> None:
    """Meta promises none: every order of the same news ends at the same place."""
    ends: dict[frozenset[Delivery], set[Delivery]] = {}
    for news in permutations(NEWS, count):
        end = reduce(Delivery.after, news, Delivery.QUEUED)
        ends.setdefault(frozenset(news), set()).add(end)
    assert all(len(found) == 1 for found in ends.values())
