"""The time zones that forms offer: those of places, as people know them, and UTC."""

from functools import cache
from zoneinfo import available_timezones

CONTINENTS = (
    *("Africa/", "America/", "Antarctica/", "Asia/", "Atlantic/", "Australia/", "Europe/"),
    *("Indian/", "Pacific/"),
)


def zones(held: str | None) -> list[str]:
    """With the one that is `held`, whichever it is."""
    return ["UTC", *sorted(_of_places() | ({held} if held else set()) - {"UTC"})]


@cache
def _of_places() -> frozenset[str]:
    """Asking for all of them looks through many folders."""
    return frozenset(one for one in available_timezones() if one.startswith(CONTINENTS))
