"""Telling an agent something, such as an assignment: in the pages, by email and, if they gave a
number, on WhatsApp (W6). Who has left is told nothing, whatever they had.

In quiet hours the pages show it at once; email and WhatsApp wait (X9).
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from models import sets
from models.agents.agent import Agent
from models.notices.notification import Notification, NotificationKind
from models.notices.quiet import quiet_until
from models.notices.wording import assigned_payload, handed_on_payload, imported_payload
from models.queues.outbox import OutboxKind

if TYPE_CHECKING:
    from models.batch import Batch
    from models.contact import Contact

LONGEST_NAME, LONGEST_SUBJECT, LONGEST_ANSWER, LONGEST_ANSWERS = 100, 200, 100, 500
"""Characters in a template's parameters: all of its text together may have 1024."""


def tell_of_assignment(batch: "Batch", contact: "Contact", agent: Agent, assignment: int) -> None:
    """Tell `agent` of an assignment: each way once, unique indexes see to it."""
    notify(
        batch,
        agent,
        NotificationKind.ASSIGNED,
        f"assignment:{assignment}",
        assigned_payload(agent, contact),
        contact=contact,
    )


def notify(
    batch: "Batch",
    agent: Agent,
    kind: NotificationKind,
    key: str,
    payload: dict[str, Any],
    contact: "Contact | None" = None,
) -> None:
    """Tell `agent` what `payload` says, while they are active. About no contact: not on WhatsApp.

    `key` names what is told: it must be new (see `known`), or the whole batch fails. In a batch
    that tells later it is only counted.
    """
    if not _whole(batch, agent).active:
        return
    if batch.told_later is not None and contact is not None:
        batch.told_later[f"{kind}:{agent.id}"] += 1
        return
    notification = batch.new(
        Notification,
        agent=agent.id,
        kind=kind,
        key=key,
        contact=contact.id if contact else None,
        payload=payload,
    )
    about = {"contact": contact.id if contact else None, "notification": notification}
    about |= _due(batch, agent)
    batch.owe(OutboxKind.EMAIL, lane=f"agent:{agent.id}:email", payload=payload, **about)
    if contact is not None and agent.whatsapp:
        batch.owe(
            OutboxKind.WHATSAPP,
            lane=f"agent:{agent.id}:whatsapp",
            payload=_template(batch, agent, payload),
            number=contact.number,
            recipient=agent.whatsapp,
            **about,
        )


def tell_of_many(
    batch: "Batch", agent: Agent, before: Agent, contacts: Sequence["Contact"]
) -> None:
    """One notice and one email, however many contacts of `before` are theirs now."""
    key = f"handed_on:{batch.next_id(Notification)}"
    payload = handed_on_payload(agent, before, contacts)
    notify(batch, agent, NotificationKind.ASSIGNED, key, payload)


def tell_of_import(batch: "Batch", kind: str, agent: Agent, count: int, job: int) -> None:
    """One notice and one email of each kind, however many contacts an import brought."""
    payload = imported_payload(agent, kind, count)
    notify(batch, agent, NotificationKind(kind), f"import:{job}:{kind}:{agent.id}", payload)


def known(keys: Iterable[str]) -> set[str]:
    """Which of these were told already."""
    rows = Notification.select(Notification.key).where(sets.among(Notification.key, keys))
    return {key for (key,) in rows.tuples()}


def _due(batch: "Batch", agent: Agent) -> dict[str, Any]:
    """Now, unless it is quiet for this agent."""
    until = quiet_until(batch.catalogue.organisation, _whole(batch, agent), batch.now)
    return {"due_at": until} if until else {}


def _whole(batch: "Batch", agent: Agent) -> Agent:
    """The catalogue knows the agent's time zone, and whether they are still here."""
    return batch.catalogue.agents.get(agent.id, agent)


def _template(batch: "Batch", agent: Agent, payload: dict[str, Any]) -> dict[str, Any]:
    """Nobody knows whether the agent's 24-hour window is open. Whoever sends it puts the `page`
    behind the parameters, as an address."""
    organisation = batch.catalogue.organisation
    answers = [f"{label}: {value}"[:LONGEST_ANSWER] for label, value in payload["facts"]]
    parameters = [
        agent.name[:LONGEST_NAME],
        payload["subject"][:LONGEST_SUBJECT],
        " · ".join(answers)[:LONGEST_ANSWERS],
    ]
    return {
        "type": "template",
        "name": organisation.notice_template,
        "language": organisation.notice_language,
        "parameters": parameters,
        "page": payload["link"],
    }
