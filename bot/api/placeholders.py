"""Placeholders in texts that somebody writes for many: one that nobody can have a value for is a
slip of the pen. M5, C4."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from bot.api import lookup
from models.campaigns import wording
from models.catalogue import Catalogue
from models.conditions.comparing import fold


def unknown(
    content: Mapping[str, Any], defaults: Collection[str] = ()
) -> Iterator[tuple[str, str]]:
    """The field that such a one stands in, and the remedy. What has a default may be anything."""
    given = {wording.NAME, *map(fold, defaults)}
    for field, name in wording.placeholders(content):
        if fold(name) not in given and lookup.trait(name) is None:
            yield field, f"there is no trait {name!r}: there are {_known()}"


def _known() -> str:
    traits = sorted((str(one.name) for one in Catalogue.current().traits.values()), key=str.lower)
    return ", ".join(f"{{{one}}}" for one in [wording.NAME, *traits[: lookup.SHOWN]])
