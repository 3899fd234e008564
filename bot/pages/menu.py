"""The menu beside every page: what there is, for those who may open it."""

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
    def current(self) -> bool:
        sections = (self.section, *self.beside)
        return any(request.path == one or request.path.startswith(f"{one}/") for one in sections)


GROUPS: dict[str, list[Entry]] = {
    "Work": [
        Entry("pages.home", "Home", "house", "/"),
        Entry("pages.conversations", "Conversations", "chat-dots", "/conversations"),
        Entry("pages.contacts", "Contacts", "people", "/contacts"),
        Entry("pages.pipeline", "Pipeline", "kanban", "/pipeline"),
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


def groups(agent: Agent) -> Iterator[tuple[str, list[Entry]]]:
    """The groups in which the agent may open something."""
    for title, entries in GROUPS.items():
        open_to = [one for one in entries if admission.may(agent, one.endpoint)]
        if open_to:
            yield title, open_to
