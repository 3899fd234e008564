"""Orders on WhatsApp with odd content. I12, C5."""

from typing import Any

import pytest

from models.clock import now
from models.sales.ordering import Unclear, bought_by


def bought(**row: Any) -> Any:
    usual = {"product": "Coat", "quantity": 1, "price": 1}
    return bought_by({"items": [usual | row]}, now(), "EUR").items[0]


@pytest.mark.parametrize(
    ("given", "kept"),
    [("Red\r\n  coat", "Red coat"), (5, "5"), ("x" * 5000, "x" * 200), (" ", "Unnamed product")],
)
def test_a_product_is_called_in_one_line_of_bounded_length(given: Any, kept: str) -> None:
    assert bought(product=given).name == kept


def test_nothing_costs_less_than_nothing() -> None:
    assert str(bought(price=-0.0).price) == "0.00"


@pytest.mark.parametrize("row", [{"currency": "x" * 5000}, {"product": "x" * 5000, "price": "?"}])
def test_what_is_not_clear_is_said_in_a_short_sentence(row: dict[str, Any]) -> None:
    with pytest.raises(Unclear) as told:
        bought(**row)
    assert len(str(told.value)) < 300
