"""The reports: what each is called, what it is about, by what it can be narrowed."""

from dataclasses import dataclass

CONTACTS = ("source", "state", "owner", "team")


@dataclass(frozen=True, slots=True)
class Kind:
    name: str
    title: str
    about: str
    filters: tuple[str, ...] = ()
    of_all_time: bool = False
    """When nobody says when; else it is of the last thirty days."""

    @property
    def endpoint(self) -> str:
        return f"pages.report_{self.name}"

    @property
    def path(self) -> str:
        return f"/reports/{self.name}"


KINDS = {
    one.name: one
    for one in (
        Kind(
            "pipeline",
            "Pipeline",
            "How many contacts stand in each status now, and for how long. With a period: of those "
            "who came in it.",
            CONTACTS,
            of_all_time=True,
        ),
        Kind(
            "funnel",
            "Funnel",
            "Of the contacts who came in the period: how many ever reached each status, whatever "
            "became of them since, and which state they have now.",
            CONTACTS,
        ),
        Kind(
            "sources",
            "Sources",
            "Which sources, ads and links bring the most contacts, and which of these close. "
            "Of the contacts who came in the period, as they are now.",
            (*CONTACTS, "group"),
        ),
        Kind(
            "agents",
            "Agents",
            "What each agent was given in the period, how soon they answered, what they closed, "
            "which interactions they held and missed.",
            CONTACTS,
        ),
        Kind(
            "workflows",
            "Workflows",
            "How the conversations that started in the period went, and at which question people "
            "were lost.",
        ),
        Kind(
            "rules",
            "Rules",
            "Which rule gave how many contacts to whom in the period, and what no rule took.",
        ),
    )
}
