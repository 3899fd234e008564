"""Whether a contact wants messages that no person wrote (X10), and what may be sent meanwhile."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from models.agents.agent import Agent
from models.base import database
from models.contact.facets.facet import Facet
from models.workflow.outcome import RunState

CONSENT = "consent"
"""The mark of a message that confirms an opt-out: the only one that goes out in spite of it."""
WITHHELD = "opted out: they want no automatic messages"


class Means(StrEnum):
    """How somebody opted out or in."""

    WORD = "word"
    """They wrote the bare word."""
    WHATSAPP = "whatsapp"
    """By WhatsApp's own switch for marketing messages."""
    PERSON = "person"
    """A colleague or a program said so for them."""


class Consent(Facet):
    _opted_out_by: Means | None = None
    """How they opted out in this change set."""

    @property
    def opted_out(self) -> bool:
        return self.opted_out_at is not None

    def opt_out(self, means: Means) -> None:
        """From now on nothing automatic is sent; a workflow that they are in ends."""
        if self.opted_out:
            return
        self.opted_out_at, self._opted_out_by = self.batch.now, means
        self.record("contact.opted_out", by=means.value)
        self.end_run(RunState.STOPPED, "workflow.stopped")

    def opt_in(self, means: Means) -> None:
        if not self.opted_out:
            return
        self.opted_out_at, self._opted_out_by = None, None
        self.record("contact.opted_in", by=means.value)

    def opted_out_by(self) -> Means | None:
        """How they opted out; None when they have not. Asks the timeline."""
        if not self.opted_out or self._opted_out_by is not None:
            return self._opted_out_by
        row = database.execute_sql(LAST_MEANS, (self.id,)).fetchone()
        return Means(row[0]) if row else None

    def takes(self, content: dict[str, Any], author: Agent | None) -> bool:
        """Whether `content` may be sent as far as they wish: while they are opted out only what a
        person answers, and no template."""
        return not self.opted_out or (author is not None and content["type"] != "template")


def unwanted(message_ids: Iterable[int]) -> set[int]:
    """Those of our messages that must not go out any more: nobody wrote them, or they are
    templates, and the contact has opted out since."""
    ids = list(message_ids)
    if not ids:
        return set()
    return {id for (id,) in database.execute_sql(UNWANTED, (ids,))}


def receivers(wamids: Iterable[str]) -> list[int]:
    """The contacts whom these messages of ours went to."""
    rows = database.execute_sql(RECEIVERS, (sorted(wamids),))
    return [id for (id,) in rows]


LAST_MEANS = """
SELECT data ->> 'by' FROM event WHERE contact_id = %s AND name = 'contact.opted_out'
ORDER BY id DESC LIMIT 1
"""
UNWANTED = f"""
SELECT m.id FROM message m JOIN contact c ON c.id = m.contact_id
WHERE m.id = ANY(%s) AND c.opted_out_at IS NOT NULL
  AND (m.author = 'bot' OR m.type = 'template')
  AND NOT jsonb_exists(m.content::jsonb, '{CONSENT}')
"""
RECEIVERS = "SELECT DISTINCT contact_id FROM message WHERE wamid = ANY(%s) AND author <> 'contact'"
