"""How pages tell of money, of quantities, and of how often somebody buys."""

from decimal import Decimal

from models.sales.analysis import Analysis

SINCE = {0: "less than a day ago", 1: "a day ago"}


def money(amount: Decimal | str, currency: str = "") -> str:
    """``1,234.50 EUR``."""
    return f"{Decimal(amount):,.2f} {currency}".strip()


def quantity(many: Decimal | float) -> str:
    """``2``, ``1.5``."""
    plain = f"{Decimal(str(many)):,f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def rhythm(bought: Analysis) -> str:
    """How often somebody buys: ``Buys every 31 days, last 12 days ago``."""
    if bought.days_since is None:
        return "Has not bought anything yet"
    last = ago(bought.days_since)
    if bought.usual_gap is None:
        return f"Bought once, {last}"
    return f"Buys {_every(bought.usual_gap)}, last {last}"


def outlook(bought: Analysis) -> str:
    """What that lets one expect; nothing of who bought once."""
    if bought.usual_gap is None or bought.days_since is None:
        return ""
    left = round(bought.usual_gap) - bought.days_since
    if left > 0:
        return f"the next purchase is to be expected in {_days(left)}"
    if left < 0:
        return f"{_days(-left)} later than usual"
    return "the next purchase is to be expected today"


def ago(days: int) -> str:
    """``12 days ago``."""
    return SINCE.get(days) or f"{_days(days)} ago"


def _every(gap: float) -> str:
    days = round(gap)
    if days < 1:
        return "more than once a day"
    return "every day" if days == 1 else f"every {days} days"


def _days(many: int) -> str:
    return "1 day" if many == 1 else f"{many:,} days"


FILTERS = {
    "money": money,
    "quantity": quantity,
    "rhythm": rhythm,
    "outlook": outlook,
    "ago": ago,
}
