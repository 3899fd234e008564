"""What the form of the filter offers, and what of it is chosen."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bot.api.contacts.filters import ME, TRAIT
from bot.pages.contacts.asked import OPS, Asked, pairs, trait_and_op
from bot.pages.walked import PLACE
from models.agents.agent import Agent
from models.catalogue import Catalogue
from models.contact import State
from models.contact.company import Company
from models.contact.finding.filters import NOBODY

SUGGESTED = 100
"""Tags and companies that are suggested as one types."""
ROWS = 8
"""Conditions on traits that the form shows at most."""
BOXES = ("status", "source", "state", "owner")
TYPED = ("q", "company", "town", "postcode")
BOUNDED = {
    "created": "Created",
    "last_heard": "Last message",
    "last_contacted": "Last contacted",
    "deadline": "Close by",
}
TRUTHS = {
    "closed": ("Closed or open", "Closed", "Open"),
    "unanswered": ("Answered or not", "Unanswered", "Answered"),
    "opted_out": ("Opted out or not", "Opted out", "Not opted out"),
    "has_phone": ("With or without a phone", "With a phone", "Without a phone"),
}


@dataclass(frozen=True, slots=True)
class Box:
    value: str
    title: str
    on: bool


@dataclass(frozen=True, slots=True)
class TraitRow:
    trait: str
    op: str
    value: str


@dataclass(frozen=True, slots=True)
class FilterForm:
    boxes: dict[str, list[Box]]
    traits: list[str]
    rows: list[TraitRow]
    """Those that are asked, and an empty one."""
    tags: str
    suggested: dict[str, list[str]]
    hidden: list[tuple[str, str]]
    """What is asked for and has no field here."""
    ops = OPS
    bounded = BOUNDED
    truths = TRUTHS


def filter_form(asked: Asked) -> FilterForm:
    catalogue = Catalogue.current()
    traits = sorted((str(one.name) for one in catalogue.traits.values()), key=str.lower)
    tags = sorted((str(one.name) for one in catalogue.tags.values()), key=str.lower)
    rows = list(_rows(asked, traits))
    return FilterForm(
        boxes={name: list(_boxes(name, asked.filter.get(name, []))) for name in BOXES},
        traits=traits,
        rows=[*rows, TraitRow("", "is", "")],
        tags=", ".join(asked.filter.get("tag", [])),
        suggested={"tag": tags[:SUGGESTED], "company": _companies()},
        hidden=_hidden(asked, {name for name in asked.filter if name.startswith(TRAIT)}),
    )


def _boxes(name: str, chosen: list[str]) -> Iterable[Box]:
    """What there is; and what was asked for and is not there, so that it is not lost unseen."""
    offered = dict(OFFERED[name]())
    folded = {one.casefold() for one in chosen}
    for value, title in offered.items():
        yield Box(value, title, value.casefold() in folded)
    for value in chosen:
        if value.casefold() not in {one.casefold() for one in offered}:
            yield Box(value, value, True)


def _rows(asked: Asked, traits: list[str]) -> Iterable[TraitRow]:
    for name, value in pairs(asked.filter):
        if name.startswith(TRAIT):
            trait, op = trait_and_op(name, traits)
            known = {"true": "known", "false": "unknown"}.get(value, "known")
            yield TraitRow(trait, known, "") if op == "set" else TraitRow(trait, op, value)


def _hidden(asked: Asked, traits: set[str]) -> list[tuple[str, str]]:
    shown = {*BOXES, *TYPED, *TRUTHS, "tag", *traits}
    shown |= {f"{name}_{end}" for name in BOUNDED for end in ("from", "to")}
    rest = {name: value for name, value in asked.query().items() if name not in shown}
    return [one for one in pairs(rest) if one[0] not in PLACE]


def _named(rows: Iterable[Any]) -> list[tuple[str, str]]:
    return [(str(one.name), str(one.name)) for one in rows]


def owners() -> list[Agent]:
    """Who works here, and who left and may still have contacts."""
    agents = Catalogue.current().agents.values()
    return sorted(agents, key=lambda one: (not one.active, str(one.name).lower()))


def _owners() -> list[tuple[str, str]]:
    agents = [
        (str(one.email), str(one.name) if one.active else f"{one.name} (left)") for one in owners()
    ]
    return [(ME, "Me"), (NOBODY, "Nobody"), *agents]


def _companies() -> list[str]:
    rows = Company.select(Company.name).order_by(Company.id.desc()).limit(SUGGESTED)
    return sorted((str(one.name) for one in rows), key=str.lower)


OFFERED = {
    "status": lambda: _named(Catalogue.current().statuses.values()),
    "source": lambda: _named(Catalogue.current().sources.values()),
    "state": lambda: [(one.value, one.value.capitalize()) for one in State],
    "owner": _owners,
}
