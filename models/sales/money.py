"""Sums of money: two places, never a float. Pure."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
MOST = Decimal("999999999999.99")
"""What one thing may cost."""


def rounded(amount: Decimal) -> Decimal:
    """To two places, half a cent up."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def plain(amount: Decimal) -> str:
    """As JSON has it: ``1000.00``."""
    return f"{rounded(amount):f}"
