"""What a request means by a name, an email or an id; and what there is, when it means nothing."""

from collections.abc import Iterable
from typing import Any, TypeVar

import peewee
from flask import request

from bot.problems import Problem, Wrong, invalid, invalids, missing
from models.agents.agent import Agent
from models.agents.team import Team
from models.base import Model
from models.catalogue import Catalogue
from models.contact import company as companies
from models.contact.company import Company
from models.ids import id_in
from models.settings.option import Option, OptionKind
from models.settings.organisation import Organisation
from models.settings.source import Source
from models.settings.status import Status
from models.settings.tag import Tag
from models.settings.trait import Trait

Row = TypeVar("Row", bound=Model)
SHOWN = 20
"""Names that an error lists at most."""


def status(meant: str | int, field: str = "status") -> Status:
    catalogue = Catalogue.current()
    return _named(meant, catalogue.statuses, catalogue.status, "status", field)


def source(meant: str | int, field: str = "source") -> Source:
    catalogue = Catalogue.current()
    return _named(meant, catalogue.sources, catalogue.source, "source", field)


def company(meant: str | int, field: str = "company") -> Company:
    by_name = peewee.fn.LOWER(Company.name) == peewee.fn.LOWER(str(meant))
    rows = Company.select().where(by_name | (Company.id == _as_id(meant)))
    found: Company | None = rows.order_by(by_name.desc()).first()
    if found is None:
        raise invalid(field, f"there is no company {meant!r}; GET /companies lists them")
    return found


def company_or_new(meant: str | int) -> Company:
    """A name that nobody knows makes a company; an id must be one."""
    return companies.named([meant])[meant] if isinstance(meant, str) else company(meant)


def trait(name: str) -> Trait | None:
    """None for a trait that nobody has defined yet."""
    return Catalogue.current().trait(name)


def tag(meant: str | int, field: str = "tag") -> Tag:
    """One that is there already."""
    catalogue = Catalogue.current()
    return _named(meant, catalogue.tags, catalogue.tag, "tag", field)


def tag_name(meant: str | int, field: str = "tags") -> str:
    """A tag needs no definition: any name will do, an id must be one."""
    if isinstance(meant, str):
        return meant
    known = Catalogue.current().tags.get(meant)
    if known is None:
        raise invalid(field, f"there is no tag with the id {meant}: give its name")
    return str(known.name)


def team(meant: str | int, field: str = "team") -> Team:
    catalogue = Catalogue.current()
    return _named(meant, catalogue.teams, catalogue.team, "team", field)


def option(kind: OptionKind, meant: str | int, field: str) -> Option:
    catalogue = Catalogue.current()
    offered = {one.id: one for one in catalogue.options_of(kind)}
    what = kind.value.replace("_", " ")
    return _named(meant, offered, lambda name: catalogue.option(kind, name), what, field)


def agent(meant: str | int, field: str = "owner") -> Agent:
    catalogue = Catalogue.current()
    found = catalogue.agent(meant) if isinstance(meant, str) else None
    found = found or catalogue.agents.get(_as_id(meant))
    if found is None:
        raise invalid(field, f"there is no agent {meant!r}: give the email of one, or create it")
    return found


def agents(meant: Iterable[str | int], field: str) -> list[Agent]:
    """All of them, each once; every one that is unknown is named."""
    found: dict[int, Agent] = {}
    wrong: list[Wrong] = []
    for place, one in enumerate(meant):
        try:
            known = agent(one, f"{field}.{place}")
            found[known.id] = known
        except Problem as problem:
            wrong += problem.errors
    if wrong:
        raise invalids(wrong)
    return list(found.values())


def row(model: type[Row], id: int, what: str) -> Row:
    """The setting that the address names; when the request changes things it is locked until that
    is done, behind the settings as a whole."""
    query = model.select().where(model.id == id)
    changing = request.method not in {"GET", "HEAD"}
    if changing:
        Organisation.hold()
    found: Row | None = (query.for_update() if changing else query).first()
    if found is None:
        raise missing(what, id)
    return found


def seen(query: Any, id: int, what: str) -> Any:
    """The row of this id among those of `query` that the caller may see."""
    found = query.where(query.model.id == id).first()
    if found is None:
        raise missing(what, id)
    return found


def _named(meant: str | int, rows: dict[int, Any], by_name: Any, what: str, field: str) -> Any:
    found = by_name(meant) if isinstance(meant, str) else None
    found = found or rows.get(_as_id(meant))
    if found is None:
        names = ", ".join(one.name for one in list(rows.values())[:SHOWN]) or "none yet"
        raise invalid(field, f"there is no {what} {meant!r}: there are {names}")
    return found


def _as_id(meant: str | int) -> int:
    return meant if isinstance(meant, int) else id_in(meant)
