"""What agents are told of their interactions: plain data that mail, pages and templates lay out.
Times are those of who is told."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from models.agents.agent import Agent
from models.agents.visibility import visible
from models.interactions.interaction import Interaction
from models.local_time import zone_of
from models.notices.wording import notice

if TYPE_CHECKING:
    from models.batch import Batch

LONGEST_TITLE, LONGEST_NOTE = 80, 500
UNTITLED = "Note to myself"
ALL_OF_A_DAY = "/interactions?"
"""What the link begins with that leads to many of them, and names nobody."""


def begins(batch: "Batch", one: Interaction) -> dict[str, Any]:
    """It begins soon."""
    agent, what, when = _told(batch, one)
    sentence = f"{what} begins {when}."
    return notice(agent, f"{what} {when}", sentence, _facts(batch, one), link_to(one))


def given(batch: "Batch", one: Interaction, by: Agent | None, deed: str) -> dict[str, Any]:
    """`by` planned it for them, or handed it on; None is a program."""
    agent, what, when = _told(batch, one)
    sentence = f"{_called(by)} {deed}."
    return notice(agent, f"Yours: {what} {when}", sentence, _facts(batch, one), link_to(one))


def moved(batch: "Batch", one: Interaction, by: Agent | None, before: datetime) -> dict[str, Any]:
    """Somebody else moved it; it began `before`."""
    agent, what, when = _told(batch, one)
    _, zone = _agent_of(batch, one)
    was = f"{written(before.astimezone(zone).date())} at {_clock(before, zone)}"
    sentence = f"{_called(by)} moved it. It was on {was}."
    return notice(agent, f"Moved: {what} {when}", sentence, _facts(batch, one), link_to(one))


def gone(batch: "Batch", was: Interaction, by: Agent | None, deed: str) -> dict[str, Any]:
    """Whose it `was` has it no more. It leads to the contact: who does not see that one any more
    does not see the notice either."""
    agent, what, when = _told(batch, was)
    sentence = f"{_called(by)} {deed}."
    facts = _facts(batch, was)
    return notice(agent, f"Not yours any more: {what} {when}", sentence, facts, _whom(was))


def day_given(
    batch: "Batch", day: date, made: list[Interaction], by: Agent | None
) -> dict[str, Any]:
    """A whole day was planned for them. It names nobody."""
    agent, zone = _agent_of(batch, made[0])
    count = f"{len(made)} interaction{'s' if len(made) > 1 else ''}"
    sentence = f"{_called(by)} planned {count} for you."
    first, last = (_clock(one.starts_at, zone) for one in (made[0], made[-1]))
    facts = [["The first", first], ["The last", last]]
    subject = f"Yours: {count} on {written(day)}"
    return notice(agent, subject, sentence, facts, f"{ALL_OF_A_DAY}day={day}")


def of_leaver(
    batch: "Batch", before: Agent, heir: Agent, ones: list[Interaction]
) -> dict[str, Any]:
    """Those of a colleague who has stopped are the heir's, soonest first. It names nobody."""
    zone = zone_of(heir, batch.catalogue.organisation)
    many = len(ones) > 1
    whose = f"{len(ones)} interaction{'s' if many else ''} of {before.name}"
    sentence = f"{whose}, who has stopped, {'are' if many else 'is'} yours now."
    moments = [one.starts_at.astimezone(zone) for one in (ones[0], ones[-1])]
    facts = [
        [which, f"{written(at.date())}, {at:%H:%M}"]
        for which, at in zip(("The first", "The last"), moments, strict=True)
    ]
    link = f"{ALL_OF_A_DAY}day={moments[0].date()}"
    return notice(heir, f"Yours: {whose}", sentence, facts if many else facts[:1], link)


def title(batch: "Batch", one: Interaction) -> str:
    """Whom it is with, as far as its assignee may know; of a personal one how the note begins."""
    contact = batch.contacts.get(one.contact_id)
    kind = batch.catalogue.options.get(one.type_id)
    agent = batch.catalogue.agents[one.assignee_id]
    known = contact.called() if contact and visible(agent, contact) else None
    return titled(one, kind.name if kind else None, known)


def titled(one: Interaction, kind: str | None, contact: str | None) -> str:
    """``Call with Dora``, in one line. `kind`: what its type is called; `contact`: what to call
    whom it is with, None where the reader may not know."""
    if one.contact_id is not None:
        what = kind or "Interaction"
        return (f"{what} with {contact}" if contact else what)[:LONGEST_TITLE]
    return note_called(one.note)[:LONGEST_TITLE]


def note_called(note: str) -> str:
    """A note to oneself is called by what stands in its first line."""
    lines = (" ".join(line.split()) for line in note.splitlines())
    return next(filter(None, lines), UNTITLED)


def link_to(one: Interaction) -> str:
    """The path of its page."""
    return f"/interactions/{one.id}"


def written(day: date) -> str:
    """``27 November 2026``."""
    return f"{day.day} {day:%B %Y}"


def _whom(one: Interaction) -> str:
    return f"/contacts/{one.contact_id}"


def _called(by: Agent | None) -> str:
    return by.name if by else "A program"


def _told(batch: "Batch", one: Interaction) -> tuple[Agent, str, str]:
    """Its assignee, who is told, what it is, and when."""
    agent, zone = _agent_of(batch, one)
    at, day = f"at {_clock(one.starts_at, zone)}", one.starts_at.astimezone(zone).date()
    today = batch.now.astimezone(zone).date()
    return agent, title(batch, one), at if day == today else f"on {written(day)} {at}"


def _agent_of(batch: "Batch", one: Interaction) -> tuple[Agent, ZoneInfo]:
    agent = batch.catalogue.agents[one.assignee_id]
    return agent, zone_of(agent, batch.catalogue.organisation)


def _facts(batch: "Batch", one: Interaction) -> list[list[str]]:
    _, zone = _agent_of(batch, one)
    facts = [["When", f"{_clock(one.starts_at, zone)} to {_clock(one.ends_at, zone)}"]]
    purpose = batch.catalogue.options.get(one.purpose_id)
    if purpose is not None:
        facts.append(["Purpose", purpose.name])
    if one.note.strip():
        facts.append(["Note", " ".join(one.note.split())[:LONGEST_NOTE]])
    return facts


def _clock(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%H:%M}"
