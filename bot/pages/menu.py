"""The menu beside every page, and how any menu is shown: what there is, to who may open it."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import request

from bot import admission
from models.agents.agent import Agent


@dataclass(frozen=True, slots=True)
class Entry:
    endpoint: str
    title: str
    icon: str
    section: str
    """The beginning of the addresses under which the entry counts as open."""
    beside: tuple[str, ...] = ()
    """Others such beginnings."""

    @property
    def around(self) -> bool:
        """Whether the page that is open lies under it."""
        sections = (self.section, *self.beside)
        return any(request.path == one or request.path.startswith(f"{one}/") for one in sections)


@dataclass(frozen=True, slots=True)
class Place:
    entry: Entry
    current: bool


Groups = dict[str, list[Entry]]

GROUPS: Groups = {
    "Work": [
        Entry("pages.home", "Home", "house", "/"),
        Entry("pages.conversations", "Conversations", "chat-dots", "/conversations"),
        Entry("pages.interactions", "Interactions", "calendar-check", "/interactions"),
        Entry("pages.contacts", "Contacts", "people", "/contacts"),
        Entry("pages.pipeline", "Pipeline", "kanban", "/pipeline"),
        Entry(
            "pages.opportunities", "Opportunities", "bullseye", "/opportunities", ("/purchases",)
        ),
        Entry("pages.campaigns", "Campaigns", "megaphone", "/campaigns"),
        Entry("pages.companies", "Companies", "buildings", "/companies"),
        Entry("pages.notices", "Notices", "bell", "/notices"),
        Entry("pages.reports", "Reports", "bar-chart", "/reports"),
    ],
    "Set-up": [
        Entry("pages.rules", "Rules", "signpost-split", "/rules"),
        Entry("pages.workflows", "Workflows", "diagram-3", "/workflows"),
        Entry("pages.settings", "Settings", "gear", "/settings"),
    ],
    "Operations": [
        Entry("pages.jobs", "Jobs", "list-check", "/jobs"),
        Entry(
            "pages.operations", "Operations", "heart-pulse", "/operations", ("/inbox", "/outbox")
        ),
    ],
}


def shown_to(agent: Agent, groups: Groups) -> Iterator[tuple[str, list[Place]]]:
    """The groups in which the agent may open something. Of several entries around the page that is
    open the nearest one is current."""
    around = [one for entries in groups.values() for one in entries if one.around]
    current = max(around, key=lambda one: len(one.section), default=None)
    for title, entries in groups.items():
        open_to = [one for one in entries if admission.may(agent, one.endpoint)]
        if open_to:
            yield title, [Place(one, one is current) for one in open_to]
