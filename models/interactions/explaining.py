"""Why generating found nobody, in a sentence that says what to change. I7."""

from models.agents.agent import Agent
from models.contact import Group
from models.interactions.candidates import MOST_COUNTED, Sought, sifted
from models.refusal import Refusal


def why_nobody(sought: Sought, viewer: Agent | None) -> Refusal:
    """The first condition that left nobody, how many there were before it, and the field of the
    request that asks for it."""
    before = 0
    for name, count in sifted(sought, viewer):
        if not count:
            return Refusal(_sentence(name, before, sought), _field(name, sought))
        before = count
    return Refusal("Everybody who fits is being planned by somebody else at this moment: try again")


def _field(name: str, sought: Sought) -> str | None:
    match name:
        case "owner":
            return "assignee"
        case "contacted":
            return "contacted_within"
        case "value":
            return "value_below" if sought.value_above is None else "value_above"
        case "place":
            return "postcode" if sought.town is None else "town"
        case "day":
            return "day"
    return None


def _sentence(name: str, before: int, sought: Sought) -> str:
    who = sought.assignee.name
    group = sought.group.value
    many = f"{before} {group}" if before != 1 else f"1 {group.removesuffix('s')}"
    if before == MOST_COUNTED:
        many = f"{MOST_COUNTED} {group} and more"
    match name:
        case "group":
            open_ones = "open " if sought.group is Group.PROSPECTS else ""
            return f"There are no {open_ones}{group} yet"
        case "owner":
            return f"{many}, all of them with colleagues of {who}: allocate to one of those"
        case "waiting":
            return f"With each of {many} an interaction is planned already: nobody is left"
        case "day":
            return f"With each of {many} one was generated for that day already: choose another day"
        case "contacted":
            days = sought.contacted_within
            return f"Each of {many} was contacted within {days} days: choose fewer days"
        case "value":
            return f"None of {many} has an open opportunity of that value: widen or uncheck it"
        case _:
            return f"None of {many} is there: choose another place, or everywhere"
